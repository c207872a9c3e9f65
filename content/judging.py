"""How sure a search is of what it found.

A wrong entry said with confidence is worse than a question back, and that is worse than an honest "not
covered" only where something was there. The rules, in words:

* A telling word (see `content.words`) that matches nothing outweighs what does match: not found.
* A noun for a sort of thing ("battle", "accord") that stands with a name must be in the found name too.
* Words found in claims only must stand together in one claim, and be a question or at least three.
* Two entries that fit equally are told apart by their weight, and only by two steps of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from content.model import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from content.dates import When
    from content.model import Claim, Entry
    from content.queries import Query


class Status(StrEnum):
    """How sure the search is that its first match is what was asked for."""

    FOUND = "found"
    UNSURE = "unsure"
    NOT_COVERED = "not_covered"


MATCHED = 0.4  # a word that fits an entry at least this well is not unknown to it
NAMED = 0.62  # a word that fits a name at least this well stands in it
SURE = 0.78  # below this likeness of a name's word, only the whole name's likeness can make sure
_WHOLE = 0.86  # a whole name this alike makes up for one doubtful word
_CLOSE = 0.955  # the second's share of the first's score from which on they are told apart by weight only
_LONGER = 0.1  # by how much less alike the second's whole name is, where the first's was typed
CLEARLY = 2  # steps of weight by which one of two equals outweighs the other
_DATED = 0.3  # the closeness to a date asked for from which on it is answered
ANSWERED = 0.5  # the same for a date alone
# A noun that an entry need not have in its name, because its kind says the same: the Wahdat party.
_SORTED = {"party": Kind.GROUP, "movement": Kind.GROUP}
_SHORT = 5  # letters of a folded word
_EXACT = 0.95  # a likeness that the weight of other words cannot make doubtful
_ENOUGH = 0.45  # the share of the telling words' weight that must stand in a name for a question back
_HALF = 0.5  # how much of the weightiest word's weight a word may have that nothing matches
# Things are called after people and places, and events and lessons after all of them: a bare name means what
# stands earliest here.
NAMESAKES = {
    kind: place
    for place, kinds in enumerate(
        (
            (Kind.PERSON,),
            (Kind.PLACE,),
            (Kind.GROUP, Kind.AGREEMENT, Kind.TERM),
            (Kind.EVENT,),
            (Kind.LESSON,),
        )
    )
    for kind in kinds
}


@dataclass(frozen=True, slots=True)
class Scored:
    """An entry that fits a query, and how.

    `named` says for each word how well it fits a name of the entry, `told` how well it fits the best claim,
    `known` the same for all of the entry's claims together. `shape` is the likeness of the whole query to the
    name, `date` the closeness of a date asked for (1 where none was). `whole` tells that a name of the entry
    stands in the query in full.
    """

    entry: Entry
    score: float
    named: tuple[float, ...]
    told: tuple[float, ...]
    known: tuple[float, ...]
    shape: float = 0.0
    date: float = 1.0
    whole: bool = False
    claim: Claim | None = None
    when: When | None = None

    def fits(self, at: int) -> bool:
        """Whether the word at a place of the query is known to the entry."""
        return max(self.named[at], self.known[at]) >= MATCHED


def judge(query: Query, weights: Sequence[float], ranked: Sequence[Scored]) -> Status:
    """How sure one can be of the first of some entries.

    Args:
        query: what was asked.
        weights: how much each of its words tells.
        ranked: the entries, best first; at least one.
    """
    top = ranked[0]
    telling = [at for at, word in enumerate(query.words) if word.telling]
    if any(word.aside and not top.fits(at) for at, word in enumerate(query.words)):
        return Status.NOT_COVERED
    if not telling:
        return _of_sorts(query, ranked)
    if any(not top.fits(at) for at in telling):
        return _without_some(query, weights, ranked)
    if not any(top.named[at] >= NAMED for at in telling):
        return _told(query, ranked)
    return Status.FOUND if _sure(query, weights, ranked) else Status.UNSURE


def _without_some(query: Query, weights: Sequence[float], ranked: Sequence[Scored]) -> Status:
    """Of telling words, some of which the first entry does not know."""
    top = ranked[0]
    telling = [at for at, word in enumerate(query.words) if word.telling]
    surely = sum(weights[at] for at in telling if top.named[at] >= _EXACT)
    called = any(each.whole and each.entry.kind is not Kind.PLACE for each in ranked[:4])
    if not called and surely < _ENOUGH * sum(weights[at] for at in telling):
        return Status.NOT_COVERED
    missing = max(weights[at] for at in telling if not top.fits(at))
    little = missing <= _HALF * max(weights[at] for at in telling)
    return Status.FOUND if little and query.question and _sure(query, weights, ranked) else Status.UNSURE


def _sure(query: Query, weights: Sequence[float], ranked: Sequence[Scored]) -> bool:
    """Whether an entry that is named, at least in part, is surely the one."""
    top = ranked[0]
    telling = [at for at, word in enumerate(query.words) if word.telling]
    sorts = [at for at, word in enumerate(query.words) if word.sort]
    slipped = any(NAMED <= top.named[at] < SURE for at in telling) and top.shape < _WHOLE
    # Herat is one slip from Heart, and Ghazni from Ghani: a short word alone must be right.
    named = [at for at in telling if top.named[at] >= NAMED]
    slipped = slipped or all(len(query.words[at].fold) <= _SHORT and top.named[at] < _EXACT for at in named)
    lacking = sorts and not any(
        top.named[at] >= NAMED or _SORTED.get(query.words[at].plain) is top.entry.kind for at in sorts
    )
    # "Vietnam peace talks", and "where was Bin Laden killed" where nothing says it: the rest must fit too.
    strict = top.entry.kind is Kind.PERSON or not query.question
    unfit = any(word.role and not word.title and not top.fits(at) for at, word in enumerate(query.words))
    lacking = lacking or (strict and unfit)
    # "Who killed Massoud": what only tells of others who were killed is no answer.
    fate = any(word.key == "kill" and top.named[at] < NAMED for at, word in enumerate(query.words))
    lacking = lacking or (fate and any(each.whole and each.entry.kind is Kind.PERSON for each in ranked[:4]))
    # "Who was president after Najibullah" asks for another one.
    beside = query.beside and top.entry.kind is Kind.PERSON
    if slipped or lacking or beside or top.date < _DATED or _ambiguous(query, ranked):
        return False
    rivals = [each for each in ranked[1:4] if each.whole and each.entry.kind is not Kind.PLACE]
    if not top.whole and any(_names_more(rival, top) for rival in rivals):
        return False
    return _rest_told(query, weights, top)


def _rest_told(query: Query, weights: Sequence[float], top: Scored) -> bool:
    """Whether telling words that stand in no name of the entry are surely about it.

    "Rabbani of Pakistan" and "who is Ahmad Zahir" ask for somebody else than the people who share a name.
    """
    telling = [at for at, word in enumerate(query.words) if word.telling]
    rest = [at for at in telling if top.named[at] < NAMED]
    if not rest:
        return True
    who = Kind.PERSON in query.wants and len(telling) == len(query.words)
    as_a_name = who or not query.question
    if top.entry.kind is Kind.PERSON and as_a_name and not any(word.role for word in query.words):
        return False
    if max(weights[at] for at in telling if at not in rest) >= max(weights[at] for at in rest):
        return True
    return sum(told >= MATCHED for told in top.told) >= 3 and all(top.told[at] >= MATCHED for at in rest)


def _of_sorts(query: Query, ranked: Sequence[Scored]) -> Status:
    """Of words that single nothing out: "accord", "peace talks", and "coup" beside a date."""
    top = ranked[0]
    counting = [at for at, word in enumerate(query.words) if not word.soft]
    if not all(top.fits(at) for at in counting):
        return Status.NOT_COVERED
    if top.when is None and (top.shape < _WHOLE or not all(top.named[at] >= NAMED for at in counting)):
        return Status.UNSURE
    return Status.UNSURE if top.date < _DATED or _ambiguous(query, ranked) else Status.FOUND


def _told(query: Query, ranked: Sequence[Scored]) -> Status:
    """Of words that stand in claims only."""
    top = ranked[0]
    together = sum(told >= MATCHED for told in top.told)
    whole = all(told >= MATCHED for told, word in zip(top.told, query.words, strict=True) if not word.soft)
    if any(word.sort and not top.fits(at) for at, word in enumerate(query.words)):
        return Status.NOT_COVERED
    if (
        whole
        and top.date >= _DATED
        and together >= (2 if query.question else 3)
        and not _ambiguous(query, ranked)
    ):
        return Status.FOUND
    return Status.UNSURE


def _ambiguous(query: Query, ranked: Sequence[Scored]) -> bool:
    """Whether the second may be meant as well as the first."""
    top, second = ranked[0], ranked[min(1, len(ranked) - 1)]
    if second is top or second.score < top.score * _CLOSE:
        return False
    whole = top.shape >= _WHOLE and top.shape - second.shape > _LONGER
    # At a date much may have happened, and the first is a part of the answer.
    dated = top.when is not None and top.date >= ANSWERED
    wanted = top.entry.kind in query.wants and second.entry.kind not in query.wants
    called_after = NAMESAKES[top.entry.kind] < NAMESAKES[second.entry.kind]
    more, less = _names_more(top, second), _names_more(second, top)
    settled = whole or dated or wanted or (not less and (called_after or more))
    return not settled and top.entry.weight - second.entry.weight < CLEARLY


def _names_more(one: Scored, other: Scored) -> bool:
    """Whether a word of the query stands in a name of the one and in none of the other."""
    return any(mine >= NAMED > its for mine, its in zip(one.named, other.named, strict=True))
