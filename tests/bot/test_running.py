"""Platforms side by side."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from bot.running import JoinError, Running

if TYPE_CHECKING:
    from collections.abc import Callable


class Platform:
    """One that is joined when its door is open, and says what keeps it from that otherwise."""

    def __init__(self, door: list[JoinError | None]) -> None:
        self._door = door
        self._joined = False

    async def run(self, stop: asyncio.Event) -> None:
        shut = self._door.pop(0) if self._door else None
        if shut is not None:
            raise shut
        self._joined = True
        await stop.wait()

    def trouble(self) -> str:
        return "" if self._joined else "not yet"


def made(*shut: JoinError | None) -> Callable[[], Platform]:
    door = list(shut)
    return lambda: Platform(door)


REFUSED = JoinError("the token is wrong")
UNREACHABLE = JoinError("there is no network", again=True)


async def until(what: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not what():
            await asyncio.sleep(0)


async def test_all_are_served_until_told_to_stop() -> None:
    told: list[str] = []
    running, stop = Running({"a": made(), "b": made()}, told.append), asyncio.Event()
    assert running.trouble("a") == "it has not been joined yet"
    serving = asyncio.create_task(running.run(stop))
    await until(lambda: running._served != {} and not running.trouble("a") and not running.trouble("b"))  # noqa: SLF001 -- no other sign of it
    stop.set()
    assert await serving
    assert told == []


async def test_one_that_is_refused_holds_up_no_other() -> None:
    told: list[str] = []
    running, stop = Running({"a": made(REFUSED), "b": made()}, told.append, again=0.0), asyncio.Event()
    serving = asyncio.create_task(running.run(stop))
    await until(lambda: told == ["the token is wrong"] and not running.trouble("b"))
    assert running.trouble("a") == "the token is wrong"
    assert not serving.done()
    stop.set()
    assert await serving


async def test_one_that_cannot_be_reached_is_joined_again_while_another_is_served() -> None:
    told: list[str] = []
    running = Running({"a": made(UNREACHABLE, UNREACHABLE, None), "b": made()}, told.append, again=0.0)
    stop = asyncio.Event()
    serving = asyncio.create_task(running.run(stop))
    await until(lambda: len(told) == 2 and not running.trouble("a"))
    stop.set()
    assert await serving


async def test_it_ends_while_one_waits_to_be_joined_again() -> None:
    told: list[str] = []
    running, stop = Running({"a": made(UNREACHABLE), "b": made()}, told.append, again=600.0), asyncio.Event()
    serving = asyncio.create_task(running.run(stop))
    await until(lambda: told != [])
    stop.set()
    assert await serving


@pytest.mark.parametrize("shut", [REFUSED, UNREACHABLE])
async def test_it_ends_at_once_where_none_is_left(shut: JoinError) -> None:
    told: list[str] = []
    running = Running({"a": made(shut), "b": made(REFUSED)}, told.append, again=600.0)
    async with asyncio.timeout(10):
        served = await running.run(asyncio.Event())
    assert not served
    assert "the token is wrong" in told
