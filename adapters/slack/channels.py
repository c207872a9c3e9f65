"""What a channel is to the bot: whether it is a member, and whether somebody talks with it alone there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from adapters.slack.asked import Asked
from adapters.slack.web import NoPlaceError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

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
        known: Whether Slack tells more of it; it does not of private ones that the bot is not in.
        name: What it is called.
        creator: The person who created it.
        person: The person with whom it is a conversation; empty where Slack does not tell.
        private: Whether only its members see it.
        archived: Whether it is archived, so that nothing can be posted.
    """

    member: bool
    alone: bool
    known: bool = False
    name: str = ""
    creator: str = ""
    person: str = ""
    private: bool = False
    archived: bool = False


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
        return await self.known(team, channel) or Channel(member=True, alone=False)

    async def known(self, team: str, channel: str) -> Channel | None:
        """A channel; None where Slack does not say in time."""
        return await self._asked(channel).of(team, channel)

    def note_own(self, team: str, told: Mapping[str, Any]) -> None:
        """Slack has told of a channel that the bot is in, without being asked about it alone."""
        self._channels.note(team, str(told["id"]), _read(told, member=True))

    def forget(self, team: str, channel: str) -> None:
        """Something has changed there."""
        self._asked(channel).forget(team, channel)

    async def close(self) -> None:
        """Ask for nothing any more."""
        await self._channels.close()
        await self._conversations.close()

    def _asked(self, channel: str) -> Asked[Channel]:
        return self._conversations if channel.startswith("D") else self._channels

    async def _ask(self, team: str, channel: str) -> Channel:
        try:
            answer = await self._web.call(team, "conversations.info", {"channel": channel}, longest=_LONGEST)
        except NoPlaceError as error:
            if error.thrown_out:  # that says nothing of the channel
                raise
            # It is there, since somebody is; the bot is not in it.
            return Channel(member=False, alone=False)
        found = answer.get("channel", {})
        return _read(found, member=bool(found.get("is_im") or found.get("is_member")))


def _read(told: Mapping[str, Any], *, member: bool) -> Channel:
    """A channel as Slack tells of it."""
    alone = bool(told.get("is_im"))
    return Channel(
        member=member,
        alone=alone,
        known=True,
        name="" if alone else str(told.get("name") or ""),
        creator=str(told.get("creator") or ""),
        person=str(told.get("user") or "") if alone else "",
        private=bool(told.get("is_private") or told.get("is_group") or told.get("is_mpim")),
        archived=bool(told.get("is_archived")),
    )
