"""What follows a daily post, as well as it can be done: none of it makes a post that is there a failure.

The question before it is shown closed, with what came of it; the post is pinned and talked about where the
channel wants that; and who set up what cannot be posted any more is told so.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot import daily_result
from bot.backend import DatabaseError
from bot.message import Message, MessageGoneError, PlaceError, Posted, Style, UnreachableError, line
from bot.subscriptions import Why

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from bot.app import App
    from bot.message import Platform
    from bot.outbox import Post
    from bot.subscriptions import Subscription
    from bot.texts import Texts

_REASONS = {
    Why.GONE: "The daily post in {channel} is paused: there is no such channel any more that Tarikh can see.",
    Why.FORBIDDEN: "The daily post in {channel} is paused: Tarikh may not post there any more.",
}

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

    async def follow(self, shown: Posted, title: str, before: Post | None) -> None:
        """Close the question before, pin the post, and let people talk about it.

        Args:
            shown: The post's first message.
            title: What it is about.
            before: The post before; None where there is none.
        """
        if before is not None and before.question_message:
            await self._try(
                "question closed", self._close(before, Posted(shown.place, before.question_message))
            )
        wish = self.subscription.wish
        if wish.thread:
            beginning = Message((line(self.say("Talk about it here.")),))
            await self._try("thread", self.platform.discuss(shown, title, beginning))
        if wish.pin:
            instead_of = (before.day_message or before.question_message) if before is not None else ""
            await self._try("pin", self.platform.pin(shown, instead_of=instead_of))

    async def tell(self, why: Why) -> None:
        """Tell who set it up that it is paused."""
        say, channel = self.say, self.subscription.name or self.say("your channel")
        lines = (
            line(say(_REASONS[why], channel=channel)),
            line(say("What you set up is kept. /daily resume goes on with it."), Style.NOTE),
        )
        message = Message(lines)
        written = self.platform.write_to(self.subscription.creator, self.subscription.server, message)
        await self._try("told", written)

    async def _close(self, before: Post, asked: Posted) -> None:
        """Show in place of a question what came of it."""
        tally = await self.app.daily.answers.tally(before.id)
        closed = daily_result.closed(self.app.library, self.app.bank, before, tally, self.say)
        if closed is not None:
            await self.platform.edit(asked, closed)

    async def _try(self, what: str, doing: Awaitable[None]) -> None:
        try:
            await doing
        except (PlaceError, MessageGoneError, UnreachableError, DatabaseError) as error:
            _LOG.info("daily post without %s post=%s reason=%s", what, self.post.id, type(error).__name__)
        except Exception:  # noqa: BLE001 -- the post is there
            _LOG.exception("daily post without %s post=%s", what, self.post.id)
