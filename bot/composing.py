"""A daily post's messages, from what was chosen for it: each part is one, within every platform's limits."""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random
from typing import TYPE_CHECKING

from bot import message, rounds
from bot.answers import controls
from bot.cards import NOTES, Footnotes, dates, heading, scripts, sides
from bot.chosen import Why
from bot.matters import LASTING, gravity
from bot.message import GAP, Button, Line, Message, MessageError, Style, Text, line
from bot.outcomes import Previous, grave_among, outcome, results
from content.dates import GREGORIAN_MONTHS, MONTHS, hijri_day, parse
from content.days import Calendar, Mark
from content.model import Sensitivity
from quizzes.shown import Drawn, shown_order

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from bot.chosen import Chosen, Told
    from bot.subscriptions import Wish
    from bot.texts import Texts
    from content.library import Library
    from content.model import Entry
    from quizzes.banks import Bank
    from quizzes.model import Question

__all__ = ["MAX_TITLE", "Composed", "Previous", "compose", "outcome"]

MAX_TITLE = 100  # a thread's name on Discord
_LED = 4  # entries that buttons lead to: with the day's own button, a row

_HINT = "Only you see your answer. The next one names those who were right, and never those who were wrong."
_HEADS = {
    Why.MONTH: "In this month",
    Why.SUBJECT: "To read today, of no particular date",
}
_MARKS = {Mark.ON: "", Mark.BEGAN: "began", Mark.ENDED: "ended"}


@dataclass(frozen=True, slots=True)
class Composed:
    """A post's messages.

    Attributes:
        day: On this day; None where nothing of it is told.
        question: The question of the day; None where none is asked.
        title: What the post is about, for lists and as a thread's name: at most `MAX_TITLE` characters.
        sober: Whether it is about people who suffered or died: then nobody is notified of it.
    """

    day: Message | None
    question: Message | None
    title: str
    sober: bool


@dataclass(frozen=True, slots=True)
class _Post:
    """A post, and what it is said with."""

    library: Library
    bank: Bank
    wish: Wish
    id: str
    day: date
    chosen: Chosen
    say: Texts
    preview: bool

    @property
    def calendar(self) -> str:
        """The calendar that dates begin with."""
        return Calendar.SOLAR_HIJRI if self.wish.calendar is Calendar.SOLAR_HIJRI else Calendar.GREGORIAN


def compose(  # noqa: PLR0913, PLR0917 -- what was chosen, for whom, and what it is said with
    library: Library,
    bank: Bank,
    wish: Wish,
    post_id: str,
    day: date,
    chosen: Chosen,
    previous: Previous | None,
    say: Texts,
    *,
    preview: bool = False,
) -> Composed:
    """Lay a post out.

    What is about people who suffered or died is told soberly: a note before it, no picture, no mark of a
    heading, and nobody is notified of the post.

    Args:
        library: What is known.
        bank: What can be asked.
        wish: What the channel wants.
        post_id: The post's id; every part has a button with it.
        day: The local date of the post.
        chosen: What is told; what the library or the bank does not hold any more is left out.
        previous: What the question before came to; told above the new one.
        say: The bot's own words in the channel's language.
        preview: Whether nobody can answer: then it is not said how.

    Raises:
        MessageError: Not even one claim fits.
    """
    post = _Post(library, bank, wish, post_id, day, chosen, say, preview)
    told = tuple(kept for each in chosen.told if (kept := _known(each, library)))
    asked = _asked(chosen, bank)
    asked_of = [library.claim(claim)[0] for claim in asked.claims] if asked else []
    grave = _gravest(library, told) is not None
    sober = grave or grave_among(asked_of) is not None
    on_day = _on_this_day(post, told) if told else None
    question = _question(post, asked, previous, table=not grave) if asked else None
    if not sober and on_day is not None:
        on_day = replace(on_day, ping=wish.ping)
    elif not sober and question is not None:
        question = replace(question, ping=wish.ping)
    return Composed(on_day, question, _title(post, told), sober)


