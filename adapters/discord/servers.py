"""The servers that the bot is in: what happens when it is added, removed, or a channel goes."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from adapters.discord.client import PLATFORM
from bot.backend import DatabaseError
from bot.message import Place
from bot.preferences import Scope

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    import discord

    from bot.app import App
    from bot.store import Store

# Who removes a bot by mistake, or moves it, finds everything again for a month; then all of it is deleted.
GRACE = 30 * 86_400.0  # seconds
TIDIED = 86_400.0  # seconds between two looks for what is to be deleted
AGAIN = 30.0  # seconds until the database is asked again, where it did not answer

_LOG = logging.getLogger(__name__)


class Servers:
    """Keeps what is remembered in step with where the bot is.

    Args:
        app: For its quizzes and the time.
        store: What is remembered.
        client: For the servers that the bot is in.
        again: Seconds until the database is asked again, where it did not answer.
    """

    def __init__(
        self, app: App, store: Store, client: discord.AutoShardedClient, again: float = AGAIN
    ) -> None:
        self._app = app
        self._store = store
        self._client = client
        self._again = again
        self._choosing = asyncio.Lock()

    async def joined(self, guild: discord.Guild) -> None:
        """The bot was added to a server."""
        _LOG.info("discord added server=%s", guild.id)
        await self._surely(lambda: self._store.return_to(PLATFORM, str(guild.id)))

    async def removed(self, guild: discord.Guild) -> None:
        """The bot was removed from a server: its quizzes end now, what is remembered goes after a month."""
        await self._forsaken(str(guild.id))

    async def _forsaken(self, server: str) -> None:
        _LOG.info("discord removed server=%s", server)
        at = self._app.now()
        await self._surely(lambda: self._store.leave(PLATFORM, server, at))
        await self._surely(lambda: self._app.host.left(PLATFORM, server))

    async def gone(self, server: int, channel: int) -> None:
        """A channel or thread was deleted: its quiz ends, and the server's chosen ones are without it.

        Where it was the last of these, none is chosen, and the bot answers openly everywhere.
        """
        await self._surely(lambda: self._app.host.gone(Place(PLATFORM, str(channel))))
        await self._surely(lambda: self._unchoose(Scope(PLATFORM, str(server)), str(channel)))

    async def _unchoose(self, scope: Scope, channel: str) -> None:
        async with self._choosing:  # a deleted category's channels go all at once
            chosen = (await self._app.preferences.of(scope)).channels
            if channel in chosen:
                left = tuple(each for each in chosen if each != channel)
                await self._app.preferences.change(scope, channels=left)
                _LOG.info("discord chosen channel deleted server=%s left=%d", scope.id, len(left))

    async def compare(self, mine: Callable[[str], bool]) -> None:
        """Take in who added and who removed the bot while this process did not listen.

        Args:
            mine: Which servers this process hears of.
        """
        there = {str(guild.id) for guild in self._client.guilds}
        known = {*await self._store.servers(PLATFORM)}
        if there - known:
            await self._store.return_to(PLATFORM, *(there - known))
        for server in sorted(known - there):
            if mine(server):
                await self._forsaken(server)

    async def tidy(self, mine: Callable[[str], bool]) -> None:
        """Delete what is remembered of servers that were left a month ago.

        Args:
            mine: Which servers this process hears of; the others' do it for theirs.
        """
        for server in await self._store.left_servers(PLATFORM, self._app.now() - GRACE):
            if not mine(server):
                continue
            rows = await self._store.forget(PLATFORM, server)
            _LOG.info("discord forgotten server=%s rows=%d", server, rows)

    async def keep_tidy(self, mine: Callable[[str], bool]) -> None:
        """Compare and tidy, now and every day."""
        while True:
            try:
                await self.compare(mine)
                await self.tidy(mine)
            except DatabaseError as error:
                _LOG.warning("discord not tidied trouble=%s", error.trouble)
            await asyncio.sleep(TIDIED)

    async def _surely(self, work: Callable[[], Awaitable[None]]) -> None:
        """Do what Discord tells only once, however long the database does not answer."""
        while True:
            try:
                return await work()
            except DatabaseError as error:
                _LOG.warning("discord change not kept trouble=%s; again in %d s", error.trouble, self._again)
                await asyncio.sleep(self._again)
