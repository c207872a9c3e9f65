"""Times of day and weekdays: read as people type them, and said."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from bot.schedules import EVERY_DAY

if TYPE_CHECKING:
    from bot.schedules import Schedule
    from bot.texts import Texts

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

_LONGEST = 80  # characters; whatever is longer is neither a time nor a list of seven days
_TIME = re.compile(r"(?P<hour>\d{1,2})(?:[:.٫]?(?P<minute>\d{2}))?(?:\s*(?P<half>[ap])\.?m\.?)?")
_HOURS = {"noon": (12, 0), "12 noon": (12, 0), "midday": (12, 0), "midnight": (0, 0), "12 midnight": (0, 0)}
_NAMED = {
    "every day": EVERY_DAY,
    "everyday": EVERY_DAY,
    "each day": EVERY_DAY,
    "all days": EVERY_DAY,
    "daily": EVERY_DAY,
    "all": EVERY_DAY,
    "weekdays": frozenset({1, 2, 3, 4, 5}),
    "weekends": frozenset({6, 7}),
    "weekend": frozenset({6, 7}),
}
_BETWEEN = re.compile(r"\s*(?:,|;|/|&|\+|،|\band\b|\s)\s*")
_RUN = re.compile(r"\s*(?:[-‐‑‒–—―]|\bto\b|\bthrough\b|\bthru\b|\btill\b|\buntil\b)\s*")
_SHORTEST = 2  # letters that tell every weekday from the others
_SHOWN_AS_RUN = 3  # days in a row


def read_time(typed: str) -> tuple[int, int] | None:
    """The hour (0 to 23) and minute that somebody means: 8, 08:00, 8am, 8:30 pm, 20.15, 2015, ۸:۳۰, noon.

    Midnight is 00:00, at which the day begins. None where it is no time of a day; 24:00 is none, since it is
    unclear to which day it belongs.
    """
    words = plain(typed)
    if words in _HOURS:
        return _HOURS[words]
    found = _TIME.fullmatch(words)
    if found is None:
        return None
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    if found["half"] is not None:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if found["half"] == "p" else 0)
    return (hour, minute) if hour <= 23 and minute <= 59 else None


def read_days(typed: str) -> frozenset[int] | None:
    """The weekdays that somebody means, by ISO 8601 (1 is Monday): daily, mon-fri, sat to thu, “mon, wed”.

    A name may be cut short to two letters. A range may run past Sunday. None where a word is no weekday.
    """
    words = plain(typed)
    if words in _NAMED:
        return _NAMED[words]
    days: set[int] = set()
    for part in filter(None, _BETWEEN.split(_RUN.sub("-", words))):
        found = _NAMED.get(part) or _run(part)
        if found is None:
            return None
        days |= found
    return frozenset(days) or None


def time_text(schedule: Schedule) -> str:
    """A schedule's time and zone: “08:00 (Asia/Kabul)”."""
    return f"{schedule.hour:02}:{schedule.minute:02} ({schedule.zone})"


def days_text(weekdays: frozenset[int], say: Texts) -> str:
    """Weekdays as part of a sentence: “every day”, “Saturday to Thursday”, “Monday, Wednesday and Friday”.

    Args:
        weekdays: By ISO 8601; at least one.
        say: The bot's own words in the reader's language.
    """
    if weekdays == EVERY_DAY:
        return say("every day")
    begins = [day for day in sorted(weekdays) if _before(day) not in weekdays]
    if len(begins) == 1 and len(weekdays) >= _SHOWN_AS_RUN:
        last = next(day for day in weekdays if _after(day) not in weekdays)
        return say("{first} to {last}", first=_name(begins[0], say), last=_name(last, say))
    *names, last_name = (_name(day, say) for day in sorted(weekdays))
    return say("{days} and {last}", days=", ".join(names), last=last_name) if names else last_name


def _name(day: int, say: Texts) -> str:
    return say(WEEKDAYS[day - 1])


def _after(day: int) -> int:
    return day % 7 + 1


def _before(day: int) -> int:
    return (day - 2) % 7 + 1


def plain(typed: str) -> str:
    """Small letters, single spaces, ASCII digits; without the invisible signs that keyboards put in."""
    if len(typed) > _LONGEST:
        return ""
    seen = (sign for sign in unicodedata.normalize("NFKC", typed) if unicodedata.category(sign) != "Cf")
    return " ".join("".join(str(unicodedata.decimal(sign, sign)) for sign in seen).casefold().split())


def _run(words: str) -> frozenset[int] | None:
    """A weekday, or a range of them."""
    first, *rest = (_weekday(name) for name in words.split("-", 1))
    last = rest[0] if rest else first
    if first is None or last is None:
        return None
    days = [first]
    while days[-1] != last:
        days.append(_after(days[-1]))
    return frozenset(days)


def _weekday(name: str) -> int | None:
    """The number of a weekday whose name is cut short, or set in the plural; Weds is Wednesday, too."""
    short = name.rstrip(".")
    meant = tuple(each for each in (short, short.removesuffix("s")) if len(each) >= _SHORTEST)
    for number, full in enumerate(WEEKDAYS, 1):
        if meant and f"{full.casefold()}s".startswith(meant):
            return number
    return None
