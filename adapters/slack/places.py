"""Where something is on Slack: the ids of places, taken apart and put together."""

from __future__ import annotations

from dataclasses import dataclass

from bot.message import Place

PLATFORM = "slack"  # what the bot calls it, in places and in the store


@dataclass(frozen=True, slots=True)
class Spot:
    """A place by its parts.

    Attributes:
        team: The workspace, `T…`.
        channel: The channel or conversation, `C…`, `G…`, `D…`; or a person, `U…` or `W…`, for the
            conversation with them.
        thread: The `ts` of the message whose thread it is; empty outside threads.
    """

    team: str
    channel: str
    thread: str = ""

    @classmethod
    def of(cls, place: Place) -> Spot:
        """The spot that a place is."""
        team, channel, thread = (*place.id.split("/", 2), "", "")[:3]
        return cls(team, channel, thread)

    @property
    def place(self) -> Place:
        """The place at this spot, `TEAM/CHANNEL` or `TEAM/CHANNEL/THREAD`."""
        return Place(PLATFORM, "/".join(filter(None, (self.team, self.channel, self.thread))))

    @property
    def address(self) -> str:
        """The web address that leads to its channel in whichever client somebody has."""
        return f"https://slack.com/app_redirect?team={self.team}&channel={self.channel}"

    @property
    def person(self) -> bool:
        """Whether it names a person, not yet the conversation with them."""
        return self.channel.startswith(("U", "W"))
