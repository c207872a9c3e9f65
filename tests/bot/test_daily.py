"""Daily posts as those who set them up see them: what is understood, what is told, and who may."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from bot import commands
from bot.address import database_url
from bot.app import Request
from bot.chosen import Chosen, write
from bot.chosen import Why as ChosenWhy
from bot.daily_past import REASONS
from bot.message import Form, Link, Moment, NotAllowedError, Place, UnreachableError
from bot.outbox import Part
from bot.posts import Reason, State, post_id
from bot.schedules import Schedule
from bot.subscriptions import Kind, Pause, Subscription, Why, Wish
from bot.voices import Voices
from content.days import Calendar
from content.library import make
from quizzes import banks
from tests.bot.room import AMINA, OMID, ROOM, Class, message, said
from tests.bot.town import HISTORY, SECRET, Town

if TYPE_CHECKING:
    from pathlib import Path

    from bot.address import DatabaseUrl
    from bot.app import Channel
    from bot.message import Message, Reply

NOW = datetime(2026, 11, 22, 18, 0, tzinfo=UTC).timestamp()  # a Sunday; 22:30 in Kabul
MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)
HOUR, DAY = 3600.0, 86_400.0
SET = "/daily set time:08:00 zone:Asia/Kabul"


@pytest.fixture
def url(tmp_path: Path) -> DatabaseUrl:
    """One kind of database: what differs between them is tested with the stores."""
    return database_url(f"sqlite:///{tmp_path}/tarikh.sqlite3")


@pytest.fixture
def room(school: Class) -> Class:
    """The room at a certain time."""
    return at(school, NOW)


def at(room: Class, now: float) -> Class:
    return Class(replace(room.app, now=lambda: now), room.wall)


def after(room: Class, seconds: float) -> Class:
    """The room a while later."""
    return at(room, room.app.now() + seconds)


async def tell(room: Class, line: str, town: Town | None = None, **more: object) -> Reply:
    return await room.command(AMINA, line, channels=town or Town(), **more)


async def tap(room: Class, token: str, town: Town | None = None, **more: object) -> Reply:
    return await room.press(AMINA, token, channels=town or Town(), **more)


async def every(room: Class) -> tuple[Subscription, ...]:
    return await room.app.daily.subscriptions.of_server(ROOM.platform, "school")


async def only(room: Class) -> Subscription:
    (subscription,) = await every(room)
    return subscription


def labels(shown: Message) -> list[str]:
    return [button.label for button in shown.buttons]


def token(shown: Message, label: str) -> str:
    return next(button.token for button in shown.buttons if button.label == label)


async def posted(room: Class, day: date, *, content: str = '{"kept": "text"}') -> None:
    """Today's post of the only daily post appears, as by the engine."""
    outbox, voice = room.app.daily.outbox, f"a process on {day}"
    await Voices(outbox.database).enter(voice, HOUR)
    (post,) = await outbox.take(voice, ROOM.platform, room.app.now() + 1, 1)
    assert post.day == day
    assert await outbox.choose(post.id, voice, content, "River Accord", room.app.now())
    assert await outbox.said(post.id, voice, Part.DAY, "m1")
    assert await outbox.posted(post.id, voice, room.app.now())


# Setting up.


async def test_one_line_sets_it_up_and_tells_what_comes_when_and_what_next(room: Class) -> None:
    shown = message(await tell(room, f"{SET} question:yes"))
    kept = await only(room)
    wish = Wish(Kind.DAY, Schedule(8, 0, "Asia/Kabul"), question=True)
    assert (kept.wish, kept.place, kept.name, kept.pause) == (wish, "room", "#room", None)
    assert (kept.creator, kept.creator_name, kept.created_at) == (AMINA.id, AMINA.name, NOW)
    assert kept.planned is not None
    assert (kept.planned.day, kept.planned.at) == (MONDAY, NOW + 9.5 * HOUR)
    assert shown.private
    assert shown.lines[0].text == "Set up: a daily post in #room"
    for words in (
        "Where: #room.",
        "When: every day at 08:00 (Asia/Kabul).",
        ("What: On this day, with a question of the day, about all topics, by the days of both calendars."),
        "The first one comes on Monday, 23 November 2026 at 08:00 in Asia/Kabul, in 10 hours.",
        "You need do nothing more: it comes by itself.",
        "After an outage it comes up to 3 hours late; later than that, not on that day.",
        f"Set up by {AMINA.name}.",
    ):
        assert words in shown.text
    moments = [span.at for each in shown.lines for span in each.spans if isinstance(span, Moment)]
    assert moments == [kept.planned.at]
    assert labels(shown) == [
        *("Preview", "Change time or days", "Topics and more", "Pause", "Post today's now", "History"),
        *("Remove", "All daily posts"),
    ]


async def test_everything_that_can_be_wished_is_understood(room: Class) -> None:
    line = (
        "/daily set channel:#history time:8:30 pm zone:berlin days:sat-thu kind:day question:yes "
        "topics:river, People calendar:solar hijri ping:@class thread:yes pin:on graphic:y"
    )
    shown = message(await tell(room, line))
    schedule = Schedule(20, 30, "Europe/Berlin", frozenset({1, 2, 3, 4, 6, 7}))
    topics = ("river-talks", "people")
    wish = Wish(Kind.DAY, schedule, topics, Calendar.SOLAR_HIJRI, True, "4711", True, True, True)
    assert (await only(room)).wish == wish
    assert (await only(room)).place == HISTORY.id
    for words in (
        "in #history",
        "Saturday to Thursday at 20:30 (Europe/Berlin).",
        "about The river talks, People, by the Solar Hijri day.",
        (
            "Beside it: a role or group is notified; a thread to talk in; the newest post is pinned; "
            "entries that report atrocities are told, too."
        ),
    ):
        assert words in shown.text


