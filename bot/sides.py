"""How it is said who stood with whom, against whom, and who backed whom, with the sources of each line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.cards import NOTES, Footnotes, claimed, dates
from bot.message import GAP, Button, Line, Style, Text, line, pages
from content import sides
from content.dates import Precision
from content.model import Kind
from content.sides import Stand

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from bot.message import Message
    from bot.texts import Texts
    from content.asked import Asked
    from content.library import Library
    from content.model import Entry
    from content.sides import Side
    from content.siding import Siding

_LEADING_ON = 5  # buttons to the entries named: a row of them on Discord
_COARSENESS = tuple(Precision)

_HEADINGS = {
    Stand.WITH: "With",
    Stand.AGAINST: "Against",
    Stand.BACKED_BY: "Backed by",
    Stand.BACKED: "Backed",
}
# Of two parties, where it is asked of all: what stands between their names.
_BETWEEN = {
    Stand.WITH: "{party} with {other}",
    Stand.AGAINST: "{party} against {other}",
    Stand.BACKED_BY: "{party} backed by {other}",
    Stand.BACKED: "{party} backed {other}",
}
# What is said where the sources tell nothing of what was asked for, at a time and at all.
_NOBODY = {
    (Stand.WITH,): ("The sources name no ally of {name} for {date}.", "The sources name no ally of {name}."),
    (Stand.AGAINST,): (
        "The sources name no enemy of {name} for {date}.",
        "The sources name no enemy of {name}.",
    ),
    (Stand.BACKED_BY, Stand.BACKED): (
        "The sources name nobody who backed {name} or whom {name} backed for {date}.",
        "The sources name nobody who backed {name} or whom {name} backed.",
    ),
}
_NO_SIDE = (
    "The sources name no side of {name} for {date}.",
    "The sources name no side of {name}.",
)


@dataclass(frozen=True, slots=True)
class _Way:
    """How sides are said: by whose words, with which sources, and whose claims are held back."""

    say: Texts
    calendar: str
    library: Library
    notes: Footnotes
    veiled: Callable[[Entry], bool]


def told(  # noqa: PLR0913 -- what is asked, and all that the answer can bring along
    siding: Siding,
    library: Library,
    say: Texts,
    *,
    calendar: str = "gregorian",
    veiled: Callable[[Entry], bool],
    again: str = "",
) -> tuple[Message, ...]:
    """Answer a question about sides.

    Args:
        siding: Whose sides, and when.
        library: Where relations and sources are found.
        say: The bot's own words in the reader's language.
        calendar: The calendar named first, "gregorian" or "solar_hijri".
        veiled: Whether an entry's claims are shown only when it is asked for by name.
        again: The token that brings the answer again.
    """
    way = _Way(say, calendar, library, Footnotes(library), veiled)
    known = sides.everybody(library) if siding.party is None else sides.of(library, siding.party)
    if siding.party is None and siding.stands:
        known = tuple(side for side in known if side.stand in siding.stands)
    shown = tuple(side for side in known if side.when)
    if siding.asked is not None:
        shown = sides.during(known, siding.asked)
    lines = [*_title(siding, way), *_missing(siding, known, shown, way)]
    for stand in dict.fromkeys((*siding.stands, *Stand)):
        lines += _section(
            _HEADINGS[stand], [side for side in shown if side.stand is stand], siding.party, way
        )
    if siding.party is not None:
        lines += _undated(sides.undated(known), siding.party, way)
    lines += _closing(siding.asked, shown, way)
    return pages(tuple(lines), _buttons(siding.party, (*shown, *known)), again=again)


def _title(siding: Siding, way: _Way) -> list[Line]:
    date = siding.asked.text if siding.asked else ""
    if siding.party is None:
        lines = [line(way.say("Who stood with whom, and against whom: {date}", date=date), Style.TITLE)]
        if siding.place is not None:
            every = "For the whole country: sides are not sorted by place, so {place} is not picked out."
            lines.append(line(way.say(every, place=siding.place.name.latin), Style.NOTE))
        return lines
    name = siding.party.name.latin
    if siding.asked is None:
        return [line(way.say("{name}: with whom, and against whom", name=name), Style.TITLE)]
    return [line(way.say("{name}, {date}: with whom, and against whom", name=name, date=date), Style.TITLE)]


def _missing(siding: Siding, known: Sequence[Side], shown: Sequence[Side], way: _Way) -> list[Line]:
    """That nothing is known of what was asked for, and what is nearest to it in time."""
    wanted = siding.stands or tuple(Stand)
    if any(side.stand in wanted for side in shown):
        return []
    date = siding.asked.text if siding.asked else ""
    if siding.party is None:
        return [GAP, line(way.say("The sources date no such side to {date}.", date=date))]
    name = siding.party.name.latin
    at_a_time, at_all = _NOBODY.get(wanted, _NO_SIDE)
    if siding.asked is None:
        undated = any(side.stand in wanted for side in known)
        return [] if undated else [GAP, line(way.say(at_all, name=name))]
    said = way.say(at_a_time, name=name, date=date)
    near = sides.nearest([side for side in known if side.stand in wanted], siding.asked)
    return [GAP, line(said), *_section("Nearest in time", near, siding.party, way, labelled=True)]


def _section(
    heading: str, of: Sequence[Side], party: Entry | None, way: _Way, *, labelled: bool = False
) -> list[Line]:
    """A heading and what stands under it; nothing where nothing does."""
    if not of:
        return []
    lines = [GAP, line(way.say(heading), Style.HEADING)]
    for side in of:
        lines += _side(side, party, way, labelled=labelled)
    return lines


def _undated(of: Sequence[Side], party: Entry, way: _Way) -> list[Line]:
    return _section("Undated in the sources", of, party, way, labelled=True)


def _side(side: Side, party: Entry | None, way: _Way, *, labelled: bool) -> list[Line]:
    """To whom and when, then the claims that it rests on; before a claim that is disputed, on what."""
    spans = [Text(_named(side, party, way, labelled=labelled), strong=True)]
    when = f" ({dates(side.when, first=way.calendar)})" if side.when else ""
    spans.append(Text(f"{when}{_how(side, party, way)}"))
    lines = [Line(tuple(spans))]
    if way.veiled(side.holder):
        return [*lines, line(way.say(NOTES[side.holder.sensitivity]), Style.NOTE)]
    said = None
    for claim in side.claims:
        dispute = way.library.disputed(f"{side.holder.id}/{claim.id}")
        if dispute is not None and dispute is not said:
            said = dispute
            lines.append(line(way.say("Sources differ: {question}", question=dispute.question), Style.NOTE))
        lines.append(claimed(claim, way.notes, way.calendar))
    return lines


def _named(side: Side, party: Entry | None, way: _Way, *, labelled: bool) -> str:
    name = side.other.name.latin
    if party is None:
        return way.say(_BETWEEN[side.stand], party=side.party.name.latin, other=name)
    return f"{way.say(_HEADINGS[side.stand])}: {name}" if labelled else name


def _how(side: Side, party: Entry | None, way: _Way) -> str:
    """Which of the two was a part of the other, and by which group or leader the party asked for stood so."""
    led = party is not None and side.party is not party
    if not side.joined:
        return _led(side, way) if led else ""
    if side.holder is not side.party:
        if party is not None and led:
            words = ", as a part of {whole}, which {name} led"
            return way.say(words, whole=side.party.name.latin, name=party.name.latin)
        return way.say(", as a part of {whole}", whole=side.party.name.latin)
    return way.say(", of which {part} was a part", part=side.party.name.latin)


def _led(side: Side, way: _Way) -> str:
    if side.party.kind is Kind.PERSON:
        return way.say(", under its leader {name}", name=side.party.name.latin)
    return way.say(", as the leader of {name}", name=side.party.name.latin)


def _closing(asked: Asked | None, shown: Iterable[Side], way: _Way) -> list[Line]:
    """What to keep in mind about the dates, and the sources."""
    lines = [GAP]
    if asked is not None and any(_coarser(side, asked) for side in shown):
        coarse = "Each line has the date that its source gives; one of a year need not hold for all of it."
        lines.append(line(way.say(coarse), Style.NOTE))
    reported = "This is what the sources report; where they name no end, none is shown."
    lines.append(line(way.say(reported), Style.NOTE))
    if way.notes.numbers:
        lines += [GAP, line(way.say("Sources"), Style.HEADING), *way.notes.lines()]
    return lines


def _coarser(side: Side, asked: Asked) -> bool:
    """Whether a side is dated less finely than was asked."""
    when = side.when
    return when is not None and _COARSENESS.index(when.precision) > _COARSENESS.index(asked.precision)


def _buttons(party: Entry | None, shown: Iterable[Side]) -> tuple[Button, ...]:
    """Buttons to the party's card and to those it stood to; of all parties, to the first that are named."""
    named = [party] if party is not None else []
    named += [side.other for side in shown]
    several = [*{entry.id: entry for entry in named}.values()][:_LEADING_ON]
    return tuple(Button(entry.name.latin, f"lookup:{entry.id}") for entry in several)
