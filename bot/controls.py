"""What can be pressed, chosen and typed: the buttons and selects of a message, and the forms that they open.

The limits are the tighter platform's, checked when a control is made (see `bot.message`).
"""

from __future__ import annotations

from dataclasses import dataclass

MAX_LABEL = 75
MAX_TOKEN = 100  # Discord's custom_id; Slack's is 255
MAX_OPTIONS = 25  # of a select, on both platforms
MAX_HINT = 100  # Slack's placeholder is 150
MAX_FIELDS = 5  # of a form, on Discord
MAX_FIELD = 100  # a field's label; Discord shows 45, and the whole of it below
MAX_TITLE = 24  # of a form and of the button that sends it: Slack's; Discord's is 45


class MessageError(ValueError):
    """A message was made that a platform could not show."""


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
    """Something to type or to choose in a form, under the name that its value comes back with.

    What was chosen comes back as the choices' values, with commas between them where there are several.

    Attributes:
        name: What its value is called.
        label: What is shown above it.
        hint: What is shown beside it or in it; may be empty.
        most: How many characters may be typed, or how many may be chosen.
        choices: What can be chosen; nothing is typed then. Of channels, see `Select.choices`.
        channels: Whether it offers the server's channels.
        least: How many characters must be typed, or how many must be chosen.
        posts: Of channels, whether only those are offered in which messages can be posted: no forum can.
    """

    name: str
    label: str
    hint: str = ""
    most: int = 200
    choices: tuple[Choice, ...] = ()
    channels: bool = False
    least: int = 1
    posts: bool = False

    def __post_init__(self) -> None:
        if not 1 <= len(self.name) <= MAX_TOKEN:
            raise MessageError(f"a field's name has 1 to {MAX_TOKEN} characters: {self.name[:40]!r}")
        if not 1 <= len(self.label) <= MAX_FIELD:
            raise MessageError(f"a field's label has 1 to {MAX_FIELD} characters: {self.label[:40]!r}")
        if len(self.choices) > MAX_OPTIONS:
            raise MessageError(f"a field has at most {MAX_OPTIONS} choices, not {len(self.choices)}")
        if any("," in choice.value for choice in self.choices):
            raise MessageError("a comma in a field's choice would make two of it")
        chosen = bool(self.choices) or self.channels
        if not 0 <= self.least <= self.most or self.most < 1 or (chosen and self.most > MAX_OPTIONS):
            raise MessageError(f"a field takes {self.least} to {self.most}, which cannot be")


@dataclass(frozen=True, slots=True)
class Form:
    """What a press may open: what to type and to choose. Sending it is a press of `token` with the values.

    `submit` is what the button says that sends it, where the platform does not choose its words itself.
    """

    title: str
    token: str
    fields: tuple[Field, ...]
    submit: str = ""

    def __post_init__(self) -> None:
        if not 1 <= len(self.title) <= MAX_TITLE:
            raise MessageError(f"a form's title has 1 to {MAX_TITLE} characters: {self.title[:40]!r}")
        if not 1 <= len(self.token) <= MAX_TOKEN:
            raise MessageError(f"a form's token has 1 to {MAX_TOKEN} characters: {self.token[:40]!r}")
        if not 1 <= len(self.fields) <= MAX_FIELDS:
            raise MessageError(f"a form has 1 to {MAX_FIELDS} fields, not {len(self.fields)}")
        if len({field.name for field in self.fields}) < len(self.fields):
            raise MessageError("two fields of a form have the same name")
        if len(self.submit) > MAX_TITLE:
            raise MessageError(f"a form's button has at most {MAX_TITLE} characters: {self.submit[:40]!r}")
