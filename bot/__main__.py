"""The `tarikh` command: builds everything once, from a Config, and starts what was asked for."""

from __future__ import annotations

import argparse
import asyncio
import gc
import getpass
import json
import logging
import os
import shutil
import signal
import sys
from contextlib import asynccontextmanager, suppress
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import content.check
import quizzes.check
from bot import clock, config, health, lookups, migrating
from bot.alone import alone
from bot.app import App
from bot.database import DatabaseError, open_database
from bot.host import Host
from bot.message import Person
from bot.preferences import Preferences, Settings
from bot.records import record
from bot.store import Store
from bot.texts import texts
from content import search, views
from content.library import PackError, load
from content.search import Status
from quizzes import banks

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable, Sequence

    from bot.address import Secret
    from content.faults import Fault


ROOT = Path(__file__).resolve().parent.parent
PACK = ROOT / "content" / "packs" / "afghan-peace"
BANK = ROOT / "quizzes" / "banks" / "afghan-peace"
TEXT_WIDTH = 100  # columns of plain output that is not shown on a terminal

_FAULTS_SHOWN = 3  # at a start that they stop
# Exit statuses; the last two are what shells give for Ctrl-C and for a reader that has gone.
FOUND, NOT_FOUND, UNUSABLE, INTERRUPTED, HUNG_UP = 0, 1, 2, 130, 141


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the `tarikh` command; returns its exit status."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.act(options))
    except (config.ConfigError, DatabaseError, health.PortError) as error:
        return _fail(*str(error).splitlines())
    except PackError as error:
        shown = [str(fault) for fault in _causes_first(error.faults)[:_FAULTS_SHOWN]]
        return _fail(*shown, f"The content has {len(error.faults)} faults; `tarikh check` shows them all.")
    except KeyboardInterrupt:
        return INTERRUPTED
    except OSError as error:
        _silence()
        gone = isinstance(error, BrokenPipeError)
        return HUNG_UP if gone else _fail(f"the answer could not be written: {error.strerror}.")
    except Exception as error:
        # No traceback ever reaches a user.
        logging.getLogger(__name__).debug("the command failed", exc_info=True)
        return _fail(f"a fault in Tarikh: {error!r}. TARIKH_LOG_LEVEL=DEBUG tells more; please report it.")


def _silence() -> None:
    # What is still buffered has nowhere to go; without this, Python complains about it at exit.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _fail(*sentences: str) -> int:
    for sentence in sentences:
        print(f"tarikh: {sentence}", file=sys.stderr)  # noqa: T201 -- a command's errors
    return UNUSABLE


