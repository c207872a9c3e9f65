"""What a workspace calls its channels and its groups of people, and in which channels somebody is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from adapters.slack.conversations import Conversations

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from adapters.slack.places import Spot
    from adapters.slack.trying import Trying
    from adapters.slack.web import Web

_LONGEST = 5.0  # seconds that Slack's limits may take: somebody waits
_PAGE = 999  # of what is listed; Slack takes less than 1,000
_PAGES = 10  # what a workspace has beyond, can be named by choosing it from Slack's own list
_OWN, _ALL = "users.conversations", "conversations.list"
_PUBLIC, _PRIVATE = "public_channel", "private_channel"


class Directory:
    """Finds channels and groups by what they are called.

    Args:
        web: Slack's Web API.
        trying: Asks again, and tells what the bot may not ask.
    """

    def __init__(self, web: Web, trying: Trying) -> None:
        self._web = web
        self._trying = trying
        self._conversations = Conversations(web)

    async def conversation(self, spot: Spot) -> str:
        """The id of a spot's channel; of a person's, the conversation with them.

        Raises:
            PlaceError: Nobody may write to them.
            UnreachableError: Slack did not tell.
        """
        return await self._trying(
            spot.place, lambda left: self._conversations.channel(spot, left), longest=_LONGEST
        )

    async def channel(self, spot: Spot, name: str) -> str:
        """The id of the channel of a name; empty where the bot knows none.

        Args:
            spot: Where somebody names it.
            name: Its name, without a sign before it, in small letters.

        Raises:
            PlaceError: The bot may not ask.
            UnreachableError: Slack did not tell.
        """
        public = self._listed(spot, _ALL, {"types": _PUBLIC, "exclude_archived": True})
        for listed in (self.own(spot), public):  # the bot's own first, which are few
            async for each in listed:
                if each.get("name") == name:
                    return str(each["id"])
        return ""

    def own(self, spot: Spot) -> AsyncIterator[dict[str, Any]]:
        """The channels of the workspace that the bot is in, as Slack tells of them. Raises as `channel`."""
        return self._listed(spot, _OWN, {"types": f"{_PUBLIC},{_PRIVATE}"})

    async def shared(self, spot: Spot, person: str) -> frozenset[str]:
        """The ids of the private channels that a person and the bot are in. Raises as `channel`."""
        listed = self._listed(spot, _OWN, {"types": _PRIVATE, "user": person})
        return frozenset([str(each["id"]) async for each in listed])

    async def group(self, spot: Spot, handle: str) -> str:
        """The id of the group of people of a handle; empty where there is none. As `channel` otherwise."""
        told = await self._asked(spot, "usergroups.list", {})
        for each in told.get("usergroups") or ():
            if str(each.get("handle", "")).casefold() == handle:
                return str(each["id"])
        return ""

    async def _listed(
        self, spot: Spot, method: str, arguments: dict[str, Any]
    ) -> AsyncIterator[dict[str, Any]]:
        arguments = {**arguments, "limit": _PAGE}
        for _ in range(_PAGES):
            told = await self._asked(spot, method, arguments)
            for each in told.get("channels") or ():
                yield each
            cursor = (told.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                return
            arguments = {**arguments, "cursor": cursor}

    async def _asked(self, spot: Spot, method: str, arguments: dict[str, Any]) -> dict[str, Any]:
        async def once(left: float) -> dict[str, Any]:
            return await self._web.call(spot.team, method, arguments, longest=left)

        return await self._trying(spot.place, once, longest=_LONGEST)
