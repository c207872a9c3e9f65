"""The names of entries, indexed: which entries a typed text may name, and how well each word of it fits.

Every spelling of an entry is indexed by itself. Spellings are numbered by the weight of their entries,
heaviest first, so that where a word is so common that only a part can be looked at, the part holds what
readers mean.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import lru_cache
from heapq import nlargest
from itertools import pairwise
from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from content import vocabulary
from content.spelling import fold, plain
from content.words import Word, indexed, words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from content.model import Entry
    from content.vocabulary import Vocabulary

MOST_SPELLINGS = 4000  # looked at for one word
CANDIDATES = 48  # spellings whose whole text is compared
_GLUED = 0.96  # times the likeness, for two words written as one and one written as two
_LEAST_GLUED = 0.85
# How many words are remembered with the words and the spellings they fit: while somebody types the last word,
# those before stay the same.
_WORDS = 2048
_SPELLINGS = 64
# Of completing: from how many letters on a typed word, and one that is still being typed, may hold a slip,
# and what it is worth how a word fits.
_SLIPS, _SLIPS_BEGUN = 5, 6
_SAME, _BEGINS, _SLIPPED = 3, 2, 1


@dataclass(frozen=True, slots=True)
class Shelf:
    """Which spellings hold which word of the vocabulary."""

    vocabulary: Vocabulary
    postings: tuple[array[int], ...]
    alike: Callable[..., dict[int, float]]  # the vocabulary's, remembered

    def fitting(self, typed: Word, *, begun: bool) -> dict[int, float]:
        """The spellings that hold a typed word or something like it, with the likeness."""
        found = self._holding(self.alike(typed, begun=begun))
        letters = typed.fold
        for cut in range(3, len(letters) - 2):
            left, right = letters[:cut], letters[cut:]
            if left in self.vocabulary.numbers or right in self.vocabulary.numbers:
                for spelling, likeness in self._both(left, right).items():
                    found[spelling] = max(likeness, found.get(spelling, 0.0))
        return found

    def glued(self, left: Word, right: Word) -> dict[int, float]:
        """The spellings that hold two typed words as one."""
        return self._close(left.fold + right.fold)

    def _both(self, left: str, right: str) -> dict[int, float]:
        first, second = self._close(left), self._close(right)
        return {spelling: min(first[spelling], second[spelling]) for spelling in first.keys() & second.keys()}

    def _close(self, letters: str) -> dict[int, float]:
        close = self.alike(Word(letters, letters, letters), begun=False)
        return self._holding(
            {number: likeness * _GLUED for number, likeness in close.items() if likeness >= _LEAST_GLUED}
        )

    def _holding(self, likenesses: Mapping[int, float]) -> dict[int, float]:
        room = MOST_SPELLINGS
        taken: list[tuple[float, array[int]]] = []
        for number in sorted(likenesses, key=lambda number: -likenesses[number]):
            spellings = self.postings[number][:room]
            taken.append((likenesses[number], spellings))
            room -= len(spellings)
            if room <= 0:
                break
        found: dict[int, float] = {}
        for likeness, spellings in reversed(
            taken
        ):  # the likelier words come later and so overwrite the others
            found.update(dict.fromkeys(spellings, likeness))
        return found


@dataclass(frozen=True, slots=True)
class Beginnings:
    """Every word of every spelling, plain and folded, in sorted order, with the spellings that hold it."""

    words: Sequence[str]
    postings: Sequence[array[int]]

    def holding(self, letters: str, folded: str) -> dict[int, int]:
        """The spellings that hold a typed word, and how well: the same, begun so, or but for one slip.

        From five letters on there may be a slip. Where no word is found so, it may, from six letters on, be
        the slip of one that is still being typed.
        """
        found: dict[int, int] = {}
        slipping = [each for each in {letters, folded} if len(each) >= _SLIPS]
        for each in slipping:
            for _, _, at in process.extract(
                each, self.words, scorer=OSA.distance, score_cutoff=1, limit=None
            ):
                found.update(dict.fromkeys(self.postings[at], _SLIPPED))
        begun = [at for each in (letters, folded) for at in self._begin(each)]
        for at in begun:
            found.update(dict.fromkeys(self.postings[at], _BEGINS))
        for at in begun:
            if self.words[at] in {letters, folded}:
                found.update(dict.fromkeys(self.postings[at], _SAME))
        if found:
            return found
        for each in slipping:
            for at in self._begin(each[0]):
                begins = (self.words[at][: len(each) + more] for more in (0, 1))
                if len(each) >= _SLIPS_BEGUN and any(
                    OSA.distance(each, begin, score_cutoff=1) <= 1 for begin in begins
                ):
                    found.update(dict.fromkeys(self.postings[at], _SLIPPED))
        return found

    def _begin(self, letters: str) -> range:
        first = bisect_left(self.words, letters)
        return range(first, bisect_left(self.words, letters + "\U0010ffff", first))


def _begun(ordered: Sequence[int], texts: Sequence[str], begin: str) -> Sequence[int]:
    first = bisect_left(ordered, begin, key=texts.__getitem__)
    return ordered[first : bisect_left(ordered, begin + "\U0010ffff", first, key=texts.__getitem__)]


@dataclass(frozen=True, slots=True)
class Names:
    """All spellings of all entries. Entries and spellings go by number; `owners` has the entry of a spelling.

    `texts` are the spellings folded, `cores` the same without stop words, `letters` plain. `counts` tells
    how many entries hold a folded word, or under "=" and its key the words that share one.
    """

    owners: Sequence[int]
    texts: Sequence[str]
    cores: Sequence[str]
    letters: Sequence[str]
    counts: Mapping[str, int]
    spellings_of: Sequence[Sequence[int]]
    _exact: Mapping[str, Sequence[int]]
    _by_text: Sequence[int]
    _by_letters: Sequence[int]
    _fitting: Callable[..., dict[int, float]]
    _glued: Callable[..., dict[int, float]]
    _held: Callable[[str, str], dict[int, int]]

    def exact(self, folded: str) -> Sequence[int]:
        """The spellings that are this folded text, spaces aside; the heaviest first."""
        return self._exact.get(folded.replace(" ", ""), ()) if folded else ()

    def fit(self, asked: Sequence[Word], *, begun: bool) -> list[dict[int, float]]:
        """For each word of a query, the spellings that hold it or something like it, with the likeness.

        Args:
            asked: the query's words.
            begun: whether the last one may still be being typed.
        """
        last = len(asked) - 1
        fits = [self._fitting(word, begun=begun and at == last) for at, word in enumerate(asked)]
        for at, (left, right) in enumerate(pairwise(asked)):
            if glued := self._glued(left, right):
                for one in (at, at + 1):
                    fits[one] = {
                        spelling: max(fits[one].get(spelling, 0.0), glued.get(spelling, 0.0))
                        for spelling in fits[one].keys() | glued.keys()
                    }
        return fits

    def best(
        self, fits: Sequence[Mapping[int, float]], weights: Sequence[float], folds: Sequence[str]
    ) -> list[tuple[int, float]]:
        """The spellings that fit a whole query best, each with how alike the whole texts are (0 to 1).

        Args:
            fits: what `fit` said for each word.
            weights: how much each word tells.
            folds: the query's words, folded.
        """
        sums: dict[int, float] = {}
        for at in sorted(range(len(fits)), key=lambda at: len(fits[at])):
            fitting, weight = fits[at], weights[at]
            if len(sums) < MOST_SPELLINGS:
                for spelling, likeness in fitting.items():
                    sums[spelling] = sums.get(spelling, 0.0) + weight * likeness
            else:
                for spelling in fitting.keys() & sums.keys():
                    sums[spelling] += weight * fitting[spelling]
        top = nlargest(CANDIDATES, sums, key=lambda spelling: (sums[spelling], -spelling))
        folded = " ".join(folds)
        return [(spelling, _shape(folded, self.cores[spelling])) for spelling in top]

    def begun(self, typed: str, folded: str) -> tuple[Sequence[int], Sequence[int]]:
        """The spellings that begin with a text: as it is typed (`plain`), and folded."""
        return _begun(self._by_letters, self.letters, typed), _begun(self._by_text, self.texts, folded)

    def holding(self, typed: Sequence[tuple[str, str]]) -> list[int]:
        """The spellings that hold every word typed so far, those first that hold them as they are typed.

        Args:
            typed: the words, each plain and folded; none are held by no spelling.
        """
        if not typed:
            return []
        held = [self._held(*word) for word in typed]
        every = set(held[0]).intersection(*held[1:])
        return sorted(every, key=lambda spelling: (-sum(each[spelling] for each in held), spelling))


def _shape(folded: str, text: str) -> float:
    return max(fuzz.ratio(folded, text), 0.97 * fuzz.token_sort_ratio(folded, text)) / 100


def make(entries: Sequence[Entry]) -> Names:
    """Index the names of entries, which stand in order of their weight, heaviest first."""
    owners: array[int] = array("l")
    texts: list[str] = []
    cores: list[str] = []
    letters: list[str] = []
    counts: Counter[str] = Counter()
    forms: defaultdict[str, set[tuple[Word, bool]]] = defaultdict(set)
    holders: defaultdict[str, array[int]] = defaultdict(lambda: array("l"))
    exact: defaultdict[str, list[int]] = defaultdict(list)
    spellings_of: list[range] = []
    written: defaultdict[str, array[int]] = defaultdict(lambda: array("l"))
    for owner, entry in enumerate(entries):
        first = len(texts)
        spellings: dict[str, str] = {}
        for spelling in entry.name.spellings:
            spellings.setdefault(fold(spelling), spelling)
        every: set[str] = set()
        for text, spelling in spellings.items():
            exact[text.replace(" ", "")].append(len(texts))
            held = indexed(spelling)
            for word, is_name in held:
                forms[word.fold].add((word, is_name))
                every |= {word.fold, "=" + word.key}
            for folded in {word.fold for word, _ in held}:
                holders[folded].append(len(texts))
            letters.append(plain(spelling))
            for each in {*text.split(), *letters[-1].split()}:
                written[each].append(len(texts))
            core = " ".join(word.fold for word in words(spelling))
            texts.append(text)
            cores.append(text if core == text else core)
            owners.append(owner)
        counts.update(every)
        spellings_of.append(range(first, len(texts)))
    known = vocabulary.make(forms)
    shelf = Shelf(known, tuple(holders[word] for word in known.words), lru_cache(_WORDS)(known.alike))
    beginnings = sorted(written)
    holding = Beginnings(beginnings, [written[each] for each in beginnings]).holding
    numbers = range(len(texts))
    return Names(
        owners=owners,
        texts=texts,
        cores=cores,
        letters=letters,
        counts=dict(counts),
        spellings_of=spellings_of,
        _exact=dict(exact),
        _by_text=array("l", sorted(numbers, key=texts.__getitem__)),
        _by_letters=array("l", sorted(numbers, key=letters.__getitem__)),
        _fitting=lru_cache(_SPELLINGS)(shelf.fitting),
        _glued=lru_cache(_SPELLINGS)(shelf.glued),
        _held=lru_cache(_SPELLINGS)(holding),
    )
