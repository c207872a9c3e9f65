"""The day that somebody means who speaks of what is to come: tomorrow, 5 January, 26 Dalw, in two weeks."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING

from bot.times import read_days
from content.asked import Calendar
from content.dates import Precision, hijri_day
from content.queries import read

if TYPE_CHECKING:
    from bot.texts import Texts
    from content.asked import Asked

_NEAR = {"today": 0, "tomorrow": 1, "yesterday": -1}
_SPAN = re.compile(r"(?:in |for )?(?P<count>\d{1,3}|an?) (?P<unit>day|week)s?")
_DAYS = {"day": 1, "week": 7}
_NEXT = re.compile(r"(?:on |next |this |coming )?(?P<name>[a-z]+\.?)")
# Leap days are eight years apart at the most: there is none in 1900, 2100 and their like.
_AHEAD = 8 * 366


def day_ahead(typed: str, today: date, say: Texts) -> date | str:
    """The day that is meant, or a sentence that says why it is none.

    Args:
        typed: A day in either calendar, in words or as 2027-01-05. Without a year it is the next such day,
            today included; with one it may lie behind. Or today, tomorrow, yesterday, 3 days, in 2 weeks,
            Monday (the next one after today), next week (its Monday), next month (its first day).
        today: Today's date, where it matters.
        say: The bot's own words in the reader's language.
    """
    words = " ".join(typed.casefold().split())
    if words in _NEAR:
        return today + timedelta(_NEAR[words])
    if span := _SPAN.fullmatch(words):
        count = int(span["count"]) if span["count"].isdecimal() else 1
        return today + timedelta(count * _DAYS[span["unit"]])
    if begun := _begun(words, today):
        return begun
    query = read(typed)
    if query.correction:
        return query.correction
    if query.asked is not None and query.asked.precision is Precision.DAY:
        found = query.asked.first or _next(query.asked, today)
        if found is not None:
            return found
    return say("“{typed}” is not a day. Type one like 14 April, 26 Dalw or tomorrow.", typed=typed[:40])


def _begun(words: str, today: date) -> date | None:
    """The next weekday of a name, and the first day of the next week or month."""
    if words == "next week":
        return today + timedelta(8 - today.isoweekday())
    if words == "next month":
        return (today.replace(day=1) + timedelta(31)).replace(day=1)
    named = _NEXT.fullmatch(words)
    days = read_days(named["name"]) if named else None
    if days is None or len(days) > 1:
        return None
    (day,) = days
    return today + timedelta((day - today.isoweekday() - 1) % 7 + 1)


def _next(asked: Asked, today: date) -> date | None:
    """The next day with this number in this month."""
    for ahead in range(_AHEAD):
        day = today + timedelta(ahead)
        there = hijri_day(day) if asked.calendar is Calendar.SOLAR_HIJRI else day
        if there is not None and there.month in asked.months and there.day == asked.day:
            return day
    return None
