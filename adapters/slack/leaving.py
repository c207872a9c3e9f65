"""Hears that the bot was removed, from a workspace or from a channel."""

from __future__ import annotations

import logging
import math
import re
from typing import TYPE_CHECKING, Any

from adapters.slack.web import NoPlaceError
from bot.backend import DatabaseError
from bot.message import MessageGoneError, PlaceError, UnreachableError
from bot.sealing import SealError

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncApp, AsyncBoltContext

    from adapters.slack.busy import Busy
    from adapters.slack.channels import Channels
    from adapters.slack.installing import Installations
    from adapters.slack.once import Once
    from adapters.slack.teams import Teams
    from adapters.slack.web import Web

_DELETED = frozenset({"channel_deleted", "group_deleted"})
_LEFT = frozenset({"channel_archive", "channel_left", "group_archive", "group_left"})
# Slack's words for a token that was good once; `invalid_auth` may also mean this machine's address.
_REVOKED = frozenset({"account_inactive", "token_revoked"})

_LOG = logging.getLogger(__name__)


class Leaving:
    """Hears of removals.

    Args:
        teams: Keeps what is remembered in step.
        channels: What is known of channels.
        installations: Where the bot is installed; None where its one workspace is in the settings.
        once: What was heard before: the bot may have come back since, and plays again.
        busy: What is being done.
    """

    def __init__(
        self, teams: Teams, channels: Channels, installations: Installations | None, once: Once, busy: Busy
    ) -> None:
        self._teams = teams
        self._channels = channels
        self._installations = installations
        self._once = once
        self._busy = busy
        self.alone = False  # whether the only workspace has removed the bot

    def listen(self, bolt: AsyncApp) -> None:
        """Hear through Bolt; and hear everything else, too, so that Slack does not tell it again."""
        bolt.event("app_uninstalled")(self.on_removed)
        bolt.event("tokens_revoked")(self.on_revoked)
        for kind in sorted(_DELETED | _LEFT):
            bolt.event(kind)(self.on_channel)
        bolt.event("member_left_channel")(self.on_member)
        bolt.event(re.compile(""))(_nothing)

    async def on_removed(self, body: dict[str, Any], context: AsyncBoltContext) -> None:
        """The app was removed from a workspace."""
        with self._busy:
            await self._removed(body, context)

    async def on_revoked(self, body: dict[str, Any], context: AsyncBoltContext) -> None:
        """Tokens were taken back: where the bot's own is among them, it was removed."""
        if body["event"].get("tokens", {}).get("bot"):
            with self._busy:
                await self._removed(body, context)

    async def on_channel(self, body: dict[str, Any], context: AsyncBoltContext) -> None:
        """A channel was archived or deleted, or the bot taken out of it."""
        await self._gone(body, context, deleted=body["event"].get("type") in _DELETED)

    async def on_member(self, body: dict[str, Any], context: AsyncBoltContext) -> None:
        """Somebody has left a channel; the bot itself?"""
        if body["event"].get("user") == context.bot_user_id:
            await self._gone(body, context, deleted=False)

    async def _gone(self, body: dict[str, Any], context: AsyncBoltContext, *, deleted: bool) -> None:
        with self._busy:
            team, channel = _team(context), str(body["event"].get("channel", ""))
            self._channels.forget(team, channel)
            if await self._once.anywhere(str(body.get("event_id", ""))):
                await self._teams.gone(team, channel, deleted=deleted)

    async def _removed(self, body: dict[str, Any], context: AsyncBoltContext) -> None:
        team, enterprise = _team(context), context.enterprise_id or ""
        if self._installations is None:
            self.alone = True
            _LOG.error("slack: the app was removed from its workspace; its token is no longer good")
        else:
            # What was installed since stays: word of a removal may come late.
            before = float(body.get("event_time") or 0.0) + 1.0
            installations = self._installations
            await self._teams.surely(lambda: installations.forget(team, enterprise, before))
            try:
                if team and await installations.installed(team) is not None:
                    return
            except (DatabaseError, SealError) as error:
                _LOG.info("slack removal not looked at again error=%s", type(error).__name__)
                return  # the daily look does it
        if team:
            await self._teams.removed(team)


async def there(team: str, installations: Installations, web: Web) -> bool:
    """Whether the bot is in a workspace; an installation whose token Slack has taken back is deleted.

    Where Slack does not say so, it is taken to be there.

    Args:
        team: The workspace.
        installations: Where the bot is installed.
        web: For asking Slack.

    Raises:
        DatabaseError: It cannot be asked for.
        SealError: Its token cannot be read.
    """
    found = await installations.installed(team)
    if found is None:
        return False
    try:
        await web.call(team, "auth.test", {})
    except NoPlaceError as error:
        if error.word not in _REVOKED:
            return True
    except (PlaceError, MessageGoneError, UnreachableError):
        return True
    else:
        return True
    # What another process has installed since stays.
    await installations.forget(found.team, found.enterprise, math.nextafter(found.installed_at, math.inf))
    return await installations.installed(team) is not None


def _team(context: AsyncBoltContext) -> str:
    found = context.authorize_result
    return (found.team_id if found is not None else context.team_id) or ""


async def _nothing(body: dict[str, Any]) -> None:
    _LOG.debug("slack told of %s", body.get("event", {}).get("type"))