def _say(text: str) -> None:
    print(text, flush=True)  # noqa: T201 -- a command's answers


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="tarikh",
        description="A cited history of the Afghan peace processes and civil war, 1978-2001: "
        "look-ups, on this day, quizzes.",
    )
    parser.add_argument("--version", action="version", version=f"tarikh {version('tarikh')}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    parser.set_defaults(act=_chat)

    chat = commands.add_parser("chat", help="talk with Tarikh at this terminal, or through a pipe")
    chat.set_defaults(act=_chat)

    ask = commands.add_parser(
        "ask",
        help="one look-up",
        description="One look-up. Exits with 0 when an entry was found, with 1 when not.",
    )
    ask.add_argument(
        "words",
        nargs="+",
        metavar="WORDS",
        help="what to look up; - reads a query a line from standard input",
    )
    ask.add_argument("--json", action="store_true", help="print one JSON object a query")
    ask.set_defaults(act=_ask)

    check = commands.add_parser("check", help="find every fault of the content and the questions")
    check.add_argument("--pack", type=Path, default=PACK, metavar="FOLDER", help="the pack to check")
    check.add_argument("--bank", type=Path, metavar="FOLDER", help="its questions; the pack's own by default")
    check.add_argument("--coverage", action="store_true", help="print how many claims cite each place")
    check.add_argument("--calendar", action="store_true", help="print what each day of a year has")
    check.set_defaults(act=_check)

    migrate = commands.add_parser("migrate", help="bring the database up to this version")
    migrate.set_defaults(act=_migrate)

    run = commands.add_parser("run", help="serve Discord until told to stop")
    run.set_defaults(act=_run)

    invite = commands.add_parser("invite", help="print the links that install the bot")
    invite.add_argument("platform", choices=["discord"], help="where")
    invite.add_argument("--id", metavar="NUMBER", help="the application's id; read from the token otherwise")
    invite.set_defaults(act=_invite)

    well = commands.add_parser(
        "health",
        help="ask the running bot whether it is well",
        description="Exits with 0 when it is, with 1 when not. Needs TARIKH_HEALTH_PORT, as the bot does.",
    )
    well.set_defaults(act=_health)
    return parser


def _ask(options: argparse.Namespace) -> int:
    from adapters.terminal.render import plain  # noqa: PLC0415 -- adapters are loaded only when they are used

    settings = config.read(os.environ)
    library = load(PACK)
    index = search.build(library)
    say = texts(settings.locale)
    width = _width()
    statuses = set()
    for query in _queries(options.words):
        found = index.search(query)
        answer = plain(lookups.answer(found, library, say, settings.calendar), width)
        statuses.add(found.status)
        _say(json.dumps(record(found, library, answer), ensure_ascii=False) if options.json else answer)
    return FOUND if statuses <= {Status.FOUND} else NOT_FOUND


def _queries(words: list[str]) -> Iterable[str]:
    if words != ["-"]:
        return [" ".join(words)]
    sys.stdin.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr] # it is a text file
    return (typed.rstrip("\r\n") for typed in sys.stdin)


def _width() -> int:
    return shutil.get_terminal_size((TEXT_WIDTH, 24)).columns if sys.stdout.isatty() else TEXT_WIDTH


def _causes_first(faults: Iterable[Fault]) -> list[Fault]:
    """Faults of whole files before those of entries: what cannot be read is missed everywhere else."""
    return sorted(faults, key=lambda fault: bool(fault.id))


def _check(options: argparse.Namespace) -> int:
    pack: Path = options.pack
    faults = list(content.check.faults(pack))
    counted = ""
    try:
        library = load(pack)
    except PackError as error:
        faults = sorted({*faults, *error.faults})
        counted = "its questions were not checked, since it cannot be loaded"
    else:
        bank: Path = options.bank or (BANK if pack == PACK else ROOT / "quizzes" / "banks" / library.pack.id)
        faults += quizzes.check.faults(bank, library)
        for wanted, lines in ((options.coverage, views.coverage_lines), (options.calendar, views.year_lines)):
            if wanted:
                _say("\n".join((*lines(library), "")))
        if not faults:
            counted = f"{len(library.entries)} entries, {len(banks.load(bank, library).questions)} questions"
    for fault in _causes_first(faults):
        _say(str(fault))
    total = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
    _say(f"{pack.name}: {total}" + (f"; {counted}" if counted else ""))
    return NOT_FOUND if faults else FOUND


def _chat(_options: argparse.Namespace) -> int:
    settings = config.read(os.environ)
    logging.basicConfig(level=settings.log_level, format="%(levelname)s %(name)s: %(message)s")
    asyncio.run(_converse(settings))
    return FOUND


async def _converse(settings: config.Config) -> None:
    from adapters.terminal.chat import Chat  # noqa: PLC0415 -- adapters are loaded only when they are used
    from adapters.terminal.keyboard import keyboard  # noqa: PLC0415 -- the same

    async with _built(settings) as (app, _):
        name = getpass.getuser()
        await Chat(app, keyboard(app, settings.database_url), Person(name.casefold(), name)).run()


