"""When a daily post is to come, as people type it in one go: “8:00”, “every day at 9am”, “at 8 in Kabul”."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.times import plain, read_days, read_time
from bot.zones import find

if TYPE_CHECKING:
    from bot.app import Request

_LONGEST = 120  # characters; whoever types more has something else in mind
_OFFSET = re.compile(r"\b(?:utc|gmt)\s*[+-]\s*\d{1,2}(?::?\d\d)?")
_TIME = re.compile(
    r"(?<![\w:.+/-])(?:(?:at|um)\s+)?@?\s*"
    r"(\d{1,2}(?:[:.٫]?\d{2})?(?:\s*[ap]\.?m\b\.?)?|(?:12 )?(?:noon|midday|midnight))"
    r"(?:\s*(?:o'?clock|h|hrs?|uhr)\b)?(?![\w:+/-])"
)
# What half of the day an hour is of, by words.
_HALVES = (
    (re.compile(r"\s*(?:\b(?:in the|every|each)\s+)?\bmorning\b"), "am"),
    (re.compile(r"\s*\b(?:(?:in the|every|each)\s+)?(?:afternoon|evening)\b"), "pm"),
    (re.compile(r"\s*\bat night\b"), ""),  # either: see `_of_night`
)
_DAWN = 5  # the hour from which on one “at night” is of the evening
_CHANNEL = re.compile(r"(?<!\S)(?:(?:in|to)\s+)?(#\S+)")
# Words around days and places that say nothing by themselves.
_FILLING = frozenset(
    {"at", "on", "in", "by", "for", "the", "of", "time", "zone", "o'clock", "from", "please"}
)


@dataclass(frozen=True, slots=True)
class Words:
    """What was typed, apart. What was not is empty.

    Attributes:
        time: For the option of this name, and so the others.
        days: On which days.
        zone: In which time zone.
        channel: In which channel.
    """

    time: str
    days: str = ""
    zone: str = ""
    channel: str = ""


def apart(typed: str) -> Words | None:
    """What somebody typed for a time, apart into all that it says.

    None where a part of it is not understood, and where it is a time and no more than that.
    """
    words = plain(typed)
    if not words or len(typed) > _LONGEST or read_time(typed) is not None:
        return None
    channel = _CHANNEL.search(words)
    if channel is not None:
        words = _without(words, channel)
    offset = _OFFSET.search(words)
    if offset is not None:
        words = _without(words, offset)
    found, half = _TIME.search(words), ""
    if found is not None:
        words = _without(words, found)
        for pattern, name in _HALVES:
            if "m" not in found[1] and (said := pattern.search(words)):
                half, words = name or _of_night(found[1]), _without(words, said)
                break
    time = f"{found[1]} {half}".strip() if found is not None else ""
    if time and read_time(time) is None:
        return None
    rest = _rest(words.split(), zoned=offset is not None, timed=bool(time))
    if rest is None:
        return None
    days, zone = rest
    return Words(time, days, offset[0] if offset else zone, channel[1] if channel else "")


def spread(request: Request) -> Request:
    """A request whose time was typed with more than a time, with each part under its own option's name.

    It is left as it is where a part has its own option, too: what was meant is not guessed then.
    """
    words = apart(request.text("time"))
    if words is None:
        return request
    found = {"days": words.days, "zone": words.zone, "channel": words.channel}
    found = {name: value for name, value in found.items() if value}
    if any(request.text(name).strip() for name in found):
        return request
    return replace(request, values={**request.values, **found, "time": words.time})


def some_time(typed: str) -> str:
    """The time in what somebody typed, whatever else that says; empty where there is none."""
    found = _TIME.search(plain(typed))
    return found[1] if found is not None and read_time(found[1]) is not None else ""


def _of_night(time: str) -> str:
    """What half of the day a time “at night” is of: a night begins in the evening, and is over at dawn."""
    read = read_time(time)
    return "am" if read is not None and read[0] % 12 < _DAWN else "pm"


def _rest(words: list[str], *, zoned: bool, timed: bool) -> tuple[str, str] | None:
    """Days and a time zone, in any order, of which each may be missing; None where a word is neither."""
    for count in range(len(words), -1, -1):  # as many days as there are: a zone is found by its last word
        left = len(words) - count
        for days, zone in ((words[:count], words[count:]), (words[left:], words[:left])):
            day, place = " ".join(_bare(days)), " ".join(_bare(zone))
            if (not day or read_days(day)) and (not place or (not zoned and _zone(place, sure=not timed))):
                return day, place
    return None


def _zone(words: str, *, sure: bool) -> bool:
    """Whether they are a time zone; beside a time also one that is mistyped, of which it is told later."""
    found = find(words)
    return isinstance(found, str) or bool(found and not sure)


def _bare(words: list[str]) -> list[str]:
    """Words without those that say nothing, at their ends."""
    while words and words[0].strip(",.;") in _FILLING:
        words = words[1:]
    while words and words[-1].strip(",.;") in _FILLING:
        words = words[:-1]
    return words


def _without(words: str, found: re.Match[str]) -> str:
    return f"{words[: found.start()]} {words[found.end() :]}".strip(" ,;")
