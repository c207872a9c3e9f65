from __future__ import annotations

import asyncio
import logging
import time
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from apscheduler.triggers.cron import CronTrigger

from bot import clock

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


async def test_an_alarm_rings_at_its_moment() -> None:
    rung = asyncio.Event()

    async def ring() -> None:
        rung.set()

    alarm = clock.Alarm()
    alarm.set(clock.now() + 0.05, ring)
    assert not rung.is_set()
    await asyncio.wait_for(rung.wait(), 10)


async def test_a_moment_that_is_past_rings_at_once() -> None:
    rung = asyncio.Event()

    async def ring() -> None:
        rung.set()

    clock.Alarm().set(clock.now() - 100, ring)
    await asyncio.wait_for(rung.wait(), 10)


async def test_setting_anew_and_clearing_forget_the_moment_before() -> None:
    rung: list[str] = []

    async def first() -> None:
        rung.append("first")

    async def second() -> None:
        rung.append("second")

    alarm = clock.Alarm()
    alarm.set(clock.now() + 0.01, first)
    alarm.set(clock.now() + 0.02, second)
    await asyncio.sleep(0.2)
    assert rung == ["second"]
    alarm.set(clock.now() + 0.01, first)
    alarm.clear()
    alarm.clear()
    await asyncio.sleep(0.1)
    assert rung == ["second"]


async def test_an_alarm_may_be_set_again_by_what_it_wakes() -> None:
    rung = asyncio.Event()
    alarm = clock.Alarm()

    async def last() -> None:
        rung.set()

    async def again() -> None:
        await asyncio.sleep(0)
        alarm.set(clock.now(), last)
        await asyncio.sleep(0)  # is not cut short by what it has set

    alarm.set(clock.now(), again)
    await asyncio.wait_for(rung.wait(), 10)


async def test_a_clock_that_runs_slowly_is_waited_for() -> None:
    begun = time.monotonic()
    rung = asyncio.Event()

    async def ring() -> None:
        rung.set()

    # By this clock a second lasts two; the alarm looks again when it has slept.
    clock.Alarm(lambda: (time.monotonic() - begun) / 2).set(0.1, ring)
    await asyncio.wait_for(rung.wait(), 10)
    assert time.monotonic() - begun >= 0.2


