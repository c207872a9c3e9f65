"""Counts are shown often enough, never too often, and never hold up anything else."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from bot import refreshing
from bot.message import MessageGoneError, UnreachableError
from bot.refreshing import Refresher

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable


class Board:
    """Keeps what was shown, and when."""

    def __init__(self) -> None:
        self.shown: list[tuple[str, float]] = []

    def show(self, what: str) -> Callable[[], Awaitable[None]]:
        async def refresh() -> None:
            self.shown.append((what, asyncio.get_running_loop().time()))

        return refresh

    @property
    def words(self) -> list[str]:
        return [what for what, _ in self.shown]

    async def until(self, count: int) -> None:
        async with asyncio.timeout(10):
            while len(self.shown) < count:
                await asyncio.sleep(0.01)


async def test_of_many_wishes_for_one_thing_the_newest_is_shown() -> None:
    board, refresher = Board(), Refresher(gap=0.1, rate=1_000)
    for number in range(50):
        refresher.wish("a", board.show(str(number)))
    await board.until(1)
    refresher.wish("a", board.show("later"))
    await board.until(2)
    assert board.words == ["49", "later"]
    assert board.shown[1][1] - board.shown[0][1] >= 0.1


async def test_all_together_are_not_shown_faster_than_the_rate() -> None:
    board, refresher = Board(), Refresher(gap=0.02, rate=50)
    for number in range(10):
        refresher.wish(number, board.show(str(number)))
    await board.until(10)
    assert board.shown[-1][1] - board.shown[0][1] >= 9 / 50 * 0.95
    assert sorted(board.words, key=int) == [str(number) for number in range(10)]


async def test_what_is_forgotten_is_not_shown() -> None:
    board, refresher = Board(), Refresher(gap=0.05, rate=1_000)
    refresher.wish("a", board.show("a"))
    refresher.wish("b", board.show("b"))
    refresher.forget("a")
    await board.until(1)
    await asyncio.sleep(0.1)
    assert board.words == ["b"]
    refresher.wish("c", board.show("c"))
    refresher.close()
    await asyncio.sleep(0.1)
    assert board.words == ["b"]


@pytest.mark.parametrize("error", [MessageGoneError(), UnreachableError(), RuntimeError("a fault")])
async def test_what_cannot_be_shown_stops_nothing(error: Exception) -> None:
    board, refresher = Board(), Refresher(gap=0.02, rate=1_000)

    async def fails() -> None:
        raise error

    refresher.wish("a", fails)
    refresher.wish("b", board.show("b"))
    await board.until(1)
    assert board.words == ["b"]


async def test_one_that_hangs_stops_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refreshing, "_PATIENCE", 0.05)
    board, refresher = Board(), Refresher(gap=0.02, rate=1_000)

    async def hangs() -> None:
        await asyncio.Event().wait()

    refresher.wish("a", hangs)
    refresher.wish("b", board.show("b"))
    await board.until(1)
    assert board.words == ["b"]


async def test_what_can_be_left_out_waits_until_there_is_room_and_holds_up_nothing_else() -> None:
    board, refresher, room = Board(), Refresher(gap=0.02, rate=1_000), [0.05, 0.05, 0.0]
    refresher.wish("a", board.show("old"), lambda: room.pop(0))
    refresher.wish("b", board.show("b"))
    await board.until(1)
    assert board.words == ["b"]
    refresher.wish("a", board.show("new"), lambda: room.pop(0))
    await board.until(2)
    assert board.words == ["b", "new"]
    assert room == []


async def test_what_waits_for_room_can_be_forgotten() -> None:
    board, refresher = Board(), Refresher(gap=0.02, rate=1_000)
    refresher.wish("a", board.show("a"), lambda: 0.05)
    refresher.wish("b", board.show("b"))
    await board.until(1)
    refresher.forget("a")
    await asyncio.sleep(0.1)
    assert board.words == ["b"]
