"""One of several processes that deliver daily posts, by a clock that a test sets.

`python -m tests.bot.daily_process PLATFORM DATABASE API TOKEN CLOCK`; CLOCK is a file that holds the
time, in seconds since the epoch. It says `ready` once it has begun, and delivers until it is killed.
"""

from __future__ import annotations

import asyncio
import sys
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

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
from content.library import load
from quizzes import banks

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

LEASE = 3.0  # seconds; fifteen in life
EVERY = 0.3  # seconds between two ticks; a minute in life


@asynccontextmanager
async def speaking(platform: str, app: App, store: Store, api: str, token: str) -> AsyncIterator[None]:
    """Serve a platform through its real client; nothing is heard there."""
    if platform == "slack":
        from adapters.slack.app import Slack  # noqa: PLC0415 -- ten processes that load one of them start sooner

        Slack(app, store, Workspaces(store.database, Sealer(())))
        yield
        return
    from adapters.discord.client import PLATFORM, Client, pointed  # noqa: PLC0415 -- the same
    from adapters.discord.render import Renderer  # noqa: PLC0415 -- the same
    from adapters.discord.saying import Saying  # noqa: PLC0415 -- the same
    from adapters.discord.sharding import Turns  # noqa: PLC0415 -- the same
    from adapters.discord.telling import Telling  # noqa: PLC0415 -- the same

    client = Client(Turns(store, app.now, 0.0))
    with pointed(api, None):
        await client.login(token)
        renderer = Renderer()
        app.host.serve(PLATFORM, Saying(client, renderer, Telling(app, store, client, renderer)))
        yield
        await client.close()


async def main(platform: str, url: str, api: str, token: str, clock: str) -> None:
    """Deliver, by the clock's time."""
    read_from = Path(clock)

    def now() -> float:
        return float(read_from.read_text(encoding="ascii"))

    settings = {"discord_token": token, "discord_api_url": api}
    if platform == "slack":
        settings = {"slack_bot_token": token, "slack_app_token": "xapp-none", "slack_api_url": api}
    environ = {f"TARIKH_{name.upper()}": value for name, value in settings.items()}
    read = config.read({**environ, "TARIKH_DATABASE_URL": url})
    library = load(PACK)
    bank = banks.load(BANK, library)
    async with await open_database(read.database_url) as database:
        store = Store(database)
        host = Host(store, bank, library, now)
        preferences = Preferences(store, Settings(), now)
        daily = Daily.on(database)
        app = App(read, library, search.build(library), bank, host, preferences, now, daily)
        async with speaking(platform, app, store, api, token):
            delivering = Delivering(app, store, lease=LEASE)
            print("ready", flush=True)  # noqa: T201 -- who started it waits for that
            while True:
                await delivering.tick()
                await asyncio.sleep(EVERY)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:6]))
