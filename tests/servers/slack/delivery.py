"""Telling the bot: once what people do, and again and again what it has not acknowledged of events."""

from __future__ import annotations

import asyncio
import secrets
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from tests.servers.slack.teams import Team
    from tests.servers.slack.wire import Json
    from tests.servers.slack.world import World

Kind = Literal["events_api", "slash_commands", "interactive"]


@dataclass(frozen=True, slots=True)
class Ack:
    """The bot's acknowledgement, with what it held: JSON, plain text, or nothing."""

    payload: Json | str | None = None


class NotAcknowledgedError(Exception):
    """The bot did not acknowledge.

    Args:
        reason: Why, as Slack tells it with the next delivery: timeout on a socket, http_timeout,
            http_error or connection_failed.
        said: A sentence that says what happened.
        blame: Whether the bot had it and could have acknowledged it.
        again: Whether an event is to be delivered again.
    """

    def __init__(self, reason: str, said: str, *, blame: bool, again: bool = True) -> None:
        super().__init__(said)
        self.reason = reason
        self.blame = blame
        self.again = again


@dataclass(slots=True, eq=False)
class Delivery:
    """One thing that the bot is told. `attempt` and `reason` are those of Slack's retries."""

    kind: Kind
    team: Team
    payload: Json
    accepts_payload: bool = False
    envelope_id: str = field(default_factory=lambda: f"{secrets.token_hex(4)}-{secrets.token_hex(6)}")
    attempt: int = 0
    reason: str = ""

    @property
    def what(self) -> str:
        """A few words that name it."""
        if self.kind == "slash_commands":
            return f"{self.payload['command']} {self.payload['text']}".strip()
        if self.kind == "events_api":
            event = self.payload["event"]
            return f"the event {event['type']} {self.payload['event_id']}"
        return f"{self.payload['type']} of {self.payload['user']['id']}"


class Transport(Protocol):
    """A way to the bot."""

    async def send(self, delivery: Delivery) -> Ack:
        """Deliver once; raise NotAcknowledgedError where it is not acknowledged in time."""
        ...


class Deliverer:
    """Delivers by the way in use. `under_way` counts what is not yet acknowledged or given up."""

    def __init__(self, world: World, transport: Transport) -> None:
        self._world = world
        self.transport = transport
        self.under_way = 0
        self.last = 0.0
        self.sent: dict[Kind, Delivery] = {}

    async def once(self, delivery: Delivery) -> Ack:
        """Deliver once.

        Raises:
            NotAcknowledgedError: The bot did not acknowledge it in time.
        """
        self.sent[delivery.kind] = delivery
        self.under_way += 1
        try:
            return await self.transport.send(delivery)
        except NotAcknowledgedError as error:
            if error.blame:
                self._world.violations.append(f"{delivery.what}: {error}")
            raise
        finally:
            self.under_way -= 1
            self.last = time.monotonic()
            self._world.changed()

    def event(self, delivery: Delivery) -> None:
        """Deliver an event, and again where it is not acknowledged."""
        self._world.spawn(self.repeatedly(delivery))

    async def repeatedly(self, delivery: Delivery) -> None:
        """Deliver up to four times, until it is acknowledged."""
        self.under_way += 1
        try:
            waits = iter(self._world.times.retry_waits)
            while True:
                try:
                    await self.once(delivery)
                except NotAcknowledgedError as error:
                    wait = next(waits, None)
                    if wait is None or not error.again:
                        return
                    delivery.attempt += 1
                    delivery.reason = error.reason
                    delivery.envelope_id = secrets.token_hex(8)
                    await asyncio.sleep(wait)
                else:
                    return
        finally:
            self.under_way -= 1
