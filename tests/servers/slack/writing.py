"""What people write, as Slack's editor makes it: what they name is tagged with its id, the rest escaped."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.servers.slack.elements import NotOfferedError
from tests.servers.slack.messages import Message
from tests.servers.slack.words import decoded, escaped

if TYPE_CHECKING:
    from tests.servers.slack.places import Channel
    from tests.servers.slack.teams import Team
    from tests.servers.slack.users import User
    from tests.servers.slack.wire import Json

# A channel's name after its sign, a person's or a group's, or an address of the web.
_NAMED = re.compile(r"(?<![^\s:=(])(?:([#@])([\w.-]+)|(https?://[^\s|]+))")
_TAG = re.compile(r"<([#@!]?)([^<>|]+)(?:\|[^<>]*)?>")


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
    written = tagged(text, author, place.team)
    if to is not None:
        written = f"<@{to}> {written}"
    section = {"type": "rich_text_section", "elements": _spans(written)}
    message.put(written, [{"type": "rich_text", "elements": [section]}])
    place.store(message)
    return message


def tagged(text: str, author: User, team: Team) -> str:
    """Write what somebody typed as Slack passes it on where it escapes, with ids behind what is named."""

    def tag(found: re.Match[str]) -> str:
        sign, name = found[1], found[2]
        if found[3]:
            return f"<{found[3]}>"
        if sign == "#":
            for channel in team.channels.values():
                seen = author.id in channel.members or not channel.is_private
                if channel.name == name and seen and not (channel.is_direct or channel.deleted):
                    return f"<#{channel.id}|{name}>"
            return found[0]
        for group in team.groups.values():
            if group.handle == name:
                return f"<!subteam^{group.id}|@{name}>"
        for user in team.users.values():
            if user.handle == name:
                return f"<@{user.id}|{name}>"
        return found[0]

    return _NAMED.sub(tag, escaped(text))


def _spans(text: str) -> list[Json]:
    """Write a text as spans: what is tagged apart from the words."""
    spans: list[Json] = []
    at = 0
    for found in _TAG.finditer(text):
        spans += _words(text[at : found.start()])
        at = found.end()
        kind, target = found[1], found[2]
        if kind == "@":
            spans.append({"type": "user", "user_id": target})
        elif kind == "#":
            spans.append({"type": "channel", "channel_id": target})
        elif kind == "!":
            spans.append({"type": "usergroup", "usergroup_id": target.removeprefix("subteam^")})
        else:
            spans.append({"type": "link", "url": decoded(target)})
    spans += _words(text[at:])
    return spans or [{"type": "text", "text": ""}]


def _words(text: str) -> list[Json]:
    return [{"type": "text", "text": decoded(text)}] if text else []
