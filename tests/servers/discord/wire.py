"""What goes over the wire: JSON objects, points in time, and ids that grow with time."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]
"""A JSON object as it was read or will be written."""

EPOCH_MS = 1_420_070_400_000
"""The first millisecond of 2015, from which Discord's ids count (reference, "Snowflakes")."""


class Snowflakes:
    """Makes ids that grow with time: milliseconds since 2015, then 22 bits to tell those of one apart."""

    def __init__(self) -> None:
        self._last = 0

    def next(self) -> int:
        """Make an id greater than all before it."""
        self._last = max((int(time.time() * 1000) - EPOCH_MS) << 22, self._last + 1)
        return self._last

    def on_shard(self, shard: int, shards: int) -> int:
        """Make an id whose guild belongs to this shard: (id >> 22) % shards (reference, "Sharding")."""
        milliseconds = (self.next() >> 22) + 1
        milliseconds += (shard - milliseconds) % shards
        self._last = milliseconds << 22
        return self._last


def stamp(seconds: float | None = None) -> str:
    """Write a moment (seconds since 1970; now when None) as ISO 8601 with an offset, as Discord does."""
    return datetime.fromtimestamp(time.time() if seconds is None else seconds, UTC).isoformat()


def from_stamp(snowflake: int) -> float:
    """Tell when an id was made, in seconds since 1970."""
    return ((snowflake >> 22) + EPOCH_MS) / 1000
