"""Who is who: an account of a person or of the bot, as its payloads show it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.servers.discord.wire import Json


@dataclass(frozen=True, slots=True)
class User:
    """An account. `locale` is what its client is set to."""

    id: int
    name: str
    bot: bool = False
    locale: str = "en-US"

    def payload(self) -> Json:
        """Write the account as UserResponse in the description."""
        payload: Json = {
            "id": str(self.id),
            "username": self.name.lower().replace(" ", "_"),
            "global_name": None if self.bot else self.name,
            "discriminator": "0000" if self.bot else "0",
            "avatar": None,
            "public_flags": 0,
            "flags": 0,
            "primary_guild": None,
        }
        return payload | {"bot": True} if self.bot else payload


def member_payload(user: User | None, roles: list[str], joined: str) -> Json:
    """Write a member of a guild as GuildMemberResponse; without `user` as in a message's `member`."""
    payload: Json = {
        "roles": roles,
        "joined_at": joined,
        "nick": None,
        "avatar": None,
        "banner": None,
        "flags": 0,
        "pending": False,
        "premium_since": None,
        "communication_disabled_until": None,
        "mute": False,
        "deaf": False,
    }
    return payload if user is None else payload | {"user": user.payload()}
