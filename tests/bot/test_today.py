from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bot.app import App, Request
from bot.config import Calendar
from bot.message import Person, Place
from bot.preferences import Sensitivity, Settings
from bot.texts import texts
from bot.today import again, day_meant, today
from content.dates import parse
from content.library import Library, make
from content.model import Citation, Claim, Entry, Kind, Name

SAY = texts("en")
NOW = date(2026, 11, 22)  # 1 Qaws 1405, a year without 30 Hoot


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("14 April", date(2026, 4, 14)),
        ("April 14", date(2026, 4, 14)),
        ("15 February 1989", date(2026, 2, 15)),
        ("1993-03-07", date(2026, 3, 7)),
        ("8 Saur", date(2026, 4, 28)),
        ("۸ ثور", date(2026, 4, 28)),
        ("16 Hoot 1371", date(2026, 3, 7)),
        ("29 February", date(2026, 2, 28)),
        ("29 February 1988", date(2026, 2, 28)),
        ("30 Hoot", date(2026, 3, 20)),
        ("26 Dalw", date(2026, 2, 15)),
        ("1 Jadi", date(2026, 12, 22)),
        ("today", NOW),
        ("Tomorrow", date(2026, 11, 23)),
        ("yesterday", date(2026, 11, 21)),
    ],
)
def test_the_day_that_is_meant(typed: str, day: date) -> None:
    assert day_meant(typed, NOW, SAY) == day


@pytest.mark.parametrize("typed", ["spring", "April 1992", "1993", "Massoud", "!", "x" * 500])
def test_what_is_no_day_is_said_so(typed: str) -> None:
    said = day_meant(typed, NOW, SAY)
    assert isinstance(said, str)
    assert "is not a day" in said


@pytest.mark.parametrize("typed", ["31 April", "30 February 1993", "30 Hoot 1371"])
def test_an_impossible_day_is_corrected(typed: str) -> None:
    said = day_meant(typed, NOW, SAY)
    assert isinstance(said, str)
    assert "is not a day" not in said


async def test_what_is_no_day_is_said_to_the_one_who_asked(app: App) -> None:
    (message,) = await today(app, asking(Sensitivity.NOTE, date="spring"))
    assert message.private


# --- What reports atrocities ---

AT = datetime(2026, 1, 30, 12, tzinfo=UTC).timestamp()


@pytest.fixture
def app(sample: Library) -> App:
    # A day's message needs the library and the clock only.
    return App(None, sample, None, None, None, None, lambda: AT, None)  # type: ignore[arg-type] # see above


def asking(sensitivity: Sensitivity, **values: str) -> Request:
    return Request(Person("a", "A"), Place("test", "room"), Settings(sensitivity=sensitivity), values)


@pytest.mark.parametrize(
    ("sensitivity", "given", "shown", "private"),
    [
        (Sensitivity.ASK, "", False, False),
        (Sensitivity.ASK, "no", False, False),
        (Sensitivity.ASK, "yes", True, True),
        (Sensitivity.NOTE, "", False, False),
        (Sensitivity.NOTE, "yes", True, False),
        (Sensitivity.SHOW, "", True, False),
        (Sensitivity.SHOW, "Yes", True, False),
        (Sensitivity.SHOW, "no", False, False),
    ],
)
async def test_graphic_anniversaries(
    sensitivity: Sensitivity, given: str, shown: bool, private: bool, app: App
) -> None:
    messages = await today(app, asking(sensitivity, graphic=given))
    text = "\n".join(message.text for message in messages)
    assert ("Houses were burned" in text) == shown
    assert ("reports atrocities" in text) == shown
    assert {message.private for message in messages} == {private}


async def test_a_month_tells_what_is_graphic_with_the_note(app: App) -> None:
    asked = asking(Sensitivity.NOTE, date="20 January", graphic="yes")
    text = "\n".join(message.text for message in await today(app, asked))
    assert "In this month" in text
    assert "The raid. Content note: this entry reports atrocities. Houses were burned" in text


