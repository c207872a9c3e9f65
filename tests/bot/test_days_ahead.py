"""Days as people speak of them who mean what is to come."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.days_ahead import day_ahead
from bot.texts import texts
from content.dates import hijri_day

SAY = texts("en")
TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("today", TODAY),
        ("  Tomorrow ", date(2026, 11, 23)),
        ("yesterday", date(2026, 11, 21)),
        ("3 days", date(2026, 11, 25)),
        ("in 2 weeks", date(2026, 12, 6)),
        ("for a week", date(2026, 11, 29)),
        ("monday", date(2026, 11, 23)),
        ("on Fri", date(2026, 11, 27)),
        ("next Sunday", date(2026, 11, 29)),  # today is one
        ("next week", date(2026, 11, 23)),
        ("next month", date(2026, 12, 1)),
        ("22 November", TODAY),  # it is one that is still to come, as long as it lasts
        ("21 November", date(2027, 11, 21)),
        ("5 January", date(2027, 1, 5)),
        ("January 5", date(2027, 1, 5)),
        ("2027-01-05", date(2027, 1, 5)),
        ("5 January 2030", date(2030, 1, 5)),
        ("7 March 1993", date(1993, 3, 7)),
        ("29 February", date(2028, 2, 29)),
        ("26 Dalw", date(2027, 2, 15)),
        ("۲۶ دلو", date(2027, 2, 15)),
        ("30 Hoot", date(2030, 3, 20)),  # of the next leap year, 1408
        ("30 Hoot 1408", date(2030, 3, 20)),
    ],
)
def test_the_day_that_is_meant(typed: str, day: date) -> None:
    assert day_ahead(typed, TODAY, SAY) == day


def test_a_leap_day_after_a_year_that_has_none() -> None:
    assert day_ahead("29 February", date(2096, 3, 1), SAY) == date(2104, 2, 29)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("31 June", "June has 30 days, so there is no 31 June."),
        ("April", "“April” is not a day. Type one like 14 April, 26 Dalw or tomorrow."),
        ("1993", "“1993” is not a day."),
        ("soon", "“soon” is not a day."),
        ("", "“” is not a day."),
        ("0000 weeks", "“0000 weeks” is not a day."),
    ],
)
def test_what_is_no_day_is_told(typed: str, sentence: str) -> None:
    told = day_ahead(typed, TODAY, SAY)
    assert isinstance(told, str)
    assert told.startswith(sentence)


@given(st.text(max_size=120))
def test_nothing_is_too_strange(typed: str) -> None:
    assert isinstance(day_ahead(typed, TODAY, SAY), date | str)


@given(st.dates(TODAY, TODAY + timedelta(364)))
def test_every_day_of_a_year_is_found_by_both_calendars(day: date) -> None:
    assert day_ahead(f"{day:%d %B}", TODAY, SAY) == day
    hijri = hijri_day(day)
    assert hijri is not None
    found = day_ahead(f"{hijri.year}-{hijri.month:02}-{hijri.day:02}", TODAY, SAY)
    assert found == day
