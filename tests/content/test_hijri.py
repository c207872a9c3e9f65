from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.hijri import (
    FIRST_DAY,
    LAST_YEAR,
    MONTHS,
    DateError,
    HijriDay,
    from_gregorian,
    gregorian_day,
    hijri_day,
    month_length,
)

# Days whose two dates the wider record gives; the last is the day of the Islamabad Accord.
KNOWN = [
    ("1978-04-27", HijriDay(1357, 2, 7)),
    ("1992-04-28", HijriDay(1371, 2, 8)),
    ("1989-02-15", HijriDay(1367, 11, 26)),
    ("1979-03-15", HijriDay(1357, 12, 24)),
    ("1980-02-22", HijriDay(1358, 12, 3)),
    ("1979-12-27", HijriDay(1358, 10, 6)),
    ("1973-07-17", HijriDay(1352, 4, 26)),
    ("1996-09-26", HijriDay(1375, 7, 5)),
    ("2001-09-09", HijriDay(1380, 6, 18)),
    ("1993-03-07", HijriDay(1371, 12, 16)),
    ("1957-03-21", HijriDay(1336, 1, 1)),
]


@pytest.mark.parametrize(("gregorian", "hijri"), KNOWN)
def test_known_days(gregorian: str, hijri: HijriDay) -> None:
    day = date.fromisoformat(gregorian)
    assert hijri_day(day) == hijri
    assert gregorian_day(hijri.year, hijri.month, hijri.day) == day


def test_a_day_in_words() -> None:
    assert HijriDay(1371, 12, 16).text == "16 Hoot 1371"


@given(st.dates(FIRST_DAY, gregorian_day(LAST_YEAR, 12, 29)))
def test_every_day_comes_back(day: date) -> None:
    hijri = from_gregorian(day)
    assert gregorian_day(hijri.year, hijri.month, hijri.day) == day


def test_days_follow_one_another() -> None:
    days = [from_gregorian(FIRST_DAY + timedelta(days=many)) for many in range(366 * 60)]
    for before, after in pairwise(days):
        last_of_month = before.day == month_length(before.year, before.month)
        expected = 1 if last_of_month else before.day + 1
        assert before < after
        assert after.day == expected


@pytest.mark.parametrize("day", [date(1957, 3, 20), date(1919, 8, 19), date(1, 1, 1)])
def test_before_1957_nothing_is_computed(day: date) -> None:
    assert hijri_day(day) is None
    with pytest.raises(DateError, match="before 21 March 1957"):
        from_gregorian(day)


@pytest.mark.parametrize(
    ("year", "month", "day", "words"),
    [
        (1371, 12, 30, "Hoot 1371 had 29 days, so it has no day 30"),
        (1370, 12, 31, "Hoot 1370 had 30 days"),
        (1371, 7, 31, "Mizan 1371 had 30 days"),
        (1371, 1, 0, "Hamal 1371 had 31 days, so it has no day 0"),
        (1371, 13, 1, "there is no month 13"),
        (1371, 0, 1, "there is no month 0"),
        (1335, 1, 1, "Hamal 1335 cannot be computed"),
        (2378, 1, 1, "Hamal 2378 cannot be computed"),
    ],
)
def test_impossible_days_are_said_kindly(year: int, month: int, day: int, words: str) -> None:
    with pytest.raises(DateError, match=words):
        gregorian_day(year, month, day)


def test_no_spelling_stands_for_two_months() -> None:
    spellings = [
        spelling.casefold()
        for month in MONTHS
        for spelling in (month.latin, month.dari, month.pashto, *month.aliases)
    ]
    assert len(MONTHS) == 12
    assert len(spellings) == len(set(spellings))
