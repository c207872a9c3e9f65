"""What people got, as it is kept: on both databases."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.database import open_database
from bot.marks import Mark, Marks, Played, missed
from bot.message import Person, Place
from quizzes.effects import Reveal
from quizzes.model import Written
from quizzes.scoring import Grade, Result, Row, Table

if TYPE_CHECKING:
    from bot.address import DatabaseUrl
    from bot.store import Store

ROOM, HALL = Place("wall", "room"), Place("wall", "hall")
RIGHT, HALF, WRONG = (
    Grade(right=True, credit=1.0),
    Grade(right=False, credit=0.5),
    Grade(right=False, credit=0.0),
)


@pytest.fixture
def marks(store: Store) -> Marks:
    return Marks(store.database)


def shown(*, skipped: bool = False, **grades: Grade | None) -> Reveal:
    """A question as it was revealed, with what each player got; None for those who did not answer."""
    results = [
        Result(player, None if grade is None else Written("x"), grade, 0 if grade is None else 1)
        for player, grade in grades.items()
    ]
    return Reveal(0, tuple(results), skipped)


async def test_the_latest_answer_to_a_question_is_kept(marks: Marks) -> None:
    await marks.revealed(ROOM, "s1", "first", shown(amina=WRONG, omid=RIGHT, sara=None), 10.0)
    await marks.revealed(ROOM, "s1", "second", shown(amina=HALF, omid=WRONG), 20.0)
    assert await marks.of("wall", "amina") == (Mark("first", 0.0, 10.0), Mark("second", 0.5, 20.0))
    assert await marks.of("wall", "sara") == ()
    await marks.practised(Person("amina", "Amina"), HALL, "", Mark("first", 1.0, 30.0))
    assert await marks.of("wall", "amina") == (Mark("second", 0.5, 20.0), Mark("first", 1.0, 30.0))
    assert await marks.of("wall", "omid") == (Mark("first", 1.0, 10.0), Mark("second", 0.0, 20.0))
    assert await marks.of("other", "amina") == ()


async def test_what_is_said_again_late_does_not_take_the_place_of_what_came_after_it(marks: Marks) -> None:
    await marks.practised(Person("amina", "Amina"), ROOM, "", Mark("first", 1.0, 30.0))
    await marks.revealed(ROOM, "s1", "first", shown(amina=WRONG), 20.0)
    assert await marks.of("wall", "amina") == (Mark("first", 1.0, 30.0),)


async def test_a_skipped_question_counts_for_nobody(marks: Marks) -> None:
    await marks.revealed(ROOM, "s1", "first", shown(amina=WRONG, skipped=True), 10.0)
    assert await marks.of("wall", "amina") == ()


async def test_what_a_quiz_came_to_is_kept_once_for_each_who_answered(marks: Marks) -> None:
    rows = (
        Row(1, "omid", "Omid", 300, 3, 3),
        Row(2, "amina", "Amina", 150, 1, 2),
        Row(3, "sara", "Sara", 0, 0, 0),
    )
    for at in (10.0, 11.0):  # the second time after a crash
        await marks.finished("quiz", ROOM, "s1", Table(rows, 3), at)
    assert await marks.played("wall", "omid", 5) == (Played("quiz", 300, 3, 3, 1, 3, 10.0),)
    assert await marks.played("wall", "amina", 5) == (Played("quiz", 150, 1, 3, 2, 3, 10.0),)
    assert await marks.played("wall", "sara", 5) == ()


async def test_the_last_quizzes_come_first_and_no_more_than_asked_for(marks: Marks) -> None:
    for number in range(7):
        table = Table((Row(1, "amina", "Amina", number, 1, 1),), 1)
        await marks.finished(f"quiz {number}", ROOM, "", table, float(number))
    assert [each.points for each in await marks.played("wall", "amina", 3)] == [6, 5, 4]


async def test_a_person_s_own_are_deleted_and_nobody_else_s(marks: Marks) -> None:
    await marks.revealed(ROOM, "s1", "first", shown(amina=WRONG, omid=RIGHT), 10.0)
    await marks.finished("quiz", ROOM, "s1", Table((Row(1, "amina", "Amina", 0, 0, 1),), 1), 10.0)
    assert await marks.forget("wall", "amina") == 2
    assert (await marks.of("wall", "amina"), await marks.played("wall", "amina", 5)) == ((), ())
    assert await marks.of("wall", "omid") == (Mark("first", 1.0, 10.0),)
    assert await marks.forget("wall", "amina") == 0


async def test_they_go_with_the_server_that_they_were_got_in(marks: Marks, store: Store) -> None:
    await marks.revealed(ROOM, "s1", "first", shown(amina=WRONG), 10.0)
    await marks.revealed(HALL, "", "second", shown(amina=WRONG), 10.0)
    await marks.finished("quiz", ROOM, "s1", Table((Row(1, "amina", "Amina", 0, 0, 1),), 1), 10.0)
    assert await store.forget("wall", "s1") == 2
    assert await marks.of("wall", "amina") == (Mark("second", 0.0, 10.0),)
    assert await marks.played("wall", "amina", 5) == ()


async def test_they_outlive_a_restart(url: DatabaseUrl, marks: Marks) -> None:
    await marks.revealed(ROOM, "s1", "first", shown(amina=HALF), 10.0)
    async with await open_database(url) as again:
        assert await Marks(again).of("wall", "amina") == (Mark("first", 0.5, 10.0),)


def test_what_was_not_wholly_right_is_to_be_practised_the_oldest_first() -> None:
    got = (Mark("gone", 0.0, 1.0), Mark("b", 0.5, 2.0), Mark("c", 1.0, 3.0), Mark("a", 0.0, 4.0))
    assert missed(got, {"a", "b", "c"}) == ("b", "a")
