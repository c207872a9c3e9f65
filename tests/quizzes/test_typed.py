"""Every kind of question is answerable by typing; what cannot be read gets a kind sentence."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.draw import Drawn
from quizzes.model import Choice, Chosen, Option, Question, QuestionKind, Written
from quizzes.typed import (
    HOW_MULTIPLE,
    HOW_NAME,
    HOW_ORDER,
    HOW_PAIRS,
    HOW_SINGLE,
    HOW_TRUE_FALSE,
    HOW_YEAR,
    read,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from quizzes.model import Response

    Questions = Mapping[QuestionKind, Question]

# Shown in this order: single is green, blue, Red; multiple is Massoud, Rabbani, Dostum, Rahmani; order is
# Geneva, Peshawar, Saur coup; the right sides of pairs are 1992, 1993, 1988.
SHOWN = {
    QuestionKind.SINGLE: (1, 2, 0),
    QuestionKind.WHICH_SOURCE: (1, 0),
    QuestionKind.TRUE_FALSE: (0, 1),
    QuestionKind.MULTIPLE: (2, 0, 3, 1),
    QuestionKind.ORDER: (1, 2, 0),
    QuestionKind.PAIRS: (1, 2, 0),
    QuestionKind.YEAR: (),
    QuestionKind.NAME: (),
}
HOW = {
    QuestionKind.SINGLE: HOW_SINGLE,
    QuestionKind.WHICH_SOURCE: HOW_SINGLE,
    QuestionKind.TRUE_FALSE: HOW_TRUE_FALSE,
    QuestionKind.MULTIPLE: HOW_MULTIPLE,
    QuestionKind.ORDER: HOW_ORDER,
    QuestionKind.PAIRS: HOW_PAIRS,
    QuestionKind.YEAR: HOW_YEAR,
    QuestionKind.NAME: HOW_NAME,
}


def answered(questions: Questions, kind: QuestionKind, typed: str) -> Response | str:
    return read(questions[kind], Drawn(questions[kind].id, SHOWN[kind]), typed)


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        *(
            ("2", 2),
            ("۲", 2),
            ("٢", 2),
            ("b", 2),
            ("B)", 2),
            (" b. ", 2),
            ("(b)", 2),
            ("ب", 2),
            ("option b", 2),
        ),
        *(("blue", 2), ("BLUE", 2), ("blu", 2), ("Blue!", 2), ("it was blue", 2)),
        *(
            ("a", 1),
            ("الف", 1),
            ("ا", 1),
            ("green", 1),
            ("gre", 1),
            ("red", 3),
            ("c", 3),
            ("ج", 3),
            ("answer c", 3),
        ),
    ],
)
def test_one_option(questions: Questions, typed: str, place: int) -> None:
    chosen = SHOWN[QuestionKind.SINGLE][place - 1]
    assert answered(questions, QuestionKind.SINGLE, typed) == Chosen((chosen,))


@pytest.mark.parametrize(
    "typed", ["", " ", "?", "4", "d", "0", "bl", "e", "1 2", "ab", "yellow", "x" * 5000, "۹"]
)
def test_no_option(questions: Questions, typed: str) -> None:
    assert answered(questions, QuestionKind.SINGLE, typed) == HOW_SINGLE


def choice(questions: Questions, *texts: str) -> Question:
    options = tuple(Option(text, text == texts[0], text) for text in texts)
    return replace(questions[QuestionKind.SINGLE], body=Choice(options))


@pytest.mark.parametrize(
    ("texts", "typed", "expected"),
    [
        (("Pakistan", "Palestine"), "pakstan", 0),  # a slip
        (("Pakistan", "Palestine"), "pa", None),  # too short a beginning
        (("Pakistan", "Palestine"), "palest", 1),
        (("United Nations", "United Front"), "united", None),  # which?
        (("United Nations", "United Front"), "united nation", 0),
        (("Resolution 1267", "Resolution 1276"), "resolution 1276", 1),
        (("Resolution 1267", "Resolution 1276"), "resolution 1268", None),  # numbers are exact
        (("3", "7", "15"), "7", 1),
        (("3", "7", "15"), "15", 2),
        (("7", "3", "15"), "3", None),  # the third option, or the one that says 3?
        (("7", "15", "3"), "3", 2),  # both are the same
        (("1988", "1989", "1992"), "1989", 1),
        (("Massoud", "Massoud"), "Massoud", 0),
    ],
)
def test_options_by_their_text(
    questions: Questions, texts: tuple[str, ...], typed: str, expected: int | None
) -> None:
    question = choice(questions, *texts)
    read_as = read(question, Drawn(question.id, tuple(range(len(texts)))), typed)
    assert read_as == (HOW_SINGLE if expected is None else Chosen((expected,)))


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        *(
            (word, 0)
            for word in ("true", "t", "T", "yes", "True.", "1", "a", "درست", "سم", "بلی", "tru", "right")
        ),
        *(
            (word, 1)
            for word in ("false", "f", "no", "2", "b", "نادرست", "ناسم", "غلط", "FALSE!", "fals", "wrong")
        ),
    ],
)
def test_true_or_false(questions: Questions, typed: str, expected: int) -> None:
    assert answered(questions, QuestionKind.TRUE_FALSE, typed) == Chosen((expected,))


def test_true_or_false_finds_the_option_wherever_it_stands(questions: Questions) -> None:
    options = (Option("False", right=True, feedback="yes"), Option("True", right=False, feedback="no"))
    turned = replace(questions[QuestionKind.TRUE_FALSE], body=Choice(options))
    assert read(turned, Drawn("q", (0, 1)), "true") == Chosen((1,))


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        *(
            (text, (0, 2))
            for text in ("1 2", "1,2", "12", "a b", "ab", "1 and 2", "2, 1", "a and b", "۱ و ۲", "الف، ب")
        ),
        *(
            (text, (0, 2))
            for text in ("Massoud, Rabbani", "rabbani and massoud", "Massoud / Rabbani", "1 1 2")
        ),
        *((text, (2,)) for text in ("1", "a", "massoud", "massod")),
        ("abcd", (0, 1, 2, 3)),
        ("rahm, dos", (1, 3)),
    ],
)
def test_several_options(questions: Questions, typed: str, expected: tuple[int, ...]) -> None:
    assert answered(questions, QuestionKind.MULTIPLE, typed) == Chosen(expected)


@pytest.mark.parametrize("typed", ["", "1 5", "15", "e", "Massoud, Nobody", "and", ",", "ra", "a b x"])
def test_no_several_options(questions: Questions, typed: str) -> None:
    assert answered(questions, QuestionKind.MULTIPLE, typed) == HOW_MULTIPLE


@pytest.mark.parametrize(
    "typed",
    [
        "2 1 3",
        "213",
        "bac",
        "b a c",
        "2,1,3",
        "2 > 1 > 3",
        "۲ ۱ ۳",
        "ب الف ج",
        "B, A, C",
        "Peshawar, Geneva, Saur coup",
        "peshawar then geneva then saur",
    ],
)
def test_an_order(questions: Questions, typed: str) -> None:
    assert answered(questions, QuestionKind.ORDER, typed) == Chosen((2, 1, 0))


@pytest.mark.parametrize("typed", ["", "1 2", "1 1 2", "1 2 3 4", "abd", "Peshawar, Geneva", "first"])
def test_no_order(questions: Questions, typed: str) -> None:
    assert answered(questions, QuestionKind.ORDER, typed) == HOW_ORDER


@pytest.mark.parametrize(
    "typed",
    [
        "1b 2a 3c",
        "1-b, 2-a, 3-c",
        "b a c",
        "bac",
        "1 b 2 a 3 c",
        "3c 2a 1b",
        "b1 a2 c3",
        "1=b 2=a 3=c",
        "2 1 3",
        "۱ ب ۲ الف ۳ ج",
        "1b, 2a and 3c",
        "1b2a3c",
    ],
)
def test_pairs(questions: Questions, typed: str) -> None:
    assert answered(questions, QuestionKind.PAIRS, typed) == Chosen((2, 1, 0))


@pytest.mark.parametrize(
    "typed",
    ["", "1b", "1b 2a", "1b 1a 3c", "1b 2b 3c", "1b 2a 4c", "b a", "b b c", "1b 2a 3c 1b", "1d 2a 3c"],
)
def test_no_pairs(questions: Questions, typed: str) -> None:
    assert answered(questions, QuestionKind.PAIRS, typed) == HOW_PAIRS


@pytest.mark.parametrize("typed", ["1993", "in 1992 or 1993", "حوت ۱۳۷۱", "idk"])
def test_years_are_kept_as_they_were_written(questions: Questions, typed: str) -> None:
    assert answered(questions, QuestionKind.YEAR, typed) == Written(typed)


@pytest.mark.parametrize("typed", ["", "93", "nineties", "?"])
def test_no_year(questions: Questions, typed: str) -> None:
    assert answered(questions, QuestionKind.YEAR, typed) == HOW_YEAR


@pytest.mark.parametrize("typed", ["Massoud", "مسعود", "idk", "pass", "x"])
def test_names_are_kept_as_they_were_written(questions: Questions, typed: str) -> None:
    assert answered(questions, QuestionKind.NAME, typed) == Written(typed)


@pytest.mark.parametrize("typed", ["", " ", "?", "...", "\u200c"])
def test_no_name(questions: Questions, typed: str) -> None:
    assert answered(questions, QuestionKind.NAME, typed) == HOW_NAME


@pytest.mark.parametrize("typed", ["pass", "I don't know", "idk!", "نمی‌دانم", "no idea"])
@pytest.mark.parametrize(
    "kind", [kind for kind in QuestionKind if kind not in {QuestionKind.YEAR, QuestionKind.NAME}]
)
def test_who_does_not_know_may_say_so(questions: Questions, kind: QuestionKind, typed: str) -> None:
    assert answered(questions, kind, typed) == Chosen(())


@given(typed=st.one_of(st.text(), st.text("abcdefg1234567890 ,-،و")), kind=st.sampled_from(QuestionKind))
def test_whatever_is_typed_gives_an_answer_that_fits_or_how_to_answer(
    questions: Questions, typed: str, kind: QuestionKind
) -> None:
    response = answered(questions, kind, typed)
    if isinstance(response, Chosen):
        assert set(response.numbers) <= set(SHOWN[kind])
    else:
        assert response in {HOW[kind], Written(typed)}
