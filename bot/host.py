"""Hosts quizzes: saves each move before anything is said about it, then carries out its effects in order.

One quiz a place. While it is played, a quiz lives in memory; the store keeps its set-up and moves, from which
it is rebuilt after a restart.
"""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot import rounds
from bot.backend import DatabaseError
from bot.clock import Alarm
from bot.message import Message, line
from bot.store import NewQuiz
from quizzes import exchange
from quizzes.effects import Ask, Extended, Finish, Reason, Refused, Reveal
from quizzes.grading import grade
from quizzes.moves import Join, Next, Resume, Start, TimeUp
from quizzes.session import Phase, Session, replay, step

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.message import Person, Place, Platform
    from bot.store import Store
    from bot.texts import Texts
    from content.library import Library
    from quizzes.banks import Bank
    from quizzes.effects import Effect
    from quizzes.grading import Grade
    from quizzes.model import Response
    from quizzes.moves import Move
    from quizzes.session import Setup

_TRIES = (
    5  # of saving a move while another process plays the same quiz; each of the others got one in meanwhile
)


class HostError(Exception):
    """A quiz cannot be played on; the sentence is for its players."""


@dataclass(slots=True)
class Sitting:
    """A quiz at a place.

    `moves` counts those saved; `alarm` rings at the deadline. `active` is false for a quiz that was recalled
    and not gone on with; `shown` is the number of the question that was shown last by this process.
    """

    id: str
    place: Place
    say: Texts
    session: Session
    moves: int
    alarm: Alarm
    active: bool = False
    shown: int | None = None
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


