"""Who the bot is where something comes from."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncAuthorize

from adapters.slack.authorizing import Authorization

if TYPE_CHECKING:
    from adapters.slack.installing import Installations
    from adapters.slack.joining import Me

# Seconds for a database that does not answer. Slack waits for three in all, and of those an answer may take
# one and a half after that (`adapters.slack.answering`).
_PATIENCE = 0.5


class Identity(AsyncAuthorize):
    """Tells Bolt who the bot is.

    Where nobody knows just now, what is heard is answered all the same: to look up history takes no token.

    Args:
        me: The bot in its one workspace, where it has only one.
        installations: Where it is installed otherwise.
    """

    def __init__(self, me: Me | None, installations: Installations | None) -> None:
        self._me = me
        self._known = Authorization(installations) if installations is not None else None

    async def __call__(  # noqa: D102 -- Bolt's
        self, *, enterprise_id: str | None, team_id: str | None, user_id: str | None, **_others: object
    ) -> AuthorizeResult:
        me = self._me
        if me is not None:
            return AuthorizeResult(
                enterprise_id=enterprise_id,
                team_id=me.team,  # also of what comes from a channel that it shares with another
                bot_user_id=me.user,
                bot_id=me.bot,
                user_id=user_id,
            )
        found = None
        if self._known is not None:
            with suppress(TimeoutError):
                async with asyncio.timeout(_PATIENCE):
                    found = await self._known(enterprise_id=enterprise_id, team_id=team_id, user_id=user_id)
        return found or AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, user_id=user_id)
