"""Guilds: their roles, what people and the bot may do in them, and the bot's coming and going."""

from __future__ import annotations

from dataclasses import dataclass

from tests.servers.discord.permissions import PEOPLE, effective
from tests.servers.discord.places import Channel, Kind, Surroundings
from tests.servers.discord.users import User, member_payload
from tests.servers.discord.wire import Json, from_stamp, stamp


@dataclass(frozen=True, slots=True)
class Role:
    """A role of a guild. `bot` marks the role that came with our bot; `mentionable` lets anyone notify it."""

    id: int
    name: str
    permissions: int
    position: int
    bot: int | None = None
    mentionable: bool = False

    def payload(self) -> Json:
        """Write the role as GuildRoleResponse."""
        payload: Json = {
            "id": str(self.id),
            "name": self.name,
            "permissions": str(int(self.permissions)),
            "position": self.position,
            "color": 0,
            "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
            "hoist": False,
            "managed": self.bot is not None,
            "mentionable": self.mentionable,
            "icon": None,
            "unicode_emoji": None,
            "flags": 0,
        }
        return payload if self.bot is None else payload | {"tags": {"bot_id": str(self.bot)}}


class Guild:
    """A guild ("server" in the client). Everybody is a member; what each may do is set by `permit`.

    Whoever was given rights of their own has them by a role, and where that is not exact, by overwrites.
    """

    def __init__(
        self, around: Surroundings, snowflake: int, name: str, *, locale: str, bot_permissions: int
    ) -> None:
        self.id = snowflake
        self.name = name
        self.locale = locale
        self.around = around
        self.channels: dict[int, Channel] = {}
        self.has_bot = True
        self.is_available = True
        self.owner = around.ids.next()
        # What @everyone has is made so that exactly the bot's rights come out of it and the bot's own role.
        self.bot_role = Role(around.ids.next(), around.bot.name, int(bot_permissions), 1, bot=around.bot.id)
        self.everyone = Role(self.id, "@everyone", int(PEOPLE & bot_permissions), 0)
        self.roles: dict[int, Role] = {role.id: role for role in (self.everyone, self.bot_role)}
        self._permitted: dict[int, int] = {}
        self._own_roles: dict[int, int] = {}

    def add_channel(self, name: str, *, kind: Kind = Kind.TEXT, topic: str | None = None) -> Channel:
        """Add a channel and tell the bot."""
        channel = Channel(self.around, kind, name, guild=self, topic=topic)
        self._tell("CHANNEL_CREATE", channel.payload())
        return channel

    def add_forum(self, name: str) -> Channel:
        """Add a forum: a channel whose posts are threads and that holds no messages itself."""
        return self.add_channel(name, kind=Kind.FORUM)

    def add_role(self, name: str, permissions: int = 0, *, mentionable: bool = False) -> Role:
        """Add a role and tell the bot."""
        role = Role(self.around.ids.next(), name, int(permissions), len(self.roles), mentionable=mentionable)
        self.roles[role.id] = role
        self._tell("GUILD_ROLE_CREATE", {"guild_id": str(self.id), "role": role.payload()})
        return role

    def permit(self, who: User, permissions: int) -> None:
        """Let this person do exactly these things in the whole guild, instead of what people usually may."""
        self._permitted[who.id] = int(permissions)
        if who.id in self._own_roles:
            old = self.roles[self._own_roles[who.id]]
            role = Role(old.id, old.name, int(permissions), old.position)
            self.roles[role.id] = role
            self._tell("GUILD_ROLE_UPDATE", {"guild_id": str(self.id), "role": role.payload()})
        else:
            self._own_roles[who.id] = self.add_role(f"Role of {who.name}", permissions).id
        for channel in self.channels.values():
            channel.told_rights()

    def people(self) -> list[int]:
        """List those who were given rights of their own in the whole guild."""
        return list(self._permitted)

    def by_roles(self, who: int) -> int:
        """Tell what somebody may do by the roles alone, as a client reckons it."""
        own = self._own_roles.get(who)
        return self.everyone.permissions | (self.roles[own].permissions if own is not None else 0)

    def permissions_of(self, who: User) -> int:
        """Tell what somebody may do where no channel says otherwise."""
        if who.id == self.around.bot.id:
            return effective(self.bot_role.permissions)
        return self.permissions_of_id(who.id)

    def permissions_of_id(self, who: int) -> int:
        """Tell what the person with this id may do where no channel says otherwise."""
        return effective(self._permitted.get(who, int(PEOPLE)))

    def permit_bot(self, permissions: int) -> None:
        """Let the bot do exactly these things in the whole guild (channels may differ), and tell it."""
        self.everyone = Role(self.id, "@everyone", int(PEOPLE & permissions), 0)
        self.bot_role = Role(
            self.bot_role.id, self.bot_role.name, int(permissions), 1, bot=self.around.bot.id
        )
        self.roles |= {role.id: role for role in (self.everyone, self.bot_role)}
        for role in (self.everyone, self.bot_role):
            self._tell("GUILD_ROLE_UPDATE", {"guild_id": str(self.id), "role": role.payload()})

    def remove_bot(self) -> None:
        """Throw the bot out: GUILD_DELETE without `unavailable`."""
        self._tell("GUILD_DELETE", {"id": str(self.id)})
        self.has_bot = False

    def add_bot(self) -> None:
        """Invite the bot again: GUILD_CREATE as of a guild that is new to it."""
        self.has_bot = True
        self._tell("GUILD_CREATE", self.creation())

    def unavailable(self) -> None:
        """Go out of service, as in an outage: GUILD_DELETE with `unavailable`."""
        self._tell("GUILD_DELETE", {"id": str(self.id), "unavailable": True})
        self.is_available = False

    def available(self) -> None:
        """Come back from an outage."""
        self.is_available = True
        self._tell("GUILD_CREATE", self.creation() | {"unavailable": False})

    def _tell(self, name: str, data: Json) -> None:
        if self.has_bot and self.is_available:
            self.around.tell(name, data, self.id)

    def bot_member(self) -> Json:
        """Write the bot's own membership."""
        joined = stamp(from_stamp(self.id))
        return member_payload(self.around.bot, [str(self.bot_role.id)], joined)

    def member(self, who: User, *, with_user: bool = True) -> Json:
        """Write a person's membership."""
        own = self._own_roles.get(who.id)
        roles = [] if own is None else [str(own)]
        return member_payload(who if with_user else None, roles, stamp(from_stamp(self.id)))

    def payload(self) -> Json:
        """Write the guild as GuildWithCountsResponse."""
        return {
            "id": str(self.id),
            "name": self.name,
            "owner_id": str(self.owner),
            "roles": [role.payload() for role in self.roles.values()],
            "preferred_locale": self.locale,
            **_BARE,
        }

    def creation(self) -> Json:
        """Write the guild as GUILD_CREATE tells it: with channels, threads and the bot's own membership."""
        return self.payload() | {
            "joined_at": stamp(from_stamp(self.id)),
            "large": False,
            "member_count": 30,
            "voice_states": [],
            "members": [self.bot_member()],
            "channels": [channel.payload() for channel in self.channels.values() if not channel.is_thread],
            "threads": [
                channel.payload()
                for channel in self.channels.values()
                if channel.is_thread and not channel.archived
            ],
            "presences": [],
            "stage_instances": [],
            "guild_scheduled_events": [],
            "soundboard_sounds": [],
        }


_BARE: Json = {
    "icon": None,
    "description": None,
    "home_header": None,
    "splash": None,
    "discovery_splash": None,
    "features": [],
    "banner": None,
    "application_id": None,
    "region": "us-west",
    "afk_channel_id": None,
    "afk_timeout": 300,
    "system_channel_id": None,
    "system_channel_flags": 0,
    "widget_enabled": False,
    "widget_channel_id": None,
    "verification_level": 0,
    "default_message_notifications": 0,
    "mfa_level": 0,
    "explicit_content_filter": 0,
    "max_presences": None,
    "max_members": 500_000,
    "max_stage_video_channel_users": 50,
    "max_video_channel_users": 25,
    "vanity_url_code": None,
    "premium_tier": 0,
    "premium_subscription_count": 0,
    "rules_channel_id": None,
    "safety_alerts_channel_id": None,
    "public_updates_channel_id": None,
    "premium_progress_bar_enabled": False,
    "nsfw": False,
    "nsfw_level": 0,
    "emojis": [],
    "stickers": [],
    "incidents_data": None,
}
"""What GuildWithCountsResponse demands and no test looks at."""
