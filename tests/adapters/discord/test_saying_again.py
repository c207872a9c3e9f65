"""What may have been posted already is looked for in the channel, and is never there twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from adapters.discord import saying as speaking
from adapters.discord.client import PLATFORM
from adapters.discord.render import Renderer
from adapters.discord.saying import Saying
from bot.message import (
    Button,
    Choice,
    Message,
    NotAllowedError,
    Place,
    PlaceGoneError,
    Select,
    UnacceptedError,
    UnreachableError,
    line,
)
from tests.servers.discord import BOT, Kind, Permission
from tests.servers.discord.messages import Message as Shown

if TYPE_CHECKING:
    from adapters.discord.telling import Telling
    from tests.servers.discord import Channel, DiscordServer, Person
    from tests.servers.discord.users import User

POSTS = r"/channels/\d+/messages$"
LIST = ("GET", "/channels/{channel_id}/messages")
KEY = "0123456789abcdefd"
DAILY = Message((line("On this day"),), (Button("All", "daily:more:0123456789abcdef"), Button("A", "look:a")))
OTHER = Message((line("On this day"),), (Button("All", "daily:more:fedcba9876543210"), Button("A", "look:a")))


@pytest.fixture
def saying(telling: Telling) -> Saying:
    """The platform, with less patience than in life."""
    return Saying(telling.client, Renderer(), telling, patience=0.4, pause=0.02)


def at(channel: Channel) -> Place:
    return Place(PLATFORM, str(channel.id))


def crowd(room: Channel, author: User, messages: int) -> None:
    """Have somebody write much."""
    for number in range(messages):
        message = Shown(room, author)
        message.put({"content": f"{number}"}, {}, flags=0)
        room.store(message)


async def test_a_message_is_found_when_its_nonce_is_long_forgotten(
    saying: Saying, server: DiscordServer, room: Channel, amina: Person
) -> None:
    first = await saying.post(at(room), DAILY, KEY)
    await saying.post(at(room), OTHER, "fedcba9876543210d")
    server.times.nonce_lasts = 0.0
    crowd(room, amina.user, 250)
    assert await saying.post(at(room), DAILY, KEY, doubted=True) == first
    assert len(room.messages) == 252
    assert [dict(each.query) for each in server.requested(*LIST)] == [
        {"limit": "100"} | ({"before": str(room.messages[at_].id)} if at_ else {}) for at_ in (0, 152, 52)
    ]


async def test_a_message_with_a_select_is_found(saying: Saying, server: DiscordServer, room: Channel) -> None:
    select = Select("daily:q:0123456789abcdef:s", "?", (Choice("x", "1"), Choice("y", "2")))
    asked = Message((line("?"),), selects=(select,))
    first = await saying.post(at(room), asked, KEY)
    server.times.nonce_lasts = 0.0
    assert await saying.post(at(room), asked, KEY, doubted=True) == first


@pytest.mark.parametrize(
    "tokens",
    [
        ("daily:more:0123456789abcdef", "look:b"),
        ("daily:more:0123456789abcdef",),
        ("look:b", "daily:more:0123456789abcdef", "daily:map:0123456789abcdef"),
    ],
)
async def test_a_message_is_found_though_an_update_has_it_offer_something_else(
    saying: Saying, server: DiscordServer, room: Channel, tokens: tuple[str, ...]
) -> None:
    first = await saying.post(at(room), DAILY, KEY)
    server.times.nonce_lasts = 0.0
    updated = Message((line("On this day"),), tuple(Button(token, token) for token in tokens))
    assert await saying.post(at(room), updated, KEY, doubted=True) == first
    assert len(room.messages) == 1


async def test_the_other_message_of_a_post_or_quiz_is_not_taken_for_it(
    saying: Saying, server: DiscordServer, room: Channel
) -> None:
    number = "0123456789abcdef"
    parts = {
        f"{number}d": (f"daily:more:{number}", "look:a"),
        f"{number}q": (f"daily:q:{number}:0", f"daily:q:{number}:1", "look:a"),
        f"{number}:lobby": (f"quiz:{number}:join", "look:a"),
        f"{number}:q0": (f"quiz:{number}:0:1", f"quiz:{number}:0:2", "look:a"),
        f"{number}:q1": (f"quiz:{number}:1:1", f"quiz:{number}:1:2", "look:a"),
        f"{number}:q1.1": ("look:a",),
    }
    await server.settled()
    server.times.nonce_lasts = 0.0
    for key, tokens in parts.items():
        message = Message((line("Something"),), tuple(Button(token, token) for token in tokens))
        await saying.post(at(room), message, key, doubted=True)
    assert len(room.messages) == len(parts)


@pytest.mark.parametrize("times", [1, 5])
async def test_what_is_not_there_is_posted(
    saying: Saying, server: DiscordServer, room: Channel, amina: Person, times: int
) -> None:
    await saying.post(at(room), OTHER, "fedcba9876543210d")
    crowd(room, amina.user, times)
    posted = await saying.post(at(room), DAILY, KEY, doubted=True)
    assert str(room.messages[-1].id) == posted.id
    assert len(server.requested(*LIST)) == 1


async def test_what_others_show_and_what_answers_somebody_is_not_taken_for_it(
    saying: Saying, server: DiscordServer, room: Channel, amina: Person
) -> None:
    for metadata, author in ((None, amina.user), ({"type": 3}, server.world.bot)):
        message = Shown(room, author, metadata=metadata)
        message.put({"components": Renderer().payload(DAILY)["components"]}, {}, flags=32768)
        room.store(message)
    await saying.post(at(room), DAILY, KEY, doubted=True)
    assert len(room.messages) == 3


async def test_a_history_is_read_a_day_back(
    saying: Saying, server: DiscordServer, room: Channel, amina: Person
) -> None:
    old = Shown(room, amina.user)
    old.id -= 2 * 86_400_000 << 22
    for number in range(1, 200):
        room.stored[old.id + number] = older = Shown(room, amina.user)
        older.id = old.id + number
        older.put({"content": "old"}, {}, flags=0)
    crowd(room, amina.user, 10)
    await saying.post(at(room), DAILY, KEY, doubted=True)
    assert len(server.requested(*LIST)) == 1
    assert room.messages[-1].nonce == KEY


async def test_where_so_much_was_said_that_it_cannot_be_told_nothing_is_posted(
    saying: Saying, server: DiscordServer, room: Channel, amina: Person
) -> None:
    crowd(room, amina.user, 1_050)
    with pytest.raises(UnacceptedError):
        await saying.post(at(room), DAILY, KEY, doubted=True)
    assert len(server.requested(*LIST)) == 10
    assert len(room.messages) == 1_050


async def test_without_the_right_to_read_what_another_process_may_have_posted_is_given_up(
    saying: Saying, server: DiscordServer, room: Channel
) -> None:
    room.permit_bot(BOT & ~Permission.READ_MESSAGE_HISTORY)
    await server.settled()
    with pytest.raises(UnacceptedError):
        await saying.post(at(room), DAILY, KEY, doubted=True)
    assert not room.messages
    assert not server.requested(*LIST)


async def test_without_the_right_to_read_a_post_of_just_now_is_tried_again(
    saying: Saying, server: DiscordServer, room: Channel
) -> None:
    room.permit_bot(BOT & ~Permission.READ_MESSAGE_HISTORY)
    await server.settled()
    server.fail("POST", POSTS, times=5, drop=True, lost_answer=True)
    with pytest.raises(UnreachableError):
        await saying.post(at(room), DAILY, KEY)
    posted = await saying.post(at(room), DAILY, KEY, doubted=True)
    assert [str(message.id) for message in room.messages] == [posted.id]


async def test_without_the_right_to_read_a_post_of_long_ago_is_given_up(
    saying: Saying, server: DiscordServer, room: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    room.permit_bot(BOT & ~Permission.READ_MESSAGE_HISTORY)
    await server.settled()
    server.fail("POST", POSTS, times=5, drop=True, lost_answer=True)
    with pytest.raises(UnreachableError):
        await saying.post(at(room), DAILY, KEY)
    monkeypatch.setattr(speaking, "REMEMBERED", 0.0)
    server.times.nonce_lasts = 0.0
    for _ in range(2):
        with pytest.raises(UnacceptedError):
            await saying.post(at(room), DAILY, KEY, doubted=True)
    assert len(room.messages) == 1


async def test_what_cannot_be_pressed_is_known_by_its_nonce_alone(
    saying: Saying, server: DiscordServer, room: Channel
) -> None:
    said = Message((line("Time is up."),))
    first = await saying.post(at(room), said, KEY)
    assert await saying.post(at(room), said, KEY, doubted=True) == first
    assert not server.requested(*LIST)


async def test_it_is_found_in_a_thread_and_in_a_conversation(
    saying: Saying, server: DiscordServer, room: Channel, amina: Person
) -> None:
    thread = room.add_thread("history")
    await server.settled()
    for place in (thread, amina.dm()):
        server.times.nonce_lasts = 300.0
        first = await saying.post(at(place), DAILY, KEY)
        server.times.nonce_lasts = 0.0
        assert await saying.post(at(place), DAILY, KEY, doubted=True) == first
        assert len(place.messages) == 1


async def test_where_nothing_was_said_yet_it_is_posted(
    saying: Saying, server: DiscordServer, room: Channel, amina: Person
) -> None:
    await server.settled()
    for place in (room, amina.dm()):
        posted = await saying.post(at(place), DAILY, KEY, doubted=True)
        assert [str(message.id) for message in place.messages] == [posted.id]
    unknown = room.new_thread("archived", kind=Kind.PUBLIC_THREAD, owner=amina.id)
    with pytest.raises(UnacceptedError):
        await saying.post(at(unknown), DAILY, KEY, doubted=True)
    assert not unknown.messages


@pytest.mark.parametrize(
    "fault", [{"status": 503}, {"drop": True}, {"hang": True}, {"retry_after": 0.1}], ids=str
)
async def test_looking_bears_faults_too(
    saying: Saying, server: DiscordServer, room: Channel, fault: dict[str, object]
) -> None:
    first = await saying.post(at(room), DAILY, KEY)
    server.times.nonce_lasts = 0.0
    server.fail("GET", POSTS, **fault)  # type: ignore[arg-type] # a table's columns
    assert await saying.post(at(room), DAILY, KEY, doubted=True) == first
    server.fail("GET", POSTS, times=-1, status=503)
    with pytest.raises(UnreachableError) as caught:
        await saying.post(at(room), DAILY, KEY, doubted=True)
    assert not isinstance(caught.value, UnacceptedError)
    assert len(room.messages) == 1


async def test_where_it_may_not_look_it_says_so(saying: Saying, server: DiscordServer, room: Channel) -> None:
    server.fail("GET", POSTS, code=50001)
    with pytest.raises(NotAllowedError):
        await saying.post(at(room), DAILY, KEY, doubted=True)
    room.delete()
    await server.settled()
    with pytest.raises(PlaceGoneError):
        await saying.post(at(room), DAILY, KEY, doubted=True)
