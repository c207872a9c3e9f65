"""When to ask again whoever did not answer: one server of a platform, or all of it.

A server that cannot be reached is left alone for a while, and longer each time. Where several of them fail
and none answers in between, it is the platform that is away: then all of it rests, and one post is sent to
see whether it is back. Times are the event loop's, in seconds.
"""

from __future__ import annotations

from dataclasses import dataclass, field

FIRST, LONGEST = 30.0, 300.0  # seconds of the first rest; doubled each time up to the longest
MANY = 3  # servers that fail one after the other, before it is the platform


@dataclass(slots=True)
class Rest:
    """How long somebody is left alone."""

    until: float = 0.0
    length: float = 0.0

    def begin(self, now: float) -> float:
        """Rest from now on, longer than the last time; for how many seconds."""
        self.length = min(2 * self.length, LONGEST) or FIRST
        self.until = now + self.length
        return self.length


@dataclass(slots=True)
class Rests:
    """Who of a platform is left alone."""

    _all: Rest = field(default_factory=Rest)
    _servers: dict[str, Rest] = field(default_factory=dict)
    _failing: set[str] = field(default_factory=set)  # since somebody was reached

    def left(self, server: str, now: float) -> float:
        """For how many more seconds a server is left alone; 0 where it is not."""
        rest = self._servers.get(server)
        return max(rest.until - now, 0.0) if rest is not None else 0.0

    def room(self, now: float, most: int) -> int:
        """How many posts may be on their way at a moment, of so many at most."""
        if self._all.until > now:
            return 0
        return 1 if self._all.length else most

    def reached(self, server: str) -> None:
        """Note that a server answered."""
        self._servers.pop(server, None)
        self._failing.clear()
        self._all = Rest()

    def failed(self, server: str, now: float) -> float:
        """Note that a server did not answer; for how many seconds it is left alone."""
        for name in [name for name, rest in self._servers.items() if rest.until + LONGEST < now]:
            del self._servers[name]  # that was long ago
        length = self._servers.setdefault(server, Rest()).begin(now)
        self._failing.add(server)
        if self._all.until <= now and (self._all.length or len(self._failing) >= MANY):
            self._all.begin(now)
        return length
