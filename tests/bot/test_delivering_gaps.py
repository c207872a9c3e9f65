"""A process is killed between two steps of a daily post, or its machine sleeps: nothing is lost, or twice."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from bot import clock
from bot.message import PlaceGoneError
from bot.outbox import State
from tests.bot.newsroom import PLATFORM, SHORT, Newsroom
from tests.bot.room import Wall
from tests.bot.several import Slate, Way

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from bot.address import DatabaseUrl
    from bot.backend import Statements
    from bot.message import Message, Place, Posted
    from bot.outbox import Post
    from bot.subscriptions import Subscription
    from content.library import Library
    from content.search import Index
    from quizzes.banks import Bank
    from tests.bot.newsroom import Press


@pytest.fixture
async def newsroom(
    url: DatabaseUrl, sample: Library, sample_bank: Bank, sample_index: Index
) -> AsyncIterator[Newsroom]:
    async with Newsroom(url, sample, sample_bank, sample_index, Slate()) as newsroom:
        await newsroom.press()
        yield newsroom


class Deadly(Way):
    """A process's way to the wall, on which it is killed before or after the first call of one kind."""

    def __init__(self, slate: Wall, press: Press, what: str) -> None:
        assert isinstance(slate, Slate)
        super().__init__(slate, press.name, press.life)
        self._what = what

    async def edit(self, posted: Posted, message: Message) -> None:
        await self._reach("before edit")
        await super().edit(posted, message)
        await self._reach("after edit")

    async def discuss(self, posted: Posted, name: str, message: Message) -> None:
        await self._reach("before discuss")
        await super().discuss(posted, name, message)

    async def pin(self, posted: Posted, *, instead_of: str = "") -> None:
        await self._reach("before pin")
        await super().pin(posted, instead_of=instead_of)

    async def write_to(
        self, person: str, server: str, message: Message, key: str = "", *, doubted: bool = False
    ) -> None:
        await self._reach("before write")
        await super().write_to(person, server, message, key, doubted=doubted)
        await self._reach("after write")

    async def _reach(self, what: str) -> None:
        if what == self._what:
            self._life.dead.set()
        await self._life.check()


async def killed(newsroom: Newsroom, what: str) -> None:
    """Have a process post what is due, and be killed over it."""
    mortal = await newsroom.press(lease=SHORT)
    mortal.app.host.serve(PLATFORM, Deadly(newsroom.wall, mortal, what))
    await mortal.alive(mortal.work())
    assert mortal.life.dead.is_set()


async def work_until(press: Press, there: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not there():
            await press.work()
            await asyncio.sleep(0.05)


async def second_day(newsroom: Newsroom, what: str) -> tuple[Subscription, Post, Post]:
    """Post on two days, on the second of which the process is killed after the messages are there."""
    (press,) = newsroom.presses
    made = await newsroom.subscribe("room", question=True, pin=True, thread=True)
    newsroom.time.to(23, 8)
    await press.work()
    newsroom.time.to(24, 8)
    await killed(newsroom, what)
    post, before = await newsroom.daily.outbox.history(made.id, 2)
    assert (post.state, len(newsroom.wall.messages)) == (State.POSTED, 4)
    return made, post, before


@pytest.mark.parametrize("what", ["before edit", "after edit", "before discuss", "before pin"])
async def test_what_follows_a_post_is_done_by_another_process_after_a_crash(
    newsroom: Newsroom, what: str
) -> None:
    press, wall = newsroom.presses[0], newsroom.wall
    made, post, before = await second_day(newsroom, what)

    def followed() -> bool:
        return (
            before.question_message in wall.edits
            and wall.pinned == [post.day_message]
            and post.day_message in wall.discussed
        )

    await work_until(press, followed)
    edits = dict(wall.edits)
    await press.work()
    assert wall.edits == edits  # and that is all there was to do
    assert len(wall.messages) == 4
    assert (await newsroom.post_of(made)).state is State.POSTED


async def test_a_post_stays_posted_whose_subscription_is_removed_before_what_follows_it(
    newsroom: Newsroom,
) -> None:
    press, wall = newsroom.presses[0], newsroom.wall
    made, post, _ = await second_day(newsroom, "before edit")
    await newsroom.daily.subscriptions.remove(made.id)
    async with asyncio.timeout(30):
        while not await newsroom.daily.outbox.orphans(PLATFORM):
            await asyncio.sleep(0.05)
    await press.work()
    there = await newsroom.daily.outbox.get(post.id)
    assert there is not None
    assert (there.state, there.reason) == (State.POSTED, "")
    assert len(wall.messages) == 4


@pytest.mark.parametrize("what", ["before write", "after write"])
async def test_who_set_it_up_is_told_once_by_another_process_after_a_crash(
    newsroom: Newsroom, what: str
) -> None:
    press, wall = newsroom.presses[0], newsroom.wall
    await newsroom.subscribe("room")
    wall.bars["room"] = PlaceGoneError()
    newsroom.time.to(23, 8)
    await killed(newsroom, what)
    newsroom.time.at += 60.0
    status = await newsroom.daily.outbox.status(newsroom.time())
    while not status.failed_day:
        await press.work()
        await asyncio.sleep(0.05)
        status = await newsroom.daily.outbox.status(newsroom.time())
    assert [person for person, _, _ in wall.written] == ["creator of room"]


class Limited(Wall):
    """A way to a wall, on which posts wait for their turn."""

    def __init__(self, wall: Wall) -> None:
        super().__init__()
        self._wall = wall
        self.begun, self.turn, self.ended = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def post(
        self, place: Place, message: Message, key: str = "", *, under: str = "", doubted: bool = False
    ) -> Posted:
        self.begun.set()
        await self.turn.wait()
        try:
            return await self._wall.post(place, message, key, under=under, doubted=doubted)
        finally:
            self.ended.set()


async def test_what_another_process_posted_while_the_machine_slept_is_not_sent_when_it_wakes(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    sleeper, other = newsroom.presses[0], await newsroom.press()
    await newsroom.subscribe("room")
    way = Limited(newsroom.wall)
    sleeper.app.host.serve(PLATFORM, way)
    newsroom.time.to(23, 8)
    await sleeper.delivering.tick()
    await way.begun.wait()

    async def end_leases(statements: Statements) -> None:
        await statements.script("UPDATE voice SET until = 0")

    await other.store.database.write(end_leases)
    await work_until(other, lambda: bool(newsroom.said_at("room")))
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + 3_600.0)  # the event loop's clock stood still meanwhile
    way.turn.set()
    async with asyncio.timeout(20):
        await way.ended.wait()
    assert len(newsroom.said_at("room")) == 1
