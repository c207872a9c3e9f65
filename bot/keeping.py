"""Keeps quizzes going: takes up interrupted ones, and heeds what other processes do in shared ones."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from bot.message import Message, line
from bot.rebuilding import UnreadableError, place_of
from bot.table import HostError
from bot.timing import waits_for_a_press
from quizzes.moves import Stop
from quizzes.session import Phase

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from typing import Protocol, TypeAlias

    from bot.message import Place
    from bot.sharing import Sharing
    from bot.sitting import Sitting
    from bot.speaking import Speaker
    from bot.store import Store, StoredQuiz
    from bot.table import Table
    from bot.texts import Texts
    from bot.timing import Player
    from bot.voices import News, Voices

    # The bot's own words for a quiz's place.
    Language: TypeAlias = Callable[[StoredQuiz], Awaitable[Texts]]

    class Recaller(Player, Protocol):
        """Who plays quizzes."""

        async def recall(self, place: Place, say: Texts) -> Sitting | None:
            """The open quiz of a place."""
            ...


STALE = 900.0  # seconds of silence after which a timed quiz is not taken up again
FORSAKEN = 14 * 86_400.0  # the same for one without a limit: nobody comes back to it after two weeks

_LOG = logging.getLogger(__name__)


class Keeper:
    """Keeps the quizzes of a process going; a `bot.sharing.Watching` and `Heeding`.

    Args:
        host: Plays them.
        store: Where they are kept.
        voices: Where it is kept who speaks for what.
        sharing: The voice of this process.
        table: Those in memory.
        speaker: Says what happens in them.
        now: Seconds since the epoch (UTC).
    """

    def __init__(  # noqa: PLR0913, PLR0917 -- all rooms that a quiz lives in
        self,
        host: Recaller,
        store: Store,
        voices: Voices,
        sharing: Sharing,
        table: Table,
        speaker: Speaker,
        now: Callable[[], float],
    ) -> None:
        self._host = host
        self._store = store
        self._voices = voices
        self._sharing = sharing
        self._table = table
        self._speaker = speaker
        self._now = now
        self._shared: set[str] = set()
        self._languages: dict[str, Language] = {}
        self._taking = asyncio.Lock()

    def share(self, platform: str, *, shared: bool) -> None:
        """Note whether other processes serve the same places of a platform."""
        (self._shared.add if shared else self._shared.discard)(platform)

    def shares(self, platform: str) -> bool:
        """Whether other processes serve the same places of a platform."""
        return platform in self._shared

    async def reopen(
        self,
        platform: str,
        mine: Callable[[StoredQuiz], bool],
        language: Callable[[StoredQuiz], Awaitable[Texts]],
    ) -> int:
        """Take up the quizzes of a platform that were interrupted, and say so.

        Those that have stood still for long are closed with their table: their class has gone. Those that
        wait for nothing but a press go on by it, and nothing need be said. Shared quizzes that another
        process speaks for are left to it; from now on, those whose process has gone are taken up as well.

        Args:
            platform: The platform's name; it must be served.
            mine: Whether a quiz is this process's to take up. Shared quizzes are everybody's.
            language: The bot's own words for a quiz's place.

        Returns:
            How many there were.
        """
        if platform in self._shared:
            self._languages[platform] = language
            self._sharing.watch()
        found = 0
        for stored in await self._store.open_quizzes(platform):
            if mine(stored):
                found += await self._take_up(stored, language)
        return found

    async def look(self) -> None:
        """Take up the shared quizzes whose process has gone. See `bot.sharing.Watching.look`."""
        for platform in self._shared & self._languages.keys():
            for stored in await self._voices.orphans(platform, await self._sharing.voice()):
                if not self._table.has(stored):
                    await self._take_up(stored, self._languages[platform])
        await self._table.rest_idle()

    async def heed(self) -> None:
        """Take in what other processes did in shared quizzes. See `bot.sharing.Heeding.heed`."""
        known = {sitting.id: (sitting, sitting.moves) for sitting in self._table.shared}
        if not known:
            return
        news = await self._voices.news({name: moves for name, (_, moves) in known.items()})
        for name, (sitting, moves) in known.items():
            async with sitting.lock:
                shown = await self._heed(sitting, moves, news.get(name))
            if shown:
                if sitting.running:
                    self._speaker.show(sitting)
                else:
                    await self._host.resume(sitting)

    def fall_silent(self) -> None:
        """Forget all shared quizzes. See `bot.sharing.Watching.fall_silent`."""
        self._table.forget_shared()

    async def _take_up(self, stored: StoredQuiz, language: Language) -> bool:
        """Go on with a quiz as far as players wait for that; False where it is not to be taken up."""
        say, shared = await language(stored), stored.platform in self._shared
        async with self._taking:
            try:
                sitting = await (
                    self._table.owned(stored, say) if shared else self._host.recall(place_of(stored), say)
                )
            except HostError as error:
                self._speaker.notice(place_of(stored), Message((line(str(error)),)), f"{stored.id}:lost")
                return False
            if sitting is None or sitting.running:
                return False
            last = await self._store.last_move_at(stored.id) or stored.created_at
            if sitting.session.phase is Phase.FINISHED:  # it was saved that it is over, but not closed
                await self._go_on(sitting)
            elif self._now() - last > (FORSAKEN if sitting.session.setup.seconds is None else STALE):
                away = Message((line(say("Tarikh was away too long: this quiz ends here.")),))
                self._host.tell(sitting, away)
                await self._host.move(sitting, Stop("", self._now()))
            elif not waits_for_a_press(sitting.session):
                self._speaker.note(sitting, Message((line(say("Tarikh was restarted. The quiz goes on.")),)))
                await self._go_on(sitting)
            elif not shared:
                self._table.forget(sitting)  # nothing was interrupted; a press brings it back
            elif stored.owner is None:
                await self._table.rest(sitting)
            else:  # the process that spoke for it may have died before it said the last
                sitting.running = sitting.active = True
                self._speaker.restore(sitting)
        return True

    async def _go_on(self, sitting: Sitting) -> None:
        if sitting.voice:
            self._speaker.restore(sitting)
        await self._host.resume(sitting)

    async def _heed(self, sitting: Sitting, known: int, news: News | None) -> bool:
        """Take in what other processes did in a quiz since so many moves; whether to show it again."""
        if not sitting.voice or news is None or news.owner != sitting.voice:
            self._table.forget(sitting)
            return False
        try:
            self._table.take_in(sitting, news.moves[sitting.moves - known :])
        except UnreadableError as error:
            _LOG.error("a newer version plays a quiz of this process: %s", error)
            await self._voices.park(sitting.id, sitting.voice, known + len(news.moves))
            self._table.forget(sitting)
            return False
        if news.closed and sitting.session.phase is not Phase.FINISHED:
            self._table.forget(sitting)
            return False
        before, sitting.wishes = sitting.wishes, news.wishes
        return before is not None and news.wishes > before
