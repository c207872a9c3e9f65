"""How an entry is said: names, dates, cited claims, disputes and relations, with its sources, as lines."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from bot.matters import LASTING
from bot.message import GAP, Line, Link, Style, Text, line, span_text
from content.dates import GREGORIAN_MONTHS, gregorian, solar_hijri
from content.model import Citation, Claim, Dispute, Entry, Kind, RelationKind, Sensitivity

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from bot.texts import Texts
    from content.dates import When
    from content.library import Library

# How each relation reads from the entry that holds it, and from the other side.
RELATIONS: dict[RelationKind, tuple[str, str]] = {
    RelationKind.SIGNED: ("Signed", "Signed by"),
    RelationKind.NEGOTIATED: ("Negotiated", "Negotiated by"),
    RelationKind.MEDIATED: ("Mediated", "Mediated by"),
    RelationKind.GUARANTEED: ("Guaranteed", "Guaranteed by"),
    RelationKind.OPPOSED: ("Opposed", "Opposed by"),
    RelationKind.ALLIED_WITH: ("Allied with", "Allied with"),
    RelationKind.FOUGHT: ("Fought", "Fought"),
    RelationKind.SUPPORTED: ("Supported", "Supported by"),
    RelationKind.LED: ("Led", "Led by"),
    RelationKind.MEMBER_OF: ("Member of", "Members"),
    RelationKind.HELD: ("Held office as", "Held by"),
    RelationKind.TOOK_PART_IN: ("Took part in", "Took part"),
    RelationKind.LOCATED_IN: ("Located in", "Here"),
    RelationKind.PART_OF: ("Part of", "Includes"),
    RelationKind.REPLACED: ("Replaced", "Replaced by"),
    RelationKind.FOLLOWED: ("Followed", "Followed by"),
    RelationKind.ABOUT: ("About", "See also"),
}

KINDS: dict[Kind, str] = {
    Kind.EVENT: "event",
    Kind.PERSON: "person",
    Kind.GROUP: "group",
    Kind.PLACE: "place",
    Kind.AGREEMENT: "agreement",
    Kind.LESSON: "lesson",
    Kind.TERM: "term",
}

NOTES: dict[Sensitivity, str] = {
    Sensitivity.CARE: "This is about people who suffered or died; it is told as the sources report it.",
    Sensitivity.GRAPHIC: "Content note: this entry reports atrocities.",
}


@dataclass(slots=True)
class Footnotes:
    """Numbers citations in the order in which they are first used."""

    library: Library
    numbers: dict[Citation, int] = field(default_factory=dict)

    def marks(self, claim: Claim) -> str:
        """The bracketed numbers of a claim's citations: ` [1][2]`."""
        numbers = (self.numbers.setdefault(each, len(self.numbers) + 1) for each in claim.citations)
        return " " + "".join(f"[{number}]" for number in numbers)

    def lines(self, *, care: bool = True) -> tuple[Line, ...]:
        """A note for each citation, then (with `care`) what its sources are to be used with care for.

        A citation is said with its title and place; a source's first one also with author, year and address.
        """
        said = []
        told: set[str] = set()
        cared = []
        for citation, number in self.numbers.items():
            source = self.library.sources[citation.source]
            if citation.source in told:
                said.append(line(f"“{source.title}”, {citation.place}", Style.NOTE, marker=f"[{number}]"))
                continue
            told.add(citation.source)
            if source.care:
                cared.append(line(f"“{source.title}”, with care: {source.care}", Style.NOTE))
            spans = [Text(f"“{source.title}”, {source.author}, {source.year}, {citation.place}")]
            if source.address:
                said.append(
                    Line(
                        (*spans, Text(": "), Link(source.address, source.address)), Style.NOTE, f"[{number}]"
                    )
                )
            else:
                said.append(Line(tuple(spans), Style.NOTE, f"[{number}]"))
        return (*said, *cared) if care else tuple(said)


def dates(when: When, *, first: str = "gregorian") -> str:
    """A date in both calendars, at its true precision; `first` names the calendar to begin with."""
    both = [gregorian(when), solar_hijri(when)]
    if first == "solar_hijri":
        both.reverse()
    return " · ".join(each for each in both if each)


def scripts(entry: Entry) -> tuple[Line, ...]:
    """The name in its own scripts, a line each so that no line mixes directions."""
    names = dict.fromkeys(name for name in (entry.name.dari, entry.name.pashto) if name)
    return tuple(line(name) for name in names)


