"""Posts and edits what the bot says by itself, once, however badly the way to Slack behaves.

Slack keeps no key by which it would know a post that it has already. So every post carries one in its
metadata, and where the answer to a post was lost, the bot looks in the channel for it before it posts again.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from adapters.slack.conversations import Conversations
from adapters.slack.fates import Fate, Fates
from adapters.slack.layout import called
from adapters.slack.limits import EDIT, LINK, PIN, POST, UNPIN, LimitedError
from adapters.slack.looking import find, marked
from adapters.slack.pinning import set_pin
from adapters.slack.places import PLATFORM, Spot
from adapters.slack.remedies import remedies
from adapters.slack.trying import PAUSE, Trying
from adapters.slack.web import LONGEST, BarredError, FailedError
from bot.backend import DatabaseError
from bot.message import MessageGoneError, PlaceError, PlaceGoneError, Posted, UnreachableError
from bot.preferences import Scope
from bot.texts import texts

if TYPE_CHECKING:
    from adapters.slack.fates import Name
    from adapters.slack.render import Renderer
    from adapters.slack.telling import Telling
    from adapters.slack.web import Web
    from bot.app import App
    from bot.message import Message, Place
    from bot.texts import Texts

DOUBTED = 86_400.0  # seconds before now in which an earlier process may have posted what it did not note
# Seconds after which another process may have begun a message's thread: a third of `bot.sharing.LEASE`, for
# no process goes on with what another has begun before that has run out; the rest is for clocks that differ.
NEW = 5.0
PATIENT = 900.0  # seconds that a pin may wait for its limit while nobody waits for it
_LINKED = 2.0  # seconds that an address may
_KEY = 12  # bytes
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
        pause: float = PAUSE,
        longest: float = LONGEST,
    ) -> None:
        self._app = app
        self._web = web
        self._renderer = renderer
        self._telling = telling
        self._try = Trying(telling, pause=pause, longest=longest)
        self._conversations = Conversations(web)
        self._fates = Fates()
        self._later: set[asyncio.Task[None]] = set()

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
            await self._payload(place, message),
            doubted or fate is not None,
        )
        try:
            number = await self._try(place, lambda left: self._once(attempt, left))
        except _NoThreadError:
            if spot.thread:
                raise PlaceGoneError("the thread is no longer there") from None
            return await self.post(place, message, key, doubted=attempt.unsure)
        except BarredError as error:
            error.lacking = remedies(error, await self._say(place))
            raise
        if key:
            self._note(attempt, 0.0, number)
        else:
            self._fates.forget(name)  # the same words may be said again
        await self._telling.works(place, POST)
        return Posted(place, number)

    async def edit(self, posted: Posted, message: Message) -> None:
        """Replace what a message says. See `Platform.edit`."""
        payload = await self._payload(posted.place, message)
        spot = Spot.of(posted.place)

        async def once(left: float) -> None:
            channel = await self._conversations.channel(spot, left)
            # Words alone would take the blocks away.
            await self._web.call(
                spot.team, EDIT, {"channel": channel, "ts": posted.id, **payload}, longest=left
            )

        await self._try(posted.place, once)

    async def discuss(self, posted: Posted, name: str, message: Message) -> None:  # noqa: ARG002 -- Slack's threads have no names
        """Begin a message's thread with a message, unless it stands there. See `Platform.discuss`."""
        if self.threads(posted.place):
            spot = replace(Spot.of(posted.place), thread=posted.id)
            old = abs(self._app.now() - float(posted.id)) > NEW
            await self.post(spot.place, message, f"{posted.id}t", doubted=old)

    async def pin(self, posted: Posted, *, instead_of: str = "") -> None:
        """Pin a message, and then unpin another one. See `Platform.pin`.

        Slack takes some twenty pins a minute: in a burst of posts, what would have to wait is done later, by
        itself.
        """
        wanted = [(PIN, posted.id), *([(UNPIN, instead_of)] if instead_of else [])]
        try:
            await self._set_pins(posted.place, wanted, 0.0)
        except LimitedError:
            task = asyncio.create_task(self._set_pins_later(posted.place, wanted))
            self._later.add(task)
            task.add_done_callback(self._later.discard)

    async def address(self, posted: Posted, server: str) -> str:  # noqa: ARG002 -- the place says it
        """The address of a message; empty also where Slack does not tell it. See `Platform.address`."""
        spot = Spot.of(posted.place)
        if not posted.id:
            return spot.address
        try:
            channel = await self._conversations.channel(spot, _LINKED)
            asked = {"channel": channel, "message_ts": posted.id}
            told = await self._web.call(spot.team, LINK, asked, longest=_LINKED)
        except (PlaceError, MessageGoneError, UnreachableError):
            return ""
        return str(told.get("permalink", ""))

    async def write_to(
        self, person: str, server: str, message: Message, key: str = "", *, doubted: bool = False
    ) -> None:
        """Write to somebody alone. See `Platform.write_to`."""
        await self.post(Spot(server, person).place, message, key, doubted=doubted)

    async def close(self) -> None:
        """Do nothing more by itself; pins that still wait are left."""
        for task in self._later:
            task.cancel()
        await asyncio.gather(*self._later, return_exceptions=True)

    async def _set_pins_later(self, place: Place, wanted: list[tuple[str, str]]) -> None:
        try:
            await self._set_pins(place, wanted, PATIENT)
        except (PlaceError, UnreachableError) as error:
            _LOG.info("slack pins not set team=%s error=%s", Spot.of(place).team, type(error).__name__)

    async def _set_pins(self, place: Place, wanted: list[tuple[str, str]], longest: float) -> None:
        """Pin and unpin what is wanted, and take from the list what is done."""
        spot = Spot.of(place)
        while wanted:
            method, number = wanted[0]

            async def once(left: float, method: str = method, number: str = number) -> None:
                channel = await self._conversations.channel(spot, left)
                await set_pin(self._web, method, spot, channel, number, left)

            await self._try(place, once, longest=longest)
            await self._telling.works(place, method)
            del wanted[0]

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
            channel = await self._conversations.channel(attempt.spot, left)
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

    async def _payload(self, place: Place, message: Message) -> dict[str, Any]:
        """What is sent of a message. Only what the bot says by itself notifies a group."""
        payload = self._renderer.payload(message, await self._say(place))
        return called(payload, message.ping)

    async def _say(self, place: Place) -> Texts:
        """The language of what Slack's own parts of a message say."""
        try:
            settings = await self._app.preferences.of(Scope(PLATFORM, Spot.of(place).team))
        except DatabaseError:
            return texts(self._app.config.locale)
        return texts(settings.locale)


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
