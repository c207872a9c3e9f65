"""A platform-neutral message.

Plain text only: no markup lives here, and each renderer escapes for its platform. The limits are the tighter
platform's (Slack's section of 3,000 characters and button of 75, Discord's message of 4,000 characters and 40
components), checked when a message is made, so that no post fails for its length when it is sent.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, TypeAlias

MAX_LINE = 1_000
MAX_TEXT = 3_600  # of all lines and buttons of a message together; Discord counts 4,000
MAX_LINES = 40  # Slack allows 50 blocks
MAX_LABEL = 75
MAX_TOKEN = 100  # Discord's custom_id; Slack's is 255
MAX_BUTTONS = 15


class MessageError(ValueError):
    """A message was made that a platform could not show."""


class Style(StrEnum):
    """What a line is, for a renderer to show as its platform does."""

    TITLE = "title"
    HEADING = "heading"
    TEXT = "text"
    ITEM = "item"  # one of a list
    NOTE = "note"  # small print: sources, hints
    GAP = "gap"  # an empty line between parts


@dataclass(frozen=True, slots=True)
class Text:
    """Words; `strong` where a reader's eye should stop."""

    text: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead to an address."""

    text: str
    address: str


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who asks or plays: the platform's id, and the name to show."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Mention:
    """A player's own name, as the platform mentions people."""

    person: Person


Span: TypeAlias = Text | Link | Mention


def span_text(span: Span) -> str:
    """The words of a span without any markup."""
    return span.person.name if isinstance(span, Mention) else span.text


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph. `marker` leads an item: a number, a letter, or empty for a bullet."""

    spans: tuple[Span, ...]
    style: Style = Style.TEXT
    marker: str = ""

    def __post_init__(self) -> None:
        if len(self.text) > MAX_LINE:
            raise MessageError(
                f"a line has {len(self.text)} characters; at most {MAX_LINE} fit: {self.text[:40]}…"
            )

    @property
    def text(self) -> str:
        """The line's words without any markup."""
        return "".join(span_text(span) for span in self.spans)


def line(text: str, style: Style = Style.TEXT, *, marker: str = "") -> Line:
    """A line of plain words."""
    return Line((Text(text),), style, marker)


GAP = Line((), Style.GAP)


@dataclass(frozen=True, slots=True)
class Button:
    """Something to press. The token carries its state, so that a button outlives a restart."""

    label: str
    token: str

    def __post_init__(self) -> None:
        if not 1 <= len(self.label) <= MAX_LABEL:
            raise MessageError(f"a button's label has 1 to {MAX_LABEL} characters: {self.label[:40]!r}")
        if not 1 <= len(self.token) <= MAX_TOKEN:
            raise MessageError(f"a button's token has 1 to {MAX_TOKEN} characters: {self.token[:40]!r}")


@dataclass(frozen=True, slots=True)
class Message:
    """What the bot says at once. `private`: only the person who asked sees it, where the platform can."""

    lines: tuple[Line, ...]
    buttons: tuple[Button, ...] = ()
    private: bool = False

    def __post_init__(self) -> None:
        if not self.lines:
            raise MessageError("a message has at least one line")
        if len(self.lines) > MAX_LINES:
            raise MessageError(f"a message has at most {MAX_LINES} lines, not {len(self.lines)}")
        if len(self.buttons) > MAX_BUTTONS:
            raise MessageError(f"a message has at most {MAX_BUTTONS} buttons, not {len(self.buttons)}")
        size = sum(len(each.text) + len(each.marker) for each in self.lines)
        size += sum(len(button.label) for button in self.buttons)
        if size > MAX_TEXT:
            raise MessageError(f"a message has at most {MAX_TEXT} characters, not {size}")

    @property
    def text(self) -> str:
        """All words, a line each: for logs of tests, notifications and screen readers."""
        return "\n".join(each.text for each in self.lines)


_LEADING = frozenset({Style.TITLE, Style.HEADING, Style.GAP})


def pages(
    lines: tuple[Line, ...], buttons: tuple[Button, ...] = (), *, private: bool = False
) -> tuple[Message, ...]:
    """Lay lines out on as few messages as they need, never cutting one; the last has the buttons.

    A heading stays with the line that follows it; a gap is not carried over a page's edge.
    """
    done: list[Message] = []
    page: list[Line] = []
    room = MAX_TEXT - sum(len(button.label) for button in buttons)

    def close() -> None:
        while page and page[-1].style is Style.GAP:
            page.pop()
        if page:
            done.append(Message(tuple(page), private=private))
        page.clear()

    for number, each in enumerate(lines):
        ahead = [each]
        # Up to the first line that says something, so that no heading stands alone at a page's foot.
        while ahead[-1].style in _LEADING and number + len(ahead) < len(lines):
            ahead.append(lines[number + len(ahead)])
        size = sum(len(one.text) + len(one.marker) for one in (*page, *ahead))
        if len(page) + len(ahead) > MAX_LINES or size > room:
            close()
        if page or each.style is not Style.GAP:
            page.append(each)
    close()
    if buttons:
        done[-1] = Message(done[-1].lines, buttons, private=private)
    return tuple(done)


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is said: the platform's name, and its id for the channel, thread or terminal."""

    platform: str
    id: str


@dataclass(frozen=True, slots=True)
class Posted:
    """A message that a platform has shown, so that it can be edited."""

    place: Place
    id: str


class Platform(Protocol):
    """The seam to a platform: post a message, and edit one that was posted."""

    async def post(self, place: Place, message: Message) -> Posted:
        """Show a message at a place."""
        ...

    async def edit(self, posted: Posted, message: Message) -> None:
        """Replace what an earlier message says."""
        ...
