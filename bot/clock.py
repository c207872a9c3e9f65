"""The time, and being woken at a moment: the only room that knows what time it is."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable


def now() -> float:
    """Seconds since the epoch (UTC)."""
    return time.time()


class Alarm:
    """Wakes one coroutine at a moment; setting it anew, or clearing it, forgets the moment before."""

    def __init__(self, time_now: Callable[[], float] = now) -> None:
        self._now = time_now
        self._task: asyncio.Task[None] | None = None
        self._ringing: set[asyncio.Task[None]] = set()
        self.moment: float | None = None  # when it rings

    def set(self, moment: float, wake: Callable[[], Awaitable[None]]) -> None:
        """Await `wake()` at `moment` (seconds since the epoch), at once where that is past."""
        self.clear()
        self.moment = moment
        self._task = asyncio.create_task(self._wait(moment, wake))

    def clear(self) -> None:
        """Forget the moment. An alarm that is just ringing is not cut short: it may be half done."""
        if self._task is not None:
            self._task.cancel()
        self._task = self.moment = None

    async def _wait(self, moment: float, wake: Callable[[], Awaitable[None]]) -> None:
        # A wall clock may jump, so a long wait is looked at again every minute.
        while (left := moment - self._now()) > 0:  # noqa: ASYNC110 -- nobody tells us that a clock has jumped
            await asyncio.sleep(min(left, 60.0))
        ringing, self._task, self.moment = self._task, None, None
        if ringing is not None:
            self._ringing.add(ringing)  # the loop alone would not keep it
            ringing.add_done_callback(self._ringing.discard)
        await wake()