class Host:
    """All quizzes of one process.

    Args:
        store: Where moves are saved.
        bank: The questions.
        library: What they stand on.
        now: Seconds since the epoch (UTC).
    """

    def __init__(self, store: Store, bank: Bank, library: Library, now: Callable[[], float]) -> None:
        self._store = store
        self._bank = bank
        self._library = library
        self._now = now
        self._platforms: dict[str, Platform] = {}
        self._sittings: dict[Place, Sitting] = {}

    def serve(self, name: str, platform: Platform) -> None:
        """Say what happens at places of the platform `name` through this one from now on."""
        self._platforms[name] = platform

    def sitting(self, place: Place) -> Sitting | None:
        """The quiz that is being played at a place in this process, not merely recalled."""
        sitting = self._sittings.get(place)
        return sitting if sitting and sitting.active else None

    async def seen(self, place: Place) -> frozenset[str]:
        """The questions that were revealed at a place before."""
        return await self._store.seen(place.platform, place.id)

    async def begin(self, place: Place, say: Texts, setup: Setup, players: tuple[Person, ...]) -> bool:
        """Start a quiz; False where one is open at the place already."""
        name = secrets.token_hex(8)
        saved = await self._store.create_quiz(
            NewQuiz(
                id=name,
                platform=place.platform,
                place=place.id,
                pack=self._library.pack.id,
                setup=exchange.write_setup(setup),
                created_at=self._now(),
            )
        )
        if not saved:
            return False
        sitting = Sitting(name, place, say, Session(setup), 0, Alarm(self._now))
        self._sittings[place] = sitting
        for player in players:
            await self.move(sitting, Join(player.id, player.name, self._now()))
        await self.move(sitting, Start(self._now(), setup.created_by))
        return True

    async def recall(self, place: Place, say: Texts) -> Sitting | None:
        """The open quiz of a place: the one being played here, or one rebuilt from the store.

        Raises:
            HostError: The stored quiz stands on questions that are no longer there, or was written by a newer
                version. It is closed, so that another can be started.
        """
        if place in self._sittings:
            return self._sittings[place]
        stored = await self._store.open_quiz(place.platform, place.id)
        if stored is None:
            return None
        session = None
        try:
            setup = exchange.read_setup(stored.setup)
            moves = [exchange.read_move(text) for text in await self._store.moves(stored.id)]
            if all(drawn.question in self._bank.questions for drawn in setup.drawn):
                session = replay(setup, moves, self._grade)
        except exchange.ExchangeError:
            moves = []
        if session is None:
            await self._store.close_quiz(stored.id, self._now(), "unreadable")
            raise HostError(
                say("A quiz was interrupted here, but its questions have changed. It is closed now.")
            )
        sitting = Sitting(stored.id, place, say, session, len(moves), Alarm(self._now))
        self._sittings[place] = sitting
        return sitting

    async def resume(self, sitting: Sitting) -> tuple[Effect, ...]:
        """Go on with a recalled quiz where it was."""
        if sitting.session.phase is Phase.LOBBY:
            return await self.move(sitting, Start(self._now(), sitting.session.setup.created_by))
        sitting.shown = None  # it is said again, whatever was said before
        return await self.move(sitting, Resume(self._now()))

    async def remind(self, sitting: Sitting) -> None:
        """Say the open question again, after something else was said."""
        async with sitting.lock:
            if sitting.session.phase is Phase.OPEN:
                await self._post(
                    sitting, rounds.question(sitting.session, self._bank, self._library, sitting.say)
                )

    async def next(self, sitting: Sitting) -> tuple[Effect, ...]:
        """Go on after a reveal."""
        return await self.move(sitting, Next(self._now(), sitting.session.number))

    async def move(self, sitting: Sitting, move: Move) -> tuple[Effect, ...]:
        """Make a move: step, save, and only then carry out what follows.

        Returns:
            The effects, for the mover's own reply (`Accepted`, `Refused`); what everybody sees has been said.
        """
        async with sitting.lock:
            for _ in range(_TRIES):
                session, effects = step(sitting.session, move, self._grade)
                if any(isinstance(effect, Refused) for effect in effects):
                    break
                text = exchange.write_move(move)
                if await self._store.append(sitting.id, sitting.moves, text, move.now):
                    sitting.session = session
                    sitting.moves += 1
                    sitting.active = True
                    break
                await self._reload(sitting)
            else:
                return (Refused(None, Reason.STALE),)
            if isinstance(move, TimeUp) and not any(isinstance(effect, Refused) for effect in effects):
                await self._post(sitting, Message((line(sitting.say("Time is up.")),)))
            for effect in effects:
                await self._carry_out(sitting, effect)
            return effects

    async def close(self) -> None:
        """Stop all clocks. Open quizzes stay in the store, to be resumed."""
        for sitting in self._sittings.values():
            sitting.alarm.clear()
        self._sittings.clear()

    def _grade(self, question: str, response: Response) -> Grade:
        return grade(self._bank.questions[question], response, self._library)

    async def _reload(self, sitting: Sitting) -> None:
        """Take in what another process has saved of the same quiz."""
        moves = [exchange.read_move(text) for text in await self._store.moves(sitting.id)]
        sitting.session = replay(sitting.session.setup, moves, self._grade)
        sitting.moves = len(moves)

    async def _post(self, sitting: Sitting, *messages: Message) -> None:
        platform = self._platforms[sitting.place.platform]
        for message in messages:
            await platform.post(sitting.place, message)

    async def _carry_out(self, sitting: Sitting, effect: Effect) -> None:
        say, session = sitting.say, sitting.session
        if isinstance(effect, Ask):
            self._set_clock(sitting, effect.number, effect.turn, effect.deadline)
            if sitting.shown != effect.number:
                sitting.shown = effect.number
                await self._post(sitting, rounds.question(session, self._bank, self._library, say))
            whose = rounds.turn(session, say)
            if whose is not None:
                await self._post(sitting, whose)
        elif isinstance(effect, Extended):
            self._set_clock(sitting, effect.number, effect.turn, effect.deadline)
            await self._post(sitting, Message((line(say("More time for this question.")),)))
        elif isinstance(effect, Reveal):
            sitting.alarm.clear()
            asked = session.setup.drawn[effect.number].question
            await self._store.remember_seen(sitting.place.platform, sitting.place.id, (asked,), self._now())
            await self._post(sitting, *rounds.reveal(effect, session, self._bank, self._library, say))
        elif isinstance(effect, Finish):
            sitting.alarm.clear()
            self._sittings.pop(sitting.place, None)
            done = len(session.reveals) == len(session.setup.drawn)
            await self._store.close_quiz(sitting.id, self._now(), "finished" if done else "stopped")
            await self._post(sitting, rounds.table(effect.table, say, over=True))

    def _set_clock(self, sitting: Sitting, number: int, turn: str | None, deadline: float | None) -> None:
        if deadline is None:
            sitting.alarm.clear()
            return

        async def ring() -> None:
            try:
                effects = await self.move(sitting, TimeUp(number, turn, self._now()))
            except DatabaseError as error:
                await self._post(sitting, Message((line(str(error)),)))
                return
            if Refused(None, Reason.EARLY) in effects and sitting.session.deadline is not None:
                self._set_clock(sitting, number, turn, sitting.session.deadline)

        sitting.alarm.set(deadline, ring)
