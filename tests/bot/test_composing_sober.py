"""How soberly a daily post tells what people suffered, and asks about it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from bot.choosing import Told
from bot.composing import Previous
from bot.message import Style
from bot.subscriptions import Kind
from content.dates import parse
from content.library import Library, make
from content.model import Citation, Claim, Entry, Name, Sensitivity
from content.model import Kind as Sort
from quizzes import banks
from tests.bot.composed import ACCORD, AMINA, NIGHT, RAID, WISH, post, words
from tests.bot.packs import POST, REPORT

if TYPE_CHECKING:
    from quizzes.banks import Bank


def test_what_people_suffered_is_told_soberly(sample: Library, sample_bank: Bank) -> None:
    composed = post(sample, sample_bank, NIGHT, asks="where-signed", day=date(2027, 2, 11))
    assert composed.sober
    assert composed.day is not None
    assert composed.question is not None
    note, head = composed.day.lines[:2]
    assert (note.style, note.text[:28]) == (Style.NOTE, "This is about people who suf")
    assert head.text == "On this day: 11 February · 22 Dalw"
    assert head.style is Style.TEXT
    assert (composed.day.ping, composed.question.ping) == ("", "")
    assert composed.day.picture is None
    assert [button.token for button in composed.question.buttons] == [
        f"daily:q:{POST}:c0",
        f"daily:q:{POST}:c1",
        f"daily:q:{POST}:c2",
    ]


def test_nobody_is_praised_beside_what_people_suffered(sample: Library, sample_bank: Bank) -> None:
    before = Previous("where-signed", 3, 1, ("Zarghuna",))
    day = date(2027, 2, 11)
    sober = post(sample, sample_bank, NIGHT, day=day, asks="amina-north", previous=before)
    plain = post(sample, sample_bank, AMINA, asks="amina-north", previous=before)
    assert (sober.sober, plain.sober) == (True, False)
    assert sober.question is not None
    assert plain.question is not None
    assert "1 of 3 answered right." in sober.question.text
    assert "Zarghuna" not in sober.question.text
    assert "1 of 3 answered right: Zarghuna." in plain.question.text


def test_what_an_event_that_needs_care_tells_too_is_told_soberly(sample: Library, sample_bank: Bank) -> None:
    """Omid's own entry needs no care; on the day of the night on the bank, what it cites does."""
    died = Claim("died", "It was said.", (Citation("gazette", "p. 2"),), when=parse("1993-02-11"))
    spoke = replace(died, id="spoke", when=parse("1993-02-13"))
    omid = replace(sample.entries["omid-sahel"], claims=(died, spoke))
    others = tuple(each for each in sample.pack.entries if each.id != omid.id)
    known = make(replace(sample.pack, entries=(*others, omid)))
    told = Told("omid-sahel", ("died",), False, "1993-02-11", 34)
    composed = post(known, sample_bank, told, asks="where-signed")
    assert composed.sober
    assert words(composed.day).startswith("This is about people who suffered or died")
    assert composed.question is not None
    assert "Table" not in [each.label for each in composed.question.buttons]
    assert not post(known, sample_bank, replace(told, claims=("spoke",), when="1993-02-13")).sober


def test_a_picture_does_not_stand_beside_it(sample: Library, sample_bank: Bank) -> None:
    composed = post(sample, sample_bank, ACCORD, NIGHT)
    assert composed.day is not None
    assert composed.day.picture is None
    assert "Picture:" not in words(composed.day)


def test_atrocities_are_noted_above_all(sample: Library, sample_bank: Bank) -> None:
    composed = post(sample, sample_bank, NIGHT, RAID)
    assert words(composed.day).startswith("Content note: this entry reports atrocities.\n")


GRAVE = Entry(
    "grave",
    Sort.EVENT,
    Name("The grave"),
    (Claim("is", "It is on the bank.", (Citation("report", "p. 1"),)),),
    ("talks",),
    sensitivity=Sensitivity.CARE,
)


def with_grave(sample: Library, bank: Bank) -> tuple[Library, Bank]:
    """The sample with an entry that needs care, and a question on it."""
    pack = sample.pack
    known = make(replace(pack, sources=(*pack.sources, REPORT), entries=(*pack.entries, GRAVE)))
    asked = replace(bank.questions["where-signed"], id="on-grave", claims=("grave/is",))
    return known, banks.make((*bank.questions.values(), asked))


def test_a_question_on_what_people_suffered_is_asked_soberly(sample: Library, sample_bank: Bank) -> None:
    known, bank = with_grave(sample, sample_bank)
    alone = post(known, bank, asks="on-grave", wish=replace(WISH, kind=Kind.QUESTION))
    assert alone.sober
    assert alone.question is not None
    assert alone.question.ping == ""
    assert words(alone.question).startswith("This is about people who suffered or died")
    assert not alone.question.lines[1].spans[0].strong  # type: ignore[union-attr] # a text
    beside = post(known, bank, ACCORD, asks="on-grave")
    assert beside.day is not None
    assert beside.day.ping == ""
    assert beside.day.picture is not None  # what the day tells is no such thing


def test_the_result_of_such_a_question_is_noted_too(sample: Library, sample_bank: Bank) -> None:
    known, bank = with_grave(sample, sample_bank)
    composed = post(known, bank, asks="where-signed", previous=Previous("on-grave", 3, 1, ("Amina",)))
    assert not composed.sober
    assert words(composed.question).startswith("This is about people who suffered or died")


def test_where_nothing_else_could_be_pressed_the_table_can(sample: Library, sample_bank: Bank) -> None:
    composed = post(sample, sample_bank, NIGHT, asks="what-happened-1993")
    assert composed.question is not None
    assert [button.token for button in composed.question.buttons] == [f"daily:table:{POST}"]
