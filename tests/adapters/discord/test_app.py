"""The whole bot in Discord: what people ask is answered, also over faults, lost connections and restarts."""

from __future__ import annotations

import asyncio
import logging
from itertools import count
from typing import TYPE_CHECKING

import pytest

from adapters.discord.client import PLATFORM
from bot.commands import COMMANDS, SHORTCUTS
from bot.preferences import Scope
from quizzes.draw import draw
from quizzes.model import QuestionKind
from tests.adapters.discord.forged import sent
from tests.servers.discord import PEOPLE, Callback, NotOfferedError, Permission, UnansweredError
from tests.servers.discord.interactions import Doing

if TYPE_CHECKING:
    from content.library import Library
    from tests.adapters.discord.conftest import Bots, Tarikh
    from tests.servers.discord import Channel, DiscordServer, Guild, Person


def scope(guild: Guild) -> Scope:
    return Scope(PLATFORM, str(guild.id))


async def test_every_command_is_offered_once_all_is_ready(tarikh: Tarikh, server: DiscordServer) -> None:
    await tarikh.start()
    offered = {command["name"] for command in server.world.commands[None].values()}
    assert offered == {command.name.split()[0] for command in COMMANDS} | {each.name for each in SHORTCUTS}


async def test_a_look_up_is_for_all_to_see(tarikh: Tarikh, room: Channel, amina: Person) -> None:
    await tarikh.start()
    reply = await amina.command(room, "lookup", query="Islamabad Accord")
    assert "7 March 1993" in reply.text
    assert not reply.private


async def test_a_message_is_looked_up_privately(
    tarikh: Tarikh, room: Channel, amina: Person, omid: Person
) -> None:
    await tarikh.start()
    asked = omid.write(room, "Who signed the **Islamabad Accord**?")
    reply = await amina.message_command(room, "Look this up", asked)
    assert "Islamabad Accord" in reply.text
    assert reply.private
    assert omid.sees(room) == [asked]


async def test_names_are_completed(tarikh: Tarikh, room: Channel, amina: Person) -> None:
    await tarikh.start()
    choices = await amina.complete(room, "lookup", "query", "Islamabad Acc")
    assert choices[0].name.startswith("Islamabad Accord")
    reply = await amina.command(room, "lookup", query=choices[0].value)
    assert reply.text.startswith("## Islamabad Accord")


async def test_it_answers_in_a_conversation_of_two(tarikh: Tarikh, amina: Person) -> None:
    await tarikh.start()
    reply = await amina.command(amina.dm(), "lookup", query="Islamabad Accord")
    assert "7 March 1993" in reply.text


async def test_a_database_that_does_not_answer_is_told_apart(
    tarikh: Tarikh, room: Channel, amina: Person, caplog: pytest.LogCaptureFixture
) -> None:
    await tarikh.start()
    await tarikh.database.close()
    reply = await amina.command(room, "lookup", query="Islamabad Accord")
    assert reply.private
    assert reply.text == "My memory does not answer just now. Please try again in a moment."
    failed = [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR]
    assert len(failed) == 1
    assert "trouble=closed" in failed[0]
    assert await amina.complete(room, "lookup", "query", "Islamabad")


