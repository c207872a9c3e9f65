"""Dates as sources give them: at a precision, sometimes about, sometimes uncertain.

A date is written in the part of EDTF (ISO 8601-2) that `docs/reference/content-format.md` lists: a day, a
month, a season, a year, each with `~` (about) or `?` (uncertain), or two of them as a range, which may be
open (`1993-08/..`). Days are Gregorian; `solar_hijri` gives the same date in the Solar Hijri calendar at the
same true precision.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from content.hijri import (
    FIRST_DAY,
    MONTHS,
    DateError,
    HijriDay,
    HijriMonth,
    from_gregorian,
    gregorian_day,
    hijri_day,
)

__all__ = [
    "GREGORIAN_MONTHS",
    "MONTHS",
    "DateError",
    "HijriDay",
    "HijriMonth",
    "Moment",
    "Precision",
    "When",
    "gregorian",
    "gregorian_day",
    "hijri_day",
    "parse",
    "solar_hijri",
]

GREGORIAN_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

FIRST_YEAR = 1000  # a smaller number is a slip of the keyboard, not a year of this history
LAST_YEAR = 2999
SCOPE_ENDS = date(2001, 12, 31)  # where the sources stop: the last day of an open range

# Meteorological seasons of the northern hemisphere, by EDTF's number and by their first months. Each lasts
# three months; winter begins in December of its year and ends in February of the next, as its text shows.
_SEASONS = {21: 3, 22: 6, 23: 9, 24: 12}
_SEASON_NAMES = {3: "spring", 6: "summer", 9: "autumn", 12: "winter"}

_MOMENT = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?([~?]?)")


class Precision(StrEnum):
    """How finely a date is known."""

    DAY = "day"
    MONTH = "month"
    SEASON = "season"
    YEAR = "year"


_COARSENESS = tuple(Precision)


@dataclass(frozen=True, slots=True)
class Moment:
    """One side of a date: its precision and the first and last day that it may mean.

    `approximate` is EDTF's `~`, `uncertain` its `?`.
    """

    precision: Precision
    first: date
    last: date
    approximate: bool = False
    uncertain: bool = False


@dataclass(frozen=True, slots=True)
class When:
    """A date as its source gives it.

    `edtf` is the value as written. `end` is None unless the date is a closed range; an `open` range says that
    the thing was still so when the sources stop.
    """

    edtf: str
    start: Moment
    end: Moment | None = None
    open: bool = False

    @property
    def sides(self) -> tuple[Moment, ...]:
        """The start, and the end of a closed range."""
        return (self.start,) if self.end is None else (self.start, self.end)

    @property
    def approximate(self) -> bool:
        """Whether a side of it is only about right."""
        return any(side.approximate for side in self.sides)

    @property
    def uncertain(self) -> bool:
        """Whether its source, or we, doubt a side of it."""
        return any(side.uncertain for side in self.sides)

    @property
    def precision(self) -> Precision:
        """The coarser of its sides' precisions."""
        return max((side.precision for side in self.sides), key=_COARSENESS.index)

    @property
    def first(self) -> date:
        """The first Gregorian day that it may mean."""
        return self.start.first

    @property
    def last(self) -> date:
        """The last Gregorian day that it may mean; of an open range, the last day of 2001 at the earliest."""
        if self.open:
            return max(self.start.last, SCOPE_ENDS)
        return self.sides[-1].last

    @property
    def days(self) -> tuple[date, ...]:
        """The Gregorian days on which it may be shown as "on this day".

        A day counts as itself, a range as its day-precise ends; a date that is about or uncertain never
        counts.
        """
        if self.approximate or self.uncertain:
            return ()
        return tuple(side.first for side in self.sides if side.precision is Precision.DAY)


def _moment(text: str, edtf: str) -> Moment:
    """Read one side of the value `edtf`."""
    match = _MOMENT.fullmatch(text)
    if match is None:
        raise DateError(
            f"{edtf!r} is not a date: write it like 1993-03-07, 1993-03, 1989-21 (spring) or 1994, "
            "with ~ (about) or ? (uncertain) behind it, or two of them with / between"
        )
    year = int(match[1])
    month, day = (int(part) if part else None for part in match.group(2, 3))
    about, doubt = match[4] == "~", match[4] == "?"
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise DateError(f"{edtf!r}: the year {year:04} is not between {FIRST_YEAR} and {LAST_YEAR}")
    if month is None:
        return Moment(Precision.YEAR, date(year, 1, 1), date(year, 12, 31), about, doubt)
    if month in _SEASONS and day is None:
        first = date(year, _SEASONS[month], 1)
        end_year, end_month = (year + 1, 2) if first.month == 12 else (year, first.month + 2)
        last = date(end_year, end_month, monthrange(end_year, end_month)[1])
        return Moment(Precision.SEASON, first, last, about, doubt)
    if not 1 <= month <= 12:
        raise DateError(
            f"{edtf!r}: there is no month {month:02}: "
            "months are 01 to 12, and seasons, which have no day, 21 to 24"
        )
    length = monthrange(year, month)[1]
    if day is None:
        return Moment(Precision.MONTH, date(year, month, 1), date(year, month, length), about, doubt)
    if not 1 <= day <= length:
        raise DateError(
            f"{edtf!r}: {GREGORIAN_MONTHS[month - 1]} {year} had {length} days, so it has no day {day}"
        )
    return Moment(Precision.DAY, date(year, month, day), date(year, month, day), about, doubt)


