"""The whole bot in this process, with a database on disk, against a Slack of our own."""

from __future__ import annotations

import asyncio
import socket
import time
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

import pytest

from adapters.slack.app import Slack
from bot import config, migrating
from bot.app import App
from bot.dailies import Daily
from bot.database import Database, open_database
from bot.delivering import Delivering
from bot.host import Host
from bot.preferences import Preferences, Settings
from bot.sealing import Sealer, new_key
from bot.store import Store
from bot.workspaces import Workspaces
from tests.adapters.slack.voices import Voices
from tests.servers.slack import SlackServer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from content.library import Library
    from content.search import Index
    from quizzes.banks import Bank
    from tests.servers.slack import Channel, Person

PING = 0.5  # seconds between two pings of a socket, where the bot takes five
LOOK = 0.05  # seconds between two looks at it
PATIENCE = 0.2  # seconds until a locked database is given up, and until it is asked again
HOST = "127.0.0.1"


class Tarikh:
    """The bot, which can be started, stopped, killed and started again on the same database.

    `app`, `store` and `database` are those of the last start; `later` is added to the clock, in seconds.
    `joined` has what it said of itself each time it had joined Slack: its name, and how many workspaces.
    `ways` are the settings by which it is reached, by their names without the prefix.
    """

    config: config.Config
    app: App
    store: Store
    workspaces: Workspaces
    database: Database
    slack: Slack

    def __init__(self, url: str, server: SlackServer, library: Library, index: Index, bank: Bank) -> None:
        self._url = url
        self._server = server
        self._library = library
        self._index = index
        self._bank = bank
        self._stop = asyncio.Event()
        self._running: asyncio.Task[None] | None = None
        self._delivering: Delivering | None = None
        self.later = 0.0
        self.joined: list[tuple[str, int]] = []
        self.keys = new_key()
        self.ways: dict[str, str] = {"slack_app_token": server.app_token, "slack_bot_token": server.bot_token}

    def now(self) -> float:
        return time.time() + self.later

    def by_requests(self) -> None:
        """Have it reached by signed requests, from the next start on."""
        self.ways = {
            "slack_bot_token": self._server.bot_token,
            "slack_signing_secret": self._server.signing_secret,
            "slack_listen": "1",
        }

    def for_many(self, *, sockets: bool = False) -> None:
        """Have it installed by OAuth, from the next start on; reached by requests, or by sockets."""
        self.ways = {
            "slack_client_id": self._server.client_id,
            "slack_client_secret": self._server.client_secret,
            "encryption_keys": self.keys,
            "slack_listen": "1",
            "slack_public_url": "https://tarikh.example",
        }
        if sockets:
            self.ways["slack_app_token"] = self._server.app_token
        else:
            self.ways["slack_signing_secret"] = self._server.signing_secret

    @property
    def url(self) -> str:
        """Where it takes requests."""
        return f"http://{HOST}:{self.slack.port}"

    async def open(self, **settings: str) -> None:
        """Build everything but what speaks with Slack.

        `settings` are further ones by their names without the prefix, such as `locale="fa"`.
        """
        given = {"database_url": self._url, "slack_api_url": self._server.api_url, **self.ways, **settings}
        read = config.read({f"TARIKH_{name.upper()}": value for name, value in given.items() if value})
        if read.slack_listen is not None:
            port = free_port()
            read = replace(read, slack_listen=(HOST, port), slack_public_url=f"http://{HOST}:{port}")
        self.config = read
        self.database = await open_database(self.config.database_url, patience=PATIENCE)
        await migrating.migrate(self.database, self.now())
        self.store = Store(self.database)
        self.workspaces = Workspaces(self.database, Sealer(self.config.encryption_keys))
        defaults = Settings(locale=self.config.locale, calendar=self.config.calendar)
        preferences = Preferences(self.store, defaults, self.now)
        host = Host(self.store, self._bank, self._library, self.now)
        self.app = App(
            self.config,
            self._library,
            self._index,
            self._bank,
            host,
            preferences,
            self.now,
            Daily.on(self.database),
        )

    async def start(self, **settings: str) -> None:
        """Start it; return when it has joined. For `settings` see `open`."""
        await self.open(**settings)
        await self.run()
        await self.ready()

    async def run(self) -> None:
        """Have what was built join Slack."""
        self.slack = Slack(
            self.app,
            self.store,
            self.workspaces,
            ping=PING,
            look=LOOK,
            again=PATIENCE,
            joined=lambda name, workspaces: self.joined.append((name, workspaces)),
        )
        self._stop = asyncio.Event()
        self._running = asyncio.create_task(self.slack.run(self._stop))

    async def ready(self) -> None:
        """Wait until it has joined; raise what kept it from that."""
        running = self._running
        assert running is not None
        await self._server.wait_for(lambda: running.done() or not self.slack.trouble(), 10.0)
        if running.done():
            await self.ended()
        if "slack_signing_secret" in self.ways:
            self._server.http.use(f"{self.url}/slack/events")
        else:
            await self._server.connected()

    async def stop(self) -> float:
        """Stop it as an operator does; return how many seconds that took."""
        started = time.monotonic()
        delivering, self._delivering = self._delivering, None
        if delivering is not None:
            await delivering.close()
        self._stop.set()
        if hasattr(self, "database"):
            await self.ended()
        return time.monotonic() - started

    async def kill(self) -> None:
        """End it in the middle of everything: nothing more is answered or said."""
        running = self._running
        if running is not None:
            running.cancel()
            await asyncio.wait({running})
        self._running = None
        await self.stop()

    async def deliver(self) -> None:
        """Have it post what is due, as it does every minute, and wait until that is there."""
        if self._delivering is None:
            self._delivering = Delivering(self.app, self.store)
        await self._delivering.tick()
        await self._delivering.settle()

    async def ended(self) -> None:
        """Wait until it has ended, and raise what ended it."""
        running, self._running = self._running, None
        try:
            if running is not None:
                await running
        finally:
            await self.database.close()


