"""How commands and interactions are written (Slack's reference, "Interaction payloads")."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from tests.servers.slack.delivery import Delivery

if TYPE_CHECKING:
    from tests.servers.slack.acts import Act
    from tests.servers.slack.elements import Element
    from tests.servers.slack.messages import Message
    from tests.servers.slack.views import View
    from tests.servers.slack.wire import Json
    from tests.servers.slack.world import World

TOKEN = "a-verification-token"


def command(world: World, act: Act, name: str, text: str) -> Delivery:
    """Write the use of a slash command."""
    place, team, person = act.place, act.team, act.person
    if place is None:
        raise TypeError("a command is typed somewhere")
    payload: Json = {
        "token": TOKEN,
        "team_id": team.id,
        "team_domain": team.domain,
        "channel_id": place.id,
        "channel_name": place.shown_name,
        "user_id": person.id,
        "user_name": person.handle,
        "command": name,
        "text": text,
        "api_app_id": team.app_id,
        "is_enterprise_install": "false",
        "response_url": world.response_url(act, None),
        "trigger_id": act.trigger,
    }
    return Delivery("slash_commands", team, payload, accepts_payload=True)


def _base(act: Act, kind: str) -> Json:
    team, person = act.team, act.person
    return {
        "type": kind,
        "team": {"id": team.id, "domain": team.domain},
        "user": {
            "id": person.id,
            "username": person.handle,
            "name": person.handle,
            "team_id": team.id,
        },
        "api_app_id": team.app_id,
        "token": TOKEN,
        "trigger_id": act.trigger,
        "is_enterprise_install": False,
        "enterprise": None,
    }


def action(element: Element, chosen: Json) -> Json:
    """Write one action: what was pressed or chosen."""
    told = {"action_id": element.token, "block_id": element.block_id, "type": element.kind}
    if element.kind == "button":
        told |= {key: element.raw[key] for key in ("text", "value", "style") if key in element.raw}
    return told | chosen | {"action_ts": f"{time.time():.6f}"}


def press_in_message(world: World, act: Act, message: Message, element: Element, chosen: Json) -> Delivery:
    """Write a press or a choice in a message."""
    channel = message.channel
    container: Json = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": channel.id,
        "is_ephemeral": message.ephemeral,
    }
    if message.root is not None:
        container["thread_ts"] = message.root
    payload = _base(act, "block_actions") | {
        "container": container,
        "channel": {"id": channel.id, "name": channel.shown_name},
        "state": {"values": message.state(act.person.id).values(message.blocks)},
        "response_url": world.response_url(act, message),
        "actions": [action(element, chosen)],
    }
    if not message.ephemeral:
        # Of an ephemeral message Slack tells only where it was.
        payload["message"] = message.payload()
    return Delivery("interactive", act.team, payload)


def press_in_view(act: Act, view: View, element: Element, chosen: Json) -> Delivery:
    """Write a press or a choice in a modal or home."""
    payload = _base(act, "block_actions") | {
        "container": {"type": "view", "view_id": view.id},
        "view": view.payload(),
        "actions": [action(element, chosen)],
    }
    return Delivery("interactive", act.team, payload)


def submission(act: Act, view: View) -> Delivery:
    """Write the sending of a form."""
    payload = _base(act, "view_submission") | {"view": view.payload(), "response_urls": []}
    return Delivery("interactive", act.team, payload, accepts_payload=True)


def closing(act: Act, view: View, *, cleared: bool) -> Delivery:
    """Write the closing of a modal."""
    payload = _base(act, "view_closed") | {"view": view.payload(), "is_cleared": cleared}
    del payload["trigger_id"]
    return Delivery("interactive", act.team, payload)


def message_shortcut(world: World, act: Act, message: Message, callback_id: str) -> Delivery:
    """Write the use of a message's menu."""
    payload = _base(act, "message_action") | {
        "callback_id": callback_id,
        "action_ts": f"{time.time():.6f}",
        "channel": {"id": message.channel.id, "name": message.channel.shown_name},
        "response_url": world.response_url(act, None),
        "message_ts": message.ts,
        "message": message.payload(),
    }
    return Delivery("interactive", act.team, payload)