def parse(edtf: str) -> When:
    """Read a date.

    Args:
        edtf: A value as `docs/reference/content-format.md` lists them.

    Raises:
        DateError: The value is not one of those, or names a day, month or range that does not exist.
    """
    left, slash, right = edtf.partition("/")
    start = _moment(left, edtf)
    if not slash:
        return When(edtf, start)
    if right == "..":
        return When(edtf, start, open=True)
    end = _moment(right, edtf)
    if end.last < start.first:
        raise DateError(f"{edtf!r}: the range ends before it begins: write the earlier date first")
    if (end.first, end.last) == (start.first, start.last):
        raise DateError(f"{edtf!r}: the range ends where it begins: write the one date")
    return When(edtf, start, end)


@dataclass(frozen=True, slots=True)
class _Words:
    """One side of a date in words: ("7", "March", "1993"); what it does not have is empty."""

    day: str
    name: str
    year: str

    def joined(self) -> str:
        return " ".join(word for word in (self.day, self.name, self.year) if word)


def _gregorian_words(moment: Moment) -> _Words:
    year, month = moment.first.year, GREGORIAN_MONTHS[moment.first.month - 1]
    if moment.precision is Precision.DAY:
        return _Words(f"{moment.first.day}", month, f"{year}")
    if moment.precision is Precision.MONTH:
        return _Words("", month, f"{year}")
    if moment.precision is Precision.YEAR:
        return _Words("", "", f"{year}")
    name = _SEASON_NAMES[moment.first.month]
    return _Words("", name, f"{year}" if moment.last.year == year else f"{year}–{moment.last.year}")


def _hijri_words(moment: Moment) -> _Words:
    """A side in the Solar Hijri calendar; what lies in two months or two years there says both."""
    first, last = from_gregorian(moment.first), from_gregorian(moment.last)
    if moment.precision is Precision.DAY:
        return _Words(f"{first.day}", first.month_name, f"{first.year}")
    if moment.precision is Precision.YEAR:
        return _Words("", "", f"{first.year}–{last.year}")
    if first.year == last.year:
        return _Words("", f"{first.month_name}–{last.month_name}", f"{first.year}")
    return _Words("", f"{first.month_name} {first.year}–{last.month_name} {last.year}", "")


def _qualifier(moment: Moment) -> str:
    """What stands before a side that is about or uncertain."""
    if moment.approximate:
        return "about "
    return "perhaps " if moment.uncertain else ""


def _range(start: Moment, end: Moment, first: _Words, last: _Words) -> str:
    """Join the sides of a range: "11–12 February 1993", "1992–1994", "5 March to July 1989".

    A range may lead from a day into its own year ("5 March 1989 to later in 1989"), or out of it.
    """
    begins, ends = f"{_qualifier(start)}{first.joined()}", f"{_qualifier(end)}{last.joined()}"
    if end.first <= start.first:
        return f"{begins} to later in {ends}"
    if start.last >= end.last:
        return f"earlier in {begins} to {ends}"
    if not (_qualifier(start) or _qualifier(end)):
        if first.day and last.day and (first.name, first.year) == (last.name, last.year):
            return f"{first.day}–{ends}"
        if not first.name and not last.name and "–" not in f"{begins}{ends}":
            return f"{begins}–{ends}"
    if first.name and last.name and first.year == last.year:
        begins = begins.removesuffix(f" {first.year}")
    return f"{begins} to {ends}"


def _sentence(when: When, words: tuple[_Words, ...]) -> str:
    """A date in the words of its sides."""
    if when.end is not None:
        return _range(when.start, when.end, words[0], words[1])
    start = f"{_qualifier(when.start)}{words[0].joined()}"
    return f"from {start}" if when.open else start


def gregorian(when: When) -> str:
    """A date in words, at the precision that it has: "7 March 1993", "spring 1989", "about 1994"."""
    return _sentence(when, tuple(_gregorian_words(side) for side in when.sides))


def solar_hijri(when: When) -> str | None:
    """The same date in the Solar Hijri calendar: "16 Hoot 1371".

    A Gregorian month lies in two Afghan months and a Gregorian year in two Afghan years; both are named then
    ("Hoot 1371–Hamal 1372"), so that nothing is said more finely than the source did.

    Returns:
        The words, or None where a side may lie before 21 March 1957, when Afghan months cannot be computed.
    """
    if any(side.first < FIRST_DAY for side in when.sides):
        return None
    return _sentence(when, tuple(_hijri_words(side) for side in when.sides))