async def test_setting_again_changes_what_is_given_and_nothing_else(room: Class) -> None:
    await tell(room, f"{SET} topics:river ping:@class thread:yes days:mon-fri")
    before = await only(room)
    shown = message(await tell(room, "/daily set time:9 thread:no question:yes"))
    after = await only(room)
    schedule = replace(before.wish.schedule, hour=9)
    assert after.wish == replace(before.wish, schedule=schedule, thread=False, question=True)
    assert after.id == before.id
    assert shown.lines[0].text == "Changed: the daily post in #room"
    assert "09:00" in shown.text
    same = message(await tell(room, "/daily set time:9:00"))
    assert same.lines[0].text == "It was so already"
    await tell(room, "/daily set topics:all ping:none")
    assert (await only(room)).wish.topics == ()
    assert not (await only(room)).wish.ping


async def test_a_channel_has_one_of_each_kind_and_kind_tells_them_apart(room: Class) -> None:
    await tell(room, SET)
    shown = message(await tell(room, "/daily set kind:question time:16:00"))
    assert "What: A question of the day, about all topics." in shown.text
    assert {each.wish.kind for each in await every(room)} == {*Kind}
    unclear = "Two things are posted daily in #room. Say which one: kind:day or kind:question."
    assert said(await tell(room, "/daily set time:10")) == unclear
    await tell(room, "/daily pause kind:question")
    kept = {each.wish.kind: (each.pause is None, each.wish.schedule.hour) for each in await every(room)}
    assert kept == {Kind.DAY: (True, 8), Kind.QUESTION: (False, 16)}


async def test_of_two_kinds_the_one_that_is_meant_can_be_pressed(room: Class) -> None:
    await tell(room, SET)
    await tell(after(room, 1), "/daily set kind:question time:16:00")
    day, question = await every(room)
    for line in ("/daily resume", "/daily preview", "/daily post", "/daily history"):
        shown = message(await tell(room, line))
        assert shown.lines[0].text == "Two things are posted daily in #room. Which one is meant?"
        assert labels(shown) == ["On this day", "A question of the day"]
    shown = message(await tell(room, "/daily remove"))
    assert "Remove “A question of the day”" in message(await tap(room, shown.buttons[1].token)).text
    shown = message(await tell(room, "/daily pause until 5 January"))
    await tap(room, token(shown, "A question of the day"))
    kept = {each.id: each.pause for each in await every(room)}
    assert kept == {day.id: None, question.id: Pause(Why.ASKED, date(2027, 1, 5))}
    refused = said(await tell(room, "/daily pause", Town(manages=False)))
    assert refused.startswith("Daily posts in #room are set up and changed by those")
    assert labels(message(await tell(room, "/daily history", Town(manages=False))))[0] == "On this day"


async def test_a_single_one_is_meant_without_its_kind(room: Class) -> None:
    await tell(room, f"{SET} kind:question")
    await tell(room, "/daily set time:10")
    assert (await only(room)).wish.schedule.hour == 10
    told = said(await tell(room, "/daily pause kind:day"))
    assert told == "That is not posted daily in #room. What is: A question of the day (kind:question)."


async def test_the_time_zone_is_the_servers_or_else_the_persons(room: Class) -> None:
    await tell(room, "/daily set time:8", Town(clock="Europe/Berlin"))
    assert (await only(room)).wish.schedule.zone == "Europe/Berlin"
    await tell(room, "/daily set channel:#history time:8", Town(clock="Asia/Tokyo"))
    assert {each.wish.schedule.zone for each in await every(room)} == {"Europe/Berlin"}
    shown = message(await tell(room, "/daily set kind:question time:8", Town(clock="Asia/Tokyo")))
    assert "Its time zone is that of your other daily posts: Europe/Berlin." in shown.text
    shown = message(await tell(room, "/daily set kind:question time:9", Town(clock="Asia/Tokyo")))
    assert "time zone is" not in shown.text
    assert "The next one comes" in shown.text  # it is not the first
    assert "After an outage" not in shown.text


async def test_a_time_zone_that_nobody_knows_is_asked_for(room: Class) -> None:
    for clock in ("", "Moon/Tranquillity"):
        told = message(await tell(room, "/daily set time:8", Town(clock=clock)))
        assert told.lines[0].text == (
            "By which clocks? Add the time zone, like zone:Asia/Kabul; a large city does, too."
        )
    assert not await every(room)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ("zone:Asia/Kabul", "When shall it come? Add the time, like time:08:00 or time:8:30 pm."),
        ("time:25:00 zone:Asia/Kabul", "“25:00” is not a time. Type one like 08:00 or 8:30 pm."),
        (
            "time:8 zone:Atlantis",
            "I know no time zone “Atlantis”. Type one like Asia/Kabul or Europe/Berlin, or a large city.",
        ),
        (
            "time:8 zone:Asia/Kabul days:mon-someday",
            ("“mon-someday” are not weekdays. Type them like every day, mon-fri, sat-thu, or mon, wed."),
        ),
        (
            "time:8 zone:Asia/Kabul topics:river, sea",
            "There is no one topic “sea”. The topics are: river-talks, people; or all.",
        ),
        (
            "time:8 zone:Asia/Kabul topics:rivr",
            "There is no one topic “rivr”. Is river-talks meant?",
        ),
        (
            "time:8 zone:Asia/Kabul calendar:lunar",
            "calendar is one of: gregorian, solar_hijri, both.",
        ),
        (
            "time:8 zone:Germany-ish",
            "“Germany-ish” is no time zone. Is Europe/Berlin meant? Then type that.",
        ),
        ("time:8 zone:Asia/Kabul question:perhaps", "question takes yes or no, not “perhaps”."),
        (
            "time:8 zone:Asia/Kabul ping:@nobody-knows",
            (
                "I find no role or group “@nobody-knows” that can be notified. Choose one that anyone may "
                "mention, or type none for nobody."
            ),
        ),
        (
            "time:8 zone:Asia/Kabul kind:question question:no",
            "A daily post of the kind question is a question: question:no is for kind:day.",
        ),
    ],
)
async def test_what_cannot_be_is_told_kindly_and_all_that_was_typed_is_there_to_mend(
    options: str, sentence: str, room: Class
) -> None:
    line = f"/daily set {options}"
    shown = message(await tell(room, line))
    assert shown.lines[0].text == sentence
    typed = shown.lines[-1].text
    assert sorted(typed.split()) == sorted(line.split())
    assert not await every(room)
    form = await tap(room, token(shown, "Fill it in"))
    assert isinstance(form, Form)


