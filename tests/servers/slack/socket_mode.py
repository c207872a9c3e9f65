"""Socket Mode: addresses with tickets, connections, envelopes and their acknowledgements."""

from __future__ import annotations

import asyncio
import secrets
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import aiohttp
import orjson
from aiohttp import web

from tests.servers.slack.delivery import Ack, NotAcknowledgedError

if TYPE_CHECKING:
    from tests.servers.slack.delivery import Delivery
    from tests.servers.slack.wire import Json
    from tests.servers.slack.world import World

MOST = 10
"""Connections that one app may have open."""
DRAINED = 10.0
"""Seconds from asking a client to connect anew until its connection is closed."""


@dataclass(slots=True, eq=False)
class Connection:
    """One open socket. A frozen one is silent and deaf, as when the network between is gone.

    `pings` counts those that came, also while it was frozen.
    """

    socket: web.WebSocketResponse
    transport: asyncio.Transport | None
    frozen: bool = False
    draining: bool = False
    open: bool = True
    pings: int = 0

    async def send(self, payload: Json) -> None:
        """Send one payload; what the network loses is lost."""
        if self.frozen or self.socket.closed:
            return
        try:
            await self.socket.send_str(orjson.dumps(payload).decode())
        except ConnectionError:
            self.open = False

    def reset(self) -> None:
        """Break the connection under the socket, without a word of parting."""
        self.open = False
        if self.transport is not None:
            self.transport.abort()


@dataclass(slots=True)
class _Waiting:
    future: asyncio.Future[Ack]
    connection: Connection


