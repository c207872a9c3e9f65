"""Hears Slack by Socket Mode: no public address is needed, Slack is connected to.

Bolt's client connects again by itself, but for three things that it is helped with here. An address that
Slack gives is good for one connection, and the client would use a spent one for ever. A connection that broke
without a word it notices only at its next ping. And its log would hold the addresses, which are secrets.
"""

from __future__ import annotations

import asyncio
import logging
import random
from typing import TYPE_CHECKING

import aiohttp
import orjson
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.adapter.socket_mode.async_internals import run_async_bolt_app
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.joining import stopped

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncApp
    from slack_sdk.socket_mode.aiohttp import SocketModeClient
    from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
    from slack_sdk.socket_mode.request import SocketModeRequest

    from adapters.slack.busy import Busy
    from bot.address import Secret

PING = 5.0  # seconds between two pings; a silent connection is closed half of that after one
LOOK = 1.0  # seconds between two looks at the connection
_HANDSHAKE = 15.0  # seconds until a connection must have been made
_ASK = 10  # seconds for an address
_LONGEST = 60.0  # seconds that Slack's limit on addresses is waited for
_DEFAULT_AFTER = 30.0  # seconds to wait where Slack names none
_OK, _TOO_MANY = 200, 429
# The last two are what slack_sdk stumbles over where something else than Slack answers.
_FAILURES = (SlackApiError, aiohttp.ClientError, OSError, TimeoutError, ValueError, AttributeError)

_LOG = logging.getLogger(__name__)


