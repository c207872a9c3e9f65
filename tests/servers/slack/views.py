"""Modals and homes: as they are shown, stacked and written."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.servers.slack import words
from tests.servers.slack.elements import Element, State, elements, named

if TYPE_CHECKING:
    from tests.servers.slack.acts import Act
    from tests.servers.slack.teams import Team
    from tests.servers.slack.users import User
    from tests.servers.slack.wire import Json


@dataclass(slots=True, eq=False)
class View:
    """A modal or a home, shown to one person.

    Attributes:
        raw: What the bot wrote, with ids where it gave none.
        state: What the person has chosen and typed in it.
        previous: The modal below it.
        opened_by: What the person did that opened it.
        errors: What is said beside the fields, by block_id, after they were refused.
        closed: Whether it is no longer shown.
    """

    team: Team
    user: User
    id: str
    raw: Json
    hash: str = ""
    state: State = field(default_factory=State)
    previous: View | None = None
    opened_by: Act | None = None
    errors: dict[str, str] = field(default_factory=dict)
    closed: bool = False
    edits: int = 0

    def put(self, raw: Json) -> None:
        """Show something else in it."""
        self.edits += 1
        self.hash = f"{self.edits}.{secrets.token_hex(4)}"
        self.raw = raw | {"blocks": named(raw.get("blocks") or [], f"{self.id[-4:]}{self.edits}.")}
        self.errors = {}

    @property
    def kind(self) -> str:
        """Either "modal" or "home"."""
        return str(self.raw["type"])

    @property
    def blocks(self) -> list[Json]:
        """Its blocks."""
        return list(self.raw["blocks"])

    @property
    def title(self) -> str:
        """What stands at its head."""
        return str((self.raw.get("title") or {}).get("text", ""))

    @property
    def text(self) -> str:
        """What a person reads in it, below the title."""
        return words.read(self.blocks, self.team.name_of)

    @property
    def callback_id(self) -> str:
        """The bot's name for it."""
        return str(self.raw.get("callback_id", ""))

    @property
    def external_id(self) -> str:
        """The bot's own id for it, one of its kind in the workspace."""
        return str(self.raw.get("external_id") or "")

    @property
    def elements(self) -> list[Element]:
        """All that can be touched, in the order in which it is shown."""
        return list(elements(self.blocks))

    @property
    def labels(self) -> list[str]:
        """The labels of the buttons in it."""
        return [each.label for each in self.elements if each.kind == "button"]

    @property
    def root(self) -> View:
        """The modal at the bottom of its stack."""
        return self if self.previous is None else self.previous.root

    def payload(self) -> Json:
        """Write it as the Web API and interactions show it."""
        raw, team = self.raw, self.team
        empty = {"title": None, "submit": None, "close": None} if self.kind == "modal" else {}
        return {
            "callback_id": "",
            "private_metadata": "",
            "external_id": "",
            "clear_on_close": False,
            "notify_on_close": False,
            **empty,
            **raw,
            "id": self.id,
            "team_id": team.id,
            "state": {"values": self.state.values(self.blocks)},
            "hash": self.hash,
            "previous_view_id": self.previous.id if self.previous is not None else None,
            "root_view_id": self.root.id,
            "app_id": team.app_id,
            "app_installed_team_id": team.id,
            "bot_id": team.bot_id,
        }
