"""Posts and edits what the bot says by itself, once, however badly the way to Discord behaves."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections import OrderedDict
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal

import discord
from discord.http import MultipartParameters

from adapters.discord.calling import PATIENCE, PAUSE, Calling
from adapters.discord.client import PLATFORM
from adapters.discord.history import History, UnsureError, controls
from bot.message import (
    MessageGoneError,
    NotAllowedError,
    Place,
    PlaceGoneError,
    Posted,
    UnacceptedError,
    UnreachableError,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from adapters.discord.pace import Pace
    from adapters.discord.render import Renderer
    from adapters.discord.telling import Telling
    from bot.message import Message

_NONCE = 12  # bytes; 24 characters, and Discord takes 25
# Discord remembers a nonce for “a few minutes”, which it does not say more exactly: within so many seconds
# after a post was first tried, trying it again shows it once, whatever became of the first try.
REMEMBERED = 180.0
_DOUBTS = 4_096  # posts in doubt, about 150 bytes each
_ARCHIVED: Literal[1440] = 1440  # minutes: a thread without a message for a day leaves the channel's list

# Discord's numbers.
_NO_CHANNEL, _NO_SERVER, _NO_MESSAGE, _NO_PERSON = 10003, 10004, 10008, 10013
_NO_ACCESS, _NO_PERMISSION = 50001, 50013
# What the bot may not do in one channel, or with one message or person: 40007 banned, 50003 and 50021 not
# with such a one, 50005 another's message, 50007 and 50278 they take none, 50009 not verified. What else is
# forbidden, such as 20026 and 40333, bars the bot everywhere, and is no channel's fault.
_FORBIDDEN = frozenset({_NO_ACCESS, _NO_PERMISSION, 40007, 50003, 50005, 50007, 50009, 50021, 50278})
_FULL = 30003  # as many messages are pinned as can be
_CLOSED_THREAD = frozenset({50083, 160005})  # archived, locked
_NO_THREAD = frozenset({160004, 50024})  # the message has a thread already; where it stands none can be
_PAGE = "https://discord.com/channels"

_LOG = logging.getLogger(__name__)


class Saying:
    """What happens at Discord's places: a `bot.message.Platform`.

    Every try of a post has the same nonce, by which Discord knows for some minutes that it has the message.

    Args:
        client: The client.
        renderer: How messages look.
        telling: Who is told what the bot may not do.
        patience: Seconds for one try.
        pause: Seconds before the second try.
    """

    presses = True

    def __init__(
        self,
        client: discord.AutoShardedClient,
        renderer: Renderer,
        telling: Telling,
        *,
        patience: float = PATIENCE,
        pause: float = PAUSE,
    ) -> None:
        self._client = client
        self._renderer = renderer
        self._telling = telling
        self._calling = Calling(client.http, patience=patience, pause=pause)
        self._history = History(client, self._calling)
        self._doubts: OrderedDict[tuple[Place, str], float] = OrderedDict()  # when each was first tried

    @property
    def pace(self) -> Pace:
        """The pace of all that is asked here."""
        return self._calling.pace

    async def post(
        self, place: Place, message: Message, key: str = "", *, under: str = "", doubted: bool = False
    ) -> Posted:
        """Show a message in a channel, thread or conversation. See `Platform.post`; the nonce is the key.

        What is `doubted` is looked for in the channel's history first, where it has something to press by
        which it can be known; without that, the nonce alone is relied on.

        Where the history does not tell, because the bot may not read it or it is too long, it is posted again
        only within three minutes after this process first tried it, since Discord then knows the nonce.
        After that it is given up (`UnacceptedError`): rather is a post missing than there twice.
        """
        del under
        payload = self._public(message)
        tokens = frozenset(controls(payload))
        began = asyncio.get_running_loop().time()
        if doubted and key and tokens:
            found = await self._found(place, key, tokens, began)
            if found is not None:
                return Posted(place, found)
        nonced = payload | {"nonce": key or secrets.token_hex(_NONCE), "enforce_nonce": True}
        parameters = MultipartParameters(nonced, None, None)
        http, channel = self._client.http, int(place.id)
        try:
            sent = await self._ask(place, lambda: http.send_message(channel, params=parameters))
        except (UnreachableError, asyncio.CancelledError):
            if key and not doubted:
                self._doubt(place, key, began)
            raise
        await self._telling.works(place.id)
        return Posted(place, str(sent["id"]))

    async def edit(self, posted: Posted, message: Message) -> None:
        """Replace what a message says. See `Platform.edit`."""
        parameters = MultipartParameters(self._public(message), None, None)
        http, channel, number = self._client.http, int(posted.place.id), int(posted.id)
        await self._ask(posted.place, lambda: http.edit_message(channel, number, params=parameters))

    async def discuss(self, posted: Posted, name: str, message: Message) -> None:
        """Open a message's thread, which begins with that message itself. See `Platform.discuss`.

        A message that stands in a thread, or in a conversation of two, can have none.
        """
        del message
        http, channel, number = self._client.http, int(posted.place.id), int(posted.id)
        try:
            await self._calling.ask(
                lambda: http.start_thread_with_message(
                    channel, number, name=name, auto_archive_duration=_ARCHIVED
                )
            )
        except discord.HTTPException as error:
            if error.code not in _NO_THREAD:
                raise self._refused(posted.place, error) from None

    async def pin(self, posted: Posted, *, instead_of: str = "") -> None:
        """Pin a message, and unpin another one. See `Platform.pin`."""
        http, channel, number = self._client.http, int(posted.place.id), int(posted.id)
        if instead_of:
            try:
                await self._calling.ask(lambda: http.unpin_message(channel, int(instead_of)))
            except discord.HTTPException as error:
                if error.code != _NO_MESSAGE:
                    raise self._refused(posted.place, error) from None
        try:
            await self._calling.ask(lambda: http.pin_message(channel, number))
        except discord.HTTPException as error:
            raise self._refused(posted.place, error) from None

    async def address(self, posted: Posted, server: str) -> str:
        """The web address of a message. See `Platform.address`."""
        return "/".join(filter(None, (_PAGE, server or "@me", posted.place.id, posted.id)))

    async def write_to(
        self, person: str, server: str, message: Message, key: str = "", *, doubted: bool = False
    ) -> None:
        """Write to somebody alone. See `Platform.write_to`.

        Their conversation with the bot belongs to no server, and Discord does not tell there what they may do
        in one: so the message says which server it is about, and has no buttons.
        """
        about = await self._telling.about(server)
        message = replace(message, lines=(*message.lines, *((about,) if about else ())), buttons=())
        http, place = self._client.http, Place(PLATFORM, "0")
        opened = await self._ask(place, lambda: http.start_private_message(int(person)))
        await self.post(Place(PLATFORM, str(opened["id"])), message, key, doubted=doubted)

    def threads(self, place: Place) -> bool:
        """Whether a message has a conversation below it: what is posted shows in the channel itself."""
        del place
        return False

    def spare(self, place: Place) -> float:
        """See `Platform.spare`; `bot.refreshing` alone keeps to what Discord allows."""
        del place
        return 0.0

    def _public(self, message: Message) -> dict[str, Any]:
        """A message as channels take it: nothing that is posted is for one person only."""
        payload = self._renderer.payload(message)
        return payload | {"flags": payload["flags"] & ~64}

    async def _found(self, place: Place, key: str, tokens: frozenset[str], now: float) -> str | None:
        """The id of a message that is in doubt; None where posting it does not show it twice."""
        try:
            return await self._history.find(place, key, tokens)
        except discord.HTTPException as error:
            raise self._refused(place, error, tell=True) from None
        except UnsureError:
            if self._too_early(place):
                raise UnreachableError("Discord has not yet told of the channel") from None
            first = self._doubts.get((place, key))
            if first is None or now - first > REMEMBERED:
                _LOG.warning("discord post given up channel=%s: it may be there already", place.id)
                raise UnacceptedError("it cannot be told whether the message is there already") from None
            return None

    def _too_early(self, place: Place) -> bool:
        """Whether Discord, which has just been joined, may still tell of a channel that is not known yet."""
        return self._client.get_channel(int(place.id)) is None and not self._client.is_ready()

    def _doubt(self, place: Place, key: str, began: float) -> None:
        self._doubts.setdefault((place, key), began)
        while len(self._doubts) > _DOUBTS:
            self._doubts.popitem(last=False)

    async def _ask(self, place: Place, what: Callable[[], Coroutine[Any, Any, Any]]) -> Any:  # noqa: ANN401 -- Discord's JSON
        try:
            return await self._calling.ask(what)
        except discord.HTTPException as error:
            raise self._refused(place, error, tell=True) from None

    def _refused(self, place: Place, error: discord.HTTPException, *, tell: bool = False) -> Exception:
        """What a refusal means. `tell`: whether the bot could not post for it, which the owner is told."""
        if error.code == _NO_MESSAGE:
            return MessageGoneError("the message is no longer there")
        if error.code == _NO_ACCESS and self._too_early(place):
            return UnreachableError("Discord has not yet told of the channel")
        known = self._client.get_channel(int(place.id)) is not None
        gone = error.code in {_NO_CHANNEL, _NO_SERVER, _NO_PERSON}
        if gone or (error.code == _NO_ACCESS and not known):
            return PlaceGoneError("the channel is no longer there")
        if tell and error.code in {_NO_ACCESS, _NO_PERMISSION}:
            self._telling.tell(place.id)
        closed = error.code in _CLOSED_THREAD
        if error.code in _FORBIDDEN or closed or error.code == _FULL:
            return NotAllowedError(
                f"Discord does not let the bot do that there ({error.code})",
                lacking=self._telling.missing(place.id, locked=closed) if tell else (),
            )
        if error.status in {401, 403}:
            _LOG.warning("discord bars the bot status=%d code=%d", error.status, error.code)
            return UnreachableError(f"Discord bars the bot just now ({error.status}, {error.code})")
        _LOG.error("discord refused a message status=%d code=%d", error.status, error.code)
        return UnacceptedError(f"Discord refused a message ({error.status}, {error.code})")
