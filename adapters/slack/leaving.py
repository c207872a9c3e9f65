"""Hears that the bot was removed, from a workspace or from a channel."""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING, Any

from bot.backend import DatabaseError
from bot.sealing import SealError

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncApp, AsyncBoltContext

    from adapters.slack.busy import Busy
    from adapters.slack.channels import Channels
    from adapters.slack.installing import Installations
    from adapters.slack.teams import Teams

_DELETED = frozenset({"channel_deleted", "group_deleted"})
_LEFT = frozenset({"channel_archive", "channel_left", "group_archive", "group_left"})

_LOG = logging.getLogger(__name__)


class Leaving:
    """Hears of removals.

    Args:
        teams: Keeps what is remembered in step.
        channels: What is known of channels.
        installations: Where the bot is installed; None where its one workspace is in the settings.
        busy: What is being done.
    """

    def __init__(
        self, teams: Teams, channels: Channels, installations: Installations | None, busy: Busy
    ) -> None:
        self._teams = teams
        self._channels = channels
        self._installations = installations
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
        event = body["event"]
        await self._gone(_team(context), str(event.get("channel", "")), event.get("type") in _DELETED)

    async def on_member(self, body: dict[str, Any], context: AsyncBoltContext) -> None:
        """Somebody has left a channel; the bot itself?"""
        event = body["event"]
        if event.get("user") == context.bot_user_id:
            await self._gone(_team(context), str(event.get("channel", "")), deleted=False)

    async def _gone(self, team: str, channel: str, deleted: bool) -> None:  # noqa: FBT001 -- what has happened
        with self._busy:
            self._channels.forget(team, channel)
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


def _team(context: AsyncBoltContext) -> str:
    found = context.authorize_result
    return (found.team_id if found is not None else context.team_id) or ""


async def _nothing(body: dict[str, Any]) -> None:
    _LOG.debug("slack told of %s", body.get("event", {}).get("type"))
