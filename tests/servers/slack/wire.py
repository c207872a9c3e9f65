"""What goes over the wire: JSON objects, ids and message times, and reading what a bot sends."""

from __future__ import annotations

import time
from typing import Any, TypeAlias
from urllib.parse import parse_qsl

import orjson

Json: TypeAlias = dict[str, Any]
"""A JSON object as it was read or will be written."""

_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class Ids:
    """Makes ids as Slack writes them: a letter for the kind, then ten digits and capital letters."""

    def __init__(self) -> None:
        # From a number on that fills the ten places: ids of Slack begin with T0, C0, U0 and are equally long.
        self._last = 36**9 // 3

    def next(self, letter: str) -> str:
        """Make an id of one kind ("T" team, "C" channel, "U" person, "B" bot, "V" view, …)."""
        self._last += 1_299_709
        number, digits = self._last, ""
        while number:
            number, digit = divmod(number, 36)
            digits = _DIGITS[digit] + digits
        return letter + digits.rjust(10, "0")


class Stamps:
    """Makes the times that name messages: seconds and six digits, each once and growing."""

    def __init__(self) -> None:
        self._last = 0

    def next(self) -> str:
        """Make a time later than all before it."""
        self._last = max(int(time.time() * 1_000_000), self._last + 1)
        return f"{self._last // 1_000_000}.{self._last % 1_000_000:06d}"


def compact(value: object) -> str:
    """Write JSON without blanks, as sizes are counted."""
    return orjson.dumps(value).decode()


def form(body: bytes) -> Json:
    """Read a form."""
    return dict(parse_qsl(body.decode(), keep_blank_values=True))


def true(value: object) -> bool:
    """Read a truth value as forms and queries write it."""
    return value is True or str(value).lower() in {"1", "true"}
