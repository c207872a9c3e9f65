"""Runs every platform that is served, side by side, until told to stop."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

AGAIN = 60.0  # seconds until a platform that could not be reached is joined again

_LOG = logging.getLogger(__name__)


class JoinError(Exception):
    """A platform cannot be joined, or does not want the bot any more; the sentence is for its operator.

    `again` tells whether another try may help: it was not reached.
    """

    def __init__(self, sentence: str, *, again: bool = False) -> None:
        self.again = again
        super().__init__(sentence)


class Serving(Protocol):
    """A platform that is served by this process, once."""

    async def run(self, stop: asyncio.Event) -> None:
        """Join it, and stay until `stop` is set. Raises `JoinError`."""
        ...

    def trouble(self) -> str:
        """What is wrong with the connection, in a few words; empty where all is well."""
        ...


class Running:
    """Platforms side by side: one that cannot be joined is told of at once, and holds up no other.

    Args:
        platforms: By name, what makes each ready to be joined.
        tell: Called with the sentence of each that cannot be joined.
        again: Seconds until one that could not be reached is joined again, while another is served.
    """

    def __init__(
        self,
        platforms: Mapping[str, Callable[[], Serving]],
        tell: Callable[[str], object],
        again: float = AGAIN,
    ) -> None:
        self._platforms = platforms
        self._tell = tell
        self._again = again
        self._served: dict[str, Serving] = {}
        self._lost: dict[str, str] = {}
        self._none_left = asyncio.Event()

    async def run(self, stop: asyncio.Event) -> bool:
        """Serve all until `stop` is set, or none is left. Returns whether one was served to the end."""
        self._served = {name: make() for name, make in self._platforms.items()}
        async with asyncio.TaskGroup() as group:
            for name in self._platforms:
                group.create_task(self._serve(name, stop), name=f"serving {name}")
        return len(self._lost) < len(self._platforms)

    def trouble(self, name: str) -> str:
        """What is wrong with a platform, in a few words; empty where all is well."""
        served = self._served.get(name)
        return self._lost.get(name) or (served.trouble() if served else "it has not been joined yet")

    async def _serve(self, name: str, stop: asyncio.Event) -> None:
        while True:
            try:
                await self._served[name].run(stop)
            except JoinError as error:
                self._lost[name] = str(error)
                _LOG.info("platform not served name=%s again=%s", name, error.again)
                self._tell(str(error))
                if self._alone():
                    self._none_left.set()
                if not error.again or self._alone():
                    return
            else:
                return
            waiting = {asyncio.ensure_future(each.wait()) for each in (stop, self._none_left)}
            await asyncio.wait(waiting, timeout=self._again, return_when=asyncio.FIRST_COMPLETED)
            for each in waiting:
                each.cancel()
            if stop.is_set() or self._alone():
                return
            self._served[name] = self._platforms[name]()
            del self._lost[name]

    def _alone(self) -> bool:
        """Whether nothing is served: then who runs the bot starts it anew, which disturbs nobody."""
        return len(self._lost) == len(self._platforms)
