"""Looks in a channel or thread for a post of the bot's own, by the key in its metadata."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from bot.message import UnacceptedError

if TYPE_CHECKING:
    from adapters.slack.web import Web

EVENT = "tarikh_post"  # the type of the metadata that holds a post's key
_HISTORY, _REPLIES = "conversations.history", "conversations.replies"
LOOKS = frozenset({_HISTORY, _REPLIES})
SKEW = 3_600.0  # seconds that Slack's clock may be behind ours; what is newest comes first all the same
PAGES = 15  # for which Slack lets one ask at once, when nothing was asked for before
_PAGE = 200  # messages; Slack advises no more

_LOG = logging.getLogger(__name__)


def marked(key: str) -> dict[str, Any]:
    """A post's metadata, by which it is found."""
    return {"event_type": EVENT, "event_payload": {"key": key}}


async def find(  # noqa: PLR0913, PLR0917 -- where, what, since when, and how long
    web: Web, team: str, channel: str, thread: str, key: str, since: float, longest: float
) -> str:
    """Find a post.

    Args:
        web: Slack's Web API.
        team: The workspace.
        channel: The channel or conversation.
        thread: The message whose thread to look in; empty for the channel itself.
        key: The post's key.
        since: When it may have been posted at the earliest, in seconds since the epoch.
        longest: Seconds that Slack's limits may take.

    Returns:
        The message's `ts`; empty where it is not there.

    Raises:
        BarredError: The bot may not look; with `needed` where that is for a scope.
        UnacceptedError: So much was said since that it cannot be told.
        UnreachableError: It could not be looked for.
        PlaceError: The channel or thread is not there.
    """
    arguments: dict[str, Any] = {
        "channel": channel,
        "oldest": f"{max(since - SKEW, 0.0):.6f}",
        "limit": _PAGE,
        "include_all_metadata": True,
    }
    method = _HISTORY
    if thread:
        method = _REPLIES
        arguments["ts"] = thread
    for _ in range(PAGES):
        told = await web.call(team, method, arguments, longest=longest)
        for message in told.get("messages") or ():
            if _key(message) == key and await _own(web, team, message, longest):
                return str(message["ts"])
        cursor = (told.get("response_metadata") or {}).get("next_cursor")
        if not cursor:
            return ""
        arguments["cursor"] = cursor
    _LOG.warning("slack post given up team=%s: it may be there already", team)
    raise UnacceptedError("it cannot be told whether the message is there already")


def _key(message: dict[str, Any]) -> object:
    metadata = message.get("metadata") or {}
    return (metadata.get("event_payload") or {}).get("key") if metadata.get("event_type") == EVENT else None


async def _own(web: Web, team: str, message: dict[str, Any], longest: float) -> bool:
    """Whether the bot itself has posted it: another app can read a key, and write the same."""
    me = await web.call(team, "auth.test", {}, longest=longest)
    return bool(message.get("bot_id") == me.get("bot_id") or message.get("user") == me["user_id"])