async def test_of_several_time_zones_that_may_be_meant_all_are_told(room: Class) -> None:
    shown = message(await tell(room, "/daily set time:8 zone:australia"))
    assert shown.lines[0].text.startswith("“australia” may be one of: Australia/")
    assert shown.lines[0].text.endswith(". Type that one.")


async def test_a_time_zone_that_was_mistyped_is_offered_by_the_form(room: Class) -> None:
    shown = message(await tell(room, "/daily set time:8 zone:kabl"))
    assert shown.lines[0].text == "“kabl” is no time zone. Is Asia/Kabul meant? Then type that."
    opened = await tap(room, token(shown, "Fill it in"))
    assert isinstance(opened, Form)
    assert opened.fields[1].hint == "Left empty: Asia/Kabul"
    await tap(room, opened.token, values={"time": "", "zone": "", "days": "1", "posted": "day"})
    assert (await only(room)).wish.schedule == Schedule(8, 0, "Asia/Kabul", frozenset({1}))


@pytest.mark.parametrize(
    ("typed", "schedule"),
    [
        ("8:00", Schedule(8, 0, "Europe/Berlin")),
        ("every day at 9am", Schedule(9, 0, "Europe/Berlin")),
        ("at 8 in Kabul", Schedule(8, 0, "Asia/Kabul")),
        ("weekdays 20:15 asia/kabul", Schedule(20, 15, "Asia/Kabul", frozenset({1, 2, 3, 4, 5}))),
        ("noon zone:UTC+4:30 days:fri", Schedule(12, 0, "Asia/Kabul", frozenset({5}))),
        ("every day at 12 at night", Schedule(0, 0, "Europe/Berlin")),
        ("9 at night", Schedule(21, 0, "Europe/Berlin")),
        ("time:at midnight on sat, sun", Schedule(0, 0, "Europe/Berlin", frozenset({6, 7}))),
    ],
)
async def test_when_it_comes_is_understood_as_people_say_it(
    typed: str, schedule: Schedule, room: Class
) -> None:
    await tell(room, f"/daily set {typed}", Town(clock="Europe/Berlin"))
    assert (await only(room)).wish.schedule == schedule


async def test_a_channel_is_understood_without_its_options_name(room: Class) -> None:
    await tell(room, "/daily set 8:00 in #history", Town(clock="Europe/Berlin"))
    assert (await only(room)).place == HISTORY.id


async def test_what_is_not_understood_of_a_time_is_told_and_what_is_can_be_filled_in(room: Class) -> None:
    shown = message(await tell(room, "/daily set 8:00 about the river zone:kabul"))
    assert shown.lines[0].text == ("“8:00 about the river” is not a time. Type one like 08:00 or 8:30 pm.")
    assert shown.lines[-1].text == "/daily set time:8:00 about the river zone:kabul"
    opened = await tap(room, token(shown, "Fill it in"))
    assert isinstance(opened, Form)
    assert [each.hint for each in opened.fields[:2]] == ["Left empty: 08:00", "Left empty: Asia/Kabul"]
    shown = message(await tell(room, "/daily set 8:00 in Kabool"))
    assert shown.lines[0].text == "“kabool” is no time zone. Is Asia/Kabul meant? Then type that."


async def test_all_that_is_wrong_is_told_at_once(room: Class) -> None:
    shown = message(await tell(room, "/daily set time:x zone:Atlantis days:z graphic:perhaps"))
    assert [each.text[:5] for each in shown.lines[:4]] == ["“x” i", "I kno", "“z” a", "graph"]


async def test_a_change_that_cannot_be_changes_nothing(room: Class) -> None:
    await tell(room, f"{SET} topics:river")
    before = await only(room)
    shown = message(await tell(room, "/daily set time:9 days:someday"))
    assert await only(room) == before
    form = await tap(room, token(shown, "Fill it in"))
    assert isinstance(form, Form)
    assert [field.name for field in form.fields] == ["time", "zone", "days", "posted"]
    assert form.fields[0].hint == "Left empty: 09:00"  # what was right is not lost
    assert form.fields[1].hint == "Left empty: Asia/Kabul"


async def test_a_kind_that_is_none_is_told(room: Class) -> None:
    assert said(await tell(room, "/daily set time:8 kind:poem")) == "kind is one of: day, question."
    assert said(await tell(room, "/daily preview kind:poem")) == "kind is one of: day, question."


async def test_without_a_word_it_is_told_how_to_begin(room: Class) -> None:
    shown = message(await tell(room, "/daily set"))
    assert shown.lines[0].text == "A daily post for #room"
    assert "/daily set time:08:00 zone:Asia/Kabul question:yes" in shown.text
    assert labels(shown) == ["Set it up", "Preview"]
    await tell(room, SET)
    shown = message(await tell(room, "/daily set"))
    assert shown.lines[0].text == "Daily post in #room"


async def test_a_channel_that_is_none_is_told_and_the_rest_is_not_lost(room: Class) -> None:
    shown = message(await tell(room, "/daily set channel:#nowhere time:8 zone:Asia/Kabul"))
    assert shown.lines[0].text == (
        "I find no channel “#nowhere” that you see, too. Choose one, or type it like channel:#history."
    )
    assert "channel:#nowhere time:8 zone:Asia/Kabul" in shown.lines[-1].text
    form = await tap(room, token(shown, "Fill it in"))
    assert isinstance(form, Form)
    assert [field.name for field in form.fields] == ["channel", "time", "zone", "days", "posted"]
    assert form.fields[1].hint == "Left empty: 08:00"
    shown = message(await tell(room, "/daily set time:8", Town(here=None)))
    assert shown.lines[0].text == "Which channel? Say it, like channel:#history."


@pytest.mark.parametrize("chosen", ["912345678901234567", "C0123456789", "T0123456789/C0123456789"])
async def test_an_id_that_nobody_typed_is_read_by_nobody(chosen: str, room: Class) -> None:
    shown = message(await tell(room, f"/daily set channel:{chosen} time:8 zone:Asia/Kabul"))
    assert shown.lines[0].text == "I find no such channel that you see, too. Choose another one."
    assert shown.lines[-1].text == "/daily set time:8 zone:Asia/Kabul"
    role = chosen.rpartition("/")[2].replace("C", "S")
    shown = message(await tell(room, f"{SET} ping:{role}"))
    assert shown.lines[0].text.startswith("That role cannot be notified.")
    shy = message(await tell(room, f"{SET} ping:{role}", Town(shy=True)))
    assert chosen not in shown.text + shy.text
    assert role not in shown.text + shy.text


