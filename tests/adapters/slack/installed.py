"""Installations under test, in a database that two processes share, by a clock that a test sets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from slack_sdk.oauth.installation_store import Installation

from adapters.slack.installing import Installations
from bot.address import Secret, database_url
from bot.database import open_database
from bot.migrating import migrate
from bot.sealing import Sealer, new_key
from bot.workspaces import Workspaces

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

KEY = Secret(new_key())
PATIENCE = 0.5  # seconds until a locked database is given up


class Clock:
    def __init__(self) -> None:
        self.at = 1_795_000_000.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def workspaces(tmp_path: Path) -> AsyncIterator[Workspaces]:
    url = database_url(f"sqlite:///{tmp_path}/tarikh.sqlite3")
    async with await open_database(url, patience=PATIENCE) as database:
        await migrate(database, at=0.0)
        yield Workspaces(database, Sealer((KEY,)))


@pytest.fixture
def installations(workspaces: Workspaces, clock: Clock) -> Installations:
    return Installations(workspaces, clock)


@pytest.fixture
def elsewhere(workspaces: Workspaces, clock: Clock) -> Installations:
    """Those of another process."""
    return Installations(workspaces, clock)


def installation(**changed: str | int | bool | None) -> Installation:
    values: dict[str, Any] = {
        "app_id": "A1",
        "team_id": "T1",
        "team_name": "A school",
        "bot_token": "xoxb-geheim",
        "bot_id": "B1",
        "bot_user_id": "UBOT",
        "bot_scopes": "chat:write,commands",
        "user_id": "UAMINA",
        "token_type": "bot",
        "installed_at": 1_794_000_000.5,
    }
    return Installation(**(values | changed))
