"""Finds out whether a message of ours stands in a channel already, where nobody remembers posting it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import discord

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from adapters.discord.calling import Calling
    from bot.message import Place

PAGES, PAGE = 10, 100  # Discord shows at most 100 messages at once
DAY = 86_400.0  # seconds; what was posted longer ago is not what is in doubt
_TICKS = 1000 << 22  # of Discord's ids in a second: they hold milliseconds above 22 other bits
_ID = 16  # characters of the ids with which keys begin; the shorter parts of a token are no ids


class UnsureError(Exception):
    """The channel's history does not tell whether the message is there."""


class History:
    """Looks for the bot's own messages.

    Args:
        client: For what the bot may do in a channel.
        calling: The way to Discord.
    """

    def __init__(self, client: discord.AutoShardedClient, calling: Calling) -> None:
        self._client = client
        self._calling = calling

    async def find(self, place: Place, nonce: str, tokens: frozenset[str]) -> str | None:
        """The id of a message of ours of the last day, newest first; None where there surely is none.

        A message is known by its nonce, which Discord does not keep for long, or by what can be pressed on
        it: see `same`. The answer to somebody's interaction is none that the bot posted.

        Args:
            place: The channel, thread or conversation.
            nonce: What it was posted with.
            tokens: The tokens of its buttons and selects, at least one.

        Raises:
            UnsureError: The bot may not read the history, or it is too long to be read.
            discord.HTTPException: Discord refuses to show it.
            UnreachableError: Discord cannot be asked.
        """
        readable = self._readable(place)
        if readable is False:
            raise UnsureError
        before: int | None = None
        oldest = 0
        for number in range(PAGES):
            page = await self._page(place, before)
            for each in page:
                if self._own(each) and (
                    each.get("nonce") == nonce or same(nonce, tokens, frozenset(controls(each)))
                ):
                    return str(each["id"])
            if not page:
                # To who may not read it, Discord shows an empty history.
                if number == 0 and not (readable or await self._of_two(place)):
                    raise UnsureError
                return None
            oldest = oldest or int(page[0]["id"]) - int(DAY * _TICKS)
            before = int(page[-1]["id"])
            if len(page) < PAGE or before < oldest:
                return None
        raise UnsureError

    async def _page(self, place: Place, before: int | None) -> list[dict[str, Any]]:
        http, channel = self._calling.http, int(place.id)
        page: list[dict[str, Any]] = await self._calling.ask(
            lambda: http.logs_from(channel, PAGE, before=before)
        )
        return page

    async def _of_two(self, place: Place) -> bool:
        """Whether it is a conversation of somebody with the bot, which both can read."""
        http, channel = self._calling.http, int(place.id)
        found = await self._calling.ask(lambda: http.get_channel(channel))
        return bool(found["type"] == discord.ChannelType.private.value)

    def _readable(self, place: Place) -> bool | None:
        """Whether the bot may read a channel's history; None where that is not known here."""
        channel = self._client.get_channel(int(place.id))
        if not isinstance(channel, discord.abc.GuildChannel | discord.Thread):
            return None
        me = channel.guild.get_member(self._client.user.id) if self._client.user is not None else None
        if me is None or (isinstance(channel, discord.Thread) and channel.parent is None):
            return None
        return channel.permissions_for(me).read_message_history

    def _own(self, message: Mapping[str, Any]) -> bool:
        me = self._client.user
        return me is not None and message["author"]["id"] == str(me.id) and not answers(message)


def answers(message: Mapping[str, Any]) -> bool:
    """Whether a message is the answer to an interaction."""
    return "interaction_metadata" in message


def same(key: str, wanted: frozenset[str], shown: frozenset[str]) -> bool:
    """Whether what can be pressed on a message shows that it is the wanted one.

    What leads from it to other things, as look-ups do, may be another since the bot was updated. So where
    tokens have the id in them with which the key begins, those alone tell; and an update may have added some
    of them, or taken some away.

    Args:
        key: What the message is posted with: an id, and which of its messages it is.
        wanted: The tokens of the message, at least one.
        shown: Those of one that is there.
    """
    own, there = _own(key, wanted), _own(key, shown)
    if own:
        return bool(there) and (own <= there or there <= own)
    return wanted == shown


def _own(key: str, tokens: frozenset[str]) -> frozenset[str]:
    """Those tokens that have the id in them with which a key begins."""
    return frozenset(
        token
        for token in tokens
        if any(len(part) >= _ID and key.startswith(part) for part in token.split(":"))
    )


def controls(part: Mapping[str, Any]) -> Iterator[str]:
    """The tokens of all that can be pressed or chosen in a message, or in one of its components."""
    inner: Iterable[Mapping[str, Any]] = part.get("components") or ()
    for each in inner:
        if "custom_id" in each:
            yield str(each["custom_id"])
        yield from controls(each)
