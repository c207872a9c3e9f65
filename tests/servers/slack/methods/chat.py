"""chat.*: posting, changing and deleting messages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.servers.slack.answers import ApiError
from tests.servers.slack.judging import POST_LENGTH
from tests.servers.slack.wire import true

if TYPE_CHECKING:
    from tests.servers.slack.calls import Call
    from tests.servers.slack.places import Channel
    from tests.servers.slack.wire import Json


def _payload(call: Call) -> Json:
    """Read what is to be said, and hold it against the limits."""
    payload = call.parsed("blocks", list, "invalid_blocks_format")
    metadata = call.parsed("metadata", dict, "invalid_metadata_format")["metadata"]
    payload["metadata"] = metadata
    if metadata is not None and not (
        isinstance(metadata.get("event_type"), str) and isinstance(metadata.get("event_payload"), dict)
    ):
        raise ApiError("invalid_metadata_format", ["metadata has an event_type and an event_payload"])
    told = {key: value for key, value in payload.items() if value is not None}
    call.server.judge.message(told, call.method)
    return payload


def _root(call: Call, channel: Channel) -> str | None:
    root = call.arguments.get("thread_ts")
    if not root:
        return None
    head = channel.stored.get(str(root))
    if head is None:
        raise ApiError("thread_not_found")
    if head.root not in {None, head.ts}:
        call.server.judge.violations.append(f"{call.method}: thread_ts names a reply; use its parent's")
        return head.root
    return head.ts


def _writable(call: Call, *, person: bool = False) -> Channel:
    open_to_all = "chat:write.public" in call.installation.scopes
    channel = call.channel(person=person, inside=False)
    if not channel.has_bot and not (open_to_all and not channel.is_private):
        raise ApiError("not_in_channel")
    if channel.archived:
        raise ApiError("is_archived")
    return channel


def post(call: Call) -> Json:
    """Post a message for all. A person's id stands for their direct messages."""
    call.need("chat:write")
    channel = _writable(call, person=True)
    payload = _payload(call)
    text = payload.get("text") or ""
    payload["text"] = text[:POST_LENGTH]
    message = call.server.posting.post(channel, payload, root=_root(call, channel))
    message.broadcast = message.root is not None and true(call.arguments.get("reply_broadcast", False))
    told: Json = {"channel": channel.id, "ts": message.ts, "message": message.payload(metadata=True)}
    if len(text) > POST_LENGTH:
        told["warning"] = "message_truncated"
    return told


def post_ephemeral(call: Call) -> Json:
    """Post a message that one person sees."""
    call.need("chat:write")
    channel = _writable(call)
    person = call.text("user")
    if person not in channel.members:
        raise ApiError("user_not_in_channel")
    payload = _payload(call)
    message = call.server.posting.post(channel, payload, root=_root(call, channel), private_to=person)
    return {"message_ts": message.ts}


def update(call: Call) -> Json:
    """Change a message of the bot."""
    call.need("chat:write")
    channel = call.channel()
    if channel.archived:
        raise ApiError("is_archived")
    message = call.message(channel)
    if not message.by_bot:
        raise ApiError("cant_update_message")
    payload = _payload(call)
    kinds = [{block["type"] for block in blocks or ()} for blocks in (message.blocks, payload["blocks"])]
    if payload["blocks"] and "rich_text" in kinds[0] and "rich_text" not in kinds[1]:
        raise ApiError("block_mismatch")
    call.server.posting.change(message, payload)
    return {
        "channel": channel.id,
        "ts": message.ts,
        "text": message.fallback,
        "message": message.payload(metadata=True),
    }


def delete(call: Call) -> Json:
    """Delete a message of the bot."""
    call.need("chat:write")
    channel = call.channel()
    message = call.message(channel)
    if not message.by_bot:
        raise ApiError("cant_delete_message")
    call.server.posting.delete(message)
    return {"channel": channel.id, "ts": message.ts}


def permalink(call: Call) -> Json:
    """Give the address of a message."""
    channel = call.channel(inside=False)
    message = call.message(channel, "message_ts")
    address = f"https://{call.team.domain}.slack.com/archives/{channel.id}/p{message.ts.replace('.', '')}"
    return {"channel": channel.id, "permalink": address}


METHODS = {
    "chat.delete": delete,
    "chat.getPermalink": permalink,
    "chat.postEphemeral": post_ephemeral,
    "chat.postMessage": post,
    "chat.update": update,
}
