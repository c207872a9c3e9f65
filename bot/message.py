"""A platform-neutral message.

Plain text only: no markup lives here, and each renderer escapes for its platform. The limits are the tighter
platform's (Slack's section of 3,000 characters and button of 75, Discord's message of 4,000 characters and 40
components), checked when a message is made, so that no post fails for its length when it is sent.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Protocol, TypeAlias

MAX_LINE = 1_000
MAX_TEXT = 3_600  # of all lines and buttons of a message together; Discord counts 4,000
MAX_LINES = 40  # Slack allows 50 blocks
MAX_LABEL = 75
MAX_TOKEN = 100  # Discord's custom_id; Slack's is 255
MAX_BUTTONS = 15
MAX_SELECTS = 4
MAX_OPTIONS = 25  # of a select, on both platforms
MAX_HINT = 100  # Slack's placeholder is 150
MAX_FIELDS = 5  # of a form, on Discord
MAX_FIELD = 100  # a field's label; Discord shows 45, and the whole of it below
MAX_TITLE = 24  # of a form: Slack's; Discord's is 45


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


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment (seconds since the epoch) that a platform may count down to, and the words where it cannot."""

    at: float
    text: str


Span: TypeAlias = Text | Link | Mention | Moment


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

    @property
    def size(self) -> int:
        """How many characters of a message it takes: words, marker, and the addresses behind words."""
        links = (span for span in self.spans if isinstance(span, Link))
        behind = sum(len(link.address) for link in links if link.address != link.text)
        return len(self.text) + len(self.marker) + behind


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
class Choice:
    """One thing to choose in a select: what is shown, and the value that choosing it gives."""

    label: str
    value: str
    chosen: bool = False

    def __post_init__(self) -> None:
        if not 1 <= len(self.label) <= MAX_LABEL:
            raise MessageError(f"a choice's label has 1 to {MAX_LABEL} characters: {self.label[:40]!r}")
        if not 1 <= len(self.value) <= MAX_TOKEN:
            raise MessageError(f"a choice's value has 1 to {MAX_TOKEN} characters: {self.value[:40]!r}")


@dataclass(frozen=True, slots=True)
class Select:
    """A list to choose from; choosing acts at once, like a press of `token`.

    Attributes:
        token: See `Button`.
        hint: What is shown while nothing is chosen.
        choices: What can be chosen; of channels the platform offers its own, and `choices` are those chosen.
        least: How many must be chosen.
        most: How many may be.
        channels: Whether it offers the server's channels.
    """

    token: str
    hint: str
    choices: tuple[Choice, ...]
    least: int = 1
    most: int = 1
    channels: bool = False

    def __post_init__(self) -> None:
        if not 1 <= len(self.token) <= MAX_TOKEN:
            raise MessageError(f"a select's token has 1 to {MAX_TOKEN} characters: {self.token[:40]!r}")
        if not 1 <= len(self.hint) <= MAX_HINT:
            raise MessageError(f"a select's hint has 1 to {MAX_HINT} characters: {self.hint[:40]!r}")
        if not (0 if self.channels else 1) <= len(self.choices) <= MAX_OPTIONS:
            raise MessageError(f"a select has 1 to {MAX_OPTIONS} choices, not {len(self.choices)}")
        if not 0 <= self.least <= self.most <= MAX_OPTIONS:
            raise MessageError(f"a select takes {self.least} to {self.most}, which cannot be")


@dataclass(frozen=True, slots=True)
class Field:
    """A line to type in a form, under the name that its value comes back with."""

    name: str
    label: str
    hint: str = ""
    most: int = 200

    def __post_init__(self) -> None:
        if not 1 <= len(self.name) <= MAX_TOKEN:
            raise MessageError(f"a field's name has 1 to {MAX_TOKEN} characters: {self.name[:40]!r}")
        if not 1 <= len(self.label) <= MAX_FIELD:
            raise MessageError(f"a field's label has 1 to {MAX_FIELD} characters: {self.label[:40]!r}")


@dataclass(frozen=True, slots=True)
class Form:
    """What a press may open: lines to type. Sending it is a press of `token` with the values."""

    title: str
    token: str
    fields: tuple[Field, ...]

    def __post_init__(self) -> None:
        if not 1 <= len(self.title) <= MAX_TITLE:
            raise MessageError(f"a form's title has 1 to {MAX_TITLE} characters: {self.title[:40]!r}")
        if not 1 <= len(self.token) <= MAX_TOKEN:
            raise MessageError(f"a form's token has 1 to {MAX_TOKEN} characters: {self.token[:40]!r}")
        if not 1 <= len(self.fields) <= MAX_FIELDS:
            raise MessageError(f"a form has 1 to {MAX_FIELDS} fields, not {len(self.fields)}")


