"""Which process speaks for a quiz, where several share the quizzes of a platform: what is kept of it.

A process enters under a name, its voice, and lives as long as it renews that. The quizzes of a voice that
died or left are orphans: any process may claim them. That is decided by the database and its clock alone, so
that the clocks of the processes may differ. Every method raises `bot.backend.DatabaseError`, and none writes
a part of what it was asked.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from bot.database import Single
from bot.store import StoredQuiz

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.backend import Statements
    from bot.database import Database


@dataclass(frozen=True, slots=True)
class News:
    """What has become of a quiz.

    Attributes:
        owner: The voice that speaks for it; None where none does.
        closed: Whether it is closed.
        wishes: How often other processes asked for it to be shown again.
        moves: The moves from a number on, in order.
    """

    owner: str | None
    closed: bool
    wishes: int
    moves: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Voices:
    """Who speaks for which quiz, on a database that has been migrated."""

    database: Database

    async def enter(self, voice: str, seconds: float) -> None:
        """Begin to live under a name that nobody had before, for some seconds."""
        await self.database.write(Single("enter_voice", {"id": voice, "seconds": seconds}))

    async def renew(self, voice: str, seconds: float) -> bool:
        """Live for some seconds from now. False if it is dead already; then it stays so."""
        return await self.database.write(Single("renew_voice", {"id": voice, "seconds": seconds}))

    async def leave(self, voice: str) -> None:
        """Live no more: its quizzes are free at once."""
        await self.database.write(Single("leave_voice", {"id": voice}))

    async def claim(self, quiz_id: str, voice: str) -> bool:
        """Speak for a quiz from now on. False if another living voice does, it is closed, or one is dead."""

        async def run(statements: Statements) -> bool:
            await statements.rows("bury_voices")
            await statements.rows("hold_quiz", quiz_id=quiz_id)
            return (await statements.each("own_quiz", [{"quiz_id": quiz_id, "owner": voice}]))[0]

        return await self.database.write(run)

    async def park(self, quiz_id: str, voice: str, moves: int) -> bool:
        """Speak for a quiz no more, and let nobody do so until somebody claims it.

        False if it has more moves than these or is not this voice's; then nothing is written.
        """

        async def run(statements: Statements) -> bool:
            await statements.rows("hold_quiz", quiz_id=quiz_id)
            values = {"quiz_id": quiz_id, "owner": voice, "moves": moves}
            return (await statements.each("park_quiz", [values]))[0]

        return await self.database.write(run)

    async def orphans(self, platform: str, voice: str) -> tuple[StoredQuiz, ...]:
        """The open quizzes whose voice is dead, and those of this voice itself; the oldest first."""

        async def run(statements: Statements) -> Sequence[Sequence[Any]]:
            await statements.rows("bury_voices")
            return await statements.rows("orphans", platform=platform, owner=voice)

        return tuple(StoredQuiz(*row) for row in await self.database.write(run))

    async def wish(self, quiz_id: str) -> None:
        """Ask the one who speaks for a quiz to show again what stands open."""
        await self.database.write(Single("wish_shown", {"quiz_id": quiz_id}))

    async def news(self, known: Mapping[str, int]) -> dict[str, News]:
        """What has become of quizzes, by id; nothing of those that were forgotten.

        Args:
            known: The quizzes' ids, each with the number of the moves that are known.
        """

        async def run(statements: Statements) -> Sequence[Sequence[Any]]:
            return await statements.rows("news", known=json.dumps(dict(known)))

        found: dict[str, News] = {}
        for quiz_id, group in groupby(await self.database.read(run), lambda row: row[0]):
            rows = list(group)
            _, owner, closed, wishes, *_ = rows[0]
            moves = tuple(row[5] for row in rows if row[4] is not None)
            found[quiz_id] = News(owner, bool(closed), wishes, moves)
        return found
