"""What a platform with a page of its own for the bot shows there to one person.

What Tarikh is, what happened today, the person's own results, and for those who manage it the daily posts
and the settings.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING

from bot import results, today
from bot.backend import DatabaseError
from bot.message import Button, Line, Message, Style, Text, line

if TYPE_CHECKING:
    from bot.app import App, Request

_SETTINGS = "set:form"  # see bot.settings
_DAILY = "daily:show"  # see bot.daily

_LOG = logging.getLogger(__name__)


async def home(app: App, request: Request) -> tuple[Message, ...]:
    """The page's parts, one below the other; each keeps its buttons.

    The history can be read without the database: where that does not answer, only the results are missing.
    """
    day = await today.today(app, replace(request, values={}))
    return _greeting(app, request), *day, await _results(app, request)


def _greeting(app: App, request: Request) -> Message:
    say = request.say
    lines = (
        Line((Text("Tarikh", strong=True), Text(f": {app.library.pack.title}")), Style.TITLE),
        line(say("What the sources say, with every source named.")),
        line(say("Write me a name, a date or a question, or use /lookup, /today and /quiz start anywhere.")),
    )
    buttons = [Button(say("Help"), "help:")]
    if request.manager:
        buttons += [Button(say("Daily posts"), _DAILY), Button(say("Settings"), _SETTINGS)]
    return Message(lines, tuple(buttons), private=True)


async def _results(app: App, request: Request) -> Message:
    try:
        (told,) = await results.results(app, request)
    except DatabaseError as error:
        _LOG.warning("results not shown: %s", error)
        told = Message((line(request.say("Your results cannot be read just now.")),), private=True)
    return told
