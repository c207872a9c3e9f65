"""The posts that are due, who posts each, and what became of it: each once, whichever processes there are.

A post waits until a process takes it, in the name of its voice (see `bot.voices`). From then on that process
alone posts it, as long as its voice lives; then it is another's. What it tells is kept before anything of it
is posted, so whoever takes it over knows that messages of it may be there, and tells the same. No method
waits for rows that another process holds, but those that people's own requests cause: so processes never wait
for each other in a circle. Times are seconds since 1970-01-01 00:00 UTC. Every method raises
`bot.backend.DatabaseError`, and none writes a part of what it was asked.
"""

from __future__ import annotations

import asyncio
import json
import secrets
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from bot import enqueueing
from bot.backend import DatabaseError, Trouble
from bot.certain import write_again, write_when_free
from bot.posts import LATE, UNSURE, Enqueued, Part, Post, Reason, State, Status, post_id
from bot.schedules import GRACE

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from bot.backend import Statements
    from bot.database import Database, Operation
    from bot.schedules import Planned
    from bot.subscriptions import Subscription

__all__ = ["LATE", "UNSURE", "Enqueued", "Outbox", "Part", "Post", "State", "Status", "post_id"]

_BATCH = 500
_PAUSE = 0.05  # seconds before the database is asked again that did not answer
_DAY = 86_400.0


