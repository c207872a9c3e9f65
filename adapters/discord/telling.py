"""Tells a server's owner, once, what the bot would have to be granted where it may not post."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

import aiohttp
import discord
from discord.http import MultipartParameters

from adapters.discord.client import PLATFORM
from adapters.discord.permissions import lacking
from bot.backend import DatabaseError
from bot.message import Message, Style, line
from bot.preferences import Scope
from bot.texts import texts

if TYPE_CHECKING:
    from adapters.discord.render import Renderer
    from bot.app import App
    from bot.message import Line
    from bot.store import Store

_CLEAR = 10_000  # places that are known to be in order, about 100 bytes each
_PATIENCE = 10.0  # seconds for one request

_CHANNEL = discord.abc.GuildChannel | discord.Thread  # where the bot may be refused

_LOG = logging.getLogger(__name__)


class Telling:
    """Tells owners what is missing.

    Args:
        app: For the server's language and the time.
        store: Where it is noted what was told.
        client: For the server, its channels and the way to its owner.
        renderer: How a message looks.
    """

    def __init__(self, app: App, store: Store, client: discord.AutoShardedClient, renderer: Renderer) -> None:
        self._app = app
        self._store = store
        self.client = client
        self._renderer = renderer
        self._clear: set[str] = set()
        self._telling: set[asyncio.Task[None]] = set()

    def tell(self, place: str) -> None:
        """The bot may not post in a channel: tell the owner of its server, unless that was told."""
        self._clear.discard(place)
        channel = self.client.get_channel(int(place))
        if isinstance(channel, _CHANNEL):
            # On its own: who wanted to post has waited long enough.
            task = asyncio.create_task(self._tell(channel))
            self._telling.add(task)
            task.add_done_callback(self._telling.discard)

    async def works(self, place: str) -> None:
        """The bot has just posted in a channel: what was told about it may be told again."""
        if place in self._clear:
            return
        channel = self.client.get_channel(int(place))
        if isinstance(channel, _CHANNEL):
            try:
                await self._store.untell(PLATFORM, str(channel.guild.id), f"{place}:")
            except DatabaseError:
                return  # next time
        if len(self._clear) >= _CLEAR:
            self._clear.clear()
        self._clear.add(place)

    async def close(self) -> None:
        """Wait for what is being told; a request has its own patience."""
        if self._telling:
            await asyncio.wait(self._telling)

    def missing(self, place: str, *, locked: bool = False) -> tuple[str, ...]:
        """What the bot would have to be granted to post in a channel where it was just refused.

        `locked`: whether Discord refused it because the place is a thread that is closed.
        """
        channel = self.client.get_channel(int(place))
        return _missing(self.client, channel, locked=locked) if isinstance(channel, _CHANNEL) else ()

    async def about(self, server: str) -> Line | None:
        """The line of a letter that says which server it is about; None where the bot does not know it."""
        guild = self.client.get_guild(int(server)) if server.isdecimal() else None
        if guild is None:
            return None
        try:
            locale = (await self._app.preferences.of(Scope(PLATFORM, server))).locale
        except DatabaseError:
            locale = self._app.config.locale
        return line(texts(locale)("This is about the server {name}.", name=guild.name), Style.NOTE)

    async def _tell(self, channel: discord.abc.GuildChannel | discord.Thread) -> None:
        guild = channel.guild
        missing = _missing(self.client, channel)
        what = ",".join(missing)
        try:
            server = str(guild.id)
            if not await self._store.tell_once(PLATFORM, server, f"{channel.id}:{what}", self._app.now()):
                return
            settings = await self._app.preferences.of(Scope(PLATFORM, server))
            _LOG.warning("discord may not post server=%s channel=%s lacks=%s", server, channel.id, what)
            await self._write(guild, channel.name, missing, settings.locale)
        except (DatabaseError, discord.HTTPException, aiohttp.ClientError, OSError) as error:
            # An owner may take no messages from servers' bots. Then the log has said it.
            _LOG.info("discord owner not told server=%s error=%s", guild.id, type(error).__name__)

    async def _write(self, guild: discord.Guild, name: str, missing: tuple[str, ...], locale: str) -> None:
        say = texts(locale)
        message = Message(
            (
                line(say("I may not post in #{channel} of {server}.", channel=name, server=guild.name)),
                line(say("What I need there: {permissions}.", permissions=", ".join(missing))),
                line(say("Channel settings → Permissions → my role. I say this once."), Style.NOTE),
            )
        )
        payload = self._renderer.payload(message)
        http = self.client.http
        async with asyncio.timeout(_PATIENCE):
            if guild.owner_id is None:
                return
            opened = await http.start_private_message(guild.owner_id)
            await http.send_message(opened["id"], params=MultipartParameters(payload, None, None))


def _missing(
    client: discord.AutoShardedClient,
    channel: discord.abc.GuildChannel | discord.Thread,
    *,
    locked: bool = False,
) -> tuple[str, ...]:
    thread = isinstance(channel, discord.Thread)
    locked = isinstance(channel, discord.Thread) and (locked or channel.locked)
    me = channel.guild.get_member(client.user.id) if client.user is not None else None
    granted = channel.permissions_for(me).value if me is not None else 0
    # What Discord has just refused may have been taken away before this process heard of it.
    return lacking(granted, thread=thread, locked=locked) or lacking(0, thread=thread, locked=locked)