@asynccontextmanager
async def _built(settings: config.Config, *, serving: bool = False) -> AsyncIterator[tuple[App, Store]]:
    """Everything that handlers need, on an open database; `serving` where only one process may do so."""
    library = load(PACK)
    bank = banks.load(BANK, library)
    index = search.build(library)
    path = settings.database_url.path
    async with await open_database(settings.database_url) as database:
        with alone(path if serving else None):
            if path is None:
                await migrating.require_current(database)  # others may be using it: its operator migrates it
            else:
                await migrating.migrate(database, clock.now())
            store = Store(database)
            defaults = Settings(locale=settings.locale, calendar=settings.calendar)
            preferences = Preferences(store, defaults, clock.now)
            host = Host(store, bank, library, clock.now)
            yield App(settings, library, index, bank, host, preferences, clock.now), store


def _migrate(_options: argparse.Namespace) -> int:
    settings = config.read(os.environ)
    _say(asyncio.run(_bring_up(settings)))
    return FOUND


async def _bring_up(settings: config.Config) -> str:
    async with await open_database(settings.database_url) as database:
        done = await migrating.migrate(database, clock.now())
    if not done:
        return f"{settings.database_url.shown} is up to date."
    names = ", ".join(f"{each.number:04} {each.name}" for each in done)
    return f"{settings.database_url.shown} now has {names}."


def _run(_options: argparse.Namespace) -> int:
    settings = config.read(os.environ)
    if settings.discord_token is None:
        return _fail(
            "TARIKH_DISCORD_TOKEN is missing: create an application in Discord's developer portal, "
            "add a bot to it, and copy the bot's token.",
            "This version serves Discord, and the terminal with `tarikh chat`.",
        )
    _log_plainly(settings.log_level)
    with asyncio.Runner(loop_factory=_fast_loop()) as runner:
        return runner.run(_serve(settings, settings.discord_token))


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
    # At DEBUG it would log what people type, and the addresses that answer them.
    logging.getLogger("discord").setLevel(max(logging.getLogger().level, logging.WARNING))


async def _serve(settings: config.Config, token: Secret) -> int:
    from adapters.discord.app import Discord, JoinError  # noqa: PLC0415 -- adapters are loaded only when they are used

    stop = asyncio.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        with suppress(NotImplementedError):  # on Windows Ctrl-C interrupts as ever
            asyncio.get_running_loop().add_signal_handler(each, stop.set)
    async with _built(settings, serving=True) as (app, store):
        # The content stays as it is: walking over all of it again and again would hold up every answer.
        gc.collect()
        gc.freeze()
        discord = Discord(app, store, token, joined=_joined)

        async def connected() -> str:
            return discord.trouble()

        async def remembers() -> str:
            await store.fingerprint("health", "")  # any read will do
            return ""

        async with health.page(settings.health_port, {"discord": connected, "database": remembers}):
            try:
                await discord.run(stop)
            except JoinError as error:
                return _fail(str(error))
    _notice("Tarikh has stopped.")
    return FOUND


def _joined(name: str, servers: int) -> None:
    where = "1 server" if servers == 1 else f"{servers} servers"
    _notice(f"Tarikh is on Discord as {name}, in {where}. Ctrl-C stops it.")


def _notice(sentence: str) -> None:
    """Tell whoever has started the bot how it goes; that nobody reads it any more is no reason to stop."""
    try:
        _say(sentence)
    except OSError:
        _silence()


def _invite(options: argparse.Namespace) -> int:
    from adapters.discord import install  # noqa: PLC0415 -- adapters are loaded only when they are used

    try:
        if options.id is not None:
            application = install.checked(options.id)
        else:
            token = config.read(os.environ).discord_token
            application = install.application_id(token.reveal() if token else "")
    except install.NoIdError as error:
        return _fail(str(error))
    _say(install.invitation(application))
    return FOUND


def _health(_options: argparse.Namespace) -> int:
    port = config.read(os.environ).health_port
    if port is None:
        return _fail(
            "TARIKH_HEALTH_PORT is missing: set it to the same port for this command and for the bot."
        )
    ready, told = health.ask(port)
    _say(told)
    return FOUND if ready else NOT_FOUND


if __name__ == "__main__":
    sys.exit(main())