def _asked(chosen: Chosen, bank: Bank) -> Question | None:
    """The question that was chosen; None where there is none, or none any more that is shown in its order."""
    asked = bank.questions.get(chosen.question)
    if asked is None or sorted(chosen.order) != sorted(shown_order(asked, Random(0))):  # noqa: S311 -- only its numbers matter
        return None
    return asked


def _known(told: Told, library: Library) -> Told | None:
    """What the library still holds of something that was chosen."""
    entry = library.entries.get(told.entry)
    held = {claim.id for claim in entry.statements()} if entry else set()
    claims = tuple(claim for claim in told.claims if claim in held)
    return replace(told, claims=claims) if claims else None


def _gravest(library: Library, told: tuple[Told, ...]) -> Sensitivity | None:
    """What is to be noted before some things are told; None where nothing is."""
    found = []
    for each in told:
        claims = [library.claim(f"{each.entry}/{claim}")[1] for claim in each.claims]
        found.append(gravity(library, library.entries[each.entry], claims))
    return max((each for each in found if each in NOTES), key=list(Sensitivity).index, default=None)


def _title(post: _Post, told: tuple[Told, ...]) -> str:
    """The day and what is told; so that what happened on another day does not seem to be of this one."""
    say, day = post.say, _dates(post)[0]
    if not told:
        return f"{day}: {say('Question of the day')}"
    first = told[0]
    entry = post.library.entries[first.entry]
    if post.chosen.why is Why.DAY:
        within = "" if first.whole or entry.kind in LASTING else f", {say('in')}"
        return f"{day}{within}: {entry.name.latin}"
    if post.chosen.why is Why.MONTH:
        return f"{say('In {month}', month=GREGORIAN_MONTHS[post.day.month - 1])}: {entry.name.latin}"
    return f"{say('To read on {day}', day=day)}: {entry.name.latin}"


# --- On this day ---


def _on_this_day(post: _Post, told: tuple[Told, ...]) -> Message:
    """As much of what was chosen as has room in a message."""
    while True:
        try:
            return _told(post, told)
        except MessageError:
            *others, last = told
            fewer = _fewer(last, post.library)
            if not others and not fewer.claims:
                raise
            told = (*others, *((fewer,) if fewer.claims else ()))


def _fewer(told: Told, library: Library) -> Told:
    """Without the last thing that is said: a claim, or a dispute with all its sides."""
    last = library.disputed(f"{told.entry}/{told.claims[-1]}")
    gone = {side.id for side in last.positions} if last else {told.claims[-1]}
    return replace(told, claims=tuple(claim for claim in told.claims if claim not in gone))


def _told(post: _Post, told: tuple[Told, ...]) -> Message:
    say, entries = post.say, [post.library.entries[each.entry] for each in told]
    grave, notes = _gravest(post.library, told), Footnotes(post.library)
    head = " · ".join(_dates(post))
    if post.chosen.why is Why.DAY:
        head = f"{say('On this day')}: {head}"
    lines = [Line((Text(head, strong=grave is None),), Style.TITLE)]
    if grave is not None:
        lines = [line(say(NOTES[grave]), Style.NOTE), line(head)]
    if post.chosen.why in _HEADS:
        lines.append(line(say(_HEADS[post.chosen.why])))
    for each in told:
        lines += [GAP, *_thing(post, each, notes)]
    lines += [GAP, line(say("Sources"), Style.HEADING), *notes.lines(care=False)]
    picture = next((each.picture for each in entries if each.picture), None) if grave is None else None
    if picture is not None:
        credit = say("Picture: {credit} ({licence})", credit=picture.credit, licence=picture.licence)
        lines.append(line(credit, Style.NOTE))
    shown = message.Picture(picture.address, picture.description) if picture else None
    return Message(tuple(lines), _leading(post, entries), picture=shown)


