"""A message as styled fragments for a terminal, laid out for its width.

Pure. The styles are names that `STYLES` maps to a look; every one of them also shows without colour, by an
indent, a marker or brackets, so plain output loses nothing. A name in Persian or Pashto script stands on a
line of its own (`bot.cards.scripts`), so that no terminal has to order two directions within a line.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeAlias

from wcwidth import wcswidth

from bot.message import GAP, Line, Link, Message, Style, Text, line, span_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.message import Button, Picture, Span
    from bot.texts import Texts

Fragment: TypeAlias = tuple[str, str]  # a style and words

# Looks by prompt_toolkit's names. Bold and underline only: legible on light and dark, and without colour.
STYLES: dict[str, str] = {
    "title": "bold",
    "heading": "bold underline",
    "strong": "bold",
    "note": "",
    "link": "underline",
}

NARROWEST = 20  # columns; below that, lines run on and the terminal breaks them
WIDEST = 100  # columns; longer lines are hard to read


def render(message: Message, width: int) -> list[Fragment]:
    """Lay a message out for a terminal.

    Buttons are not drawn: what can be chosen is numbered in the message's lines, or behind them (`choices`),
    and pressed by its number. Nor are selects: a message that has some says what to type instead.

    Args:
        message: What to show.
        width: The terminal's width in columns.

    Returns:
        Fragments, each a style's name (or "") and words; line ends are fragments of their own.
    """
    columns = max(NARROWEST, min(width, WIDEST))
    laid: list[Fragment] = []
    for each in message.lines:
        laid.extend(_line(each, columns))
    if message.picture is not None:
        laid.extend(_picture(message.picture, columns))
    return laid


def pressable(messages: tuple[Message, ...]) -> tuple[Button, ...]:
    """The buttons of an answer that can be pressed at a keyboard, in the order of their numbers."""
    # Practice is each player's own, on a device of their own; at one keyboard there is /quiz start.
    return tuple(
        button for message in messages for button in message.buttons if not button.token.startswith("try:")
    )


def numbered(messages: tuple[Message, ...], buttons: tuple[Button, ...]) -> bool:
    """Whether the lines themselves give every button its number."""
    markers = {each.marker for message in messages for each in message.lines if each.style is Style.ITEM}
    return {f"{number}." for number in range(1, len(buttons) + 1)} <= markers


def choices(buttons: tuple[Button, ...], say: Texts) -> Message:
    """A line that gives buttons their numbers."""
    listed = " · ".join(f"{number} {button.label}" for number, button in enumerate(buttons, 1))
    return Message((GAP, line(say("Numbers lead on: {choices}", choices=listed), Style.NOTE)))


def plain(messages: tuple[Message, ...], width: int) -> str:
    """Messages as plain text, for pipes and for `tarikh ask`."""
    return "".join(words for row in rows(messages, width) for _, words in row)


def rows(messages: tuple[Message, ...], width: int) -> list[list[Fragment]]:
    """The rows of the terminal that messages take, each ending with its line end.

    The pages of one answer read on without a gap, but before what begins a part of its own.
    """
    fragments: list[Fragment] = []
    for message in messages:
        if fragments and message.lines[0].style in {Style.TITLE, Style.HEADING}:
            fragments.append(("", "\n"))
        fragments += render(message, width)
    split: list[list[Fragment]] = [[]]
    for style, words in fragments:
        for piece in words.splitlines(keepends=True):
            split[-1].append((style, piece))
            if piece.endswith("\n"):
                split.append([])
    return [row for row in split if row]


def _columns(words: str) -> int:
    # -1 stands for a text with control characters; its length is as good a guess as any.
    width = wcswidth(words)
    return len(words) if width < 0 else width


def _line(each: Line, columns: int) -> Iterator[Fragment]:
    if each.style is Style.GAP:
        yield "", "\n"
        return
    base = {Style.TITLE: "title", Style.HEADING: "heading", Style.NOTE: "note"}.get(each.style, "")
    yield from _laid(_lead(each), each.spans, base, columns)


def _picture(picture: Picture, columns: int) -> Iterator[Fragment]:
    """What a picture shows, and where it is: a terminal shows none."""
    for span in (Text(f"[{picture.description}]"), Link(picture.address, picture.address)):
        yield from _laid("  ", (span,), "note", columns)


def _laid(lead: str, spans: tuple[Span, ...], base: str, columns: int) -> Iterator[Fragment]:
    """Words in rows of so many columns, the first after `lead`, the others below where that ends."""
    room = columns - _columns(lead)
    used = 0
    yield "", lead
    for style, gap, word in _words(spans, base):
        if used and gap and used + _columns(gap + word) > room:
            yield "", "\n" + " " * (columns - room)
            used = 0
        shown = gap + word if used else word
        yield style, shown
        used += _columns(shown)
    yield "", "\n"


def _lead(each: Line) -> str:
    if each.style is Style.ITEM:
        return f"  {each.marker} " if each.marker else "  • "
    if each.style is Style.NOTE:
        return f"  {each.marker} " if each.marker else "  "
    return f"{each.marker} " if each.marker else ""


def _words(spans: tuple[Span, ...], base: str) -> Iterator[tuple[str, str, str]]:
    """The words of spans under the style of their span, each with the space before it, where there is one."""
    gap = ""
    for span in spans:
        style = base
        if isinstance(span, Text) and span.strong:
            style = "strong"
        elif isinstance(span, Link):
            style = "link"
        for piece in re.findall(r"\s+|\S+", span_text(span)):
            if piece.isspace():
                gap = " "
            else:
                yield style, gap, piece
                gap = ""
