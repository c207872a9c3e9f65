"""The server: everything put together, and what a test does with it as a whole."""

from __future__ import annotations

import asyncio
import secrets
import time
from typing import TYPE_CHECKING

from aiohttp import web

from tests.servers.slack.acks import Acks
from tests.servers.slack.calls import Request, Server
from tests.servers.slack.delivery import Deliverer, Kind
from tests.servers.slack.events import Events
from tests.servers.slack.faults import Fault, Faults
from tests.servers.slack.hands import Hands
from tests.servers.slack.judging import Judge
from tests.servers.slack.limits import Limits
from tests.servers.slack.oauth import AUTHORIZE, OAuth
from tests.servers.slack.people import Person
from tests.servers.slack.posting import Posting
from tests.servers.slack.response_urls import ResponseUrls
from tests.servers.slack.signed_http import SignedHttp
from tests.servers.slack.socket_mode import SocketMode
from tests.servers.slack.teams import Around, Team
from tests.servers.slack.web_api import API, RESPOND, Traffic, WebApi
from tests.servers.slack.wire import Ids, Stamps
from tests.servers.slack.world import World

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType
    from typing import Self

HOST = "127.0.0.1"
LINK = "/link/"


class SlackServer:
    """A Slack of our own on loopback, for one app.

    `violations` holds, as sentences, all that the bot did that Slack would refuse or that a careful app never
    does: a test ends with `assert server.violations == []`. `times`, `limits`, `subscribed` and
    `judge.every` may be changed while it runs.

    Args:
        bot_name: The app's name.
        port: The port to listen on; a free one when 0.
    """

    def __init__(self, *, bot_name: str = "Tarikh", port: int = 0) -> None:
        ids = Ids()
        self.app_id = ids.next("A")
        self.app_token = f"xapp-1-{self.app_id}-{secrets.token_hex(8)}"
        self.signing_secret = secrets.token_hex(16)
        self.world = World()
        self.times = self.world.times
        self.oauth = OAuth.of(self.world)
        self.client_id, self.client_secret = self.oauth.client_id, self.oauth.client_secret
        self.judge = Judge(self.world.violations)
        self.limits = Limits()
        self.faults = Faults()
        self.traffic = Traffic()
        self.socket = SocketMode(self.world)
        self.http = SignedHttp(self.world, self.signing_secret, self.socket)
        self.deliverer = Deliverer(self.world, self.http)
        self.events = Events(self.deliverer)
        posting = Posting(self.world, self.events)
        acks = Acks(self.world, self.judge, posting)
        self.hands = Hands(self.world, self.deliverer, acks, self.events)
        self._around = Around(
            ids,
            Stamps(),
            self.app_id,
            bot_name,
            self.events.tell,
            lambda team, user: Person(team, user, self.hands),
            self.world.tokens,
        )
        parts = Server(self.world, self.judge, self.events, posting, acks, self.socket, self.oauth)
        self._api = WebApi(
            parts,
            self.app_token,
            self.limits,
            self.faults,
            self.traffic,
            ResponseUrls(self.world, self.judge, posting),
        )
        self._port = port
        self._runner: web.ServerRunner | None = None
        self.url = ""
        self.team = self.add_team("Class 9")
        self.team.install()

    async def __aenter__(self) -> Self:
        # Requests are small and many: no access log, and what is cancelled on close must not be reported.
        self._web = web.Server(self._serve, access_log=None)
        runner = web.ServerRunner(self._web, handle_signals=False, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, HOST, self._port).start()
        self._runner = runner
        port = runner.addresses[0][1]
        self.url = f"http://{HOST}:{port}"
        self.world.response_base = self.url + RESPOND
        self.socket.url = f"ws://{HOST}:{port}{LINK}"
        self.hands.browsed = self.url
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.world.close()
        await self.http.close()
        self.socket.close()
        if self._runner is not None:
            await self._runner.cleanup()
            await asyncio.sleep(0)  # what was just being accepted is connected by then
            await self._web.shutdown(0.0)

    async def _serve(self, request: web.BaseRequest) -> web.StreamResponse:
        if request.path == LINK:
            return await self.socket.serve(request)
        if request.path == AUTHORIZE:
            return self.oauth.page(request)
        return await self._api.serve(request)

    @property
    def api_url(self) -> str:
        """Where the Web API is."""
        return self.url + API

    @property
    def bot_token(self) -> str:
        """The bot's token in the first workspace."""
        return self.team.bot_token

    @property
    def violations(self) -> list[str]:
        """All that the bot did wrong, as sentences."""
        return self.world.violations

    @property
    def escapes(self) -> bool:
        """Whether the app's manifest has Slack tag and escape what is typed after its command."""
        return self.hands.escapes

    @escapes.setter
    def escapes(self, escapes: bool) -> None:
        self.hands.escapes = escapes

    @property
    def subscribed(self) -> set[str]:
        """The events that the app subscribed to; may be changed."""
        return self.events.subscribed

    @property
    def requests(self) -> list[Request]:
        """All requests that came, in order."""
        return self.traffic.requests

    def requested(self, method: str) -> list[Request]:
        """List the requests of one method; "response_url" for those to response addresses."""
        return [each for each in self.requests if each.method == method]

    def add_team(self, name: str) -> Team:
        """Add a workspace. The app is not installed there."""
        team = Team(self._around, name)
        self.world.teams[team.id] = team
        return team

    def fail(
        self,
        method: str,
        *,
        times: int = 1,
        status: int | None = None,
        error: str | None = None,
        retry_after: float | None = None,
        drop: bool = False,
        lost_answer: bool = False,
        delay: float = 0.0,
        hang: bool = False,
    ) -> Fault:
        """Order a fault for the next requests of a method.

        Args:
            method: A method of the Web API, "response_url", or "*" for all.
            times: How many requests are struck; -1 for all.
            status: The HTTP status to answer with.
            error: Slack's error to answer with.
            retry_after: Answer 429 with this many seconds.
            drop: Break the connection instead of answering.
            lost_answer: Do what was asked first, so that only the answer is lost.
            delay: Seconds to wait before anything else.
            hang: Never answer.
        """
        fault = Fault(method, times, status, error, retry_after, drop, lost_answer, delay, hang)
        self.faults.order(fault)
        return fault

    async def redeliver_last(self, kind: Kind = "events_api") -> None:
        """Deliver once more what was delivered last, as when its acknowledgement was lost on the way."""
        delivery = self.deliverer.sent[kind]
        if kind == "events_api":
            delivery.attempt += 1
            delivery.reason = "timeout"
        await self.deliverer.once(delivery)

    async def wait_for(self, true: Callable[[], object], within: float = 5.0) -> object:
        """Wait until something is true of the server, and give what was true; TimeoutError when it is not."""
        return await self.hands.wait_for(true, within)

    async def connected(self, sockets: int = 1, within: float = 10.0) -> None:
        """Wait until so many sockets are open."""
        await self.wait_for(lambda: len(self.socket.ready) >= sockets, within)

    async def settled(self, quiet: float = 0.1, within: float = 10.0) -> None:
        """Wait until for `quiet` seconds no request has come and nothing is being delivered or answered."""
        started = time.monotonic()

        def still() -> bool:
            last = max(self.traffic.last, self.deliverer.last, started)
            busy = self.traffic.under_way or self.deliverer.under_way
            return not busy and time.monotonic() - last >= quiet

        await asyncio.sleep(0)
        await self.wait_for(still, within)
