"""Effects: what the caller of `quizzes.session.step` must do, in the order given.

Questions are numbered from 0 in the order drawn; times are seconds since the epoch (UTC).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from quizzes.scoring import Result, Table

__all__ = [
    "Accepted",
    "Ask",
    "Effect",
    "Extended",
    "Finish",
    "Joined",
    "Left",
    "Reason",
    "Refused",
    "Result",
    "Reveal",
]


class Reason(StrEnum):
    """Why a move was refused."""

    NOT_STARTED = "not_started"
    ALREADY_STARTED = "already_started"
    FINISHED = "finished"
    NO_PLAYERS = "no_players"  # a quiz in turns needs somebody to begin with
    ALREADY_JOINED = "already_joined"
    NOT_JOINED = "not_joined"
    ALREADY_ANSWERED = "already_answered"
    NOT_YOUR_TURN = "not_your_turn"
    LATE = "late"  # the question is closed, or its time is over
    WRONG_QUESTION = "wrong_question"  # not asked yet
    NOT_REVEALED = "not_revealed"  # there is no next question before this one is revealed
    NO_OPEN_QUESTION = "no_open_question"
    NO_DEADLINE = "no_deadline"  # the quiz is played without a time limit
    EARLY = "early"  # a clock that ran out before the deadline: set it again
    STALE = "stale"  # a clock of a question or turn that is over
    NONSENSE = "nonsense"  # a time that is no finite number, or an extension out of bounds


@dataclass(frozen=True, slots=True)
class Joined:
    """Say that the player takes part."""

    player: str
    name: str


@dataclass(frozen=True, slots=True)
class Left:
    """Say that the player takes part no longer."""

    player: str


@dataclass(frozen=True, slots=True)
class Ask:
    """Show the question and set a clock.

    Where there is a deadline, the clock sends `TimeUp` with this number and turn when it passes.
    `turn` is the player whose turn it is, None where all answer at once.
    """

    number: int
    deadline: float | None
    turn: str | None


@dataclass(frozen=True, slots=True)
class Extended:
    """The open question's deadline has moved: set the clock again."""

    number: int
    deadline: float
    turn: str | None


@dataclass(frozen=True, slots=True)
class Accepted:
    """Tell the player that the answer counts. It does not tell whether it is right."""

    player: str
    number: int


@dataclass(frozen=True, slots=True)
class Refused:
    """Tell who moved (None: a clock or a moderator's press) that nothing has happened, and why."""

    player: str | None
    reason: Reason


@dataclass(frozen=True, slots=True)
class Reveal:
    """Show the right answer and what each player did.

    `results` holds, in joining order, everybody who answered or still takes part. A skipped question earns no
    points and does not count.
    """

    number: int
    results: tuple[Result, ...]
    skipped: bool = False


@dataclass(frozen=True, slots=True)
class Finish:
    """Show the final table."""

    table: Table


Effect: TypeAlias = Joined | Left | Ask | Extended | Accepted | Refused | Reveal | Finish
