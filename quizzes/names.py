"""Whether a typed answer names the entry that is asked for.

An answer is judged by entity, never by likeness alone:

- Every word of the answer must be explained: as a word of one spelling of the entry, as a lead-in ("it
  was"), a title ("General"), a filler ("the"), an initial, or the entry's own year. So an answer that lists
  two candidates, negates one or says something about one is wrong, whatever words it does so with.
- An answer can be a whole spelling, several of them ("Inter-Services Intelligence (ISI)"), or a part of the
  canonical name in one of its scripts, each exactly or with typing slips. Aliases are only taken whole:
  "Lion" is not Massoud.
- Of a person's name the last telling word is enough ("Hekmatyar"), or a long given name ("Burhanuddin");
  another given name alone is right only where the content lists it as an alias. Of a group or an agreement,
  all that tells it apart and a word that says what it is ("Doha deal"): the bare place is not the agreement.
  Of a group also what tells it apart alone, if that is half of its name ("Wahdat"). Of an event, "from
  Afghanistan" may be left out. Of other names no part is enough.
- It is right only if no other entry of the same kind fits better or as well. One tie is settled: where
  people share a last name, it stands for the one whose entry is weightier than all the others' ("Rabbani"
  is Burhanuddin Rabbani).
- What is exactly another entry's spelling, of whatever kind, and not this one's, means that other
  ("Islamabad" is the city, "Mazar" the town). A person's name is no answer where something else than a
  person is asked for.

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
from quizzes.wording import UNSAID, is_filler, ordinary, readings, significant, telling

if TYPE_CHECKING:
    from collections.abc import Iterable

    from content.library import Library
    from content.model import Entry
    from quizzes.spellings import Spelled

MAX_SLIPS = 3  # in all words of an answer together
_SHORTENED = frozenset((Kind.GROUP, Kind.AGREEMENT))  # kinds of which a part of the name may be enough
_SPARED = 4  # letters of a word that may hold a slip then: "US" is not the USSR
_SURE = 5  # folded letters of a word that is not right by chance
_RARE = 8  # folded letters of a given name: one so long ("Burhanuddin") is seldom shared
_ACRONYM = 3  # letters: fewer are too easily the initials of something else


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
    if theirs.fit is Fit.WHOLE or theirs.fit >= Fit.WORDS > mine.fit:
        return True
    person = other.kind is Kind.PERSON and asked.kind is not Kind.PERSON
    return person and mine.fit <= Fit.PART <= theirs.fit


def _match(
    answers: Iterable[tuple[str, str]], entry: Entry, accept: Iterable[str] = (), *, lenient: bool = False
) -> Match | None:
    """How the best reading of an answer fits the best spelling of an entry; None where none fits."""
    years = _years(entry)
    known = tuple(zip(*spellings(entry, accept), strict=True))  # all of them folded, and all of them plain
    if any(_descended(text, every) for answer in answers for text, every in zip(answer, known, strict=True)):
        return None
    found = [
        match
        for answer in answers
        for text, every in zip(answer, known, strict=True)
        for match in (
            *(_fit(text, spelled, entry.kind, years, lenient=lenient) for spelled in every),
            None if lenient else _together(text, every, entry.kind, years),
        )
        if match is not None
    ]
    return max(found, key=lambda match: (match.rank, match.last)) if found else None


def _descended(answer: str, every: Iterable[Spelled]) -> bool:
    """Whether an answer is a spelling with the ending of descent, which makes another word of it: Kabuli."""
    wholes = {spelled.whole for spelled in every}
    return answer not in wholes and answer[:-1] in wholes and answer[-1] in "iyی"


def _years(entry: Entry) -> frozenset[str]:
    """The years that an answer may add to the entry's name, as typed."""
    if entry.when is None:
        return frozenset()
    return frozenset(map(str, range(entry.when.first.year, entry.when.last.year + 1)))


