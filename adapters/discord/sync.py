"""Offers the commands to Discord, where they are not what it was offered last."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

import aiohttp
import discord

from adapters.discord import offer
from adapters.discord.client import PLATFORM
from bot.backend import DatabaseError
from bot.commands import COMMANDS, SHORTCUTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.store import Store

PAUSES = (5.0, 30.0, 120.0, 600.0)

_LOG = logging.getLogger(__name__)


async def synchronise(
    http: discord.http.HTTPClient, application: int, store: Store, pauses: Sequence[float] = PAUSES
) -> None:
    """Offer the commands, and note it, so that the next start need not. Tries until Discord takes them.

    Discord keeps what it has for everybody; offering the same again would only use up its daily limit of new
    commands. Where Discord refuses them for what they are, this says so in the log and gives up.

    Args:
        http: The client's.
        application: The application's id.
        store: Where what was offered last is noted.
        pauses: Seconds before each further try; the last one repeats.
    """
    commands = offer.commands(COMMANDS, SHORTCUTS)
    mark = offer.fingerprint(commands)
    tries = 0
    while True:
        try:
            if await store.fingerprint(PLATFORM, str(application)) == mark:
                _LOG.info("discord commands unchanged commands=%d", len(commands))
                return
            await http.bulk_upsert_global_commands(application, commands)
            await store.keep_fingerprint(PLATFORM, str(application), mark)
        except (discord.DiscordServerError, aiohttp.ClientError, OSError, DatabaseError) as error:
            pause = pauses[min(tries, len(pauses) - 1)]
            _LOG.warning("discord commands not offered error=%s; again in %d s", type(error).__name__, pause)
            tries += 1
            await asyncio.sleep(pause)
        except discord.HTTPException as error:
            _LOG.error("discord commands refused status=%d code=%d", error.status, error.code)
            return
        else:
            _LOG.info("discord commands offered commands=%d", len(commands))
            return
