"""Rate limits: buckets of routes, and the limit of the whole application (reference, "Rate Limits").

Off unless a test asks for them: `limits.bucket(...)`, `limits.everywhere(...)`, or `limits.usual()` for both
as Discord is known to have them.
"""

from __future__ import annotations

import hashlib
import math
import time
from collections import Counter, deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.servers.discord.answers import Answer

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.servers.discord.faults import Scope

MAJOR = ("channel_id", "guild_id", "webhook_id", "webhook_token")
"""The parameters of a path that tell buckets of one route apart."""
FREE = ("/interactions/", "/webhooks/")
"""Where the limit of the whole application does not count."""


@dataclass(slots=True)
class _Window:
    ends: float
    used: int


@dataclass(slots=True)
class _Bucket:
    limit: int
    per: float
    hash: str
    windows: dict[tuple[str, ...], _Window] = field(default_factory=dict)


class Limits:
    """Counts requests against the limits that are set. `given` counts the 429 answers by scope."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._buckets: dict[tuple[str, str], _Bucket] = {}
        self._most: int | None = None
        self._per = 1.0
        self._recent: deque[float] = deque()
        self.given: Counter[str] = Counter()

    def bucket(self, method: str, template: str, *, limit: int, per: float) -> None:
        """Allow `limit` requests in `per` seconds to a route, for each channel (guild, webhook) apart."""
        name = hashlib.sha256(f"{method} {template}".encode()).hexdigest()[:32]
        self._buckets[method, template] = _Bucket(limit, per, name)

    def everywhere(self, limit: int | None = 50, per: float = 1.0) -> None:
        """Allow `limit` requests in `per` seconds in all, interactions and webhooks aside; None lifts it."""
        self._most, self._per = limit, per

    def usual(self) -> None:
        """Set what Discord is known to have: 50 a second in all, and 5 in 5 s for messages to a channel."""
        self.everywhere()
        for method in ("POST", "PATCH"):
            path = "/channels/{channel_id}/messages" + ("" if method == "POST" else "/{message_id}")
            self.bucket(method, path, limit=5, per=5.0)

    def off(self) -> None:
        """Lift all limits."""
        self._buckets.clear()
        self._most = None

    def check(
        self, method: str, template: str, parameters: Mapping[str, str]
    ) -> tuple[Answer | None, dict[str, str]]:
        """Count a request: the 429 that it gets, or None; and the headers that any other answer carries."""
        if self._most is None and not self._buckets:
            return None, {}
        now = self._clock()
        bucket = self._buckets.get((method, template))
        headers: dict[str, str] = {}
        if bucket is not None:
            major = tuple(parameters.get(name, "") for name in MAJOR)
            window = bucket.windows.get(major)
            if window is None or window.ends <= now:
                window = bucket.windows[major] = _Window(now + bucket.per, 0)
            rest = window.ends - now
            if window.used >= bucket.limit:
                return self.refusal(rest, "user", _headers(bucket, 0, rest)), {}
            window.used += 1
            headers = _headers(bucket, bucket.limit - window.used, rest)
        if self._most is not None and not template.startswith(FREE):
            while self._recent and self._recent[0] <= now - self._per:
                self._recent.popleft()
            if len(self._recent) >= self._most:
                return self.refusal(self._recent[0] + self._per - now, "global", {}), {}
            self._recent.append(now)
        return None, headers

    def refusal(self, retry_after: float, scope: Scope, headers: Mapping[str, str]) -> Answer:
        """Make a 429 as Discord writes it, and count it. `retry_after` is in seconds."""
        self.given[scope] += 1
        wait = round(max(retry_after, 0.001), 3)
        extra = {"X-RateLimit-Global": "true"} if scope == "global" else {}
        return Answer(
            429,
            {"message": "You are being rate limited.", "retry_after": wait, "global": scope == "global"},
            {
                **headers,
                **extra,
                "Retry-After": str(math.ceil(wait)),
                "X-RateLimit-Scope": scope,
                "Via": "1.1 google",
            },
        )


def _headers(bucket: _Bucket, remaining: int, rest: float) -> dict[str, str]:
    return {
        "X-RateLimit-Limit": str(bucket.limit),
        "X-RateLimit-Remaining": str(remaining),
        "X-RateLimit-Reset": f"{time.time() + rest:.3f}",
        "X-RateLimit-Reset-After": f"{rest:.3f}",
        "X-RateLimit-Bucket": bucket.hash,
    }
