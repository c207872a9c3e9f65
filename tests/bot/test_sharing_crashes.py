"""Real processes that share quizzes on PostgreSQL: killed, or stopped for longer than they are missed."""

from __future__ import annotations

import os
import queue
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bot.address import DatabaseUrl

ROOT = Path(__file__).parents[2]
PLAYERS = ("amina", "omid", "sara")
QUESTIONS = 4

# A process that shares the quizzes of a platform, which is a file: a line for each message. It begins a quiz
# if told to, then makes the answers that it reads, and tells of each whether it counts.
PROCESS = """
import asyncio, sys
from pathlib import Path
from bot import clock
from bot.address import database_url
from bot.database import open_database
from bot.host import Host
from bot.message import Person, Place, Posted
from bot.migrating import migrate
from bot.store import Store
from bot.texts import texts
from content.library import load
from quizzes import banks
from quizzes.draw import draw
from quizzes.model import Chosen
from quizzes.moves import Answer
from quizzes.session import Setup

SAMPLE, PLACE, SAY = Path("tests/sample"), Place("file", "room"), texts("en")

class Sheet:
    presses = True
    def threads(self, place):
        return False
    def __init__(self, path, name):
        self.path, self.name = path, name
    def write(self, what, key):
        with self.path.open("a") as file:
            file.write(f"{self.name} {what} {key}\\n")
    async def post(self, place, message, key="", *, under="", doubted=False):
        key = key.partition(":")[2]
        if not doubted or f" post {key}\\n" not in self.path.read_text():
            self.write("post", key)
        return Posted(place, key)
    async def edit(self, posted, message):
        self.write("edit", posted.id)
    def spare(self, place):
        return 0.0

async def english(_):
    return SAY

async def main(url, name, path, begins, questions):
    library = load(SAMPLE / "pack")
    bank = banks.load(SAMPLE / "bank", library)
    async with await open_database(database_url(url)) as database:
        await migrate(database, at=0.0)
        host = Host(Store(database), bank, library, clock.now, lease=2.0)
        host.serve("file", Sheet(Path(path), name), shared=True)
        await host.reopen("file", lambda _: True, english)
        if begins:
            drawn = draw(bank, seed=5, count=int(questions))
            setup = Setup(5, drawn, 600.0, False, "amina", wait=0.0, pause=0.05)
            await host.begin(PLACE, SAY, setup, tuple(Person(each, each) for each in sys.argv[6:]))
        print("ready", flush=True)
        while line := await asyncio.to_thread(sys.stdin.readline):
            player, number = line.split()
            sitting = await host.recall(PLACE, SAY)
            if sitting is None:
                print("over", flush=True)
                continue
            move = Answer(player, int(number), Chosen((0,)), clock.now(), player)
            effect = (await host.move(sitting, move))[0]
            print(getattr(effect, "reason", "counts"), flush=True)
        await host.close()
url, name, path, begins, questions = sys.argv[1:6]
asyncio.run(main(url, name, path, begins == "begins", questions))
"""


class Running:
    """One of the processes."""

    def __init__(self, url: DatabaseUrl, name: str, sheet: Path, begins: str) -> None:
        command = [sys.executable, "-c", PROCESS, url.address.reveal(), name, str(sheet), begins]
        self.name = name
        self.stopped = False
        self._process = subprocess.Popen(
            [*command, str(QUESTIONS), *PLAYERS],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._told: queue.Queue[str] = queue.Queue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        assert self.hears(60.0) == "ready"

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._told.put(line.strip())

    def hears(self, patience: float) -> str | None:
        try:
            return self._told.get(timeout=patience)
        except queue.Empty:
            return None

    def answers(self, player: str, number: int) -> str | None:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{player} {number}\n")
        self._process.stdin.flush()
        return self.hears(30.0)

    def send(self, what: signal.Signals) -> None:
        os.kill(self._process.pid, what)
        self.stopped = what is signal.SIGSTOP

    def end(self) -> None:
        self._process.kill()
        self._process.wait()
        self._reader.join()
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe is not None
            pipe.close()


def wait_for(there: Callable[[], bool]) -> None:
    until = time.monotonic() + 60
    while not there():
        assert time.monotonic() < until
        time.sleep(0.02)


@pytest.fixture
def impatient(psql: Callable[[str], str]) -> Iterator[None]:
    """The server breaks off what a stopped process has left half done, as an operator would have it."""
    psql("ALTER SYSTEM SET idle_in_transaction_session_timeout = '1s'; SELECT pg_reload_conf();")
    yield
    psql("ALTER SYSTEM RESET idle_in_transaction_session_timeout; SELECT pg_reload_conf();")


@pytest.mark.usefixtures("impatient")
def test_a_quiz_outlives_a_killed_process_and_one_that_was_stopped(
    new_postgres: Callable[[], DatabaseUrl], tmp_path: Path
) -> None:
    url, sheet, chance = new_postgres(), tmp_path / "sheet", random.Random("shared")
    sheet.touch()
    running = [Running(url, "p0", sheet, "begins")]

    def said() -> list[list[str]]:
        return [line.split() for line in sheet.read_text(encoding="utf-8").splitlines()]

    def posted(slot: str) -> Callable[[], bool]:
        return lambda: any(line[1:] == ["post", slot] for line in said())

    try:
        running += [Running(url, f"p{number}", sheet, "joins") for number in (1, 2)]
        for number in range(QUESTIONS):
            wait_for(posted(f"q{number}"))
            owner = next(each for each in running if each.name == said()[-1][0])
            if number == 1:
                owner.end()
                running.remove(owner)
            elif number == 2:
                owner.send(signal.SIGSTOP)
            for player in PLAYERS:
                able = [each for each in running if not each.stopped]
                assert chance.choice(able).answers(player, number) == "counts"
        wait_for(posted("end"))
        other = next(each for each in running if not each.stopped)
        wait_for(lambda: other.answers("amina", 3) == "over")  # the end is said before the quiz is closed
        before = len(said())
        (stopped,) = (each for each in running if each.stopped)
        stopped.send(signal.SIGCONT)
        assert stopped.answers("amina", 3) == "over"
        shown = [line[2] for line in said() if line[1] == "post"]
        assert sorted(shown) == sorted(["end", "note", *(f"q{number}" for number in range(QUESTIONS))])
        assert [line for line in said()[before:] if line[0] == stopped.name] == []
    finally:
        for each in running:
            each.end()
