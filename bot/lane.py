"""Daily posts of a platform that this process has taken: a few on their way, of a server one at a time."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter, deque
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from bot.backend import DatabaseError
from bot.following import Following
from bot.guarding import LostError
from bot.posting import Fate, Posting
from bot.resting import Rests

if TYPE_CHECKING:
    from bot.app import App
    from bot.message import Platform
    from bot.outbox import Post
    from bot.sharing import Sharing
    from bot.store import Store

SLOW = 5.0  # seconds after which a server's other posts are not kept waiting here
LATER = 60.0  # seconds until a post is tried again that met a fault, or whose server is slow

# On their way at once. Discord's limit is one for all that a bot asks, 49 a second here: that many, with what
# follows other posts meanwhile, keep a live quiz waiting for half a second. Slack has a limit for each
# workspace.
_MOST = {"slack": 64}
_FEW = 16
_TAKEN = 8  # at a time; also how many may wait for another one of their server
_LEAST = 4  # that are worth to be taken while others are on their way

_LOG = logging.getLogger(__name__)


class Lane:
    """Posts what waits on one platform.

    Args:
        name: The platform's.
        app: What everything needs.
        store: Where it is kept which questions a channel has seen.
        sharing: The voice of this process.
        grace: Seconds by which a post may be late.
    """

    def __init__(self, name: str, app: App, store: Store, sharing: Sharing, grace: float) -> None:
        self._name = name
        self._app = app
        self._store = store
        self._sharing = sharing
        self._grace = grace
        self._most = _MOST.get(name, _FEW)
        self._rests = Rests()
        self._faults: Counter[str] = Counter()  # by post
        self._voice = ""
        self._waiting: dict[str, deque[Post]] = {}  # by server
        self._returned: list[tuple[Post, float]] = []  # to be put back, each until when
        self._running: dict[str, asyncio.Task[None]] = {}
        self._begun: dict[str, float] = {}  # when, by the event loop's clock
        self._following = Following(name, app.daily.wake)
        self.fates: Counter[Fate] = Counter()

    @property
    def busy(self) -> bool:
        """Whether anything is on its way, or is still to follow what was posted."""
        return bool(self._running) or self._following.busy

    @property
    def patience(self) -> float | None:
        """Seconds after which to look whether others are to make way, though nothing has happened."""
        return SLOW if self._waiting else None

    async def fill(self, platform: Platform) -> None:
        """Take what waits, as far as there is room, and set it on its way.

        Raises:
            DatabaseError: Nothing more could be taken.
        """
        voice = await self._sharing.voice()
        if voice != self._voice:
            self.cut()
            self._voice = voice
        while self._lives(voice):
            await self._make_way()
            self._begin(platform)
            most = self._rests.room(_now(), self._most)
            room = min(most - len(self._running), _TAKEN - sum(map(len, self._waiting.values())))
            if room < max(min(_LEAST, most), 1):
                return
            now = self._app.now()
            posts = await self._app.daily.outbox.take(voice, self._name, now, room)
            if not posts or not self._lives(voice):
                return  # what a voice took that died meanwhile is free for everybody
            for post in posts:
                if post.due_at < now - self._grace:  # this process was asleep, and has not ticked yet
                    self._returned.append((post, now))
                else:
                    self._waiting.setdefault(_server(post), deque()).append(post)
            if self._returned:
                await self._put_back()
                await self._app.daily.outbox.expire(now, self._grace)

    def cut(self) -> None:
        """Cut short what is on its way, and forget what was taken: the voice that took it is dead."""
        self._waiting.clear()
        self._returned.clear()
        for task in self._running.values():
            task.cancel()
        self._following.cut()

    async def close(self, seconds: float) -> None:
        """Give back what was not begun, and let what is on its way arrive within some seconds."""
        try:
            if self._lives(self._voice):
                await self._app.daily.outbox.release(self._voice, self._name)
        except DatabaseError as error:
            _LOG.warning("daily posts are free when this voice is dead trouble=%s", error.trouble)
        end = _now() + seconds
        if self._running:
            await asyncio.wait(self._running.values(), timeout=seconds)
        await self._following.close(end - _now())
        self.cut()
        await asyncio.gather(*self._running.values(), return_exceptions=True)

    def _lives(self, voice: str) -> bool:
        return bool(voice) and self._sharing.living == voice

    def _begin(self, platform: Platform) -> None:
        most = self._rests.room(_now(), self._most)
        for server in [server for server in self._waiting if server not in self._running]:
            if len(self._running) >= most:
                return
            posts = self._waiting[server]
            post = posts.popleft()
            if not posts:
                del self._waiting[server]
            self._begun[server] = _now()
            task = asyncio.create_task(self._deliver(post, self._voice, platform))
            self._running[server] = task
            task.add_done_callback(partial(self._ended, server))

    def _ended(self, server: str, task: asyncio.Task[None]) -> None:
        del self._running[server], self._begun[server]
        if not task.cancelled() and task.exception() is not None:
            _LOG.error("daily post met a fault platform=%s", self._name, exc_info=task.exception())
        self._app.daily.wake()

    async def _deliver(self, post: Post, voice: str, platform: Platform) -> None:
        posting = Posting(
            self._app, self._store, self._lives, post, voice, platform, self._following, self._faults
        )
        fate = await posting.run()
        self.fates[fate] += 1
        if fate in {Fate.UNREACHABLE, Fate.AGAIN}:
            pause = self._rests.failed(_server(post), _now()) if fate is Fate.UNREACHABLE else LATER
            until = self._app.now() + pause
            with suppress(LostError):
                await posting.surely(lambda: self._app.daily.outbox.put_back(post.id, voice, until))
        elif fate in {Fate.POSTED, Fate.FAILED}:  # a refusal is an answer, too
            self._rests.reached(_server(post))

    async def _make_way(self) -> None:
        """Put back what waits for a server that does not answer, so that others can be taken instead."""
        now = _now()
        for server in tuple(self._waiting):
            rest = self._rests.left(server, now)
            if not rest and now - self._begun.get(server, now) > SLOW:
                rest = LATER
            if rest:
                until = self._app.now() + rest
                self._returned += [(post, until) for post in self._waiting.pop(server)]
        await self._put_back()

    async def _put_back(self) -> None:
        """Put back what is to be; what the database does not take stays to be."""
        while self._returned:
            post, until = self._returned[-1]
            await self._app.daily.outbox.put_back(post.id, self._voice, until)
            with suppress(IndexError):  # unless the voice has died meanwhile
                self._returned.pop()


def _server(post: Post) -> str:
    """What one post is on its way for at a time."""
    return post.server or post.place


def _now() -> float:
    return asyncio.get_running_loop().time()
