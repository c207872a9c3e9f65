"""Where the app is installed, as Bolt asks for it: over `bot.workspaces`, shared by every process.

A workspace has one installation, the latest. No tokens of people are asked for, so none are kept. What Bolt
asks for at every press comes from memory for a minute at most; so long may another process use a token whose
workspace has removed the app, which Slack then refuses.
"""

from __future__ import annotations

import json
import logging
import math
from typing import TYPE_CHECKING, Any

from slack_bolt.error import BoltError
from slack_sdk.oauth.installation_store import Bot, Installation
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore

from bot.address import Secret
from bot.backend import DatabaseError
from bot.message import ThrownOutError
from bot.sealing import SealError
from bot.workspaces import Installed

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.workspaces import Workspaces

FRESH = 60.0  # seconds for which an installation is not asked for again
STATE_SECONDS = 600.0  # how long an installation that was begun can be ended; Bolt's cookie lives as long
_MOST = 5_000  # installations that are held in memory

# What is kept of Bolt's description of an installation.
_KEPT = (
    "app_id",
    "enterprise_id",
    "enterprise_name",
    "team_id",
    "team_name",
    "bot_token",
    "bot_id",
    "bot_user_id",
    "bot_scopes",
    "user_id",
    "is_enterprise_install",
    "token_type",
    "installed_at",
)

_LOG = logging.getLogger(__name__)


