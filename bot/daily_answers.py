"""What was answered to questions of the day: the first answer of everybody counts.

On Slack the id of a person is good in one workspace only: see `bot.marks`. Times are seconds since 1970-01-01
00:00 UTC. Every method raises `bot.backend.DatabaseError`, and none writes a part of what it was asked.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any

from bot.certain import write_when_free
from bot.marks import known_as

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.backend import Statements
    from bot.database import Database

MAX_NAMES = 20  # of those who were right
MAX_CHOSEN = 50  # different answers of a tally: what is typed may be anything


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer to a question of the day.

    Attributes:
        post: The id of the post that asks it.
        platform: Where it was given.
        person: The id of who gave it.
        name: Their name.
        server: The id of the server.
        place: The id of the channel.
        credit: What it earned: 1 where it was wholly right, 0 where wrong.
        response: What was answered, as the caller writes it.
        at: When.
    """

    post: str
    platform: str
    person: str
    name: str
    server: str
    place: str
    credit: float
    response: str
    at: float

    @property
    def right(self) -> bool:
        """Whether it was wholly right."""
        return self.credit >= 1


@dataclass(frozen=True, slots=True)
class Tally:
    """How a question was answered.

    Attributes:
        answered: How many people answered.
        right: How many of them were wholly right.
        names: The names of those who were, the first first, at most `MAX_NAMES`.
        chosen: How many gave each response, the most frequent first, at most `MAX_CHOSEN`.
    """

    answered: int = 0
    right: int = 0
    names: tuple[str, ...] = ()
    chosen: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Standing:
    """What somebody earned with the questions of the day of a channel.

    Attributes:
        person: Their id.
        name: Their name, as it was last.
        points: The sum of what their answers earned.
        right: How many of those were wholly right.
        answered: How many there are.
    """

    person: str
    name: str
    points: float
    right: int
    answered: int


@dataclass(frozen=True, slots=True)
class DailyAnswers:
    """What was answered, on a database that has been migrated."""

    database: Database

    async def answer(self, answer: Answer) -> bool:
        """Keep somebody's answer. False if they have answered before, or no such question is open.

        Raises:
            DatabaseError: Also `Trouble.LOCKED`, where the question is being closed and that does not come to
                an end; then nothing is written.
        """
        values = asdict(replace(answer, person=known_as(answer.platform, answer.person, answer.server)))

        async def run(statements: Statements) -> bool | None:
            if (await statements.each("add_daily_answer", [values]))[0]:
                return True
            found = await statements.rows("daily_answer", post=answer.post, person=values["person"])
            if not found and await statements.rows("question_is_open", post=answer.post):
                return None  # it is just being closed, which is not waited for in here
            # The same once more, after a commit that broke.
            return bool(found) and (found[0][7], found[0][8]) == (answer.response, answer.at)

        return await write_when_free(self.database, run)

    async def of(self, post: str, platform: str, person: str, server: str = "") -> Answer | None:
        """What somebody answered to a post's question; None if nothing."""
        rows = await self._rows("daily_answer", post=post, person=known_as(platform, person, server))
        return replace(Answer(*rows[0]), person=person) if rows else None

    async def tally(self, post: str) -> Tally:
        """How a post's question was answered so far; it stands still once that is closed."""

        async def run(statements: Statements) -> Tally:
            counted = (await statements.rows("count_daily_answers", post=post))[0]
            names = await statements.rows("right_daily_answers", post=post, most=MAX_NAMES)
            chosen = await statements.rows("chosen_daily_answers", post=post, most=MAX_CHOSEN)
            return Tally(counted[0], counted[1], tuple(row[0] for row in names), dict(map(tuple, chosen)))

        return await self.database.read(run)

    async def table(self, platform: str, place: str, since: float) -> tuple[Standing, ...]:
        """What everybody earned at a place since a time: the most points first, then the fewest answers.

        Whoever earned the same with as many answers stands in the order of their ids.
        """
        rows = await self._rows("daily_table", platform=platform, place=place, since=since)
        # Kept under a workspace's id where they are: see `bot.marks.known_as`.
        return tuple(Standing(row[0].rpartition("/")[2], *row[1:]) for row in rows)

    async def _rows(self, name: str, **values: object) -> Sequence[Sequence[Any]]:
        async def run(statements: Statements) -> Sequence[Sequence[Any]]:
            return await statements.rows(name, **values)

        return await self.database.read(run)
