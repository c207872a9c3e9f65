"""pins.*: what stands out of a channel's messages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.servers.slack.answers import ApiError

if TYPE_CHECKING:
    from tests.servers.slack.calls import Call
    from tests.servers.slack.messages import Message
    from tests.servers.slack.places import Channel
    from tests.servers.slack.wire import Json


def _named(call: Call) -> tuple[Channel, Message]:
    call.need("pins:write")
    channel = call.channel()
    call.text("timestamp", missing="no_item_specified")
    return channel, call.message(channel, "timestamp")


def add(call: Call) -> Json:
    """Pin a message."""
    channel, message = _named(call)
    if channel.archived:
        raise ApiError("is_archived")
    if message.pinned:
        raise ApiError("already_pinned")
    channel.pins.append(message.ts)
    return {}


def remove(call: Call) -> Json:
    """Unpin a message."""
    channel, message = _named(call)
    if not message.pinned:
        raise ApiError("no_pin")
    channel.pins.remove(message.ts)
    return {}


METHODS = {"pins.add": add, "pins.remove": remove}
