"""What was answered to questions of the day, as it is kept: on both databases."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from bot.backend import DatabaseError, Trouble
from bot.daily_answers import MAX_CHOSEN, MAX_NAMES, Answer, DailyAnswers, Standing, Tally
from bot.database import open_database
from bot.marks import Mark, Marks
from bot.message import Person, Place
from bot.migrating import migrate
from bot.outbox import Outbox, Part, Post
from bot.schedules import Planned, Schedule
from bot.subscriptions import Kind, Subscription, Subscriptions, Wish
from bot.voices import Voices
from tests.bot.test_store_servers import another_session

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.address import DatabaseUrl
    from bot.database import Database
    from bot.store import Store

DAY = date(2026, 11, 23)
LONG = 86_400.0


@pytest.fixture
def answers(database: Database) -> DailyAnswers:
    return DailyAnswers(database)


async def ask(database: Database, nth: int = 0, *, platform: str = "wall", server: str = "s1") -> Post:
    """Post the question of a day to the room of a server, which closes the one before."""
    day, outbox, voice = DAY + timedelta(days=nth), Outbox(database), f"v{platform}{server}{nth}"
    wish = Wish(Kind.QUESTION, Schedule(8, 30, "Asia/Kabul"))
    room = Subscription(
        f"{platform} {server}", platform, server, f"{server} room", "#room", wish, "7", "Amina", 1.0
    )
    await Subscriptions(database).keep(room)
    await outbox.enqueue_one(room, Planned(day, nth * LONG), nth * LONG)
    await Voices(database).enter(voice, 3600.0)
    (post,) = await outbox.take(voice, platform, nth * LONG, 2)
    assert await outbox.choose(post.id, voice, "{}", "title", nth * LONG)
    assert await outbox.said(post.id, voice, Part.QUESTION, "message")
    assert await outbox.posted(post.id, voice, nth * LONG)
    return post


def answer(
    post: Post, person: str = "amina", response: str = "[1]", credit: float = 1.0, at: float = 5.0
) -> Answer:
    return Answer(
        post.id, post.platform, person, person.title(), post.server, post.place, credit, response, at
    )


async def test_the_first_answer_of_everybody_counts(database: Database, answers: DailyAnswers) -> None:
    post = await ask(database)
    first = answer(post)
    assert await answers.of(post.id, "wall", "amina") is None
    assert await answers.answer(first)
    assert not await answers.answer(replace(first, response="[2]", at=6.0))
    assert not await answers.answer(replace(first, at=7.0))
    assert await answers.of(post.id, "wall", "amina") == first
    assert await answers.answer(answer(post, "omid"))
    assert await answers.answer(first)  # the same once more, after a commit that broke
    assert (await answers.tally(post.id)).answered == 2


async def test_a_closed_question_and_one_that_there_is_not_take_no_answer(
    database: Database, answers: DailyAnswers
) -> None:
    post = await ask(database)
    assert await answers.answer(answer(post))
    later = await ask(database, 1)
    assert not await answers.answer(answer(post, "omid"))
    assert await answers.answer(answer(later, "omid"))
    assert not await answers.answer(replace(answer(post, "omid"), post="none"))
    assert (await answers.tally(post.id)).answered == 1


async def test_a_tally_counts_who_answered_what(database: Database, answers: DailyAnswers) -> None:
    post, other = await ask(database), await ask(database, server="s2")
    assert await answers.tally(post.id) == Tally()
    assert await answers.answer(answer(post, "omid", "[2]", 0.0, 7.0))
    assert await answers.answer(answer(post, "sara", "[1]", 1.0, 6.0))
    assert await answers.answer(answer(post, "amina", "[1]", 1.0, 6.5))
    assert await answers.answer(answer(post, "zahir", "[1, 2]", 0.5, 4.0))
    assert await answers.answer(answer(other))
    tally = await answers.tally(post.id)
    assert tally == Tally(4, 2, ("Sara", "Amina"), {"[1]": 2, "[1, 2]": 1, "[2]": 1})
    assert next(iter(tally.chosen)) == "[1]"


async def test_a_tally_of_many_names_the_first(database: Database, answers: DailyAnswers) -> None:
    post = await ask(database)
    count = MAX_CHOSEN + 10
    given = [answer(post, f"p{n:03}", f"typed {n}", at=float(n)) for n in range(count)]
    assert all(await asyncio.gather(*map(answers.answer, given)))
    tally = await answers.tally(post.id)
    assert (tally.answered, tally.right) == (count, count)
    assert tally.names == tuple(f"P{n:03}" for n in range(MAX_NAMES))
    assert len(tally.chosen) == MAX_CHOSEN


async def test_the_table_of_a_place_sums_what_was_earned_since_a_time(
    database: Database, answers: DailyAnswers
) -> None:
    for nth in range(3):
        post = await ask(database, nth)
        at = nth * LONG + 5
        assert await answers.answer(answer(post, "amina", credit=1.0 if nth else 0.25, at=at))
        assert await answers.answer(replace(answer(post, "omid", credit=0.5, at=at), name=f"Omid {nth}"))
        if nth == 2:
            assert await answers.answer(answer(post, "sara", credit=1.0, at=at))
            assert await answers.answer(answer(post, "zahir", credit=0.0, at=at))
    elsewhere = await ask(database, server="s2")
    assert await answers.answer(answer(elsewhere))
    assert await answers.table("wall", "s1 room", 0.0) == (
        Standing("amina", "Amina", 2.25, 2, 3),
        Standing("omid", "Omid 2", 1.5, 0, 3),
        Standing("sara", "Sara", 1.0, 1, 1),
        Standing("zahir", "Zahir", 0.0, 0, 1),
    )
    assert await answers.table("wall", "s1 room", LONG) == (
        Standing("amina", "Amina", 2.0, 2, 2),
        Standing("sara", "Sara", 1.0, 1, 1),
        Standing("omid", "Omid 2", 1.0, 0, 2),
        Standing("zahir", "Zahir", 0.0, 0, 1),
    )
    assert await answers.table("wall", "s3 room", 0.0) == ()


async def test_where_an_id_is_of_one_workspace_each_has_its_own(
    database: Database, answers: DailyAnswers
) -> None:
    here, there = [await ask(database, platform="slack", server=server) for server in ("T1", "T2")]
    assert await answers.answer(answer(here, "U7"))
    assert await answers.answer(answer(there, "U7"))
    assert await answers.of(here.id, "slack", "U7", "T1") == answer(here, "U7")
    assert await answers.of(here.id, "slack", "U7", "T2") is None
    assert [each.person for each in await answers.table("slack", "T1 room", 0.0)] == ["U7"]
    assert await Marks(database).forget("slack", "U7", "T1") == 1
    assert await answers.of(here.id, "slack", "U7", "T1") is None
    assert await answers.of(there.id, "slack", "U7", "T2") == answer(there, "U7")


async def test_somebody_s_answers_are_deleted_with_all_that_they_got(
    database: Database, answers: DailyAnswers
) -> None:
    post, marks = await ask(database), Marks(database)
    for person in ("amina", "omid"):
        assert await answers.answer(answer(post, person))
        await marks.practised(Person(person, person), Place("wall", "s1 room"), "s1", Mark("q", 1.0, 5.0))
    assert await marks.forget("wall", "amina") == 2
    assert await answers.of(post.id, "wall", "amina") is None
    assert (await answers.tally(post.id)).answered == 1
    assert await answers.answer(answer(post, at=9.0))


async def test_answers_go_with_their_post_and_with_their_server(
    database: Database, answers: DailyAnswers, store: Store
) -> None:
    old, new = await ask(database), await ask(database, 1, server="s2")
    for each in (old, new):
        assert await answers.answer(answer(each))
    assert await Outbox(database).tidy(LONG) == 1
    assert await answers.of(old.id, "wall", "amina") is None
    assert await answers.of(new.id, "wall", "amina") == answer(new)
    assert await store.forget("wall", "s2") == 3
    assert await answers.of(new.id, "wall", "amina") is None


async def test_an_answer_that_comes_while_its_server_is_forgotten_goes_too(
    database: Database, answers: DailyAnswers, store: Store, url: DatabaseUrl
) -> None:
    post = await ask(database)
    values = "'sara', 'Sara', 's1', 'room', 1.0, '[1]', 5.0"
    insert = f"INSERT INTO daily_answer VALUES ('{post.id}', 'wall', {values})"  # noqa: S608 - our own values
    async with another_session(url, insert):
        forgetting = asyncio.create_task(store.forget("wall", "s1"))
        await asyncio.sleep(0.1)
        assert not forgetting.done()
    assert await forgetting == 3
    assert not await answers.answer(answer(post))


async def test_an_answer_to_a_question_whose_closing_stands_still_is_not_waited_for_for_ever(
    new_postgres: Callable[[], DatabaseUrl], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.certain.LOOKS", 2)
    url = new_postgres()
    async with await open_database(url) as database:
        await migrate(database, at=0.0)
        post, answers = await ask(database), DailyAnswers(database)
        here = f"daily_post WHERE id = '{post.id}'"
        hold, close = f"SELECT 1 FROM {here} FOR UPDATE", here.replace("WHERE", "SET closed_at = 1 WHERE")  # noqa: S608 - our own text
        async with another_session(url, hold, f"UPDATE {close}"):
            with pytest.raises(DatabaseError) as caught:
                await answers.answer(answer(post))
            assert caught.value.trouble is Trouble.LOCKED
        assert not await answers.answer(answer(post))


async def test_what_is_answered_just_as_a_question_is_closed_counts_or_is_told_not_to(
    database: Database, answers: DailyAnswers, url: DatabaseUrl
) -> None:
    """Other processes take answers while this one closes the question: what was taken is counted."""
    others = [await open_database(url) for _ in range(3)]
    try:
        for nth in range(4):
            post = await ask(database, nth)
            given = [answer(post, f"p{n}", at=float(n)) for n in range(40)]
            told, later = await asyncio.gather(
                asyncio.gather(*(DailyAnswers(others[n % 3]).answer(each) for n, each in enumerate(given))),
                ask(database, nth + 10),
            )
            tally = await answers.tally(post.id)
            assert tally.answered == sum(told)
            assert not await answers.answer(answer(post, "late"))
            assert await answers.answer(answer(later, "late"))
            assert await answers.tally(post.id) == tally
    finally:
        for other in others:
            await other.close()
