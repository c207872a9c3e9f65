"""What whoever runs the bot does: `tarikh run`, `invite`, `manifest`, `key`, `rekey` and `health`."""

from __future__ import annotations

import asyncio
import gc
import json
import logging
import os
import signal
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from bot import config, health, migrating, status
from bot.building import built
from bot.clock import Ticks
from bot.commands import COMMANDS, SHORTCUTS
from bot.database import open_database
from bot.delivering import Delivering
from bot.exits import FOUND, NOT_FOUND, UNUSABLE, fail, notice, say
from bot.running import Running

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from bot.building import Built
    from bot.config import Config
    from bot.health import Check
    from bot.running import Serving

# Adapters, and what encrypts, are loaded only where they are used: a look-up at the terminal needs neither.

_LIBRARIES = ("discord", "slack_bolt", "slack_sdk", "aiohttp.access")


def serve(_options: argparse.Namespace) -> int:
    """Serve every platform that the settings name."""
    settings = config.read(os.environ)
    if settings.discord_token is None and not settings.slack:
        return fail(
            "no platform is set. For Discord: create an application in Discord's developer portal, add a bot "
            "to it, and set TARIKH_DISCORD_TOKEN to the bot's token (docs/how-to/discord.md).",
            "For Slack: make an app from what `tarikh manifest slack` prints, and set TARIKH_SLACK_BOT_TOKEN "
            "and TARIKH_SLACK_APP_TOKEN (docs/how-to/slack.md).",
            "Without either, `tarikh chat` talks at this terminal.",
        )
    _log_plainly(settings.log_level)
    with asyncio.Runner(loop_factory=_fast_loop()) as runner:
        return runner.run(_serve(settings))


def _fast_loop() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """The event loop that answers a third more in the same time; None, for Python's own, on Windows."""
    try:
        import uvloop  # noqa: PLC0415 -- only what runs for long gains by it
    except ImportError:
        return None
    return uvloop.new_event_loop


class _Plain(logging.Formatter):
    """A line a record: tracebacks are for those who look for a fault at DEBUG."""

    def format(self, record: logging.LogRecord) -> str:
        if not logging.getLogger().isEnabledFor(logging.DEBUG):
            record.exc_info = record.exc_text = record.stack_info = None
        return super().format(record)


