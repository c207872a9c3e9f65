"""Routes about application commands, everywhere and in one guild."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.servers.discord.answers import Answer, refused
from tests.servers.discord.rules.commands import list_faults

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.servers.discord.calls import Call
    from tests.servers.discord.wire import Json


def _kept(call: Call) -> dict[int, Json]:
    if call.parameters["application_id"] != str(call.world.application):
        raise refused(50001)
    where = call.parameters.get("guild_id")
    if where is None:
        return call.world.commands[None]
    return call.world.commands.setdefault(call.world.guild(where).id, {})


def written(call: Call, command: Json, snowflake: int) -> Json:
    """Write a command as ApplicationCommandResponse, with what Discord fills in."""
    permissions = command.get("default_member_permissions")
    payload: Json = {
        "id": str(snowflake),
        "application_id": str(call.world.application),
        "version": str(call.world.ids.next()),
        "type": command.get("type") or 1,
        "name": command["name"],
        "name_localizations": command.get("name_localizations"),
        "description": command.get("description") or "",
        "description_localizations": command.get("description_localizations"),
        "default_member_permissions": None if permissions is None else str(permissions),
        "dm_permission": command.get("dm_permission") is not False,
        "contexts": command.get("contexts"),
        "integration_types": command.get("integration_types") or [0],
        "nsfw": bool(command.get("nsfw")),
    }
    if command.get("options"):
        payload["options"] = [_option(option) for option in command["options"]]
    if "guild_id" in call.parameters:
        payload["guild_id"] = call.parameters["guild_id"]
    return payload


def _option(option: Json) -> Json:
    payload = {key: value for key, value in option.items() if value is not None}
    for inner, write in (("options", _option), ("choices", dict)):
        if inner in payload:
            payload[inner] = [write(each) for each in payload[inner]]
    return payload


def listed(call: Call) -> Answer:
    """GET the commands."""
    return Answer(body=list(_kept(call).values()))


def put(call: Call) -> Answer:
    """PUT all commands at once; those of a known name and type keep their ids."""
    kept, commands = _kept(call), call.body or []
    call.ruled(lambda: list_faults(commands))
    known = {(each["type"], each["name"]): int(each["id"]) for each in kept.values()}
    kept.clear()
    for command in commands:
        key = (command.get("type") or 1, command["name"])
        snowflake = known.get(key) or call.world.ids.next()
        kept[snowflake] = written(call, command, snowflake)
    return Answer(body=list(kept.values()))


def post(call: Call) -> Answer:
    """POST one command; one of the same name and type is overwritten."""
    kept, command = _kept(call), call.object()
    key = (command.get("type") or 1, command["name"])
    known = next((each for each in kept.values() if (each["type"], each["name"]) == key), None)
    others = [each for each in kept.values() if each is not known]
    call.ruled(lambda: list_faults([*others, command]))
    snowflake = call.world.ids.next() if known is None else int(known["id"])
    kept[snowflake] = written(call, command, snowflake)
    return Answer(201 if known is None else 200, kept[snowflake])


def _one(call: Call) -> tuple[dict[int, Json], int]:
    kept, wanted = _kept(call), call.parameters["command_id"]
    if not wanted.isdecimal() or int(wanted) not in kept:
        raise refused(10063)
    return kept, int(wanted)


def get(call: Call) -> Answer:
    """GET one command."""
    kept, snowflake = _one(call)
    return Answer(body=kept[snowflake])


def patch(call: Call) -> Answer:
    """PATCH one command."""
    kept, snowflake = _one(call)
    command = kept[snowflake] | call.object()
    others = [each for key, each in kept.items() if key != snowflake]
    call.ruled(lambda: list_faults([*others, command]))
    kept[snowflake] = written(call, command, snowflake)
    return Answer(body=kept[snowflake])


def delete(call: Call) -> Answer:
    """DELETE one command."""
    kept, snowflake = _one(call)
    del kept[snowflake]
    return Answer(204)


ROUTES: dict[tuple[str, str], Callable[[Call], Answer]] = {
    (method, f"/applications/{{application_id}}{where}/commands{rest}"): serve
    for where in ("", "/guilds/{guild_id}")
    for rest, serves in (
        ("", (("GET", listed), ("PUT", put), ("POST", post))),
        ("/{command_id}", (("GET", get), ("PATCH", patch), ("DELETE", delete))),
    )
    for method, serve in serves
}
