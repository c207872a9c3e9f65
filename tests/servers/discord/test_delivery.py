"""What goes wrong between discord.py and Discord goes wrong here too: limits, faults, lost answers."""

from __future__ import annotations

import asyncio
import time
from io import BytesIO
from typing import TYPE_CHECKING

import discord
import pytest

from tests.servers.discord import BOT, DiscordServer, Permission, running
from tests.servers.discord.sample import SampleClient

if TYPE_CHECKING:
    from tests.servers.discord import Channel

MESSAGES = r"/channels/\d+/messages$"
POST = ("POST", "/channels/{channel_id}/messages")


def target(client: SampleClient, room: Channel) -> discord.TextChannel:
    """The room as the client sees it."""
    found = client.get_channel(room.id)
    assert isinstance(found, discord.TextChannel)
    return found


async def bare(client: SampleClient, room: Channel, text: str) -> int:
    """Send a message without a nonce, which discord.py's own `send` would make up."""
    sent = await client.http.send_message(room.id, params=discord.http.handle_message_parameters(text))
    return int(sent["id"])


async def test_the_same_nonce_gives_the_same_message(
    server: DiscordServer, client: SampleClient, room: Channel
) -> None:
    first = await target(client, room).send("once", nonce="a")
    again = await target(client, room).send("once", nonce="a")
    other = await target(client, room).send("once", nonce="b")
    assert first.id == again.id
    assert other.id != first.id
    assert [message.nonce for message in room.messages] == ["a", "b"]
    without = [await bare(client, room, "once") for _ in range(2)]
    assert without[0] != without[1]
    server.times.nonce_lasts = 0.0
    assert (await target(client, room).send("once", nonce="a")).id != first.id


async def test_a_message_is_edited_and_deleted(client: SampleClient, room: Channel) -> None:
    sent = await target(client, room).send("one")
    await sent.edit(content="two")
    await sent.edit(content="three")
    (message,) = room.messages
    assert message.text == "three"
    assert message.edits == 2
    assert [state["content"] for state in message.history] == ["one", "two"]
    await sent.delete()
    assert room.messages == []
    with pytest.raises(discord.NotFound) as caught:
        await sent.edit(content="four")
    assert caught.value.code == 10008


async def test_messages_are_read_pinned_and_replied_to(client: SampleClient, room: Channel) -> None:
    channel = target(client, room)
    sent = [await channel.send(str(number)) for number in range(5)]
    assert [message.content async for message in channel.history(limit=2)] == ["4", "3"]
    found = [message.content async for message in channel.history(after=sent[1], limit=2)]
    assert found == ["2", "3"]
    assert (await channel.fetch_message(sent[2].id)).content == "2"
    await sent[0].reply("an answer", mention_author=False)
    assert room.messages[-1].reference is not None
    room.permit_bot(BOT & ~Permission.PIN_MESSAGES | Permission.MANAGE_MESSAGES)
    with pytest.raises(discord.Forbidden):
        await sent[0].pin()
    room.permit_bot(BOT)
    for _ in range(2):
        await sent[0].pin()
    assert room.messages[0].pinned
    assert [message.notice for message in room.history] == [False] * 6 + [True]
    assert [message.content async for message in channel.pins()] == ["0"]
    async with channel.typing():
        pass


async def test_threads_forums_and_direct_messages_are_opened(
    server: DiscordServer, client: SampleClient, room: Channel
) -> None:
    sent = await target(client, room).send("a question")
    thread = await sent.create_thread(name="answers")
    assert thread.id == sent.id
    await thread.send("one")
    assert [message.text for message in server.world.channels[thread.id].messages] == ["one"]
    assert room.guild is not None
    forum = room.guild.add_forum("questions")
    await server.wait_for(lambda: client.get_channel(forum.id))
    place = client.get_channel(forum.id)
    assert isinstance(place, discord.ForumChannel)
    post = await place.create_thread(name="Bonn?", content="What was agreed?")
    assert [message.text for message in server.world.channels[post.thread.id].messages] == [
        "What was agreed?"
    ]
    amina = server.person("Amina")
    user = await client.fetch_user(amina.id)
    await user.send("hello")
    assert [message.text for message in amina.dm().messages] == ["hello"]
    amina.close_dms()
    with pytest.raises(discord.Forbidden) as caught:
        await user.send("hello")
    assert caught.value.code == 50007


