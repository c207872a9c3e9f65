"""The entries of a library that an answer could name at all: a sieve before each is compared in full."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from rapidfuzz import process
from rapidfuzz.distance import OSA

from content.model import Kind
from quizzes.slips import MOST, near
from quizzes.spellings import spellings
from quizzes.wording import significant

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from content.library import Library
    from content.model import Entry


@dataclass(frozen=True, slots=True, eq=False)
class _Same:
    """A library by identity: it holds mappings, and has no hash of its own."""

    library: Library

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.library is self.library

    def __hash__(self) -> int:
        return id(self.library)


@lru_cache(maxsize=4)
def _index(same: _Same) -> Mapping[str, frozenset[str]]:
    """Every word of every spelling, and every spelling run together, with the ids of its entries."""
    found: dict[str, set[str]] = {}
    for entry in same.library.entries.values():
        for spelled in (one for both in spellings(entry) for one in both):
            for word in (*spelled.words, "".join(spelled.words)):
                found.setdefault(word, set()).add(entry.id)
    return {word: frozenset(ids) for word, ids in found.items()}


def rivals(answers: Iterable[tuple[str, str]], asked: Entry, library: Library) -> tuple[Entry, ...]:
    """The entries, but for the one that is asked for, of which a word is near a word of the answer.

    Args:
        answers: The readings of an answer, folded and plain.
        asked: The entry that is asked for.
        library: All entries.
    """
    index = _index(_Same(library))
    words: set[str] = set()
    for text in (one for both in answers for one in both):
        for kept in {significant(text, kind) for kind in (asked.kind, Kind.AGREEMENT)}:
            words |= {*kept, "".join(kept)}
    ids: set[str] = set()
    for word in words:
        likely = process.extract(word, index.keys(), scorer=OSA.distance, score_cutoff=MOST, limit=None)
        for meant in (each for each, _, _ in likely if near(word, each) is not None):
            ids |= index[meant]
    return tuple(library.entries[each] for each in sorted(ids - {asked.id}))
