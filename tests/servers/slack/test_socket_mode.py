"""Socket Mode: tickets, envelopes, acknowledgements, and the ways in which a connection ends."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from functools import partial
from typing import TYPE_CHECKING

import aiohttp
import orjson
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.servers.slack import UnansweredError
from tests.servers.slack.sample import SampleApp, running

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.servers.slack import Channel, Person, SlackServer
    from tests.servers.slack.wire import Json


async def address(server: SlackServer) -> str:
    opener = AsyncWebClient(token=server.app_token, base_url=server.api_url, retry_handlers=[])
    return str((await opener.apps_connections_open(app_token=server.app_token))["url"])


class Raw:
    """A bare socket, on which a test is the bot."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket

    async def next(self) -> Json:
        found: Json = orjson.loads((await asyncio.wait_for(self.socket.receive(), 5)).data)
        return found

    async def ack(self, envelope: Json, payload: object = None) -> None:
        told = {"envelope_id": envelope["envelope_id"]}
        await self.socket.send_str(orjson.dumps(told | ({"payload": payload} if payload else {})).decode())

    async def ended(self) -> bool:
        kind = (await asyncio.wait_for(self.socket.receive(), 5)).type
        return kind in {aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.CLOSED, aiohttp.WSMsgType.ERROR}


@asynccontextmanager
async def raw(server: SlackServer) -> AsyncIterator[Raw]:
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(await address(server), autoping=False) as socket,
    ):
        bot = Raw(socket)
        assert (await bot.next())["type"] == "hello"
        yield bot


async def test_an_envelope_and_its_acknowledgement(server: SlackServer, amina: Person, room: Channel) -> None:
    async with raw(server) as bot:
        waiting = asyncio.create_task(amina.command(room, "x"))
        envelope = await bot.next()
        assert (envelope["type"], envelope["accepts_response_payload"]) == ("slash_commands", True)
        assert "retry_attempt" not in envelope
        assert envelope["payload"]["text"] == "x"
        await bot.ack(envelope, {"text": "here"})
        assert (await waiting).text == "here"
        amina.say(amina.dm(), "hello")
        envelope = await bot.next()
        assert (envelope["type"], envelope["accepts_response_payload"]) == ("events_api", False)
        assert (envelope["retry_attempt"], envelope["retry_reason"]) == (0, "")
        await bot.ack(envelope)
        await server.settled()


async def test_an_event_comes_again_until_it_is_acknowledged(server: SlackServer, amina: Person) -> None:
    server.times.ack_within = 0.1
    server.times.retry_waits = (0.0, 0.05, 0.1)
    async with raw(server) as bot:
        amina.say(amina.dm(), "hello")
        came = [await bot.next() for _ in range(4)]
        await server.settled()
    assert [each["retry_attempt"] for each in came] == [0, 1, 2, 3]
    assert [each["retry_reason"] for each in came] == ["", "timeout", "timeout", "timeout"]
    assert len({each["payload"]["event_id"] for each in came}) == 1
    assert len({each["envelope_id"] for each in came}) == 4
    assert len(server.violations) == 4
    assert "not acknowledged within 0.1 s" in server.violations[0]
    server.violations.clear()


async def test_an_event_waits_for_a_socket_and_a_command_does_not(
    server: SlackServer, amina: Person, room: Channel
) -> None:
    server.times.retry_waits = (0.05,) * 200
    with pytest.raises(UnansweredError, match="no socket is open"):
        await amina.command(room, "x")
    amina.say(amina.dm(), "hello")
    async with raw(server) as bot:
        envelope = await bot.next()
        assert envelope["retry_attempt"] >= 1
        assert envelope["retry_reason"] == "connection_failed"
        await bot.ack(envelope)
        await server.settled()


async def test_a_ticket_is_good_for_one_handshake_and_for_a_while(server: SlackServer) -> None:
    url = await address(server)
    async with aiohttp.ClientSession() as session:
        async with session.ws_connect(url):
            pass
        for spent in (url, server.socket.url):
            with pytest.raises(aiohttp.WSServerHandshakeError) as caught:
                await session.ws_connect(spent)
            assert caught.value.status == 408
        server.times.ticket_lives = -1.0
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(await address(server))
    assert (server.socket.issued, server.socket.links, server.socket.refused) == (2, 4, 3)


async def test_a_refused_handshake_spends_the_ticket(server: SlackServer) -> None:
    server.socket.refuse_handshakes(1)
    url = await address(server)
    async with aiohttp.ClientSession() as session:
        for status in (503, 408):
            with pytest.raises(aiohttp.WSServerHandshakeError) as caught:
                await session.ws_connect(url)
            assert caught.value.status == status


async def test_only_the_apps_token_opens_a_socket(server: SlackServer) -> None:
    client = AsyncWebClient(base_url=server.api_url, retry_handlers=[])
    for token, error in ((server.bot_token, "not_allowed_token_type"), ("xapp-another", "invalid_auth")):
        with pytest.raises(SlackApiError, match=error):
            await client.apps_connections_open(app_token=token)
    server.violations.clear()