def _fit(answer: str, spelled: Spelled, kind: Kind, years: frozenset[str], *, lenient: bool) -> Match | None:
    """How one reading of an answer fits one spelling."""
    if answer == spelled.whole != "":
        return Match(Fit.WHOLE, 0, whole=True, last=True)
    words = _words(answer, spelled.words, kind, years)
    meant: set[str] = set()
    total, initials = 0, False
    # Beside a telling word that is exactly right, one short near word is a slip: "Ismail Kahn" is he.
    sure = any(len(word) >= _SURE for word in set(words).intersection(telling(spelled.words, kind)))
    spared = False
    for word in words:
        found = best(word, spelled.words, lenient=lenient)
        if found is None and sure and _SPARED <= len(word) <= _SURE:
            found = best(word, spelled.words, lenient=True)
            spared = spared or found is not None
        if found is not None and (found[0] == 0 or word not in ordinary(kind)):
            total += found[0]
            meant.add(found[1])
        elif len(word) == 1 and word in spelled.initials:
            initials = True
        elif not is_filler(word, kind):
            return _run_together(words, spelled, lenient=lenient)
    whole = meant.issuperset(spelled.words)
    if (
        not meant
        or total > (1 if spared else MAX_SLIPS)
        or not (whole or _enough(meant, spelled, kind, lenient=lenient))
    ):
        return None
    fit = Fit.SLIPS if total else Fit.WORDS if whole and not initials else Fit.PART
    return Match(fit, total, whole, last=spelled.words[-1] in meant)


def _words(answer: str, meant: Iterable[str], kind: Kind, years: frozenset[str]) -> list[str]:
    """The words of an answer that need to be explained; two that make up a word of the name are one."""
    kept: list[str] = []
    for word in significant(answer, kind):
        if kept and word not in meant and kept[-1] + word in meant:
            kept[-1] += word
        elif word in meant or word not in years:
            kept.append(word)
    return kept


def _enough(meant: set[str], spelled: Spelled, kind: Kind, *, lenient: bool) -> bool:
    """Whether some words of a spelling stand for all of it."""
    if kind is Kind.EVENT:
        return len(meant) > 1 and UNSAID.issuperset(set(spelled.words) - meant)
    key = telling(spelled.words, kind)
    if not spelled.canonical or meant.isdisjoint(key):
        return False
    if lenient:
        return True
    if kind is Kind.PERSON:
        return key[-1] in meant or any(len(word) >= _RARE for word in meant.intersection(key))
    if not meant.issuperset(key):
        return False
    # What tells a party apart is what people call it, if it is half of its name ("Wahdat"); "Palestine" is
    # not the PLO, and the bare place of an agreement is the place.
    half = kind is Kind.GROUP and 2 * len(meant) >= len(spelled.words)
    return half or (kind in _SHORTENED and not meant.issubset(key))


def _together(answer: str, every: Iterable[Spelled], kind: Kind, years: frozenset[str]) -> Match | None:
    """How an answer fits several spellings at once: a name and its acronym, an alias and the given name."""
    spare = {word for spelled in every if spelled.canonical for word in spelled.words}
    words = _words(answer, spare, kind, years)
    typed = frozenset(words)
    covered = {
        word
        for spelled in every
        if spelled.words and typed.issuperset(spelled.words)
        for word in spelled.words
    }
    rest = [word for word in words if word not in covered and not is_filler(word, kind)]
    acronym = kind is Kind.GROUP and len(answer) >= _ACRONYM and any(answer == one.initials for one in every)
    if acronym or (covered and not rest):
        return Match(Fit.WORDS, 0, whole=True, last=True)
    if covered and kind is Kind.PERSON and spare.issuperset(rest):
        return Match(Fit.PART, 0, whole=False, last=True)
    return None


def _run_together(words: list[str], spelled: Spelled, *, lenient: bool) -> Match | None:
    """How an answer fits a spelling whose words it splits or joins otherwise: `Ahmadshah`, `Jalal Abad`."""
    count = (near if lenient else slips)("".join(words), "".join(spelled.words))
    if count is None or (count and len(words) == len(spelled.words)):
        return None
    return Match(Fit.SLIPS if count else Fit.WORDS, count, whole=True, last=True)
