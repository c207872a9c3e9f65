from __future__ import annotations

import asyncio
import random
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.backend import DatabaseError, Trouble
from bot.database import open_database
from bot.migrating import migrate
from bot.store import NewQuiz, Store

if TYPE_CHECKING:
    from bot.address import DatabaseUrl

ROOT = Path(__file__).parents[2]
QUIZ = NewQuiz(
    "q1", "terminal", "here", "afghan-peace", '{"seed": 7, "topic": "تاریخ ☙"}', 1_795_000_000.123456
)


async def test_a_quiz_is_kept_as_it_was_given(store: Store) -> None:
    assert await store.open_quiz("terminal", "here") is None
    assert await store.create_quiz(QUIZ) is True
    assert await store.open_quiz("terminal", "here") == QUIZ
    assert await store.open_quiz("terminal", "there") is None
    assert await store.open_quiz("discord", "here") is None
    assert await store.moves("q1") == ()


async def test_a_place_has_one_open_quiz(store: Store) -> None:
    assert await store.create_quiz(QUIZ)
    other = replace(QUIZ, id="q2", setup="{}")
    assert await store.create_quiz(other) is False
    assert await store.open_quiz("terminal", "here") == QUIZ
    assert await store.create_quiz(replace(other, place="there"))
    assert await store.create_quiz(replace(other, id="q3", platform="discord"))
    assert await store.close_quiz("q1", 5.0, "finished")
    assert await store.create_quiz(replace(other, id="q4"))
    assert await store.create_quiz(replace(other, id="q5")) is False


async def test_of_many_who_begin_at_once_one_does(store: Store) -> None:
    begun = await asyncio.gather(*(store.create_quiz(replace(QUIZ, id=f"q{n}")) for n in range(20)))
    assert begun.count(True) == 1
    kept = await store.open_quiz("terminal", "here")
    assert kept == replace(QUIZ, id=f"q{begun.index(True)}")


async def test_an_id_is_used_once(store: Store) -> None:
    assert await store.create_quiz(QUIZ)
    with pytest.raises(DatabaseError) as caught:
        await store.create_quiz(replace(QUIZ, place="there"))
    assert caught.value.trouble is Trouble.INVALID
    assert await store.open_quizzes("terminal") == (QUIZ,)


