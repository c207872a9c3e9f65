"""What follows a daily post, as well as it can be done: none of it makes a post that is there a failure.

The question before it is shown closed, with what came of it; the post is pinned and talked about where the
channel wants that; and who set up what cannot be posted any more is told so.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from bot import daily_letter, daily_result
from bot.backend import DatabaseError
from bot.message import Message, MessageGoneError, Place, PlaceError, Posted, UnreachableError, line
from bot.subscriptions import Why

if TYPE_CHECKING:
    from bot.app import App
    from bot.following import Work
    from bot.message import Platform
    from bot.outbox import Post
    from bot.subscriptions import Subscription
    from bot.texts import Texts

_PATIENCE = 300.0  # seconds for one step; adapters give up before that, each in its own way

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Afterwards:
    """Does what follows one post.

    Attributes:
        app: What everything needs.
        platform: Where it was posted.
        post: The post.
        subscription: What it was posted for.
        say: The bot's own words there.
    """

    app: App
    platform: Platform
    post: Post
    subscription: Subscription
    say: Texts

    def steps(self, shown: Posted, title: str, before: Post | None) -> tuple[tuple[str, Work], ...]:
        """What there is to do: close the question before, pin the post, and let people talk about it.

        Args:
            shown: The post's first message.
            title: What it is about.
            before: The post before; None where there is none.

        Returns:
            Each step by what it is. None needs another one done, and none raises anything.
        """
        wish = self.subscription.wish
        steps: list[tuple[str, Work]] = []
        if wish.thread:
            beginning = Message((line(self.say("Talk about it here.")),))
            steps.append(("thread", lambda: self.platform.discuss(shown, title, beginning)))
        if wish.pin:
            # What was posted before in another channel stays there as it is.
            there = before if before is not None and before.place == shown.place.id else None
            instead_of = (there.day_message or there.question_message) if there is not None else ""
            steps.append(("pin", lambda: self.platform.pin(shown, instead_of=instead_of)))
        if before is not None and before.question_message:
            asked = Posted(Place(before.platform, before.place), before.question_message)
            steps.append(("question closed", partial(self._close, before, asked)))
        return tuple((what, partial(self._try, what, doing)) for what, doing in steps)

    async def tell(self, why: Why, lacking: tuple[str, ...], *, again: bool = False) -> None:
        """Tell who set it up that it is paused, and what that takes: see `bot.daily_letter.paused`.

        `again`: whether an earlier process may have told it for the same post.
        """
        await self._try("told", partial(self._tell, why, lacking, again=again))

    async def _tell(self, why: Why, lacking: tuple[str, ...], *, again: bool) -> None:
        subscription = self.subscription
        address = await self._address() if why is not Why.GONE and subscription.name else ""
        letter = daily_letter.paused(subscription, why, lacking, address, self.say)
        key = f"{self.post.id}p"
        await self.platform.write_to(subscription.creator, subscription.server, letter, key, doubted=again)

    async def _address(self) -> str:
        """The web address of its channel; empty where there is none."""
        place = Posted(Place(self.subscription.platform, self.subscription.place), "")
        try:
            return await self.platform.address(place, self.subscription.server)
        except (PlaceError, UnreachableError):
            return ""

    async def _close(self, before: Post, asked: Posted) -> None:
        """Show in place of a question what came of it."""
        tally = await self.app.daily.answers.tally(before.id)
        closed = daily_result.closed(self.app.library, self.app.bank, before, tally, self.say)
        if closed is not None:
            await self.platform.edit(asked, closed)

    async def _try(self, what: str, doing: Work) -> None:
        try:
            async with asyncio.timeout(_PATIENCE):
                await doing()
        except (PlaceError, MessageGoneError, UnreachableError, DatabaseError, TimeoutError) as error:
            _LOG.info("daily post without %s post=%s reason=%s", what, self.post.id, type(error).__name__)
        except Exception:  # noqa: BLE001 -- the post is there
            _LOG.exception("daily post without %s post=%s", what, self.post.id)
