"""Logs in to Discord, and says in a sentence why it cannot be done."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import discord

from adapters.discord.sharding import Own
from bot.running import JoinError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from adapters.discord.client import Client
    from adapters.discord.sharding import Turns
    from bot.address import Secret

_PATIENCE = 60.0  # seconds until Discord must have answered the first requests

_TOKEN = (
    "Discord does not accept TARIKH_DISCORD_TOKEN. Copy the bot's token anew from Discord's "  # noqa: S105 -- no token
    "developer portal: Bot, Reset Token."
)
# What Discord says when it closes the gateway for good, by its numbers.
_CLOSED = {
    4004: _TOKEN,
    4010: "Discord knows no such shard. Look at TARIKH_SHARD_IDS and TARIKH_SHARD_COUNT.",
    4011: "Discord wants more shards. Set a higher TARIKH_SHARD_COUNT, or none.",
    4012: "Discord no longer speaks this version's language. Install a newer Tarikh.",
    4013: "Discord does not know an intent that is asked for. Install a newer Tarikh.",
    4014: "Discord does not grant an intent that is asked for, though Tarikh needs no privileged one. "
    "Install a newer Tarikh.",
}


async def log_in(
    client: Client, token: Secret, turns: Turns, shards: tuple[Sequence[int], int] | None
) -> Own:
    """Log in, and learn how to connect.

    Args:
        client: The client that is to connect; it gets the number of shards.
        token: The bot's token.
        turns: The turns to connect; they get the number of shards that may do so at once.
        shards: The shards of this process and how many there are in all; None lets Discord say.

    Returns:
        The shards of this process.

    Raises:
        JoinError: Discord would take the bot's token away if it connected once more.
        discord.DiscordException, aiohttp.ClientError, OSError: See `sentence`.
    """
    async with asyncio.timeout(_PATIENCE):
        await client.login(token.reveal())
        advised, _, limits = await client.http.get_bot_gateway()
    own = Own(*shards) if shards is not None else Own(range(advised), advised)
    client.shard_ids, client.shard_count = sorted(own.shards), own.count
    turns.concurrency = max(1, limits["max_concurrency"])
    if limits["remaining"] < len(own.shards):
        minutes = limits["reset_after"] // 60_000 + 1
        raise JoinError(
            f"The bot has connected too often today. Discord lets it connect again in {minutes} minutes."
        )
    return own


def sentence(error: Exception) -> str:
    """What stopped the bot, for who runs it."""
    if isinstance(error, discord.LoginFailure):
        return _TOKEN
    if isinstance(error, discord.PrivilegedIntentsRequired):
        return _CLOSED[4014]
    if isinstance(error, discord.ConnectionClosed):
        return _CLOSED.get(error.code, f"Discord closed the connection for good ({error.code}).")
    if isinstance(error, discord.HTTPException):
        return f"Discord does not let the bot in just now (it answered {error.status}). Try again later."
    return (
        f"Discord cannot be reached ({type(error).__name__}). Look at this machine's network, "
        "and at TARIKH_DISCORD_API_URL if it is set."
    )


def passing(error: Exception) -> bool:
    """Whether what stopped the bot may be over in a while: Discord was not reached, or has a fault."""
    if isinstance(error, discord.HTTPException):
        return error.status >= 500
    return not isinstance(error, discord.DiscordException)
