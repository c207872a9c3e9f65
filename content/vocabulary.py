"""The folded words of an index, and which of them a typed word may mean.

Candidates come from four look-ups, each quick by itself: the same word, words that it begins, words with
the same consonants, and words of about its length that are a few slips away (optimal string alignment,
where a turned pair of letters is one slip).
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rapidfuzz import process
from rapidfuzz.distance import OSA

from content.spelling import skeleton

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from content.words import Word

MOST_COMPLETIONS = 80  # of the words that a typed beginning may become, the shortest

# What a likeness is worth, 1 being the same word. Found by trial on the first query set of
# benchmarks/search.py.
SAME_KEY = 0.93  # another form of the word, or a word of the same meaning
_SLIPPED = 0.97  # times the share of letters that are right
_FIRST_LETTER = 0.06  # less when the first letter differs, which people seldom get wrong
_ANOTHER = 0.8  # times the likeness of others when the typed word itself is known: Mazari is no slip of Mazar
_TWO_CONSONANTS = 0.7  # of two consonants alone many words are: the letters must be alike too
LEAST = 0.62  # below this a word is another word


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Folded words in sorted order; a word's number is its place there.

    Only words that stand somewhere as names are compared by likeness. The others are `_ordinary`, with
    their plain spellings: "phrase" is no slip of "France".
    """

    words: tuple[str, ...]
    numbers: Mapping[str, int]
    _ordinary: Mapping[int, frozenset[str]]
    _keys: Mapping[str, tuple[int, ...]]
    _skeletons: Mapping[str, tuple[int, ...]]
    _lengths: Mapping[int, tuple[tuple[str, ...], tuple[int, ...]]]

    def alike(self, word: Word, *, begun: bool) -> dict[int, float]:
        """The words that a typed one may mean, with their likeness between `LEAST` and 1.

        Args:
            word: the typed word.
            begun: whether it may be the start of a longer word that is still being typed.
        """
        found: dict[int, float] = {}
        fold = word.fold
        same = self.numbers.get(fold)
        if len(fold) >= 4:
            self._slips(fold, found)
            self._same_consonants(fold, found)
        if begun or len(fold) >= 4:
            self._completions(fold, found, begun=begun)
        if same is not None and not begun:
            found = {number: likeness * _ANOTHER for number, likeness in found.items()}
        for number in self._keys.get(word.key, ()):
            found[number] = max(SAME_KEY, found.get(number, 0.0))
        if same is not None and word.plain in self._ordinary.get(same, {word.plain}):
            found[same] = 1.0
        return found

    def _completions(self, fold: str, found: dict[int, float], *, begun: bool) -> None:
        first = bisect_left(self.words, fold + "\0")
        last = bisect_left(self.words, fold + "\U0010ffff", first)
        numbers: Sequence[int] = range(first, last)
        if len(numbers) > MOST_COMPLETIONS:
            numbers = sorted(numbers, key=lambda number: len(self.words[number]))[:MOST_COMPLETIONS]
        for number in numbers:
            share = len(fold) / len(self.words[number])
            likeness = 0.35 + 0.6 * share if begun else 0.4 + 0.5 * share
            if begun or (likeness >= LEAST and number not in self._ordinary):
                found[number] = max(likeness, found.get(number, 0.0))

    def _same_consonants(self, fold: str, found: dict[int, float]) -> None:
        bones = skeleton(fold)
        for number in self._skeletons.get(bones, ()):
            letters = OSA.normalized_similarity(fold, self.words[number])
            if len(bones) == 2 and (letters < _TWO_CONSONANTS or self.words[number][0] != fold[0]):
                continue
            likeness = 0.45 + 0.5 * letters
            if likeness >= LEAST:
                found[number] = max(likeness, found.get(number, 0.0))

    def _slips(self, fold: str, found: dict[int, float]) -> None:
        most = 1 if len(fold) <= 5 else 2 if len(fold) <= 8 else 3
        for length in range(len(fold) - most, len(fold) + most + 1):
            words, numbers = self._lengths.get(length, ((), ()))
            for word, slips, at in process.extract(
                fold, words, scorer=OSA.distance, score_cutoff=most, limit=None
            ):
                likeness = _SLIPPED * (1 - slips / max(length, len(fold)))
                if word[0] != fold[0]:
                    likeness -= _FIRST_LETTER
                if likeness >= LEAST:
                    found[numbers[at]] = max(likeness, found.get(numbers[at], 0.0))


def make(known: Mapping[str, Iterable[tuple[Word, bool]]]) -> Vocabulary:
    """A vocabulary of folded words, each with the words that fold to it and whether they stand as names."""
    folds = tuple(sorted(known))
    keys: defaultdict[str, list[int]] = defaultdict(list)
    skeletons: defaultdict[str, list[int]] = defaultdict(list)
    lengths: defaultdict[int, list[int]] = defaultdict(list)
    ordinary: dict[int, frozenset[str]] = {}
    for number, folded in enumerate(folds):
        for key in {word.key for word, _ in known[folded]}:
            keys[key].append(number)
        if not any(is_name for _, is_name in known[folded]):
            ordinary[number] = frozenset(word.plain for word, _ in known[folded])
            continue
        lengths[len(folded)].append(number)
        if len(bones := skeleton(folded)) > 1:
            skeletons[bones].append(number)
    return Vocabulary(
        words=folds,
        numbers={folded: number for number, folded in enumerate(folds)},
        _ordinary=ordinary,
        _keys={key: tuple(numbers) for key, numbers in keys.items()},
        _skeletons={bones: tuple(numbers) for bones, numbers in skeletons.items()},
        _lengths={
            length: (tuple(folds[number] for number in numbers), tuple(numbers))
            for length, numbers in lengths.items()
        },
    )
