"""The quizzes that this process has in memory: those that it speaks for, and those that it makes moves in.

Where a platform's quizzes are shared, a quiz is either this process's, and then its memory is all there is to
know once it has caught up, or another's, and then it is read on before each use.
"""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from contextlib import contextmanager
from typing import TYPE_CHECKING

from bot import timing
from bot.backend import DatabaseError
from bot.clock import Alarm
from bot.rebuilding import UnreadableError, place_of
from bot.sitting import Sitting
from quizzes.session import Phase

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from bot.message import Place
    from bot.rebuilding import Rebuilder
    from bot.sharing import Sharing
    from bot.speaking import Speaker
    from bot.store import Store, StoredQuiz
    from bot.texts import Texts
    from bot.voices import Voices
    from quizzes.session import Session

_OTHERS = 256  # quizzes of other processes that are kept: those in which people press at the same time
_REST = 60.0  # seconds without a move after which a shared quiz that waits for a press is left alone

_LOG = logging.getLogger(__name__)


class HostError(Exception):
    """A quiz cannot be played on; the sentence is for its players."""


class Table:
    """All sittings of a process.

    Args:
        store: Where moves are saved.
        voices: Where it is kept who speaks for what.
        rebuilder: Reads quizzes from the store.
        sharing: The voice of this process.
        speaker: Says what happens in them.
        now: Seconds since the epoch (UTC).
    """

    def __init__(  # noqa: PLR0913, PLR0917 -- the rooms that a sitting is made from
        self,
        store: Store,
        voices: Voices,
        rebuilder: Rebuilder,
        sharing: Sharing,
        speaker: Speaker,
        now: Callable[[], float],
    ) -> None:
        self._store = store
        self._voices = voices
        self._rebuilder = rebuilder
        self._sharing = sharing
        self._speaker = speaker
        self._now = now
        self._sittings: dict[Place, Sitting] = {}
        self._others: OrderedDict[str, Sitting] = OrderedDict()
        self._begun: set[str] = set()

    @property
    def shared(self) -> tuple[Sitting, ...]:
        """The shared quizzes that this process speaks for."""
        return tuple(each for each in self._sittings.values() if each.voice and self._sharing.speaks(each))

    def get(self, place: Place) -> Sitting | None:
        """The quiz of a place, where this process speaks for it."""
        sitting = self._sittings.get(place)
        return sitting if sitting is not None and self._sharing.speaks(sitting) else None

    def has(self, stored: StoredQuiz) -> bool:
        """Whether this process speaks for a quiz, or is just beginning it."""
        sitting = self.get(place_of(stored))
        return stored.id in self._begun or (sitting is not None and sitting.id == stored.id)

    @contextmanager
    def beginning(self, quiz_id: str) -> Iterator[None]:
        """While a quiz is created and kept, it may be in the store and not here: nobody need take it up."""
        self._begun.add(quiz_id)
        try:
            yield
        finally:
            self._begun.discard(quiz_id)

    def seat(self, sitting: Sitting) -> None:
        """Keep a quiz that begins."""
        self._sittings[sitting.place] = sitting

    def clear(self, platform: str = "") -> None:
        """Stop the clocks, and forget every quiz: of all platforms, or of one."""
        for place, sitting in tuple(self._sittings.items()):
            if platform in {"", place.platform}:
                sitting.alarm.clear()
                sitting.speech.clear()
                if platform and sitting.speaker is not None:
                    sitting.speaker.cancel()
                del self._sittings[place]

    async def rebuilt(self, stored: StoredQuiz, say: Texts) -> Sitting:
        """A quiz by what is kept of it, for this process to speak for, unless it does so already.

        Raises:
            HostError: It stands on questions that are no longer there, or was written by a newer version. It
                is closed, so that another can be started.
        """
        try:
            return self._put(await self._rebuilt(stored, say))
        except UnreadableError:
            raise await self._unreadable(stored, say) from None

    async def owned(self, stored: StoredQuiz, say: Texts) -> Sitting | None:
        """The same of a shared quiz, if no other process speaks for it; else None."""
        voice = await self._sharing.claim(stored.id)
        if not voice:
            return None
        try:
            sitting = await self._rebuilt(stored, say)
        except UnreadableError:
            raise await self._unreadable(stored, say) from None
        sitting.voice = voice
        return self._put(sitting)

    async def watched(self, stored: StoredQuiz, say: Texts) -> Sitting:
        """A shared quiz that this process does not speak for, as it is at this moment.

        Raises:
            HostError: See `rebuilt`; it is not closed where another process plays it.
        """
        try:
            sitting = self._watched(stored, say)
            async with sitting.lock:
                if sitting.elsewhere:
                    await self.catch_up(sitting)
        except UnreadableError:
            if stored.owner is None or await self._sharing.claim(stored.id):
                raise await self._unreadable(stored, say) from None
            raise HostError(say("Another version of Tarikh plays a quiz here just now.")) from None
        return sitting

    def _watched(self, stored: StoredQuiz, say: Texts) -> Sitting:
        sitting = self._others.get(stored.id)
        if sitting is None or not sitting.elsewhere:
            sitting = self._sitting(stored, say, self._rebuilder.begin(stored), 0)
            sitting.voice, sitting.active = "", True
            self._others[stored.id] = sitting
            if len(self._others) > _OTHERS:
                self._others.popitem(last=False)
        self._others.move_to_end(stored.id)
        sitting.say = say
        sitting.running = stored.owner is not None
        return sitting

    async def past(self, quiz_id: str, place: Place) -> Session | None:
        """A quiz that was or is played at a place, as it stands; None where there is none of this id."""
        sitting = self.get(place)
        if sitting is not None and sitting.id == quiz_id:
            return sitting.session
        other = self._others.get(quiz_id)
        if other is not None and other.place == place and other.elsewhere:
            async with other.lock:
                await self.catch_up(other)
            return other.session
        return await self._rebuilder.past(quiz_id, place)

    async def claim(self, sitting: Sitting) -> bool:
        """Speak for a quiz that no process speaks for. The caller holds its lock.

        Returns:
            Whether this process does now, be it by this sitting or by another of the same quiz.
        """
        voice = await self._sharing.claim(sitting.id)
        if not voice:
            return False
        posted = await self._store.posted(sitting.id)
        await self.catch_up(sitting)
        if self._put(sitting) is sitting:
            sitting.voice, sitting.posted, sitting.rebuilt = voice, posted, sitting.session
            sitting.running = sitting.active = True
        return True

    async def catch_up(self, sitting: Sitting) -> None:
        """Take in what other processes have saved of a quiz. The caller holds its lock.

        Raises:
            UnreadableError: This version cannot read it.
        """
        self.take_in(sitting, await self._store.moves_since(sitting.id, sitting.moves))

    def take_in(self, sitting: Sitting, moves: Iterable[str]) -> None:
        """Make a quiz's next saved moves, and say what follows where that is this process's to say."""
        for move, session, effects in self._rebuilder.fold(sitting, moves):
            if sitting.voice and self._sharing.speaks(sitting):
                sitting.active = True
                self._speaker.carry_out(sitting, move, session, effects)

    async def freed(self, place: Place) -> bool:
        """Free a shared place whose quiz is over but for saying its table; whether it is free."""
        stored = await self._store.open_quiz(place.platform, place.id)
        if stored is None:
            return True
        try:
            session, _ = await self._rebuilder.rebuild(stored)
        except UnreadableError:
            return False
        if session.phase is not Phase.FINISHED:
            return False
        await self._store.close_quiz(stored.id, self._now(), _ended(session))  # unless that was just done
        return True

    async def is_closed(self, sitting: Sitting) -> bool:
        """Whether a quiz is no longer the open one of its place."""
        stored = await self._store.open_quiz(sitting.place.platform, sitting.place.id)
        return stored is None or stored.id != sitting.id

    async def reclaimed(self, sitting: Sitting) -> bool:
        """Whether a shared quiz can be played on after all, in which a move could not be saved.

        The caller holds its lock.
        """
        stored = await self._store.quiz(sitting.id)
        if stored is None or await self.is_closed(sitting):
            self.forget(sitting)
            return False
        if stored.owner is None:
            await self.claim(sitting)
        return True

    async def end(self, sitting: Sitting) -> None:
        """Free the place of a quiz that is over for another."""
        sitting.alarm.clear()
        try:
            await self._store.close_quiz(sitting.id, self._now(), _ended(sitting.session))
        except DatabaseError as error:
            _LOG.error("a quiz that is over is not closed yet: %s", error)
            sitting.alarm.set(self._now() + timing.AGAIN, lambda: self.end(sitting))
            return
        self._drop(sitting)

    def forget(self, sitting: Sitting) -> None:
        """Stop a quiz's clock, and say no more of it; of a shared one, not even what is just being said."""
        sitting.alarm.clear()
        self._speaker.forget(sitting)
        if sitting.voice:
            sitting.voice = ""
            self._speaker.cut(sitting)
        self._drop(sitting)

    def forget_shared(self) -> None:
        """Forget every quiz that is shared."""
        for sitting in tuple(self._sittings.values()):
            if sitting.voice is not None:
                self.forget(sitting)

    async def rest(self, sitting: Sitting) -> None:
        """Leave a shared quiz alone until a press claims it, unless it has moves that were not seen here."""
        if sitting.voice and await self._voices.park(sitting.id, sitting.voice, sitting.moves):
            self.forget(sitting)

    async def rest_idle(self) -> None:
        """Leave alone those for which nothing is to be done."""
        now = asyncio.get_running_loop().time()
        for sitting in self.shared:
            waits = sitting.session.phase is not Phase.FINISHED and timing.waits_for_a_press(sitting.session)
            speaking = sitting.speaker is not None and not sitting.speaker.done()
            if waits and not speaking and now - sitting.moved > _REST:
                async with sitting.lock:
                    await self.rest(sitting)

    async def _unreadable(self, stored: StoredQuiz, say: Texts) -> HostError:
        await self._store.close_quiz(stored.id, self._now(), "unreadable")
        return HostError(
            say("A quiz was interrupted here, but its questions have changed. It is closed now.")
        )

    async def _rebuilt(self, stored: StoredQuiz, say: Texts) -> Sitting:
        session, moves = await self._rebuilder.rebuild(stored)
        sitting = self._sitting(stored, say, session, moves)
        sitting.posted = await self._store.posted(stored.id)
        sitting.rebuilt = session
        return sitting

    def _sitting(self, stored: StoredQuiz, say: Texts, session: Session, moves: int) -> Sitting:
        place, moved = place_of(stored), asyncio.get_running_loop().time()
        return Sitting(stored.id, place, stored.server, say, session, moves, Alarm(self._now), moved=moved)

    def _put(self, sitting: Sitting) -> Sitting:
        """Keep a quiz that was read, unless it has been kept meanwhile: then that one."""
        known = self.get(sitting.place)
        if known is not None:
            return known
        self._sittings[sitting.place] = sitting
        self._others.pop(sitting.id, None)
        return sitting

    def _drop(self, sitting: Sitting) -> None:
        if self._sittings.get(sitting.place) is sitting:
            del self._sittings[sitting.place]


def _ended(session: Session) -> str:
    """How a quiz that is over ended."""
    return "finished" if len(session.reveals) == len(session.setup.drawn) else "stopped"
