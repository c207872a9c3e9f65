"""chat.*: what is posted, changed and deleted, and what is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from slack_sdk.errors import SlackApiError

from tests.servers.slack.sample import actions, button, words

if TYPE_CHECKING:
    from slack_sdk.web.async_client import AsyncWebClient

    from tests.servers.slack import Channel, Person, SlackServer

METADATA = {"event_type": "post", "event_payload": {"key": "a"}}
NOWHERE = "C0000000000"


def rich(*parts: dict[str, Any]) -> dict[str, Any]:
    """A rich text of one paragraph."""
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [*parts]}]}


async def refused(client: AsyncWebClient, method: str, **arguments: Any) -> str:  # noqa: ANN401 - any JSON
    with pytest.raises(SlackApiError) as caught:
        await client.api_call(method, json=arguments)
    return str(caught.value.response["error"])


async def test_a_message_is_posted_changed_and_deleted(client: AsyncWebClient, room: Channel) -> None:
    sent = await client.chat_postMessage(
        channel=room.id, text="x", blocks=[words("*one*")], metadata=METADATA
    )
    message = room.messages[0]
    assert (sent["ts"], sent["channel"]) == (message.ts, room.id)
    assert sent["message"]["metadata"] == METADATA
    assert (message.text, message.fallback, message.metadata) == ("one", "x", METADATA)
    assert message.blocks[0]["block_id"]
    await client.chat_update(channel=room.id, ts=message.ts, text="only text")
    assert (message.text, message.blocks, message.edits) == ("only text", [], 1)
    assert message.metadata == METADATA
    link = await client.chat_getPermalink(channel=room.id, message_ts=message.ts)
    assert link["permalink"].endswith(f"/{room.id}/p{message.ts.replace('.', '')}")
    await client.chat_delete(channel=room.id, ts=message.ts)
    assert room.messages == []
    assert message.deleted


async def test_replies_stand_in_the_thread_of_their_parent(
    client: AsyncWebClient, server: SlackServer, room: Channel
) -> None:
    await client.chat_postMessage(channel=room.id, text="head")
    head = room.messages[0]
    await client.chat_postMessage(channel=room.id, text="first", thread_ts=head.ts)
    await client.chat_postMessage(channel=room.id, text="second", thread_ts=head.thread[0].ts)
    assert [each.text for each in head.thread] == ["first", "second"]
    assert server.violations.pop().endswith("use its parent's")
    assert await refused(client, "chat.postMessage", channel=room.id, text="x", thread_ts="1.2") == (
        "thread_not_found"
    )


async def test_a_persons_id_stands_for_their_messages_only_in_posts(
    client: AsyncWebClient, server: SlackServer, amina: Person
) -> None:
    sent = await client.chat_postMessage(channel=amina.id, text="x")
    assert sent["channel"] == amina.dm().id
    assert await refused(client, "chat.update", channel=amina.id, ts=sent["ts"], text="y") == (
        "channel_not_found"
    )
    assert "there never was a channel" in server.violations.pop()
    await client.chat_update(channel=sent["channel"], ts=sent["ts"], text="y")
    assert amina.dm().messages[0].text == "y"


async def test_one_person_alone_sees_an_ephemeral_message(
    client: AsyncWebClient, room: Channel, amina: Person
) -> None:
    sent = await client.chat_postEphemeral(channel=room.id, user=amina.id, text="x")
    assert room.messages == []
    assert amina.seen(room)[0].ts == sent["message_ts"]
    assert room.team.person("Omid").seen(room) == []
    for method in ("chat.update", "chat.delete"):
        assert await refused(client, method, channel=room.id, ts=sent["message_ts"], text="y") == (
            "message_not_found"
        )
    room.leave(amina.id)
    assert await refused(client, "chat.postEphemeral", channel=room.id, user=amina.id, text="x") == (
        "user_not_in_channel"
    )


@pytest.mark.parametrize(
    ("change", "post", "update"),
    [
        ("archive", "is_archived", "is_archived"),
        ("delete", "channel_not_found", "channel_not_found"),
        ("remove_bot", "not_in_channel", "not_in_channel"),
    ],
)
async def test_what_happens_to_a_channel_is_told(
    client: AsyncWebClient, server: SlackServer, room: Channel, change: str, post: str, update: str
) -> None:
    sent = await client.chat_postMessage(channel=room.id, text="x")
    server.subscribed.clear()
    getattr(room, change)()
    assert await refused(client, "chat.postMessage", channel=room.id, text="x") == post
    assert await refused(client, "chat.update", channel=room.id, ts=sent["ts"], text="x") == update


async def test_a_private_channel_without_the_bot_is_not_there(
    client: AsyncWebClient, server: SlackServer
) -> None:
    hidden = server.team.add_channel("hidden", private=True, member=False)
    assert await refused(client, "chat.postMessage", channel=hidden.id, text="x") == "channel_not_found"
    open_to_all = server.team.add_channel("open", member=False)
    server.team.add_scope("chat:write.public")
    await client.chat_postMessage(channel=open_to_all.id, text="x")
    assert len(open_to_all.messages) == 1


async def test_what_others_wrote_is_not_the_bots_to_change(
    client: AsyncWebClient, server: SlackServer, room: Channel, amina: Person
) -> None:
    said = amina.say(room, "mine")
    assert (
        await refused(client, "chat.update", channel=room.id, ts=said.ts, text="x") == "cant_update_message"
    )
    assert await refused(client, "chat.delete", channel=room.id, ts=said.ts) == "cant_delete_message"
    server.violations.clear()


@pytest.mark.parametrize(
    ("method", "arguments", "error"),
    [
        ("chat.postMessage", {}, "no_text"),
        ("chat.postMessage", {"text": "x", "blocks": [{"type": "nothing"}]}, "invalid_blocks"),
        ("chat.postMessage", {"text": "x", "blocks": [words("x" * 3001)]}, "invalid_blocks"),
        ("chat.postMessage", {"text": "x", "blocks": [words("x")] * 51}, "invalid_blocks"),
        ("chat.postMessage", {"text": "x", "blocks": [words("x" * 2900)] * 5}, "msg_blocks_too_long"),
        ("chat.postMessage", {"text": "x", "blocks": "{"}, "invalid_blocks_format"),
        ("chat.postMessage", {"text": "x", "blocks": "{}"}, "invalid_blocks_format"),
        ("chat.postMessage", {"text": "x", "metadata": {"event_type": "a"}}, "invalid_metadata_format"),
        ("chat.update", {"text": ""}, "no_text"),
        ("chat.update", {"text": "x" * 4001}, "msg_too_long"),
        ("chat.update", {"text": "x", "blocks": [words("")]}, "invalid_blocks"),
        ("chat.postEphemeral", {"text": ""}, "no_text"),
    ],
)
async def test_a_message_beyond_the_limits_is_refused_and_written_down(
    client: AsyncWebClient,
    server: SlackServer,
    room: Channel,
    amina: Person,
    method: str,
    arguments: dict[str, Any],
    error: str,
) -> None:
    sent = await client.chat_postMessage(channel=room.id, text="before")
    where = {"channel": room.id}
    if method == "chat.update":
        where["ts"] = sent["ts"]
    if method == "chat.postEphemeral":
        where["user"] = amina.id
    assert await refused(client, method, **where, **arguments) == error
    assert [message.text for message in amina.seen(room)] == ["before"]
    assert f"{method}: {error}" in server.violations.pop()


async def test_what_is_refused_is_said_where(
    client: AsyncWebClient, server: SlackServer, room: Channel
) -> None:
    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(channel=room.id, text="x", blocks=[words("x" * 3001)])
    assert "blocks[0].text" in caught.value.response["response_metadata"]["messages"][0]
    server.violations.clear()


@pytest.mark.parametrize(
    ("arguments", "violation"),
    [
        ({"text": "<!channel> look"}, "calls everybody"),
        ({"text": "x", "blocks": [words("<!subteam^S1>")]}, "calls everybody"),
        ({"text": "x", "blocks": [rich({"type": "broadcast", "range": "here"})]}, "calls everybody"),
        ({"text": "x", "blocks": [rich({"type": "usergroup", "usergroup_id": "S1"})]}, "calls everybody"),
        ({"blocks": [words("x")]}, "text"),
        ({"text": "x" * 4001}, "text"),
    ],
)
async def test_what_a_careful_app_never_does_is_written_down(
    client: AsyncWebClient, server: SlackServer, room: Channel, arguments: dict[str, Any], violation: str
) -> None:
    await client.api_call("chat.postMessage", json={"channel": room.id} | arguments)
    assert len(room.messages) == 1
    assert violation in " ".join(server.violations)
    server.violations.clear()


async def test_what_is_not_read_as_markup_calls_nobody(
    client: AsyncWebClient, server: SlackServer, room: Channel
) -> None:
    server.judge.welcome.add("S1")
    plain = {"type": "context", "elements": [{"type": "plain_text", "text": "<!here>"}]}
    said = rich({"type": "text", "text": "<!channel> "}, {"type": "usergroup", "usergroup_id": "S1"})
    await client.chat_postMessage(channel=room.id, text="&lt;!here&gt;", blocks=[said, plain])
    assert room.messages[0].text == "<!channel> @S1\n<!here>"


async def test_a_picture_that_slack_cannot_get_is_refused_and_nobodys_fault(
    client: AsyncWebClient, server: SlackServer, room: Channel, amina: Person
) -> None:
    address = "https://pictures.invalid/a.png"
    picture = {"type": "image", "image_url": address, "alt_text": "A map"}
    shown: dict[str, Any] = {"channel": room.id, "text": "x", "blocks": [words("x"), picture]}
    await client.chat_postMessage(**shown)
    assert room.messages[0].text == "x\nA map"
    server.judge.lost.add(address)
    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(**shown)
    assert caught.value.response["error"] == "invalid_blocks"
    told = caught.value.response["response_metadata"]["messages"]
    assert told == ["[ERROR] downloading image failed [json-pointer:/blocks/1/image_url]"]
    view = {"type": "home", "blocks": [picture]}
    assert await refused(client, "views.publish", user_id=amina.id, view=view) == "invalid_arguments"
    assert len(room.messages) == 1


async def test_a_very_long_text_is_cut(client: AsyncWebClient, server: SlackServer, room: Channel) -> None:
    sent = await client.chat_postMessage(channel=room.id, text="x" * 40_001)
    assert (sent["warning"], len(room.messages[0].fallback)) == ("message_truncated", 40_000)
    server.violations.clear()


async def test_rich_text_gives_way_only_to_rich_text(
    client: AsyncWebClient, server: SlackServer, room: Channel
) -> None:
    span = {"type": "rich_text_section", "elements": [{"type": "text", "text": "x"}]}
    rich = {"type": "rich_text", "elements": [span]}
    sent = await client.chat_postMessage(channel=room.id, text="x", blocks=[rich])
    where = {"channel": room.id, "ts": sent["ts"], "text": "y"}
    assert await refused(client, "chat.update", **where, blocks=[words("y")]) == "block_mismatch"
    await client.chat_update(**where, blocks=[rich, actions(button("A", "a"))])
    assert room.messages[0].labels == ["A"]
    server.violations.clear()


async def test_a_form_is_read_as_well_as_json(client: AsyncWebClient, room: Channel) -> None:
    await client.api_call("chat.postMessage", data={"channel": room.id, "text": "x", "blocks": "[]"})
    await client.api_call("chat.postMessage", params={"channel": room.id, "text": "y"})
    assert [message.text for message in room.messages] == ["x", "y"]


@pytest.mark.parametrize(
    ("method", "scope"),
    [
        ("chat.postMessage", "chat:write"),
        ("conversations.history", "channels:history"),
        ("conversations.info", "channels:read"),
        ("conversations.members", "channels:read"),
        ("conversations.open", "im:write"),
        ("users.info", "users:read"),
    ],
)
async def test_a_missing_scope_is_named(
    client: AsyncWebClient, server: SlackServer, room: Channel, amina: Person, method: str, scope: str
) -> None:
    server.team.remove_scope(scope)
    arguments = {"channel": room.id, "text": "x", "user": amina.id}
    if method == "conversations.open":
        arguments = {"users": amina.id}
    with pytest.raises(SlackApiError) as caught:
        await client.api_call(method, json=arguments)
    answer = caught.value.response
    assert (answer["error"], answer["needed"]) == ("missing_scope", scope)
    assert scope not in answer["provided"].split(",")
    assert answer.headers["X-OAuth-Scopes"] == answer["provided"]


async def test_tokens_are_checked(client: AsyncWebClient, server: SlackServer) -> None:
    me = await client.auth_test()
    assert (me["team_id"], me["user_id"], me["bot_id"]) == (
        server.team.id,
        server.team.bot_user,
        server.team.bot_id,
    )
    assert me.headers["X-OAuth-Scopes"].split(",") == sorted(me.headers["X-OAuth-Scopes"].split(","))
    assert await refused(client, "apps.connections.open") == "not_allowed_token_type"
    assert await refused(client, "no.such") == "unknown_method"
    client.token = server.app_token
    assert await refused(client, "auth.test") == "not_allowed_token_type"
    client.token = "xoxb-another"
    assert await refused(client, "auth.test") == "invalid_auth"
    client.token = None
    assert await refused(client, "auth.test") == "not_authed"
    server.violations.clear()


@pytest.mark.parametrize(
    ("end", "error"), [("revoke_tokens", "token_revoked"), ("uninstall", "account_inactive")]
)
async def test_a_token_ends(client: AsyncWebClient, server: SlackServer, end: str, error: str) -> None:
    server.subscribed.clear()
    getattr(server.team, end)()
    assert await refused(client, "auth.test") == error
    client.token = server.team.install()
    assert (await client.auth_test())["ok"]


async def test_the_bot_ends_itself(client: AsyncWebClient, server: SlackServer) -> None:
    server.subscribed.clear()
    assert not (await client.auth_revoke(test=True))["revoked"]
    wrong = {"client_id": server.client_id, "client_secret": "wrong"}
    assert await refused(client, "apps.uninstall", **wrong) == "bad_client_secret"
    assert await refused(client, "apps.uninstall", client_id="x") == "invalid_client_id"
    await client.apps_uninstall(client_id=server.client_id, client_secret=server.client_secret)
    assert await refused(client, "auth.test") == "account_inactive"
    client.token = server.team.install()
    assert (await client.auth_revoke())["revoked"]
    assert await refused(client, "auth.test") == "token_revoked"
    server.violations.clear()


async def test_what_is_no_json_is_refused(client: AsyncWebClient, server: SlackServer) -> None:
    headers = {"Content-Type": "application/json"}
    with pytest.raises(SlackApiError, match="invalid_json"):
        await client.api_call("auth.test", data=b"[", headers=headers)  # type: ignore[arg-type]  # bytes go as they are
    with pytest.raises(SlackApiError, match="invalid_json"):
        await client.api_call("auth.test", data=b"[1]", headers=headers)  # type: ignore[arg-type]  # the same
    assert len(server.violations) == 2
    server.violations.clear()