async def test_a_fault_of_ours_is_told_kindly_and_logged_without_words(
    bots: Bots,
    sample: Library,
    room: Channel,
    amina: Person,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    tarikh = bots(sample)  # what its index finds is not in its library
    await tarikh.start()
    reply = await amina.command(room, "lookup", query="Islamabad Accord")
    assert reply.private
    assert reply.text == "Something went wrong on my side. Please try again in a moment."
    failed = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert [record.getMessage() for record in failed] == ["discord failed what=lookup error=KeyError"]
    assert "Islamabad" not in caplog.text
    assert "Traceback" not in caplog.text
    assert reply.interaction.token not in caplog.text


async def test_debug_logs_tell_where_it_went_wrong(
    bots: Bots, sample: Library, room: Channel, amina: Person, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "adapters")
    await bots(sample).start()
    await amina.command(room, "lookup", query="Islamabad Accord")
    assert "Traceback" in caplog.text
    assert "KeyError" in caplog.text


async def test_fifty_people_at_once(tarikh: Tarikh, server: DiscordServer, room: Channel) -> None:
    await tarikh.start()
    people = [server.person(f"Pupil {number}") for number in range(50)]
    replies = await asyncio.gather(
        *(each.command(room, "lookup", query="Islamabad Accord") for each in people)
    )
    assert all("7 March 1993" in reply.text for reply in replies)


async def test_buttons_of_before_a_restart_work_after_it(
    tarikh: Tarikh, room: Channel, amina: Person
) -> None:
    await tarikh.start()
    asked = (await amina.command(room, "lookup", query="Islamabad Accord")).message
    await tarikh.kill()
    await tarikh.start()
    for button in asked.buttons:
        reply = await amina.press(asked, custom_id=button.custom_id)
        assert "no longer" not in reply.text
        assert "went wrong" not in reply.text


async def test_what_is_being_answered_at_the_end_is_answered(
    tarikh: Tarikh, server: DiscordServer, room: Channel, amina: Person
) -> None:
    await tarikh.start()
    refused = server.fail("POST", "/callback$", retry_after=0.5)
    asking = asyncio.create_task(amina.command(room, "lookup", query="Islamabad Accord"))
    await server.wait_for(lambda: refused.hits)
    assert await tarikh.stop() < 3.0
    assert "7 March 1993" in (await asking).text


async def test_it_ends_in_time_though_discord_hangs(
    tarikh: Tarikh, server: DiscordServer, room: Channel, amina: Person
) -> None:
    await tarikh.start()
    server.fail("*", "", hang=True, times=-1)
    asking = asyncio.create_task(amina.command(room, "lookup", query="Islamabad Accord"))
    await server.wait_for(lambda: server.traffic.under_way)
    assert await tarikh.stop() < 5.0
    asking.cancel()


async def test_what_was_asked_while_the_connection_was_down_is_answered(
    tarikh: Tarikh, server: DiscordServer, room: Channel, amina: Person
) -> None:
    await tarikh.start()
    server.gateway.drop()
    assert "1993" in (await amina.command(room, "lookup", query="Islamabad Accord")).text
    await server.wait_for(lambda: server.gateway.resumes == 1)
    server.gateway.reconnect()
    assert "1993" in (await amina.command(room, "lookup", query="Islamabad Accord")).text
    await server.wait_for(lambda: server.gateway.resumes == 2)
    assert len(server.identifies) == 1


async def test_a_session_that_was_lost_is_replaced(
    tarikh: Tarikh, server: DiscordServer, room: Channel, amina: Person
) -> None:
    await tarikh.start()
    server.gateway.invalidate()
    await server.wait_for(lambda: len(server.identifies) == 2)
    await server.connected()
    reply = await amina.command(room, "lookup", query="Islamabad Accord")
    assert "7 March 1993" in reply.text


async def test_settings_are_for_those_who_manage_the_server(
    tarikh: Tarikh, server: DiscordServer, guild: Guild, room: Channel, amina: Person, omid: Person
) -> None:
    guild.permit(amina.user, PEOPLE | Permission.MANAGE_GUILD)
    await tarikh.start()
    panel = await amina.command(room, "settings")
    assert panel.private
    changed = await amina.choose(panel.message, "set:calendar", ["solar_hijri"])
    assert changed.callback is Callback.UPDATE
    assert "Solar Hijri first" in changed.text
    dated = await amina.command(room, "lookup", query="Islamabad Accord")
    assert dated.text.index("16 Hoot 1371") < dated.text.index("7 March 1993")
    with pytest.raises(NotOfferedError):
        await omid.command(room, "settings")
    data = {"component_type": 3, "custom_id": "set:calendar", "values": ["gregorian"], "id": 1}
    refused = await sent(server, omid, room, Doing.PRESS, data, dated.message)
    assert "permission to manage this server" in refused.text
    assert (await tarikh.app.preferences.of(scope(guild))).calendar == "solar_hijri"


async def test_only_in_the_chosen_channels_everybody_sees_the_answers(
    tarikh: Tarikh, guild: Guild, room: Channel, amina: Person
) -> None:
    guild.permit(amina.user, Permission.ADMINISTRATOR)
    elsewhere = guild.add_channel("chatter")
    await tarikh.start()
    panel = await amina.command(room, "settings")
    await amina.choose(panel.message, "set:channels", [room])
    thread = room.add_thread("1988")
    for place, private in ((room, False), (thread, False), (elsewhere, True)):
        reply = await amina.command(place, "lookup", query="Islamabad Accord")
        assert reply.private is private, place.name


async def test_the_settings_of_a_conversation_are_its_person_s(tarikh: Tarikh, amina: Person) -> None:
    await tarikh.start()
    panel = await amina.command(amina.dm(), "settings")
    changed = await amina.choose(panel.message, "set:calendar", ["solar_hijri"])
    assert "Solar Hijri first" in changed.text


async def test_a_press_that_cannot_be_saved_is_told_so(
    tarikh: Tarikh, server: DiscordServer, room: Channel, amina: Person, caplog: pytest.LogCaptureFixture
) -> None:
    await tarikh.start()
    bank = tarikh.app.bank
    drawn = ((seed, draw(bank, seed=seed, count=1)[0].question) for seed in count())
    seed = next(seed for seed, asked in drawn if bank.questions[asked].kind is QuestionKind.SINGLE)
    await amina.command(room, "quiz start", questions=1, wait=0, seed=seed)
    await server.wait_for(lambda: room.messages)
    await tarikh.database.close()
    question = room.messages[0]
    reply = await amina.press(question, custom_id=question.buttons[0].custom_id)
    assert reply.private
    assert reply.text == "My memory does not answer just now. Please try again in a moment."
    assert "what=press quiz trouble=closed" in caplog.text


async def test_an_answer_that_comes_too_late_is_noted_and_nothing_more(
    tarikh: Tarikh, server: DiscordServer, room: Channel, amina: Person, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    await tarikh.start()
    server.fail("POST", "/callback$", code=10062)
    server.times.answer_within = 0.3
    with pytest.raises(UnansweredError):
        await amina.command(room, "lookup", query="Islamabad Accord")
    late = [record for record in caplog.records if "too late" in record.getMessage()]
    assert [record.levelno for record in late] == [logging.INFO]
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]


async def test_quizzes_are_looked_for_until_the_database_answers(
    tarikh: Tarikh, server: DiscordServer, caplog: pytest.LogCaptureFixture
) -> None:
    await tarikh.open()
    await tarikh.database.close()
    await tarikh.run()
    await tarikh.ready(commands=False)
    await server.wait_for(lambda: caplog.text.count("quizzes not reopened trouble=closed") >= 2)
