"""What to show on a day: its anniversaries in two calendars, or else its month and a subject of the day."""

from __future__ import annotations

from calendar import isleap
from dataclasses import dataclass
from enum import StrEnum
from hashlib import blake2b
from typing import TYPE_CHECKING

from content.dates import Precision
from content.hijri import FIRST_YEAR, HijriDay, gregorian_day, hijri_day, month_length
from content.model import Kind, Sensitivity

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date

    from content.dates import When
    from content.library import Dated, Library
    from content.model import Claim, Entry

# What may be the subject of a day on which nothing is known to have happened.
SPOTLIGHT_KINDS = frozenset({Kind.PERSON, Kind.AGREEMENT, Kind.LESSON})


class Calendar(StrEnum):
    """By which calendar a day is an anniversary."""

    GREGORIAN = "gregorian"
    SOLAR_HIJRI = "solar_hijri"
    BOTH = "both"


class Mark(StrEnum):
    """What happened on the day: the thing itself, or its beginning or end."""

    ON = "on"
    BEGAN = "began"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Anniversary:
    """A dated thing whose day it is.

    `claim` is None where the entry itself has the date. `when` is the true date, also where a 29 February or
    a 30 Hoot is shown a day early. `years` counts from it to the asked day, in the calendar by which it
    matches; it is 0 on the very day.
    """

    entry: Entry
    claim: Claim | None
    when: When
    calendar: Calendar
    years: int
    mark: Mark


@dataclass(frozen=True, slots=True)
class Day:
    """What to show on a day.

    `month` and `spotlight` are given only where there are no anniversaries: what happened in this Gregorian
    month in any year up to the asked one, the nearest days first; and a person, agreement or lesson. `hijri`
    is None before 21 March 1957.
    """

    date: date
    hijri: HijriDay | None
    anniversaries: tuple[Anniversary, ...]
    month: tuple[Dated, ...] = ()
    spotlight: Entry | None = None


def _may(dated: Dated, *, graphic: bool) -> bool:
    """Whether a dated thing may be shown; a claim dated as its own entry is that entry's one thing."""
    if dated.entry.sensitivity is Sensitivity.GRAPHIC and not graphic:
        return False
    return dated.claim is None or dated.when != dated.entry.when


def _gregorian_years(then: date, day: date) -> int | None:
    """How many years after `then` the day is its Gregorian anniversary; None where it is not one.

    In a year without 29 February, what happened on one is remembered on the 28th.
    """
    same = (then.month, then.day) == (day.month, day.day)
    moved = (then.month, then.day, day.month, day.day) == (2, 29, 2, 28) and not isleap(day.year)
    return day.year - then.year if (same or moved) and then <= day else None


def _hijri_years(hijri: HijriDay | None) -> Mapping[date, int]:
    """The Gregorian days of which a Solar Hijri day is an anniversary, each with how many years ago it was.

    In a year without 30 Hoot, what happened on one is remembered on the 29th. Going through the years once is
    much cheaper than converting the day of everything that is dated.
    """
    found: dict[date, int] = {}
    if hijri is None:
        return found
    days = [hijri.day]
    if (hijri.month, hijri.day) == (12, 29) and month_length(hijri.year, 12) == 29:
        days.append(30)
    for year in range(FIRST_YEAR, hijri.year + 1):
        for day in days:
            if day <= month_length(year, hijri.month):
                found[gregorian_day(year, hijri.month, day)] = hijri.year - year
    return found


def _mark(when: When, then: date) -> Mark:
    """Which side of a date a day-precise day of it is."""
    if when.end is None and not when.open:
        return Mark.ON
    return Mark.BEGAN if when.start.precision is Precision.DAY and when.first == then else Mark.ENDED


def _rank(each: Anniversary) -> tuple[bool, int, date, str]:
    """Days of the Gregorian calendar first, then what weighs more, then what is longer ago."""
    return each.calendar is Calendar.SOLAR_HIJRI, -each.entry.weight, each.when.first, each.entry.id


