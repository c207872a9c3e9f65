"""The table of a channel's questions of the day.

Only who has earned something is named, and by their plain name, so that nobody is notified. How often
somebody was wrong is told to nobody else.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from bot.message import Line, Message, PlaceError, Style, Text, UnreachableError, line
from quizzes.scoring import FULL_POINTS

if TYPE_CHECKING:
    from bot.app import App, Request
    from bot.daily_answers import Standing

WINDOWS = (("week", "the last 7 days"), ("month", "the last 30 days"), ("all", "all that is kept"))
_DAYS = {"week": 7, "month": 30, "all": 400}  # a post is kept for some more than a year
_SAID = dict(WINDOWS)
_USUAL = "month"
_ROWS = 25
_DAY = 86_400.0
_NAME = 40  # characters of a name

_LOG = logging.getLogger(__name__)


async def leaderboard(app: App, request: Request) -> tuple[Message, ...]:
    """Tell who earned most by questions of the day in a channel, in the option `window`.

    In a thread it is the table of the thread, or where that has none, of the channel that it is in.

    Raises:
        DatabaseError: It could not be read.
    """
    window = request.text("window")
    window = window if window in _DAYS else _USUAL
    for place in dict.fromkeys((request.place.id, *request.within)):
        if rows := await _rows(app, request, place, window):
            return (_shown(request, rows, window),)
    above = await _above(request)
    rows = await _rows(app, request, above, window) if above else ()
    return (_shown(request, rows, window),)


async def table(app: App, request: Request, place: str) -> tuple[Message, ...]:
    """The table of a place, and what the person who asks has got, for them alone.

    Raises:
        DatabaseError: It could not be read.
    """
    return (_shown(request, await _rows(app, request, place, _USUAL), _USUAL, own=True),)


async def _above(request: Request) -> str:
    """The channel of the request as its platform knows it; empty where it does not tell."""
    try:
        found = await request.channels.find("") if request.channels else None
    except (PlaceError, UnreachableError) as error:
        _LOG.warning("the table of a channel is not found: %s", error)
        return ""
    return found.place.id if found else ""


async def _rows(app: App, request: Request, place: str, window: str) -> tuple[Standing, ...]:
    since = app.now() - _DAYS[window] * _DAY
    return await app.daily.answers.table(request.place.platform, place, since)


def _shown(request: Request, rows: tuple[Standing, ...], window: str, *, own: bool = False) -> Message:
    say = request.say
    head = Text(say("Questions of the day"), strong=True)
    lines = [Line((head, Text(f" · {say(_SAID[window])}")), Style.TITLE)]
    earned = [row for row in rows if _points(row)]
    points = [_points(row) for row in earned]
    for row in earned[:_ROWS]:
        tied = say(" (tie)") if points.count(_points(row)) > 1 else ""
        gained = say("{points} points", points=_points(row))
        words = Text(row.name[:_NAME], strong=True), Text(f": {gained}")
        lines.append(Line(words, Style.ITEM, f"{points.index(_points(row)) + 1}.{tied}"))
    if len(earned) > _ROWS:
        lines.append(line(say("… and {count} more", count=len(earned) - _ROWS), Style.NOTE))
    if not earned:
        lines.append(line(say("Nobody has answered one right yet.")))
    if own:
        lines.append(line(_own(request, rows, points), Style.NOTE))
    return Message(tuple(lines), private=own)


def _own(request: Request, rows: tuple[Standing, ...], points: list[int]) -> str:
    """What the person who asks has got."""
    say = request.say
    row = next((row for row in rows if row.person == request.person.id), None)
    if row is None:
        return say("You have not answered any.")
    told = say.count(
        "You: {points} points from {count} answer",
        "You: {points} points from {count} answers",
        row.answered,
        points=_points(row),
    )
    if _points(row):
        told += say(", place {rank}", rank=points.index(_points(row)) + 1)
    return told + "."


def _points(row: Standing) -> int:
    """As in a quiz."""
    return round(FULL_POINTS * row.points)
