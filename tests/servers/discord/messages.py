"""A message: what it says now, what it said before, and what a person sees of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.servers.discord import components as parts
from tests.servers.discord.permissions import Permission
from tests.servers.discord.wire import Json, from_stamp, stamp

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.servers.discord.components import Button, Select
    from tests.servers.discord.places import Channel
    from tests.servers.discord.users import User

SUPPRESS_EMBEDS = 1 << 2
EPHEMERAL = 1 << 6
LOADING = 1 << 7
SUPPRESS_NOTIFICATIONS = 1 << 12
COMPONENTS_V2 = 1 << 15


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with a request."""

    name: str
    data: bytes
    content_type: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that hangs on a message; `data` is what was uploaded."""

    id: int
    name: str
    description: str | None
    data: bytes
    content_type: str

    def payload(self) -> Json:
        """Write it as MessageAttachmentResponse."""
        url = f"https://cdn.invalid/attachments/{self.id}/{self.name}"
        payload: Json = {
            "id": str(self.id),
            "filename": self.name,
            "size": len(self.data),
            "url": url,
            "proxy_url": url,
            "content_type": self.content_type,
        }
        return payload if self.description is None else payload | {"description": self.description}


class Message:
    """A message. Its state is what the last create or edit made it; `history` holds the states before."""

    def __init__(
        self,
        channel: Channel,
        author: User,
        *,
        flags: int = 0,
        nonce: str | int | None = None,
        private_to: User | None = None,
        metadata: Json | None = None,
        reference: Json | None = None,
        notice: bool = False,
    ) -> None:
        self.id = channel.around.ids.next()
        self.channel = channel
        self.author = author
        self.flags = flags
        self.nonce = nonce
        self.private_to = private_to
        self.metadata = metadata
        self.reference = reference
        self.notice = notice
        self.content = ""
        self.embeds: list[Json] = []
        self.components: list[Json] = []
        self.attachments: list[Attachment] = []
        self.poll: Json | None = None
        self.pings: list[str] = []
        self.notified: list[str] = []
        self.pinned = False
        self.deleted = False
        self.thread: Channel | None = None
        self.edits = 0
        self.edited: float | None = None
        self.history: list[Json] = []
        self._written: Json | None = None

    @property
    def private(self) -> bool:
        """Tell whether only one person sees it."""
        return self.private_to is not None

    @property
    def pictures(self) -> list[tuple[str, str]]:
        """The pictures of its galleries: each address, and what it shows in words."""
        return parts.pictures(self.components)

    @property
    def loading(self) -> bool:
        """Tell whether it still shows that the bot is thinking."""
        return bool(self.flags & LOADING)

    @property
    def text(self) -> str:
        """All that it says, a line each: content, embeds from top to bottom, text displays."""
        lines: list[str | None] = [self.content]
        for embed in self.embeds:
            lines += [(embed.get("author") or {}).get("name"), embed.get("title"), embed.get("description")]
            for field in embed.get("fields") or ():
                lines += [field["name"], field["value"]]
            lines.append((embed.get("footer") or {}).get("text"))
        lines += parts.texts(self.components)
        return "\n".join(line for line in lines if line)

    @property
    def buttons(self) -> list[Button]:
        """Its buttons, wherever they are nested."""
        return parts.buttons(self.components)

    @property
    def selects(self) -> list[Select]:
        """Its lists to choose from, wherever they are nested."""
        return parts.selects(self.components)

    def put(self, body: Mapping[str, object], uploads: Mapping[int, Upload], *, flags: int) -> None:
        """Take over what a valid request says; what it does not name stays as it was."""
        self._written = None
        self.flags = flags
        if "content" in body:
            self.content = str(body["content"] or "")
            self.pings = _pings(body)
        if "poll" in body and isinstance(body["poll"], dict):
            self.poll = body["poll"]
        if "attachments" in body or uploads:
            named = body.get("attachments")
            self.attachments = self._attached(named if isinstance(named, list) else [], uploads)
        embeds, components = body.get("embeds", self.embeds), body.get("components", self.components)
        urls = {attachment.name: attachment.payload() for attachment in self.attachments}
        if "embeds" in body:
            self.embeds = [_embed(embed, urls) for embed in (embeds if isinstance(embeds, list) else [])]
        if "components" in body:
            if not self.history:
                self.notified = _notified(self.channel, self.author, body)
            self.components = parts.shown(components if isinstance(components, list) else [], urls)

    def edit(self, body: Mapping[str, object], uploads: Mapping[int, Upload], *, flags: int) -> None:
        """Take over an edit, and remember what it said before."""
        self.history.append(self.payload())
        self.edits += 1
        self.edited = from_stamp(self.channel.around.ids.next())
        self.put(body, uploads, flags=flags)

    def _attached(self, named: list[Json], uploads: Mapping[int, Upload]) -> list[Attachment]:
        kept = {str(attachment.id): attachment for attachment in self.attachments}
        listed = {str(each["id"]): each for each in named}
        attachments = [kept[key] for key in listed if key in kept]
        for index, upload in sorted(uploads.items()):
            entry = listed.get(str(index), {})
            attachments.append(
                Attachment(
                    id=self.channel.around.ids.next(),
                    name=entry.get("filename") or upload.name,
                    description=entry.get("description"),
                    data=upload.data,
                    content_type=upload.content_type,
                )
            )
        return attachments

    def delete(self) -> None:
        """Take the message away, and tell the bot when it was there for all."""
        self.deleted = True
        self.channel.stored.pop(self.id, None)
        guild = self.channel.guild
        if self.private_to is None and (guild is None or (guild.has_bot and guild.is_available)):
            data: Json = {"id": str(self.id), "channel_id": str(self.channel.id)}
            if guild is not None:
                data["guild_id"] = str(guild.id)
            self.channel.around.tell("MESSAGE_DELETE", data, None if guild is None else guild.id)

    def payload(self) -> Json:
        """Write the message as MessageResponse. The same object is given until the message changes."""
        if self._written is None:
            self._written = self._write()
        return self._written

    def touch(self) -> None:
        """Forget the written form, after a change from outside (a pin, a thread)."""
        self._written = None

    def _kind(self) -> int:
        """Tell its type (reference, "Message Types")."""
        if self.notice:
            return 6  # somebody pinned a message
        return 20 if self.metadata and self.metadata["type"] == 2 else 19 if self.reference else 0

    def _write(self) -> Json:
        payload: Json = {
            "id": str(self.id),
            "type": self._kind(),
            "channel_id": str(self.channel.id),
            "author": self.author.payload(),
            "content": self.content,
            "timestamp": stamp(from_stamp(self.id)),
            "edited_timestamp": None if self.edited is None else stamp(self.edited),
            "tts": False,
            "mention_everyone": False,
            "mentions": [],
            "mention_roles": self.notified,
            "attachments": [attachment.payload() for attachment in self.attachments],
            "embeds": self.embeds,
            "components": self.components,
            "pinned": self.pinned,
            "flags": self.flags,
        }
        if self.author.bot:
            payload["application_id"] = str(self.author.id)
        if self.nonce is not None:
            payload["nonce"] = self.nonce
        if self.metadata is not None:
            payload["interaction_metadata"] = self.metadata
            payload["webhook_id"] = str(self.author.id)
        if self.reference is not None:
            payload["message_reference"] = self.reference
        if self.thread is not None:
            payload["thread"] = self.thread.payload()
        return payload


_PING = re.compile(r"<@!?(\d+)>")


def _pings(body: Mapping[str, object]) -> list[str]:
    """Tell whose ids a text really pings: those named in it that `allowed_mentions` lists or lets through."""
    named = _PING.findall(str(body.get("content") or ""))
    allowed = body.get("allowed_mentions")
    if not isinstance(allowed, dict) or "users" in (allowed.get("parse") or ()):
        return named
    listed = {str(user) for user in allowed.get("users") or ()}
    return [user for user in named if user in listed]


_ROLE = re.compile(r"<@&(\d+)>")


def _notified(channel: Channel, author: User, body: Mapping[str, object]) -> list[str]:
    """Tell which roles a new message really notifies.

    Those mentioned in it that `allowed_mentions` lists, if anyone may mention them or the author may all.
    """
    components, allowed, guild = body.get("components"), body.get("allowed_mentions"), channel.guild
    if not isinstance(components, list) or not isinstance(allowed, dict) or guild is None:
        return []
    named = [role for text in parts.texts(components) for role in _ROLE.findall(text)]
    listed = {str(role) for role in allowed.get("roles") or ()}
    may = channel.permissions_of(author) & Permission.MENTION_EVERYONE
    roles = [guild.roles.get(int(each)) for each in dict.fromkeys(named) if each in listed]
    return [str(role.id) for role in roles if role is not None and (may or role.mentionable)]


_MEDIA = re.compile(r"^attachment://(.+)$")


def _embed(embed: Json, urls: dict[str, Json]) -> Json:
    copy: Json = {key: value for key, value in embed.items() if value is not None} | {"type": "rich"}
    if "fields" in copy:
        copy["fields"] = [{"inline": False} | field for field in copy["fields"]]
    for media in ("image", "thumbnail"):
        if media in copy:
            found = _MEDIA.match(copy[media]["url"])
            attachment = urls.get(found[1]) if found else None
            copy[media] = {"url": attachment["url"] if attachment else copy[media]["url"]}
    return copy
