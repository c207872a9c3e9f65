"""The on-this-day calendar as an iCalendar file (RFC 5545), for the calendar programs that people have."""

from __future__ import annotations

from datetime import UTC, date, timedelta
from itertools import groupby
from typing import TYPE_CHECKING

# Folding, escaping and value types are the library's; it is the one that Python's calendar servers use.
from icalendar import CLASS, TRANSP, Event, vText
from icalendar import Calendar as File

from bot.cards import NOTES, Footnotes, claimed, dates, sides, undated
from bot.context import of_its_own
from bot.matters import LASTING, gravity
from content.dates import gregorian_day, hijri_day
from content.days import Calendar, Mark, on_this_day
from content.hijri import month_length

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from bot.message import Line
    from bot.texts import Texts
    from content.days import Anniversary
    from content.hijri import HijriDay
    from content.library import Library
    from content.model import Claim, Dispute

YEARS = 6  # for which Solar Hijri anniversaries are written: the year of the file and the next five
_CLAIMS = 4  # of an entry as a whole: what happened, where, who, and to whom; the rest is a look-up away
_MARKS = {Mark.BEGAN: "began", Mark.ENDED: "ended"}


def feed(library: Library, calendar: Calendar, at: datetime, say: Texts) -> bytes:
    """Write every happening whose day is known as all-day events that come back each year.

    A happening is what one entry has on one day, as `content.days` tells it; entries marked graphic are never
    among them. By the Gregorian calendar it is one event with a rule. By the Solar Hijri one it is an event
    for each of six years, since its Gregorian day moves; with both, only where that day is another one.

    Args:
        library: The pack.
        calendar: By which calendar the events come back.
        at: When the file is made, with its time zone: each event's DTSTAMP, and the first of the six years.
        say: The bot's own words in the reader's language.

    Returns:
        The file: UTF-8, lines ended by CRLF and folded at 75 octets.
    """
    file = File()
    file.add("prodid", "-//Tarikh//On this day//EN")
    file.add("version", "2.0")
    called = f"{say('On this day')}: {library.pack.title}"
    about = f"{library.pack.about} {library.pack.licence}"
    # The names of RFC 7986, and those that programs knew before it. The library escapes a value only where it
    # knows the property; these it is told to be text.
    for name, value in (
        ("name", called),
        ("x-wr-calname", called),
        ("description", about),
        ("x-wr-caldesc", about),
    ):
        file.add(name, vText(value))
    for day, group in _happenings(library):
        if calendar is not Calendar.SOLAR_HIJRI:
            file.add_component(_gregorian(library, day, group, at, say))
        if calendar is not Calendar.GREGORIAN:
            for event in _solar_hijri(library, day, group, at, say):
                if calendar is Calendar.SOLAR_HIJRI or event.start != _in_year(day, event.start.year):
                    file.add_component(event)
    written: bytes = file.to_ical()
    return written


def _happenings(library: Library) -> Iterator[tuple[date, list[Anniversary]]]:
    """What each entry has on each day, the earliest first; the entry's own date leads those of its claims."""
    for day in sorted({day for dated in library.dated for day in dated.when.days}):
        found = [each for each in on_this_day(library, day).anniversaries if each.years == 0]
        found.sort(key=lambda each: (each.entry.id, each.claim is not None))
        for _, group in groupby(found, key=lambda each: each.entry.id):
            yield day, list(group)


def _in_year(then: date, year: int) -> date:
    """The Gregorian anniversary in a year: what happened on a 29 February is remembered on the last one."""
    if (then.month, then.day) == (2, 29):
        return date(year, 3, 1) - timedelta(days=1)
    return then.replace(year=year)


def _gregorian(library: Library, day: date, group: list[Anniversary], at: datetime, say: Texts) -> Event:
    event = _event(library, day, group, at, say)
    # "The last of February" is the 29th where there is one, so that no year is left out.
    leap = {"bymonth": 2, "bymonthday": -1} if (day.month, day.day) == (2, 29) else {}
    event.add("rrule", {"freq": "yearly", **leap})
    return event


