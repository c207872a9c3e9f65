"""A daily post whose channel is gone goes on in another one, with everything that was set up and posted."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from bot.address import database_url
from bot.message import Form, Place
from bot.outbox import Part
from bot.schedules import Planned
from bot.subscriptions import Kind, Pause, Subscription, Why
from bot.voices import Voices
from tests.bot.room import AMINA, OMID, ROOM, Class, message, said
from tests.bot.town import HISTORY, Town

if TYPE_CHECKING:
    from pathlib import Path

    from bot.address import DatabaseUrl
    from bot.message import Message, Person, Reply

NOW = datetime(2026, 11, 22, 18, 0, tzinfo=UTC).timestamp()  # a Sunday; 22:30 in Kabul
SUNDAY, MONDAY = date(2026, 11, 22), date(2026, 11, 23)
HALL = Place(ROOM.platform, "hall")
SET = "/daily set channel:#history time:08:00 zone:Asia/Kabul question:yes pin:yes"


@pytest.fixture
def url(tmp_path: Path) -> DatabaseUrl:
    """One kind of database: what differs between them is tested with the stores."""
    return database_url(f"sqlite:///{tmp_path}/tarikh.sqlite3")


@pytest.fixture
def room(school: Class) -> Class:
    """The room at a certain time."""
    return Class(replace(school.app, now=lambda: NOW), school.wall)


@pytest.fixture
def left() -> Town:
    """The town without its channel #history."""
    return Town(names={ROOM: "#room", HALL: "#hall"})


async def gone(room: Class, why: Why = Why.GONE) -> Subscription:
    """A daily post of a channel that is no longer there, one post of which was posted."""
    await room.command(AMINA, SET, channels=Town())
    (kept,) = await every(room)
    outbox = room.app.daily.outbox
    assert await outbox.enqueue_one(kept, Planned(SUNDAY, NOW), NOW)
    await Voices(outbox.database).enter("v", 3600.0)
    (post,) = await outbox.take("v", ROOM.platform, NOW, 1)
    assert await outbox.choose(post.id, "v", "{}", "River Accord", NOW)
    assert await outbox.said(post.id, "v", Part.DAY, "m1")
    assert await outbox.posted(post.id, "v", NOW)
    assert await room.app.daily.subscriptions.pause_if(kept.id, why, NOW)
    (kept,) = await every(room)
    return kept


async def every(room: Class) -> tuple[Subscription, ...]:
    return await room.app.daily.subscriptions.of_server(ROOM.platform, "school")


async def tell(room: Class, line: str, town: Town, person: Person = AMINA, **more: object) -> Reply:
    return await room.command(person, line, channels=town, **more)


async def tap(room: Class, token: str, town: Town, person: Person = AMINA, **more: object) -> Reply:
    return await room.press(person, token, channels=town, **more)


def labels(shown: Message) -> list[str]:
    return [button.label for button in shown.buttons]


@pytest.mark.parametrize("why", [Why.GONE, Why.FORBIDDEN])
async def test_who_set_it_up_sees_it_by_its_name_and_can_move_it(room: Class, left: Town, why: Why) -> None:
    before = await gone(room, why)
    card = message(await tell(room, "/daily show", left))
    assert card.lines[0].text == "Daily post in #history"
    assert labels(card)[:2] == ["Move to another channel", "Remove"]
    form = await tap(room, card.buttons[0].token, left)
    assert isinstance(form, Form)
    (field,) = form.fields
    assert (field.name, field.channels, [each.value for each in field.choices]) == ("channel", True, ["room"])
    shown = message(await tap(room, form.token, left, values={"channel": "hall"}))
    assert shown.lines[0].text == "It goes on in #hall"
    assert "Where: #hall." in shown.text
    assert "the newest post is pinned" in shown.text
    (kept,) = await every(room)
    assert kept.planned is not None
    assert kept.planned.day == MONDAY
    assert kept == replace(before, place="hall", name="#hall", pause=None, planned=kept.planned)
    history = message(await tell(room, "/daily history channel:#hall", left)).text
    assert history.endswith("22 November 2026: River Accord")


async def test_a_channel_without_one_offers_to_take_it(room: Class, left: Town) -> None:
    kept = await gone(room)
    shown = message(await tell(room, "/daily set channel:#hall", left))
    assert shown.lines[0].text == "A daily post for #hall"
    label = "Move here: On this day, with a question of the day, #history"
    assert labels(shown) == ["Set it up", "Preview", label]
    await tap(room, shown.buttons[2].token, left)
    (moved,) = await every(room)
    assert (moved.id, moved.place, moved.pause) == (kept.id, "hall", None)
    again = message(await tell(room, "/daily set", left))  # nothing is left to be moved
    assert labels(again) == ["Set it up", "Preview"]


async def test_who_manages_the_server_moves_it_without_being_told_its_name(room: Class, left: Town) -> None:
    kept = await gone(room)
    card = message(await tell(room, "/daily show", left, OMID, manager=True))
    assert card.lines[0].text == "Daily post in a channel that you do not see"
    assert labels(card)[:2] == ["Move to another channel", "Remove"]
    await tap(room, f"daily:move:{kept.id}:hall", left, OMID, manager=True)
    (moved,) = await every(room)
    assert (moved.place, moved.creator) == ("hall", AMINA.id)


