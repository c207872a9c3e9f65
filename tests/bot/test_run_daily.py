"""`tarikh run` posts what is due, once, however it ends."""

from __future__ import annotations

import asyncio
import signal
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from bot import clock, migrating
from bot.address import database_url
from bot.dailies import Daily
from bot.database import open_database
from bot.outbox import State
from bot.schedules import Planned, Schedule
from bot.subscriptions import Kind, Subscription, Wish
from tests.bot.command import environment
from tests.bot.test_run import settings, started
from tests.servers.discord import DiscordServer

if TYPE_CHECKING:
    from pathlib import Path

    from bot.outbox import Post
    from tests.servers.discord import Channel

LATE = 60.0  # seconds after which it is started


@pytest.fixture
def home(tmp_path: Path) -> dict[str, str]:
    return environment(tmp_path)


async def subscribe(home: dict[str, str], room: Channel, server: str) -> None:
    """Have a question of the day posted in a channel, from a minute ago on."""
    at = clock.now() - LATE
    moment = datetime.fromtimestamp(at, UTC)
    wish = Wish(Kind.QUESTION, Schedule(moment.hour, moment.minute, "UTC"))
    at -= moment.second + moment.microsecond / 1e6
    planned = Planned(moment.date(), at)
    made = Subscription(
        "s", "discord", server, str(room.id), "#history", wish, "1", "Amina", at, None, planned
    )
    async with await open_database(database_url(home["TARIKH_DATABASE_URL"])) as database:
        await migrating.migrate(database, at)
        await Daily.on(database).subscriptions.keep(made)


async def post(home: dict[str, str]) -> Post | None:
    """What became of it."""
    async with await open_database(database_url(home["TARIKH_DATABASE_URL"])) as database:
        posts = await Daily.on(database).outbox.history("s", 1)
        return posts[0] if posts else None


def asked(room: Channel) -> int:
    """How many questions of the day a channel shows."""
    return sum("Question of the day" in message.text for message in room.messages)


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGKILL])
async def test_run_posts_what_is_due_once(home: dict[str, str], end: signal.Signals) -> None:
    async with DiscordServer() as server:
        guild = server.add_guild("Class 9")
        room = guild.add_channel("history")
        await subscribe(home, room, str(guild.id))
        there = home | settings(server)
        async with started(there, server) as bot:
            await server.wait_for(lambda: asked(room) == 1, 30.0)
            bot.send_signal(end)
            async with asyncio.timeout(20.0):
                await bot.communicate()
        await server.wait_for(lambda: not server.gateway.connected())
        if end is signal.SIGTERM:
            done = await post(home)
            assert done is not None
            assert done.state is State.POSTED
        async with started(there, server):
            async with asyncio.timeout(60.0):
                while (done := await post(home)) is None or done.state is not State.POSTED:
                    await asyncio.sleep(0.2)
        assert asked(room) == 1
        assert server.violations == []