def _log_plainly(level: str) -> None:
    shown = logging.StreamHandler()
    shown.setFormatter(_Plain("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=level, handlers=[shown])
    # At DEBUG they would log what people type, and the addresses that answer them.
    for library in _LIBRARIES:
        logging.getLogger(library).setLevel(max(logging.getLogger().level, logging.WARNING))


async def _serve(settings: Config) -> int:
    asked, stop = asyncio.Event(), asyncio.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        with suppress(NotImplementedError):  # on Windows Ctrl-C interrupts as ever
            asyncio.get_running_loop().add_signal_handler(each, asked.set)
    async with built(settings, serving=True) as everything:
        # The content stays as it is: walking over all of it again and again would hold up every answer.
        gc.collect()
        gc.freeze()
        platforms = _platforms(everything)
        running = Running(platforms, fail)
        checks: dict[str, Check] = {name: partial(_connected, running, name) for name in platforms}
        checks["database"] = partial(_remembers, everything)
        checks["daily"] = partial(status.check, everything.app.daily.outbox)
        delivering = Delivering(everything.app, everything.store)
        ticks = Ticks(delivering.tick)
        async with health.page(settings.health_port, checks):
            ticks.start()
            ending = asyncio.create_task(_end(asked, ticks, delivering, stop))
            try:
                served = await running.run(stop)
            finally:
                asked.set()
                await ending
    if not served:
        return UNUSABLE
    notice("Tarikh has stopped.")
    return FOUND


async def _end(asked: asyncio.Event, ticks: Ticks, delivering: Delivering, stop: asyncio.Event) -> None:
    """Once it is asked for, end what posts by itself, and then what it posts through."""
    await asked.wait()
    try:
        await ticks.close()
        await delivering.close()
    finally:
        stop.set()


async def _connected(running: Running, name: str) -> str:
    return running.trouble(name)


async def _remembers(everything: Built) -> str:
    await everything.store.fingerprint("health", "")  # any read will do
    return ""


def _platforms(everything: Built) -> dict[str, Callable[[], Serving]]:
    """What makes each platform that the settings name ready to be joined."""
    made: dict[str, Callable[[], Serving]] = {}
    if everything.app.config.discord_token is not None:
        made["discord"] = partial(_discord, everything)
    if everything.app.config.slack:
        made["slack"] = partial(_slack, everything)
    return made


def _discord(everything: Built) -> Serving:
    from adapters.discord.app import Discord  # noqa: PLC0415 -- see above

    token = everything.app.config.discord_token
    assert token is not None  # noqa: S101 -- else it is not served
    return Discord(everything.app, everything.store, token, joined=partial(_joined, "Discord", "server"))


def _slack(everything: Built) -> Serving:
    from adapters.slack.app import Slack  # noqa: PLC0415 -- see above
    from bot.sealing import Sealer  # noqa: PLC0415 -- see above
    from bot.workspaces import Workspaces  # noqa: PLC0415 -- see above

    workspaces = Workspaces(everything.database, Sealer(everything.app.config.encryption_keys))
    return Slack(everything.app, everything.store, workspaces, joined=partial(_joined, "Slack", "workspace"))


def _joined(platform: str, place: str, name: str, places: int) -> None:
    where = f"1 {place}" if places == 1 else f"{places} {place}s"
    notice(f"Tarikh is on {platform} as {name}, in {where}. Ctrl-C stops it.")


def print_invitation(options: argparse.Namespace) -> int:
    """Print the links that install the bot on Discord."""
    from adapters.discord import install  # noqa: PLC0415 -- see above

    try:
        if options.id is not None:
            application = install.checked(options.id)
        else:
            token = config.read(os.environ).discord_token
            application = install.application_id(token.reveal() if token else "")
    except install.NoIdError as error:
        return fail(str(error))
    say(install.invitation(application))
    return FOUND


def print_manifest(options: argparse.Namespace) -> int:
    """Print the description from which Slack makes the app."""
    from adapters.slack.manifest import manifest  # noqa: PLC0415 -- see above

    environ = os.environ if options.url is None else {**os.environ, "TARIKH_SLACK_PUBLIC_URL": options.url}
    settings = config.read(environ)
    address = settings.slack_public_url
    # Where many install it, it has an address for that, and may still hear through sockets.
    sockets = settings.slack_client_id is not None and settings.slack_signing_secret is None
    made = manifest(COMMANDS, SHORTCUTS, address, sockets=address is None or sockets)
    say(json.dumps(made, indent=2, ensure_ascii=False))
    return FOUND


def print_key(_options: argparse.Namespace) -> int:
    """Print a new key for what is kept encrypted."""
    from bot.sealing import new_key  # noqa: PLC0415 -- see above

    say(new_key())
    return FOUND


def rekey(_options: argparse.Namespace) -> int:
    """Encrypt anew with the first key what the database keeps of workspaces."""
    from bot.sealing import SealError  # noqa: PLC0415 -- see above

    settings = config.read(os.environ)
    if not settings.encryption_keys:
        return fail("TARIKH_ENCRYPTION_KEYS is missing: set the new key first, then the old ones.")
    try:
        sealed = asyncio.run(_seal_anew(settings))
    except SealError as error:
        return fail(str(error))
    what = "1 installation is" if sealed == 1 else f"{sealed} installations are"
    say(f"{what} sealed with the first key. The others are not needed any more.")
    return FOUND


async def _seal_anew(settings: Config) -> int:
    from bot.sealing import Sealer  # noqa: PLC0415 -- see above
    from bot.workspaces import Workspaces  # noqa: PLC0415 -- see above

    async with await open_database(settings.database_url) as database:
        await migrating.require_current(database)
        return await Workspaces(database, Sealer(settings.encryption_keys)).rekey()


def ask_health(_options: argparse.Namespace) -> int:
    """Ask the running bot whether it is well."""
    port = config.read(os.environ).health_port
    if port is None:
        return fail(
            "TARIKH_HEALTH_PORT is missing: set it to the same port for this command and for the bot."
        )
    ready, told = health.ask(port)
    say(told)
    return FOUND if ready else NOT_FOUND
