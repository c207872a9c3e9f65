"""Sends answers to the addresses that Slack gives with a command, a press or a shortcut.

They need no token and know no limit of a channel, and Slack takes five answers within 30 minutes on each. An
address is a secret: whoever has it can write there. So nothing here, and no error, tells one.
"""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from typing import TYPE_CHECKING, Any

import aiohttp
import orjson

if TYPE_CHECKING:
    from collections.abc import Mapping

PATIENCE = 2.5  # seconds for one try
USES = 5  # answers that Slack takes at one address
_PAUSE = 0.3  # seconds before the second try
_TRIES = 2
_LIMITED = 3  # waits that Slack may ask for
_LONGEST = 15.0  # seconds of such a wait
_READ = 1_000  # bytes of what Slack says to it
_TOO_MANY, _AWAY = 429, 503
_KEPT = 1_000  # addresses whose answers are counted; one that is forgotten Slack itself refuses

# Slack's words for an address that takes no more answers.
_SPENT = frozenset({"expired_url", "used_url", "no_active_hooks", "invalid_token"})
_GONE = frozenset({404, 410})

_LOG = logging.getLogger(__name__)


class WireError(Exception):
    """An answer did not arrive, or nobody knows whether it did. Its text says why, without the address."""


class NotTakenError(WireError):
    """Slack does not take an answer as it is; nothing was shown."""


class TooLateError(WireError):
    """The address takes no more answers: it is 30 minutes old, or was used five times."""


class Wire:
    """The way to Slack for answers.

    Args:
        patience: Seconds for one try.
    """

    def __init__(self, patience: float = PATIENCE) -> None:
        self._used: OrderedDict[str, int] = OrderedDict()
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=256),
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={"Content-Type": "application/json; charset=utf-8"},
            timeout=aiohttp.ClientTimeout(total=patience),
        )

    async def send(self, url: str, answer: Mapping[str, Any], *, repeatable: bool = False) -> None:
        """Send an answer.

        What surely did not arrive is sent once more. What may have arrived is not, since it would be shown
        twice.

        Args:
            url: The address.
            answer: What Slack takes there: a message with `response_type` or `replace_original`.
            repeatable: Whether it does no harm when it arrives twice, as where it replaces something.

        Raises:
            TooLateError: The address takes no more.
            NotTakenError: Slack refused the answer.
            WireError: It did not arrive, or nobody knows whether it did.
        """
        if self._used.get(url, 0) >= USES:
            raise TooLateError(f"the address was used {USES} times")
        data = orjson.dumps(answer)
        failed = limited = 0
        while True:
            surely_not = repeatable
            wait = _PAUSE
            try:
                async with self._session.post(url, data=data) as response:
                    word = _word(await response.content.read(_READ))
                    if response.status < 300 and not word:
                        self._count(url)
                        return
                    reason = f"{response.status} {word}".rstrip()
                    if word in _SPENT or response.status in _GONE:
                        raise TooLateError(f"Slack answered {reason}")
                    if response.status == _TOO_MANY:
                        limited += 1
                        wait = _after(response.headers.get("Retry-After", ""))
                        surely_not = True
                    elif response.status < 500:
                        raise NotTakenError(f"Slack answered {reason}")
                    else:
                        failed += 1
                        surely_not = surely_not or response.status == _AWAY
            except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
                # Its text would name the address.
                failed, surely_not, reason = failed + 1, True, type(error).__name__
            except (aiohttp.ClientError, TimeoutError, OSError) as error:
                failed, reason = failed + 1, type(error).__name__
            if not surely_not or failed == _TRIES or limited > _LIMITED or wait > _LONGEST:
                raise WireError(f"the last try failed by {reason}")
            _LOG.info("slack answer not taken reason=%s; again in %.1f s", reason, wait)
            await asyncio.sleep(wait)

    def _count(self, url: str) -> None:
        self._used[url] = self._used.get(url, 0) + 1
        self._used.move_to_end(url)
        if len(self._used) > _KEPT:
            self._used.popitem(last=False)

    async def close(self) -> None:
        """Close all connections."""
        await self._session.close()


def _word(said: bytes) -> str:
    """Slack's word for what is wrong; empty where nothing is. It says `ok`, a bare word, or JSON."""
    try:
        told = orjson.loads(said)
    except ValueError:
        text = said.decode("utf-8", "replace").strip()
        return "" if text in {"ok", ""} or not text.replace("_", "").isalnum() else text[:40]
    return str(told.get("error", "")) if isinstance(told, dict) and told.get("ok") is False else ""


def _after(header: str) -> float:
    try:
        return max(float(header), 0.0)
    except ValueError:
        return 1.0
