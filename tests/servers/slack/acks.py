"""What an acknowledgement does: a command's answer, and what becomes of a form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.servers.slack.answers import ApiError
from tests.servers.slack.views import View

if TYPE_CHECKING:
    from tests.servers.slack.acts import Act
    from tests.servers.slack.delivery import Ack, Delivery
    from tests.servers.slack.judging import Judge
    from tests.servers.slack.places import Channel
    from tests.servers.slack.posting import Posting
    from tests.servers.slack.wire import Json
    from tests.servers.slack.world import World

DEPTH = 3
"""Modals that may lie on one another."""


class Acks:
    """Does what acknowledgements say."""

    def __init__(self, world: World, judge: Judge, posting: Posting) -> None:
        self._world = world
        self._judge = judge
        self._posting = posting

    def take(self, act: Act, delivery: Delivery, ack: Ack) -> None:
        """Take the acknowledgement of what a person did."""
        payload = ack.payload
        if payload and not delivery.accepts_payload:
            self._judge.violations.append(f"{delivery.what}: acknowledged with a payload, which goes nowhere")
            payload = None
        try:
            if act.doing == "command" and payload and act.place is not None:
                self._message(act, act.place, {"text": payload} if isinstance(payload, str) else payload)
            elif act.doing == "submit" and act.view is not None:
                self._form(act, act.view, payload)
        except ApiError as error:
            self._judge.refusal(f"the acknowledgement of {delivery.what}", error)
        act.acknowledged(ack.payload)
        self._world.changed()

    def _message(self, act: Act, place: Channel, payload: Json) -> None:
        self._judge.message(payload, "ack")
        private = None if payload.get("response_type") == "in_channel" else act.person.id
        message = self._posting.post(place, payload, private_to=private, act=act)
        act.get("ack", direct=True, message=message)

    def _form(self, act: Act, view: View, payload: Json | str | None) -> None:
        if isinstance(payload, str):
            raise ApiError("invalid_arguments", ["a form is acknowledged with an object or nothing"])
        action = (payload or {}).get("response_action")
        if not payload or action is None:
            if payload:
                raise ApiError("invalid_arguments", [f"no response_action in {sorted(payload)}"])
            self.pop(view)
            act.get("closed", direct=False)
        elif action == "clear":
            self.clear(view)
            act.get("closed", direct=False)
        elif action == "errors":
            self._errors(act, view, payload.get("errors"))
        elif action in {"update", "push"}:
            self._shown(act, view, payload, push=action == "push")
        else:
            raise ApiError("invalid_arguments", [f"response_action {action!r}"])

    def _errors(self, act: Act, view: View, errors: object) -> None:
        inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
        if not isinstance(errors, dict) or not errors or not errors.keys() <= inputs:
            raise ApiError(
                "invalid_arguments", [f"errors: {errors!r} are not all of inputs {sorted(inputs)}"]
            )
        view.errors = act.errors = {str(key): str(value) for key, value in errors.items()}
        act.get("errors", direct=True, view=view)

    def _shown(self, act: Act, view: View, payload: Json, *, push: bool) -> None:
        raw = payload.get("view")
        if not isinstance(raw, dict):
            raise ApiError("invalid_arguments", ["view: missing"])
        self._judge.view(raw)
        if raw["type"] != "modal":
            raise ApiError("invalid_arguments", ["view.type: modal"])
        if push:
            act.get("pushed", direct=True, view=self.push(act, raw))
        else:
            view.put(raw)
            act.get("updated", direct=True, view=view)

    def push(self, act: Act, raw: Json) -> View:
        """Lay a modal on the others of a person.

        Raises:
            ApiError: Too many lie there.
        """
        stack = self._world.stack(act.person.id)
        if len(stack) >= DEPTH:
            raise ApiError("push_limit_reached")
        view = View(act.team, act.person, act.team.around.ids.next("V"), raw, opened_by=act)
        view.put(raw)
        view.previous = stack[-1] if stack else None
        stack.append(view)
        self._world.views[view.id] = view
        return view

    def pop(self, view: View) -> None:
        """Close a modal; the one below it is seen again."""
        view.closed = True
        self._world.views.pop(view.id, None)
        stack = self._world.stack(view.user.id)
        if view in stack:
            stack.remove(view)

    def clear(self, view: View) -> None:
        """Close all modals of a person."""
        for each in list(self._world.stack(view.user.id)):
            self.pop(each)
