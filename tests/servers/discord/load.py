"""Load from inside the server's process: prepared interactions again and again, and how long the bot took.

Closed loop: so many workers, each waiting for its answer before it goes on. This finds the highest rate.
Open loop: so many a second whatever happens, timed from when each was due, so that a bot that stalls is
charged for all who would have waited (no coordinated omission). This finds the latency at a rate.
"""

from __future__ import annotations

import asyncio
import itertools
import time
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.servers.discord.interactions import Interaction

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterator, Sequence

    from tests.servers.discord.server import DiscordServer
    from tests.servers.discord.wire import Json

KEPT = 100
"""Messages that each place keeps during a run; memory must stay level."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What a run gave. Latencies are in milliseconds, sorted.

    `first` is the time to the first answer (acknowledgement), `final` that to the answer itself where it was
    put off. `late` counts those without a first answer in time, `unfinished` deferred ones that got no
    answer, and `answers` how often the bot answered in which way.
    """

    sent: int
    seconds: float
    first: tuple[float, ...]
    final: tuple[float, ...]
    late: int
    unfinished: int
    answers: dict[str, int]
    violations: int

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.final) / self.seconds if self.seconds else 0.0

    def report(self) -> Json:
        """Write the run as JSON, latencies as percentiles."""
        return {
            "sent": self.sent,
            "seconds": round(self.seconds, 3),
            "rate": round(self.rate, 1),
            "first_ms": _percentiles(self.first),
            "final_ms": _percentiles(self.final),
            "late": self.late,
            "unfinished": self.unfinished,
            "answers": self.answers,
            "violations": self.violations,
        }


def percentile(ordered: Sequence[float], share: float) -> float:
    """Give the value below which this share (0 to 1) of sorted values lies; NaN when there are none."""
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)] if ordered else float("nan")


def _percentiles(ordered: Sequence[float]) -> Json:
    shares = {"p50": 0.5, "p90": 0.9, "p99": 0.99, "p999": 0.999, "max": 1.0}
    return {name: round(percentile(ordered, share), 2) for name, share in shares.items()} if ordered else {}


@dataclass(slots=True)
class _Tally:
    sent: int = 0
    first: list[float] = field(default_factory=list)
    final: list[float] = field(default_factory=list)
    late: int = 0
    unfinished: int = 0
    answers: Counter[str] = field(default_factory=Counter)


class Load:
    """Drives prepared interactions (`person.prepare_command(…)` and the like) at a server's bot.

    Args:
        server: The server, with a bot connected.
        prepared: What people do, each in turn.
        judge_every: Of how many requests one is held against the description and rules; 0 for none.
        patience: Seconds to wait for the answer that a deferred reply was put off for.
        linger: Seconds for which more may be added to an answer.
    """

    def __init__(
        self,
        server: DiscordServer,
        prepared: Sequence[Interaction],
        *,
        judge_every: int = 100,
        patience: float = 10.0,
        linger: float = 5.0,
    ) -> None:
        self._server = server
        self._judge_every = judge_every
        self._patience = patience
        self._linger = linger
        application = server.world.application
        self._turns = itertools.cycle([(each, each.template(application)) for each in prepared])

    async def closed(self, workers: int, seconds: float) -> Measured:
        """Have so many workers act for so long, each as fast as it is answered."""
        ends = time.monotonic() + seconds

        async def work(tally: _Tally) -> None:
            while time.monotonic() < ends:
                await self._shoot(tally, time.monotonic())

        return await self._run(lambda tally: [work(tally) for _ in range(workers)])

    async def open(self, rate: float, seconds: float) -> Measured:
        """Have so many interactions happen each second for so long, whether they are answered or not."""
        started = time.monotonic()

        async def fire(tally: _Tally) -> None:
            async with asyncio.TaskGroup() as shots:
                for number in range(round(rate * seconds)):
                    due = started + number / rate
                    wait = due - time.monotonic()
                    if wait > 0:
                        await asyncio.sleep(wait)
                    shots.create_task(self._shoot(tally, due))

        return await self._run(lambda tally: [fire(tally)])

    async def _run(self, plan: Callable[[_Tally], list[Coroutine[None, None, None]]]) -> Measured:
        tally, before = _Tally(), len(self._server.violations)
        with self._lean():
            started = time.monotonic()
            await asyncio.gather(*plan(tally))
            seconds = time.monotonic() - started
        return Measured(
            sent=tally.sent,
            seconds=seconds,
            first=tuple(sorted(tally.first)),
            final=tuple(sorted(tally.final)),
            late=tally.late,
            unfinished=tally.unfinished,
            answers=dict(tally.answers),
            violations=len(self._server.violations) - before,
        )

    async def _shoot(self, tally: _Tally, due: float) -> None:
        prepared, template = next(self._turns)
        server, place = self._server, prepared.place
        shot = Interaction(
            server.world.ids, prepared.doing, prepared.person, place, prepared.data, source=prepared.source
        )
        payload: Json = {"id": str(shot.id), "token": shot.token} | template
        if shot.source is not None:
            payload["message"] = shot.source.payload()
        server.world.begin(shot)
        tally.sent += 1
        try:
            server.gateway.tell(
                "INTERACTION_CREATE", payload, None if place.guild is None else place.guild.id
            )
            async with asyncio.timeout(server.times.answer_within + 0.1):
                await shot.waiting
            tally.first.append(((shot.answered or time.monotonic()) - due) * 1000)
            tally.answers[shot.callback.name if shot.callback is not None else "?"] += 1
            async with asyncio.timeout(self._patience):
                tally.final.append((await shot.done - due) * 1000)
        except TimeoutError:
            if shot.callback is None:
                tally.late += 1
            else:
                tally.unfinished += 1
        finally:
            # A bot may still add to its answer; then it is over, and must not fill the memory.
            asyncio.get_running_loop().call_later(self._linger, server.world.forget, shot)

    @contextmanager
    def _lean(self) -> Iterator[None]:
        """Remember little and judge only some while a run lasts."""
        server = self._server
        before = server.judge.every, server.traffic.keep
        server.judge.every, server.traffic.keep = self._judge_every, False
        for channel in server.world.channels.values():
            channel.keep = KEPT
        try:
            yield
        finally:
            server.judge.every, server.traffic.keep = before
            for channel in server.world.channels.values():
                channel.keep = None
