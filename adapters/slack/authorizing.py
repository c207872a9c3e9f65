"""Who the bot is in the workspace that something comes from, where many have installed it."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncAuthorize

from bot.backend import DatabaseError
from bot.sealing import SealError

if TYPE_CHECKING:
    from adapters.slack.installing import Installations

_LOG = logging.getLogger(__name__)


class Authorization(AsyncAuthorize):
    """Finds who the bot is in a workspace, without asking Slack, as Bolt's own would at every press.

    Args:
        installations: Where it is installed.
    """

    def __init__(self, installations: Installations) -> None:
        self._installations = installations

    async def __call__(  # noqa: D102 -- Bolt's
        self, *, enterprise_id: str | None, team_id: str | None, user_id: str | None, **_others: object
    ) -> AuthorizeResult | None:
        try:
            bot = await self._installations.async_find_bot(enterprise_id=enterprise_id, team_id=team_id)
        except (DatabaseError, SealError) as error:
            _LOG.error("a workspace's installation could not be read: %s", error)
            return None
        if bot is None:
            return None
        return AuthorizeResult(
            enterprise_id=enterprise_id,
            team_id=team_id,
            bot_user_id=bot.bot_user_id,
            bot_id=bot.bot_id,
            bot_token=bot.bot_token,
            bot_scopes=bot.bot_scopes,
            user_id=user_id,
        )
