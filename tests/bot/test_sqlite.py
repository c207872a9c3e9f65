from __future__ import annotations

import asyncio
import sqlite3
import subprocess
import time
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from bot.address import DatabaseUrl, database_url
from bot.backend import DatabaseError, Trouble
from bot.database import open_database
from bot.migrating import migrate
from bot.sqlite import split
from bot.store import NewQuiz, Store

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bot.backend import Statements


def at(path: Path) -> DatabaseUrl:
    return database_url(f"sqlite:///{path}")


async def fill(path: Path, rows: int = 200) -> None:
    async with await open_database(at(path)) as database:
        await migrate(database, at=0.0)
        store = Store(database)
        await store.create_quiz(NewQuiz("q", "t", "p", "p", "{}", 0.0))
        await asyncio.gather(*(store.append("q", number, "x" * 300, 0.0) for number in range(rows)))


async def test_every_connection_is_set_for_full_durability(tmp_path: Path) -> None:
    async with await open_database(at(tmp_path / "x.sqlite3")) as database:
        await migrate(database, at=0.0)
        found: dict[str, int] = {}

        async def look(statements: object) -> None:
            connection = statements._connection  # type: ignore[attr-defined] # noqa: SLF001 - nothing else can ask for a connection's settings
            for name in ("synchronous", "fullfsync", "foreign_keys", "cell_size_check", "busy_timeout"):
                ((found[name],),) = await connection.execute_fetchall(f"PRAGMA {name}")

        for run in (database.write, database.read):
            await run(look)
            assert found == {
                "synchronous": 2,
                "fullfsync": 1,
                "foreign_keys": 1,
                "cell_size_check": 1,
                "busy_timeout": 10_000,
            }


async def test_a_full_disk_loses_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    """SQLite's own limit of pages stands for the disk's end: it is the same error from the same place."""
    path = tmp_path / "x.sqlite3"
    async with await open_database(at(path)) as database:
        await migrate(database, at=0.0)
        store = Store(database)
        for place in range(8):
            await store.create_quiz(NewQuiz(f"q{place}", "t", f"p{place}", "p", "{}", 0.0))
        await database.write(lambda statements: statements.script("PRAGMA max_page_count = 90;"))
        kept: dict[str, list[str]] = {f"q{place}": [] for place in range(8)}
        told: list[Trouble] = []

        async def play(quiz: str) -> None:
            for attempt in range(60):
                move = f"{attempt} " + "x" * 500
                try:
                    assert await store.append(quiz, len(kept[quiz]), move, 0.0)
                    kept[quiz].append(move)
                except DatabaseError as error:
                    told.append(error.trouble)

        await asyncio.gather(*(play(quiz) for quiz in kept))
        assert len(told) > 100
        assert set(told) == {Trouble.FULL}
        assert sum(map(len, kept.values())) > 50
        for quiz, moves in kept.items():
            assert await store.moves(quiz) == tuple(moves)
        await database.write(lambda statements: statements.script("PRAGMA max_page_count = 100000;"))
        for quiz, moves in kept.items():
            assert await store.append(quiz, len(moves), "there is room again", 0.0)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("SELECT count(*) FROM move").fetchone() == (
            8 + sum(map(len, kept.values())),
        )


UNTIL_FULL = """
import asyncio, resource, subprocess, sys
from pathlib import Path
from bot.address import database_url
from bot.database import DatabaseError, open_database
from bot.migrating import migrate
from bot.store import NewQuiz, Store
async def main(path, limit):
    filler = Path(path).with_name("filler")
    async with await open_database(database_url(f"sqlite:///{path}")) as database:
        await migrate(database, at=0.0)
        store = Store(database)
        await store.create_quiz(NewQuiz("q", "t", "p", "p", "{}", 0.0))
        if limit == "size":
            resource.setrlimit(resource.RLIMIT_FSIZE, (900_000, resource.RLIM_INFINITY))
        kept = refused = 0
        for number in range(3_000):
            try:
                assert await store.append("q", kept, f"{kept} " + "x" * 1_000, 0.0)
                kept += 1
            except DatabaseError as error:
                assert error.trouble == "full", error
                refused += 1
                if refused == 5:
                    break
        assert refused == 5 and kept > 50, (kept, refused)
        assert len(await store.moves("q")) == kept
        if limit == "size":
            resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        else:
            filler.unlink()
        for _ in range(20):
            assert await store.append("q", kept, f"{kept} " + "x" * 1_000, 0.0)
            kept += 1
    async with await open_database(database_url(f"sqlite:///{path}")) as database:
        moves = await Store(database).moves("q")
        assert [move.split()[0] for move in moves] == [str(number) for number in range(kept)]
    print("kept", kept)
path, limit = sys.argv[1:]
if limit == "disk":
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1400k", "tmpfs", str(Path(path).parent)], check=True)
    Path(path).with_name("filler").write_bytes(bytes(300_000))
asyncio.run(main(path, limit))
"""


