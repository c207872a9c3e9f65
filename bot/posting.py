"""Posts one daily post: saves what it tells, shows its parts, and notes each of them before the next.

What it tells is saved before anything is sent, so that whoever goes on with it after a crash says the same;
and each part has a key, by which its platform knows it. So a post appears once, in whatever moment a process
dies.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING

from bot.afterwards import Afterwards
from bot.backend import DatabaseError, Trouble
from bot.choosing import write
from bot.guarding import LostError, only_while
from bot.message import (
    NotAllowedError,
    Place,
    PlaceGoneError,
    Posted,
    ThrownOutError,
    UnacceptedError,
    UnreachableError,
)
from bot.outbox import Part
from bot.posts import Reason
from bot.preferences import Scope
from bot.preparing import Preparer, UnsayableError
from bot.subscriptions import UnreadableError, Why
from bot.texts import texts

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Awaitable, Callable

    from bot.app import App
    from bot.following import Following, Work
    from bot.message import Message, Platform
    from bot.outbox import Post
    from bot.store import Store

AGAIN = 2.0  # seconds until a write is tried again that the database did not take
PATIENCE = 300.0  # seconds for one message; adapters give up before that, each in its own way
_TWICE = 2  # faults of ours that a post may meet in one process; the last one gives it up

_LOG = logging.getLogger(__name__)


class Fate(StrEnum):
    """What became of a post."""

    POSTED = "posted"
    SKIPPED = "skipped"
    FAILED = "failed"
    UNREACHABLE = "unreachable"  # it is to be tried again; its platform was not reached
    AGAIN = "again"  # it is to be tried again, for another reason
    LOST = "lost"  # it is not this process's any more


@dataclass(frozen=True, slots=True)
class Posting:
    """One post on its way.

    Attributes:
        app: What everything needs.
        store: Where it is kept which questions a channel has seen.
        speaks: Whether a voice is this process's, and alive.
        post: The post as it was taken.
        voice: Who took it.
        platform: Where it is posted.
        following: Does what follows it.
        faults: How often posts that are to be tried again have met a fault of ours in this process; one that
            starts anew may be without it.
    """

    app: App
    store: Store
    speaks: Callable[[str], bool]
    post: Post
    voice: str
    platform: Platform
    following: Following
    faults: Counter[str]

    async def run(self) -> Fate:
        """Post it. What is to be tried again is still this voice's, and is to be put back by the caller."""
        try:
            with only_while(self._speaks):
                return await self._run()
        except LostError:
            return Fate.LOST
        except UnreachableError as error:
            _LOG.info("daily post not sent post=%s reason=%s", self.post.id, type(error).__name__)
            return Fate.UNREACHABLE
        except UnreadableError as error:  # a process of another version may read it
            _LOG.warning("daily post waits, since it cannot be read post=%s error=%s", self.post.id, error)
            return Fate.AGAIN
        except DatabaseError as error:
            if error.trouble is Trouble.CLOSED:
                return Fate.LOST
            _LOG.warning("daily post waits for the database post=%s trouble=%s", self.post.id, error.trouble)
            return Fate.AGAIN

    async def surely(self, write: Callable[[], Awaitable[bool]], *, later: bool = False) -> None:
        """Write, however often the database has to be asked, as long as this process has its voice.

        Args:
            write: Writes what is this voice's; False where the post is not any more.
            later: Whether it may as well be written later, where somebody else is in the way for long.

        Raises:
            LostError: It is not any more.
            DatabaseError: It is to be written later.
        """
        while True:
            try:
                if not self._speaks() or not await write():
                    raise LostError
            except DatabaseError as error:
                if error.trouble is Trouble.CLOSED:
                    raise LostError from None
                if later and error.trouble is Trouble.LOCKED:
                    raise
                _LOG.info("daily post not noted yet post=%s trouble=%s", self.post.id, error.trouble)
                await asyncio.sleep(AGAIN)
            else:
                return

    async def _run(self) -> Fate:
        try:
            fate = await self._told()
        except (DatabaseError, LostError, UnreachableError, UnreadableError):
            raise
        except Exception:  # noqa: BLE001 -- whatever is wrong with one post, the others are well
            _LOG.exception("daily post met a fault post=%s", self.post.id)
            self.faults[self.post.id] += 1
            if self.faults[self.post.id] < _TWICE:
                return Fate.AGAIN
            fate = await self._given_up(Fate.FAILED, Reason.FAULT)
        self.faults.pop(self.post.id, None)
        return fate

    async def _told(self) -> Fate:
        subscription = await self.app.daily.subscriptions.get(self.post.subscription)
        if subscription is None:
            return await self._given_up(Fate.SKIPPED, Reason.REMOVED)
        scope = Scope(self.post.platform, self.post.server or self.post.place)
        say = texts((await self.app.preferences.of(scope)).locale)
        after = Afterwards(self.app, self.platform, self.post, subscription, say)
        try:
            return await self._tell(Preparer(self.app, self.post, subscription.wish, say), after)
        except ThrownOutError as error:
            # Nothing is wrong with the channel, nor with its platform, which other servers need not wait for.
            _LOG.info("daily post waits until the bot is let in post=%s reason=%s", self.post.id, error)
            return Fate.AGAIN
        except PlaceGoneError as error:
            return await self._barred(after, Why.GONE, error.lacking)
        except NotAllowedError as error:
            return await self._barred(after, Why.FORBIDDEN, error.lacking)
        except UnsayableError:
            return await self._given_up(Fate.FAILED, Reason.UNSAYABLE)

    async def _tell(self, preparer: Preparer, after: Afterwards) -> Fate:
        """Choose, show and note."""
        post, outbox = self.post, self.app.daily.outbox
        before = await outbox.last_posted(post.subscription, post.day)
        asked = await preparer.asked_before(before)
        choice = await preparer.choice()
        if choice is None:
            return await self._given_up(Fate.SKIPPED, Reason.NOTHING)
        chosen, composed = choice
        content = write(chosen)
        if content != post.content:
            title = composed.title
            previous = asked.id if asked is not None else ""
            now, keys = self.app.now(), chosen.keys
            await self.surely(
                lambda: outbox.choose(post.id, self.voice, content, title, now, told=keys, previous=previous),
                later=True,
            )
        if asked is not None:
            composed = await preparer.with_result(chosen, asked) or composed
        shown = [
            await self._show(Part.DAY, composed.day, post.day_message),
            await self._show(Part.QUESTION, composed.question, post.question_message),
        ]
        if shown[1] is not None:  # one that was refused may be asked again
            await self._remember(chosen.question)
        there = [each for each in shown if each is not None]
        if not there:
            return await self._settled(Fate.FAILED, Reason.REFUSED)
        steps = after.steps(there[0], composed.title, before)
        now = self.app.now()
        await self.surely(lambda: outbox.posted(post.id, self.voice, now, follows=bool(steps)))
        undone = {what for what, _ in steps}
        for what, work in steps:
            line = f"{what} {post.server or post.place}"
            await self.following.begin(line, partial(self._follow, what, work, undone))
        return Fate.POSTED

    async def _follow(self, what: str, work: Work, undone: set[str]) -> None:
        """Do one of the steps that follow it; the last one to be done notes that nothing is left."""
        with suppress(LostError), only_while(self._speaks):
            await work()
            undone.discard(what)
            if not undone:
                await self.surely(lambda: self.app.daily.outbox.followed(self.post.id, self.voice))

    async def _show(self, part: Part, message: Message | None, noted: str) -> Posted | None:
        """Show a part, unless it was noted that it is there; None where there is none, or it is refused."""
        if noted:
            return Posted(self._place, noted)
        posted = await self._send(message, f"{self.post.id}{part[0]}") if message is not None else None
        if posted is not None:
            message_id = posted.id
            await self.surely(lambda: self.app.daily.outbox.said(self.post.id, self.voice, part, message_id))
        return posted

    async def _send(self, message: Message, key: str) -> Posted | None:
        plain = replace(message, picture=None)
        for each in dict.fromkeys((message, plain, replace(plain, ping=""))):
            try:
                async with asyncio.timeout(PATIENCE):
                    return await self.platform.post(self._place, each, key, doubted=self.post.doubted)
            except UnacceptedError as error:
                _LOG.error("daily post refused post=%s key=%s reason=%s", self.post.id, key, error)
            except TimeoutError:
                raise UnreachableError("the platform did not say whether it took the message") from None
        return None

    async def _given_up(self, fate: Fate, reason: str) -> Fate:
        """Note that no more of it is posted; what is noted to be there of it counts as posted."""
        post, now = self.post, self.app.now()
        if not post.day_message and not post.question_message:
            return await self._settled(fate, reason)
        await self.surely(lambda: self.app.daily.outbox.posted(post.id, self.voice, now))
        return Fate.POSTED

    async def _settled(self, fate: Fate, reason: str = "") -> Fate:
        """Note what became of it."""
        outbox, post, now = self.app.daily.outbox, self.post.id, self.app.now()
        settle = outbox.failed if fate is Fate.FAILED else outbox.skipped
        await self.surely(lambda: settle(post, self.voice, reason, now))
        level = logging.WARNING if fate is Fate.FAILED else logging.INFO
        _LOG.log(level, "daily post %s post=%s platform=%s reason=%s", fate, post, self.post.platform, reason)
        return fate

    async def _barred(self, after: Afterwards, why: Why, lacking: tuple[str, ...]) -> Fate:
        """Pause what cannot be posted any more, and tell who set it up, once.

        That comes before it is noted what became of the post: so whoever goes on with it after a crash tells.
        """
        there = after.subscription
        if there.place == self.post.place:
            first = await self.app.daily.subscriptions.pause_if(there.id, why, self.app.now())
            unsure = self.post.doubted and there.pause is not None and there.pause.why == why
            if first or unsure:
                await after.tell(why, lacking, again=unsure)
        return await self._settled(Fate.FAILED, why)

    async def _remember(self, question: str) -> None:
        """Keep that the channel has seen a question, for its quizzes too."""
        post = self.post
        try:
            await self.store.remember_seen(
                post.platform, post.place, (question,), self.app.now(), post.server
            )
        except DatabaseError as error:
            _LOG.warning("a question may come again post=%s trouble=%s", post.id, error.trouble)

    def _speaks(self) -> bool:
        return self.speaks(self.voice)

    @property
    def _place(self) -> Place:
        return Place(self.post.platform, self.post.place)
