"""The gateway: sessions of shards, what they are told, and all the ways in which a connection may end."""

from __future__ import annotations

import asyncio
import time
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import aiohttp
import orjson
from aiohttp import web

from tests.servers.discord.sessions import (
    GUILDS,
    PRIVILEGED,
    SENDS,
    SENDS_PER,
    Connection,
    Op,
    Session,
    seen,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.servers.discord.wire import Json
    from tests.servers.discord.world import World


@dataclass(frozen=True, slots=True)
class Identify:
    """One IDENTIFY as it came; `at` is on time.monotonic()'s clock, `accepted` if a session was given."""

    shard: tuple[int, int]
    intents: int
    properties: Json
    at: float
    accepted: bool


@dataclass(slots=True)
class Rules:
    """What the gateway goes by. Times are in seconds; `answering` False leaves heartbeats unanswered."""

    token: str
    max_concurrency: int = 1
    identify_gap: float = 5.0
    heartbeat_interval: float = 41.25
    compression: bool = True
    granted: int = 0
    """Privileged intents that the application was granted."""
    remember: int = 1_000
    """Dispatches that a session keeps for a resume."""
    answering: bool = True


class Gateway:
    """All sessions and connections. `violation` is called with what a client did that it must not."""

    def __init__(self, world: World, rules: Rules, violation: Callable[[str], None]) -> None:
        self.world = world
        self.rules = rules
        self.url = ""
        self.identifies: list[Identify] = []
        self.resumes = 0
        self.heartbeats = 0
        self.sessions: dict[str, Session] = {}
        self._violation = violation
        self._connections: set[Connection] = set()
        self._last_identify: dict[int, float] = {}

    def connected(self, shard: int | None = None) -> list[Session]:
        """List the sessions that have a connection, of one shard or of all."""
        return [
            session
            for session in self.sessions.values()
            if session.connection is not None and shard in {None, session.shard[0]}
        ]

    def tell(self, name: str, data: Json, guild: int | None) -> int:
        """Dispatch to every session of the shard that is concerned; tell how many there are."""
        count = 0
        for session in self.sessions.values():
            if session.takes(name, guild):
                session.dispatch(name, seen(session, name, data, guild, self.world.bot.id))
                count += 1
        return count

    def drop(self, shard: int | None = None, *, code: int | None = None) -> int:
        """End connections on purpose, with a reset or a close code, and tell how many; sessions stay."""
        ended = 0
        for session in self.connected(shard):
            connection = session.connection
            if connection is None:
                continue
            ended += 1
            session.connection = None
            if code is None:
                connection.cut()
            else:
                self.world.spawn(connection.socket.close(code=code))
        return ended

    def reconnect(self, shard: int | None = None) -> None:
        """Ask clients to come back and resume (op 7)."""
        for connection in self._of(shard):
            connection.say(Op.RECONNECT)

    def invalidate(self, shard: int | None = None, *, resumable: bool = False) -> None:
        """Declare sessions invalid (op 9); those that are not resumable are forgotten."""
        for session in self.connected(shard):
            if session.connection is not None:
                session.connection.say(Op.INVALID_SESSION, resumable)
            if not resumable:
                self.sessions.pop(session.id)

    def forget(self) -> None:
        """Forget every session, as after a long outage: a resume will be refused."""
        self.sessions.clear()

    def _of(self, shard: int | None) -> Iterator[Connection]:
        return (session.connection for session in self.connected(shard) if session.connection is not None)

    async def close(self) -> None:
        """Close every connection."""
        for connection in tuple(self._connections):
            connection.cut()
        self.sessions.clear()

    async def serve(self, request: web.BaseRequest) -> web.StreamResponse:
        """Serve one client's websocket until it ends."""
        ws = web.WebSocketResponse(compress=False, max_msg_size=1 << 20, autoping=True)
        await ws.prepare(request)
        packed = self.rules.compression and request.query.get("compress") == "zlib-stream"
        connection = Connection(ws, request.transport, zlib.compressobj(level=1) if packed else None)
        self._connections.add(connection)
        sender = asyncio.create_task(connection.run())
        session: Session | None = None
        try:
            connection.say(Op.HELLO, {"heartbeat_interval": round(self.rules.heartbeat_interval * 1000)})
            while True:
                message = await ws.receive(timeout=self.rules.heartbeat_interval * 2 + 1)
                if message.type is not aiohttp.WSMsgType.TEXT:
                    break
                session, code = self._hear(connection, session, message.data)
                if code is not None:
                    await ws.close(code=code)
                    break
        except TimeoutError:
            await ws.close(code=4009)
        finally:
            sender.cancel()
            self._connections.discard(connection)
            if session is not None and session.connection is connection:
                session.connection = None
                if ws.close_code in {1000, 1001}:  # the client says goodbye: nothing to resume
                    self.sessions.pop(session.id, None)
            self.world.changed()
        return ws

    def _hear(
        self, connection: Connection, session: Session | None, text: str
    ) -> tuple[Session | None, int | None]:
        """Take one payload of a client; give its session and, when it must go, the code to close with."""
        now = time.monotonic()
        if not connection.counts(now):
            return session, self._wrong(4008, f"more than {SENDS} payloads within {SENDS_PER:.0f} s")
        try:
            payload = orjson.loads(text)
            op, data = payload["op"], payload.get("d")
        except (ValueError, TypeError, KeyError):
            return session, self._wrong(4002, "a payload that is no JSON object with an op")
        if op == Op.HEARTBEAT:
            self.heartbeats += 1
            if self.rules.answering:
                connection.say(Op.HEARTBEAT_ACK)
            return session, None
        if session is None and op in {Op.IDENTIFY, Op.RESUME}:
            return (self._identify if op == Op.IDENTIFY else self._resume)(connection, data, now)
        return session, self._unfit(op, session)

    def _unfit(self, op: int, session: Session | None) -> int | None:
        if session is None:
            return self._wrong(4003, f"op {op} before IDENTIFY")
        if op in {Op.IDENTIFY, Op.RESUME}:
            return self._wrong(4005, f"op {op} on a connection that has a session")
        if op not in {Op.PRESENCE, Op.VOICE_STATE, Op.REQUEST_MEMBERS}:
            return self._wrong(4001, f"op {op} is none that a client may send")
        return None

    def _wrong(self, code: int, what: str) -> int:
        self._violation(f"gateway: {what}")
        return code

    def _identify(self, connection: Connection, data: Json, now: float) -> tuple[Session | None, int | None]:
        rules = self.rules
        number, count = data.get("shard") or (0, 1)
        code = self._refusal(data, number, count)
        bucket = number % rules.max_concurrency
        early = code is None and now < self._last_identify.get(bucket, -1e9) + rules.identify_gap
        self.identifies.append(
            Identify(
                (number, count),
                data.get("intents", 0),
                data.get("properties", {}),
                now,
                accepted=code is None and not early,
            )
        )
        self.world.changed()
        if code is not None:
            return None, code
        if early:
            waited = now - self._last_identify[bucket]
            self._violation(
                f"gateway: shard {number} identified {waited:.2f} s after the last one of its bucket; "
                f"at least {rules.identify_gap} s must pass (max_concurrency {rules.max_concurrency})"
            )
            connection.say(Op.INVALID_SESSION, data=False)
            return None, None
        self._last_identify[bucket] = now
        session = Session.begun(connection, (number, count), data["intents"], self.rules.remember)
        self.sessions[session.id] = session
        self._greet(session)
        return session, None

    def _refusal(self, data: Json, number: int, count: int) -> int | None:
        if data.get("token") != self.rules.token:
            return 4004
        if not 0 <= number < count:
            return 4010
        if "intents" not in data:
            return 4013
        return 4014 if data["intents"] & PRIVILEGED & ~self.rules.granted else None

    def _greet(self, session: Session) -> None:
        number, count = session.shard
        guilds = [guild for guild in self.world.guilds.values() if guild.has_bot]
        mine = [guild for guild in guilds if (guild.id >> 22) % count == number]
        ready = {
            "v": 10,
            "user": self.world.bot.payload() | {"verified": True, "mfa_enabled": True, "email": None},
            "guilds": [{"id": str(guild.id), "unavailable": True} for guild in mine],
            "session_id": session.id,
            "resume_gateway_url": self.url,
            "shard": [number, count],
            "application": {"id": str(self.world.application), "flags": 0},
        }
        session.dispatch("READY", ready)
        for guild in mine:
            if guild.is_available and session.intents & GUILDS:
                session.dispatch("GUILD_CREATE", guild.creation() | {"unavailable": False})

    def _resume(self, connection: Connection, data: Json, _now: float) -> tuple[Session | None, int | None]:
        self.resumes += 1
        if data.get("token") != self.rules.token:
            return None, 4004
        session, heard = self.sessions.get(data.get("session_id", "")), data.get("seq") or 0
        kept_from = session.sequence - len(session.kept) if session is not None else 0
        if session is None or not kept_from <= heard <= session.sequence:
            connection.say(Op.INVALID_SESSION, data=False)
            return None, None
        if session.connection is not None:
            session.connection.cut()
        session.connection = connection
        for sequence, payload in session.kept:
            if sequence > heard:
                connection.send(payload)
        session.dispatch("RESUMED", {})
        self.world.changed()
        return session, None
