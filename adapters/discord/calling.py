"""Asks something of Discord with the bot's own token: in its turn, and again where it fails in passing."""

from __future__ import annotations

import asyncio
import logging
import random
from typing import TYPE_CHECKING, Any

import aiohttp
import discord
from discord.utils import MISSING

from adapters.discord.pace import Pace
from bot import guarding
from bot.message import UnreachableError

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

PATIENCE = 10.0  # seconds for one try; discord.py itself would wait for five minutes
TRIES = 5  # within about a minute, well within the few minutes for which Discord remembers a nonce
PAUSE = 0.5  # seconds before the second try, doubled before each further one
_TOO_MANY = 429

_LOG = logging.getLogger(__name__)


class Calling:
    """The way of the bot's own requests.

    discord.py keeps to the limits of single channels by waiting, and retries some failures by itself. A reset
    connection, a closed one, a 503, a silent server, and something on the way that answers in Discord's place
    it does not: these are retried here. So is what is asked before it has logged in.

    Args:
        http: The client's.
        patience: Seconds for one try.
        pause: Seconds before the second try.
    """

    def __init__(
        self, http: discord.http.HTTPClient, *, patience: float = PATIENCE, pause: float = PAUSE
    ) -> None:
        self.http = http
        self.pace = Pace()
        self._patience = patience
        self._pause = pause

    async def ask(self, what: Callable[[], Coroutine[Any, Any, Any]]) -> Any:  # noqa: ANN401 -- Discord's JSON
        """What Discord answers.

        Args:
            what: Makes the request; called again for each try.

        Raises:
            discord.HTTPException: Discord refuses it, and will.
            UnreachableError: It did not answer well in as many tries as are worth it, or was left meanwhile.
            LostError: It is no longer to be asked: see `bot.guarding`.
        """
        reason = ""
        for number in range(TRIES):
            if number:
                # Not all at once when Discord comes back.
                await asyncio.sleep(self._pause * 2 ** (number - 1) * random.uniform(0.5, 1.5))  # noqa: S311 -- no secret
            if self._gate is MISSING:
                reason = "no login yet"
                continue
            async with self.pace.turn():
                guarding.check()
                try:
                    async with asyncio.timeout(self._patience):
                        answer = await what()
                    # Discord writes JSON or nothing; a page of words is somebody else's, such as a proxy's.
                    if not answer or not isinstance(answer, str):
                        return answer
                    reason = "no JSON"
                except discord.HTTPException as error:
                    if error.status < 500 and error.status != _TOO_MANY:
                        raise
                    reason = str(error.status)
                except (aiohttp.ClientError, OSError, TimeoutError, ValueError, KeyError) as error:
                    reason = type(error).__name__  # the last two where an answer is not Discord's
                except RuntimeError as error:  # the client was closed: no further try could be made
                    raise UnreachableError(f"Discord was left meanwhile: {error}") from None
                finally:
                    self._reopen()
            _LOG.info("discord request failed reason=%s try=%d of %d", reason, number + 1, TRIES)
        raise UnreachableError(f"Discord did not answer well in {TRIES} tries; the last time: {reason}")

    @property
    def _gate(self) -> asyncio.Event:
        """discord.py's gate for requests; `MISSING` before it logs in."""
        return self.http._global_over  # noqa: SLF001 -- it has no other handle

    def _reopen(self) -> None:
        """Open the gate, which stays shut where a wait for the global limit was cut."""
        gate = self._gate
        if not gate.is_set():
            asyncio.get_running_loop().call_later(self._patience, gate.set)
