"""One of several processes that deliver daily posts, by a clock that a test sets.

All are forked from one that has loaded what they tell, so that a test can kill and start many.
"""

from __future__ import annotations

import asyncio
import traceback
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from adapters.discord.client import PLATFORM, Client, pointed
from adapters.discord.render import Renderer
from adapters.discord.saying import Saying
from adapters.discord.sharding import Turns
from adapters.discord.telling import Telling
from adapters.slack.app import Slack
from bot import config
from bot.app import App
from bot.building import BANK, PACK
from bot.dailies import Daily
from bot.database import open_database
from bot.delivering import Delivering
from bot.host import Host
from bot.preferences import Preferences, Settings
from bot.sealing import Sealer
from bot.store import Store
from bot.workspaces import Workspaces
from content import search
from content.library import Library, load
from quizzes import banks

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from multiprocessing.connection import Connection

    from content.search import Index
    from quizzes.banks import Bank

LEASE = 3.0  # seconds; fifteen in life
EVERY = 0.3  # seconds between two ticks; a minute in life


class Task(NamedTuple):
    """What a process is to deliver.

    Attributes:
        platform: On which platform.
        database: The address of the database.
        api: The platform's address.
        token: The bot's token there.
        clock: A file that holds the time, in seconds since the epoch.
    """

    platform: str
    database: str
    api: str
    token: str
    clock: str


@cache
def loaded() -> tuple[Library, Index, Bank]:
    """What is told: loaded once, before any process is forked."""
    library = load(PACK)
    return library, search.build(library), banks.load(BANK, library)


@asynccontextmanager
async def speaking(task: Task, app: App, store: Store) -> AsyncIterator[None]:
    """Serve a platform through its real client; nothing is heard there."""
    if task.platform == "slack":
        Slack(app, store, Workspaces(store.database, Sealer(())))
        yield
        return
    client = Client(Turns(store, app.now, 0.0))
    with pointed(task.api, None):
        await client.login(task.token)
        renderer = Renderer()
        app.host.serve(PLATFORM, Saying(client, renderer, Telling(app, store, client, renderer)))
        yield
        await client.close()


async def deliver(task: Task, tell: Connection) -> None:
    """Deliver, by the clock's time, and tell once that has begun."""
    read_from = Path(task.clock)

    def now() -> float:
        return float(read_from.read_text(encoding="ascii"))

    settings = {"discord_token": task.token, "discord_api_url": task.api}
    if task.platform == "slack":
        settings = {
            "slack_bot_token": task.token,
            "slack_app_token": "xapp-none",
            "slack_api_url": task.api,
        }
    environ = {f"TARIKH_{name.upper()}": value for name, value in settings.items()}
    read = config.read({**environ, "TARIKH_DATABASE_URL": task.database})
    async with await open_database(read.database_url) as database:
        store = Store(database)
        library, index, bank = loaded()
        host = Host(store, bank, library, now)
        preferences = Preferences(store, Settings(), now)
        app = App(read, library, index, bank, host, preferences, now, Daily.on(database))
        async with speaking(task, app, store):
            delivering = Delivering(app, store, lease=LEASE)
            tell.send("ready")
            while True:
                await delivering.tick()
                await asyncio.sleep(EVERY)


def work(task: Task, tell: Connection) -> None:
    """Deliver until killed; tell of what ends it otherwise."""
    try:
        asyncio.run(deliver(task, tell))
    except BaseException:
        tell.send(traceback.format_exc())
        raise
