"""On this day: what happened on a day of the year, in both calendars."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from bot.cards import NOTES, Footnotes, brief, card, dates, heading, sides, warned
from bot.context import of_its_own
from bot.matters import gravity
from bot.message import GAP, MAX_LABEL, Button, Line, Message, Style, Text, line, pages
from bot.preferences import Sensitivity
from content.asked import Calendar
from content.dates import GREGORIAN_MONTHS, MONTHS, DateError, Precision, gregorian_day, hijri_day
from content.days import Mark, on_this_day
from content.queries import read

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.app import App, Request
    from bot.texts import Texts
    from content.days import Anniversary, Day
    from content.library import Library
    from content.model import Claim, Dispute

_LISTED = 6  # of a month's entries: a glance; the rest is a look-up away
_LED = 5  # entries that buttons lead to; a row of them
_CLAIMS = 4  # of an entry: what happened, where, who, and to whom; the rest is a look-up away

CALENDARS = {
    "gregorian": "by the Gregorian day",
    "solar_hijri": "by the Solar Hijri day",
    "both": "by the day of both calendars",
}
YES = {"yes", "y", "on", "true", "1"}
NEAR = {"today": 0, "tomorrow": 1, "yesterday": -1}
MARKS = {"on": "", "began": "began", "ended": "ended"}


async def today(app: App, request: Request) -> tuple[Message, ...]:
    """Tell what happened on today's date, or on another that was asked for."""
    typed, now = request.text("date").strip(), this_day(app)
    day = day_meant(typed, now, request.say) if typed else now
    if isinstance(day, str):
        return pages((line(day),), private=True)
    settings, given = request.settings, request.text("graphic").strip().casefold()
    graphic = given in YES if given else settings.sensitivity is Sensitivity.SHOW
    private = graphic and settings.sensitivity is Sensitivity.ASK
    moved = bool(typed) and _moved(typed, day)
    # What was typed says the same day tomorrow; "tomorrow" itself does not.
    words = typed if typed and typed.casefold() not in NEAR else day.isoformat()
    asked = f"{'yes' if graphic else 'no'}:" if given else ""
    again = f"today:{asked}{words}" if words.isprintable() else ""
    return app.kept.get(
        ("today", day, moved, graphic, private, again, settings.locale, settings.calendar),
        lambda: told(
            app,
            request,
            on_this_day(app.library, day, graphic=graphic),
            moved=moved,
            private=private,
            again=again,
        ),
    )


async def again(app: App, request: Request, value: str) -> tuple[Message, ...]:
    """Tell what the token `today:VALUE` says: a day, before it `yes:` or `no:` to graphic entries."""
    given, asked, words = value.partition(":")
    if not asked or given not in {"yes", "no"}:
        given, words = "", value
    return await today(app, replace(request, values={"date": words, "graphic": given}))


def this_day(app: App) -> date:
    """Today's date where the bot runs."""
    return datetime.fromtimestamp(app.now(), UTC).astimezone().date()


def is_day(typed: str) -> bool:
    """Whether somebody who types this means a day, if only one that no calendar has."""
    query = read(typed)
    day = query.asked is not None and query.asked.precision is Precision.DAY and not query.words
    return typed.casefold() in NEAR or bool(query.correction) or day


def day_meant(typed: str, now: date, say: Texts) -> date | str:
    """The day of this year that somebody means, or a sentence that says why it is none.

    A year that is named is left out: what is asked for is a day's anniversaries, counted to now.

    Args:
        typed: A day with or without a year, in either calendar, or today, tomorrow, yesterday.
        now: Today's date.
        say: The bot's own words in the reader's language.
    """
    if typed.casefold() in NEAR:
        return now + timedelta(days=NEAR[typed.casefold()])
    query = read(typed)
    if query.correction:
        return query.correction
    asked = query.asked
    if asked is not None and asked.precision is Precision.DAY:
        month, day = (asked.months[0] if asked.months else 0), asked.day
        if asked.first is not None:
            hijri = hijri_day(asked.first) if asked.calendar is Calendar.SOLAR_HIJRI else None
            there = hijri or asked.first
            month, day = there.month, there.day
        if day is not None:
            return _in_year(asked.calendar, month, day, now)
    return say("“{typed}” is not a day. Type one like 14 April or 26 Dalw.", typed=typed[:40])


def _in_year(calendar: Calendar, month: int, day: int, now: date) -> date:
    """The day in this Gregorian year; the one before it where it has no 29 February or no 30 Hoot."""
    found = None
    # A Gregorian year begins in one Solar Hijri year and ends in the next.
    for year in (now.year,) if calendar is Calendar.GREGORIAN else (now.year - 622, now.year - 621):
        with contextlib.suppress(DateError, ValueError):
            make = date if calendar is Calendar.GREGORIAN else gregorian_day
            there = make(year, month, day)
            found = there if there.year == now.year else found
    return found or _in_year(calendar, month, day - 1, now)


