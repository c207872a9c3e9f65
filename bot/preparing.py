"""What a daily post says: what was chosen for it before a crash, or else chosen now; and its messages."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from bot import daily_result
from bot.choosing import YEAR, choose
from bot.composing import compose
from bot.message import Place

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from bot.app import App
    from bot.choosing import Chosen
    from bot.composing import Composed, Previous
    from bot.outbox import Post
    from bot.subscriptions import Wish
    from bot.texts import Texts

_CHOICES = 3  # how often something else is chosen instead of what cannot be laid out

_LOG = logging.getLogger(__name__)


class UnsayableError(Exception):
    """Nothing of what there is can be laid out."""


@dataclass(frozen=True, slots=True)
class Preparer:
    """Prepares a post; it writes nothing.

    Attributes:
        app: What is known and can be asked, and what was posted.
        post: The post.
        wish: What its channel wants.
        say: The bot's own words there.
    """

    app: App
    post: Post
    wish: Wish
    say: Texts

    async def choice(self) -> tuple[Chosen, Composed] | None:
        """What the post tells, and its messages: what was chosen before, unless that cannot be said any more.

        Returns:
            None where nothing is left to tell.

        Raises:
            UnsayableError: Nothing can be laid out.
            DatabaseError: What was told before could not be read.
        """
        chosen = daily_result.chosen_for(self.post)
        composed = self._composed(chosen, None) if chosen is not None else None
        if chosen is not None and composed is not None:
            return chosen, composed
        since = self.post.day - timedelta(YEAR)
        shown = await self.app.daily.outbox.shown(self.post.platform, self.post.place, since)
        seen = await self.app.host.seen(Place(self.post.platform, self.post.place))
        excluded: frozenset[str] = frozenset()
        for _ in range(_CHOICES):
            chosen = self._chosen(shown, seen, excluded)
            if chosen is None:
                return None
            composed = self._composed(chosen, None)
            if composed is not None:
                return chosen, composed
            excluded |= {each.entry for each in chosen.told} | {chosen.question}
        raise UnsayableError

    async def asked_before(self, before: Post | None) -> Post | None:
        """The post whose question this one tells the result of; None where there is none.

        It is the post before. Where that has lost its own question, the result was lost with it, and is
        told now.

        Raises:
            DatabaseError: It could not be read.
        """
        if before is None or before.question_message:
            return before
        return await self.app.daily.outbox.get(before.previous) if before.reason and before.previous else None

    async def with_result(self, chosen: Chosen, before: Post) -> Composed | None:
        """The messages, with the result of a question that was asked before, and is closed.

        Returns:
            None where it had no question, or its result cannot be told.

        Raises:
            DatabaseError: What was answered could not be read.
        """
        if not before.question_message:
            return None
        tally = await self.app.daily.answers.tally(before.id)
        try:
            result = daily_result.previous(self.app.bank, before, tally)
        except Exception:  # noqa: BLE001 -- the post itself is well
            _LOG.exception("daily result not told post=%s", before.id)
            return None
        return self._composed(chosen, result) if result is not None else None

    def _chosen(
        self, shown: Mapping[str, date], seen: frozenset[str], excluded: frozenset[str]
    ) -> Chosen | None:
        app, post = self.app, self.post
        try:
            return choose(
                app.library,
                app.bank,
                self.wish,
                post.day,
                shown,
                seen,
                post_id=post.id,
                exclude=excluded,
            )
        except Exception:  # noqa: BLE001 -- whatever is wrong with one post, the others are well
            _LOG.exception("daily post not chosen post=%s", post.id)
            raise UnsayableError from None

    def _composed(self, chosen: Chosen, result: Previous | None) -> Composed | None:
        """The messages; None where there are none, or something is wrong with what was chosen."""
        app, post = self.app, self.post
        try:
            composed = compose(app.library, app.bank, self.wish, post.id, post.day, chosen, result, self.say)
        except Exception:  # noqa: BLE001 -- whatever is wrong with one entry, the others are well
            _LOG.exception("daily post not laid out post=%s told=%s", post.id, ",".join(chosen.keys)[:500])
            return None
        return composed if composed.day is not None or composed.question is not None else None
