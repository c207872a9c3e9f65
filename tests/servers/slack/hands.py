"""How what a person does reaches the bot, and how the answer is waited for."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from typing import TYPE_CHECKING

from tests.servers.slack.conversation import Reply
from tests.servers.slack.delivery import Delivery, NotAcknowledgedError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.servers.slack.acks import Acks
    from tests.servers.slack.acts import Act
    from tests.servers.slack.delivery import Deliverer
    from tests.servers.slack.events import Events
    from tests.servers.slack.world import World

REMEMBERED = 100
"""How many acts that were answered may still get something more."""


class UnansweredError(Exception):
    """The bot did not acknowledge, or did not answer in time."""


class Hands:
    """Sends what people do, and waits for what they get for it."""

    def __init__(self, world: World, deliverer: Deliverer, acks: Acks, events: Events) -> None:
        self.world = world
        self.acks = acks
        self.events = events
        self.commands: set[str] = {"/tarikh"}
        self.escapes = True
        self.shortcuts: Mapping[str, str] = {"Look this up": "look_this_up"}
        self.browsed = ""
        self.deliverer = deliverer
        self._answered: deque[Act] = deque()

    async def wait_for(self, true: Callable[[], object], within: float = 5.0) -> object:
        """Wait until something is true of the server, and give what was true.

        Raises:
            TimeoutError: It did not become true within `within` seconds.
        """
        ends = time.monotonic() + within
        while not (found := true()):
            left = ends - time.monotonic()
            if left <= 0:
                raise TimeoutError(f"not within {within} s")
            try:
                # Much changes without a request: look again every 20 ms anyhow.
                await asyncio.wait_for(self.world.pulse(), min(left, 0.02))
            except TimeoutError:
                continue
        return found

    async def tell(self, act: Act, delivery: Delivery) -> None:
        """Tell the bot what a person did, and do what its acknowledgement says.

        Raises:
            UnansweredError: It was not acknowledged: the person sees that the app did not respond.
        """
        try:
            ack = await self.deliverer.once(delivery)
        except NotAcknowledgedError as error:
            raise UnansweredError(f"{delivery.what} of {act.person.name}: {error}") from None
        self.acks.take(act, delivery, ack)

    async def do(self, act: Act, delivery: Delivery) -> Reply:
        """Tell the bot what a person did, and wait for the first answer.

        Raises:
            UnansweredError: It was not acknowledged, or no answer came in time.
        """
        await self.tell(act, delivery)
        return await self.answer(act, delivery.what)

    async def answer(self, act: Act, what: str) -> Reply:
        """Wait for the first answer to something that was told.

        What can only be the answer is taken at once. A message that might be meant for another is taken when
        for a while nothing else came.

        Raises:
            UnansweredError: None came in time.
        """
        times = self.world.times
        ends = time.monotonic() + times.answer_within
        while act.direct is None:
            if act.given and time.monotonic() - act.given[0].at >= times.quiet:
                break
            wait = times.quiet if act.given else ends - time.monotonic()
            if wait <= 0:
                raise UnansweredError(
                    f"{what} of {act.person.name} was not answered within {times.answer_within} s"
                    + (f"; violations: {self.world.violations[-3:]}" if self.world.violations else "")
                )
            act.stirred.clear()
            try:
                await asyncio.wait_for(act.stirred.wait(), wait)
            except TimeoutError:
                continue
        self.remember(act)
        return Reply(act, self.wait_for)

    def remember(self, act: Act) -> None:
        """Let an act get more for a while, and let go of the oldest."""
        self._answered.append(act)
        if len(self._answered) > REMEMBERED:
            self.world.forget(self._answered.popleft())
