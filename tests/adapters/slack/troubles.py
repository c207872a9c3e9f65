"""What goes wrong with Slack at every step of a journey, one kind of trouble at a time."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Mapping

    import pytest

    from tests.servers.slack import Reply, SlackServer
    from tests.servers.slack.delivery import Ack, Delivery, Transport

REQUESTS: Mapping[str, Mapping[str, float]] = {
    "503": {"status": 503},
    "reset": {"drop": True},
    "lost answer": {"drop": True, "lost_answer": True},
    "429": {"retry_after": 1.0},
}
CONNECTIONS = ("dropped", "frozen", "refreshed", "spent")
LIVES = 30.0  # seconds; two in life
KINDS = ("nothing", *REQUESTS, "redelivered", *CONNECTIONS)


class Deliveries:
    """Everything that the bot is told, on its way there: so that it can be told again."""

    def __init__(self, inner: Transport) -> None:
        self._inner = inner
        self.sent: list[Delivery] = []

    async def send(self, delivery: Delivery) -> Ack:
        self.sent.append(delivery)
        return await self._inner.send(delivery)


class Trouble:
    """One kind of trouble, which strikes when it is called.

    Args:
        kind: One of `KINDS`.
        server: The Slack that it strikes.
        monkeypatch: Lets what opens a view live longer where Slack lets the bot wait for a second.
    """

    def __init__(self, kind: str, server: SlackServer, monkeypatch: pytest.MonkeyPatch) -> None:
        self.kind = kind
        if "retry_after" in REQUESTS.get(kind, {}):  # of the two seconds one is waited
            server.times.trigger_lives = LIVES + 1
            for room in ("answering", "viewing"):
                monkeypatch.setattr(f"adapters.slack.{room}.OPENED", LIVES)
        self._server = server
        self._deliveries = Deliveries(server.deliverer.transport)
        server.deliverer.transport = self._deliveries
        self._ordered: list[Callable[[], int]] = []
        self.struck = 0

    async def __call__(self, method: str = "") -> None:
        """Strike once: the next request of a method, or the connection. What was told before is told again.

        Args:
            method: What the bot answers the next step with; none where it needs no request for that.
        """
        server = self._server
        server.faults.clear()
        if self.kind in REQUESTS and method:
            fault = server.fail(method, **REQUESTS[self.kind])  # type: ignore[arg-type] # a table's columns
            self._ordered.append(lambda: fault.hits)
        elif self.kind == "redelivered":
            await self._tell_again()
        elif self.kind in CONNECTIONS and server.socket.ready:
            await self._disturb()

    async def over(self) -> None:
        """Let everything settle, and make sure that there was trouble at all."""
        await self("")
        await self._server.settled(0.5)  # longer than it is before something is asked for again
        if self.kind == "lost answer":  # nobody can know that a view was opened, but by opening it again
            violations = self._server.violations
            violations[:] = [each for each in violations if not each.endswith("exchanged_trigger_id")]
        hits = sum(each() for each in self._ordered)
        # Else a step is answered otherwise than the journey says. What is limited is asked for later.
        assert hits == len(self._ordered) or self.kind == "429"
        assert self.struck or hits or self.kind == "nothing"

    async def asked(self, doing: Callable[[], Coroutine[object, object, Reply]]) -> Reply:
        """Do what is answered by an address, where a connection that breaks loses a new message.

        Nobody knows then whether it was shown, and it is not shown twice. Who got nothing does it again.
        """
        asking = asyncio.ensure_future(doing())
        if self.kind != "reset":
            return await asking
        await self._server.wait_for(lambda: asking.done() or self._ordered[-1]())
        await self._server.settled()
        if asking.done():
            return await asking
        asking.cancel()
        return await doing()

    async def told(self, doing: Callable[[], Coroutine[object, object, Reply]]) -> Reply:
        """The same; wait for what the person alone is told, whatever changes for everybody meanwhile."""
        reply = await self.asked(doing)
        return await reply.until(lambda told: told.private, 15.0)

    async def _tell_again(self) -> None:
        """Deliver once more what was delivered since the last time: its acknowledgements were lost."""
        told, self._deliveries.sent = self._deliveries.sent, []
        for delivery in told:
            if delivery.kind == "events_api":
                delivery.attempt += 1
                delivery.reason = "timeout"
            elif self._server.http.urls:
                continue  # Slack tells by requests only events again
            await self._deliveries.send(delivery)
            self.struck += 1
        self._deliveries.sent = []
        await self._server.settled(0.02)

    async def _disturb(self) -> None:
        socket = self._server.socket
        old = {*socket.ready}
        if self.kind == "frozen":
            socket.freeze()
        elif self.kind == "refreshed":
            socket.refresh()
        else:
            if self.kind == "spent":
                socket.refuse_handshakes(1)
            socket.drop()
        await self._server.wait_for(lambda: any(each not in old for each in socket.ready), 20.0)
        self.struck += 1
