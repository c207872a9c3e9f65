"""Accounts of a workspace."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.servers.slack.wire import Json


@dataclass(slots=True, eq=False)
class User:
    """An account: a person's, or the bot's own.

    `offset` is the seconds of its clock east of Greenwich, `teams` are those of its organisation's workspaces
    that it is in, where it is of one.
    """

    id: str
    team: str
    name: str
    admin: bool = False
    owner: bool = False
    bot: bool = False
    locale: str = "en-US"
    zone: str = "Asia/Kabul"
    offset: int = 16_200
    teams: tuple[str, ...] = ()

    @property
    def handle(self) -> str:
        """The account's name in small letters, as interactions tell it."""
        return self.name.lower().replace(" ", ".")

    def payload(self, *, locale: bool = False) -> Json:
        """Write it as users.info shows it."""
        told: Json = {
            "id": self.id,
            "team_id": self.team,
            "name": self.handle,
            "deleted": False,
            "real_name": self.name,
            "tz": self.zone,
            "tz_label": self.zone,
            "tz_offset": self.offset,
            "profile": {"real_name": self.name, "display_name": self.name, "team": self.team},
            "is_admin": self.admin or self.owner,
            "is_owner": self.owner,
            "is_primary_owner": self.owner,
            "is_restricted": False,
            "is_ultra_restricted": False,
            "is_bot": self.bot,
            "is_app_user": False,
            "updated": 1_700_000_000,
        }
        if self.teams:
            told["enterprise_user"] = {"id": self.id, "teams": [*self.teams]}
        return told | ({"locale": self.locale} if locale else {})
