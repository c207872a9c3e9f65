"""The Solar Hijri calendar under its Afghan month names.

Only days from 21 March 1957 (1 Hamal 1336) on are computed. Before that year Afghan months followed the
zodiac and had 29 to 32 days, so that no rule gives their length; nothing here guesses one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from persiantools.jdatetime import JalaliDate

FIRST_DAY = date(1957, 3, 21)  # 1 Hamal 1336: from here on a month's length is computed
FIRST_YEAR = 1336
LAST_YEAR = 2377  # ends in Gregorian 2999, the last year that content may name


class DateError(ValueError):
    """A date that does not exist, or is not written as the content format asks; the text says why."""


@dataclass(frozen=True, slots=True)
class HijriMonth:
    """A month's names: `latin` as this project spells it, in Dari, in Pashto, and every other spelling.

    The aliases hold transliterations as the sources have them and the Iranian names of the same month.
    """

    latin: str
    dari: str
    pashto: str
    aliases: tuple[str, ...]


MONTHS: tuple[HijriMonth, ...] = (
    HijriMonth("Hamal", "حمل", "وری", ("Wray", "Wrai", "Farvardin", "فروردین")),
    HijriMonth(
        "Sawr", "ثور", "غویی", ("Saur", "Sowr", "Thawr", "Thaur", "Ghwayay", "Ordibehesht", "اردیبهشت")
    ),
    HijriMonth("Jawza", "جوزا", "غبرګولی", ("Jauza", "Jowza", "Ghbargolay", "Khordad", "خرداد")),
    HijriMonth("Saratan", "سرطان", "چنګاښ", ("Sartan", "Changash", "Tir", "تیر")),
    HijriMonth("Asad", "اسد", "زمری", ("Assad", "Zmaray", "Mordad", "Amordad", "مرداد")),
    HijriMonth(
        "Sonbola",
        "سنبله",
        "وږی",
        ("Sunbula", "Sumbula", "Sonbula", "Sunbola", "Wagay", "Shahrivar", "شهریور"),
    ),
    HijriMonth("Mizan", "میزان", "تله", ("Meezan", "Tala", "Mehr", "مهر")),
    HijriMonth("Aqrab", "عقرب", "لړم", ("Akrab", "Aghrab", "Larram", "Larem", "Aban", "آبان")),
    HijriMonth("Qaws", "قوس", "لیندۍ", ("Qaus", "Qows", "Kaws", "Lindai", "Lindey", "Azar", "آذر")),
    HijriMonth("Jadi", "جدی", "مرغومی", ("Jaddi", "Jady", "Jadee", "Marghumay", "Dey", "Dai", "دی")),
    HijriMonth("Dalw", "دلو", "سلواغه", ("Dalwa", "Dalv", "Dalu", "Salwagha", "Bahman", "بهمن")),
    HijriMonth("Hoot", "حوت", "کب", ("Hut", "Hout", "Kab", "Esfand", "Isfand", "اسفند")),
)


@dataclass(frozen=True, slots=True, order=True)
class HijriDay:
    """A Solar Hijri day: year, month 1 to 12 from Hamal, day of the month."""

    year: int
    month: int
    day: int

    @property
    def month_name(self) -> str:
        """The month's name in Latin letters."""
        return MONTHS[self.month - 1].latin

    @property
    def text(self) -> str:
        """The day as people write it: "16 Hoot 1371"."""
        return f"{self.day} {self.month_name} {self.year}"


def from_gregorian(day: date) -> HijriDay:
    """The Solar Hijri day of a Gregorian day.

    Raises:
        DateError: The day is before 21 March 1957 and cannot be computed.
    """
    if day < FIRST_DAY:
        raise DateError(f"the Solar Hijri day of {day} cannot be computed: it is before 21 March 1957")
    same = JalaliDate(day)  # type: ignore[no-untyped-call]  # persiantools types its methods only
    return HijriDay(same.year, same.month, same.day)


def hijri_day(day: date) -> HijriDay | None:
    """The Solar Hijri day of a Gregorian day; None before 21 March 1957, when it cannot be computed."""
    return None if day < FIRST_DAY else from_gregorian(day)


def month_length(year: int, month: int) -> int:
    """How many days a Solar Hijri month of a computable year has: 31, 30 or 29."""
    return int(JalaliDate.days_in_month(month, year))


def gregorian_day(year: int, month: int, day: int) -> date:
    """The Gregorian day of a Solar Hijri one.

    Raises:
        DateError: There is no such day, or its year is not computable; the text says so kindly.
    """
    if not 1 <= month <= 12:
        raise DateError(f"there is no month {month}: a Solar Hijri year has 12 months, from Hamal to Hoot")
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise DateError(
            f"{MONTHS[month - 1].latin} {year} cannot be computed: "
            f"the Solar Hijri calendar is computed for the years {FIRST_YEAR} (1957) to {LAST_YEAR}"
        )
    length = month_length(year, month)
    if not 1 <= day <= length:
        raise DateError(f"{MONTHS[month - 1].latin} {year} had {length} days, so it has no day {day}")
    same = JalaliDate(year, month, day)  # type: ignore[no-untyped-call]  # persiantools types its methods
    gregorian: date = same.to_gregorian()
    return gregorian
