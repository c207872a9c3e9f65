"""Discord, all of it: builds the parts, connects them, runs until told to stop, and ends quietly."""

from __future__ import annotations

import asyncio
import logging
import sys
from typing import TYPE_CHECKING

import aiohttp
import discord

from adapters.discord.client import PLATFORM, SETTLE, Client, pointed
from adapters.discord.hearing import Hearing
from adapters.discord.joining import log_in, passing, sentence
from adapters.discord.render import Renderer
from adapters.discord.saying import Saying
from adapters.discord.servers import AGAIN, Servers
from adapters.discord.sharding import EVERY, Own, Turns
from adapters.discord.sync import synchronise
from adapters.discord.telling import Telling
from adapters.discord.wire import Wire
from bot.backend import DatabaseError
from bot.preferences import Scope
from bot.running import JoinError
from bot.texts import texts

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from typing import Any

    from bot.address import Secret
    from bot.app import App
    from bot.store import Store, StoredQuiz
    from bot.texts import Texts

_DRAIN = 2.5  # seconds that answers in flight get at the end, which takes at most five
_LAST = 0.5  # seconds for each of the other steps there

_LOG = logging.getLogger(__name__)


class Discord:
    """The bot in Discord, in one process.

    Args:
        app: What handlers are given. What its host says, it says through this from now on.
        store: What is remembered.
        token: The bot's token.
        every: Seconds between two shards that connect.
        settle: Seconds without a new server after which a shard has told all of them.
        again: Seconds until the database is asked again, where it did not answer.
        joined: Called when all shards have connected for the first time, with the bot's name and the number
            of servers that this process hears of.
    """

    def __init__(  # noqa: PLR0913 -- what it is built of, and three times that tests need shorter
        self,
        app: App,
        store: Store,
        token: Secret,
        *,
        every: float = EVERY,
        settle: float = SETTLE,
        again: float = AGAIN,
        joined: Callable[[str, int], None] | None = None,
    ) -> None:
        self._app = app
        self._store = store
        self._token = token
        self._turns = Turns(store, app.now, every)
        self._client = Client(self._turns, gateway=app.config.discord_gateway_url, settle=settle)
        self._renderer = Renderer()
        self._again = again
        self._servers = Servers(app, store, self._client, again)
        self._telling = Telling(app, store, self._client, self._renderer)
        self._wire: Wire | None = None
        self._hearing: Hearing | None = None
        self._own = Own((0,), 1)
        self._joined = joined
        self._begun = False
        self._open = 0  # interactions that are being answered
        self._idle = asyncio.Event()
        self._idle.set()
        self._tasks: set[asyncio.Task[None]] = set()
        listeners: tuple[Callable[..., Coroutine[Any, Any, None]], ...] = (
            self.on_interaction,
            self.on_ready,
            self.on_shard_disconnect,
            self.on_shard_resumed,
            self.on_guild_join,
            self.on_guild_remove,
            self.on_guild_channel_delete,
            self.on_raw_thread_delete,
            self.on_error,
        )
        for listener in listeners:
            self._client.event(listener)  # discord.py knows by the name what it listens to
        self._saying = Saying(self._client, self._renderer, self._telling)
        app.host.serve(PLATFORM, self._saying)

    async def run(self, stop: asyncio.Event) -> None:
        """Join Discord, and stay until `stop` is set.

        Raises:
            JoinError: Discord cannot be joined, or does not want the bot any more.
        """
        config = self._app.config
        with pointed(config.discord_api_url, config.discord_gateway_url) as api:
            working = asyncio.create_task(self._work(api))
            stopping = asyncio.create_task(stop.wait())
            try:
                await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
                if working.done():
                    await working
            except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
                raise JoinError(sentence(error), again=passing(error)) from None
            finally:
                stopping.cancel()
                await _cancelled(working)
                await self._close()

    def trouble(self) -> str:
        """What is wrong with the connection, in a few words; empty where all is well."""
        if not self._begun:
            return "not every shard has connected yet"
        # A shard's latency says nothing here: where Discord answers a heartbeat before discord.py has noted
        # that it was sent, a whole interval between two of them is counted. A connection that is silent for
        # longer than its heartbeat timeout discord.py closes by itself; then it is lost here, too.
        shards = sorted(self._client.shards.items())
        lost = [str(number) for number, shard in shards if shard.is_closed()]
        return f"no connection for shard {', '.join(lost)}" if lost else ""

    async def _work(self, api: str) -> None:
        """Log in, connect, and hear until something ends it."""
        config = self._app.config
        shards = None
        if config.shard_count is not None:
            shards = config.shard_ids or range(config.shard_count), config.shard_count
        self._own = await log_in(self._client, self._token, self._turns, shards)
        self._saying.pace.share(len(self._own.shards) / self._own.count)
        application = self._client.application_id or 0  # it is known after the login
        _LOG.info("discord joining application=%d shards=%s", application, self._own.shown)
        self._wire = Wire(api, self._client.http.user_agent, application)
        self._hearing = Hearing(self._app, self._wire, self._renderer, self._member)
        if self._own.first:
            self._start(synchronise(self._client.http, application, self._store))
        await self._client.connect()

    async def _close(self) -> None:
        """Hear nothing more, let what is being answered be answered, and leave."""
        await _quietly(asyncio.gather(*(shard.disconnect() for shard in self._client.shards.values())), _LAST)
        await _quietly(self._idle.wait(), _DRAIN)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await _quietly(self._app.host.leave(PLATFORM), _LAST)
        await _quietly(self._telling.close(), _LAST)
        if self._wire is not None:
            await self._wire.close()
        await _quietly(self._client.close(), _LAST)
        if self._begun:
            _LOG.info("discord left shards=%s", self._own.shown)

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _member(self, server: int) -> bool:
        return self._client.get_guild(server) is not None

    async def _reopen(self) -> None:
        while True:
            try:
                found = await self._app.host.reopen(PLATFORM, self._mine, self._language)
            except DatabaseError as error:
                _LOG.warning("discord quizzes not reopened trouble=%s", error.trouble)
                await asyncio.sleep(self._again)
            else:
                _LOG.info("discord quizzes reopened quizzes=%d", found)
                return

    def _mine(self, quiz: StoredQuiz) -> bool:
        return self._own.has(quiz.server)

    async def _language(self, quiz: StoredQuiz) -> Texts:
        settings = await self._app.preferences.of(Scope(PLATFORM, quiz.server or quiz.place))
        return texts(settings.locale)

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """Answer it, and count it as long as it is being answered."""
        if self._hearing is None:
            return
        self._open += 1
        self._idle.clear()
        try:
            await self._hearing.hear(interaction)
        finally:
            self._open -= 1
            if not self._open:
                self._idle.set()

    async def on_ready(self) -> None:
        """All shards of this process have connected: for the first time, or again after all were lost."""
        _LOG.info("discord ready shards=%s servers=%d", self._own.shown, len(self._client.guilds))
        if not self._begun:
            self._begun = True
            if self._joined is not None and self._client.user is not None:
                self._joined(self._client.user.display_name, len(self._client.guilds))
            self._start(self._reopen())
            self._start(self._servers.keep_tidy(self._own.has))

    async def on_guild_join(self, guild: discord.Guild) -> None:
        """See `Servers.joined`."""
        self._start(self._servers.joined(guild))

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """See `Servers.removed`."""
        self._start(self._servers.removed(guild))

    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        """See `Servers.gone`."""
        self._start(self._servers.gone(channel.guild.id, channel.id))

    async def on_raw_thread_delete(self, payload: discord.RawThreadDeleteEvent) -> None:
        """See `Servers.gone`; also of threads that this process does not know."""
        self._start(self._servers.gone(payload.guild_id, payload.thread_id))

    async def on_shard_disconnect(self, shard: int) -> None:
        """The connection was lost; discord.py connects again by itself."""
        _LOG.info("discord connection lost shard=%d", shard)

    async def on_shard_resumed(self, shard: int) -> None:
        """The connection is back, and nothing was missed."""
        _LOG.info("discord connection resumed shard=%d", shard)

    async def on_error(self, event_method: str, /, *_arguments: object, **_named: object) -> None:
        """Log what a listener did not expect: what it was and where, nothing of what was said."""
        error = sys.exception()
        _LOG.error("discord failed listener=%s error=%s", event_method, type(error).__name__)
        _LOG.debug("discord failed listener=%s", event_method, exc_info=error)


async def _cancelled(work: asyncio.Task[None]) -> None:
    """Cancel a task, and wait until it has ended.

    discord.py takes a cancellation while a shard connects again for that shard's end, and listens on.
    """
    while not work.done():
        work.cancel()
        await asyncio.wait({work}, timeout=_LAST)


async def _quietly(work: Coroutine[Any, Any, Any] | asyncio.Future[Any], seconds: float) -> None:
    """Await something at the end, which may fail or hang without harm."""
    try:
        async with asyncio.timeout(seconds):
            await work
    except Exception as error:  # noqa: BLE001 -- the process is ending anyway
        _LOG.debug("discord did not end quietly error=%s", type(error).__name__)
