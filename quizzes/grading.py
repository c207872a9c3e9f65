"""Judges answers, and says what is told about them at the reveal.

Credits, from 0 to 1. Guessing blindly earns little in all of them:

- single, true_false, which_source, year, name: 1 if right, else 0.
- multiple: right ones chosen less wrong ones chosen, of all right ones; not under 0. Right only if exact.
- order: Kendall's tau, the usual measure of how alike two rankings are: of all pairs of items, those in the
  right order less those in the wrong order, of all pairs; not under 0. Two neighbours exchanged among three
  give 1/3, among four 2/3.
- pairs: the share of left sides that were given their own right side.

A response that does not belong to its question (words for a choice, a number that there is not) earns 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, assert_never

from quizzes.model import Choice, Chosen, Named, Order, Pairs, Written, Year
from quizzes.names import names
from quizzes.scoring import Grade
from quizzes.typed import read
from quizzes.years import year

if TYPE_CHECKING:
    from content.library import Library
    from quizzes.model import Pair, Question, Response

__all__ = ["Feedback", "Grade", "feedback", "grade", "read", "solution"]


@dataclass(frozen=True, slots=True)
class Feedback:
    """One thing that a player chose or wrote, whether it is right, and what the player is told about it."""

    chosen: str
    right: bool
    feedback: str


WRONG = Grade(right=False, credit=0.0)


def grade(question: Question, response: Response, library: Library) -> Grade:
    """Judge an answer. Whatever the response holds, this does not raise.

    Args:
        question: What was asked.
        response: What was answered.
        library: The pack that the question stands on.
    """
    body = question.body
    if isinstance(response, Chosen):
        return _graded(_credit(body, response.numbers) if not isinstance(body, Year | Named) else 0.0)
    match body:
        case Year():
            return _graded(float(year(response.text, question, body, library)))
        case Named(entry, accept):
            return _graded(float(names(response.text, library.entries[entry], library, accept)))
        case Choice() | Order() | Pairs():
            return WRONG
        case _ as never:
            assert_never(never)


def _graded(credit: float) -> Grade:
    return Grade(right=credit == 1, credit=credit)


def _credit(body: Choice | Order | Pairs, numbers: tuple[int, ...]) -> float:
    match body:
        case Choice(options):
            right = {number for number, option in enumerate(options) if option.right}
            chosen = set(numbers)
            return max(0.0, (len(chosen & right) - len(chosen - right)) / len(right))
        case Order(items):
            if sorted(numbers) != list(range(len(items))):
                return 0.0
            pairs = list(combinations(numbers, 2))
            return max(0.0, sum(1 if first < second else -1 for first, second in pairs) / len(pairs))
        case Pairs(pairs):
            if len(numbers) != len(pairs):
                return 0.0
            return sum(left == right for left, right in enumerate(numbers)) / len(pairs)
        case _ as never:
            assert_never(never)


def feedback(question: Question, response: Response, graded: Grade) -> tuple[Feedback, ...]:
    """What a player is told about each part of an answer.

    Args:
        question: What was asked.
        response: What was answered.
        graded: How it was graded: for an answer in words, this decides which of two texts is told.

    Returns:
        One for each option chosen, each item in the order given (right where it stands in its place), each
        left side with the right side given to it, or one for an answer in words. Nothing where nothing was
        chosen.
    """
    body = question.body
    match body, response:
        case Choice(options), Chosen(numbers):
            chosen = (options[number] for number in numbers if 0 <= number < len(options))
            return tuple(Feedback(option.text, option.right, option.feedback) for option in chosen)
        case Order(items), Chosen(numbers):
            return tuple(
                Feedback(items[number].text, number == place, items[number].feedback)
                for place, number in enumerate(numbers)
                if 0 <= number < len(items)
            )
        case Pairs(pairs), Chosen(numbers):
            return tuple(
                _matched(pair, pairs[number])
                for pair, number in zip(pairs, numbers, strict=False)
                if 0 <= number < len(pairs)
            )
        case (Year() | Named()) as asked, Written(text):
            return (Feedback(text, graded.right, asked.right if graded.right else asked.wrong),)
        case _:
            return ()


def _matched(pair: Pair, given: Pair) -> Feedback:
    """What is told about a left side and the right side given to it.

    The feedback is about the right pair; beside a wrong one it would be read of that, so the right one leads.
    """
    chosen = f"{pair.left} – {given.right}"
    if given is pair:
        return Feedback(chosen, right=True, feedback=pair.feedback)
    return Feedback(chosen, right=False, feedback=f"{pair.left} – {pair.right}. {pair.feedback}")


def solution(question: Question, library: Library) -> tuple[str, ...]:
    """The right answer in words: right options, items in order, pairs, the year, or the name."""
    match question.body:
        case Choice(options):
            return tuple(option.text for option in options if option.right)
        case Order(items):
            return tuple(item.text for item in items)
        case Pairs(pairs):
            return tuple(f"{pair.left} – {pair.right}" for pair in pairs)
        case Year(asked):
            return (str(asked),)
        case Named(entry):
            return (library.entries[entry].name.latin,)
        case _ as never:
            assert_never(never)
