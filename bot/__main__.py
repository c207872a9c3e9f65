"""The `tarikh` command: builds everything once, from a Config, and starts what was asked for."""

from __future__ import annotations

import argparse
import asyncio
import getpass
import json
import logging
import os
import shutil
import sys
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import content.check
import quizzes.check
from bot import clock, config, exporting, health, lookups, migrating, operating, previewing, status
from bot.building import BANK, PACK, ROOT, built
from bot.database import DatabaseError, open_database
from bot.exits import FOUND, HUNG_UP, INTERRUPTED, NOT_FOUND, fail, say, silence
from bot.message import Person
from bot.records import record
from bot.subscriptions import Kind
from bot.texts import texts
from content import search, views
from content.days import Calendar
from content.library import PackError, load
from content.search import Status
from quizzes import banks

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from content.faults import Fault


TEXT_WIDTH = 100  # columns of plain output that is not shown on a terminal

_FAULTS_SHOWN = 3  # at a start that they stop


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the `tarikh` command; returns its exit status."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.act(options))
    except (config.ConfigError, DatabaseError, health.PortError) as error:
        return fail(*str(error).splitlines())
    except PackError as error:
        shown = [str(fault) for fault in _causes_first(error.faults)[:_FAULTS_SHOWN]]
        return fail(*shown, f"The content has {len(error.faults)} faults; `tarikh check` shows them all.")
    except KeyboardInterrupt:
        return INTERRUPTED
    except OSError as error:
        silence()
        gone = isinstance(error, BrokenPipeError)
        return HUNG_UP if gone else fail(f"the answer could not be written: {error.strerror}.")
    except Exception as error:
        # No traceback ever reaches a user.
        logging.getLogger(__name__).debug("the command failed", exc_info=True)
        return fail(f"a fault in Tarikh: {error!r}. TARIKH_LOG_LEVEL=DEBUG tells more; please report it.")


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

    export = commands.add_parser(
        "export",
        help="write the on-this-day calendar for calendar programs",
        description="Writes every happening whose day is known as a yearly event, with its sources: an "
        "iCalendar file (RFC 5545).",
    )
    export.add_argument("form", choices=["ics"], help="in which form")
    export.add_argument(
        "--calendar",
        choices=[each.value for each in Calendar],
        default=Calendar.GREGORIAN.value,
        help="by which calendar a day comes back; gregorian by default",
    )
    export.add_argument("--output", type=Path, metavar="FILE", help="where to; standard output by default")
    export.set_defaults(act=exporting.export)

    daily = commands.add_parser("daily", help="see what daily posts are like")
    preview = daily.add_subparsers(title="commands", metavar="COMMAND", required=True).add_parser(
        "preview",
        help="print the post of a day",
        description="Prints the post of a day as a channel would have it that was told nothing before. Exits "
        "with 1 where there is nothing to post.",
    )
    preview.add_argument(
        "--date",
        default="today",
        metavar="DAY",
        help="in either calendar, like 14 April or 26 Dalw; or today",
    )
    preview.add_argument(
        "--kind",
        choices=[each.value for each in Kind],
        default=Kind.DAY.value,
        help="what happened on the day, or a question alone; day by default",
    )
    preview.add_argument("--topics", default="", metavar="TOPICS", help="only these, with commas between")
    preview.add_argument(
        "--calendar",
        choices=[each.value for each in Calendar],
        default=Calendar.BOTH.value,
        help="by which calendar a day comes back; both by default",
    )
    preview.add_argument("--question", action="store_true", help="with a question of the day")
    preview.add_argument("--graphic", action="store_true", help="also what is graphic")
    preview.set_defaults(act=_preview)

    stands = commands.add_parser(
        "status",
        help="print how it stands with daily posts",
        description="Prints what is due, posted and failed, of all processes on the database. Exits with 0 "
        "when all is well, with 1 when nothing looks at what is due, with 2 where there is no database.",
    )
    stands.set_defaults(act=status.print_status)

    migrate = commands.add_parser("migrate", help="bring the database up to this version")
    migrate.set_defaults(act=_migrate)

    run = commands.add_parser("run", help="serve Discord and Slack until told to stop")
    run.set_defaults(act=operating.serve)

    invite = commands.add_parser("invite", help="print the links that install the bot")
    invite.add_argument("platform", choices=["discord"], help="where")
    invite.add_argument("--id", metavar="NUMBER", help="the application's id; read from the token otherwise")
    invite.set_defaults(act=operating.print_invitation)

    manifest = commands.add_parser(
        "manifest",
        help="print the description from which the app is made",
        description="Prints the manifest from which Slack makes the app: for Socket Mode, or for requests to "
        "a public address if there is one.",
    )
    manifest.add_argument("platform", choices=["slack"], help="where")
    manifest.add_argument(
        "--url", metavar="URL", help="the public address; TARIKH_SLACK_PUBLIC_URL otherwise, if it is set"
    )
    manifest.set_defaults(act=operating.print_manifest)

    key = commands.add_parser("key", help="print a new key for TARIKH_ENCRYPTION_KEYS")
    key.set_defaults(act=operating.print_key)

    rekey = commands.add_parser(
        "rekey",
        help="seal what the database keeps of workspaces with the newest key",
        description="Seals the tokens of all workspaces anew with the first of TARIKH_ENCRYPTION_KEYS. The "
        "bot may be running, if it was started with the same keys. Nothing is lost if it is cut off.",
    )
    rekey.set_defaults(act=operating.rekey)

    well = commands.add_parser(
        "health",
        help="ask the running bot whether it is well",
        description="Exits with 0 when it is, with 1 when not. Needs TARIKH_HEALTH_PORT, as the bot does.",
    )
    well.set_defaults(act=operating.ask_health)
    return parser


