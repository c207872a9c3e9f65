"""The whole bot in this process, with a database on disk, against a Discord of our own."""

from __future__ import annotations

import asyncio
import threading
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

import pytest
from discord.gateway import KeepAliveHandler

from adapters.discord import sharding
from adapters.discord.app import Discord
from adapters.discord.client import Client, pointed
from adapters.discord.render import Renderer
from adapters.discord.sharding import Turns
from adapters.discord.telling import Telling
from bot import config, migrating
from bot.app import App
from bot.dailies import Daily
from bot.database import Database, open_database
from bot.host import Host
from bot.preferences import Preferences, Settings
from bot.store import Store
from tests.servers.discord import DiscordServer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from content.library import Library
    from content.search import Index
    from quizzes.banks import Bank
    from tests.servers.discord import Channel, Guild, Person

GAP = 0.2  # seconds that the server wants between two shards that connect, where Discord wants five
EVERY = GAP + sharding.EVERY - sharding.RULE  # what the bot adds to them is all there is to spare
SETTLE = 0.1  # seconds without a new server after which a shard is ready
PATIENCE = 0.2  # seconds until a locked database is given up, and until it is asked again


class Tarikh:
    """The bot, which can be started, stopped, killed and started again on the same database.

    `app`, `store` and `database` are those of the last start; `later` is added to the clock, in seconds.
    `joined` has what it said of itself each time it had joined Discord: its name, and how many servers.
    """

    config: config.Config
    app: App
    store: Store
    database: Database
    discord: Discord

    def __init__(self, url: str, server: DiscordServer, library: Library, index: Index, bank: Bank) -> None:
        self._url = url
        self._server = server
        self._library = library
        self._index = index
        self._bank = bank
        self._stop = asyncio.Event()
        self._running: asyncio.Task[None] | None = None
        self.later = 0.0
        self._jumped = 0.0
        self.joined: list[tuple[str, int]] = []

    def now(self) -> float:
        return time.time() + self.later

    async def open(self, **settings: str) -> None:
        """Build everything but what speaks with Discord.

        `settings` are further ones by their names without the prefix, such as `locale="fa"`.
        """
        given = {f"TARIKH_{name.upper()}": value for name, value in settings.items()}
        environ = {
            "TARIKH_DATABASE_URL": self._url,
            "TARIKH_DISCORD_TOKEN": self._server.token,
            "TARIKH_DISCORD_API_URL": self._server.api_url,
            "TARIKH_DISCORD_GATEWAY_URL": self._server.gateway_url,
        }
        self.config = config.read(environ | given)
        self.database = await open_database(self.config.database_url, patience=PATIENCE)
        await migrating.migrate(self.database, self.now())
        self.store = Store(self.database)
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

    async def start(self, *, ready: bool = True, **settings: str) -> None:
        """Start it; return when it has connected and offered its commands. For `settings` see `open`."""
        await self.open(**settings)
        await self.run()
        if ready:
            await self.ready()

    async def run(self, shards: tuple[tuple[int, ...], int] | None = None) -> None:
        """Have what was built join Discord; `shards` are its own and how many there are in all."""
        app = self.app
        if shards is not None:
            # What the settings would not allow on SQLite, whose file is at hand for several bots here.
            app = replace(app, config=replace(app.config, shard_ids=shards[0], shard_count=shards[1]))
        assert app.config.discord_token is not None
        if self.later > self._jumped:
            self._jumped = self.later
            await asyncio.sleep(GAP)  # the server's clock has not jumped
        self.discord = Discord(
            app,
            self.store,
            app.config.discord_token,
            every=EVERY,
            settle=SETTLE,
            again=PATIENCE,
            joined=lambda name, servers: self.joined.append((name, servers)),
        )
        self._stop = asyncio.Event()
        self._running = asyncio.create_task(self.discord.run(self._stop))

    async def ready(self, *, commands: bool = True) -> None:
        """Wait until it is connected and the commands are there; raise what kept it from that."""
        running = self._running
        assert running is not None

        def there() -> bool:
            if running.done():
                return True
            offered = bool(self._server.world.commands[None]) or not commands
            return offered and not self.discord.trouble()

        await self._server.wait_for(there, 10.0)
        if running.done():
            await self.ended()

    async def stop(self) -> float:
        """Stop it as an operator does; return how many seconds that took."""
        started = time.monotonic()
        self._stop.set()
        if hasattr(self, "database"):
            await self.ended()
        return time.monotonic() - started

    async def ended(self) -> None:
        """Wait until it has ended, and raise what ended it."""
        running, self._running = self._running, None
        try:
            if running is not None:
                await running
        finally:
            await self.database.close()

    async def kill(self) -> None:
        """End it in the middle of everything: nothing more is answered or said."""
        await self.app.host.close()
        for task in asyncio.all_tasks():
            if task.get_name() == "discord.py: on_interaction":
                task.cancel()
        await self.stop()


def end_heartbeats() -> None:
    """End the heart of every connection with its test: one that outlives the loop fails another test."""
    for thread in threading.enumerate():
        if isinstance(thread, KeepAliveHandler):
            thread.stop()
            thread.join(5.0)


@pytest.fixture
async def server() -> AsyncIterator[DiscordServer]:
    """A Discord that must have found nothing wrong at the end."""
    async with DiscordServer(identify_gap=GAP) as discord:
        yield discord
        end_heartbeats()
        assert discord.violations == []


class Bots(Protocol):
    def __call__(self, known: Library | None = None) -> Tarikh: ...


@pytest.fixture
async def bots(
    tmp_path: Path, server: DiscordServer, library: Library, index: Index, bank: Bank
) -> AsyncIterator[Bots]:
    """Make bots on one new database, not yet started; they are stopped at the end."""
    made: list[Tarikh] = []

    def make(known: Library | None = None) -> Tarikh:
        url = f"sqlite:///{tmp_path}/tarikh.sqlite3"
        made.append(Tarikh(url, server, known or library, index, bank))
        return made[-1]

    yield make
    for bot in made:
        await bot.stop()


@pytest.fixture
def tarikh(bots: Bots) -> Tarikh:
    """The bot on a new database, not yet started."""
    return bots()


@pytest.fixture
def guild(server: DiscordServer) -> Guild:
    """A server that the bot is in."""
    return server.add_guild("Class 9")


@pytest.fixture
def room(guild: Guild) -> Channel:
    """A channel of it."""
    return guild.add_channel("history")


@pytest.fixture
def amina(server: DiscordServer) -> Person:
    """Somebody there."""
    return server.person("Amina")


@pytest.fixture
def omid(server: DiscordServer) -> Person:
    """Somebody else."""
    return server.person("Omid")


@pytest.fixture
async def telling(server: DiscordServer, tarikh: Tarikh, guild: Guild) -> AsyncIterator[Telling]:
    """A client that has connected, and what tells owners through it."""
    guild.owner = server.person("Farah").id
    await tarikh.open()
    client = Client(Turns(tarikh.store, tarikh.now, 0.2), gateway=server.gateway_url, settle=0.05)
    with pointed(server.api_url, server.gateway_url):
        await client.login(server.token)
        running = asyncio.create_task(client.connect())
        await client.wait_until_ready()
        yield Telling(tarikh.app, tarikh.store, client, Renderer())
        await client.close()
        await running
