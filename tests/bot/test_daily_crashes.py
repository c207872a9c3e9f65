"""Daily posts by processes that are killed at any moment: each that is due appears exactly once."""

from __future__ import annotations

import asyncio
import multiprocessing
import random
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias

import pytest

from adapters.slack.places import Spot
from bot.address import database_url
from bot.database import Database, open_database
from bot.migrating import migrate
from bot.outbox import Outbox, post_id
from bot.schedules import Schedule, first
from bot.subscriptions import Kind, Subscription, Subscriptions, Wish
from tests.bot.daily_process import Task, work
from tests.servers.discord import DiscordServer
from tests.servers.slack import SlackServer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from contextlib import AbstractAsyncContextManager
    from multiprocessing.connection import Connection
    from multiprocessing.context import ForkServerProcess
    from pathlib import Path

    from bot.address import DatabaseUrl

    Skies: TypeAlias = Callable[[], AbstractAsyncContextManager["Sky"]]

FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["tests.bot.daily_loaded"])
# In the past: a server's own clock, by which its messages are dated, is to be ahead of the processes'.
DAYS = [date(2026, 4, 19) + timedelta(days=number) for number in range(10)]
NO_MIDNIGHT = date(2026, 4, 24)  # in Cairo, where the clocks go on from 0:00 to 1:00
HOUR = 3_600.0
PLACES, PROCESSES = 200, 10
PATIENCE = 90.0  # seconds for what is due at one moment; a killed process is missed for a lease


