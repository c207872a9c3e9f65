"""Tarikh as a process of its own, and the times at which what it posted came."""

from __future__ import annotations

import asyncio
import os
import sys
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from collections.abc import Iterable

    from benchmarks.machine import Used

Json = dict[str, Any]

ROOT = Path(__file__).resolve().parents[1]
ENDING = 15.0  # seconds that it gets to end


class Bot:
    """`tarikh run`: a context.

    Args:
        settings: Its environment variables.
        log: Where what it writes is kept.
    """

    def __init__(self, settings: dict[str, str], log: Path) -> None:
        self._settings = settings
        self._log = log
        self._process: asyncio.subprocess.Process | None = None

    async def __aenter__(self) -> Self:
        plain = {name: value for name, value in os.environ.items() if not name.startswith("TARIKH_")}
        with self._log.open("wb") as log:
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "bot", "run"),
                cwd=ROOT,
                env=plain | self._settings,
                stdout=log,
                stderr=log,
            )
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._process is None or self._process.returncode is not None:
            return
        self._process.terminate()
        try:
            await asyncio.wait_for(self._process.wait(), ENDING)
        except TimeoutError:
            self._process.kill()
            await self._process.wait()

    @property
    def pid(self) -> int:
        """The number of its process."""
        assert self._process is not None  # noqa: S101 -- it was started
        return self._process.pid

    @property
    def said(self) -> str:
        """The last of what it wrote."""
        return self._log.read_text(encoding="utf-8", errors="replace")[-2000:]


@dataclass(frozen=True, slots=True)
class Asked:
    """What people ask for meanwhile.

    Attributes:
        queries: What they look up.
        seed: Of quizzes whose one question is answered by a button.
    """

    queries: tuple[str, ...]
    seed: int


@dataclass(frozen=True, slots=True)
class Burst:
    """What came of a burst of posts.

    Attributes:
        pace: Seconds that the posts take at the platform's own pace.
        came: By server, when each of its posts came, in seconds after they were due.
        other: Other requests meanwhile that are counted in the same limit.
        limited: Requests that the platform refused as too many.
        answers: What people did meanwhile, see `Load` of the server's.
        used: What the bot, then this process, used of the machine, and what others did.
        violations: What the bot did that the platform forbids.
    """

    pace: float
    came: dict[str, list[float]]
    other: int
    limited: dict[str, int]
    answers: Json
    used: Used
    violations: list[str]

    @property
    def posts(self) -> int:
        """How many came."""
        return sum(map(len, self.came.values()))

    @property
    def floor(self) -> float:
        """Seconds that they take at the platform's own pace, with all that is counted with them."""
        return self.pace * (self.posts + self.other) / self.posts if self.posts else self.pace

    @property
    def seconds(self) -> float:
        """Seconds from the minute in which they were due until the last one was there."""
        return max((max(each) for each in self.came.values() if each), default=0.0)

    @property
    def lag(self) -> float:
        """Seconds between two servers with as many posts, until each had as many of them: the most."""
        alike: dict[int, list[list[float]]] = defaultdict(list)
        for times in self.came.values():
            alike[len(times)].append(sorted(times))
        gaps = (max(at) - min(at) for servers in alike.values() for at in zip(*servers, strict=True))
        return max(gaps, default=0.0)


def after(due: float, at: Iterable[tuple[str, float]]) -> dict[str, list[float]]:
    """Times (seconds since the epoch) by server, in seconds after a moment."""
    came: dict[str, list[float]] = defaultdict(list)
    for server, when in at:
        came[server].append(when - due)
    return dict(came)
