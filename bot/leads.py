"""Where an entry leads on: to the entries worth reading next, and to all of its sources."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from bot.message import GAP, Line, Link, Style, line
from content.model import RelationKind, Sensitivity, SourceKind

if TYPE_CHECKING:
    from bot.texts import Texts
    from content.library import Library
    from content.model import Entry, Source

# How much a relation leads on in the story, beside what the entry on its other side weighs (1 to 5) and
# holds: what came before and after, and who did it, most; where it lies and who wrote about it, least.
_LEADS = {
    RelationKind.FOLLOWED: 3.0,
    RelationKind.REPLACED: 3.0,
    RelationKind.PART_OF: 3.0,
    RelationKind.SIGNED: 3.0,
    RelationKind.LED: 3.0,
    RelationKind.MEDIATED: 2.5,
    RelationKind.TOOK_PART_IN: 2.5,
    RelationKind.NEGOTIATED: 2.0,
    RelationKind.GUARANTEED: 2.0,
    RelationKind.OPPOSED: 2.0,
    RelationKind.ALLIED_WITH: 2.0,
    RelationKind.FOUGHT: 2.0,
    RelationKind.MEMBER_OF: 2.0,
    RelationKind.SUPPORTED: 1.5,
    RelationKind.ABOUT: 1.5,
    RelationKind.HELD: 1.0,
    RelationKind.LOCATED_IN: 1.0,
}
_MUCH = 12  # statements; an entry that holds more is no better to read for it
_PER_STATEMENT = 0.25
_AGAIN = 2.0  # less for each entry chosen by the same relation: five members say less than one leader

SORTS: dict[SourceKind, str] = {
    SourceKind.ARTICLE: "article",
    SourceKind.REPORT: "report",
    SourceKind.BOOK: "book",
    SourceKind.PAPER: "paper",
    SourceKind.PRESS: "press",
    SourceKind.DOCUMENT: "document",
}


def worth_reading(entry: Entry, library: Library, limit: int = 5) -> tuple[Entry, ...]:
    """The related entries that are most worth reading next, the best first, each once.

    Those that report atrocities are left out: they are shown only when asked for by name.
    """
    left = [each for each in library.related(entry.id) if each.entry.sensitivity is not Sensitivity.GRAPHIC]
    worth = {
        id(each): _LEADS[each.relation.kind]
        + each.entry.weight
        + _PER_STATEMENT * min(len(each.entry.statements()), _MUCH)
        for each in left
    }
    used: Counter[tuple[RelationKind, bool]] = Counter()
    chosen: list[Entry] = []
    while left and len(chosen) < limit:
        best = max(left, key=lambda each: worth[id(each)] - _AGAIN * used[each.relation.kind, each.inverse])
        used[best.relation.kind, best.inverse] += 1
        chosen.append(best.entry)
        left = [each for each in left if each.entry is not best.entry]
    return tuple(chosen)


def cited(entry: Entry, library: Library, say: Texts) -> tuple[Line, ...]:
    """All sources of an entry, each with the statements that stand on it; then those to read on in."""
    lines = [line(say("Sources of {name}", name=entry.name.latin), Style.TITLE)]
    standing: dict[str, list[Line]] = {}
    for claim in entry.statements():
        for citation in claim.citations:
            said = line(f"{claim.text} ({citation.place})", Style.ITEM)
            standing.setdefault(citation.source, []).append(said)
    for source_id, statements in standing.items():
        lines += [GAP, *_source(library.sources[source_id], say), *statements]
    more = [library.sources[each] for each in entry.reading if each not in standing]
    for source in more:
        lines += [GAP, *_source(source, say), line(say("To read on; nothing here stands on it."), Style.NOTE)]
    return tuple(lines)


def _source(source: Source, say: Texts) -> list[Line]:
    """Title, sort, author, publisher, year and address of a source, and what to beware of in it."""
    made = f"{source.author}; {source.publisher}, {source.year} ({say(SORTS[source.kind])})"
    lines = [line(f"“{source.title}”", Style.HEADING), line(made)]
    if source.address:
        lines.append(Line((Link(source.address, source.address),), Style.NOTE))
    if source.care:
        lines.append(line(say("With care: {care}", care=source.care), Style.NOTE))
    return lines
