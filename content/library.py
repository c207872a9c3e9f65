"""A pack, read and indexed: what the rest of the program asks for what is known."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from content import links, parts
from content.faults import Fault, PackError
from content.model import RelationKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date
    from pathlib import Path

    from content.dates import When
    from content.model import Claim, Dispute, Entry, Pack, Relation, Source, Topic

__all__ = ["Dated", "Fault", "Library", "PackError", "Related", "load", "make"]

# A relation of these kinds says the same from either side.
SYMMETRIC = frozenset({RelationKind.ALLIED_WITH, RelationKind.FOUGHT})


@dataclass(frozen=True, slots=True)
class Related:
    """A relation as one entry sees it: the entry on its other side, and whether it was written there."""

    relation: Relation
    entry: Entry
    inverse: bool


@dataclass(frozen=True, slots=True)
class Dated:
    """A dated thing: an entry, or one of its claims that is dated by itself."""

    when: When
    entry: Entry
    claim: Claim | None = None


@dataclass(frozen=True, slots=True)
class Library:
    """One pack with its indexes.

    The mappings are by id and keep the pack's order; they are not to be changed. `dated` holds every dated
    entry and claim, the earliest first; `days` those of each day that may be shown as "on this day".
    """

    pack: Pack
    entries: Mapping[str, Entry]
    sources: Mapping[str, Source]
    topics: Mapping[str, Topic]
    dated: tuple[Dated, ...]
    days: Mapping[date, tuple[Dated, ...]]
    _claims: Mapping[str, tuple[Entry, Claim]]
    _disputes: Mapping[str, Dispute]
    _related: Mapping[str, tuple[Related, ...]]

    def claim(self, claim_id: str) -> tuple[Entry, Claim]:
        """The claim, or position of a dispute, of an id `entry/claim`, with the entry that holds it.

        Raises:
            KeyError: There is none.
        """
        return self._claims[claim_id]

    def disputed(self, claim_id: str) -> Dispute | None:
        """The dispute of which the claim `entry/claim` is a position; None where it is none."""
        return self._disputes.get(claim_id)

    def related(self, entry_id: str) -> tuple[Related, ...]:
        """What the entry stands to and what stands to it, the weightiest first, each relation once.

        Raises:
            KeyError: There is no such entry.
        """
        return self._related[entry_id]


def _dated(entry: Entry) -> Iterator[Dated]:
    if entry.when is not None:
        yield Dated(entry.when, entry)
    for claim in entry.statements():
        if claim.when is not None:
            yield Dated(claim.when, entry, claim)


def _by_day(dated: Dated) -> tuple[object, ...]:
    return dated.when.first, dated.when.last, dated.entry.id, dated.claim.id if dated.claim else ""


def _days(dated: tuple[Dated, ...]) -> dict[date, tuple[Dated, ...]]:
    found: defaultdict[date, list[Dated]] = defaultdict(list)
    for each in dated:
        for day in each.when.days:
            found[day].append(each)
    return {day: tuple(things) for day, things in found.items()}


def _relations(entries: Mapping[str, Entry]) -> dict[str, tuple[Related, ...]]:
    """For each entry, both its own relations and those that lead to it; what is written twice stands once."""
    found: dict[str, dict[tuple[object, ...], Related]] = {entry_id: {} for entry_id in entries}
    for entry in entries.values():
        for relation in entry.relations:
            sides = ((entry, entries[relation.to], False), (entries[relation.to], entry, True))
            for here, there, inverse in sides:
                edtf = relation.when.edtf if relation.when else None
                direction = inverse and relation.kind not in SYMMETRIC
                key = (relation.kind, there.id, edtf, direction)
                found[here.id].setdefault(key, Related(relation, there, inverse))
    return {
        entry_id: tuple(sorted(related.values(), key=lambda each: -each.entry.weight))
        for entry_id, related in found.items()
    }


def make(pack: Pack) -> Library:
    """Index a pack that is already sound: one read by `load`, or made in memory by a test or a benchmark.

    Raises:
        KeyError: A relation leads to an entry that the pack does not hold.
    """
    entries = {entry.id: entry for entry in pack.entries}
    dated = tuple(sorted((each for entry in pack.entries for each in _dated(entry)), key=_by_day))
    return Library(
        pack=pack,
        entries=entries,
        sources={source.id: source for source in pack.sources},
        topics={topic.id: topic for topic in pack.topics},
        dated=dated,
        days=_days(dated),
        _claims={
            f"{entry.id}/{claim.id}": (entry, claim) for entry in pack.entries for claim in entry.statements()
        },
        _disputes={
            f"{entry.id}/{position.id}": dispute
            for entry in pack.entries
            for dispute in entry.disputes
            for position in dispute.positions
        },
        _related=_relations(entries),
    )


def load(folder: Path) -> Library:
    """Read a pack and index it.

    What concerns only an editor (see `content.check`) does not stop a pack from loading.

    Args:
        folder: The pack's folder, which holds `pack.toml`.

    Raises:
        PackError: A file cannot be read or understood, an id is given twice or names nothing, or a claim
        cites
            nothing. Its faults are all of those, not only the first.
    """
    read, faults = parts.read(folder)
    faults += links.faults(read)
    if faults or read.pack is None:
        raise PackError(tuple(sorted(faults)))
    return make(read.pack)