def claimed(claim: Claim, notes: Footnotes, first: str, marker: str = "") -> Line:
    """A claim as an item: its words, its own date (in the calendar `first` first), its sources' numbers."""
    dated = f" ({dates(claim.when, first=first)})" if claim.when else ""
    return line(f"{claim.text}{dated}{notes.marks(claim)}", Style.ITEM, marker=marker)


def sides(
    dispute: Dispute, notes: Footnotes, say: Texts, calendar: str, said: When | None = None
) -> tuple[Line, ...]:
    """On what sources differ, and each position with its sources; no date that was `said` above."""
    question = line(say("Sources differ: {question}", question=dispute.question), Style.HEADING)
    told = (undated(position, said) for position in dispute.positions)
    letters = zip("abcdefghij", told, strict=False)
    return question, *(claimed(position, notes, calendar, f"{letter})") for letter, position in letters)


def undated(claim: Claim, said: When | None) -> Claim:
    """A claim without its date, where that was said above it."""
    return replace(claim, when=None) if claim.when == said else claim


def heading(  # noqa: PLR0913 -- a name, a date, and how it is said
    entry: Entry, dated: str, ago: str, say: Texts, calendar: str, *, whole: bool
) -> Line:
    """The heading of what is told of an entry for a date.

    Where that is not the date of the entry itself (`whole`), the heading says so: an event, an agreement and
    the like then have their own date behind their names, so that none seems to have happened on another day.

    Args:
        entry: The entry.
        dated: The date in words; empty where it is told for none.
        ago: How long ago that is, in words; may be empty.
        say: The bot's own words in the reader's language.
        calendar: The calendar of the entry's own date.
        whole: Whether the date is that of the entry itself.
    """
    name, behind = Text(entry.name.latin, strong=True), f" ({ago})" if ago else ""
    if whole or not dated or entry.kind in LASTING:
        before = f"{dated}: " if dated else ""
        return Line(tuple(each for each in (Text(before), name, Text(behind)) if each.text), Style.HEADING)
    own = f" ({_own(entry, calendar)})" if entry.when else ""
    before = f"{dated}{behind}, {say('in')}: "
    return Line(tuple(each for each in (Text(before), name, Text(own)) if each.text), Style.HEADING)


def _own(entry: Entry, calendar: str) -> str:
    """An entry's own date in the calendar that is named first."""
    if entry.when is None:
        return ""
    solar = solar_hijri(entry.when) if calendar == "solar_hijri" else None
    return solar or gregorian(entry.when)


def _related(entry: Entry, library: Library, say: Texts) -> tuple[Line, ...]:
    groups: dict[str, dict[str, list[When]]] = {}
    for related in library.related(entry.id):
        label = RELATIONS[related.relation.kind][related.inverse]
        whens = groups.setdefault(label, {}).setdefault(related.entry.name.latin, [])
        if related.relation.when is not None and related.relation.when not in whens:
            whens.append(related.relation.when)
    return tuple(
        Line((Text(f"{say(label)}: ", strong=True), Text(_shorten(_dated(names)))), Style.ITEM)
        for label, names in groups.items()
    )


def _dated(names: Mapping[str, list[When]]) -> list[str]:
    """Each name with its dates, the earliest first."""
    told = []
    for name, whens in names.items():
        dated = "; ".join(gregorian(when) for when in sorted(whens, key=lambda when: (when.first, when.last)))
        told.append(f"{name} ({dated})" if dated else name)
    return told


def _shorten(names: list[str], limit: int = 12) -> str:
    more = len(names) - limit
    return ", ".join(names[:limit]) + (f" … +{more}" if more > 0 else "")


def _head(entry: Entry, say: Texts, calendar: str) -> tuple[Line, ...]:
    """Name, scripts, date, and the note that a reader should see before the rest."""
    lines = [
        Line((Text(entry.name.latin, strong=True), Text(f" ({say(KINDS[entry.kind])})")), Style.TITLE),
        *scripts(entry),
    ]
    if entry.when:
        lines.append(line(dates(entry.when, first=calendar)))
    if entry.sensitivity in NOTES:
        lines.append(line(say(NOTES[entry.sensitivity]), Style.NOTE))
    return tuple(lines)


