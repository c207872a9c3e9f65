"""Moves: what can be done to a session.

Every move carries `now`, in seconds since the epoch (UTC), because a session has no clock of its own. `by`
and `player` are ids that the caller chooses (on a platform: the person's id there). Questions are numbered
from 0 in the order drawn.

Who may skip, close, extend or stop is for the caller to decide before it makes the move; `by` is kept for the
record.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from quizzes.model import Response


@dataclass(frozen=True, slots=True)
class Start:
    """Ask the first question."""

    now: float
    by: str


@dataclass(frozen=True, slots=True)
class Join:
    """Take part under a name."""

    player: str
    name: str
    now: float


@dataclass(frozen=True, slots=True)
class Leave:
    """Take part no longer. What the player has answered stays."""

    player: str
    now: float


@dataclass(frozen=True, slots=True)
class Answer:
    """Answer the question of this number. `name` is used where the player joins by this very answer."""

    player: str
    number: int
    response: Response
    now: float
    name: str = ""


@dataclass(frozen=True, slots=True)
class TimeUp:
    """A clock has run out. It names its question, and the player whose turn it timed, as `Ask` gave them."""

    number: int
    turn: str | None
    now: float


@dataclass(frozen=True, slots=True)
class Next:
    """Go on after a reveal. `after` may name the question that was revealed: a stale one is then harmless."""

    now: float
    after: int | None = None


@dataclass(frozen=True, slots=True)
class Skip:
    """Close the open question without points for anybody."""

    by: str
    now: float


@dataclass(frozen=True, slots=True)
class Close:
    """Close the open question before its time, and judge what was answered."""

    by: str
    now: float


@dataclass(frozen=True, slots=True)
class Extend:
    """Give the open question (or turn) this many seconds more."""

    by: str
    seconds: float
    now: float


@dataclass(frozen=True, slots=True)
class Resume:
    """Go on after a crash or a restart: say again what was said last; an open question gets fresh time."""

    now: float


@dataclass(frozen=True, slots=True)
class Stop:
    """Finish at once."""

    by: str
    now: float


Move: TypeAlias = Start | Join | Leave | Answer | TimeUp | Next | Skip | Close | Extend | Resume | Stop
