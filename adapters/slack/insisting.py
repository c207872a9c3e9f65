"""Asks Slack for what somebody waits for, and again where it came to nothing."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any

from adapters.slack.limits import LimitedError
from adapters.slack.web import FailedError, RefusedError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from adapters.slack.web import Web

_PAUSE = 0.3  # seconds before another try
# Slack's word for a trigger that has opened a view already.
_USED = frozenset({"exchanged_trigger_id", "trigger_exchanged"})
_AWAY = frozenset({"503", "service_unavailable"})  # what was asked has not been done

_LOG = logging.getLogger(__name__)


async def insist(  # noqa: PLR0913 -- what is asked, and how long
    web: Web,
    team: str,
    method: str,
    arguments: Mapping[str, Any],
    *,
    within: float,
    repeatable: bool = True,
) -> None:
    """Ask for something until it is done, for as long as it is of use.

    Args:
        web: Slack's Web API.
        team: The workspace.
        method: Slack's name for it.
        arguments: What Slack takes for it.
        within: Seconds in which another try may begin, and a limit of Slack's be waited for.
        repeatable: Whether it does no harm when it is done twice. A view is not opened twice: what opens it
            is good for one.

    Raises:
        PlaceError: Nothing can be shown there.
        MessageGoneError: What was to be changed is not there.
        UnreachableError: Slack did not take it, or nobody knows whether it did.
    """
    loop = asyncio.get_running_loop()
    ends, unsure = loop.time() + within, False
    while True:
        try:
            await web.call(team, method, arguments, longest=max(ends - loop.time(), 0.0))
        except LimitedError as error:
            if loop.time() + error.after > ends:
                raise
            # It is waited for when Slack is asked the next time.
        except FailedError as error:
            unsure = unsure or error.uncertain
            surely_not = not error.uncertain or error.reason in _AWAY
            if not (repeatable or surely_not) or loop.time() + _PAUSE > ends:
                raise
            _LOG.info("slack failed method=%s reason=%s; again", method, error.reason)
            await asyncio.sleep(_PAUSE)
        except RefusedError as error:
            if unsure and error.word in _USED:
                return  # the try before has opened it, though nobody heard so
            raise
        else:
            return
