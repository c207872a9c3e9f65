"""How well entries fit a query's words.

Each word of the query looks for itself among the words of an entry's names, and among the words of its
claims. A word counts by how rare it is, a claim's word less than a name's; words of one claim count more
than words scattered over several.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from operator import mul
from typing import TYPE_CHECKING

from content.judging import NAMED, NAMESAKES, Scored
from content.model import Kind
from content.words import mended, slipped_stop

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from content.asked import Asked
    from content.library import Dated
    from content.model import Entry
    from content.names import Names
    from content.queries import Query
    from content.statements import Statements
    from content.words import Word

# How much a word of a claim counts beside the same word of a name: in the claim that fits best, in any claim.
_TOLD = 0.65
_KNOWN = 0.45
# What settles between entries whose words fit equally: the likeness of the whole name, and a step of weight.
# A step counts less than a word and more than a longer name, so that "Masood" means the best known Massoud.
_SHAPE = 0.05
_ANOTHER_SORT = 0.9  # times the score
_STEP = 0.01
_FITS = 1 - _SHAPE - 5 * _STEP
# For a whole name inside a longer query, times the share of the query that it makes up.
_WHOLE_NAME = 0.15
# How much of its weight a word keeps that singles nothing out.
_SOFT, _ROLE, _SORT = 0.3, 0.6, 0.8
_SOFT_UNKNOWN = 0.05
# What a kind is worth when the words fit equally: a bare name means the person before the event called
# after him, and a lesson, whose name is a sentence, comes last. What the question word asks for comes
# before that; "who was the mediator" most clearly.
_NAMESAKE, _LESSON = 0.01, -0.05
_WANTED, _WANTED_ROLE = 0.02, 0.2
# What somebody was, as keys of words (see `content.words`): who asks for the mediator asks for a person.
_OFFICES = frozenset({"ambassador", "command", "found", "general", "king", "lead", "mediate", "minister"})
_OFFICES |= {"negotiate", "premier", "president", "secretary"}
# Beside words, what is left of the score of an entry that does not answer the date; a claim answers it less.
# "How many died in January 1994" asks by its date alone.
_UNDATED, _UNDATED_OF_SORTS = 0.8, 0.4
_CLAIMS_DATE = 0.85
_MOST_DATED = 40


@dataclass(frozen=True, slots=True)
class _Search:
    """A query on its way: its words, how much each tells, and which spellings and claims each fits.

    `telling` are the claims that any of them fits.
    """

    query: Query
    weights: Sequence[float]
    named: Sequence[Mapping[int, float]]
    told: Sequence[Mapping[int, float]]
    telling: set[int]


@dataclass(frozen=True, slots=True)
class Ranking:
    """The entries, heaviest first, with the indexes of their names and claims, which go by their numbers."""

    entries: Sequence[Entry]
    names: Names
    statements: Statements
    dates: Mapping[str, Sequence[Dated]]
    numbers: Mapping[str, int]

    def known(self, query: Query) -> Query:
        """The query without slips of stop words, and with those of common nouns ("acord") mended."""
        kept = (word for word in query.words if self._count(word) or not slipped_stop(word.plain))
        return replace(query, words=tuple(map(self._mended, kept)))

    def weights(self, words: Sequence[Word]) -> list[float]:
        """How much each word tells, up to 1: rare words much, words that single nothing out less."""
        weights = []
        count = len(self.entries) + 1
        for word in words:
            holding = self._count(word)
            weight = math.log(1 + count / holding) / math.log(1 + count) if holding else 1.0
            if word.soft:
                weight *= _SOFT if holding else _SOFT_UNKNOWN
            weights.append(weight * (_ROLE if word.role else _SORT if word.sort else 1.0))
        return weights

    def by_words(self, query: Query, dated: Sequence[Scored] = ()) -> list[Scored]:
        """The entries that the query's words fit, best first.

        Args:
            query: the query, with at least one word.
            dated: the entries that answer its date, best first, looked at beside those that the words find.
        """
        words = query.words
        told = list(map(self.statements.fit, words))
        search = _Search(
            query,
            self.weights(words),
            self.names.fit(words, begun=query.asked is None and not query.question),
            told,
            set().union(*told),
        )
        shapes: dict[int, float] = {}
        whole: dict[int, float] = {}
        for spelling, shape in self.names.best(search.named, search.weights, [word.fold for word in words]):
            owner = self.names.owners[spelling]
            shapes[owner] = max(shape, shapes.get(owner, 0.0))
            whole[owner] = max(self._whole_name(spelling, search), whole.get(owner, 0.0))
        for claim in self.statements.best(search.told, search.weights):
            shapes.setdefault(self.statements.owners[claim], 0.0)
        for each in dated[:_MOST_DATED]:
            shapes.setdefault(self.numbers[each.entry.id], 0.0)
        scored = [
            self._scored(owner, shape, whole.get(owner, 0.0), search) for owner, shape in shapes.items()
        ]
        known = [self._of_sort(each, words) for each in scored if any(each.named + each.known)]
        return sorted(known, key=lambda each: -each.score)

    @staticmethod
    def _of_sort(scored: Scored, words: Sequence[Word]) -> Scored:
        """An entry that is not of the sort asked for counts less: the "Geneva accord" is not the city."""
        sorts = [at for at, word in enumerate(words) if word.sort]
        if not sorts or any(scored.named[at] >= NAMED for at in sorts):
            return scored
        return replace(scored, score=scored.score * _ANOTHER_SORT)

    def _mended(self, word: Word) -> Word:
        return word if word.soft or self._count(word) else mended(word.plain) or word

    def _count(self, word: Word) -> int:
        """How many entries hold the word, at least."""
        counts = (self.names.counts, self.statements.counts)
        return max(count.get(form, 0) for count in counts for form in (word.fold, "=" + word.key))

    def _whole_name(self, spelling: int, search: _Search) -> float:
        """The share of the query's weight that a name makes up which stands in it in full; else 0."""
        parts = self.names.cores[spelling].split()
        asked = [word.fold for word in search.query.words]
        if not {*parts} <= {*asked}:
            return 0.0
        share = sum(weight for word, weight in zip(asked, search.weights, strict=True) if word in parts)
        return share / sum(search.weights)

    def _scored(self, owner: int, shape: float, whole: float, search: _Search) -> Scored:
        """How well one entry fits."""
        entry, query, weights = self.entries[owner], search.query, search.weights
        spellings, claims = self.names.spellings_of[owner], self.statements.claims_of[owner]
        named = tuple([max([fit.get(spelling, 0.0) for spelling in spellings]) for fit in search.named])
        told = known = (0.0,) * len(weights)
        claim, most = None, 0.0
        for number in claims:
            if number not in search.telling:
                continue
            fitting = tuple([fit.get(number, 0.0) for fit in search.told])
            known = tuple(map(max, known, fitting))
            total = _sum(fitting, weights)
            if total > most:
                told, claim, most = fitting, self.statements.claims[number], total
        fit = sum(
            weight * max(name, _TOLD * best, _KNOWN * some)
            for weight, name, best, some in zip(weights, named, told, known, strict=True)
        )
        score = _FITS * fit / sum(weights) + _SHAPE * shape + _STEP * entry.weight
        score += _liking(entry.kind, query)
        if not _is_context(entry.kind, query):
            score += _WHOLE_NAME * whole
        by_name = all(name >= _TOLD * best for name, best in zip(named, told, strict=True))
        scored = Scored(
            entry, score, named, told, known, shape, whole=whole > 0, claim=None if by_name else claim
        )
        return scored if query.asked is None or query.bare_month else self._dated(scored, query.asked, query)

    def _dated(self, scored: Scored, asked: Asked, query: Query) -> Scored:
        """The same entry, judged by how well it answers a date too."""
        closeness, best = 0.0, None
        for dated in self.dates.get(scored.entry.id, ()):
            close = asked.closeness(dated.when) * (_CLAIMS_DATE if dated.claim else 1.0)
            if close > closeness:
                closeness, best = close, dated
        least = _UNDATED if any(word.telling for word in query.words) else _UNDATED_OF_SORTS
        score = scored.score * (least + (1 - least) * closeness)
        if best is None:
            return replace(scored, score=score, date=0.0)
        return replace(scored, score=score, date=closeness, when=best.when, claim=best.claim or scored.claim)


def _is_context(kind: Kind, query: Query) -> bool:
    """Whether a name in the query says where or of what, rather than what is asked for.

    In "who was the UN mediator in Geneva" and "what happened in Kabul in 1992" the names are no answers.
    """
    office = any(word.key in _OFFICES for word in query.words)
    by_role = Kind.PERSON in query.wants and office and not any(word.sort for word in query.words)
    asks_more = query.asked is not None or (query.question and len(query.words) > 1)
    return by_role or (kind is Kind.PLACE and asks_more)


def _liking(kind: Kind, query: Query) -> float:
    """What an entry's kind adds to its score."""
    if kind in query.wants:
        by_role = kind is Kind.PERSON and any(word.key in _OFFICES for word in query.words)
        return _WANTED_ROLE if by_role else _WANTED
    if kind is Kind.LESSON:
        return _LESSON
    return 0.0 if query.wants or query.asked else _NAMESAKE * (NAMESAKES[Kind.EVENT] - NAMESAKES[kind])


def _sum(fitting: Sequence[float], weights: Sequence[float]) -> float:
    return math.fsum(map(mul, fitting, weights))
