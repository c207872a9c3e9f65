"""Kill the process at any moment of a quiz: every acknowledged answer is there when it starts again."""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import subprocess
import sys
import threading
import time
from queue import Empty, Queue
from typing import TYPE_CHECKING

import pytest

from bot import config
from bot.database import open_database
from bot.store import Store
from quizzes import exchange
from quizzes.model import Choice, Order, Pairs, QuestionKind
from quizzes.moves import Answer

if TYPE_CHECKING:
    from pathlib import Path

    from quizzes.banks import Bank
    from quizzes.moves import Move
    from quizzes.session import Setup

KILLS = 28  # in each of two runs, which two workers can share
QUESTIONS = 50
PLAYERS = ("Amina", "Omid", "Sara")
PATIENCE = 30.0  # seconds for a start on a busy machine


class Running:
    """A `tarikh chat` that reads from us, and what it has said so far."""

    def __init__(self, environ: dict[str, str]) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bot", "chat"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            env=environ,
        )
        self.said: list[str] = []
        self._lines: Queue[str] = Queue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for said in self.process.stdout:
            self._lines.put(said)

    def type(self, typed: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(typed + "\n")
        self.process.stdin.flush()

    def hear(self, *words: str, patience: float = PATIENCE) -> str | None:
        """Wait for a line with one of these words; None when it did not come in time."""
        end = time.monotonic() + patience
        while (left := end - time.monotonic()) > 0:
            try:
                said = self._lines.get(timeout=left)
            except Empty:
                return None
            self.said.append(said)
            if any(word in said for word in words):
                return said
        return None

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()
        self._reader.join()
        for stream in (self.process.stdin, self.process.stdout):
            assert stream is not None
            with contextlib.suppress(BrokenPipeError):  # what we had typed and it had not read
                stream.close()


def typed_answer(bank: Bank, setup: Setup, number: int) -> str:
    """An answer of the right form, right or wrong."""
    question = bank.questions[setup.drawn[number].question]
    letters = "abcd"
    if isinstance(question.body, Order):
        return " ".join(letters[: len(question.body.items)])
    if isinstance(question.body, Pairs):
        return " ".join(f"{n}{letter}" for n, letter in enumerate(letters[: len(question.body.pairs)], 1))
    if isinstance(question.body, Choice):
        return (
            "a b"
            if question.kind is QuestionKind.MULTIPLE
            else "true"[: 4 if question.kind is QuestionKind.TRUE_FALSE else 0] or "a"
        )
    return "1990" if question.kind is QuestionKind.YEAR else "Massoud"


async def stored(url: str) -> tuple[Setup, list[Move]] | None:
    async with await open_database(config.database_url(url)) as database:
        store = Store(database)
        quiz = await store.open_quiz("terminal", "keyboard")
        if quiz is None:
            return None
        moves = [exchange.read_move(text) for text in await store.moves(quiz.id)]
        return exchange.read_setup(quiz.setup), moves


@pytest.mark.parametrize("seed", [1371, 1993])
def test_no_acknowledged_answer_is_ever_lost(seed: int, tmp_path: Path, bank: Bank) -> None:
    chance = random.Random(seed)
    url = f"sqlite:///{tmp_path}/quiz.sqlite3"
    # Who is killed tells no coverage, and starts twice as fast without it.
    plain = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
    environ = {**plain, "TARIKH_DATABASE_URL": url, "PYTHONIOENCODING": "utf-8"}
    sent = acknowledged = kills = resumed = everything = 0
    while kills < KILLS:
        running = Running(environ)
        known = asyncio.run(stored(url)) if kills else None
        if known is None:
            sent = acknowledged = 0
            running.type(f"/quiz start questions:{QUESTIONS} seed:{kills} players:{','.join(PLAYERS)}")
        else:
            running.type("/quiz resume")
            resumed += 1
        # One kill in five comes while the process starts or has just begun; the others in the midst of play.
        if chance.random() < 0.2:
            time.sleep(chance.uniform(0.0, 0.8))
        elif running.hear("it is your turn") is not None:
            if known is None:
                known = asyncio.run(stored(url))
            assert known is not None, "a question was asked before its quiz was saved"
            setup, moves = known
            given = sum(isinstance(move, Answer) for move in moves)
            for more in range(chance.randrange(12)):
                number = (given + more) // len(PLAYERS)
                if number >= QUESTIONS:
                    break
                running.type(typed_answer(bank, setup, number))
                sent += 1
                if (
                    running.hear(
                        "it is your turn",
                        "Final table",
                        patience=PATIENCE if chance.random() < 0.8 else 0.002,
                    )
                    is None
                ):
                    break  # killed while the answer is on its way
                acknowledged += 1
                everything += 1
        running.kill()
        kills += 1
        assert not [said for said in running.said if "Traceback" in said]
        after = asyncio.run(stored(url))
        if after is not None:
            answers = [move for move in after[1] if isinstance(move, Answer)]
            assert acknowledged <= len(answers) <= sent
            # In turn, and each question by everybody before the next: nothing twice, nothing missing.
            order = [(answer.number, answer.player) for answer in answers]
            assert order == [
                (n // len(PLAYERS), PLAYERS[n % len(PLAYERS)].casefold()) for n in range(len(order))
            ]
            sent = acknowledged = len(answers)
    assert resumed > KILLS // 2
    assert everything > KILLS
