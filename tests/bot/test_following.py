"""What follows daily posts is done beside them: however slow it is, it holds up no post, and is not lost."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from bot import following
from bot.following import Following
from bot.outbox import State
from bot.subscriptions import Kind
from tests.bot.newsroom import LONG, PLATFORM, Newsroom
from tests.bot.room import Wall
from tests.bot.several import Slate

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.address import DatabaseUrl
    from bot.following import Work
    from bot.message import Message, Place, Posted
    from content.library import Library
    from content.search import Index
    from quizzes.banks import Bank
    from tests.bot.newsroom import Press

CHANNELS = 30  # of one server


@pytest.fixture
async def newsroom(
    url: DatabaseUrl,
    sample: Library,
    sample_bank: Bank,
    sample_index: Index,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[Newsroom]:
    monkeypatch.setattr("bot.delivering.CLOSING", 0.1)
    async with Newsroom(url, sample, sample_bank, sample_index, Slate()) as newsroom:
        await newsroom.press()
        yield newsroom


class Slow(Wall):
    """A way to a wall on which posts arrive at once, and what is edited only when that is let through."""

    def __init__(self, wall: Wall) -> None:
        super().__init__()
        self._wall = wall
        self.begun = asyncio.Event()
        self.open = asyncio.Event()

    async def post(
        self, place: Place, message: Message, key: str = "", *, under: str = "", doubted: bool = False
    ) -> Posted:
        return await self._wall.post(place, message, key, under=under, doubted=doubted)

    async def edit(self, posted: Posted, message: Message) -> None:
        self.begun.set()
        await self.open.wait()
        await self._wall.edit(posted, message)

    async def discuss(self, posted: Posted, name: str, message: Message) -> None:
        await self._wall.discuss(posted, name, message)


async def two_days(newsroom: Newsroom, press: Press, channels: int) -> Slow:
    """Post in channels of one server on two days; on the second no edit arrives yet."""
    for number in range(channels):
        await newsroom.subscribe(f"c{number}", "one server", kind=Kind.QUESTION, thread=True)
    newsroom.time.to(23, 8)
    await press.work()
    assert len(newsroom.wall.messages) == channels
    way = Slow(newsroom.wall)
    press.app.host.serve(PLATFORM, way)
    newsroom.time.to(24, 8)
    await press.delivering.tick()
    await way.begun.wait()
    return way


async def test_edits_that_wait_hold_up_no_post_of_their_server_nor_its_threads(newsroom: Newsroom) -> None:
    (press,) = newsroom.presses
    way = await two_days(newsroom, press, CHANNELS)
    await newsroom.wall.until(lambda: len(newsroom.wall.messages) == 2 * CHANNELS)
    await newsroom.wall.until(lambda: len(newsroom.wall.discussed) == 2 * CHANNELS)
    assert newsroom.wall.edits == {}
    settling = asyncio.create_task(press.delivering.settle())
    way.open.set()
    await settling
    assert sorted(newsroom.wall.edits.values()) == [1] * CHANNELS
    status = await newsroom.daily.outbox.status(newsroom.time())
    assert (status.waiting, status.posting) == (0, 0)


async def test_where_too_much_waits_posts_wait_for_it_and_nothing_is_left_out(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "KEPT", 3)
    (press,) = newsroom.presses
    way = await two_days(newsroom, press, CHANNELS)
    way.open.set()
    await press.delivering.settle()
    assert sorted(newsroom.wall.edits.values()) == [1] * CHANNELS
    assert len(newsroom.wall.discussed) == 2 * CHANNELS


async def test_at_the_end_what_follows_may_still_be_done(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.delivering.CLOSING", LONG)
    (press,) = newsroom.presses
    way = await two_days(newsroom, press, 3)
    await newsroom.wall.until(lambda: len(newsroom.wall.discussed) == 6)
    closing = asyncio.create_task(press.delivering.close())
    await asyncio.sleep(0)
    way.open.set()
    await closing
    assert sorted(newsroom.wall.edits.values()) == [1] * 3


async def test_what_follows_and_hangs_is_cut_off_at_the_end(
    newsroom: Newsroom, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    (press,) = newsroom.presses
    await two_days(newsroom, press, 3)
    await newsroom.wall.until(lambda: len(newsroom.wall.discussed) == 6)
    await press.delivering.close()
    assert newsroom.wall.edits == {}
    assert "daily posts without what follows them platform=wall count=3" in caplog.text


async def test_a_dead_voice_says_nothing_of_what_follows(newsroom: Newsroom) -> None:
    (press,) = newsroom.presses
    way = await two_days(newsroom, press, 3)
    await newsroom.wall.until(lambda: len(newsroom.wall.discussed) == 6)
    press.delivering.fall_silent()
    way.open.set()
    await press.delivering.settle()
    assert newsroom.wall.edits == {}
    for number in range(3):
        (post, *_) = await newsroom.daily.outbox.history(f"s-c{number}-question", 1)
        assert post.state is State.POSTED


class Doings:
    """Work that is done when it is let through, and how much of it was on its way at once."""

    def __init__(self) -> None:
        self.running: list[str] = []
        self.done: list[str] = []
        self.most = 0
        self.open = asyncio.Event()

    def named(self, name: str) -> Work:
        async def work() -> None:
            self.running.append(name)
            self.most = max(self.most, len(self.running))
            await self.open.wait()
            self.running.remove(name)
            self.done.append(name)

        return work


async def test_a_line_goes_one_by_one_and_lines_take_turns_within_the_cap() -> None:
    doings, emptied = Doings(), asyncio.Event()
    followers = Following("discord", emptied.set)
    for number in range(4):
        for line in "abcdefghijkl":
            await followers.begin(line, doings.named(f"{line}{number}"))
    await asyncio.sleep(0)
    assert doings.running == [f"{line}0" for line in "abcdefgh"]
    doings.open.set()
    await emptied.wait()
    assert not followers.busy
    assert doings.most == 8
    assert len(doings.done) == 48
    for line in "abcdefghijkl":
        assert [each for each in doings.done if each[0] == line] == [f"{line}{number}" for number in range(4)]
    assert doings.done.index("l0") < doings.done.index("a2")  # none waits for all of another one's
