"""A daily post's messages: what they say, whom they notify, and what they no longer say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from random import Random
from typing import TYPE_CHECKING

import pytest

from bot.choosing import Chosen, Told, Why
from bot.composing import Previous, compose, outcome
from bot.message import Message, Picture, Style
from bot.subscriptions import Kind
from content.days import Calendar, Mark
from quizzes.shown import shown_order
from tests.bot.composed import ACCORD, AMINA, FIRE, FLOOD, NIGHT, RAID, SAY, SIGNED, WISH, post, words
from tests.bot.packs import POST

if TYPE_CHECKING:
    from collections.abc import Callable

    from content.library import Library
    from quizzes.banks import Bank


def shown(message: Message | None) -> str:
    """All that a message shows, in words."""
    assert message is not None
    lines = [f"{each.style:7} {each.marker:3} {each.text}".rstrip() for each in message.lines]
    lines += [f"[{button.label}] {button.token}" for button in message.buttons]
    for select in message.selects:
        lines.append(f"[{select.hint}] {select.token}: {', '.join(each.label for each in select.choices)}")
    if message.picture:
        lines.append(f"picture: {message.picture.address}: {message.picture.description}")
    if message.ping:
        lines.append(f"ping: {message.ping}")
    return "\n".join(lines) + "\n"


RESULT = Previous("where-signed", 8, 5, ("Amina", "Omid", "Sara"))
POSTS: dict[str, dict[str, object]] = {
    "day": {"told": (ACCORD,)},
    "day-of-several": {"told": (ACCORD, FIRE), "asks": "amina-north"},
    "day-by-the-solar-calendar": {
        "told": (ACCORD, FIRE),
        "wish": replace(WISH, calendar=Calendar.SOLAR_HIJRI),
    },
    "day-with-care": {"told": (NIGHT,), "day": date(2027, 2, 11), "asks": "where-signed"},
    "day-of-atrocities": {"told": (RAID,), "day": date(2027, 1, 30)},
    "month": {"told": (FLOOD,), "why": Why.MONTH, "day": date(2027, 4, 12)},
    "subject": {"told": (AMINA,), "why": Why.SUBJECT, "day": date(2027, 7, 1)},
    "question": {"asks": "where-signed", "wish": replace(WISH, kind=Kind.QUESTION)},
    "question-after-another": {"asks": "year-of-accord", "previous": RESULT},
    "question-of-several-answers": {
        "asks": "what-happened-1993",
        "previous": Previous("order-of-events", 0, 0),
    },
}


@pytest.mark.parametrize("name", POSTS)
def test_what_a_post_says(
    name: str, sample: Library, sample_bank: Bank, golden: Callable[[str, str], None]
) -> None:
    of_it = dict(POSTS[name])
    told = of_it.pop("told", ())
    composed = post(sample, sample_bank, *told, **of_it)  # type: ignore[arg-type, misc] # a test's own
    parts = [shown(part) for part in (composed.day, composed.question) if part]
    golden(f"daily/{name}.txt", f"{composed.title}\n\n" + "\n".join(parts))


# --- Notified, pictured, named ---


def test_the_first_part_notifies(sample: Library, sample_bank: Bank) -> None:
    both = post(sample, sample_bank, ACCORD, asks="amina-north")
    assert [part.ping for part in (both.day, both.question) if part] == ["pupils", ""]
    alone = post(sample, sample_bank, asks="amina-north")
    assert alone.day is None
    assert alone.question is not None
    assert alone.question.ping == "pupils"


def test_a_picture_is_shown_with_its_credit_and_licence(sample: Library, sample_bank: Bank) -> None:
    composed = post(sample, sample_bank, FIRE, ACCORD)
    assert composed.day is not None
    assert composed.day.picture == Picture(
        "https://example.org/pictures/accord.jpg", "Two people sign a sheet of paper on a millstone."
    )
    last = composed.day.lines[-1]
    assert (last.style, last.text) == (Style.NOTE, "Picture: A. Painter (CC BY 4.0)")


def test_a_title_says_the_day_and_what_is_told(sample: Library, sample_bank: Bank) -> None:
    assert post(sample, sample_bank, ACCORD).title == "7 March: River Accord"
    solar = replace(WISH, calendar=Calendar.SOLAR_HIJRI)
    assert post(sample, sample_bank, ACCORD, wish=solar).title == "16 Hoot: River Accord"
    assert post(sample, sample_bank, asks="amina-north").title == "7 March: Question of the day"
    assert post(sample, sample_bank, FIRE).title == "7 March, in: Fire in the mill"
    assert post(sample, sample_bank, FLOOD, why=Why.MONTH).title == "In March: The flood"
    assert post(sample, sample_bank, AMINA, why=Why.SUBJECT).title == "To read on 7 March: Amina Darya"


def test_what_is_told_of_somebody_is_headed_by_its_date(sample: Library, sample_bank: Bank) -> None:
    spoke = replace(AMINA, whole=False, when="1993-03-07", years=34)
    composed = post(sample, sample_bank, spoke)
    assert "7 March 1993 · 16 Hoot 1371: Amina Darya (34 years ago)" in words(composed.day)
    assert composed.title == "7 March: Amina Darya"


def test_a_date_that_the_heading_says_is_not_said_again(sample: Library, sample_bank: Bank) -> None:
    told = words(post(sample, sample_bank, FIRE).day)
    assert "on 1 May 1994. [" in told
    assert "of 3 May 1994. (3 May 1994 · 13 Sawr 1373) [" in told


def test_claims_are_told_in_the_order_in_which_they_were_chosen(sample: Library, sample_bank: Bank) -> None:
    told = words(post(sample, sample_bank, replace(ACCORD, claims=("opinion", "signed"))).day)
    assert told.index("nobody meant it") < told.index("Both banks signed")


def test_only_of_a_day_s_own_all_can_be_had(sample: Library, sample_bank: Bank) -> None:
    labels = {
        why: [each.label for each in made.day.buttons if POST in each.token]
        for why, told in ((Why.DAY, ACCORD), (Why.MONTH, FLOOD), (Why.SUBJECT, AMINA))
        if (made := post(sample, sample_bank, told, why=why)).day
    }
    assert labels == {
        Why.DAY: ["All of this day"],
        Why.MONTH: ["On this day"],
        Why.SUBJECT: ["On this day"],
    }


def test_what_nobody_can_answer_is_not_said_to_be_answered(sample: Library, sample_bank: Bank) -> None:
    for name, asked in sample_bank.questions.items():
        chosen = Chosen(Why.DAY, (), name, shown_order(asked, Random(POST)))
        shown_to_all, previewed = (
            compose(sample, sample_bank, WISH, POST, SIGNED, chosen, None, SAY, preview=preview).question
            for preview in (False, True)
        )
        hints = [each for each in shown_to_all.lines if each.style is Style.NOTE] if shown_to_all else []
        assert hints[-1].text.startswith("Only you see your answer. The next one names those who were right")
        assert previewed is not None
        assert shown_to_all is not None
        assert previewed.lines == tuple(each for each in shown_to_all.lines if each not in hints)


def test_only_of_an_entry_it_is_said_that_it_began(sample: Library, sample_bank: Bank) -> None:
    began = replace(ACCORD, mark=Mark.BEGAN)
    assert "River Accord (34 years ago, began)" in words(post(sample, sample_bank, began).day)
    of_a_claim = replace(began, whole=False)
    assert "1371 (34 years ago), in: River Accord (7 March 1993)" in words(
        post(sample, sample_bank, of_a_claim).day
    )


def test_before_1957_only_the_gregorian_day_is_said(sample: Library, sample_bank: Bank) -> None:
    solar = replace(WISH, calendar=Calendar.SOLAR_HIJRI)
    composed = post(sample, sample_bank, ACCORD, day=date(1950, 3, 7), wish=solar)
    assert composed.title == "7 March: River Accord"


def test_on_the_very_day_it_is_this_year(sample: Library, sample_bank: Bank) -> None:
    composed = post(sample, sample_bank, replace(ACCORD, years=0), day=date(1993, 3, 7))
    assert "River Accord (this year)" in words(composed.day)


# --- What is there no more ---


def test_what_the_pack_holds_no_more_is_left_out(sample: Library, sample_bank: Bank) -> None:
    gone = Told("gone", ("is",), True, "1993-03-07")
    composed = post(sample, sample_bank, gone, replace(ACCORD, claims=("gone", "opinion")), FLOOD)
    assert "Both banks signed" not in words(composed.day)
    assert "nobody meant it" in words(composed.day)
    assert composed.title == "7 March: River Accord"


def test_a_post_of_which_nothing_is_left_has_no_part(sample: Library, sample_bank: Bank) -> None:
    composed = post(sample, sample_bank, Told("gone", ("is",), True), asks="gone")
    assert (composed.day, composed.question) == (None, None)


def test_a_question_that_has_other_options_now_is_not_asked(sample: Library, sample_bank: Bank) -> None:
    chosen = Chosen(Why.DAY, (ACCORD,), "where-signed", (0, 1, 2, 3))
    assert compose(sample, sample_bank, WISH, POST, SIGNED, chosen, None, SAY).question is None


def test_the_result_of_a_question_that_is_gone_is_left_out(sample: Library, sample_bank: Bank) -> None:
    without = post(sample, sample_bank, asks="amina-north")
    assert post(sample, sample_bank, asks="amina-north", previous=Previous("gone", 1, 1)) == without


# --- Results ---


@pytest.mark.parametrize(
    ("previous", "said"),
    [
        (Previous("where-signed", 0, 0), "Nobody answered."),
        (Previous("where-signed", 3, 0), "0 of 3 answered right."),
        (Previous("where-signed", 3, 1, ("Amina",)), "1 of 3 answered right: Amina."),
        (Previous("where-signed", 9, 4, ("Amina", "Omid")), "4 of 9 answered right: Amina, Omid and 2 more."),
        (Previous("where-signed", 9, 2, ("A" * 301, "Omid")), "2 of 9 answered right."),
        (
            Previous("where-signed", 9, 3, ("A" * 290, "Omid", "Sara Nuri")),
            f"3 of 9 answered right: {'A' * 290}, Omid and 1 more.",
        ),
    ],
)
def test_who_was_right_is_told(sample: Library, sample_bank: Bank, previous: Previous, said: str) -> None:
    assert said in [each.text for each in outcome(previous, sample, sample_bank, SAY)]


def test_a_result_has_its_sources(sample: Library, sample_bank: Bank) -> None:
    told = outcome(Previous("where-signed", 0, 0), sample, sample_bank, SAY)
    assert [each.marker for each in told if each.style is Style.NOTE] == ["[1]", "[2]"]
