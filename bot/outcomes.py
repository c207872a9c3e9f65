"""What a question of the day came to, in words: for the next post, and for where it was asked."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from bot import rounds
from bot.cards import NOTES
from bot.grounds import grounds
from bot.message import GAP, MAX_LINE, Line, Link, Style, Text, line
from content.model import Sensitivity
from quizzes.grading import solution

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.texts import Texts
    from content.library import Library
    from content.model import Claim, Entry
    from quizzes.banks import Bank

_NAMES = 300  # characters of the names of those who were right
_ROOM = MAX_LINE - len("; " + ": ")  # characters of a source's words and address


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


@dataclass(slots=True)
class _Notes:
    """Numbers the sources that are cited, in the order in which they first are, each with its places."""

    library: Library
    places: dict[str, dict[str, None]] = field(default_factory=dict)

    def marked(self, said: Line, claims: Iterable[Claim]) -> Line:
        """A line with the bracketed numbers of the sources of what it says."""
        cited = [citation for claim in claims for citation in claim.citations]
        for each in cited:
            self.places.setdefault(each.source, {})[each.place] = None
        numbers = {name: number for number, name in enumerate(self.places, 1)}
        marks = "".join(f"[{number}]" for number in sorted({numbers[each.source] for each in cited}))
        return replace(said, spans=(*said.spans, Text(f" {marks}")))

    def lines(self) -> tuple[Line, ...]:
        """A line for each source: its title, author and year, its places, and its address."""
        told = []
        for number, (name, places) in enumerate(self.places.items(), 1):
            source = self.library.sources[name]
            address = (Text(": "), Link(source.address, source.address)) if source.address else ()
            words, joint = f"“{source.title}”, {source.author}, {source.year}", ", "
            for place in places:
                if joint == "; " and len(words) + len(place) + len(source.address or "") > _ROOM:
                    told.append(Line((Text(words),), Style.NOTE, f"[{number}]"))
                    words, joint = f"“{source.title}”", ", "
                words, joint = f"{words}{joint}{place}", "; "
            told.append(Line((Text(words), *address), Style.NOTE, f"[{number}]"))
        return tuple(told)


def outcome(
    previous: Previous, library: Library, bank: Bank, say: Texts, *, named: bool = True
) -> tuple[Line, ...]:
    """A question that is closed: what was asked, the right answer and why, who was right, and its sources.

    Args:
        previous: What it came to.
        library: What it stands on.
        bank: Where it is.
        say: The bot's own words in the channel's language.
        named: Whether those who were right are named, and not counted only.
    """
    asked, notes = bank.questions[previous.question], _Notes(library)
    head, *told = rounds.explanation(asked, library, say)
    # Of several right answers each line is about its own; else the one line is about the answer above it.
    one = None if told[0].style is Style.ITEM else "; ".join(solution(asked, library))
    why = []
    for each in told:
        answer, _, reason = (one, "", each.text) if one is not None else each.text.partition(": ")
        why.append(notes.marked(each, grounds(asked, library, answer, reason)))
    return line(asked.prompt), head, *why, _counted(previous, say, named=named), *notes.lines()


def grave_among(entries: list[Entry]) -> Sensitivity | None:
    """What is to be noted before some entries are told of; None where nothing is."""
    found = [each.sensitivity for each in entries if each.sensitivity in NOTES]
    return max(found, key=list(Sensitivity).index, default=None)


def results(
    previous: Previous, library: Library, bank: Bank, say: Texts, *, named: bool = True
) -> tuple[tuple[Line, ...], ...]:
    """What may stand above the next question, the longest first; nothing where the question is gone.

    `named` as in `outcome`: on a day of people who suffered or died, nobody is praised beside them.
    """
    asked = bank.questions.get(previous.question)
    if asked is None:
        return ()
    grave = grave_among([library.claim(claim)[0] for claim in asked.claims])
    note = (line(say(NOTES[grave]), Style.NOTE),) if grave else ()
    head = (*note, line(say("The question before"), Style.HEADING))
    told = outcome(previous, library, bank, say, named=named)
    notes = _Notes(library)
    answer = rounds.solution_line(asked, library, say)
    short = (
        line(asked.prompt),
        notes.marked(answer, grounds(asked, library, answer.text, "")),
        _counted(previous, say, named=named),
        *notes.lines(),
    )
    return (*head, *told, GAP), (*head, *short, GAP)


def _counted(previous: Previous, say: Texts, *, named: bool) -> Line:
    """How many answered a question right, and who did."""
    if not previous.answered:
        return line(say("Nobody answered."))
    counted = say("{right} of {count} answered right", right=previous.right, count=previous.answered)
    names: list[str] = []
    for name in previous.names if named else ():
        if sum(map(len, names)) + len(name) > _NAMES:
            break
        names.append(name)
    more = previous.right - len(names)
    if not names:
        return line(f"{counted}.")
    others = say(" and {count} more", count=more) if more else ""
    return line(f"{counted}: {', '.join(names)}{others}.")
