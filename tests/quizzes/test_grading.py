"""Grades, feedback and solutions of every kind."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.grading import WRONG, Feedback, Grade, feedback, grade, solution
from quizzes.model import Chosen, Item, Order, Question, QuestionKind, Response, Written

if TYPE_CHECKING:
    from collections.abc import Mapping

    from content.library import Library

    Questions = Mapping[QuestionKind, Question]

K = QuestionKind


@pytest.mark.parametrize(
    ("kind", "response", "credit"),
    [
        (K.SINGLE, Chosen((0,)), 1),
        (K.SINGLE, Chosen((1,)), 0),
        (K.SINGLE, Chosen((0, 1)), 0),
        (K.SINGLE, Chosen(()), 0),
        (K.SINGLE, Chosen((9,)), 0),
        (K.SINGLE, Written("Red"), 0),
        (K.WHICH_SOURCE, Chosen((1,)), 1),
        (K.WHICH_SOURCE, Chosen((0,)), 0),
        (K.TRUE_FALSE, Chosen((0,)), 1),
        (K.TRUE_FALSE, Chosen((1,)), 0),
        (K.MULTIPLE, Chosen((0, 1)), 1),
        (K.MULTIPLE, Chosen((0,)), 0.5),
        (K.MULTIPLE, Chosen((0, 1, 2)), 0.5),
        (K.MULTIPLE, Chosen((0, 2)), 0),
        (K.MULTIPLE, Chosen((2, 3)), 0),
        (K.MULTIPLE, Chosen((0, 1, 2, 3)), 0),
        (K.MULTIPLE, Chosen((0, 0, 1)), 1),
        (K.MULTIPLE, Chosen(()), 0),
        (K.ORDER, Chosen((0, 1, 2)), 1),
        (K.ORDER, Chosen((1, 0, 2)), 1 / 3),
        (K.ORDER, Chosen((1, 2, 0)), 0),
        (K.ORDER, Chosen((2, 1, 0)), 0),
        (K.ORDER, Chosen((0, 1)), 0),
        (K.ORDER, Chosen((0, 0, 0)), 0),
        (K.ORDER, Chosen(()), 0),
        (K.ORDER, Written("0 1 2"), 0),
        (K.PAIRS, Chosen((0, 1, 2)), 1),
        (K.PAIRS, Chosen((0, 2, 1)), 1 / 3),
        (K.PAIRS, Chosen((1, 2, 0)), 0),
        (K.PAIRS, Chosen((0, 1)), 0),
        (K.PAIRS, Written("1a"), 0),
        (K.YEAR, Written("1993"), 1),
        (K.YEAR, Written("1371"), 1),
        (K.YEAR, Written("1992"), 0),
        (K.YEAR, Chosen((1993,)), 0),
        (K.NAME, Written("the islamabad agreement"), 1),
        (K.NAME, Written("Accord of Mecca"), 1),
        (K.NAME, Written("Peshawar"), 0),
        (K.NAME, Chosen((0,)), 0),
    ],
)
def test_credit(
    questions: Questions, library: Library, kind: QuestionKind, response: Response, credit: float
) -> None:
    assert grade(questions[kind], response, library) == Grade(right=credit == 1, credit=credit)


def test_two_neighbours_exchanged_among_four_earn_two_thirds(questions: Questions, library: Library) -> None:
    four = replace(questions[K.ORDER], body=Order(tuple(Item(text, text) for text in "abcd")))
    assert grade(four, Chosen((0, 2, 1, 3)), library).credit == pytest.approx(2 / 3)


@given(
    response=st.one_of(st.builds(Chosen, st.lists(st.integers()).map(tuple)), st.builds(Written, st.text())),
    kind=st.sampled_from(K),
)
def test_no_response_makes_it_raise(
    questions: Questions, library: Library, kind: QuestionKind, response: Response
) -> None:
    graded = grade(questions[kind], response, library)
    assert 0 <= graded.credit <= 1
    assert graded.right == (graded.credit == 1)
    for part in feedback(questions[kind], response, graded):
        assert part.feedback


@pytest.mark.parametrize(
    ("kind", "response", "parts"),
    [
        (K.SINGLE, Chosen((1,)), (Feedback("green", right=False, feedback="about green"),)),
        (
            K.MULTIPLE,
            Chosen((0, 2)),
            (
                Feedback("Rabbani", right=True, feedback="about Rabbani"),
                Feedback("Massoud", right=False, feedback="about Massoud"),
            ),
        ),
        (
            K.ORDER,
            Chosen((0, 2, 1)),
            (
                Feedback("Saur coup", right=True, feedback="about Saur coup"),
                Feedback("Peshawar", right=False, feedback="about Peshawar"),
                Feedback("Geneva", right=False, feedback="about Geneva"),
            ),
        ),
        (
            K.PAIRS,
            Chosen((0, 2, 1)),
            (
                Feedback("Geneva – 1988", right=True, feedback="about Geneva"),
                Feedback("Peshawar – 1993", right=False, feedback="Peshawar – 1992. about Peshawar"),
                Feedback("Islamabad – 1992", right=False, feedback="Islamabad – 1993. about Islamabad"),
            ),
        ),
        (K.YEAR, Written("1992"), (Feedback("1992", right=False, feedback="no"),)),
        (K.NAME, Written("Islamabad Accord"), (Feedback("Islamabad Accord", right=True, feedback="yes"),)),
        (K.SINGLE, Chosen(()), ()),
        (K.SINGLE, Written("Red"), ()),
        (K.YEAR, Chosen((1,)), ()),
        (K.SINGLE, Chosen((9, -1)), ()),
        (K.ORDER, Chosen((9,)), ()),
        (K.PAIRS, Chosen((9,)), ()),
    ],
)
def test_feedback(
    questions: Questions,
    library: Library,
    kind: QuestionKind,
    response: Response,
    parts: tuple[Feedback, ...],
) -> None:
    graded = grade(questions[kind], response, library)
    assert feedback(questions[kind], response, graded) == parts


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (K.SINGLE, ("Red",)),
        (K.MULTIPLE, ("Rabbani", "Rahmani")),
        (K.TRUE_FALSE, ("True",)),
        (K.ORDER, ("Saur coup", "Geneva", "Peshawar")),
        (K.PAIRS, ("Geneva – 1988", "Peshawar – 1992", "Islamabad – 1993")),
        (K.YEAR, ("1993",)),
        (K.NAME, ("Islamabad Accord",)),
    ],
)
def test_solution(questions: Questions, library: Library, kind: QuestionKind, words: tuple[str, ...]) -> None:
    assert solution(questions[kind], library) == words


def test_what_is_wrong_earns_nothing() -> None:
    assert WRONG.credit == 0