@pytest.mark.parametrize(
    ("taken", "code"),
    [(Permission.VIEW_CHANNEL, 50001), (Permission.SEND_MESSAGES, 50013)],
)
async def test_what_the_bot_may_not_do_is_refused(
    client: SampleClient, room: Channel, taken: Permission, code: int
) -> None:
    sent = await target(client, room).send("while it may")
    room.forbid_bot(taken)
    for attempt in (target(client, room).send("x"), sent.edit(content="x")):
        with pytest.raises(discord.Forbidden) as caught:
            await attempt
        assert caught.value.code == code
    room.permit_bot(BOT)
    await sent.edit(content="again")


async def test_what_hangs_on_a_message_needs_its_own_right(client: SampleClient, room: Channel) -> None:
    channel = target(client, room)
    sent = await channel.send("x")
    room.permit_bot(Permission.VIEW_CHANNEL | Permission.SEND_MESSAGES)
    for attempt in (
        channel.send(embed=discord.Embed(title="t")),
        sent.edit(embed=discord.Embed(title="t")),
        channel.send(file=discord.File(BytesIO(b"x"), "a.txt")),
    ):
        with pytest.raises(discord.Forbidden) as caught:
            await attempt
        assert caught.value.code == 50013
    with pytest.raises(discord.HTTPException) as refused:
        await sent.reply("y")
    assert refused.value.code == 160002
    assert [message.content async for message in channel.history()] == []
    assert [message.text for message in room.messages] == ["x"]


async def test_threads_have_a_right_of_their_own(
    client: SampleClient, server: DiscordServer, room: Channel
) -> None:
    thread = room.add_thread("quiz")
    await server.wait_for(lambda: client.get_channel(thread.id))
    place = client.get_channel(thread.id)
    assert isinstance(place, discord.Thread)
    room.forbid_bot(Permission.SEND_MESSAGES)
    await place.send("allowed")
    room.forbid_bot(Permission.SEND_MESSAGES_IN_THREADS)
    with pytest.raises(discord.Forbidden):
        await place.send("not allowed")
    room.permit_bot(BOT)
    thread.archive()
    await place.send("opens it again")
    assert not thread.archived
    thread.archive(locked=True)
    with pytest.raises(discord.HTTPException) as caught:
        await place.send("locked")
    assert caught.value.code == 50083


async def test_deleted_and_left_places_are_unknown(client: SampleClient, room: Channel) -> None:
    channel = target(client, room)
    assert room.guild is not None
    room.guild.remove_bot()
    with pytest.raises(discord.Forbidden) as gone:
        await channel.send("x")
    assert gone.value.code == 50001
    room.guild.add_bot()
    room.delete()
    with pytest.raises(discord.NotFound) as unknown:
        await channel.send("x")
    assert unknown.value.code == 10003


async def test_a_bucket_makes_discord_py_wait_before_it_is_refused(
    server: DiscordServer, client: SampleClient, room: Channel
) -> None:
    server.limits.bucket(*POST, limit=2, per=0.3)
    started = time.monotonic()
    for number in range(5):
        await target(client, room).send(str(number))
    assert time.monotonic() - started >= 0.6
    assert not server.limits.given
    assert [message.text for message in room.messages] == list("01234")


async def test_a_bucket_refuses_those_who_do_not_wait(server: DiscordServer, room: Channel) -> None:
    server.limits.bucket(*POST, limit=1, per=0.2)
    other = room.guild.add_channel("other") if room.guild else room
    async with running(server, SampleClient()) as client:
        clients = [client.http, discord.http.HTTPClient(asyncio.get_running_loop())]
        await clients[1].static_login(server.token)
        params = [discord.http.handle_message_parameters(content) for content in "ab"]
        sends = [http.send_message(room.id, params=each) for http, each in zip(clients, params, strict=True)]
        await asyncio.gather(*sends)
        await clients[0].send_message(other.id, params=discord.http.handle_message_parameters("c"))
        await clients[1].close()
    assert server.limits.given == {"user": 1}
    assert server.traffic.invalid == 1
    assert sorted(message.text for message in room.messages) == ["a", "b"]


