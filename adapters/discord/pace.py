"""Keeps to Discord's limit on all that a bot asks of it, and comes as near to it as can be.

Discord allows 50 requests a second, and more than that is counted, and forbidden at last. Requests that were
sent evenly do not arrive evenly: a pace of 45 a second would leave room for that, and take 1.11 times as long
as Discord demands for what a whole class of servers wants in the same minute. So the pace is 49, and nothing
is sent while 50 requests may have arrived within the last second. When a request arrived is not known, only
that it was after it was sent, and before it was answered; what lies between the two in any case is the
shortest time that an answer took of many. So no second that Discord may count has more than 50.
"""

from __future__ import annotations

import asyncio
from collections import deque
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

LIMIT = 50  # requests a second that Discord allows a bot in all; answers to interactions are not among them
RATE = 49.0  # requests a second that are sent: evenly, so that a quiz's post waits for no burst of others
SECOND = 1.0
_MANY = 4 * LIMIT  # answers, the quickest of which tells how long one takes at the least
_WAY = 0.2  # seconds of that at most: an answer that takes longer is a slow Discord's, which may recover
_BEHIND = 0.1  # seconds of turns that may be caught up on, where the machine woke this process too late


class Pace:
    """The turns of requests, each after the one before."""

    def __init__(self) -> None:
        self._turns = asyncio.Lock()
        self._next = 0.0  # when the next turn is, by the loop's clock
        self._under_way = 0
        self._ended: deque[float] = deque()  # when requests were answered, the oldest first
        self._least = 0.0  # seconds that an answer takes at the least, by the last many
        self._quickest, self._answers = SECOND, 0  # of those since
        self._one_ended = asyncio.Event()
        self._share = 1.0

    def share(self, part: float) -> None:
        """Keep to a part of the limit: those who have the bot's other shards have the rest."""
        self._share = part

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait for a turn; the request is made inside."""
        loop = asyncio.get_running_loop()
        async with self._turns:
            await asyncio.sleep(self._next - loop.time())
            while (wait := self._wait(loop.time())) != 0.0:
                self._one_ended.clear()
                try:
                    async with asyncio.timeout(wait):
                        await self._one_ended.wait()
                except TimeoutError:
                    continue
            sent = loop.time()
            self._next = max(self._next, sent - _BEHIND) + 1 / (RATE * self._share)
            self._under_way += 1
        try:
            yield
        finally:
            self._under_way -= 1
            ended = loop.time()
            self._ended.append(ended)
            self._learn(ended - sent)
            self._one_ended.set()

    def _learn(self, took: float) -> None:
        self._quickest = min(self._quickest, took)
        self._answers += 1
        if self._answers == _MANY:
            self._least, self._quickest, self._answers = self._quickest, SECOND, 0

    def _wait(self, now: float) -> float | None:
        """Seconds until one more may be sent, if nothing is answered before; None where only that helps."""
        # Of a small part of the limit, one request in more than a second.
        most = max(1, int(LIMIT * self._share))
        window = most / (LIMIT * self._share) * SECOND - min(self._least, self._quickest, _WAY)
        while self._ended and self._ended[0] <= now - window:
            self._ended.popleft()
        if self._under_way + len(self._ended) < most:
            return 0.0
        return self._ended[0] + window - now if self._ended else None
