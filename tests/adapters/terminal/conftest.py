"""A conversation on the invented pack, with everything real but the clock."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Protocol

import pytest

from adapters.terminal.chat import Chat
from adapters.terminal.keyboard import Pipe
from bot import config, migrating
from bot.app import App
from bot.dailies import Daily
from bot.database import open_database
from bot.host import Host
from bot.message import Person
from bot.preferences import Preferences, Settings
from bot.store import Store

if TYPE_CHECKING:
    from pathlib import Path

    from content.library import Library
    from content.search import Index
    from quizzes.banks import Bank

MORNING = 1_763_800_200.0  # 22 November 2025, 08:30 UTC; 1 Qaws 1404


class Converse(Protocol):
    async def __call__(
        self, *lines: str, width: int = 80, library: Library | None = None, calendar: str = "gregorian"
    ) -> str: ...


@pytest.fixture
def converse(tmp_path: Path, sample: Library, sample_bank: Bank, sample_index: Index) -> Converse:
    """Type lines into a fresh chat on the same database; returns all that it says."""
    url = f"sqlite:///{tmp_path}/chat.sqlite3"

    async def talk(
        *lines: str, width: int = 80, library: Library | None = None, calendar: str = "gregorian"
    ) -> str:
        settings = config.read({"TARIKH_DATABASE_URL": url, "TARIKH_CALENDAR": calendar})
        known, said = library or sample, io.StringIO()
        async with await open_database(settings.database_url) as database:
            await migrating.migrate(database, MORNING)
            store = Store(database)
            host = Host(store, sample_bank, known, lambda: MORNING)
            defaults = Settings(locale=settings.locale, calendar=settings.calendar)
            preferences = Preferences(store, defaults, lambda: MORNING)
            app = App(
                settings,
                known,
                sample_index,
                sample_bank,
                host,
                preferences,
                lambda: MORNING,
                Daily.on(database),
            )
            typed = io.StringIO("".join(f"{each}\n" for each in lines))
            await Chat(app, Pipe(typed, said, width), Person("amina", "Amina")).run()
        return said.getvalue()

    return talk