async def test_open_quizzes_are_listed_oldest_first(store: Store) -> None:
    quizzes = [replace(QUIZ, id=f"q{n}", place=f"p{n}", created_at=100.0 - n // 2) for n in range(6)]
    for quiz in quizzes:
        assert await store.create_quiz(quiz)
    assert await store.create_quiz(replace(QUIZ, id="d", platform="discord"))
    assert await store.close_quiz("q3", 200.0, "stopped")
    open_now = await store.open_quizzes("terminal")
    assert [quiz.id for quiz in open_now] == ["q4", "q5", "q2", "q0", "q1"]
    assert await store.open_quizzes("slack") == ()


@pytest.mark.parametrize(
    "move",
    [
        '{"answer": [1]}',
        "",
        "ثور ۱۳۷۱\u200c",
        "two\nlines",
        "'; DROP TABLE move; --",
        ":number $1 ?",
        "x" * 100_000,
    ],
)
async def test_a_move_is_kept_as_it_was_given(store: Store, move: str) -> None:
    await store.create_quiz(QUIZ)
    assert await store.append("q1", 0, move, 1.5) is True
    assert await store.moves("q1") == (move,)


async def test_moves_are_numbered_without_gaps(store: Store) -> None:
    await store.create_quiz(QUIZ)
    assert await store.append("q1", 1, "early", 1.0) is False
    assert await store.append("q1", -1, "before", 1.0) is False
    assert await store.append("q1", 0, "first", 1.0) is True
    assert await store.append("q1", 0, "again", 1.0) is False
    assert await store.append("q1", 2, "early", 1.0) is False
    assert await store.append("q1", 1, "second", 1.0) is True
    assert await store.moves("q1") == ("first", "second")
    for number in range(2, 30):  # more than nine: the order is that of numbers, not of texts
        assert await store.append("q1", number, str(number), 1.0)
    assert await store.moves("q1") == ("first", "second", *map(str, range(2, 30)))


async def test_only_an_open_quiz_takes_moves(store: Store) -> None:
    assert await store.append("q1", 0, "no such quiz", 1.0) is False
    await store.create_quiz(QUIZ)
    await store.append("q1", 0, "first", 1.0)
    assert await store.close_quiz("q1", 2.0, "finished") is True
    assert await store.append("q1", 1, "late", 3.0) is False
    assert await store.moves("q1") == ("first",)
    assert await store.open_quiz("terminal", "here") is None


async def test_a_quiz_is_closed_once(store: Store) -> None:
    assert await store.close_quiz("q1", 1.0, "finished") is False
    await store.create_quiz(QUIZ)
    closed = await asyncio.gather(*(store.close_quiz("q1", 2.0, f"by {n}") for n in range(5)))
    assert closed.count(True) == 1


async def test_of_many_who_append_one_number_one_does(store: Store) -> None:
    await store.create_quiz(QUIZ)
    for number in range(10):
        kept = await asyncio.gather(*(store.append("q1", number, f"{number} by {n}", 1.0) for n in range(8)))
        assert kept.count(True) == 1
        assert (await store.moves("q1"))[number] == f"{number} by {kept.index(True)}"


async def test_two_stores_on_one_database_share_a_quiz(store: Store, url: DatabaseUrl) -> None:
    """Each races for the next number as two processes do, and reads again when it was not the first."""
    await store.create_quiz(QUIZ)

    async def play(own: Store, name: str) -> list[str]:
        kept: list[str] = []
        while len(kept) < 40:
            number = len(await own.moves("q1"))
            move = f"{name} {len(kept)}"
            if await own.append("q1", number, move, 1.0):
                kept.append(move)
        return kept

    async with await open_database(url) as second:
        played = await asyncio.gather(play(store, "a"), play(store, "b"), play(Store(second), "c"))
    moves = await store.moves("q1")
    assert sorted(moves) == sorted(played[0] + played[1] + played[2])
    for own in played:
        assert [move for move in moves if move[0] == own[0][0]] == own


async def test_seen_questions_are_remembered_by_place(store: Store) -> None:
    assert await store.seen("terminal", "here") == frozenset()
    await store.remember_seen("terminal", "here", ["b", "a", "b"], 1.0)
    await store.remember_seen("terminal", "here", {"b", "c"}, 2.0)
    await store.remember_seen("terminal", "there", ("d",), 3.0)
    await store.remember_seen("terminal", "there", (), 4.0)
    assert await store.seen("terminal", "here") == {"a", "b", "c"}
    assert await store.seen("terminal", "there") == {"d"}
    assert await store.seen("slack", "here") == frozenset()


async def test_seen_questions_of_two_processes_do_not_stand_in_each_others_way(
    store: Store, url: DatabaseUrl
) -> None:
    questions = [f"q{n}" for n in range(50)]
    async with await open_database(url) as second:
        await asyncio.gather(
            *(
                Store(database).remember_seen("t", "p", random.Random(n).sample(questions, 50), float(n))
                for n in range(5)
                for database in (store.database, second)
            )
        )
    assert await store.seen("t", "p") == set(questions)


@pytest.mark.parametrize("text", ["nul \0", "half a pair \ud800"])
async def test_a_text_that_cannot_be_kept_harms_nobody_else(store: Store, text: str) -> None:
    await store.create_quiz(QUIZ)
    results = await asyncio.gather(
        store.append("q1", 0, "good", 1.0),
        store.append("q1", 1, text, 1.0),
        store.remember_seen("t", "p", ["x"], 1.0),
        return_exceptions=True,
    )
    assert results[0] is True
    assert results[2] is None
    if results[1] is True:  # SQLite keeps a NUL
        assert await store.moves("q1") == ("good", text)
    else:
        assert isinstance(results[1], DatabaseError)
        assert results[1].trouble is Trouble.INVALID
        assert await store.moves("q1") == ("good",)
    assert await store.seen("t", "p") == {"x"}


async def test_everything_is_there_after_closing_and_opening(url: DatabaseUrl) -> None:
    async with await open_database(url) as database:
        await migrate(database, at=0.0)
        store = Store(database)
        await store.create_quiz(QUIZ)
        await store.append("q1", 0, "first", 1.0)
        await store.remember_seen("t", "p", ["x"], 1.0)
    async with await open_database(url) as database:
        store = Store(database)
        assert await store.open_quiz("terminal", "here") == QUIZ
        assert await store.moves("q1") == ("first",)
        assert await store.seen("t", "p") == {"x"}
        assert await store.append("q1", 1, "second", 1.0)


@pytest.mark.parametrize("seed", range(4))
async def test_it_does_what_a_few_dictionaries_do(store: Store, seed: int) -> None:
    """Random operations, some at once, against the plainest model of what they mean."""
    chance = random.Random(seed)
    open_at: dict[str, str] = {}
    moves: dict[str, list[str]] = {}
    seen: dict[str, set[str]] = {}
    for step in range(150):
        place, quiz = f"p{chance.randrange(3)}", f"q{chance.randrange(step // 8 + 1)}"
        match chance.randrange(5):
            case 0:
                new = f"n{step}" if chance.random() < 0.3 else f"q{len(moves)}"
                if new in moves:
                    continue
                expected = place not in open_at
                assert await store.create_quiz(NewQuiz(new, "t", place, "p", "{}", float(step))) is expected
                if expected:
                    open_at[place], moves[new] = new, []
            case 1 | 2:
                number = len(moves.get(quiz, ())) + chance.choice([0, 0, 0, -1, 1])
                expected = quiz in open_at.values() and number == len(moves[quiz])
                assert await store.append(quiz, number, f"m{step}", float(step)) is expected
                if expected:
                    moves[quiz].append(f"m{step}")
            case 3:
                expected = quiz in open_at.values()
                assert await store.close_quiz(quiz, float(step), "x") is expected
                open_at = {where: which for where, which in open_at.items() if which != quiz}
            case _:
                await store.remember_seen("t", place, [f"s{step % 9}"], float(step))
                seen.setdefault(place, set()).add(f"s{step % 9}")
    for quiz, made in moves.items():
        assert await store.moves(quiz) == tuple(made)
    assert {quiz.place: quiz.id for quiz in await store.open_quizzes("t")} == open_at
    for place, ids in seen.items():
        assert await store.seen("t", place) == ids


async def test_a_quiz_is_found_by_its_id_open_or_closed(store: Store) -> None:
    assert await store.quiz("q1") is None
    quiz = replace(QUIZ, server="s1")
    await store.create_quiz(quiz)
    assert await store.quiz("q1") == await store.open_quiz("terminal", "here") == quiz
    assert await store.open_quizzes("terminal") == (quiz,)
    await store.close_quiz("q1", 5.0, "finished")
    assert await store.quiz("q1") == quiz
    assert await store.open_quiz("terminal", "here") is None


async def test_the_last_move_is_the_one_with_the_highest_number(store: Store) -> None:
    assert await store.last_move_at("q1") is None
    await store.create_quiz(QUIZ)
    assert await store.last_move_at("q1") is None
    for number in range(12):  # of which the ninth is the greatest as a text
        await store.append("q1", number, "m", 1_795_000_000.5 - number)
    assert await store.last_move_at("q1") == 1_795_000_000.5 - 11