async def test_ten_sockets_share_what_comes_and_an_eleventh_is_turned_away(
    server: SlackServer, amina: Person, room: Channel
) -> None:
    async with aiohttp.ClientSession() as session:
        sockets = [await session.ws_connect(await address(server)) for _ in range(10)]
        bots = [Raw(socket) for socket in sockets]
        assert [(await bot.next())["num_connections"] for bot in bots] == list(range(1, 11))
        one_more = Raw(await session.ws_connect(await address(server)))
        assert (await one_more.next())["reason"] == "too_many_websockets"
        assert await one_more.ended()
        commands = [asyncio.create_task(amina.command(room, str(number))) for number in range(10)]
        for bot in bots:
            await bot.ack(await bot.next(), {"text": "ok"})
        assert len(await asyncio.gather(*commands)) == 10
        for socket in sockets:
            await socket.close()


async def test_pings_go_both_ways_until_the_connection_freezes(server: SlackServer) -> None:
    server.times.ping = 0.05
    async with raw(server) as bot:
        assert (await bot.socket.receive()).type is aiohttp.WSMsgType.PING
        await bot.socket.ping(b"a")
        while (message := await asyncio.wait_for(bot.socket.receive(), 5)).type is aiohttp.WSMsgType.PING:
            pass
        assert (message.type, message.data) == (aiohttp.WSMsgType.PONG, b"a")
        server.socket.freeze()
        await bot.socket.ping(b"b")
        await server.wait_for(lambda: server.socket.connections[0].pings == 2)
        server.socket.thaw()
        await bot.socket.ping(b"c")
        # What was sent while it was frozen is lost; the answer to what came after is the next.
        while (message := await asyncio.wait_for(bot.socket.receive(), 5)).type is aiohttp.WSMsgType.PING:
            pass
        assert (message.type, message.data) == (aiohttp.WSMsgType.PONG, b"c")


async def test_what_is_lost_in_a_frozen_or_broken_connection_is_nobodys_fault(
    server: SlackServer, amina: Person, room: Channel
) -> None:
    server.times.ack_within = 0.1
    async with raw(server):
        server.socket.freeze()
        with pytest.raises(UnansweredError, match="not acknowledged"):
            await amina.command(room, "x")
    server.times.ack_within = 30.0
    async with raw(server) as bot:
        waiting = asyncio.create_task(amina.command(room, "x"))
        await bot.next()
        assert server.socket.drop() == 1
        with pytest.raises(UnansweredError, match="connection ended"):
            await waiting
        assert await bot.ended()
    assert server.violations == []


async def test_a_refreshed_connection_gets_nothing_more(
    server: SlackServer, amina: Person, room: Channel
) -> None:
    async with raw(server) as old:
        server.socket.warn()
        assert (await old.next())["reason"] == "warning"
        server.socket.refresh()
        assert (await old.next())["reason"] == "refresh_requested"
        with pytest.raises(UnansweredError, match="no socket"):
            await amina.command(room, "x")
        async with raw(server) as new:
            waiting = asyncio.create_task(amina.command(room, "x"))
            await new.ack(await new.next(), {"text": "ok"})
            assert (await waiting).text == "ok"


async def test_an_envelope_comes_twice_as_it_was(server: SlackServer, amina: Person, room: Channel) -> None:
    with pytest.raises(LookupError):
        await server.socket.redeliver()
    async with raw(server) as bot:
        waiting = asyncio.create_task(amina.command(room, "x"))
        first = await bot.next()
        await bot.ack(first, {"text": "ok"})
        await waiting
        again = asyncio.create_task(server.socket.redeliver())
        second = await bot.next()
        assert second == first
        await bot.ack(second)
        await again


async def test_what_is_no_acknowledgement_is_written_down_or_ignored(server: SlackServer) -> None:
    async with raw(server) as bot:
        await bot.socket.send_str("[1]")
        await bot.ack({"envelope_id": "never"})
        await bot.socket.send_str("no JSON")
        await server.wait_for(lambda: server.violations)
    assert server.violations.pop() == "the socket was sent no JSON"


def _again(server: SlackServer, opened: int) -> bool:
    return server.socket.issued > opened and bool(server.socket.ready)


async def test_slack_bolt_comes_back_after_drops_and_refreshes(
    server: SlackServer, amina: Person, room: Channel
) -> None:
    app = SampleApp(server)
    async with running(server, app.app):
        for disturb in (server.socket.drop, server.socket.refresh):
            opened = server.socket.issued
            disturb()
            await server.wait_for(partial(_again, server, opened), 15)
            assert (await amina.command(room, "ack")).private


async def test_an_event_is_delivered_once_more_to_slack_bolt(
    server: SlackServer, app: SampleApp, amina: Person
) -> None:
    await amina.write("hello")
    await server.settled()
    first = app.told("message")[0]
    own = server.deliverer.sent["events_api"]
    assert own.payload["event"]["bot_id"] == server.team.bot_id
    own.payload = first
    await server.redeliver_last()
    await server.wait_for(lambda: len(app.told("message")) == 2)
    assert app.told("message")[1]["event_id"] == first["event_id"]
