"""Draws questions from a bank.

The same seed and the same bank give the same draw on every version of Python (see `quizzes.shown`).
"""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from quizzes.shown import Drawn, shown_order, shuffled

if TYPE_CHECKING:
    from collections.abc import Collection

    from quizzes.banks import Bank
    from quizzes.model import Question

__all__ = ["Drawn", "draw"]


def draw(  # noqa: PLR0913 # each narrows the draw and is named by its caller
    bank: Bank,
    *,
    seed: int,
    count: int,
    topics: Collection[str] = (),
    difficulty: int | None = None,
    seen: Collection[str] = frozenset(),
) -> tuple[Drawn, ...]:
    """Draw questions without repeats.

    Questions not seen before come first, and those whose claims no other drawn question's reveal tells. Among
    them each next question is of the topic that has been drawn least so far, and there of the kind that has,
    so that a short quiz is a fair sample. Questions that were replaced by a corrected one are left out.

    Args:
        bank: The questions.
        seed: Decides the draw.
        count: How many; where the bank has fewer that fit, all of those are drawn.
        topics: Only questions of these topics; of all where empty.
        difficulty: Only questions of this difficulty (1 to 3); of all where None.
        seen: Ids of questions that the players know already.
    """
    chance = Random(seed)  # noqa: S311 # a quiz needs a repeatable draw, not a secret one
    every = (question for topic in bank.by_topic.values() for question in topic)
    fit = [
        question
        for question in sorted(every, key=lambda question: question.id)
        if (not topics or question.topic in topics)
        and (difficulty is None or question.difficulty == difficulty)
    ]
    left = shuffled(fit, chance)
    chosen: list[Question] = []
    while left and len(chosen) < count:
        best = min(left, key=lambda question: _burden(question, chosen, seen))
        left.remove(best)
        chosen.append(best)
    return tuple(Drawn(question.id, shown_order(question, chance)) for question in chosen)


def _burden(question: Question, chosen: list[Question], seen: Collection[str]) -> tuple[bool, bool, int, int]:
    """What speaks against drawing a question next.

    It was seen; another one's reveal tells a claim that it stands on; or its topic and kind had their share.
    """
    told = any({*question.claims} & {*other.claims} for other in chosen)
    topic = sum(other.topic == question.topic for other in chosen)
    kind = sum(other.kind is question.kind for other in chosen)
    return question.id in seen, told, topic, kind
