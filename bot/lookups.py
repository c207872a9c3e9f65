"""Look-ups: what the sources say about a name, a date or a question."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from bot.cards import KINDS, brief, card, dates
from bot.message import GAP, Button, Line, Message, Style, Text, line, pages
from content.search import Status

if TYPE_CHECKING:
    from bot.app import App, Request
    from bot.texts import Texts
    from content.library import Library
    from content.search import Found, Match

_LISTED = 12  # as many as a reader takes in at once; the rest is counted
_NEAR = 0.6  # of the best score: what fits less well than that only surrounds what was asked for
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
    best, *others = found.matches
    dated = [match for match in found.matches if match.when is not None]
    if best.when is not None and len(dated) > 1 and dated[1].score >= _NEAR * best.score:
        return _on_date(found, dated, say, calendar)
    lines = card(best.entry, library, say, calendar=calendar, first=best.claim)
    near = [match for match in others[:_OTHERS] if match.score >= _NEAR * best.score]
    if near:
        names = ", ".join(match.entry.name.latin for match in near)
        lines += (GAP, line(say("Also found: {names}", names=names), Style.NOTE))
    return pages(lines)


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
    return (Message(tuple(lines), _buttons(offered)),)


def _on_date(found: Found, dated: list[Match], say: Texts, calendar: str) -> tuple[Message, ...]:
    near = [match for match in dated if match.score >= _NEAR * dated[0].score]
    shown = tuple(sorted(near[:_LISTED], key=_chronological))
    asked = found.asked.text if found.asked else ""
    lines = [line(say("From the sources for {date}", date=asked), Style.TITLE)]
    for number, match in enumerate(shown, 1):
        said = brief(match.entry, when=match.when, claim=match.claim, calendar=calendar)
        lines.append(replace(said, marker=f"{number}."))
    if len(near) > len(shown):
        lines.append(line(say("… and {count} more", count=len(near) - len(shown)), Style.NOTE))
    lines.append(line(say("A number or a name brings all about it, with its sources."), Style.NOTE))
    laid = pages(tuple(lines))
    return (*laid[:-1], Message(laid[-1].lines, _buttons(shown)))


def _chronological(match: Match) -> tuple[date, str]:
    when = match.when or match.entry.when
    return (when.first if when else date.max), match.entry.id


def _buttons(matches: tuple[Match, ...]) -> tuple[Button, ...]:
    return tuple(Button(match.entry.name.latin, f"lookup:{match.entry.id}") for match in matches)


def _shown(query: str) -> str:
    """A query as it is repeated to its writer: printable, on one line, not too long."""
    words = " ".join("".join(letter if letter.isprintable() else " " for letter in query).split())
    return words if len(words) <= _QUERY_SHOWN else words[: _QUERY_SHOWN - 1] + "…"
