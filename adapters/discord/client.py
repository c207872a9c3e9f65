"""discord.py's client as this bot uses it, and where it is pointed."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import discord
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

if TYPE_CHECKING:
    from collections.abc import Iterator

    import aiohttp

    from adapters.discord.sharding import Turns

PLATFORM = "discord"  # what the bot calls it, in places and in the store

# Seconds that a shard may take to connect, its turn included: 120 shards before it, and a little.
_CONNECT = 660.0
SETTLE = 2.0  # seconds without a new server after which all are taken to have been told; discord.py's own


class Client(discord.AutoShardedClient):
    """A client that hears of servers, channels and interactions, and keeps nothing else in memory.

    It has neither views nor a command tree: `adapters.discord.hearing` answers every interaction.

    Args:
        turns: The turns that shards take to connect.
        gateway: The only gateway that it connects to; None is Discord's own.
        settle: Seconds without a new server after which all are taken to have been told.
    """

    def __init__(
        self,
        turns: Turns,
        *,
        gateway: str | None = None,
        settle: float = SETTLE,
    ) -> None:
        # Nobody speaks here, so that the libraries for it are not missed in the log.
        discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False
        super().__init__(
            intents=discord.Intents(guilds=True),
            max_messages=None,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            shard_connect_timeout=_CONNECT,
            guild_ready_timeout=settle,
        )
        self._turns = turns
        if gateway is not None:
            _lead(self.http, yarl.URL(gateway))

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:  # noqa: ARG002 -- discord.py's signature
        """Wait for a shard's turn; also the first one's, since other processes may be connecting."""
        await self._turns.wait(shard_id or 0)


def _lead(http: discord.http.HTTPClient, gateway: yarl.URL) -> None:
    """Let a client connect to this gateway whatever address it is told, also to go on with a session."""
    connect = http.ws_connect

    async def led(url: str, *, compress: int = 0) -> aiohttp.ClientWebSocketResponse:
        return await connect(str(gateway.with_query(yarl.URL(url).query)), compress=compress)

    http.ws_connect = led  # type: ignore[method-assign] # discord.py offers no other way


@contextmanager
def pointed(api: str | None, gateway: str | None) -> Iterator[str]:
    """Point discord.py to another server than Discord's; it keeps the addresses for the whole process.

    Args:
        api: The API's address, `http(s)://…/api/v10`; None is Discord's own.
        gateway: The gateway's address, `ws(s)://…`; None is Discord's own.

    Yields:
        The API's address that holds now.
    """
    before = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    if api is not None:
        Route.BASE = api.rstrip("/")
    if gateway is not None:
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway)
    try:
        yield Route.BASE
    finally:
        Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = before
