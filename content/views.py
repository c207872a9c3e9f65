"""What a pack covers: how often each part of each source is cited, and what each day of a year has."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from content.dates import GREGORIAN_MONTHS
from content.days import Calendar, on_this_day

if TYPE_CHECKING:
    from content.library import Library

LEAP_YEAR = 2028  # has every Gregorian day; later than all that is dated


@dataclass(frozen=True, slots=True)
class Cited:
    """A place in a source, and how many claims cite it."""

    source: str
    place: str
    claims: int


class Has(StrEnum):
    """What a day of the year has, the best first."""

    GREGORIAN = "gregorian"  # a day-precise date by the Gregorian calendar, or by both
    SOLAR_HIJRI = "solar_hijri"  # one by the Solar Hijri calendar only
    MONTH = "month"  # what happened in its month
    SPOTLIGHT = "spotlight"  # an entry to read


def coverage(library: Library) -> tuple[Cited, ...]:
    """Every place of every source, in the order of `sources.toml`, with how many claims cite it.

    A source that lists its places shows those that nothing cites, too. Works that are only recommended to
    read on in are left out.
    """
    counted: Counter[tuple[str, str]] = Counter()
    for entry in library.entries.values():
        for claim in entry.statements():
            counted.update({(citation.source, citation.place) for citation in claim.citations})
    found: list[Cited] = []
    for source in library.sources.values():
        cited = [place for name, place in counted if name == source.id]
        places = dict.fromkeys((*source.places, *sorted(cited)))
        found.extend(Cited(source.id, place, counted[source.id, place]) for place in places)
    return tuple(found)


def year(library: Library) -> dict[date, Has]:
    """What each day of a leap year has, with what only an administrator may opt in to left out."""
    days = (date(LEAP_YEAR, 1, 1) + timedelta(number) for number in range(366))
    return {day: _has(library, day) for day in days}


def _has(library: Library, day: date) -> Has:
    shown = on_this_day(library, day)
    if any(each.calendar is not Calendar.SOLAR_HIJRI for each in shown.anniversaries):
        return Has.GREGORIAN
    if shown.anniversaries:
        return Has.SOLAR_HIJRI
    return Has.MONTH if shown.month else Has.SPOTLIGHT


_SIGNS = {Has.GREGORIAN: "#", Has.SOLAR_HIJRI: "s", Has.MONTH: ".", Has.SPOTLIGHT: "-"}
_MEANINGS = {
    Has.GREGORIAN: "a day-precise date",
    Has.SOLAR_HIJRI: "one by the Solar Hijri day only",
    Has.MONTH: "its month only",
    Has.SPOTLIGHT: "an entry to read only",
}


def coverage_lines(library: Library) -> tuple[str, ...]:
    """The coverage for people to read: a line for each place, under its source's title."""
    lines: list[str] = []
    last = ""
    for cited in coverage(library):
        if cited.source != last:
            last = cited.source
            lines.append(f"{library.sources[last].title} ({last})")
        hole = "  nothing cites it" if not cited.claims else ""
        lines.append(f"  {cited.claims:5} {cited.place}{hole}")
    return tuple(lines)


def year_lines(library: Library) -> tuple[str, ...]:
    """The year for people to read: a row for each month, a sign for each day, and what the signs mean."""
    days = year(library)
    lines = ["    " + "".join(str(day % 10) for day in range(1, 32))]
    for month, name in enumerate(GREGORIAN_MONTHS, 1):
        signs = "".join(_SIGNS[has] for day, has in days.items() if day.month == month)
        lines.append(f"{name[:3]} {signs}")
    counted = Counter(days.values())
    lines.extend(f"{_SIGNS[has]} {meaning}: {counted[has]} days" for has, meaning in _MEANINGS.items())
    return tuple(lines)
