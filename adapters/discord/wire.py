"""Sends answers to interactions.

They do not go the way of the bot's own posts (discord.py's client, with its queue for each channel): every
interaction has an address of its own that needs no token of the bot's, and must be answered within three
seconds. So they have a connection pool, a patience and one more try of their own.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import aiohttp
import orjson
import yarl

if TYPE_CHECKING:
    from collections.abc import Mapping

_LOG = logging.getLogger(__name__)

PATIENCE = 2.5  # seconds for one try; Discord takes a first answer for three seconds
_PAUSE = 0.2  # seconds before the second try, where Discord has a fault
_TRIES = 2
_LIMITED = 3  # waits that Discord may ask for
_LONGEST = 15.0  # seconds of such a wait; an interaction's address lives for 15 minutes

# Discord's numbers for what nobody can answer any more: the interaction is unknown (more than three seconds
# old), was answered already, or its address is past its 15 minutes.
_ANSWERED = 40060
_LATE = frozenset({10062, _ANSWERED, 10015, 50027})
_TOO_MANY = 429


class WireError(Exception):
    """An answer did not arrive. Its text says why, without the address."""


class TooLateError(WireError):
    """Nobody waits for the answer any more."""


class Wire:
    """The way to Discord for answers.

    Args:
        base: The address of Discord's API, `https://…/api/v10`.
        agent: What this program calls itself; Discord turns away who does not.
        application: The application's id.
    """

    def __init__(self, base: str, agent: str, application: int) -> None:
        self._base = base
        self._application = application
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=256),  # opening thousands stops all else
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={"User-Agent": agent, "Content-Type": "application/json"},
            timeout=aiohttp.ClientTimeout(total=PATIENCE),
        )

    async def respond(self, interaction: int, token: str, answer: Mapping[str, Any]) -> None:
        """Give an interaction its first answer.

        Args:
            interaction: Its id.
            token: Its token.
            answer: The body: `type`, and `data` where that type has some.

        Raises:
            TooLateError: It is past its three seconds, or was answered already.
            WireError: Discord was not reached, or refused the answer.
        """
        await self._send("POST", f"interactions/{interaction}/{quote(token, safe='')}/callback", answer)

    async def follow(self, token: str, message: Mapping[str, Any]) -> None:
        """Show one message more, after the first answer. Raises as `respond` does.

        Discord knows no nonce here: where an answer was lost on its way back, the second try may show a page
        of an answer twice.
        """
        await self._send("POST", f"webhooks/{self._application}/{quote(token, safe='')}", message)

    async def change(self, token: str, message: Mapping[str, Any]) -> None:
        """Change the first answer: what was deferred, or the message whose button was pressed.

        Raises as `respond` does.
        """
        path = f"webhooks/{self._application}/{quote(token, safe='')}/messages/@original"
        await self._send("PATCH", path, message)

    async def close(self) -> None:
        """Close all connections."""
        await self._session.close()

    async def _send(self, method: str, path: str, body: Mapping[str, Any]) -> None:
        url = yarl.URL(f"{self._base}/{path}", encoded=True)  # its parts are: parsing them costs more
        data = orjson.dumps(body)
        failed = limited = 0
        while True:
            try:
                async with self._session.request(method, url, data=data) as response:
                    if response.status < 300:
                        return
                    code, wait = await _told(response)
                    reason = f"{response.status}, {code}"
            except (aiohttp.ClientError, TimeoutError, OSError) as error:
                # Its text would name the address, and that holds the token.
                reason, wait = type(error).__name__, 0.0
                failed += 1
            else:
                if response.status == _TOO_MANY:
                    limited += 1
                elif response.status >= 500:
                    failed, wait = failed + 1, _PAUSE
                elif code == _ANSWERED and failed:
                    return  # the first try had arrived, and only what Discord said to it was lost
                elif code in _LATE:
                    raise TooLateError(f"Discord answered {reason}")
                else:
                    raise WireError(f"Discord answered {reason}")
            if failed == _TRIES or limited > _LIMITED or wait > _LONGEST:
                raise WireError(f"the last try failed by {reason}")
            _LOG.info("discord answer not taken reason=%s; again in %.1f s", reason, wait)
            await asyncio.sleep(wait)


async def _told(response: aiohttp.ClientResponse) -> tuple[int, float]:
    """Discord's number for what is wrong, and the seconds that it wants to be left alone."""
    try:
        told = orjson.loads(await response.read())
        return int(told.get("code", 0)), float(told.get("retry_after", 1.0))
    except (ValueError, AttributeError, TypeError):
        return 0, 1.0  # what stands before Discord speaks HTML
