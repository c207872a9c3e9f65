"""views.*: modals and homes."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from tests.servers.slack.answers import ApiError
from tests.servers.slack.views import View

if TYPE_CHECKING:
    from tests.servers.slack.acts import Act
    from tests.servers.slack.calls import Call
    from tests.servers.slack.wire import Json


def _view(call: Call, kind: str) -> Json:
    """Read the view of a call, and hold it against the limits."""
    raw = call.parsed("view", dict, "invalid_arguments")["view"]
    if not isinstance(raw, dict):
        raise ApiError("invalid_arguments", ["missing required field: view"])
    call.server.judge.view(raw)
    if raw.get("type") != kind:
        raise ApiError("invalid_arguments", [f"view.type: {kind}"])
    return raw


def _unique(call: Call, raw: Json, own: View | None = None) -> None:
    """Refuse an external_id that another view of the workspace has."""
    for view in call.world.views.values():
        mine = view is own or view.team is not call.team
        if raw.get("external_id") and view.external_id == raw["external_id"] and not mine:
            raise ApiError("duplicate_external_id")


def _triggered(call: Call) -> Act:
    """Find what a person did that lets the bot show something now; it is used up by this."""
    name = call.text("trigger_id")
    trigger = call.world.triggers.get(name)
    if trigger is None or trigger.act.team is not call.team:
        raise ApiError("invalid_trigger_id" if trigger is not None else "expired_trigger_id")
    if trigger.used:
        raise ApiError("exchanged_trigger_id")
    if time.monotonic() - trigger.made > call.world.times.trigger_lives:
        raise ApiError("expired_trigger_id")
    trigger.used = True
    return trigger.act


def opened(call: Call) -> Json:
    """Open a modal. Those that the person has open are put away."""
    raw = _view(call, "modal")
    _unique(call, raw)
    act = _triggered(call)
    for view in list(call.world.stack(act.person.id)):
        call.server.acks.pop(view)
    view = call.server.acks.push(act, raw)
    act.get("opened", direct=True, view=view)
    return {"view": view.payload()}


def push(call: Call) -> Json:
    """Lay a modal on the one in which the person did something."""
    raw = _view(call, "modal")
    _unique(call, raw)
    act = _triggered(call)
    if not call.world.stack(act.person.id):
        raise ApiError("not_found", ["no modal is open to push on"])
    view = call.server.acks.push(act, raw)
    act.get("pushed", direct=True, view=view)
    return {"view": view.payload()}


def update(call: Call) -> Json:
    """Show something else in a modal or home."""
    view_id, external_id = call.arguments.get("view_id"), call.arguments.get("external_id")
    if not view_id and not external_id:
        raise ApiError("invalid_arguments", ["missing required field: view_id or external_id"])
    found = [
        view
        for view in call.world.views.values()
        if view.team is call.team
        and (view.id == view_id or (external_id and view.external_id == external_id))
    ]
    if not found:
        raise ApiError("not_found")
    view = found[-1]
    raw = _view(call, view.kind)
    _unique(call, raw, view)
    if call.arguments.get("hash") and call.arguments["hash"] != view.hash:
        raise ApiError("hash_conflict")
    view.put(raw)
    for act in call.world.acts.values():
        if act.person is view.user and view in {act.view, *(given.view for given in act.given)}:
            act.get("updated", direct=act.view is view, view=view)
    return {"view": view.payload()}


def publish(call: Call) -> Json:
    """Show a home to somebody."""
    person = call.team.users.get(call.text("user_id", missing="user_not_found"))
    if person is None or person.bot:
        raise ApiError("user_not_found")
    raw = _view(call, "home")
    view = call.world.homes.get(person.id)
    _unique(call, raw, view)
    if call.arguments.get("hash") and view is not None and call.arguments["hash"] != view.hash:
        raise ApiError("hash_conflict")
    if view is None:
        view = View(call.team, person, call.team.around.ids.next("V"), raw)
        call.world.homes[person.id] = call.world.views[view.id] = view
    view.put(raw)
    call.world.published(view)
    return {"view": view.payload()}


METHODS = {
    "views.open": opened,
    "views.publish": publish,
    "views.push": push,
    "views.update": update,
}
