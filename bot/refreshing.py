"""Edits that may be left out: a count that grows is shown often enough, and never holds up anything else."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from bot.message import MessageGoneError, PlaceError, UnreachableError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Hashable
    from typing import TypeAlias

    _Wish: TypeAlias = tuple[Callable[[], Awaitable[None]], Callable[[], float]]

# Discord takes five edits in five seconds in a channel, Slack's chat.update about fifty a minute; both also
# need room for what must be said.
GAP = 2.5  # seconds between two edits of one thing
RATE = 10.0  # edits a second of all things together: a fifth of what Discord allows a bot
_PATIENCE = 5.0  # seconds for one edit

_LOG = logging.getLogger(__name__)


class Refresher:
    """Runs the newest wish for each key, in the order of wishing, not too often, each on its own.

    Args:
        gap: Seconds between two edits of one key.
        rate: Edits a second of all keys.
    """

    def __init__(self, gap: float = GAP, rate: float = RATE) -> None:
        self._gap = gap
        self._rate = rate
        self._wishes: dict[Hashable, _Wish] = {}
        self._due: dict[Hashable, float] = {}  # when a key may be edited again, by the loop's clock
        self._task: asyncio.Task[None] | None = None
        self._running: dict[Hashable, asyncio.Task[None]] = {}

    def wish(
        self, key: Hashable, refresh: Callable[[], Awaitable[None]], spare: Callable[[], float] = lambda: 0.0
    ) -> None:
        """Let `refresh` run before long; of several wishes for a key, only the last one runs.

        Args:
            key: What it refreshes.
            refresh: The edit.
            spare: Asked right before: seconds until there is room for an edit that could as well be left out.
        """
        self._wishes[key] = refresh, spare
        # The first one waits, too: where many press at once, one edit then shows them all.
        self._due.setdefault(key, asyncio.get_running_loop().time() + self._gap / 2)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._work())

    def forget(self, key: Hashable) -> None:
        """Let what was wished for a key not run any more."""
        self._wishes.pop(key, None)
        self._due.pop(key, None)

    def close(self) -> None:
        """Forget all wishes."""
        self._wishes.clear()
        for task in (self._task, *self._running.values()):
            if task is not None:
                task.cancel()

    async def _work(self) -> None:
        loop = asyncio.get_running_loop()
        while self._wishes:
            idle = [key for key in self._wishes if key not in self._running]
            key = min(idle, key=lambda each: self._due.get(each, 0.0), default=None)
            wait = self._due.get(key, 0.0) - loop.time() if idle else 1 / self._rate
            if wait > 0:
                await asyncio.sleep(min(wait, 0.5))  # another wish may be due before this one
                continue
            refresh, spare = self._wishes[key]
            if (crowded := spare()) > 0:
                self._due[key] = loop.time() + crowded
                continue
            del self._wishes[key]
            self._due[key] = loop.time() + self._gap
            self._running[key] = asyncio.create_task(self._refresh(key, refresh))
            await asyncio.sleep(1 / self._rate)
        now = loop.time()
        self._due = {key: due for key, due in self._due.items() if due > now}

    async def _refresh(self, key: Hashable, refresh: Callable[[], Awaitable[None]]) -> None:
        try:
            async with asyncio.timeout(_PATIENCE):
                await refresh()
        except (PlaceError, MessageGoneError, UnreachableError, TimeoutError):
            pass  # what must be said finds out for itself
        except Exception:  # noqa: BLE001 -- a count is never worth a quiz
            _LOG.exception("a count could not be shown")
        finally:
            del self._running[key]
