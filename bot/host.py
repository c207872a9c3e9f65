"""Hosts quizzes: saves each move before anything is said about it, then carries out its effects in order.

One quiz a place. While it is played, a quiz lives in memory; the store keeps its set-up and moves, from which
it is rebuilt after a restart. A move returns as soon as it is saved: what everybody is to see is said by
`bot.speaking`, one thing after the other, so that a slow platform holds up nobody's answer.
"""

from __future__ import annotations

import logging
import secrets
from collections import OrderedDict
from typing import TYPE_CHECKING

from bot.backend import DatabaseError, Trouble
from bot.clock import Alarm
from bot.message import Message, Place, line
from bot.sitting import Sitting
from bot.speaking import Speaker
from bot.store import NewQuiz
from quizzes import exchange
from quizzes.effects import Ask, Extended, Finish, Reason, Refused, Reveal
from quizzes.grading import grade
from quizzes.moves import Extend, Join, Next, Resume, Start, Stop, TimeUp
from quizzes.session import Phase, Session, replay, step

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.message import Person, Platform
    from bot.store import Store, StoredQuiz
    from bot.texts import Texts
    from content.library import Library
    from quizzes.banks import Bank
    from quizzes.effects import Effect
    from quizzes.grading import Grade
    from quizzes.model import Response
    from quizzes.moves import Move
    from quizzes.session import Setup

__all__ = ["Host", "HostError", "Sitting"]

_TRIES = (
    5  # of saving a move while another process plays the same quiz; each of the others got one in meanwhile
)
_LATE = 2.0  # seconds that a question may be shown late without giving them back
_AGAIN = 5.0  # seconds until a clock whose move could not be saved rings again
STALE = 900.0  # seconds of silence after which a timed quiz is not taken up again
FORSAKEN = 14 * 86_400.0  # the same for one without a limit: nobody comes back to it after two weeks
_PAST = 64  # quizzes that are over, kept for those who look back

_LOG = logging.getLogger(__name__)


