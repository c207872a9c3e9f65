"""Messages that people write, as Slack's editor makes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.servers.slack.elements import NotOfferedError
from tests.servers.slack.messages import Message
from tests.servers.slack.words import decoded, escaped

if TYPE_CHECKING:
    from tests.servers.slack.places import Channel
    from tests.servers.slack.users import User
    from tests.servers.slack.wire import Json


def wrote(
    author: User, place: Channel, text: str, *, thread: Message | None = None, to: str | None = None
) -> Message:
    """Put a message of a person into a channel or a thread; `to` is the id of who is mentioned at its head.

    Raises:
        NotOfferedError: The person cannot write there.
    """
    if author.id not in place.members:
        raise NotOfferedError(f"{author.name} is not in #{place.name}")
    if place.archived or place.deleted:
        raise NotOfferedError(f"nothing can be said in #{place.name} any more")
    message = Message(place, place.team.around.stamps.next(), author.id)
    message.root = None if thread is None else thread.root or thread.ts
    written = escaped(text) if to is None else f"<@{to}> {escaped(text)}"
    section = {"type": "rich_text_section", "elements": _spans(written)}
    message.put(written, [{"type": "rich_text", "elements": [section]}])
    place.store(message)
    return message


def _spans(text: str) -> list[Json]:
    """Write a text as spans: a mention at its head apart from the words."""
    if not text.startswith("<@"):
        return [{"type": "text", "text": decoded(text)}]
    person, words = text[2:].split(">", 1)
    return [{"type": "user", "user_id": person}, {"type": "text", "text": decoded(words)}]
