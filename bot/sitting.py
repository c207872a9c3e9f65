"""A quiz at a place, while it is played: what is known about it beside its session."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.clock import Alarm
    from bot.message import Place
    from bot.texts import Texts
    from quizzes.session import Session


@dataclass(slots=True)
class Sitting:
    """A quiz at a place.

    Attributes:
        id: The quiz's id in the store.
        place: Where it is played.
        server: The server that the place belongs to; empty where there is none.
        say: The bot's own words in the language of the place.
        session: The quiz at this moment.
        moves: How many moves are saved.
        alarm: Rings at the deadline, or when it is time to go on.
        posted: The messages that show parts of it, by slot: `lobby`, `q0`, `q0.1`, `end`.
        active: False for a quiz that was recalled and not gone on with.
        running: Whether somebody keeps its clock: this process, which began it or took it up again, or, where
            processes share the platform's quizzes, another.
        voice: By which this process speaks for it, where processes share the platform's quizzes; empty where
            another process does, None where they are not shared.
        wishes: How often others asked for it to be shown again, as far as that was done; None if not known.
        rebuilt: The quiz as it was when this process took it over: an earlier one may have posted all that
            there was to see of it then, whether that was noted or not.
        moved: When the last move was made or seen, by the event loop's clock.
        shown: The number of the question that was asked last by this process.
        lock: Held while a move is made and saved.
        paper: Held while a message of its is edited, so that edits reach the platform one after the other.
        unsure: Whether an edit was given up on its way: it may still land on a newer one.
        speech: What is still to be said, in order.
        speaker: Who says it, while there is something.
    """

    id: str
    place: Place
    server: str
    say: Texts
    session: Session
    moves: int
    alarm: Alarm
    posted: dict[str, str] = field(default_factory=dict)
    active: bool = False
    running: bool = False
    voice: str | None = None
    wishes: int | None = None
    rebuilt: Session | None = None
    moved: float = 0.0
    shown: int | None = None
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    paper: asyncio.Lock = field(default_factory=asyncio.Lock)
    unsure: bool = False
    speech: deque[Callable[[], Awaitable[None]]] = field(default_factory=deque)
    speaker: asyncio.Task[None] | None = None

    @property
    def elsewhere(self) -> bool:
        """Whether another process speaks for it, if any does."""
        return self.voice == ""

    def advance(self, session: Session) -> None:
        """Take in one more move, after which the quiz is `session`."""
        self.session = session
        self.moves += 1
        self.moved = asyncio.get_running_loop().time()
