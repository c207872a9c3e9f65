"""Who somebody is on Slack: the name that others see, and whether they manage the workspace."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from adapters.slack.asked import Asked

if TYPE_CHECKING:
    from collections.abc import Callable

    from adapters.slack.web import Web

_FRESH = 3_600.0  # seconds; an administrator who was one an hour ago most likely still is
_LONGEST = 1.0  # seconds that Slack's limit is worth waiting for


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody.

    Attributes:
        name: What others see.
        manages: Whether they are an administrator or an owner of the workspace, not of another one that
            shares a channel with it.
        zone: The IANA time zone that their client has told Slack; empty where it has not.
    """

    name: str
    manages: bool
    zone: str = ""


class People:
    """The people of every workspace, as far as they were met.

    Args:
        web: For asking Slack.
        now: Seconds since the epoch.
    """

    def __init__(self, web: Web, now: Callable[[], float]) -> None:
        self._web = web
        self._asked = Asked(self._ask, now, fresh=_FRESH)

    async def of(self, team: str, user: str, name: str) -> Known:
        """Somebody by their id.

        Args:
            team: The workspace.
            user: The person's id.
            name: What Slack called them where they were heard; it stands where Slack says no more in time,
                and then nobody manages anything.
        """
        known = await self._asked.of(team, user)
        return known or Known(name or user, manages=False)

    async def close(self) -> None:
        """Ask for nothing any more."""
        await self._asked.close()

    async def _ask(self, team: str, user: str) -> Known:
        answer = await self._web.call(team, "users.info", {"user": user}, longest=_LONGEST)
        found = answer.get("user", {})
        profile = found.get("profile", {})
        names = (
            profile.get("display_name"),
            profile.get("real_name"),
            found.get("real_name"),
            found.get("name"),
        )
        name = next((str(each) for each in names if each), user)
        # In a channel that workspaces share, what somebody is may be told of their own workspace. Somebody of
        # an organisation may be in several.
        homes = {found.get("team_id") or team, *(found.get("enterprise_user") or {}).get("teams", ())}
        manages = team in homes and bool(found.get("is_admin") or found.get("is_owner"))
        return Known(name, manages, str(found.get("tz") or ""))
