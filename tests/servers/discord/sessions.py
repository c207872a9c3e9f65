"""Sessions of the gateway: what a shard is told, what is kept for a resume, and the connection under it."""

from __future__ import annotations

import asyncio
import secrets
import socket
import struct
import zlib
from collections import deque
from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING

import aiohttp
import orjson

if TYPE_CHECKING:
    from aiohttp import web

    from tests.servers.discord.wire import Json


class Op(IntEnum):
    """What a payload of the gateway is (reference, "Gateway Opcodes")."""

    DISPATCH = 0
    HEARTBEAT = 1
    IDENTIFY = 2
    PRESENCE = 3
    VOICE_STATE = 4
    RESUME = 6
    RECONNECT = 7
    REQUEST_MEMBERS = 8
    INVALID_SESSION = 9
    HELLO = 10
    HEARTBEAT_ACK = 11


GUILDS, GUILD_MESSAGES, DIRECT_MESSAGES, MESSAGE_CONTENT = 1 << 0, 1 << 9, 1 << 12, 1 << 15
SENDS, SENDS_PER = 120, 60.0
"""Payloads that a client may send in so many seconds (reference, "Rate Limiting" of the gateway)."""
PRIVILEGED = 1 << 1 | 1 << 8 | MESSAGE_CONTENT
"""Intents that an application must be granted: members, presences, message content."""


@dataclass(slots=True, eq=False)
class Session:
    """What the gateway knows of one shard of one client, connected or not."""

    id: str
    shard: tuple[int, int]
    intents: int
    kept: deque[tuple[int, bytes]]
    sequence: int = 0
    connection: Connection | None = None

    @classmethod
    def begun(cls, connection: Connection, shard: tuple[int, int], intents: int, remember: int) -> Session:
        """Begin a session that keeps the last `remember` dispatches."""
        return cls(secrets.token_hex(16), shard, intents, deque(maxlen=remember), connection=connection)

    def dispatch(self, name: str, data: Json) -> None:
        """Number a payload, keep it for a resume, and send it if there is a connection."""
        self.sequence += 1
        payload = orjson.dumps({"t": name, "s": self.sequence, "op": 0, "d": data})
        self.kept.append((self.sequence, payload))
        if self.connection is not None:
            self.connection.send(payload)

    def takes(self, name: str, guild: int | None) -> bool:
        """Tell whether this shard is told of this."""
        number, count = self.shard
        if number != (0 if guild is None else (guild >> 22) % count):
            return False
        if name.startswith("MESSAGE_"):
            return bool(self.intents & (DIRECT_MESSAGES if guild is None else GUILD_MESSAGES))
        return name == "INTERACTION_CREATE" or bool(self.intents & GUILDS)


@dataclass(slots=True, eq=False)
class Connection:
    """One websocket: what waits to be sent, in order."""

    socket: web.WebSocketResponse
    transport: asyncio.Transport | None
    deflate: zlib._Compress | None
    waiting: deque[bytes] = field(default_factory=deque)
    more: asyncio.Event = field(default_factory=asyncio.Event)
    received: deque[float] = field(default_factory=deque)

    def send(self, payload: bytes) -> None:
        """Have a payload sent after those before it."""
        self.waiting.append(payload)
        self.more.set()

    def say(self, op: Op, data: object = None) -> None:
        """Have an unnumbered payload sent."""
        self.send(orjson.dumps({"op": int(op), "d": data, "s": None, "t": None}))

    async def run(self) -> None:
        """Send what waits, until cancelled."""
        while True:
            await self.more.wait()
            self.more.clear()
            while self.waiting:
                payload = self.waiting.popleft()
                try:
                    if self.deflate is None:
                        await self.socket.send_str(payload.decode())
                    else:
                        packed = self.deflate.compress(payload) + self.deflate.flush(zlib.Z_SYNC_FLUSH)
                        await self.socket.send_bytes(packed)
                except (ConnectionError, aiohttp.ClientError):
                    return

    def counts(self, now: float) -> bool:
        """Count a payload of the client's; tell whether it may still send."""
        self.received.append(now)
        while self.received[0] < now - SENDS_PER:
            self.received.popleft()
        return len(self.received) <= SENDS

    def cut(self) -> None:
        """End it at once with a TCP reset, as a failing network does."""
        if self.transport is not None:
            reset(self.transport)


def reset(transport: asyncio.Transport) -> None:
    """Close a connection so that the other side sees "connection reset by peer"."""
    if transport.is_closing():
        return
    raw = transport.get_extra_info("socket")
    if raw is not None:
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()


def seen(session: Session, name: str, data: Json, guild: int | None, bot: int) -> Json:
    """Take out of a message what a client without the intent for content is not shown."""
    if name not in {"MESSAGE_CREATE", "MESSAGE_UPDATE"} or session.intents & MESSAGE_CONTENT:
        return data
    if guild is None or data["author"]["id"] == str(bot) or f"<@{bot}>" in data["content"]:
        return data
    return data | {"content": "", "embeds": [], "attachments": [], "components": []}