async def test_a_channel_where_it_may_not_post_is_refused_before_anything_is_kept(room: Class) -> None:
    mute = Town(lacking=("View Channels", "Send Messages"))
    told = said(await tell(room, SET, mute))
    assert told == (
        "Tarikh cannot post in #room yet. What that takes there: View Channels, Send Messages. "
        "Nothing was changed; ask again when that is done."
    )
    assert not await every(room)


# Who may.


async def test_only_who_manages_a_channel_changes_it(room: Class) -> None:
    refused = (
        "Daily posts in #room are set up and changed by those who may manage that channel. "
        "Ask one of them, or somebody who manages this server or workspace."
    )
    other = Town(manages=False)
    assert said(await tell(room, SET, other)) == refused
    assert not await every(room)
    await tell(room, SET)
    kept = await only(room)
    for line in ("/daily set time:9", "/daily pause", "/daily resume", "/daily remove", "/daily post"):
        assert said(await tell(room, line, other)) == refused
    for press in ("form", "extras", "pause", "resume", "post", "remove", "preview"):
        assert said(await tap(room, f"daily:{press}:{kept.id}", other)) == refused
    assert said(await tap(room, f"daily:remove:{kept.id}:yes", other)) == refused
    assert said(await tap(room, f"daily:form:{kept.id}", other, values={"time": "9"})) == refused
    assert await only(room) == kept


async def test_who_may_not_change_it_is_told_what_holds(room: Class) -> None:
    await tell(room, SET)
    shown = message(await tell(room, "/daily show", Town(manages=False)))
    assert "When: every day at 08:00 (Asia/Kabul)." in shown.text
    assert labels(shown) == ["History", "All daily posts"]


async def test_a_preview_gives_no_question_away(room: Class) -> None:
    await tell(room, f"{SET} question:yes")
    told = said(await tell(room, "/daily preview", Town(manages=False)))
    assert told.startswith("Daily posts in #room are set up and changed by those")


async def test_a_channel_that_somebody_does_not_see_is_not_named_to_them(room: Class) -> None:
    seeing = Town()
    seeing.names[SECRET] = "#secret"
    await tell(room, "/daily set channel:#secret time:8 zone:Asia/Kabul", seeing)
    await tell(room, SET)
    kept = next(each for each in await every(room) if each.place == SECRET.id)
    assert "#secret" not in message(await tell(room, "/daily show")).text
    assert "no longer there" in said(await tap(room, f"daily:open:{kept.id}"))
    assert "#secret" in message(await tell(room, "/daily show", seeing)).text


async def test_what_is_of_another_server_is_not_there(room: Class) -> None:
    await tell(room, SET)
    kept = await only(room)
    for press in ("open", "pause", "form", "history", "remove"):
        told = said(await tap(room, f"daily:{press}:{kept.id}", server="elsewhere"))
        assert told == "That daily post is no longer there. /daily show tells what is."
    assert await only(room) == kept


async def test_a_conversation_without_a_server_has_its_own(room: Class) -> None:
    town = Town(names={ROOM: ""})
    shown = message(await tell(room, SET, town, server="", alone=True))
    assert shown.lines[0].text == "Set up: a daily post in this conversation"
    (kept,) = await room.app.daily.subscriptions.of_place(ROOM.platform, ROOM.id)
    assert (kept.server, kept.name) == ("", "")
    listed = message(await tell(room, "/daily show", town, server="", alone=True))
    assert "Where: this conversation." in listed.text
    other = Request(OMID, Place(ROOM.platform, "other"), channels=town, alone=True)
    assert "no longer there" in said(await commands.press(room.app, other, f"daily:open:{kept.id}"))


async def test_a_channel_that_is_gone_is_cleared_up_by_who_manages_the_server(room: Class) -> None:
    await tell(room, "/daily set channel:#history time:8 zone:Asia/Kabul")
    kept, gone = await only(room), Town(names={ROOM: "#room"})
    assert "Nothing is posted daily here yet" in message(await tell(room, "/daily show", gone)).text
    shown = message(await tell(room, "/daily show", gone, manager=True))
    assert "Where: a channel that you do not see." in shown.text
    told = said(await tap(room, f"daily:resume:{kept.id}", gone, manager=True))
    assert told == (
        "I no longer find its channel, or you do not see it. "
        "A daily post of another channel is set up with /daily set."
    )
    await tap(room, f"daily:remove:{kept.id}:yes", gone, manager=True)
    assert not await every(room)


async def test_who_manages_a_server_is_not_told_what_a_channel_is_called_that_they_do_not_see(
    room: Class,
) -> None:
    seeing = Town()
    seeing.names[SECRET] = "#secret"
    await tell(room, "/daily set channel:#secret time:8 zone:Asia/Kabul", seeing)
    kept = await only(room)
    card = message(await tell(room, "/daily show", manager=True))
    assert card.lines[0].text == "Daily post in a channel that you do not see"
    assert labels(card) == ["Pause", "Remove", "Set up another"]
    for press in ("preview", "history"):
        told = said(await tap(room, f"daily:{press}:{kept.id}", manager=True))
        assert told == "What is posted there is shown to those who see that channel."
    await tell(room, SET)
    replies: list[object] = [card, await tell(room, "/daily show", manager=True)]
    for press in ("open", "form", "extras", "resume", "post", "pause", "remove", "remove:yes"):
        verb, _, argument = press.partition(":")
        replies.append(await tap(room, f"daily:{verb}:{kept.id}:{argument}", manager=True))
    assert "#secret" not in repr(replies)
    assert [each.place for each in await every(room)] == [ROOM.id]


# Showing.


async def test_where_nothing_is_set_up_the_list_tells_how_to_begin(room: Class) -> None:
    for line in ("/daily", "/daily show"):
        shown = message(await tell(room, line))
        assert shown.lines[0].text == "Nothing is posted daily here yet"
        assert labels(shown) == ["Set it up", "Preview"]


