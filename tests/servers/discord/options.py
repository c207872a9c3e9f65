"""What a person types after a command's name, turned into the options that Discord sends."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.servers.discord.guilds import Role
from tests.servers.discord.interactions import partial_channel
from tests.servers.discord.places import Channel
from tests.servers.discord.users import User

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tests.servers.discord.wire import Json

SUBCOMMAND, GROUP, TEXT, INTEGER, BOOLEAN, USER, CHANNEL, ROLE, MENTIONABLE, NUMBER = range(1, 11)

Value = str | int | float | bool | User | Channel | Role
"""What a person may give for an option."""


Pick = str | User | Channel | Role
"""What a person may choose in a list: the value of an option, or a thing."""


class NotOfferedError(Exception):
    """The client would not let a person do this: no such command, option, button, or not here."""


@dataclass(slots=True)
class Resolved:
    """The things that ids in a payload stand for."""

    place: Channel
    person: User
    users: dict[str, Json] = field(default_factory=dict)
    members: dict[str, Json] = field(default_factory=dict)
    channels: dict[str, Json] = field(default_factory=dict)
    roles: dict[str, Json] = field(default_factory=dict)
    messages: dict[str, Json] = field(default_factory=dict)

    def add(self, value: User | Channel | Role) -> str:
        """Take in one thing and give its id as it stands in the payload."""
        key = str(value.id)
        if isinstance(value, Role):
            self.roles[key] = value.payload()
        elif isinstance(value, Channel):
            self.channels[key] = partial_channel(value, value.permissions_of(self.person))
        else:
            self.users[key] = value.payload()
            if self.place.guild is not None:
                member = self.place.guild.member(value, with_user=False)
                permissions = str(self.place.permissions_of(value))
                self.members[key] = member | {"permissions": permissions}
        return key

    def payload(self) -> Json:
        """Write `data.resolved`; empty when nothing was taken in."""
        named = {
            "users": self.users,
            "members": self.members,
            "channels": self.channels,
            "roles": self.roles,
            "messages": self.messages,
        }
        return {name: found for name, found in named.items() if found}


def typed(
    command: Json,
    path: Iterable[str],
    values: Mapping[str, Value],
    resolved: Resolved,
    *,
    focused: str | None = None,
) -> list[Json]:
    """Write the options of a command, down the path of its subcommands.

    `focused` names the option being completed; then others may still be missing.

    Raises:
        NotOfferedError: Discord's client would not send this.
    """
    options: list[Json] = command.get("options") or []
    steps, nested = list(path), []
    for step in steps:
        found = _named(options, step, (SUBCOMMAND, GROUP), command["name"])
        nested.append(found)
        options = found.get("options") or []
    if options and options[0]["type"] in {SUBCOMMAND, GROUP}:
        raise NotOfferedError(
            f"/{command['name']} is not complete: one of {[each['name'] for each in options]}"
        )
    given = []
    for name, value in values.items():
        option = _named(options, name, range(TEXT, 12), command["name"])
        entry: Json = {"name": name, "type": option["type"]}
        if name == focused:
            given.append(entry | {"value": value, "focused": True})
        else:
            given.append(entry | {"value": _value(option, value, resolved)})
    missing = [each["name"] for each in options if each.get("required") and each["name"] not in values]
    if missing and focused is None:
        raise NotOfferedError(f"/{command['name']} wants {missing}")
    for found in reversed(nested):
        given = [{"name": found["name"], "type": found["type"], "options": given}]
    return given


def _named(options: list[Json], name: str, kinds: Iterable[int], command: str) -> Json:
    for option in options:
        if option["name"] == name and option["type"] in kinds:
            return option
    raise NotOfferedError(f"/{command} has no {name!r} here; there are {[each['name'] for each in options]}")


_FITS: dict[int, tuple[type, ...]] = {
    USER: (User,),
    CHANNEL: (Channel,),
    ROLE: (Role,),
    MENTIONABLE: (User, Role),
}


def _value(option: Json, value: Value, resolved: Resolved) -> str | int | float | bool:
    name, kind = option["name"], option["type"]
    if isinstance(value, User | Channel | Role):
        if not isinstance(value, _FITS.get(kind, ())):
            raise NotOfferedError(f"{name}: {value!r} cannot be chosen")
        if isinstance(value, Channel) and option.get("channel_types"):
            _fitting(value, option["channel_types"])
        return resolved.add(value)
    whole = isinstance(value, int) and not isinstance(value, bool)
    fits_type = {
        TEXT: isinstance(value, str),
        INTEGER: whole,
        BOOLEAN: isinstance(value, bool),
        NUMBER: whole or isinstance(value, float),
    }
    if not fits_type.get(kind):
        raise NotOfferedError(f"{name}: {value!r} is not of type {kind}")
    choices: list[Json] = option.get("choices") or []
    if choices and value not in [choice["value"] for choice in choices]:
        raise NotOfferedError(f"{name}: {value!r} is none of {[choice['value'] for choice in choices]}")
    size = len(value) if isinstance(value, str) else value
    least, most = ("min_length", "max_length") if isinstance(value, str) else ("min_value", "max_value")
    if option.get(least) is not None and size < option[least]:
        raise NotOfferedError(f"{name}: {value!r} is under {least} {option[least]}")
    if option.get(most) is not None and size > option[most]:
        raise NotOfferedError(f"{name}: {value!r} is over {most} {option[most]}")
    return value


def _fitting(channel: Channel, kinds: Iterable[int]) -> None:
    if int(channel.kind) not in kinds:
        raise NotOfferedError(f"#{channel.name} is of kind {channel.kind.name}, which is not offered")
