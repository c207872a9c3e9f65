"""Whatever is forged, stale, of another version or endless is answered, and kindly."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

import pytest

from tests.adapters.discord.forged import sent, typed
from tests.servers.discord import Permission
from tests.servers.discord.interactions import Doing

if TYPE_CHECKING:
    from tests.adapters.discord.conftest import Tarikh
    from tests.servers.discord import Channel, DiscordServer, Guild, Person

LONG = "Geneva " * 1_430  # over 10,000 characters


@pytest.mark.parametrize(
    "token",
    [
        "x",
        "lookup:",
        "lookup:nobody-of-this-name",
        "sources:../../etc",
        "quiz:",
        "quiz:0:0:0",
        "quiz:0123456789abcdef:999:c9",
        "quiz:😀:1:c0",
        "leaf:99:leaf:1:lookup:x",
        "leaf:-1:lookup:geneva-accords",
        "leaf:१:lookup:geneva-accords",
        "set:",
        "set:nothing",
        "try:",
        "try:::::",
        "today:",
        "today:99:99",
        "ask:",
        "ask:\u202e\x00",
        "z" * 100,
        "1" * 100,
    ],
)
async def test_a_forged_or_stale_button_is_answered_kindly(
    tarikh: Tarikh,
    server: DiscordServer,
    room: Channel,
    amina: Person,
    token: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    await tarikh.start()
    source = (await amina.command(room, "topics")).message
    data = {"component_type": 2, "custom_id": token, "id": 1}
    reply = await sent(server, amina, room, Doing.PRESS, data, source)
    assert reply.text
    assert "went wrong" not in reply.text
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]


@pytest.mark.parametrize(
    ("doing", "data"),
    [
        (Doing.PRESS, {"component_type": 3, "custom_id": "set:calendar", "values": ["mayan"], "id": 1}),
        (Doing.PRESS, {"component_type": 3, "custom_id": "set:calendar", "values": [], "id": 1}),
        (Doing.PRESS, {"component_type": 8, "custom_id": "set:channels", "values": ["x" * 200], "id": 1}),
        (Doing.SUBMIT, {"custom_id": "quiz:0:1:w", "components": []}),
        (
            Doing.SUBMIT,
            {
                "custom_id": "quiz:0:1:w",
                "components": [
                    {"type": 18, "component": {"type": 4, "custom_id": "answer", "value": "x" * 4000}},
                    {"type": 1, "components": [{"type": 4, "custom_id": "other", "value": ""}]},
                    {"type": 10, "content": "words"},
                ],
            },
        ),
    ],
    ids=str,
)
async def test_forged_choices_and_forms_are_answered_kindly(
    tarikh: Tarikh,
    server: DiscordServer,
    guild: Guild,
    room: Channel,
    amina: Person,
    doing: Doing,
    data: dict[str, Any],
) -> None:
    guild.permit(amina.user, Permission.ADMINISTRATOR)
    await tarikh.start()
    source = (await amina.command(room, "topics")).message
    reply = await sent(server, amina, room, doing, {"opened_by": {}, **data}, source)
    assert reply.private
    assert "went wrong" not in reply.text


async def test_a_command_of_another_version_is_answered_kindly(
    tarikh: Tarikh, server: DiscordServer, room: Channel, amina: Person
) -> None:
    await tarikh.start()
    for name in ("battle", "quiz conquer", "help"):
        reply = await typed(server, amina, room, name, war="1992")
        assert reply.private
        assert "went wrong" not in reply.text
    assert (await typed(server, amina, room, "battle")).text == (
        "I no longer know this command. Please reload Discord and try again."
    )


@pytest.mark.parametrize(
    ("name", "option"),
    [("lookup", "query"), ("today", "date"), ("help", "command"), ("quiz start", "topic")],
)
async def test_ten_thousand_characters_are_answered(
    tarikh: Tarikh, server: DiscordServer, room: Channel, amina: Person, name: str, option: str
) -> None:
    await tarikh.start()
    for words in (LONG, "\u202e" * 10_000, "۸ ثور " * 2_000, "<@1>@everyone`" * 800, "\x00" * 9_000):
        reply = await typed(server, amina, room, name, **{option: words})
        assert reply.text
        assert "went wrong" not in reply.text
        assert reply.seconds < 1.0


async def test_completing_ten_thousand_characters_offers_what_it_can(
    tarikh: Tarikh, server: DiscordServer, room: Channel, amina: Person
) -> None:
    await tarikh.start()
    for name, words in (("lookup", LONG), ("lookup", ""), ("lookup", 7), ("lookup", None), ("battle", "x")):
        option = {"name": "query", "type": 3, "value": words, "focused": True}
        data = {"id": "1", "name": name, "type": 1, "options": [option]}
        reply = await sent(server, amina, room, Doing.COMPLETE, data)
        assert len(reply.choices) <= (25 if name == "lookup" else 0)
