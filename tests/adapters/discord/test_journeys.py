"""Whole journeys of a teacher and a class, each also with Discord misbehaving at every step."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from adapters.discord.client import PLATFORM
from tests.servers.discord import PEOPLE, Callback, NotOfferedError, Permission

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.adapters.discord.conftest import Tarikh
    from tests.servers.discord import Channel, DiscordServer, Guild, Person

CALLBACK = r"/callback$"
POSTS = r"/channels/\d+/messages$"
PUT = "/applications/{application_id}/commands"

# What goes wrong at each step: with the answer, and with what the bot posts by itself.
ANSWERS: dict[str, Callable[[DiscordServer, str], object]] = {
    "nothing": lambda _server, _path: None,
    "503": lambda server, path: server.fail("POST", path, status=503),
    "reset": lambda server, path: server.fail("POST", path, drop=True),
    "lost answer": lambda server, path: server.fail("POST", path, drop=True, lost_answer=True),
    "429": lambda server, path: server.fail("POST", path, retry_after=0.2),
    "connection lost": lambda server, _path: server.gateway.drop(),
    "reconnect": lambda server, _path: server.gateway.reconnect(),
}


@pytest.fixture(params=ANSWERS)
def trouble(request: pytest.FixtureRequest, server: DiscordServer) -> Callable[..., None]:
    """Have something go wrong once, with an answer or with a post."""

    def strike(path: str = CALLBACK) -> None:
        server.faults.clear()
        ANSWERS[request.param](server, path)

    return strike


async def posted(server: DiscordServer, place: Channel, words: str) -> None:
    """Wait until everybody at a place can read these words."""
    await server.wait_for(lambda: any(words in message.text for message in place.messages))


async def test_a_teacher_installs_it_and_a_class_asks(  # noqa: PLR0915 -- a day has many steps
    tarikh: Tarikh,
    server: DiscordServer,
    amina: Person,
    omid: Person,
    trouble: Callable[..., None],
) -> None:
    await tarikh.start()
    guild = server.add_guild("Class 10")
    guild.permit(amina.user, PEOPLE | Permission.MANAGE_GUILD)
    room, hall = guild.add_channel("history"), guild.add_channel("hall")
    await server.settled()

    # She looks an entry up, with its name completed, turns to its last page and back, and asks for sources.
    trouble()
    choices = await amina.complete(room, "lookup", "query", "islamabad acc")
    assert choices[0].name.startswith("Islamabad Accord")
    trouble()
    card = await amina.command(room, "lookup", query=choices[0].value)
    assert card.text.startswith("## Islamabad Accord")
    assert [message.text for message in room.messages] == [card.text]
    pages = [card.text]
    for label in ("Page 2 ▶", "Page 3 ▶", "◀ Page 2", "◀ Page 1"):
        trouble()
        turned = await amina.press(card.message, label=label)
        assert turned.callback is Callback.UPDATE
        pages.append(turned.text)
    assert pages[0] == pages[4]
    assert pages[1] == pages[3]
    assert len({*pages}) == 3
    trouble()
    sources = await omid.press(card.message, label="Sources")
    assert "http" in sources.text
    assert len(room.messages) == 1

    # She lets it speak openly in one channel only. A pupil may not change that.
    trouble()
    panel = await amina.command(hall, "settings")
    trouble()
    changed = await amina.choose(panel.message, "set:channels", [room])
    assert "1 channel" in changed.text
    with pytest.raises(NotOfferedError):
        await omid.command(hall, "settings")
    trouble()
    asked = await omid.command(hall, "lookup", query="Geneva Accords")
    assert asked.private
    trouble()
    asked = await omid.command(room, "lookup", query="Geneva Accords")
    assert not asked.private

    # It is started anew: what was there is still there, and nothing is offered again.
    await tarikh.stop()
    await tarikh.start()
    trouble()
    assert (await omid.command(hall, "lookup", query="Geneva Accords")).private
    trouble()
    again = await amina.press(card.message, label="Page 2 ▶")
    assert again.text == pages[1]
    assert len(server.requested("PUT", PUT)) == 1

    # She removes it by mistake, and takes it back: its settings are as they were.
    guild.remove_bot()
    await server.settled()
    assert await tarikh.store.left_servers(PLATFORM, tarikh.now() + 1) == (str(guild.id),)
    guild.add_bot()
    await server.settled()
    assert (await omid.command(hall, "lookup", query="Geneva Accords")).private


async def test_a_moderator_ends_what_another_has_begun(
    tarikh: Tarikh,
    server: DiscordServer,
    guild: Guild,
    room: Channel,
    amina: Person,
    omid: Person,
    trouble: Callable[..., None],
) -> None:
    farah = server.person("Farah")
    thread = room.add_thread("quiz")
    room.permit(farah.user, PEOPLE | Permission.MANAGE_THREADS)
    await tarikh.start()
    for place in (room, thread):
        trouble(POSTS)
        begun = await amina.command(place, "quiz start", questions=2, wait=0)
        assert begun.private
        await posted(server, place, "Question 1")
        trouble()
        refused = await omid.command(place, "quiz stop")
        assert "or a moderator" in refused.text
        trouble(POSTS)
        stopped = await farah.command(place, "quiz stop")
        # Managing threads makes a moderator in threads.
        assert ("or a moderator" in stopped.text) is (place is room)
        if place is room:
            room.permit(farah.user, PEOPLE | Permission.MANAGE_MESSAGES)
            await farah.command(place, "quiz stop")
            room.permit(farah.user, PEOPLE | Permission.MANAGE_THREADS)
        await posted(server, place, "Final")
        await server.settled()
        assert sum("Question 1" in message.text for message in place.messages) == 1
        assert sum("Final" in message.text for message in place.messages) == 1
    assert guild.has_bot


async def test_where_it_may_not_post_it_says_what_it_needs(
    tarikh: Tarikh, server: DiscordServer, room: Channel, amina: Person
) -> None:
    room.forbid_bot(Permission.SEND_MESSAGES | Permission.SEND_MESSAGES_IN_THREADS)
    thread = room.add_thread("quiz")
    await tarikh.start()
    for place, name in ((room, "Send Messages"), (thread, "Send Messages in Threads")):
        reply = await amina.command(place, "quiz start", questions=2, wait=0)
        assert reply.private
        assert name in reply.text
        assert not place.messages
    looked_up = await amina.command(room, "lookup", query="Geneva Accords")
    assert not looked_up.private
    await server.settled()


async def test_where_only_a_person_brought_it_along_it_answers_and_posts_nothing(
    tarikh: Tarikh, server: DiscordServer, amina: Person
) -> None:
    elsewhere = server.add_guild("Somebody's server")
    elsewhere.has_bot = False
    room = elsewhere.add_channel("history")
    await tarikh.start()
    reply = await amina.command(room, "lookup", query="Geneva Accords")
    assert "14 April 1988" in reply.text
    quiz = await amina.command(room, "quiz start", questions=2, wait=0)
    assert quiz.private
    await server.settled()
    assert not server.requested("POST", "/channels/{channel_id}/messages")