class Installations(AsyncInstallationStore):
    """The installations, for Bolt and for whatever else speaks in a workspace.

    Args:
        workspaces: Where they are kept.
        now: Tells the time.
    """

    def __init__(self, workspaces: Workspaces, now: Callable[[], float]) -> None:
        self._workspaces = workspaces
        self._now = now
        self._fresh: dict[str, tuple[float, Installed]] = {}
        self._joined: set[str] = set()
        self._changes = 0

    @property
    def logger(self) -> logging.Logger:
        """Where it logs; never a token."""
        return _LOG

    async def installed(self, team: str, enterprise: str = "") -> Installed | None:
        """The installation that serves a workspace: its own, or else its organisation's.

        Args:
            team: The workspace's id; empty, or the organisation's again, to find an organisation's.
            enterprise: Its organisation's id, where it is known.

        Raises:
            DatabaseError: It cannot be asked for.
            SealError: Its tokens were sealed with a key that is no longer among the settings.
        """
        which = team or enterprise
        held = self._fresh.get(which)
        if held is not None and 0 <= self._now() - held[0] < FRESH:
            return held[1]
        changes = self._changes
        found = await self._workspaces.find(team, enterprise)
        if found is None:
            return None
        if changes == self._changes:  # else what was read may be what has just been deleted
            self._hold(which, found)
        if team not in {"", found.id} and enterprise and team not in self._joined:
            await self._join(team, enterprise)
        return found

    async def token(self, team: str) -> str:
        """The token with which the bot speaks in a workspace.

        Raises:
            ThrownOutError: Tarikh is not installed there.
        """
        found = await self.installed(team)
        if found is None:
            raise ThrownOutError(f"Tarikh is not installed in the workspace {team}")
        return str(_read(found)["bot_token"])

    async def installer(self, team: str) -> str | None:
        """The person who installed the app in a workspace, or in its organisation."""
        found = await self.installed(team)
        return found.installer or None if found is not None else None

    async def forget(self, team: str, enterprise: str = "", before: float = math.inf) -> None:
        """Delete an installation that was made before a time.

        Args:
            team: The workspace's id; empty where an organisation removed the app.
            enterprise: The organisation's id.
            before: When the removal happened: what has been installed since stays.
        """
        self._forget_all_held()
        await self._workspaces.delete(team, enterprise, before)
        self._forget_all_held()

    async def async_save(self, installation: Installation) -> None:
        """Keep an installation, instead of the one before it.

        Raises:
            BoltError: It cannot be kept; Bolt then shows whoever installs it that it failed.
        """
        if installation.bot_refresh_token:
            raise BoltError(
                "Token rotation is on for this Slack app, and Tarikh does not renew tokens: make the app "
                "anew from the manifest, and leave it off."
            )
        data = {key: getattr(installation, key) for key in _KEPT}
        installed = Installed(
            team="" if installation.is_enterprise_install else installation.team_id or "",
            enterprise=installation.enterprise_id or "",
            bot_user=installation.bot_user_id or "",
            installer=installation.user_id or "",
            installed_at=self._now(),
            data=Secret(json.dumps(data)),
        )
        try:
            await self._workspaces.save(installed)
        except (DatabaseError, SealError) as error:
            _LOG.error("an installation could not be kept: %s", error)
            raise BoltError(str(error)) from error
        self._forget_all_held()
        self._hold(installed.id, installed)

    async def async_find_installation(
        self,
        *,
        enterprise_id: str | None,
        team_id: str | None,
        user_id: str | None = None,
        is_enterprise_install: bool | None = False,  # noqa: ARG002 -- both are looked for in any case
    ) -> Installation | None:
        """An installation, as a value of its own, since Bolt changes what it is given.

        Args:
            enterprise_id: The organisation's id, if there is one.
            team_id: The workspace's id.
            user_id: Only one by this person, if given.
            is_enterprise_install: Whether Slack speaks of an organisation's.
        """
        found = await self.installed(team_id or "", enterprise_id or "")
        if found is None or user_id not in {None, found.installer}:
            return None
        return Installation(**_read(found))

    async def async_find_bot(
        self,
        *,
        enterprise_id: str | None,
        team_id: str | None,
        is_enterprise_install: bool | None = False,
    ) -> Bot | None:
        """What the bot needs to speak in a workspace; arguments as for `async_find_installation`."""
        found = await self.async_find_installation(
            enterprise_id=enterprise_id, team_id=team_id, is_enterprise_install=is_enterprise_install
        )
        return found.to_bot() if found is not None else None

    async def async_delete_bot(self, *, enterprise_id: str | None, team_id: str | None) -> None:
        """Delete an installation."""
        await self.forget(team_id or "", enterprise_id or "")

    async def async_delete_installation(
        self, *, enterprise_id: str | None, team_id: str | None, user_id: str | None = None
    ) -> None:
        """Delete an installation, or what a person granted, of which nothing is kept."""
        if user_id is None:
            await self.forget(team_id or "", enterprise_id or "")

    def _hold(self, which: str, installed: Installed) -> None:
        self._fresh.pop(which, None)
        self._fresh[which] = (self._now(), installed)
        if len(self._fresh) > _MOST:
            del self._fresh[next(iter(self._fresh))]

    def _forget_all_held(self) -> None:
        # All: one of an organisation is held for each of its workspaces.
        self._changes += 1
        self._fresh.clear()
        self._joined.clear()

    async def _join(self, team: str, enterprise: str) -> None:
        """Note whose workspace it is: what the bot says there by itself knows only the workspace."""
        try:
            await self._workspaces.join(team, enterprise)
        except DatabaseError as error:
            _LOG.warning("the organisation of a workspace could not be noted: %s", error)
        else:
            self._joined.add(team)


class States(AsyncOAuthStateStore):
    """The states of installations that were begun, each good once and for ten minutes.

    Args:
        workspaces: Where they are kept.
        now: Tells the time.
    """

    def __init__(self, workspaces: Workspaces, now: Callable[[], float]) -> None:
        self._workspaces = workspaces
        self._now = now

    @property
    def logger(self) -> logging.Logger:
        """Where it logs; never a state."""
        return _LOG

    async def async_issue(self, *_args: object, **_options: object) -> str:
        """A new state."""
        return await self._workspaces.issue_state(self._now(), STATE_SECONDS)

    async def async_consume(self, state: str) -> bool:
        """Whether a state is good; it is not from then on."""
        return await self._workspaces.consume_state(state, self._now())


def _read(installed: Installed) -> dict[str, Any]:
    """What was kept of an installation, for Bolt."""
    data: dict[str, Any] = json.loads(installed.data.reveal())
    return {key: data.get(key) for key in _KEPT}
