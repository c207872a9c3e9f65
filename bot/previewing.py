"""What `tarikh daily preview` prints: the post of a day, as a channel would have it."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot import choosing, clock, config
from bot.building import BANK, PACK
from bot.composing import compose
from bot.days_ahead import day_ahead
from bot.exits import FOUND, NOT_FOUND, fail, say
from bot.posts import post_id
from bot.schedules import Schedule
from bot.subscriptions import Kind, Wish
from bot.texts import texts
from bot.topics import TopicError, topics_named
from content.days import Calendar
from content.library import load
from quizzes import banks

if TYPE_CHECKING:
    import argparse
    from datetime import date

    from bot.message import Message
    from bot.texts import Texts
    from content.library import Library
    from quizzes.banks import Bank

_ANY = Schedule(0, 0, "UTC")  # what is told depends on the date alone


def preview(options: argparse.Namespace, width: int) -> int:
    """Print the post of `options.date`; `width` is in columns."""
    from adapters.terminal.render import plain  # noqa: PLC0415 -- adapters are loaded only when they are used

    words = texts(config.read(os.environ).locale)
    today = datetime.fromtimestamp(clock.now(), UTC).astimezone().date()
    day = day_ahead(options.date, today, words)
    if isinstance(day, str):
        return fail(day)
    library = load(PACK)
    try:
        topics = topics_named(library, options.topics, words)
    except TopicError as error:
        return fail(str(error))
    wish = Wish(
        Kind(options.kind),
        _ANY,
        topics,
        Calendar(options.calendar),
        question=options.question,
        graphic=options.graphic,
    )
    told = post(library, banks.load(BANK, library), wish, day, words)
    say(plain(told, width).rstrip("\n") if told else f"There is nothing to post on {day}.")
    return FOUND if told else NOT_FOUND


def post(library: Library, bank: Bank, wish: Wish, day: date, words: Texts) -> tuple[Message, ...]:
    """The messages of a day where nothing was told before; none where there is nothing to tell."""
    name = post_id(wish.kind, day)
    chosen = choosing.choose(library, bank, wish, day, {}, frozenset(), post_id=name)
    if chosen is None:
        return ()
    composed = compose(library, bank, wish, name, day, chosen, None, words, preview=True)
    return tuple(part for part in (composed.day, composed.question) if part is not None)
