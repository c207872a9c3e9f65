"""All there is: accounts, guilds, channels, messages, commands, and what people have done with the bot."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from tests.servers.discord.answers import refused
from tests.servers.discord.guilds import Guild
from tests.servers.discord.places import Channel, Kind, Surroundings
from tests.servers.discord.users import User
from tests.servers.discord.wire import Snowflakes

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from tests.servers.discord.interactions import Interaction
    from tests.servers.discord.messages import Message
    from tests.servers.discord.wire import Json


class World:
    """The state of the server. `tell` is set by whoever runs the gateway."""

    def __init__(self, bot_name: str, shards: int) -> None:
        self.ids = Snowflakes()
        self.shards = shards
        self.bot = User(self.ids.next(), bot_name, bot=True)
        self.application = self.bot.id
        self.guilds: dict[int, Guild] = {}
        self.channels: dict[int, Channel] = {}
        self.users: dict[int, User] = {self.bot.id: self.bot}
        self.closed_dms: set[int] = set()
        self.commands: dict[int | None, dict[int, Json]] = {None: {}}
        self.interactions: dict[int, Interaction] = {}
        self.by_token: dict[str, Interaction] = {}
        self.tell: Callable[[str, Json, int | None], object] = lambda *_: None
        self._direct: dict[int, Channel] = {}
        self._pulse = asyncio.Event()
        self._tasks: set[asyncio.Task[object]] = set()
        self.around = Surroundings(self.ids, self.bot, self._told, self.channels)

    def _told(self, name: str, data: Json, guild: int | None) -> None:
        self.tell(name, data, guild)

    def changed(self) -> None:
        """Wake those who wait for something to become true."""
        self._pulse.set()

    async def pulse(self) -> None:
        """Wait until something changes."""
        self._pulse.clear()
        await self._pulse.wait()

    def spawn(self, work: Coroutine[object, object, object]) -> None:
        """Have something done beside, and keep it alive until it is."""
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def add_guild(self, name: str, *, locale: str, shard: int | None, bot_permissions: int) -> Guild:
        """Add a guild with the bot in it; `shard` picks whose it is."""
        snowflake = self.ids.next() if shard is None else self.ids.on_shard(shard, self.shards)
        guild = Guild(self.around, snowflake, name, locale=locale, bot_permissions=bot_permissions)
        self.guilds[guild.id] = guild
        self.users[guild.owner] = User(guild.owner, f"Owner of {name}")
        self.tell("GUILD_CREATE", guild.creation(), guild.id)
        return guild

    def direct(self, user: User) -> Channel:
        """Give the channel of one person and the bot; it is made on first use."""
        if user.id not in self._direct:
            self._direct[user.id] = Channel(self.around, Kind.DM, user.name, recipient=user)
        return self._direct[user.id]

    def begin(self, interaction: Interaction) -> None:
        """Keep an interaction, so that callbacks find it."""
        self.interactions[interaction.id] = interaction
        self.by_token[interaction.token] = interaction

    def forget(self, interaction: Interaction) -> None:
        """Let go of an interaction that is over."""
        self.interactions.pop(interaction.id, None)
        self.by_token.pop(interaction.token, None)

    def channel(self, snowflake: str) -> Channel:
        """Find a channel that the bot can know of; refuse otherwise."""
        channel = self.channels.get(int(snowflake)) if snowflake.isdecimal() else None
        if channel is None or channel.deleted:
            raise refused(10003)
        guild = channel.guild
        if guild is not None and not guild.has_bot:
            raise refused(50001)
        return channel

    def guild(self, snowflake: str) -> Guild:
        """Find a guild that the bot is in; refuse otherwise."""
        guild = self.guilds.get(int(snowflake)) if snowflake.isdecimal() else None
        if guild is None or not guild.has_bot:
            raise refused(10004)
        return guild

    def message(self, channel: Channel, snowflake: str) -> Message:
        """Find a message of a channel; refuse otherwise. Private messages are not found this way."""
        message = channel.stored.get(int(snowflake)) if snowflake.isdecimal() else None
        if message is None or message.private_to is not None:
            raise refused(10008)
        return message

    def tell_message(self, name: str, message: Message) -> None:
        """Dispatch a message to the bot, unless it is private."""
        guild = message.channel.guild
        if message.private_to is not None:
            return
        data = message.payload()
        if guild is not None:
            data = data | {"guild_id": str(guild.id)}
            if not message.author.bot:
                data = data | {"member": guild.member(message.author, with_user=False)}
        self.tell(name, data, None if guild is None else guild.id)
