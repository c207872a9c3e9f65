"""What handlers need of daily posts: what was set up, what is due and became of it, and what was answered."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.daily_answers import DailyAnswers
from bot.outbox import Outbox
from bot.subscriptions import Subscriptions

if TYPE_CHECKING:
    from typing import Self

    from bot.database import Database


@dataclass(frozen=True, slots=True)
class Daily:
    """The stores of daily posts, built once at start.

    Attributes:
        subscriptions: What was set up.
        outbox: What is due, and what became of it.
        answers: What was answered to questions of the day.
        stirred: Set where there may be something to post.
    """

    subscriptions: Subscriptions
    outbox: Outbox
    answers: DailyAnswers
    stirred: asyncio.Event = field(default_factory=asyncio.Event)

    @classmethod
    def on(cls, database: Database) -> Self:
        """Those on a database that has been migrated."""
        return cls(Subscriptions(database), Outbox(database), DailyAnswers(database))

    def wake(self) -> None:
        """Have this process, where it delivers posts, look at once for what waits."""
        self.stirred.set()
