"""Turns the pages of a long answer, where a platform shows one page at a time."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.message import Button, Message, Style, line

if TYPE_CHECKING:
    from bot.texts import Texts

_TITLE = 80  # characters of an answer's title that its other pages repeat


def leaf(messages: tuple[Message, ...], number: int, say: Texts) -> Message:
    """One page of an answer, with buttons that turn to the pages before and after it.

    Args:
        messages: All pages, as a handler gave them; all have the same `again`.
        number: Which page, from 0; a number past the ends gives the nearest page.
        say: The bot's own words in the reader's language.

    Returns:
        The page, with the answer's own buttons after those that turn.
    """
    number = max(0, min(number, len(messages) - 1))
    page = messages[number]
    if len(messages) == 1:
        return page
    turning = []
    if number > 0:
        turning.append(Button(say("◀ Page {number}", number=number), f"leaf:{number - 1}:{page.again}"))
    if number < len(messages) - 1:
        turning.append(Button(say("Page {number} ▶", number=number + 2), f"leaf:{number + 1}:{page.again}"))
    own = messages[-1].buttons
    lines = page.lines
    if number > 0:
        # A page may be shown by itself, to somebody who has not seen the first one.
        title = messages[0].lines[0].text
        title = title if len(title) <= _TITLE else title[: _TITLE - 1] + "…"
        where = say("{title} · page {number} of {count}", title=title, number=number + 1, count=len(messages))
        lines = (line(where, Style.NOTE), *lines)
    return replace(page, lines=lines, buttons=(*turning, *own), selects=messages[-1].selects)


def first(messages: tuple[Message, ...], say: Texts) -> tuple[Message, ...]:
    """What to show of an answer at first: its first page if the others can be turned to, else all."""
    return (leaf(messages, 0, say),) if len(messages) > 1 and messages[0].again else messages
