"""conversations.*: channels, who is in them and what was said."""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING, TypeVar

from tests.servers.slack.answers import ApiError
from tests.servers.slack.wire import true

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.servers.slack.calls import Call
    from tests.servers.slack.messages import Message
    from tests.servers.slack.wire import Json

Item = TypeVar("Item")
KINDS = frozenset({"public_channel", "private_channel", "mpim", "im"})


def info(call: Call) -> Json:
    """Describe a channel."""
    channel = call.channel(inside=False)
    call.need(f"{channel.scope}:read")
    told = channel.payload()
    if not true(call.arguments.get("include_num_members", False)):
        told.pop("num_members", None)
    return {"channel": told}


def history(call: Call) -> Json:
    """Give what was said in a channel, the newest first; replies in threads are not among it."""
    channel = call.channel()
    call.need(f"{channel.scope}:history")
    heads = [each for each in channel.messages if each.root in {None, each.ts} or each.broadcast]
    page, more = _page(call, list(reversed(_between(call, heads))), 100, 999)
    return {"messages": _written(call, page), "has_more": bool(more), "pin_count": len(channel.pins)} | _next(
        more
    )


def replies(call: Call) -> Json:
    """Give a thread, the first message first."""
    channel = call.channel()
    call.need(f"{channel.scope}:history")
    head = call.message(channel, error="thread_not_found")
    if head.root is not None:
        if head.root not in channel.stored:
            raise ApiError("thread_not_found")
        head = channel.stored[head.root]
    page, more = _page(call, [head, *_between(call, head.thread)], 1000, 1000)
    return {"messages": _written(call, page), "has_more": bool(more)} | _next(more)


def members(call: Call) -> Json:
    """List who is in a channel."""
    channel = call.channel(inside=False)
    call.need(f"{channel.scope}:read")
    page, more = _page(call, sorted(channel.members), 100, 1000)
    return {"members": page} | (_next(more) or {"response_metadata": {"next_cursor": ""}})


def listed(call: Call) -> Json:
    """List the channels of the workspace that the bot may know of."""
    return _listed(call)


def of_bot(call: Call) -> Json:
    """List the channels that the bot is in, or of those that it may know of, those that somebody is in."""
    person = str(call.arguments.get("user") or call.team.bot_user)
    if person not in call.team.users:
        raise ApiError("user_not_found")
    return _listed(call, of=person)


def _listed(call: Call, *, of: str = "") -> Json:
    kinds = str(call.arguments.get("types") or "public_channel").replace(" ", "").split(",")
    if not set(kinds) <= KINDS:
        raise ApiError("invalid_types", [f"types: {kinds}"])
    scopes = {"public_channel": "channels:read", "private_channel": "groups:read", "im": "im:read"}
    for kind in kinds:
        if kind in scopes:
            call.need(scopes[kind])
    hidden = true(call.arguments.get("exclude_archived", False))
    found = [
        channel.payload()
        for channel in call.team.channels.values()
        if channel.kind in kinds
        and not channel.deleted
        and not (hidden and channel.archived)
        and (channel.has_bot or not channel.is_private)
        and of in {"", *channel.members}
    ]
    page, more = _page(call, found, 100, 999)
    return {"channels": page} | (_next(more) or {"response_metadata": {"next_cursor": ""}})


def opened(call: Call) -> Json:
    """Open the direct messages with somebody."""
    call.need("im:write")
    if call.arguments.get("channel"):
        channel = call.channel()
    else:
        people = call.text("users", missing="users_list_not_supplied").split(",")
        if len(people) != 1:
            raise ApiError("invalid_arguments", ["users: this server has no group messages"])
        if people[0] not in call.team.users:
            raise ApiError("user_not_found")
        if people[0] == call.team.bot_user:
            raise ApiError("cannot_dm_bot")
        channel = call.team.direct(people[0])
    whole = true(call.arguments.get("return_im", False))
    return {"channel": channel.payload() if whole else {"id": channel.id}}


def join(call: Call) -> Json:
    """Join a public channel."""
    call.need("channels:join")
    channel = call.channel(inside=False)
    if channel.is_private or channel.is_direct:
        raise ApiError("method_not_supported_for_channel_type")
    if channel.archived:
        raise ApiError("is_archived")
    already = channel.has_bot
    channel.join(call.team.bot_user)
    return {"channel": channel.payload()} | ({"warning": "already_in_channel"} if already else {})


def _between(call: Call, messages: Sequence[Message]) -> list[Message]:
    """Take those between `oldest` and `latest`, which themselves count only with `inclusive`."""
    arguments = call.arguments
    oldest = float(arguments.get("oldest") or 0)
    latest = float(arguments.get("latest") or "inf")
    if true(arguments.get("inclusive", False)):
        return [each for each in messages if oldest <= float(each.ts) <= latest]
    return [each for each in messages if oldest < float(each.ts) < latest]


def _written(call: Call, messages: Sequence[Message]) -> list[Json]:
    whole = true(call.arguments.get("include_all_metadata", False))
    return [message.payload(metadata=whole) for message in messages]


def _page(call: Call, items: Sequence[Item], usual: int, most: int) -> tuple[list[Item], str]:
    """Give a page and the cursor of the next, "" at the end."""
    limit = call.number("limit", usual, most)
    start = 0
    if call.arguments.get("cursor"):
        try:
            start = int(base64.b64decode(str(call.arguments["cursor"])).decode().removeprefix("from:"))
        except (binascii.Error, ValueError):
            raise ApiError("invalid_cursor", [f"cursor: {call.arguments['cursor']!r}"]) from None
    more = start + limit < len(items)
    cursor = base64.b64encode(f"from:{start + limit}".encode()).decode() if more else ""
    return list(items[start : start + limit]), cursor


def _next(cursor: str) -> Json:
    return {"response_metadata": {"next_cursor": cursor}} if cursor else {}


METHODS = {
    "conversations.history": history,
    "conversations.info": info,
    "conversations.join": join,
    "conversations.list": listed,
    "conversations.members": members,
    "conversations.open": opened,
    "conversations.replies": replies,
    "users.conversations": of_bot,
}
