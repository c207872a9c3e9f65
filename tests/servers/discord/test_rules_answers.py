"""Every bad answer to an interaction is refused and written down, and so is what has no place at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.servers.discord import DiscordServer
from tests.servers.discord.interactions import Doing, Interaction
from tests.servers.discord.payloads import call, form, label, line, row, text

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.servers.discord import Channel
    from tests.servers.discord.wire import Json


@pytest.fixture
async def server() -> AsyncIterator[DiscordServer]:
    async with DiscordServer() as server:
        yield server


@pytest.fixture
def room(server: DiscordServer) -> Channel:
    return server.add_guild("Class 9").add_channel("history")


CALLBACKS: list[tuple[str, Doing, Json, str]] = [
    ("six labels", Doing.COMMAND, form(*[label(line(custom_id=str(n))) for n in range(6)]), "6 entries"),
    ("one custom_id twice", Doing.COMMAND, form(label(line()), label(line())), "used 2 times"),
    ("two labels on one", Doing.COMMAND, form(label(line(label="x"))), "label of its own"),
    ("a row without label", Doing.COMMAND, form(row(line())), "has no label"),
    ("least over most", Doing.COMMAND, form(label(line(min_length=5, max_length=2))), "at most 2"),
    ("filled too far", Doing.COMMAND, form(label(line(value="xxx", max_length=2))), "more than its 2"),
    ("asks for nothing", Doing.COMMAND, form(text("x")), "asks for nothing"),
    (
        "title too long",
        Doing.COMMAND,
        {"type": 9, "data": form(label(line()))["data"] | {"title": "x" * 46}},
        "45",
    ),
    ("a form for a form", Doing.SUBMIT, form(label(line())), "does not answer"),
    ("a change of nothing", Doing.COMMAND, {"type": 7, "data": {"content": "x"}}, "does not answer"),
    ("completions for a command", Doing.COMMAND, {"type": 8, "data": {"choices": []}}, "does not answer"),
    ("a message for completions", Doing.COMPLETE, {"type": 4, "data": {"content": "x"}}, "does not answer"),
    (
        "26 completions",
        Doing.COMPLETE,
        {"type": 8, "data": {"choices": [{"name": str(n), "value": str(n)} for n in range(26)]}},
        "25",
    ),
    (
        "101 letters",
        Doing.COMPLETE,
        {"type": 8, "data": {"choices": [{"name": "x" * 101, "value": "x"}]}},
        "100",
    ),
    (
        "a blank name",
        Doing.COMPLETE,
        {"type": 8, "data": {"choices": [{"name": " ", "value": "x"}]}},
        "letters",
    ),
    (
        "a number for text",
        Doing.COMPLETE,
        {"type": 8, "data": {"choices": [{"name": "x", "value": 1}]}},
        "type",
    ),
    ("an empty message", Doing.COMMAND, {"type": 4, "data": {}}, "empty"),
    ("2,001 letters", Doing.COMMAND, {"type": 4, "data": {"content": "x" * 2001}}, "2"),
    ("a mention", Doing.COMMAND, {"type": 4, "data": {"content": "@here"}}, "allowed_mentions"),
    ("an unknown flag", Doing.COMMAND, {"type": 5, "data": {"flags": 2}}, "flags: 2"),
]


def begun(server: DiscordServer, room: Channel, doing: Doing) -> Interaction:
    focused = {"name": "query", "type": 3, "value": "x", "focused": True}
    data: Json = {"name": "lookup", "options": [focused], "opened_by": {}}
    interaction = Interaction(server.world.ids, doing, server.person("Amina").user, room, data)
    server.world.begin(interaction)
    return interaction


@pytest.mark.parametrize(("name", "doing", "body", "found"), CALLBACKS, ids=[name for name, *_ in CALLBACKS])
async def test_a_bad_answer_is_refused(
    server: DiscordServer, room: Channel, name: str, doing: Doing, body: Json, found: str
) -> None:
    if name == "title too long" and not server.described:
        pytest.skip("Discord's description is absent")
    interaction = begun(server, room, doing)
    path = f"/interactions/{interaction.id}/{interaction.token}/callback"
    status, answer = await call(server, "POST", path, body)
    assert (status, answer["code"]) == (400, 50035), name
    assert any(found in violation for violation in server.violations), server.violations
    assert interaction.callback is None


async def test_an_answer_is_given_once_and_its_privacy_kept(server: DiscordServer, room: Channel) -> None:
    interaction = begun(server, room, Doing.COMMAND)
    callback = f"/interactions/{interaction.id}/{interaction.token}/callback"
    hook = f"/webhooks/{server.world.application}/{interaction.token}"
    assert (await call(server, "POST", hook, {"content": "x"}))[1]["code"] == 10015
    assert (await call(server, "POST", callback, {"type": 5}))[0] == 204
    assert (await call(server, "POST", callback, {"type": 5}))[1]["code"] == 40060
    assert server.violations == []
    assert (await call(server, "POST", hook, {"content": "x", "flags": 64}))[0] == 400
    assert "deferred for all" in server.violations.pop()
    status, first = await call(server, "POST", hook, {"content": "x"})
    assert interaction.original is not None
    assert (status, first["id"]) == (200, str(interaction.original.id))
    assert (await call(server, "POST", hook, {"content": "y", "flags": 64}))[0] == 200
    assert [message.private for message in interaction.followups] == [True]
    assert (await call(server, "PATCH", f"{hook}/messages/@original", {"content": "z", "flags": 64}))[
        0
    ] == 400
    assert "EPHEMERAL" in server.violations.pop()
    assert (await call(server, "DELETE", f"{hook}/messages/@original", None))[0] == 204
    assert (await call(server, "GET", f"{hook}/messages/@original", None))[1]["code"] == 10008
    server.times.token_lasts = 0.0
    assert (await call(server, "POST", hook, {"content": "x"}))[1]["code"] == 50027
    assert server.violations == []


async def test_what_is_no_part_of_the_interface_is_written_down(server: DiscordServer, room: Channel) -> None:
    assert (await call(server, "GET", "/nonsense", None))[0] == 404
    assert (await call(server, "PUT", f"/channels/{room.id}/messages", {}))[0] == 404
    assert len(server.violations) == 2
    server.token = "another"
    assert (await call(server, "GET", f"/channels/{room.id}", None))[0] == 401
    assert server.traffic.invalid == 1


async def test_judging_can_be_sampled(server: DiscordServer, room: Channel) -> None:
    server.judge.every = 3
    statuses = [
        (await call(server, "POST", f"/channels/{room.id}/messages", {"content": "x" * 2001}))[0]
        for _ in range(6)
    ]
    assert statuses == [200, 200, 400, 200, 200, 400]
    server.judge.every = 0
    assert (await call(server, "POST", f"/channels/{room.id}/messages", {"content": "x" * 2001}))[0] == 200
    assert server.judge.judged == 2
