"""How one interaction is answered, quick and slow, and what happens when Discord is in trouble meanwhile."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import discord
import pytest

from adapters.discord.answering import Answer
from adapters.discord.client import pointed
from adapters.discord.render import Renderer
from adapters.discord.wire import TooLateError, Wire, WireError
from bot.message import Button, Field, Form, Message, line
from bot.texts import texts
from tests.servers.discord import Callback, Channel, DiscordServer, Person, UnansweredError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.message import Reply

PUBLIC = Message((line("for all"),), (Button("More", "more"),))
PRIVATE = Message((line("for you"),), (Button("Again", "again"),), private=True)
INSTEAD = Message((line("turned"),), (Button("Back", "back"),), replaces=True)
FORM = Form("Your answer", "answer", (Field("year", "Which year?"),))
CALLBACK = r"/callback$"
ORIGINAL = r"/messages/@original$"
FOLLOW = r"/webhooks/\d+/\w+$"


@dataclass
class Script:
    """What the bot says next, how long it takes to find that out, and what came of it."""

    reply: Reply = (PUBLIC,)
    takes: float = 0.0
    private: bool = False
    pressed: bool = False  # whether a press is answered privately
    failures: list[Exception] = field(default_factory=list)


@pytest.fixture
async def script(server: DiscordServer) -> AsyncIterator[Script]:
    """A bot that answers everything by the script."""
    script = Script()
    client = discord.Client(intents=discord.Intents(guilds=True))
    renderer = Renderer()
    with pointed(server.api_url, server.gateway_url) as api:
        await client.login(server.token)
        assert client.application_id is not None
        wire = Wire(api, client.http.user_agent, client.application_id)

        @client.event
        async def on_interaction(interaction: discord.Interaction) -> None:
            message = interaction.message
            answer = Answer(
                wire,
                renderer,
                interaction.id,
                interaction.token,
                pressed=message is not None,
                own=message is not None and message.flags.ephemeral,
                private=script.pressed if message is not None else script.private,
                patience=0.1,
            )
            reply = script.reply
            await asyncio.sleep(script.takes)
            try:
                await answer.give(reply, texts("en"))
            except WireError as error:
                script.failures.append(error)

        command = {"name": "ask", "type": 1, "description": "ask"}
        await client.http.bulk_upsert_global_commands(client.application_id, [command])
        running = asyncio.create_task(client.connect())
        await server.connected()
        yield script
        await client.close()
        await running
        await wire.close()


async def test_a_message_for_all(script: Script, amina: Person, room: Channel) -> None:
    reply = await amina.command(room, "ask")
    assert (reply.callback, reply.text, reply.private) == (Callback.MESSAGE, "for all", False)
    assert not script.failures


async def test_what_is_said_privately_only_the_asker_sees(
    script: Script, amina: Person, omid: Person, room: Channel
) -> None:
    script.reply = (PRIVATE, PUBLIC)
    reply = await amina.command(room, "ask")
    await reply.followup()
    assert reply.private
    assert [message.text for message in amina.sees(room)] == ["for you", "for all"]
    assert omid.sees(room) == []


async def test_a_private_answer_stays_private_whatever_the_handler_said(
    script: Script, amina: Person, room: Channel
) -> None:
    script.private = True
    reply = await amina.command(room, "ask")
    assert reply.private


async def test_several_messages_come_in_order(script: Script, amina: Person, room: Channel) -> None:
    script.reply = tuple(Message((line(f"page {number}"),)) for number in range(4))
    reply = await amina.command(room, "ask")
    await reply.followup(3)
    assert [message.text for message in room.messages] == ["page 0", "page 1", "page 2", "page 3"]


async def test_a_command_without_a_reply_is_answered_all_the_same(
    script: Script, amina: Person, room: Channel
) -> None:
    script.reply = ()
    reply = await amina.command(room, "ask")
    assert (reply.text, reply.private) == ("Done.", True)


async def test_a_press_without_a_reply_changes_nothing(script: Script, amina: Person, room: Channel) -> None:
    asked = await amina.command(room, "ask")
    script.reply = ()
    reply = await amina.press(asked.message, label="More")
    assert reply.callback is Callback.DEFERRED_UPDATE
    assert [message.text for message in amina.sees(room)] == ["for all"]


async def test_a_press_turns_the_presser_s_own_message(script: Script, amina: Person, room: Channel) -> None:
    script.reply = (PRIVATE,)
    asked = await amina.command(room, "ask")
    script.reply = (INSTEAD,)
    reply = await amina.press(asked.message, label="Again")
    assert reply.callback is Callback.UPDATE
    assert [message.text for message in amina.sees(room)] == ["turned"]
    assert [each.label for each in asked.message.buttons] == ["Back"]


async def test_a_press_leaves_what_others_see_and_answers_beside_it(
    script: Script, amina: Person, omid: Person, room: Channel
) -> None:
    asked = await amina.command(room, "ask")
    script.reply = (INSTEAD,)
    reply = await omid.press(asked.message, label="More")
    assert (reply.callback, reply.private, reply.text) == (Callback.MESSAGE, True, "turned")
    assert [message.text for message in amina.sees(room)] == ["for all"]


async def test_a_form_opens_and_comes_back(script: Script, amina: Person, room: Channel) -> None:
    asked = await amina.command(room, "ask")
    script.reply = FORM
    opened = await amina.press(asked.message, label="More")
    assert opened.modal.title == "Your answer"
    script.reply = (PRIVATE,)
    sent = await amina.submit(opened.modal, {"year": "1988"})
    assert (sent.text, sent.private) == ("for you", True)


async def test_a_slow_answer_for_all_is_held_privately_and_follows_for_all(
    script: Script, amina: Person, omid: Person, room: Channel
) -> None:
    script.takes = 0.3
    reply = await amina.command(room, "ask")
    assert reply.deferred
    assert reply.private
    assert (await reply.followup()).text == "for all"
    assert (await reply.final()).text == "That took a moment; here it is."
    assert [message.text for message in omid.sees(room)] == ["for all"]


async def test_a_slow_private_answer_comes_where_it_was_held(
    script: Script, amina: Person, room: Channel
) -> None:
    script.takes, script.reply = 0.3, (PRIVATE,)
    reply = await amina.command(room, "ask")
    assert (await reply.final()).text == "for you"
    assert len(amina.sees(room)) == 1


async def test_a_slow_command_without_a_reply_ends_its_waiting(
    script: Script, amina: Person, room: Channel
) -> None:
    script.takes, script.reply = 0.3, ()
    reply = await amina.command(room, "ask")
    assert (await reply.final()).text == "Done."


@pytest.mark.parametrize(
    ("reply", "seen"),
    [
        ((PRIVATE,), ["for you", "for you"]),
        ((PUBLIC,), ["for you", "for all"]),
        ((INSTEAD,), ["turned"]),
        ((), ["for you"]),
        (FORM, ["for you", "That took too long. Please press the button again."]),
    ],
)
async def test_a_slow_press_shows_nothing_until_it_is_answered(
    script: Script, server: DiscordServer, amina: Person, room: Channel, reply: Reply, seen: list[str]
) -> None:
    script.reply = (PRIVATE,)
    asked = await amina.command(room, "ask")
    script.takes, script.reply = 0.3, reply
    pressed = await amina.press(asked.message, label="Again")
    assert pressed.callback is Callback.DEFERRED_UPDATE
    assert [message.text for message in amina.sees(room)] == ["for you"]
    await server.wait_for(lambda: [message.text for message in amina.sees(room)] == seen)
    assert not script.failures


async def test_a_slow_press_on_what_others_see_is_answered_privately(
    script: Script, amina: Person, omid: Person, room: Channel
) -> None:
    asked = await amina.command(room, "ask")
    script.takes, script.reply = 0.3, (INSTEAD,)
    reply = await omid.press(asked.message, label="More")
    assert (await reply.followup()).private
    assert [message.text for message in amina.sees(room)] == ["for all"]


@pytest.mark.parametrize("takes", [0.0, 0.3])
async def test_a_press_that_is_for_one_person_shows_the_others_nothing(
    script: Script, server: DiscordServer, amina: Person, omid: Person, room: Channel, takes: float
) -> None:
    asked = await amina.command(room, "ask")
    script.takes, script.pressed, script.reply = takes, True, (PUBLIC, PUBLIC)
    await omid.press(asked.message, label="More")
    await server.wait_for(lambda: len(omid.sees(room)) == 3)
    assert [message.text for message in amina.sees(room)] == ["for all"]
    assert not script.failures


async def test_a_private_press_still_turns_the_presser_s_own_message(
    script: Script, amina: Person, omid: Person, room: Channel
) -> None:
    script.private = script.pressed = True
    asked = await amina.command(room, "ask")
    script.reply = (INSTEAD,)
    reply = await amina.press(asked.message, label="More")
    assert (reply.callback, reply.text) == (Callback.UPDATE, "turned")
    assert omid.sees(room) == []


@pytest.mark.parametrize(
    "fault",
    [
        {"status": 503},
        {"status": 500},
        {"drop": True},
        {"drop": True, "lost_answer": True},
        {"retry_after": 0.2},
        {"retry_after": 0.2, "times": 3},
    ],
    ids=str,
)
async def test_one_fault_of_discord_s_is_not_noticed(
    script: Script, server: DiscordServer, amina: Person, room: Channel, fault: dict[str, float]
) -> None:
    ordered = server.fail("POST", CALLBACK, **fault)  # type: ignore[arg-type] # a table's columns
    reply = await amina.command(room, "ask")
    assert reply.text == "for all"
    assert len(room.messages) == 1
    assert ordered.hits == fault.get("times", 1)
    await server.settled()
    assert not script.failures


@pytest.mark.parametrize("fault", [{"status": 502}, {"drop": True}, {"retry_after": 0.2}], ids=str)
@pytest.mark.parametrize("path", [FOLLOW, ORIGINAL])
async def test_one_fault_later_is_not_noticed_either(
    script: Script, server: DiscordServer, amina: Person, room: Channel, fault: dict[str, float], path: str
) -> None:
    script.takes = 0.3
    ordered = server.fail("*", path, **fault)  # type: ignore[arg-type] # a table's columns
    reply = await amina.command(room, "ask")
    assert (await reply.followup()).text == "for all"
    assert ordered.hits == 1
    assert len(room.messages) == 1


async def test_a_silent_discord_is_asked_once_more_in_time(
    script: Script, server: DiscordServer, amina: Person, room: Channel
) -> None:
    server.fail("POST", CALLBACK, hang=True)
    reply = await amina.command(room, "ask")
    assert reply.text == "for all"
    assert reply.seconds < 3.0
    assert not script.failures


async def test_what_is_too_late_is_told_as_that(
    script: Script, server: DiscordServer, amina: Person, room: Channel
) -> None:
    server.times.answer_within = 0.05
    script.takes = 0.08
    with pytest.raises(UnansweredError):
        await amina.command(room, "ask")
    assert [type(error) for error in script.failures] == [TooLateError]


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ({"code": 10062}, TooLateError),
        ({"code": 40060}, TooLateError),
        ({"status": 400, "code": 50035}, WireError),
        ({"status": 503, "times": 2}, WireError),
        ({"drop": True, "times": 2}, WireError),
        ({"retry_after": 60.0}, WireError),
        ({"retry_after": 0.01, "times": 4}, WireError),
    ],
    ids=str,
)
async def test_what_discord_keeps_refusing_is_given_up(
    script: Script,
    server: DiscordServer,
    amina: Person,
    room: Channel,
    fault: dict[str, float],
    error: type[WireError],
) -> None:
    server.times.answer_within = 0.4
    server.fail("POST", CALLBACK, **fault)  # type: ignore[arg-type] # a table's columns
    with pytest.raises(UnansweredError):
        await amina.command(room, "ask")
    assert [type(each) for each in script.failures] == [error]
    assert "http" not in str(script.failures[0])  # the address holds the interaction's token


async def test_an_expired_address_takes_no_more_pages(
    script: Script, server: DiscordServer, amina: Person, room: Channel
) -> None:
    script.reply = (PUBLIC, PRIVATE)
    server.fail("POST", FOLLOW, code=50027)
    await amina.command(room, "ask")
    await server.wait_for(lambda: script.failures)
    assert [type(each) for each in script.failures] == [TooLateError]
