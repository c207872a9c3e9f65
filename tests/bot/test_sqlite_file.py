from __future__ import annotations

import asyncio
import hashlib
import random
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot import sqlite_file
from bot.address import DatabaseUrl, database_url
from bot.backend import DatabaseError, Trouble
from bot.database import open_database
from bot.migrating import migrate
from bot.store import NewQuiz, Store

if TYPE_CHECKING:
    from collections.abc import Callable


def at(path: Path) -> DatabaseUrl:
    return database_url(f"sqlite:///{path}")


def everything(folder: Path) -> dict[str, str | bool]:
    """Every file below a folder with its hash: what must not change when a file is refused."""
    return {
        str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest()
        if file.is_file()
        else "-"
        for file in folder.rglob("*")
    }


async def fill(path: Path, rows: int = 200) -> None:
    async with await open_database(at(path)) as database:
        await migrate(database, at=0.0)
        store = Store(database)
        await store.create_quiz(NewQuiz("q", "t", "p", "p", "{}", 0.0))
        await asyncio.gather(*(store.append("q", number, "x" * 300, 0.0) for number in range(rows)))


async def refusal(path: Path, patience: float = 5.0) -> DatabaseError:
    with pytest.raises(DatabaseError) as caught:
        await (await open_database(at(path), patience=patience)).close()
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)
    return caught.value


async def test_a_new_file_is_made_with_its_directories(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b c" / "تاریخ %20#.sqlite3"
    async with await open_database(at(path)) as database:
        await migrate(database, at=0.0)
        assert database.shown == str(path)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA application_id").fetchone() == (sqlite_file.APPLICATION_ID,)
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert path.parent.stat().st_mode & 0o077 == 0  # what people played is not for everybody
    assert [file.name for file in path.parent.iterdir()] == [path.name]  # closing leaves one file


async def test_an_empty_file_is_taken(tmp_path: Path) -> None:
    path = tmp_path / "empty.sqlite3"
    path.touch()
    await fill(path)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT count(*) FROM move").fetchone() == (200,)


def another_programs(path: Path, mode: str = "DELETE") -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA journal_mode = {mode}")
        connection.execute("CREATE TABLE contact (name TEXT)")
        connection.execute("INSERT INTO contact VALUES ('somebody')")
        connection.commit()


async def test_a_file_too_short_for_a_database_is_not_ours(tmp_path: Path) -> None:
    path = tmp_path / "short"
    path.write_bytes(b"x")
    error = await refusal(path)
    assert error.trouble is Trouble.FOREIGN
    assert everything(tmp_path) == {"short": hashlib.sha256(b"x").hexdigest()}


@pytest.mark.parametrize("mode", ["DELETE", "WAL"])
async def test_another_programs_database_is_refused_and_stays_as_it_was(tmp_path: Path, mode: str) -> None:
    path = tmp_path / "contacts.sqlite3"
    another_programs(path, mode)
    before = everything(tmp_path)
    error = await refusal(path)
    assert error.trouble is Trouble.FOREIGN
    assert everything(tmp_path) == before


async def test_another_programs_database_is_refused_while_that_uses_it(tmp_path: Path) -> None:
    path = tmp_path / "contacts.sqlite3"
    another_programs(path, "WAL")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("INSERT INTO contact VALUES ('another')")
        connection.commit()
        before = everything(tmp_path)
        assert len(before) == 3
        error = await refusal(path)
        assert everything(tmp_path) == before
    assert error.trouble is Trouble.FOREIGN


def cut_off(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2 + 100])