class Every:
    """A trigger that fires every few milliseconds, from the moment that it is asked about."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds

    def get_next_fire_time(self, previous: datetime | None, now: datetime) -> datetime:
        assert previous is None
        return now + timedelta(seconds=self.seconds)


class Slept:
    """A trigger of whole minutes in which a second tick finds the years since 1970 due, too.

    For each tick it is asked what else is due, until nothing is, and then what to plan.
    """

    def __init__(self) -> None:
        self.asked = 0
        self.minutes = CronTrigger(second=0, timezone=UTC)

    def get_next_fire_time(self, previous: datetime | None, now: datetime) -> datetime:
        self.asked += 1
        assert self.asked < 10, "it is asked for every minute of the years"
        if self.asked == 2:
            return now + timedelta(seconds=0.1)
        if self.asked == 3:
            return datetime(1970, 1, 1, tzinfo=UTC)
        following: datetime = self.minutes.get_next_fire_time(previous, now + timedelta(days=1))
        return following


class Work:
    """Counts the ticks, each of which may fail or take until it is let go."""

    def __init__(self, *failing: int) -> None:
        self.failing = failing
        self.begun = self.done = self.at_once = self.most = 0
        self.free = asyncio.Event()
        self.free.set()
        self._more = asyncio.Condition()

    async def __call__(self) -> None:
        self.begun += 1
        self.at_once += 1
        self.most = max(self.most, self.at_once)
        async with self._more:
            self._more.notify_all()
        try:
            if self.begun in self.failing:
                raise RuntimeError("a fault")
            await self.free.wait()
            self.done += 1
        finally:
            self.at_once -= 1

    async def ticked(self, times: int) -> None:
        """Wait until so many ticks have begun."""
        async with asyncio.timeout(30), self._more:
            await self._more.wait_for(lambda: self.begun >= times)


@asynccontextmanager
async def ticking(
    work: Work, trigger: clock.Trigger | None, longest: float = clock.LONGEST
) -> AsyncIterator[clock.Ticks]:
    ticks = clock.Ticks(work, trigger, longest)
    ticks.start()
    try:
        yield ticks
    finally:
        await ticks.close()


async def test_there_is_a_tick_at_the_start_and_the_next_ones_follow_the_trigger() -> None:
    work = Work()
    async with ticking(work, None):
        await work.ticked(1)  # nobody waits for a minute to be over
    work = Work()
    async with ticking(work, CronTrigger(second="*", timezone=UTC)):
        await work.ticked(3)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2027-03-28T00:59:59.900", "2027-03-28T01:00:00"),
        ("2027-03-28T01:00:00", "2027-03-28T01:01:00"),
        ("2027-12-31T23:59:30", "2028-01-01T00:00:00"),
    ],
)
def test_ticks_are_at_whole_minutes_and_those_that_were_missed_do_not_come_again(
    now: str, expected: str
) -> None:
    at = datetime.fromisoformat(now).replace(tzinfo=UTC)
    trigger = clock.Onwards(clock.each_minute())
    for previous in (None, at, at - timedelta(days=20_000)):
        following = trigger.get_next_fire_time(previous, at)
        assert following == datetime.fromisoformat(expected).replace(tzinfo=UTC)


async def test_a_tick_is_left_out_while_another_is_under_way() -> None:
    work = Work()
    work.free.clear()
    async with ticking(work, Every(0.01), longest=0.05):
        await work.ticked(1)
        await asyncio.sleep(0.3)  # thirty more would have come due
        assert work.begun == 1
        work.free.set()
        await work.ticked(5)
    assert work.most == 1


async def test_a_tick_that_fails_is_logged_and_the_next_one_comes(caplog: pytest.LogCaptureFixture) -> None:
    work = Work(1, 2)
    async with ticking(work, Every(0.01)):
        await work.ticked(4)
    assert [each.message for each in caplog.records if each.levelno >= logging.WARNING] == [
        "a tick failed"
    ] * 2
    assert {each.name for each in caplog.records if each.levelno >= logging.WARNING} == {"bot.clock"}


async def test_ticks_go_on_where_the_clock_was_put_back() -> None:
    """The wall clock says that the next tick is a day away, as it does after it was a day ahead."""
    work = Work()
    async with ticking(work, Every(86_400.0), longest=0.02):
        await work.ticked(3)


async def test_after_a_long_sleep_there_is_one_tick_at_once() -> None:
    work, trigger = Work(), Slept()
    async with ticking(work, trigger):
        await work.ticked(2)
        await asyncio.sleep(0.1)
        assert work.begun == 2


async def test_closing_cuts_off_the_tick_that_is_under_way_and_there_is_no_other(
    caplog: pytest.LogCaptureFixture,
) -> None:
    work = Work()
    work.free.clear()
    async with ticking(work, Every(0.01), longest=0.02) as ticks:
        await work.ticked(1)
        await ticks.close()
        assert (work.begun, work.at_once, work.done) == (1, 0, 0)
        work.free.set()
        await asyncio.sleep(0.1)
        assert work.begun == 1
    assert not [each for each in caplog.records if each.levelno >= logging.WARNING]


async def test_ticks_that_never_began_are_closed_quietly() -> None:
    await clock.Ticks(Work()).close()


@pytest.mark.parametrize("turns", range(8))
async def test_ticks_may_be_closed_at_any_moment_of_their_start(turns: int) -> None:
    work = Work()
    work.free.clear()
    ticks = clock.Ticks(work, Every(0.0))
    ticks.start()
    for _ in range(turns):
        await asyncio.sleep(0)
    await ticks.close()
    begun = work.begun
    assert work.at_once == 0
    await asyncio.sleep(0.05)
    assert (work.begun, work.at_once) == (begun, 0)
