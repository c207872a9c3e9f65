"""Pointing discord.py at a server of ours, and back; and running a client of it there."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, contextmanager
from typing import TYPE_CHECKING, TypeVar

import discord.gateway
import discord.http
import yarl

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from tests.servers.discord.server import DiscordServer

AClient = TypeVar("AClient", bound=discord.Client)


@contextmanager
def pointed(server: DiscordServer) -> Iterator[None]:
    """Have every client of discord.py that logs in meanwhile go to this server."""
    route, socket = discord.http.Route, discord.gateway.DiscordWebSocket
    before = route.BASE, socket.DEFAULT_GATEWAY
    route.BASE = server.api_url
    socket.DEFAULT_GATEWAY = yarl.URL(server.gateway_url)
    try:
        yield
    finally:
        route.BASE, socket.DEFAULT_GATEWAY = before


@asynccontextmanager
async def running(server: DiscordServer, client: AClient, *, within: float = 10.0) -> AsyncIterator[AClient]:
    """Run a client on this server from being ready until the block ends; what it raises is raised here."""
    with pointed(server):
        async with client:
            task = asyncio.create_task(client.start(server.token))
            ready = asyncio.create_task(client.wait_until_ready())
            try:
                await asyncio.wait({task, ready}, timeout=within, return_when=asyncio.FIRST_COMPLETED)
                if task.done():
                    task.result()
                if not ready.done():
                    raise TimeoutError(f"the client was not ready within {within} s")
                yield client
            finally:
                ready.cancel()
                await client.close()
                await task
