"""One search over all entries: by id, name, alias, date, and the words of claims.

    index = build(library)
    found = index.search("who signed the Islamabad Accord?")

`FOUND` says that the first match is what was asked for. `UNSURE` asks back: the matches are what may have
been meant. `NOT_COVERED` says that the content does not hold it. A wrong entry is worse than no entry, so
that a query whose most telling word is unknown is never `FOUND`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rapidfuzz.distance import OSA

from content import names, statements
from content.judging import ANSWERED, CLEARLY, NAMED, Scored, Status, judge
from content.model import Kind
from content.queries import MAX_CHARACTERS, MAX_WORDS, read
from content.ranking import Ranking
from content.spelling import fold, joined, plain, spell
from content.words import STOP, word

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from content.asked import Asked
    from content.dates import When
    from content.library import Dated, Library
    from content.model import Claim, Entry
    from content.queries import Query

__all__ = ["Found", "Index", "Match", "Status", "build"]

_BY_ID = 1  # how exact an id is: less than a canonical name, more than an alias
_CALLED_AFTER = frozenset({Kind.EVENT, Kind.LESSON})  # they bear others' names
_SHORT = 4  # folded letters; so few are soon alike
_LEAST = 2  # folded letters; one alone begins everything
_AROUND = 15  # days before and after a day asked for: the month around it
_TALK = 9  # words from which on a text that nothing fits is somebody's talk, which may name something
_LONGEST = 6  # words of a name that is looked for in it
_NAMED_IN = 0.5  # the score of what is only named
# What stands in names and beside them alike, so that it need not fit while a name is typed.
_LITTLE = frozenset(
    {"a", "an", "and", "at", "by", "for", "in", "of", "on", "the", "to", "د", "در", "و", "از"}
)
# No word is one letter twice, or has it three times in a row; folding would make a single letter of them.
_NO_WORD = re.compile(r"([^\W\d])\1\1|\b([^\W\d])\2\b")


@dataclass(frozen=True, slots=True)
class Match:
    """An entry that answers a query, with a score from 0 to 1.

    `claim` is the claim that matched, where words or a date of it did; `when` is the date that matched.
    """

    entry: Entry
    score: float
    claim: Claim | None = None
    when: When | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What a search says.

    `matches` are best first, and none for `NOT_COVERED`. `asked` is the date asked for. `correction` is a
    whole sentence on a date that cannot be.
    """

    query: str
    status: Status
    matches: tuple[Match, ...] = ()
    asked: Asked | None = None
    correction: str | None = None


