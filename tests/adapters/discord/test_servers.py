"""What is remembered of a server goes with it: quizzes at once, everything else after a month."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from typing import TYPE_CHECKING

import pytest

from adapters.discord.client import PLATFORM
from adapters.discord.servers import GRACE
from bot.config import Calendar
from bot.preferences import Scope
from bot.store import NewQuiz

if TYPE_CHECKING:
    from tests.adapters.discord.conftest import Tarikh
    from tests.servers.discord import Channel, DiscordServer, Guild

DAY = 86_400.0


async def keep_something(tarikh: Tarikh, channel: Channel) -> None:
    """A quiz that is open in a channel, and a setting of its server."""
    assert channel.guild is not None
    server = str(channel.guild.id)
    quiz = NewQuiz(f"{channel.id:016x}", PLATFORM, str(channel.id), "afghan-peace", "{}", 0.0, server)
    assert await tarikh.store.create_quiz(quiz)
    await tarikh.app.preferences.change(Scope(PLATFORM, server), calendar=Calendar.SOLAR_HIJRI)


async def is_open(tarikh: Tarikh, channel: Channel) -> bool:
    return await tarikh.store.open_quiz(PLATFORM, str(channel.id)) is not None


async def is_remembered(tarikh: Tarikh, guild: Guild) -> bool:
    return await tarikh.store.settings(PLATFORM, str(guild.id)) is not None


async def left(tarikh: Tarikh) -> tuple[str, ...]:
    return await tarikh.store.left_servers(PLATFORM, tarikh.now() + 1)


async def restarted(tarikh: Tarikh, server: DiscordServer, *, later: float) -> None:
    """The bot again, so many seconds later by its clock."""
    await tarikh.stop()
    tarikh.later = later
    await tarikh.start()
    await server.settled()


async def test_removed_from_a_server(
    tarikh: Tarikh, server: DiscordServer, guild: Guild, room: Channel
) -> None:
    await tarikh.start()
    await keep_something(tarikh, room)
    guild.remove_bot()
    await server.settled()
    assert not await is_open(tarikh, room)
    assert await is_remembered(tarikh, guild)
    assert await left(tarikh) == (str(guild.id),)


async def test_who_comes_back_within_a_month_finds_the_settings(
    tarikh: Tarikh, server: DiscordServer, guild: Guild, room: Channel
) -> None:
    await tarikh.start()
    await keep_something(tarikh, room)
    guild.remove_bot()
    await server.settled()
    guild.add_bot()
    await server.settled()
    assert await left(tarikh) == ()
    await restarted(tarikh, server, later=GRACE + DAY)
    assert await is_remembered(tarikh, guild)


async def test_a_removal_that_nobody_heard_of_is_found_at_the_next_start(
    tarikh: Tarikh, server: DiscordServer, guild: Guild, room: Channel
) -> None:
    await tarikh.start()
    await server.settled()
    await keep_something(tarikh, room)
    await tarikh.stop()
    guild.remove_bot()
    await tarikh.start()
    await server.settled()
    assert not await is_open(tarikh, room)
    assert await left(tarikh) == (str(guild.id),)
    await tarikh.stop()
    guild.add_bot()
    await tarikh.start()
    await server.settled()
    assert await left(tarikh) == ()


async def test_after_a_month_everything_is_deleted(
    tarikh: Tarikh, server: DiscordServer, guild: Guild, room: Channel
) -> None:
    await tarikh.start()
    await keep_something(tarikh, room)
    guild.remove_bot()
    await server.settled()
    await restarted(tarikh, server, later=GRACE - DAY)
    assert await is_remembered(tarikh, guild)
    await restarted(tarikh, server, later=GRACE + DAY)
    assert not await is_remembered(tarikh, guild)
    assert await left(tarikh) == ()


async def test_who_came_back_while_nobody_listened_is_not_forgotten(
    tarikh: Tarikh, server: DiscordServer, guild: Guild, room: Channel
) -> None:
    await tarikh.start()
    await keep_something(tarikh, room)
    guild.remove_bot()
    await server.settled()
    await tarikh.stop()
    guild.add_bot()
    tarikh.later = GRACE + DAY
    await tarikh.start()
    await server.settled()
    assert await is_remembered(tarikh, guild)
    assert await left(tarikh) == ()


async def test_an_outage_of_discord_s_is_no_removal(
    tarikh: Tarikh, server: DiscordServer, guild: Guild, room: Channel
) -> None:
    await tarikh.start()
    await keep_something(tarikh, room)
    guild.unavailable()
    await server.settled()
    guild.available()
    await server.settled()
    assert await is_open(tarikh, room)
    assert await left(tarikh) == ()


@pytest.mark.parametrize("what", ["room", "thread", "room of the thread", "archived thread"])
async def test_a_deleted_channel_closes_its_quiz(
    tarikh: Tarikh, server: DiscordServer, guild: Guild, room: Channel, what: str
) -> None:
    other = guild.add_channel("other")
    place = room if what == "room" else room.add_thread("quiz")
    await tarikh.start()
    await keep_something(tarikh, other)
    await keep_something(tarikh, place)
    if what == "archived thread":
        place.archive()
        await server.settled()
    (room if what == "room of the thread" else place).delete()
    await server.settled()
    assert not await is_open(tarikh, place)
    assert await is_open(tarikh, other)


async def test_deleted_channels_are_chosen_no_more(
    tarikh: Tarikh, server: DiscordServer, guild: Guild, room: Channel
) -> None:
    rooms = [room, *(guild.add_channel(f"room {number}") for number in range(4))]
    scope = Scope(PLATFORM, str(guild.id))
    await tarikh.start()
    await tarikh.app.preferences.change(
        scope, channels=[str(each.id) for each in rooms], calendar=Calendar.SOLAR_HIJRI
    )

    async def chosen(*left: Channel) -> None:
        async with asyncio.timeout(5.0):
            while (await tarikh.app.preferences.of(scope)).channels != tuple(str(each.id) for each in left):
                await asyncio.sleep(0.02)

    for each in rooms[:3]:  # all at once, as with a category
        each.delete()
    await chosen(*rooms[3:])
    guild.add_channel("not chosen").delete()
    rooms[3].delete()
    await chosen(rooms[4])
    rooms[4].delete()
    await chosen()
    await server.settled()
    assert (await tarikh.app.preferences.of(scope)).calendar is Calendar.SOLAR_HIJRI
    saved = await tarikh.store.settings(PLATFORM, scope.id)
    assert saved is not None
    assert json.loads(saved)["channels"] == []


async def test_another_process_s_servers_are_left_to_it(tarikh: Tarikh, server: DiscordServer) -> None:
    await tarikh.open()
    await tarikh.store.leave(PLATFORM, str(1 << 22), tarikh.now() - GRACE - DAY)
    await tarikh.store.leave(PLATFORM, str(2 << 22), tarikh.now() - GRACE - DAY)
    await tarikh.run(((0,), 2))
    await tarikh.ready()
    await server.settled()
    assert await left(tarikh) == (str(1 << 22),)


async def test_what_happens_while_the_database_is_locked_is_kept_afterwards(
    tarikh: Tarikh, server: DiscordServer, guild: Guild, room: Channel, caplog: pytest.LogCaptureFixture
) -> None:
    other = guild.add_channel("other")
    await tarikh.start()
    await keep_something(tarikh, room)
    await keep_something(tarikh, other)
    writer = sqlite3.connect(tarikh.config.database_url.path or "", isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    room.delete()
    guild.remove_bot()
    await server.wait_for(lambda: caplog.text.count("change not kept trouble=locked") >= 2)
    writer.execute("ROLLBACK")
    writer.close()
    for channel in (room, other):
        while await is_open(tarikh, channel):
            await asyncio.sleep(0.02)
    assert await left(tarikh) == (str(guild.id),)
