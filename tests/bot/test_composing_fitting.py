"""A daily post's messages say what they say whole, or leave it out; and every day's and question's fit."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from random import Random
from typing import TYPE_CHECKING

import pytest

from bot.choosing import Chosen, Told, Why, choose, read, write
from bot.composing import MAX_TITLE, Previous, compose, outcome
from bot.message import MAX_TEXT, Message, MessageError, Style
from content.days import Calendar
from content.library import Library, make
from content.model import Citation, Claim, Dispute, Entry, Name
from content.model import Kind as Sort
from quizzes import banks
from quizzes.shown import shown_order
from tests.bot.composed import SAY, SIGNED, WISH, post, words
from tests.bot.packs import NOBODY, POST, REPORT, pack

if TYPE_CHECKING:
    from quizzes.banks import Bank

# --- Within a message ---

SIDES = tuple(
    Claim(f"s{number}", "x" * 499 + ".", (Citation("report", f"p. {number}"),)) for number in range(5)
)
LONG = tuple(
    Claim(f"c{number}", "y" * 499 + ".", (Citation("report", f"p. {number}"),)) for number in range(9)
)
MUCH = Entry("much", Sort.EVENT, Name("Much"), LONG, (), disputes=(Dispute("how", "How?", SIDES),))
SMALL = pack(MUCH)


def claims_told(message: Message | None) -> list[str]:
    assert message is not None
    return [each.text[0] for each in message.lines if each.style is Style.ITEM]


def test_what_does_not_fit_is_left_out_whole() -> None:
    told = Told("much", tuple(claim.id for claim in LONG), True)
    composed = post(SMALL, NOBODY, told)
    assert composed.day is not None
    assert claims_told(composed.day) == ["y"] * 6
    assert all(each.text.endswith("]") for each in composed.day.lines if each.style is Style.ITEM)
    assert sum(each.size for each in composed.day.lines) <= MAX_TEXT


def test_a_dispute_is_left_out_with_all_its_sides() -> None:
    sides = tuple(side.id for side in SIDES)
    told = Told("much", ("c0", "c1", "c2", *sides), True)
    assert claims_told(post(SMALL, NOBODY, told).day) == ["y"] * 3
    assert claims_told(post(SMALL, NOBODY, Told("much", ("c0", *sides), True)).day) == ["y", *"xxxxx"]


def test_of_several_things_the_last_is_left_out_first() -> None:
    first, second = Told("much", ("c0", "c1", "c2"), True), Told("much", ("c3", "c4", "c5", "c6"), True)
    assert claims_told(post(SMALL, NOBODY, first, second).day) == ["y"] * 6
    sides = Told("much", tuple(side.id for side in SIDES), False)
    assert claims_told(post(SMALL, NOBODY, first, sides).day) == ["y"] * 3


def test_where_not_one_statement_fits_that_is_an_error() -> None:
    sides = tuple(replace(SIDES[0], id=f"s{number}") for number in range(9))
    entry = replace(MUCH, claims=(), disputes=(Dispute("how", "How?", sides),))
    known = make(replace(SMALL.pack, entries=(entry,)))
    with pytest.raises(MessageError):
        post(known, NOBODY, Told("much", tuple(side.id for side in sides), True))


def test_a_result_that_is_too_long_is_told_shorter_or_not_at_all(sample: Library, sample_bank: Bank) -> None:
    asked = sample_bank.questions["what-happened-1993"]
    wide = replace(asked, id="wide", prompt="p" * 250)
    cites = tuple(Citation("report", f"p. {number} {'z' * 400}") for number in range(6))
    lengthy = replace(REPORT, title="t" * 400)
    for many, told in ((3, True), (6, False)):
        entry = replace(MUCH, claims=(replace(LONG[0], citations=cites[:many]),), disputes=())
        pack = replace(
            sample.pack, sources=(*sample.pack.sources, lengthy), entries=(*sample.pack.entries, entry)
        )
        bank = banks.make((*sample_bank.questions.values(), replace(wide, claims=("much/c0",))))
        known = make(pack)
        composed = post(known, bank, asks="where-signed", previous=Previous("wide", 9, 1, ("N" * 300,)))
        assert ("The question before" in words(composed.question)) is told
        assert "Question of the day" in words(composed.question)


# --- The whole pack ---

LEAP = [date(2028, 1, 1).fromordinal(date(2028, 1, 1).toordinal() + number) for number in range(366)]


def sound(message: Message, *, cites: bool) -> None:
    """A message has a button of the post's; and what it tells has numbers, each with its source."""
    assert any(POST in button.token for button in message.buttons)
    if not cites:
        return
    told = [each.text for each in message.lines if each.style is Style.ITEM]
    assert told
    sources = {each.marker for each in message.lines if each.style is Style.NOTE and each.marker}
    used = {f"[{number}]" for number in range(1, 99) if any(f"[{number}]" in text for text in told)}
    assert used
    assert used <= sources
    assert all(text.endswith("]") for text in told)


@pytest.mark.parametrize(
    ("calendar", "graphic"),
    [(Calendar.GREGORIAN, False), (Calendar.SOLAR_HIJRI, False), (Calendar.BOTH, True)],
)
def test_every_day_of_a_leap_year_is_composed(
    library: Library, bank: Bank, calendar: Calendar, graphic: bool
) -> None:
    wish = replace(WISH, calendar=calendar, graphic=graphic, question=True)
    before = sorted(bank.questions)
    names = tuple(f"Somebody with a long name {number}" for number in range(20))
    for number, day in enumerate(LEAP):
        chosen = choose(library, bank, wish, day, {}, frozenset(), post_id=POST)
        assert chosen is not None
        previous = Previous(before[number], 30, 25, names)
        composed = compose(library, bank, wish, POST, day, chosen, previous, SAY)
        assert compose(library, bank, wish, POST, day, read(write(chosen)), previous, SAY) == composed
        assert composed.day is not None
        assert composed.question is not None
        sound(composed.day, cites=True)
        sound(composed.question, cites=False)
        assert len(composed.title) <= MAX_TITLE
        without = replace(wish, question=False)
        alone = choose(library, bank, without, day, {}, frozenset(), post_id=POST)
        assert alone == replace(chosen, question="", order=())
        assert compose(library, bank, without, POST, day, alone, None, SAY).question is None


def test_every_question_is_asked_below_the_result_of_every_length(library: Library, bank: Bank) -> None:
    names = tuple(f"Somebody with a long name {number}" for number in range(20))

    def length(name: str) -> int:
        return sum(each.size for each in outcome(Previous(name, 30, 25, names), library, bank, SAY))

    longest, *_, shortest = sorted(bank.questions, key=length, reverse=True)
    for name, asked in bank.questions.items():
        chosen = Chosen(Why.DAY, (), name, shown_order(asked, Random(POST)))
        for result in (longest, shortest, name):
            composed = compose(
                library, bank, WISH, POST, SIGNED, chosen, Previous(result, 30, 25, names), SAY
            )
            assert composed.question is not None
            assert "The question before" in composed.question.text
            sound(composed.question, cites=False)
