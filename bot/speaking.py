"""Says what happens in quizzes: each thing once, in order, as well as the platform can at that moment."""

from __future__ import annotations

import asyncio
import logging
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING

from bot.board import Board, SilencedError
from bot.message import NotAllowedError, PlaceError, PlaceGoneError, UnacceptedError, UnreachableError
from quizzes.effects import Accepted, Ask, Extended, Finish, Joined, Left, Reveal
from quizzes.moves import TimeUp
from quizzes.session import Phase

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping
    from typing import TypeAlias

    from bot.message import Message, Place, Platform
    from bot.sitting import Sitting
    from quizzes.effects import Effect
    from quizzes.moves import Move
    from quizzes.session import Session

    # Of a sitting and an effect that was said: when it was made, and when the quiz is to go on by itself.
    Said: TypeAlias = Callable[[Sitting, Effect, float, float | None], Awaitable[None]]

# Seconds between attempts to say a thing while the platform cannot be reached; a quarter of an hour in all,
# after which a class has gone.
WAITS = (2.0, 5.0, 10.0, *(15.0,) * 58)

_LOG = logging.getLogger(__name__)


class Speaker:
    """Carries out what everybody is to see of quizzes.

    Args:
        board: What shows it.
        said: Called after an effect was said.
        lost: Called with a sitting whose place is gone (True), or where nothing can be said for now (False).
    """

    def __init__(self, board: Board, said: Said, lost: Callable[[Sitting, bool], Awaitable[None]]) -> None:
        self._board = board
        self._said = said
        self._lost = lost
        self._tasks: set[asyncio.Task[None]] = set()
        self._failure: Exception | None = None

    @property
    def platforms(self) -> Mapping[str, Platform]:
        """Those at whose places it speaks, by name: always as they are at the moment."""
        return MappingProxyType(self._board.platforms)

    def serve(self, name: str, platform: Platform) -> None:
        """Speak at places of the platform `name` through this one from now on."""
        self._board.platforms[name] = platform

    def leave(self, name: str) -> bool:
        """Speak no more at places of a platform. Returns whether another one is left."""
        self._board.platforms.pop(name, None)
        return bool(self._board.platforms)

    def presses(self, platform: str) -> bool:
        """See `bot.message.Platform.presses`; False for a platform that is not served."""
        return self._board.presses(platform)

    async def settle(self) -> None:
        """Wait until everything was said.

        Raises:
            Exception: What a platform raised beside the errors that it may raise; once.
        """
        while waiting := [task for task in self._tasks if task is not asyncio.current_task()]:
            await asyncio.wait(waiting)
        failure, self._failure = self._failure, None
        if failure is not None:
            raise failure

    async def close(self) -> None:
        """Say nothing any more."""
        self._board.close()
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def say(self, sitting: Sitting, message: Message, key: str = "") -> None:
        """Say something in its turn."""
        self._next(sitting, partial(self._board.say, sitting, message, key))

    def note(self, sitting: Sitting, message: Message) -> None:
        """Say something that takes the place of the note before it, in its turn."""
        self._next(sitting, partial(self._board.note, sitting, message))

    def show(self, sitting: Sitting) -> None:
        """Show again what stands open, where its message may be gone, in its turn."""
        self._next(sitting, partial(self._board.show, sitting))

    def restore(self, sitting: Sitting) -> None:
        """Show all that an earlier process may have left unsaid, in its turn."""
        self._next(sitting, partial(self._board.restore, sitting))

    def invite(self, sitting: Sitting, starts: float | None) -> None:
        """Call players to join, in its turn."""
        self._next(sitting, partial(self._board.invite, sitting, starts))

    def remind(self, sitting: Sitting) -> None:
        """Say the open question again, in its turn."""
        if sitting.session.phase is Phase.OPEN:
            self.say(sitting, self._board.question(sitting))

    def notice(self, place: Place, message: Message, key: str) -> None:
        """Say something at a place where no quiz is played."""

        async def post() -> None:
            try:
                await self._board.platforms[place.platform].post(place, message, key)
            except (PlaceError, UnreachableError) as error:
                _LOG.info("a notice could not be said: %s", type(error).__name__)

        task = asyncio.create_task(post())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def carry_out(self, sitting: Sitting, move: Move, session: Session, effects: tuple[Effect, ...]) -> None:
        """Say, in its turn, what a move brought about; `session` is the quiz right after it."""

        async def speak() -> None:
            if isinstance(move, TimeUp):
                await self._board.time_up(sitting)
            for effect in effects:
                following = await self._board.say_effect(sitting, move, session, effect)
                await self._said(sitting, effect, move.now, following)

        if any(isinstance(effect, Ask | Extended | Reveal | Finish) for effect in effects):
            self._next(sitting, speak)
        elif any(isinstance(effect, Accepted | Joined | Left) for effect in effects):
            self._board.count(sitting)

    def forget(self, sitting: Sitting) -> None:
        """Let what was still to be said of a quiz not be said; what is being said is not cut short."""
        sitting.speech.clear()
        self._board.forget(sitting)

    def cut(self, sitting: Sitting) -> None:
        """The same, and what is being said is cut short."""
        self.forget(sitting)
        if sitting.speaker is not None and sitting.speaker is not asyncio.current_task():
            sitting.speaker.cancel()
            sitting.speaker = None

    def _next(self, sitting: Sitting, what: Callable[[], Awaitable[None]]) -> None:
        sitting.speech.append(what)
        if sitting.speaker is None or sitting.speaker.done():
            sitting.speaker = asyncio.create_task(self._work(sitting))
            self._tasks.add(sitting.speaker)
            sitting.speaker.add_done_callback(self._tasks.discard)

    async def _work(self, sitting: Sitting) -> None:
        while sitting.speech:
            what = sitting.speech.popleft()
            try:
                await self._patiently(what)
            except SilencedError:
                self.forget(sitting)
            except (PlaceGoneError, NotAllowedError, UnreachableError) as error:
                sitting.speech.clear()
                _LOG.info("a quiz is interrupted: %s", type(error).__name__)
                await self._lost(sitting, isinstance(error, PlaceGoneError))
            except Exception as error:  # noqa: BLE001 -- see the next line
                # One thing that cannot be said must not silence the rest of a class's quiz.
                _LOG.exception("a part of a quiz could not be said")
                self._failure = error

    async def _patiently(self, what: Callable[[], Awaitable[None]]) -> None:
        for wait in WAITS:
            try:
                await what()
            except UnacceptedError:
                raise
            except UnreachableError:
                await asyncio.sleep(wait)
            else:
                return
        await what()