async def test_it_stays_what_it_is_until_it_is_moved_or_removed(room: Class, left: Town) -> None:
    kept = await gone(room)
    for press in ("pause", "resume", "form", "extras", "post"):  # of a card of before
        await tap(room, f"daily:{press}:{kept.id}", left)
        assert await every(room) == (kept,)
    await tap(room, f"daily:remove:{kept.id}:yes", left)
    assert await every(room) == ()


async def test_nobody_else_sees_it_or_moves_it(room: Class, left: Town) -> None:
    kept = await gone(room)
    assert "Nothing is posted daily here yet" in message(await tell(room, "/daily show", left, OMID)).text
    assert labels(message(await tell(room, "/daily set", left, OMID))) == ["Set it up", "Preview"]
    assert "no longer there" in said(await tap(room, f"daily:move:{kept.id}:hall", left, OMID))
    elsewhere = await tap(room, f"daily:move:{kept.id}:hall", left, server="another")
    assert "no longer there" in said(elsewhere)
    assert await every(room) == (kept,)


async def test_it_is_moved_only_where_they_manage_and_it_can_post(room: Class, left: Town) -> None:
    kept = await gone(room)
    token = f"daily:move:{kept.id}"
    left.lacking = ("Send Messages",)
    told = said(await tap(room, f"{token}:hall", left))
    assert told.startswith("Tarikh cannot post in #hall yet. What that takes there: Send Messages.")
    left.manages, left.lacking = False, ()
    assert "by those who may manage that channel" in said(await tap(room, f"{token}:hall", left))
    assert "I find no channel “#attic”" in said(await tap(room, f"{token}:#attic", left))
    shown = message(await tap(room, token, left, values={"channel": "hall"}))
    assert shown.corrects  # the form stays open
    assert await every(room) == (kept,)


async def test_a_channel_that_has_one_of_its_kind_takes_no_other(room: Class, left: Town) -> None:
    kept = await gone(room)
    await tell(room, "/daily set channel:#hall time:9 zone:Asia/Kabul", left)
    told = said(await tap(room, f"daily:move:{kept.id}:hall", left))
    assert told.startswith(
        "#hall has such a daily post already, or this one was removed. Nothing was changed"
    )
    assert {each.place for each in await every(room)} == {"history", "hall"}
    await tell(room, "/daily set channel:#room kind:question time:9 zone:Asia/Kabul", left)
    assert "It goes on in #room" in message(await tap(room, f"daily:move:{kept.id}:room", left)).text
    kinds = await room.app.daily.subscriptions.of_place(ROOM.platform, "room")
    assert {each.wish.kind for each in kinds} == {*Kind}


async def test_one_that_is_not_gone_is_not_moved_by_who_does_not_see_its_channel(
    room: Class, left: Town
) -> None:
    await tell(room, SET, Town())
    (kept,) = await every(room)
    told = said(await tap(room, f"daily:move:{kept.id}:hall", left, manager=True))
    assert told.startswith("I no longer find its channel, or you do not see it.")
    assert "no longer there" in said(await tap(room, f"daily:move:{kept.id}:hall", left))
    assert await every(room) == (kept,)


async def test_one_that_waits_goes_with_it_and_a_pause_that_was_asked_for_stays(room: Class) -> None:
    await tell(room, SET, Town())
    (kept,) = await every(room)
    assert await room.app.daily.outbox.enqueue_one(kept, Planned(SUNDAY, NOW), NOW)
    moved = message(await tap(room, f"daily:move:{kept.id}:room", Town()))
    assert moved.lines[0].text == "It goes on in #room"
    (post,) = await room.app.daily.outbox.history(kept.id, 5)
    assert post.place == ROOM.id
    await tell(room, "/daily pause", Town())
    moved = message(await tap(room, f"daily:move:{kept.id}:history", Town()))
    assert moved.lines[0].text == "Moved to #history; it is paused still"
    (paused,) = await every(room)
    assert (paused.place, paused.pause, paused.planned) == ("history", Pause(Why.ASKED), None)


async def test_in_a_conversation_it_is_asked_which_channel_is_meant(room: Class) -> None:
    town = Town(names={ROOM: "", HISTORY: "#history"})
    await tell(room, SET, town)
    told = said(await tell(room, "/daily resume", town))
    assert told == (
        "Nothing is posted daily in this conversation. Say which channel is meant, like channel:#history; "
        "/daily show tells what is posted where."
    )
    told = said(await tell(room, "/daily resume", town, server="", alone=True))
    assert told.endswith("What concerns a server's channel is typed in that server.")


async def test_what_is_lacking_for_what_goes_with_a_post_is_said_and_the_post_set_up(room: Class) -> None:
    town = Town(beside={"thread": ("Create Public Threads",), "pin": ("Pin Messages",)})
    sentence = "For what goes with a post, Tarikh lacks there: "
    shown = message(await tell(room, SET, town))
    assert shown.lines[0].text == "Set up: a daily post in #history"
    assert f"{sentence}Pin Messages." in shown.text
    shown = message(await tell(room, "/daily set channel:#history thread:yes", town))
    assert f"{sentence}Create Public Threads, Pin Messages." in shown.text
    assert (
        f"{sentence}Create Public Threads, Pin Messages."
        in message(await tell(room, "/daily show", town)).text
    )
    shown = message(await tell(room, "/daily set channel:#history thread:no pin:no", town))
    assert sentence not in shown.text
