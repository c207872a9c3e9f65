"""Many processes at the outbox of one PostgreSQL, all at once, with people who answer and set things up."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from contextlib import AsyncExitStack
from datetime import date, timedelta
from typing import TYPE_CHECKING

from bot.daily_answers import Answer, DailyAnswers
from bot.database import open_database
from bot.migrating import migrate
from bot.outbox import Outbox, Part, Post, State
from bot.schedules import Planned, Schedule, moment
from bot.subscriptions import Kind, Subscription, Subscriptions, Why, Wish
from bot.voices import Voices

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.address import DatabaseUrl
    from bot.database import Database

KABUL = Schedule(8, 30, "Asia/Kabul")
FIRST = date(2026, 11, 23)
CHANNELS, PROCESSES, DAYS = 40, 4, 4


def at(day: date) -> float:
    found = moment(KABUL, day)
    assert found is not None
    return found


class Process:
    """One of the processes: it posts what is due, and people's answers come to it."""

    def __init__(self, database: Database, number: int, posted: Counter[str], asked: list[Post]) -> None:
        self.outbox = Outbox(database)
        self.answers = DailyAnswers(database)
        self.subscriptions = Subscriptions(database)
        self.voices = Voices(database)
        self.number = number
        self.life = 0
        self.chance = random.Random(number)
        self.posted = posted  # of all processes
        self.asked = asked  # the same
        self.counted: Counter[str] = Counter()  # answers that were told to count
        self.closed: dict[str, int] = {}  # how many there were when a question was closed

    @property
    def voice(self) -> str:
        return f"v{self.number} {self.life}"

    async def live(self, now: float) -> None:
        """Post until nothing is left, with a crash in between."""
        await self.voices.enter(self.voice, 3600.0)
        await asyncio.gather(*(self.answer(nth, now) for nth in range(15)), self.set_up(), self.work(now))

    async def work(self, now: float) -> None:
        crash = self.chance.randrange(1, 6)
        while True:
            await self.outbox.enqueue(now, limit=7)
            await self.outbox.orphans("wall")
            await self.outbox.expire(now)
            await self.outbox.tick(now)
            posts = await self.outbox.take(self.voice, "wall", now, 3)
            crash -= 1
            if not crash:  # it dies with what it has taken, and begins again under another name
                done = posts[:1]
                await asyncio.gather(*(self.begin(post, now) for post in done))
                dead, self.life = self.voice, self.life + 1
                await self.voices.enter(self.voice, 3600.0)
                await self.voices.leave(dead)
                continue
            if not posts and (await self.outbox.status(now)).oldest_waiting is None:
                return
            await asyncio.gather(*(self.post(post, now) for post in posts))

    async def begin(self, post: Post, now: float) -> bool:
        if not await self.outbox.choose(post.id, self.voice, "{}", "title", now, told=("x",)):
            return False
        before = await self.outbox.last_asked(post.subscription, post.day)
        if before is not None:
            self.closed.setdefault(before.id, (await self.answers.tally(before.id)).answered)
        return True

    async def post(self, post: Post, now: float) -> None:
        assert await self.begin(post, now)
        assert await self.outbox.said(post.id, self.voice, Part.QUESTION, "message")
        self.asked.append(post)
        if self.chance.random() < 0.2:
            assert await self.outbox.put_back(post.id, self.voice, now)
            return
        assert await self.outbox.posted(post.id, self.voice, now)
        self.posted[post.id] += 1

    async def answer(self, nth: int, now: float) -> None:
        """Somebody answers questions as they are asked, and old ones."""
        for _ in range(12):
            await asyncio.sleep(0)
            if self.asked:
                post = self.chance.choice(self.asked[-CHANNELS:])
                who = f"p{self.number} {nth}"
                given = Answer(
                    post.id, "wall", who, who, "s1", post.place, 1.0, "[1]", now + self.chance.random()
                )
                counts = await self.answers.answer(given)
                self.counted[post.id] += counts

    async def set_up(self) -> None:
        """Somebody pauses and resumes a daily post of their own."""
        name = f"own {self.number}"
        await self.subscriptions.keep(subscribed(name))
        for _ in range(5):
            await self.subscriptions.pause_if(name, Why.GONE, 1.0)
            await self.subscriptions.change(name, pause=None, planned=None)
        await self.subscriptions.remove(name)


def subscribed(name: str, planned: Planned | None = None) -> Subscription:
    wish = Wish(Kind.DAY, KABUL, question=True)
    return Subscription(
        name, "wall", f"s{len(name) % 5}", f"room {name}", "#r", wish, "7", "A", 1.0, None, planned
    )


async def test_each_date_is_posted_once_and_nobody_waits_in_a_circle(
    new_postgres: Callable[[], DatabaseUrl], psql: Callable[[str], str]
) -> None:
    url, posted, asked = new_postgres(), Counter[str](), list[Post]()
    async with AsyncExitStack() as stack:
        databases = [await stack.enter_async_context(await open_database(url)) for _ in range(PROCESSES)]
        await migrate(databases[0], at=0.0)
        for nth in range(CHANNELS):
            await Subscriptions(databases[0]).keep(subscribed(f"a{nth}", Planned(FIRST, at(FIRST))))
        processes = [Process(each, nth, posted, asked) for nth, each in enumerate(databases)]
        for day in (FIRST + timedelta(days=nth) for nth in range(DAYS)):
            async with asyncio.timeout(120):
                await asyncio.gather(*(each.live(at(day)) for each in processes))
            for each in processes:
                await each.voices.leave(each.voice)
                each.life += 1
        outbox, answers = processes[0].outbox, processes[0].answers
        posts = [post for nth in range(CHANNELS) for post in await outbox.history(f"a{nth}", DAYS + 1)]
        assert len(posts) == CHANNELS * DAYS
        assert {post.state for post in posts} == {State.POSTED}
        assert set(posted.values()) == {1}
        last = FIRST + timedelta(days=DAYS - 1)
        for post in posts:
            assert (post.closed_at is None) == (post.day == last)
            counted = sum(each.counted[post.id] for each in processes)
            answered = (await answers.tally(post.id)).answered
            assert answered == counted
            assert {each.closed.get(post.id, answered) for each in processes} == {answered}
        assert sum(each.counted.total() for each in processes) > 50
    name = url.shown.rpartition("/")[2].partition("?")[0]
    counter = f"SELECT 'met ' || deadlocks FROM pg_stat_database WHERE datname = '{name}';"  # noqa: S608 - our own
    assert psql(counter).count("met 0") == 1
