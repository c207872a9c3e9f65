"""The channels, groups and time zone that somebody names, for the one who names them."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING

from adapters.slack.places import Spot
from adapters.slack.remedies import INVITATION, unarchive
from bot.app import Channel
from bot.message import NotAllowedError, UnreachableError

if TYPE_CHECKING:
    from adapters.slack import channels as known
    from adapters.slack.directory import Directory
    from adapters.slack.heard import Heard
    from adapters.slack.people import People
    from bot.texts import Texts

_ID = re.compile("[CDG][A-Z0-9]+")  # of channels and conversations; their names have small letters only
_GROUP = re.compile("S[A-Z0-9]+")
_TRIES = 2
# Channels that are asked about one by one; whoever names more is told of all the bot's own at once, since
# Slack takes some fifty such questions a minute.
_SINGLY = 3


class Finding:
    """What Slack knows of channels, for one person who asks: a `bot.app.Channels`.

    Who administers the workspace may manage every channel, who created a channel may manage that one, and
    everybody their conversation with the bot.

    Args:
        directory: What channels and groups are called.
        people: Who somebody is.
        channels: What a channel is.
        heard: Who asks, and where.
        say: Their language.
    """

    def __init__(
        self, directory: Directory, people: People, channels: known.Channels, heard: Heard, say: Texts
    ) -> None:
        self._directory = directory
        self._people = people
        self._channels = channels
        self._heard = heard
        self._say = say
        self._asked: set[str] = set()
        self._listing = asyncio.Lock()
        self._listed = False
        self._shared: frozenset[str] | None = None

    async def find(self, named: str) -> Channel | None:
        """The channel that is named. See `Channels.find`.

        Raises:
            PlaceError: The bot may not ask.
            UnreachableError: Slack did not tell.
        """
        spot = self._heard.spot
        channel = await self._named(named.strip())
        if not channel:
            return None
        found, here = await self._told(channel), channel == spot.channel
        own = found.alone and (here or found.person == self._heard.user)
        if not await self._visible(channel, found, here=here, own=own):
            return None
        somebody = await self._people.of(spot.team, self._heard.user, self._heard.name)
        return Channel(
            Spot(spot.team, channel).place,
            f"#{found.name}" if found.name else "",
            manages=somebody.manages or own or found.creator == self._heard.user,
            lacking=self._lacking(found),
        )

    async def role(self, named: str) -> str | None:
        """The id of the group that is named, `@class` or what Slack makes of it. See `Channels.role`.

        Raises:
            UnreachableError: Slack did not tell.
        """
        if _GROUP.fullmatch(named.strip()):
            return named.strip()
        try:
            return await self._directory.group(self._heard.spot, named.strip().lstrip("@").casefold()) or None
        except NotAllowedError:
            return None  # what is missing was told to who can grant it

    async def zone(self) -> str:
        """The person's time zone. See `Channels.zone`."""
        somebody = await self._people.of(self._heard.spot.team, self._heard.user, self._heard.name)
        return somebody.zone

    async def _named(self, named: str) -> str:
        """The id of what is named; empty where there is none such."""
        spot = self._heard.spot
        if "/" in named:
            place = named.split("/")
            if place[0] != spot.team:
                return ""
            named = place[1]
        if named in {"", self._heard.user}:
            here = spot if not named else Spot(spot.team, named)
            return await self._directory.conversation(here)
        if _ID.fullmatch(named):
            return named
        return await self._directory.channel(spot, named.lstrip("#").casefold())

    async def _told(self, channel: str) -> known.Channel:
        self._asked.add(channel)
        if len(self._asked) > _SINGLY:
            await self._list()
        for _ in range(_TRIES):
            found = await self._channels.known(self._heard.spot.team, channel)
            if found is not None:
                return found
            self._channels.forget(self._heard.spot.team, channel)
        raise UnreachableError("Slack does not tell about a channel")

    async def _visible(self, channel: str, found: known.Channel, *, here: bool, own: bool) -> bool:
        """Whether the person may know of a channel; where they are, they do."""
        if here or own:
            return True
        if not found.known or found.alone:
            return False
        if not found.private:
            return True
        async with self._listing:
            if self._shared is None:
                self._shared = await self._directory.shared(self._heard.spot, self._heard.user)
        return channel in self._shared

    async def _list(self) -> None:
        """Take in what Slack tells of all channels that the bot is in."""
        async with self._listing:
            if not self._listed:
                async for each in self._directory.own(self._heard.spot):
                    self._channels.note_own(self._heard.spot.team, each)
                self._listed = True

    def _lacking(self, found: known.Channel) -> tuple[str, ...]:
        if found.archived:
            return (unarchive(self._say),)
        return () if found.member else (INVITATION,)