@dataclass(frozen=True, slots=True)
class Message:
    """What the bot says at once.

    Attributes:
        lines: What it says, at least one.
        buttons: What can be pressed under it.
        selects: What can be chosen under it.
        private: Only the person who asked sees it, where the platform can.
        replaces: As the answer to a press it takes the place of the message that was pressed, where that one
            is the presser's own; otherwise it is shown beside it.
        again: The token that brings the whole answer again, all pages of it; empty where there is none.
    """

    lines: tuple[Line, ...]
    buttons: tuple[Button, ...] = ()
    private: bool = False
    selects: tuple[Select, ...] = ()
    replaces: bool = False
    again: str = ""

    def __post_init__(self) -> None:
        if not self.lines:
            raise MessageError("a message has at least one line")
        if len(self.lines) > MAX_LINES:
            raise MessageError(f"a message has at most {MAX_LINES} lines, not {len(self.lines)}")
        if len(self.buttons) > MAX_BUTTONS:
            raise MessageError(f"a message has at most {MAX_BUTTONS} buttons, not {len(self.buttons)}")
        if len(self.selects) > MAX_SELECTS:
            raise MessageError(f"a message has at most {MAX_SELECTS} selects, not {len(self.selects)}")
        tokens = [button.token for button in self.buttons] + [select.token for select in self.selects]
        if len({*tokens}) < len(tokens):
            raise MessageError("two buttons or selects of a message have the same token")
        size = sum(each.size for each in self.lines)
        size += sum(len(button.label) for button in self.buttons)
        if size > MAX_TEXT:
            raise MessageError(f"a message has at most {MAX_TEXT} characters, not {size}")

    @property
    def text(self) -> str:
        """All words, a line each: for logs of tests, notifications and screen readers."""
        return "\n".join(each.text for each in self.lines)


TURNING = 160  # characters that turning pages may take: its buttons, and which page of what it is
MAX_AGAIN = MAX_TOKEN - len("leaf:99:")

_LEADING = frozenset({Style.TITLE, Style.HEADING, Style.GAP})


def pages(
    lines: tuple[Line, ...], buttons: tuple[Button, ...] = (), *, private: bool = False, again: str = ""
) -> tuple[Message, ...]:
    """Lay lines out on as few messages as they need, never cutting one; the last has the buttons.

    A heading stays with the line that follows it; a gap is not carried over a page's edge. On every page
    there is room for the buttons and for those that turn pages. `again`, where it is too long for a token
    that turns pages, is left out.
    """
    again = again if len(again) <= MAX_AGAIN else ""
    done: list[Message] = []
    page: list[Line] = []
    used = 0  # characters of the page
    room = MAX_TEXT - TURNING - sum(len(button.label) for button in buttons)

    def close() -> None:
        while page and page[-1].style is Style.GAP:
            page.pop()
        if page:
            done.append(Message(tuple(page), private=private, again=again))
        page.clear()

    for number, each in enumerate(lines):
        # Up to the first line that says something, so that no heading stands alone at a page's foot.
        end = number + 1
        while lines[end - 1].style in _LEADING and end < len(lines):
            end += 1
        ahead = sum(one.size for one in lines[number:end])
        if len(page) + end - number >= MAX_LINES or used + ahead > room:
            close()
            used = 0
        if page or each.style is not Style.GAP:
            page.append(each)
            used += each.size
    close()
    if buttons:
        done[-1] = replace(done[-1], buttons=buttons)
    return tuple(done)


Reply: TypeAlias = "tuple[Message, ...] | Form"  # what a command or a press brings: a form only a press


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


class PlaceError(Exception):
    """Nothing can be said at a place; nobody need try again."""


class PlaceGoneError(PlaceError):
    """The channel, thread or server is no longer there."""


class NotAllowedError(PlaceError):
    """The bot may not post there, or not any more."""


class MessageGoneError(Exception):
    """The message that was to be edited is no longer there."""


class UnreachableError(Exception):
    """The platform could not be reached, or did not answer well, for as long as was worth trying."""


class Platform(Protocol):
    """The seam to a platform: post a message, and edit one that was posted.

    Both may raise `PlaceError` and `UnreachableError`, and `edit` also `MessageGoneError`. What must be told
    about a place (which permission to grant) the platform tells whom it concerns itself.
    """

    @property
    def presses(self) -> bool:
        """Whether players press buttons, each on a device of their own; else they type at one keyboard."""
        ...

    async def post(self, place: Place, message: Message, key: str = "") -> Posted:
        """Show a message at a place.

        Args:
            place: Where.
            message: What.
            key: At most 25 characters. A second post with the same key within some minutes gives the first
                one back instead of showing another.
        """
        ...

    async def edit(self, posted: Posted, message: Message) -> None:
        """Replace what an earlier message says."""
        ...
