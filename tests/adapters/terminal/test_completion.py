from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

import pytest
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document

from adapters.terminal.completion import Words
from bot import config
from bot.app import App
from bot.commands import COMMANDS
from bot.dailies import Daily
from bot.database import open_database
from bot.host import Host
from bot.preferences import Preferences, Settings
from bot.store import Store

if TYPE_CHECKING:
    from pathlib import Path

    from content.library import Library
    from content.search import Index
    from quizzes.banks import Bank


@pytest.mark.parametrize(
    ("typed", "completed"),
    [
        ("", []),
        ("Amina", ["Amina Darya"]),
        ("umid", ["Umid Sahil"]),
        ("sahel", ["Omid Sahel"]),
        ("Night o", ["Night on the bank"]),
        ("/lo", ["/lookup"]),
        ("/quiz st", ["/quiz start", "/quiz stop"]),
        ("/quiz s", ["/quiz start", "/quiz skip", "/quiz scores", "/quiz stop"]),
        ("/qui", [*(f"/{each.name}" for each in COMMANDS if each.name.startswith("quiz ")), "/quit"]),
        ("/lookup Amina D", ["Amina Darya"]),
        ("/today 7 marc", ["7 March"]),
        ("/today to", ["today", "tomorrow"]),
        ("/settings cal", ["calendar:"]),
        ("/settings calendar:s", ["solar_hijri"]),
        ("/quiz start top", ["topic:"]),
        ("/quiz start topic:ri", ["river-talks"]),
        ("/quiz start topic:river-talks se", ["seconds:", "seed:"]),
        ("/quiz start seed:1", []),
        ("/help quiz s", ["quiz start", "quiz skip", "quiz scores", "quiz stop"]),
        ("/topics x", []),
        ("/dance x", []),
    ],
)
async def test_what_tab_completes(
    typed: str, completed: list[str], tmp_path: Path, sample: Library, sample_bank: Bank, sample_index: Index
) -> None:
    settings = config.read(MappingProxyType({"TARIKH_DATABASE_URL": f"sqlite:///{tmp_path}/x.sqlite3"}))
    async with await open_database(settings.database_url) as database:
        store = Store(database)
        host = Host(store, sample_bank, sample, lambda: 0.0)
        preferences = Preferences(store, Settings(), lambda: 0.0)
        app = App(
            settings, sample, sample_index, sample_bank, host, preferences, lambda: 0.0, Daily.on(database)
        )
        found = Words(app).get_completions(Document(typed), CompleteEvent())
        assert [each.text for each in found] == completed
