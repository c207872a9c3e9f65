from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.schedules import EVERY_DAY, Schedule
from bot.texts import texts
from bot.times import WEEKDAYS, days_text, read_days, read_time, time_text

SAY = texts("en")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("8", (8, 0)),
        ("08", (8, 0)),
        ("0", (0, 0)),
        ("23", (23, 0)),
        ("08:00", (8, 0)),
        ("8:30", (8, 30)),
        ("  8:30  ", (8, 30)),
        ("20.15", (20, 15)),
        ("0815", (8, 15)),
        ("815", (8, 15)),
        ("2015", (20, 15)),
        ("8am", (8, 0)),
        ("8 AM", (8, 0)),
        ("8:30 pm", (20, 30)),
        ("8.30 p.m.", (20, 30)),
        ("12am", (0, 0)),
        ("12:30 am", (0, 30)),
        ("12pm", (12, 0)),
        ("1:05pm", (13, 5)),
        ("۸:۳۰", (8, 30)),
        ("noon", (12, 0)),
        ("Midnight", (0, 0)),
        ("۲۰٫۱۵", (20, 15)),
        ("٢٠:١٥", (20, 15)),
        ("\u200f۸:۳۰\u200e", (8, 30)),  # keyboards put in marks of direction
        ("８：３０", (8, 30)),
        ("23:59", (23, 59)),
    ],
)
def test_times_as_people_type_them(typed: str, expected: tuple[int, int]) -> None:
    assert read_time(typed) == expected


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "24:00",
        "24",
        "8:60",
        "860",
        "8:5",
        "0am",
        "13pm",
        "-8",
        "8:30:00",
        "8 in the morning",
        "08:00 09:00",
        "12345",
        "8:",
        ":30",
        "am",
        "8" * 10_000,
    ],
)
def test_what_is_no_time(typed: str) -> None:
    assert read_time(typed) is None


@given(st.integers(0, 23), st.integers(0, 59))
def test_a_time_that_is_shown_can_be_typed(hour: int, minute: int) -> None:
    shown = time_text(Schedule(hour, minute, "Asia/Kabul"))
    assert shown == f"{hour:02}:{minute:02} (Asia/Kabul)"
    assert read_time(shown.partition(" ")[0]) == (hour, minute)


@given(st.text())
def test_whatever_is_typed_is_read_or_refused(typed: str) -> None:
    time = read_time(typed)
    assert time is None or (0 <= time[0] <= 23 and 0 <= time[1] <= 59)
    days = read_days(typed)
    assert days is None or (days and days <= EVERY_DAY)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("every day", {1, 2, 3, 4, 5, 6, 7}),
        ("Daily", {1, 2, 3, 4, 5, 6, 7}),
        ("all", {1, 2, 3, 4, 5, 6, 7}),
        ("weekdays", {1, 2, 3, 4, 5}),
        ("weekends", {6, 7}),
        ("weekend", {6, 7}),
        ("weekdays and Saturday", {1, 2, 3, 4, 5, 6}),
        ("mon-fri", {1, 2, 3, 4, 5}),
        ("Mon – Fri", {1, 2, 3, 4, 5}),
        ("Mon.–Fri.", {1, 2, 3, 4, 5}),
        ("monday to friday", {1, 2, 3, 4, 5}),
        ("monday through friday", {1, 2, 3, 4, 5}),
        ("sat-thu", {6, 7, 1, 2, 3, 4}),
        ("saturday until thursday", {6, 7, 1, 2, 3, 4}),
        ("sun-sat", {1, 2, 3, 4, 5, 6, 7}),
        ("mon-mon", {1}),
        ("mon", {1}),
        ("mo", {1}),
        ("Mondays", {1}),
        ("weds", {3}),
        ("tues/thurs", {2, 4}),
        ("mon, wed", {1, 3}),
        ("mon wed fri", {1, 3, 5}),
        ("Monday, Wednesday and Friday", {1, 3, 5}),
        ("sat & sun", {6, 7}),
        ("sat، mon", {6, 1}),
        ("mon,", {1}),
        ("mon, mon", {1}),
        ("fri-sun, wed", {5, 6, 7, 3}),
    ],
)
def test_weekdays_as_people_type_them(typed: str, expected: set[int]) -> None:
    assert read_days(typed) == frozenset(expected)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        ",",
        "m",
        "t",
        "ts",
        "x",
        "mon-",
        "-mon",
        "mon-wed-fri",
        "someday",
        "mon, x",
        "1",
        "never",
        "mon " * 1_000,
    ],
)
def test_what_are_no_weekdays(typed: str) -> None:
    assert read_days(typed) is None


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ({1, 2, 3, 4, 5, 6, 7}, "every day"),
        ({1}, "Monday"),
        ({6, 7}, "Saturday and Sunday"),
        ({1, 2, 3}, "Monday to Wednesday"),
        ({1, 2, 3, 4, 5}, "Monday to Friday"),
        ({6, 7, 1, 2, 3, 4}, "Saturday to Thursday"),
        ({7, 1, 2}, "Sunday to Tuesday"),
        ({1, 3, 5}, "Monday, Wednesday and Friday"),
        ({1, 2, 4, 5}, "Monday, Tuesday, Thursday and Friday"),
        ({7, 1}, "Monday and Sunday"),
    ],
)
def test_weekdays_in_words(days: set[int], expected: str) -> None:
    assert days_text(frozenset(days), SAY) == expected


def test_all_weekdays_that_are_shown_can_be_typed() -> None:
    for count in range(1, 8):
        for days in combinations(range(1, 8), count):
            assert read_days(days_text(frozenset(days), SAY)) == frozenset(days)
    assert len(WEEKDAYS) == 7
