"""A year of questions of the day from the whole bank: topics in turn, nothing twice, and easy ones first."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from bot.choosing import METHOD, YEAR, choose
from bot.posts import post_id
from bot.schedules import EVERY_DAY, Schedule
from bot.subscriptions import Kind, Wish

if TYPE_CHECKING:
    from content.library import Library
    from quizzes.banks import Bank
    from quizzes.model import Question

START = date(2027, 3, 1)
APART = 9  # posts between two on METHOD: of ten one
NEW = 40  # posts after which a channel is not new any more
HARD = 3


def asked(
    library: Library,
    bank: Bank,
    *,
    topics: tuple[str, ...] = (),
    weekdays: frozenset[int] = EVERY_DAY,
    kind: Kind = Kind.QUESTION,
    name: str = "a channel",
    seen: frozenset[str] = frozenset(),
) -> list[Question]:
    """What a channel is asked in a year."""
    wish = Wish(kind, Schedule(8, 0, "Asia/Kabul", weekdays), topics, question=True)
    shown: dict[str, date] = {}
    found = []
    for day in (START + timedelta(number) for number in range(YEAR)):
        if day.isoweekday() not in weekdays:
            continue
        chosen = choose(library, bank, wish, day, shown, seen, post_id=post_id(name, day))
        assert chosen is not None
        shown |= dict.fromkeys(chosen.keys, day)
        seen |= {chosen.question}
        found.append(bank.questions[chosen.question])
    return found


def gaps(topic: str, questions: list[Question]) -> list[int]:
    """How many posts lie between each two on a topic."""
    at = [number for number, each in enumerate(questions) if each.topic == topic]
    return [after - before - 1 for before, after in pairwise(at)]


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("name", ["a channel", "another one"])
def test_a_year_of_all_topics(library: Library, bank: Bank, name: str, kind: Kind) -> None:
    year = asked(library, bank, name=name, kind=kind)
    assert len(year) == YEAR
    assert len({each.id for each in year}) == YEAR
    assert min(gaps(METHOD, year)) >= APART
    assert [each.topic for each in year].index(METHOD) == APART
    others = {*bank.by_topic} - {METHOD}
    for begin in range(300):  # later a topic has nothing left that was not asked
        window = {each.topic for each in year[begin : begin + len(others) + 1]}
        assert window >= others
    assert {each.topic for each in year} == {*bank.by_topic}
    assert all(each.difficulty < HARD for each in year[:NEW])
    assert any(each.difficulty == HARD for each in year[NEW : 2 * NEW])


@pytest.mark.parametrize("weekdays", [{6}, {1, 3, 5}])
def test_the_topics_wished_for_take_turns_on_any_weekdays(
    library: Library, bank: Bank, weekdays: set[int]
) -> None:
    topics = ("mediators", "geneva-process", METHOD, "kabul-war")
    year = asked(library, bank, topics=topics, weekdays=frozenset(weekdays))
    assert {each.topic for each in year} == {*topics}
    assert len({each.id for each in year}) == len(year)
    early = year[:120]  # later the others have nothing left that was not asked
    assert min(gaps(METHOD, early)) >= APART
    turns = [each.topic for each in early if each.topic != METHOD]
    assert all(len({*three}) == 3 for three in zip(turns, turns[1:], turns[2:], strict=False))


def test_one_topic_is_asked_whole_before_anything_comes_again(library: Library, bank: Bank) -> None:
    year = asked(library, bank, topics=(METHOD,))
    every = {each.id for each in bank.by_topic[METHOD] if not graphic(each, library)}
    assert {each.id for each in year[: len(every)]} == every
    assert {each.id for each in year[len(every) : 2 * len(every)]} == every
    easy = sum(each.difficulty < HARD for each in bank.by_topic[METHOD])
    assert [each.difficulty < HARD for each in year[: min(NEW, easy - 4)]] == [True] * min(NEW, easy - 4)


def graphic(question: Question, library: Library) -> bool:
    return any(library.claim(claim)[0].sensitivity == "graphic" for claim in question.claims)


def test_who_has_seen_much_is_asked_hard_questions_too(library: Library, bank: Bank) -> None:
    seen = frozenset(each.id for each in bank.by_topic["mediators"]) | frozenset(
        each.id for each in bank.by_topic["kabul-war"][:NEW]
    )
    year = asked(library, bank, seen=seen)
    assert any(each.difficulty == HARD for each in year[:NEW])
    assert not {each.id for each in year[:200]} & seen


def test_what_a_channel_is_asked_is_the_same_each_time_and_another_s_is_other(
    library: Library, bank: Bank
) -> None:
    assert asked(library, bank, name="one")[:30] == asked(library, bank, name="one")[:30]
    assert asked(library, bank, name="one")[:30] != asked(library, bank, name="two")[:30]