class Sky:
    """One platform's server, with channels, and what stands in them."""

    def __init__(self, name: str, server: DiscordServer | SlackServer, places: int) -> None:
        self.name = name
        self.server = server
        self.places: dict[str, tuple[str, Callable[[], list[Any]]]] = {}
        if isinstance(server, DiscordServer):
            self.token, self.api = server.token, server.api_url
            amina = server.person("Amina")
            guilds = [server.add_guild(f"School {number}") for number in range(places // 10)]
            for number in range(places):
                guild = guilds[number % len(guilds)]
                room = guild.add_channel(f"history-{number}")
                # An empty history Discord shows to those as well who may not read it, and the processes of
                # this test, which no gateway tells what they may, cannot know which it is.
                amina.write(room, "Here is our history of Afghanistan.")
                self.places[str(room.id)] = str(guild.id), partial(getattr, room, "messages")
        else:
            self.token, self.api = server.bot_token, server.api_url
            for number in range(places):
                there = server.team.add_channel(f"history-{number}")
                place = Spot(server.team.id, there.id).place
                self.places[place.id] = server.team.id, partial(getattr, there, "messages")

    def posted(self, place: str) -> list[str]:
        """The ids of what the bot has posted in a channel."""
        messages = self.places[place][1]()
        if self.name == "discord":
            return [str(each.id) for each in messages if each.author.bot]
        return [each.ts for each in messages]


@asynccontextmanager
async def discord() -> AsyncIterator[Sky]:
    async with DiscordServer() as server:
        yield Sky("discord", server, PLACES)


@asynccontextmanager
async def slack() -> AsyncIterator[Sky]:
    async with SlackServer() as server:
        yield Sky("slack", server, PLACES)


class Processes:
    """The processes that deliver, each of which may be killed at any moment and is started anew."""

    def __init__(self, sky: Sky, url: DatabaseUrl, clock: Path) -> None:
        self._task = Task(sky.name, url.address.reveal(), sky.api, sky.token, str(clock))
        self._running: list[tuple[ForkServerProcess, Connection]] = []
        self.killed = 0

    async def start(self, count: int) -> None:
        """Start so many more, and wait until they deliver."""
        await asyncio.gather(*(asyncio.to_thread(self._start) for _ in range(count)))

    def _start(self) -> None:
        tells, tell = FORKS.Pipe(duplex=False)
        process = FORKS.Process(target=work, args=(self._task, tell), daemon=True)
        process.start()
        tell.close()
        told = tells.recv()
        assert told == "ready", told
        self._running.append((process, tells))

    def kill(self, chance: random.Random) -> None:
        """Kill one, whatever it is doing."""
        self._end(*self._running.pop(chance.randrange(len(self._running))))
        self.killed += 1

    def end(self) -> None:
        """End all; one that has ended by itself has failed."""
        wrong = [tells.recv() for _, tells in self._running if tells.poll()]
        for each in self._running:
            self._end(*each)
        assert wrong == []

    @staticmethod
    def _end(process: ForkServerProcess, tells: Connection) -> None:
        process.kill()
        process.join()
        process.close()
        tells.close()


def moments(number: int) -> list[float]:
    """When the posts of a channel are due, by what is known of the two zones."""
    midnights = [datetime.combine(day, time(), UTC).timestamp() for day in DAYS]
    if number % 2 == 0:
        return [at + 3.5 * HOUR for at in midnights]  # eight o'clock in Kabul
    # Midnight in Cairo; on the day on which there is none, the moment at which it would have been.
    return [at - (2 if day <= NO_MIDNIGHT else 3) * HOUR for day, at in zip(DAYS, midnights, strict=True)]


def parts(number: int) -> int:
    """How many messages a post of a channel has: every third one asks a question."""
    return 2 if number % 3 == 0 else 1


async def subscribe(database: Database, sky: Sky) -> dict[str, int]:
    """Set up a post a channel, of every third one with a question. The number of each, by channel."""
    start = datetime.combine(DAYS[0], time(), UTC).timestamp() - 12 * HOUR
    numbers: dict[str, int] = {}
    for number, (place, (server, _)) in enumerate(sky.places.items()):
        schedule = Schedule(0, 0, "Africa/Cairo") if number % 2 else Schedule(8, 0, "Asia/Kabul")
        wish = Wish(Kind.DAY, schedule, question=parts(number) == 2)
        planned = first(schedule, start)
        there = f"s{number}", sky.name, server, place, f"#{number}"
        made = Subscription(*there, wish, "1", "Amina", start, planned=planned)
        assert await Subscriptions(database).keep(made) is None
        numbers[place] = number
    return numbers


async def appear(sky: Sky, numbers: dict[str, int], until: float, outbox: Outbox) -> None:
    """Wait until all that is due until a moment has appeared, and nobody is posting any more."""
    ends = asyncio.get_running_loop().time() + PATIENCE
    while True:
        missing = [
            place
            for place, number in numbers.items()
            if len(sky.posted(place)) < parts(number) * sum(at <= until for at in moments(number))
        ]
        status = await outbox.status(until)
        if not missing and status.waiting == status.posting == 0:
            return
        assert asyncio.get_running_loop().time() < ends, (len(missing), status)
        await asyncio.sleep(0.1)


@pytest.mark.parametrize("skies", [discord, slack])
async def test_what_is_due_appears_once_whichever_of_ten_processes_is_killed(
    skies: Skies, new_postgres: Callable[[], DatabaseUrl], tmp_path: Path
) -> None:
    await outlive(skies, new_postgres(), tmp_path / "clock", PROCESSES)


async def test_what_is_due_appears_once_though_the_only_process_is_killed(tmp_path: Path) -> None:
    url = database_url(f"sqlite:///{tmp_path}/tarikh.sqlite3")
    await outlive(discord, url, tmp_path / "clock", 1)


async def outlive(skies: Skies, url: DatabaseUrl, clock: Path, count: int, days: int = len(DAYS)) -> None:
    """Let some days pass, and kill a process each time when something is due."""
    chance = random.Random("daily")
    async with skies() as sky, await open_database(url) as database:
        await migrate(database, at=0.0)
        numbers = await subscribe(database, sky)
        outbox = Outbox(database)
        steps = sorted({at for number in (0, 1) for at in moments(number)[:days]})
        set_to(clock, steps[0] - HOUR)
        processes = Processes(sky, url, clock)
        try:
            await processes.start(count)
            for at in steps:
                set_to(clock, at + chance.choice((0.0, 30.0, 7_200.0)))
                appearing = asyncio.create_task(appear(sky, numbers, at, outbox))
                await asyncio.sleep(chance.uniform(0.0, 1.5))
                processes.kill(chance)
                await asyncio.gather(appearing, processes.start(1))
        finally:
            processes.end()
        assert processes.killed == len(steps)
        for place, number in numbers.items():
            noted = await outbox.history(f"s{number}", 2 * len(DAYS))
            assert [post.id for post in reversed(noted)] == [
                post_id(f"s{number}", day) for day in DAYS[:days]
            ]
            messages = [each for post in noted for each in (post.day_message, post.question_message) if each]
            assert len(messages) == days * parts(number)
            assert sorted(messages) == sorted(sky.posted(place))
        assert sky.server.violations == []


def set_to(clock: Path, at: float) -> None:
    """Set the clock of all processes, which read it at any moment."""
    new = clock.with_suffix(".new")
    new.write_text(str(at), encoding="ascii")
    new.replace(clock)
