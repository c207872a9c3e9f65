"""Channels and direct messages, and what happens to them under a bot's feet."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.servers.slack.messages import Message
    from tests.servers.slack.teams import Team
    from tests.servers.slack.wire import Json


class Channel:
    """A channel (C…), or the direct messages (D…) of one person and the bot.

    Attributes:
        stored: The messages that everybody in it can read, by time.
        replies: The times of the replies to a message, by the message's time.
        whispered: The messages that only one person sees.
        keep: How many messages are kept; all when None. Load runs set it, so that memory stays level.
        creator: The id of who made it.
        pins: The times of the messages that are pinned, in the order in which they were.
    """

    def __init__(self, team: Team, name: str, *, private: bool = False, person: str | None = None) -> None:
        self.team = team
        self.id = team.around.ids.next("C" if person is None else "D")
        self.name = name
        self.is_private = private
        self.with_person = person
        self.members: set[str] = set() if person is None else {person, team.bot_user}
        self.archived = False
        self.deleted = False
        self.stored: dict[str, Message] = {}
        self.replies: dict[str, list[str]] = {}
        self.whispered: list[Message] = []
        self.keep: int | None = None
        self.creator = team.owner
        self.pins: list[str] = []

    @property
    def is_direct(self) -> bool:
        """Tell whether it is a conversation of one person with the bot."""
        return self.with_person is not None

    @property
    def has_bot(self) -> bool:
        """Tell whether the bot is in it."""
        return self.team.bot_user in self.members

    @property
    def messages(self) -> list[Message]:
        """The messages that everybody in it can read, in order, those in threads too."""
        return list(self.stored.values())

    @property
    def kind(self) -> str:
        """How scopes and conversations.list name its kind."""
        if self.is_direct:
            return "im"
        return "private_channel" if self.is_private else "public_channel"

    @property
    def scope(self) -> str:
        """The first part of the scopes that open it: channels, groups or im."""
        return {"im": "im", "private_channel": "groups", "public_channel": "channels"}[self.kind]

    @property
    def shown_name(self) -> str:
        """The name that commands and interactions tell."""
        if self.is_direct:
            return "directmessage"
        return "privategroup" if self.is_private else self.name

    def store(self, message: Message) -> None:
        """Add a message."""
        if message.private_to is not None:
            self.whispered.append(message)
            del self.whispered[: -(self.keep or len(self.whispered))]
            return
        self.stored[message.ts] = message
        if message.root is not None and message.root != message.ts:
            self.replies.setdefault(message.root, []).append(message.ts)
        if self.keep is not None and len(self.stored) > self.keep:
            self._forget(next(iter(self.stored)))

    def take_away(self, message: Message) -> None:
        """Delete a message."""
        message.deleted = True
        if message.ts in self.pins:
            self.pins.remove(message.ts)
        if message.private_to is not None:
            self.whispered.remove(message)
            return
        if message.root is not None and message.ts in self.replies.get(message.root, ()):
            self.replies[message.root].remove(message.ts)
        del self.stored[message.ts]

    def _forget(self, ts: str) -> None:
        message = self.stored.pop(ts)
        for reply in self.replies.pop(ts, ()):
            self.stored.pop(reply, None)
        if message.root in self.replies:
            self.replies[message.root] = [each for each in self.replies[message.root] if each != ts]

    def archive(self) -> None:
        """Archive it: it can be read, and nothing be said in it."""
        self.archived = True
        name = "group_archive" if self.is_private else "channel_archive"
        self._tell(name, {"channel": self.id, "user": self.team.owner})

    def unarchive(self) -> None:
        """Open it again."""
        self.archived = False

    def delete(self) -> None:
        """Delete it with all that was said."""
        self.deleted = True
        self._tell("group_deleted" if self.is_private else "channel_deleted", {"channel": self.id})

    def remove_bot(self) -> None:
        """Put the bot out."""
        if not self.has_bot:
            return
        bot = self.team.bot_user
        left = {"user": bot, "channel": self.id, "channel_type": self.id[0], "team": self.team.id}
        self._tell("member_left_channel", left)
        self._tell("group_left" if self.is_private else "channel_left", {"channel": self.id})
        self.members.discard(bot)

    def add_bot(self) -> None:
        """Let the bot in, as by /invite."""
        self.join(self.team.bot_user)

    def join(self, person: str) -> None:
        """Let somebody in; the bot is told if it is there."""
        if person in self.members:
            return
        self.members.add(person)
        joined = {"user": person, "channel": self.id, "channel_type": self.id[0], "team": self.team.id}
        self._tell("member_joined_channel", joined | {"inviter": self.team.owner})

    def leave(self, person: str) -> None:
        """Have somebody leave; the bot is told if it is there."""
        if person == self.team.bot_user:
            self.remove_bot()
        elif person in self.members:
            self.members.discard(person)
            left = {"user": person, "channel": self.id, "channel_type": self.id[0], "team": self.team.id}
            self._tell("member_left_channel", left)

    def payload(self) -> Json:
        """Write it as conversations.info shows it."""
        told: Json = {
            "id": self.id,
            "created": 1_700_000_000,
            "is_im": self.is_direct,
            "is_archived": self.archived,
            "is_org_shared": False,
            "context_team_id": self.team.id,
            "updated": 1_700_000_000_000,
        }
        if self.is_direct:
            return told | {"user": self.with_person, "priority": 0, "is_user_deleted": False}
        return told | {
            "name": self.name,
            "name_normalized": self.name,
            "is_channel": not self.is_private,
            "is_group": False,
            "is_mpim": False,
            "is_private": self.is_private,
            "is_general": False,
            "is_shared": False,
            "is_ext_shared": False,
            "is_member": self.has_bot,
            "creator": self.creator,
            "topic": {"value": "", "creator": "", "last_set": 0},
            "purpose": {"value": "", "creator": "", "last_set": 0},
            "previous_names": [],
            "num_members": len(self.members),
        }

    def _tell(self, name: str, data: Json) -> None:
        if self.has_bot:
            self.team.tell({"type": name, "event_ts": self.team.around.stamps.next()} | data)
