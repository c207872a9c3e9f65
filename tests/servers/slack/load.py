"""Load from inside the server's process: what people do, again and again, and how long the bot took.

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
from typing import TYPE_CHECKING, TypeAlias

from tests.servers.slack.delivery import NotAcknowledgedError

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterator, Sequence

    from tests.servers.slack.acts import Act, Given
    from tests.servers.slack.delivery import Delivery
    from tests.servers.slack.server import SlackServer
    from tests.servers.slack.wire import Json

    Made: TypeAlias = Callable[[], tuple[Act, Delivery]]

KEPT = 100
"""Messages that each channel keeps during a run; memory must stay level."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What a run gave. Latencies are in milliseconds, sorted.

    `acks` is the time to the acknowledgement, `answers` that to what the person sees (in the acknowledgement,
    by the response address or by the Web API). `late` counts what was not acknowledged, `unfinished` what
    got no answer, and `ways` how often the bot answered in which way.
    """

    sent: int
    seconds: float
    acks: tuple[float, ...]
    answers: tuple[float, ...]
    late: int
    unfinished: int
    ways: dict[str, int]
    violations: int

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.answers) / self.seconds if self.seconds else 0.0

    def report(self) -> Json:
        """Write the run as JSON, latencies as percentiles."""
        return {
            "sent": self.sent,
            "seconds": round(self.seconds, 3),
            "rate": round(self.rate, 1),
            "ack_ms": _percentiles(self.acks),
            "answer_ms": _percentiles(self.answers),
            "late": self.late,
            "unfinished": self.unfinished,
            "ways": self.ways,
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
    acks: list[float] = field(default_factory=list)
    answers: list[float] = field(default_factory=list)
    late: int = 0
    unfinished: int = 0
    ways: Counter[str] = field(default_factory=Counter)


class Load:
    """Drives what people do (`lambda: person.prepare_command(…)` and the like) at a server's bot.

    Where the bot answers by the Web API, what it says in a channel is taken for the answer to all that wait
    there: give acts that are under way together channels of their own.

    Args:
        server: The server, with a bot connected.
        made: What people do, each in turn; called for each shot.
        judge_every: Of how many payloads one is held against the rules.
        patience: Seconds to wait for an answer after the acknowledgement.
        linger: Seconds for which more may be added to an answer.
        surely: Whether only what can be meant for nobody else is taken for an answer. A message that all see
            may change while many press its buttons, which answers none of them.
    """

    def __init__(
        self,
        server: SlackServer,
        made: Sequence[Made],
        *,
        judge_every: int = 100,
        patience: float = 10.0,
        linger: float = 5.0,
        surely: bool = False,
    ) -> None:
        self._server = server
        self._judge_every = judge_every
        self._patience = patience
        self._linger = linger
        self._surely = surely
        self._turns = itertools.cycle(made)

    async def closed(self, workers: int, seconds: float) -> Measured:
        """Have so many workers act for so long, each as fast as it is answered."""
        ends = time.monotonic() + seconds

        async def work(tally: _Tally) -> None:
            while time.monotonic() < ends:
                await self._shoot(tally, time.monotonic())

        return await self._run(lambda tally: [work(tally) for _ in range(workers)])

    async def open(self, rate: float, seconds: float) -> Measured:
        """Have so many things done each second for so long, whether they are answered or not."""
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
            acks=tuple(sorted(tally.acks)),
            answers=tuple(sorted(tally.answers)),
            late=tally.late,
            unfinished=tally.unfinished,
            ways=dict(tally.ways),
            violations=len(self._server.violations) - before,
        )

    async def _shoot(self, tally: _Tally, due: float) -> None:
        act, delivery = next(self._turns)()
        tally.sent += 1
        try:
            ack = await self._server.deliverer.once(delivery)
            tally.acks.append((time.monotonic() - due) * 1000)
            self._server.hands.acks.take(act, delivery, ack)
            async with asyncio.timeout(self._patience):
                while (given := self._answer(act)) is None:
                    act.stirred.clear()
                    await act.stirred.wait()
            tally.answers.append((given.at - due) * 1000)
            tally.ways[given.how] += 1
        except NotAcknowledgedError:
            tally.late += 1
        except TimeoutError:
            tally.unfinished += 1
        finally:
            # The bot may still add to its answer; then it is over, and must not fill the memory.
            self._server.world.forget(act)
            asyncio.get_running_loop().call_later(self._linger, self._server.world.drop, act)

    def _answer(self, act: Act) -> Given | None:
        return act.direct if self._surely else next(iter(act.given), None)

    @contextmanager
    def _lean(self) -> Iterator[None]:
        """Remember little and judge only some while a run lasts."""
        server = self._server
        before = server.judge.every, server.traffic.keep
        server.judge.every, server.traffic.keep = self._judge_every, False
        channels = [channel for team in server.world.teams.values() for channel in team.channels.values()]
        for channel in channels:
            channel.keep = KEPT
        try:
            yield
        finally:
            server.judge.every, server.traffic.keep = before
            for channel in channels:
                channel.keep = None
