"""The server: everything put together, and what a test does with it as a whole."""

from __future__ import annotations

import asyncio
import re
import time
from typing import TYPE_CHECKING

from aiohttp import web

from tests.servers.discord import described
from tests.servers.discord.calls import Judge, Request, Times
from tests.servers.discord.faults import Fault, Faults, Scope
from tests.servers.discord.gateway import Gateway, Identify, Rules
from tests.servers.discord.hands import Hands
from tests.servers.discord.limits import Limits
from tests.servers.discord.people import Person
from tests.servers.discord.permissions import BOT
from tests.servers.discord.rest import PREFIX, Rest, Traffic
from tests.servers.discord.users import User
from tests.servers.discord.world import World

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType
    from typing import Self

    from tests.servers.discord.guilds import Guild

HOST = "127.0.0.1"


class DiscordServer:
    """A Discord of our own on loopback, for one bot.

    `violations` holds, as sentences, all that the bot did that Discord would refuse or that we hold to be
    wrong: a test ends with `assert server.violations == []`. `described` tells whether Discord's own
    description was there to judge by. `times`, `gateway.rules`, `limits` and `judge.every` may be changed
    while it runs.

    Args:
        token: The bot's token; another one is refused.
        shards: How many shards /gateway/bot recommends.
        max_concurrency: How many shards may identify at once.
        identify_gap: Seconds between two identifies of one bucket; Discord has 5.
        heartbeat_interval: Seconds between heartbeats that HELLO asks for; Discord has 41.25.
        compression: Whether zlib-stream is given to those who ask for it.
        granted_intents: Privileged intents that the application was granted.
        answer_within: Seconds that the bot has for its first answer to an interaction.
        port: The port to listen on; a free one when 0.
    """

    def __init__(
        self,
        *,
        token: str = "a-token-of-the-tests",  # noqa: S107 - opens nothing but this server
        shards: int = 1,
        max_concurrency: int = 1,
        identify_gap: float = 0.2,
        heartbeat_interval: float = 41.25,
        compression: bool = True,
        granted_intents: int = 0,
        answer_within: float = 3.0,
        bot_name: str = "Tarikh",
        port: int = 0,
    ) -> None:
        self.token = token
        self.world = World(bot_name, shards)
        self.judge = Judge(described.load())
        self.times = Times(answer_within=answer_within)
        self.limits = Limits()
        self.faults = Faults()
        self.traffic = Traffic([])
        self.gateway = Gateway(
            self.world,
            Rules(
                token=token,
                max_concurrency=max_concurrency,
                identify_gap=identify_gap,
                heartbeat_interval=heartbeat_interval,
                compression=compression,
                granted=granted_intents,
            ),
            self.judge.violations.append,
        )
        self.world.tell = self.gateway.tell
        self.hands = Hands(self.world, self.gateway, self.times, self.judge.violations)
        self._rest = Rest(
            self.world, self.judge, self.times, self.gateway, self.limits, self.faults, self.traffic
        )
        self._port = port
        self._runner: web.ServerRunner | None = None
        self.api_url = ""

    async def __aenter__(self) -> Self:
        # Requests are small and many: no access log, and what is cancelled on close must not be reported.
        self._web = web.Server(self._rest.serve, access_log=None)
        runner = web.ServerRunner(self._web, handle_signals=False, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, HOST, self._port).start()
        self._runner = runner
        port = runner.addresses[0][1]
        self.api_url = f"http://{HOST}:{port}{PREFIX}"
        self.gateway.url = f"ws://{HOST}:{port}/gw"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.gateway.close()
        if self._runner is not None:
            await self._runner.cleanup()
            await asyncio.sleep(0)  # what was just being accepted is connected by then
            await self._web.shutdown(0.0)

    @property
    def gateway_url(self) -> str:
        """Where the gateway is."""
        return self.gateway.url

    @property
    def described(self) -> bool:
        """Tell whether Discord's description was there to judge by."""
        return self.judge.description is not None

    @property
    def violations(self) -> list[str]:
        """All that the bot did wrong, as sentences."""
        return self.judge.violations

    @property
    def requests(self) -> list[Request]:
        """All requests that came, in order."""
        return self.traffic.requests

    @property
    def identifies(self) -> list[Identify]:
        """All IDENTIFY payloads that came, in order."""
        return self.gateway.identifies

    def requested(self, method: str, template: str) -> list[Request]:
        """List the requests to one route, for example ("POST", "/channels/{channel_id}/messages")."""
        return [each for each in self.requests if each.method == method and each.template == template]

    def add_guild(
        self, name: str, *, locale: str = "en-US", shard: int | None = None, bot_permissions: int = BOT
    ) -> Guild:
        """Add a guild that the bot is in; `shard` picks the shard that it belongs to."""
        return self.world.add_guild(name, locale=locale, shard=shard, bot_permissions=bot_permissions)

    def person(self, name: str, *, locale: str = "en-US") -> Person:
        """Add a person, who is in every guild; `guild.permit(person.user, …)` changes what they may do."""
        user = User(self.world.ids.next(), name, locale=locale)
        self.world.users[user.id] = user
        return Person(user, self.hands)

    def fail(
        self,
        method: str,
        path: str,
        *,
        times: int = 1,
        status: int | None = None,
        code: int | None = None,
        message: str | None = None,
        drop: bool = False,
        lost_answer: bool = False,
        delay: float = 0.0,
        hang: bool = False,
        retry_after: float | None = None,
        scope: Scope = "user",
        via: bool = True,
    ) -> Fault:
        """Order a fault for the next requests of a method whose path the expression finds.

        Args:
            method: GET, POST, …, or "*".
            path: A regular expression that is searched for in the path (without /api/v10).
            times: How many requests are struck; -1 for all.
            status: The HTTP status to answer with.
            code: Discord's error code to answer with, with its usual status unless one is given.
            message: The text of the answer.
            drop: Reset the connection instead of answering.
            lost_answer: Do what was asked first, so that only the answer is lost.
            delay: Seconds to wait before anything else.
            hang: Never answer.
            retry_after: Answer 429 with this many seconds.
            scope: The scope of that 429.
            via: Whether that 429 has the header that tells Discord's own from a ban of the address.
        """
        fault = Fault(
            method,
            re.compile(path),
            times,
            status=status,
            code=code,
            message=message,
            drop=drop,
            lost_answer=lost_answer,
            delay=delay,
            hang=hang,
            retry_after=retry_after,
            scope=scope,
            via=via,
        )
        self.faults.order(fault)
        return fault

    async def wait_for(self, true: Callable[[], object], within: float = 5.0) -> object:
        """Wait until something is true of the server, and give what was true; TimeoutError when it is not."""
        return await self.hands.wait_for(true, within)

    async def connected(self, shards: int = 1, within: float = 10.0) -> None:
        """Wait until so many shards have a session and a connection."""
        await self.wait_for(lambda: len(self.gateway.connected()) >= shards, within)

    async def settled(self, quiet: float = 0.1, within: float = 5.0) -> None:
        """Wait until for `quiet` seconds no request has come, and none is under way nor a reply to come.

        An interaction that the bot has left unanswered is waited for until its time is up.
        """

        def still() -> bool:
            now = time.monotonic()
            if self.traffic.under_way or now - self.traffic.last < quiet:
                return False
            return not any(each.pending(now, self.times) for each in self.world.interactions.values())

        started = time.monotonic()
        await self.wait_for(lambda: still() and time.monotonic() - started >= quiet, within)