async def test_who_may_manage_no_channel_there_is_told_who_can_begin(room: Class) -> None:
    shown = message(await tell(room, "/daily show", Town(manages=False)))
    assert labels(shown) == ["Preview"]
    assert "Whoever manages a channel can set it up there, with /daily set." in shown.text
    shown = message(await tell(room, "/daily show", Town(manages=False), manager=True))
    assert labels(shown) == ["Set it up", "Preview"]


async def test_the_list_leads_to_each(room: Class) -> None:
    await tell(room, f"{SET} question:yes")
    await tell(after(room, 1), "/daily set channel:#history time:20 days:fri")
    await tell(room, "/daily pause channel:#history")
    shown = message(await tell(room, "/daily show"))
    assert "#room: On this day, with a question of the day, every day at 08:00 (Asia/Kabul)." in shown.text
    assert "#history: On this day. Paused until somebody resumes it." in shown.text
    assert labels(shown) == [
        "#room: On this day, with a question of the day",
        "#history: On this day",
        "Set up another",
    ]
    card = message(await tap(room, shown.buttons[1].token))
    assert card.replaces
    assert card.lines[0].text == "Daily post in #history"
    back = message(await tap(room, token(card, "All daily posts")))
    assert back == replace(shown, replaces=True)


async def test_where_there_is_one_a_second_can_be_set_up(room: Class) -> None:
    await tell(room, SET)
    shown = message(await tell(room, "/daily show"))
    assert "Set up another" in labels(shown)
    assert isinstance(await tap(room, token(shown, "Set up another")), Form)
    card = message(await tell(room, "/daily set"))
    listed = message(await tap(room, token(card, "All daily posts")))
    assert labels(listed) == ["#room: On this day", "Set up another"]
    listed = message(await tap(room, token(card, "All daily posts"), Town(manages=False)))
    assert labels(listed) == ["#room: On this day"]


async def test_topics_that_leave_days_without_a_post_are_told_as_such(room: Class) -> None:
    few = "entries about that for 365 days of a year: on days without anything new, nothing is posted."
    shown = message(await tell(room, f"{SET} topics:river"))
    assert few in shown.text
    assert "With question:yes each day has a question." in shown.text
    assert few in message(await tell(room, "/daily show")).text
    for change in ("question:yes", "question:no topics:all"):
        assert "days of a year" not in message(await tell(room, f"/daily set {change}")).text
    shown = message(await tell(room, "/daily set kind:question time:9 topics:river"))
    assert "days of a year" not in shown.text


async def test_a_long_list_has_pages(room: Class) -> None:
    town = Town(names={Place(ROOM.platform, f"c{number}"): f"#c{number}" for number in range(17)})
    for number in range(17):
        await tell(after(room, number), f"/daily set channel:#c{number} time:8 zone:Asia/Kabul", town)
    shown = message(await tell(room, "/daily show", town))
    seen: list[str] = []
    while True:
        seen += [label for label in labels(shown) if label.startswith("#")]
        ahead = [button.token for button in shown.buttons if "▶" in button.label]
        if not ahead:
            break
        shown = message(await tap(room, ahead[0], town))
        assert shown.replaces
    assert seen == [f"#c{number}: On this day" for number in range(17)]
    assert "◀ Page 2" in labels(shown)
    for wrong in ("daily:show:99", "daily:show:x", "daily:show:-1"):
        assert message(await tap(room, wrong, town)).lines[0].text == "Daily posts"


# Pausing.


async def test_it_is_paused_and_goes_on(room: Class) -> None:
    await tell(room, SET)
    shown = message(await tell(room, "/daily pause"))
    assert shown.lines[0].text == "Paused"
    assert "Paused until somebody resumes it." in shown.text
    assert "it comes by itself" not in shown.text
    assert "Resume" in labels(shown)
    kept = await only(room)
    assert (kept.pause, kept.planned) == (Pause(Why.ASKED), None)
    shown = message(await tap(room, token(shown, "Resume")))
    assert shown.lines[0].text == "It goes on"
    assert shown.replaces
    kept = await only(room)
    assert kept.pause is None
    assert kept.planned is not None
    assert kept.planned.day == MONDAY
    assert message(await tell(room, "/daily resume")).lines[0].text == "It was not paused"


@pytest.mark.parametrize(
    ("typed", "until"),
    [
        ("until 5 January", date(2027, 1, 5)),
        ("5 January", date(2027, 1, 5)),
        ("until:5 January", date(2027, 1, 5)),
        ("2 weeks", date(2026, 12, 6)),
        ("tomorrow", MONDAY),
        ("1 Dalw", date(2027, 1, 21)),
        ("until:monday", MONDAY),
        ("until next week", MONDAY),
    ],
)
async def test_it_is_paused_until_a_day(typed: str, until: date, room: Class) -> None:
    await tell(room, SET)
    shown = message(await tell(room, f"/daily pause {typed}"))
    kept = await only(room)
    assert kept.pause == Pause(Why.ASKED, until)
    assert kept.planned is not None
    assert kept.planned.day == until
    day = f"{until.day} {until:%B %Y}"
    assert f"Paused; it posts again from {until:%A}, {day} on." in shown.text
    assert f"The next one comes on {until:%A}, {day} at 08:00 in Asia/Kabul" in shown.text


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("until 3 May 2020", "“3 May 2020” is not ahead. Say on which day it is to go on, like tomorrow"),
        ("today", "“today” is not ahead."),
        ("31 June", "June has 30 days, so there is no 31 June."),
        ("until I say so", "“I say so” is not a day. Type one like 14 April, 26 Dalw or tomorrow."),
        ("until 5 January 2990", "“5 January 2990” is more than two years ahead. Leave the day out"),
        ("31 December 9999", "'9999-12-31': the year 9999 is not between 1000 and 2999."),
    ],
)
async def test_a_day_until_which_nothing_can_be_paused_is_told(
    typed: str, sentence: str, room: Class
) -> None:
    await tell(room, SET)
    before = await only(room)
    assert said(await tell(room, f"/daily pause {typed}")).startswith(sentence)
    assert await only(room) == before


