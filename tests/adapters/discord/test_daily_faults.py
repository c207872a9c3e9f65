"""A daily post appears exactly once, whatever Discord and this process do; many keep to Discord's limit."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from bot.posts import State
from tests.adapters.discord.daily import BOTH, Dailies, dailies, hall
from tests.servers.discord import BOT, Permission

if TYPE_CHECKING:
    from tests.adapters.discord.conftest import Bots
    from tests.servers.discord import Channel, DiscordServer, Guild, Person

__all__ = ["dailies", "hall"]  # fixtures

POSTS = r"/channels/\d+/messages$"
PINS, THREADS, EDITS = r"/messages/pins/\d+$", r"/messages/\d+/threads$", r"/channels/\d+/messages/\d+$"
SENT = ("POST", "/channels/{channel_id}/messages")


FAULTS = [
    {"status": 503},
    {"status": 502},
    {"status": 503, "times": 3},
    {"drop": True},
    {"drop": True, "lost_answer": True},
    {"drop": True, "lost_answer": True, "times": 3},
    {"retry_after": 0.2},
    {"retry_after": 0.2, "scope": "global"},
    {"retry_after": 0.2, "scope": "shared"},
]


@pytest.mark.parametrize("fault", FAULTS, ids=str)
async def test_a_fault_neither_loses_nor_doubles_a_daily_post(
    dailies: Dailies, server: DiscordServer, hall: Channel, amina: Person, fault: dict[str, object]
) -> None:
    await dailies.wanted(hall, amina, BOTH)
    ordered = server.fail("POST", POSTS, **fault)  # type: ignore[arg-type] # a table's columns
    await dailies.due(hall)
    assert len(hall.messages) == 2
    assert ordered.hits == fault.get("times", 1)
    post = await dailies.post(hall)
    assert post.state is State.POSTED
    assert [post.day_message, post.question_message] == [str(each.id) for each in hall.messages]


@pytest.mark.parametrize("lost", [True, False], ids=["dropped", "reconnect"])
async def test_a_connection_that_is_lost_keeps_no_daily_post_back(
    dailies: Dailies, server: DiscordServer, hall: Channel, amina: Person, lost: bool
) -> None:
    await dailies.wanted(hall, amina, BOTH)
    (server.gateway.drop if lost else server.gateway.reconnect)()
    await dailies.due(hall)
    assert len(hall.messages) == 2


@pytest.mark.parametrize("forgotten", [False, True])
async def test_a_process_that_ends_between_a_post_and_its_record_leaves_it_to_be_found(
    bots: Bots, server: DiscordServer, hall: Channel, amina: Person, omid: Person, forgotten: bool
) -> None:
    first, second = Dailies(bots()), Dailies(bots())
    await first.start()
    await first.wanted(hall, amina, BOTH)
    # Discord shows the message, but does not say so any more.
    server.fail("POST", POSTS, times=-1, hang=True, lost_answer=True)
    due = asyncio.create_task(first.due(hall))
    await server.wait_for(lambda: hall.messages, 20.0)
    assert first.delivering is not None
    first.delivering.fall_silent()
    await first.stop()
    due.cancel()
    await asyncio.gather(due, return_exceptions=True)

    # While nobody looked, others wrote, and Discord may have forgotten the nonce.
    server.faults.clear()
    server.times.nonce_lasts = 0.0 if forgotten else 300.0
    for number in range(120):
        omid.write(hall, f"{number}")
    second.tarikh.later = first.tarikh.later
    await second.start()
    await second.tick()
    own = [message for message in hall.messages if message.author == server.world.bot]
    assert len(own) == 2
    post = await second.post(hall)
    assert post.state is State.POSTED
    assert [post.day_message, post.question_message] == [str(each.id) for each in own]
    assert (await second.answer(hall, omid)).private
    await second.stop()


async def test_where_it_cannot_look_what_may_be_there_is_not_posted_again(
    bots: Bots, server: DiscordServer, hall: Channel, amina: Person
) -> None:
    hall.permit_bot(BOT & ~Permission.READ_MESSAGE_HISTORY)
    first, second = Dailies(bots()), Dailies(bots())
    await first.start()
    await first.wanted(hall, amina)
    server.fail("POST", POSTS, times=-1, hang=True, lost_answer=True)
    due = asyncio.create_task(first.due(hall))
    await server.wait_for(lambda: hall.messages, 20.0)
    assert first.delivering is not None
    first.delivering.fall_silent()
    await first.stop()
    due.cancel()
    await asyncio.gather(due, return_exceptions=True)
    server.faults.clear()
    server.times.nonce_lasts = 0.0
    second.tarikh.later = first.tarikh.later
    await second.start()
    await second.tick()
    assert len(hall.messages) == 1
    assert (await second.post(hall)).state is State.FAILED
    # The next day is a new one.
    await second.due(hall)
    assert len(hall.messages) == 2
    assert (await second.post(hall)).state is State.POSTED
    await second.stop()


@pytest.mark.parametrize("path", [PINS, THREADS, EDITS], ids=["pin", "thread", "edit"])
async def test_what_goes_with_a_post_does_not_fail_it(
    dailies: Dailies, server: DiscordServer, hall: Channel, amina: Person, path: str
) -> None:
    reply = await amina.command(
        hall, "daily set", time="8:00", zone="Asia/Kabul", question="yes", thread="yes", pin="yes"
    )
    assert "Set up" in reply.text
    await dailies.due(hall)
    server.fail("*", path, times=-1, code=50013)
    await dailies.due(hall)
    assert len(hall.messages) == 4
    assert (await dailies.post(hall)).state is State.POSTED
    assert not amina.dm().messages


async def test_one_channel_s_trouble_is_not_another_s(
    dailies: Dailies, server: DiscordServer, guild: Guild, room: Channel, hall: Channel, amina: Person
) -> None:
    rooms = [guild.add_channel(f"room-{number}") for number in range(6)]
    await server.settled()
    for each in (*rooms, room, hall):
        await dailies.wanted(each, amina)
    server.fail("POST", rf"/channels/{rooms[0].id}/messages$", times=-1, status=400, code=50035)
    server.fail("POST", rf"/channels/{rooms[1].id}/messages$", times=-1, code=10003)
    rooms[2].permit_bot(0)
    await dailies.due(hall)
    posted = [len(each.messages) for each in (*rooms, room, hall)]
    assert posted == [0, 0, 0, 1, 1, 1, 1, 1]


async def test_many_at_once_keep_to_discord_s_limit_and_a_quiz_goes_on_beside_them(
    dailies: Dailies, server: DiscordServer, room: Channel, amina: Person
) -> None:
    halls = [server.add_guild(f"Class {number}").add_channel("hall") for number in range(60)]
    await server.settled()
    for each in halls:
        await dailies.wanted(each, amina, BOTH)
    server.limits.usual()
    before = len(server.requested(*SENT))
    posting = asyncio.create_task(dailies.due(halls[0]))
    await server.wait_for(lambda: len(server.requested(*SENT)) > before + 8, 20.0)
    begun = await amina.command(room, "quiz start", questions=2, wait=0)
    assert begun.private
    await server.wait_for(lambda: any("Question 1" in each.text for each in room.messages), 20.0)
    await posting
    assert [len(each.messages) for each in halls] == [2] * len(halls)
    assert server.limits.given == {}