class HostError(Exception):
    """A quiz cannot be played on; the sentence is for its players."""


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
        self._sittings: dict[Place, Sitting] = {}
        self._past: OrderedDict[str, tuple[Place, Session]] = OrderedDict()
        self._speaker = Speaker(store, bank, library, now, self._said, self._lost)

    def serve(self, name: str, platform: Platform) -> None:
        """Say what happens at places of the platform `name` through this one from now on."""
        self._speaker.serve(name, platform)

    def presses(self, platform: str) -> bool:
        """Whether players of a platform press buttons, each on a device of their own."""
        return self._speaker.presses(platform)

    def sitting(self, place: Place) -> Sitting | None:
        """The quiz that is being played at a place in this process, not merely recalled."""
        sitting = self._sittings.get(place)
        return sitting if sitting and sitting.active else None

    async def settle(self) -> None:
        """Wait until everything that happened has been said."""
        await self._speaker.settle()

    async def seen(self, place: Place) -> frozenset[str]:
        """The questions that were revealed at a place before."""
        return await self._store.seen(place.platform, place.id)

    async def begin(
        self, place: Place, say: Texts, setup: Setup, players: tuple[Person, ...], server: str = ""
    ) -> bool:
        """Start a quiz, or call players to join one; False where one is open at the place already."""
        name = secrets.token_hex(8)
        saved = await self._store.create_quiz(
            NewQuiz(
                id=name,
                platform=place.platform,
                place=place.id,
                pack=self._library.pack.id,
                setup=exchange.write_setup(setup),
                created_at=self._now(),
                server=server,
            )
        )
        if not saved:
            return False
        sitting = Sitting(
            name, place, server, say, Session(setup), 0, Alarm(self._now), active=True, running=True
        )
        self._sittings[place] = sitting
        try:
            for player in players:
                await self.move(sitting, Join(player.id, player.name, self._now()))
            if setup.wait:
                self._invite(sitting)
            else:
                await self.move(sitting, Start(self._now(), setup.created_by))
        except DatabaseError:
            sitting.running = False  # /quiz resume begins it
            raise
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
        rebuilt = await self._rebuild(stored)
        if rebuilt is None:
            await self._store.close_quiz(stored.id, self._now(), "unreadable")
            raise HostError(
                say("A quiz was interrupted here, but its questions have changed. It is closed now.")
            )
        session, moves = rebuilt
        posted = await self._store.posted(stored.id)
        if place not in self._sittings:  # somebody else may have recalled it meanwhile
            alarm = Alarm(self._now)
            self._sittings[place] = Sitting(
                stored.id, place, stored.server, say, session, moves, alarm, dict(posted)
            )
        return self._sittings[place]

    async def _rebuild(self, stored: StoredQuiz) -> tuple[Session, int] | None:
        """A stored quiz by its moves, and how many those are; None where this version cannot read it."""
        try:
            setup = exchange.read_setup(stored.setup)
            moves = [exchange.read_move(text) for text in await self._store.moves(stored.id)]
        except exchange.ExchangeError:
            return None
        if not all(drawn.question in self._bank.questions for drawn in setup.drawn):
            return None
        return replay(setup, moves, self._grade), len(moves)

    async def known(self, quiz_id: str, place: Place) -> bool:
        """Whether a quiz of this id was or is played at a place."""
        stored = await self._store.quiz(quiz_id)
        return stored is not None and _place(stored) == place

    async def past(self, quiz_id: str, place: Place) -> Session | None:
        """A quiz that was or is played at a place, as it stands; None where there is none of this id."""
        sitting = self._sittings.get(place)
        if sitting is not None and sitting.id == quiz_id:
            return sitting.session
        if quiz_id not in self._past:
            stored = await self._store.quiz(quiz_id)
            rebuilt = await self._rebuild(stored) if stored is not None else None
            if stored is None or rebuilt is None:
                return None
            if rebuilt[0].phase is not Phase.FINISHED:
                return rebuilt[0] if _place(stored) == place else None  # it will have changed next time
            self._past[quiz_id] = _place(stored), rebuilt[0]
            if len(self._past) > _PAST:
                self._past.popitem(last=False)
        where, session = self._past[quiz_id]
        return session if where == place else None

    async def resume(self, sitting: Sitting) -> tuple[Effect, ...]:
        """Go on with a recalled quiz where it was."""
        sitting.running = sitting.active = True
        try:
            if sitting.session.phase is Phase.LOBBY:
                if sitting.session.setup.wait:
                    self._invite(sitting)
                    return ()
                return await self.move(sitting, Start(self._now(), sitting.session.setup.created_by))
            sitting.shown = None  # it is said again, whatever was said before
            return await self.move(sitting, Resume(self._now()))
        except DatabaseError:
            sitting.running = False  # it can be resumed again
            raise

    def tell(self, sitting: Sitting, message: Message) -> None:
        """Say something at a quiz's place, in its turn."""
        self._speaker.say(sitting, message, key=f"{sitting.id}:m{sitting.moves}")

    def show(self, sitting: Sitting) -> None:
        """Show again what stands open, where its message may be gone."""
        self._speaker.show(sitting)

    async def remind(self, sitting: Sitting) -> None:
        """Say the open question again, after something else was said."""
        self._speaker.remind(sitting)

    async def next(self, sitting: Sitting) -> tuple[Effect, ...]:
        """Go on after a reveal."""
        return await self.move(sitting, Next(self._now(), sitting.session.number))

    async def move(self, sitting: Sitting, move: Move) -> tuple[Effect, ...]:
        """Make a move: step, save, and only then let what follows be said.

        Returns:
            The effects, for the mover's own reply (`Accepted`, `Refused`). What everybody sees is said in its
            turn; `settle` waits for it.
        """
        async with sitting.lock:
            for _ in range(_TRIES):
                session, effects = step(sitting.session, move, self._grade)
                if any(isinstance(effect, Refused) for effect in effects):
                    return effects
                text = exchange.write_move(move)
                try:
                    saved = await self._store.append(sitting.id, sitting.moves, text, move.now)
                except DatabaseError as error:
                    if error.trouble is not Trouble.UNCERTAIN:
                        raise
                    saved = (await self._store.moves(sitting.id))[sitting.moves :] == (text,)
                if saved:
                    sitting.session = session
                    sitting.moves += 1
                    sitting.active = True
                    break
                await self._reload(sitting)
                if sitting.session.phase is Phase.FINISHED:
                    self._forget(sitting)  # ended elsewhere: there is nothing to keep
            else:
                stored = await self._store.open_quiz(sitting.place.platform, sitting.place.id)
                if stored is None or stored.id != sitting.id:
                    self._forget(sitting)  # closed elsewhere
                    return (Refused(None, Reason.FINISHED),)
                return (Refused(None, Reason.STALE),)
            try:
                if any(isinstance(effect, Finish) for effect in effects):
                    await self._end(sitting)
            finally:
                self._speaker.carry_out(sitting, move, session, effects)
            return effects

    async def gone(self, place: Place) -> None:
        """A channel or thread is no longer there: close its quiz."""
        sitting = self._sittings.get(place)
        if sitting is not None:
            self._forget(sitting)
        stored = await self._store.open_quiz(place.platform, place.id)
        if stored is not None:
            await self._store.close_quiz(stored.id, self._now(), "place_gone")

    async def left(self, platform: str, server: str) -> None:
        """The bot is no longer a member of a server: close its quizzes."""
        for stored in await self._store.open_quizzes(platform):
            if stored.server == server:
                await self.gone(_place(stored))

    async def reopen(
        self,
        platform: str,
        mine: Callable[[StoredQuiz], bool],
        language: Callable[[StoredQuiz], Awaitable[Texts]],
    ) -> int:
        """Take up the quizzes of a platform that were interrupted, and say so.

        Those that have stood still for long are closed with their table: their class has gone. Those that
        wait for nothing but a press go on by it, and nothing need be said.

        Args:
            platform: The platform's name; it must be served.
            mine: Whether a quiz is this process's to take up.
            language: The bot's own words for a quiz's place.

        Returns:
            How many there were.
        """
        found = 0
        for stored in await self._store.open_quizzes(platform):
            if not mine(stored):
                continue
            say = await language(stored)
            try:
                sitting = await self.recall(_place(stored), say)
            except HostError as error:
                self._speaker.notice(_place(stored), Message((line(str(error)),)), f"{stored.id}:lost")
                continue
            if sitting is None or sitting.running:
                continue
            found += 1
            last = await self._store.last_move_at(stored.id) or stored.created_at
            idle = self._now() - last
            if sitting.session.phase is Phase.FINISHED:  # it was saved that it is over, but not closed
                await self.resume(sitting)
            elif idle > (FORSAKEN if sitting.session.setup.seconds is None else STALE):
                self.tell(sitting, Message((line(say("Tarikh was away too long: this quiz ends here.")),)))
                await self.move(sitting, Stop("", self._now()))
            elif _waits_for_a_press(sitting.session):
                del self._sittings[sitting.place]  # nothing was interrupted; a press brings it back
            else:
                self._speaker.note(sitting, Message((line(say("Tarikh was restarted. The quiz goes on.")),)))
                await self.resume(sitting)
        return found

    async def close(self) -> None:
        """Stop all clocks. Open quizzes stay in the store, to be resumed."""
        for sitting in self._sittings.values():
            _silence(sitting)
        self._sittings.clear()
        await self._speaker.close()

    def _grade(self, question: str, response: Response) -> Grade:
        return grade(self._bank.questions[question], response, self._library)

    async def _reload(self, sitting: Sitting) -> None:
        """Take in what another process has saved of the same quiz."""
        moves = [exchange.read_move(text) for text in await self._store.moves(sitting.id)]
        sitting.session = replay(sitting.session.setup, moves, self._grade)
        sitting.moves = len(moves)

    async def _end(self, sitting: Sitting) -> None:
        """Free the place for another quiz."""
        sitting.alarm.clear()
        session = sitting.session
        done = len(session.reveals) == len(session.setup.drawn)
        try:
            await self._store.close_quiz(sitting.id, self._now(), "finished" if done else "stopped")
        except DatabaseError as error:
            _LOG.error("a quiz that is over is not closed yet: %s", error)
            sitting.alarm.set(self._now() + _AGAIN, lambda: self._end(sitting))
            return
        if self._sittings.get(sitting.place) is sitting:
            del self._sittings[sitting.place]

    def _forget(self, sitting: Sitting) -> None:
        _silence(sitting)
        self._speaker.forget(sitting)
        if self._sittings.get(sitting.place) is sitting:
            del self._sittings[sitting.place]

    def _invite(self, sitting: Sitting) -> None:
        """Call players to join, and start when the wait is over."""
        starts = self._now() + (sitting.session.setup.wait or 0)
        self._set_clock(sitting, starts, lambda: Start(self._now(), sitting.session.setup.created_by))
        self._speaker.invite(sitting, starts)

    async def _said(self, sitting: Sitting, effect: Effect, made: float, following: float | None) -> None:
        """Set the clock for what comes next, now that players see what it is for."""
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
                    await self.move(sitting, Extend("", more, self._now()))
                except DatabaseError as error:
                    _LOG.warning("a question was shown late: %s", error)
            self._time(sitting, number, turn)
        elif isinstance(effect, Reveal):
            sitting.alarm.clear()
            if following is not None:
                self._set_clock(sitting, following, lambda: Next(self._now(), effect.number))

    def _time(self, sitting: Sitting, number: int, turn: str | None) -> None:
        deadline = sitting.session.deadline
        if deadline is None:
            sitting.alarm.clear()
            return
        self._set_clock(sitting, deadline, lambda: TimeUp(number, turn, self._now()))

    def _set_clock(self, sitting: Sitting, moment: float, move: Callable[[], Move]) -> None:
        told = False

        async def ring() -> None:
            nonlocal told
            made = move()
            try:
                effects = await self.move(sitting, made)
                if told and Refused(None, Reason.EARLY) not in effects and isinstance(effects[0], Refused):
                    await self.resume(sitting)  # it may have been saved the time before, and nothing said
            except DatabaseError as error:
                _LOG.error("a quiz waits for its database: %s", error)
                if not told:
                    told = True
                    waits = sitting.say("My memory does not answer just now. The quiz goes on when it does.")
                    self._speaker.say(sitting, Message((line(waits),)), key=f"{sitting.id}:w{sitting.moves}")
                sitting.alarm.set(self._now() + _AGAIN, ring)
                return
            if Refused(None, Reason.EARLY) in effects and isinstance(made, TimeUp):
                self._time(sitting, made.number, made.turn)

        sitting.alarm.set(moment, ring)

    async def _lost(self, sitting: Sitting, gone: bool) -> None:  # noqa: FBT001 -- what the speaker found
        """Nothing can be said at a place: close its quiz where that is gone, else leave it to be resumed."""
        self._forget(sitting)
        if gone:
            try:
                await self.gone(sitting.place)
            except DatabaseError as error:
                _LOG.warning("a quiz without a place stays open: %s", error)


def _waits_for_a_press(session: Session) -> bool:
    """Whether nothing happens in a quiz by itself, so that a restart has interrupted nothing."""
    if session.phase is Phase.LOBBY:
        return False
    return (session.setup.pause if session.phase is Phase.REVEALED else session.deadline) is None


def _place(stored: StoredQuiz) -> Place:
    return Place(stored.platform, stored.place)


def _silence(sitting: Sitting) -> None:
    sitting.alarm.clear()
    sitting.speech.clear()
