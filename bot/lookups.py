"""Look-ups: what the sources say about a name, a date or a question."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from bot.cards import KINDS, Footnotes, brief, card, dates, untold, veil, warned
from bot.leads import cited, worth_reading
from bot.message import GAP, MAX_LABEL, Button, Line, Message, Style, Text, line, pages
from bot.preferences import Sensitivity
from bot.sides import told as sides_told
from content import sides as taken
from content import siding
from content.dates import Precision
from content.model import Kind
from content.model import Sensitivity as Graveness
from content.queries import MAX_CHARACTERS
from content.search import Status
from content.siding import Siding

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.app import App, Request
    from bot.texts import Texts
    from content.library import Library
    from content.model import Claim, Entry
    from content.search import Found, Index, Match
    from quizzes.banks import Bank

_LISTED = 12  # as many as a reader takes in at once; the rest is counted
_NEAR = 0.6  # of the best score: what fits less well than that only surrounds what was asked for
_CLOSE = 0.75  # the same for what is dated itself, to be told without the others
_SEARCHED = 30
_OTHERS = 5
_QUERY_SHOWN = 80
_LEADING_ON = 5  # buttons from a card to other entries: a row of them on Discord
_ALSO = 2  # of those, to what else was found


@dataclass(frozen=True, slots=True)
class _Way:
    """How an answer is said: from which library and bank, in which words, and how grave things are shown."""

    library: Library
    bank: Bank | None
    say: Texts
    calendar: str
    sensitivity: Sensitivity

    def veiled(self, entry: Entry) -> bool:
        """Whether an entry is shown on a second press only."""
        return self.sensitivity is Sensitivity.ASK and entry.sensitivity is Graveness.GRAPHIC


async def lookup(app: App, request: Request) -> tuple[Message, ...]:
    """Answer a look-up: an entry, several on a date, the sides of a party, "did you mean", or not covered."""
    return ask(app, request, request.text("query"))


def ask(app: App, request: Request, query: str) -> tuple[Message, ...]:
    """Answer a query; the token `ask:QUERY` brings the answer again."""
    query = query.strip()[:MAX_CHARACTERS]
    way = _way(app, request)
    again = f"ask:{query}" if query.isprintable() else ""
    return app.kept.get(
        ("ask", query, *_shown_by(request)),
        lambda: (
            _on_sides(query, app.index, way, again) or _answer(app.index.search(query, _SEARCHED), way, again)
        ),
    )


def entry(app: App, request: Request, name: str) -> tuple[Message, ...]:
    """The card of one entry by its id: what the token `lookup:ID` brings.

    Raises:
        KeyError: There is no such entry.
    """
    way = _way(app, request)
    return app.kept.get(
        ("lookup", name, *_shown_by(request)),
        lambda: _card(app.library.entries[name], way, again=f"lookup:{name}"),
    )


def shown(app: App, request: Request, name: str) -> tuple[Message, ...]:
    """The card of an entry that reports atrocities, to the one who asked to see it: the token `show:ID`.

    Raises:
        KeyError: There is no such entry.
    """
    way = replace(_way(app, request), sensitivity=Sensitivity.NOTE)
    return app.kept.get(
        ("show", name, *_shown_by(request)),
        lambda: _card(app.library.entries[name], way, again=f"show:{name}", private=True),
    )


def sources(app: App, request: Request, name: str) -> tuple[Message, ...]:
    """All sources of one entry with the claims that stand on each: what the token `sources:ID` brings.

    Raises:
        KeyError: There is no such entry.
    """
    return app.kept.get(
        ("sources", name, request.settings.locale),
        lambda: pages(
            cited(app.library.entries[name], app.library, request.say), private=True, again=f"sources:{name}"
        ),
    )


def sides(app: App, request: Request, name: str) -> tuple[Message, ...]:
    """With whom and against whom a person or group stood, at all times: what the token `sides:ID` brings.

    Raises:
        KeyError: There is no such entry.
    """
    siding_of = Siding(app.library.entries[name], None)
    way = _way(app, request)
    return app.kept.get(
        ("sides", name, *_shown_by(request)), lambda: _sides(siding_of, way, again=f"sides:{name}")
    )


def answer(
    found: Found, library: Library, say: Texts, calendar: str = "gregorian", *, bank: Bank | None = None
) -> tuple[Message, ...]:
    """Say what a search found.

    Args:
        found: What it found.
        library: Where sources and relations are read.
        say: The bot's own words in the reader's language.
        calendar: The calendar named first, "gregorian" or "solar_hijri".
        bank: The questions, for a button that leads to those on an entry; None where there is no practice.
    """
    return _answer(found, _Way(library, bank, say, calendar, Sensitivity.NOTE), "")


def on_sides(
    query: str, index: Index, library: Library, say: Texts, calendar: str = "gregorian"
) -> tuple[Message, ...]:
    """Answer a question about sides; nothing where the query is none (see `answer` for what it is given)."""
    return _on_sides(query, index, _Way(library, None, say, calendar, Sensitivity.NOTE), "")


def _way(app: App, request: Request) -> _Way:
    settings = request.settings
    return _Way(app.library, app.bank, request.say, settings.calendar, settings.sensitivity)


def _shown_by(request: Request) -> tuple[object, ...]:
    """Those settings on which an answer depends."""
    settings = request.settings
    return settings.locale, settings.calendar, settings.sensitivity is Sensitivity.ASK


def _on_sides(query: str, index: Index, way: _Way, again: str) -> tuple[Message, ...]:
    asked = siding.read(query, index)
    return _sides(asked, way, again=again) if asked is not None else ()


def _sides(asked: Siding, way: _Way, *, again: str) -> tuple[Message, ...]:
    return sides_told(asked, way.library, way.say, calendar=way.calendar, veiled=way.veiled, again=again)


def _answer(found: Found, way: _Way, again: str) -> tuple[Message, ...]:
    if found.status is Status.NOT_COVERED:
        return _nothing(found, way)
    if found.status is Status.UNSURE:
        return _unsure(found, way)
    best = found.matches[0]
    if best.when is None:
        return _one(best, found, way, again)
    # What is dated by itself says it best; people and places whose claims name the date would repeat it.
    near = [match for match in found.matches if match.when and match.score >= _NEAR * best.score]
    own = [match for match in near if match.claim is None and match.score >= _CLOSE * best.score]
    dated = own or near
    if len(dated) == 1:
        return _one(dated[0], found, way, again)
    return _on_date(found, dated, [match for match in near if match not in dated], way, again)


def _one(match: Match, found: Found, way: _Way, again: str) -> tuple[Message, ...]:
    """All about one entry, and the names of others that fit almost as well."""
    others = [other for other in found.matches if other is not match and other.score >= _NEAR * match.score]
    return _card(match.entry, way, again=again, first=match.claim, also=others[:_OTHERS])


def _card(  # noqa: PLR0913 -- which entry, and all that its card can bring along
    entry: Entry,
    way: _Way,
    *,
    again: str,
    first: Claim | None = None,
    also: list[Match] | None = None,
    private: bool = False,
) -> tuple[Message, ...]:
    """A card with the buttons that lead on from it; of an entry that is veiled, what leads to it."""
    others = also or []
    if way.veiled(entry):
        lines: tuple[Line, ...] = veil(entry, way.say, calendar=way.calendar)
        buttons = [Button(way.say("Show it to me"), f"show:{entry.id}")]
    else:
        lines = card(entry, way.library, way.say, calendar=way.calendar, first=first)
        buttons = _buttons_on(entry, [match.entry for match in others[:_ALSO]], way)
    return pages((*lines, *_others(others, way.say)), tuple(buttons), private=private, again=again)


def _buttons_on(entry: Entry, also: list[Entry], way: _Way) -> list[Button]:
    others = {each.id: each for each in (*also, *worth_reading(entry, way.library))}
    buttons = [_button(other) for other in [*others.values()][:_LEADING_ON]]
    buttons.append(Button(way.say("Sources"), f"sources:{entry.id}"))
    if way.bank is not None and _asked_about(entry, way.bank):
        buttons.append(Button(way.say("Quiz me on this"), f"try:entry:{entry.id}"))
    if entry.kind in {Kind.PERSON, Kind.GROUP} and taken.of(way.library, entry):
        buttons.append(Button(way.say("Allies and enemies"), f"sides:{entry.id}"))
    return buttons


def _asked_about(entry: Entry, bank: Bank) -> bool:
    """Whether a question that can be drawn stands on a claim of the entry."""
    begin = f"{entry.id}/"
    return any(
        claim.startswith(begin)
        for questions in bank.by_topic.values()
        for question in questions
        for claim in question.claims
    )


def _others(matches: list[Match], say: Texts) -> tuple[Line, ...]:
    names = ", ".join(match.entry.name.latin for match in matches)
    return (GAP, line(say("Also found: {names}", names=names), Style.NOTE)) if matches else ()


def _nothing(found: Found, way: _Way) -> tuple[Message, ...]:
    """Why there is no answer: to the one who asked only, for nobody else can do anything with it."""
    say = way.say
    if found.correction:
        return pages((line(found.correction),), private=True)
    shown = _shown(found.query)
    if not shown:
        hint = say("Type a name, a date or a question, for example: Geneva Accords")
        return pages((line(hint),), private=True)
    about = say("They tell about {title}. /topics shows on what.", title=way.library.pack.title)
    head = line(say("The sources do not cover this: “{query}”.", query=shown))
    return pages((head, line(about, Style.NOTE)), private=True)


def _unsure(found: Found, way: _Way) -> tuple[Message, ...]:
    say, offered = way.say, found.matches[:_OTHERS]
    if found.asked is not None and offered[0].when is not None:
        head = say("The sources have nothing just for {date}. Around it:", date=found.asked.text)
    else:
        head = say("Nothing fits “{query}” for certain. Did you mean:", query=_shown(found.query))
    lines = [line(head)]
    for number, match in enumerate(offered, 1):
        when = match.when or match.entry.when
        about = say(KINDS[match.entry.kind]) + (f", {dates(when, first=way.calendar)}" if when else "")
        words = (Text(match.entry.name.latin, strong=True), Text(f" ({about})"))
        lines.append(Line(words, Style.ITEM, f"{number}."))
    # In a channel it would only puzzle the others: it is the asker's to say what was meant.
    return pages(tuple(lines), _numbered(offered), private=True)


def _on_date(
    found: Found, dated: list[Match], others: list[Match], way: _Way, again: str
) -> tuple[Message, ...]:
    """What happened on a date, in order, each with a claim and its sources."""
    say = way.say
    shown = sorted(dated[:_LISTED], key=_chronological)
    asked = found.asked.text if found.asked else ""
    notes = Footnotes(way.library)
    lines = [line(say("From the sources for {date}", date=asked), Style.TITLE)]
    for number, match in enumerate(shown, 1):
        if way.veiled(match.entry):
            said = untold(match.entry, say, when=match.when, calendar=way.calendar)
        else:
            said = brief(match.entry, notes, when=match.when, claim=match.claim, calendar=way.calendar)
            said = warned(said, match.entry, say)
        lines.append(replace(said, marker=f"{number}."))
    if len(dated) > len(shown):
        lines.append(line(say("… and {count} more", count=len(dated) - len(shown)), Style.NOTE))
    lines += _others(others[:_OTHERS], say)
    if notes.numbers:
        lines += [GAP, line(say("Sources"), Style.HEADING), *notes.lines()]
    lines += [GAP, line(say("A number or a name brings all about it, with its sources."), Style.NOTE)]
    return pages(tuple(lines), _numbered(shown), again=again)


def _chronological(match: Match) -> tuple[bool, date, str]:
    """By date; what is known to the year only comes after what is known better."""
    when = match.when or match.entry.when
    if when is None:
        return True, date.max, match.entry.id
    return when.precision is Precision.YEAR, when.first, match.entry.id


def _button(entry: Entry) -> Button:
    return Button(entry.name.latin, f"lookup:{entry.id}")


def _numbered(matches: Sequence[Match]) -> tuple[Button, ...]:
    """The buttons of a list, each with its line's number: lists are longer than a row of buttons."""
    return tuple(
        Button(f"{number}. {match.entry.name.latin}"[:MAX_LABEL], f"lookup:{match.entry.id}")
        for number, match in enumerate(matches, 1)
    )


def _shown(query: str) -> str:
    """A query as it is repeated to its writer: printable, on one line, not too long."""
    words = " ".join("".join(letter if letter.isprintable() else " " for letter in query).split())
    return words if len(words) <= _QUERY_SHOWN else words[: _QUERY_SHOWN - 1] + "…"
