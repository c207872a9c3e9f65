"""A Slack with a channel in it, somebody who is there, and the ways to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from tests.servers.slack import SlackServer
from tests.servers.slack.sample import SampleApp, running

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.servers.slack import Channel, Person


@pytest.fixture
async def server() -> AsyncIterator[SlackServer]:
    """A Slack that must have found nothing wrong at the end; a test takes away what it provoked."""
    async with SlackServer() as server:
        yield server
        assert server.violations == []


@pytest.fixture
def room(server: SlackServer) -> Channel:
    """A channel that the bot is in."""
    return server.team.add_channel("history")


@pytest.fixture
def amina(room: Channel) -> Person:
    """Somebody who is there."""
    return room.team.person("Amina")


@pytest.fixture
def client(server: SlackServer) -> AsyncWebClient:
    """The real client, with the bot's token."""
    return AsyncWebClient(token=server.bot_token, base_url=server.api_url, retry_handlers=[])


@pytest.fixture
async def app(server: SlackServer) -> AsyncIterator[SampleApp]:
    """The small app, connected by Socket Mode."""
    app = SampleApp(server)
    async with running(server, app.app):
        yield app
