"""The clocks of quizzes: when a question's time is over, when the next one comes, when a lobby closes."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from bot.backend import DatabaseError
from bot.message import Message, line
from quizzes.effects import Ask, Extended, Reason, Refused, Reveal
from quizzes.moves import Extend, Next, Start, TimeUp
from quizzes.session import Phase

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Protocol

    from bot.sitting import Sitting
    from quizzes.effects import Effect
    from quizzes.moves import Move
    from quizzes.session import Session

    class Player(Protocol):
        """Who makes the moves of a clock, and says what it must."""

        async def move(self, sitting: Sitting, move: Move) -> tuple[Effect, ...]:
            """Make a move."""
            ...

        async def resume(self, sitting: Sitting) -> tuple[Effect, ...]:
            """Go on with a quiz where it was."""
            ...

        def speaks(self, sitting: Sitting) -> bool:
            """Whether this process speaks for a quiz."""
            ...

        def tell(self, sitting: Sitting, message: Message, key: str = "") -> None:
            """Say something in its turn."""
            ...


AGAIN = 5.0  # seconds until a clock whose move could not be saved rings again
_LATE = 2.0  # seconds that a question may be shown late without giving them back

_LOG = logging.getLogger(__name__)


class Timing:
    """Sets the clocks of sittings.

    Args:
        player: Makes their moves.
        now: Seconds since the epoch (UTC).
    """

    def __init__(self, player: Player, now: Callable[[], float]) -> None:
        self._player = player
        self._now = now

    def lobby(self, sitting: Sitting) -> float:
        """Let a quiz start when the wait for players is over; when that is."""
        starts = self._now() + (sitting.session.setup.wait or 0)
        self._set(sitting, starts, lambda: Start(self._now(), sitting.session.setup.created_by))
        return starts

    async def said(self, sitting: Sitting, effect: Effect, made: float, following: float | None) -> None:
        """Set the clock for what comes next, now that players see what it is for.

        Args:
            sitting: The quiz.
            effect: What was said.
            made: When the move was made that brought it about.
            following: When the quiz is to go on by itself after a reveal; None where it waits for a press.
        """
        session = sitting.session
        if session.phase is Phase.FINISHED:
            return  # its alarm may be closing it
        if isinstance(effect, Ask | Extended):
            number, turn = effect.number, effect.turn
            if session.deadline is None or (session.number, session.turn) != (number, turn):
                return  # the quiz has gone on while this was said
            late = self._now() - made
            if isinstance(effect, Ask) and late > _LATE and not session.answers:
                more = min(late, session.setup.seconds or late)  # no more than the whole time for it
                try:
                    await self._player.move(sitting, Extend("", more, self._now()))
                except DatabaseError as error:
                    _LOG.warning("a question was shown late: %s", error)
            self._time(sitting, number, turn)
        elif isinstance(effect, Reveal):
            sitting.alarm.clear()
            if following is not None:
                self._set(sitting, following, lambda: Next(self._now(), effect.number))

    def _time(self, sitting: Sitting, number: int, turn: str | None) -> None:
        deadline = sitting.session.deadline
        if deadline is None:
            sitting.alarm.clear()
            return
        self._set(sitting, deadline, lambda: TimeUp(number, turn, self._now()))

    def _set(self, sitting: Sitting, moment: float, move: Callable[[], Move]) -> None:
        told = False

        async def ring() -> None:
            nonlocal told
            if not self._player.speaks(sitting):
                return  # another process has its clock by now
            made = move()
            try:
                effects = await self._player.move(sitting, made)
                if told and Refused(None, Reason.EARLY) not in effects and isinstance(effects[0], Refused):
                    await self._player.resume(sitting)  # it may have been saved before, and nothing said
            except DatabaseError as error:
                _LOG.error("a quiz waits for its database: %s", error)
                if not told:
                    told = True
                    waits = sitting.say("My memory does not answer just now. The quiz goes on when it does.")
                    self._player.tell(sitting, Message((line(waits),)), f"{sitting.id}:w{sitting.moves}")
                sitting.alarm.set(self._now() + AGAIN, ring)
                return
            if Refused(None, Reason.EARLY) in effects and isinstance(made, TimeUp):
                self._time(sitting, made.number, made.turn)

        sitting.alarm.set(moment, ring)


def waits_for_a_press(session: Session) -> bool:
    """Whether nothing happens in a quiz by itself, so that a restart has interrupted nothing."""
    if session.phase is Phase.LOBBY:
        return False
    return (session.setup.pause if session.phase is Phase.REVEALED else session.deadline) is None
