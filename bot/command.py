"""What a command is: what it is called, what it takes, where it can be used, and examples of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.app import App, Request
    from bot.message import Reply

Handler: TypeAlias = "Callable[[App, Request], Awaitable[Reply]]"


class Takes(StrEnum):
    """What an option takes; a platform completes and checks accordingly."""

    WORDS = "words"
    NUMBER = "number"
    ENTRY = "entry"  # words, completed with entries' names
    DATE = "date"  # words, completed with dates
    TOPIC = "topic"  # words, completed with topics
    COMMAND = "command"  # words, completed with commands' names
    ZONE = "zone"  # words, completed with time zones
    CHANNEL = "channel"  # a channel, as the platform lets people choose or type one
    ROLE = "role"  # a role or group of people that can be notified, likewise
    CHOICE = "choice"  # one of the option's choices


@dataclass(frozen=True, slots=True)
class Option:
    """One value of a command.

    Attributes:
        name: What it is called.
        about: What it is, in a few words.
        takes: What it takes.
        required: Whether it must be given.
        rest: Whether it is typed without its name, as what is left of the line.
        least: The smallest number that it takes.
        most: The largest number that it takes.
        choices: What a CHOICE may be: each value, and what it is called.
        keyboard: Whether it is for several people at one keyboard only.
        begins: Whether it is also typed without its name, before all that have theirs.
    """

    name: str
    about: str
    takes: Takes = Takes.WORDS
    required: bool = False
    rest: bool = False
    least: int = 0
    most: int = 0
    choices: tuple[tuple[str, str], ...] = ()
    keyboard: bool = False
    begins: bool = False


@dataclass(frozen=True, slots=True)
class Example:
    """A line that a person may type, and words that its answer then shows on the packed content."""

    line: str
    shows: str


class Where(StrEnum):
    """Where a command can be used."""

    ANYWHERE = "anywhere"  # also where only the person brought the bot along
    PLACES = "places"  # where the bot can post: servers that it is a member of, conversations with it
    SERVERS = "servers"  # servers that it is a member of


class Manages(StrEnum):
    """What somebody must be able to manage for whom a command is meant; a platform offers it to them only."""

    NOTHING = "nothing"
    CHANNEL = "channel"
    SERVER = "server"


@dataclass(frozen=True, slots=True)
class Command:
    """A thing that a person can ask the bot to do. A name of two words is a subcommand: `quiz start`.

    `manages`: for whom it is meant. `first`: the first word of its name alone, where it is typed, means it.
    `also`: other words that people type for the second word of its name; a word may be meant for several.
    `channels`: whether it can do nothing where there are no channels, at the terminal.
    """

    name: str
    about: str
    handler: Handler
    options: tuple[Option, ...] = ()
    examples: tuple[Example, ...] = ()
    where: Where = Where.ANYWHERE
    manages: Manages = Manages.NOTHING
    first: bool = False
    also: tuple[str, ...] = ()
    channels: bool = False


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A command that takes somebody's message as its words: what is answered to it is private."""

    name: str
    command: str
    option: str
