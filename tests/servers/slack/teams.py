"""Workspaces: their people and channels, and what the app may do there."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.servers.slack.groups import Group
from tests.servers.slack.places import Channel
from tests.servers.slack.users import User

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.servers.slack.people import Person
    from tests.servers.slack.wire import Ids, Json, Stamps


SCOPES = (
    "app_mentions:read",
    "channels:history",
    "channels:read",
    "chat:write",
    "commands",
    "groups:history",
    "groups:read",
    "im:history",
    "im:read",
    "im:write",
    "pins:write",
    "usergroups:read",
    "users:read",
)
"""What the app was granted in the first workspace."""


@dataclass(slots=True)
class Around:
    """What workspaces share: the makers of ids and times, the app, and how events and hands are made."""

    ids: Ids
    stamps: Stamps
    app_id: str
    bot_name: str
    tell: Callable[[Team, Json], None]
    person: Callable[[Team, User], Person]
    tokens: dict[str, tuple[Team, Installation]]


@dataclass(slots=True)
class Installation:
    """The app in a workspace. `state` is live, revoked (tokens) or gone (uninstalled)."""

    token: str
    scopes: set[str]
    state: str = "live"


@dataclass(slots=True, eq=False)
class Team:
    """A workspace. Its people are in all its channels."""

    around: Around
    name: str
    id: str = field(init=False)
    bot_user: str = field(init=False)
    bot_id: str = field(init=False)
    owner: str = field(init=False)
    users: dict[str, User] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    installation: Installation | None = None
    _direct: dict[str, Channel] = field(default_factory=dict)

    def __post_init__(self) -> None:
        ids = self.around.ids
        self.id, self.bot_user, self.bot_id, self.owner = (ids.next(letter) for letter in "TUBU")
        self.users[self.bot_user] = User(self.bot_user, self.id, self.around.bot_name, bot=True)
        self.users[self.owner] = User(self.owner, self.id, f"Owner of {self.name}", owner=True)

    @property
    def domain(self) -> str:
        """The first part of the workspace's address."""
        return self.name.lower().replace(" ", "-")

    @property
    def app_id(self) -> str:
        """The id of the app."""
        return self.around.app_id

    @property
    def bot_token(self) -> str:
        """The bot's token in this workspace; LookupError where it is not installed."""
        if self.installation is None:
            raise LookupError(f"the app is not installed in {self.name}")
        return self.installation.token

    @property
    def installed(self) -> bool:
        """Tell whether the app is installed and its token good."""
        return self.installation is not None and self.installation.state == "live"

    def granted(self, scope: str) -> bool:
        """Tell whether the app may do what this scope is for."""
        return self.installed and self.installation is not None and scope in self.installation.scopes

    def person(
        self,
        name: str,
        *,
        admin: bool = False,
        owner: bool = False,
        locale: str = "en-US",
        zone: str = "Asia/Kabul",
    ) -> Person:
        """Add somebody, who is in every channel, and give their hands."""
        user = User(
            self.around.ids.next("U"),
            self.id,
            name,
            admin=admin or owner,
            owner=owner,
            locale=locale,
            zone=zone,
        )
        self.users[user.id] = user
        for channel in self.channels.values():
            if not channel.is_direct:
                channel.members.add(user.id)
        return self.around.person(self, user)

    def add_channel(
        self, name: str, *, private: bool = False, member: bool = True, creator: Person | None = None
    ) -> Channel:
        """Add a channel; `member` tells whether the bot is in it, `creator` who made it, if not the owner."""
        channel = Channel(self, name, private=private)
        channel.creator = creator.id if creator is not None else self.owner
        channel.members |= {user.id for user in self.users.values() if not user.bot}
        if member:
            channel.members.add(self.bot_user)
        self.channels[channel.id] = channel
        return channel

    def add_group(self, handle: str, *people: Person) -> Group:
        """Add a group of people, who are called together by its handle."""
        group = Group(self.around.ids.next("S"), handle, [each.id for each in people])
        self.groups[group.id] = group
        return group

    def direct(self, person: str) -> Channel:
        """Give the direct messages of somebody and the bot; they are made on first use."""
        if person not in self._direct:
            self._direct[person] = Channel(self, "", person=person)
            self.channels[self._direct[person].id] = self._direct[person]
        return self._direct[person]

    def name_of(self, any_id: str) -> str:
        """Give the name of a person, group or channel; the id itself where there is none."""
        if any_id in self.users:
            return self.users[any_id].name
        if any_id in self.groups:
            return self.groups[any_id].handle
        return self.channels[any_id].name if any_id in self.channels else any_id

    def tell(self, event: Json) -> None:
        """Tell the app of something that happened here."""
        self.around.tell(self, event)

    def bot_profile(self) -> Json:
        """Write what messages of the bot tell of it."""
        return {
            "id": self.bot_id,
            "app_id": self.app_id,
            "user_id": self.bot_user,
            "name": self.around.bot_name,
            "deleted": False,
            "updated": 1_700_000_000,
            "team_id": self.id,
        }

    def install(self, scopes: set[str] | frozenset[str] | tuple[str, ...] = SCOPES) -> str:
        """Install the app, or install it again with more scopes, and give the bot's token."""
        if self.installation is None or self.installation.state != "live":
            self.installation = Installation(f"xoxb-{self.id}-{secrets.token_hex(8)}", set(scopes))
            self.around.tokens[self.installation.token] = self, self.installation
        self.installation.scopes |= set(scopes)
        return self.installation.token

    def uninstall(self) -> None:
        """Uninstall the app: its tokens are no good, and it is told of both."""
        if self.installation is not None:
            self._end("gone")
            self.tell({"type": "app_uninstalled", "event_ts": self.around.stamps.next()})

    def revoke_tokens(self) -> None:
        """Make the bot's token no good, and tell the app."""
        if self.installation is not None:
            self._end("revoked")

    def _end(self, state: str) -> None:
        if self.installation is not None:
            self.installation.state = state
        tokens = {"oauth": [], "bot": [self.bot_user]}
        self.tell({"type": "tokens_revoked", "tokens": tokens, "event_ts": self.around.stamps.next()})

    def remove_scope(self, scope: str) -> None:
        """Take a permission away, as when the app was installed before it asked for it."""
        if self.installation is not None:
            self.installation.scopes.discard(scope)

    def add_scope(self, scope: str) -> None:
        """Grant a permission."""
        if self.installation is not None:
            self.installation.scopes.add(scope)
