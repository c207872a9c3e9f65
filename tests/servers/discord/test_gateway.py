"""The gateway behaves as Discord's does: sessions, resumes, shards, and all that ends them."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import aiohttp
import discord
import orjson
import pytest

from tests.servers.discord import BOT, DiscordServer, Permission, UnansweredError, pointed, running
from tests.servers.discord.sample import SampleClient

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.servers.discord import Channel, Person


@pytest.fixture
async def server() -> AsyncIterator[DiscordServer]:
    async with DiscordServer(shards=2) as server:
        yield server


@pytest.fixture
def room(server: DiscordServer) -> Channel:
    return server.add_guild("Class 9", shard=0).add_channel("history")


class Sharded(discord.AutoShardedClient):
    """A client that asks how many shards it should have."""

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:  # noqa: ARG002 - as discord.py calls it
        await asyncio.sleep(0.25)


@pytest.mark.parametrize("compression", [True, False])
async def test_a_client_connects_with_and_without_compression(compression: bool) -> None:
    async with DiscordServer(compression=compression) as server:
        guild = server.add_guild("Class 9")
        room = guild.add_channel("history")
        async with running(server, SampleClient()) as client:
            assert [each.name for each in client.guilds] == ["Class 9"]
            assert client.get_channel(room.id) is not None
            assert (await server.person("Amina").command(room, "lookup", query="x")).text
        assert [(each.shard, each.intents) for each in server.identifies] == [((0, 1), 1)]
        assert server.identifies[0].properties["browser"] == "discord.py"
        assert server.gateway.connected() == []
        assert server.violations == []


async def test_another_token_is_refused(server: DiscordServer) -> None:
    with pointed(server):
        async with SampleClient() as client:
            with pytest.raises(discord.LoginFailure):
                await client.login("another")
        async with aiohttp.ClientSession() as session, session.ws_connect(server.gateway_url) as ws:
            assert (await ws.receive_json())["op"] == 10
            await ws.send_json({"op": 2, "d": {"token": "another", "intents": 0, "properties": {}}})
            assert (await ws.receive()).type is aiohttp.WSMsgType.CLOSE
            assert ws.close_code == 4004


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        ("no json", 4002),
        ({"op": 3, "d": {}}, 4003),
        ({"op": 2, "d": {"token": "a-token-of-the-tests", "intents": 1, "shard": [2, 2]}}, 4010),
        ({"op": 2, "d": {"token": "a-token-of-the-tests"}}, 4013),
        ({"op": 2, "d": {"token": "a-token-of-the-tests", "intents": 1 << 15}}, 4014),
        ({"op": 6, "d": {"token": "another", "session_id": "x", "seq": 1}}, 4004),
    ],
)
async def test_a_wrong_payload_closes_with_its_code(
    server: DiscordServer, payload: object, code: int
) -> None:
    async with aiohttp.ClientSession() as session, session.ws_connect(server.gateway_url) as ws:
        await ws.receive_json()
        await ws.send_str(payload if isinstance(payload, str) else orjson.dumps(payload).decode())
        await ws.receive()
        assert ws.close_code == code


async def test_too_many_payloads_are_a_violation(server: DiscordServer) -> None:
    async with aiohttp.ClientSession() as session, session.ws_connect(server.gateway_url) as ws:
        for _ in range(121):
            await ws.send_json({"op": 1, "d": None})
        while (await ws.receive()).type is aiohttp.WSMsgType.TEXT:
            pass
        assert ws.close_code == 4008
    assert server.violations == ["gateway: more than 120 payloads within 60 s"]


@pytest.mark.parametrize("code", [None, 1001, 4000])
async def test_what_happened_during_a_cut_is_told_after_the_resume(
    server: DiscordServer, room: Channel, amina: Person, code: int | None
) -> None:
    async with running(server, SampleClient()) as client:
        assert server.gateway.drop(code=code) == 1
        reply = await amina.command(room, "lookup", query="while away")
        assert reply.text.startswith("while away")
        await asyncio.wait_for(client.resumed.wait(), 5)
        assert len(server.identifies) == 1
        assert server.gateway.resumes == 1
        assert len(client.heard) == 1
    assert server.violations == []


async def test_a_reconnect_on_request_resumes(server: DiscordServer, room: Channel, amina: Person) -> None:
    async with running(server, SampleClient()) as client:
        server.gateway.reconnect()
        await asyncio.wait_for(client.resumed.wait(), 5)
        assert (await amina.command(room, "lookup", query="x")).text
        assert len(server.identifies) == 1
    assert server.violations == []


async def test_an_invalid_session_is_begun_anew(server: DiscordServer, room: Channel, amina: Person) -> None:
    async with running(server, SampleClient()):
        server.gateway.invalidate()
        with pytest.raises(UnansweredError, match="no bot"):
            await amina.command(room, "lookup", query="x")
        await server.wait_for(lambda: len(server.identifies) == 2)
        await server.connected()
        assert (await amina.command(room, "lookup", query="x")).text
        assert server.gateway.resumes == 0
    assert server.violations == []


async def test_an_invalid_session_that_can_be_resumed_is(server: DiscordServer) -> None:
    async with running(server, SampleClient()) as client:
        server.gateway.invalidate(resumable=True)
        await asyncio.wait_for(client.resumed.wait(), 5)
        assert len(server.identifies) == 1
    assert server.violations == []


async def test_a_forgotten_session_cannot_be_resumed(server: DiscordServer) -> None:
    async with running(server, SampleClient()):
        server.gateway.drop()
        server.gateway.forget()
        await server.wait_for(lambda: len(server.identifies) == 2)
        assert server.gateway.resumes == 1
    assert server.violations == []


async def test_missing_acknowledgements_make_the_client_come_back() -> None:
    async with DiscordServer(heartbeat_interval=0.1) as server:
        async with running(server, SampleClient(heartbeat_timeout=0.3)):
            await server.wait_for(lambda: server.gateway.heartbeats >= 3)
            server.gateway.rules.answering = False
            await server.wait_for(lambda: server.gateway.resumes)
            server.gateway.rules.answering = True
        assert server.violations == []


async def test_two_processes_each_hear_their_own_shard(server: DiscordServer, amina: Person) -> None:
    rooms = [server.add_guild(f"Class {shard}", shard=shard).add_channel("history") for shard in (0, 1)]
    async with running(server, SampleClient(shard_id=0, shard_count=2)) as first:
        await asyncio.sleep(0.25)
        async with running(server, SampleClient(shard_id=1, shard_count=2)) as second:
            assert [len(each.guilds) for each in (first, second)] == [1, 1]
            await amina.command(rooms[0], "lookup", query="first")
            await amina.command(rooms[1], "lookup", query="second")
            await amina.command(amina.dm(), "lookup", query="direct")
            assert [len(each.heard) for each in (first, second)] == [2, 1]
            assert [each.shard for each in server.identifies] == [(0, 2), (1, 2)]
    assert server.violations == []


async def test_one_process_starts_as_many_shards_as_are_recommended(server: DiscordServer) -> None:
    for shard in (0, 1):
        server.add_guild(f"Class {shard}", shard=shard)
    async with running(
        server, Sharded(intents=discord.Intents(guilds=True), guild_ready_timeout=0.05)
    ) as client:
        assert len(client.shards) == 2
        assert len(client.guilds) == 2
    assert sorted(each.shard for each in server.identifies) == [(0, 2), (1, 2)]
    assert server.violations == []


@pytest.mark.parametrize(("max_concurrency", "accepted"), [(1, [True, False]), (2, [True, True])])
async def test_shards_of_one_bucket_must_not_identify_at_once(
    max_concurrency: int, accepted: list[bool]
) -> None:
    async with DiscordServer(shards=2, max_concurrency=max_concurrency, identify_gap=5.0) as server:
        async with aiohttp.ClientSession() as session:
            for shard in (0, 1):
                ws = await session.ws_connect(server.gateway_url)
                await ws.receive_json()
                identify = {"token": server.token, "intents": 1, "properties": {}, "shard": [shard, 2]}
                await ws.send_json({"op": 2, "d": identify})
                answer = await ws.receive_json()
                assert (answer["op"], answer["d"]) == (9, False) or answer["t"] == "READY"
        assert [each.accepted for each in server.identifies] == accepted
        assert len(server.violations) == accepted.count(False)


async def test_the_bots_rights_are_what_the_client_computes(server: DiscordServer, room: Channel) -> None:
    assert room.guild is not None
    quiet = room.guild.add_channel("quiet")
    quiet.forbid_bot(Permission.SEND_MESSAGES)
    hidden = room.guild.add_channel("hidden")
    async with running(server, SampleClient()) as client:
        guild = client.guilds[0]

        def computed(channel: Channel) -> int:
            found = guild.get_channel(channel.id)
            assert found is not None
            return found.permissions_for(guild.me).value

        assert computed(room) == BOT
        # discord.py takes what goes with writing away together with it
        assert computed(quiet) == quiet.permissions_of(server.world.bot) & ~(
            Permission.EMBED_LINKS | Permission.ATTACH_FILES
        )
        hidden.permit_bot(0)
        await server.wait_for(lambda: computed(hidden) == 0)
        room.guild.permit_bot(BOT | Permission.MANAGE_THREADS)
        await server.wait_for(lambda: computed(room) == BOT | Permission.MANAGE_THREADS)
        room.guild.permit_bot(Permission.ADMINISTRATOR)
        await server.wait_for(lambda: guild.me.guild_permissions.administrator)
    assert server.violations == []


async def test_guilds_come_and_go(server: DiscordServer, room: Channel) -> None:
    async with running(server, SampleClient()) as client:
        assert room.guild is not None
        guild = server.add_guild("Class 10", shard=0)
        await server.wait_for(lambda: client.invitations == ["+Class 10"])
        guild.remove_bot()
        await server.wait_for(lambda: client.invitations == ["+Class 10", "-Class 10"])
        guild.add_bot()
        await server.wait_for(lambda: len(client.invitations) == 3)
        room.guild.unavailable()
        await server.wait_for(lambda: any(each.unavailable for each in client.guilds))
        room.guild.available()
        await server.wait_for(lambda: not any(each.unavailable for each in client.guilds))
        thread = room.add_thread("quiz")
        await server.wait_for(lambda: client.guilds[0].get_thread(thread.id) is not None)
        room.delete()
        await server.wait_for(lambda: client.get_channel(room.id) is None)
        assert client.invitations == ["+Class 10", "-Class 10", "+Class 10"]


async def test_messages_are_told_as_far_as_the_intents_go(
    server: DiscordServer, room: Channel, amina: Person
) -> None:
    heard: list[tuple[str, str]] = []

    class Listening(SampleClient):
        async def on_message(self, message: discord.Message) -> None:
            heard.append((message.author.name, message.content))

    async with running(server, Listening(discord.Intents(guilds=True, messages=True))) as client:
        amina.write(room, "hello all")
        amina.write(room, f"hello <@{server.world.bot.id}>")
        amina.write(amina.dm(), "hello bot")
        await server.wait_for(lambda: len(heard) == 3)
        assert heard == [("amina", ""), ("amina", f"hello <@{server.world.bot.id}>"), ("amina", "hello bot")]
        assert client.failed == []
