"""What is remembered: one typed method an operation.

A quiz is kept as its set-up and its moves, and a server's settings as one text; the store reads none of them.
Every id is a text as the platform gives it. A method returns when its write is on the disk. Times are seconds
since 1970-01-01 00:00 UTC. Every method raises `bot.backend.DatabaseError`, and none writes a part of what it
was asked.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from bot.database import Single

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from bot.backend import Statements
    from bot.database import Database

# What other processes may be adding to: held first, in the order in which they hold them.
_HOLD = ("hold_quizzes", "hold_subscriptions", "hold_posts")

# All that is kept for a server, in an order in which nothing is deleted that another row still names.
_FORGET = (
    "forget_posted",
    "forget_moves",
    "forget_quizzes",
    "forget_seen",
    "forget_marks",
    "forget_played",
    "forget_daily_answers",
    "forget_daily_posts",
    "forget_subscriptions",
    "forget_told",
    "forget_settings",
    "forget_server",
)


@dataclass(frozen=True, slots=True)
class StoredQuiz:
    """A quiz as it is kept.

    Attributes:
        id: Its own.
        platform: Where it is played.
        place: The id of the channel, thread or conversation there.
        pack: The pack that its questions are about.
        setup: Its set-up as JSON.
        created_at: When it was begun.
        server: The id of the server that the place is in; empty where there is none.
        owner: The voice of the process that speaks for it, where processes share the platform's quizzes; None
            where nobody does.
    """

    id: str
    platform: str
    place: str
    pack: str
    setup: str
    created_at: float
    server: str = ""
    owner: str | None = None


NewQuiz: TypeAlias = StoredQuiz


@dataclass(frozen=True, slots=True)
class Store:
    """The memory of the bot, on a database that has been migrated."""

    database: Database

    async def create_quiz(self, quiz: NewQuiz) -> bool:
        """Keep a new quiz. False if its place already has an open one; then nothing is written."""
        single = Single("create_quiz", asdict(quiz))
        if quiz.owner is None:
            return await self.database.write(single)

        async def run(statements: Statements) -> bool:
            if not await single(statements):
                return False
            await statements.each("own_quiz", [{"quiz_id": quiz.id, "owner": quiz.owner}])
            return True

        return await self.database.write(run)

    async def append(self, quiz_id: str, number: int, move: str, at: float, *, shared: bool = False) -> bool:
        """Keep a quiz's next move.

        False if the number is not the next one (somebody else was first) or the quiz is not open; then
        nothing is written, and the caller reads the moves again.

        Args:
            quiz_id: The quiz.
            number: The move's number; the first is 0.
            move: The move as a text.
            at: When it was made.
            shared: Write nothing either where no process is to speak for the quiz and so would see the move.
        """
        values = {"quiz_id": quiz_id, "number": number, "move": move, "at": at}
        return await self.database.write(Single("append_shared_move" if shared else "append_move", values))

    async def close_quiz(self, quiz_id: str, at: float, how: str) -> bool:
        """End a quiz, so that its place is free. False if it was not open; then nothing is written."""
        return await self.database.write(Single("close_quiz", {"quiz_id": quiz_id, "at": at, "how": how}))

    async def quiz(self, quiz_id: str) -> StoredQuiz | None:
        """A quiz, open or closed."""
        rows = await self._rows("quiz", quiz_id=quiz_id)
        return StoredQuiz(*rows[0]) if rows else None

    async def open_quiz(self, platform: str, place: str) -> StoredQuiz | None:
        """The quiz that is being played at a place."""
        rows = await self._rows("open_quiz", platform=platform, place=place)
        return StoredQuiz(*rows[0]) if rows else None

    async def open_quizzes(self, platform: str) -> tuple[StoredQuiz, ...]:
        """Every quiz that is being played on a platform, the oldest first."""
        return tuple(StoredQuiz(*row) for row in await self._rows("open_quizzes", platform=platform))

    async def moves(self, quiz_id: str) -> tuple[str, ...]:
        """A quiz's moves in order; none if there is no such quiz."""
        return tuple(row[0] for row in await self._rows("moves", quiz_id=quiz_id))

    async def moves_since(self, quiz_id: str, number: int) -> tuple[str, ...]:
        """A quiz's moves from a number on, in order."""
        return tuple(row[0] for row in await self._rows("moves_since", quiz_id=quiz_id, number=number))

    async def last_move_at(self, quiz_id: str) -> float | None:
        """When a quiz's last move was made; None if it has none."""
        at: float | None = await self._one("last_move_at", quiz_id=quiz_id)
        return at

    async def keep_posted(self, quiz_id: str, slot: str, message: str) -> bool:
        """Note which message shows a part of a quiz, instead of any noted before.

        False if there is no such quiz (it was forgotten with its server); then nothing is written.

        Args:
            quiz_id: The quiz, open or closed.
            slot: The part, in the caller's own words.
            message: The message's id.
        """
        values = {"quiz_id": quiz_id, "slot": slot, "message": message}
        return await self.database.write(Single("keep_posted", values))

    async def posted(self, quiz_id: str) -> dict[str, str]:
        """The messages that show a quiz: by slot, the message's id."""
        return {row[0]: row[1] for row in await self._rows("posted", quiz_id=quiz_id)}

    async def remember_seen(
        self, platform: str, place: str, questions: Collection[str], at: float, server: str = ""
    ) -> None:
        """Note that a place, in a server or in none, has been asked these questions."""
        # In order: two processes that take the same rows in different orders would wait for each other.
        values = [
            {"platform": platform, "place": place, "question": question, "at": at, "server": server}
            for question in sorted(set(questions))
        ]

        async def run(statements: Statements) -> None:
            await statements.many("remember_seen", values)

        await self.database.write(run)

    async def seen(self, platform: str, place: str) -> frozenset[str]:
        """The ids of the questions that a place has been asked."""
        return frozenset(row[0] for row in await self._rows("seen", platform=platform, place=place))

    async def settings(self, platform: str, scope: str) -> str | None:
        """What was settled for a scope, as it was given to `keep_settings`; None if nothing was."""
        text: str | None = await self._one("settings", platform=platform, scope=scope)
        return text

    async def keep_settings(self, platform: str, scope: str, text: str, at: float) -> None:
        """Keep what was settled for a scope, instead of what was before.

        Args:
            platform: Where the scope is.
            scope: The id of a server, or of a place that has none.
            text: What was settled, as the caller writes it.
            at: The time now.
        """
        values = {"platform": platform, "scope": scope, "text": text, "at": at}
        await self.database.write(Single("keep_settings", values))

    async def tell_once(self, platform: str, scope: str, what: str, at: float) -> bool:
        """Ask whether something is still to be said at a scope. True only for the first, of all processes.

        Whoever gets True says it. If that fails it stays unsaid, unless `untell` lets it be said again.
        """
        values = {"platform": platform, "scope": scope, "what": what, "at": at}
        return await self.database.write(Single("tell_once", values))

    async def untell(self, platform: str, scope: str, what_prefix: str) -> None:
        """Let what begins so be said again at a scope; all of it if the prefix is empty."""
        values = {"platform": platform, "scope": scope, "prefix": what_prefix}
        await self.database.write(Single("untell", values))

    async def fingerprint(self, platform: str, application: str) -> str | None:
        """The fingerprint of the commands that a platform was last given for an application."""
        kept: str | None = await self._one("fingerprint", platform=platform, application=application)
        return kept

    async def keep_fingerprint(self, platform: str, application: str, fingerprint: str) -> None:
        """Note the fingerprint of the commands that a platform has been given."""
        values = {"platform": platform, "application": application, "fingerprint": fingerprint}
        await self.database.write(Single("keep_fingerprint", values))

    async def identify_at(self, name: str, bucket: int, now: float, every: float) -> float:
        """Take the next free slot of a bucket, and tell when it is: now, or later.

        The slots of a bucket never come closer than `every`, whichever processes take them. A slot that was
        taken and not used is lost.

        Args:
            name: Whose gate it is.
            bucket: Which of its buckets; they do not wait for each other.
            now: The time now.
            every: Seconds from the slot to the next free one.
        """

        async def run(statements: Statements) -> float:
            slot: float = (await statements.rows("open_gate", name=name, bucket=bucket, now=now))[0][0]
            await statements.rows("shut_gate", name=name, bucket=bucket, next_at=slot + every)
            return slot

        return await self.database.write(run)

    async def leave(self, platform: str, server: str, at: float) -> None:
        """Mark that the bot was removed from a server. If it is marked already, the first time stays."""
        await self.database.write(Single("leave", {"platform": platform, "server": server, "at": at}))

    async def return_to(self, platform: str, *servers: str) -> None:
        """Note that the bot is in these servers, for the first time or again."""
        # In order: two processes that take the same rows in different orders would wait for each other.
        values = [{"platform": platform, "server": server} for server in sorted({*servers})]

        async def run(statements: Statements) -> None:
            await statements.many("return_to", values)

        await self.database.write(run)

    async def servers(self, platform: str) -> tuple[str, ...]:
        """The servers that the bot is in, as far as it was told."""
        return tuple(row[0] for row in await self._rows("servers", platform=platform))

    async def left_servers(self, platform: str, before: float) -> tuple[str, ...]:
        """The servers that were left before a time and not returned to, the first left first."""
        return tuple(row[0] for row in await self._rows("left_servers", platform=platform, before=before))

    async def forget(self, platform: str, server: str) -> int:
        """Delete everything of a server, open quizzes too, and the mark that it was left.

        Returns:
            How many rows that were.

        Raises:
            ValueError: the server is empty, which is how everything without one is kept.
        """
        if not server:
            raise ValueError("there is no server without an id")

        async def run(statements: Statements) -> int:
            for name in _HOLD:
                await statements.rows(name, platform=platform, server=server)
            gone = [await statements.rows(name, platform=platform, server=server) for name in _FORGET]
            return sum(map(len, gone))

        return await self.database.write(run)

    async def _rows(self, name: str, **values: object) -> Sequence[Sequence[Any]]:
        async def run(statements: Statements) -> Sequence[Sequence[Any]]:
            return await statements.rows(name, **values)

        return await self.database.read(run)

    async def _one(self, name: str, **values: object) -> Any:  # noqa: ANN401 - a column's type is its table's
        rows = await self._rows(name, **values)
        return rows[0][0] if rows else None