def _solar_hijri(
    library: Library, day: date, group: list[Anniversary], at: datetime, say: Texts
) -> Iterator[Event]:
    """An event for each Solar Hijri anniversary in the years of the file; none before 21 March 1957.

    Days are computed here: few programs know the rules of other calendars (RFC 7529) and not all take a list
    of days (RDATE), and one that ignores either would show a happening on a wrong day or not at all.
    """
    then, first = hijri_day(day), at.astimezone(UTC).year
    if then is None:
        return
    # A Gregorian year begins in one Solar Hijri year and ends in the next.
    for year in range(max(first - 622, then.year), first + YEARS - 621):
        here = gregorian_day(year, then.month, min(then.day, month_length(year, then.month)))
        if first <= here.year < first + YEARS:
            yield _event(library, here, group, at, say, then=then, year=year)


def _event(  # noqa: PLR0913 -- a happening, and which of its days
    library: Library,
    day: date,
    group: list[Anniversary],
    at: datetime,
    say: Texts,
    *,
    then: HijriDay | None = None,
    year: int = 0,
) -> Event:
    """An event on a day. A Solar Hijri anniversary has the Solar Hijri day it is of (`then`) and its year."""
    lead = group[0]
    entry = lead.entry
    mark = f" ({say(_MARKS[lead.mark])})" if lead.mark in _MARKS and lead.claim is None else ""
    # A claim's date is not that of what its entry names: "1979, in: Moscow decides to send troops".
    within = f", {say('in')}" if lead.claim is not None and entry.kind not in LASTING else ""
    parts = [
        entry.id,
        *([lead.claim.id] if lead.claim else []),
        lead.mark.value,
        *([f"sh{year}"] if then else []),
    ]
    event: Event = Event.new(
        uid=f"{'.'.join(parts)}@{library.pack.id}.tarikh",
        stamp=at.astimezone(UTC),
        start=day,
        end=day + timedelta(days=1),
        summary=f"{then.text if then else day.year}{within}: {entry.name.latin}{mark}",
        description=_description(library, group, say, "solar_hijri" if then else "gregorian"),
        categories=[library.topics[topic].name for topic in entry.topics],
        classification=CLASS.PUBLIC,
        transparency=TRANSP.TRANSPARENT,  # it makes nobody busy
    )
    return event


def _description(library: Library, group: list[Anniversary], say: Texts, calendar: str) -> str:
    """The date, what is claimed of it, all sides of what is disputed, and the sources, as plain lines."""
    lead, entry = group[0], group[0].entry
    lines = [dates(lead.when, first=calendar)]
    claims: dict[str, Claim] = {}
    disputes: dict[str, Dispute] = {}
    for each in group:
        then = each.when.days[-1 if each.mark is Mark.ENDED else 0]
        for claim in (each.claim,) if each.claim else of_its_own(library, entry, then, _CLAIMS):
            dispute = library.disputed(f"{entry.id}/{claim.id}")
            if dispute is None:
                claims[claim.id] = claim
            else:
                disputes[dispute.id] = dispute
    every = [*claims.values(), *(position for dispute in disputes.values() for position in dispute.positions)]
    grave = gravity(library, entry, every)
    if grave in NOTES:
        lines.append(say(NOTES[grave]))
    notes = Footnotes(library)
    # A claim's date is said where it is not the one above.
    said = (undated(claim, lead.when) for claim in claims.values())
    told = [f"- {claimed(claim, notes, calendar).text}" for claim in said]
    lines += ["", *told] if told else []
    for dispute in disputes.values():
        lines += ["", *map(_plain, sides(dispute, notes, say, calendar, lead.when))]
    lines += ["", say("Sources"), *map(_plain, notes.lines())]
    return "\n".join(lines)


def _plain(line: Line) -> str:
    return f"{line.marker} {line.text}" if line.marker else line.text
