"""The words of claims, indexed: which claims speak of what a query asks.

Names in claims are found by their folded spelling, ordinary words by themselves, their stem and their
meaning.
"""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from dataclasses import dataclass
from heapq import nlargest
from typing import TYPE_CHECKING

from content import vocabulary
from content.words import told

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from content.model import Claim, Entry
    from content.vocabulary import Vocabulary
    from content.words import Word

CANDIDATES = 32  # claims that are looked at closely
MOST_CLAIMS = 4000  # looked at for one word
_SAME_KEY = 0.95  # the same word, another form of it, or a word of the same meaning
# A name in claims that misses the typed word by a slip: how alike it must be, and what that is worth.
_LEAST_SLIPPED = 0.7
_SLIPPED = 0.9


@dataclass(frozen=True, slots=True)
class Statements:
    """All claims of all entries, positions of disputes included. Claims and entries go by number.

    `counts` tells how many entries hold a folded word, or under "=" and its key the words that share one.
    """

    claims: Sequence[Claim]
    owners: Sequence[int]
    claims_of: Sequence[Sequence[int]]
    counts: Mapping[str, int]
    _vocabulary: Vocabulary
    _postings: Mapping[str, Sequence[int]]

    def fit(self, word: Word) -> dict[int, float]:
        """The claims that hold a word, or another word of its stem or meaning, with the likeness."""
        found: dict[int, float] = {}
        if word.fold not in self._postings and "=" + word.key not in self._postings:
            for number, likeness in self._vocabulary.alike(word, begun=False).items():
                name = self._vocabulary.words[number]
                if likeness >= _LEAST_SLIPPED and name[0] == word.fold[0]:
                    same = self._postings[name]
                    found.update(dict.fromkeys(same[:MOST_CLAIMS], likeness * _SLIPPED))
        found |= dict.fromkeys(self._postings.get("=" + word.key, ())[:MOST_CLAIMS], _SAME_KEY)
        return found | dict.fromkeys(self._postings.get(word.fold, ())[:MOST_CLAIMS], 1.0)

    def best(self, fits: Sequence[Mapping[int, float]], weights: Sequence[float]) -> list[int]:
        """The claims that fit a whole query best."""
        sums: dict[int, float] = {}
        for fitting, weight in zip(fits, weights, strict=True):
            for claim, likeness in fitting.items():
                sums[claim] = sums.get(claim, 0.0) + weight * likeness
        return nlargest(CANDIDATES, sums, key=lambda claim: (sums[claim], -claim))


def make(entries: Sequence[Entry]) -> Statements:
    """Index the claims of entries, which stand in order of their weight, heaviest first."""
    claims: list[Claim] = []
    owners = array("l")
    claims_of: list[range] = []
    counts: Counter[str] = Counter()
    postings: defaultdict[str, array[int]] = defaultdict(lambda: array("l"))
    proper: defaultdict[str, set[tuple[Word, bool]]] = defaultdict(set)
    for owner, entry in enumerate(entries):
        first = len(claims)
        every: set[str] = set()
        for claim in entry.statements():
            keys, names = told(claim.text)
            forms = {"=" + key for key in keys}
            for word in names:
                forms.add(word.fold)
                proper[word.fold].add((word, True))
            for form in forms:
                postings[form].append(len(claims))
            every |= forms
            claims.append(claim)
            owners.append(owner)
        counts.update(every)
        claims_of.append(range(first, len(claims)))
    return Statements(claims, owners, claims_of, dict(counts), vocabulary.make(proper), dict(postings))
