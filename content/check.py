"""Every fault of a pack: those that stop it from loading, and those that only its editors need to mend."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from typing import TYPE_CHECKING

from content import links, parts
from content.faults import Fault
from content.model import Kind, RelationKind, Sensitivity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from content.model import Claim, Entry, Source
    from content.parts import Parts

EVENTS = "events/"

# A name in Arabic script holds letters of these blocks only: presentation forms look alike but are not found.
_ARABIC = re.compile("[\u0600-\u06ff\u0750-\u077f]+")
_SENTENCE = re.compile(r"[.!?…؟۔][\"'”’»)\]]*$")
_SMALL = frozenset({"a", "al", "an", "and", "e", "for", "i", "in", "of", "the", "to", "ul", "und", "von"})
_WORD = re.compile(r"[^\W\d_]+")

_NAMED_IN_DARI_AND_PASHTO = frozenset({Kind.PERSON, Kind.GROUP, Kind.PLACE, Kind.AGREEMENT})

# Who can act: a state stands as a place as well as a group.
_ACTORS = frozenset({Kind.PERSON, Kind.GROUP, Kind.PLACE})
_PEOPLE = frozenset({Kind.PERSON, Kind.GROUP})
_TALKS = frozenset({Kind.AGREEMENT, Kind.EVENT})
_ANY = frozenset(Kind)

# From which kinds of entry to which a relation may lead. A kind of relation not listed may join any two.
_SENSE = {
    RelationKind.SIGNED: (_ACTORS, frozenset({Kind.AGREEMENT})),
    RelationKind.NEGOTIATED: (_ACTORS, _TALKS),
    RelationKind.MEDIATED: (_ACTORS, _TALKS),
    RelationKind.GUARANTEED: (_ACTORS, _TALKS),
    RelationKind.OPPOSED: (_ACTORS, _ANY),
    RelationKind.ALLIED_WITH: (_ACTORS, _ACTORS),
    RelationKind.FOUGHT: (_ACTORS, _ACTORS),
    RelationKind.SUPPORTED: (_ACTORS, _ANY),
    RelationKind.LED: (_PEOPLE, frozenset({Kind.GROUP, Kind.EVENT, Kind.TERM, Kind.PLACE})),
    RelationKind.MEMBER_OF: (_ACTORS, frozenset({Kind.GROUP, Kind.TERM})),
    RelationKind.HELD: (frozenset({Kind.PERSON}), frozenset({Kind.TERM})),
    RelationKind.TOOK_PART_IN: (_ACTORS, _TALKS),
    RelationKind.LOCATED_IN: (_ANY, frozenset({Kind.PLACE})),
}


def _folded(text: str) -> str:
    return unicodedata.normalize("NFC", text.strip().casefold())


def _says_whose(claim: Claim, sources: Mapping[str, Source]) -> bool:
    """Whether the text of an attributed claim says whose view it is.

    It does by a word of the holder's name, or, for the author of the work cited, by that work ("the report").
    """
    holder, text = _folded(claim.attributed_to or ""), _folded(claim.text)
    said = set(_WORD.findall(text))
    names = set(_WORD.findall(holder)) - _SMALL
    if any(name in said or (len(name) >= 4 and name in text) for name in names):
        return True
    works = (sources.get(citation.source) for citation in claim.citations)
    return any(work.kind in said for work in works if work and _folded(work.author) == holder)


def _claim(file: str, entry: Entry, claim: Claim, sources: Mapping[str, Source]) -> Iterator[Fault]:
    place = f"{entry.id}/{claim.id}"
    if not claim.text:  # already a fault of its form
        return
    if not _SENTENCE.search(claim.text):
        yield Fault(
            file, place, "does not end like a sentence", "write one whole sentence with its full stop"
        )
    if claim.attributed_to and not _says_whose(claim, sources):
        wrong = f"is attributed to {claim.attributed_to!r}, whom its text does not name"
        yield Fault(file, place, wrong, "say in the text whose view it is")


def _names(file: str, entry: Entry) -> Iterator[Fault]:
    for language, name in (("dari", entry.name.dari), ("pashto", entry.name.pashto)):
        if name is None:
            if entry.kind in _NAMED_IN_DARI_AND_PASHTO:
                yield Fault(
                    file, entry.id, f"{_a(entry.kind)} needs a {language} name", "add it under [entry.name]"
                )
        elif not _ARABIC.fullmatch("".join(_WORD.findall(name))):
            yield Fault(
                file,
                entry.id,
                f"its {language} name {name!r} is not in Arabic script",
                "write it in that script, without presentation forms",
            )


def _relations(file: str, entry: Entry, kinds: Mapping[str, Kind]) -> Iterator[Fault]:
    seen: Counter[tuple[object, ...]] = Counter()
    for number, relation in enumerate(entry.relations, start=1):
        place = f"{entry.id}, relation {number}"
        if relation.to == entry.id:
            yield Fault(file, place, "leads to its own entry", "name another, or remove it")
        froms, tos = _SENSE.get(relation.kind, (_ANY, _ANY))
        to = kinds.get(relation.to)
        if entry.kind not in froms or (to is not None and to not in tos):
            yield Fault(
                file,
                place,
                f"{_a(entry.kind)} cannot stand as {relation.kind.value!r} to {_a(to) if to else 'it'}",
                f"it leads from {_either(froms)} to {_either(tos)}, so turn it round or choose another kind",
            )
        key = (relation.kind, relation.to, relation.when)
        seen[key] += 1
        if seen[key] > 1:
            yield Fault(file, place, "says the same as an earlier relation of this entry", "remove one")


def _a(kind: Kind) -> str:
    return f"an {kind}" if kind in {Kind.EVENT, Kind.AGREEMENT} else f"a {kind}"


def _either(kinds: frozenset[Kind]) -> str:
    return "anything" if kinds == _ANY else " or ".join(kind for kind in Kind if kind in kinds)


def _entry(
    file: str, entry: Entry, kinds: Mapping[str, Kind], sources: Mapping[str, Source]
) -> Iterator[Fault]:
    if not entry.topics:
        yield Fault(file, entry.id, "is filed under no topic", f"add one from {parts.TOPICS}")
    if entry.picture and entry.sensitivity is not Sensitivity.NONE:
        wrong = f"has a picture, and is marked {entry.sensitivity.value!r}"
        yield Fault(file, entry.id, wrong, "remove it: what people suffered is told in words")
    yield from _names(file, entry)
    for claim in entry.statements():
        yield from _claim(file, entry, claim, sources)
    yield from _relations(file, entry, kinds)


def _spellings(read: Parts) -> Iterator[Fault]:
    """A fault where an entry is spelt as an earlier one of its kind; compared without case."""
    first: dict[tuple[Kind, str], Entry] = {}
    for file, entry in zip(read.files, read.pack.entries, strict=True):
        for spelling in entry.name.spellings:
            other = first.setdefault((entry.kind, _folded(spelling)), entry)
            if other.id != entry.id:
                wrong = f"the spelling {spelling!r} is also that of the {entry.kind} {other.id!r}"
                yield Fault(file, entry.id, wrong, "leave it to one of them")


def _file_names(entry: Entry) -> tuple[str, ...]:
    """What the file of an event may be called: its first day, month or year, and its id.

    An event whose day its sources dispute may bear the date of one of its claims, and one without any date
    only its id.
    """
    whens = [entry.when] if entry.when else [claim.when for claim in entry.statements() if claim.when]
    dates = [re.split("[/~?]", when.edtf)[0].split("-") for when in whens]
    names = [f"{'-'.join(date[:many])}-{entry.id}.toml" for date in dates for many in range(len(date), 0, -1)]
    return tuple(names) if entry.when else (*names, f"{entry.id}.toml")


def _events(read: Parts) -> Iterator[Fault]:
    """A fault for each file of events that does not hold one event, and for each event that is elsewhere."""
    for file in read.empty:
        if file.startswith(EVENTS):
            yield Fault(file, "", "holds no event", "write it, or remove the file")
    held = Counter(file for file, _ in read.declared)
    for file, entry in zip(read.files, read.pack.entries, strict=True):
        inside = file.startswith(EVENTS)
        if entry.kind is not Kind.EVENT:
            if inside:
                yield Fault(
                    file, entry.id, f"is {_a(entry.kind)} among the events", "move it to the file of its kind"
                )
            continue
        names = _file_names(entry)
        if not inside or file.removeprefix(EVENTS) not in names:
            yield Fault(
                file,
                entry.id,
                "the file of an event is named by its date and id",
                f"call it {EVENTS}{names[0]}",
            )
        elif held[file] > 1:
            yield Fault(
                file,
                entry.id,
                f"one of {held[file]} entries in a file of one event",
                "give each its own file",
            )


def _source(source: Source) -> Iterator[Fault]:
    if source.address and not source.address.startswith(("https://", "http://")):
        yield Fault(parts.SOURCES, source.id, "'address' is no web address", "begin it with https://")


def _editorial(read: Parts) -> Iterator[Fault]:
    kinds = {entry.id: entry.kind for entry in read.pack.entries}
    sources = {source.id: source for source in read.pack.sources}
    for source in read.pack.sources:
        yield from _source(source)
    for file, entry in zip(read.files, read.pack.entries, strict=True):
        yield from _entry(file, entry, kinds, sources)
    yield from _spellings(read)
    yield from _events(read)


def faults(folder: Path) -> tuple[Fault, ...]:
    """Every fault of a pack, sorted by file and id; a pack without any is fit to be published.

    Args:
        folder: The pack's folder. Whatever its files hold, this returns.
    """
    read, found = parts.read(folder)
    return tuple(sorted({*found, *links.faults(read), *_editorial(read)}))
