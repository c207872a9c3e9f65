"""Processes that are killed, and processes that share one database."""

from __future__ import annotations

import asyncio
import random
import sqlite3
import subprocess
import sys
import time
from collections import defaultdict
from contextlib import closing
from pathlib import Path
from typing import IO, TYPE_CHECKING

import pytest

from bot.database import open_database
from bot.migrating import migrate
from bot.store import NewQuiz, Store

if TYPE_CHECKING:
    from bot.address import DatabaseUrl

ROOT = Path(__file__).parents[2]

# Play a quiz at each of six places, and tell each move after it was acknowledged. `shared` is a quiz that
# every process plays, so that they race for its numbers.
PLAYER = """
import asyncio, sys
from bot.address import database_url
from bot.database import open_database
from bot.migrating import migrate
from bot.store import NewQuiz, Store
async def main(url, name, count):
    async with await open_database(database_url(url)) as database:
        await migrate(database, at=0.0)
        store = Store(database)
        async def play(quiz):
            await store.create_quiz(NewQuiz(quiz, "t", quiz, "p", "{}", 0.0))
            kept, number = 0, 0
            while kept < count:
                move = f"{name} {kept} " + "x" * 40
                if await store.append(quiz, number, move, 0.0):
                    print(quiz, number, move, flush=True)
                    kept, number = kept + 1, number + 1
                else:
                    number = len(await store.moves(quiz))
        await asyncio.gather(play("shared"), *(play(f"{name}-{place}") for place in range(5)))
    print("done", 0, "done", flush=True)
url, name, count = sys.argv[1:]
asyncio.run(main(url, name, int(count)))
"""


def start(url: DatabaseUrl, name: str, count: int, out: IO[bytes]) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", PLAYER, url.address.reveal(), name, str(count)]
    return subprocess.Popen(command, cwd=ROOT, stdout=out)


def acknowledged(file: Path) -> list[tuple[str, int, str]]:
    """What a process told; a kill may cut the last line."""
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    told = [line.rstrip("\n").split(" ", 2) for line in lines if line.endswith("\n")]
    return [(quiz, int(number), move) for quiz, number, move in told]


async def kept(url: DatabaseUrl) -> dict[str, tuple[str, ...]]:
    async with await open_database(url) as database:
        store = Store(database)
        return {quiz.id: await store.moves(quiz.id) for quiz in await store.open_quizzes("t")}


def check_whole(url: DatabaseUrl) -> None:
    if url.path is not None:
        with closing(sqlite3.connect(url.path)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            assert connection.execute("PRAGMA foreign_key_check").fetchall() == []


def test_a_killed_process_loses_nothing_that_it_acknowledged(url: DatabaseUrl, tmp_path: Path) -> None:
    """Two processes at a time on one database, killed at random moments: 24 on SQLite, 8 on PostgreSQL."""
    chance = random.Random(f"kills of {url.shown.partition(':')[0]}")
    told: dict[str, dict[int, str]] = defaultdict(dict)
    for round_number in range(12 if url.path is not None else 4):
        outs = [tmp_path / f"{round_number}-{n}" for n in range(2)]
        running = []
        for n, out in enumerate(outs):
            with out.open("wb") as opened:
                running.append(start(url, f"r{round_number}p{n}", 1_000_000, opened))
        until = time.monotonic() + 30
        while not all(out.stat().st_size for out in outs) and time.monotonic() < until:
            time.sleep(0.005)
        for process in running:
            time.sleep(chance.uniform(0, 0.15))
            process.kill()
        assert [process.wait() for process in running] == [-9, -9]
        for out in outs:
            lines = acknowledged(out)
            assert lines
            for quiz, number, move in lines:
                assert told[quiz].setdefault(number, move) == move  # one number is given once
        found = asyncio.run(kept(url))
        for quiz, moves in told.items():
            assert {number: found[quiz][number] for number in moves} == moves
    assert sum(map(len, told.values())) > 100
    check_whole(url)


def test_processes_on_one_database_lose_nothing(url: DatabaseUrl, tmp_path: Path) -> None:
    """They even find no database at first, and each makes and migrates it."""
    outs = [tmp_path / f"{n}" for n in range(3)]
    running = []
    for n, out in enumerate(outs):
        with out.open("wb") as opened:
            running.append(start(url, f"p{n}", 60, opened))
    assert [process.wait(timeout=120) for process in running] == [0, 0, 0]
    found = asyncio.run(kept(url))
    shared = []
    for n, out in enumerate(outs):
        lines = [line for line in acknowledged(out) if line[0] != "done"]
        for quiz, number, move in lines:
            assert found[quiz][number] == move
        assert len(lines) == 6 * 60
        shared += [number for quiz, number, _ in lines if quiz == "shared"]
        assert all(len(found[f"p{n}-{place}"]) == 60 for place in range(5))
    assert sorted(shared) == list(range(180))
    assert len(found["shared"]) == 180
    check_whole(url)


@pytest.mark.parametrize("journal", ["kept", "lost"])
def test_a_process_that_dies_while_it_makes_the_file(tmp_path: Path, journal: str) -> None:
    """Whatever moment that was: the next start makes a whole database of it."""
    from bot.address import database_url  # noqa: PLC0415 - only here
    from bot.sqlite_file import APPLICATION_ID  # noqa: PLC0415 - only here

    path = tmp_path / "x.sqlite3"
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        if journal == "lost":
            connection.execute("COMMIT")
        left = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
        if journal == "kept":
            connection.execute("ROLLBACK")
    for name, data in left.items():
        (tmp_path / name).write_bytes(data)

    async def use() -> None:
        async with await open_database(database_url(f"sqlite:///{path}")) as database:
            await migrate(database, at=0.0)
            assert await Store(database).create_quiz(NewQuiz("q", "t", "p", "p", "{}", 0.0))

    asyncio.run(use())
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