class Sockets:
    """The connection to Slack. Make it where an event loop runs.

    Args:
        bolt: What is heard goes there.
        busy: What is being answered: it includes telling Slack that something was heard.
        token: The app-level token.
        quiet: A logger for what the libraries say.
        base: The Web API's address.
        ping: Seconds between two pings.
        look: Seconds between two looks at the connection.
    """

    def __init__(  # noqa: PLR0913 -- what it is built of, and two times that tests need shorter
        self,
        bolt: AsyncApp,
        busy: Busy,
        token: Secret,
        quiet: logging.Logger,
        *,
        base: str,
        ping: float = PING,
        look: float = LOOK,
    ) -> None:
        self._token = token
        self._look = look
        web = AsyncWebClient(base_url=base, timeout=_ASK, retry_handlers=[], logger=quiet)
        self._web = web
        handler = AsyncSocketModeHandler(
            bolt, token.reveal(), logger=quiet, web_client=web, ping_interval=ping
        )
        self._handler = handler
        self._bolt = bolt
        self._busy = busy
        self._client: SocketModeClient = handler.client
        self._client.socket_mode_request_listeners = [self._heard]
        self._client.issue_new_wss_url = self._address  # type: ignore[method-assign] # it has no other handle
        self._watching: asyncio.Task[None] | None = None
        self._mending: asyncio.Task[None] | None = None
        self._reason = "it is not connected yet"
        self._failed = 0

    async def connect(self) -> None:
        """Connect, and stay connected until `close`.

        Raises:
            JoinError: Slack does not take the token.
        """
        made_by_slack_sdk = self._client.aiohttp_client_session
        # slack_sdk's own session lets a handshake take five minutes.
        self._client.aiohttp_client_session = aiohttp.ClientSession(
            timeout=aiohttp.ClientTimeout(total=_HANDSHAKE)
        )
        await made_by_slack_sdk.close()
        try:
            self._client.wss_uri = await self._ask()
        except _FAILURES as error:
            raise stopped(_word(error), "TARIKH_SLACK_APP_TOKEN") from None
        self._watching = asyncio.create_task(self._watch())
        await self._client.connect()  # type: ignore[no-untyped-call] # slack_sdk's signature

    def trouble(self) -> str:
        """What is wrong with the connection, in a few words; empty where all is well."""
        return "" if self._connected() else f"no connection to Slack: {self._reason}"

    def deafen(self) -> None:
        """Hear nothing more; what is being answered can still be acknowledged."""
        self._client.socket_mode_request_listeners.clear()

    async def close(self) -> None:
        """Leave."""
        client = self._client
        if self._watching is not None:
            self._watching.cancel()
        if self._mending is not None:
            self._mending.cancel()
        try:
            await client.close()  # type: ignore[no-untyped-call] # slack_sdk's signature
        finally:  # Slack may take long to say farewell, and be left without it
            tasks = (client.message_processor, client.current_session_monitor, client.message_receiver)
            ending = [task for task in (*tasks, self._watching, self._mending) if task is not None]
            for task in ending:
                task.cancel()
            await client.aiohttp_client_session.close()
            await asyncio.gather(*ending, return_exceptions=True)

    async def _heard(self, client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        """Have Bolt answer, and tell Slack what it answers.

        Bolt's handler would read again the JSON that has just been written, and write it again: half of the
        time that an answer takes.
        """
        with self._busy:
            told = await run_async_bolt_app(self._bolt, request)
            if told.status == _OK:
                envelope = orjson.dumps(request.envelope_id).decode()
                payload = f',"payload":{told.body}' if told.body.startswith("{") else ""
                await client.send_message(f'{{"envelope_id":{envelope}{payload}}}')

    def _connected(self) -> bool:
        session = self._client.current_session
        return session is not None and not session.closed

    async def _ask(self) -> str:
        """An address for one connection."""
        answer = await self._web.apps_connections_open(app_token=self._token.reveal())
        return str(answer["url"])

    async def _address(self) -> str:
        """The same, not too often: the client asks again and again."""
        try:
            address = await self._ask()
        except _FAILURES as error:
            self._failed += 1
            self._reason = _word(error)
            wait = max(min(self._look * 2**self._failed, _LONGEST), _after(error))
            _LOG.warning(
                "slack gives no address to connect to reason=%s; again in %.0f s", self._reason, wait
            )
            await asyncio.sleep(wait * random.uniform(0.75, 1.25))  # noqa: S311 -- no secret; not all at once
            raise
        self._failed = 0
        return address

    async def _watch(self) -> None:
        """Notice what the client does not, or only late."""
        lost = False
        while True:
            await asyncio.sleep(self._look)
            if self._connected():
                if lost:
                    _LOG.info("slack connection is back")
                lost, self._reason = False, "it was lost"
                continue
            if not lost:
                _LOG.info("slack connection lost")
            lost = True
            self._client.wss_uri = None  # it may be spent
            if self._client.current_session is not None and (self._mending is None or self._mending.done()):
                # On its own: it may take long, and meanwhile its addresses may be spent, too.
                self._mending = asyncio.create_task(self._mend())

    async def _mend(self) -> None:
        """Connect anew; it does nothing where the client is doing so by itself."""
        try:
            await self._client.connect_to_new_endpoint()
        except _FAILURES as error:
            _LOG.debug("slack not connected error=%s", type(error).__name__)  # `_address` has told more


def _word(error: Exception) -> str:
    """Slack's word for what is wrong, the number of its answer, or what went wrong on the way."""
    if not isinstance(error, SlackApiError):
        return type(error).__name__
    data = getattr(error.response, "data", None)
    word = data.get("error") if isinstance(data, dict) else None
    return str(word or _status(error))


def _status(error: SlackApiError) -> int:
    # Where the answer was no JSON, slack_sdk gives aiohttp's response instead of its own.
    return int(getattr(error.response, "status_code", 0) or getattr(error.response, "status", 0))


def _after(error: Exception) -> float:
    """Seconds for which Slack wants to be left alone."""
    if not isinstance(error, SlackApiError) or _status(error) != _TOO_MANY:
        return 0.0
    try:
        return min(max(float(error.response.headers.get("Retry-After", "")), 0.0), _LONGEST)
    except ValueError:
        return _DEFAULT_AFTER
