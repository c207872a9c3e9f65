"""Who stood with whom, against whom, and who backed whom: what relations say of a party, in time.

    known = of(library, library.entries["hezb-e-wahdat"])
    then = during(known, asked)

A relation is claimed for no other time than its own date: it answers what is asked for where the two overlap,
and whoever shows it shows that date, at the precision that it has. What a leader did counts for the group
while it was led by that leader, and what the group did for the leader; such a side says so in `party`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from content.model import Kind, RelationKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from content.asked import Asked
    from content.dates import When
    from content.library import Library, Related
    from content.model import Claim, Entry, Relation

# Who can take a side; a state stands as a place as well as a group.
PARTIES = frozenset({Kind.PERSON, Kind.GROUP, Kind.PLACE})


class Stand(StrEnum):
    """How a party stands to another."""

    WITH = "with"
    AGAINST = "against"
    BACKED_BY = "backed_by"
    BACKED = "backed"


# What a relation says of the entry that holds it, and of the one on its other side.
_STANDS = {
    RelationKind.ALLIED_WITH: (Stand.WITH, Stand.WITH),
    RelationKind.FOUGHT: (Stand.AGAINST, Stand.AGAINST),
    RelationKind.OPPOSED: (Stand.AGAINST, Stand.AGAINST),
    RelationKind.SUPPORTED: (Stand.BACKED, Stand.BACKED_BY),
}
# Who belongs to a group for a time stands with it, as the parts of an alliance do; for always is no side.
_JOINS = frozenset({RelationKind.PART_OF, RelationKind.MEMBER_OF})


@dataclass(frozen=True, slots=True)
class Side:
    """One party's stand to another, by one relation.

    Attributes:
        party: Who stood so: the party asked for, or the group that it led, or its leader.
        stand: How.
        other: To whom.
        relation: What says so.
        holder: The entry that holds the relation, and the claims on which it rests.
        led: How the leadership that joins `party` to the party asked for is dated; None where they are the
            same, or where no limits of it are known.
    """

    party: Entry
    stand: Stand
    other: Entry
    relation: Relation
    holder: Entry
    led: When | None = None

    @property
    def when(self) -> When | None:
        """When it was so, as the sources date it; None where they do not."""
        return self.relation.when

    @property
    def joined(self) -> bool:
        """Whether one of the two was a part of the other."""
        return self.relation.kind in _JOINS

    @property
    def claims(self) -> tuple[Claim, ...]:
        """The claims on which it rests, in the order in which the holder makes them."""
        return tuple(claim for claim in self.holder.statements() if claim.id in self.relation.claims)


def of(library: Library, party: Entry) -> tuple[Side, ...]:
    """All sides of a party: the dated ones in order of time, then those that the sources do not date.

    Args:
        library: Where its relations are.
        party: An entry of it. One that is neither person, group nor place has no sides.
    """
    if party.kind not in PARTIES:
        return ()
    found = [_side(party, related) for related in library.related(party.id) if _tells(related)]
    for leads in library.related(party.id):
        if leads.relation.kind is RelationKind.LED and leads.entry.kind in PARTIES:
            found += _led(library, leads, party)
    return tuple(sorted(found, key=_in_time))


def everybody(library: Library) -> tuple[Side, ...]:
    """Every stand of any party to another, once, from the side that holds it; in the order of `of`."""
    found = [
        _side(entry, related)
        for entry in library.entries.values()
        if entry.kind in PARTIES
        for related in library.related(entry.id)
        if _tells(related) and not related.inverse
    ]
    return tuple(sorted(found, key=_in_time))


def during(sides: Iterable[Side], asked: Asked) -> tuple[Side, ...]:
    """Those whose date overlaps the time asked for, led then where a leader joins them to the party.

    Every dated one overlaps a date without a year.
    """
    return tuple(
        side
        for side in sides
        if side.when and _overlaps(side.when, asked) and (not side.led or _overlaps(side.led, asked))
    )


def nearest(sides: Iterable[Side], asked: Asked) -> tuple[Side, ...]:
    """Those dated ones that lie least far from the time asked for, all that lie equally far."""
    far = [(_days_between(side, asked), side) for side in sides if side.when]
    least = min((days for days, _ in far), default=0)
    return tuple(side for days, side in far if days == least)


def undated(sides: Iterable[Side]) -> tuple[Side, ...]:
    """Those that the sources do not date."""
    return tuple(side for side in sides if side.when is None)


def _tells(related: Related) -> bool:
    kind, dated = related.relation.kind, related.relation.when is not None
    return (kind in _STANDS or (kind in _JOINS and dated)) and related.entry.kind in PARTIES


def _side(party: Entry, related: Related, led: When | None = None) -> Side:
    holder = related.entry if related.inverse else party
    stand = _STANDS.get(related.relation.kind, (Stand.WITH, Stand.WITH))[related.inverse]
    return Side(party, stand, related.entry, related.relation, holder, led)


def _led(library: Library, leads: Related, asked: Entry) -> Iterator[Side]:
    """The sides of the one whom a party led, or who led it, as far as they fall into that time.

    Where several led a group, nothing is laid to one of them that is not known to fall into that one's time.
    """
    led = leads.relation.when
    group = asked if leads.inverse else leads.entry
    leaders = [
        each for each in library.related(group.id) if each.relation.kind is RelationKind.LED and each.inverse
    ]
    for related in library.related(leads.entry.id):
        if not _tells(related) or related.entry.id == asked.id:
            continue
        when = related.relation.when
        if led is None or when is None:
            counts = len(leaders) == 1
        else:
            counts = led.first <= when.last and when.first <= led.last
        if counts:
            yield _side(leads.entry, related, led)


def _overlaps(when: When, asked: Asked) -> bool:
    if asked.first is None or asked.last is None:
        return True
    return when.first <= asked.last and asked.first <= when.last


def _days_between(side: Side, asked: Asked) -> int:
    """How many days lie between the time asked for and that of a side; 0 where they overlap."""
    if asked.first is None or asked.last is None:
        return 0
    first = max(when.first for when in (side.when, side.led) if when)
    last = min(when.last for when in (side.when, side.led) if when)
    return max((first - asked.last).days, (asked.first - last).days, 0)


def _in_time(side: Side) -> tuple[date, date, str, str]:
    if side.when is None:
        return date.max, date.max, side.other.id, side.party.id
    return side.when.first, side.when.last, side.other.id, side.party.id
