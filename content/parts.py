"""Reading a pack's files into the values of `content.model`, with every fault of their form."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from content.faults import Fault
from content.files import read_toml, shown, toml_files
from content.model import (
    MAX_CLAIM,
    MAX_CREDIT,
    MAX_DESCRIPTION,
    MAX_NAME,
    MAX_QUESTION,
    Citation,
    Claim,
    Dispute,
    Entry,
    Kind,
    Name,
    Pack,
    Picture,
    Relation,
    RelationKind,
    Sensitivity,
    Source,
    SourceKind,
    Topic,
)
from content.reading import Table

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

Row = TypeVar("Row", Source, Topic)

PACK, SOURCES, TOPICS = "pack.toml", "sources.toml", "topics.toml"
MAX_ADDRESS = 1_000  # of a picture
MAX_SPELLING = 150  # of an alias or a name in Arabic script; only the Latin name must fit a button

_ADDRESS = re.compile(r"https://[^\s/]+/\S+")


@dataclass(frozen=True, slots=True)
class Parts:
    """What the files of a pack say.

    `files` gives for each of the pack's entries the file that holds it. `declared` holds file and id of every
    entry that has an id, of those also that are too faulty to be among the pack's entries. `empty` names the
    files that could hold entries and hold none.
    """

    pack: Pack
    files: tuple[str, ...]
    declared: tuple[tuple[str, str], ...]
    empty: tuple[str, ...]


def _source(table: Table) -> Source | None:
    source_id = table.identify()
    source = Source(
        id=source_id,
        kind=table.choice("kind", SourceKind) or SourceKind.DOCUMENT,
        title=table.text("title"),
        author=table.text("author"),
        publisher=table.text("publisher"),
        year=table.text("year"),
        address=table.optional_text("address"),
        licence=table.optional_text("licence"),
        care=table.optional_text("care"),
        places=table.texts("places"),
    )
    table.close()
    return source if source_id else None


def _topic(table: Table) -> Topic | None:
    topic_id = table.identify()
    topic = Topic(topic_id, table.text("name", MAX_NAME), table.text("about"))
    table.close()
    return topic if topic_id else None


def _claim(table: Table, entry_id: str) -> Claim | None:
    claim_id = table.identify(f"{entry_id}/")
    citations = tuple(Citation(source, place) for source, place in table.pairs("cite"))
    if table.lacks("cite"):
        table.fault("cites no source", f"add one from {SOURCES}")
    claim = Claim(
        id=claim_id,
        text=table.text("text", MAX_CLAIM),
        citations=citations,
        attributed_to=table.optional_text("attributed_to", MAX_NAME),
        when=table.when(),
    )
    table.close()
    return claim if claim_id else None


def _claims(tables: tuple[Table, ...], entry_id: str) -> tuple[Claim, ...]:
    return tuple(claim for table in tables if (claim := _claim(table, entry_id)))


def _dispute(table: Table, entry_id: str) -> Dispute:
    dispute_id, question = table.identify(f"{entry_id}/"), table.text("question", MAX_QUESTION)
    positions = table.tables("position")
    if len(positions) < 2:
        table.fault(
            "has fewer than two positions", "add the others as [[entry.dispute.position]], or make it a claim"
        )
    table.close()
    return Dispute(dispute_id, question, _claims(positions, entry_id))


def _relation(table: Table) -> Relation | None:
    kind = table.choice("kind", RelationKind)
    to, when, claims = table.text("to"), table.when(), table.texts("claims")
    table.close()
    return Relation(kind, to, when, claims) if kind and to else None


def _name(table: Table) -> Name:
    name = Name(
        latin=table.text("latin", MAX_NAME),
        dari=table.optional_text("dari", MAX_SPELLING),
        pashto=table.optional_text("pashto", MAX_SPELLING),
        aliases=table.texts("aliases", MAX_SPELLING),
    )
    table.close()
    return name


def _picture(table: Table) -> Picture:
    address, description = table.text("address", MAX_ADDRESS), table.text("description", MAX_DESCRIPTION)
    credit, licence = table.text("credit", MAX_CREDIT), table.text("licence", MAX_CREDIT)
    if address and not _ADDRESS.fullmatch(address):
        table.fault("'address' is not one that platforms can fetch", "begin it with https://, without spaces")
    table.close()
    return Picture(address, description, credit, licence)


def _entry(table: Table) -> tuple[str, Entry | None]:
    """An entry's id ("" where it has none), and the entry unless its id or kind is missing."""
    entry_id = table.identify()
    place = table.place
    kind = table.choice("kind", Kind)
    name = _name(table.table("name"))
    if table.lacks("claim") and table.lacks("dispute"):
        table.fault("makes no claim", "add one as [[entry.claim]], with the source that it cites")
    claims = _claims(table.tables("claim"), place)
    disputes = tuple(_dispute(each, place) for each in table.tables("dispute"))
    relations = tuple(relation for each in table.tables("relation") if (relation := _relation(each)))
    topics = table.texts("topics", required=True)
    when, reading = table.when(), table.texts("reading")
    sensitivity = table.choice("sensitivity", Sensitivity, required=False) or Sensitivity.NONE
    weight = table.number("weight", 1, 5, default=2)
    pictured = table.optional_table("picture")
    picture = _picture(pictured) if pictured else None
    table.close()
    if not entry_id or kind is None:
        return entry_id, None
    return entry_id, Entry(
        entry_id, kind, name, claims, topics, when, disputes, relations, reading, sensitivity, weight, picture
    )


def _head(table: Table | None) -> tuple[str, str, str, str]:
    """The id, title, about and licence of a pack; empty texts where its file cannot be read."""
    if table is None:
        return "", "", "", ""
    head = table.identify(), table.text("title"), table.text("about"), table.text("licence")
    table.close()
    return head


def _rows(table: Table | None, key: str, row: Callable[[Table], Row | None]) -> tuple[Row, ...]:
    """What the tables [[key]] of a file say; nothing where it cannot be read."""
    if table is None:
        return ()
    found = tuple(each for one in table.tables(key) if (each := row(one)) is not None)
    table.close()
    return found


def read(folder: Path) -> tuple[Parts, tuple[Fault, ...]]:
    """Read a pack's folder.

    Returns:
        What was understood, with stand-ins for what was not, and every fault. The pack may be used only where
        there are no faults, and where `content.links` finds none either.
    """
    names, found = toml_files(folder)
    faults = list(found)
    tables: dict[str, Table] = {}
    for name in names:
        values = read_toml(folder, name)
        if isinstance(values, Fault):
            faults.append(values)
        else:
            tables[name] = Table(values, shown(name), faults)
    faults += [
        Fault(name, "", "is missing", "write it") for name in (PACK, SOURCES, TOPICS) if name not in names
    ]
    pack_id, title, about, licence = _head(tables.pop(PACK, None))
    sources = _rows(tables.pop(SOURCES, None), "source", _source)
    topics = _rows(tables.pop(TOPICS, None), "topic", _topic)
    entries: list[Entry] = []
    files: list[str] = []
    declared: list[tuple[str, str]] = []
    for table in tables.values():
        for entry_id, entry in (_entry(each) for each in table.tables("entry")):
            if entry_id:
                declared.append((table.file, entry_id))
            if entry is not None:
                entries.append(entry)
                files.append(table.file)
        table.close()
    pack = Pack(pack_id, title, about, licence, sources, topics, tuple(entries))
    empty = tuple(table.file for table in tables.values() if table.lacks("entry"))
    return Parts(pack, tuple(files), tuple(declared), empty), tuple(faults)
