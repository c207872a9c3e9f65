"""The bundle that every handler is given, and what a person asks of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.texts import Texts, texts

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.config import Config
    from bot.host import Host
    from bot.message import Person, Place
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
    now: Callable[[], float]


@dataclass(frozen=True, slots=True)
class Request:
    """One thing that a person asks: who, where, in which language, and the values of its options."""

    person: Person
    place: Place
    locale: str = "en"
    values: Mapping[str, str | int] = field(default_factory=dict)

    @property
    def say(self) -> Texts:
        """The bot's own sentences in the person's language."""
        return texts(self.locale)

    def text(self, option: str) -> str:
        """The words given for an option, or an empty text."""
        return str(self.values.get(option, ""))

    def number(self, option: str) -> int | None:
        """The whole number given for an option, or None."""
        value = self.values.get(option)
        return value if isinstance(value, int) else None
