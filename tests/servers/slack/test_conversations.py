"""conversations.* and users.*: who is where, and what was said."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from slack_sdk.errors import SlackApiError

from tests.servers.slack.test_chat import METADATA, NOWHERE, refused

if TYPE_CHECKING:
    from slack_sdk.web.async_client import AsyncWebClient

    from tests.servers.slack import Channel, Person, SlackServer


async def test_history_gives_the_newest_first_in_pages(client: AsyncWebClient, room: Channel) -> None:
    for number in range(5):
        await client.chat_postMessage(channel=room.id, text=str(number), metadata=METADATA)
    head = room.messages[0]
    await client.chat_postMessage(channel=room.id, text="reply", thread_ts=head.ts)
    await client.chat_postMessage(channel=room.id, text="loud", thread_ts=head.ts, reply_broadcast=True)
    found = []
    async for page in await client.conversations_history(channel=room.id, limit=2):
        found += page["messages"]
    assert [each["text"] for each in found] == ["loud", "4", "3", "2", "1", "0"]
    assert (found[-1]["reply_count"], found[-1]["thread_ts"]) == (2, head.ts)
    assert "metadata" not in found[0]
    for limit, more in ((5, True), (6, False)):
        page = await client.conversations_history(channel=room.id, limit=limit)
        assert (page["has_more"], "response_metadata" in page.data) == (more, more)
    whole = await client.conversations_history(channel=room.id, include_all_metadata=True, limit=999)
    assert whole["messages"][1]["metadata"] == METADATA


async def test_history_between_two_times(client: AsyncWebClient, room: Channel) -> None:
    stamps = [(await client.chat_postMessage(channel=room.id, text=str(at)))["ts"] for at in range(4)]
    inside = await client.conversations_history(channel=room.id, oldest=stamps[0], latest=stamps[3])
    assert [each["text"] for each in inside["messages"]] == ["2", "1"]
    edges = await client.conversations_history(
        channel=room.id, oldest=stamps[0], latest=stamps[3], inclusive=True
    )
    assert len(edges["messages"]) == 4


async def test_replies_begin_with_the_head(client: AsyncWebClient, room: Channel) -> None:
    head = (await client.chat_postMessage(channel=room.id, text="head"))["ts"]
    for number in range(3):
        await client.chat_postMessage(channel=room.id, text=str(number), thread_ts=head)
    found = (await client.conversations_replies(channel=room.id, ts=head))["messages"]
    assert [each["text"] for each in found] == ["head", "0", "1", "2"]
    assert [each.get("thread_ts") for each in found] == [head] * 4
    again = (await client.conversations_replies(channel=room.id, ts=found[2]["ts"]))["messages"]
    assert again == found
    assert await refused(client, "conversations.replies", channel=room.id, ts="1.2") == "thread_not_found"


async def test_channels_are_described_listed_and_joined(
    client: AsyncWebClient, server: SlackServer, room: Channel, amina: Person
) -> None:
    info = (await client.conversations_info(channel=room.id))["channel"]
    assert (info["name"], info["is_member"], info["is_archived"]) == ("history", True, False)
    direct = await client.conversations_open(users=amina.id, return_im=True)
    assert (direct["channel"]["id"], direct["channel"]["user"]) == (amina.dm().id, amina.id)
    again = await client.conversations_open(channel=amina.dm().id)
    assert again["channel"] == {"id": amina.dm().id}
    members = (await client.conversations_members(channel=room.id))["members"]
    assert {amina.id, server.team.bot_user} <= set(members)
    open_one = server.team.add_channel("open", member=False)
    hidden = server.team.add_channel("hidden", private=True, member=False)
    old = server.team.add_channel("old")
    old.archived = True
    listed = await client.conversations_list(types="public_channel,private_channel")
    assert {each["id"] for each in listed["channels"]} == {room.id, open_one.id, old.id}
    listed = await client.conversations_list(exclude_archived=True, limit=1)
    assert (len(listed["channels"]), bool(listed["response_metadata"]["next_cursor"])) == (1, True)
    assert hidden.id not in str(listed.data)
    assert [each["id"] for each in (await client.conversations_list(types="im"))["channels"]] == [
        amina.dm().id
    ]
    server.team.add_scope("channels:join")
    server.subscribed.clear()
    assert (await client.conversations_join(channel=open_one.id))["channel"]["is_member"]
    assert (await client.conversations_join(channel=open_one.id))["warning"] == "already_in_channel"


async def test_people_are_described(client: AsyncWebClient, server: SlackServer) -> None:
    zahra = server.team.person("Zahra Amiri", admin=True, locale="fr-FR")
    user = (await client.users_info(user=zahra.id, include_locale=True))["user"]
    assert (user["real_name"], user["is_admin"], user["is_owner"]) == ("Zahra Amiri", True, False)
    assert (user["locale"], user["tz_offset"], user["is_bot"]) == ("fr-FR", 16_200, False)
    bot = (await client.users_info(user=server.team.bot_user))["user"]
    assert bot["is_bot"]
    assert "locale" not in bot


@pytest.mark.parametrize(
    ("method", "arguments", "error"),
    [
        ("conversations.history", {"limit": 1000}, "invalid_limit"),
        ("conversations.history", {"limit": "x"}, "invalid_limit"),
        ("conversations.history", {"cursor": "###"}, "invalid_cursor"),
        ("conversations.history", {"channel": NOWHERE}, "channel_not_found"),
        ("conversations.info", {"channel": ""}, "channel_not_found"),
        ("conversations.list", {"types": "private"}, "invalid_types"),
        ("conversations.open", {"channel": None}, "users_list_not_supplied"),
        ("conversations.open", {"channel": None, "users": "U1,U2"}, "invalid_arguments"),
        ("conversations.open", {"channel": None, "users": "U1"}, "user_not_found"),
        ("conversations.replies", {}, "thread_not_found"),
        ("users.info", {"user": "U1"}, "user_not_found"),
        ("users.info", {}, "user_not_found"),
    ],
)
async def test_what_cannot_be_found_or_read_is_refused(
    client: AsyncWebClient,
    server: SlackServer,
    room: Channel,
    method: str,
    arguments: dict[str, object],
    error: str,
) -> None:
    asked = {"channel": room.id} | arguments
    told = {name: value for name, value in asked.items() if value is not None}
    assert await refused(client, method, **told) == error
    server.violations.clear()


async def test_what_cannot_be_joined_or_opened(
    client: AsyncWebClient, server: SlackServer, room: Channel
) -> None:
    server.team.add_scope("channels:join")
    private = server.team.add_channel("private", private=True)
    room.archived = True
    assert await refused(client, "conversations.join", channel=room.id) == "is_archived"
    assert await refused(client, "conversations.join", channel=private.id) == (
        "method_not_supported_for_channel_type"
    )
    assert await refused(client, "conversations.open", users=server.team.bot_user) == "cannot_dm_bot"
    server.violations.clear()


async def test_the_bot_must_be_in_a_channel_to_read_it(client: AsyncWebClient, server: SlackServer) -> None:
    room = server.team.add_channel("open", member=False)
    with pytest.raises(SlackApiError, match="not_in_channel"):
        await client.conversations_history(channel=room.id)
    assert (await client.conversations_info(channel=room.id))["ok"]
