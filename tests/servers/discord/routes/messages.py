"""Routes about messages of a channel."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from tests.servers.discord.answers import Answer, refused
from tests.servers.discord.messages import (
    COMPONENTS_V2,
    EPHEMERAL,
    LOADING,
    SUPPRESS_EMBEDS,
    SUPPRESS_NOTIFICATIONS,
    Message,
)
from tests.servers.discord.permissions import Permission
from tests.servers.discord.places import SILENT, Channel
from tests.servers.discord.rules.messages import Draft, faults
from tests.servers.discord.wire import stamp

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.servers.discord.calls import Call
    from tests.servers.discord.users import User
    from tests.servers.discord.wire import Json

CREATABLE = SUPPRESS_EMBEDS | SUPPRESS_NOTIFICATIONS | COMPONENTS_V2
EDITABLE = SUPPRESS_EMBEDS | COMPONENTS_V2


def allowed(channel: Channel, *wanted: Permission) -> None:
    """Refuse unless the bot sees the channel (50001) and may do all that is wanted there (50013)."""
    held = channel.permissions_of(channel.around.bot)
    if not held & Permission.VIEW_CHANNEL:
        raise refused(50001)
    for permission in wanted:
        if not held & permission:
            raise refused(50013)


def writable(channel: Channel) -> None:
    """Refuse unless the bot may write in the channel."""
    if channel.recipient is not None:
        return
    allowed(channel, Permission.SEND_MESSAGES_IN_THREADS if channel.is_thread else Permission.SEND_MESSAGES)
    if channel.kind in SILENT:
        raise refused(50008)
    if channel.locked and not channel.permissions_of(channel.around.bot) & Permission.MANAGE_THREADS:
        raise refused(50083)
    channel.archived = False


def draft_of(call: Call, body: Json, before: Message | None = None) -> Draft:
    """Tell how a message would stand after this body: new, or what it was `before` with the changes made."""
    named = body.get("attachments")
    uploaded = {str(index): upload.name for index, upload in call.uploads.items()}
    names = set(uploaded.values())
    for entry in named or ():
        if entry.get("filename") and str(entry["id"]) in uploaded:
            names.add(entry["filename"])
    if before is not None:
        kept = {str(entry["id"]) for entry in named or ()}
        names |= {each.name for each in before.attachments if named is None or str(each.id) in kept}
    old: Json = (
        {}
        if before is None
        else {"content": before.content, "embeds": before.embeds, "components": before.components}
    )
    whole = old | body
    return Draft(
        content=whole.get("content") or "",
        embeds=whole.get("embeds") or [],
        components=whole.get("components") or [],
        flags=(body.get("flags") or 0) | (before.flags & COMPONENTS_V2 if before is not None else 0),
        files=frozenset(names),
        other=bool(body.get("poll") or body.get("sticker_ids") or (before is not None and before.poll)),
        allowed=body.get("allowed_mentions"),
        said=frozenset(body),
    )


def flag_faults(flags: int, settable: int, before: int = 0) -> Iterator[str]:
    """Tell which flags a request sets that it may not (`before` are those that are there already)."""
    wrong = flags & ~settable & ~before
    if wrong & EPHEMERAL:
        yield "flags: EPHEMERAL (64) cannot be set here; who sees a message is fixed when it is first sent"
    if wrong & ~EPHEMERAL:
        yield f"flags: {wrong & ~EPHEMERAL} cannot be set here"


def edit_faults(body: Json, draft: Draft, before: Message) -> Iterator[str]:
    """Tell what is wrong with an edit."""
    flags = body.get("flags")
    if flags is not None:
        yield from flag_faults(flags, EDITABLE, before.flags & ~LOADING)
    yield from faults(draft)


def create(
    call: Call, channel: Channel, body: Json, *, private_to: User | None = None, metadata: Json | None = None
) -> Message:
    """Make a message of the bot's out of a judged body, and tell the gateway unless it is private."""
    flags = (body.get("flags") or 0) & (CREATABLE | EPHEMERAL)
    message = Message(
        channel,
        call.world.bot,
        flags=flags,
        nonce=body.get("nonce"),
        private_to=private_to,
        metadata=metadata,
        reference=_reference(call, channel, body),
    )
    message.put(body, call.uploads, flags=flags)
    channel.store(message)
    call.world.tell_message("MESSAGE_CREATE", message)
    return message


def _reference(call: Call, channel: Channel, body: Json) -> Json | None:
    named = body.get("message_reference")
    if not named:
        return None
    target = channel.stored.get(int(named["message_id"]))
    if target is None or target.private:
        if named.get("fail_if_not_exists", True):
            call.ruled(lambda: ["message_reference.message_id: Unknown message"])
        return None
    reference = {"type": 0, "channel_id": str(channel.id), "message_id": str(target.id)}
    return reference if channel.guild is None else reference | {"guild_id": str(channel.guild.id)}


def edited(call: Call, message: Message, body: Json) -> Message:
    """Judge an edit of a message and make it."""
    draft = draft_of(call, body, message)
    call.ruled(lambda: edit_faults(body, draft, message))
    flags = (message.flags & ~LOADING & ~SUPPRESS_EMBEDS) | ((body.get("flags") or 0) & EDITABLE)
    message.edit(body, call.uploads, flags=flags)
    call.world.tell_message("MESSAGE_UPDATE", message)
    return message


def _equipped(call: Call, channel: Channel, body: Json) -> None:
    """Refuse what the bot has no right to hang on a message: files, embeds, and an answer to another."""
    if channel.guild is None:
        return
    allowed(channel, *([Permission.ATTACH_FILES] if call.uploads else []))
    allowed(channel, *([Permission.EMBED_LINKS] if body.get("embeds") else []))
    if body.get("message_reference"):
        held = channel.permissions_of(call.world.bot)
        if not held & Permission.READ_MESSAGE_HISTORY:
            raise refused(160002)


