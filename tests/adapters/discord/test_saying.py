"""What the bot says by itself is said once, however Discord behaves; and what it may not say is told."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

import pytest

from adapters.discord.client import PLATFORM
from adapters.discord.render import Renderer
from adapters.discord.saying import Saying
from bot.guarding import LostError, only_while
from bot.message import (
    Button,
    Line,
    Mention,
    Message,
    MessageGoneError,
    NotAllowedError,
    Person,
    Place,
    PlaceGoneError,
    Posted,
    UnreachableError,
    line,
)
from tests.servers.discord import Permission

if TYPE_CHECKING:
    from adapters.discord.telling import Telling
    from tests.adapters.discord.conftest import Tarikh
    from tests.servers.discord import Channel, DiscordServer, Guild
    from tests.servers.discord import Person as Somebody

POSTS = r"/channels/\d+/messages$"
EDITS = r"/channels/\d+/messages/\d+$"
MESSAGE = Message((line("Question 1 of 5"),), (Button("A", "quiz:1:0:0"),))
OTHER = Message((line("Time is up."),))


@pytest.fixture
def saying(telling: Telling) -> Saying:
    """The platform, with less patience than in life."""
    return Saying(telling.client, Renderer(), telling, patience=0.4, pause=0.02)


def at(channel: Channel) -> Place:
    return Place(PLATFORM, str(channel.id))


async def test_a_message_is_posted_with_what_can_be_pressed(saying: Saying, room: Channel) -> None:
    posted = await saying.post(at(room), MESSAGE, "quiz-1:ask:0")
    assert saying.presses
    assert posted == Posted(at(room), str(room.messages[0].id))
    assert (room.messages[0].text, room.messages[0].nonce) == ("Question 1 of 5", "quiz-1:ask:0")
    assert [button.custom_id for button in room.messages[0].buttons] == ["quiz:1:0:0"]


async def test_what_is_not_this_process_s_to_send_any_more_is_not_tried_again(
    saying: Saying, server: DiscordServer, room: Channel
) -> None:
    ordered = server.fail("POST", POSTS, times=5, status=503)
    with only_while(lambda: not ordered.hits), pytest.raises(LostError):
        await saying.post(at(room), MESSAGE, "quiz-1:ask:0")
    assert ordered.hits == 1
    assert not room.messages


async def test_messages_without_a_key_are_told_apart(saying: Saying, room: Channel) -> None:
    await saying.post(at(room), MESSAGE)
    await saying.post(at(room), MESSAGE)
    assert len(room.messages) == 2


async def test_the_same_key_shows_one_message(saying: Saying, room: Channel) -> None:
    first = await saying.post(at(room), MESSAGE, "key")
    assert await saying.post(at(room), MESSAGE, "key") == first
    assert len(room.messages) == 1


async def test_only_players_who_are_named_are_notified(
    saying: Saying, server: DiscordServer, room: Channel, amina: Somebody, omid: Somebody
) -> None:
    named = Mention(Person(str(amina.id), "Amina"))
    await saying.post(at(room), Message((Line((named,)), line(f"<@{omid.id}> @everyone"))))
    sent = server.requested("POST", "/channels/{channel_id}/messages")[0].body
    assert sent["allowed_mentions"] == {"parse": [], "users": [str(amina.id)]}


async def test_nothing_that_is_posted_is_private(saying: Saying, room: Channel) -> None:
    posted = await saying.post(at(room), Message((line("hidden?"),), private=True))
    await saying.edit(posted, Message((line("no"),), private=True))
    assert [message.text for message in room.messages] == ["no"]


async def test_it_posts_in_threads_and_in_conversations(
    saying: Saying, room: Channel, amina: Somebody
) -> None:
    thread = room.add_thread("quiz")
    for channel in (thread, amina.dm()):
        await saying.post(at(channel), MESSAGE)
        assert channel.messages[0].text == "Question 1 of 5"


FAULTS = [
    {"status": 503},
    {"status": 503, "times": 4},
    {"drop": True},
    {"drop": True, "lost_answer": True},
    {"drop": True, "lost_answer": True, "times": 4},
    {"hang": True},
    {"hang": True, "lost_answer": True},
    {"retry_after": 0.1},
    {"retry_after": 0.1, "scope": "global"},
    {"retry_after": 0.1, "scope": "shared"},
    {"retry_after": 0.1, "via": False},
    {"delay": 0.6},
]


@pytest.mark.parametrize("fault", FAULTS, ids=str)
async def test_a_fault_neither_loses_nor_doubles_a_post(
    saying: Saying, server: DiscordServer, room: Channel, fault: dict[str, object]
) -> None:
    ordered = server.fail("POST", POSTS, **fault)  # type: ignore[arg-type] # a table's columns
    posted = await saying.post(at(room), MESSAGE)
    assert [str(message.id) for message in room.messages] == [posted.id]
    assert ordered.hits == fault.get("times", 1)


@pytest.mark.parametrize("fault", FAULTS, ids=str)
async def test_a_fault_does_not_lose_an_edit(
    saying: Saying, server: DiscordServer, room: Channel, fault: dict[str, object]
) -> None:
    posted = await saying.post(at(room), MESSAGE)
    server.fail("PATCH", EDITS, **fault)  # type: ignore[arg-type] # a table's columns
    await saying.edit(posted, OTHER)
    assert [message.text for message in room.messages] == ["Time is up."]
    assert room.messages[0].buttons == []


@pytest.mark.parametrize("fault", [{"status": 503}, {"drop": True}, {"hang": True}], ids=str)
async def test_what_lasts_is_said_to_be_unreachable(
    saying: Saying, server: DiscordServer, room: Channel, fault: dict[str, object]
) -> None:
    ordered = server.fail("POST", POSTS, times=-1, **fault)  # type: ignore[arg-type] # a table's columns
    with pytest.raises(UnreachableError):
        await saying.post(at(room), MESSAGE)
    assert ordered.hits == 5


async def test_discord_s_own_limits_are_kept(saying: Saying, server: DiscordServer, room: Channel) -> None:
    server.limits.bucket("POST", "/channels/{channel_id}/messages", limit=2, per=0.3)
    await asyncio.gather(*(saying.post(at(room), MESSAGE) for _ in range(5)))
    assert len(room.messages) == 5
    assert (
        server.limits.given["user"] <= 1
    )  # the first answer tells the limit; from then on nothing is refused


async def test_a_channel_that_was_deleted_is_gone(saying: Saying, room: Channel) -> None:
    posted = await saying.post(at(room), MESSAGE)
    room.delete()
    with pytest.raises(PlaceGoneError):
        await saying.post(at(room), MESSAGE)
    with pytest.raises(PlaceGoneError):
        await saying.edit(posted, OTHER)


async def test_a_server_that_threw_the_bot_out_is_gone(
    saying: Saying, server: DiscordServer, guild: Guild, room: Channel
) -> None:
    guild.remove_bot()
    await server.settled()
    with pytest.raises(PlaceGoneError):
        await saying.post(at(room), MESSAGE)


async def test_a_message_that_was_deleted_is_gone(saying: Saying, room: Channel) -> None:
    posted = await saying.post(at(room), MESSAGE)
    room.messages[0].delete()
    with pytest.raises(MessageGoneError):
        await saying.edit(posted, OTHER)


async def test_a_locked_thread_takes_no_message_and_nobody_is_bothered(
    saying: Saying, telling: Telling, room: Channel, server: DiscordServer
) -> None:
    thread = room.add_thread("old")
    thread.archive(locked=True)
    with pytest.raises(NotAllowedError):
        await saying.post(at(thread), MESSAGE)
    await telling.close()
    assert not server.requested("POST", "/users/@me/channels")


async def test_a_person_who_takes_no_messages(saying: Saying, amina: Somebody) -> None:
    amina.close_dms()
    with pytest.raises(NotAllowedError):
        await saying.post(at(amina.dm()), MESSAGE)


async def test_what_discord_finds_malformed_is_logged(
    saying: Saying, server: DiscordServer, room: Channel, caplog: pytest.LogCaptureFixture
) -> None:
    server.fail("POST", POSTS, status=400, code=50035)
    with pytest.raises(UnreachableError):
        await saying.post(at(room), MESSAGE)
    assert [record.levelno for record in caplog.records if record.name.startswith("adapters")] == [
        logging.ERROR
    ]


@pytest.mark.parametrize(
    ("forbidden", "thread", "names"),
    [
        (Permission.SEND_MESSAGES, False, "Send Messages"),
        (Permission.VIEW_CHANNEL, False, "View Channels"),
        (Permission.SEND_MESSAGES_IN_THREADS, True, "Send Messages in Threads"),
    ],
)
async def test_the_owner_is_told_once_what_is_missing_where(
    saying: Saying,
    telling: Telling,
    server: DiscordServer,
    guild: Guild,
    room: Channel,
    forbidden: Permission,
    thread: bool,
    names: str,
) -> None:
    place = room.add_thread("quiz") if thread else room
    room.forbid_bot(forbidden)
    await server.settled()
    for _ in range(3):
        with pytest.raises(NotAllowedError):
            await saying.post(at(place), MESSAGE)
    await telling.close()
    letters = owner_of(server, guild)
    assert len(letters) == 1
    assert f"{place.name} of Class 9" in letters[0].replace("\\", "")
    assert f"there: {names}" in letters[0]


async def test_after_it_worked_again_the_owner_is_told_again(
    saying: Saying, telling: Telling, server: DiscordServer, guild: Guild, room: Channel
) -> None:
    everything = room.permissions_of(server.world.bot)
    for _ in range(3):
        room.forbid_bot(Permission.SEND_MESSAGES)
        await server.settled()
        with pytest.raises(NotAllowedError):
            await saying.post(at(room), MESSAGE)
        await telling.close()
        room.permit_bot(everything)
        await server.settled()
        await saying.post(at(room), MESSAGE)
    assert len(owner_of(server, guild)) == 3


async def test_an_owner_who_takes_no_messages_is_left_alone(
    saying: Saying, telling: Telling, server: DiscordServer, guild: Guild, room: Channel
) -> None:
    server.world.closed_dms.add(guild.owner)
    room.forbid_bot(Permission.SEND_MESSAGES)
    await server.settled()
    for _ in range(2):
        with pytest.raises(NotAllowedError):
            await saying.post(at(room), MESSAGE)
        await telling.close()
    assert len(server.requested("POST", "/users/@me/channels")) == 1


async def test_a_post_works_where_it_cannot_be_noted_that_it_does(
    saying: Saying, tarikh: Tarikh, room: Channel
) -> None:
    await tarikh.database.close()
    await saying.post(at(room), MESSAGE)
    assert len(room.messages) == 1


def owner_of(server: DiscordServer, guild: Guild) -> list[str]:
    """What the owner of a server was written."""
    return [
        message.text
        for channel in server.world.channels.values()
        if channel.recipient is not None and channel.recipient.id == guild.owner
        for message in channel.messages
    ]
