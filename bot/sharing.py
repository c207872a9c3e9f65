"""One voice a quiz: which quizzes this process speaks for, where several share the quizzes of a platform.

Each process has a voice, a name that it must renew before its lease runs out. A quiz belongs to one voice:
that process alone speaks of it and keeps its clock, and looks for the moves that other processes make. A
process that could not renew its voice in time, because it was paused or had lost its database, falls silent
by its own clock, before another may take its quizzes over. Daily posts have a voice of their own.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from typing import TYPE_CHECKING, Protocol

from bot import clock
from bot.backend import DatabaseError

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from typing import Any

    from bot.sitting import Sitting
    from bot.voices import Voices

# Seconds. A process that was killed is missed for a lease and a third at most, which players bear; two
# chances to renew it bear a database that restarts.
LEASE = 15.0
_SPOKEN = 0.8  # of a lease, in which a process speaks; in the rest, what it has sent still arrives
EVERY = 0.5  # seconds between two looks for the moves of other processes: a pupil sees the reveal as at once

_LOG = logging.getLogger(__name__)


class Watching(Protocol):
    """What a process does about what it shares with others."""

    async def look(self) -> None:
        """Take up what belonged to a process that has gone, and leave what waits for a press."""
        ...

    def fall_silent(self) -> None:
        """Forget all that was shared: it may be another process's already."""
        ...


class Heeding(Protocol):
    """What a process does about the quizzes in which others make moves."""

    async def heed(self) -> None:
        """Take in what other processes did in the quizzes of this one."""
        ...


class Sharing:
    """The voice of this process.

    Args:
        voices: Where it is kept who speaks for what.
        lease: Seconds for which a voice lives unless it is renewed.
        what: What it speaks for, for the log.
    """

    def __init__(self, voices: Voices, lease: float = LEASE, *, what: str = "quizzes") -> None:
        self._voices = voices
        self.watching: Watching | None = None  # what is done about it
        self.heeding: Heeding | None = None
        self._lease = lease
        self._what = what
        self._name = ""
        self._until = 0.0  # by the event loop's clock
        self._latest = 0.0  # the same by the wall clock, which goes on while a machine sleeps
        self._end: asyncio.TimerHandle | None = None
        self._entering = asyncio.Lock()
        self._tasks: set[asyncio.Task[None]] = set()
        self._watched = False
        self._closed = False

    def speaks(self, sitting: Sitting) -> bool:
        """Whether this process speaks for a quiz at this moment."""
        return sitting.voice is None or (bool(sitting.voice) and sitting.voice == self.living)

    @property
    def living(self) -> str:
        """This process's voice as long as it lives, else empty."""
        if not self._name or asyncio.get_running_loop().time() >= self._until or clock.now() >= self._latest:
            return ""
        return self._name

    async def voice(self) -> str:
        """This process's voice, and a new one where it had none, or lost it.

        Raises:
            DatabaseError: It has none.
        """
        async with self._entering:
            if self._name and not self.living:
                self._die()
            if not self.living and not self._closed:
                name, asked = secrets.token_hex(8), _moment()
                await self._voices.enter(name, self._lease)
                self._name = name
                self._live(*asked)
        self.watch()
        return self._name

    async def claim(self, quiz_id: str) -> str:
        """Speak for a quiz from now on, where no other living process does: by which voice; empty if not."""
        voice = await self.voice()
        return voice if voice and await self._voices.claim(quiz_id, voice) else ""

    def watch(self) -> None:
        """Begin to look what other processes do."""
        if self.watching is not None and not self._watched and not self._closed:
            self._watched = True
            self.start(self._again(self._lease / 3, self._renew))
            self.start(self._again(self._lease / 3, self.watching.look))
            if self.heeding is not None:
                self.start(self._again(EVERY, self.heeding.heed))

    def wish(self, sitting: Sitting) -> None:
        """Ask the process that speaks for a quiz to show again what stands open."""

        async def ask() -> None:
            try:
                await self._voices.wish(sitting.id)
            except DatabaseError as error:
                _LOG.warning("a quiz is not shown again trouble=%s", error.trouble)

        self.start(ask())

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Do something beside."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def stop(self) -> None:
        """Look no more what others do."""
        self._closed = True
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def leave(self) -> None:
        """Speak no more: all is free at once for other processes, and for the next start."""
        name, self._name = self._name, ""
        if self._end is not None:
            self._end.cancel()
        if name:
            try:
                await self._voices.leave(name)
            except DatabaseError as error:
                _LOG.warning("%s are free only in %.0f s trouble=%s", self._what, self._lease, error.trouble)

    def _live(self, asked: float, wall: float) -> None:
        """Count the lease from before it was asked for: the database's begins no sooner."""
        loop = asyncio.get_running_loop()
        self._until = asked + self._lease * _SPOKEN
        self._latest = wall + self._lease * _SPOKEN
        if self._end is not None:
            self._end.cancel()
        self._end = loop.call_at(self._until, self._die)

    def _die(self) -> None:
        if self._name:
            _LOG.warning("voice lost: the %s of this process are free for others", self._what)
        self._name = ""
        if self.watching is not None:
            self.watching.fall_silent()

    async def _renew(self) -> None:
        name, asked = self.living, _moment()
        if not name:
            await self.voice()
        elif not await self._voices.renew(name, self._lease):
            self._die()
            await self.voice()
        elif name == self.living:
            self._live(*asked)
        else:
            await self._voices.leave(name)  # that took too long: it fell silent meanwhile

    async def _again(self, pause: float, what: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Do something again and again, whatever becomes of it."""
        while True:
            await asyncio.sleep(pause)
            try:
                await what()
            except DatabaseError as error:
                _LOG.warning("shared %s wait for their database trouble=%s", self._what, error.trouble)
            except Exception:  # noqa: BLE001 -- without the next look, quizzes would stand still
                _LOG.exception("a look at shared %s failed", self._what)


def _moment() -> tuple[float, float]:
    """Now, by the event loop's clock and by the wall's."""
    return asyncio.get_running_loop().time(), clock.now()
