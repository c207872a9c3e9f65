"""What a quiz is at one moment: its set-up, its players, the open question and what was revealed.

These are values only; how they change is in `quizzes.session`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from quizzes.scoring import tally

if TYPE_CHECKING:
    from quizzes.effects import Reveal
    from quizzes.model import Response
    from quizzes.scoring import Table
    from quizzes.shown import Drawn


class Phase(StrEnum):
    """What a session waits for."""

    LOBBY = "lobby"  # players and the start
    OPEN = "open"  # answers
    REVEALED = "revealed"  # the next question
    FINISHED = "finished"  # nothing


@dataclass(frozen=True, slots=True)
class Setup:
    """What is settled before the first move.

    Attributes:
        seed: What the questions were drawn with; kept so that the draw can be checked.
        drawn: The questions in the order asked.
        seconds: Time for a question (in turn: for each turn); None for no limit.
        in_turn: Whether players answer one after the other.
        created_by: Who made the quiz.
        wait: For how many seconds players are invited to join before the first question; None where they
            are not: who plays is settled before. The host keeps this time; a session has no clock.
        pause: After how many seconds the host goes on after a reveal; None where it waits to be told.

    Raises:
        ValueError: If a time is not a positive finite number (`wait` may be 0).
    """

    seed: int
    drawn: tuple[Drawn, ...]
    seconds: float | None
    in_turn: bool
    created_by: str
    wait: float | None = None
    pause: float | None = None

    def __post_init__(self) -> None:
        if self.seconds is not None and not 0 < self.seconds < math.inf:
            raise ValueError(f"the seconds for a question are a positive number, not {self.seconds}")
        if self.wait is not None and not 0 <= self.wait < math.inf:
            raise ValueError(f"the wait for players is a number of seconds, not {self.wait}")
        if self.pause is not None and not 0 < self.pause < math.inf:
            raise ValueError(f"the pause is a positive number of seconds, not {self.pause}")


@dataclass(frozen=True, slots=True)
class Player:
    """Someone who takes part, or did: `here` is false after leaving."""

    id: str
    name: str
    here: bool = True


@dataclass(frozen=True, slots=True)
class Given:
    """An accepted answer to the open question, as it was given, and when."""

    player: str
    response: Response
    now: float


@dataclass(frozen=True, slots=True)
class Session:
    """A quiz at one moment. Make it with `Session(setup)`, move it with `step`.

    Attributes:
        number: The question that is open or was revealed last.
        turn: In turn, the player whose turn it is.
        deadline: When the open question or turn ends; None without a limit.
        expected: Whether somebody took part already when the open question was asked.
        answers: The accepted answers to the open question (or to the one that a stop left unrevealed).
        reveals: What was revealed, one for each closed question.
    """

    setup: Setup
    phase: Phase = Phase.LOBBY
    players: tuple[Player, ...] = ()  # in joining order
    number: int = 0
    turn: str | None = None
    deadline: float | None = None
    expected: bool = False
    answers: tuple[Given, ...] = ()
    reveals: tuple[Reveal, ...] = ()

    @property
    def table(self) -> Table:
        """The table by all that was revealed so far."""
        counted = (reveal.results for reveal in self.reveals if not reveal.skipped)
        return tally(((player.id, player.name) for player in self.players), counted)

    def player(self, player_id: str) -> Player | None:
        """The player of this id, whether still here or not."""
        return next((player for player in self.players if player.id == player_id), None)

    def here(self) -> tuple[str, ...]:
        """The ids of those who take part now, in joining order."""
        return tuple(player.id for player in self.players if player.here)

    def answered(self) -> frozenset[str]:
        """The ids of those who have answered the open question."""
        return frozenset(given.player for given in self.answers)
