"""Where something is said, and what can go wrong there."""

from __future__ import annotations

from dataclasses import dataclass


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
    """Nothing can be said at a place; nobody need try again.

    Attributes:
        lacking: What the bot would have to be granted, or what has to be done, before it can, in the
            platform's own words; empty where that is not known.
    """

    def __init__(self, *words: str, lacking: tuple[str, ...] = ()) -> None:
        super().__init__(*words)
        self.lacking = lacking


class PlaceGoneError(PlaceError):
    """The channel, thread or server is no longer there."""


class ThrownOutError(PlaceGoneError):
    """The platform does not let the bot in there, perhaps for a while only; the place may be as it was."""


class NotAllowedError(PlaceError):
    """The bot may not post there, or not any more."""


class MessageGoneError(Exception):
    """The message that was to be edited is no longer there."""


class UnreachableError(Exception):
    """The platform could not be reached, or did not answer well, for as long as was worth trying."""


class UnacceptedError(UnreachableError):
    """The platform does not take what is said, however often it is asked."""
