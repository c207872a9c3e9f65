"""What follows daily posts, done beside them: it holds up no post, and what is slow of it little else.

A platform takes some of it much slower than posts: Slack lets a bot edit 36 messages a minute in a workspace
for long, and pin 15, while it takes 210 posts. So what is alike of one server waits in a line of its own, and
goes on its way one after the other.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from typing import Any

    Work: TypeAlias = Callable[[], Coroutine[Any, Any, None]]

# On their way at once. Discord's limit is one for all that a bot asks: see `bot.lane`.
_MOST = {"slack": 32}
_FEW = 8
KEPT = 4_000  # that wait, each of some kilobytes

_LOG = logging.getLogger(__name__)


class Following:
    """Does what follows the posts of one platform.

    Args:
        name: The platform's.
        emptied: Called when nothing is left to be done.
    """

    def __init__(self, name: str, emptied: Callable[[], None]) -> None:
        self._name = name
        self._emptied = emptied
        self._most = _MOST.get(name, _FEW)
        self._waiting: dict[str, deque[Work]] = {}  # by line; that of which one was begun goes to the end
        self._kept = 0  # how many these are
        self._running: dict[str, asyncio.Task[None]] = {}

    @property
    def busy(self) -> bool:
        """Whether anything is on its way or waits."""
        return bool(self._running)

    async def begin(self, line: str, work: Work) -> None:
        """Do something when it is its turn. Where too much waits for that, the caller waits until it is done.

        Args:
            line: Of all with the same line, one is on its way at a time.
            work: Does it, and raises nothing.
        """
        if self._kept >= KEPT:
            await work()
            return
        self._waiting.setdefault(line, deque()).append(work)
        self._kept += 1
        self._go_on()

    def cut(self) -> None:
        """Cut short what is on its way, and forget what waits."""
        if self._running:
            left = self._kept + len(self._running)
            _LOG.info("daily posts without what follows them platform=%s count=%d", self._name, left)
        self._waiting.clear()
        self._kept = 0
        for task in self._running.values():
            task.cancel()

    async def close(self, seconds: float) -> None:
        """Let what follows be done within some seconds; then cut it short."""
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds
        while self._running and (left := end - loop.time()) > 0:
            await asyncio.wait(self._running.values(), timeout=left, return_when=asyncio.FIRST_COMPLETED)
        self.cut()
        await asyncio.gather(*self._running.values(), return_exceptions=True)

    def _go_on(self) -> None:
        while len(self._running) < self._most:
            line = next((each for each in self._waiting if each not in self._running), None)
            if line is None:
                return
            works = self._waiting.pop(line)
            task = asyncio.create_task(works.popleft()())
            self._kept -= 1
            if works:
                self._waiting[line] = works
            self._running[line] = task
            task.add_done_callback(partial(self._ended, line))

    def _ended(self, line: str, task: asyncio.Task[None]) -> None:
        del self._running[line]
        if not task.cancelled() and task.exception() is not None:
            _LOG.error(
                "what follows a daily post met a fault platform=%s", self._name, exc_info=task.exception()
            )
        self._go_on()
        if not self._running:
            self._emptied()
