"""On which claims the solution of a question stands, of all that the question stands on.

A question also stands on claims that only its wrong options need. Which of them its solution needs is told by
their words: the bank's sentences are made of those of the claims.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from content.library import Library
    from content.model import Claim
    from quizzes.model import Question

_WORD = re.compile(r"[^\W\d_]{4,}|\d+")  # shorter words say little
_STEM = 5  # letters that the forms of a word have in common: signed, signing
_ADDED = 2  # words that a further claim must hold and those before it do not


def grounds(asked: Question, library: Library, answer: str, why: str) -> tuple[Claim, ...]:
    """The claims that hold a right answer and why it is right, in the question's order; at least one.

    First the one that shares most words with both and with what was asked; then each that holds words of the
    reason that nothing before it does.

    Args:
        asked: The question.
        library: Where its claims are.
        answer: The right answer, or a part of it; its words count twice.
        why: Why it is right.
    """
    claims = [library.claim(claim)[1] for claim in asked.claims]
    said = [_words(answer), _words(answer), _words(why), _words(asked.prompt)]
    first = max(claims, key=lambda claim: sum(len(_words(claim.text) & words) for words in said))
    found, left = [first], _words(why) - _words(asked.prompt) - _words(first.text)
    while (further := _further(claims, left)) is not None:
        found.append(further)
        left -= _words(further.text)
    return tuple(claim for claim in claims if claim in found)


def _further(claims: Sequence[Claim], left: frozenset[str]) -> Claim | None:
    """The claim that holds most of some words; None where none holds enough of them."""
    best = max(claims, key=lambda claim: len(_words(claim.text) & left))
    return best if len(_words(best.text) & left) >= _ADDED else None


@lru_cache(maxsize=4_096)
def _words(text: str) -> frozenset[str]:
    return frozenset(word[:_STEM] for word in _WORD.findall(text.casefold()))
