"""How it stands with daily posts: `tarikh status`, and the check of the bot's health."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING

import pytest

from bot import clock, status
from bot.address import database_url
from bot.database import open_database
from bot.outbox import Outbox, Status
from bot.schedules import Planned, Schedule
from bot.subscriptions import Kind, Subscription, Subscriptions, Wish
from tests.bot.command import environment, tarikh

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bot.address import DatabaseUrl
    from bot.database import Database

NOW = datetime.fromisoformat("2027-05-01T12:00:00+00:00").timestamp()
BUSY = Status(
    subscriptions=120,
    paused=2,
    last_tick=NOW - 42,
    waiting=7,
    posting=3,
    posted_day=98,
    failed_day=1,
    skipped_day=4,
    oldest_waiting=NOW - 300,
)
NEW = Status(0, 0, None, 0, 0, 0, 0, 0, None)


async def subscribe(database: Database, at: float) -> None:
    """Set up a post that is due at a time of 2 January 2027."""
    wish = Wish(Kind.DAY, Schedule(8, 0, "Asia/Kabul"))
    planned = Planned(date(2027, 1, 2), at)
    await Subscriptions(database).keep(
        Subscription("a", "wall", "s", "room", "#room", wish, "7", "Amina", 1.0, None, planned)
    )


def test_all_is_told() -> None:
    assert status.lines(BUSY, NOW) == (
        "Daily posts: 120 subscriptions, 2 of them paused.",
        "Last look at what is due: 42 seconds ago (2027-05-01 11:59:18 UTC).",
        "Due: 7 waiting, 3 being posted.",
        "Oldest not posted: due 5 minutes ago (2027-05-01 11:55:00 UTC).",
        "Last 24 hours: 98 posted, 1 failed, 4 skipped.",
    )


def test_what_is_not_there_is_not_told() -> None:
    assert status.lines(NEW, NOW) == (
        "Daily posts: 0 subscriptions.",
        "Last look at what is due: never.",
        "Due: 0 waiting, 0 being posted.",
        "Last 24 hours: 0 posted, 0 failed, 0 skipped.",
    )
    assert status.lines(replace(NEW, subscriptions=1), NOW)[0] == "Daily posts: 1 subscription."


def test_what_is_not_well_is_told_last() -> None:
    stopped = replace(BUSY, last_tick=NOW - 7_300)
    assert status.lines(stopped, NOW)[-1] == (
        "Not well: the last look at what is due was 2 hours ago (2027-05-01 09:58:20 UTC). "
        "Is `tarikh run` running?"
    )


@pytest.mark.parametrize(
    ("tick", "told"),
    [
        (NOW, ""),
        (NOW - 180, ""),
        (NOW - 181, "the last look at what is due was 3 minutes ago (2027-05-01 11:56:59 UTC)"),
        (NOW - 200_000, "the last look at what is due was 2 days ago (2027-04-29 04:26:40 UTC)"),
        (NOW + 30, ""),
        # The clock was put back, and nothing has looked since.
        (NOW + 3_600, "the last look at what is due was 1 hour ahead (2027-05-01 13:00:00 UTC)"),
        (None, "nothing has looked at what is due yet"),
    ],
)
def test_who_looks_no_more_is_not_well(tick: float | None, told: str) -> None:
    assert status.trouble(replace(BUSY, last_tick=tick), NOW) == told
    assert not status.trouble(replace(NEW, last_tick=tick), NOW)  # nothing can come due


async def test_the_check_of_the_health(database: Database) -> None:
    outbox = Outbox(database)
    assert not await status.check(outbox)
    await subscribe(database, clock.now() + 3_600)
    assert await status.check(outbox) == "nothing has looked at what is due yet"
    await outbox.tick(clock.now())
    assert not await status.check(outbox)
    await outbox.tick(clock.now() - 600)
    assert (await status.check(outbox)).startswith("the last look at what is due was 10 minutes ago (")


def test_the_command(tmp_path: Path) -> None:
    home = environment(tmp_path)
    assert tarikh(home, "migrate").returncode == 0
    done = tarikh(home, "status")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Daily posts: 0 subscriptions.\n")

    async def with_a_post_that_waits() -> None:
        async with await open_database(database_url(home["TARIKH_DATABASE_URL"])) as database:
            now = datetime.fromisoformat("2027-01-02T08:00+04:30").timestamp()
            await subscribe(database, now)
            assert (await Outbox(database).enqueue(now)).posts == 1

    asyncio.run(with_a_post_that_waits())
    done = tarikh(home, "status")
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.splitlines() == [
        "Daily posts: 1 subscription.",
        "Last look at what is due: never.",
        "Due: 1 waiting, 0 being posted.",
        done.stdout.splitlines()[3],
        "Last 24 hours: 0 posted, 0 failed, 0 skipped.",
        "Not well: nothing has looked at what is due yet. Is `tarikh run` running?",
    ]
    assert "2027-01-02 03:30:00 UTC" in done.stdout.splitlines()[3]

    async def with_a_tick() -> None:
        async with await open_database(database_url(home["TARIKH_DATABASE_URL"])) as database:
            await Outbox(database).tick(clock.now())

    asyncio.run(with_a_tick())
    done = tarikh(home, "status")
    assert (done.returncode, done.stderr) == (0, "")
    assert "Not well" not in done.stdout


def test_where_there_is_no_database_that_is_said_and_none_is_made(tmp_path: Path) -> None:
    wanted = tmp_path / "data" / "tarik.sqlite3"
    done = tarikh(environment(tmp_path) | {"TARIKH_DATABASE_URL": f"sqlite:///{wanted}"}, "status")
    assert (done.returncode, done.stdout) == (2, "")
    assert f"There is no database at sqlite:///{wanted}." in done.stderr
    assert "TARIKH_DATABASE_URL" in done.stderr
    assert not list(tmp_path.iterdir())


def test_a_database_of_many_is_left_as_it_is(new_postgres: Callable[[], DatabaseUrl], tmp_path: Path) -> None:
    home = environment(tmp_path) | {"TARIKH_DATABASE_URL": new_postgres().address.reveal()}
    done = tarikh(home, "status")
    assert (done.returncode, done.stdout) == (2, "")
    assert "run: tarikh migrate" in done.stderr
    assert tarikh(home, "migrate").returncode == 0
    assert tarikh(home, "status").stdout.startswith("Daily posts: 0 subscriptions.\n")
