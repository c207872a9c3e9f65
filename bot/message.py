"""A platform-neutral message.

Plain text only: no markup lives here, and each renderer escapes for its platform. The limits are the tighter
platform's (Slack's section of 3,000 characters and button of 75, Discord's message of 4,000 characters and 40
components), checked when a message is made, so that no post fails for its length when it is sent.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Protocol, TypeAlias

from bot.controls import (
    MAX_FIELD,
    MAX_FIELDS,
    MAX_HINT,
    MAX_LABEL,
    MAX_OPTIONS,
    MAX_TITLE,
    MAX_TOKEN,
    Button,
    Choice,
    Field,
    Form,
    MessageError,
    Select,
)
from bot.places import (
    MessageGoneError,
    NotAllowedError,
    Place,
    PlaceError,
    PlaceGoneError,
    Posted,
    ThrownOutError,
    UnacceptedError,
    UnreachableError,
)

__all__ = [
    "GAP",
    "MAX_AGAIN",
    "MAX_BUTTONS",
    "MAX_CHOICES",
    "MAX_FIELD",
    "MAX_FIELDS",
    "MAX_HINT",
    "MAX_LABEL",
    "MAX_LINE",
    "MAX_LINES",
    "MAX_OPTIONS",
    "MAX_SELECTS",
    "MAX_TEXT",
    "MAX_TITLE",
    "MAX_TOKEN",
    "TURNING",
    "Button",
    "Choice",
    "Field",
    "Form",
    "Line",
    "Link",
    "Mention",
    "Message",
    "MessageError",
    "MessageGoneError",
    "Moment",
    "NotAllowedError",
    "Person",
    "Picture",
    "Place",
    "PlaceError",
    "PlaceGoneError",
    "Platform",
    "Posted",
    "Reply",
    "Select",
    "Span",
    "Style",
    "Text",
    "ThrownOutError",
    "UnacceptedError",
    "UnreachableError",
    "line",
    "pages",
    "span_text",
]

MAX_LINE = 1_000
MAX_TEXT = 3_600  # of all lines and buttons of a message together; Discord counts 4,000
MAX_LINES = 40  # Slack allows 50 blocks
MAX_BUTTONS = 15
MAX_SELECTS = 4
MAX_DESCRIPTION = 1_000  # of a picture; Discord takes 1,024, Slack 2,000
MAX_ADDRESS = 2_000  # of a picture; Discord takes 2,048, Slack 3,000
MAX_CHOICES = 40  # of all selects together: more of them could be too long for Slack


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
        size = len(self.marker)
        for span in self.spans:
            size += len(span_text(span))
            if isinstance(span, Link) and span.address != span.text:
                size += len(span.address)
        return size


def line(text: str, style: Style = Style.TEXT, *, marker: str = "") -> Line:
    """A line of plain words."""
    return Line((Text(text),), style, marker)


GAP = Line((), Style.GAP)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that platforms fetch themselves, and what it shows, in words for those who do not see it."""

    address: str
    description: str

    def __post_init__(self) -> None:
        if not self.address.startswith("https://") or len(self.address) > MAX_ADDRESS:
            raise MessageError(f"a picture has an https address: {self.address[:60]!r}")
        if not 1 <= len(self.description) <= MAX_DESCRIPTION:
            raise MessageError(f"a picture is described in 1 to {MAX_DESCRIPTION} characters")


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
        corrects: What was entered in a form cannot be taken, and this says why: a platform that can keeps the
            form open and says it there.
        faults: Of that, what is wrong with single fields of the form: their names, and a sentence for each.
        picture: What is shown below its lines.
        ping: The id of a role or group whose members are notified of it, where it is posted; empty for none.
    """

    lines: tuple[Line, ...]
    buttons: tuple[Button, ...] = ()
    private: bool = False
    selects: tuple[Select, ...] = ()
    replaces: bool = False
    again: str = ""
    corrects: bool = False
    picture: Picture | None = None
    ping: str = ""
    faults: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        if not self.lines:
            raise MessageError("a message has at least one line")
        if len(self.lines) > MAX_LINES:
            raise MessageError(f"a message has at most {MAX_LINES} lines, not {len(self.lines)}")
        if len(self.buttons) > MAX_BUTTONS:
            raise MessageError(f"a message has at most {MAX_BUTTONS} buttons, not {len(self.buttons)}")
        if len(self.selects) > MAX_SELECTS:
            raise MessageError(f"a message has at most {MAX_SELECTS} selects, not {len(self.selects)}")
        if sum(len(select.choices) for select in self.selects if not select.channels) > MAX_CHOICES:
            raise MessageError(f"the selects of a message have at most {MAX_CHOICES} choices together")
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


class Platform(Protocol):
    """The seam to a platform: post a message, and edit one that was posted.

    Both may raise `PlaceError` and `UnreachableError`, and `edit` also `MessageGoneError`. What must be told
    about a place (which permission to grant) the platform tells whom it concerns itself. Right before
    each request it asks `bot.guarding.check`.
    """

    @property
    def presses(self) -> bool:
        """Whether players press buttons, each on a device of their own; else they type at one keyboard."""
        ...

    def threads(self, place: Place) -> bool:
        """Whether a message that is posted at a place can have a conversation of its own below it."""
        ...

    async def post(
        self, place: Place, message: Message, key: str = "", *, under: str = "", doubted: bool = False
    ) -> Posted:
        """Show a message at a place.

        Args:
            place: Where.
            message: What.
            key: At most 25 characters. A second post with the same key within some minutes gives the first
                one back instead of showing another.
            under: The id of a message of that place in whose thread to show it, where there are `threads`.
            doubted: An earlier process may have posted it under this key already: a platform that keeps no
                keys looks for it first.
        """
        ...

    def spare(self, place: Place) -> float:
        """Seconds until an edit that could as well be left out, as of a count, may be made at a place."""
        ...

    async def edit(self, posted: Posted, message: Message) -> None:
        """Replace what an earlier message says."""
        ...

    async def discuss(self, posted: Posted, name: str, message: Message) -> None:
        """Open a conversation below a message, unless it has one already.

        Args:
            posted: The message.
            name: What the conversation is called, where it has a name; at most 100 characters.
            message: What it begins with, where it begins by a message.
        """
        ...

    async def pin(self, posted: Posted, *, instead_of: str = "") -> None:
        """Pin a message, unless it is pinned; and unpin another one of its place, by its id."""
        ...

    async def address(self, posted: Posted, server: str) -> str:
        """The web address of a message at a place of a server; empty where there is none.

        Of a message without an id it is that of the place itself.
        """
        ...

    async def write_to(
        self, person: str, server: str, message: Message, key: str = "", *, doubted: bool = False
    ) -> None:
        """Write to somebody of a server alone. Raises as `post` does; `key` and `doubted` are as for that.

        A platform whose conversations belong to no server says which one the message is about, and leaves
        out its buttons, which could do nothing there: its lines say how the same is done in the server.
        """
        ...
