"""Hosts quizzes: saves each move before anything is said about it, then carries out its effects in order.

One quiz a place. While it is played, a quiz lives in memory; the store keeps its set-up and moves, from which
it is rebuilt after a restart. A move returns as soon as it is saved: what everybody is to see is said by
`bot.speaking`, one thing after the other, so that a slow platform holds up nobody's answer.

Where several processes share the quizzes of a platform, one of them speaks for a quiz (`bot.sharing`). The
others save the moves that they are given, answer those who made them, and leave the rest to it.
"""

from __future__ import annotations

import logging
import secrets
from typing import TYPE_CHECKING

from bot.backend import DatabaseError, Trouble
from bot.board import Board
from bot.clock import Alarm
from bot.keeping import Keeper
from bot.marks import Marks
from bot.rebuilding import Rebuilder, place_of
from bot.sharing import LEASE, Sharing
from bot.sitting import Sitting
from bot.speaking import Speaker
from bot.store import NewQuiz
from bot.table import HostError, Table
from bot.timing import Timing
from bot.voices import Voices
from quizzes import exchange
from quizzes.effects import Finish, Reason, Refused
from quizzes.moves import Join, Next, Resume, Start
from quizzes.session import Phase, Session, step

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from bot.message import Message, Person, Place, Platform
    from bot.store import Store, StoredQuiz
    from bot.texts import Texts
    from content.library import Library
    from quizzes.banks import Bank
    from quizzes.effects import Effect
    from quizzes.moves import Move
    from quizzes.session import Setup

__all__ = ["Host", "HostError", "Sitting"]

# Of saving a move while other processes play the same quiz; at each try, one of the others got one in. A
# school that presses at once through several processes makes hundreds.
_TRIES, _SHARED_TRIES = 5, 500

_LOG = logging.getLogger(__name__)