@dataclass(slots=True)
class SocketMode:
    """The sockets of one app.

    Attributes:
        issued: How many addresses were given (apps.connections.open).
        links: How many handshakes came, and how many of them were refused.
    """

    world: World
    url: str = ""
    issued: int = 0
    links: int = 0
    refused: int = 0
    connections: list[Connection] = field(default_factory=list)
    _tickets: dict[str, float] = field(default_factory=dict)
    _refuse: int = 0
    _turn: int = 0
    _last: Delivery | None = None
    _waiting: dict[str, _Waiting] = field(default_factory=dict)

    def issue(self) -> str:
        """Give an address that is good for one handshake."""
        self.issued += 1
        ticket = secrets.token_hex(16)
        self._tickets[ticket] = time.monotonic() + self.world.times.ticket_lives
        return f"{self.url}?ticket={ticket}&app_id=app"

    @property
    def ready(self) -> list[Connection]:
        """The connections that payloads are sent to."""
        return [each for each in self.connections if each.open and not each.draining]

    async def serve(self, request: web.BaseRequest) -> web.StreamResponse:
        """Serve one connection from handshake to end."""
        self.links += 1
        good = self._tickets.pop(request.query.get("ticket", ""), 0.0) > time.monotonic()
        if self._refuse:
            self._refuse -= 1
            self.refused += 1
            return web.Response(status=503, text="Service Unavailable")
        if not good:
            self.refused += 1
            return web.Response(status=408, text="the ticket is spent")
        socket = web.WebSocketResponse(autoping=False, timeout=0.2)
        await socket.prepare(request)
        connection = Connection(socket, request.transport)
        if len(self.connections) >= MOST:
            await connection.send(_disconnect("too_many_websockets"))
            await socket.close()
            return socket
        self.connections.append(connection)
        beat = asyncio.create_task(self._beat(connection))
        try:
            await connection.send(self._hello())
            self.world.changed()
            await self._listen(connection)
        finally:
            beat.cancel()
            connection.open = False
            self.connections.remove(connection)
            for waiting in self._waiting.values():
                if waiting.connection is connection and not waiting.future.done():
                    waiting.future.set_exception(
                        NotAcknowledgedError("timeout", "the connection ended before", blame=False)
                    )
            self.world.changed()
        return socket

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self.connections),
            "debug_info": {"host": "applink-1", "build_number": 1, "approximate_connection_time": 18060},
            "connection_info": {"app_id": "app"},
        }

    async def _listen(self, connection: Connection) -> None:
        async for message in connection.socket:
            connection.pings += message.type is aiohttp.WSMsgType.PING
            if connection.frozen:
                continue
            if message.type is aiohttp.WSMsgType.PING:
                await connection.socket.pong(message.data)
            elif message.type is aiohttp.WSMsgType.TEXT:
                self._acknowledged(message.data)

    async def _beat(self, connection: Connection) -> None:
        while connection.open:
            await asyncio.sleep(self.world.times.ping)
            if not connection.frozen and not connection.socket.closed:
                try:
                    await connection.socket.ping(b"Ping from applink")
                except ConnectionError:
                    return

    def _acknowledged(self, raw: str) -> None:
        try:
            told = orjson.loads(raw)
        except orjson.JSONDecodeError:
            self.world.violations.append("the socket was sent no JSON")
            return
        waiting = self._waiting.get(told.get("envelope_id", "")) if isinstance(told, dict) else None
        if waiting is not None and not waiting.future.done():
            waiting.future.set_result(Ack(told.get("payload")))

    async def send(self, delivery: Delivery) -> Ack:
        """Send an envelope to one of the connections, each in turn, and wait for its acknowledgement."""
        self._last = delivery
        ready = self.ready
        if not ready:
            raise NotAcknowledgedError("connection_failed", "no socket is open", blame=False)
        self._turn += 1
        connection = ready[self._turn % len(ready)]
        envelope: Json = {
            "envelope_id": delivery.envelope_id,
            "payload": delivery.payload,
            "type": delivery.kind,
            "accepts_response_payload": delivery.accepts_payload,
        }
        if delivery.kind == "events_api":
            envelope |= {"retry_attempt": delivery.attempt, "retry_reason": delivery.reason}
        future: asyncio.Future[Ack] = asyncio.get_running_loop().create_future()
        self._waiting[delivery.envelope_id] = _Waiting(future, connection)
        frozen = connection.frozen
        within = self.world.times.ack_within
        try:
            await connection.send(envelope)
            return await asyncio.wait_for(future, within)
        except TimeoutError:
            blame = not (frozen or connection.frozen or not connection.open)
            raise NotAcknowledgedError(
                "timeout", f"not acknowledged within {within} s", blame=blame
            ) from None
        finally:
            del self._waiting[delivery.envelope_id]

    def drop(self) -> int:
        """Break all connections without a word, and tell how many there were."""
        broken = [each for each in self.connections if each.open]
        for connection in broken:
            connection.reset()
        return len(broken)

    def freeze(self) -> None:
        """Fall silent on all connections that are open now: nothing is sent, no ping answered."""
        for connection in self.connections:
            connection.frozen = True

    def thaw(self) -> None:
        """Speak again."""
        for connection in self.connections:
            connection.frozen = False

    def refresh(self, reason: str = "refresh_requested") -> None:
        """Ask every client to connect anew, and send nothing more by its old connection."""
        for connection in self.connections:
            connection.draining = True
            self.world.spawn(self._drain(connection, reason))

    def warn(self) -> None:
        """Say that the connections will be closed soon."""
        for connection in self.connections:
            self.world.spawn(connection.send(_disconnect("warning")))

    async def _drain(self, connection: Connection, reason: str) -> None:
        await connection.send(_disconnect(reason))
        await asyncio.sleep(DRAINED)
        if connection.open:
            await connection.socket.close()

    async def redeliver(self) -> None:
        """Send the last envelope once more as it was, as when its acknowledgement was lost on the way."""
        if self._last is None:
            raise LookupError("nothing was delivered")
        await self.send(self._last)

    def refuse_handshakes(self, times: int) -> None:
        """Refuse the next handshakes; their tickets are spent all the same."""
        self._refuse = times

    def close(self) -> None:
        """End all connections."""
        self.drop()


def _disconnect(reason: str) -> Json:
    return {"type": "disconnect", "reason": reason, "debug_info": {"host": "applink-1"}}
