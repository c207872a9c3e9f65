from __future__ import annotations

from datetime import date

import pytest

from bot.texts import texts
from bot.today import day_meant

SAY = texts("en")
NOW = date(2026, 11, 22)  # 1 Qaws 1405, a year without 30 Hoot


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("14 April", date(2026, 4, 14)),
        ("April 14", date(2026, 4, 14)),
        ("15 February 1989", date(2026, 2, 15)),
        ("1993-03-07", date(2026, 3, 7)),
        ("8 Saur", date(2026, 4, 28)),
        ("۸ ثور", date(2026, 4, 28)),
        ("16 Hoot 1371", date(2026, 3, 7)),
        ("29 February", date(2026, 2, 28)),
        ("29 February 1988", date(2026, 2, 28)),
        ("30 Hoot", date(2026, 3, 20)),
        ("26 Dalw", date(2026, 2, 15)),
        ("1 Jadi", date(2026, 12, 22)),
        ("today", NOW),
        ("Tomorrow", date(2026, 11, 23)),
        ("yesterday", date(2026, 11, 21)),
    ],
)
def test_the_day_that_is_meant(typed: str, day: date) -> None:
    assert day_meant(typed, NOW, SAY) == day


@pytest.mark.parametrize("typed", ["spring", "April 1992", "1993", "Massoud", "!", "x" * 500])
def test_what_is_no_day_is_said_so(typed: str) -> None:
    said = day_meant(typed, NOW, SAY)
    assert isinstance(said, str)
    assert "is not a day" in said


@pytest.mark.parametrize("typed", ["31 April", "30 February 1993", "30 Hoot 1371"])
def test_an_impossible_day_is_corrected(typed: str) -> None:
    said = day_meant(typed, NOW, SAY)
    assert isinstance(said, str)
    assert "is not a day" not in said
