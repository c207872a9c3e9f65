"""Events: which are told, to whom, and what they say."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import orjson
import pytest

from tests.servers.slack import NotOfferedError, UnansweredError
from tests.servers.slack.test_socket_mode import raw

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from slack_sdk.web.async_client import AsyncWebClient

    from tests.servers.slack import Channel, Person, SlackServer
    from tests.servers.slack.test_socket_mode import Raw
    from tests.servers.slack.wire import Json


class Told:
    """The events that came to a bare socket, in order."""

    def __init__(self, server: SlackServer) -> None:
        self._server = server
        self.events: list[Json] = []

    async def listen(self, bot: Raw) -> None:
        while True:
            envelope = orjson.loads((await bot.socket.receive()).data)
            self.events.append(envelope["payload"]["event"])
            await bot.ack(envelope)

    async def all(self) -> list[Json]:
        await self._server.settled()
        return self.events

    async def names(self) -> list[str]:
        return [each["type"] for each in await self.all()]


@pytest.fixture
async def told(server: SlackServer) -> AsyncIterator[Told]:
    told = Told(server)
    async with raw(server) as bot:
        listening = asyncio.create_task(told.listen(bot))
        yield told
        listening.cancel()


async def test_the_life_of_a_channel(told: Told, room: Channel, amina: Person) -> None:
    omid = room.team.person("Omid")
    room.leave(omid.id)
    room.join(omid.id)
    room.join(omid.id)
    room.archive()
    room.remove_bot()
    room.remove_bot()
    room.add_bot()
    room.leave(room.team.bot_user)
    room.leave(amina.id)
    assert await told.names() == [
        "member_left_channel",
        "member_joined_channel",
        "channel_archive",
        "member_left_channel",
        "channel_left",
        "member_joined_channel",
        "member_left_channel",
        "channel_left",
    ]
    assert told.events[0]["user"] == omid.id
    assert {each["channel"] for each in await told.all()} == {room.id}


async def test_a_deleted_channel(told: Told, room: Channel) -> None:
    room.delete()
    assert await told.names() == ["channel_deleted"]


async def test_groups_are_told_of_by_their_own_names(told: Told, server: SlackServer, amina: Person) -> None:
    group = server.team.add_channel("group", private=True)
    group.archive()
    assert await told.all() == []
    server.subscribed.update({"group_archive", "group_deleted", "group_left", "message.groups"})
    group.archived = False
    group.join(amina.id)
    amina.say(group, "hello")
    group.archive()
    group.delete()
    group.remove_bot()
    assert [name for name in await told.names() if not name.startswith("member")] == [
        "message",
        "group_archive",
        "group_deleted",
        "group_left",
    ]
    assert [each.get("channel_type") for each in await told.all() if each["type"] == "message"] == ["group"]


async def test_what_is_said_to_the_bot_and_by_it(
    told: Told, client: AsyncWebClient, amina: Person, room: Channel
) -> None:
    amina.say(room, "not for the bot")
    amina.say(amina.dm(), "for the bot")
    sent = await client.chat_postMessage(channel=amina.dm().id, text="an answer")
    await client.chat_update(channel=amina.dm().id, ts=sent["ts"], text="another")
    await client.chat_delete(channel=amina.dm().id, ts=sent["ts"])
    await client.chat_postEphemeral(channel=amina.dm().id, user=amina.id, text="unseen")
    assert [(each.get("subtype"), each.get("user")) for each in await told.all()] == [
        (None, amina.id),
        (None, room.team.bot_user),
        ("message_changed", None),
        ("message_deleted", None),
    ]
    assert {each["channel_type"] for each in await told.all()} == {"im"}
    assert [bool(each.get("bot_id")) for each in await told.all()] == [False, True, False, False]
    assert told.events[2]["message"]["text"] == "another"
    assert told.events[2]["previous_message"]["text"] == told.events[3]["previous_message"]["text"].replace(
        "another", "an answer"
    )


async def test_the_end_of_an_installation_is_told_though_it_is_over(
    told: Told, server: SlackServer, room: Channel, amina: Person
) -> None:
    server.team.revoke_tokens()
    server.team.uninstall()
    assert await told.names() == ["tokens_revoked", "tokens_revoked", "app_uninstalled"]
    assert told.events[0]["tokens"] == {"oauth": [], "bot": [server.team.bot_user]}
    amina.say(amina.dm(), "x")
    assert len(await told.all()) == 3
    server.add_team("Other school").uninstall()
    assert len(await told.all()) == 3
    with pytest.raises(NotOfferedError):
        await amina.command(room, "x")


async def test_without_scope_membership_or_subscription_nothing_is_told(
    told: Told, server: SlackServer, room: Channel, amina: Person
) -> None:
    server.team.remove_scope("im:history")
    amina.say(amina.dm(), "x")
    abroad = server.team.add_channel("abroad", member=False)
    with pytest.raises(UnansweredError, match="told nothing"):
        await amina.mention(abroad, "x")
    server.team.remove_scope("app_mentions:read")
    with pytest.raises(UnansweredError, match="told nothing"):
        await amina.mention(room, "x")
    server.subscribed.discard("channel_archive")
    room.archive()
    assert await told.all() == []
