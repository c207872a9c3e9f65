"""Points and the table of a quiz.

A question is worth 100 points times the credit of the answer. Quickness earns nothing: the subject is too
grave for a race, and a slow reader knows as much as a quick one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from quizzes.model import Response

FULL_POINTS = 100


def points(credit: float) -> int:
    """The points for a credit of 0 to 1, to the nearest whole number (a third is 33, two thirds are 67)."""
    return round(FULL_POINTS * credit)


@dataclass(frozen=True, slots=True)
class Grade:
    """Whether an answer is right, and what it earns: 0 to 1, 1 if and only if it is right."""

    right: bool
    credit: float


@dataclass(frozen=True, slots=True)
class Result:
    """What one player did with a question. `response` and `grade` are None where none was given."""

    player: str
    response: Response | None
    grade: Grade | None
    points: int


@dataclass(frozen=True, slots=True)
class Row:
    """One player's line: rank (ties share it: 1, 1, 3), points, and how many were right and answered."""

    rank: int
    player: str
    name: str
    points: int
    right: int
    answered: int


@dataclass(frozen=True, slots=True)
class Table:
    """All rows, best first, players of one rank in joining order; `total` is how many questions counted."""

    rows: tuple[Row, ...]
    total: int


def tally(players: Iterable[tuple[str, str]], counted: Iterable[tuple[Result, ...]]) -> Table:
    """Add up what was revealed.

    Args:
        players: Id and name of everybody who took part, in joining order.
        counted: The results of each question that counts.
    """
    rounds = list(counted)
    sums = []
    for player, name in players:
        own = [result for results in rounds for result in results if result.player == player]
        grades = [result.grade for result in own if result.grade is not None]
        right = sum(grade.right for grade in grades)
        sums.append((player, name, sum(result.points for result in own), right, len(grades)))
    rows = [Row(1 + sum(other[2] > each[2] for other in sums), *each) for each in sums]
    return Table(tuple(sorted(rows, key=lambda row: row.rank)), len(rounds))
