"""A Discord with a room in it, somebody who is there, and a small bot that has connected."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.servers.discord import DiscordServer, running
from tests.servers.discord.sample import SampleClient

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.servers.discord import Channel, Person


@pytest.fixture
async def server() -> AsyncIterator[DiscordServer]:
    """A Discord that must have found nothing wrong at the end."""
    async with DiscordServer() as server:
        yield server
        assert server.violations == []


@pytest.fixture
def room(server: DiscordServer) -> Channel:
    """A channel of a server that the bot is in."""
    return server.add_guild("Class 9").add_channel("history")


@pytest.fixture
def amina(server: DiscordServer) -> Person:
    """Somebody who is there."""
    return server.person("Amina")


@pytest.fixture
async def client(server: DiscordServer, room: Channel) -> AsyncIterator[SampleClient]:
    """The small bot, connected after the room was made."""
    assert room.guild is not None
    async with running(server, SampleClient()) as client:
        yield client