def _ask(options: argparse.Namespace) -> int:
    from adapters.terminal.render import plain  # noqa: PLC0415 -- adapters are loaded only when they are used

    settings = config.read(os.environ)
    library = load(PACK)
    index = search.build(library)
    words = texts(settings.locale)
    width = _width()
    statuses = set()
    for query in _queries(options.words):
        found = index.search(query)
        sides = lookups.on_sides(query, index, library, words, settings.calendar)
        answer = plain(sides or lookups.answer(found, library, words, settings.calendar), width)
        statuses.add(Status.FOUND if sides else found.status)
        say(json.dumps(record(found, library, answer), ensure_ascii=False) if options.json else answer)
    return FOUND if statuses <= {Status.FOUND} else NOT_FOUND


def _preview(options: argparse.Namespace) -> int:
    return previewing.preview(options, _width())


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
                say("\n".join((*lines(library), "")))
        if not faults:
            counted = f"{len(library.entries)} entries, {len(banks.load(bank, library).questions)} questions"
    for fault in _causes_first(faults):
        say(str(fault))
    total = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
    say(f"{pack.name}: {total}" + (f"; {counted}" if counted else ""))
    return NOT_FOUND if faults else FOUND


def _chat(_options: argparse.Namespace) -> int:
    settings = config.read(os.environ)
    logging.basicConfig(level=settings.log_level, format="%(levelname)s %(name)s: %(message)s")
    asyncio.run(_converse(settings))
    return FOUND


async def _converse(settings: config.Config) -> None:
    from adapters.terminal.chat import Chat  # noqa: PLC0415 -- adapters are loaded only when they are used
    from adapters.terminal.keyboard import keyboard  # noqa: PLC0415 -- the same

    async with built(settings) as everything:
        name = getpass.getuser()
        app = everything.app
        await Chat(app, keyboard(app, settings.database_url), Person(name.casefold(), name)).run()


def _migrate(_options: argparse.Namespace) -> int:
    settings = config.read(os.environ)
    say(asyncio.run(_bring_up(settings)))
    return FOUND


async def _bring_up(settings: config.Config) -> str:
    async with await open_database(settings.database_url) as database:
        done = await migrating.migrate(database, clock.now())
    if not done:
        return f"{settings.database_url.shown} is up to date."
    names = ", ".join(f"{each.number:04} {each.name}" for each in done)
    return f"{settings.database_url.shown} now has {names}."


if __name__ == "__main__":
    sys.exit(main())
