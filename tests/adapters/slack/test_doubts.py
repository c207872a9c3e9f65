"""Where it is doubtful who somebody is, who is there or what was told, nobody gets what is not theirs."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING

import pytest

from adapters.slack.places import PLATFORM, Spot
from bot.config import Calendar
from bot.marks import Mark
from bot.message import Message, line
from bot.message import Person as Player
from bot.preferences import Scope
from tests.adapters.slack.playing import said
from tests.servers.slack import Person

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tests.adapters.slack.conftest import Tarikh
    from tests.adapters.slack.voices import Voices
    from tests.servers.slack import Channel, SlackServer, Team

# slack_sdk asks for the token as aiohttp will no longer take it in its version 4.
pytestmark = pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")


def guest(server: SlackServer, room: Channel, person: Person) -> Person:
    """Somebody of another workspace, in a channel that both share."""
    server.team.users[person.id] = person.user
    room.members.add(person.id)
    return Person(server.team, person.user, server.hands)


def unheard(team: Team) -> None:
    """A workspace removes the app, and no process is told of it."""
    assert team.installation is not None
    team.installation.state = "gone"


async def test_who_manages_another_workspace_manages_nothing_here(
    tarikh: Tarikh, server: SlackServer, room: Channel
) -> None:
    await tarikh.start()
    sara = guest(server, room, server.add_team("Other school").person("Sara", admin=True))
    reply = await sara.mention(room, "settings calendar:solar_hijri")
    assert "permission to manage" in reply.text
    settings = await tarikh.app.preferences.of(Scope(PLATFORM, server.team.id))
    assert settings.calendar is Calendar.GREGORIAN


async def test_who_manages_several_workspaces_of_an_organisation_manages_this_one(
    tarikh: Tarikh, server: SlackServer, room: Channel
) -> None:
    await tarikh.start()
    farah = server.team.person("Farah", admin=True)
    farah.user.team, farah.user.teams = "T0HOME", ("T0HOME", server.team.id)
    reply = await farah.command(room, "settings calendar:solar_hijri")
    assert "Solar Hijri first" in reply.text


async def test_two_people_who_talk_are_not_taken_for_one_with_the_bot(
    tarikh: Tarikh, server: SlackServer, amina: Person, omid: Person
) -> None:
    await tarikh.start()
    between = server.team.direct(amina.id)
    between.members = {amina.id, omid.id}
    server.fail("conversations.info", status=503, times=2)
    reply = await amina.command(between, "results")
    assert "Your results" in reply.text
    assert reply.private


async def test_that_the_bot_was_taken_out_is_told_again_after_it_has_come_back(
    tarikh: Tarikh, server: SlackServer, room: Channel, amina: Person
) -> None:
    await tarikh.start()
    room.remove_bot()
    await server.settled()
    room.members.add(server.team.bot_user)
    tarikh.later = 120.0  # what was known of the channel is asked for again
    await amina.command(room, "quiz start questions:1 wait:0 seconds:600")
    await said(server, room, "Question 1 of 1")
    await server.redeliver_last()
    await server.settled()
    assert len(await tarikh.store.open_quizzes(PLATFORM)) == 1


async def test_the_same_id_in_two_workspaces_is_two_people(
    tarikh: Tarikh, server: SlackServer, amina: Person
) -> None:
    await tarikh.start()
    marks, other = tarikh.app.host.marks, Spot("T0OTHER", "C1").place
    question = next(iter(tarikh.app.bank.questions))
    await marks.practised(Player(amina.id, "Zahra"), other, "T0OTHER", Mark(question, 0.0, tarikh.now()))
    assert "Nothing yet" in (await amina.write("results")).text
    here = Mark(question, 1.0, tarikh.now() + 1)
    await marks.practised(Player(amina.id, "Amina"), Spot(server.team.id, "C1").place, server.team.id, here)
    assert "1 right" in (await amina.write("results")).text
    kept = await marks.of(PLATFORM, amina.id, "T0OTHER")
    assert [each.credit for each in kept] == [0.0]


async def test_a_removal_that_no_process_heard_is_found_out_by_asking(
    tarikh: Tarikh, server: SlackServer
) -> None:
    server.team.installation = None
    tarikh.for_many()
    await tarikh.start()
    other = server.add_team("Other school")
    for team in (server.team, other):
        await team.person("Farah").install(team, f"{tarikh.url}/slack/install")
    await tarikh.stop()
    unheard(server.team)
    await tarikh.start()
    async with asyncio.timeout(20.0):
        while await tarikh.store.left_servers(PLATFORM, tarikh.now() + 1) != (server.team.id,):
            await asyncio.sleep(0.01)
    assert await tarikh.workspaces.find(server.team.id) is None
    assert await tarikh.workspaces.find(other.id) is not None


async def test_a_workspace_is_not_given_up_while_slack_does_not_answer(
    tarikh: Tarikh, server: SlackServer
) -> None:
    server.team.installation = None
    tarikh.for_many()
    await tarikh.start()
    await server.team.person("Farah").install(server.team, f"{tarikh.url}/slack/install")
    await tarikh.stop()
    fault = server.fail("auth.test", status=503)
    await tarikh.start()
    await server.wait_for(lambda: fault.hits)
    await server.settled()
    assert await tarikh.workspaces.find(server.team.id) is not None
    assert await tarikh.store.servers(PLATFORM) == (server.team.id,)


@pytest.mark.parametrize("typed", [False, True], ids=["form", "command"])
async def test_slack_hears_in_time_though_the_database_is_silent(
    tarikh: Tarikh, server: SlackServer, typed: bool
) -> None:
    server.team.installation = None
    tarikh.for_many()
    await tarikh.start()
    farah = server.team.person("Farah", admin=True)
    await farah.install(server.team, f"{tarikh.url}/slack/install")
    form = (await farah.press(await farah.open_home(), label="Settings")).modal
    await server.settled()
    tarikh.later = 120.0  # nothing that was known is fresh any more
    silent = threading.Event()

    def rows() -> Iterator[Mapping[str, object]]:
        silent.wait(30.0)
        yield from ()

    reading = asyncio.create_task(tarikh.database.read(lambda asked: asked.many("note_mark", rows())))
    try:
        room = server.team.add_channel("late")
        asking = asyncio.create_task(farah.command(room) if typed else farah.submit(form))
        await server.wait_for(lambda: server.deliverer.under_way)
        await server.wait_for(lambda: not server.deliverer.under_way, 10.0)
    finally:
        silent.set()
    await reading
    await asking


async def test_a_clock_that_is_fast_posts_nothing_twice(
    voices: Voices, tarikh: Tarikh, server: SlackServer, room: Channel
) -> None:
    saying = voices.saying
    tarikh.later = 600.0
    server.fail("chat.postMessage", drop=True, lost_answer=True)
    await saying.post(Spot(server.team.id, room.id).place, Message((line("Once"),)), "key")
    assert len(room.messages) == 1
