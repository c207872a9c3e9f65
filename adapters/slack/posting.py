"""Posts what answers a message, once, while somebody waits for it."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any

from adapters.slack.limits import POST, LimitedError
from adapters.slack.looking import find, marked
from adapters.slack.web import FailedError
from bot.message import PlaceError, UnreachableError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from adapters.slack.places import Spot
    from adapters.slack.web import Web

_TRIES = 3
_PAUSE = 1.0  # seconds before the second try, doubled before the third one
_LONGEST = 15.0  # seconds that Slack's limits are worth waiting for, each time

_LOG = logging.getLogger(__name__)


async def post(web: Web, spot: Spot, payload: Mapping[str, Any], key: str, since: float) -> None:
    """Post an answer in a channel, thread or conversation.

    Where nobody knows whether a try has arrived, it is looked for before the next one; where it cannot be
    looked for, it is not posted again.

    Args:
        web: Slack's Web API.
        spot: Where.
        payload: `text` and `blocks`.
        key: What it is known by.
        since: The time now, in seconds since the epoch.

    Raises:
        PlaceError: Nothing can be posted there.
        UnreachableError: It was not taken, or nobody knows whether it was.
    """
    sent: dict[str, Any] = {
        "channel": spot.channel,
        **({"thread_ts": spot.thread} if spot.thread else {}),
        "unfurl_links": False,
        "unfurl_media": False,
        "metadata": marked(key),
        **payload,
    }
    unsure = False
    for number in range(1, _TRIES + 1):
        try:
            if unsure and await find(web, spot.team, spot.channel, spot.thread, key, since, _LONGEST):
                return
            await web.call(spot.team, POST, sent, longest=_LONGEST)
        except FailedError as error:
            unsure = unsure or error.uncertain
            if number == _TRIES:
                raise
            _LOG.info("slack failed reason=%s try=%d of %d", error.reason, number, _TRIES)
            # What a silent Slack is still busy with cannot be seen yet.
            await asyncio.sleep(web.patience if error.silent else _PAUSE * 2 ** (number - 1))
        except LimitedError:
            if number == _TRIES:
                raise
        except PlaceError:
            if unsure:
                raise UnreachableError("nobody can see whether an answer was posted") from None
            raise
        else:
            return
