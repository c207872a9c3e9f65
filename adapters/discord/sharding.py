"""Shards: which of them a server belongs to, and how all processes together take turns to connect."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from bot.backend import DatabaseError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from bot.store import Store

RULE = 5.0  # seconds that Discord wants between two connections of a bucket
# What Discord counts begins when it hears of a connection, and the way to it is not equally long each time.
EVERY = RULE + 0.5  # seconds between two turns
_LONGEST = 600.0  # seconds: as long as 120 shards before this one take; more is a clock that was wrong

_LOG = logging.getLogger(__name__)


def shard_of(server: str, count: int) -> int:
    """The shard that hears of a server; conversations of two (an empty `server`) are the first shard's."""
    return (int(server) >> 22) % count if server else 0


class Turns:
    """The turns that shards take to connect, in one process or several.

    Discord lets `concurrency` shards connect at once, one of each bucket (shard % concurrency). The store
    holds the next free moment of every bucket, so that no two processes take the same.

    Args:
        store: Where turns are taken.
        now: Seconds since the epoch (UTC); the machines' clocks should agree.
        every: Seconds between two turns of a bucket.
    """

    def __init__(self, store: Store, now: Callable[[], float], every: float = EVERY) -> None:
        self._store = store
        self._now = now
        self._every = every
        self.concurrency = 1

    async def wait(self, shard: int) -> None:
        """Take a shard's turn, and wait until it has come."""
        try:
            at = await self._store.identify_at("discord", shard % self.concurrency, self._now(), self._every)
        except DatabaseError:
            # Answers come before perfect order: at worst Discord sends one of two shards away for a moment.
            _LOG.warning("discord turn not taken shard=%d: the database does not answer", shard)
            await asyncio.sleep(self._every)
            return
        await asyncio.sleep(min(max(at - self._now(), 0.0), _LONGEST))


class Own:
    """Which servers are heard of by this process.

    Args:
        shards: Its shards.
        count: How many shards there are in all processes together.
    """

    def __init__(self, shards: Collection[int], count: int) -> None:
        self.shards = frozenset(shards)
        self.count = count

    def has(self, server: str) -> bool:
        """Whether a server, or a conversation of two, is this process's."""
        return shard_of(server, self.count) in self.shards

    @property
    def shown(self) -> str:
        """Which of how many, for the log."""
        return f"{','.join(map(str, sorted(self.shards)))} of {self.count}"

    @property
    def first(self) -> bool:
        """Whether this process is the one that does what is done once for all."""
        return 0 in self.shards