@dataclass(frozen=True, slots=True)
class Outbox:
    """The posts, on a database that has been migrated."""

    database: Database

    async def enqueue(self, now: float, *, limit: int = _BATCH, grace: float = GRACE) -> Enqueued:
        """Let posts wait for one batch of the subscriptions that are due, and plan what comes next.

        Those that another process is just doing are left to it. There may be more as long as it found as many
        as the limit, or says so because many days were missed.

        Args:
            now: The time now.
            limit: How many subscriptions at most.
            grace: Seconds by which a post may be late; what is later is noted as skipped.
        """

        async def run(statements: Statements) -> Enqueued:
            return await enqueueing.enqueue(statements, now, limit, grace)

        return await self.database.write(run)

    async def enqueue_one(
        self, subscription: Subscription, planned: Planned, now: float, *, grace: float = GRACE
    ) -> Post | None:
        """Let a subscription's post of one date wait, whatever is planned; the next one is after that date.

        One of that date that was skipped or failed waits again, unless some of it was posted. Other dates
        that have come due by now wait, too, or are noted as skipped.

        Args:
            subscription: The subscription.
            planned: The date, and the moment from which on it is late.
            now: The time now.
            grace: Seconds by which another date's post may be late.

        Returns:
            The post; None if that date has one already, or there is no such subscription any more.
        """

        async def run(statements: Statements) -> Post | None:
            return await enqueueing.enqueue_one(statements, subscription, planned, now, grace)

        return await self.database.write(run)

    async def replan(self, now: float, after: str = "", *, limit: int = _BATCH) -> str:
        """Compute the plans of a batch of subscriptions anew, by the rules that their zones have by now.

        What is planned later than for the next day on which it is wished, because a clock had gone wrong, is
        planned from now on instead; and what was given up by such a clock is forgotten.

        Args:
            now: The time now.
            after: Which batch: empty for the first, else what the batch before returned.
            limit: How many subscriptions at most.

        Returns:
            What the next batch comes after; empty where this was the last one.
        """

        async def run(statements: Statements) -> str:
            return await enqueueing.replan(statements, now, after, limit)

        return await self.database.write(run)

    async def take(self, voice: str, platform: str, now: float, limit: int) -> tuple[Post, ...]:
        """Own the next of those that wait, in turns of their servers; none if the voice is dead.

        If the caller is cancelled, some may be the voice's that nobody has been told of: see `release`.
        """
        claim = secrets.token_hex(8)
        values = {"owner": voice, "claim": claim, "platform": platform, "now": now, "most": limit}

        async def run(statements: Statements) -> Sequence[Sequence[Any]]:
            return await statements.rows("take_posts", **values)

        try:
            taken = await self.database.write(run)
        except DatabaseError as error:
            if error.trouble is not Trouble.UNCERTAIN:
                raise
            taken = await self._taken(claim=claim, platform=platform, owner=voice)
        # In order of turns; a database returns what it has changed in any.
        return tuple(Post.read(row[1:]) for row in sorted(taken, key=lambda row: (row[0], row[7], row[1])))

    async def choose(  # noqa: PLR0913 -- all that is to be known of it later
        self,
        post: str,
        voice: str,
        content: str,
        title: str,
        at: float,
        *,
        told: Collection[str] = (),
        previous: str = "",
    ) -> bool:
        """Keep what a post tells, before anything of it is posted, and close the questions before it.

        Their tallies stand still from then on.

        Args:
            post: Its id.
            voice: Who posts it.
            content: What was chosen, as the caller writes it; not empty.
            title: What it is about, for lists.
            at: The time now.
            told: What is told, by its keys: see `shown`.
            previous: The id of the post whose question it tells the result of; empty where there is none.

        Returns:
            False if it is not this voice's to post any more; then nothing is written.

        Raises:
            ValueError: The content is empty, which is how a post is kept that was not begun.
            DatabaseError: Also `Trouble.LOCKED`, where somebody's answer to such a question does not come to
                an end; then nothing is written.
        """
        if not content:
            raise ValueError("what was chosen is no empty text")
        keys = json.dumps(sorted(told)) if told else ""
        values = {
            "id": post,
            "owner": voice,
            "content": content,
            "title": title,
            "told": keys,
            "previous": previous,
        }

        async def run(statements: Statements) -> bool | None:
            await statements.rows("close_questions", id=post, owner=voice, at=at)
            if await statements.rows("open_questions", id=post, owner=voice):
                return None  # somebody is just answering: that counts, and is not waited for in here
            return (await statements.each("choose_content", [values]))[0]

        return await write_when_free(self.database, run)

    async def said(self, post: str, voice: str, part: Part, message: str) -> bool:
        """Note which message a part of a post is. False if it is not this voice's to post any more."""
        values = {"id": post, "owner": voice, "message": message}
        name = "say_day" if part is Part.DAY else "say_question"
        return await self._own(name, values)

    async def posted(self, post: str, voice: str, at: float, *, follows: bool = False) -> bool:
        """Note that no more of a post is to appear. False if it is not this voice's to post any more.

        Where it was chosen to tell more than has appeared, it is kept with the reason `REFUSED`.

        `follows`: whether the voice has still something to do that follows it. If the voice dies before it
        has noted by `followed` that this is done, the post waits again, for whoever does that.
        """
        claim = "follows" if follows else None
        values = {"id": post, "owner": voice, "at": at, "claim": claim, "lacking": Reason.REFUSED.value}
        return await self._own("settle_posted", values)

    async def followed(self, post: str, voice: str) -> bool:
        """Note that what follows a post is done. False if it is not this voice's to do any more."""
        return await self._own("end_following", {"id": post, "owner": voice})

    async def failed(self, post: str, voice: str, reason: str, at: float) -> bool:
        """Note that a post cannot be posted. False if it is not this voice's to post any more."""
        return await self._settle(post, voice, State.FAILED, reason, at)

    async def skipped(self, post: str, voice: str, reason: str, at: float) -> bool:
        """Note that a post is not to be posted. False if it is not this voice's to post any more."""
        return await self._settle(post, voice, State.SKIPPED, reason, at)

    async def put_back(self, post: str, voice: str, not_before: float) -> bool:
        """Let a post wait again, at least until a time. False if it is not this voice's to post any more."""
        return await self._own("put_back", {"id": post, "owner": voice, "not_before": not_before})

    async def release(self, voice: str, platform: str) -> int:
        """Let wait again what a voice has taken and not begun; how many these are. For a process that stops.

        What it has begun is free as soon as the voice is dead.
        """

        async def run(statements: Statements) -> int:
            return len(await statements.rows("release_posts", owner=voice, platform=platform))

        return await write_again(self.database, run)

    async def orphans(self, platform: str) -> int:
        """Let wait again what dead voices were posting, or had to do after it; how many these are."""

        async def run(statements: Statements) -> int:
            freed = await _freed(statements, "hold_orphans", platform=platform)
            return freed + await _freed(statements, "hold_unfollowed", platform=platform)

        return await self._all(run)

    async def expire(self, now: float, grace: float = GRACE) -> int:
        """Give up what waits and is later than the grace, or was paused; how many these are.

        Also what a process was posting that is dead, whether or not its platform is served by another. What
        was posted in part stays so, and counts as posted: as `LATE`, or without a reason where nothing of it
        is missing. All else is skipped: as `LATE`, as `UNSURE` where it was begun, or as `Reason.PAUSED`.
        """
        before = now - grace
        values = {"now": now, "before": before, "late": LATE, "unsure": UNSURE, "most": _BATCH}

        async def run(statements: Statements) -> int:
            await _freed(statements, "hold_late_orphans", before=before)
            return len(await statements.rows("expire_posts", **values))

        return await self._all(run)

    async def get(self, post: str) -> Post | None:
        """A post by its id."""
        return await self._one("daily_post", id=post)

    async def history(self, subscription: str, limit: int) -> tuple[Post, ...]:
        """The posts of a subscription, the latest date first."""
        rows = await self._rows("post_history", subscription=subscription, most=limit)
        return tuple(map(Post.read, rows))

    async def last_day(self, subscription: str, now: float) -> date | None:
        """The last date of which a subscription has a post; None where it has none.

        Dates later than tomorrow are left out: they have posts by a clock that had gone wrong. No zone is
        further ahead than a day.
        """
        tomorrow = enqueueing.tomorrow(now)
        rows = await self._rows("last_day", subscription=subscription, tomorrow=tomorrow)
        return date.fromisoformat(rows[0][0]) if rows[0][0] else None

    async def last_posted(self, subscription: str, before: date) -> Post | None:
        """The last post of a subscription for a date before one, of those that were posted."""
        return await self._one("last_posted", subscription=subscription, before=before.isoformat())

    async def last_asked(self, subscription: str, before: date) -> Post | None:
        """The last post of a subscription for a date before one, of those whose question was posted."""
        return await self._one("last_asked", subscription=subscription, before=before.isoformat())

    async def shown(self, platform: str, place: str, since: date) -> dict[str, date]:
        """What was told at a place since a local date, by its keys, each with the last date.

        A part that a post was to have, and that was not accepted, was not told.
        """
        values = {"platform": platform, "place": place, "since": since.isoformat(), "unsure": LATE}
        return {
            key: date.fromisoformat(day)
            for day, keys, told, asked in await self._rows("told_at", **values)
            for key in json.loads(keys)
            if (asked if key.startswith("?") else told)
        }

    async def tick(self, at: float) -> None:
        """Note that what is due was looked for."""

        async def run(statements: Statements) -> None:
            if not await statements.rows("keep_tick", at=at):
                await statements.rows("add_tick", at=at)

        await self.database.write(run)

    async def status(self, now: float) -> Status:
        """How it stands with all of it."""

        async def run(statements: Statements) -> Status:
            subscriptions, paused = (await statements.rows("subscription_status"))[0]
            ticks = await statements.rows("last_tick")
            waiting, posting, oldest = (await statements.rows("open_status"))[0]
            settled = dict(map(tuple, await statements.rows("settled_status", since=now - _DAY)))
            return Status(
                subscriptions=subscriptions,
                paused=paused,
                last_tick=ticks[0][0] if ticks else None,
                waiting=waiting,
                posting=posting,
                posted_day=settled.get(State.POSTED, 0),
                failed_day=settled.get(State.FAILED, 0),
                skipped_day=settled.get(State.SKIPPED, 0),
                oldest_waiting=oldest,
            )

        return await self.database.read(run)

    async def tidy(self, before: float) -> int:
        """Delete the posts that were settled before a time, with their answers; how many posts these are."""

        async def run(statements: Statements) -> int:
            ids = json.dumps(
                [row[0] for row in await statements.rows("hold_old", before=before, most=_BATCH)]
            )
            await statements.rows("delete_answers", ids=ids)
            return len(await statements.rows("delete_posts", ids=ids))

        return await self._all(run)

    async def _settle(self, post: str, voice: str, state: State, reason: str, at: float) -> bool:
        values = {"id": post, "owner": voice, "state": str(state), "reason": reason, "at": at}
        return await self._own("settle_post", values)

    async def _own(self, name: str, values: Mapping[str, object]) -> bool:
        async def run(statements: Statements) -> bool:
            return (await statements.each(name, [values]))[0]

        return await write_again(self.database, run)

    async def _all(self, run: Operation[int]) -> int:
        """Write in batches until there is no more."""
        total = 0
        while done := await self.database.write(run):
            total += done
        return total

    async def _taken(self, **values: object) -> Sequence[Sequence[Any]]:
        """What was taken, if anything, by a write whose commit broke: asked until the database answers."""
        while True:
            try:
                return await self._rows("taken_posts", **values)
            except DatabaseError as error:
                if error.trouble is Trouble.CLOSED:
                    raise
                await asyncio.sleep(_PAUSE)

    async def _one(self, name: str, **values: object) -> Post | None:
        rows = await self._rows(name, **values)
        return Post.read(rows[0]) if rows else None

    async def _rows(self, name: str, **values: object) -> Sequence[Sequence[Any]]:
        async def run(statements: Statements) -> Sequence[Sequence[Any]]:
            return await statements.rows(name, **values)

        return await self.database.read(run)


async def _freed(statements: Statements, which: str, **values: object) -> int:
    """Let wait again a batch of what dead voices were posting; how many these are."""
    await statements.rows("bury_voices")
    held = await statements.rows(which, **values, most=_BATCH)
    # Held first: what the next statement sees of them, and of the voices, cannot be out of date.
    ids = json.dumps([row[0] for row in held])
    return len(await statements.rows("free_orphans", ids=ids)) if held else 0
