"""Shards share the work, take turns to connect, and a start that cannot succeed says why in a sentence."""

from __future__ import annotations

import asyncio
import itertools
import socket
import time
from typing import TYPE_CHECKING

import pytest

from adapters.discord.client import PLATFORM
from adapters.discord.sharding import EVERY, RULE, Own, Turns, shard_of
from bot.running import JoinError
from bot.store import NewQuiz
from tests.adapters.discord.conftest import GAP
from tests.servers.discord import DiscordServer
from tests.servers.discord.gateway import Identify

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.adapters.discord.conftest import Bots, Tarikh
    from tests.servers.discord import Channel, Person

COMMANDS = "/applications/{application_id}/commands"


@pytest.fixture
async def server() -> AsyncIterator[DiscordServer]:
    """A Discord that wants two shards."""
    async with DiscordServer(identify_gap=GAP, shards=2) as discord:
        yield discord
        assert discord.violations == []


@pytest.mark.parametrize(
    ("server_id", "count", "shard"),
    [("", 4, 0), (str(5 << 22), 4, 1), (str((7 << 22) + 4_194_303), 4, 3), (str(5 << 22), 1, 0)],
)
def test_a_server_belongs_to_one_shard(server_id: str, count: int, shard: int) -> None:
    assert shard_of(server_id, count) == shard
    assert Own((shard,), count).has(server_id)
    assert not Own((shard + 1,), count).has(server_id)


def test_the_process_with_shard_0_does_what_is_done_once() -> None:
    assert Own((0, 1), 4).first
    assert not Own((2, 3), 4).first
    assert Own((2, 3), 4).shown == "2,3 of 4"


def test_turns_keep_a_distance_to_what_discord_demands() -> None:
    assert RULE == 5.0
    assert EVERY - RULE >= 0.5  # one connection may take that much longer to reach it than the next


async def test_turns_of_one_bucket_are_spaced_and_those_of_others_are_not(tarikh: Tarikh) -> None:
    await tarikh.open()
    turns = [Turns(tarikh.store, tarikh.now, every=0.2) for _ in range(3)]
    taken: dict[int, list[float]] = {}

    async def take(each: Turns, shard: int) -> None:
        each.concurrency = 2
        await each.wait(shard)
        taken.setdefault(shard % 2, []).append(time.monotonic())

    started = time.monotonic()
    await asyncio.gather(*(take(each, shard) for each in turns for shard in (0, 1)))
    for times in taken.values():
        assert min(b - a for a, b in itertools.pairwise(times)) > 0.18
    assert time.monotonic() - started < 0.7


async def test_without_a_database_a_shard_waits_and_connects(tarikh: Tarikh) -> None:
    await tarikh.open()
    await tarikh.database.close()
    started = time.monotonic()
    await Turns(tarikh.store, tarikh.now, every=0.1).wait(3)
    assert 0.09 < time.monotonic() - started < 0.5


async def test_one_process_serves_all_shards(tarikh: Tarikh, server: DiscordServer, amina: Person) -> None:
    rooms = [server.add_guild(f"School {shard}", shard=shard).add_channel("history") for shard in (0, 1)]
    await tarikh.start()
    for room in (*rooms, amina.dm()):
        assert "1993" in (await amina.command(room, "lookup", query="Islamabad Accord")).text
    assert sorted(each.shard for each in server.identifies) == [(0, 2), (1, 2)]


async def test_two_processes_share_the_shards(bots: Bots, server: DiscordServer, amina: Person) -> None:
    rooms = [server.add_guild(f"School {shard}", shard=shard).add_channel("history") for shard in (0, 1)]
    first, second = bots(), bots()
    await first.open()
    await second.open()
    for shard, room in enumerate(rooms):
        assert room.guild is not None
        await first.store.create_quiz(
            NewQuiz(f"quiz{shard}", PLATFORM, str(room.id), "afghan-peace", "{}", 0.0, str(room.guild.id))
        )
    await second.run(((1,), 2))
    await second.ready(commands=False)
    await server.settled()
    assert not server.requested("PUT", COMMANDS)
    await first.run(((0,), 2))
    await first.ready()
    await server.settled()
    assert len(server.requested("PUT", COMMANDS)) == 1  # by the one that has shard 0
    for room in rooms:
        assert "1993" in (await amina.command(room, "lookup", query="Islamabad Accord")).text
        # Each says once, of its own shard's quiz, that it cannot go on.
        assert len([message for message in room.messages if "interrupted" in message.text]) == 1
    assert all(each.accepted for each in server.identifies)


