"""The workspaces that the bot is in: what happens when it is installed, removed, or a channel goes."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from adapters.slack.places import PLATFORM, Spot
from bot.backend import DatabaseError
from bot.preferences import Scope
from bot.sealing import SealError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.app import App
    from bot.store import Store
    from bot.workspaces import Workspaces

# Who removes the bot by mistake finds everything again for a month; then all of it is deleted.
GRACE = 30 * 86_400.0  # seconds
TIDIED = 86_400.0  # seconds between two looks for what is to be deleted
AGAIN = 30.0  # seconds until the database is asked again, where it did not answer
_REPEATED = 86_400.0  # seconds after which Slack surely tells nothing again

_LOG = logging.getLogger(__name__)


class Teams:
    """Keeps what is remembered in step with where the bot is.

    Args:
        app: For its quizzes and the time.
        store: What is remembered.
        workspaces: What was heard already.
        installed: Whether the bot is installed in a workspace.
        again: Seconds until the database is asked again, where it did not answer.
    """

    def __init__(
        self,
        app: App,
        store: Store,
        workspaces: Workspaces,
        installed: Callable[[str], Awaitable[bool]],
        again: float = AGAIN,
    ) -> None:
        self._app = app
        self._store = store
        self._workspaces = workspaces
        self._installed = installed
        self._again = again
        self._met: set[str] = set()
        self._choosing = asyncio.Lock()

    def new(self, team: str) -> bool:
        """Whether something is heard from a workspace for the first time today."""
        fresh = bool(team) and team not in self._met
        self._met.add(team)
        return fresh

    async def back(self, team: str) -> None:
        """The bot is in a workspace, for the first time or again."""
        await self.surely(lambda: self._store.return_to(PLATFORM, team))

    async def removed(self, team: str) -> None:
        """The bot was removed from a workspace: quizzes end now, what is remembered goes after a month."""
        _LOG.info("slack removed team=%s", team)
        self._met.discard(team)
        at = self._app.now()
        await self.surely(lambda: self._store.leave(PLATFORM, team, at))
        await self.surely(lambda: self._app.host.left(PLATFORM, team))

    async def gone(self, team: str, channel: str, *, deleted: bool) -> None:
        """The bot can say nothing more in a channel: quizzes in it and in its threads end.

        Args:
            team: The workspace.
            channel: The channel.
            deleted: Whether it will not come back: then the workspace's chosen ones are without it. Where it
                was the last of these, none is chosen, and the bot answers openly everywhere.
        """
        await self.surely(lambda: self._end(Spot(team, channel)))
        if deleted:
            await self.surely(lambda: self._unchoose(Scope(PLATFORM, team), channel))

    async def _end(self, spot: Spot) -> None:
        await self._app.host.gone(spot.place)
        threads = f"{spot.place.id}/"
        for quiz in await self._store.open_quizzes(PLATFORM):
            if quiz.place.startswith(threads):
                await self._app.host.gone(Spot(*quiz.place.split("/")).place)

    async def _unchoose(self, scope: Scope, channel: str) -> None:
        async with self._choosing:
            chosen = (await self._app.preferences.of(scope)).channels
            if channel in chosen:
                left = tuple(each for each in chosen if each != channel)
                await self._app.preferences.change(scope, channels=left)
                _LOG.info("slack chosen channel deleted team=%s left=%d", scope.id, len(left))

    async def compare(self) -> None:
        """Take in who removed the bot while no process listened."""
        for team in await self._store.servers(PLATFORM):
            try:
                there = await self._installed(team)
            except SealError:
                continue  # it is there, though nobody can read its token; the log has said so
            if not there:
                await self.removed(team)

    async def tidy(self) -> None:
        """Delete what is remembered of workspaces that were left a month ago, and what was heard long ago."""
        now = self._app.now()
        await self._workspaces.tidy(now - _REPEATED)
        for team in await self._store.left_servers(PLATFORM, now - GRACE):
            rows = await self._store.forget(PLATFORM, team)
            _LOG.info("slack forgotten team=%s rows=%d", team, rows)

    async def keep_tidy(self) -> None:
        """Compare and tidy, now and every day."""
        while True:
            self._met.clear()  # another process may have heard meanwhile that one was left
            try:
                await self.compare()
                await self.tidy()
            except DatabaseError as error:
                _LOG.warning("slack not tidied trouble=%s", error.trouble)
            await asyncio.sleep(TIDIED)

    async def surely(self, work: Callable[[], Awaitable[None]]) -> None:
        """Do what Slack tells only once, however long the database does not answer."""
        while True:
            try:
                return await work()
            except DatabaseError as error:
                _LOG.warning("slack change not kept trouble=%s; again in %d s", error.trouble, self._again)
                await asyncio.sleep(self._again)
