"""What is remembered: one typed method an operation.

A quiz is kept as its set-up and its moves, both texts that the store does not read. A method returns when its
write is on the disk. Times are seconds since 1970-01-01 00:00 UTC. Every method raises
`bot.backend.DatabaseError`, and none writes a part of what it was asked.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, TypeAlias

from bot.database import Single

if TYPE_CHECKING:
    from collections.abc import Collection

    from bot.backend import Statements
    from bot.database import Database


@dataclass(frozen=True, slots=True)
class StoredQuiz:
    """A quiz as it is kept: where it is played (`platform`, `place`), on which pack, its set-up as JSON."""

    id: str
    platform: str
    place: str
    pack: str
    setup: str
    created_at: float


NewQuiz: TypeAlias = StoredQuiz


@dataclass(frozen=True, slots=True)
class Store:
    """The memory of the bot, on a database that has been migrated."""

    database: Database

    async def create_quiz(self, quiz: NewQuiz) -> bool:
        """Keep a new quiz. False if its place already has an open one; then nothing is written."""
        return await self.database.write(Single("create_quiz", asdict(quiz)))

    async def append(self, quiz_id: str, number: int, move: str, at: float) -> bool:
        """Keep a quiz's next move.

        False if the number is not the next one (somebody else was first) or the quiz is not open; then
        nothing is written, and the caller reads the moves again.

        Args:
            quiz_id: The quiz.
            number: The move's number; the first is 0.
            move: The move as a text.
            at: When it was made.
        """
        values = {"quiz_id": quiz_id, "number": number, "move": move, "at": at}
        return await self.database.write(Single("append_move", values))

    async def close_quiz(self, quiz_id: str, at: float, how: str) -> bool:
        """End a quiz, so that its place is free. False if it was not open; then nothing is written."""
        return await self.database.write(Single("close_quiz", {"quiz_id": quiz_id, "at": at, "how": how}))

    async def open_quiz(self, platform: str, place: str) -> StoredQuiz | None:
        """The quiz that is being played at a place."""

        async def run(statements: Statements) -> StoredQuiz | None:
            rows = await statements.rows("open_quiz", platform=platform, place=place)
            return StoredQuiz(*rows[0]) if rows else None

        return await self.database.read(run)

    async def open_quizzes(self, platform: str) -> tuple[StoredQuiz, ...]:
        """Every quiz that is being played on a platform, the oldest first."""

        async def run(statements: Statements) -> tuple[StoredQuiz, ...]:
            return tuple(StoredQuiz(*row) for row in await statements.rows("open_quizzes", platform=platform))

        return await self.database.read(run)

    async def moves(self, quiz_id: str) -> tuple[str, ...]:
        """A quiz's moves in order; none if there is no such quiz."""

        async def run(statements: Statements) -> tuple[str, ...]:
            return tuple(row[0] for row in await statements.rows("moves", quiz_id=quiz_id))

        return await self.database.read(run)

    async def remember_seen(self, platform: str, place: str, questions: Collection[str], at: float) -> None:
        """Note that a place has been asked these questions."""
        # In order: two processes that take the same rows in different orders would wait for each other.
        values = [
            {"platform": platform, "place": place, "question": question, "at": at}
            for question in sorted(set(questions))
        ]

        async def run(statements: Statements) -> None:
            await statements.many("remember_seen", values)

        await self.database.write(run)

    async def seen(self, platform: str, place: str) -> frozenset[str]:
        """The ids of the questions that a place has been asked."""

        async def run(statements: Statements) -> frozenset[str]:
            return frozenset(row[0] for row in await statements.rows("seen", platform=platform, place=place))

        return await self.database.read(run)
