"""One call of the Web API: who calls, with what, and looking up what the arguments name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import orjson

from tests.servers.slack.answers import ApiError

if TYPE_CHECKING:
    from tests.servers.slack.acks import Acks
    from tests.servers.slack.events import Events
    from tests.servers.slack.judging import Judge
    from tests.servers.slack.messages import Message
    from tests.servers.slack.oauth import OAuth
    from tests.servers.slack.places import Channel
    from tests.servers.slack.posting import Posting
    from tests.servers.slack.socket_mode import SocketMode
    from tests.servers.slack.teams import Installation, Team
    from tests.servers.slack.wire import Json
    from tests.servers.slack.world import World


@dataclass(slots=True)
class Request:
    """A request as it came, for tests to look at. `answer` is what was written back."""

    method: str
    arguments: Json
    team: str
    at: float
    status: int = 0
    answer: Json | str | None = None


@dataclass(frozen=True, slots=True)
class Server:
    """What methods act on."""

    world: World
    judge: Judge
    events: Events
    posting: Posting
    acks: Acks
    socket: SocketMode
    oauth: OAuth


@dataclass(frozen=True, slots=True)
class Call:
    """One call with the bot's token."""

    server: Server
    method: str
    arguments: Json
    team: Team
    installation: Installation

    @property
    def world(self) -> World:
        """All there is."""
        return self.server.world

    def text(self, name: str, *, missing: str = "invalid_arguments") -> str:
        """Give an argument that must be there."""
        value = self.arguments.get(name)
        if value in {None, ""}:
            raise ApiError(missing, [f"missing required field: {name}"])
        return str(value)

    def number(self, name: str, default: int, most: int) -> int:
        """Give a number from 1 to `most`."""
        value = str(self.arguments.get(name) or default)
        if not value.isdecimal() or not 1 <= int(value) <= most:
            raise ApiError("invalid_limit", [f"{name}: {value} is not 1 to {most}"])
        return int(value)

    def parsed(self, name: str, kind: type, error: str) -> Json:
        """Give the arguments with one of them read from JSON, where it is written as a string."""
        value = self.arguments.get(name)
        if isinstance(value, str) and value:
            try:
                value = orjson.loads(value)
            except orjson.JSONDecodeError:
                raise ApiError(error, [f"{name} is no JSON"]) from None
        if value is not None and value != "" and not isinstance(value, kind):
            raise ApiError(error, [f"{name} is no {kind.__name__}"])
        return self.arguments | {name: value or None}

    def need(self, *scopes: str) -> None:
        """Refuse where none of these permissions was granted."""
        if not any(scope in self.installation.scopes for scope in scopes):
            provided = ",".join(sorted(self.installation.scopes))
            raise ApiError("missing_scope", extra={"needed": ",".join(scopes), "provided": provided})

    def channel(self, *, person: bool = False, inside: bool = True) -> Channel:
        """Find the channel that the call names.

        Args:
            person: Whether the id of a person may stand for their direct messages.
            inside: Whether the bot must be in it.

        Raises:
            ApiError: There is none, or the bot may not know of it, or is not in it.
        """
        name = self.text("channel", missing="channel_not_found")
        channel = self.team.channels.get(name)
        if channel is None and person and name in self.team.users and name != self.team.bot_user:
            channel = self.team.direct(name)
        if channel is None:
            self.server.judge.violations.append(f"{self.method}: there never was a channel {name!r}")
        if channel is None or channel.deleted or (channel.is_private and not channel.has_bot):
            raise ApiError("channel_not_found")
        if inside and not channel.has_bot:
            raise ApiError("not_in_channel")
        return channel

    def message(self, channel: Channel, name: str = "ts", error: str = "message_not_found") -> Message:
        """Find the message that the call names. Those that only one person sees are not found."""
        found = channel.stored.get(self.text(name, missing=error))
        if found is None:
            raise ApiError(error)
        return found
