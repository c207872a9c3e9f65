"""Tries again what may be tried again, for as long as that is worth it; and tells what the bot may not do."""

from __future__ import annotations

import asyncio
import logging
import random
from typing import TYPE_CHECKING, TypeVar

from adapters.slack.limits import LimitedError
from adapters.slack.looking import LOOKS
from adapters.slack.places import Spot
from adapters.slack.web import LONGEST, BarredError, FailedError, NoPlaceError, RefusedError
from bot.message import ThrownOutError, UnreachableError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from adapters.slack.telling import Telling
    from bot.message import Place

T = TypeVar("T")

TRIES = 5  # within half a minute, or two where Slack is silent
PAUSE = 1.0  # seconds before the second try, doubled before each further one

_LOG = logging.getLogger(__name__)


class Trying:
    """Tries.

    Args:
        telling: Who is told what the bot may not do.
        pause: Seconds before the second try.
        longest: Seconds that one thing waits for Slack's limits, all its tries together.
    """

    def __init__(self, telling: Telling, *, pause: float = PAUSE, longest: float = LONGEST) -> None:
        self._telling = telling
        self._pause = pause
        self._longest = longest

    async def __call__(
        self, place: Place, once: Callable[[float], Awaitable[T]], *, longest: float | None = None
    ) -> T:
        """Do something that may be done again.

        Args:
            place: Where.
            once: Does it, given the seconds that limits may still take.
            longest: Seconds that limits may take, where they may take more than usual.

        Raises:
            ThrownOutError: The app is not in that workspace, or Slack does not let it in.
            PlaceError: It cannot be done there.
            MessageGoneError: What it is about is not there.
            UnreachableError: It came to nothing in time.
        """
        loop = asyncio.get_running_loop()
        ends, failed = loop.time() + (self._longest if longest is None else longest), 0
        while True:
            try:
                return await _told(once(max(ends - loop.time(), 0.0)))
            except LimitedError as error:
                # What Slack asks to wait is waited for when it is asked the next time.
                if loop.time() + error.after > ends:
                    raise
            except FailedError as error:
                failed += 1
                _LOG.info("slack failed reason=%s try=%d of %d", error.reason, failed, TRIES)
                if failed == TRIES:
                    raise
                # Not all at once when Slack comes back; and what it is still doing will be seen by then.
                await asyncio.sleep(self._pause * 2 ** (failed - 1) * random.uniform(0.5, 1.5))  # noqa: S311 -- no secret
            except RefusedError as error:
                _LOG.error("slack refused a message team=%s reason=%s", Spot.of(place).team, error.word)
                raise
            except BarredError as error:
                self._telling.tell(place, error)
                if error.method not in LOOKS or not error.needed:
                    raise
                # It could be posted, but perhaps for the second time.
                raise UnreachableError(
                    f"nobody can see whether it was said: {error.needed} is missing"
                ) from None


async def _told(asked: Awaitable[T]) -> T:
    """What Slack answers; where it does not let the app in, the place is not taken to be gone."""
    try:
        return await asked
    except NoPlaceError as error:
        if error.thrown_out:
            raise ThrownOutError(f"Slack does not let the app in ({error.word})") from None
        raise