async def test_setting_again_keeps_a_pause_that_was_asked_for_and_ends_one_of_the_bots(room: Class) -> None:
    await tell(room, SET)
    await tell(room, "/daily pause")
    await tell(room, "/daily set time:9")
    assert (await only(room)).pause == Pause(Why.ASKED)
    await tell(room, "/daily resume")
    kept = await only(room)
    assert await room.app.daily.subscriptions.pause_if(kept.id, Why.FORBIDDEN, NOW)
    assert "I may no longer post there" in message(await tell(room, "/daily show")).text
    shown = message(await tell(room, "/daily set time:9"))
    assert "Paused" not in shown.text
    assert (await only(room)).pause is None


async def test_what_is_mended_goes_on_and_what_is_not_stays_paused(room: Class) -> None:
    await tell(room, SET)
    kept = await only(room)
    await room.app.daily.subscriptions.pause_if(kept.id, Why.GONE, NOW)
    assert "Tarikh cannot post" in said(await tell(room, "/daily resume", Town(lacking=("Send Messages",))))
    assert (await only(room)).pause == Pause(Why.GONE)
    await tell(room, "/daily resume")
    assert (await only(room)).pause is None


# Removing.


async def test_removing_is_asked_once_more(room: Class) -> None:
    await tell(room, SET)
    shown = message(await tell(room, "/daily remove"))
    assert "Remove “On this day” from #room?" in shown.text
    assert await every(room)
    assert labels(shown) == ["Remove it", "Pause it", "Keep it"]
    kept = message(await tap(room, token(shown, "Keep it")))
    assert kept.lines[0].text == "Daily post in #room"
    gone = message(await tap(room, token(shown, "Remove it")))
    assert gone.lines[0].text == "Removed. Nothing more is posted daily in #room."
    assert not await every(room)
    told = said(await tap(room, token(shown, "Remove it")))
    assert told == "That daily post is no longer there. /daily show tells what is."
    told = said(await tell(room, "/daily remove"))
    assert told.startswith("Nothing is posted daily in #room. /daily set sets that up")


async def test_removing_one_kind_leaves_the_other(room: Class) -> None:
    await tell(room, SET)
    await tell(room, "/daily set kind:question time:16:00")
    shown = message(await tell(room, "/daily remove kind:day"))
    gone = message(await tap(room, token(shown, "Remove it")))
    assert gone.lines[0].text == "Removed. What goes on in #room: A question of the day."
    assert (await only(room)).wish.kind is Kind.QUESTION


# Previewing.


async def test_a_preview_shows_the_post_of_any_day_to_one_person(room: Class) -> None:
    await tell(room, f"{SET} question:yes ping:@class")
    reply = await tell(room, "/daily preview 7 March")
    told = said(reply)
    assert told.startswith("Preview of Sunday, 7 March 2027, for #room\nA role or group is notified of it.")
    assert "On this day: 7 March" in told
    assert "River Accord" in told
    assert not isinstance(reply, Form)
    assert not any(each.ping for each in reply)
    tokens = [button.token for each in reply for button in each.buttons]
    assert not any(each.startswith("daily:") for each in tokens)
    assert not any(each.selects for each in reply)
    assert not await room.app.daily.outbox.history((await only(room)).id, 9)


async def test_a_day_without_anything_new_is_previewed_as_such(room: Class) -> None:
    nothing = replace(room.app.library.pack, entries=())
    empty = Class(replace(room.app, library=make(nothing), bank=banks.make(())), room.wall)
    await tell(empty, f"{SET} ping:@class")
    told = said(await tell(empty, "/daily preview"))
    assert told.endswith("Nothing: what fits was told before, so nothing is posted on that day.")


async def test_a_preview_is_of_today_by_the_channels_clocks(room: Class) -> None:
    await tell(room, "/daily set time:8 zone:Asia/Tokyo")
    assert "Preview of Monday, 23 November 2026" in said(await tell(room, "/daily preview"))
    assert "Preview of Tuesday, 24 November 2026" in said(await tell(room, "/daily preview tomorrow"))
    kept = await only(room)
    assert "Preview of Monday" in said(await tap(room, f"daily:preview:{kept.id}"))


async def test_a_preview_of_a_day_without_a_post_says_so(room: Class) -> None:
    await tell(room, f"{SET} days:mon-fri")
    silent = "No post comes on that day: Monday to Friday. This is what one would say."
    told = said(await tell(room, "/daily preview 7 March"))  # a Sunday
    assert told.startswith(f"Preview of Sunday, 7 March 2027, for #room\n{silent}\n")
    assert "River Accord" in told
    assert "No post comes" not in said(await tell(room, "/daily preview 8 March"))
    await tell(room, "/daily pause until 9 March")
    paused = "No post comes on that day, since it is paused. This is what one would say."
    assert paused in said(await tell(room, "/daily preview 8 March"))
    assert "No post comes" not in said(await tell(room, "/daily preview 9 March"))
    await tell(room, "/daily pause")
    assert paused in said(await tell(room, "/daily preview 9 March"))


async def test_a_preview_of_a_question_only(room: Class) -> None:
    await tell(room, f"{SET} kind:question")
    told = said(await tell(room, "/daily preview 7 March"))
    assert "On this day" not in told
    assert "Question of the day" in told


async def test_a_day_that_was_posted_is_previewed_as_it_was(room: Class) -> None:
    await tell(room, SET)
    told = "22 November · 1 Qaws"
    assert told in said(await tell(room, "/daily preview"))
    await tell(room, "/daily post")
    chosen = Chosen(ChosenWhy.MONTH, (), question="where-signed", order=(0, 1, 2))
    assert chosen.question in room.app.bank.questions
    await posted(room, date(2026, 11, 22), content=write(chosen))
    shown = said(await tell(room, "/daily preview"))
    assert told not in shown
    assert room.app.bank.questions[chosen.question].prompt in shown
    late = after(room, DAY)
    await tell(late, "/daily post")
    await posted(late, MONDAY, content='{"of": "another version"}')
    assert "23 November · 2 Qaws" in said(await tell(late, "/daily preview"))


