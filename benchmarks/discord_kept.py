"""Holds what many classes did against what the bot has stored of their quizzes."""

from __future__ import annotations

import sqlite3
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from benchmarks.discord_class import COUNTED
from quizzes.effects import Refused
from quizzes.exchange import read_move, read_setup
from quizzes.grading import grade
from quizzes.moves import Answer
from quizzes.session import Phase, Session, step

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from content.library import Library
    from quizzes.banks import Bank
    from quizzes.grading import Grade
    from quizzes.model import Response

Key = tuple[str, str, int]  # quiz, player, question


@dataclass(slots=True)
class Stored:
    """What the store holds: the answers, each with its deadline, and what is wrong with them."""

    answers: Counter[Key] = field(default_factory=Counter)
    deadlines: dict[Key, float] = field(default_factory=dict)
    counted: int = 0
    after: int = 0
    refused: int = 0
    open: int = 0


def stored(path: Path, quizzes: Iterable[str], bank: Bank, library: Library) -> Stored:
    """Read quizzes from a SQLite file and play them again.

    Args:
        path: The file.
        quizzes: Their ids.
        bank: The questions.
        library: What they stand on.
    """

    def judged(question: str, response: Response) -> Grade:
        return grade(bank.questions[question], response, library)

    found = Stored()
    with sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True) as database:
        for quiz in quizzes:
            ((setup,),) = database.execute("SELECT setup FROM quiz WHERE id = ?", (quiz,)).fetchall()
            session = Session(read_setup(setup))
            moves = database.execute("SELECT move FROM move WHERE quiz_id = ? ORDER BY number", (quiz,))
            for (text,) in moves:
                move = read_move(text)
                deadline = session.deadline
                session, effects = step(session, move, judged)
                found.refused += any(isinstance(effect, Refused) for effect in effects)
                if isinstance(move, Answer):
                    key = quiz, move.player, move.number
                    found.answers[key] += 1
                    found.deadlines[key] = deadline or 0.0
                    found.after += deadline is None or move.now >= deadline
            results = [result for reveal in session.reveals for result in reveal.results]
            found.counted += sum(result.response is not None for result in results)
            found.open += session.phase is not Phase.FINISHED
    database.close()
    return found


def faults(played: Mapping[str, Any], found: Stored) -> dict[str, int]:
    """How often each thing happened that must not: by its name, in the order of telling."""
    confirmed: Counter[Key] = Counter()
    beyond = 0
    for tried in played["tried"]:
        if not (tried["said"] or "").startswith(f"**{COUNTED}"):
            continue
        key = tried["quiz"], tried["player"], tried["number"]
        confirmed[key] += 1
        beyond += tried["at"] >= found.deadlines.get(key, float("inf"))
    return {
        "three seconds missed": len(played["missed"]),
        "answers stored twice": sum(times > 1 for times in found.answers.values()),
        "answers confirmed twice": sum(times > 1 for times in confirmed.values()),
        "answers confirmed, not stored": len(confirmed.keys() - found.answers.keys()),
        "answers stored, not confirmed": len(found.answers.keys() - confirmed.keys()),
        "answers stored, not counted": found.answers.total() - found.counted,
        "stored answers that replay refuses": found.refused,
        "stored answers after their deadline": found.after,
        "presses after the deadline confirmed": beyond,
        "quizzes without an end": played["unfinished"] + found.open,
    }
