"""Look-ups: what the sources say about a name, a date or a question."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from bot.cards import KINDS, Footnotes, brief, card, dates
from bot.message import GAP, Button, Line, Message, Style, Text, line, pages
from content.dates import Precision
from content.search import Status

if TYPE_CHECKING:
    from bot.app import App, Request
    from bot.texts import Texts
    from content.library import Library
    from content.search import Found, Match

_LISTED = 12  # as many as a reader takes in at once; the rest is counted
_NEAR = 0.6  # of the best score: what fits less well than that only surrounds what was asked for
_CLOSE = 0.75  # the same for what is dated itself, to be told without the others
_SEARCHED = 30
_OTHERS = 5
_QUERY_SHOWN = 80


async def lookup(app: App, request: Request) -> tuple[Message, ...]:
    """Answer a look-up: an entry, several on a date, "did you mean", or that the sources do not cover it."""
    found = app.index.search(request.text("query"), _SEARCHED)
    return answer(found, app.library, request.say, app.config.calendar)


def entry(app: App, request: Request, name: str) -> tuple[Message, ...]:
    """The card of one entry by its id."""
    return pages(card(app.library.entries[name], app.library, request.say, calendar=app.config.calendar))


def answer(found: Found, library: Library, say: Texts, calendar: str) -> tuple[Message, ...]:
    """Say what a search found.

    Args:
        found: What it found.
        library: Where sources and relations are read.
        say: The bot's own words in the reader's language.
        calendar: The calendar named first, "gregorian" or "solar_hijri".
    """
    if found.status is Status.NOT_COVERED:
        return _nothing(found, library, say)
    if found.status is Status.UNSURE:
        return _unsure(found, say, calendar)
    best = found.matches[0]
    if best.when is None:
        return _one(best, found, library, say, calendar)
    # What is dated by itself says it best; people and places whose claims name the date would repeat it.
    near = [match for match in found.matches if match.when and match.score >= _NEAR * best.score]
    own = [match for match in near if match.claim is None and match.score >= _CLOSE * best.score]
    dated = own or near
    if len(dated) == 1:
        return _one(dated[0], found, library, say, calendar)
    return _on_date(found, dated, [match for match in near if match not in dated], library, say, calendar)


def _one(match: Match, found: Found, library: Library, say: Texts, calendar: str) -> tuple[Message, ...]:
    """All about one entry, and the names of others that fit almost as well."""
    lines = card(match.entry, library, say, calendar=calendar, first=match.claim)
    others = [other for other in found.matches if other is not match and other.score >= _NEAR * match.score]
    return pages((*lines, *_others(others[:_OTHERS], say)))


def _others(matches: list[Match], say: Texts) -> tuple[Line, ...]:
    names = ", ".join(match.entry.name.latin for match in matches)
    return (GAP, line(say("Also found: {names}", names=names), Style.NOTE)) if matches else ()


def _nothing(found: Found, library: Library, say: Texts) -> tuple[Message, ...]:
    if found.correction:
        return pages((line(found.correction),))
    shown = _shown(found.query)
    if not shown:
        return pages((line(say("Type a name, a date or a question, for example: Geneva Accords")),))
    about = say("They tell about {title}. /topics shows on what.", title=library.pack.title)
    return pages(
        (line(say("The sources do not cover this: “{query}”.", query=shown)), line(about, Style.NOTE))
    )


def _unsure(found: Found, say: Texts, calendar: str) -> tuple[Message, ...]:
    offered = found.matches[:_OTHERS]
    if found.asked is not None and offered[0].when is not None:
        head = say("The sources have nothing just for {date}. Around it:", date=found.asked.text)
    else:
        head = say("Nothing fits “{query}” for certain. Did you mean:", query=_shown(found.query))
    lines = [line(head)]
    for number, match in enumerate(offered, 1):
        when = match.when or match.entry.when
        about = say(KINDS[match.entry.kind]) + (f", {dates(when, first=calendar)}" if when else "")
        words = (Text(match.entry.name.latin, strong=True), Text(f" ({about})"))
        lines.append(Line(words, Style.ITEM, f"{number}."))
    return pages(tuple(lines), _buttons(offered))


def _on_date(  # noqa: PLR0913, PLR0917 -- what was found in two parts, and how it is said
    found: Found, dated: list[Match], others: list[Match], library: Library, say: Texts, calendar: str
) -> tuple[Message, ...]:
    """What happened on a date, in order, each with a claim and its sources."""
    shown = tuple(sorted(dated[:_LISTED], key=_chronological))
    asked = found.asked.text if found.asked else ""
    notes = Footnotes(library)
    lines = [line(say("From the sources for {date}", date=asked), Style.TITLE)]
    for number, match in enumerate(shown, 1):
        said = brief(match.entry, notes, when=match.when, claim=match.claim, calendar=calendar)
        lines.append(replace(said, marker=f"{number}."))
    if len(dated) > len(shown):
        lines.append(line(say("… and {count} more", count=len(dated) - len(shown)), Style.NOTE))
    lines += _others(others[:_OTHERS], say)
    lines += [GAP, line(say("Sources"), Style.HEADING), *notes.lines(), GAP]
    lines.append(line(say("A number or a name brings all about it, with its sources."), Style.NOTE))
    return pages(tuple(lines), _buttons(shown))


def _chronological(match: Match) -> tuple[bool, date, str]:
    """By date; what is known to the year only comes after what is known better."""
    when = match.when or match.entry.when
    if when is None:
        return True, date.max, match.entry.id
    return when.precision is Precision.YEAR, when.first, match.entry.id


def _buttons(matches: tuple[Match, ...]) -> tuple[Button, ...]:
    return tuple(Button(match.entry.name.latin, f"lookup:{match.entry.id}") for match in matches)


def _shown(query: str) -> str:
    """A query as it is repeated to its writer: printable, on one line, not too long."""
    words = " ".join("".join(letter if letter.isprintable() else " " for letter in query).split())
    return words if len(words) <= _QUERY_SHOWN else words[: _QUERY_SHOWN - 1] + "…"
