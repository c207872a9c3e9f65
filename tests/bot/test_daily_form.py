"""Setting a daily post up and changing it by forms: the very same as by typing, and nothing typed is lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.address import database_url
from bot.daily_form import Draft
from bot.message import MAX_OPTIONS, MAX_TOKEN, Choice, Form, Message, Place
from bot.schedules import EVERY_DAY, Schedule
from bot.subscriptions import Kind, Subscription, Wish
from content.days import Calendar
from tests.bot.room import AMINA, ROOM, Class, message
from tests.bot.town import HISTORY, Town

if TYPE_CHECKING:
    from pathlib import Path

    from bot.address import DatabaseUrl
    from bot.controls import Field

NOW = datetime(2026, 11, 22, 18, 0, tzinfo=UTC).timestamp()
FORM = {"channel": "history", "time": "8:30", "zone": "Kabul", "days": "1,2,3,4,6,7", "posted": "both"}


@pytest.fixture
def url(tmp_path: Path) -> DatabaseUrl:
    return database_url(f"sqlite:///{tmp_path}/tarikh.sqlite3")


@pytest.fixture
def room(school: Class) -> Class:
    return Class(replace(school.app, now=lambda: NOW), school.wall)


async def form(room: Class, token: str, town: Town | None = None, **more: object) -> Form:
    opened = await room.press(AMINA, token, channels=town or Town(), **more)
    assert isinstance(opened, Form), opened
    return opened


async def send(room: Class, token: str, values: dict[str, str], town: Town | None = None) -> Message:
    return message(await room.press(AMINA, token, channels=town or Town(), values=values))


async def only(room: Class) -> Subscription:
    (subscription,) = await room.app.daily.subscriptions.of_server(ROOM.platform, "school")
    return subscription


async def made(room: Class, options: str = "") -> Subscription:
    line = f"/daily set time:08:00 zone:Asia/Kabul {options}"
    await room.command(AMINA, line, channels=Town())
    return await only(room)


def chosen(field: Field) -> list[str]:
    return [choice.value for choice in field.choices if choice.chosen]


async def test_a_new_one_is_set_up_by_one_form(room: Class) -> None:
    opened = await form(room, "daily:form", Town(clock="Europe/Berlin"), within=("thread", "room"))
    assert (opened.title, opened.token, opened.submit) == ("Daily post", "daily:form", "Set up")
    assert [field.name for field in opened.fields] == ["channel", "time", "zone", "days", "posted"]
    channel, time, zone, days, posted = opened.fields
    assert (channel.channels, channel.most, channel.choices) == (
        True,
        1,
        (Choice("room", "room", chosen=True),),
    )
    assert (time.least, zone.least, zone.hint) == (1, 0, "Left empty: Europe/Berlin")
    assert chosen(days) == [*"1234567"]
    assert chosen(posted) == ["day"]
    shown = await send(room, opened.token, FORM)
    assert shown.lines[0].text == "Set up: a daily post in #history"
    kept = await only(room)
    schedule = Schedule(8, 30, "Asia/Kabul", EVERY_DAY - {5})
    assert (kept.place, kept.wish) == (HISTORY.id, Wish(Kind.DAY, schedule, question=True))


async def test_where_no_time_zone_is_known_one_must_be_typed(room: Class) -> None:
    opened = await form(room, "daily:form", within=())
    assert opened.fields[0].choices == ()
    assert (opened.fields[2].least, opened.fields[2].hint) == (1, "Like Asia/Kabul, or a large city")


async def test_a_question_only_is_set_up_by_the_form(room: Class) -> None:
    await send(room, "daily:form", FORM | {"posted": "question"})
    assert (await only(room)).wish.kind is Kind.QUESTION


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"time": "25:00"}, "“25:00” is not a time. Type one like 08:00 or 8:30 pm."),
        (
            {"zone": "Atlantis"},
            "I know no time zone “Atlantis”. Type one like Asia/Kabul or Europe/Berlin, or a large city.",
        ),
        (
            {"days": "1,9"},
            ("“Monday, 9” are not weekdays. Type them like every day, mon-fri, sat-thu, or mon, wed."),
        ),
    ],
)
async def test_what_is_wrong_in_a_form_is_told_in_it_and_the_rest_stays(
    wrong: dict[str, str], sentence: str, room: Class
) -> None:
    shown = await send(room, "daily:form", FORM | wrong)
    assert (shown.text, shown.corrects) == (sentence, True)
    (name,) = wrong
    assert shown.faults == ((name, sentence),)
    assert not await room.app.daily.subscriptions.of_server(ROOM.platform, "school")
    (again,) = shown.buttons
    opened = await form(room, again.token)
    names = [field.name for field in opened.fields]
    assert names == ["time", "zone", "days", "posted"]  # the channel was right
    mended = {"time": "", "zone": "", "days": "", "posted": ""} | {each: FORM[each] for each in wrong}
    shown = await send(room, opened.token, mended)
    assert shown.lines[0].text == "Set up: a daily post in #history"
    kept = await only(room)
    assert kept.wish == Wish(Kind.DAY, Schedule(8, 30, "Asia/Kabul", EVERY_DAY - {5}), question=True)


async def test_a_channel_that_cannot_be_is_told_in_the_form(room: Class) -> None:
    shown = await send(room, "daily:form", FORM | {"channel": "nowhere"})
    assert "I find no channel “nowhere”" in shown.text
    assert shown.corrects
    shown = await send(room, "daily:form", FORM, Town(lacking=("Send Messages",)))
    assert "What that takes there: Send Messages." in shown.text
    assert shown.corrects
    shown = await send(room, "daily:form", FORM, Town(manages=False))
    assert "by those who may manage that channel" in shown.text


async def test_the_form_changes_when_and_what_and_leaves_the_rest(room: Class) -> None:
    before = await made(room, "topics:river ping:@class days:mon-fri")
    opened = await form(room, f"daily:form:{before.id}")
    assert [field.name for field in opened.fields] == ["time", "zone", "days", "posted"]
    time, zone, days, posted = opened.fields
    assert (time.hint, zone.hint) == ("Left empty: 08:00", "Left empty: Asia/Kabul")
    assert (time.least, zone.least) == (0, 0)
    assert chosen(days) == [*"12345"]
    assert chosen(posted) == ["day"]
    values = {"time": "", "zone": "", "days": "1,2", "posted": "both"}
    shown = await send(room, opened.token, values)
    assert shown.lines[0].text == "Changed: the daily post in #room"
    assert shown.replaces
    after = await only(room)
    schedule = replace(before.wish.schedule, weekdays=frozenset({1, 2}))
    assert after.wish == replace(before.wish, schedule=schedule, question=True)
    shown = await send(room, opened.token, {"time": "x", "zone": "", "days": "1", "posted": "day"})
    assert shown.corrects
    assert await only(room) == after


async def test_of_a_question_only_there_is_no_other_kind_to_choose(room: Class) -> None:
    kept = await made(room, "kind:question")
    opened = await form(room, f"daily:form:{kept.id}")
    assert [field.name for field in opened.fields] == ["time", "zone", "days"]
    await send(room, opened.token, {"time": "9", "zone": "", "days": "1"})
    assert (await only(room)).wish.schedule == Schedule(9, 0, "Asia/Kabul", frozenset({1}))
    opened = await form(room, f"daily:extras:{kept.id}")
    assert [field.name for field in opened.fields] == ["topics", "ping", "extras"]
    assert [choice.value for choice in opened.fields[-1].choices] == ["thread", "pin"]


async def test_a_second_form_changes_everything_else(room: Class) -> None:
    kept = await made(room, "topics:people pin:yes")
    opened = await form(room, f"daily:extras:{kept.id}")
    topics, calendar, ping, extras = opened.fields
    assert (chosen(topics), chosen(calendar), chosen(extras)) == (["people"], ["both"], ["pin"])
    assert (topics.least, extras.least, ping.least) == (0, 0, 0)
    assert ping.hint.startswith("Nobody is notified now.")
    values = {
        "topics": "river-talks,people",
        "calendar": "gregorian",
        "ping": "@class",
        "extras": "thread,graphic",
    }
    await send(room, opened.token, values)
    wish = (await only(room)).wish
    assert wish == replace(
        kept.wish,
        topics=("river-talks", "people"),
        calendar=Calendar.GREGORIAN,
        ping="4711",
        thread=True,
        pin=False,
        graphic=True,
    )
    opened = await form(room, f"daily:extras:{kept.id}")
    assert opened.fields[2].hint.startswith("A role or group is notified now.")
    nothing = {"topics": "", "calendar": "gregorian", "ping": "", "extras": ""}
    await send(room, opened.token, nothing)
    after = (await only(room)).wish
    assert (after.topics, after.ping, after.thread, after.graphic) == ((), "4711", False, False)
    await send(room, opened.token, nothing | {"ping": "none"})
    assert not (await only(room)).wish.ping
    shown = await send(room, opened.token, nothing | {"ping": "@nobody-knows"})
    assert shown.corrects
    assert "no role or group “@nobody-knows”" in shown.text
    assert [name for name, _ in shown.faults] == ["ping"]


async def test_of_more_topics_than_a_list_holds_none_is_chosen_in_the_form(room: Class) -> None:
    kept = await made(room, "topics:people")
    (some, *_) = room.app.library.topics.values()
    topics = {f"t{number}": replace(some, id=f"t{number}") for number in range(MAX_OPTIONS + 1)}
    wide = Class(replace(room.app, library=replace(room.app.library, topics=topics)), room.wall)
    opened = await form(wide, f"daily:extras:{kept.id}")
    assert [field.name for field in opened.fields] == ["calendar", "ping", "extras"]
    await send(wide, opened.token, {"calendar": "gregorian", "ping": "", "extras": "pin"})
    assert (await only(room)).wish.topics == ("people",)


async def test_a_form_of_one_that_was_removed_says_so(room: Class) -> None:
    kept = await made(room)
    await room.app.daily.subscriptions.remove(kept.id)
    shown = await send(room, f"daily:form:{kept.id}", {"time": "9"})
    assert "no longer there" in shown.text


@given(st.lists(st.text(max_size=60), min_size=5, max_size=5))
def test_a_draft_goes_into_a_token_whatever_there_is(parts: list[str]) -> None:
    assert len(Draft(*parts).token) <= MAX_TOKEN


@pytest.mark.parametrize("place", ["0123456789012345678", "T0123456789/C0123456789"])
def test_a_draft_comes_back_from_its_token(place: str) -> None:
    draft = Draft(place, "08:00", "America/Argentina/ComodRivadavia", "123456", "both")
    assert Draft.of(draft.token.removeprefix("daily:form:")) == draft


def test_a_place_too_long_for_a_token_is_chosen_again() -> None:
    draft = Draft(Place("wall", "x" * 90).id, "08:00", "Asia/Kabul", "1", "day")
    assert Draft.of(draft.token.removeprefix("daily:form:")) == replace(draft, channel="")
