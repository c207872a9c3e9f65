"""What a person does with the bot: the interaction, the payload that tells the bot, and the reply."""

from __future__ import annotations

import asyncio
import secrets
import time
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.servers.discord.calls import Times
    from tests.servers.discord.messages import Message
    from tests.servers.discord.places import Channel
    from tests.servers.discord.users import User
    from tests.servers.discord.wire import Json, Snowflakes


class Doing(IntEnum):
    """What a person did (reference, "Interaction Type")."""

    COMMAND = 2
    PRESS = 3
    COMPLETE = 4
    SUBMIT = 5


class Callback(IntEnum):
    """How the bot answered (reference, "Interaction Callback Type")."""

    MESSAGE = 4
    DEFERRED_MESSAGE = 5
    DEFERRED_UPDATE = 6
    UPDATE = 7
    CHOICES = 8
    MODAL = 9


ATTACHMENT_LIMIT = 10 * 1024 * 1024
"""Bytes that a file in a reply may have in a guild without boosts."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One completion that the bot offered."""

    name: str
    value: str | int | float


@dataclass(frozen=True, slots=True)
class Modal:
    """A form that the bot opened. `components` as the bot sent them; `opened_by` is the interaction."""

    title: str
    custom_id: str
    components: list[Json]
    opened_by: Interaction


class Interaction:
    """One thing that a person did, and how far the bot has come with it.

    `sent` is when the bot was told, on time.monotonic()'s clock; the bot must answer within the server's
    limit from then, also when the gateway had to be resumed in between. `waiting` gets the body of the first
    answer, `done` the moment (same clock) from which there was nothing more to wait for.
    """

    __slots__ = (
        "answered",
        "callback",
        "data",
        "doing",
        "done",
        "followups",
        "id",
        "modal",
        "original",
        "person",
        "place",
        "private",
        "sent",
        "source",
        "token",
        "waiting",
    )

    def __init__(
        self,
        ids: Snowflakes,
        doing: Doing,
        person: User,
        place: Channel,
        data: Json,
        *,
        source: Message | None = None,
        sent: float | None = None,
    ) -> None:
        self.id = ids.next()
        self.token = f"{self.id:x}{secrets.token_hex(16)}"
        self.doing = doing
        self.person = person
        self.place = place
        self.data = data
        self.source = source
        self.sent = time.monotonic() if sent is None else sent
        self.callback: Callback | None = None
        self.answered: float | None = None
        self.private = False
        self.original: Message | None = None
        self.modal: Modal | None = None
        self.followups: list[Message] = []
        loop = asyncio.get_running_loop()
        self.waiting: asyncio.Future[Json] = loop.create_future()
        self.done: asyncio.Future[float] = loop.create_future()

    def finish(self, now: float) -> None:
        """Note that the answer is there: the first one, or what a deferred one was put off for."""
        if not self.done.done():
            self.done.set_result(now)

    @property
    def seconds(self) -> float | None:
        """Tell how long the bot took for its first answer; None while there is none."""
        return None if self.answered is None else self.answered - self.sent

    def pending(self, now: float, times: Times) -> bool:
        """Tell whether an answer may still come: the first one, or what a deferred one was put off for."""
        if self.callback is None:
            return now - self.sent <= times.answer_within
        return self.original is not None and self.original.loading and not self.original.deleted

    def metadata(self) -> Json:
        """Write what a message that answers this tells about its cause (interaction_metadata)."""
        owners = {"0": "0" if self.place.guild is None else str(self.place.guild.id)}
        payload: Json = {
            "id": str(self.id),
            "type": int(self.doing),
            "user": self.person.payload(),
            "authorizing_integration_owners": owners,
        }
        if self.doing is Doing.PRESS and self.source is not None:
            payload["interacted_message_id"] = str(self.source.id)
        if self.doing is Doing.SUBMIT:
            payload["triggering_interaction_metadata"] = self.data["opened_by"]
        return payload

    def template(self, application: int) -> Json:
        """Write all of INTERACTION_CREATE but `id` and `token`, which differ each time."""
        place, guild = self.place, self.place.guild
        permissions = place.permissions_of(self.person)
        payload: Json = {
            "application_id": str(application),
            "type": int(self.doing),
            "data": {key: value for key, value in self.data.items() if key != "opened_by"},
            "channel_id": str(place.id),
            "channel": partial_channel(place, permissions),
            "version": 1,
            "locale": self.person.locale,
            "app_permissions": str(place.permissions_of(place.around.bot)),
            "entitlements": [],
            "attachment_size_limit": ATTACHMENT_LIMIT,
        }
        if guild is None:
            payload |= {
                "user": self.person.payload(),
                "context": 1,
                "authorizing_integration_owners": {"0": "0"},
            }
        else:
            payload |= {
                "guild_id": str(guild.id),
                "guild": {"id": str(guild.id), "locale": guild.locale, "features": []},
                "guild_locale": guild.locale,
                "member": guild.member(self.person) | {"permissions": str(permissions)},
                "context": 0,
                "authorizing_integration_owners": {"0": str(guild.id)},
            }
        if self.source is not None:
            payload["message"] = self.source.payload()
        return payload

    def payload(self, application: int) -> Json:
        """Write INTERACTION_CREATE's data."""
        return {"id": str(self.id), "token": self.token} | self.template(application)


def partial_channel(place: Channel, permissions: int) -> Json:
    """Write a place as interactions show it: with what the person may do there."""
    whole = place.payload()
    kept = (
        "id",
        "type",
        "name",
        "flags",
        "guild_id",
        "parent_id",
        "last_message_id",
        "rate_limit_per_user",
        "position",
        "topic",
        "nsfw",
        "thread_metadata",
        "owner_id",
        "message_count",
        "member_count",
        "total_message_sent",
    )
    partial = {key: whole[key] for key in kept if key in whole}
    return partial | {"permissions": str(permissions)} if place.guild is not None else partial
