"""Slack's rate limits: each method's tier for each workspace, and one post a second in a channel.

Off unless a test sets `enforce`. A test that cannot wait a minute sets `minute`, the length of a minute in
seconds; a second in a channel shrinks alike.
"""

from __future__ import annotations

import math
import time
from collections import Counter, deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

SPECIAL = 600
"""Requests a minute where Slack says "hundreds"."""
TIERS = {1: 1, 2: 20, 3: 50, 4: 100}
"""Requests a minute, at least, in each tier."""
TIER = {
    "apps.connections.open": 3,
    "apps.uninstall": 1,
    "auth.revoke": 3,
    "chat.delete": 3,
    "chat.postEphemeral": 4,
    "chat.update": 3,
    "conversations.history": 3,
    "conversations.info": 3,
    "conversations.join": 3,
    "conversations.list": 2,
    "conversations.members": 4,
    "conversations.open": 3,
    "conversations.replies": 3,
    "oauth.v2.access": 4,
    "pins.add": 2,
    "pins.remove": 2,
    "usergroups.list": 2,
    "users.conversations": 3,
    "users.info": 4,
    "views.open": 4,
    "views.publish": 4,
    "views.push": 4,
    "views.update": 4,
}
"""The tier of each method; those not named here may be called hundreds of times a minute."""


@dataclass(slots=True)
class Limits:
    """Counts calls against the limits. `refused` counts the refusals by method.

    Attributes:
        burst: Posts that a channel takes at once before one a second counts.
        tiers: The tier of each method, for tests that change one.
    """

    enforce: bool = False
    minute: float = 60.0
    burst: int = 4
    tiers: dict[str, int] = field(default_factory=TIER.copy)
    refused: Counter[str] = field(default_factory=Counter)
    clock: Callable[[], float] = time.monotonic
    _recent: dict[tuple[str, str], deque[float]] = field(default_factory=dict)
    _posts: dict[str, tuple[float, float]] = field(default_factory=dict)

    def wait(self, method: str, team: str, channel: str) -> float:
        """Count a call, and give the seconds that it comes too early; 0.0 when it may go on."""
        if not self.enforce:
            return 0.0
        early = self._tier(method, team)
        if not early and method == "chat.postMessage":
            early = self._channel(f"{team}/{channel}")
        if early:
            self.refused[method] += 1
        return early

    def _tier(self, method: str, team: str) -> float:
        most = TIERS[self.tiers[method]] if method in self.tiers else SPECIAL
        now = self.clock()
        recent = self._recent.setdefault((method, team), deque())
        while recent and recent[0] <= now - self.minute:
            recent.popleft()
        if len(recent) >= most:
            return max(recent[0] + self.minute - now, 0.001)
        recent.append(now)
        return 0.0

    def _channel(self, channel: str) -> float:
        second, now = self.minute / 60, self.clock()
        spare, at = self._posts.get(channel, (float(self.burst), now))
        spare = min(spare + (now - at) / second, float(self.burst))
        self._posts[channel] = (spare - 1 if spare >= 1 else spare, now)
        return 0.0 if spare >= 1 else (1 - spare) * second


def header(seconds: float) -> str:
    """Write Retry-After: whole seconds, never 0."""
    return str(max(math.ceil(seconds), 1))
