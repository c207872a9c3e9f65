"""Says what happens in quizzes: each thing once, in order, as well as the platform can at that moment."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from bot import rounds, standings
from bot.backend import DatabaseError
from bot.message import (
    Button,
    Message,
    MessageGoneError,
    NotAllowedError,
    PlaceError,
    PlaceGoneError,
    Posted,
    UnreachableError,
    line,
)
from bot.refreshing import Refresher
from quizzes.effects import Accepted, Ask, Extended, Finish, Joined, Left, Reveal
from quizzes.moves import TimeUp
from quizzes.session import Phase

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from typing import TypeAlias

    from bot.message import Place, Platform
    from bot.sitting import Sitting
    from bot.store import Store
    from content.library import Library
    from quizzes.banks import Bank
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
        store: Where it is kept which message shows what.
        bank: The questions.
        library: What they stand on.
        now: Seconds since the epoch (UTC).
        said: Called after an effect was said.
        lost: Called with a sitting whose place is gone (True), or where nothing can be said for now (False).
    """

    def __init__(  # noqa: PLR0913, PLR0917 -- what it speaks from, and whom it tells
        self,
        store: Store,
        bank: Bank,
        library: Library,
        now: Callable[[], float],
        said: Said,
        lost: Callable[[Sitting, bool], Awaitable[None]],
    ) -> None:
        self._store = store
        self._bank = bank
        self._library = library
        self._now = now
        self._said = said
        self._lost = lost
        self._platforms: dict[str, Platform] = {}
        self._refresher = Refresher()
        self._tasks: set[asyncio.Task[None]] = set()
        self._failure: Exception | None = None

    def serve(self, name: str, platform: Platform) -> None:
        """Speak at places of the platform `name` through this one from now on."""
        self._platforms[name] = platform

    def presses(self, platform: str) -> bool:
        """See `bot.message.Platform.presses`; False for a platform that is not served."""
        served = self._platforms.get(platform)
        return served is not None and served.presses

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
        self._refresher.close()
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def say(self, sitting: Sitting, message: Message, key: str = "") -> None:
        """Say something in its turn."""

        async def post() -> None:
            await self._platform(sitting).post(sitting.place, message, key)

        self._next(sitting, post)

    def forget(self, sitting: Sitting) -> None:
        """Let what was still wished for at a place not be shown any more."""
        self._refresher.forget(sitting.id)

    def note(self, sitting: Sitting, message: Message) -> None:
        """Say something that takes the place of the note before it, in its turn."""

        async def post() -> None:
            if self._platform(sitting).presses:
                await self._show(sitting, "note", message)
            else:
                await self._post(sitting, message)

        self._next(sitting, post)

    def show(self, sitting: Sitting) -> None:
        """Show again what stands open, where its message may be gone, in its turn."""

        async def post() -> None:
            session, asking = sitting.session, self._asking(sitting)
            if session.phase is Phase.OPEN:
                await self._show(sitting, f"q{session.number}", rounds.question(session, asking))
            elif session.phase is Phase.LOBBY:
                await self._show(
                    sitting, "lobby", standings.invitation(session, asking, sitting.alarm.moment)
                )
            elif session.phase is Phase.REVEALED:
                shown = rounds.reveal(session.reveals[-1], session, asking, sitting.alarm.moment)
                await self._show(sitting, f"q{session.number}", shown[0])

        self._next(sitting, post)

    def notice(self, place: Place, message: Message, key: str) -> None:
        """Say something at a place where no quiz is played."""

        async def post() -> None:
            try:
                await self._platforms[place.platform].post(place, message, key)
            except (PlaceError, UnreachableError) as error:
                _LOG.info("a notice could not be said: %s", type(error).__name__)

        task = asyncio.create_task(post())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def invite(self, sitting: Sitting, starts: float | None) -> None:
        """Call players to join, in its turn."""

        async def post() -> None:
            await self._show(
                sitting, "lobby", standings.invitation(sitting.session, self._asking(sitting), starts)
            )

        self._next(sitting, post)

    def remind(self, sitting: Sitting) -> None:
        """Say the open question again, in its turn."""
        if sitting.session.phase is Phase.OPEN:
            self.say(sitting, rounds.question(sitting.session, self._asking(sitting)))

    def carry_out(self, sitting: Sitting, move: Move, session: Session, effects: tuple[Effect, ...]) -> None:
        """Say, in its turn, what a move brought about; `session` is the quiz right after it."""

        async def speak() -> None:
            if isinstance(move, TimeUp) and not self._platform(sitting).presses:
                await self._post(sitting, Message((line(sitting.say("Time is up.")),)))
            for effect in effects:
                following = await self._speak(sitting, move, session, effect)
                await self._said(sitting, effect, move.now, following)

        if any(isinstance(effect, Ask | Extended | Reveal | Finish) for effect in effects):
            self._next(sitting, speak)
        elif any(isinstance(effect, Accepted | Joined | Left) for effect in effects):
            self._count(sitting)

    def _platform(self, sitting: Sitting) -> Platform:
        return self._platforms[sitting.place.platform]

    def _asking(self, sitting: Sitting) -> rounds.Asking:
        presses = self.presses(sitting.place.platform)
        return rounds.Asking(self._bank, self._library, sitting.say, f"quiz:{sitting.id}", presses)

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
            except UnreachableError:
                await asyncio.sleep(wait)
            else:
                return
        await what()

    async def _speak(self, sitting: Sitting, move: Move, session: Session, effect: Effect) -> float | None:
        """Say one effect; when the quiz is to go on by itself after it."""
        if isinstance(effect, Ask):
            await self._ask(sitting, session, effect)
        elif isinstance(effect, Extended):
            if self._platform(sitting).presses:
                self._count(sitting)
            elif getattr(move, "by", ""):
                await self._post(sitting, Message((line(sitting.say("More time for this question.")),)))
        elif isinstance(effect, Reveal):
            return await self._reveal(sitting, session, effect)
        elif isinstance(effect, Finish):
            await self._finish(sitting, session, effect)
        return None

    async def _ask(self, sitting: Sitting, session: Session, effect: Ask) -> None:
        asking = self._asking(sitting)
        if not asking.presses:
            if sitting.shown != effect.number:
                sitting.shown = effect.number
                await self._post(sitting, rounds.question(session, asking))
            whose = rounds.turn(session, sitting.say)
            if whose is not None:
                await self._post(sitting, whose)
            return
        sitting.shown = effect.number
        await self._show(sitting, f"q{effect.number}", rounds.question(session, asking))
        if effect.number == 0 and "lobby" in sitting.posted:
            await self._tidy(sitting, "lobby", standings.begun(session, asking))

    async def _reveal(self, sitting: Sitting, session: Session, effect: Reveal) -> float | None:
        asked = session.setup.drawn[effect.number].question
        place = sitting.place
        try:
            await self._store.remember_seen(place.platform, place.id, (asked,), self._now(), sitting.server)
        except DatabaseError as error:
            _LOG.warning("a question may come again: %s", error)
        asking = self._asking(sitting)
        if not asking.presses:
            await self._post(sitting, *rounds.reveal(effect, session, asking))
            return None
        self._refresher.forget(sitting.id)
        pause = session.setup.pause
        following = None if pause is None else self._now() + pause
        first, *others = rounds.reveal(effect, session, asking, following)
        await self._show(sitting, f"q{effect.number}", first)
        for number, page in enumerate(others, 1):
            await self._show(sitting, f"q{effect.number}.{number}", page)
        if sitting.unsure:
            sitting.unsure = False
            self._surely(sitting, f"q{effect.number}", first)
        return following

    def _surely(self, sitting: Sitting, slot: str, message: Message) -> None:
        """Edit once more in a while: an older edit that was given up may have landed on this one."""

        async def refresh() -> None:
            async with sitting.paper:
                await self._platform(sitting).edit(Posted(sitting.place, sitting.posted[slot]), message)

        self._refresher.wish((sitting.id, slot), refresh)

    async def _finish(self, sitting: Sitting, session: Session, effect: Finish) -> None:
        self._refresher.forget(sitting.id)
        asking = self._asking(sitting)
        if not asking.presses:
            await self._post(sitting, standings.table(effect.table, sitting.say, over=True))
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

    def _count(self, sitting: Sitting) -> None:
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

        self._refresher.wish(sitting.id, refresh)

    async def _tidy(self, sitting: Sitting, slot: str, message: Message) -> None:
        """Edit a message whose time is over; it matters to nobody if that fails."""
        try:
            async with sitting.paper:
                await self._platform(sitting).edit(Posted(sitting.place, sitting.posted[slot]), message)
        except (MessageGoneError, NotAllowedError, UnreachableError) as error:
            _LOG.info("a message of a quiz stays as it is: %s", type(error).__name__)

    async def _post(self, sitting: Sitting, *messages: Message) -> None:
        for message in messages:
            await self._platform(sitting).post(sitting.place, message)

    async def _show(self, sitting: Sitting, slot: str, message: Message) -> None:
        """Show a part of a quiz: by editing the message that shows it, else by posting one."""
        platform, key = self._platform(sitting), f"{sitting.id}:{slot}"
        if slot in sitting.posted:
            try:
                async with sitting.paper:
                    await platform.edit(Posted(sitting.place, sitting.posted[slot]), message)
            except MessageGoneError:
                key += f"+{sitting.moves % 1_000}"  # the platform may still know the first one by its key
            else:
                return
        posted = await platform.post(sitting.place, message, key)
        sitting.posted[slot] = posted.id
        try:
            await self._store.keep_posted(sitting.id, slot, posted.id)
        except DatabaseError as error:
            _LOG.warning("a message of a quiz will not be found after a restart: %s", error)
