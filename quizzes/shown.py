"""The order in which a question shows its options, items or right sides.

All chance is taken from `random.Random(seed).random()`, the one method whose sequence Python's documentation
promises to keep for a seed (`shuffle` and `sample` have changed before).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar, assert_never

from quizzes.model import Choice, Named, Order, Pairs, QuestionKind, Year

if TYPE_CHECKING:
    from collections.abc import Iterable
    from random import Random

    from quizzes.model import Question

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Drawn:
    """A question's id, and the order in which it is shown.

    `order[n]` is the number, in the question's own order, of what is shown in place n: an option of a
    choice, an item of an order, a right side of pairs (their left sides keep their order). Empty for year
    and name questions.
    """

    question: str
    order: tuple[int, ...]


def shown_order(question: Question, chance: Random) -> tuple[int, ...]:
    """The order in which a question's options, items or right sides are shown.

    True and False keep their places. Items are never shown in the right order, nor right sides all beside
    their own left sides.
    """
    match question.body:
        case Choice(options):
            numbers = tuple(range(len(options)))
            return numbers if question.kind is QuestionKind.TRUE_FALSE else tuple(shuffled(numbers, chance))
        case Order(items):
            return _out_of_order(len(items), chance)
        case Pairs(pairs):
            return _out_of_order(len(pairs), chance)
        case Year() | Named():
            return ()
        case _ as never:
            assert_never(never)


def _out_of_order(size: int, chance: Random) -> tuple[int, ...]:
    """A chance order of the numbers below `size` (two or more) other than the ascending one."""
    numbers = list(range(size))
    order = shuffled(numbers, chance)
    while order == numbers:
        order = shuffled(numbers, chance)
    return tuple(order)


def shuffled(things: Iterable[T], chance: Random) -> list[T]:
    """The things in a chance order (Fisher and Yates)."""
    order = list(things)
    for last in range(len(order) - 1, 0, -1):
        other = int(chance.random() * (last + 1))
        order[last], order[other] = order[other], order[last]
    return order
