"""Who speaks for which quiz: claimed by one, renewed in time, free when its process is gone."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.store import NewQuiz, Store
from bot.voices import News, Voices

if TYPE_CHECKING:
    from bot.database import Database

QUIZ = NewQuiz("q1", "slack", "T1/C1", "p", "{}", 1.0)


@pytest.fixture
def voices(database: Database) -> Voices:
    return Voices(database)


async def test_of_many_who_claim_a_quiz_one_gets_it(store: Store, voices: Voices) -> None:
    await store.create_quiz(QUIZ)
    names = [f"v{number}" for number in range(8)]
    for name in names:
        await voices.enter(name, 60.0)
    claimed = await asyncio.gather(*(voices.claim("q1", name) for name in names))
    assert claimed.count(True) == 1
    owner = names[claimed.index(True)]
    quiz = await store.quiz("q1")
    assert quiz is not None
    assert quiz.owner == owner
    assert await voices.claim("q1", owner)  # once more


async def test_the_dead_own_nothing_and_do_not_come_back(store: Store, voices: Voices) -> None:
    await voices.enter("dead", 0.05)
    await voices.enter("living", 60.0)
    await store.create_quiz(replace(QUIZ, owner="dead"))
    await store.create_quiz(replace(QUIZ, id="q2", place="T1/C2", owner="living"))
    async with asyncio.timeout(20):
        while not await voices.orphans("slack", "other"):
            await asyncio.sleep(0.02)
    assert [each.id for each in await voices.orphans("slack", "other")] == ["q1"]
    assert await voices.orphans("discord", "other") == ()
    assert [each.id for each in await voices.orphans("slack", "living")] == ["q1", "q2"]
    assert not await voices.renew("dead", 60.0)
    assert not await voices.claim("q1", "dead")
    assert not await voices.claim("q2", "other")
    assert await voices.renew("living", 60.0)
    assert await voices.claim("q1", "living")


async def test_who_leaves_frees_its_quizzes(store: Store, voices: Voices) -> None:
    await voices.enter("a", 60.0)
    await voices.enter("b", 60.0)
    await store.create_quiz(replace(QUIZ, owner="a"))
    assert not await voices.claim("q1", "b")
    await voices.leave("a")
    assert await voices.claim("q1", "b")


async def test_a_quiz_is_parked_only_with_all_its_moves_seen(store: Store, voices: Voices) -> None:
    await voices.enter("a", 60.0)
    await store.create_quiz(replace(QUIZ, owner="a"))
    assert await store.append("q1", 0, "start", 1.0, shared=True)
    assert not await voices.park("q1", "a", 0)
    assert not await voices.park("q1", "b", 1)
    assert await voices.park("q1", "a", 1)
    assert await voices.orphans("slack", "a") == ()
    assert not await store.append("q1", 1, "unseen", 2.0, shared=True)  # nobody would say what follows
    assert await store.append("q1", 1, "answer", 2.0)


async def test_news_are_the_further_moves_and_what_became_of_a_quiz(store: Store, voices: Voices) -> None:
    await voices.enter("a", 60.0)
    await store.create_quiz(replace(QUIZ, owner="a"))
    await store.create_quiz(replace(QUIZ, id="q2", place="T1/C2"))
    for number in range(12):
        await store.append("q1", number, f"move {number}", 1.0)
    await store.close_quiz("q2", 2.0, "stopped")
    await voices.wish("q1")
    await voices.wish("q2")  # it is closed
    assert await voices.news({"q1": 10, "q2": 0, "forgotten": 0}) == {
        "q1": News("a", closed=False, wishes=1, moves=("move 10", "move 11")),
        "q2": News(None, closed=True, wishes=0, moves=()),
    }
    assert (await voices.news({"q1": 12}))["q1"].moves == ()
