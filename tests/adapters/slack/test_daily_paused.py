"""A daily post on Slack that cannot be posted is paused, its creator is told, and it goes on later."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

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
    from tests.adapters.slack.conftest import Tarikh
    from tests.servers.slack import Channel, Person, SlackServer

__all__ = ["bank", "farah", "index", "library"]  # fixtures

pytestmark = INSTALLED


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
    assert kept.pause is None

    assert (await farah.install(server.team, install)).status == 200
    tarikh.later += DAY
    await tarikh.deliver()
    await server.settled()
    assert len(heads(room)) == 1
