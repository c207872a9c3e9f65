"""What Discord tells of channels and roles: with an interaction, and before it of the server's."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import discord

from adapters.discord.client import PLATFORM
from adapters.discord.permissions import (
    VIEWS,
    lacking,
    lacking_beside,
    manages_channel,
    manages_threads,
    notifies,
)
from bot.app import Channel
from bot.message import Place

if TYPE_CHECKING:
    from collections.abc import Mapping

_ID = re.compile(r"(?:<(?:#|@&))?([1-9][0-9]{0,18})>?")
# Discord's numbers for what messages are posted in: text channels and announcements, and their threads. In a
# forum, only its posts take messages; they are threads.
_ROOMS, _THREADS, _FORUM = frozenset({0, 5}), frozenset({10, 11, 12}), 15
_INSTEAD = "a text channel, chosen instead of this one"  # of voice and stages, where people can write, too


@dataclass(frozen=True, slots=True)
class _Named:
    """A channel that was named: what the person may do there, and what the bot lacks."""

    name: str
    permissions: int
    lacking: tuple[str, ...]
    lacking_beside: Mapping[str, tuple[str, ...]]


class Channels:
    """The channels and roles of an interaction's server, for the person whose interaction it is.

    What was chosen comes with the interaction, and what the person may do there; of other channels, such as
    one that a button stands for, it is reckoned from the roles that the person has.

    Args:
        interaction: The interaction.
        data: Its data.
        present: Whether the bot is a member of the server.
    """

    def __init__(self, interaction: discord.Interaction, data: Mapping[str, Any], *, present: bool) -> None:
        self._interaction = interaction
        self._resolved: Mapping[str, Any] = data.get("resolved") or {}
        self._present = present

    async def find(self, named: str) -> Channel | None:
        """A channel by its id, or that of the interaction. See `bot.app.Channels.find`."""
        here, number = self._interaction.channel_id, _number(named)
        if not named or number == here:
            return self._here(str(here or ""))
        named_one = self._chosen(number) or self._known(number) if number is not None else None
        if named_one is None or not VIEWS & named_one.permissions:
            return None
        return Channel(
            Place(PLATFORM, str(number)),
            f"#{named_one.name}",
            manages_channel(named_one.permissions),
            named_one.lacking,
            named_one.lacking_beside,
        )

    async def role(self, named: str) -> str | None:
        """The id of a role that may be notified, by its id or name. See `bot.app.Channels.role`.

        None for everybody's role and for a name that several have. None also for a role that not anyone may
        mention, unless both the bot and the person may: without the bot's right Discord would show it without
        notifying it, and nobody gets through the bot what they may not do themselves.
        """
        guild, number, name = self._interaction.guild, _number(named), _name(named)
        if guild is None:
            return None
        allowed = self._interaction.app_permissions, self._interaction.permissions
        any_role = all(notifies(each.value) for each in allowed)
        found = [
            role
            for role in guild.roles
            if (role.id == number or _name(role.name) == name)
            and not role.is_default()
            and (any_role or role.mentionable)
        ]
        return str(found[0].id) if len(found) == 1 else None

    async def zone(self) -> str:
        """Nothing: Discord does not tell where people are."""
        return ""

    def _here(self, place: str) -> Channel:
        interaction = self._interaction
        channel = interaction.channel
        if interaction.guild_id is None:
            return Channel(Place(PLATFORM, place), "", manages=interaction.context.dm_channel)
        name, thread = getattr(channel, "name", None), isinstance(channel, discord.Thread)
        granted = interaction.app_permissions.value if self._present else 0
        missing = lacking(
            granted, thread=thread, locked=isinstance(channel, discord.Thread) and channel.locked
        )
        if channel is not None and channel.type.value not in _ROOMS | _THREADS:
            missing = (_INSTEAD,)
        return Channel(
            Place(PLATFORM, place),
            f"#{name}" if name else "",
            manages_channel(interaction.permissions.value),
            missing,
            lacking_beside(granted, thread=thread),
        )

    def _chosen(self, number: int) -> _Named | None:
        """A channel that was chosen: Discord tells what the person may do there."""
        guild = self._interaction.guild
        chosen = (self._resolved.get("channels") or {}).get(str(number))
        if chosen is None or guild is None:
            return None
        known = guild.get_channel_or_thread(number)
        if known is None and chosen["type"] in _THREADS:  # it was archived
            known = guild.get_channel(int(chosen.get("parent_id") or 0))
        name, permissions = str(chosen.get("name") or ""), int(chosen["permissions"])
        return self._named(name, permissions, int(chosen["type"]), known)

    def _known(self, number: int) -> _Named | None:
        """Another channel of the server: what the person may do there is reckoned from their roles."""
        guild, person = self._interaction.guild, self._interaction.user
        known = guild.get_channel_or_thread(number) if guild is not None else None
        if known is None or not isinstance(person, discord.Member):
            return None
        if isinstance(known, discord.Thread) and not _sees(person, known):
            return None
        return self._named(known.name, known.permissions_for(person).value, known.type.value, known)

    def _named(
        self, name: str, permissions: int, kind: int, known: discord.abc.GuildChannel | discord.Thread | None
    ) -> _Named | None:
        """A channel where messages can be posted; of a forum, what has to be done for it."""
        if kind == _FORUM:
            return _Named(name, permissions, ("one of its posts, chosen instead of the forum",), {})
        if kind not in _ROOMS | _THREADS:
            return None
        locked = isinstance(known, discord.Thread) and known.locked
        granted, thread = self._granted(known), kind in _THREADS
        missing = lacking(granted, thread=thread, locked=locked)
        return _Named(name, permissions, missing, lacking_beside(granted, thread=thread))

    def _granted(self, channel: discord.abc.GuildChannel | discord.Thread | None) -> int:
        """What the bot may do in a channel; nothing where neither is known."""
        me = self._interaction.client.user
        if channel is None or me is None or not self._present:
            return 0
        if isinstance(channel, discord.Thread) and channel.parent is None:
            return 0
        member = channel.guild.get_member(me.id)
        return channel.permissions_for(member).value if member is not None else 0


def _sees(person: discord.Member, thread: discord.Thread) -> bool:
    """Whether somebody who sees its channel sees a thread, as far as that is known here.

    A private one is for those who manage threads, and for its members. Without an intent that is privileged
    Discord tells of few of them but who opened it; inside the thread, everybody is known to see it.
    """
    if thread.parent is None:
        return False
    if not thread.is_private() or manages_threads(thread.permissions_for(person).value):
        return True
    return person.id in {thread.owner_id, *(member.id for member in thread.members)}


def _name(typed: str) -> str:
    """A role's name, without the sign that stands before it where it is mentioned."""
    return typed.strip().removeprefix("@").casefold()


def _number(named: str) -> int | None:
    """The id in what was given: the number itself, or as Discord writes a mention of it."""
    found = _ID.fullmatch(named.strip())
    return int(found[1]) if found else None