def post(call: Call) -> Answer:
    """POST /channels/{channel_id}/messages."""
    channel, body, world = call.world.channel(call.parameters["channel_id"]), call.object(), call.world
    draft = draft_of(call, body)
    call.ruled(lambda: (*flag_faults(draft.flags, CREATABLE), *faults(draft)))
    writable(channel)
    _equipped(call, channel, body)
    if channel.recipient is not None and channel.recipient.id in world.closed_dms:
        raise refused(50007)
    nonce = body.get("nonce")
    if nonce is not None and body.get("enforce_nonce"):
        now, remembered = time.monotonic(), channel.nonces.get(str(nonce))
        if remembered is not None and now - remembered[0] < call.times.nonce_lasts:
            return Answer(body=remembered[1].payload())
        message = create(call, channel, body)
        channel.nonces[str(nonce)] = (now, message)
        return Answer(body=message.payload())
    return Answer(body=create(call, channel, body).payload())


def _found(call: Call, *wanted: Permission) -> Message:
    channel = call.world.channel(call.parameters["channel_id"])
    if channel.guild is not None:
        allowed(channel, *wanted)
    return call.world.message(channel, call.parameters["message_id"])


def past(message: Message) -> Json:
    """Write a message as whoever reads the history gets it: Discord tells its nonce only to who sends it."""
    return {key: value for key, value in message.payload().items() if key != "nonce"}


def get(call: Call) -> Answer:
    """GET /channels/{channel_id}/messages/{message_id}."""
    return Answer(body=past(_found(call, Permission.READ_MESSAGE_HISTORY)))


def listed(call: Call) -> Answer:
    """GET /channels/{channel_id}/messages: newest first; none without READ_MESSAGE_HISTORY."""
    channel, query = call.world.channel(call.parameters["channel_id"]), call.query
    allowed(channel)
    if not channel.permissions_of(call.world.bot) & Permission.READ_MESSAGE_HISTORY:
        return Answer(body=[])
    found = channel.history
    limit = int(query.get("limit", "50"))
    if not 1 <= limit <= 100:
        call.judge.refuse(call.where, [f"limit: {limit}; 1 to 100"])
    if "around" in query:
        middle = int(query["around"])
        found = sorted(
            sorted(found, key=lambda each: abs(each.id - middle))[:limit], key=lambda each: each.id
        )
    if "before" in query:
        found = [message for message in found if message.id < int(query["before"])]
    if "after" in query:
        found = [message for message in found if message.id > int(query["after"])][:limit]
    return Answer(body=[past(message) for message in reversed(found[-limit:])])


def patch(call: Call) -> Answer:
    """PATCH /channels/{channel_id}/messages/{message_id}."""
    channel = call.world.channel(call.parameters["channel_id"])
    writable(channel)
    message = call.world.message(channel, call.parameters["message_id"])
    if message.author != call.world.bot:
        raise refused(50005)
    _equipped(call, channel, call.object())
    return Answer(body=edited(call, message, call.object()).payload())


def delete(call: Call) -> Answer:
    """DELETE /channels/{channel_id}/messages/{message_id}: its own, or with MANAGE_MESSAGES any."""
    message = _found(call)
    if message.author != call.world.bot:
        allowed(message.channel, Permission.MANAGE_MESSAGES)
    message.delete()
    return Answer(204)


def typing(call: Call) -> Answer:
    """POST /channels/{channel_id}/typing."""
    writable(call.world.channel(call.parameters["channel_id"]))
    return Answer(204)


def pins(call: Call) -> Answer:
    """GET /channels/{channel_id}/messages/pins."""
    channel = call.world.channel(call.parameters["channel_id"])
    allowed(channel, Permission.READ_MESSAGE_HISTORY)
    items = [
        {"pinned_at": stamp(), "message": past(message)} for message in channel.messages if message.pinned
    ]
    return Answer(body={"items": items, "has_more": False})


def pin(call: Call) -> Answer:
    """PUT and DELETE /channels/{channel_id}/messages/pins/{message_id} (also the older, shorter path).

    MANAGE_MESSAGES does not stand for PIN_MESSAGES any more (reference, "Permissions"). What is newly pinned
    is told in the channel by a notice; pinning again, or unpinning what is not pinned, changes nothing.
    """
    message = _found(call, Permission.PIN_MESSAGES)
    pinned = call.method == "PUT"
    if pinned and not message.pinned:
        notice = Message(message.channel, call.world.bot, notice=True)
        message.channel.store(notice)
        call.world.tell_message("MESSAGE_CREATE", notice)
    message.pinned = pinned
    message.touch()
    return Answer(204)


_ONE = "/channels/{channel_id}/messages/{message_id}"
ROUTES: dict[tuple[str, str], Callable[[Call], Answer]] = {
    ("POST", "/channels/{channel_id}/messages"): post,
    ("GET", "/channels/{channel_id}/messages"): listed,
    ("GET", "/channels/{channel_id}/messages/pins"): pins,
    ("PUT", "/channels/{channel_id}/messages/pins/{message_id}"): pin,
    ("DELETE", "/channels/{channel_id}/messages/pins/{message_id}"): pin,
    ("PUT", "/channels/{channel_id}/pins/{message_id}"): pin,
    ("DELETE", "/channels/{channel_id}/pins/{message_id}"): pin,
    ("GET", _ONE): get,
    ("PATCH", _ONE): patch,
    ("DELETE", _ONE): delete,
    ("POST", "/channels/{channel_id}/typing"): typing,
}
