"""The bundle that every handler is given, and what a person asks of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from bot.answers import FIELD, Entered
from bot.kept import Kept
from bot.preferences import Scope, Settings
from bot.texts import Texts, texts

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.config import Config
    from bot.dailies import Daily
    from bot.host import Host
    from bot.message import Person, Place
    from bot.preferences import Preferences
    from content.library import Library
    from content.search import Index
    from quizzes.banks import Bank


@dataclass(frozen=True, slots=True)
class App:
    """Everything that handlers need, built once at start. `now` gives seconds since the epoch (UTC)."""

    config: Config
    library: Library
    index: Index
    bank: Bank
    host: Host
    preferences: Preferences
    now: Callable[[], float]
    daily: Daily
    kept: Kept = field(default_factory=Kept)


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel, thread or conversation that somebody names.

    Attributes:
        place: Where it is.
        name: What it is called, as the platform writes it: `#history`; empty where it has no name.
        manages: Whether the person who asks may manage it.
        lacking: What the bot would have to be granted, or what has to be done, before it could post there, in
            the platform's own words; empty where it can.
        lacking_beside: The same for what may go with a post, by the names of `bot.subscriptions.Wish`:
            `thread`, `pin`; without those for which nothing is known to be lacking.
    """

    place: Place
    name: str
    manages: bool
    lacking: tuple[str, ...] = ()
    lacking_beside: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


class Channels(Protocol):
    """What a platform knows of the channels that a request may name, for the person who asks."""

    async def find(self, named: str) -> Channel | None:
        """The channel of an id, a place's id, or what was typed; that of the request for an empty text.

        None where there is no such channel, or the person does not see it.
        """
        ...

    async def role(self, named: str) -> str | None:
        """The id of the role or group that is meant, for `Message.ping`; None where there is none such."""
        ...

    async def zone(self) -> str:
        """The IANA time zone that the person has told the platform; empty where it does not know."""
        ...


@dataclass(frozen=True, slots=True)
class Request:
    """One thing that a person asks.

    Attributes:
        person: Who asks.
        place: Where: a channel, a thread, a conversation of two, or the terminal.
        settings: What holds there (`Preferences.of(scope)`).
        values: What the command's options, or a form's fields, were given.
        chosen: What was chosen in a select.
        server: The id of the server or workspace; empty where there is none.
        alone: Whether it is a conversation of the person's own: with the bot alone, where the bot was brought
            along by the person only, or at the terminal. No group plays there, and no channel is chosen.
        within: The ids of the place and of the channel that it is a thread of.
        moderator: Whether the person may moderate there: stop somebody else's quiz.
        manager: Whether the person may change the settings.
        present: Whether the bot is a member there; where it is not, it can answer, but not post by itself.
        invite: How the bot is made a member there, as a sentence in the platform's own words; may be empty.
        lacking: What the bot would have to be granted before it could post there, in the platform's own
            words; empty where it can.
        channels: What the platform knows of its channels; None where it has none, at the terminal.
    """

    person: Person
    place: Place
    settings: Settings = field(default_factory=Settings)
    values: Mapping[str, str | int] = field(default_factory=dict)
    chosen: tuple[str, ...] = ()
    server: str = ""
    alone: bool = False
    within: tuple[str, ...] = ()
    moderator: bool = False
    manager: bool = False
    present: bool = True
    invite: str = ""
    lacking: tuple[str, ...] = ()
    channels: Channels | None = None

    @property
    def scope(self) -> Scope:
        """Where settings hold: the server, or the place itself where there is none."""
        return Scope(self.place.platform, self.server or self.place.id)

    @property
    def entered(self) -> Entered:
        """What came with a press, for a question's answer."""
        return Entered(self.chosen, self.text(FIELD) if FIELD in self.values else None)

    @property
    def say(self) -> Texts:
        """The bot's own sentences in the language chosen there."""
        return texts(self.settings.locale)

    def text(self, option: str) -> str:
        """The words given for an option, or an empty text."""
        return str(self.values.get(option, ""))

    def number(self, option: str) -> int | None:
        """The whole number given for an option, or None."""
        value = self.values.get(option)
        return value if isinstance(value, int) else None
