"""Pins messages, and takes pins away. To pin what is pinned, or to unpin what is not, is fine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapters.slack.limits import PIN, UNPIN
from adapters.slack.web import RefusedError
from bot.message import MessageGoneError

if TYPE_CHECKING:
    from adapters.slack.places import Spot
    from adapters.slack.web import Web

# Slack's words for what is as it was to be already.
_DONE = {PIN: "already_pinned", UNPIN: "no_pin"}


async def set_pin(  # noqa: PLR0913, PLR0917 -- what is asked, and how long
    web: Web, method: str, spot: Spot, channel: str, number: str, longest: float
) -> None:
    """Pin a message, or unpin it. One that is no longer there needs neither.

    Args:
        web: Slack's Web API.
        method: `PIN` or `UNPIN`.
        spot: Where the message is.
        channel: The id of its channel or conversation.
        number: The message's `ts`.
        longest: Seconds that Slack's limits may take.

    Raises:
        PlaceError: The bot may not.
        UnreachableError: Slack did not take it.
    """
    try:
        await web.call(spot.team, method, {"channel": channel, "timestamp": number}, longest=longest)
    except MessageGoneError:
        return
    except RefusedError as error:
        if error.word != _DONE[method]:
            raise
