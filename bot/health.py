"""Whether the bot is well: a page for whatever watches the process, and the question to that page.

The page is for this machine alone: it listens on the loopback address and tells nothing but what is not well.
"""

from __future__ import annotations

import asyncio
import errno
import http.client
import json
import logging
import os
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Mapping

    from aiohttp import web

HOST = "127.0.0.1"
PATH = "/health"
PATIENCE = 3.0  # seconds for one check; what takes longer is not well

# What is wrong, in a few words; empty where all is well. An error counts as not well, too.
Check: TypeAlias = "Callable[[], Awaitable[str]]"

_LOG = logging.getLogger(__name__)


class PortError(Exception):
    """The page cannot be served at its port. Its text is a sentence for who runs the bot."""


@asynccontextmanager
async def page(
    port: int | None, checks: Mapping[str, Check], patience: float = PATIENCE
) -> AsyncIterator[None]:
    """Serve the page while the context lasts.

    It answers 200 with `{"status": "ready"}` when every check is well, otherwise 503 with
    `{"status": "not ready"}`; under `checks` stands for each check "ready", or what is wrong.

    Args:
        port: Where; None serves no page.
        checks: What is looked at, by the name that it is shown with.
        patience: Seconds for one check.

    Raises:
        PortError: The port is taken, or may not be used.
    """
    if port is None:
        yield
        return
    from aiohttp import web  # noqa: PLC0415 -- it takes 0.2 s to load, and the question needs none of it

    async def answer(_: web.Request) -> web.Response:
        found = await asyncio.gather(*(_ask(check, patience) for check in checks.values()))
        wrong = dict(zip(checks, found, strict=True))
        ready = not any(wrong.values())
        told = {
            "status": "ready" if ready else "not ready",
            "checks": {name: why or "ready" for name, why in wrong.items()},
        }
        return web.json_response(told, status=200 if ready else 503)

    site = web.Application()
    site.router.add_get(PATH, answer)
    runner = web.AppRunner(site, access_log=None)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, HOST, port).start()
        except OSError as error:
            taken = error.errno == errno.EADDRINUSE
            why = "something else uses it already" if taken else os.strerror(error.errno or 0)
            raise PortError(
                f"TARIKH_HEALTH_PORT: port {port} cannot be used ({why}). Set another one, "
                "for the bot and for `tarikh health`."
            ) from None
        _LOG.info("health page address=http://%s:%d%s", HOST, port, PATH)
        yield
    finally:
        await runner.cleanup()


def ask(port: int, patience: float = 2 * PATIENCE) -> tuple[bool, str]:
    """Ask the page of the process that serves this port.

    Returns:
        Whether all is well, and a line that says so or what is not.
    """
    connection = http.client.HTTPConnection(HOST, port, timeout=patience)
    try:
        connection.request("GET", PATH)
        response = connection.getresponse()
        told = json.loads(response.read())
        checks = "; ".join(f"{name}: {why}" for name, why in told["checks"].items())
        return response.status == 200, f"{told['status']} ({checks})"
    except OSError:
        return False, f"not ready (nothing answers on port {port})"
    except (http.client.HTTPException, ValueError, KeyError, TypeError, AttributeError):
        return False, f"not ready (something else answers on port {port})"
    finally:
        connection.close()


async def _ask(check: Check, patience: float) -> str:
    try:
        async with asyncio.timeout(patience):
            return await check()
    except TimeoutError:
        return "does not answer"
    except Exception as error:  # noqa: BLE001 -- whatever it is, it is not well
        return type(error).__name__