def _moved(typed: str, day: date) -> bool:
    """Whether a day was asked for that this year lacks, so that the one before it is shown."""
    asked = read(typed).asked
    if asked is None:
        return False
    wanted = asked.day or (asked.first and _number(asked.first, asked.calendar))
    return wanted != _number(day, asked.calendar)


def _number(day: date, calendar: Calendar) -> int:
    there = hijri_day(day) if calendar is Calendar.SOLAR_HIJRI else None
    return there.day if there else day.day


def told(  # noqa: PLR0913 -- a day, and how its message is to be shown
    app: App, request: Request, day: Day, *, moved: bool = False, private: bool = False, again: str = ""
) -> tuple[Message, ...]:
    """Say what a day has: its anniversaries; else what its month has, and an entry to read.

    `moved`: the day that was asked for is not in this year, and this is the one before it.
    """
    say, calendar = request.say, request.settings.calendar
    lines: list[Line] = []
    if moved:
        note = say("This year has no such day; it is remembered on the day before.")
        lines += [line(note, Style.NOTE), GAP]
    lines.append(
        Line((Text(say("On this day"), strong=True), Text(f": {_both(day, calendar)}")), Style.TITLE)
    )
    notes = Footnotes(app.library)
    grouped: dict[tuple[str, date], list[Anniversary]] = {}
    for anniversary in day.anniversaries:
        grouped.setdefault((anniversary.entry.id, _then(anniversary)), []).append(anniversary)
    for group in grouped.values():
        lines += [GAP, *_anniversaries(group, app.library, notes, say, calendar)]
    if not day.anniversaries:
        lines.append(line(say("The sources give no day-precise date for this day.")))
        month = [each for each in day.month if each.claim is None] or day.month
        if month:
            lines += [GAP, line(say("In this month"), Style.HEADING)]
            lines.extend(
                warned(
                    brief(each.entry, notes, when=each.when, claim=each.claim, calendar=calendar),
                    each.entry,
                    say,
                )
                for each in sorted(month[:_LISTED], key=lambda each: each.when.first)
            )
    if notes.numbers:
        lines += [GAP, line(say("Sources"), Style.HEADING), *notes.lines()]
    if not day.anniversaries and day.spotlight:
        lines += [GAP, line(say("To read today, of no particular date"), Style.HEADING)]
        lines.extend(card(day.spotlight, app.library, say, calendar=calendar))
    buttons = _leading(grouped, app.library) if day.anniversaries else ()
    return pages(tuple(lines), buttons, private=private, again=again)


def _then(each: Anniversary) -> date:
    """The true day that is remembered."""
    return each.when.days[-1 if each.mark is Mark.ENDED else 0]


def _leading(grouped: Iterable[tuple[str, date]], library: Library) -> tuple[Button, ...]:
    """Buttons that lead to what a day tells of."""
    entries = (library.entries[name] for name in [*dict.fromkeys(name for name, _ in grouped)][:_LED])
    return tuple(Button(entry.name.latin[:MAX_LABEL], f"lookup:{entry.id}") for entry in entries)


def _both(day: Day, calendar: str) -> str:
    both = [f"{day.date.day} {GREGORIAN_MONTHS[day.date.month - 1]}"]
    if day.hijri is not None:
        both.append(f"{day.hijri.day} {MONTHS[day.hijri.month - 1].latin}")
    if calendar == "solar_hijri":
        both.reverse()
    return " · ".join(both)


def _anniversaries(
    group: list[Anniversary], library: Library, notes: Footnotes, say: Texts, calendar: str
) -> list[Line]:
    """What one entry has on a day: date and name, how long ago, by which calendar, and cited claims.

    Where a claim is one side of a dispute, all its sides are said.
    """
    group = sorted(group, key=lambda each: each.claim is not None)  # the entry's own date first
    each, entry = group[0], group[0].entry
    ago = say.count("{count} year ago", "{count} years ago", each.years) if each.years else say("this year")
    whole = each.claim is None
    mark = f", {say(MARKS[each.mark])}" if whole and MARKS[each.mark] else ""
    ago = f"{ago}{mark}, {say(CALENDARS[each.calendar])}"
    lines = [heading(entry, dates(each.when, first=calendar), ago, say, calendar, whole=whole)]
    claims: dict[str, Claim] = {}
    disputes: dict[str, Dispute] = {}
    for one in group:
        for claim in (one.claim,) if one.claim else of_its_own(library, entry, _then(one), _CLAIMS):
            dispute = library.disputed(f"{entry.id}/{claim.id}")
            if dispute is None:
                claims[claim.id] = claim
            else:
                disputes[dispute.id] = dispute
    told = [*claims.values(), *(position for dispute in disputes.values() for position in dispute.positions)]
    grave = gravity(library, entry, told)
    if grave in NOTES:
        lines.append(line(say(NOTES[grave]), Style.NOTE))
    lines.extend(line(f"{claim.text}{notes.marks(claim)}", Style.ITEM) for claim in claims.values())
    for dispute in disputes.values():
        lines += sides(dispute, notes, say, calendar, each.when)
    return lines
