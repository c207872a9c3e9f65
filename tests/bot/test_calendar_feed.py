"""The calendar file, read by another library than the one that writes it, and held against `content.days`."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import TYPE_CHECKING, Any

import pytest
import vobject
from hypothesis import example, given
from hypothesis import strategies as st

from bot.calendar_feed import YEARS, feed
from bot.texts import texts
from content.dates import parse
from content.days import Calendar, Mark, on_this_day
from content.hijri import hijri_day
from content.library import Library, make
from content.model import (
    Citation,
    Claim,
    Dispute,
    Entry,
    Kind,
    Name,
    Pack,
    Sensitivity,
    Source,
    SourceKind,
    Topic,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SAY = texts("en")
AT = datetime(2026, 11, 22, 12, 30, tzinfo=UTC)
CITED = (Citation("report", "Aftermath"),)


def claim(claim_id: str, when: str | None = None, text: str = "It happened.") -> Claim:
    return Claim(claim_id, text, CITED, when=parse(when) if when else None)


def entry(entry_id: str, when: str | None = None, *claims: Claim, **more: Any) -> Entry:  # noqa: ANN401 -- a field
    told = claims or (claim("what"),)
    dated = parse(when) if when else None
    return Entry(entry_id, Kind.EVENT, Name(more.pop("name", entry_id)), told, ("talks",), dated, **more)


def library(*entries: Entry, topic: str = "Talks", title: str = "A report") -> Library:
    source = Source("report", SourceKind.REPORT, title, "A. Writer", "A house", "1999")
    topics = (Topic("talks", topic, "What was talked of."),)
    return make(Pack("small", "Small", "A small pack.", "CC BY-SA 4.0", (source,), topics, entries))


# Every kind of day: leap ones of both calendars, one before Afghan months can be computed, ranges, doubts.
ODD = library(
    entry("leap", "1988-02-29"),
    entry("eve-and-leap", None, claim("eve", "1988-02-28"), claim("leap", "1988-02-29")),
    entry("hoot", "1992-03-20"),  # 30 Hoot 1370
    entry("new-year", "1993-03-21"),  # 1 Hamal 1372
    entry("early", "1919-08-19"),
    entry("days", "1996-10-02/1996-10-23", claim("first", "1996-10-02"), claim("last", "1996-10-23")),
    entry("claims", None, claim("b", "1994-01-01"), claim("a", "1994-01-01"), claim("c", "1994-01-02")),
    entry("new-year-night", "1995-12-31/1996-01-01"),
    entry("open", "1993-08-01/.."),
    entry("half", "1989-03-05/1989-07"),
    entry("doubted", "1992-04-24?"),
    entry("about", "1992-04-24~"),
    entry("month", "1992-04"),
    entry("dreadful", "1993-02-11", sensitivity=Sensitivity.GRAPHIC),
    entry("future", "2029-05-05"),
)


def events(written: bytes) -> list[Any]:
    (calendar,) = vobject.readComponents(written.decode())
    return list(calendar.vevent_list)


def occurrences(written: bytes, first: date, last: date) -> Counter[tuple[date, str, str]]:
    """How often each thing is shown on each day: the day, what its title begins with, and its entry."""
    start, end = (datetime.combine(day, time()) for day in (first, last))
    found: Counter[tuple[date, str, str]] = Counter()
    for event in events(written):
        dated = event.summary.value.partition(": ")[0].removesuffix(", in")
        known = (dated, event.uid.value.partition(".")[0])
        rules = event.getrruleset()
        days = (
            rules.between(start, end, inc=True) if rules else [datetime.combine(event.dtstart.value, time())]
        )
        found.update((day.date(), *known) for day in days if start <= day <= end)
    return found


def expected(known: Library, calendar: Calendar, first: date, last: date) -> Counter[tuple[date, str, str]]:
    found: Counter[tuple[date, str, str]] = Counter()
    for day in (first + timedelta(number) for number in range((last - first).days + 1)):
        happenings = {
            (each.entry.id, each.when.days[-1 if each.mark is Mark.ENDED else 0], each.calendar)
            for each in on_this_day(known, day).anniversaries
        }
        for entry_id, then, by in happenings:
            hijri = hijri_day(then)
            if calendar is not Calendar.SOLAR_HIJRI and by is not Calendar.SOLAR_HIJRI:
                found[day, str(then.year), entry_id] += 1
            elif calendar is not Calendar.GREGORIAN and by is not Calendar.GREGORIAN:
                assert hijri is not None
                found[day, hijri.text, entry_id] += 1
    return found


@pytest.mark.parametrize("calendar", Calendar)
def test_everything_is_there_once_on_its_days(calendar: Calendar, sample: Library) -> None:
    for known in (sample, ODD):
        first, last = date(2026, 1, 1), date(2025 + YEARS, 12, 31)
        written = feed(known, calendar, AT, SAY)
        assert occurrences(written, first, last) == expected(known, calendar, first, last)


@pytest.mark.sweep
def test_gregorian_days_come_back_over_ten_years_and_more(sample: Library) -> None:
    for known in (sample, ODD):
        written = feed(known, Calendar.GREGORIAN, AT, SAY)
        for first, last in (
            (date(2026, 1, 1), date(2036, 12, 31)),
            (date(2096, 1, 1), date(2101, 12, 31)),
            (date(1985, 1, 1), date(1997, 12, 31)),
        ):
            assert occurrences(written, first, last) == expected(known, Calendar.GREGORIAN, first, last)


@pytest.mark.sweep
def test_solar_hijri_days_of_the_years_between_two_leap_years_are_right() -> None:
    for year in range(1990, 2040, YEARS):
        first, last = date(year, 1, 1), date(year + YEARS - 1, 12, 31)
        written = feed(ODD, Calendar.BOTH, AT.replace(year=year), SAY)
        assert occurrences(written, first, last) == expected(ODD, Calendar.BOTH, first, last)


@pytest.mark.sweep
def test_the_packed_content_is_there_on_its_days(library: Library) -> None:
    written = feed(library, Calendar.BOTH, AT, SAY)
    first, last = date(2028, 1, 1), date(2028, 12, 31)
    assert occurrences(written, first, last) == expected(library, Calendar.BOTH, first, last)
    uids = [event.uid.value for event in events(written)]
    assert len({*uids}) == len(uids)
    veiled = {each.id for each in library.entries.values() if each.sensitivity is Sensitivity.GRAPHIC}
    assert veiled
    assert not veiled & {uid.partition(".")[0] for uid in uids}
    assert not list(wrong_lines(written))


def wrong_lines(written: bytes) -> Iterator[bytes]:
    """Lines that RFC 5545 (section 3.1) forbids: longer than 75 octets, or not ended by CRLF."""
    assert written.endswith(b"\r\n")
    for line in written.removesuffix(b"\r\n").split(b"\r\n"):
        if len(line) > 75 or b"\n" in line or b"\r" in line:
            yield line
        line.decode()  # no letter is cut in two


def test_golden(sample: Library, golden: Callable[[str, str], None]) -> None:
    for calendar in (Calendar.GREGORIAN, Calendar.SOLAR_HIJRI):
        written = feed(sample, calendar, AT, SAY)
        assert not list(wrong_lines(written))
        golden(f"calendar/{calendar}.ics", written.decode().replace("\r\n", "\n"))


def test_the_calendar_says_what_it_is(sample: Library) -> None:
    (calendar,) = vobject.readComponents(feed(sample, Calendar.GREGORIAN, AT, SAY).decode())
    assert calendar.x_wr_calname.value == "On this day: A sample, invented for tests"
    assert "CC BY-SA 4.0" in calendar.x_wr_caldesc.value
    for event in calendar.vevent_list:
        assert event.dtstamp.value == AT
        assert event.dtend.value - event.dtstart.value == timedelta(days=1)
        assert getattr(event, "class").value == "PUBLIC"
        assert event.transp.value == "TRANSPARENT"
        assert event.categories.value == ["The river talks"]


def event_of(known: Library, uid: str, calendar: Calendar = Calendar.GREGORIAN) -> Any:  # noqa: ANN401 -- untyped
    (found,) = (each for each in events(feed(known, calendar, AT, SAY)) if each.uid.value == uid)
    return found


def test_a_dispute_is_told_with_all_its_sides(sample: Library) -> None:
    told = event_of(sample, "mill-fire.first.on@sample.tarikh").description.value
    assert "Sources differ: On which day did the mill burn?" in told
    assert "a) The Chronicle has the mill burn on 1 May 1994." in told
    assert "b) The Gazette reported the fire of 3 May 1994." in told
    assert "“The Gazette”, Several hands, 1994, p. 12" in told


def test_what_needs_care_is_told_with_its_note_and_what_is_graphic_never(sample: Library) -> None:
    told = event_of(sample, "night-on-the-bank.began@sample.tarikh")
    assert told.summary.value == "1993: Night on the bank (began)"
    assert "told as the sources report it" in told.description.value
    for calendar in Calendar:
        assert b"raid" not in feed(sample, calendar, AT, SAY).lower()


def test_what_an_entry_has_on_one_day_is_one_event() -> None:
    both = event_of(ODD, "claims.a.on@small.tarikh")
    assert both.description.value.count("- It happened.") == 2
    began = event_of(ODD, "days.began@small.tarikh")
    assert began.summary.value == "1996: days (began)"
    assert "- It happened. (2 October 1996 · 11 Mizan 1375) [1]" in began.description.value
    ended = event_of(ODD, "days.ended@small.tarikh")
    assert ended.summary.value == "1996: days (ended)"
    assert "- It happened. (23 October 1996 · 2 Aqrab 1375) [1]" in ended.description.value
    assert [each.description.value.count("- ") for each in (began, ended)] == [1, 1]


def test_a_title_does_not_give_an_event_the_date_of_a_claim() -> None:
    known = library(entry("decided", "1979-12-12", claim("report", "1979-12-31"), claim("what")))
    assert event_of(known, "decided.report.on@small.tarikh").summary.value == "1979, in: decided"
    assert event_of(known, "decided.on@small.tarikh").summary.value == "1979: decided"
    somebody = make(replace(known.pack, entries=(replace(known.entries["decided"], kind=Kind.PERSON),)))
    assert event_of(somebody, "decided.report.on@small.tarikh").summary.value == "1979: decided"


def test_ids_stay_when_texts_dates_and_the_hour_change() -> None:
    def uids(known: Library, at: datetime) -> list[str]:
        return [each.uid.value for each in events(feed(known, Calendar.GREGORIAN, at, SAY))]

    before = library(entry("talks", None, claim("met", "1996-12-15"), name="Talks"))
    after = library(entry("talks", None, claim("met", "1996-12-16", "They met."), name="The talks"))
    assert uids(before, AT) == uids(after, AT + timedelta(days=400)) == ["talks.met.on@small.tarikh"]


def test_the_same_hour_in_another_time_zone_gives_the_same_file() -> None:
    here = AT.astimezone(timezone(timedelta(hours=4, minutes=30)))
    assert feed(ODD, Calendar.BOTH, here, SAY) == feed(ODD, Calendar.BOTH, AT, SAY)


# What content may hold: `content.reading` takes no control characters and no line or paragraph separators.
WORDS = st.text(st.characters(exclude_categories=["C", "Zl", "Zp"]), min_size=1, max_size=150).filter(
    str.strip
)


@given(WORDS, WORDS, WORDS)
@example('a, b; c: d\\n \\, "e"', "۸ ثور, " * 20, "\\;,")
@example("BEGIN:VEVENT", "END:VCALENDAR", "é" * 75)
def test_any_text_comes_back_as_it_was(name: str, said: str, topic: str) -> None:
    dispute = Dispute("d", said, (claim("x", "1993-01-01", name), claim("y", None, said)))
    known = library(
        entry("one", "1993-01-01", claim("c", None, said), name=name, disputes=(dispute,)),
        topic=topic,
        title=said,
    )
    known = make(replace(known.pack, title=name, about=said))
    written = feed(known, Calendar.GREGORIAN, AT, SAY)
    assert not list(wrong_lines(written))
    (calendar,) = vobject.readComponents(written.decode())
    assert calendar.x_wr_calname.value == f"On this day: {name}"
    assert calendar.x_wr_caldesc.value == f"{said} CC BY-SA 4.0"
    (event,) = calendar.vevent_list
    assert event.summary.value == f"1993: {name}"
    assert f"- {said} [1]" in event.description.value.split("\n")
    assert f"[1] “{said}”, A. Writer, 1999, Aftermath" in event.description.value.split("\n")
    assert event.categories.value == [topic]
