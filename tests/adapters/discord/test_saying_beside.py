"""What is done beside posting: a thread below a message, pins, its address, and a letter to somebody."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from adapters.discord.client import PLATFORM
from adapters.discord.render import Renderer
from adapters.discord.saying import Saying
from bot.message import (
    Button,
    Message,
    MessageGoneError,
    NotAllowedError,
    Place,
    PlaceGoneError,
    Posted,
    UnreachableError,
    line,
)
from tests.servers.discord import BOT, Permission

if TYPE_CHECKING:
    from adapters.discord.telling import Telling
    from tests.adapters.discord.conftest import Tarikh
    from tests.servers.discord import Channel, DiscordServer, Guild, Person

THREADS, PINS, LETTERS = r"/messages/\d+/threads$", r"/messages/pins/\d+$", "/users/@me/channels$"
MESSAGE, FIRST = Message((line("On this day"),)), Message((line("What do you think?"),))

# What passes: Discord is asked again, and it is done once.
FAULTS = [
    {"status": 503},
    {"drop": True},
    {"drop": True, "lost_answer": True},
    {"hang": True, "lost_answer": True},
    {"retry_after": 0.1},
    {"retry_after": 0.1, "scope": "global"},
]


@pytest.fixture
def saying(telling: Telling) -> Saying:
    """The platform, with less patience than in life."""
    return Saying(telling.client, Renderer(), telling, patience=0.4, pause=0.02)


@pytest.fixture
async def posted(saying: Saying, room: Channel) -> Posted:
    return await saying.post(Place(PLATFORM, str(room.id)), MESSAGE)


async def test_a_thread_is_opened_below_a_message_and_only_one(
    saying: Saying, room: Channel, posted: Posted
) -> None:
    for _ in range(2):
        await saying.discuss(posted, "22 November", FIRST)
    thread = room.messages[0].thread
    assert thread is not None
    assert (thread.name, thread.messages) == ("22 November", [])


@pytest.mark.parametrize("fault", FAULTS, ids=str)
async def test_a_fault_neither_loses_a_thread_nor_a_pin(
    saying: Saying, server: DiscordServer, room: Channel, posted: Posted, fault: dict[str, object]
) -> None:
    server.fail("POST", THREADS, **fault)  # type: ignore[arg-type] # a table's columns
    server.fail("PUT", PINS, **fault)  # type: ignore[arg-type] # a table's columns
    await saying.discuss(posted, "22 November", FIRST)
    await saying.pin(posted)
    assert room.messages[0].thread is not None
    assert room.messages[0].pinned
    assert sum(message.notice for message in room.history) == 1


async def test_where_no_thread_can_be_none_is_opened(
    saying: Saying, server: DiscordServer, room: Channel, amina: Person
) -> None:
    thread = room.add_thread("history")
    await server.settled()
    for place in (thread, amina.dm()):
        inside = await saying.post(Place(PLATFORM, str(place.id)), MESSAGE)
        await saying.discuss(inside, "22 November", FIRST)
        assert place.messages[0].thread is None


async def test_pinning_takes_the_pin_of_the_one_before(saying: Saying, room: Channel, posted: Posted) -> None:
    await saying.pin(posted)
    second = await saying.post(posted.place, MESSAGE)
    await saying.pin(second, instead_of=posted.id)
    assert [message.pinned for message in room.messages] == [False, True]
    third = await saying.post(posted.place, MESSAGE)
    room.messages[1].delete()
    await saying.pin(third, instead_of=second.id)
    assert [message.pinned for message in room.messages] == [False, True]


@pytest.mark.parametrize(
    ("taken", "error"),
    [
        (Permission.CREATE_PUBLIC_THREADS | Permission.PIN_MESSAGES, NotAllowedError),
        (Permission.VIEW_CHANNEL, NotAllowedError),
    ],
)
async def test_what_it_may_not_do_beside_posting_is_said_and_nobody_is_bothered(
    saying: Saying,
    telling: Telling,
    server: DiscordServer,
    room: Channel,
    posted: Posted,
    taken: Permission,
    error: type[Exception],
) -> None:
    room.permit_bot(BOT & ~taken)
    await server.settled()
    with pytest.raises(error):
        await saying.discuss(posted, "22 November", FIRST)
    with pytest.raises(error):
        await saying.pin(posted)
    with pytest.raises(error):
        await saying.pin(posted, instead_of=posted.id)
    await telling.close()
    assert not server.requested("POST", "/users/@me/channels")


async def test_a_message_or_a_channel_that_is_gone_has_neither(
    saying: Saying, server: DiscordServer, room: Channel, posted: Posted
) -> None:
    room.messages[0].delete()
    with pytest.raises(MessageGoneError):
        await saying.discuss(posted, "22 November", FIRST)
    with pytest.raises(MessageGoneError):
        await saying.pin(posted)
    room.delete()
    await server.settled()
    with pytest.raises(PlaceGoneError):
        await saying.discuss(posted, "22 November", FIRST)
    with pytest.raises(PlaceGoneError):
        await saying.pin(posted, instead_of=posted.id)


async def test_a_channel_full_of_pins_is_one_where_it_may_not(
    saying: Saying, server: DiscordServer, posted: Posted
) -> None:
    server.fail("PUT", PINS, code=30003)
    with pytest.raises(NotAllowedError):
        await saying.pin(posted)


async def test_a_message_has_an_address(saying: Saying, guild: Guild, amina: Person, posted: Posted) -> None:
    assert await saying.address(posted, str(guild.id)) == (
        f"https://discord.com/channels/{guild.id}/{posted.place.id}/{posted.id}"
    )
    letter = Posted(Place(PLATFORM, str(amina.dm().id)), "7")
    assert await saying.address(letter, "") == f"https://discord.com/channels/@me/{amina.dm().id}/7"


async def test_somebody_is_written_to_alone(
    saying: Saying, server: DiscordServer, guild: Guild, amina: Person
) -> None:
    server.fail("POST", LETTERS, status=503)
    pressed = replace(MESSAGE, buttons=(Button("Resume", "daily:resume:1"),))
    await saying.write_to(str(amina.id), str(guild.id), pressed)
    (letter,) = amina.dm().messages
    # It says which server it is about, in which alone something could be pressed.
    assert letter.text == f"On this day\n-# This is about the server {guild.name}."
    assert letter.buttons == []


async def test_a_letter_about_a_server_that_it_has_left_does_not_name_it(
    saying: Saying, amina: Person
) -> None:
    for server in ("7", ""):
        await saying.write_to(str(amina.id), server, MESSAGE)
    assert [letter.text for letter in amina.dm().messages] == ["On this day"] * 2


async def test_a_letter_is_written_in_the_usual_language_while_the_database_is_away(
    saying: Saying, tarikh: Tarikh, guild: Guild, amina: Person
) -> None:
    await tarikh.store.database.close()
    await saying.write_to(str(amina.id), str(guild.id), MESSAGE)
    (letter,) = amina.dm().messages
    assert letter.text.endswith(f"This is about the server {guild.name}.")


@pytest.mark.parametrize("code", [50013, 50001])
async def test_what_it_lacks_where_it_may_not_post_is_told(
    saying: Saying, server: DiscordServer, room: Channel, code: int
) -> None:
    room.permit_bot(BOT & ~Permission.SEND_MESSAGES)
    await server.settled()
    server.fail("POST", f"/channels/{room.id}/messages$", code=code)
    with pytest.raises(NotAllowedError) as barred:
        await saying.post(Place(PLATFORM, str(room.id)), MESSAGE)
    assert barred.value.lacking == ("Send Messages",)


async def test_a_closed_thread_takes_a_right_of_its_own(
    saying: Saying, server: DiscordServer, room: Channel
) -> None:
    thread = room.add_thread("answers")
    await server.settled()
    server.fail("POST", f"/channels/{thread.id}/messages$", code=50083)
    with pytest.raises(NotAllowedError) as barred:
        await saying.post(Place(PLATFORM, str(thread.id)), MESSAGE)
    assert barred.value.lacking == ("Manage Threads",)


async def test_a_channel_has_an_address(saying: Saying, guild: Guild, room: Channel) -> None:
    place = Posted(Place(PLATFORM, str(room.id)), "")
    assert await saying.address(place, str(guild.id)) == (
        f"https://discord.com/channels/{guild.id}/{room.id}"
    )


async def test_who_takes_no_letters_or_is_gone_is_told_of(
    saying: Saying, server: DiscordServer, guild: Guild, amina: Person
) -> None:
    amina.close_dms()
    with pytest.raises(NotAllowedError):
        await saying.write_to(str(amina.id), str(guild.id), MESSAGE)
    with pytest.raises(NotAllowedError):
        await saying.write_to(str(server.world.bot.id), str(guild.id), MESSAGE)
    with pytest.raises(PlaceGoneError):
        await saying.write_to("7", str(guild.id), MESSAGE)
    server.fail("POST", LETTERS, times=-1, status=503)
    with pytest.raises(UnreachableError):
        await saying.write_to(str(amina.id), str(guild.id), MESSAGE)
