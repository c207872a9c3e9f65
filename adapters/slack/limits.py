"""Keeps to Slack's limits by waiting: for each method and workspace, and for posts each channel, on its own.

Slack counts per method, workspace and app in minutes, and posts per channel in seconds; it names no size of
the bursts that it takes. A bucket here never lets more through in any minute than Slack allows, so that a 429
is rare, and where one comes nevertheless it holds back what it was said of and nothing else.
"""

from __future__ import annotations

import asyncio
import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from bot.message import UnreachableError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Hashable

    Key: TypeAlias = Hashable

MINUTE = 60.0
RESERVE = 6  # edits in hand for what must be said, such as a reveal, when a growing count asks for one
KEPT = 5_000  # buckets, about 500 bytes each; those that are full again are dropped beyond that

POST, EDIT = "chat.postMessage", "chat.update"
PIN, UNPIN, LINK = "pins.add", "pins.remove", "chat.getPermalink"


@dataclass(frozen=True, slots=True)
class Tier:
    """How much is asked for: `burst` at once, and `rate` a second after that."""

    burst: int
    rate: float

    @classmethod
    def within(cls, minute: int, burst: int) -> Tier:
        """A tier by which no minute ever has more than `minute`."""
        return cls(burst, (minute - burst) / MINUTE)


# Slack's rate limits page: tier 2 allows 20 a minute, tier 3 50, tier 4 100, and the posts of an app in one
# workspace together "several hundred"; in one channel one a second, with short bursts.
_TWO = Tier.within(20, 5)
_THREE = Tier.within(50, 20)
_FOUR = Tier.within(100, 70)
_CHANNEL = Tier(3, 1.0)
TIERS = {
    POST: Tier.within(240, 30),
    EDIT: Tier.within(50, 14),
    LINK: Tier.within(200, 50),  # "hundreds"
    PIN: _TWO,
    UNPIN: _TWO,
    "conversations.history": _THREE,
    "conversations.info": _THREE,
    "conversations.list": _TWO,
    "conversations.open": _THREE,
    "conversations.replies": _THREE,
    "chat.postEphemeral": _FOUR,
    "usergroups.list": _TWO,
    "users.conversations": _THREE,
    "users.info": _FOUR,
    "views.open": _FOUR,
    "views.publish": _FOUR,
    "views.push": _FOUR,
    "views.update": _FOUR,
}


class LimitedError(UnreachableError):
    """Slack takes no more of this for now.

    Attributes:
        after: Seconds until it does.
    """

    def __init__(self, after: float) -> None:
        super().__init__(f"Slack takes no more for {after:.1f} s")
        self.after = after


@dataclass(slots=True)
class _Bucket:
    """A bucket that is full at `full_at`; times are the loop's.

    `refused` is the channel in which a post was refused last, and until when.
    """

    tier: Tier
    full_at: float = 0.0
    held_until: float = 0.0
    refused: tuple[str, float] = ("", 0.0)
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    def wait(self, now: float, spared: int = 0) -> float:
        """Seconds until one may be taken so that `spared` are left."""
        at = max(self.full_at - (self.tier.burst - 1 - spared) / self.tier.rate, self.held_until)
        return max(at - now, 0.0)

    def take(self, now: float) -> None:
        self.full_at = max(self.full_at, now) + 1 / self.tier.rate

    def hold(self, now: float, after: float) -> None:
        self.held_until = max(self.held_until, now + after)
        # Slack's own bucket is empty: no burst right after the wait.
        self.full_at = max(self.full_at, self.held_until + (self.tier.burst - 1) / self.tier.rate)

    def idle(self, now: float) -> bool:
        return self.full_at <= now and self.held_until <= now and not self.turn.locked()


class Limits:
    """The limits of one app, in all its workspaces.

    Args:
        clock: Seconds by a clock that never jumps; None is the event loop's.
        sleep: Waits for some seconds.
    """

    def __init__(
        self,
        clock: Callable[[], float] | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._clock = clock
        self._sleep = sleep
        self._buckets: dict[Key, _Bucket] = {}
        self._most = KEPT

    @property
    def size(self) -> int:
        """How many buckets are kept."""
        return len(self._buckets)

    async def turn(self, method: str, team: str, channel: str = "", longest: float = math.inf) -> None:
        """Wait until a method may be asked for. Who asks first is first, and a cancelled wait takes nothing.

        Args:
            method: Slack's name for it.
            team: The workspace.
            channel: The channel, where something is posted.
            longest: Seconds that are worth waiting.

        Raises:
            LimitedError: It would take longer than that.
        """
        ends = self._now() + longest
        try:
            async with asyncio.timeout(longest if longest < math.inf else None):
                for bucket in self._of(method, team, channel):
                    await self._take(bucket, ends)
        except TimeoutError:
            raise LimitedError(1.0) from None  # others who asked first are still waiting

    def hold(self, method: str, team: str, channel: str, after: float) -> None:
        """Slack has refused a method for now.

        Args:
            method: Slack's name for it.
            team: The workspace.
            channel: The channel, where something was to be posted: posts elsewhere go on, unless another
                channel was refused just before. Then the workspace has had too many, and each further
                channel would have to be refused to learn that.
            after: Seconds, by Slack's `Retry-After`.
        """
        now = self._now()
        narrow, *wider = self._of(method, team, channel)
        narrow.hold(now, after)
        for whole in wider:
            other, until = whole.refused
            if other not in {"", channel} and now < until:
                whole.hold(now, after)
            whole.refused = channel, now + after

    def spare(self, team: str) -> float:
        """Seconds until an edit that could as well be left out may be made; 0.0 where that is now."""
        return self._of(EDIT, team, "")[0].wait(self._now(), RESERVE)

    async def _take(self, bucket: _Bucket, ends: float) -> None:
        async with bucket.turn:
            while (wait := bucket.wait(self._now())) > 0:
                if self._now() + wait > ends:
                    raise LimitedError(wait)
                await self._sleep(wait)
            bucket.take(self._now())

    def _of(self, method: str, team: str, channel: str) -> tuple[_Bucket, ...]:
        """The buckets that a method is counted in, the narrowest first."""
        tier = TIERS.get(method, _FOUR)
        whole = self._bucket((method, team), tier)
        if method == POST and channel:
            return self._bucket((method, team, channel), _CHANNEL), whole
        return (whole,)

    def _bucket(self, key: Key, tier: Tier) -> _Bucket:
        if key not in self._buckets:
            if len(self._buckets) >= self._most:
                now = self._now()
                self._buckets = {each: one for each, one in self._buckets.items() if not one.idle(now)}
                self._most = max(KEPT, 2 * len(self._buckets))  # not one more look for each of so many
            self._buckets[key] = _Bucket(tier)
        return self._buckets[key]

    def _now(self) -> float:
        return self._clock() if self._clock is not None else asyncio.get_running_loop().time()
