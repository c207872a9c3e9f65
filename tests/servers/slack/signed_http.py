"""Signed HTTP: events, commands and interactions posted to the app's request address."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import secrets
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import aiohttp
import orjson

from tests.servers.slack.delivery import Ack, NotAcknowledgedError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.servers.slack.delivery import Delivery
    from tests.servers.slack.socket_mode import SocketMode
    from tests.servers.slack.wire import Json
    from tests.servers.slack.world import World

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Got:
    """What the app answered to a request."""

    status: int
    text: str
    headers: Mapping[str, str]


@dataclass(slots=True)
class SignedHttp:
    """Delivers to the request addresses in turn, as a load balancer does; by sockets where there are none.

    Attributes:
        urls: The addresses, one for each process of the app.
        keep_alive: Whether connections are used again. Load runs set it; a process that died leaves
            none behind that must be noticed as dead.
    """

    world: World
    signing_secret: str
    socket: SocketMode
    urls: list[str] = field(default_factory=list)
    keep_alive: bool = False
    _turn: int = 0
    _session: aiohttp.ClientSession | None = None

    def use(self, *urls: str) -> None:
        """Deliver to these addresses from now on; to the sockets when there are none."""
        self.urls = list(urls)

    async def send(self, delivery: Delivery) -> Ack:
        """Deliver once, by the way in use."""
        if not self.urls:
            return await self.socket.send(delivery)
        body, kind = written(delivery)
        headers = self.signed(body) | {"Content-Type": kind}
        if delivery.attempt:
            headers |= {"X-Slack-Retry-Num": str(delivery.attempt), "X-Slack-Retry-Reason": delivery.reason}
        within = self.world.times.ack_within
        try:
            async with asyncio.timeout(within):
                got = await self._posted(body, headers)
        except TimeoutError:
            said = f"not acknowledged within {within} s"
            raise NotAcknowledgedError("http_timeout", said, blame=True) from None
        except aiohttp.ClientError as error:
            said = f"no connection: {type(error).__name__}"
            raise NotAcknowledgedError("connection_failed", said, blame=False) from None
        if not 200 <= got.status < 300:
            again = got.headers.get("X-Slack-No-Retry") != "1"
            said = f"answered with {got.status}"
            raise NotAcknowledgedError("http_error", said, blame=True, again=again)
        return Ack(_payload(got))

    async def _posted(self, body: bytes, headers: Mapping[str, str]) -> Got:
        """Post to the next address; where nobody listens, the one after it has its turn."""
        for left in reversed(range(len(self.urls))):
            self._turn += 1
            try:
                return await self._post(self.urls[self._turn % len(self.urls)], body, headers)
            except aiohttp.ClientConnectorError:
                if not left:
                    raise
        raise aiohttp.ClientError("no address")

    async def _post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Got:
        if self._session is None:
            connector = aiohttp.TCPConnector(force_close=not self.keep_alive, limit=0)
            self._session = aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar())
        async with self._session.post(url, data=body, headers=headers, allow_redirects=False) as response:
            return Got(response.status, await response.text(), dict(response.headers))

    def signed(self, body: bytes, *, at: float | None = None, secret: str | None = None) -> dict[str, str]:
        """Make the headers that sign a body: of now, with the app's secret, unless said otherwise."""
        stamp = str(int(time.time() if at is None else at))
        key = (self.signing_secret if secret is None else secret).encode()
        digest = hmac.new(key, b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()
        return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={digest}"}

    async def post_raw(
        self,
        body: bytes,
        *,
        headers: Mapping[str, str] | None = None,
        at: float | None = None,
        secret: str | None = None,
        kind: str = JSON,
    ) -> Got:
        """Post anything to the first address.

        Args:
            body: What is posted.
            headers: Headers instead of those that sign it; {} for none.
            at: When it is said to be signed, in seconds since 1970; now when None.
            secret: The secret to sign with; the app's when None.
            kind: The content type.
        """
        signed = self.signed(body, at=at, secret=secret) if headers is None else dict(headers)
        return await self._post(self.urls[0], body, signed | {"Content-Type": kind})

    async def verify(self) -> bool:
        """Ask the app to show that the first address is its own (url_verification)."""
        challenge = secrets.token_hex(16)
        told = {"token": "a-verification-token", "challenge": challenge, "type": "url_verification"}
        got = await self.post_raw(orjson.dumps(told))
        return got.status == 200 and challenge in got.text

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()


def written(delivery: Delivery) -> tuple[bytes, str]:
    """Write what is delivered, and name its content type."""
    if delivery.kind == "events_api":
        return orjson.dumps(delivery.payload), JSON
    fields: Json = delivery.payload
    if delivery.kind == "interactive":
        fields = {"payload": orjson.dumps(delivery.payload).decode()}
    return urlencode(fields).encode(), FORM


def _payload(got: Got) -> Json | str | None:
    if not got.text:
        return None
    if got.headers.get("Content-Type", "").startswith(JSON):
        told = orjson.loads(got.text)
        return told if isinstance(told, dict) and told else None
    return got.text
