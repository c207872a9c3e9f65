"""What a question of the day came to, in words: for the next post, and for where it was asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot import rounds
from bot.cards import NOTES, Footnotes
from bot.message import GAP, Line, Style, line
from content.model import Sensitivity

if TYPE_CHECKING:
    from bot.texts import Texts
    from content.library import Library
    from content.model import Entry
    from quizzes.banks import Bank
    from quizzes.model import Question

_NAMES = 300  # characters of the names of those who were right


@dataclass(frozen=True, slots=True)
class Previous:
    """What a question of the day came to.

    Attributes:
        question: Its id; it is in the bank.
        answered: How many answered it.
        right: How many of them were right.
        names: Some of those who were right, the first first.
    """

    question: str
    answered: int
    right: int
    names: tuple[str, ...] = ()


def outcome(previous: Previous, library: Library, bank: Bank, say: Texts) -> tuple[Line, ...]:
    """A question that is closed: what was asked, the right answer and why, who was right, and its sources."""
    asked = bank.questions[previous.question]
    why = rounds.explanation(asked, library, say)
    return line(asked.prompt), *why, _counted(previous, say), *_sources(asked, library)


def grave_among(entries: list[Entry]) -> Sensitivity | None:
    """What is to be noted before some entries are told of; None where nothing is."""
    found = [each.sensitivity for each in entries if each.sensitivity in NOTES]
    return max(found, key=list(Sensitivity).index, default=None)


def results(previous: Previous, library: Library, bank: Bank, say: Texts) -> tuple[tuple[Line, ...], ...]:
    """What may stand above the next question, the longest first; nothing where the question is gone."""
    asked = bank.questions.get(previous.question)
    if asked is None:
        return ()
    grave = grave_among([library.claim(claim)[0] for claim in asked.claims])
    note = (line(say(NOTES[grave]), Style.NOTE),) if grave else ()
    head = (*note, line(say("The question before"), Style.HEADING))
    told = outcome(previous, library, bank, say)
    solution = rounds.solution_line(asked, library, say)
    short = (line(asked.prompt), solution, _counted(previous, say), *_sources(asked, library))
    return (*head, *told, GAP), (*head, *short, GAP)


def _counted(previous: Previous, say: Texts) -> Line:
    """How many answered a question, and who was right."""
    if not previous.answered:
        return line(say("Nobody answered."))
    counted = say("{right} of {count} answered right", right=previous.right, count=previous.answered)
    names: list[str] = []
    for name in previous.names:
        if sum(map(len, names)) + len(name) > _NAMES:
            break
        names.append(name)
    more = previous.right - len(names)
    if not names:
        return line(f"{counted}.")
    others = say(" and {count} more", count=more) if more else ""
    return line(f"{counted}: {', '.join(names)}{others}.")


def _sources(asked: Question, library: Library) -> tuple[Line, ...]:
    """The sources of the claims that a question stands on."""
    notes = Footnotes(library)
    for claim in asked.claims:
        notes.marks(library.claim(claim)[1])
    return notes.lines(care=False)
