"""Daily posts on Slack: set up once, and then they come by themselves, each once, whatever goes wrong."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from adapters.slack.places import PLATFORM
from bot.daily_result import chosen_for
from bot.posts import State
from content import library as libraries
from content import search
from content.model import Picture, Sensitivity
from quizzes import banks
from quizzes.model import QuestionKind
from tests.adapters.slack.playing import given
from tests.adapters.slack.troubles import Trouble
from tests.conftest import ROOT
from tests.servers.slack.checks import all_faults, types

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.subscriptions import Subscription
    from content.library import Library
    from content.search import Index
    from quizzes.banks import Bank
    from tests.adapters.slack.conftest import Tarikh
    from tests.servers.slack import Channel, Message, Person, Reply, SlackServer, Team

POST, OPEN = "chat.postMessage", "views.open"
ZONE = "Asia/Kabul"
DUE = 130.0  # seconds after which what was set up by `soon` has come
DAY = 86_400.0
ADDRESS = "https://pictures.invalid/map.png"
PICTURE = Picture(ADDRESS, "A map of Geneva", "Somebody", "CC0")
TALK = "Talk about it here."

# slack_sdk asks for the token as aiohttp will no longer take it in its version 4.
pytestmark = pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")


@pytest.fixture(scope="module")
def library(library: Library) -> Library:
    """The packed content as on a day that everything can be told of openly, with a picture."""
    entries = (replace(each, sensitivity=Sensitivity.NONE, picture=PICTURE) for each in library.pack.entries)
    return libraries.make(replace(library.pack, entries=tuple(entries)))


@pytest.fixture(scope="module")
def index(library: Library) -> Index:
    return search.build(library)


@pytest.fixture(scope="module")
def bank(library: Library) -> Bank:
    """Questions that are answered by one press."""
    every = banks.load(ROOT / "quizzes" / "banks" / "afghan-peace", library)
    simple = {QuestionKind.SINGLE, QuestionKind.TRUE_FALSE}
    return banks.make(each for each in every.questions.values() if each.kind in simple)


@pytest.fixture
def farah(server: SlackServer, room: Channel) -> Person:
    """Who manages the workspace."""
    assert room.has_bot
    return server.team.person("Farah", admin=True)


def soon(tarikh: Tarikh) -> str:
    """A time of day that comes within two minutes, in `ZONE`."""
    return f"{datetime.fromtimestamp(tarikh.now() + 120, ZoneInfo(ZONE)):%H:%M}"


async def subscriptions(tarikh: Tarikh, team: Team) -> tuple[Subscription, ...]:
    return await tarikh.app.daily.subscriptions.of_server(PLATFORM, team.id)


async def due(tarikh: Tarikh) -> None:
    """Let the time come, and what is due be posted."""
    tarikh.later += DUE
    await tarikh.deliver()


def heads(room: Channel) -> list[Message]:
    """What stands in the channel itself."""
    return [each for each in room.messages if each.root is None]


async def answered(tarikh: Tarikh, shown: Message, person: Person, *, right: bool = True) -> Reply:
    """Answer a question of the day."""
    token = next(each.token for each in shown.elements if each.token.startswith("daily:q:"))
    post = await tarikh.app.daily.outbox.get(token.split(":")[2])
    assert post is not None
    chosen = chosen_for(post)
    assert chosen is not None
    question = tarikh.app.bank.questions[chosen.question]
    return await given(tarikh, shown, person, question, chosen.order, right=right)


WAYS = [
    *(
        pytest.param(("sockets", kind), id=f"sockets-{kind}")
        for kind in ("nothing", "503", "reset", "lost answer", "429", "redelivered", "dropped")
    ),
    *(pytest.param(("requests", kind), id=f"requests-{kind}") for kind in ("nothing", "lost answer")),
]


@pytest.fixture(params=WAYS)
def trouble(request: pytest.FixtureRequest, server: SlackServer, tarikh: Tarikh) -> Trouble:
    """The bot reached in one way, and one kind of trouble."""
    way, kind = request.param
    if way == "requests":
        tarikh.by_requests()
    return Trouble(kind, server)


async def test_a_daily_post_is_set_up_once_and_comes_by_itself(  # noqa: PLR0915 -- two days have many steps
    tarikh: Tarikh,
    server: SlackServer,
    room: Channel,
    farah: Person,
    amina: Person,
    omid: Person,
    trouble: Trouble,
) -> None:
    group = server.team.add_group("class-9", amina, omid)
    server.judge.welcome.add(group.id)
    office = server.team.add_channel("office", member=False)
    await tarikh.start()

    # Who does not manage the channel cannot set it up. Who does says all of it in one line, from anywhere.
    await trouble()
    typed = f"daily set channel:#history time:{soon(tarikh)} zone:{ZONE} question:yes"
    refused = await amina.command(room, f"daily set time:8 zone:{ZONE}")
    assert "those who may manage that channel" in refused.text
    card = await farah.command(office, f"{typed} ping:@class-9 thread:yes pin:yes")
    assert card.private
    assert "Set up: a daily post in #history" in card.text
    [kept] = await subscriptions(tarikh, server.team)
    assert (kept.place, kept.name) == (f"{server.team.id}/{room.id}", "#history")
    assert (kept.wish.ping, kept.wish.schedule.zone) == (group.id, ZONE)
    await trouble("response_url")
    shown = await trouble.asked(lambda: farah.press(card.message, label="Preview"))
    assert shown.private
    assert "Preview of" in shown.text
    await server.settled(0.5)
    assert room.messages == []

    # It comes: one post of two messages, and the thread below the first.
    await trouble(POST)
    await due(tarikh)
    await server.settled()
    on_day, question = heads(room)
    assert on_day.text.startswith("@class-9\n")
    assert "A map of Geneva" in on_day.text
    assert "Picture: Somebody (CC0)" in on_day.text
    assert "All of this day" in on_day.labels
    assert "Question of the day" in question.text
    assert [each.text for each in on_day.thread] == [TALK]
    assert room.pins == [on_day.ts]
    await tarikh.deliver()
    assert len(room.messages) == 3

    # Each answers alone, and the first answer counts.
    for person, right in ((amina, True), (omid, False)):
        await trouble("response_url")
        worth = await trouble.asked(
            lambda person=person, right=right: answered(tarikh, question, person, right=right)  # type: ignore[misc] # mypy and defaults
        )
        assert worth.private
        assert worth.text.startswith("Right" if right else "Wrong")
    await trouble()
    assert "the first answer counts" in (await answered(tarikh, question, omid)).text
    await trouble("response_url")
    told = await trouble.asked(lambda: amina.press(on_day, label="All of this day"))
    assert told.private
    await trouble.over()

    # The next day tells what came of it, closes the question of the day before, and takes the pin.
    tarikh.later += DAY
    await tarikh.deliver()
    await server.settled()
    assert len(heads(room)) == 4
    on_day, following = heads(room)[2:]
    assert "1 of 2 answered right: Amina" in following.text
    assert "1 of 2 answered right: Amina" in question.text
    assert not [each for each in question.elements if each.token.startswith("daily:q:")]
    assert room.pins == [on_day.ts]
    past = await farah.press(card.message, label="History")
    links = re.findall(r"/archives/(\w+)/p(\d+)", str(past.message.blocks))
    assert links == [(room.id, each.ts.replace(".", "")) for each in (on_day, heads(room)[0])]


@pytest.fixture(params=["nothing", "503", "reset", "lost answer", "redelivered"])
def at_home(request: pytest.FixtureRequest, server: SlackServer) -> Trouble:
    """One kind of trouble in App Home."""
    return Trouble(request.param, server)


async def opened(server: SlackServer, person: Person, doing: Callable[[], Awaitable[object]]) -> None:
    """Do what opens a view, again where it was told that it was too late."""
    depth = len(person.modals)
    while len(person.modals) <= depth:
        told = len(person.dm().messages)
        await doing()
        await server.wait_for(
            lambda before=told: len(person.modals) > depth or len(person.dm().messages) > before,  # type: ignore[misc] # mypy and defaults
            10.0,
        )


async def test_it_is_set_up_and_changed_in_app_home(
    tarikh: Tarikh,
    server: SlackServer,
    room: Channel,
    farah: Person,
    amina: Person,
    at_home: Trouble,
) -> None:
    group = server.team.add_group("class-9", amina)
    server.judge.welcome.add(group.id)
    await tarikh.start()
    assert "Daily posts" not in (await amina.open_home()).labels
    home = await farah.open_home()

    await at_home(OPEN)
    await opened(server, farah, lambda: farah.press(home, label="Daily posts"))
    await at_home("views.push")
    await opened(server, farah, lambda: farah.press(farah.modals[-1], label="Set it up"))
    await at_home()
    wrong = await farah.submit(farah.modals[-1], channel=room, time="half past", posted="both")
    assert "half past" in str(wrong.errors)
    await farah.submit(farah.modals[-1], channel=room, time=soon(tarikh), posted="both", days=[*"1234567"])
    assert "Set up: a daily post in #history" in farah.modals[-1].text
    [kept] = await subscriptions(tarikh, server.team)
    assert kept.wish.schedule.zone == ZONE  # what her client has told Slack
    assert kept.wish.question

    await at_home("views.push")
    await opened(server, farah, lambda: farah.press(farah.modals[-1], label="Topics and more"))
    await at_home()
    topics = [*tarikh.app.library.topics][:2]
    await farah.submit(farah.modals[-1], topics=topics, ping="@class-9", extras=["pin", "thread"])
    assert "Changed" in farah.modals[-1].text
    await at_home.over()
    [kept] = await subscriptions(tarikh, server.team)
    assert (kept.wish.topics, kept.wish.ping) == (tuple(topics), group.id)
    assert (kept.wish.pin, kept.wish.thread) == (True, True)

    await due(tarikh)
    await server.settled()
    on_day, question = heads(room)
    assert on_day.text.startswith("@class-9\n")
    assert on_day.pinned
    assert [each.text for each in on_day.thread] == [TALK]
    assert "Question of the day" in question.text


async def set_up(tarikh: Tarikh, person: Person, room: Channel, more: str = "") -> Subscription:
    """Set a daily post up by a command in its channel."""
    reply = await person.command(room, f"daily set time:{soon(tarikh)} zone:{ZONE} {more}".strip())
    assert "Set up: a daily post in #history" in reply.text
    [kept] = await subscriptions(tarikh, room.team)
    return kept


def letters(person: Person) -> list[str]:
    """What somebody was written about daily posts."""
    return [each.text for each in person.dm().messages if "daily post" in each.text]


# What is done to a channel, how it is mended, and what the bot says that takes.
CHANNELS = {
    "archived": ("archive", "unarchive", "take it out of the archive"),
    "removed": ("remove_bot", "add_bot", "/invite @Tarikh"),
}


@pytest.mark.parametrize("how", CHANNELS)
async def test_a_channel_that_takes_no_posts_pauses_them_and_who_set_them_up_is_told_once(
    tarikh: Tarikh, server: SlackServer, room: Channel, farah: Person, how: str
) -> None:
    closes, mends, lacking = CHANNELS[how]
    office = server.team.add_channel("office")
    await tarikh.start()
    before = await set_up(tarikh, farah, room)
    getattr(room, closes)()
    for _ in range(2):
        await due(tarikh)
    await server.settled()
    assert room.messages == []
    [kept] = await subscriptions(tarikh, server.team)
    assert kept.pause is not None
    assert kept.wish == before.wish
    [letter] = letters(farah)
    assert "The daily post in #history is paused" in letter
    assert f"What that takes there: {lacking}." in letter

    # It goes on by a command anywhere in the workspace, or by the letter's button.
    assert "Say which channel is meant" in (await farah.write("daily resume")).text
    resume = "daily resume channel:#history"
    assert lacking in (await farah.command(office, resume)).text
    [shown] = [each for each in farah.dm().messages if "The daily post in #history" in each.text]
    assert f"https://slack.com/app_redirect?team={server.team.id}&channel={room.id}" in str(shown.blocks)
    assert lacking in (await farah.press(shown, label="Resume")).text
    getattr(room, mends)()
    tarikh.later += 61.0  # what was known of the channel is asked for again
    assert "It goes on" in (await farah.press(shown, label="Resume")).text
    assert "It was not paused" in (await farah.command(office, resume)).text
    tarikh.later += DAY
    await tarikh.deliver()
    await server.settled()
    assert len(heads(room)) == 1
    assert len(letters(farah)) == 1


async def test_a_channel_that_was_deleted_pauses_its_posts(
    tarikh: Tarikh, server: SlackServer, room: Channel, farah: Person
) -> None:
    office = server.team.add_channel("office")
    await tarikh.start()
    await set_up(tarikh, farah, room)
    room.delete()
    await due(tarikh)
    await server.settled()
    [letter] = letters(farah)
    assert "there is no such channel any more" in letter
    shown = await farah.command(office, "daily show")
    assert "I no longer find the channel. Everything is kept." in shown.text


async def test_the_post_of_a_deleted_channel_is_moved_by_who_set_it_up_from_the_letter(
    tarikh: Tarikh, server: SlackServer, amina: Person, omid: Person
) -> None:
    hall, attic = (server.team.add_channel(name, creator=amina) for name in ("hall", "attic"))
    others = server.team.add_channel("others", creator=omid)
    await tarikh.start()
    reply = await amina.command(hall, f"daily set time:{soon(tarikh)} zone:{ZONE} question:yes pin:yes")
    assert "Set up: a daily post in #hall" in reply.text
    hall.delete()
    await due(tarikh)
    await server.settled()
    [letter] = [each for each in amina.dm().messages if "The daily post in #hall is paused" in each.text]
    form = (await amina.press(letter, label="Move to another channel")).modal
    refused = await amina.submit(form, channel=others)
    assert "those who may manage that channel" in str(refused.errors)
    await amina.submit(form, channel=attic)
    await server.wait_for(lambda: [each for each in amina.seen(amina.dm()) if "in #attic" in each.text])
    [kept] = await subscriptions(tarikh, server.team)
    assert (kept.place, kept.name, kept.pause) == (f"{server.team.id}/{attic.id}", "#attic", None)
    tarikh.later += DAY
    await tarikh.deliver()
    await server.settled()
    assert len(heads(attic)) == 2
    assert heads(attic)[0].pinned


@pytest.mark.parametrize(
    ("word", "lacking"),
    [
        ("restricted_action_read_only_channel", "the right to post there, which whoever manages the channel"),
        ("restricted_action", "the right to post there, which whoever manages the channel gives."),
        ("access_denied", "an end to what Slack calls access_denied."),
    ],
)
async def test_what_slack_does_not_allow_is_told_apart(
    tarikh: Tarikh, server: SlackServer, room: Channel, farah: Person, word: str, lacking: str
) -> None:
    await tarikh.start()
    await set_up(tarikh, farah, room)
    server.fail(POST, error=word)
    await due(tarikh)
    await server.settled()
    [letter] = letters(farah)
    assert f"What that takes there: {lacking}" in letter


async def test_a_workspace_that_threw_the_bot_out_finds_its_posts_when_it_comes_back(
    tarikh: Tarikh, server: SlackServer, room: Channel, farah: Person
) -> None:
    server.team.installation = None
    tarikh.for_many(sockets=True)
    await tarikh.start()
    install = f"{tarikh.url}/slack/install"
    assert (await farah.install(server.team, install)).status == 200
    await set_up(tarikh, farah, room)
    server.team.revoke_tokens()
    await due(tarikh)
    await server.settled()
    assert room.messages == []
    [kept] = await subscriptions(tarikh, server.team)
    assert kept.pause is not None

    assert (await farah.install(server.team, install)).status == 200
    assert "It goes on" in (await farah.command(room, "daily resume")).text
    tarikh.later += DAY
    await tarikh.deliver()
    await server.settled()
    assert len(heads(room)) == 1


async def test_a_picture_that_slack_cannot_get_costs_nothing_but_itself(
    tarikh: Tarikh, server: SlackServer, room: Channel, farah: Person
) -> None:
    server.judge.lost.add(ADDRESS)
    await tarikh.start()
    await set_up(tarikh, farah, room, "question:yes")
    shown = await farah.command(room, "daily preview")
    assert "Preview of" in shown.text
    await server.wait_for(lambda: len([each for each in farah.seen(room) if each.ephemeral]) == 4)
    told = [each.text for each in farah.seen(room) if each.ephemeral][2]
    assert "Picture: Somebody (CC0)" in told
    assert "A map of Geneva" not in told
    await due(tarikh)
    await server.settled()
    on_day, question = heads(room)
    assert "Picture: Somebody (CC0)" in on_day.text
    assert "A map of Geneva" not in on_day.text
    assert "Question of the day" in question.text


async def test_an_installation_of_old_works_without_what_it_was_not_granted(
    tarikh: Tarikh, server: SlackServer, room: Channel, farah: Person
) -> None:
    """Its manifest has Slack pass on what is typed as it is, and asks neither to pin nor to know groups."""
    server.escapes = False
    server.team.installation = None
    tarikh.for_many(sockets=True)
    await tarikh.start()
    assert (await farah.install(server.team, f"{tarikh.url}/slack/install")).status == 200
    for scope in ("pins:write", "usergroups:read"):
        server.team.remove_scope(scope)
    server.team.add_group("class-9", farah)
    office = server.team.add_channel("office")
    typed = f"daily set channel:#history time:{soon(tarikh)} zone:{ZONE} pin:yes thread:yes"
    refused = await farah.command(office, f"{typed} ping:@class-9")
    assert "@class-9" in refused.text
    assert await subscriptions(tarikh, server.team) == ()
    assert "Set up: a daily post in #history" in (await farah.command(office, typed)).text
    await due(tarikh)
    tarikh.later += DAY
    await tarikh.deliver()
    await server.settled()
    assert len(heads(room)) == 2
    assert [[each.text for each in head.thread] for head in heads(room)] == [[TALK]] * 2
    assert room.pins == []
    missing = [each.text for each in farah.dm().messages if "I lack a permission" in each.text]
    assert len(missing) == 2
    assert "usergroups:read" in missing[0]
    assert "pins:write" in missing[1]


async def test_a_workspace_that_slack_lets_wait_holds_up_no_other(
    tarikh: Tarikh, server: SlackServer
) -> None:
    server.team.installation = None
    tarikh.for_many(sockets=True)
    await tarikh.start()
    rooms = []
    for number in range(3):
        team = server.add_team(f"School {number}")
        zahra, room = team.person("Zahra", owner=True), team.add_channel("history")
        assert (await zahra.install(team, f"{tarikh.url}/slack/install")).status == 200
        await set_up(tarikh, zahra, room)
        rooms.append(room)
    server.fail(POST, retry_after=600)
    await due(tarikh)
    assert sorted(len(heads(room)) for room in rooms) == [0, 1, 1]
    waits = next(room for room in rooms if not room.messages)
    [kept] = await subscriptions(tarikh, waits.team)
    [post] = await tarikh.app.daily.outbox.history(kept.id, 5)
    assert post.state is State.WAITING


FAULTS = [
    {"status": 503, "times": 3},
    {"drop": True, "lost_answer": True, "times": 3},
    {"error": "internal_error", "lost_answer": True},
    {"retry_after": 2, "times": 2},
]


@pytest.mark.parametrize("fault", FAULTS, ids=str)
async def test_whatever_happens_to_a_post_there_is_exactly_one(
    tarikh: Tarikh, server: SlackServer, room: Channel, farah: Person, fault: dict[str, int]
) -> None:
    await tarikh.start()
    kept = await set_up(tarikh, farah, room, "question:yes thread:yes")
    struck = server.fail(POST, **fault)  # type: ignore[arg-type] # a table's columns
    await due(tarikh)
    for _ in range(3):
        await tarikh.deliver()
    await server.settled()
    assert struck.hits == fault.get("times", 1)
    on_day, question = heads(room)
    assert [each.text for each in on_day.thread] == [TALK]
    [post] = await tarikh.app.daily.outbox.history(kept.id, 5)
    assert (post.day_message, post.question_message) == (on_day.ts, question.ts)


async def test_what_was_set_up_and_posted_outlives_a_restart(
    tarikh: Tarikh, server: SlackServer, room: Channel, farah: Person, amina: Person
) -> None:
    await tarikh.start()
    await set_up(tarikh, farah, room, "question:yes")
    await tarikh.kill()
    await tarikh.start()
    await due(tarikh)
    await tarikh.kill()
    await tarikh.start()
    await tarikh.deliver()
    await server.settled()
    _, question = heads(room)
    assert (await answered(tarikh, question, amina)).text.startswith("Right")
    assert "Amina" in (await amina.press(question, label="Table")).text


async def test_all_of_it_is_as_slack_takes_it(
    tarikh: Tarikh, server: SlackServer, room: Channel, farah: Person, amina: Person
) -> None:
    group = server.team.add_group("class-9", amina)
    server.judge.welcome.add(group.id)
    await tarikh.start()
    await set_up(tarikh, farah, room, "question:yes ping:@class-9 thread:yes pin:yes")
    await farah.command(room, "daily preview 14 April")
    await due(tarikh)
    for each in (0.0, DAY):
        tarikh.later += each
        await tarikh.deliver()
        await server.settled()
        question = heads(room)[-1]
        await answered(tarikh, question, amina)
        await amina.press(question, label="Table")
    await farah.command(room, "daily history")
    await farah.command(room, "daily remove")
    home = await farah.open_home()
    listed = (await farah.press(home, label="Daily posts")).modal
    label = "#history: On this day, with a question of the day"
    card = (await farah.press(listed, label=label)).modal
    views = [home.raw, listed.raw, card.raw]
    for label in ("Change time or days", "Topics and more"):
        views.append((await farah.press(card, label=label)).modal.raw)
        await farah.close(farah.modals[-1])
    shown = {*farah.seen(room), *amina.seen(room), *farah.dm().messages}
    payloads = {each.ts: {"text": each.fallback, "blocks": each.blocks} for each in shown if each.by_bot}
    payloads |= {f"view {number}": raw for number, raw in enumerate(views)}
    assert len(payloads) > 12
    for name, payload in payloads.items():
        assert all_faults(name, payload) == []
    assert types.faults(payloads) == []


async def test_it_is_set_up_by_a_mention_and_in_a_conversation_too(
    tarikh: Tarikh, server: SlackServer, room: Channel, farah: Person
) -> None:
    office = server.team.add_channel("office")
    await tarikh.start()
    reply = await farah.mention(office, f"daily set channel:#history time:{soon(tarikh)} zone:{ZONE}")
    assert reply.private
    assert "Set up: a daily post in #history" in reply.text
    assert "Changed" in (await farah.write("daily set channel:#history thread:yes")).text
    await due(tarikh)
    await server.settled()
    assert [each.text for each in heads(room)[0].thread] == [TALK]


async def test_everybody_may_have_one_in_their_conversation(
    tarikh: Tarikh, server: SlackServer, amina: Person
) -> None:
    await tarikh.start()
    reply = await amina.write(f"daily set time:{soon(tarikh)} question:yes thread:yes pin:yes")
    assert "Set up: a daily post in this conversation" in reply.text
    await due(tarikh)
    await server.settled()
    on_day, question = heads(amina.dm())[-2:]
    assert "All of this day" in on_day.labels
    assert on_day.pinned
    assert (await answered(tarikh, question, amina)).text.startswith("Right")
