"""Groups of people, which are called together."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.servers.slack.wire import Json


@dataclass(slots=True, eq=False)
class Group:
    """A group of people. `handle` is what is typed after an @; `people` are the ids of who is in it."""

    id: str
    handle: str
    people: list[str] = field(default_factory=list)
    disabled: bool = False

    def payload(self, team: str) -> Json:
        """Write it as usergroups.list shows it."""
        return {
            "id": self.id,
            "team_id": team,
            "is_usergroup": True,
            "is_subteam": True,
            "name": self.handle.capitalize(),
            "description": "",
            "handle": self.handle,
            "is_external": False,
            "date_create": 1_700_000_000,
            "date_update": 1_700_000_000,
            "date_delete": 1_700_000_000 if self.disabled else 0,
            "user_count": len(self.people),
        }
