"""Times that are typed with days, a place or a channel."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.daily_words import Words, apart, some_time
from bot.times import read_days, read_time
from bot.zones import find


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("every day at 9am", Words("9am", "every day")),
        ("Mon-Fri 8:30 pm Berlin", Words("8:30 pm", "mon-fri", "berlin")),
        ("daily at noon in New York", Words("noon", "daily", "new york")),
        ("at 8 in the morning in Kabul", Words("8 am", "", "kabul")),
        ("9 every evening", Words("9 pm")),
        ("8:00 UTC+4:30", Words("8:00", "", "utc+4:30")),
        ("12 in the afternoon", Words("12 pm")),
        ("12 at night", Words("12 am")),
        ("12:30 at night in Kabul", Words("12:30 am", "", "kabul")),
        ("1 at night", Words("1 am")),
        ("4:59 at night", Words("4:59 am")),
        ("5 at night", Words("5 pm")),
        ("9 at night", Words("9 pm")),
        ("11:59 at night", Words("11:59 pm")),
        ("#history 8 o'clock", Words("8", "", "", "#history")),
        ("8:00 mon, wed in #history", Words("8:00", "mon, wed", "", "#history")),
        ("Kabul time 20.15", Words("20.15", "", "kabul")),
        ("۸:۳۰ کابل", Words("8:30", "", "کابل")),
        ("8:00 Kabool", Words("8:00", "", "kabool")),  # told later: is Kabul meant?
        ("weekdays 8:00 asia/kabul", Words("8:00", "weekdays", "asia/kabul")),
        ("mon-fri", Words("", "mon-fri")),
    ],
)
def test_what_was_typed_is_taken_apart(typed: str, words: Words) -> None:
    assert apart(typed) == words


@pytest.mark.parametrize(
    "typed",
    ["", "8:00", "tomorrow", "8 and 9", "8:00 25:00", "8:00 about the river", "8" * 200],
)
def test_what_is_a_time_alone_or_not_all_understood_is_left_as_it_is(typed: str) -> None:
    assert apart(typed) is None


@given(st.text(max_size=130), st.sampled_from(["", "8:00 ", "daily at 8am "]))
def test_whatever_is_taken_apart_can_be_read(typed: str, before: str) -> None:
    words = apart(before + typed)
    if words is not None:
        assert not words.time or read_time(words.time) is not None
        assert not words.days or read_days(words.days) is not None
        assert not words.zone or find(words.zone) is not None
    assert not some_time(typed) or read_time(some_time(typed)) is not None