def _distance(when: When, day: date) -> int | None:
    """How far a date lies from a day of its month, counted in days; None where it is not of that month.

    What is known to the month only comes after every day of it. A date that is about or uncertain may be of
    another month, and does not count; nor does one of a later year.
    """
    if when.approximate or when.uncertain:
        return None
    distances = [
        abs(side.first.day - day.day) if side.precision is Precision.DAY else 31
        for side in when.sides
        if side.precision in {Precision.DAY, Precision.MONTH}
        and side.first.month == day.month
        and side.first.year <= day.year
    ]
    return min(distances, default=None)


def anniversaries(library: Library, day: date, *, graphic: bool = False) -> tuple[Anniversary, ...]:
    """Of what a day is an anniversary, by its Gregorian or its Solar Hijri date; what weighs most first.

    Args:
        library: The pack.
        day: The Gregorian day, with the year from which years are counted back; nothing later is shown.
        graphic: Whether entries marked graphic may be shown.
    """
    hijri_years = _hijri_years(hijri_day(day))
    found = []
    for then, things in library.days.items():
        by_gregorian, by_hijri = _gregorian_years(then, day), hijri_years.get(then)
        if by_gregorian is not None:
            calendar, years = Calendar.GREGORIAN if by_hijri is None else Calendar.BOTH, by_gregorian
        elif by_hijri is not None:
            calendar, years = Calendar.SOLAR_HIJRI, by_hijri
        else:
            continue
        found += [
            Anniversary(each.entry, each.claim, each.when, calendar, years, _mark(each.when, then))
            for each in things
            if _may(each, graphic=graphic)
        ]
    return tuple(sorted(found, key=_rank))


def of_the_month(library: Library, day: date, *, graphic: bool = False) -> tuple[Dated, ...]:
    """What happened in a day's Gregorian month, in any year up to the day's own; the nearest days first.

    Args:
        library: The pack.
        day: The Gregorian day.
        graphic: Whether entries marked graphic may be shown.
    """
    near = [
        (distance, dated)
        for dated in library.dated
        if _may(dated, graphic=graphic) and (distance := _distance(dated.when, day)) is not None
    ]
    near.sort(key=lambda each: (each[0], -each[1].entry.weight, each[1].when.first, each[1].entry.id))
    return tuple(dated for _, dated in near)


def subjects(
    library: Library, day: date, *, graphic: bool = False, kinds: Collection[Kind] = SPOTLIGHT_KINDS
) -> tuple[Entry, ...]:
    """The subject of a day, and behind it all others that could take its place.

    All of a pack's take their turn, a day each, in an order that looks like chance. Who is only mentioned
    comes after the others; then come those that need care, and last, where they may be shown, graphic ones.

    Args:
        library: The pack.
        day: The Gregorian day.
        graphic: Whether entries marked graphic may be shown.
        kinds: The kinds of entries that are subjects.
    """
    allowed = (Sensitivity.NONE, Sensitivity.CARE, *((Sensitivity.GRAPHIC,) if graphic else ()))
    every = [entry for entry in library.pack.entries if entry.kind in kinds]
    every.sort(key=lambda entry: blake2b(f"{library.pack.id}/{entry.id}".encode()).digest())
    found: list[Entry] = []
    for sensitivity in allowed:
        fitting = [entry for entry in every if entry.sensitivity is sensitivity]
        for mentioned in (False, True):
            pool = [entry for entry in fitting if (entry.weight == 1) is mentioned]
            turn = day.toordinal() % max(len(pool), 1)
            found += pool[turn:] + pool[:turn]
    return tuple(found)


def on_this_day(library: Library, day: date, *, graphic: bool = False) -> Day:
    """What to show on a day.

    Args:
        library: The pack.
        day: The Gregorian day, with the year from which years are counted back; nothing later is shown.
        graphic: Whether entries marked graphic may be shown.

    Returns:
        The anniversaries of the day by its Gregorian and its Solar Hijri date. Where there are none: what
        happened in the month, and a subject of the day. A pack with a person, agreement or lesson that may be
        shown never gives an empty day.
    """
    hijri, found = hijri_day(day), anniversaries(library, day, graphic=graphic)
    if found:
        return Day(day, hijri, found)
    spotlight = next(iter(subjects(library, day, graphic=graphic)), None)
    return Day(day, hijri, (), of_the_month(library, day, graphic=graphic), spotlight)