async def test_what_would_be_posted_is_shown_before_anything_is_set_up(room: Class) -> None:
    for reply in (
        await tell(room, "/daily preview 2027-03-07"),
        await tap(room, "daily:preview", values={"date": "7 March"}),
        await tell(room, "/daily preview 7 March", Town(manages=False)),
    ):
        assert "River Accord" in said(reply)
        assert "Question of the day" in said(reply)
    told = said(await tell(room, "/daily preview 31 June"))
    assert told == "June has 30 days, so there is no 31 June."


# What was posted.


async def test_todays_is_posted_now_once_and_then_its_link_is_told(room: Class) -> None:
    await tell(room, "/daily set time:23:00 zone:Asia/Kabul")
    kept = await only(room)
    assert kept.planned is not None
    assert kept.planned.day == date(2026, 11, 22)  # it is 22:30 there
    assert not room.app.daily.stirred.is_set()
    assert said(await tell(room, "/daily post")) == "Today's post comes in #room in a moment."
    assert room.app.daily.stirred.is_set()
    planned = (await only(room)).planned
    assert planned is not None
    assert planned.day == MONDAY  # not twice on one day
    told = said(await tap(room, f"daily:post:{kept.id}"))
    assert told == "Today's post is on its way to #room already."
    await posted(room, date(2026, 11, 22))
    shown = message(await tell(room, "/daily post"))
    assert shown.text == "Today's was posted in #room already: River Accord."
    (link,) = (span for span in shown.lines[0].spans if isinstance(span, Link))
    assert link.address == "https://wall.example/school/room/m1"


async def test_another_time_after_todays_was_posted_does_not_post_it_again(room: Class) -> None:
    await tell(room, "/daily set time:22 zone:Asia/Kabul")
    await tell(room, "/daily post")
    await posted(room, date(2026, 11, 22))
    for line in ("/daily set time:23:00", "/daily resume"):
        await tell(room, line)
        planned = (await only(room)).planned
        assert planned is not None
        assert planned.day == MONDAY


async def test_the_history_tells_what_became_of_each_with_links(room: Class) -> None:
    await tell(room, SET)
    kept = await only(room)
    assert "Nothing yet." in message(await tell(room, "/daily history")).text
    await tell(room, "/daily post")
    await posted(room, date(2026, 11, 22))
    later = after(room, DAY)
    await tell(later, "/daily post")
    shown = message(await tell(later, "/daily history"))
    assert shown.text == (
        "Posted in #room\n"
        "Monday, 23 November 2026: about to be posted\n"
        "Sunday, 22 November 2026: River Accord"
    )
    links = [span.address for each in shown.lines for span in each.spans if isinstance(span, Link)]
    assert links == ["https://wall.example/school/room/m1"]
    room.wall.bars[ROOM.id] = UnreachableError()
    shown = message(await tap(later, f"daily:history:{kept.id}", Town(manages=False)))
    assert "Sunday, 22 November 2026: River Accord" in shown.text  # without a link
    assert labels(shown) == ["◀ Back"]


async def test_todays_that_was_begun_and_failed_is_not_posted_twice(room: Class) -> None:
    await tell(room, SET)
    await tell(room, "/daily post")
    outbox = room.app.daily.outbox
    await Voices(outbox.database).enter("v", HOUR)
    (post,) = await outbox.take("v", ROOM.platform, NOW + 1, 1)
    assert await outbox.choose(post.id, "v", "{}", "River Accord", NOW)
    assert await outbox.said(post.id, "v", Part.DAY, "m1")
    assert await outbox.failed(post.id, "v", "forbidden", NOW)
    told = said(await tell(room, "/daily post"))
    assert told == "Today's post was begun and could not be finished; the next one comes as planned."
    history = message(await tell(room, "/daily history")).text
    assert history.endswith("22 November 2026: River Accord, not all of which could be posted")


async def test_a_long_history_has_pages(room: Class) -> None:
    await tell(room, SET)
    later = room
    for number in range(13):
        later = after(room, number * DAY)
        await tell(later, "/daily post")
        await posted(later, date(2026, 11, 22) + timedelta(number))
    shown = message(await tell(later, "/daily history"))
    assert shown.lines[1].text == "Friday, 4 December 2026: River Accord"
    assert len(shown.lines) == 11
    assert labels(shown) == ["◀ Back", "Page 2 ▶"]
    shown = message(await tap(later, token(shown, "Page 2 ▶")))
    assert shown.replaces
    assert [each.text for each in shown.lines[1:]] == [
        "Tuesday, 24 November 2026: River Accord",
        "Monday, 23 November 2026: River Accord",
        "Sunday, 22 November 2026: River Accord",
    ]
    assert labels(shown) == ["◀ Back", "◀ Page 1"]
    assert message(await tap(later, f"daily:history:{(await only(room)).id}:99")) == shown


@pytest.mark.parametrize("reason", [*Reason, *Why])
async def test_whatever_a_post_was_not_posted_for_has_words_of_its_own(
    reason: Reason | Why, room: Class
) -> None:
    assert set(REASONS) == {*Reason, *Why}
    assert len(set(REASONS.values())) == len(REASONS)
    await tell(room, SET)
    await tell(room, "/daily post")
    outbox = room.app.daily.outbox
    await Voices(outbox.database).enter("v", HOUR)
    (post,) = await outbox.take("v", ROOM.platform, NOW + 1, 1)
    settle = outbox.failed if REASONS[reason].startswith("could not") else outbox.skipped
    assert await settle(post.id, "v", reason, NOW)
    shown = message(await tell(room, "/daily history"))
    assert shown.lines[-1].text == f"Sunday, 22 November 2026: {REASONS[reason]}"


async def test_what_was_posted_in_part_is_told_as_such(room: Class) -> None:
    await tell(room, SET)
    await tell(room, "/daily post")
    outbox = room.app.daily.outbox
    await Voices(outbox.database).enter("v", HOUR)
    (post,) = await outbox.take("v", ROOM.platform, NOW + 1, 1)
    told = ("river-accord", "?q")
    assert await outbox.choose(post.id, "v", "{}", "River Accord", NOW, told=told)
    assert await outbox.said(post.id, "v", Part.DAY, "m1")
    assert await outbox.put_back(post.id, "v", NOW)
    assert await outbox.expire(NOW + 4 * HOUR) == 1
    history = message(await tell(room, "/daily history")).text
    assert history.endswith("22 November 2026: River Accord, not all of which could be posted")