def veil(entry: Entry, say: Texts, *, calendar: str = "gregorian") -> tuple[Line, ...]:
    """What is said of an entry before a reader has decided to see it: no claim, no relation, no source."""
    return _head(entry, say, calendar)


def card(
    entry: Entry, library: Library, say: Texts, *, calendar: str = "gregorian", first: Claim | None = None
) -> tuple[Line, ...]:
    """Everything that the library holds on an entry, as lines.

    Args:
        entry: What to tell about.
        library: Where its relations and sources are found.
        say: The bot's own words in the reader's language.
        calendar: The calendar named first, "gregorian" or "solar_hijri".
        first: A claim of the entry that answers what was asked; it is said before the others.
    """
    notes = Footnotes(library)
    lines = list(_head(entry, say, calendar))
    related = _related(entry, library, say)
    if entry.kind is Kind.AGREEMENT and related:
        lines += [GAP, *related]  # who signed is what most people ask of it
        related = ()
    lines.append(GAP)
    lines.extend(
        claimed(claim, notes, calendar) for claim in sorted(entry.claims, key=lambda claim: claim != first)
    )
    for dispute in entry.disputes:
        lines += [GAP, *sides(dispute, notes, say, calendar)]
    if related:
        lines += [GAP, line(say("Related"), Style.HEADING), *related]
    lines += [GAP, line(say("Sources"), Style.HEADING), *notes.lines()]
    reading = [library.sources[each] for each in entry.reading]
    if reading:
        lines += [GAP, line(say("Read on"), Style.HEADING)]
        lines.extend(
            line(f"{source.author}, “{source.title}” ({source.publisher}, {source.year})", Style.NOTE)
            for source in reading
        )
    return tuple(lines)


def telling(entry: Entry, days: tuple[date, ...]) -> tuple[Claim, ...]:
    """The claims that tell of one of these days: dated so, or naming it; if none does, all of the entry's."""
    return naming(entry, days) or entry.claims or entry.statements()[:1]


def naming(entry: Entry, days: tuple[date, ...]) -> tuple[Claim, ...]:
    """The claims of an entry that are dated to one of these days, or name it in their words."""
    # "11 February", and "11 and 12 February" or "7 to 9 May" for the first of two.
    written = [
        rf"\b{day.day}(?:(?: (?:and|or|to) |–)\d\d?)? {GREGORIAN_MONTHS[day.month - 1]}\b" for day in days
    ]
    return tuple(
        claim
        for claim in entry.claims
        if (claim.when and {*claim.when.days} & {*days})
        or any(re.search(each, claim.text) for each in written)
    )


def brief(
    entry: Entry,
    notes: Footnotes,
    *,
    when: When | None = None,
    claim: Claim | None = None,
    calendar: str = "gregorian",
) -> Line:
    """One line on an entry, for lists: its date, its name, and one claim with the numbers of its sources."""
    dated = when or entry.when
    said = claim or telling(entry, dated.days if dated else ())[0]
    own = claim is None or entry.kind in LASTING or when == entry.when
    return _listed(entry, dated, f"{said.text}{notes.marks(said)}", calendar, whole=own)


def untold(entry: Entry, say: Texts, *, when: When | None = None, calendar: str = "gregorian") -> Line:
    """One line on an entry that is veiled, for lists: its date, its name, and why no claim is said."""
    return _listed(entry, when or entry.when, say(NOTES[entry.sensitivity]), calendar)


def _listed(entry: Entry, dated: When | None, told: str, calendar: str, *, whole: bool = True) -> Line:
    """A list's line; where the date is not that of the entry itself, its own stands behind its name."""
    lead = f"{dates(dated, first=calendar)}: " if dated else ""
    own = (Text(f" ({_own(entry, calendar)})"),) if entry.when and not whole else ()
    return Line((Text(lead), Text(entry.name.latin, strong=True), *own, Text(f". {told}")), Style.ITEM)


def warned(said: Line, entry: Entry, say: Texts) -> Line:
    """A list's line on an entry; where the entry reports atrocities, with the note before what is told."""
    if entry.sensitivity is not Sensitivity.GRAPHIC:
        return said
    *head, told = said.spans
    note = Text(f". {say(NOTES[entry.sensitivity])} ")
    return replace(said, spans=(*head, note, Text(span_text(told).removeprefix(". "))))
