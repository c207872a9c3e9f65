"""A daily post as it is kept: one of a subscription and a local date, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Self


class Reason(StrEnum):
    """Why a post was not posted, or not all of it; else `bot.subscriptions.Why`."""

    LATE = "late"  # its time, and the grace after it, had passed
    UNSURE = "unsure"  # the same, but it had been begun, and may have appeared
    PAUSED = "paused"  # its subscription was paused before it appeared
    REMOVED = "removed"  # its subscription is no more
    NOTHING = "nothing"  # everything that could be told was told not long ago
    UNSAYABLE = "unsayable"  # what could be told cannot be laid out
    REFUSED = "refused"  # the platform does not take it
    FAULT = "fault"  # of Tarikh's own, twice


LATE, UNSURE = Reason.LATE, Reason.UNSURE


class State(StrEnum):
    """What has become of a post."""

    WAITING = "waiting"
    POSTING = "posting"  # by the process whose voice owns it
    POSTED = "posted"
    SKIPPED = "skipped"
    FAILED = "failed"


class Part(StrEnum):
    """What is one message of a post."""

    DAY = "day"
    QUESTION = "question"


def post_id(subscription: str, day: date) -> str:
    """The id of the post of a subscription and a local date: always the same."""
    return blake2b(f"{subscription}/{day}".encode(), digest_size=8).hexdigest()


@dataclass(frozen=True, slots=True)
class Post:
    """A post.

    Attributes:
        id: Its own; see `post_id`.
        subscription: The id of what it is posted for, which may have been removed since.
        platform: Where it is posted.
        server: The id of the server there.
        place: The id of the channel.
        day: Its local date.
        due_at: When it is due, in seconds since the epoch.
        state: What has become of it.
        content: What was chosen to be told, as the caller wrote it; empty as long as nothing was.
        title: What it is about, for lists.
        day_message: The id of the message of `Part.DAY`; empty where there is none.
        question_message: That of `Part.QUESTION`.
        previous: The id of the post whose question it tells the result of; empty where there is none.
        closed_at: When its question was closed; None while it is open.
        at: When it was posted, skipped or failed; None before.
        reason: Why it was skipped or failed, or is not complete.
    """

    id: str
    subscription: str
    platform: str
    server: str
    place: str
    day: date
    due_at: float
    state: State
    content: str = ""
    title: str = ""
    day_message: str = ""
    question_message: str = ""
    previous: str = ""
    closed_at: float | None = None
    at: float | None = None
    reason: str = ""

    @property
    def doubted(self) -> bool:
        """Of one that was just taken: it was begun before, so messages of it may be there unnoted."""
        return bool(self.content)

    @classmethod
    def read(cls, row: Sequence[Any]) -> Self:
        """From a row of the database: its columns are the attributes in order."""
        *ids, day, due_at, state = row[:8]
        return cls(*(*ids, date.fromisoformat(day), due_at, State(state), *row[8:]))


@dataclass(frozen=True, slots=True)
class Enqueued:
    """What became of a batch of subscriptions that were due.

    Attributes:
        found: How many there were.
        posts: How many posts wait now because of them.
        missed: How many days were noted as skipped, because their time had passed for too long.
        broken: The ids of those that could not be read for a day; they are paused now.
        more: Whether there were more, which would have been too many posts for one batch.
    """

    found: int
    posts: int
    missed: int
    broken: tuple[str, ...] = ()
    more: bool = False


@dataclass(frozen=True, slots=True)
class Status:
    """How it stands with daily posts, of all processes on the database together.

    Attributes:
        subscriptions: How many there are.
        paused: How many of them are paused, with an end or without.
        last_tick: When any process last looked what is due; None if none ever did.
        waiting: Posts that are due and wait.
        posting: Posts that a process is posting.
        posted_day: Posts of the last day that were posted.
        failed_day: Those that failed.
        skipped_day: Those that were skipped.
        oldest_waiting: When the oldest of those that wait or are being posted was due; None if there is none.
    """

    subscriptions: int
    paused: int
    last_tick: float | None
    waiting: int
    posting: int
    posted_day: int
    failed_day: int
    skipped_day: int
    oldest_waiting: float | None