async def test_the_limit_of_the_whole_bot_is_waited_out(
    server: DiscordServer, client: SampleClient, room: Channel
) -> None:
    server.limits.everywhere(3, per=0.3)
    rooms = [room.guild.add_channel(str(number)) for number in range(5)] if room.guild else []
    await server.wait_for(lambda: all(client.get_channel(each.id) for each in rooms))
    await asyncio.gather(*(target(client, each).send("x") for each in rooms))
    assert server.limits.given["global"] >= 1
    assert all(len(each.messages) == 1 for each in rooms)
    amina = server.person("Amina")
    given = server.limits.given.copy()
    replies = await asyncio.gather(*(amina.command(room, "lookup", query="x") for _ in range(5)))
    assert len(replies) == 5
    assert server.limits.given == given


@pytest.mark.parametrize("scope", ["user", "global", "shared"])
async def test_an_ordered_429_is_waited_out(
    server: DiscordServer, client: SampleClient, room: Channel, scope: str
) -> None:
    fault = server.fail("POST", MESSAGES, retry_after=0.05, scope=scope)  # type: ignore[arg-type]  # from a list
    await target(client, room).send("x")
    assert fault.hits == 1
    assert server.limits.given == {scope: 1}
    assert server.traffic.invalid == (0 if scope == "shared" else 1)
    assert [each.status for each in server.requested(*POST)] == [429, 200]


async def test_a_429_without_via_is_a_ban(server: DiscordServer, client: SampleClient, room: Channel) -> None:
    server.fail("POST", MESSAGES, retry_after=0.05, via=False)
    with pytest.raises(discord.HTTPException) as caught:
        await target(client, room).send("x")
    assert caught.value.status == 429
    assert room.messages == []


async def test_503_is_given_up_and_502_is_tried_again(
    server: DiscordServer, client: SampleClient, room: Channel
) -> None:
    server.fail("POST", MESSAGES, status=503)
    with pytest.raises(discord.DiscordServerError):
        await target(client, room).send("x")
    assert room.messages == []
    server.fail("POST", MESSAGES, status=502, lost_answer=True)
    await bare(client, room, "twice")
    server.fail("POST", MESSAGES, status=502, lost_answer=True)
    await target(client, room).send("once", nonce="a")
    assert [message.text for message in room.messages] == ["twice", "twice", "once"]


@pytest.mark.parametrize(("lost_answer", "messages"), [(False, 0), (True, 1)])
async def test_a_dropped_connection_leaves_or_loses_the_message(
    server: DiscordServer, client: SampleClient, room: Channel, lost_answer: bool, messages: int
) -> None:
    server.fail("POST", MESSAGES, drop=True, lost_answer=lost_answer)
    with pytest.raises(OSError, match=r"(?i)disconnected|reset"):
        await target(client, room).send("x", nonce="a")
    assert len(room.messages) == messages
    await target(client, room).send("x", nonce="a")
    assert len(room.messages) == 1


async def test_answers_are_delayed_withheld_or_errors_of_a_code(
    server: DiscordServer, client: SampleClient, room: Channel
) -> None:
    server.fail("POST", MESSAGES, delay=0.1)
    started = time.monotonic()
    await target(client, room).send("slow")
    assert time.monotonic() - started >= 0.1
    server.fail("POST", MESSAGES, hang=True)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(target(client, room).send("never"), 0.1)
    server.fail("POST", MESSAGES, status=404, code=10003)
    with pytest.raises(discord.NotFound) as caught:
        await target(client, room).send("unknown")
    assert caught.value.code == 10003
    await server.settled()
    assert [message.text for message in room.messages] == ["slow"]
