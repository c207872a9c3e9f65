"""The time, and being woken at a moment: the only room that knows what time it is."""

from __future__ import annotations

import asyncio
import logging
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from apscheduler.schedulers.asyncio import AsyncIOScheduler

LONGEST = 90.0  # seconds without a tick: enough that one a minute is never made twice

_LOG = logging.getLogger(__name__)


def now() -> float:
    """Seconds since the epoch (UTC)."""
    return time.time()


class Alarm:
    """Wakes one coroutine at a moment; setting it anew, or clearing it, forgets the moment before."""

    def __init__(self, time_now: Callable[[], float] = now) -> None:
        self._now = time_now
        self._task: asyncio.Task[None] | None = None
        self._ringing: set[asyncio.Task[None]] = set()
        self.moment: float | None = None  # when it rings

    def set(self, moment: float, wake: Callable[[], Awaitable[None]]) -> None:
        """Await `wake()` at `moment` (seconds since the epoch), at once where that is past."""
        self.clear()
        self.moment = moment
        self._task = asyncio.create_task(self._wait(moment, wake))

    def clear(self) -> None:
        """Forget the moment. An alarm that is just ringing is not cut short: it may be half done."""
        if self._task is not None:
            self._task.cancel()
        self._task = self.moment = None

    async def _wait(self, moment: float, wake: Callable[[], Awaitable[None]]) -> None:
        # A wall clock may jump, so a long wait is looked at again every minute.
        while (left := moment - self._now()) > 0:  # noqa: ASYNC110 -- nobody tells us that a clock has jumped
            await asyncio.sleep(min(left, 60.0))
        ringing, self._task, self.moment = self._task, None, None
        if ringing is not None:
            self._ringing.add(ringing)  # the loop alone would not keep it
            ringing.add_done_callback(self._ringing.discard)
        await wake()


class Trigger(Protocol):
    """What says when there is a tick; APScheduler's own triggers are such."""

    def get_next_fire_time(self, previous: datetime | None, now: datetime) -> datetime:
        """The first moment that is not before `now`; `previous` is never given here."""
        ...


def each_minute() -> Trigger:
    """A trigger for every moment at which a new minute begins."""
    from apscheduler.triggers.cron import CronTrigger  # noqa: PLC0415 -- see `Ticks.start`

    trigger: Trigger = CronTrigger(second=0, timezone=UTC)
    return trigger


class Ticks:
    """Awaits some work at each whole minute and once at the start, never twice at a time.

    A tick that comes due while another is under way is left out. Of those that came due while the machine
    slept there is one. Where the wall clock is put back, ticks go on nevertheless.

    Args:
        work: What is done. That it fails is logged, and the next tick comes as ever.
        trigger: When it is done; `each_minute` where none is given.
        longest: Seconds by a clock that nobody sets, after which there is a tick whatever the wall clock
            says.
    """

    def __init__(
        self, work: Callable[[], Awaitable[None]], trigger: Trigger | None = None, longest: float = LONGEST
    ) -> None:
        self._work = work
        self._trigger = trigger
        self._longest = longest
        self._begun = 0.0  # when the last tick began, by the event loop's clock
        self._tick: asyncio.Task[None] | None = None
        self._watch: asyncio.Task[None] | None = None
        self._scheduler: AsyncIOScheduler | None = None

    def start(self) -> None:
        """Begin, with a tick at once. Called within the event loop, and only once."""
        # These take 0.1 s to load, and a look-up at the terminal needs none of them.
        from apscheduler.schedulers.asyncio import AsyncIOScheduler  # noqa: PLC0415
        from apscheduler.triggers.base import BaseTrigger  # noqa: PLC0415

        # What it says of its jobs is said here, in words that an operator knows.
        logging.getLogger("apscheduler").setLevel(logging.CRITICAL)
        BaseTrigger.register(Onwards)
        self._scheduler = AsyncIOScheduler(timezone=UTC)
        self._scheduler.add_job(
            self._run,
            Onwards(self._trigger or each_minute()),
            id="tick",
            next_run_time=datetime.now(UTC),
            coalesce=True,
            misfire_grace_time=None,
            max_instances=1,
        )
        self._scheduler.start()
        self._begun = asyncio.get_running_loop().time()
        self._watch = asyncio.create_task(self._watch_clock(self._scheduler))

    async def close(self) -> None:
        """Make no more ticks. One that is under way is cut off: what it has not saved the next one does."""
        if self._scheduler is None:
            return
        scheduler, self._scheduler = self._scheduler, None
        scheduler.remove_all_jobs()
        tasks = {task for task in (self._watch, self._tick) if task is not None}
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
        scheduler.shutdown(wait=False)
        await asyncio.sleep(0)  # it does so in the loop's next turn

    async def _run(self) -> None:
        if self._scheduler is None:
            return  # it was closed while this was on its way
        self._begun = asyncio.get_running_loop().time()
        self._tick = asyncio.create_task(self._do())
        await asyncio.wait({self._tick})  # the scheduler would log that it is cut off

    async def _do(self) -> None:
        try:
            await self._work()
        except Exception:  # noqa: BLE001 -- see the class: the next tick comes as ever
            _LOG.exception("a tick failed")

    async def _watch_clock(self, scheduler: AsyncIOScheduler) -> None:
        """Make a tick where there has been none for long: the moment of the next one is the wall clock's."""
        now = asyncio.get_running_loop().time
        while True:
            await asyncio.sleep(max(0.0, self._begun + self._longest - now()))
            if now() - self._begun < self._longest:
                continue
            self._begun = now()  # also where a tick takes so long: it is looked at again later
            if self._tick is None or self._tick.done():
                scheduler.modify_job("tick", next_run_time=datetime.now(UTC))


class Onwards:
    """Another trigger, of which nothing can be missed.

    APScheduler asks for every moment since the last one before it makes one tick for all of them. Where a
    clock was set from 1970 to today, that takes it many minutes, in which nobody is answered.
    """

    def __init__(self, trigger: Trigger) -> None:
        self._trigger = trigger

    def get_next_fire_time(self, _previous: datetime | None, now: datetime) -> datetime:
        """The first moment after `now`."""
        return self._trigger.get_next_fire_time(None, now + timedelta(microseconds=1))
