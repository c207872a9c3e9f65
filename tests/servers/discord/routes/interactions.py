"""Routes by which the bot answers interactions: the callback, and the messages after it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from tests.servers.discord.answers import Answer, refused
from tests.servers.discord.interactions import Callback, Doing, Interaction, Modal
from tests.servers.discord.messages import EPHEMERAL, LOADING, Message
from tests.servers.discord.routes.messages import (
    CREATABLE,
    create,
    draft_of,
    edited,
    flag_faults,
)
from tests.servers.discord.rules.forms import completion_faults, form_faults
from tests.servers.discord.rules.messages import faults

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.servers.discord.calls import Call
    from tests.servers.discord.wire import Json

FITTING = {
    Doing.COMMAND: {Callback.MESSAGE, Callback.DEFERRED_MESSAGE, Callback.MODAL},
    Doing.COMPLETE: {Callback.CHOICES},
    Doing.PRESS: set(Callback) - {Callback.CHOICES},
    Doing.SUBMIT: set(Callback) - {Callback.CHOICES, Callback.MODAL},
}
"""Which answers fit what was done (reference, "Interaction Callback Type"); updates also need a message."""
DEFERRED = {Callback.DEFERRED_MESSAGE, Callback.DEFERRED_UPDATE}
UPDATES = {Callback.UPDATE, Callback.DEFERRED_UPDATE}


def callback(call: Call) -> Answer:
    """POST /interactions/{interaction_id}/{interaction_token}/callback."""
    interaction = call.world.interactions.get(int(call.parameters["interaction_id"]))
    if interaction is None or interaction.token != call.parameters["interaction_token"]:
        raise refused(10062)
    if interaction.callback is not None:
        raise refused(40060)
    now = time.monotonic()
    if now - interaction.sent > call.times.answer_within:
        raise refused(10062)
    body = call.object()
    kind, data = body["type"], body.get("data") or {}
    call.ruled(lambda: _fits(interaction, kind))
    _answer(call, interaction, Callback(kind), data)
    interaction.callback, interaction.answered = Callback(kind), now
    if not interaction.waiting.done():
        interaction.waiting.set_result(body)
    if interaction.callback not in DEFERRED:
        interaction.finish(now)
    if call.query.get("with_response", "") not in {"1", "true"}:
        return Answer(204)
    return Answer(body=_told(interaction, Callback(kind)))


def _fits(interaction: Interaction, kind: int) -> Iterator[str]:
    fitting = FITTING[interaction.doing]
    if kind not in fitting or (kind in UPDATES and interaction.source is None):
        yield f"type: {kind} does not answer a {interaction.doing.name}"


def _answer(call: Call, interaction: Interaction, kind: Callback, data: Json) -> None:
    if kind in {Callback.MESSAGE, Callback.DEFERRED_MESSAGE}:
        flags = data.get("flags") or 0
        call.ruled(lambda: flag_faults(flags, CREATABLE | EPHEMERAL))
        interaction.private = bool(flags & EPHEMERAL)
        if kind is Callback.MESSAGE:
            draft = draft_of(call, data)
            call.ruled(lambda: faults(draft))
            interaction.original = _said(call, interaction, data)
        else:
            interaction.original = _said(call, interaction, {"flags": flags & EPHEMERAL})
            interaction.original.flags |= LOADING
            interaction.original.touch()
    elif kind in UPDATES and interaction.source is not None:
        interaction.original = interaction.source
        interaction.private = interaction.source.private
        if kind is Callback.UPDATE:
            _edit(call, interaction.source, data)
    elif kind is Callback.CHOICES:
        focused = _focused(interaction.data["options"])
        call.ruled(lambda: completion_faults(data, focused["type"]))
    elif kind is Callback.MODAL:
        call.ruled(lambda: form_faults(data))
        interaction.modal = Modal(data["title"], data["custom_id"], data["components"], interaction)


def _focused(options: list[Json]) -> Json:
    for option in options:
        if option.get("focused"):
            return option
        if option.get("options"):
            return _focused(option["options"])
    return {"type": 3}


def _told(interaction: Interaction, kind: Callback) -> Json:
    told: Json = {"id": str(interaction.id), "type": int(interaction.doing)}
    original = interaction.original
    if original is not None:
        told |= {
            "response_message_id": str(original.id),
            "response_message_loading": original.loading,
            "response_message_ephemeral": original.private,
            "channel_id": str(original.channel.id),
        }
    answer: Json = {"interaction": told}
    if original is not None and kind in {Callback.MESSAGE, Callback.UPDATE}:
        answer["resource"] = {"type": int(kind), "message": original.payload()}
    return answer


def _said(call: Call, interaction: Interaction, body: Json) -> Message:
    """Make a message that answers an interaction; its flags tell whether it is private."""
    private = bool((body.get("flags") or 0) & EPHEMERAL)
    return create(
        call,
        interaction.place,
        body,
        private_to=interaction.person if private else None,
        metadata=interaction.metadata(),
    )


def _edit(call: Call, message: Message, body: Json) -> Message:
    if message.deleted:
        raise refused(10008)
    return edited(call, message, body)


def _of(call: Call) -> Interaction:
    interaction = call.world.by_token.get(call.parameters["webhook_token"])
    if interaction is None or call.parameters["webhook_id"] != str(call.world.application):
        raise refused(10015)
    if time.monotonic() - interaction.sent > call.times.token_lasts:
        raise refused(50027)
    if interaction.callback is None:
        raise refused(10015)
    return interaction


def followup(call: Call) -> Answer:
    """POST /webhooks/{webhook_id}/{webhook_token}: one more message.

    The first one after a deferred answer becomes that answer, which stays as private as it was deferred
    (reference, "Create Followup Message").
    """
    interaction, body = _of(call), call.object()
    draft = draft_of(call, body)
    original = interaction.original
    takes_place = original is not None and original.loading and not original.deleted

    def found() -> Iterator[str]:
        yield from flag_faults(draft.flags, CREATABLE | EPHEMERAL)
        if takes_place and bool(draft.flags & EPHEMERAL) is not interaction.private:
            yield (
                "flags: this becomes the deferred answer, which was deferred "
                + ("privately" if interaction.private else "for all")
            )
        yield from faults(draft)

    call.ruled(found)
    if takes_place and original is not None:
        original.edit(body, call.uploads, flags=original.flags & ~LOADING | draft.flags & CREATABLE)
        call.world.tell_message("MESSAGE_UPDATE", original)
        interaction.finish(time.monotonic())
        return Answer(body=original.payload())
    message = _said(call, interaction, body)
    interaction.followups.append(message)
    return Answer(body=message.payload())


def _chosen(call: Call) -> tuple[Interaction, Message]:
    interaction, wanted = _of(call), call.parameters.get("message_id", "@original")
    if wanted == "@original":
        found = interaction.original
    else:
        known = [*interaction.followups, *([interaction.original] if interaction.original else [])]
        found = next((message for message in known if str(message.id) == wanted), None)
    if found is None or found.deleted:
        raise refused(10008)
    return interaction, found


def get(call: Call) -> Answer:
    """GET /webhooks/{webhook_id}/{webhook_token}/messages/…."""
    return Answer(body=_chosen(call)[1].payload())


def patch(call: Call) -> Answer:
    """PATCH /webhooks/{webhook_id}/{webhook_token}/messages/…."""
    interaction, message = _chosen(call)
    edited(call, message, call.object())
    if message is interaction.original:
        interaction.finish(time.monotonic())
    return Answer(body=message.payload())


def delete(call: Call) -> Answer:
    """DELETE /webhooks/{webhook_id}/{webhook_token}/messages/…."""
    interaction, message = _chosen(call)
    message.delete()
    if message is interaction.original:
        interaction.finish(time.monotonic())
    return Answer(204)


_HOOK = "/webhooks/{webhook_id}/{webhook_token}"
ROUTES: dict[tuple[str, str], Callable[[Call], Answer]] = {
    ("POST", "/interactions/{interaction_id}/{interaction_token}/callback"): callback,
    ("POST", _HOOK): followup,
    ("GET", f"{_HOOK}/messages/@original"): get,
    ("PATCH", f"{_HOOK}/messages/@original"): patch,
    ("DELETE", f"{_HOOK}/messages/@original"): delete,
    ("GET", f"{_HOOK}/messages/{{message_id}}"): get,
    ("PATCH", f"{_HOOK}/messages/{{message_id}}"): patch,
    ("DELETE", f"{_HOOK}/messages/{{message_id}}"): delete,
}
