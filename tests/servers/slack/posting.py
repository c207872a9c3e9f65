"""Putting the bot's messages into channels, by whatever way they came."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.servers.slack.messages import Message

if TYPE_CHECKING:
    from tests.servers.slack.acts import Act
    from tests.servers.slack.events import Events
    from tests.servers.slack.places import Channel
    from tests.servers.slack.wire import Json
    from tests.servers.slack.world import World


@dataclass(slots=True)
class Posting:
    """Posts, changes and deletes in the name of the bot."""

    world: World
    events: Events

    def post(
        self,
        channel: Channel,
        payload: Json,
        *,
        root: str | None = None,
        private_to: str | None = None,
        act: Act | None = None,
    ) -> Message:
        """Put a message of the bot into a channel, or a thread of it, for all or for one person.

        `act` is what a person did that this answers, where the bot said so; others then wait on.
        """
        team = channel.team
        message = Message(channel, team.around.stamps.next(), team.bot_user, by_bot=True)
        message.root, message.private_to = root, private_to
        message.metadata = payload.get("metadata")
        message.put(payload.get("text") or "", payload.get("blocks"))
        channel.store(message)
        self.events.message(message)
        if act is None:
            self.world.said(message)
        return message

    def change(self, message: Message, payload: Json, *, act: Act | None = None) -> None:
        """Change a message of the bot. Text without blocks takes the blocks away."""
        before = message.payload()
        message.edits += 1
        if not payload.get("blocks"):
            # Changing blocks leaves no mark that a person sees; changing only text does.
            message.edited_at = message.channel.team.around.stamps.next()
        if payload.get("metadata") is not None:
            message.metadata = payload["metadata"]
        message.put(payload.get("text") or "", payload.get("blocks"))
        self.events.changed(message, before)
        if act is None:
            self.world.said(message, changed=True)

    def delete(self, message: Message) -> None:
        """Delete a message."""
        before = message.payload()
        message.channel.take_away(message)
        self.events.deleted(message, before)
        self.world.changed()
