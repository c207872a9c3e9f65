"""Tells who installed the bot, once, what it would have to be granted where it may not do its work."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from adapters.slack.limits import PIN, UNPIN
from adapters.slack.places import PLATFORM, Spot
from bot.backend import DatabaseError
from bot.message import Line, Link, Message, MessageGoneError, PlaceError, Style, Text, UnreachableError, line
from bot.preferences import Scope
from bot.sealing import SealError
from bot.texts import texts

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from adapters.slack.render import Renderer
    from adapters.slack.web import BarredError, Web
    from bot.app import App
    from bot.message import Place
    from bot.store import Store
    from bot.texts import Texts

# What somebody has decided, or what concerns one person only: nobody need mend it.
_FINE = frozenset(
    {
        "cannot_dm_bot",
        "is_archived",
        "is_inactive",
        "messages_tab_disabled",
        "restricted_action_thread_locked",
        "user_disabled",
    }
)
_CLEAR = 10_000  # methods and places that are known to be in order, about 200 bytes each

_LOG = logging.getLogger(__name__)


class Telling:
    """Tells installers what is missing.

    Args:
        app: For the workspace's language and the time.
        store: Where it is noted what was told.
        web: Slack's Web API.
        renderer: How a message looks.
        installer: Gives the user id of who installed the bot in a workspace; None where nobody knows.
    """

    def __init__(
        self,
        app: App,
        store: Store,
        web: Web,
        renderer: Renderer,
        installer: Callable[[str], Awaitable[str | None]],
    ) -> None:
        self._app = app
        self._store = store
        self._web = web
        self._renderer = renderer
        self._installer = installer
        self._clear: set[tuple[str, str]] = set()
        self._telling: set[asyncio.Task[None]] = set()

    def tell(self, place: Place, error: BarredError) -> None:
        """The bot may not do something at a place: tell who installed it, unless that was told."""
        if error.word in _FINE:
            return
        spot = Spot.of(place)
        for prefix in _prefixes(spot, error.method):
            self._clear.discard((spot.team, prefix))
        # On its own: who wanted to post has waited long enough.
        task = asyncio.create_task(self._tell(spot, error))
        self._telling.add(task)
        task.add_done_callback(self._telling.discard)

    async def works(self, place: Place, method: str) -> None:
        """The bot has just been allowed something at a place: what was told about it may be told again."""
        spot = Spot.of(place)
        for prefix in _prefixes(spot, method):
            if (spot.team, prefix) in self._clear:
                continue
            try:
                await self._store.untell(PLATFORM, spot.team, prefix)
            except DatabaseError:
                return  # next time
            if len(self._clear) >= _CLEAR:
                self._clear.clear()
            self._clear.add((spot.team, prefix))

    async def close(self) -> None:
        """Wait for what is being told; a request has its own patience."""
        if self._telling:
            await asyncio.wait(self._telling)

    async def _tell(self, spot: Spot, error: BarredError) -> None:
        everywhere, there = _prefixes(spot, error.method)
        # A scope is granted for a whole workspace.
        what = f"{everywhere if error.needed else there}{error.word}:{error.needed}"
        try:
            if not await self._store.tell_once(PLATFORM, spot.team, what, self._app.now()):
                return
            _LOG.warning(
                "slack does not allow it method=%s team=%s channel=%s reason=%s scope=%s",
                error.method,
                spot.team,
                spot.channel,
                error.word,
                error.needed or "-",
            )
            somebody = await self._installer(spot.team)
            if somebody is not None:
                await self._write(spot, somebody, error)
        except (DatabaseError, SealError, PlaceError, MessageGoneError, UnreachableError) as failed:
            # Without the right to post nobody can be written to. Then the log has said it.
            _LOG.info("slack installer not told team=%s error=%s", spot.team, type(failed).__name__)

    async def _write(self, spot: Spot, somebody: str, error: BarredError) -> None:
        settings = await self._app.preferences.of(Scope(PLATFORM, spot.team))
        say = texts(settings.locale)
        name = "" if error.needed else await self._name(spot)
        lines = (*_wrong(spot, error, name, say), line(say("I say this once."), Style.NOTE))
        payload = self._renderer.payload(Message(lines), say)
        sent = {"channel": somebody, "unfurl_links": False, "unfurl_media": False, **payload}
        await self._web.call(spot.team, "chat.postMessage", sent)

    async def _name(self, spot: Spot) -> str:
        """The channel's name as far as Slack tells it; else its id."""
        try:
            told = await self._web.call(spot.team, "conversations.info", {"channel": spot.channel})
        except (PlaceError, UnreachableError):
            return spot.channel
        name = told["channel"].get("name")
        return f"#{name}" if name else spot.channel


def _prefixes(spot: Spot, method: str) -> tuple[str, str]:
    """How what is noted begins: of the whole workspace, and of one channel."""
    return f"{method}::", f"{method}:{spot.channel}:"


def _wrong(spot: Spot, error: BarredError, name: str, say: Texts) -> tuple[Line, ...]:
    """What is wrong, and what can be done about it."""
    channel = Link(name, spot.address)
    if error.needed:
        return (
            line(say("I lack a permission in this workspace: {scopes}.", scopes=error.needed)),
            line(say("Add it under OAuth & Permissions in the app's settings, and install me again.")),
        )
    if error.word == "not_in_channel":
        return (
            Line((Text(say("I am not a member of this channel:")), Text(" "), channel)),
            line(say("Type {command} there.", command="/invite @Tarikh")),
        )
    barred = (
        say("Slack does not let me pin messages in this channel:")
        if error.method in {PIN, UNPIN}
        else say("Slack does not let me post in this channel:")
    )
    return (
        Line((Text(barred), Text(" "), channel)),
        line(
            say("Slack's reason: {reason}. Whoever manages the channel can change that.", reason=error.word)
        ),
    )
