"""Whole journeys of a teacher and a class on Slack, each also with Slack misbehaving at every step."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from adapters.slack.places import PLATFORM, Spot
from bot.practice import questions_on
from bot.preferences import Scope
from quizzes.model import QuestionKind
from tests.adapters.slack.playing import said
from tests.adapters.slack.troubles import KINDS, Trouble
from tests.servers.slack import UnansweredError

if TYPE_CHECKING:
    from tests.adapters.slack.conftest import Tarikh
    from tests.servers.slack import Channel, Person, SlackServer

BY_SOCKETS = [pytest.param(("sockets", kind), id=f"sockets-{kind}") for kind in KINDS]
OF_REQUESTS = ("nothing", "lost answer", "redelivered")  # the rest is the same in both ways
BY_REQUESTS = [pytest.param(("requests", kind), id=f"requests-{kind}") for kind in OF_REQUESTS]

# slack_sdk asks for the token as aiohttp will no longer take it in its version 4.
pytestmark = pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")


@pytest.fixture(params=[*BY_SOCKETS, *BY_REQUESTS])
def trouble(
    request: pytest.FixtureRequest, server: SlackServer, tarikh: Tarikh, monkeypatch: pytest.MonkeyPatch
) -> Trouble:
    """The bot reached in one way, and one kind of trouble."""
    way, kind = request.param
    if way == "requests":
        tarikh.by_requests()
    return Trouble(kind, server, monkeypatch)


def practised(tarikh: Tarikh) -> str:
    """The name of an entry whose first question is answered by one button."""
    bank = tarikh.app.bank.questions
    for entry in tarikh.app.library.entries.values():
        ids = questions_on(tarikh.app, entry.id)
        if ids and bank[ids[0]].kind is QuestionKind.TRUE_FALSE:
            return entry.name.latin
    raise AssertionError("no such entry")


async def test_a_class_asks_in_every_way(  # noqa: PLR0915 -- a day has many steps
    tarikh: Tarikh,
    server: SlackServer,
    room: Channel,
    amina: Person,
    omid: Person,
    trouble: Trouble,
) -> None:
    await tarikh.start()

    # She looks an entry up, and turns its pages. Somebody else's press changes nothing for her.
    await trouble()
    card = await amina.command(room, "lookup Islamabad Accord")
    assert not card.private
    pages = [card.text]
    for label in ("Page 2 ▶", "◀ Page 1"):
        await trouble("response_url")
        turned = await amina.press(card.message, label=label)
        assert turned.updated
        pages.append(turned.text)
    assert pages[0] == pages[2] != pages[1]
    await trouble("response_url")
    sources = await trouble.asked(lambda: omid.press(card.message, label="Sources"))
    assert sources.private
    assert "http" in sources.text

    # He practises: a question of his own, which is answered where it was asked.
    await trouble()
    other = await omid.command(room, f"lookup {practised(tarikh)}")
    await trouble("response_url")
    asked = await trouble.asked(lambda: omid.press(other.message, label="Quiz me on this"))
    assert asked.private
    await trouble("response_url")
    worth = await omid.press(asked.message, label="A  True")
    assert worth.updated
    assert worth.text.startswith(("Right", "Wrong"))

    # He writes something, and she looks his message up.
    wonders = omid.say(room, "I wonder about the *Geneva Accords*.")
    await trouble("response_url")
    found = await trouble.asked(lambda: amina.shortcut(wonders, "Look this up"))
    assert found.private
    assert "14 April 1988" in found.text

    # They mention it in the channel and in a thread, and write to it.
    await trouble("chat.postMessage")
    mentioned = await amina.mention(room, "what are the Geneva Accords?")
    head = room.messages[-2]
    assert mentioned.message.root == head.ts
    await trouble("chat.postMessage")
    below = await omid.mention(room, "Islamabad Accord", thread=wonders)
    assert below.message.root == wonders.ts
    await trouble("chat.postEphemeral")
    helped = await trouble.asked(lambda: omid.mention(room, "help", thread=wonders))
    assert helped.private
    await trouble("chat.postMessage")
    written = await omid.write("Geneva Accords")
    assert not written.private
    await trouble("response_url")
    turned = await trouble.asked(lambda: omid.press(written.message, label="Sources"))
    assert "http" in turned.text

    # What was there is still there after a restart, and answers.
    await trouble()
    await tarikh.kill()
    await tarikh.start()
    await trouble("response_url")
    assert (await amina.press(card.message, label="Page 2 ▶")).text == pages[1]
    await trouble.over()
    await server.settled()

    # Everybody can read what was asked for openly, once.
    expected = [card.message, other.message, wonders, head, mentioned.message, *wonders.thread]
    assert room.messages == expected
    assert [each for each in wonders.thread if each.by_bot] == [below.message]
    whispered = [each for each in amina.seen(room) if each.ephemeral]
    assert whispered == [found.message]
    assert [each for each in omid.seen(room) if each.ephemeral] == [
        sources.message,
        asked.message,
        helped.message,
    ]
    assert len(omid.dm().messages) == 3


@pytest.mark.parametrize("way", ["requests", "sockets"])
async def test_a_school_installs_it_removes_it_and_takes_it_back(
    tarikh: Tarikh, server: SlackServer, way: str
) -> None:
    server.team.installation = None
    tarikh.for_many(sockets=way == "sockets")
    await tarikh.start()
    farah, room = server.team.person("Farah", admin=True), server.team.add_channel("history")
    other = server.add_team("Other school")
    zahra, hall = other.person("Zahra", owner=True), other.add_channel("hall")
    scope = Scope(PLATFORM, server.team.id)

    # Slack does not give the token at first: she is told so, and tries again.
    install = f"{tarikh.url}/slack/install"
    server.fail("oauth.v2.access", status=503)
    assert "was not installed" in (await farah.install(server.team, install)).text
    for person in (farah, zahra):
        assert (await person.install(person.team, install)).status == 200

    # Each school has its own settings and quizzes.
    form = (await farah.press(await farah.open_home(), label="Settings")).modal
    await farah.submit(form, calendar="solar_hijri", channels=[room])
    for person, place in ((farah, room), (zahra, hall)):
        reply = await person.command(place, "lookup Islamabad Accord")
        assert (reply.text.index("7 March 1993") < reply.text.index("16 Hoot 1371")) is (person is zahra)
        await person.command(place, "quiz start questions:2 seed:4 wait:0 seconds:600")
        await said(server, place, "Question 1 of 2")
    assert len(await tarikh.store.open_quizzes(PLATFORM)) == 2

    # It is removed from one: that one's quiz ends, and the other school sees nothing of it.
    server.team.uninstall()
    await server.wait_for(lambda: not tarikh.app.host.sitting(Spot(server.team.id, room.id).place))
    await server.settled()
    (left,) = await tarikh.store.open_quizzes(PLATFORM)
    assert left.server == other.id
    assert await tarikh.workspaces.find(server.team.id) is None
    assert await tarikh.store.left_servers(PLATFORM, tarikh.now() + 1) == (server.team.id,)
    said_before = len(room.messages)
    await zahra.command(hall, "quiz reveal")
    await said(server, hall, "Right answer")

    # It is taken back after a restart, and everything is as it was.
    await tarikh.stop()
    await tarikh.start()
    assert tarikh.joined[-1] == ("Tarikh", 1)
    assert (await farah.install(server.team, f"{tarikh.url}/slack/install")).status == 200
    again = await farah.mention(room, "Islamabad Accord")
    assert again.text.index("16 Hoot 1371") < again.text.index("7 March 1993")
    assert (await tarikh.app.preferences.of(scope)).channels == (room.id,)
    assert await tarikh.store.left_servers(PLATFORM, tarikh.now() + 1) == ()
    await server.settled()
    assert len(room.messages) == said_before + 2
    assert sum(each.text.startswith("Question 1") for each in hall.messages) == 1


async def test_what_was_asked_on_a_connection_that_broke_is_done_once(
    tarikh: Tarikh, server: SlackServer, room: Channel, amina: Person
) -> None:
    await tarikh.start()
    server.fail("conversations.info", delay=0.5)
    asking = asyncio.create_task(amina.command(room, "quiz start questions:1 wait:0 seconds:600"))
    await server.wait_for(lambda: server.requested("conversations.info"))
    server.socket.drop()
    with pytest.raises(UnansweredError):
        await asking  # her client says that the app did not respond
    await server.connected()
    await said(server, room, "Question 1 of 1")
    assert "A quiz is open here" in (await amina.command(room, "quiz start questions:1 wait:0")).text
    await server.settled()
    assert len(room.messages) == 1
