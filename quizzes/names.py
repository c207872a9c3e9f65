"""Whether a typed answer names the entry that is asked for.

An answer is judged by entity, never by likeness alone:

- Every word of the answer must be explained: as a word of one spelling of the entry, as a lead-in ("it
  was"), a title ("General"), a filler ("the"), an initial, or the entry's own year. So an answer that lists
  two candidates, negates one or says something about one is wrong, whatever words it does so with.
- An answer can be a whole spelling, or a part of the canonical name in one of its scripts ("Hekmatyar"),
  each exactly or with typing slips. Aliases are only taken whole: "Lion" is not Massoud. A part that names
  nobody by itself ("Mohammad", "party") is no answer.
- It is right only if no other entry of the same kind fits better or as well. One tie is settled: where
  people share a last name, it stands for the one whose entry is weightier than all the others' ("Rabbani"
  is Burhanuddin Rabbani).
- With slips, the exact name of any other entry is nearer ("Mazar" is the town, not Mazari). A person's name
  is no answer where something else than a person is asked for.

Answer and spelling are compared folded (`content.spelling.fold`), which does away with differences of
transliteration, and plain, because a slip inside a `kh` or `sh` makes another sign of it when folded.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

from content.model import Kind
from quizzes.rivals import rivals
from quizzes.slips import best, near, slips
from quizzes.spellings import spellings
from quizzes.wording import fillers, generic, is_filler, readings, significant

if TYPE_CHECKING:
    from collections.abc import Iterable

    from content.library import Library
    from content.model import Entry
    from quizzes.spellings import Spelled

MAX_SLIPS = 3  # in all words of an answer together


class Fit(IntEnum):
    """How an answer fits a spelling, the loosest first."""

    SLIPS = 1  # a whole spelling or a part of the name, with typing slips
    PART = 2  # exactly a part of the canonical name
    WORDS = 3  # a whole spelling, but for titles, fillers and the order of its words
    WHOLE = 4  # exactly a spelling


@dataclass(frozen=True, slots=True)
class Match:
    """How well an answer fits an entry; whether it holds the whole name, and the last word of it."""

    fit: Fit
    slips: int
    whole: bool
    last: bool

    @property
    def rank(self) -> tuple[int, int, bool]:
        """The greater, the better."""
        return self.fit, -self.slips, self.whole


def names(typed: str, asked: Entry, library: Library, accept: Iterable[str] = ()) -> bool:
    """Whether an answer names the entry that is asked for, and nothing else.

    Args:
        typed: What the player wrote.
        asked: The entry that is asked for.
        library: The entries that the answer could name instead.
        accept: Spellings that the question accepts beyond the entry's own.
    """
    answers = readings(typed)
    mine = _match(answers, asked, accept)
    if mine is None:
        return False
    if mine.fit is Fit.WHOLE:
        return True
    tied: list[Entry] = []
    for other in rivals(answers, asked, library):
        theirs = _match(answers, other, lenient=True)
        if theirs is None:
            continue
        if other.kind is not asked.kind:
            if _nearer(theirs, mine, other, asked):
                return False
        elif theirs.rank > mine.rank:
            return False
        elif theirs.rank == mine.rank:
            tied.append(other)
    return not tied or (
        asked.kind is Kind.PERSON and mine.last and all(asked.weight > other.weight for other in tied)
    )


def _nearer(theirs: Match, mine: Match, other: Entry, asked: Entry) -> bool:
    """Whether an answer is nearer to an entry of another kind than to the one that is asked for."""
    if mine.fit is Fit.SLIPS and theirs.fit is Fit.WHOLE:
        return True
    person = other.kind is Kind.PERSON and asked.kind is not Kind.PERSON
    return person and mine.fit <= Fit.PART <= theirs.fit


def _match(
    answers: Iterable[tuple[str, str]], entry: Entry, accept: Iterable[str] = (), *, lenient: bool = False
) -> Match | None:
    """How the best reading of an answer fits the best spelling of an entry; None where none fits."""
    years = _years(entry)
    found = [
        match
        for both in spellings(entry, accept)
        for answer in answers
        for text, spelled in zip(answer, both, strict=True)
        if (match := _fit(text, spelled, entry.kind, years, lenient=lenient)) is not None
    ]
    return max(found, key=lambda match: (match.rank, match.last)) if found else None


def _years(entry: Entry) -> frozenset[str]:
    """The years that an answer may add to the entry's name, as typed."""
    if entry.when is None:
        return frozenset()
    return frozenset(map(str, range(entry.when.first.year, entry.when.last.year + 1)))


def _fit(answer: str, spelled: Spelled, kind: Kind, years: frozenset[str], *, lenient: bool) -> Match | None:
    """How one reading of an answer fits one spelling."""
    if answer == spelled.whole != "":
        return Match(Fit.WHOLE, 0, whole=True, last=True)
    words = [word for word in significant(answer, kind) if word in spelled.words or word not in years]
    meant: set[str] = set()
    total, initials = 0, False
    for word in words:
        found = best(word, spelled.words, lenient=lenient)
        if found is not None and (found[0] == 0 or word not in fillers(kind)):
            total += found[0]
            meant.add(found[1])
        elif len(word) == 1 and word in spelled.initials:
            initials = True
        elif not is_filler(word, kind):
            return _run_together(words, spelled, lenient=lenient)
    whole = meant.issuperset(spelled.words)
    enough = whole or (spelled.canonical and not meant <= generic(kind))
    if not meant or not enough or total > MAX_SLIPS:
        return None
    fit = Fit.SLIPS if total else Fit.WORDS if whole and not initials else Fit.PART
    return Match(fit, total, whole, last=spelled.words[-1] in meant)


def _run_together(words: list[str], spelled: Spelled, *, lenient: bool) -> Match | None:
    """How an answer fits a spelling whose words it splits or joins otherwise: `Ahmadshah`, `Jalal Abad`."""
    count = (near if lenient else slips)("".join(words), "".join(spelled.words))
    if count is None or (count and len(words) == len(spelled.words)):
        return None
    return Match(Fit.SLIPS if count else Fit.WORDS, count, whole=True, last=True)
