"""How it stands with daily posts, for whoever runs the bot: `tarikh status`, and a check of its health."""

from __future__ import annotations

import asyncio
import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot import clock, config, migrating
from bot.database import open_database
from bot.exits import FOUND, NOT_FOUND, fail, say
from bot.outbox import Outbox

if TYPE_CHECKING:
    import argparse

    from bot.config import Config
    from bot.posts import Status

STALE = 180.0  # seconds without a look at what is due, of which there is one a minute, that nothing explains

_UNITS = ((86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second"))


def print_status(_options: argparse.Namespace) -> int:
    """Print how it stands with the daily posts of all processes on the database."""
    settings = config.read(os.environ)
    url = settings.database_url
    if url.path is not None and not url.path.exists():  # to open it would make it
        return fail(
            f"There is no database at {url.shown}.",
            "tarikh run makes one when it first runs; else look at what TARIKH_DATABASE_URL names.",
        )
    status = asyncio.run(_status(settings))
    now = clock.now()
    for each in lines(status, now):
        say(each)
    return NOT_FOUND if trouble(status, now) else FOUND


async def check(outbox: Outbox) -> str:
    """What is not well, in a few words; empty where all is. See `bot.health.Check`."""
    now = clock.now()
    return trouble(await outbox.status(now), now)


def lines(status: Status, now: float) -> tuple[str, ...]:
    """A status in words.

    Args:
        status: What the database holds.
        now: Seconds since the epoch.
    """
    paused = f", {status.paused} of them paused" if status.paused else ""
    settled = f"{status.posted_day} posted, {status.failed_day} failed, {status.skipped_day} skipped"
    told = [
        f"Daily posts: {_count(status.subscriptions, 'subscription')}{paused}.",
        f"Last look at what is due: {_when(status.last_tick, now)}.",
        f"Due: {status.waiting} waiting, {status.posting} being posted.",
        f"Oldest not posted: due {_when(status.oldest_waiting, now)}." if status.oldest_waiting else "",
        f"Last 24 hours: {settled}.",
    ]
    if wrong := trouble(status, now):
        told.append(f"Not well: {wrong}. Is `tarikh run` running?")
    return tuple(filter(None, told))


def trouble(status: Status, now: float) -> str:
    """What is wrong, in a few words; empty where nothing is, as where nothing can come due.

    A look that lies ahead counts for nothing: since it, the clock was put back.
    """
    if not status.subscriptions:
        return ""
    if status.last_tick is None:
        return "nothing has looked at what is due yet"
    if abs(now - status.last_tick) > STALE:
        return f"the last look at what is due was {_when(status.last_tick, now)}"
    return ""


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _when(at: float | None, now: float) -> str:
    """A moment, and how far away it is by its largest unit."""
    if at is None:
        return "never"
    away = int(abs(now - at))
    size, unit = next((each for each in _UNITS if away >= each[0]), _UNITS[-1])
    moment = datetime.fromtimestamp(at, UTC)
    return f"{_count(away // size, unit)} {'ago' if at <= now else 'ahead'} ({moment:%Y-%m-%d %H:%M:%S} UTC)"


async def _status(settings: Config) -> Status:
    async with await open_database(settings.database_url) as database:
        if settings.database_url.path is None:
            await migrating.require_current(database)  # as for the bot itself: see `bot.building`
        else:
            await migrating.migrate(database, clock.now())
        return await Outbox(database).status(clock.now())