class Host:
    """All quizzes of one process.

    Args:
        store: Where moves are saved.
        bank: The questions.
        library: What they stand on.
        now: Seconds since the epoch (UTC).
        lease: For how many seconds a process that shares quizzes with others may be silent before they take
            its quizzes over.
    """

    def __init__(
        self, store: Store, bank: Bank, library: Library, now: Callable[[], float], lease: float = LEASE
    ) -> None:
        self._store = store
        self._library = library
        self._now = now
        self._voices = Voices(store.database)
        self._rebuilder = Rebuilder(store, bank, library)
        self._sharing = Sharing(self._voices, lease)
        self._timing = Timing(self, now)
        self.marks = Marks(store.database)
        board = Board(store, self.marks, bank, library, now, self._sharing.speaks)
        self._speaker = Speaker(board, self._said, self._lost)
        self._table = Table(store, self._voices, self._rebuilder, self._sharing, self._speaker, now)
        self._keeper = Keeper(self, store, self._voices, self._sharing, self._table, self._speaker, now)
        self._sharing.watching = self._sharing.heeding = self._keeper

    def serve(self, name: str, platform: Platform, *, shared: bool = False) -> None:
        """Say what happens at places of the platform `name` through this one from now on.

        Args:
            name: The platform.
            platform: The way there.
            shared: Other processes serve the same places: any of them may be given any press. They must share
                the store, too.
        """
        self._speaker.serve(name, platform)
        self._keeper.share(name, shared=shared)

    @property
    def platforms(self) -> Mapping[str, Platform]:
        """The platforms that are served, by name: always as they are at the moment."""
        return self._speaker.platforms

    def presses(self, platform: str) -> bool:
        """Whether players of a platform press buttons, each on a device of their own."""
        return self._speaker.presses(platform)

    def sitting(self, place: Place) -> Sitting | None:
        """The quiz that is being played at a place in this process, not merely recalled."""
        sitting = self._table.get(place)
        return sitting if sitting and sitting.active else None

    def speaks(self, sitting: Sitting) -> bool:
        """Whether this process speaks for a quiz at this moment."""
        return self._sharing.speaks(sitting)

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
        shared = self._keeper.shares(place.platform)
        voice = await self._sharing.voice() if shared else None
        new = NewQuiz(
            id=name,
            platform=place.platform,
            place=place.id,
            pack=self._library.pack.id,
            setup=exchange.write_setup(setup),
            created_at=self._now(),
            server=server,
            owner=voice,
        )
        with self._table.beginning(name):
            saved = await self._store.create_quiz(new)
            if not saved and shared and await self._table.freed(place):
                saved = await self._store.create_quiz(new)
            if not saved:
                return False
            sitting = Sitting(name, place, server, say, Session(setup), 0, Alarm(self._now), voice=voice)
            sitting.active, sitting.running, sitting.wishes = True, True, 0
            self._table.seat(sitting)
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
        """The open quiz of a place: the one being played here, or as it is kept in the store.

        Raises:
            HostError: The stored quiz stands on questions that are no longer there, or was written by a newer
                version. It is closed, so that another can be started.
        """
        sitting = self._table.get(place)
        if sitting is not None:
            return sitting
        stored = await self._store.open_quiz(place.platform, place.id)
        if stored is None:
            return None
        if self._keeper.shares(place.platform):
            return await self._table.watched(stored, say)
        return await self._table.rebuilt(stored, say)

    async def known(self, quiz_id: str, place: Place) -> bool:
        """Whether a quiz of this id was or is played at a place."""
        return await self._rebuilder.known(quiz_id, place)

    async def past(self, quiz_id: str, place: Place) -> Session | None:
        """A quiz that was or is played at a place, as it stands; None where there is none of this id."""
        return await self._table.past(quiz_id, place)

    async def resume(self, sitting: Sitting) -> tuple[Effect, ...]:
        """Go on with a recalled quiz where it was."""
        if sitting.elsewhere:
            async with sitting.lock:
                await self._table.claim(sitting)
            if sitting.elsewhere:
                self._sharing.wish(sitting)
                return ()
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

    def tell(self, sitting: Sitting, message: Message, key: str = "") -> None:
        """Say something at a quiz's place, in its turn."""
        self._speaker.say(sitting, message, key or f"{sitting.id}:m{sitting.moves}")

    def show(self, sitting: Sitting) -> None:
        """Show again what stands open, where its message may be gone."""
        if sitting.elsewhere:
            self._sharing.wish(sitting)
        else:
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
            if not sitting.elsewhere and not self.speaks(sitting):
                self._table.forget(sitting)
            saved, effects = await self._make(sitting, move)
            if not saved or sitting.elsewhere:
                return effects  # where another process speaks for the quiz, it sees the move
            session = sitting.session
            try:
                # A shared quiz is over when that was said: until then, another process may have to say it.
                if sitting.voice is None and any(isinstance(effect, Finish) for effect in effects):
                    await self._table.end(sitting)
            finally:
                self._speaker.carry_out(sitting, move, session, effects)
            return effects

    async def gone(self, place: Place) -> None:
        """A channel or thread is no longer there: close its quiz."""
        sitting = self._table.get(place)
        if sitting is not None:
            self._table.forget(sitting)
        stored = await self._store.open_quiz(place.platform, place.id)
        if stored is not None:
            await self._store.close_quiz(stored.id, self._now(), "place_gone")

    async def left(self, platform: str, server: str) -> None:
        """The bot is no longer a member of a server: close its quizzes."""
        for stored in await self._store.open_quizzes(platform):
            if stored.server == server:
                await self.gone(place_of(stored))

    async def reopen(
        self,
        platform: str,
        mine: Callable[[StoredQuiz], bool],
        language: Callable[[StoredQuiz], Awaitable[Texts]],
    ) -> int:
        """Take up the quizzes of a platform that were interrupted. See `bot.keeping.Keeper.reopen`."""
        return await self._keeper.reopen(platform, mine, language)

    async def leave(self, platform: str) -> None:
        """Say nothing more on a platform; with the last one that was served, everything closes."""
        if self._speaker.leave(platform):
            self._table.clear(platform)
        else:
            await self.close()

    async def close(self) -> None:
        """Stop all clocks. Open quizzes stay in the store, to be resumed."""
        await self._sharing.stop()
        self._table.clear()
        await self._speaker.close()
        await self._sharing.leave()

    async def _make(self, sitting: Sitting, move: Move) -> tuple[bool, tuple[Effect, ...]]:
        """Step and save, on top of what other processes have saved; whether it was, and the effects."""
        shared = sitting.voice is not None
        fresh = not shared  # a refusal may stand on what another process has changed
        for _ in range(_SHARED_TRIES if shared else _TRIES):
            session, effects = step(sitting.session, move, self._rebuilder.grade)
            if any(isinstance(effect, Refused) for effect in effects):
                if fresh:
                    return False, effects
                fresh = True
                await self._table.catch_up(sitting)
                continue
            if await self._save(sitting, move):
                sitting.advance(session)
                sitting.active = True
                return True, effects
            known = sitting.moves
            await self._table.catch_up(sitting)
            if not shared and sitting.session.phase is Phase.FINISHED:
                self._table.forget(sitting)  # ended elsewhere: there is nothing to keep
            elif shared and sitting.moves == known and not await self._table.reclaimed(sitting):
                return False, (Refused(None, Reason.FINISHED),)
        if await self._table.is_closed(sitting):
            self._table.forget(sitting)  # closed elsewhere
            return False, (Refused(None, Reason.FINISHED),)
        return False, (Refused(None, Reason.STALE),)

    async def _save(self, sitting: Sitting, move: Move) -> bool:
        """Save a move as the next one. False if it is not the next, or the quiz is not there to be played."""
        text, shared = exchange.write_move(move), sitting.voice is not None
        try:
            return await self._store.append(sitting.id, sitting.moves, text, move.now, shared=shared)
        except DatabaseError as error:
            if error.trouble is not Trouble.UNCERTAIN:
                raise
            return (await self._store.moves_since(sitting.id, sitting.moves))[:1] == (text,)

    def _invite(self, sitting: Sitting) -> None:
        """Call players to join, and start when the wait is over."""
        self._speaker.invite(sitting, self._timing.lobby(sitting))

    async def _said(self, sitting: Sitting, effect: Effect, made: float, following: float | None) -> None:
        if isinstance(effect, Finish) and sitting.voice is not None:
            await self._table.end(sitting)
        else:
            await self._timing.said(sitting, effect, made, following)

    async def _lost(self, sitting: Sitting, gone: bool) -> None:  # noqa: FBT001 -- what the speaker found
        """Nothing can be said at a place: close its quiz where that is gone, else leave it to be resumed."""
        voice = sitting.voice
        self._table.forget(sitting)
        try:
            if gone:
                await self.gone(sitting.place)
            elif voice:
                await self._voices.park(sitting.id, voice, sitting.moves)
        except DatabaseError as error:
            _LOG.warning("a quiz without a place stays open: %s", error)
