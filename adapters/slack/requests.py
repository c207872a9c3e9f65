"""Hears Slack by signed requests, and shows the pages by which the app is installed.

Any number of processes may take them, behind any load balancer. A request whose signature does not fit, or
that is older than five minutes, is refused before anything of it is read.
"""

from __future__ import annotations

import asyncio
import logging
from http import HTTPStatus
from typing import TYPE_CHECKING

import aiohttp
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.errors import SlackApiError
from slack_sdk.signature import SignatureVerifier

from adapters.slack.pages import INSTALL, REDIRECT, away
from bot.backend import DatabaseError
from bot.running import JoinError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from slack_bolt.async_app import AsyncApp
    from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
    from slack_bolt.response import BoltResponse

    from bot.address import Secret

EVENTS = "/slack/events"
MOST = 1_000_000  # bytes of a request; Slack's largest, a view that was sent, has some 250,000
_REFUSED_EVERY = 60.0  # seconds between two warnings of signatures that do not fit
_GRACE = 0.25  # seconds that requests get at the end; what was being answered then has had its time

_LOG = logging.getLogger(__name__)


class Requests:
    """A server for Slack's requests.

    Args:
        listen: The host and the port.
        bolt: What is heard goes there.
        secret: What Slack signs with; None where nothing is heard this way.
        flow: How the app is installed; None where it is installed already.
    """

    def __init__(
        self,
        listen: tuple[str, int],
        bolt: AsyncApp,
        secret: Secret | None,
        flow: AsyncOAuthFlow | None,
    ) -> None:
        self._listen = listen
        self._bolt = bolt
        self._verifier = SignatureVerifier(secret.reveal()) if secret is not None else None
        self._flow = flow
        self._runner: web.AppRunner | None = None
        self._quiet_until = 0.0  # by the loop's clock

    @property
    def port(self) -> int:
        """The port on which it listens."""
        addresses = self._runner.addresses if self._runner is not None else []
        return int(addresses[0][1]) if addresses else self._listen[1]

    async def start(self) -> None:
        """Listen.

        Raises:
            JoinError: The port cannot be had.
        """
        server = web.Application(client_max_size=MOST)
        if self._verifier is not None:
            server.router.add_post(EVENTS, self._heard)
        if self._flow is not None:
            server.router.add_get(INSTALL, self._install)
            server.router.add_get(REDIRECT, self._redirected)
        server.router.add_route("*", "/{path:.*}", _nothing)
        self._runner = web.AppRunner(server, access_log=None, shutdown_timeout=_GRACE)
        await self._runner.setup()
        host, port = self._listen
        try:
            await web.TCPSite(self._runner, host, port, reuse_address=True).start()
        except OSError as error:
            await self._runner.cleanup()
            raise JoinError(
                f"Slack's requests cannot be taken at {host}:{port} ({error.strerror}). "
                "Look at TARIKH_SLACK_LISTEN."
            ) from None
        _LOG.info("slack requests are taken at %s:%d", host, self.port)

    def trouble(self) -> str:
        """What is wrong, in a few words; empty where all is well."""
        listening = self._runner is not None and self._runner.addresses
        return "" if listening else "Slack's requests are not taken"

    async def deafen(self) -> None:
        """Take no new connections; requests that are being answered are."""
        if self._runner is not None:
            for site in tuple(self._runner.sites):
                await site.stop()

    async def close(self) -> None:
        """End everything."""
        if self._runner is not None:
            await self._runner.cleanup()

    def _refused(self, now: float) -> None:
        """Log that a signature does not fit: anybody may send such a request, so not each of them."""
        if now >= self._quiet_until:
            self._quiet_until = now + _REFUSED_EVERY
            _LOG.warning(
                "slack request refused: its signature does not fit, or is too old; look at "
                "TARIKH_SLACK_SIGNING_SECRET and at this machine's clock"
            )

    async def _heard(self, request: web.Request) -> web.Response:
        """One of Slack's requests: an event, a command, a press."""
        body = await request.read()
        if not self._signed(request, body):
            # `ssl_check` comes unsigned, and asks for nothing.
            checked = body.startswith(b"ssl_check=1") or b"&ssl_check=1" in body
            if checked and not request.headers.get("X-Slack-Signature"):
                return web.Response()
            self._refused(asyncio.get_running_loop().time())
            return web.json_response({"error": "invalid request"}, status=HTTPStatus.UNAUTHORIZED)
        try:
            # Once the signature fits, this one header is all that Bolt asks for.
            kind = {"content-type": request.headers.get("Content-Type", "")}
            asked = AsyncBoltRequest(body=body.decode(), query=request.query_string, headers=kind)  # type: ignore[arg-type] # Bolt's alias is invariant
        except ValueError:
            return web.json_response({"error": "unreadable request"}, status=HTTPStatus.BAD_REQUEST)
        return await to_aiohttp_response(await self._bolt.async_dispatch(asked))

    def _signed(self, request: web.Request, body: bytes) -> bool:
        assert self._verifier is not None  # noqa: S101 -- without one there is no such route
        stamp = request.headers.get("X-Slack-Request-Timestamp", "")
        signature = request.headers.get("X-Slack-Signature", "")
        if not (stamp.isascii() and stamp.isdigit() and len(stamp) < 12 and signature):
            return False
        try:
            return self._verifier.is_valid(body, stamp, signature)
        except (TypeError, ValueError):  # neither is text that Slack could have signed
            return False

    async def _install(self, request: web.Request) -> web.Response:
        assert self._flow is not None  # noqa: S101 -- without one there is no such route
        return await _page(self._flow.handle_installation, request)

    async def _redirected(self, request: web.Request) -> web.Response:
        assert self._flow is not None  # noqa: S101 -- without one there is no such route
        return await _page(self._flow.handle_callback, request)


async def _page(
    made: Callable[[AsyncBoltRequest], Awaitable[BoltResponse]], request: web.Request
) -> web.Response:
    """A page of an installation; where it cannot be made, one that says so."""
    try:
        return await to_aiohttp_response(await made(await to_bolt_request(request)))
    except (DatabaseError, SlackApiError, aiohttp.ClientError, OSError, TimeoutError) as error:
        _LOG.warning("slack installation failed error=%s", type(error).__name__)
        return await to_aiohttp_response(away())


async def _nothing(_request: web.Request) -> web.Response:
    return web.Response(status=HTTPStatus.NOT_FOUND, text="There is nothing here.\n")
