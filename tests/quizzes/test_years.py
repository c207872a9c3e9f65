"""Years are exact: one year, in either calendar, alone or in a date."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from quizzes.model import Question, QuestionKind, Year
from quizzes.years import has_year, solar_years, year

if TYPE_CHECKING:
    from content.library import Library


def asked(number: int, claim: str, margin: int = 0) -> tuple[Question, Year]:
    body = Year(number, margin, "yes", "no")
    return Question("q", QuestionKind.YEAR, "accords", 1, (claim,), "When?", body), body


@pytest.mark.parametrize(
    "typed",
    [
        "1993",
        "1993.",
        "۱۹۹۳",
        "١٩٩٣",
        "in 1993",
        "it was 1993",
        "i think 1993",
        "the year 1993",
        "about 1993",
        "1993 AD",
        "7 March 1993",
        "March 7, 1993",
        "7th of March 1993",
        "1993-03-07",
        "7/3/1993",
        "Mar 1993",
        "1371",
        "1371 SH",
        "۱۳۷۱",
        "16 Hoot 1371",
        "حوت ۱۳۷۱",
        "سال ۱۳۷۱ هجری شمسی",
        "1993?",
        "1993, of course",
        "Hoot 1993",
    ],
)
def test_right_years(typed: str, library: Library) -> None:
    assert year(typed, *asked(1993, "islamabad-accord/signed"), library)


@pytest.mark.parametrize(
    "typed",
    [
        "1992",
        "1994",
        "93",
        "",
        "?",
        "idk",
        "1993 or 1994",
        "1993 1994",
        "1993/94",
        "not 1993",
        "before 1993",
        "1993 BC",
        "1372",
        "1370",
        "1371 AD",
        "1993 SH",
        "14 April 1989",
        "March",
        "19933",
        "late nineties",
        "1993-1994",
        "3 years after 1990",
        "2014",
        "1993 and 1371",
    ],
)
def test_wrong_years(typed: str, library: Library) -> None:
    assert not year(typed, *asked(1993, "islamabad-accord/signed"), library)


@pytest.mark.parametrize(
    ("typed", "claim", "expected"),
    [
        ("1371", "islamabad-accord/signed", True),  # the claim's day is 16 Hoot 1371
        ("1372", "islamabad-accord/signed", False),
        ("1371", "islamabad-accord/undated", True),  # its entry's day
        ("1372", "islamabad-accord/undated", False),
        ("1371", "kabul/undated", True),  # nothing is dated: each that touches 1993
        ("1372", "kabul/undated", True),
        ("1373", "kabul/undated", False),
        ("1372", "peshawar-accord/undated", True),  # dated in another year: as if not dated
    ],
)
def test_a_solar_hijri_year_is_held_against_the_dates(
    typed: str, claim: str, expected: bool, library: Library
) -> None:
    assert year(typed, *asked(1993, claim), library) is expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("1992", True),
        ("1994", True),
        ("1991", False),
        ("1995", False),
        ("1370", True),
        ("1373", True),
        ("1369", False),
    ],
)
def test_a_margin_counts_in_both_calendars(typed: str, expected: bool, library: Library) -> None:
    assert year(typed, *asked(1993, "islamabad-accord/signed", margin=1), library) is expected


@pytest.mark.parametrize(
    ("typed", "expected"), [("in 1993", True), ("۱۳۷۱", True), ("93", False), ("never", False)]
)
def test_whether_a_year_is_in_it_at_all(typed: str, expected: bool) -> None:
    assert has_year(typed) is expected


def test_the_solar_hijri_years_that_are_told_are_those_that_are_right(library: Library) -> None:
    assert solar_years(*asked(1993, "islamabad-accord/signed"), library) == (1371,)
    # Nothing of it is dated in 1990: both years that touch it would be right.
    assert solar_years(*asked(1990, "islamabad-accord/signed", margin=2), library) == (1368, 1369)
