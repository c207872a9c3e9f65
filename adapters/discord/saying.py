"""Posts and edits what the bot says by itself, once, however badly the way to Discord behaves."""

from __future__ import annotations

import asyncio
import logging
import random
import secrets
from typing import TYPE_CHECKING, Any

import aiohttp
import discord
from discord.http import MultipartParameters

from bot.message import (
    MessageGoneError,
    NotAllowedError,
    PlaceGoneError,
    Posted,
    UnacceptedError,
    UnreachableError,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from adapters.discord.render import Renderer
    from adapters.discord.telling import Telling
    from bot.message import Message, Place

PATIENCE = 10.0  # seconds for one try; discord.py itself would wait for five minutes
TRIES = 5  # within about a minute, well within the few minutes for which Discord remembers a nonce
RATE = 45.0  # posts and edits a second; Discord allows a bot 50 of all requests
_PAUSE = 0.5  # seconds before the second try, doubled before each further one
_NONCE = 12  # bytes; 24 characters, and Discord takes 25

# Discord's numbers.
_NO_CHANNEL, _NO_SERVER, _NO_MESSAGE = 10003, 10004, 10008
_NO_ACCESS, _NO_PERMISSION = 50001, 50013
_CLOSED_THREAD = frozenset({50083, 160005})  # archived, locked
_TOO_MANY = 429

_LOG = logging.getLogger(__name__)


class Saying:
    """What happens at Discord's places: a `bot.message.Platform`.

    discord.py keeps to Discord's limits by waiting, and retries some failures by itself. A reset connection,
    a closed one, a 503 and a silent server it does not: these are retried here, and always with the same
    nonce, by which Discord knows a message that it has already.

    Args:
        client: The client.
        renderer: How messages look.
        telling: Who is told what the bot may not do.
        patience: Seconds for one try.
        pause: Seconds before the second try.
    """

    presses = True
    share = 1.0  # of the global limit; those who have the other shards have the rest

    def __init__(
        self,
        client: discord.AutoShardedClient,
        renderer: Renderer,
        telling: Telling,
        *,
        patience: float = PATIENCE,
        pause: float = _PAUSE,
    ) -> None:
        self._client = client
        self._renderer = renderer
        self._telling = telling
        self._patience = patience
        self._pause = pause
        self._turns = asyncio.Lock()
        self._free = 0.0  # when the next turn is, by the loop's clock

    async def post(
        self, place: Place, message: Message, key: str = "", *, under: str = "", doubted: bool = False
    ) -> Posted:
        """Show a message in a channel, thread or conversation. See `Platform.post`; the nonce is the key."""
        del under, doubted
        payload = self._public(message) | {
            "nonce": key or secrets.token_hex(_NONCE),
            "enforce_nonce": True,
        }
        parameters = MultipartParameters(payload, None, None)
        http, channel = self._client.http, int(place.id)
        sent = await self._try(place, lambda: http.send_message(channel, params=parameters))
        await self._telling.works(place.id)
        return Posted(place, str(sent["id"]))

    async def edit(self, posted: Posted, message: Message) -> None:
        """Replace what a message says. See `Platform.edit`."""
        parameters = MultipartParameters(self._public(message), None, None)
        http, channel, number = self._client.http, int(posted.place.id), int(posted.id)
        await self._try(posted.place, lambda: http.edit_message(channel, number, params=parameters))

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

    async def _try(self, place: Place, send: Callable[[], Coroutine[Any, Any, Any]]) -> Any:  # noqa: ANN401 -- Discord's JSON
        reason = ""
        for number in range(TRIES):
            await self._turn()
            if number:
                # Not all at once when Discord comes back.
                await asyncio.sleep(self._pause * 2 ** (number - 1) * random.uniform(0.5, 1.5))  # noqa: S311 -- no secret
            try:
                async with asyncio.timeout(self._patience):
                    return await send()
            except discord.HTTPException as error:
                if error.status < 500 and error.status != _TOO_MANY:
                    raise self._refused(place, error) from None
                reason = str(error.status)
            except (aiohttp.ClientError, OSError, TimeoutError) as error:
                reason = type(error).__name__
            finally:
                self._reopen()
            _LOG.info("discord post failed reason=%s try=%d of %d", reason, number + 1, TRIES)
        raise UnreachableError(
            f"Discord did not take a message in {TRIES} tries; the last failed by {reason}"
        )

    async def _turn(self) -> None:
        """Wait for a turn: asking for more than the global limit allows is counted, and forbidden at last."""
        loop = asyncio.get_running_loop()
        async with self._turns:
            await asyncio.sleep(self._free - loop.time())
            self._free = loop.time() + 1 / (RATE * self.share)

    def _reopen(self) -> None:
        """Open discord.py's gate for requests, which stays shut where a wait for the global limit was cut."""
        gate = self._client.http._global_over  # noqa: SLF001 -- it has no other handle
        if not gate.is_set():
            asyncio.get_running_loop().call_later(self._patience, gate.set)

    def _refused(self, place: Place, error: discord.HTTPException) -> Exception:
        if error.code == _NO_MESSAGE:
            return MessageGoneError("the message is no longer there")
        known = self._client.get_channel(int(place.id)) is not None
        if error.code in {_NO_CHANNEL, _NO_SERVER} or (error.code == _NO_ACCESS and not known):
            return PlaceGoneError("the channel is no longer there")
        if error.code in {_NO_ACCESS, _NO_PERMISSION}:
            self._telling.tell(place.id)
        if error.status == 403 or error.code in _CLOSED_THREAD:
            return NotAllowedError(f"Discord does not let the bot post there ({error.code})")
        _LOG.error("discord refused a message status=%d code=%d", error.status, error.code)
        return UnacceptedError(f"Discord refused a message ({error.status}, {error.code})")
