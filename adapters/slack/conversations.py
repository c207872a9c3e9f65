"""The conversations with persons: where a place names somebody, the channel in which they are written to."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from adapters.slack.places import Spot
    from adapters.slack.web import Web

OPEN = "conversations.open"
_KEPT = 5_000  # conversations that are remembered, about 150 bytes each


class Conversations:
    """The conversations with persons, as far as they were opened.

    Args:
        web: Slack's Web API.
    """

    def __init__(self, web: Web) -> None:
        self._web = web
        self._opened: OrderedDict[tuple[str, str], str] = OrderedDict()

    async def channel(self, spot: Spot, longest: float) -> str:
        """The channel's id; that of the conversation, where the spot names a person.

        Args:
            spot: Where.
            longest: Seconds that Slack's limits may take.

        Raises:
            PlaceError: There is no such person, or nobody may write to them.
            UnreachableError: Slack did not tell.
        """
        if not spot.person:
            return spot.channel
        who = spot.team, spot.channel
        if who not in self._opened:
            told = await self._web.call(spot.team, OPEN, {"users": spot.channel}, longest=longest)
            self._opened[who] = str(told["channel"]["id"])
            if len(self._opened) > _KEPT:
                self._opened.popitem(last=False)
        return self._opened[who]
