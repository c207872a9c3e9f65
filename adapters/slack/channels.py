"""What a channel is to the bot: whether it is a member, and whether somebody talks with it alone there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from adapters.slack.asked import Asked
from bot.message import PlaceGoneError

if TYPE_CHECKING:
    from collections.abc import Callable

    from adapters.slack.web import Web

_FRESH = 60.0  # seconds; the bot may be invited at any time
_LASTING = 86_400.0  # seconds; who is in a conversation of two never changes
_LONGEST = 1.0  # seconds that Slack's limit is worth waiting for


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel or conversation.

    Attributes:
        member: Whether the bot is a member, and so can post there by itself.
        alone: Whether it is a conversation of one person with the bot.
    """

    member: bool
    alone: bool


class Channels:
    """The channels of every workspace, as far as they were met.

    Args:
        web: For asking Slack.
        now: Seconds since the epoch.
    """

    def __init__(self, web: Web, now: Callable[[], float]) -> None:
        self._web = web
        self._channels = Asked(self._ask, now, fresh=_FRESH)
        self._conversations = Asked(self._ask, now, fresh=_LASTING)

    async def of(self, team: str, channel: str) -> Channel:
        """A channel.

        Where Slack does not say in time, the bot is likely a member, and posting tells the rest; but others
        may be there, even where two people talk: what is for one of them is not shown to both.
        """
        asked = self._conversations if channel.startswith("D") else self._channels
        return await asked.of(team, channel) or Channel(member=True, alone=False)

    def note(self, team: str, channel: str) -> None:
        """Somebody has written to the bot in a conversation with it alone."""
        self._conversations.note(team, channel, Channel(member=True, alone=True))

    def forget(self, team: str, channel: str) -> None:
        """Something has changed there."""
        self._channels.forget(team, channel)

    async def close(self) -> None:
        """Ask for nothing any more."""
        await self._channels.close()
        await self._conversations.close()

    async def _ask(self, team: str, channel: str) -> Channel:
        try:
            answer = await self._web.call(team, "conversations.info", {"channel": channel}, longest=_LONGEST)
        except PlaceGoneError:  # it is there, since somebody is; the bot is not in it
            return Channel(member=False, alone=False)
        found = answer.get("channel", {})
        alone = bool(found.get("is_im"))
        return Channel(member=alone or bool(found.get("is_member")), alone=alone)
