"""What everybody sees of a quiz at its place: each part in a message of its own, edited as it goes on."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from typing import TYPE_CHECKING

from bot import rounds, standings
from bot.backend import DatabaseError
from bot.message import (
    Button,
    Message,
    MessageGoneError,
    NotAllowedError,
    PlaceError,
    Posted,
    UnreachableError,
    line,
)
from bot.refreshing import Refresher
from quizzes.effects import Ask, Extended, Finish, Reveal
from quizzes.moves import Extend
from quizzes.session import Phase

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.marks import Marks
    from bot.message import Platform
    from bot.sitting import Sitting
    from bot.store import Store
    from content.library import Library
    from quizzes.banks import Bank
    from quizzes.effects import Effect
    from quizzes.moves import Move
    from quizzes.session import Session

_LOG = logging.getLogger(__name__)


class SilencedError(PlaceError):
    """Another process speaks for the quiz by now."""


class Board:
    """Shows quizzes on their platforms.

    Raises what `bot.message.Platform` may, and `SilencedError`.

    Args:
        store: Where it is kept which message shows what.
        marks: Where it is kept what everybody got.
        bank: The questions.
        library: What they stand on.
        now: Seconds since the epoch (UTC).
        speaks: Whether this process speaks for a quiz.
    """

    def __init__(  # noqa: PLR0913, PLR0917 -- what it speaks from, and what it keeps of it
        self,
        store: Store,
        marks: Marks,
        bank: Bank,
        library: Library,
        now: Callable[[], float],
        speaks: Callable[[Sitting], bool],
    ) -> None:
        self._store = store
        self._marks = marks
        self._bank = bank
        self._library = library
        self._now = now
        self._speaks = speaks
        self._refresher = Refresher()
        self.platforms: dict[str, Platform] = {}

    def presses(self, platform: str) -> bool:
        """See `bot.message.Platform.presses`; False for a platform that is not served."""
        served = self.platforms.get(platform)
        return served is not None and served.presses

    def close(self) -> None:
        """Show nothing any more."""
        self._refresher.close()

    def forget(self, sitting: Sitting) -> None:
        """Let what was still wished for at a place not be shown any more."""
        self._refresher.forget(sitting.id)

    async def say(self, sitting: Sitting, message: Message, key: str = "") -> None:
        """Post something beside the quiz's parts."""
        doubted = bool(key) and sitting.rebuilt is not None
        await self._platform(sitting).post(sitting.place, message, key, doubted=doubted)

    async def note(self, sitting: Sitting, message: Message) -> None:
        """Say something that takes the place of the note before it."""
        if self._platform(sitting).presses:
            await self._show(sitting, "note", message)
        else:
            await self.say(sitting, message)

    async def invite(self, sitting: Sitting, starts: float | None) -> None:
        """Call players to join; `starts` is when the first question comes by itself."""
        await self._show(
            sitting, "lobby", standings.invitation(sitting.session, self._asking(sitting), starts)
        )

    async def show(self, sitting: Sitting) -> None:
        """Show again what stands open, where its message may be gone."""
        session, following = sitting.session, sitting.alarm.moment
        if session.phase is Phase.OPEN:
            await self._show(sitting, f"q{session.number}", self.question(sitting))
        elif session.phase is Phase.LOBBY:
            await self.invite(sitting, following)
        elif session.phase is Phase.REVEALED:
            first, *_ = rounds.reveal(session.reveals[-1], session, self._asking(sitting), following)
            await self._show(sitting, f"q{session.number}", first)

    async def restore(self, sitting: Sitting) -> None:
        """Show all that an earlier process may have left unsaid: the last reveal, and the open question."""
        session = sitting.session
        if session.reveals:
            last = session.reveals[-1]
            await self._remember(sitting, last)
            await self._show_reveal(sitting, replace(session, number=last.number), last, None)
        if session.phase is Phase.OPEN:
            await self.show(sitting)

    def question(self, sitting: Sitting) -> Message:
        """The open question as it stands."""
        return rounds.question(sitting.session, self._asking(sitting))

    async def time_up(self, sitting: Sitting) -> None:
        """Say that the time is up, where players do not see it."""
        if not self._platform(sitting).presses:
            await self.say(sitting, Message((line(sitting.say("Time is up.")),)))

    async def say_effect(
        self, sitting: Sitting, move: Move, session: Session, effect: Effect
    ) -> float | None:
        """Say what a move brought about, `session` being the quiz right after it.

        Returns:
            When the quiz is to go on by itself after it; None where it is not.
        """
        if isinstance(effect, Ask):
            await self._ask(sitting, session, effect)
        elif isinstance(effect, Extended):
            if self._platform(sitting).presses:
                self.count(sitting)
            elif isinstance(move, Extend) and move.by:
                await self.say(sitting, Message((line(sitting.say("More time for this question.")),)))
        elif isinstance(effect, Reveal):
            return await self._reveal(sitting, session, effect)
        elif isinstance(effect, Finish):
            await self._finish(sitting, session, effect)
        return None

    def count(self, sitting: Sitting) -> None:
        """Let the open question, or the call to join, say before long how many there are now."""
        if not self.presses(sitting.place.platform):
            return

        async def refresh() -> None:
            async with sitting.paper:
                session, asking = sitting.session, self._asking(sitting)
                if session.phase is Phase.OPEN:
                    slot, message = f"q{session.number}", rounds.question(session, asking)
                elif session.phase is Phase.LOBBY:
                    slot, message = "lobby", standings.invitation(session, asking, sitting.alarm.moment)
                else:
                    return
                if slot in sitting.posted:
                    try:
                        await self._platform(sitting).edit(
                            Posted(sitting.place, sitting.posted[slot]), message
                        )
                    except asyncio.CancelledError:
                        sitting.unsure = True
                        raise

        platform = self.platforms[sitting.place.platform]
        self._refresher.wish(sitting.id, refresh, lambda: platform.spare(sitting.place))

    def _platform(self, sitting: Sitting) -> Platform:
        if not self._speaks(sitting):
            raise SilencedError
        return self.platforms[sitting.place.platform]

    def _asking(self, sitting: Sitting) -> rounds.Asking:
        platform = self.platforms[sitting.place.platform]
        return rounds.Asking(
            self._bank,
            self._library,
            sitting.say,
            f"quiz:{sitting.id}",
            presses=platform.presses,
            threads=platform.threads(sitting.place),
        )

    async def _ask(self, sitting: Sitting, session: Session, effect: Ask) -> None:
        asking = self._asking(sitting)
        if not asking.presses:
            if sitting.shown != effect.number:
                sitting.shown = effect.number
                await self.say(sitting, rounds.question(session, asking))
            whose = rounds.turn(session, sitting.say)
            if whose is not None:
                await self.say(sitting, whose)
            return
        sitting.shown = effect.number
        await self._show(sitting, f"q{effect.number}", rounds.question(session, asking))
        if effect.number == 0 and "lobby" in sitting.posted:
            await self._tidy(sitting, "lobby", standings.begun(session, asking))

    async def _reveal(self, sitting: Sitting, session: Session, effect: Reveal) -> float | None:
        await self._remember(sitting, effect)
        asking = self._asking(sitting)
        if not asking.presses:
            for page in rounds.reveal(effect, session, asking):
                await self.say(sitting, page)
            return None
        self._refresher.forget(sitting.id)
        pause = session.setup.pause
        following = None if pause is None else self._now() + pause
        first = await self._show_reveal(sitting, session, effect, following)
        if sitting.unsure:
            sitting.unsure = False
            self._surely(sitting, f"q{effect.number}", first)
        return following

    async def _remember(self, sitting: Sitting, shown: Reveal) -> None:
        """Keep what was asked at the place, and what everybody got."""
        place, now = sitting.place, self._now()
        asked = sitting.session.setup.drawn[shown.number].question
        try:
            await self._store.remember_seen(place.platform, place.id, (asked,), now, sitting.server)
            await self._marks.revealed(place, sitting.server, asked, shown, now)
        except DatabaseError as error:
            _LOG.warning("a question may come again, and is missing in results: %s", error)

    async def _show_reveal(
        self, sitting: Sitting, session: Session, effect: Reveal, following: float | None
    ) -> Message:
        """Show a reveal in place of its question, and the rest of it below; the page in its place."""
        asking, slot = self._asking(sitting), f"q{effect.number}"
        first, *others = rounds.reveal(effect, session, asking, following)
        await self._show(sitting, slot, first)
        if asking.threads and not others and session.setup.wait is not None:
            others = [rounds.discussion(effect.number, sitting.say)]
        under = sitting.posted[slot] if asking.threads else ""
        for number, page in enumerate(others, 1):
            await self._show(sitting, f"{slot}.{number}", page, under=under)
        return first

    def _surely(self, sitting: Sitting, slot: str, message: Message) -> None:
        """Edit once more in a while: an older edit that was given up may have landed on this one."""

        async def refresh() -> None:
            async with sitting.paper:
                await self._platform(sitting).edit(Posted(sitting.place, sitting.posted[slot]), message)

        self._refresher.wish((sitting.id, slot), refresh)

    async def _finish(self, sitting: Sitting, session: Session, effect: Finish) -> None:
        self._refresher.forget(sitting.id)
        try:
            await self._marks.finished(sitting.id, sitting.place, sitting.server, effect.table, self._now())
        except DatabaseError as error:
            _LOG.warning("a quiz is missing in results: %s", error)
        asking = self._asking(sitting)
        if not asking.presses:
            await self.say(sitting, standings.table(effect.table, sitting.say, over=True))
            return
        # Nothing that was open may still look as if it could be pressed.
        if f"q{session.number}" in sitting.posted and len(session.reveals) <= session.number:
            await self._tidy(sitting, f"q{session.number}", rounds.stopped(session, asking))
        if "lobby" in sitting.posted and "q0" not in sitting.posted:
            await self._tidy(sitting, "lobby", standings.called_off(sitting.say))
            return
        missed = (Button(sitting.say("What I missed"), f"{asking.token}:missed"),)
        played = any(result.response is not None for reveal in session.reveals for result in reveal.results)
        table = standings.table(
            effect.table, sitting.say, over=True, buttons=missed if played else (), mention=True
        )
        await self._show(sitting, "end", table)

    async def _tidy(self, sitting: Sitting, slot: str, message: Message) -> None:
        """Edit a message whose time is over; it matters to nobody if that fails."""
        try:
            async with sitting.paper:
                await self._platform(sitting).edit(Posted(sitting.place, sitting.posted[slot]), message)
        except (MessageGoneError, NotAllowedError, UnreachableError) as error:
            _LOG.info("a message of a quiz stays as it is: %s", type(error).__name__)

    async def _show(self, sitting: Sitting, slot: str, message: Message, *, under: str = "") -> None:
        """Show a part of a quiz: by editing the message that shows it, else by posting one."""
        platform, key = self._platform(sitting), f"{sitting.id}:{slot}"
        doubted = sitting.rebuilt is not None and _was_shown(sitting.rebuilt, slot)
        if slot in sitting.posted:
            try:
                async with sitting.paper:
                    await platform.edit(Posted(sitting.place, sitting.posted[slot]), message)
            except MessageGoneError:
                # The platform may still know the first one by its key. At most 25 characters, with q49.1.
                key += f"+{sitting.moves % 100}"
                doubted = False
            else:
                return
        posted = await self._platform(sitting).post(sitting.place, message, key, under=under, doubted=doubted)
        sitting.posted[slot] = posted.id
        try:
            await self._store.keep_posted(sitting.id, slot, posted.id)
        except DatabaseError as error:
            _LOG.warning("a message of a quiz will not be found after a restart: %s", error)


def _was_shown(session: Session, slot: str) -> bool:
    """Whether a quiz as it stood had something to show in a slot."""
    if not slot.startswith("q"):
        return slot != "end" or session.phase is Phase.FINISHED
    number, _, page = slot[1:].partition(".")
    if page:
        return int(number) < len(session.reveals)
    return session.phase is not Phase.LOBBY and int(number) <= session.number