@pytest.mark.parametrize("limit", ["size", "disk"])
def test_a_disk_that_really_ends(child: Callable[..., str], tmp_path: Path, limit: str) -> None:
    """A limit on the size of files, and a file system of one megabyte that only the child sees."""
    apart: tuple[str, ...] = ()
    if limit == "disk":
        apart = ("unshare", "--user", "--map-root-user", "--mount")
        try:
            subprocess.run([*apart, "true"], check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError):
            pytest.skip("this machine lets nobody mount a small file system (unshare --user --mount)")
    assert child(UNTIL_FULL, tmp_path / "x.sqlite3", limit, before=apart).startswith("kept ")


async def test_a_lock_that_is_held_too_long(tmp_path: Path) -> None:
    path = tmp_path / "x.sqlite3"
    await fill(path, 3)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        async with await open_database(at(path), patience=0.1) as database:
            store = Store(database)
            other.execute("BEGIN IMMEDIATE")
            begun = time.monotonic()
            results = await asyncio.gather(
                *(store.append("q", 3, str(n), 0.0) for n in range(30)), return_exceptions=True
            )
            assert time.monotonic() - begun < 2  # all wait together, not one after another
            for result in results:
                assert isinstance(result, DatabaseError)
                assert result.trouble is Trouble.LOCKED
            assert len(await store.moves("q")) == 3  # reading goes on
            with pytest.raises(DatabaseError, match="is locked by another program"):
                await (await open_database(at(path), patience=0.1)).close()
            other.execute("ROLLBACK")
            assert await store.append("q", 3, "after", 0.0)


async def test_two_that_read_before_they_write_do_not_stand_in_each_others_way(tmp_path: Path) -> None:
    """A transaction that begins by reading could not go on to write after another one's commit."""
    path = tmp_path / "x.sqlite3"
    await fill(path, 1)

    async def count_and_add(statements: Statements) -> None:
        seen = await statements.rows("seen", platform="t", place="p")
        await asyncio.sleep(0.001)
        values = {"platform": "t", "place": "p", "question": f"q{len(seen)}", "at": 0.0, "server": ""}
        await statements.many("remember_seen", [values])

    async with await open_database(at(path)) as one, await open_database(at(path)) as two:
        for _ in range(10):
            await asyncio.gather(*(database.write(count_and_add) for database in (one, two)))
        assert len(await Store(one).seen("t", "p")) == 20


async def test_a_lock_that_is_given_back_in_time(tmp_path: Path) -> None:
    path = tmp_path / "x.sqlite3"
    await fill(path, 3)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        async with await open_database(at(path)) as database:
            other.execute("BEGIN IMMEDIATE")
            waiting = asyncio.create_task(Store(database).append("q", 3, "x", 0.0))
            await asyncio.sleep(0.05)
            assert not waiting.done()
            other.execute("ROLLBACK")
            assert await waiting


@pytest.mark.parametrize(
    ("script", "statements"),
    [
        ("", []),
        ("-- nothing\n", []),
        ("CREATE TABLE a (b);", ["CREATE TABLE a (b);"]),
        ("CREATE TABLE a (b);\n\nDROP TABLE a\n", ["CREATE TABLE a (b);", "DROP TABLE a;"]),
        ("INSERT INTO a VALUES (';');SELECT 1;", ["INSERT INTO a VALUES (';');", "SELECT 1;"]),
        ("-- one; two\nSELECT 1; /* ; */ SELECT 2;", ["-- one; two\nSELECT 1;", "/* ; */ SELECT 2;"]),
        (
            "CREATE TRIGGER t AFTER INSERT ON a BEGIN UPDATE a SET b = 1; DELETE FROM a; END; SELECT 1;",
            [
                "CREATE TRIGGER t AFTER INSERT ON a BEGIN UPDATE a SET b = 1; DELETE FROM a; END;",
                "SELECT 1;",
            ],
        ),
    ],
)
def test_a_script_is_split_where_statements_end(script: str, statements: list[str]) -> None:
    assert list(split(script)) == statements
