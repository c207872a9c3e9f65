from __future__ import annotations

import asyncio
import time

from bot import clock


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