def zero_a_page(path: Path) -> None:
    data = bytearray(path.read_bytes())
    size = len(data)
    data[size // 2 & ~4095 : (size // 2 & ~4095) + 4096] = bytes(4096)
    path.write_bytes(data)


def scribble(path: Path, begin: int = 1) -> None:
    data = bytearray(path.read_bytes())
    chance = random.Random(7)
    for page in range(begin, len(data) // 4096):
        data[page * 4096 : page * 4096 + 64] = chance.randbytes(64)
    path.write_bytes(data)


def scribble_on_the_schema(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[100:140] = random.Random(8).randbytes(40)
    path.write_bytes(data)


def overwrite(path: Path) -> None:
    path.write_bytes(b"These are my notes about the Islamabad Accord.\n" * 100)


@pytest.mark.parametrize("damage", [cut_off, zero_a_page, scribble, scribble_on_the_schema, overwrite])
async def test_a_damaged_file_is_refused_and_stays_as_it_was(
    tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    path = tmp_path / "x.sqlite3"
    await fill(path)
    damage(path)
    before = everything(tmp_path)
    error = await refusal(path)
    assert error.trouble is Trouble.DAMAGED
    assert str(error) == (
        f"{path} is damaged or no database; put a backup in its place or name another file."
    )
    assert everything(tmp_path) == before


async def test_damage_in_a_file_too_large_to_check_is_met_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "x.sqlite3"
    await fill(path)
    scribble(path, path.stat().st_size // 4096 - 8)  # the rows, which came last; not what says how they lie
    before = everything(tmp_path)
    monkeypatch.setattr(sqlite_file, "MAX_CHECKED", 1_000)
    async with await open_database(at(path)) as database:
        store = Store(database)
        for attempt in (store.append("q", 200, "x", 0.0), store.moves("q")):
            with pytest.raises(DatabaseError) as caught:
                await attempt
            assert caught.value.trouble is Trouble.DAMAGED
    assert everything(tmp_path) == before


LEAVE_A_JOURNAL = """
import os, sqlite3, sys
connection = sqlite3.connect(sys.argv[1])
connection.execute("UPDATE move SET move = ? WHERE number = 0", sys.argv[2:])
connection.commit()
os._exit(0)
"""


def test_damage_behind_a_journal_that_a_crash_left(child: Callable[..., str], tmp_path: Path) -> None:
    """A journal makes the file's own pages old; what is checked is what both give together."""

    async def first_move() -> str:
        async with await open_database(at(path)) as database:
            return (await Store(database).moves("q"))[0]

    path = tmp_path / "x.sqlite3"
    asyncio.run(fill(path))
    child(LEAVE_A_JOURNAL, path, "y")
    assert (tmp_path / "x.sqlite3-wal").stat().st_size
    assert asyncio.run(first_move()) == "y"
    child(LEAVE_A_JOURNAL, path, "z")
    scribble(path)
    before = hashlib.sha256(path.read_bytes()).digest()
    assert asyncio.run(refusal(path)).trouble is Trouble.DAMAGED
    assert hashlib.sha256(path.read_bytes()).digest() == before


async def test_a_look_in_the_midst_of_a_checkpoint_is_repeated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "x.sqlite3"
    await fill(path)
    whole = path.read_bytes()
    cut_off(path)

    def finish(_pause: float) -> None:
        path.write_bytes(whole)  # what the other process's checkpoint does in the meantime

    monkeypatch.setattr("time.sleep", finish)
    async with await open_database(at(path)) as database:
        assert len(await Store(database).moves("q")) == 200


@pytest.mark.parametrize("kind", ["directory", "below a file", "device"])
async def test_a_path_that_is_no_file(tmp_path: Path, kind: str) -> None:
    (tmp_path / "file").write_bytes(b"x")
    paths = {"directory": tmp_path, "below a file": tmp_path / "file" / "x", "device": Path("/dev/null")}
    before = everything(tmp_path)
    error = await refusal(paths[kind])
    assert error.trouble is Trouble.MISSING
    assert everything(tmp_path) == before


async def test_a_directory_that_cannot_be_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object, **_options: object) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(Path, "mkdir", refuse)  # a file's rights do not bind root, who may run the tests
    error = await refusal(tmp_path / "a" / "x.sqlite3")
    assert error.trouble is Trouble.READ_ONLY
    assert "Read-only file system" in str(error)


async def test_a_journal_mode_that_the_disk_does_not_offer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite_file, "_switch", lambda _connection, _until: "delete")
    error = await refusal(tmp_path / "x.sqlite3")
    assert error.trouble is Trouble.FAILED
    assert "keeps no WAL" in str(error)


AS_AN_ORDINARY_USER = """
import asyncio, os, sys
from bot.address import database_url
from bot.database import DatabaseError, open_database
from bot.statements import FOLDER
async def attempt(path):
    try:
        async with await open_database(database_url(f"sqlite:///{path}")):
            return "opened"
    except DatabaseError as error:
        return f"{error.trouble}: {error}"
path, warm, user = sys.argv[1:]
asyncio.run(attempt(warm))  # imports all that is needed, while it may be read
if user:
    os.setuid(int(user))
print(asyncio.run(attempt(path)) if os.access(FOLDER / "seen.sql", os.R_OK) else "unreadable")
"""


@pytest.mark.parametrize("what", ["file", "directory", "nothing there"])
def test_what_may_only_be_read(child: Callable[..., str], what: str, ordinary_user: int | None) -> None:
    with tempfile.TemporaryDirectory() as made:  # the directories of pytest let no other user in
        Path(made).chmod(0o755)
        folder = Path(made) / "state"
        folder.mkdir()
        path = folder / "x.sqlite3"
        if what != "nothing there":
            asyncio.run(fill(path))
            path.chmod(0o444 if what == "file" else 0o666)
        folder.chmod(0o777 if what == "file" else 0o555)
        before = everything(folder)
        told = child(AS_AN_ORDINARY_USER, path, f"{made}/warm.sqlite3", ordinary_user or "")
        after = everything(folder)
        folder.chmod(0o755)
    if told == "unreadable\n":
        pytest.skip("the tests run as root from a directory that no other user may read")
    assert told.startswith(f"read_only: {path} or its directory may only be read; allow writing there")
    assert after == before


@pytest.mark.parametrize("what", ["file", "directory"])
async def test_what_may_only_be_read_is_asked_of_the_system(
    tmp_path: Path, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same as above where the tests run as root, whom no file's rights bind."""
    path = tmp_path / "x.sqlite3"
    await fill(path)
    protected = path if what == "file" else tmp_path
    monkeypatch.setattr("os.access", lambda asked, _mode: asked != protected)
    assert (await refusal(path)).trouble is Trouble.READ_ONLY


def test_the_switch_to_wal_waits_for_another_process(tmp_path: Path) -> None:
    path = tmp_path / "x.sqlite3"
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute(f"PRAGMA application_id = {sqlite_file.APPLICATION_ID}")
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(DatabaseError) as caught:
            sqlite_file.prepare(path, patience=0.1)
        assert caught.value.trouble is Trouble.LOCKED
        other.execute("ROLLBACK")
    sqlite_file.prepare(path, patience=0.1)
