"""What stands under a question, and what a press of it means."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers import Entered, Taken, controls, said, take
from bot.message import Form, Message
from bot.texts import texts
from quizzes.model import Chosen, Written
from quizzes.shown import Drawn

if TYPE_CHECKING:
    from quizzes.banks import Bank

SAY = texts("en")
ORDERS = {
    "where-signed": (2, 0, 1),
    "what-happened-1993": (1, 2, 0),
    "amina-north": (0, 1),
}


def drawn(bank: Bank, name: str) -> Drawn:
    return Drawn(name, ORDERS.get(name, (2, 0, 1) if bank.questions[name].kind in {"order", "pairs"} else ()))


def of_kind(bank: Bank, kind: str) -> str:
    return next(question.id for question in bank.questions.values() if question.kind == kind)


def taken(bank: Bank, name: str, how: str, entered: Entered | None = None) -> Taken:
    return take(bank.questions[name], drawn(bank, name), "t", how, entered or Entered(), SAY)


def test_buttons_stand_in_the_order_drawn_and_mean_the_questions_own(sample_bank: Bank) -> None:
    name = "where-signed"
    buttons, selects = controls(sample_bank.questions[name], drawn(sample_bank, name), "t", SAY)
    assert [(button.label, button.token) for button in buttons] == [
        ("A  At the ford", "t:c0"),
        ("B  In the mill", "t:c1"),
        ("C  On the bridge", "t:c2"),
    ]
    assert not selects


def test_several_right_ones_are_chosen_in_a_select(sample_bank: Bank) -> None:
    name = "what-happened-1993"
    buttons, (select,) = controls(sample_bank.questions[name], drawn(sample_bank, name), "t", SAY)
    assert not buttons
    assert (select.token, select.least, select.most) == ("t:m", 1, 3)
    assert [choice.value for choice in select.choices] == ["0", "1", "2"]
    assert taken(sample_bank, name, "m", Entered(("2", "0"))) == Chosen((0, 1))


@pytest.mark.parametrize(
    ("kind", "how", "entered"),
    [
        ("single", "c3", Entered()),
        ("single", "c-1", Entered()),
        ("single", "c01", Entered()),
        ("single", "m", Entered(("0",))),
        ("single", "w", Entered(typed="In the mill")),
        ("multiple", "c0", Entered()),
        ("multiple", "m", Entered()),
        ("multiple", "m", Entered(("0", "9"))),
        ("order", "s3", Entered()),
        ("order", "s00", Entered()),
        ("order", "d01", Entered()),
        ("order", "d0122", Entered()),
        ("order", "sx", Entered()),
        ("year", "s", Entered()),
        ("name", "c0", Entered()),
        ("pairs", "m", Entered(("0",))),
    ],
)
def test_what_no_button_of_the_question_says_means_nothing(
    sample_bank: Bank, kind: str, how: str, entered: Entered
) -> None:
    assert taken(sample_bank, of_kind(sample_bank, kind), how, entered) is None


def test_items_are_put_in_order_one_after_the_other(sample_bank: Bank) -> None:
    name = of_kind(sample_bank, "order")
    first = taken(sample_bank, name, "s")
    assert isinstance(first, Message)
    assert first.lines[0].text == "Press what came first."
    assert [button.token for button in first.buttons] == ["t:s0", "t:s1", "t:s2"]
    second = taken(sample_bank, name, "s1")
    assert isinstance(second, Message)
    assert second.private
    assert second.replaces
    # The last one has only one place to go; before that, one can begin again.
    third = taken(sample_bank, name, "s12")
    assert isinstance(third, Message)
    assert [(button.label, button.token) for button in third.buttons] == [
        ("Send", "t:d120"),
        ("Start again", "t:s"),
    ]
    assert taken(sample_bank, name, "d120") == Chosen((0, 1, 2))


def test_what_is_typed_is_read_as_at_a_keyboard(sample_bank: Bank) -> None:
    name = of_kind(sample_bank, "year")
    form = taken(sample_bank, name, "w")
    assert isinstance(form, Form)
    assert (form.token, form.submit) == ("t:w", "Send")
    assert taken(sample_bank, name, "w", Entered(typed="1993")) == Written("1993")
    refused = taken(sample_bank, name, "w", Entered(typed=""))
    assert isinstance(refused, Message)
    assert refused.private
    assert refused.corrects  # the form may stay open


@given(
    how=st.text(max_size=20), chosen=st.lists(st.text(max_size=5), max_size=5), typed=st.text() | st.none()
)
def test_nothing_that_comes_with_a_press_breaks_it(
    sample_bank: Bank, how: str, chosen: list[str], typed: str | None
) -> None:
    for question in sample_bank.questions.values():
        answered = taken(sample_bank, question.id, how, Entered(tuple(chosen), typed))
        if isinstance(answered, Chosen | Written):
            assert said(question, answered) is not None


@given(numbers=st.lists(st.integers(-3, 9), max_size=5))
def test_an_answer_that_makes_no_sense_can_still_be_told(sample_bank: Bank, numbers: list[int]) -> None:
    for question in sample_bank.questions.values():
        assert isinstance(said(question, Chosen(tuple(numbers))), tuple)