def _thing(post: _Post, told: Told, notes: Footnotes) -> list[Line]:
    """What is told of an entry: its name with its date, and cited claims, each dispute with all its sides."""
    entry, say = post.library.entries[told.entry], post.say
    when = parse(told.when) if told.when else entry.when
    dated = dates(when, first=post.calendar) if when else ""
    lines = [heading(entry, dated, _ago(post, told), say, post.calendar, whole=told.whole)]
    if post.chosen.why is Why.SUBJECT:
        lines += scripts(entry)
    disputes = {}
    for name in told.claims:
        _, claim = post.library.claim(f"{entry.id}/{name}")
        dispute = post.library.disputed(f"{entry.id}/{name}")
        if dispute is None:
            lines.append(line(f"{claim.text}{notes.marks(claim)}", Style.ITEM))
        else:
            disputes[dispute.id] = dispute
    for dispute in disputes.values():
        lines += sides(dispute, notes, say, post.calendar, when)
    return lines


def _ago(post: _Post, told: Told) -> str:
    """How long ago an anniversary's day is, and by which calendar where it is not the day of both."""
    if post.chosen.why is not Why.DAY:
        return ""
    say = post.say
    ago = say.count("{count} year ago", "{count} years ago", told.years) if told.years else say("this year")
    mark = f", {say(_MARKS[told.mark])}" if told.whole and _MARKS[told.mark] else ""
    solar = f", {say('by the Solar Hijri day')}" if told.calendar is Calendar.SOLAR_HIJRI else ""
    return f"{ago}{mark}{solar}"


def _dates(post: _Post) -> list[str]:
    """The day in both calendars, that of the wish first."""
    hijri = hijri_day(post.day)
    both = [f"{post.day.day} {GREGORIAN_MONTHS[post.day.month - 1]}"]
    if hijri is not None:
        both.append(f"{hijri.day} {MONTHS[hijri.month - 1].latin}")
    return both[::-1] if post.calendar is Calendar.SOLAR_HIJRI else both


def _leading(post: _Post, entries: list[Entry]) -> tuple[Button, ...]:
    """Buttons that lead to what is told, and to all that the day has."""
    named = {each.id: each.name.latin for each in entries}
    led = [Button(name, f"lookup:{entry}") for entry, name in list(named.items())[:_LED]]
    # Of a post that tells nothing of its own day, the button leads to something else.
    label = "All of this day" if post.chosen.why is Why.DAY else "On this day"
    return (*led, Button(post.say(label), f"daily:more:{post.id}"))


# --- The question of the day ---


def _question(post: _Post, asked: Question, previous: Previous | None, *, table: bool) -> Message:
    """The question, below what the one before came to, as far as there is room for that.

    `table`: whether a button leads to the table where there are others, too, and the result names people.
    """
    say, grave = post.say, grave_among([post.library.claim(claim)[0] for claim in asked.claims])
    drawn = Drawn(asked.id, post.chosen.order)
    about = f" · {post.library.topics[asked.topic].name} · {say(rounds.DIFFICULTIES[asked.difficulty])}"
    title = Text(say("Question of the day"), strong=grave is None)
    lines = [Line((title, Text(about)), Style.TITLE)]
    if grave is not None:
        lines.insert(0, line(say(NOTES[grave]), Style.NOTE))
    lines += [line(asked.prompt), *rounds.options(asked, drawn.order)]
    if not post.preview:
        lines += [line(say(rounds.PRESSED[asked.kind]), Style.NOTE), line(say(_HINT), Style.NOTE)]
    buttons, selects = controls(asked, drawn, f"daily:q:{post.id}", say)
    if table or not buttons:
        buttons = (*buttons, Button(say("Table"), f"daily:table:{post.id}"))

    def made(before: tuple[Line, ...]) -> Message:
        return Message((*before, *lines), buttons, selects=selects)

    if previous is None:
        return made(())
    return _below(made, results(previous, post.library, post.bank, say, named=table))


def _below(made: Callable[[tuple[Line, ...]], Message], results: tuple[tuple[Line, ...], ...]) -> Message:
    """The longest of some results that has room above the question."""
    for result in results:
        try:
            return made(result)
        except MessageError:
            continue
    return made(())
