"""From the parts of a typed date to the date asked for, or to kind words why there is none."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, timedelta

from content.asked import Asked, Calendar
from content.dates import GREGORIAN_MONTHS, MONTHS, DateError, Precision, gregorian, gregorian_day, parse
from content.hijri import month_length

# Bare numbers that are read as a year of their calendar. A pack's history lies well inside.
GREGORIAN_YEARS = range(1700, 2100)
HIJRI_YEARS = range(1340, 1401)
# With a month beside it, a year of the Solar Hijri calendar may lie farther out.
HIJRI_WITH_MONTH = range(1200, 1500)

# Early, mid and late are the thirds of what they stand before.
_THIRDS = {"early": 0, "mid": 1, "late": 2}
_SEASON_NAMES = {21: "spring", 22: "summer", 23: "autumn", 24: "winter"}
_SEASON_MONTHS = {21: (3, 4, 5), 22: (6, 7, 8), 23: (9, 10, 11), 24: (12, 1, 2)}
_HIJRI_LONGEST = (31, 31, 31, 31, 31, 31, 30, 30, 30, 30, 30, 30)


class ImpossibleDateError(ValueError):
    """There is no such date; the text is a whole sentence for the person who typed it."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What was typed of a date; what was not is None.

    `season` is EDTF's number (21 spring to 24 winter), `third` is early, mid or late. `decade` tells that
    `year` begins one.
    """

    year: int | None = None
    month: int | None = None
    day: int | None = None
    calendar: Calendar = Calendar.GREGORIAN
    season: int | None = None
    third: str | None = None
    decade: bool = False


NOTHING = Parts()


def resolve(parts: Parts) -> Asked:
    """The date that the parts say.

    Raises:
        ImpossibleDateError: There is no such date.
    """
    parts = _in_its_calendar(parts)
    if parts.month is not None and not 1 <= parts.month <= 12:
        raise ImpossibleDateError(f"There is no month {parts.month}: a year has 12 months.")
    if parts.day is not None and parts.month is not None:
        _check_day(parts.day, parts.month, parts.year, parts.calendar)
    asked = _every_year(parts) if parts.year is None else _in_a_year(parts, parts.year)
    return _third(asked, parts.third) if parts.third else asked


def between(start: Parts, end: Parts) -> Asked:
    """The range from one date to another; a year that only the end names counts for both.

    Typed the wrong way round, it is turned. Of a range without any year, the start is what is asked for.

    Raises:
        ImpossibleDateError: One of them does not exist, or the end lies before the start.
    """
    if start.year is None:
        start = replace(start, year=end.year)
    first, last = resolve(start), resolve(end)
    if first.first is None or last.last is None:
        return first
    if last.first is not None and last.first < first.first:
        first, last = last, first
    years = first.precision is last.precision is Precision.YEAR
    text = f"{first.text}–{last.text}" if years else f"{first.text} to {last.text}"
    coarser = max(first.precision, last.precision, key=list(Precision).index)
    return Asked(text, first.calendar, coarser, first.first, last.last)


def _in_its_calendar(parts: Parts) -> Parts:
    """Put the year into the calendar of the rest: 1371 alone is Solar Hijri, Hoot 1993 is Hoot 1371."""
    year, month = parts.year, parts.month
    if year is None:
        return parts
    if parts.season is not None:
        return replace(parts, year=year + 621) if year in HIJRI_WITH_MONTH else parts
    if month is None:
        return replace(parts, calendar=Calendar.SOLAR_HIJRI) if year in HIJRI_YEARS else parts
    if parts.calendar is Calendar.SOLAR_HIJRI and year in GREGORIAN_YEARS:
        # Dalw and Hoot lie at the start of a Gregorian year, the other months after the new year in March.
        return replace(parts, year=year - (621 if month <= 10 else 622))
    return parts


def _check_day(day: int, month: int, year: int | None, calendar: Calendar) -> None:
    if calendar is Calendar.GREGORIAN:
        name, length = GREGORIAN_MONTHS[month - 1], monthrange(year or 2000, month)[1]
    elif year is None:
        name, length = MONTHS[month - 1].latin, _HIJRI_LONGEST[month - 1]
    else:
        _computable(year, month)
        name, length = MONTHS[month - 1].latin, month_length(year, month)
    if not 1 <= day <= length:
        month_named, has = (f"{name} {year}", "had") if year else (name, "has")
        raise ImpossibleDateError(f"{month_named} {has} {length} days, so there is no {day} {month_named}.")


def _computable(year: int, month: int) -> date:
    try:
        return gregorian_day(year, month, 1)
    except DateError as error:
        raise ImpossibleDateError(f"{error}.") from error


def _every_year(parts: Parts) -> Asked:
    if parts.season is not None:
        months = _SEASON_MONTHS[parts.season]
        return Asked(_SEASON_NAMES[parts.season], parts.calendar, Precision.SEASON, months=months)
    month = parts.month or 1
    gregorian_name, hijri_name = GREGORIAN_MONTHS[month - 1], MONTHS[month - 1].latin
    name = gregorian_name if parts.calendar is Calendar.GREGORIAN else hijri_name
    if parts.day is None:
        return Asked(name, parts.calendar, Precision.MONTH, months=(month,))
    return Asked(f"{parts.day} {name}", parts.calendar, Precision.DAY, months=(month,), day=parts.day)


def _in_a_year(parts: Parts, year: int) -> Asked:
    if parts.calendar is Calendar.SOLAR_HIJRI:
        return _in_a_hijri_year(parts, year)
    text = f"{year:04}"
    if parts.season is not None:
        text += f"-{parts.season}"
    elif parts.month is not None:
        text += f"-{parts.month:02}" + (f"-{parts.day:02}" if parts.day else "")
    try:
        when = parse(text)
    except DateError as error:
        raise ImpossibleDateError(f"{error}.") from error
    if parts.decade:
        return Asked(f"{year}s", parts.calendar, Precision.YEAR, when.first, date(year + 9, 12, 31))
    return Asked(gregorian(when), parts.calendar, when.precision, when.first, when.last)


def _in_a_hijri_year(parts: Parts, year: int) -> Asked:
    if parts.month is None:
        first, following = _computable(year, 1), _computable(year + 1, 1)
        text, precision = f"{year}", Precision.YEAR
        last = following - timedelta(days=1)
    else:
        first = _computable(year, parts.month)
        last = first + timedelta(days=month_length(year, parts.month) - 1)
        text, precision = f"{MONTHS[parts.month - 1].latin} {year}", Precision.MONTH
    if parts.day is not None:
        first = last = first + timedelta(days=parts.day - 1)
        text, precision = f"{parts.day} {text}", Precision.DAY
    return Asked(text, parts.calendar, precision, first, last)


def _third(asked: Asked, third: str) -> Asked:
    if asked.first is None or asked.last is None:
        return asked
    days = (asked.last - asked.first).days + 1
    first = asked.first + timedelta(days=days * _THIRDS[third] // 3)
    last = asked.first + timedelta(days=days * (_THIRDS[third] + 1) // 3 - 1)
    return replace(asked, text=f"{third} {asked.text}", first=first, last=last)
