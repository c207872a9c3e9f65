"""Commits that break, so that nobody knows whether they were written: what is kept of daily posts then."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import TYPE_CHECKING

import pytest

from bot.backend import DatabaseError, Trouble
from bot.daily_answers import Answer, DailyAnswers
from bot.database import Database
from bot.migrating import migrate
from bot.outbox import Outbox, Part, State
from bot.postgres import open_postgres
from bot.schedules import Planned, Schedule
from bot.sqlite import open_sqlite
from bot.subscriptions import Kind, Subscription, Subscriptions, Why, Wish
from bot.voices import Voices
from tests.bot.test_host_faults import Watched

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.address import DatabaseUrl

DAY = date(2026, 11, 23)
PLANNED = Planned(DAY, 100.0)
ROOM = Subscription(
    *("a", "wall", "s1", "room", "#room"),
    Wish(Kind.DAY, Schedule(8, 30, "Asia/Kabul")),
    *("7", "Amina", 1.0, None, PLANNED),
)


@pytest.fixture
async def watched(url: DatabaseUrl) -> AsyncIterator[Watched]:
    """A database of each kind in which a process `v` lives and one subscription is kept."""
    real = await (open_postgres(url, 10.0) if url.path is None else open_sqlite(url.path, 10.0))
    watched = Watched(real)
    await migrate(Database(watched), at=0.0)
    await Voices(Database(watched)).enter("v", 3_600.0)
    await Subscriptions(Database(watched)).keep(ROOM)
    yield watched
    await watched.close()


def break_next(watched: Watched, times: int = 1) -> None:
    """Let the next commits break, after they were written."""

    def break_off() -> None:
        raise DatabaseError(Trouble.UNCERTAIN, "The connection broke in a commit.")

    watched.then += [break_off] * times


async def test_what_was_taken_is_told_all_the_same(watched: Watched) -> None:
    outbox = Outbox(Database(watched))
    await outbox.enqueue_one(ROOM, PLANNED, 100.0)
    break_next(watched)
    (post,) = await outbox.take("v", "wall", 100.0, 5)
    assert post.state is State.POSTING
    assert not watched.then
    assert await outbox.take("v", "wall", 100.0, 5) == ()


async def test_what_was_taken_is_told_as_soon_as_the_database_answers(watched: Watched) -> None:
    outbox = Outbox(Database(watched))
    await outbox.enqueue_one(ROOM, PLANNED, 100.0)

    def go() -> None:
        watched.away = True
        raise DatabaseError(Trouble.UNCERTAIN, "The connection broke in a commit.")

    watched.then.append(go)
    taking = asyncio.create_task(outbox.take("v", "wall", 100.0, 5))
    async with asyncio.timeout(20):
        while not watched.away:
            await asyncio.sleep(0)
    assert not taking.done()
    watched.away = False
    assert len(await taking) == 1


async def test_each_step_of_a_post_comes_to_the_same_when_it_is_written_again(watched: Watched) -> None:
    outbox = Outbox(Database(watched))
    await outbox.enqueue_one(ROOM, PLANNED, 100.0)
    (post,) = await outbox.take("v", "wall", 100.0, 5)
    break_next(watched)
    assert await outbox.choose(post.id, "v", "{}", "title", 100.0)
    break_next(watched)
    assert await outbox.said(post.id, "v", Part.DAY, "message")
    break_next(watched)
    assert await outbox.put_back(post.id, "v", 101.0)
    (again,) = await outbox.take("v", "wall", 101.0, 5)
    assert again.day_message == "message"
    break_next(watched)
    assert await outbox.posted(post.id, "v", 102.0)
    assert not watched.then
    assert [each.state for each in await outbox.history("a", 5)] == [State.POSTED]


async def test_the_one_that_paused_it_hears_so(watched: Watched) -> None:
    subscriptions = Subscriptions(Database(watched))
    break_next(watched)
    assert await subscriptions.pause_if("a", Why.GONE, 100.0)
    assert not watched.then
    assert not await subscriptions.pause_if("a", Why.GONE, 101.0)


async def test_an_answer_that_was_kept_counts(watched: Watched) -> None:
    outbox, answers = Outbox(Database(watched)), DailyAnswers(Database(watched))
    await outbox.enqueue_one(ROOM, PLANNED, 100.0)
    (post,) = await outbox.take("v", "wall", 100.0, 5)
    await outbox.choose(post.id, "v", "{}", "title", 100.0)
    answer = Answer(post.id, "wall", "amina", "Amina", "s1", "room", 1.0, "[1]", 105.0)
    break_next(watched)
    assert await answers.answer(answer)
    assert not watched.then
    assert (await answers.tally(post.id)).answered == 1


async def test_where_commits_break_one_after_another_that_is_told(watched: Watched) -> None:
    break_next(watched, times=3)
    with pytest.raises(DatabaseError) as caught:
        await Subscriptions(Database(watched)).pause_if("a", Why.GONE, 100.0)
    assert caught.value.trouble is Trouble.UNCERTAIN
    assert not watched.then