async def test_where_a_platform_gives_no_address_the_post_is_told_without(room: Class) -> None:
    await tell(room, SET)
    await tell(room, "/daily post")
    await posted(room, date(2026, 11, 22))
    room.wall.bars[ROOM.id] = NotAllowedError()
    assert said(await tell(room, "/daily post")) == "Today's was posted in #room already."


async def test_one_that_was_left_out_can_still_be_posted_today(room: Class) -> None:
    await tell(room, SET)
    kept = await only(room)
    late = after(room, 14 * HOUR)  # half past twelve on Monday in Kabul, 4.5 hours late
    await late.app.daily.outbox.enqueue(late.app.now())
    (post,) = await late.app.daily.outbox.history(kept.id, 5)
    assert (post.id, post.state) == (post_id(kept.id, MONDAY), State.SKIPPED)
    assert "left out, since it would have come too late" in message(await tell(late, "/daily history")).text
    assert said(await tell(late, "/daily post")) == "Today's post comes in #room in a moment."


@pytest.mark.parametrize(
    ("options", "hints"),
    [
        ("", " With question:yes each day has a question."),
        (
            " topics:river",
            " With more topics there is more to tell. With question:yes each day has a question.",
        ),
    ],
)
async def test_where_nothing_is_left_to_tell_that_is_told_and_what_helps(
    options: str, hints: str, room: Class
) -> None:
    await tell(room, SET + options)
    await tell(room, "/daily post")
    outbox = room.app.daily.outbox
    await Voices(outbox.database).enter("v", HOUR)
    (post,) = await outbox.take("v", ROOM.platform, NOW + 1, 1)
    assert await outbox.skipped(post.id, "v", Reason.NOTHING, NOW)
    without = make(replace(room.app.library.pack, entries=()))
    empty = Class(replace(room.app, library=without), room.wall)
    for _ in range(2):
        assert said(await tell(empty, "/daily post")) == (
            f"There is nothing to tell in #room today: all that fits was told not long ago.{hints}"
        )
    kept = await outbox.get(post.id)
    assert kept is not None
    assert (kept.state, kept.reason) == (State.SKIPPED, Reason.NOTHING)
    await tell(room, "/daily set question:yes topics:all")  # and there is something to tell again
    assert said(await tell(room, "/daily post")) == "Today's post comes in #room in a moment."


# When the platform does not tell.


async def test_a_platform_that_is_not_reached_changes_nothing(room: Class) -> None:
    await tell(room, SET)
    kept, away = await only(room), Town(bars=UnreachableError())
    for reply in (
        await tell(room, "/daily show", away),
        await tell(room, "/daily pause", away),
        await tap(room, f"daily:pause:{kept.id}", away),
    ):
        assert said(reply) == (
            "I cannot look at the channels just now. Nothing was changed; please try again in a moment."
        )
    shown = message(await tell(room, "/daily set time:9", away))
    assert shown.lines[0].text.startswith("I cannot look at the channels just now.")
    assert "time:9" in shown.lines[-1].text
    assert await only(room) == kept


async def test_a_channel_of_which_the_platform_does_not_tell_costs_only_its_own_line(room: Class) -> None:
    class Fog(Town):
        async def find(self, named: str) -> Channel | None:
            if named == HISTORY.id:
                raise UnreachableError
            return await super().find(named)

    await tell(room, SET)
    await tell(room, f"{SET} channel:#history")
    shown = message(await tell(room, "/daily show", Fog()))
    assert shown.lines[0].text == "Daily post in #room"
    # Nobody is told that there are none, where none could be looked at.
    await tap(room, message(await tell(room, "/daily remove")).buttons[0].token)
    assert said(await tell(room, "/daily show", Fog())).startswith("I cannot look at the channels just now.")


async def test_a_channel_about_which_it_may_not_ask_is_none(room: Class) -> None:
    told = message(await tell(room, "/daily set channel:#secret time:8", Town(bars=NotAllowedError())))
    assert told.lines[0].text.startswith("I find no channel “#secret”")


async def test_roles_and_clocks_that_are_not_told_are_asked_for(room: Class) -> None:
    told = message(await tell(room, "/daily set time:8 ping:@class", Town(shy=True)))
    assert [each.text for each in told.lines[:2]] == [
        "I cannot look for “@class” just now. Please try again in a moment.",
        "By which clocks? Add the time zone, like zone:Asia/Kabul; a large city does, too.",
    ]


# Elsewhere.


async def test_where_there_are_no_channels_it_points_to_the_preview(room: Class) -> None:
    for line in (SET, "/daily", "/daily show", "/daily pause", "/daily history", "/daily post"):
        told = said(await room.command(AMINA, line))
        assert told.startswith("Daily posts come in channels, on Discord and on Slack; here are none.")
        assert "/daily preview" in told
    assert "River Accord" in said(await room.command(AMINA, "/daily preview 7 March"))


async def test_where_it_is_no_member_it_says_so(room: Class) -> None:
    told = said(await room.command(AMINA, SET, present=False, invite="Type /invite @Tarikh."))
    assert told == "Tarikh is not a member here, so it cannot post here. Type /invite @Tarikh."


@pytest.mark.parametrize(
    "value", ["", "dance", "open", "open:", "pause", "pause:none:x:y", "form:none", "remove::yes", "form:~~"]
)
async def test_a_token_that_leads_nowhere_is_answered_kindly(value: str, room: Class) -> None:
    reply = await tap(room, f"daily:{value}")
    assert "no longer" in said(reply)


async def test_two_who_set_the_same_up_make_one(room: Class) -> None:
    await tell(room, SET)
    shown = message(await room.command(OMID, "/daily set time:9", channels=Town()))
    kept = await only(room)
    assert kept.wish.schedule.hour == 9
    # It stays whose it was, who is written to when it cannot go on.
    assert (kept.creator, kept.creator_name) == (AMINA.id, AMINA.name)
    assert shown.lines[-1].text == f"Set up by {AMINA.name}. Last changed by {OMID.name}."
    shown = message(await tell(room, "/daily set time:10"))
    assert shown.lines[-1].text == f"Set up by {AMINA.name}."
