"""What is said of an entry on its own day: what happened, where and who, then what else is known of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.cards import naming, telling
from content.model import Kind, RelationKind

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from content.library import Library
    from content.model import Claim, Entry


def of_its_day(entry: Entry, then: date) -> tuple[Claim, ...]:
    """What tells of an entry's own day: what names it, or else its first claim that has no other day."""
    others = _other_days(entry, then)
    named = [claim for claim in naming(entry, (then,)) if claim.when is None or then in claim.when.days]
    undated = [claim for claim in entry.claims if claim.when is None and claim not in others]
    return tuple(named) or tuple(undated[:1]) or telling(entry, (then,))


def of_its_own(library: Library, entry: Entry, then: date, many: int) -> tuple[Claim, ...]:
    """What tells of an entry's own day, and of what belongs to it, but no more than so many claims."""
    said = of_its_day(entry, then)
    more = [each for each in context(library, entry, said, then) if each in entry.claims]
    return (*said, *more)[:many]


def context(library: Library, entry: Entry, said: Iterable[Claim], then: date | None) -> tuple[Claim, ...]:
    """The claims without a date that belong to what was said of an entry.

    Where it happened and who did it come first, unless that was said; then the others in the entry's order,
    and what sources differ on.

    Args:
        library: By which it is known what the entry is related to.
        entry: The entry.
        said: What is said of it before.
        then: The day of the entry that it is told for; what names another day of it is left out.
    """
    before = [*said]
    others = _other_days(entry, then)
    left = [each for each in entry.statements() if each.when is None and each not in (*before, *others)]
    places = {
        claim
        for relation in entry.relations
        if relation.kind is RelationKind.LOCATED_IN
        for claim in relation.claims
    }
    parties = _parties(library, entry)
    first: list[Claim] = []
    if not any(each.id in places for each in before):
        first += [each for each in entry.claims if each in left and each.id in places][:1]
    if not any(parties.search(each.text) for each in (*before, *first)):
        first += [each for each in entry.claims if each in left and parties.search(each.text)][:1]
    return (*first, *(each for each in left if each not in first))


def _other_days(entry: Entry, then: date | None) -> tuple[Claim, ...]:
    """The claims that name another day of the entry's own: the end of a siege where it begins."""
    own = naming(entry, (then,)) if then else ()
    days = tuple(day for day in (entry.when.days if entry.when else ()) if day != then)
    return tuple(each for each in naming(entry, days) if each not in own)


def _parties(library: Library, entry: Entry) -> re.Pattern[str]:
    """What finds the names of the people and groups that an entry is related to."""
    names = [
        re.escape(spelling)
        for related in library.related(entry.id)
        if related.entry.kind in {Kind.PERSON, Kind.GROUP}
        for spelling in related.entry.name.spellings
    ]
    return re.compile(rf"\b(?:{'|'.join(names)})\b") if names else re.compile(r"(?!)")
