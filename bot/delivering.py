"""Delivers daily posts: looks what is due, and posts it, each once, whichever processes there are.

A post is taken in the name of this process's voice (`bot.sharing`), and sent only while that lives: what a
process was posting that died, another one goes on with. Nothing that is posted holds up anything else (see
`bot.lane`), and what the database does not take in one tick, the next one does.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from contextlib import suppress
from typing import TYPE_CHECKING

from bot.backend import DatabaseError
from bot.lane import Lane
from bot.posting import Fate
from bot.schedules import GRACE
from bot.sharing import LEASE, Sharing
from bot.voices import Voices

if TYPE_CHECKING:
    from bot.app import App
    from bot.outbox import Status
    from bot.store import Store

BATCH = 500  # subscriptions that are looked at in one transaction
KEPT = 400 * 86_400.0  # seconds; a year, in which nothing is told twice, and some
CLOSING = 5.0  # seconds in which what is on its way at the end may still arrive
_HOUR, _DAY = 3_600.0, 86_400.0

_LOG = logging.getLogger(__name__)


class Delivering:
    """Posts what is due, on the platforms that this process serves.

    Args:
        app: What everything needs; `app.daily.wake` has it look at once.
        store: Where it is kept which questions a channel has seen.
        grace: Seconds by which a post may be late; what is later is skipped.
        lease: For how many seconds this process may be silent before another one goes on with its posts.
    """

    def __init__(self, app: App, store: Store, *, grace: float = GRACE, lease: float = LEASE) -> None:
        self._app = app
        self._store = store
        self._grace = grace
        self._sharing = Sharing(Voices(store.database), lease, what="daily posts")
        self._sharing.watching = self
        self._lanes: dict[str, Lane] = {}
        self._ticking = asyncio.Lock()
        self._worker: asyncio.Task[None] | None = None
        self._idle = asyncio.Event()
        self._last: float | None = None  # when the tick before was
        self._planned = False  # whether all plans were computed by the rules that zones have now
        self._tidied = 0.0

    async def tick(self) -> None:
        """Look what is due, and have it posted. Whatever goes wrong is logged, and the next tick's to do."""
        async with self._ticking:
            self._work()
            try:
                await self._tick(self._app.now())
            except DatabaseError as error:
                _LOG.warning("daily tick not complete trouble=%s", error.trouble)
            except Exception:  # noqa: BLE001 -- there must be a next tick
                _LOG.exception("daily tick not complete")

    def wake(self) -> None:
        """Look at once for what waits."""
        self._work()
        self._app.daily.wake()

    async def settle(self) -> None:
        """Wait until nothing is on its way, and nothing waits that can be posted now."""
        self._idle.clear()
        self.wake()
        await self._idle.wait()

    async def close(self) -> None:
        """Post nothing any more. What is on its way may arrive for some seconds; the rest is for others."""
        if self._worker is not None:
            self._worker.cancel()
            await asyncio.wait({self._worker})
        await asyncio.gather(*(lane.close(CLOSING) for lane in self._lanes.values()))
        await self._sharing.stop()
        await self._sharing.leave()

    async def look(self) -> None:
        """Take up what was posted by processes that have gone. See `bot.sharing.Watching`."""
        for name in tuple(self._app.host.platforms):
            await self._app.daily.outbox.orphans(name)
        self.wake()

    def fall_silent(self) -> None:
        """Cut short all that is on its way. See `bot.sharing.Watching`."""
        for lane in self._lanes.values():
            lane.cut()

    async def _tick(self, now: float) -> None:
        outbox = self._app.daily.outbox
        found = missed = 0
        while True:
            batch = await outbox.enqueue(now, limit=BATCH, grace=self._grace)
            found, missed = found + batch.found, missed + batch.missed
            for broken in batch.broken:
                _LOG.error("daily subscription cannot be read, and is paused subscription=%s", broken)
            if batch.posts:
                self.wake()
            if batch.found < BATCH and not batch.more:
                break
        await self.look()
        missed += await outbox.expire(now, self._grace)
        status = await outbox.status(now)
        await outbox.tick(now)
        self._tell(status, now, found, missed)
        if status.last_tick is not None and now > status.last_tick + _DAY:
            # Nobody has ticked for long, or this clock is far ahead: it is an hour later that we know.
            self._tidied = now
        await self._keep_up(now)

    def _tell(self, status: Status, now: float, found: int, missed: int) -> None:
        fates: Counter[Fate] = Counter()
        for lane in self._lanes.values():
            fates += lane.fates
            lane.fates.clear()
        oldest = 0.0 if status.oldest_waiting is None else now - status.oldest_waiting
        _LOG.log(
            logging.INFO if status.subscriptions else logging.DEBUG,
            "daily tick found=%d missed=%d waiting=%d posted=%d failed=%d oldest=%.0f",
            found,
            missed,
            status.waiting + status.posting,
            fates[Fate.POSTED],
            fates[Fate.FAILED],
            oldest,
        )

    async def _keep_up(self, now: float) -> None:
        """What need not be done every minute: new plans by new rules, and what is old deleted."""
        outbox, last = self._app.daily.outbox, self._last
        self._last = now
        if last is not None and now < last - _HOUR:
            self._planned = False  # the clock was wrong, and plans were made by it
        if not self._planned:
            after = await outbox.replan(now, limit=BATCH)
            while after:
                after = await outbox.replan(now, after, limit=BATCH)
            self._planned = True
        if abs(now - self._tidied) > _HOUR:
            await outbox.tidy(now - KEPT)
            self._tidied = now

    def _work(self) -> None:
        if self._worker is None:
            self._worker = asyncio.create_task(self._fill(), name="daily posts")

    async def _fill(self) -> None:
        """Have every lane take what it has room for, each time when there may be something."""
        stirred = self._app.daily.stirred
        while True:
            stirred.clear()
            for name, platform in tuple(self._app.host.platforms.items()):
                if name not in self._lanes:
                    self._lanes[name] = Lane(name, self._app, self._store, self._sharing, self._grace)
                try:
                    await self._lanes[name].fill(platform)
                except DatabaseError as error:
                    _LOG.warning("daily posts wait for the database trouble=%s", error.trouble)
                except Exception:  # noqa: BLE001 -- the next look comes in some seconds
                    _LOG.exception("daily posts could not be taken platform=%s", name)
            if not stirred.is_set() and not any(lane.busy for lane in self._lanes.values()):
                self._idle.set()
            patience = [lane.patience for lane in self._lanes.values() if lane.patience is not None]
            with suppress(TimeoutError):
                await asyncio.wait_for(stirred.wait(), min(patience, default=None))
