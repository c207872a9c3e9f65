"""Posts and edits what the bot says by itself, once, however badly the way to Slack behaves.

Slack keeps no key by which it would know a post that it has already. So every post carries one in its
metadata, and where the answer to a post was lost, the bot looks in the channel for it before it posts again.
"""

from __future__ import annotations

import asyncio
import logging
import random
import secrets
from collections import OrderedDict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from adapters.slack.fates import Fate, Fates
from adapters.slack.limits import EDIT, POST, LimitedError
from adapters.slack.looking import LOOKS, find, marked
from adapters.slack.places import PLATFORM, Spot
from adapters.slack.web import LONGEST, BarredError, FailedError, RefusedError
from bot.backend import DatabaseError
from bot.message import MessageGoneError, PlaceError, PlaceGoneError, Posted, UnreachableError
from bot.preferences import Scope
from bot.texts import texts

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from typing import TypeVar

    from adapters.slack.fates import Name
    from adapters.slack.render import Renderer
    from adapters.slack.telling import Telling
    from adapters.slack.web import Web
    from bot.app import App
    from bot.message import Message, Place
    from bot.texts import Texts

    T = TypeVar("T")

TRIES = 5  # within half a minute, or two where Slack is silent
DOUBTED = 86_400.0  # seconds before now in which an earlier process may have posted what it did not note
_PAUSE = 1.0  # seconds before the second try, doubled before each further one
_KEY = 12  # bytes
_OPENED = 5_000  # conversations with persons that are remembered, about 150 bytes each
_NO_THREAD = frozenset({"cannot_reply_to_message", "thread_not_found"})

_LOG = logging.getLogger(__name__)