# --- The same day again ---


@pytest.mark.parametrize(
    ("values", "token"),
    [
        ({}, "today:2026-01-30"),
        ({"date": "tomorrow"}, "today:2026-01-31"),
        ({"date": " 14 April "}, "today:14 April"),
        ({"date": "29 February"}, "today:29 February"),
        ({"date": "۸ ثور"}, "today:۸ ثور"),
        ({"graphic": "yes"}, "today:yes:2026-01-30"),
        ({"graphic": "never", "date": "30 January"}, "today:no:30 January"),
        ({"date": "14\tApril"}, ""),
    ],
)
async def test_a_token_brings_the_same_day_again(values: dict[str, str], token: str, app: App) -> None:
    for sensitivity in Sensitivity:
        first = await today(app, asking(sensitivity, **values))
        assert {message.again for message in first} == {token}
        if token:
            assert await again(app, asking(sensitivity), token.removeprefix("today:")) is first


async def test_a_token_of_yesterday_still_says_its_day(app: App) -> None:
    await today(app, asking(Sensitivity.NOTE))
    later = replace(app, now=lambda: AT + 86_400)
    (message,) = await again(later, asking(Sensitivity.NOTE), "2026-01-30")
    assert message.lines[0].text.startswith("On this day: 30 January")


@pytest.mark.parametrize("value", ["", ":", "yes:", "no:x", "yes:yes:1", "\x00", "x" * 92])
async def test_a_token_that_was_forged_is_answered(value: str, app: App) -> None:
    assert await again(app, asking(Sensitivity.NOTE), value)


async def test_the_calendar_that_was_settled_stands_first(app: App) -> None:
    request = replace(asking(Sensitivity.NOTE), settings=Settings(calendar=Calendar.SOLAR_HIJRI))
    (message, *_) = await today(app, request)
    assert message.lines[0].text == "On this day: 10 Dalw · 30 January"


# --- What is told for the date of a claim ---


def claim(name: str, when: str, place: str) -> Claim:
    return Claim(name, f"It was {name}.", (Citation("gazette", place),), when=parse(when))


async def told(known: Library, day: str) -> list[str]:
    app = App(None, known, None, None, None, None, lambda: AT, None)  # type: ignore[arg-type] # see above
    (message,) = await today(app, asking(Sensitivity.NOTE, date=day))
    return [each.text for each in message.lines]


async def test_each_date_has_its_own_heading_which_does_not_make_it_the_event_s(sample: Library) -> None:
    talks = Entry(
        "talks",
        Kind.EVENT,
        Name("The talks"),
        (claim("opened", "1990-06-05", "p. 1"), claim("closed", "1991-06-05", "p. 2")),
        ("river-talks",),
        parse("1990-05-01"),
    )
    known = make(replace(sample.pack, entries=(*sample.pack.entries, talks)))
    lines = await told(known, "5 June")
    opened, closed = lines.index("It was opened. [1]"), lines.index("It was closed. [2]")
    assert lines[opened - 1].startswith("5 June 1990 · 15 Jawza 1369 (")
    assert lines[closed - 1].startswith("5 June 1991 · 15 Jawza 1370 (")
    assert lines[opened - 1].endswith("), in: The talks (1 May 1990)")


async def test_what_somebody_has_of_a_night_that_needs_care_is_told_with_its_note(sample: Library) -> None:
    amina = sample.entries["amina-darya"]
    others = tuple(each for each in sample.pack.entries if each.id != amina.id)
    for place, noted in (("p. 2", True), ("p. 99", False)):
        spoke = replace(amina, claims=(claim("said", "1993-02-11", place),), relations=())
        lines = await told(make(replace(sample.pack, entries=(*others, spoke))), "11 February")
        before = lines[lines.index(next(each for each in lines if each.startswith("It was said."))) - 1]
        assert before.startswith("This is about people who suffered or died") is noted