@dataclass(frozen=True, slots=True)
class Index:
    """A library, indexed for searching; made by `build`."""

    _ranking: Ranking
    _dated: Sequence[Dated]

    def search(self, query: str, limit: int = 8) -> Found:
        """Find what a person asks for.

        Args:
            query: anything typed; what stands behind 300 characters is not read.
            limit: how many matches to return at most.
        """
        asked = read(query)
        exact, sure = self._exact(query[:MAX_CHARACTERS], asked)
        if asked.correction and not exact:
            return Found(query, Status.NOT_COVERED, correction=asked.correction)
        status, ranked = self._judged(self._ranking.known(asked))
        if status is Status.FOUND and len(fold(query[:MAX_CHARACTERS])) < _LEAST:
            status = Status.UNSURE
        if exact:
            status = Status.FOUND if sure else Status.UNSURE
            known = {scored.entry.id for scored in exact}
            ranked = exact + [scored for scored in ranked if scored.entry.id not in known]
        # Who talks of something does not ask, and what all of the words fit a little is not what is named.
        silent = status is Status.NOT_COVERED or (status is Status.UNSURE and not asked.question)
        if silent and (named := self._named_in(query[:MAX_CHARACTERS])):
            status, ranked = Status.UNSURE, named
        if status is Status.NOT_COVERED:
            return Found(query, status, asked=asked.asked)
        return Found(query, status, tuple(map(_match, ranked[:limit])), asked.asked)

    def complete(
        self, typed: str, limit: int = 25, kinds: Collection[Kind] | None = None
    ) -> tuple[Match, ...]:
        """Names as they are being typed: those that begin so first, then those that hold every word.

        A word that was typed fits one of a name that begins so, or, from five letters on, is one slip away.

        Args:
            typed: the letters so far; none give the weightiest entries.
            limit: how many matches to return at most.
            kinds: the kinds of entries wanted; all where it is None.
        """
        names, entries = self._ranking.names, self._ranking.entries
        found: dict[int, float] = {}
        for rank, spellings in enumerate(self._completions(typed[:MAX_CHARACTERS])):
            for spelling in spellings:
                owner = names.owners[spelling]
                if owner not in found and (kinds is None or entries[owner].kind in kinds):
                    found[owner] = 1 / (1 + rank)
                if len(found) >= limit:
                    return tuple(Match(entries[owner], score) for owner, score in found.items())
        return tuple(Match(entries[owner], score) for owner, score in found.items())

    def _completions(self, typed: str) -> Iterable[Iterable[int]]:
        """Spellings by how well they continue what was typed; lower numbers are of weightier entries."""
        names, letters = self._ranking.names, plain(typed)
        no_word = _NO_WORD.search(letters)
        folded = letters if no_word else fold(typed)
        yield names.exact(folded)
        yield from map(sorted, names.begun(letters, folded))
        asked = [each for each in letters.split() if each not in _LITTLE]
        asked = asked if no_word else [*joined(" ".join(asked))]
        yield names.holding([(each, each if no_word else spell(each)) for each in asked[:MAX_WORDS]])

    def _named_in(self, text: str) -> list[Scored]:
        """The entries that a long text names in full, heaviest first, and places last."""
        if len(text.split()) < _TALK:
            return []
        entries = self._ranking.entries
        capitals = {plain(each) for each in re.findall(r"\b[A-Z]{2,}\b", text)}
        written = joined(plain(text))
        found: set[int] = set()
        at = 0
        while at < len(written):
            for end in range(min(at + _LONGEST, len(written)), at, -1):
                owner = self._named_by(written[at:end], capitals)
                if owner is not None:
                    found.add(owner)
                    at = end - 1
                    break
            at += 1
        best = sorted(found, key=lambda owner: (entries[owner].kind is Kind.PLACE, owner))
        return [Scored(entries[owner], _NAMED_IN, (), (), ()) for owner in best]

    def _named_by(self, written: Sequence[str], capitals: Collection[str]) -> int | None:
        """The entry that plain words name in full, if there is one.

        A shorthand (UN) must be written as such, and a short name as it is spelled. A word that singles
        nothing out names nothing, even where an entry is called so.
        """
        names, entries = self._ranking.names, self._ranking.entries
        folded = "".join(map(spell, written))
        short = len(folded) < _SHORT and written[0].isascii() and written[0] not in capitals
        if len(written) == 1 and (short or written[0] in STOP or not word(written[0]).telling):
            return None
        owners = [names.owners[spelling] for spelling in names.exact(folded)]
        if not owners:
            return None
        best = min(owners, key=lambda owner: (entries[owner].kind in _CALLED_AFTER, owner))
        if len(folded) <= _SHORT and not self._spelled_like(best, " ".join(written)):
            return None
        return best

    def _exact(self, text: str, asked: Query) -> tuple[list[Scored], bool]:
        """The entries that the text names in full, best first, and whether the first is surely meant."""
        names, entries = self._ranking.names, self._ranking.entries
        typed = plain(text)
        stripped = "" if asked.asked else " ".join(word.fold for word in asked.words)
        levels: dict[int, int] = {}
        for spellings, level in ((names.exact(fold(text)), 0), (names.exact(stripped), 5)):
            for spelling in spellings:
                owner = names.owners[spelling]
                canonical = spelling == names.spellings_of[owner][0]
                level_here = level + (0 if canonical else 2) + (names.letters[spelling] != typed)
                levels[owner] = min(level_here, levels.get(owner, level_here))
        if (by_id := self._ranking.numbers.get(text.strip().lower())) is not None:
            levels[by_id] = min(_BY_ID, levels.get(by_id, _BY_ID))
        order = {owner: (level, entries[owner].kind in _CALLED_AFTER) for owner, level in levels.items()}
        best = sorted(levels, key=lambda owner: (order[owner], owner))
        exact = [Scored(entries[owner], 1.0, (), (), ()) for owner in best]
        if best and len(fold(text)) <= _SHORT and not self._spelled_like(best[0], typed):
            return exact, False
        if len(best) < 2 or order[best[0]] < order[best[1]]:
            return exact, True
        return exact, exact[0].entry.weight - exact[1].entry.weight >= CLEARLY

    def _spelled_like(self, owner: int, typed: str) -> bool:
        """Whether an entry is spelled as typed, but for one slip: Rumi only folds like Rome."""
        names = self._ranking.names
        return any(OSA.distance(names.letters[each], typed) <= 1 for each in names.spellings_of[owner])

    def _judged(self, query: Query) -> tuple[Status, list[Scored]]:
        """What the query's words and date find, and how sure that is."""
        counting = any(not word.soft for word in query.words)
        by_date = self._by_date(query.asked) if query.asked else []
        by_words = self._ranking.by_words(query, by_date) if counting else []
        if by_words and (not query.bare_month or max(by_words[0].named) >= NAMED):
            weights = self._ranking.weights(query.words)
            return judge(query, weights, by_words), by_words + (by_date if query.bare_month else [])
        if query.asked and not counting and (not by_date or by_date[0].date < ANSWERED):
            by_date = self._around(query.asked, by_date)
        if by_date and (query.bare_month or not counting):
            return (Status.FOUND if by_date[0].date >= ANSWERED else Status.UNSURE), by_date
        return Status.NOT_COVERED, []

    def _around(self, asked: Asked, by_date: list[Scored]) -> list[Scored]:
        """What is nearest to a day on which nothing is known to have happened, then what spans it."""
        near: dict[str, tuple[int, Dated]] = {}
        for dated in self._dated:
            distance = asked.distance(dated.when)
            if distance is None or distance > _AROUND:
                continue
            if dated.entry.id not in near or (distance, dated.claim is not None) < _nearness(
                near[dated.entry.id]
            ):
                near[dated.entry.id] = distance, dated
        nearest = sorted(near.values(), key=lambda each: (*_nearness(each), -each[1].entry.weight))
        around = [
            Scored(dated.entry, _NAMED_IN, (), (), (), date=0.0, claim=dated.claim, when=dated.when)
            for _, dated in nearest
        ]
        return around + [scored for scored in by_date if scored.entry.id not in near]

    def _by_date(self, asked: Asked) -> list[Scored]:
        """The entries that answer a date, best first."""
        best: dict[str, Scored] = {}
        for dated in self._dated:
            closeness = asked.closeness(dated.when)
            if closeness > 0:
                score = closeness * (0.9 if dated.claim is None else 0.7) + 0.02 * dated.entry.weight
                scored = Scored(
                    dated.entry, score, (), (), (), date=closeness, claim=dated.claim, when=dated.when
                )
                if dated.entry.id not in best or best[dated.entry.id].score < score:
                    best[dated.entry.id] = scored
        return sorted(best.values(), key=lambda scored: -scored.score)


def _nearness(each: tuple[int, Dated]) -> tuple[int, bool]:
    distance, dated = each
    return distance, dated.claim is not None


def _match(scored: Scored) -> Match:
    return Match(scored.entry, min(scored.score, 1.0), scored.claim, scored.when)


def build(library: Library) -> Index:
    """Index a library for searching."""
    entries = sorted(library.entries.values(), key=lambda entry: -entry.weight)
    dates: defaultdict[str, list[Dated]] = defaultdict(list)
    for dated in library.dated:
        dates[dated.entry.id].append(dated)
    numbers = {entry.id: number for number, entry in enumerate(entries)}
    ranking = Ranking(entries, names.make(entries), statements.make(entries), dict(dates), numbers)
    return Index(ranking, library.dated)
