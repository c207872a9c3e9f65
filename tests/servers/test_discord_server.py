"""The Discord of our own holds a real conversation with the real discord.py."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
import pytest

from tests.servers.discord import (
    Callback,
    Channel,
    DiscordServer,
    NotOfferedError,
    Part,
    Permission,
    Person,
    UnansweredError,
    running,
)
from tests.servers.discord.sample import SampleClient

if TYPE_CHECKING:
    from tests.servers.discord.wire import Json


@pytest.fixture
def amina(server: DiscordServer) -> Person:
    return server.person("Amina", locale="fr")


async def test_a_command_is_answered_with_components_of_the_second_version(
    client: SampleClient, room: Channel, amina: Person
) -> None:
    reply = await amina.command(room, "lookup", query="Geneva Accords")
    assert reply.callback is Callback.MESSAGE
    assert reply.text == "Geneva Accords: 14 April 1988"
    assert not reply.private
    assert 0 < reply.seconds < 3
    assert [button.label for button in reply.message.buttons] == ["Sources", "Next", "Off", "Archive"]
    assert reply.message.buttons[3].url == "https://archive.invalid/"
    assert room.messages == [reply.message]
    assert len(client.heard) == 1


async def test_an_interaction_carries_what_discord_sends(
    client: SampleClient, room: Channel, amina: Person
) -> None:
    thread = room.add_thread("quiz")
    await amina.command(thread, "lookup", query="x")
    heard = client.heard[-1]
    assert isinstance(heard.channel, discord.Thread)
    assert heard.channel.parent_id == room.id
    assert heard.guild_id == (room.guild.id if room.guild else None)
    assert heard.locale is discord.Locale.french
    assert heard.guild_locale is discord.Locale.american_english
    assert isinstance(heard.user, discord.Member)
    assert heard.permissions.send_messages
    assert heard.app_permissions.value == room.permissions_of(room.around.bot)
    assert heard.context.guild
    assert heard.is_guild_integration()
    assert heard.entitlements == []
    assert heard.filesize_limit > 0


async def test_a_direct_message_is_a_place_too(client: SampleClient, amina: Person) -> None:
    reply = await amina.command(amina.dm(), "lookup", query="x")
    assert amina.dm().messages == [reply.message]
    heard = client.heard[-1]
    assert isinstance(heard.channel, discord.DMChannel)
    assert heard.context.dm_channel
    assert heard.guild is None
    assert isinstance(heard.user, discord.User)


async def test_a_press_is_answered_privately_or_by_a_change(
    client: SampleClient, server: DiscordServer, room: Channel, amina: Person
) -> None:
    card = (await amina.command(room, "lookup", query="x")).message
    sources = await amina.press(card, label="Sources")
    assert sources.private
    assert sources.message in amina.sees(room)
    assert sources.message not in server.person("Omid").sees(room)
    assert room.messages == [card]
    changed = await amina.press(card, custom_id="next")
    assert changed.updated
    assert changed.message is card
    assert card.text == "Bonn 2001"
    assert card.edits == 1
    assert "14 April 1988" in str(card.history[0]["components"])
    assert client.heard[-1].message is not None


async def test_only_what_the_client_shows_can_be_pressed(
    client: SampleClient, server: DiscordServer, room: Channel, amina: Person
) -> None:
    card = (await amina.command(room, "lookup", query="x")).message
    private = (await amina.press(card, label="Sources")).message
    for label in ("Off", "Archive", "Nothing"):
        with pytest.raises(NotOfferedError):
            await amina.press(card, label=label)
    with pytest.raises(NotOfferedError, match="somebody else"):
        await server.person("Omid").press(private, label="Sources")
    card.delete()
    with pytest.raises(NotOfferedError, match="gone"):
        await amina.press(card, label="Next")
    assert len(client.heard) == 2


@pytest.mark.parametrize("private", [True, False])
async def test_a_deferred_answer_comes_later_and_as_private_as_it_was_deferred(
    client: SampleClient, room: Channel, amina: Person, private: bool
) -> None:
    reply = await amina.command(room, "slow", private=private)
    assert reply.deferred
    assert reply.private is private
    assert reply.message.loading
    message = await reply.final()
    assert message.text == "here it is"
    assert not message.loading
    assert message.private is private
    assert (await reply.followup()).private
    assert client.failed == []


async def test_completions_are_offered(client: SampleClient, room: Channel, amina: Person) -> None:
    choices = await amina.complete(room, "lookup", "query", "gen")
    assert [choice.name for choice in choices] == ["Geneva Accords", "Genghis"]
    assert client.failed == []


async def test_a_form_is_filled_in(client: SampleClient, room: Channel, amina: Person) -> None:
    modal = (await amina.command(room, "form")).modal
    assert modal.title == "Suggest a correction"
    reply = await amina.submit(modal, {"wrong": "the year", "kind": ["date"]})
    assert reply.text == "thank you: ['the year', ['date']]"
    for values in ({"kind": ["date"]}, {"wrong": "x" * 201, "kind": ["date"]}, {"wrong": "x", "kind": ["y"]}):
        with pytest.raises(NotOfferedError):
            await amina.submit(modal, values)
    assert client.failed == []


async def test_lists_are_chosen_in(client: SampleClient, room: Channel, amina: Person) -> None:
    message = (await amina.command(room, "lists")).message
    assert [select.kind for select in message.selects] == [Part.STRING_SELECT, Part.CHANNEL_SELECT]
    reply = await amina.choose(message, "topics", ["war", "peace"])
    assert (await reply.final()).text == "chosen: ['war', 'peace']"
    reply = await amina.choose(message, "room", [room])
    assert (await reply.final()).text == f"chosen: ['{room.id}']"
    data: Json = dict(client.heard[-1].data or {})
    assert data["resolved"]["channels"][str(room.id)]["name"] == "history"
    for custom_id, values in (("topics", ["war"] * 3), ("topics", ["other"]), ("none", ["war"])):
        with pytest.raises(NotOfferedError):
            await amina.choose(message, custom_id, values)
    with pytest.raises(NotOfferedError, match="not offered"):
        await amina.choose(message, "room", [room.add_thread("a thread")])


async def test_options_have_the_types_that_were_offered(
    client: SampleClient, server: DiscordServer, room: Channel, amina: Person
) -> None:
    omid = server.person("Omid")
    reply = await amina.command(room, "quiz start", rounds=5, where=room, against=omid, pace=1)
    assert reply.text == f"5 {room.id} {omid.id} 1"
    with pytest.raises(NotOfferedError, match="wants"):
        await amina.command(room, "quiz start", rounds=5)
    with pytest.raises(NotOfferedError, match="max_value"):
        await amina.command(room, "quiz start", rounds=21, where=room)
    with pytest.raises(NotOfferedError, match="none of"):
        await amina.command(room, "quiz start", rounds=5, where=room, pace=3)
    with pytest.raises(NotOfferedError, match="not complete"):
        await amina.command(room, "quiz")
    with pytest.raises(NotOfferedError, match="direct"):
        await amina.command(amina.dm(), "quiz start", rounds=5, where=room)
    assert client.failed == []


async def test_a_message_command_brings_its_message(
    client: SampleClient, room: Channel, amina: Person
) -> None:
    message = amina.write(room, "What were the Geneva Accords?")
    reply = await amina.message_command(room, "Look this up", message)
    assert reply.text == f"about {message.id}"
    assert client.failed == []


async def test_a_command_for_some_is_offered_to_those_only(
    client: SampleClient, room: Channel, amina: Person, server: DiscordServer
) -> None:
    with pytest.raises(NotOfferedError, match="not offered"):
        await amina.command(room, "settings")
    teacher = server.person("Teacher")
    assert room.guild is not None
    room.guild.permit(teacher.user, Permission.MANAGE_GUILD | Permission.USE_APPLICATION_COMMANDS)
    assert (await teacher.command(room, "settings")).private
    assert client.failed == []


async def test_a_file_and_an_embed_arrive(client: SampleClient, room: Channel, amina: Person) -> None:
    message = (await amina.command(room, "picture")).message
    assert message.text == "A map\nof the front lines\nyear\n1996"
    assert [(each.name, each.description) for each in message.attachments] == [("map.png", "a map")]
    assert message.attachments[0].data == b"not really a picture"
    assert message.embeds[0]["image"]["url"].endswith("/map.png")
    assert client.failed == []


async def test_an_answer_after_the_time_is_refused(room: Channel, server: DiscordServer) -> None:
    server.times.answer_within = 0.2
    amina = server.person("Amina")
    async with running(server, SampleClient()) as client:
        with pytest.raises(UnansweredError, match=r"'after' of Amina was not answered within 0\.2 s$"):
            await amina.command(room, "after", seconds=0.3)
        await server.wait_for(lambda: client.failed)
        error = client.failed[0]
        assert isinstance(error, discord.NotFound)
        assert error.code == 10062


async def test_a_silent_bot_is_told_apart_from_one_that_breaks_a_rule(
    server: DiscordServer, room: Channel
) -> None:
    server.times.answer_within = 0.1
    amina = server.person("Amina")
    async with running(server, SampleClient()) as client:
        with pytest.raises(UnansweredError, match=r"violations: .*4000"):
            await amina.command(room, "lookup", query="x" * 5000)
        server.violations.clear()
        assert len(client.failed) == 1