class Saying:
    """What happens at Slack's places: a `bot.message.Platform`.

    Args:
        app: For the workspaces' languages and the time.
        web: Slack's Web API.
        renderer: How messages look.
        telling: Who is told what the bot may not do.
        pause: Seconds before the second try.
        longest: Seconds that one post or edit waits for Slack's limits, all its tries together.
    """

    presses = True

    def __init__(  # noqa: PLR0913 -- what it speaks through, and two times that tests need shorter
        self,
        app: App,
        web: Web,
        renderer: Renderer,
        telling: Telling,
        *,
        pause: float = _PAUSE,
        longest: float = LONGEST,
    ) -> None:
        self._app = app
        self._web = web
        self._renderer = renderer
        self._telling = telling
        self._pause = pause
        self._longest = longest
        self._fates = Fates()
        self._opened: OrderedDict[tuple[str, str], str] = OrderedDict()

    async def post(
        self, place: Place, message: Message, key: str = "", *, under: str = "", doubted: bool = False
    ) -> Posted:
        """Show a message in a channel, thread or conversation. See `Platform.post`."""
        name: Name = place, key or message
        fate = self._fates.of(name)
        if fate is not None and fate.id:
            return Posted(place, fate.id)
        spot = Spot.of(place)
        attempt = _Attempt(
            name,
            fate or Fate(key or secrets.token_hex(_KEY), self._app.now() - (DOUBTED if doubted else 0.0)),
            spot,
            spot.thread or under,  # Slack's threads have no threads in them
            self._renderer.payload(message, await self._say(place)),
            doubted or fate is not None,
        )
        try:
            number = await self._try(place, lambda left: self._once(attempt, left))
        except _NoThreadError:
            if spot.thread:
                raise PlaceGoneError("the thread is no longer there") from None
            return await self.post(place, message, key, doubted=attempt.unsure)
        if key:
            self._note(attempt, 0.0, number)
        else:
            self._fates.forget(name)  # the same words may be said again
        await self._telling.works(place, POST)
        return Posted(place, number)

    async def edit(self, posted: Posted, message: Message) -> None:
        """Replace what a message says. See `Platform.edit`."""
        payload = self._renderer.payload(message, await self._say(posted.place))
        spot = Spot.of(posted.place)

        async def once(left: float) -> None:
            channel = await self._channel(spot, left)
            # Words alone would take the blocks away.
            await self._web.call(
                spot.team, EDIT, {"channel": channel, "ts": posted.id, **payload}, longest=left
            )

        await self._try(posted.place, once)

    def threads(self, place: Place) -> bool:
        """Whether a message has a thread: not where it stands in one, nor where two talk by themselves."""
        spot = Spot.of(place)
        return not (spot.thread or spot.person or spot.channel.startswith("D"))

    def spare(self, place: Place) -> float:
        """Seconds until an edit that could as well be left out may be made. See `Platform.spare`."""
        return self._web.limits.spare(Spot.of(place).team)

    async def _once(self, attempt: _Attempt, left: float) -> str:
        """Try to post, once it is known that it was not posted before; give the message's id."""
        team, thread, key = attempt.spot.team, attempt.thread, attempt.fate.key
        loop = asyncio.get_running_loop()
        posting = False
        try:
            channel = await self._channel(attempt.spot, left)
            if attempt.unsure:
                # What Slack is still busy with cannot be seen yet.
                await asyncio.sleep(attempt.fate.settled - loop.time())
                found = await find(self._web, team, channel, thread, key, attempt.fate.since, left)
                if found:
                    return found
            where = {"channel": channel, **({"thread_ts": thread} if thread else {})}
            plain = {"unfurl_links": False, "unfurl_media": False, "metadata": marked(key)}
            posting = True
            sent = await self._web.call(team, POST, {**where, **plain, **attempt.payload}, longest=left)
        except asyncio.CancelledError:
            if posting:
                self._note(attempt, loop.time() + self._web.patience)
            raise
        except (PlaceError, MessageGoneError, UnreachableError) as error:
            if posting and isinstance(error, FailedError) and error.uncertain:
                attempt.unsure = True
                self._note(attempt, loop.time() + (self._web.patience if error.silent else 0.0))
            if thread and _threadless(error):
                raise _NoThreadError from None
            raise
        return str(sent["ts"])

    def _note(self, attempt: _Attempt, settled: float, number: str = "") -> None:
        attempt.fate = replace(attempt.fate, settled=settled, id=number)
        self._fates.note(attempt.name, attempt.fate)

    async def _channel(self, spot: Spot, left: float) -> str:
        """The channel's id; that of the conversation, where the spot names a person."""
        if not spot.person:
            return spot.channel
        who = spot.team, spot.channel
        if who not in self._opened:
            told = await self._web.call(
                spot.team, "conversations.open", {"users": spot.channel}, longest=left
            )
            self._opened[who] = str(told["channel"]["id"])
            if len(self._opened) > _OPENED:
                self._opened.popitem(last=False)
        return self._opened[who]

    async def _say(self, place: Place) -> Texts:
        """The language of what Slack's own parts of a message say."""
        try:
            settings = await self._app.preferences.of(Scope(PLATFORM, Spot.of(place).team))
        except DatabaseError:
            return texts(self._app.config.locale)
        return texts(settings.locale)

    async def _try(self, place: Place, once: Callable[[float], Awaitable[T]]) -> T:
        """Do something that may be done again; `once` is given the seconds that limits may still take."""
        loop = asyncio.get_running_loop()
        ends, failed = loop.time() + self._longest, 0
        while True:
            try:
                return await once(max(ends - loop.time(), 0.0))
            except LimitedError as error:
                # What Slack asks to wait is waited for when it is asked the next time.
                if loop.time() + error.after > ends:
                    raise
            except FailedError as error:
                failed += 1
                _LOG.info("slack failed reason=%s try=%d of %d", error.reason, failed, TRIES)
                if failed == TRIES:
                    raise
                # Not all at once when Slack comes back; and what it is still doing will be seen by then.
                await asyncio.sleep(self._pause * 2 ** (failed - 1) * random.uniform(0.5, 1.5))  # noqa: S311 -- no secret
            except RefusedError as error:
                _LOG.error("slack refused a message team=%s reason=%s", Spot.of(place).team, error.word)
                raise
            except BarredError as error:
                self._telling.tell(place, error)
                if error.method not in LOOKS or not error.needed:
                    raise
                # It could be posted, but perhaps for the second time.
                raise UnreachableError(
                    f"nobody can see whether it was said: {error.needed} is missing"
                ) from None


@dataclass(slots=True)
class _Attempt:
    """A post on its way; `unsure` as soon as it may have been shown without anybody having been told."""

    name: Name
    fate: Fate
    spot: Spot
    thread: str
    payload: dict[str, Any]
    unsure: bool


class _NoThreadError(Exception):
    """The message whose thread it should be is not there."""


def _threadless(error: Exception) -> bool:
    """Whether that is what Slack says."""
    return isinstance(error, MessageGoneError) or getattr(error, "word", "") in _NO_THREAD
