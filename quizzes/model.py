"""The values that a question bank is made of.

A question stands on claims by id (`entry-id/claim-id`), so that a corrected claim finds its questions. Its
body says how it is asked and judged; the five bodies below cover the eight kinds.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

MAX_OPTION = 75  # Slack's limit for a button or an option; Discord's is 80
MAX_FEEDBACK = 300


class QuestionKind(StrEnum):
    """How a question is asked."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    TRUE_FALSE = "true_false"
    ORDER = "order"
    YEAR = "year"
    NAME = "name"
    WHICH_SOURCE = "which_source"
    PAIRS = "pairs"


@dataclass(frozen=True, slots=True)
class Option:
    """One option, whether it is right, and what a player who chose it is told."""

    text: str
    right: bool
    feedback: str


@dataclass(frozen=True, slots=True)
class Choice:
    """The body of single, multiple, true_false and which_source questions: two to four options."""

    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to put in its place, and why it belongs there."""

    text: str
    feedback: str


@dataclass(frozen=True, slots=True)
class Order:
    """The body of order questions: three or four items, earliest first."""

    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """A left side, the right side that belongs to it, and why."""

    left: str
    right: str
    feedback: str


@dataclass(frozen=True, slots=True)
class Pairs:
    """The body of pairs questions: three or four pairs; the right sides are all different."""

    pairs: tuple[Pair, ...]


@dataclass(frozen=True, slots=True)
class Year:
    """The body of year questions: the Gregorian year, and by how many years an answer may miss it."""

    year: int
    margin: int
    right: str  # feedback for a right answer
    wrong: str  # feedback for any other


@dataclass(frozen=True, slots=True)
class Named:
    """The body of name questions: the entry that is asked for, and spellings accepted beyond its own."""

    entry: str
    accept: tuple[str, ...]
    right: str
    wrong: str


Body: TypeAlias = Choice | Order | Pairs | Year | Named


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its body. `difficulty` is 1 to 3. `replaces` names the question that it corrects."""

    id: str
    kind: QuestionKind
    topic: str
    difficulty: int
    claims: tuple[str, ...]
    prompt: str
    body: Body
    replaces: str | None = None


@dataclass(frozen=True, slots=True)
class Chosen:
    """An answer by numbers, counted from 0 in the body's own order (not the order shown).

    Choice: the options chosen, ascending. Order: the items' numbers in the order that the player gave. Pairs:
    for each left side in turn, the number of the pair whose right side the player gave it.
    """

    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Written:
    """An answer in words, for year and name questions."""

    text: str


Response: TypeAlias = Chosen | Written
