"""From a TOML table to values: each key is asked for by its type, and whatever does not fit becomes a fault.

A reader asks a `Table` for every key that it knows and then calls `close`, which reports the keys that nobody
asked for. Where a value does not fit, the fault is noted and a stand-in given ("" or None), so that
reading goes on and finds the other faults as well; what was read is used only when there are none.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeVar

from rapidfuzz import fuzz, process

from content.dates import DateError, parse
from content.faults import Fault

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from enum import StrEnum

    from content.dates import When

    Choice = TypeVar("Choice", bound=StrEnum)

MAX_TEXT = 500  # of any text that has no tighter limit of its own
MAX_ID = 60  # a button's token holds an id and has at most 100 characters

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")

# What a reader cannot see and a platform may obey: control characters, line and paragraph separators, marks,
# embeddings, overrides and isolates of direction, invisible signs, tags; and a zero-width non-joiner that
# does not stand inside a word of Arabic script, where alone it has a meaning.
_INVISIBLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200d-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f]|(?<![\u0600-\u06ff])\u200c|\u200c(?![\u0600-\u06ff])"
)


def text_fault(text: str, limit: int) -> tuple[str, str] | None:
    """What is wrong with a text as such, and what to do; None where it is sound.

    Args:
        text: Any text of a pack or a bank.
        limit: The most characters that it may have.
    """
    if not text.strip():
        return "is empty", "write it, or remove the key"
    if text != text.strip():
        return "begins or ends with white space", "remove that"
    if len(text) > limit:
        return f"has {len(text)} characters", f"shorten it to {limit}"
    invisible = _INVISIBLE.search(text)
    if invisible is not None:
        place = text[max(0, invisible.start() - 15) : invisible.start()]
        return f"holds the invisible character U+{ord(invisible[0]):04X} after {place!r}", "remove it"
    return None


def nearest(word: str, choices: Iterable[str]) -> str:
    """A hint for a misspelt word: ' (did you mean "…"?)', or nothing where no choice is near."""
    match = process.extractOne(word, [str(choice) for choice in choices], scorer=fuzz.ratio, score_cutoff=75)
    return f" (did you mean {match[0]!r}?)" if match else ""


def _type(value: object) -> str:
    """A value's type in an author's words."""
    match value:
        case bool():
            return "true or false"
        case str():
            return "text"
        case int() | float():
            return "a number"
        case list():
            return "a list"
        case dict():
            return "a table"
        case _:
            return "a date or time without quotes"


class Table:
    """One TOML table while it is read.

    `place` names it in faults. All tables of a file share one list of faults.
    """

    __slots__ = ("_asked", "_values", "faults", "file", "place")

    def __init__(self, values: Mapping[str, object], file: str, faults: list[Fault], place: str = "") -> None:
        self._values = values
        self._asked: list[str] = []
        self.file = file
        self.faults = faults
        self.place = place

    def fault(self, wrong: str, remedy: str) -> None:
        """Note that something is wrong with this table."""
        self.faults.append(Fault(self.file, self.place, wrong, remedy))

    def lacks(self, key: str) -> bool:
        """Whether a key is left out, or its list is empty."""
        return self._values.get(key, []) == []

    def _take(self, key: str, wanted: str, kinds: type | tuple[type, ...], *, required: bool) -> object:
        """The value of a key if it is of the type wanted; otherwise None, and a fault where that is one."""
        self._asked.append(key)
        value = self._values.get(key)
        if value is None:
            if required:
                self.fault(f"has no {key!r}", f"add it: {wanted}")
            return None
        if not isinstance(value, kinds) or isinstance(value, bool):
            self.fault(f"{key!r} is {_type(value)}", f"make it {wanted}")
            return None
        return value

    def _sound(self, key: str, text: str, limit: int) -> str:
        """The text, or "" and a fault where it is not sound."""
        found = text_fault(text, limit)
        if found is None:
            return text
        self.fault(f"{key!r} {found[0]}", found[1])
        return ""

    def text(self, key: str, limit: int = MAX_TEXT) -> str:
        """A text that must be there; "" where it is faulty."""
        value = self._take(key, "a text in quotes", str, required=True)
        return self._sound(key, value, limit) if isinstance(value, str) else ""

    def optional_text(self, key: str, limit: int = MAX_TEXT) -> str | None:
        """A text that may be there; None where it is not, or is faulty."""
        value = self._take(key, "a text in quotes", str, required=False)
        return (self._sound(key, value, limit) or None) if isinstance(value, str) else None

    def texts(self, key: str, limit: int = MAX_TEXT, *, required: bool = False) -> tuple[str, ...]:
        """A list of texts; faulty ones are left out."""
        value = self._take(key, "a list of texts in quotes", list, required=required)
        found: list[str] = []
        for each in value if isinstance(value, list) else ():
            if not isinstance(each, str):
                self.fault(f"{key!r} holds {_type(each)}", "make it a text in quotes")
            elif self._sound(key, each, limit):
                found.append(each)
        return tuple(found)

    def pairs(self, key: str) -> tuple[tuple[str, str], ...]:
        """A list of pairs of texts; faulty ones are left out."""
        value = self._take(key, 'a list like [["source", "place"]]', list, required=False)
        found: list[tuple[str, str]] = []
        for each in value if isinstance(value, list) else ():
            match each:
                case [str() as left, str() as right]:
                    if self._sound(key, left, MAX_TEXT) and self._sound(key, right, MAX_TEXT):
                        found.append((left, right))
                case _:
                    self.fault(
                        f"{key!r} holds something else than a pair of texts", 'write ["source", "place"]'
                    )
        return tuple(found)

    def number(self, key: str, low: int, high: int, default: int | None = None) -> int:
        """A whole number from `low` to `high`; left out or faulty, it is the default, or else `low`."""
        wanted = f"a whole number from {low} to {high}"
        value = self._take(key, wanted, int, required=default is None)
        if isinstance(value, int):
            if low <= value <= high:
                return value
            self.fault(f"{key!r} is not {wanted}", "correct it")
        return low if default is None else default

    def flag(self, key: str) -> bool:
        """Whether a key is true; left out, it is false."""
        self._asked.append(key)
        value = self._values.get(key, False)
        if not isinstance(value, bool):
            self.fault(f"{key!r} is {_type(value)}", "make it true or false, without quotes")
        return value is True

    def choice(self, key: str, among: type[Choice], *, required: bool = True) -> Choice | None:
        """One of the values of an enumeration; None where it is faulty or left out."""
        wanted = f"one of {', '.join(among)}"
        value = self._take(key, wanted, str, required=required)
        if not isinstance(value, str):
            return None
        if value not in set(among):
            self.fault(f"{key!r} is {value[:MAX_ID]!r}{nearest(value, among)}", f"make it {wanted}")
            return None
        return among(value)

    def when(self, key: str = "when") -> When | None:
        """A date that may be there; None where it is not, or is faulty."""
        value = self._take(key, 'a date in quotes, like "1993-03-07"', str, required=False)
        if not isinstance(value, str):
            return None
        try:
            return parse(value)
        except DateError as error:
            self.fault(f"{key!r} cannot be read: {error}", "correct it")
            return None

    def identify(self, within: str = "") -> str:
        """Read the key `id` and name this table by it from now on, after `within`; "" where it is faulty."""
        found = self.text("id")
        if not found:
            return ""
        if len(found) > MAX_ID or not _ID.fullmatch(found):
            self.fault(
                f"'id' is {found[:MAX_ID]!r}",
                f"write lower-case words joined by hyphens, at most {MAX_ID} characters",
            )
            return ""
        self.place = f"{within}{found}"
        return found

    def table(self, key: str) -> Table:
        """The table under a key, which must be there; where it is not, one whose faults go nowhere."""
        found = self._under(key, required=True)
        return found or Table({}, self.file, [], self.place)

    def optional_table(self, key: str) -> Table | None:
        """The table under a key that may be there; None where it is not, or is something else."""
        return self._under(key, required=False)

    def _under(self, key: str, *, required: bool) -> Table | None:
        value = self._take(key, f"a table [{key}]", dict, required=required)
        place = f"{self.place}, {key}" if self.place else key
        return Table(value, self.file, self.faults, place) if isinstance(value, dict) else None

    def tables(self, key: str) -> tuple[Table, ...]:
        """The tables [[key]] of this one; each is named by its number until it is identified."""
        value = self._take(key, f"tables [[{key}]]", list, required=False)
        before = f"{self.place}, " if self.place else ""
        found: list[Table] = []
        for number, each in enumerate(value if isinstance(value, list) else (), start=1):
            place = f"{before}{key} {number}"
            if isinstance(each, dict):
                found.append(Table(each, self.file, self.faults, place))
            else:
                self.faults.append(Fault(self.file, place, f"is {_type(each)}", f"make it a table [[{key}]]"))
        return tuple(found)

    def close(self) -> None:
        """Report every key that nobody asked for."""
        for key in self._values:
            if key not in self._asked:
                known = ", ".join(self._asked)
                self.fault(
                    f"has an unknown key {key[:MAX_ID]!r}{nearest(key, self._asked)}", f"known are {known}"
                )
