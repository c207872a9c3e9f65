"""Builds everything that handlers need, once, from the settings."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bot import clock, migrating
from bot.alone import alone
from bot.app import App
from bot.dailies import Daily
from bot.database import open_database
from bot.host import Host
from bot.preferences import Preferences, Settings
from bot.store import Store
from content import search
from content.library import load
from quizzes import banks

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.config import Config
    from bot.database import Database

ROOT = Path(__file__).resolve().parent.parent
PACK = ROOT / "content" / "packs" / "afghan-peace"
BANK = ROOT / "quizzes" / "banks" / "afghan-peace"


@dataclass(frozen=True, slots=True)
class Built:
    """What handlers are given, what is remembered, and the database that it lies in."""

    app: App
    store: Store
    database: Database


@asynccontextmanager
async def built(settings: Config, *, serving: bool = False) -> AsyncIterator[Built]:
    """Everything that handlers need, on an open database.

    Args:
        settings: The settings.
        serving: Whether only one process may do so on an embedded database.
    """
    library = load(PACK)
    bank = banks.load(BANK, library)
    index = search.build(library)
    path = settings.database_url.path
    async with await open_database(settings.database_url) as database:
        with alone(path if serving else None):
            if path is None:
                await migrating.require_current(database)  # others may be using it: its operator migrates it
            else:
                await migrating.migrate(database, clock.now())
            store = Store(database)
            defaults = Settings(locale=settings.locale, calendar=settings.calendar)
            preferences = Preferences(store, defaults, clock.now)
            host = Host(store, bank, library, clock.now)
            daily = Daily.on(database)
            app = App(settings, library, index, bank, host, preferences, clock.now, daily)
            yield Built(app, store, database)
