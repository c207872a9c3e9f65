"""pins.*, usergroups.* and what people name: what stands out, and who and what is meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.servers.slack.test_chat import refused

if TYPE_CHECKING:
    from slack_sdk.web.async_client import AsyncWebClient

    from tests.servers.slack import Channel, Person, SlackServer


async def test_messages_are_pinned_and_unpinned(
    client: AsyncWebClient, server: SlackServer, room: Channel
) -> None:
    for text in ("one", "two"):
        await client.chat_postMessage(channel=room.id, text=text)
    one, two = room.messages
    await client.pins_add(channel=room.id, timestamp=two.ts)
    await client.pins_add(channel=room.id, timestamp=one.ts)
    assert room.pins == [two.ts, one.ts]
    assert await refused(client, "pins.add", channel=room.id, timestamp=one.ts) == "already_pinned"
    await client.pins_remove(channel=room.id, timestamp=two.ts)
    assert (one.pinned, two.pinned) == (True, False)
    assert await refused(client, "pins.remove", channel=room.id, timestamp=two.ts) == "no_pin"
    assert await refused(client, "pins.add", channel=room.id, timestamp="1.2") == "message_not_found"
    told = await client.conversations_history(channel=room.id)
    assert (told["pin_count"], told["messages"][1]["pinned_to"]) == (1, [room.id])
    room.take_away(one)
    assert room.pins == []
    room.archive()
    assert await refused(client, "pins.add", channel=room.id, timestamp=two.ts) == "is_archived"
    assert await refused(client, "pins.add", channel=room.id) == "no_item_specified"
    assert server.violations.pop().startswith("pins.add: no_item_specified")
    server.team.remove_scope("pins:write")
    assert await refused(client, "pins.add", channel=room.id, timestamp=two.ts) == "missing_scope"


async def test_groups_are_listed(client: AsyncWebClient, server: SlackServer, amina: Person) -> None:
    group, gone = server.team.add_group("class-9", amina), server.team.add_group("class-8")
    gone.disabled = True
    [told] = (await client.usergroups_list())["usergroups"]
    assert (told["id"], told["handle"], told["user_count"]) == (group.id, "class-9", 1)
    assert len((await client.usergroups_list(include_disabled=True))["usergroups"]) == 2
    server.team.remove_scope("usergroups:read")
    assert await refused(client, "usergroups.list") == "missing_scope"


async def test_the_channels_of_the_bot_and_of_somebody_are_listed(
    client: AsyncWebClient, server: SlackServer, room: Channel, amina: Person
) -> None:
    server.team.add_channel("elsewhere", member=False)
    private = server.team.add_channel("teachers", private=True)
    told = await client.users_conversations(types="public_channel,private_channel")
    assert [each["id"] for each in told["channels"]] == [room.id, private.id]
    private.leave(amina.id)
    hers = await client.users_conversations(types="public_channel,private_channel", user=amina.id)
    assert [each["name"] for each in hers["channels"]] == ["history", "elsewhere"]
    assert await refused(client, "users.conversations", user="U0") == "user_not_found"


async def test_who_made_a_channel_and_where_somebody_lives(
    client: AsyncWebClient, server: SlackServer
) -> None:
    omid = server.team.person("Omid", zone="Europe/Berlin")
    room = server.team.add_channel("maps", creator=omid)
    assert (await client.conversations_info(channel=room.id))["channel"]["creator"] == omid.id
    assert (await client.users_info(user=omid.id))["user"]["tz"] == "Europe/Berlin"


@pytest.mark.parametrize("escapes", [True, False])
async def test_what_a_command_names_is_tagged_where_the_manifest_says_so(
    server: SlackServer, room: Channel, amina: Person, escapes: bool
) -> None:
    server.escapes = escapes
    group = server.team.add_group("class")
    typed = "set channel:#history ping:@class for @amina #nowhere https://a.invalid/b & <c>"
    _, delivery = amina.prepare_command(room, typed)
    tags = (
        f"set channel:<#{room.id}|history> ping:<!subteam^{group.id}|@class> for <@{amina.id}|amina> "
        "#nowhere <https://a.invalid/b> &amp; &lt;c&gt;"
    )
    assert delivery.payload["text"] == (tags if escapes else typed)


async def test_what_a_message_names_is_tagged(server: SlackServer, room: Channel, amina: Person) -> None:
    group = server.team.add_group("class")
    hidden = server.team.add_channel("hidden", private=True)
    hidden.leave(amina.id)
    message = amina.say(room, "#history and #hidden: @class & co")
    assert message.fallback == f"<#{room.id}|history> and #hidden: <!subteam^{group.id}|@class> &amp; co"
    assert message.text == "#history and #hidden: @class & co"
