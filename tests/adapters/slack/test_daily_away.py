"""Daily posts on Slack while the app is not let in: no channel is gone by that, and later they go on."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.posts import State
from bot.schedules import GRACE
from tests.adapters.slack.daily import (
    DAY,
    INSTALLED,
    POST,
    ZONE,
    bank,
    due,
    farah,
    heads,
    index,
    library,
    set_up,
    soon,
    subscriptions,
)

if TYPE_CHECKING:
    from bot.posts import Post
    from bot.subscriptions import Subscription
    from tests.adapters.slack.conftest import Tarikh
    from tests.servers.slack import Channel, Person, SlackServer

__all__ = ["bank", "farah", "index", "library"]  # fixtures

INFO = "conversations.info"
MANY = 24  # conversations; Slack is asked about 20 channels at once
AGAIN = 61.0  # seconds after which a post is tried again
pytestmark = INSTALLED


async def last_post(tarikh: Tarikh, subscription: Subscription) -> Post:
    return (await tarikh.app.daily.outbox.history(subscription.id, 1))[0]


@pytest.mark.parametrize(
    "word", ["invalid_auth", "account_inactive", "token_revoked", "token_expired", "not_authed"]
)
async def test_a_token_that_is_not_taken_for_a_while_pauses_nothing(
    tarikh: Tarikh, server: SlackServer, room: Channel, farah: Person, word: str
) -> None:
    await tarikh.start()
    before = await set_up(tarikh, farah, room)
    told = len(farah.dm().messages)
    refused = server.fail(POST, error=word)
    await due(tarikh)
    await server.settled()
    assert refused.hits == 1
    assert room.messages == []
    assert (await last_post(tarikh, before)).state is State.WAITING
    [kept] = await subscriptions(tarikh, server.team)
    assert kept.pause is None

    tarikh.later += AGAIN
    await tarikh.deliver()
    await server.settled()
    assert len(heads(room)) == 1
    assert len(farah.dm().messages) == told


@pytest.mark.parametrize("how", ["uninstall", "revoke_tokens"])
async def test_a_workspace_that_removed_the_app_has_its_posts_when_it_comes_back(
    tarikh: Tarikh, server: SlackServer, room: Channel, farah: Person, how: str
) -> None:
    server.team.installation = None
    tarikh.for_many(sockets=True)
    await tarikh.start()
    install = f"{tarikh.url}/slack/install"
    assert (await farah.install(server.team, install)).status == 200
    before = await set_up(tarikh, farah, room)
    getattr(server.team, how)()
    await server.settled()
    asked = len(server.requests)
    await due(tarikh)
    tarikh.later += GRACE
    await tarikh.deliver()
    await server.settled()
    assert room.messages == []
    assert len(server.requests) == asked
    assert (await last_post(tarikh, before)).state is State.SKIPPED
    [kept] = await subscriptions(tarikh, server.team)
    assert kept.wish == before.wish
    assert kept.pause is None

    assert (await farah.install(server.team, install)).status == 200
    tarikh.later += DAY - GRACE
    await tarikh.deliver()
    await server.settled()
    assert len(heads(room)) == 1


async def test_workspaces_that_removed_the_app_hold_up_no_other(tarikh: Tarikh, server: SlackServer) -> None:
    server.team.installation = None
    tarikh.for_many(sockets=True)
    await tarikh.start()
    rooms = []
    for number in range(4):
        team = server.add_team(f"School {number}")
        zahra, room = team.person("Zahra", owner=True), team.add_channel("history")
        assert (await zahra.install(team, f"{tarikh.url}/slack/install")).status == 200
        await set_up(tarikh, zahra, room)
        rooms.append(room)
    stays = rooms.pop()
    for room in rooms:
        room.team.uninstall()
    await server.settled()
    tarikh.later += DAY / 24  # all are due, and the last one is tried after the others
    [last] = await subscriptions(tarikh, stays.team)
    await tarikh.app.daily.subscriptions.change(last.id, pause=None, planned=None)
    await tarikh.deliver()
    await tarikh.app.daily.subscriptions.change(last.id, pause=None, planned=last.planned)
    await tarikh.deliver()
    await server.settled()
    assert [len(heads(each)) for each in (*rooms, stays)] == [0, 0, 0, 1]


async def test_what_a_channel_is_stays_unknown_while_the_app_is_not_let_in(
    tarikh: Tarikh, server: SlackServer, room: Channel, amina: Person
) -> None:
    await tarikh.start()
    await amina.command(room, "daily show")  # what the room is, it knows
    refused = server.fail(INFO, error="invalid_auth", times=2)
    typed = f"daily set time:{soon(tarikh)} zone:{ZONE}"
    told = await amina.command(room, f"{typed} channel:{amina.dm().id}")
    assert "I cannot look at the channels just now" in told.text
    assert refused.hits == 2
    tarikh.later += AGAIN  # a conversation is not asked about again for a day, once it is known
    assert "Set up" in (await amina.write(typed)).text


async def test_conversations_of_others_do_not_keep_anybody_from_their_list(
    tarikh: Tarikh, server: SlackServer, room: Channel, farah: Person, amina: Person
) -> None:
    await tarikh.start()
    kept = await set_up(tarikh, farah, room)
    office = server.team.add_channel("office")
    people = [server.team.person(f"Student {number}") for number in range(MANY)]
    for number, person in enumerate((*people, farah)):
        place = f"{server.team.id}/{person.dm().id}"
        other = replace(kept, id=f"{number:016x}", place=place, name="", creator=person.id)
        await tarikh.app.daily.subscriptions.keep(other)
    shown = (await farah.command(office, "daily show")).text
    assert "#history: On this day" in shown
    assert "this conversation: On this day" in shown
    asked = {str(each.arguments["channel"]) for each in server.requested(INFO)}
    assert asked.isdisjoint(person.dm().id for person in people)
    assert "this conversation" not in (await amina.command(office, "daily show")).text


async def test_the_clocks_of_somebody_s_conversation_are_not_those_of_a_channel(
    tarikh: Tarikh, server: SlackServer, room: Channel, farah: Person, amina: Person
) -> None:
    await tarikh.start()
    assert "Set up" in (await amina.write("daily set time:08:00 zone:Asia/Tokyo")).text
    farah.user.zone = "Europe/Berlin"
    assert "Set up" in (await farah.command(room, "daily set time:08:00")).text
    # And in a conversation it is not what others chose, whether there or in a channel.
    omid = server.team.person("Omid", zone="Asia/Kabul")
    assert "Set up" in (await omid.write("daily set time:08:00")).text
    zones = [each.wish.schedule.zone for each in await subscriptions(tarikh, server.team)]
    assert zones == ["Asia/Tokyo", "Europe/Berlin", "Asia/Kabul"]


async def test_a_conversation_of_which_slack_does_not_tell_whose_it_is_is_nobody_else_s(
    tarikh: Tarikh, room: Channel, farah: Person, amina: Person
) -> None:
    await tarikh.start()
    theirs = amina.dm()
    theirs.with_person = ""
    reply = await farah.command(room, f"daily set channel:{theirs.id} time:{soon(tarikh)} zone:{ZONE}")
    assert "I find no such channel that you see" in reply.text
