"""Whether a pack holds together: every id stands for one thing, and everything that is named exists."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from content.faults import Fault
from content.parts import SOURCES, TOPICS
from content.reading import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from content.model import Claim, Entry, Source
    from content.parts import Parts


@dataclass(frozen=True, slots=True)
class _Known:
    """All ids that a pack declares."""

    sources: Mapping[str, Source]
    topics: frozenset[str]
    entries: frozenset[str]


def _twice(file: str, ids: list[str], what: str) -> Iterator[Fault]:
    """A fault for every id that stands more than once in a list."""
    for each, count in Counter(ids).items():
        if count > 1:
            yield Fault(file, each, f"{count} {what} have this id", "give each its own")


def _entries_twice(declared: tuple[tuple[str, str], ...]) -> Iterator[Fault]:
    """A fault at each entry whose id another one has already, in this file or in another."""
    first: dict[str, str] = {}
    for file, entry_id in declared:
        if entry_id in first:
            yield Fault(
                file,
                entry_id,
                f"this id is already that of an entry in {first[entry_id]}",
                "give each its own",
            )
        else:
            first[entry_id] = file


def _citations(file: str, entry: Entry, claim: Claim, sources: Mapping[str, Source]) -> Iterator[Fault]:
    for citation in claim.citations:
        place = f"{entry.id}/{claim.id}"
        source = sources.get(citation.source)
        if source is None:
            wrong = f"cites the unknown source {citation.source!r}{nearest(citation.source, sources)}"
            yield Fault(file, place, wrong, f"cite one from {SOURCES}, or add it there")
        elif source.places and citation.place not in source.places:
            wrong = (
                f"cites the place {citation.place!r}, which {source.id!r} does not have"
                f"{nearest(citation.place, source.places)}"
            )
            yield Fault(file, place, wrong, f"cite one of its places in {SOURCES}, or add it there")


def _relations(file: str, entry: Entry, known: _Known) -> Iterator[Fault]:
    own = [claim.id for claim in entry.statements()]
    for number, relation in enumerate(entry.relations, start=1):
        place = f"{entry.id}, relation {number}"
        if relation.to not in known.entries:
            wrong = f"leads to the unknown entry {relation.to!r}{nearest(relation.to, known.entries)}"
            yield Fault(file, place, wrong, "name an entry of this pack, or add it")
        for claim_id in relation.claims:
            if claim_id not in own:
                wrong = (
                    f"rests on the claim {claim_id!r}, which this entry does not make{nearest(claim_id, own)}"
                )
                yield Fault(file, place, wrong, "name the id of a claim of the same entry")


def _entry(file: str, entry: Entry, known: _Known) -> Iterator[Fault]:
    for topic in entry.topics:
        if topic not in known.topics:
            wrong = f"is filed under the unknown topic {topic!r}{nearest(topic, known.topics)}"
            yield Fault(file, entry.id, wrong, f"use one from {TOPICS}, or add it there")
    for source in entry.reading:
        if source not in known.sources:
            wrong = f"gives the unknown source {source!r} to read on in{nearest(source, known.sources)}"
            yield Fault(file, entry.id, wrong, f"use one from {SOURCES}, or add it there")
    for claim in entry.statements():
        yield from _citations(file, entry, claim, known.sources)
    yield from _relations(file, entry, known)
    claims = [f"{entry.id}/{claim.id}" for claim in entry.statements()]
    yield from _twice(file, claims, "claims of the entry")
    yield from _twice(
        file, [f"{entry.id}/{dispute.id}" for dispute in entry.disputes], "disputes of the entry"
    )


def faults(parts: Parts) -> tuple[Fault, ...]:
    """Every id that stands for two things, and every name of something that the pack does not hold.

    Entries too faulty to be understood still count as existing, so that one slip does not look like many.
    """
    pack = parts.pack
    known = _Known(
        sources={source.id: source for source in pack.sources},
        topics=frozenset(topic.id for topic in pack.topics),
        entries=frozenset(entry_id for _, entry_id in parts.declared),
    )
    found = [
        *_twice(SOURCES, [source.id for source in pack.sources], "sources"),
        *_twice(TOPICS, [topic.id for topic in pack.topics], "topics"),
        *_entries_twice(parts.declared),
    ]
    for file, entry in zip(parts.files, pack.entries, strict=True):
        found.extend(_entry(file, entry, known))
    return tuple(found)
