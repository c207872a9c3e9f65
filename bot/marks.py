"""What each person got in quizzes and in practice, kept for themselves.

Of each question the latest answer is kept, of each quiz its result. It goes when the person deletes it, as do
their answers to questions of the day (`bot.daily_answers`), and what was answered in a server goes with that
server (`bot.store.Store.forget`). On Slack the id of a person is good in one workspace only, where another
may have the same, so there each workspace has its own. Times are seconds since 1970-01-01 00:00 UTC. Every
method raises `bot.backend.DatabaseError`, and none writes a part of what it was asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Container, Iterable

    from bot.backend import Statements
    from bot.database import Database
    from bot.message import Person, Place
    from quizzes.effects import Reveal
    from quizzes.scoring import Table


# Where an id tells people apart in one server only. Slack's page of users.info asks to keep it with the
# workspace's id.
_LOCAL = frozenset({"slack"})


@dataclass(frozen=True, slots=True)
class Mark:
    """What somebody's latest answer to a question earned: 1 where it was wholly right, 0 where wrong."""

    question: str
    credit: float
    at: float

    @property
    def right(self) -> bool:
        """Whether the answer was wholly right."""
        return self.credit >= 1


@dataclass(frozen=True, slots=True)
class Played:
    """What a quiz came to for somebody.

    Attributes:
        quiz_id: The quiz.
        points: What was earned.
        right: How many questions were answered wholly right.
        total: How many questions counted.
        rank: Theirs in the final table.
        players: How many took part.
        at: When it ended.
    """

    quiz_id: str
    points: int
    right: int
    total: int
    rank: int
    players: int
    at: float


def missed(marks: Iterable[Mark], known: Container[str]) -> tuple[str, ...]:
    """The questions to practise: those answered not wholly right, the one answered longest ago first.

    Args:
        marks: What somebody got, the oldest first.
        known: The questions that there are; one that was replaced cannot be asked any more.
    """
    return tuple(mark.question for mark in marks if not mark.right and mark.question in known)


@dataclass(frozen=True, slots=True)
class Marks:
    """What people got, on a database that has been migrated."""

    database: Database

    async def revealed(self, place: Place, server: str, question: str, shown: Reveal, at: float) -> None:
        """Note what everybody got who answered a question of a quiz; nothing where it was skipped."""
        answered = [each for each in shown.results if each.grade is not None and not shown.skipped]
        earned = {each.player: each.grade.credit for each in answered if each.grade is not None}
        await self._note(place.platform, server, question, earned, at)

    async def practised(self, person: Person, place: Place, server: str, mark: Mark) -> None:
        """Note what somebody got who answered a question by themselves."""
        await self._note(place.platform, server, mark.question, {person.id: mark.credit}, mark.at)

    async def finished(self, quiz_id: str, place: Place, server: str, table: Table, at: float) -> None:
        """Note what a quiz came to for everybody who answered anything in it."""
        values = [
            {
                "platform": place.platform,
                "person": known_as(place.platform, row.player, server),
                "quiz_id": quiz_id,
                "server": server,
                "place": place.id,
                "points": row.points,
                "correct": row.right,
                "counted": table.total,
                "rank": row.rank,
                "players": len(table.rows),
                "at": at,
            }
            # In order: two processes that take the same rows in different orders would wait for each other.
            for row in sorted(table.rows, key=lambda row: row.player)
            if row.answered
        ]
        await self._write("note_played", values)

    async def of(self, platform: str, person: str, server: str = "") -> tuple[Mark, ...]:
        """What a person's latest answers earned, the oldest first.

        Args:
            platform: The platform.
            person: The person's id.
            server: Where that is asked; it matters where an id is good in one server only.
        """
        who = known_as(platform, person, server)

        async def run(statements: Statements) -> tuple[Mark, ...]:
            rows = await statements.rows("marks", platform=platform, person=who)
            return tuple(Mark(*row) for row in rows)

        return await self.database.read(run)

    async def played(self, platform: str, person: str, most: int, server: str = "") -> tuple[Played, ...]:
        """The quizzes that a person played last, the latest first, at most so many. See `of`."""
        who = known_as(platform, person, server)

        async def run(statements: Statements) -> tuple[Played, ...]:
            rows = await statements.rows("played", platform=platform, person=who, most=most)
            return tuple(Played(*row) for row in rows)

        return await self.database.read(run)

    async def forget(self, platform: str, person: str, server: str = "") -> int:
        """Delete all that is kept of what a person got; how many rows that were. See `of`."""
        who = known_as(platform, person, server)

        async def run(statements: Statements) -> int:
            names = ("forget_person_marks", "forget_person_played", "forget_person_daily_answers")
            gone = [await statements.rows(name, platform=platform, person=who) for name in names]
            return sum(map(len, gone))

        return await self.database.write(run)

    async def _note(
        self, platform: str, server: str, question: str, earned: dict[str, float], at: float
    ) -> None:
        values: list[dict[str, object]] = [
            {
                "platform": platform,
                "person": known_as(platform, person, server),
                "question": question,
                "server": server,
                "credit": credit,
                "at": at,
            }
            for person, credit in sorted(earned.items())
        ]
        await self._write("note_mark", values)

    async def _write(self, name: str, values: list[dict[str, object]]) -> None:
        async def run(statements: Statements) -> None:
            await statements.many(name, values)

        if values:
            await self.database.write(run)


def known_as(platform: str, person: str, server: str) -> str:
    """What a person is kept under."""
    return f"{server}/{person}" if platform in _LOCAL else person
