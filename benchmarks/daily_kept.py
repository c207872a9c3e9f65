"""What the bot is to find when it starts: a database with subscriptions that are due in the same minute."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot import clock
from bot.address import database_url
from bot.database import open_database
from bot.migrating import migrate
from bot.schedules import Schedule, first
from bot.subscriptions import Kind, Subscription, Subscriptions, Wish

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.database import Database

MINUTE = 60
TOGETHER = 500  # that are written at once
# All of them full hours, halves and quarters from UTC, so that one minute is a time of day in each.
ZONES = (
    *("Asia/Kabul", "Asia/Kathmandu", "Asia/Tehran", "Asia/Kolkata", "Asia/Tashkent", "Australia/Lord_Howe"),
    *("Europe/Berlin", "Europe/London", "America/New_York", "America/St_Johns", "America/Toronto", "UTC"),
)


@dataclass(frozen=True, slots=True)
class Room:
    """A channel: its platform, the id of its server, and its own."""

    platform: str
    server: str
    place: str


def full_minute(ahead: float) -> float:
    """The first full minute that is at least so many seconds ahead; in seconds since the epoch."""
    return (clock.now() + ahead) // MINUTE * MINUTE + MINUTE


def subscriptions(rooms: Iterable[Room], at: float) -> list[Subscription]:
    """A subscription for each room, due at one moment by the clocks of many zones."""
    made = []
    for number, room in enumerate(rooms):
        zone = ZONES[number % len(ZONES)]
        local = datetime.fromtimestamp(at, UTC).astimezone(ZoneInfo(zone))
        schedule = Schedule(local.hour, local.minute, zone)
        made.append(
            Subscription(
                id=f"{number:016x}",
                platform=room.platform,
                server=room.server,
                place=room.place,
                name="#history",
                wish=Wish(Kind.DAY, schedule),
                creator="teacher",
                creator_name="Teacher",
                created_at=at - 86_400.0,
                planned=first(schedule, at),
            )
        )
    return made


async def keep(database: Database, made: Sequence[Subscription]) -> None:
    """Keep them in a database that has been migrated."""
    kept = Subscriptions(database)
    for start in range(0, len(made), TOGETHER):
        await asyncio.gather(*map(kept.keep, made[start : start + TOGETHER]))


async def prepare(url: str, made: Sequence[Subscription]) -> None:
    """Make a database with them."""
    async with await open_database(database_url(url)) as database:
        await migrate(database, clock.now())
        await keep(database, made)
