"""A message as it stands in a channel, and as people and the Web API see it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.servers.slack import words
from tests.servers.slack.elements import Element, State, elements, named

if TYPE_CHECKING:
    from tests.servers.slack.places import Channel
    from tests.servers.slack.wire import Json


@dataclass(slots=True, eq=False)
class Message:
    """A message.

    Attributes:
        author: The id of who wrote it: a person's, or the bot's user id.
        fallback: The `text` property, which notifications and screen readers use.
        root: The time of the message that heads its thread, if it stands in one.
        private_to: The id of the only person who sees it (an ephemeral message), or None.
        edits: How often it was changed.
    """

    channel: Channel
    ts: str
    author: str
    fallback: str = ""
    blocks: list[Json] = field(default_factory=list)
    root: str | None = None
    broadcast: bool = False
    metadata: Json | None = None
    private_to: str | None = None
    by_bot: bool = False
    edits: int = 0
    edited_at: str | None = None
    deleted: bool = False
    states: dict[str, State] = field(default_factory=dict)

    def put(self, text: str, blocks: list[Json] | None) -> None:
        """Give it its words and blocks."""
        self.fallback = text
        self.blocks = named(blocks or [], f"{self.ts[-4:]}{self.edits}")

    @property
    def text(self) -> str:
        """What a person reads."""
        name = self.channel.team.name_of
        return words.read(self.blocks, name) if self.blocks else words.plain(self.fallback, name)

    @property
    def ephemeral(self) -> bool:
        """Tell whether only one person sees it."""
        return self.private_to is not None

    @property
    def elements(self) -> list[Element]:
        """All that can be touched, in the order in which it is shown."""
        return list(elements(self.blocks))

    @property
    def labels(self) -> list[str]:
        """The labels of the buttons."""
        return [each.label for each in self.elements if each.kind == "button"]

    @property
    def thread(self) -> list[Message]:
        """The replies in its thread that everybody sees, in order."""
        return [each for each in self.channel.stored.values() if each.root == self.ts and each.ts != self.ts]

    @property
    def pinned(self) -> bool:
        """Tell whether it is pinned to its channel."""
        return self.ts in self.channel.pins

    def state(self, person: str) -> State:
        """Give what somebody has chosen in it."""
        return self.states.setdefault(person, State())

    def payload(self, *, metadata: bool = False) -> Json:
        """Write the message as the Web API, events and interactions show it."""
        team = self.channel.team
        told: Json = {"type": "message", "user": self.author, "ts": self.ts, "text": self.fallback}
        told["team"] = team.id
        if self.by_bot:
            told |= {"bot_id": team.bot_id, "app_id": team.app_id, "bot_profile": team.bot_profile()}
        if self.blocks:
            told["blocks"] = self.blocks
        if self.root is not None:
            told["thread_ts"] = self.root
            head = self.channel.stored.get(self.root)
            if head is not None and head is not self:
                told["parent_user_id"] = head.author
        replies = [] if self.ephemeral else self.channel.replies.get(self.ts, [])
        if replies:
            told |= {
                "thread_ts": self.ts,
                "reply_count": len(replies),
                "reply_users": sorted({self.channel.stored[each].author for each in replies}),
                "latest_reply": replies[-1],
                "is_locked": False,
                "subscribed": False,
            }
        if self.ts in self.channel.pins:
            told["pinned_to"] = [self.channel.id]
        if self.edited_at is not None:
            told["edited"] = {"user": self.author, "ts": self.edited_at}
        if self.metadata is not None and metadata:
            told["metadata"] = self.metadata
        return told
