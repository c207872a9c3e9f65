"""A date that somebody asks for, and how well a date in the content answers it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from content.dates import Precision, hijri_day

if TYPE_CHECKING:
    from content.dates import When


_LEAP_YEAR = 2000
_YEAR = 366
_AN_END = 0.85  # what the beginning or the end of something longer answers


class Calendar(StrEnum):
    """The calendar in which a date was asked for."""

    GREGORIAN = "gregorian"
    SOLAR_HIJRI = "solar_hijri"


@dataclass(frozen=True, slots=True)
class Asked:
    """A date asked for.

    `text` says it as it was understood ("7 March 1993", "16 Hoot 1371", "spring 1989", "1992–1996").
    Either `first` and `last` are the Gregorian days that it spans, or no year was named: then `months`
    (1 to 12 in `calendar`) and, for a day, `day` are what every year has.
    """

    text: str
    calendar: Calendar
    precision: Precision
    first: date | None = None
    last: date | None = None
    months: tuple[int, ...] = ()
    day: int | None = None

    @property
    def yearly(self) -> bool:
        """Whether the date has no year."""
        return self.first is None

    def closeness(self, when: When) -> float:
        """How well a date answers, from 0 (not at all) to 1.

        A date inside the asked span answers best. One that is longer answers less the longer it is: what
        lasted years says little on a day. A date about or uncertain answers a little less than a sure
        one.
        """
        if self.first is None or self.last is None:
            return _sureness(when) * self._every_year(when)
        # Most dates are of another time: they are told apart first, and by the cheaper side.
        begins = when.first
        if begins > self.last or (ends_on := when.last) < self.first:
            return 0.0
        first, last = max(self.first, begins), min(self.last, ends_on)
        share = ((last - first).days + 1) / ((ends_on - begins).days + 1)
        ends = any(self.first <= side.first and side.last <= self.last for side in when.sides)
        return _sureness(when) * max(0.2 + 0.8 * share, _AN_END if ends else 0.0)

    def distance(self, when: When) -> int | None:
        """How many days a date lies from the day asked for; of a day of every year, in the year's circle.

        None where no day was asked for, or where the date is not known to the day.
        """
        if self.precision is not Precision.DAY:
            return None
        days = [side.first for side in when.sides if side.precision is Precision.DAY]
        if self.first is not None:
            return min((abs((day - self.first).days) for day in days), default=None)
        here = self._place(self.months[0], self.day or 1)
        there = (self._place(*both) for day in days if (both := self._month_and_day(day)) != (0, 0))
        return min((min(abs(here - at), _YEAR - abs(here - at)) for at in there), default=None)

    def _place(self, month: int, day: int) -> int:
        """The place of a day in a leap year of the calendar."""
        if self.calendar is Calendar.GREGORIAN:
            return date(_LEAP_YEAR, month, day).timetuple().tm_yday
        return 30 * (month - 1) + min(month - 1, 6) + day  # its first six months have 31 days

    def _every_year(self, when: When) -> float:
        best = 0.0
        for side in when.sides:
            if side.precision is Precision.DAY:
                month, day = self._month_and_day(side.first)
                if month in self.months and self.day in {None, day}:
                    return 1.0
            elif side.precision in {Precision.MONTH, Precision.SEASON}:
                inside = {self._month_and_day(end)[0] for end in (side.first, side.last)} & {*self.months}
                best = max(best, (0.25 if self.day else 0.9) if inside else 0.0)
        return best

    def _month_and_day(self, day: date) -> tuple[int, int]:
        if self.calendar is Calendar.GREGORIAN:
            return day.month, day.day
        same = hijri_day(day)
        return (same.month, same.day) if same else (0, 0)


def _sureness(when: When) -> float:
    return 0.85 if when.approximate or when.uncertain else 1.0