def free_port() -> int:
    """A port that nobody has, which must be known before it is listened on: browsers are led there."""
    with socket.socket() as asked:
        asked.bind((HOST, 0))
        return int(asked.getsockname()[1])


@pytest.fixture
async def server() -> AsyncIterator[SlackServer]:
    """A Slack that must have found nothing wrong at the end."""
    async with SlackServer() as slack:
        yield slack
        assert slack.violations == []


class Bots(Protocol):
    def __call__(self, known: Library | None = None) -> Tarikh: ...


@pytest.fixture
async def bots(
    tmp_path: Path, server: SlackServer, library: Library, index: Index, bank: Bank
) -> AsyncIterator[Bots]:
    """Make bots on one new database, not yet started; they are stopped at the end."""
    made: list[Tarikh] = []

    def make(known: Library | None = None) -> Tarikh:
        url = f"sqlite:///{tmp_path}/tarikh.sqlite3"
        made.append(Tarikh(url, server, known or library, index, bank))
        return made[-1]

    yield make
    with suppress(TimeoutError):  # what the server still tells a bot that is there would be cut off half open
        await server.settled(quiet=0.05, within=1.0)
    for bot in made:
        await bot.stop()


@pytest.fixture
def tarikh(bots: Bots) -> Tarikh:
    """The bot on a new database, not yet started."""
    return bots()


@pytest.fixture
def room(server: SlackServer) -> Channel:
    """A channel that the bot is in."""
    return server.team.add_channel("history")


@pytest.fixture
def amina(server: SlackServer) -> Person:
    """Somebody there."""
    return server.team.person("Amina")


@pytest.fixture
def omid(server: SlackServer) -> Person:
    """Somebody else."""
    return server.team.person("Omid")


@pytest.fixture
async def voices(server: SlackServer, tarikh: Tarikh) -> AsyncIterator[Voices]:
    """The parts of a bot that speak by themselves; it is not started."""
    await tarikh.open()
    made = Voices(server, tarikh)
    yield made
    await made.close()
