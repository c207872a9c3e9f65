"""The places of the world: channels, threads, forums, and the channels of one person and the bot."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

from tests.servers.discord.permissions import BOT, Permission, effective
from tests.servers.discord.wire import Json, from_stamp, stamp

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.servers.discord.guilds import Guild
    from tests.servers.discord.messages import Message
    from tests.servers.discord.users import User
    from tests.servers.discord.wire import Snowflakes


class Kind(IntEnum):
    """What sort of channel it is (reference, "Channel Types")."""

    TEXT = 0
    DM = 1
    VOICE = 2
    CATEGORY = 4
    ANNOUNCEMENT = 5
    PUBLIC_THREAD = 11
    PRIVATE_THREAD = 12
    FORUM = 15


THREADS = (Kind.PUBLIC_THREAD, Kind.PRIVATE_THREAD)
SILENT = (Kind.CATEGORY, Kind.FORUM)
"""The kinds that hold no messages of their own."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What every place needs of the world: ids, the bot's account, and a way to tell its shards.

    `tell(name, data, guild)` dispatches over the gateway; guild None means a direct message: shard 0's.
    """

    ids: Snowflakes
    bot: User
    tell: Callable[[str, Json, int | None], None]
    channels: dict[int, Channel]


class Channel:
    """A place for messages: a room, a thread, a forum, or the channel of one person and the bot."""

    def __init__(
        self,
        around: Surroundings,
        kind: Kind,
        name: str,
        *,
        guild: Guild | None = None,
        parent: Channel | None = None,
        recipient: User | None = None,
        topic: str | None = None,
        snowflake: int | None = None,
        owner: int | None = None,
    ) -> None:
        self.id = around.ids.next() if snowflake is None else snowflake
        self.kind = kind
        self.name = name
        self.around = around
        self.guild = guild
        self.parent = parent
        self.recipient = recipient
        self.topic = topic
        self.owner = owner or around.bot.id
        self.archived = False
        self.locked = False
        self.deleted = False
        self.keep: int | None = None
        """How many messages are kept; all when None. Load runs set it so that memory stays level."""
        self.stored: dict[int, Message] = {}
        self.nonces: dict[str, tuple[float, Message]] = {}
        self._bot_permissions: int | None = None
        self._permitted: dict[int, int] = {}
        around.channels[self.id] = self
        if guild is not None:
            guild.channels[self.id] = self

    @property
    def is_thread(self) -> bool:
        """Tell whether this is a thread (also a post of a forum)."""
        return self.kind in THREADS

    @property
    def messages(self) -> list[Message]:
        """What everybody here sees that somebody said, in order: nothing private, and no notices."""
        return [message for message in self.history if not message.notice]

    @property
    def history(self) -> list[Message]:
        """What everybody here sees, in order, also that somebody pinned something."""
        return [message for message in self.stored.values() if message.private_to is None]

    def store(self, message: Message) -> None:
        """Keep a message, and let go of the oldest when only some are to be kept."""
        self.stored[message.id] = message
        if self.keep is not None and len(self.stored) > self.keep:
            del self.stored[next(iter(self.stored))]

    def add_thread(self, name: str, *, private: bool = False, owner: User | None = None) -> Channel:
        """Open a thread here (in a forum: a post), and tell the bot."""
        thread = self.new_thread(
            name,
            kind=Kind.PRIVATE_THREAD if private else Kind.PUBLIC_THREAD,
            owner=self.around.ids.next() if owner is None else owner.id,
        )
        self._tell("THREAD_CREATE", thread.payload() | {"newly_created": True})
        return thread

    def new_thread(self, name: str, *, kind: Kind, owner: int, snowflake: int | None = None) -> Channel:
        """Make a thread without telling anybody."""
        return Channel(
            self.around, kind, name, guild=self.guild, parent=self, snowflake=snowflake, owner=owner
        )

    def archive(self, *, locked: bool = False) -> None:
        """Archive this thread; locked, nobody without MANAGE_THREADS may write in it again."""
        self.archived, self.locked = True, locked
        self._tell("THREAD_UPDATE", self.payload())

    def delete(self) -> None:
        """Delete the channel with its threads and messages, and tell the bot."""
        self.deleted = True
        for channel in (self, *(each for each in self.around.channels.values() if each.parent is self)):
            channel.deleted = True
            if self.guild is not None:
                self.guild.channels.pop(channel.id, None)
        data = self.payload()
        self._tell("THREAD_DELETE" if self.is_thread else "CHANNEL_DELETE", data)

    def permit(self, who: User, permissions: int) -> None:
        """Let this person do exactly these things here, and tell the bot."""
        self._permitted[who.id] = int(permissions)
        self.told_rights()

    def permit_bot(self, permissions: int) -> None:
        """Let the bot do exactly these things here, and tell it (an overwrite for the bot's own account)."""
        self._bot_permissions = int(permissions)
        self.told_rights()

    def told_rights(self) -> None:
        """Tell the bot who may do what here; of a thread, that is what its channel says."""
        if not self.is_thread:
            self._tell("CHANNEL_UPDATE", self.payload())

    def forbid_bot(self, permissions: int) -> None:
        """Take these things from the bot here, and tell it."""
        self.permit_bot(self.permissions_of(self.around.bot) & ~int(permissions))

    def permissions_of(self, who: User) -> int:
        """Tell what somebody may do here, all taken together."""
        if self.guild is None:
            return int(BOT)
        if self.parent is not None and self.is_thread:
            return self.parent.permissions_of(who)
        given = self._bot_permissions if who.id == self.around.bot.id else self._permitted.get(who.id)
        everywhere = self.guild.permissions_of(who)
        return everywhere if given is None or everywhere & Permission.ADMINISTRATOR else effective(given)

    def _tell(self, name: str, data: Json) -> None:
        if self.guild is None or (self.guild.has_bot and self.guild.is_available):
            self.around.tell(name, data, None if self.guild is None else self.guild.id)

    def payload(self) -> Json:
        """Write the channel as GuildChannelResponse, ThreadResponse or PrivateChannelResponse."""
        payload: Json = {
            "id": str(self.id),
            "type": int(self.kind),
            "flags": 0,
            "last_message_id": str(next(reversed(self.stored))) if self.stored else None,
        }
        if self.guild is None:
            return payload | {"recipients": [] if self.recipient is None else [self.recipient.payload()]}
        payload |= {
            "guild_id": str(self.guild.id),
            "name": self.name,
            "parent_id": None if self.parent is None else str(self.parent.id),
            "rate_limit_per_user": 0,
        }
        if self.is_thread:
            return payload | {
                "owner_id": str(self.owner),
                "message_count": len(self.stored),
                "member_count": 1,
                "total_message_sent": len(self.stored),
                "thread_metadata": {
                    "archived": self.archived,
                    "archive_timestamp": stamp(from_stamp(self.id)),
                    "auto_archive_duration": 1440,
                    "locked": self.locked,
                    "create_timestamp": stamp(from_stamp(self.id)),
                },
            }
        payload |= {
            "position": 0,
            "topic": self.topic,
            "nsfw": False,
            "permission_overwrites": self._overwrites(),
        }
        if self.kind is Kind.VOICE:
            return payload | {"bitrate": 64_000, "user_limit": 0}
        return payload | {"available_tags": []} if self.kind is Kind.FORUM else payload

    def _overwrites(self) -> list[Json]:
        if self.guild is None:
            return []
        exact = {who: self.guild.permissions_of_id(who) for who in self.guild.people()} | self._permitted
        by_roles = {who: self.guild.by_roles(who) for who in exact}
        if self._bot_permissions is not None:
            exact[self.around.bot.id] = self._bot_permissions
            by_roles[self.around.bot.id] = self.guild.permissions_of(self.around.bot)
        return [
            {
                "id": str(who),
                "type": 1,
                "allow": str(held & ~by_roles[who]),
                "deny": str(by_roles[who] & ~held),
            }
            for who, held in exact.items()
            if held != by_roles[who] and not by_roles[who] & Permission.ADMINISTRATOR
        ]
