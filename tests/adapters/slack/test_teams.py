"""What is remembered of a workspace goes with it: quizzes at once, everything else after a month."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from adapters.slack.places import PLATFORM
from adapters.slack.teams import GRACE
from bot.config import Calendar
from bot.preferences import Scope
from tests.adapters.slack.playing import said

if TYPE_CHECKING:
    from tests.adapters.slack.conftest import Tarikh
    from tests.servers.slack import Channel, Person, SlackServer

DAY = 86_400.0


async def settled(tarikh: Tarikh, server: SlackServer) -> Calendar:
    return (await tarikh.app.preferences.of(Scope(PLATFORM, server.team.id))).calendar


async def test_a_channel_that_goes_takes_its_quizzes_along(
    tarikh: Tarikh, server: SlackServer, amina: Person
) -> None:
    await tarikh.start()
    rooms = [server.team.add_channel(name, private=name == "private") for name in ("a", "b", "c", "private")]
    await tarikh.app.preferences.change(Scope(PLATFORM, server.team.id), channels=(rooms[0].id, rooms[1].id))
    for room in rooms:
        root = amina.say(room, "Here")
        await tarikh.app.preferences.change(Scope(PLATFORM, server.team.id), channels=())
        await amina.mention(room, "quiz start questions:1 wait:0 seconds:600", thread=root)
        await amina.command(room, "quiz start questions:1 wait:0 seconds:600")
        await server.wait_for(lambda here=room: len(here.messages) >= 4)  # type: ignore[misc] # mypy and defaults
    await tarikh.app.preferences.change(Scope(PLATFORM, server.team.id), channels=(rooms[0].id, rooms[1].id))
    assert len(await tarikh.store.open_quizzes(PLATFORM)) == 8
    rooms[0].delete()
    rooms[1].archive()
    rooms[2].remove_bot()
    rooms[3].remove_bot()
    await server.settled()
    assert await tarikh.store.open_quizzes(PLATFORM) == ()
    kept = await tarikh.app.preferences.of(Scope(PLATFORM, server.team.id))
    assert kept.channels == (rooms[1].id,)


async def test_a_removed_app_forgets_after_a_month(
    tarikh: Tarikh, server: SlackServer, room: Channel, amina: Person
) -> None:
    await tarikh.start()
    await amina.command(room, "quiz start questions:1 wait:0 seconds:600")
    await said(server, room, "Question 1 of 1")
    await tarikh.app.preferences.change(Scope(PLATFORM, server.team.id), calendar=Calendar.SOLAR_HIJRI)
    server.team.uninstall()
    await server.wait_for(lambda: "removed" in tarikh.slack.trouble())
    await server.settled()
    assert await tarikh.store.open_quizzes(PLATFORM) == ()
    assert await tarikh.store.left_servers(PLATFORM, tarikh.now() + 1) == (server.team.id,)
    await tarikh.stop()
    other = server.add_team("Other school")
    tarikh.ways["slack_bot_token"] = other.install()
    for later, kept in ((GRACE - DAY, True), (GRACE + DAY, False)):
        tarikh.later = later
        await tarikh.start()
        known = tarikh.store.settings
        await server.settled()
        if kept:
            assert await known(PLATFORM, server.team.id) is not None
        else:
            while await known(PLATFORM, server.team.id) is not None:
                await asyncio.sleep(0.01)
        await tarikh.stop()


async def test_an_app_that_comes_back_finds_everything_again(
    tarikh: Tarikh, server: SlackServer, room: Channel, amina: Person
) -> None:
    await tarikh.start()
    await amina.command(room, "lookup Islamabad Accord")
    await tarikh.app.preferences.change(Scope(PLATFORM, server.team.id), calendar=Calendar.SOLAR_HIJRI)
    server.team.revoke_tokens()
    await server.wait_for(lambda: "removed" in tarikh.slack.trouble())
    await server.settled()
    await tarikh.stop()
    tarikh.ways["slack_bot_token"] = server.team.install()
    await tarikh.start()
    await server.settled()
    assert await tarikh.store.left_servers(PLATFORM, tarikh.now() + 1) == ()
    assert await settled(tarikh, server) is Calendar.SOLAR_HIJRI
