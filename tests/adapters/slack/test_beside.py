"""What is done beside a post: it is talked about below it, pinned, linked to, and somebody is written to."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from adapters.slack.places import Spot
from bot.message import (
    Message,
    NotAllowedError,
    Picture,
    Place,
    PlaceGoneError,
    Posted,
    UnacceptedError,
    line,
)

if TYPE_CHECKING:
    from adapters.slack.saying import Saying
    from tests.adapters.slack.conftest import Tarikh
    from tests.adapters.slack.voices import Voices
    from tests.servers.slack import Channel, Person, SlackServer

POST, PIN, UNPIN, LINK = "chat.postMessage", "pins.add", "pins.remove", "chat.getPermalink"
REPLIES = "conversations.replies"
FAULTS: list[dict[str, Any]] = [
    {"status": 503},
    {"drop": True, "lost_answer": True},
    {"hang": True, "lost_answer": True},
    {"error": "internal_error"},
    {"retry_after": 1},
]
DAY, TALK = Message((line("On this day"),)), Message((line("Talk about it here."),))
ADDRESS = "https://pictures.invalid/geneva.jpg"
PICTURED = Message((line("On this day"),), picture=Picture(ADDRESS, "The Palais des Nations"))


@pytest.fixture
def saying(voices: Voices) -> Saying:
    return voices.saying


def at(channel: Channel) -> Place:
    return Spot(channel.team.id, channel.id).place


async def test_a_thread_begins_once(saying: Saying, server: SlackServer, room: Channel) -> None:
    posted = await saying.post(at(room), DAY, "p1d")
    for _ in range(2):
        await saying.discuss(posted, "On this day", TALK)
    assert [each.text for each in room.messages[0].thread] == ["Talk about it here."]
    assert len(room.messages) == 2
    assert server.requested(REPLIES) == []  # nobody else could have begun it


async def test_another_process_finds_the_thread_that_was_begun(
    voices: Voices, tarikh: Tarikh, room: Channel
) -> None:
    posted = await voices.saying.post(at(room), DAY, "p1d")
    await voices.saying.discuss(posted, "On this day", TALK)
    tarikh.later = 20.0  # no other takes up before a lease has run out what one has begun
    await voices.another().discuss(posted, "On this day", TALK)
    assert len(room.messages[0].thread) == 1


@pytest.mark.parametrize("fault", FAULTS, ids=str)
async def test_a_fault_neither_loses_nor_doubles_what_begins_a_thread(
    voices: Voices, server: SlackServer, room: Channel, fault: dict[str, Any]
) -> None:
    posted = await voices.saying.post(at(room), DAY, "p1d")
    server.fail(POST, **fault)
    await voices.facing(fault).discuss(posted, "On this day", TALK)
    await server.settled()
    assert len(room.messages[0].thread) == 1


async def test_what_has_no_threads_is_not_talked_about_below(
    saying: Saying, server: SlackServer, amina: Person
) -> None:
    posted = await saying.post(at(amina.dm()), DAY)
    await saying.discuss(posted, "On this day", TALK)
    assert len(server.requested(POST)) == 1


async def test_a_message_that_is_gone_is_not_talked_about(saying: Saying, room: Channel) -> None:
    posted = await saying.post(at(room), DAY)
    room.take_away(room.messages[0])
    with pytest.raises(PlaceGoneError):
        await saying.discuss(posted, "On this day", TALK)
    assert room.messages == []


async def test_a_pin_takes_the_place_of_the_one_before(
    saying: Saying, server: SlackServer, room: Channel
) -> None:
    first, second = [await saying.post(at(room), DAY, key) for key in ("p1d", "p2d")]
    await saying.pin(first)
    await saying.pin(second, instead_of=first.id)
    assert room.pins == [second.id]
    await saying.pin(second, instead_of=first.id)  # as it is already
    assert room.pins == [second.id]
    assert len(server.requested(PIN)) == 3


async def test_messages_that_are_gone_need_no_pin(saying: Saying, room: Channel) -> None:
    first, second = [await saying.post(at(room), DAY, key) for key in ("p1d", "p2d")]
    room.take_away(room.messages[0])
    await saying.pin(second, instead_of=first.id)
    assert room.pins == [second.id]
    room.take_away(room.messages[0])
    await saying.pin(second)
    assert room.pins == []


@pytest.mark.parametrize("fault", FAULTS, ids=str)
async def test_a_fault_does_not_lose_a_pin(
    voices: Voices, server: SlackServer, room: Channel, fault: dict[str, Any]
) -> None:
    saying = voices.facing(fault)
    first, second = [await saying.post(at(room), DAY, key) for key in ("p1d", "p2d")]
    await saying.pin(first)
    for method in (PIN, UNPIN):
        server.fail(method, **fault)
    await saying.pin(second, instead_of=first.id)
    await server.wait_for(lambda: room.pins == [second.id], 10.0)
    await server.settled()
    assert room.pins == [second.id]
    await saying.close()


async def test_a_burst_of_pins_holds_up_no_post(voices: Voices, server: SlackServer) -> None:
    saying = voices.another(speed=1.0)
    rooms = [server.team.add_channel(f"room-{number}") for number in range(12)]
    server.limits.enforce = True
    for room in rooms:
        await saying.pin(await saying.post(at(room), DAY, "p1d"))
    assert all(len(room.messages) == 1 for room in rooms)
    pinned = sum(len(room.pins) for room in rooms)
    assert 5 <= pinned < 12
    assert not server.limits.refused
    await saying.close()
    assert sum(len(room.pins) for room in rooms) == pinned


async def test_pins_that_had_to_wait_are_set(voices: Voices, server: SlackServer) -> None:
    rooms = [server.team.add_channel(f"room-{number}") for number in range(12)]
    for room in rooms:
        await voices.saying.pin(await voices.saying.post(at(room), DAY, "p1d"))
    await server.wait_for(lambda: all(room.pins for room in rooms), 20.0)
    await voices.saying.close()


async def test_an_installation_of_old_may_not_pin_and_its_installer_is_told_once(
    voices: Voices, server: SlackServer, room: Channel
) -> None:
    farah = server.team.person("Farah", admin=True)
    voices.installers[server.team.id] = farah.id
    server.team.remove_scope("pins:write")
    posted = await voices.saying.post(at(room), DAY, "p1d")
    for _ in range(3):
        with pytest.raises(NotAllowedError):
            await voices.saying.pin(posted)
        await voices.telling.close()
    [letter] = farah.dm().messages
    assert "pins:write" in letter.text
    server.team.add_scope("pins:write")
    await voices.saying.pin(posted)
    assert room.pins == [posted.id]


async def test_who_may_not_pin_in_a_channel_is_told_of_pins(
    voices: Voices, server: SlackServer, room: Channel
) -> None:
    farah = server.team.person("Farah", admin=True)
    voices.installers[server.team.id] = farah.id
    posted = await voices.saying.post(at(room), DAY, "p1d")
    server.fail(PIN, error="restricted_action")
    with pytest.raises(NotAllowedError):
        await voices.saying.pin(posted)
    await voices.telling.close()
    [letter] = farah.dm().messages
    assert "does not let me pin messages in this channel: #history" in letter.text


async def test_a_message_has_an_address(saying: Saying, server: SlackServer, room: Channel) -> None:
    posted = await saying.post(at(room), DAY)
    address = await saying.address(posted, server.team.id)
    assert address == f"https://class-9.slack.com/archives/{room.id}/p{posted.id.replace('.', '')}"


async def test_a_channel_has_an_address_of_which_slack_need_not_be_asked(
    saying: Saying, server: SlackServer, room: Channel
) -> None:
    assert await saying.address(Posted(at(room), ""), server.team.id) == (
        f"https://slack.com/app_redirect?team={server.team.id}&channel={room.id}"
    )
    assert server.requested(LINK) == []


async def test_what_it_lacks_where_it_may_not_post_is_told(
    voices: Voices, server: SlackServer, room: Channel
) -> None:
    lacks = []
    for word in ("not_in_channel", "is_archived"):
        server.fail(POST, error=word)
        with pytest.raises(NotAllowedError) as barred:
            await voices.saying.post(at(room), DAY)
        lacks.append(barred.value.lacking)
        await voices.telling.close()
    server.team.remove_scope("chat:write")
    with pytest.raises(NotAllowedError) as barred:
        await voices.saying.post(at(room), DAY)
    lacks.append(barred.value.lacking)
    assert lacks == [
        ("/invite @Tarikh",),
        ("take it out of the archive",),
        ("the permission chat:write, given by installing Tarikh again",),
    ]


@pytest.mark.parametrize(
    "fault", [{"status": 500}, {"error": "channel_not_found"}, {"retry_after": 60}], ids=str
)
async def test_where_slack_does_not_tell_an_address_there_is_none(
    saying: Saying, server: SlackServer, room: Channel, fault: dict[str, Any]
) -> None:
    posted = await saying.post(at(room), DAY)
    server.fail(LINK, **fault)
    assert not await saying.address(posted, server.team.id)
    assert not await saying.address(Posted(at(room), "1700000000.000100"), server.team.id)


@pytest.mark.parametrize("fault", [{}, *FAULTS], ids=str)
async def test_somebody_is_written_to_alone_and_once(
    voices: Voices, server: SlackServer, amina: Person, fault: dict[str, Any]
) -> None:
    server.subscribed.discard("message.im")  # nobody listens
    if fault:
        server.fail(POST, **fault)
    await voices.facing(fault).write_to(amina.id, server.team.id, DAY)
    await server.settled()
    assert [each.text for each in amina.dm().messages] == ["On this day"]


async def test_who_cannot_be_written_to_is_told_by_an_error(saying: Saying, server: SlackServer) -> None:
    with pytest.raises(PlaceGoneError):
        await saying.write_to("U0NOBODY", server.team.id, DAY)
    server.violations.clear()  # nobody can know before asking that an account is gone


async def test_a_group_is_called_in_what_is_posted(
    saying: Saying, server: SlackServer, room: Channel, amina: Person
) -> None:
    group = server.team.add_group("class", amina)
    server.judge.welcome.add(group.id)
    posted = await saying.post(at(room), Message(DAY.lines, ping=group.id), "p1d")
    assert room.messages[0].text == "@class\nOn this day"
    assert "class" not in room.messages[0].fallback
    await saying.edit(posted, TALK)  # nobody is called by an edit
    assert room.messages[0].text == "Talk about it here."


@pytest.mark.parametrize("ping", ["", "none", "<!channel>", "C0HISTORY", "S1 S2"])
async def test_what_is_no_group_calls_nobody(saying: Saying, room: Channel, ping: str) -> None:
    await saying.post(at(room), Message(DAY.lines, ping=ping))
    assert room.messages[0].text == "On this day"


async def test_a_picture_is_shown_with_its_description(saying: Saying, room: Channel) -> None:
    await saying.post(at(room), PICTURED)
    assert room.messages[0].text == "On this day\nThe Palais des Nations"
    [picture] = [block for block in room.messages[0].blocks if block["type"] == "image"]
    assert (picture["image_url"], picture["alt_text"]) == (ADDRESS, "The Palais des Nations")


async def test_a_picture_that_slack_cannot_get_is_told_and_the_rest_posted_without(
    saying: Saying, server: SlackServer, room: Channel
) -> None:
    server.judge.lost.add(ADDRESS)
    with pytest.raises(UnacceptedError):
        await saying.post(at(room), PICTURED, "p1d")
    posted = await saying.post(at(room), DAY, "p1d")
    assert [each.ts for each in room.messages] == [posted.id]


async def test_posts_side_by_side_neither_wait_for_one_another_nor_are_refused(
    voices: Voices, server: SlackServer
) -> None:
    """A morning: 20 workspaces with ten channels each, and one that Slack lets wait."""
    teams = [server.add_team(f"School {number}") for number in range(20)]
    for team in teams:
        team.install()
    rooms = [team.add_channel(f"room-{number}") for team in teams for number in range(10)]
    slow = server.team.add_channel("slow")
    saying = voices.another(speed=1.0)
    server.fail(POST, retry_after=15)
    waiting = asyncio.create_task(saying.post(at(slow), DAY, "p1d"))
    await server.wait_for(lambda: bool(server.requested(POST)))
    server.limits.enforce = True
    await asyncio.gather(*(saying.post(at(room), DAY, "p1d") for room in rooms))
    assert all(len(room.messages) == 1 for room in rooms)
    assert not server.limits.refused["chat.postMessage"] - 1
    assert not waiting.done()
    waiting.cancel()