async def test_a_wrong_token(tarikh: Tarikh) -> None:
    with pytest.raises(JoinError, match=r"does not accept TARIKH_DISCORD_TOKEN"):
        await tarikh.start(discord_token="MTA2.wrong.token")


async def test_a_token_that_was_reset_meanwhile(tarikh: Tarikh, server: DiscordServer) -> None:
    await tarikh.start()
    server.gateway.rules.token = "another"
    server.gateway.invalidate()
    with pytest.raises(JoinError, match=r"does not accept TARIKH_DISCORD_TOKEN"):
        await tarikh.ended()


async def test_no_network(tarikh: Tarikh) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(JoinError, match=r"cannot be reached"):
        await tarikh.start(discord_api_url=f"http://127.0.0.1:{port}/api/v10")


async def test_a_discord_that_is_out_of_order(tarikh: Tarikh, server: DiscordServer) -> None:
    server.fail("GET", "/users/@me", status=503)
    with pytest.raises(JoinError, match=r"answered 503"):
        await tarikh.start()


async def test_no_more_starts_today(tarikh: Tarikh, server: DiscordServer) -> None:
    server.gateway.identifies += [Identify((0, 1), 0, {}, 0.0, accepted=True)] * 999
    with pytest.raises(JoinError, match=r"again in 1441 minutes"):
        await tarikh.start()
    assert len(server.identifies) == 999


async def test_a_gateway_that_moves_is_not_followed_to_another_host(
    tarikh: Tarikh, server: DiscordServer, room: Channel, amina: Person
) -> None:
    proxy, server.gateway.url = server.gateway.url, "ws://127.0.0.1:9"  # nobody listens there
    await tarikh.start(discord_gateway_url=proxy)
    server.gateway.drop()
    await server.wait_for(lambda: server.gateway.resumes)
    assert "1993" in (await amina.command(room, "lookup", query="Islamabad Accord")).text


async def trouble(tarikh: Tarikh) -> str:
    """What is wrong, as soon as something is: a connection may be back within milliseconds."""
    async with asyncio.timeout(5.0):
        while not (said := tarikh.discord.trouble()):
            await asyncio.sleep(0)
    return said


async def test_a_lost_connection_is_no_good_health_until_it_is_back(
    tarikh: Tarikh, server: DiscordServer
) -> None:
    await tarikh.open()
    await tarikh.run()
    assert tarikh.discord.trouble() == "not every shard has connected yet"
    await tarikh.ready()
    assert tarikh.discord.trouble() == ""
    server.gateway.drop(1)
    assert await trouble(tarikh) == "no connection for shard 1"
    await server.wait_for(lambda: not tarikh.discord.trouble())


async def test_a_heartbeat_that_seems_to_take_long_is_no_lost_connection(
    tarikh: Tarikh, server: DiscordServer
) -> None:
    server.gateway.rules.answering = False  # a latency without end
    await tarikh.start()
    assert tarikh.discord.trouble() == ""
    server.gateway.drop(0)
    assert await trouble(tarikh) == "no connection for shard 0"


async def test_it_says_once_that_it_has_joined(tarikh: Tarikh, server: DiscordServer) -> None:
    server.add_guild("School 0", shard=0)
    server.add_guild("School 1", shard=1)
    await tarikh.start()
    server.gateway.invalidate()
    await server.wait_for(lambda: len(server.identifies) == 4)
    await server.wait_for(lambda: not tarikh.discord.trouble())
    await server.settled()
    assert tarikh.joined == [("tarikh", 2)]


async def test_who_never_joined_does_not_say_that_it_left(
    tarikh: Tarikh, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    with pytest.raises(JoinError):
        await tarikh.start(discord_token="MTA2.wrong.token")
    assert not tarikh.joined
    assert "discord left" not in caplog.text


async def test_it_can_be_stopped_while_a_shard_connects_again(tarikh: Tarikh, server: DiscordServer) -> None:
    await tarikh.start()
    tarikh.later = -60.0  # so the next turn is a minute away
    server.gateway.invalidate()
    await server.wait_for(tarikh.discord.trouble)
    assert await tarikh.stop() < 5.0
    assert len(server.identifies) == 2


async def test_it_can_be_stopped_while_it_logs_in(tarikh: Tarikh, server: DiscordServer) -> None:
    server.fail("GET", "/users/@me", hang=True, times=-1)
    await tarikh.open()
    await tarikh.run()
    await server.wait_for(lambda: server.traffic.under_way)
    assert await tarikh.stop() < 2.0
