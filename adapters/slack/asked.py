"""What Slack was asked about people and channels: kept for a while, and never asked for twice at once."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from typing import TYPE_CHECKING, Generic, TypeVar

from adapters.slack.web import FailedError
from bot.backend import DatabaseError
from bot.message import MessageGoneError, PlaceError, UnreachableError
from bot.sealing import SealError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

T = TypeVar("T")

_PATIENCE = 1.0  # seconds that somebody waits for an answer of Slack's
_KEPT = 10_000  # answers at hand, about 200 bytes each
_AGAIN = 60.0  # seconds until Slack is asked again what it did not answer
_PAUSE = 0.2  # seconds before the second and last try, where Slack has failed

_LOG = logging.getLogger(__name__)


class Asked(Generic[T]):
    """Answers of Slack's.

    Args:
        ask: Asks for one, by the workspace and an id there.
        now: Seconds since the epoch.
        fresh: Seconds for which an answer holds.
        patience: Seconds that somebody waits for one.
    """

    def __init__(
        self,
        ask: Callable[[str, str], Awaitable[T]],
        now: Callable[[], float],
        *,
        fresh: float,
        patience: float = _PATIENCE,
    ) -> None:
        self._ask = ask
        self._now = now
        self._fresh = fresh
        self._patience = patience
        self._kept: OrderedDict[tuple[str, str], tuple[float, T | None]] = OrderedDict()
        self._asking: dict[tuple[str, str], asyncio.Task[T | None]] = {}

    async def of(self, team: str, id: str) -> T | None:  # noqa: A002 -- Slack's word for it
        """The answer about an id; None where Slack gives none, or not in time."""
        key = (team, id)
        found = self._kept.get(key)
        if found is not None and 0 <= self._now() - found[0] < (self._fresh if found[1] else _AGAIN):
            self._kept.move_to_end(key)
            return found[1]
        if key not in self._asking:
            self._asking[key] = task = asyncio.create_task(self._fetch(key))
            task.add_done_callback(lambda _: self._asking.pop(key, None))
        asking = self._asking[key]
        await asyncio.wait({asking}, timeout=self._patience)
        if asking.done() and not asking.cancelled():
            return asking.result()
        return found[1] if found is not None else None  # what held a while ago most likely still does

    def note(self, team: str, id: str, answer: T) -> None:  # noqa: A002 -- Slack's word for it
        """Keep what Slack has told without being asked."""
        self._kept[team, id] = self._now(), answer
        self._kept.move_to_end((team, id))
        if len(self._kept) > _KEPT:
            self._kept.popitem(last=False)

    def forget(self, team: str, id: str) -> None:  # noqa: A002 -- Slack's word for it
        """Ask Slack anew the next time."""
        self._kept.pop((team, id), None)

    async def close(self) -> None:
        """Ask for nothing any more."""
        for task in tuple(self._asking.values()):
            task.cancel()
        await asyncio.gather(*self._asking.values(), return_exceptions=True)

    async def _fetch(self, key: tuple[str, str]) -> T | None:
        answer: T | None = None
        try:
            answer = await self._insist(*key)
        except (PlaceError, MessageGoneError, UnreachableError, DatabaseError, SealError) as error:
            _LOG.info("slack did not tell about %s in team=%s error=%s", key[1], key[0], type(error).__name__)
            earlier = self._kept.get(key)
            answer = earlier[1] if earlier is not None else None
        self._kept[key] = self._now(), answer
        self._kept.move_to_end(key)
        if len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        return answer

    async def _insist(self, team: str, id: str) -> T:  # noqa: A002 -- Slack's word for it
        try:
            return await self._ask(team, id)
        except FailedError:
            await asyncio.sleep(_PAUSE)
            return await self._ask(team, id)
