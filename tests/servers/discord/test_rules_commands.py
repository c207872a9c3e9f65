"""Every bad command is refused and written down; good ones are not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.servers.discord import DiscordServer
from tests.servers.discord.payloads import call, command, option

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.servers.discord.wire import Json


@pytest.fixture
async def server() -> AsyncIterator[DiscordServer]:
    async with DiscordServer() as server:
        yield server


def nested(depth: int) -> Json:
    inner: list[Json] = [option()]
    for _ in range(depth):
        inner = [{"type": 1, "name": "sub", "description": "d", "options": inner}]
    return command(options=inner)


COMMANDS: list[tuple[str, list[Json], str]] = [
    ("upper case", [command(name="Lookup")], "lower case"),
    ("a space", [command(name="look up")], "letters, digits"),
    ("upper case in a language", [command(name_localizations={"de": "Suche"})], "lower case"),
    ("no description", [command(description="")], "no description"),
    ("option in upper case", [command(options=[option(name="Query")])], "lower case"),
    ("option without description", [command(options=[option(description="")])], "d"),
    ("Persian", [command(name_localizations={"fa": "x"})], "'fa', which is no language"),
    (
        "Persian choice",
        [command(options=[option(choices=[{"name": "a", "value": "a", "name_localizations": {"ps": "x"}}])])],
        "'ps'",
    ),
    ("required last", [command(options=[option(), option(name="b", required=True)])], "after an optional"),
    (
        "choices and completions",
        [command(options=[option(autocomplete=True, choices=[{"name": "a", "value": "a"}])])],
        "exclude",
    ),
    ("one option twice", [command(options=[option(), option()])], "are named 'query'"),
    (
        "one choice twice",
        [command(options=[option(choices=[{"name": "a", "value": n} for n in "ab"])])],
        "are named 'a'",
    ),
    ("26 options", [command(options=[option(name=f"o{n}") for n in range(26)])], "25"),
    (
        "26 choices",
        [command(options=[option(choices=[{"name": str(n), "value": str(n)} for n in range(26)])])],
        "25",
    ),
    ("least over most", [command(options=[option(min_length=5, max_length=2)])], "over max_length"),
    ("two of one name", [command(), command()], "2 commands of type 1"),
    ("101 commands", [command(name=f"c{n}") for n in range(101)], "at most 100"),
    ("16 in the menu", [{"type": 3, "name": f"c{n}"} for n in range(16)], "at most 15"),
    ("menu with description", [{"type": 3, "name": "c", "description": "d"}], "only a slash command"),
    ("subcommand beside option", [command(options=[option(type=1, name="s"), option()])], "side by side"),
    (
        "group in group",
        [command(options=[option(type=2, name="g", options=[option(type=2, name="h", options=[])])])],
        "",
    ),
    ("empty group", [command(options=[option(type=2, name="g", options=[])])], "without subcommands"),
    ("nested too deep", [nested(3)], ""),
    (
        "over 8,000 letters",
        [
            command(
                options=[
                    option(
                        name=f"o{k}", choices=[{"name": f"{n:0100}", "value": f"{n:0100}"} for n in range(20)]
                    )
                    for k in range(3)
                ]
            )
        ],
        "letters of text",
    ),
]


@pytest.mark.parametrize(("name", "body", "found"), COMMANDS, ids=[name for name, *_ in COMMANDS])
async def test_a_bad_command_is_refused(
    server: DiscordServer, name: str, body: list[Json], found: str
) -> None:
    path = f"/applications/{server.world.application}/commands"
    status, answer = await call(server, "PUT", path, body)
    assert (status, answer["code"]) == (400, 50035), name
    assert any(found in violation for violation in server.violations), server.violations
    assert server.world.commands[None] == {}


async def test_good_commands_are_taken(server: DiscordServer) -> None:
    path = f"/applications/{server.world.application}/commands"
    body = [
        command(nsfw=False, name_localizations={"de": "suche"}, contexts=[0, 1], integration_types=[0]),
        command(name="پرسش", options=[option(required=True, autocomplete=True), option(name="b")]),
        command(
            name="quiz",
            options=[option(type=2, name="g", options=[option(type=1, name="s", options=[option()])])],
        ),
        {"type": 3, "name": "Look this up"},
    ]
    status, made = await call(server, "PUT", path, body)
    assert (status, server.violations) == (200, [])
    _, again = await call(server, "PUT", path, body[:1])
    assert again[0]["id"] == made[0]["id"]
