"""The commands are offered where they changed, once, and until Discord takes them."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from adapters.discord import offer
from adapters.discord.client import PLATFORM, Client, pointed
from adapters.discord.sharding import Turns
from adapters.discord.sync import synchronise

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.adapters.discord.conftest import Tarikh
    from tests.servers.discord import DiscordServer

COMMANDS = "/applications/{application_id}/commands"
PATH = r"/applications/\d+/commands$"


@pytest.fixture
async def client(server: DiscordServer, tarikh: Tarikh) -> AsyncIterator[Client]:
    """A client that has logged in."""
    await tarikh.open()
    client = Client(Turns(tarikh.store, tarikh.now))
    with pointed(server.api_url, server.gateway_url):
        await client.login(server.token)
        yield client
        await client.close()


async def offered(client: Client, tarikh: Tarikh) -> None:
    await synchronise(client.http, client.application_id or 0, tarikh.store, pauses=(0.05,))


async def test_a_second_start_offers_nothing(client: Client, tarikh: Tarikh, server: DiscordServer) -> None:
    await offered(client, tarikh)
    await offered(client, tarikh)
    assert len(server.requested("PUT", COMMANDS)) == 1
    assert await tarikh.store.fingerprint(PLATFORM, str(client.application_id)) == offer.fingerprint(
        offer.commands()
    )


async def test_what_changed_is_offered_anew(client: Client, tarikh: Tarikh, server: DiscordServer) -> None:
    await offered(client, tarikh)
    await tarikh.store.keep_fingerprint(PLATFORM, str(client.application_id), "of an older version")
    await offered(client, tarikh)
    assert len(server.requested("PUT", COMMANDS)) == 2


@pytest.mark.parametrize(
    "fault",
    [
        {"status": 503, "times": 2},
        {"drop": True, "times": 2},
        {"drop": True, "lost_answer": True},
        {"retry_after": 0.1},
    ],
    ids=str,
)
async def test_it_is_offered_until_discord_takes_it(
    client: Client, tarikh: Tarikh, server: DiscordServer, fault: dict[str, float]
) -> None:
    ordered = server.fail("PUT", PATH, **fault)  # type: ignore[arg-type] # a table's columns
    await offered(client, tarikh)
    assert ordered.hits == fault.get("times", 1)
    assert server.world.commands[None]
    assert await tarikh.store.fingerprint(PLATFORM, str(client.application_id))


async def test_what_discord_refuses_is_logged_and_tried_at_the_next_start(
    client: Client, tarikh: Tarikh, server: DiscordServer, caplog: pytest.LogCaptureFixture
) -> None:
    server.fail("PUT", PATH, status=400, code=50035)
    await offered(client, tarikh)
    assert "commands refused status=400 code=50035" in caplog.text
    assert not server.world.commands[None]
    await offered(client, tarikh)
    assert server.world.commands[None]


async def test_without_a_database_it_waits(client: Client, tarikh: Tarikh, server: DiscordServer) -> None:
    await tarikh.database.close()
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(offered(client, tarikh), 0.3)
    assert not server.requested("PUT", COMMANDS)
