"""Rules for JSON as data, each of which can hold a value against itself.

A fault names the path and the rule: `blocks[3].text.text: 3001 characters; at most 3000`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeAlias

Json: TypeAlias = Mapping[str, Any]
"""A JSON object as it will be written."""

Also: TypeAlias = Callable[[Json, str], Iterator[str]]
"""A rule between the properties of one object; is given the object and its path."""

SHOWN = 60
"""Letters of a wrong value that a fault shows."""


class Rule(Protocol):
    """What a value must be."""

    def faults(self, value: object, path: str) -> Iterator[str]:
        """Tell how the value, which stands at this path, breaks the rule: nothing when it does not."""


@dataclass(frozen=True, slots=True)
class Text:
    """A string of `least` to `most` characters; where there is a `pattern`, it fits, and `form` says how."""

    most: float = math.inf
    least: int = 1
    pattern: str = ""
    form: str = ""

    def faults(self, value: object, path: str) -> Iterator[str]:
        """Tell whether it is no string, too long, too short or of the wrong form."""
        if not isinstance(value, str):
            yield f"{path}: {seen(value)} is not a string"
        elif len(value) > self.most:
            yield f"{path}: {len(value)} characters; at most {self.most}"
        elif len(value) < self.least:
            yield f"{path}: {len(value)} characters; at least {self.least}"
        elif self.pattern and not re.fullmatch(self.pattern, value):
            yield f"{path}: {seen(value)} is not {self.form}"


@dataclass(frozen=True, slots=True)
class Number:
    """A number from `least` to `most`, a `whole` one unless told."""

    least: float = -math.inf
    most: float = math.inf
    whole: bool = True

    def faults(self, value: object, path: str) -> Iterator[str]:
        """Tell whether it is no such number or out of bounds."""
        if isinstance(value, bool) or not isinstance(value, int if self.whole else int | float):
            yield f"{path}: {seen(value)} is not a {'whole ' if self.whole else ''}number"
        elif value < self.least:
            yield f"{path}: {value}; at least {self.least}"
        elif value > self.most:
            yield f"{path}: {value}; at most {self.most}"


@dataclass(frozen=True, slots=True)
class Flag:
    """True or false."""

    def faults(self, value: object, path: str) -> Iterator[str]:
        """Tell whether it is neither."""
        if not isinstance(value, bool):
            yield f"{path}: {seen(value)} is neither true nor false"


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of a few values."""

    values: tuple[str | int, ...]

    def faults(self, value: object, path: str) -> Iterator[str]:
        """Tell whether it is another."""
        if isinstance(value, bool) or value not in self.values:
            yield f"{path}: {seen(value)}; one of {', '.join(map(str, self.values))}"


@dataclass(frozen=True, slots=True)
class Anything:
    """What is judged elsewhere, or not at all."""

    def faults(self, value: object, path: str) -> Iterator[str]:
        """Find nothing."""
        del value, path
        yield from ()


@dataclass(frozen=True, slots=True)
class Several:
    """A list of `least` to `most` values. Slack refuses most empty lists, so that is the default."""

    of: Rule
    most: float = math.inf
    least: int = 1

    def faults(self, value: object, path: str) -> Iterator[str]:
        """Tell whether they are too many or too few, and what is wrong with each."""
        if not isinstance(value, list | tuple):
            yield f"{path}: {seen(value)} is not a list"
            return
        if len(value) > self.most:
            yield f"{path}: {len(value)} of them; at most {self.most}"
        if len(value) < self.least:
            yield f"{path}: {len(value)} of them; at least {self.least}"
        for place, each in enumerate(value):
            yield from self.of.faults(each, f"{path}[{place}]")


@dataclass(frozen=True, slots=True)
class Shape:
    """An object with all that it needs and what else it may have, and nothing more.

    `kind` is what its `type` says; empty where such an object has no type.
    """

    kind: str = ""
    needs: Mapping[str, Rule] = field(default_factory=dict)
    may: Mapping[str, Rule] = field(default_factory=dict)
    also: tuple[Also, ...] = ()

    def faults(self, value: object, path: str) -> Iterator[str]:
        """Tell what is missing, unknown or wrong; where nothing is, what does not fit together."""
        if not isinstance(value, Mapping):
            yield f"{path}: {seen(value)} is not an object"
            return
        if self.kind and value.get("type") != self.kind:
            yield f"{below(path, 'type')}: {seen(value.get('type'))}; must be {self.kind}"
            return
        found = [*self._missing(value, path), *self._properties(value, path)]
        yield from found
        # Rules between properties may rely on the properties' own.
        if not found:
            for also in self.also:
                yield from also(value, path)

    def _missing(self, value: Json, path: str) -> Iterator[str]:
        for name in self.needs:
            if name not in value:
                yield f"{below(path, name)}: missing"

    def _properties(self, value: Json, path: str) -> Iterator[str]:
        for name, inner in value.items():
            rule = self.needs.get(name) or self.may.get(name)
            if rule is not None:
                yield from rule.faults(inner, below(path, name))
            elif not (name == "type" and self.kind):
                yield f"{below(path, name)}: unknown{f' in {self.kind}' if self.kind else ''}"


@dataclass(frozen=True, slots=True)
class Kinds:
    """An object of one of several shapes, told apart by `type`. `where` names the place, for the fault."""

    where: str
    shapes: tuple[Shape, ...]

    def faults(self, value: object, path: str) -> Iterator[str]:
        """Tell whether it is of none of the kinds, or what is wrong with it as one."""
        if not isinstance(value, Mapping):
            yield f"{path}: {seen(value)} is not an object"
            return
        for shape in self.shapes:
            if shape.kind == value.get("type"):
                yield from shape.faults(value, path)
                return
        kinds = ", ".join(shape.kind for shape in self.shapes)
        yield f"{below(path, 'type')}: {seen(value.get('type'))} cannot stand in {self.where}; one of {kinds}"


def below(path: str, name: str) -> str:
    """Write where a property is."""
    return f"{path}.{name}" if path else name


def seen(value: object) -> str:
    """Show a value, or the beginning of a long one."""
    shown = repr(value)
    return shown if len(shown) <= SHOWN else f"{shown[:SHOWN]}…"
