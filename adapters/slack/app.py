"""Slack, all of it: builds the parts, connects them, runs until told to stop, and ends quietly."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any

from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.asking import Asking
from adapters.slack.busy import Busy
from adapters.slack.channels import Channels
from adapters.slack.directory import Directory
from adapters.slack.hearing import Hearing
from adapters.slack.identity import Identity
from adapters.slack.installing import Installations, States
from adapters.slack.joining import Me, introduce
from adapters.slack.leaving import Leaving, there
from adapters.slack.limits import Limits
from adapters.slack.manifest import SCOPES
from adapters.slack.once import Once
from adapters.slack.pages import flow
from adapters.slack.people import People
from adapters.slack.places import PLATFORM
from adapters.slack.render import Renderer
from adapters.slack.replying import Ways
from adapters.slack.requests import Requests
from adapters.slack.saying import Saying
from adapters.slack.sockets import LOOK, PING, Sockets
from adapters.slack.teams import AGAIN, Teams
from adapters.slack.telling import Telling
from adapters.slack.trying import Trying
from adapters.slack.web import Web
from adapters.slack.wire import Wire
from bot.backend import DatabaseError
from bot.commands import COMMANDS
from bot.preferences import Scope
from bot.sealing import SealError
from bot.texts import texts

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow

    from bot.app import App
    from bot.store import Store, StoredQuiz
    from bot.texts import Texts
    from bot.workspaces import Workspaces

_PAUSE = 0.3  # seconds until Slack is asked again for what somebody waits for
_DRAIN = 2.5  # seconds that answers in flight get at the end, which takes at most five
_LAST = 0.5  # seconds for each of the other steps there

_LOG = logging.getLogger(__name__)


class Slack:
    """The bot in Slack, in one process: in one workspace by its token, or in all that have installed it.

    Args:
        app: What handlers are given. What its host says, it says through this from now on.
        store: What is remembered.
        workspaces: Where the app is installed, and what was heard.
        ping: Seconds between two pings of the connection.
        look: Seconds between two looks at it.
        again: Seconds until the database is asked again, where it did not answer.
        joined: Called when Slack has been joined, with the bot's name and the number of workspaces.
    """

    def __init__(  # noqa: PLR0913 -- what it is built of, and three times that tests need shorter
        self,
        app: App,
        store: Store,
        workspaces: Workspaces,
        *,
        ping: float = PING,
        look: float = LOOK,
        again: float = AGAIN,
        joined: Callable[[str, int], None] | None = None,
    ) -> None:
        config = app.config
        self._app = app
        self._store = store
        self._workspaces = workspaces
        self._ping, self._look, self._again = ping, look, again
        self._joined = joined
        self._base = config.slack_api_url or AsyncWebClient.BASE_URL
        self._quiet = _quiet()
        self._installations: Installations | None = None
        self._flow: AsyncOAuthFlow | None = None
        self._me: Me | None = None
        if config.slack_client_id is not None:
            self._installations = Installations(workspaces, app.now)
            self._flow = flow(
                config,
                self._base,
                SCOPES,
                self._installations,
                States(workspaces, app.now),
                self._quiet,
                installed=self._installed,
            )
        self._web = Web(self._token, Limits(), base=self._base)
        self._renderer = Renderer(tuple(command.name for command in COMMANDS))
        self._people = People(self._web, app.now)
        self._channels = Channels(self._web, app.now)
        self._telling = Telling(app, store, self._web, self._renderer, self._installer)
        self._teams = Teams(app, store, workspaces, self._is_installed, again)
        self._once = Once(workspaces, app.now)
        self._busy = Busy()
        self._leaving = Leaving(self._teams, self._channels, self._installations, self._once, self._busy)
        self._wire: Wire | None = None
        self._sockets: Sockets | None = None
        self._requests: Requests | None = None
        self._begun = False
        self._tasks: set[asyncio.Task[None]] = set()
        self._saying = Saying(app, self._web, self._renderer, self._telling)
        # Several processes may serve the same workspaces; a SQLite file has only one.
        app.host.serve(PLATFORM, self._saying, shared=config.database_url.path is None)

    async def run(self, stop: asyncio.Event) -> None:
        """Join Slack, and stay until `stop` is set.

        Raises:
            JoinError: Slack cannot be joined.
        """
        try:
            await self._join()
            await stop.wait()
        finally:
            await self._close()

    @property
    def port(self) -> int:
        """The port on which Slack's requests are taken; 0 where they are not."""
        return self._requests.port if self._requests is not None else 0

    def trouble(self) -> str:
        """What is wrong with the connection, in a few words; empty where all is well."""
        if not self._begun:
            return "Slack has not been joined yet"
        if self._leaving.alone:
            return "the app was removed from its workspace"
        ways = (each.trouble() for each in (self._sockets, self._requests) if each is not None)
        return "; ".join(filter(None, ways))

    async def _join(self) -> None:
        config = self._app.config
        if config.slack_bot_token is not None:
            self._me = await introduce(self._web)
        else:
            await self._look_at_keys()
        self._wire = Wire()
        bolt = self._bolt()
        ways = Ways(self._web, self._wire, self._renderer, self._app.now)
        directory = Directory(self._web, Trying(self._telling, pause=_PAUSE))
        asking = Asking(self._app, self._people, self._channels, directory)
        hearing = Hearing(self._app, ways, asking, self._once, self._telling, self._busy, self._met)
        hearing.listen(bolt)
        self._leaving.listen(bolt)
        secret = config.slack_signing_secret
        if config.slack_listen is not None and (secret is not None or self._flow is not None):
            self._requests = Requests(config.slack_listen, bolt, secret, self._flow)
            await self._requests.start()
        if config.slack_app_token is not None:
            self._sockets = Sockets(
                bolt,
                self._busy,
                config.slack_app_token,
                self._quiet,
                base=self._base,
                ping=self._ping,
                look=self._look,
            )
            await self._sockets.connect()
        if self._me is not None:
            self._met(self._me.team)
        await self._announce()
        self._begun = True
        self._start(self._reopen())
        self._start(self._teams.keep_tidy())

    async def _look_at_keys(self) -> None:
        """Tell at the start, not at the first press, that the keys do not open what is kept."""
        try:
            await self._workspaces.check()
        except SealError as error:
            # What needs no token is answered all the same, and what was sealed with them, once they are back.
            _LOG.error("slack workspaces cannot be served: %s", error)
        except DatabaseError as error:
            _LOG.warning("slack keys not looked at trouble=%s", error.trouble)

    def _bolt(self) -> AsyncApp:
        """Bolt, which only leads what it hears to where it is answered."""
        client = AsyncWebClient(base_url=self._base, retry_handlers=[], logger=self._quiet)
        bolt = AsyncApp(
            name="tarikh",
            logger=self._quiet,
            client=client,
            signing_secret="",  # `requests` has looked at the signature before anything was read
            request_verification_enabled=False,
            authorize=Identity(self._me, self._installations),
        )
        bolt.error(self.on_error)
        return bolt

    async def _token(self, team: str) -> str:
        if self._installations is not None:
            return await self._installations.token(team)
        token = self._app.config.slack_bot_token
        assert token is not None  # noqa: S101 -- the settings have told else
        return token.reveal()

    async def _installer(self, team: str) -> str | None:
        return await self._installations.installer(team) if self._installations is not None else None

    async def _is_installed(self, team: str) -> bool:
        if self._installations is not None:
            return await there(team, self._installations, self._web)
        return self._me is not None and team == self._me.team and not self._leaving.alone

    async def _installed(self, team: str) -> None:
        """The app was installed in a workspace, for the first time or again."""
        _LOG.info("slack installed team=%s", team)
        noted = self._start(self._teams.back(team))
        await asyncio.wait({noted}, timeout=_LAST)  # somebody waits for the page

    async def _announce(self) -> None:
        """Tell whoever runs the bot that it has joined."""
        _LOG.info("slack ready %s", f"team={self._me.team}" if self._me is not None else "for all workspaces")
        if self._joined is None:
            return
        name, count = "Tarikh", 1
        if self._me is not None:
            name = self._me.name
        else:
            try:
                count = len(await self._store.servers(PLATFORM))
            except DatabaseError:
                count = 0
        self._joined(name, count)

    async def _close(self) -> None:
        """Hear nothing more, let what is being answered be answered, and leave."""
        if self._sockets is not None:
            self._sockets.deafen()
        if self._requests is not None:
            await _quietly(self._requests.deafen(), _LAST)
        await _quietly(self._busy.idle(), _DRAIN)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await _quietly(self._app.host.leave(PLATFORM), _LAST)
        await _quietly(self._saying.close(), _LAST)
        await _quietly(self._telling.close(), _LAST)
        for part in (self._requests, self._sockets, self._people, self._channels, self._wire, self._web):
            if part is not None:
                await _quietly(part.close(), _LAST)
        if self._begun:
            _LOG.info("slack left")

    def _start(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    def _met(self, team: str) -> None:
        if self._teams.new(team):
            self._start(self._teams.back(team))

    async def _reopen(self) -> None:
        while True:
            try:
                found = await self._app.host.reopen(PLATFORM, lambda _: True, self._language)
            except DatabaseError as error:
                _LOG.warning("slack quizzes not reopened trouble=%s", error.trouble)
                await asyncio.sleep(self._again)
            else:
                _LOG.info("slack quizzes reopened quizzes=%d", found)
                return

    async def _language(self, quiz: StoredQuiz) -> Texts:
        settings = await self._app.preferences.of(Scope(PLATFORM, quiz.server or quiz.place))
        return texts(settings.locale)

    async def on_error(self, error: Exception, body: dict[str, Any]) -> None:
        """Log what a listener did not expect: what it was and where, nothing of what was said."""
        _LOG.error("slack failed type=%s error=%s", body.get("type"), type(error).__name__)
        _LOG.debug("slack failed", exc_info=error)


def _quiet() -> logging.Logger:
    """A silent logger for the libraries, whose lines hold what people type, and secrets."""
    logger = logging.getLogger(f"{__name__}.libraries")
    logger.setLevel(logging.CRITICAL + 1)
    return logger


async def _quietly(work: Coroutine[Any, Any, Any], seconds: float) -> None:
    """Await something at the end, which may fail or hang without harm."""
    try:
        async with asyncio.timeout(seconds):
            await work
    except Exception as error:  # noqa: BLE001 -- the process is ending anyway
        _LOG.debug("slack did not end quietly error=%s", type(error).__name__)
