"""Faults on order and rate limits: the real client sees what it would see of Slack."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError

from tests.servers.slack.limits import Limits, header
from tests.servers.slack.test_response_urls import typed

if TYPE_CHECKING:
    from slack_sdk.web.async_client import AsyncWebClient

    from tests.servers.slack import Channel, Person, SlackServer

POST = "chat.postMessage"


@pytest.mark.parametrize(
    ("fault", "raised", "messages"),
    [
        ({"drop": True}, aiohttp.ServerDisconnectedError, 0),
        ({"lost_answer": True}, aiohttp.ServerDisconnectedError, 1),
        ({"drop": True, "lost_answer": True}, aiohttp.ServerDisconnectedError, 1),
        ({"status": 503}, SlackApiError, 0),
        ({"status": 503, "lost_answer": True}, SlackApiError, 1),
        ({"error": "internal_error"}, SlackApiError, 0),
        ({"error": "internal_error", "lost_answer": True}, SlackApiError, 1),
        ({"retry_after": 2.0}, SlackApiError, 0),
    ],
)
async def test_a_fault_strikes_before_or_after_the_work(
    client: AsyncWebClient,
    server: SlackServer,
    room: Channel,
    fault: dict[str, float],
    raised: type[Exception],
    messages: int,
) -> None:
    ordered = server.fail(POST, **fault)  # type: ignore[arg-type]  # from a table
    with pytest.raises(raised):
        await client.chat_postMessage(channel=room.id, text="x")
    assert (ordered.hits, ordered.left, len(room.messages)) == (1, 0, messages)
    await client.chat_postMessage(channel=room.id, text="y")
    assert len(room.messages) == messages + 1


async def test_429_says_how_long_to_wait(client: AsyncWebClient, server: SlackServer, room: Channel) -> None:
    server.fail("*", retry_after=1.2)
    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(channel=room.id, text="x")
    answer = caught.value.response
    assert (answer.status_code, answer["error"]) == (429, "ratelimited")
    assert answer.headers["Retry-After"] == "2"
    assert server.limits.refused == {POST: 1}


async def test_an_answer_is_late_or_never_comes(
    client: AsyncWebClient, server: SlackServer, room: Channel
) -> None:
    server.fail(POST, hang=True)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(client.chat_postMessage(channel=room.id, text="x"), 0.2)
    server.fail(POST, delay=0.05)
    await client.chat_postMessage(channel=room.id, text="late")
    await server.settled()
    assert [message.text for message in room.messages] == ["late"]
    assert [each.status for each in server.requested(POST)] == [0, 200]
    assert server.requested(POST)[1].arguments["text"] == "late"


async def test_response_addresses_fail_too(server: SlackServer, amina: Person, room: Channel) -> None:
    url = typed(amina, room)
    server.fail("response_url", status=500)
    async with aiohttp.ClientSession() as session:
        async with session.post(url, json={"text": "x"}) as answer:
            assert answer.status == 500
        async with session.post(url, json={"text": "x"}) as answer:
            assert answer.status == 200
    assert len(amina.seen(room)) == 1


async def test_faults_are_taken_back(client: AsyncWebClient, server: SlackServer) -> None:
    server.fail("auth.test", status=500, times=-1)
    for _ in range(2):
        with pytest.raises(SlackApiError):
            await client.auth_test()
    server.faults.clear()
    assert (await client.auth_test())["ok"]


async def test_the_server_enforces_its_limits(
    client: AsyncWebClient, server: SlackServer, room: Channel
) -> None:
    server.limits.enforce = True
    other = server.team.add_channel("other")
    for _ in range(server.limits.burst):
        await client.chat_postMessage(channel=room.id, text="x")
    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(channel=room.id, text="x")
    assert int(caught.value.response.headers["Retry-After"]) == 1
    await client.chat_postMessage(channel=other.id, text="x")
    server.limits.tiers["apps.connections.open"] = 1
    await client.apps_connections_open(app_token=server.app_token)
    with pytest.raises(SlackApiError, match="ratelimited"):
        await client.apps_connections_open(app_token=server.app_token)
    assert server.limits.refused == {POST: 1, "apps.connections.open": 1}


def test_tiers_count_for_each_method_and_workspace() -> None:
    now = [0.0]
    limits = Limits(enforce=True, clock=lambda: now[0])
    assert [limits.wait("chat.update", "T1", "C1") for _ in range(50)] == [0.0] * 50
    assert limits.wait("chat.update", "T1", "C1") == 60.0
    assert limits.wait("chat.update", "T2", "C1") == 0.0
    assert limits.wait("conversations.history", "T1", "C1") == 0.0
    now[0] = 59.0
    assert limits.wait("chat.update", "T1", "C1") == pytest.approx(1.0)
    now[0] = 60.0
    assert limits.wait("chat.update", "T1", "C1") == 0.0
    assert limits.refused == {"chat.update": 2}
    limits.enforce = False
    assert [limits.wait("conversations.list", "T1", "") for _ in range(99)] == [0.0] * 99


def test_posts_are_one_a_second_after_a_burst_and_time_is_scaled() -> None:
    now = [0.0]
    limits = Limits(enforce=True, minute=6.0, burst=2, clock=lambda: now[0])
    assert [limits.wait(POST, "T1", "C1") for _ in range(2)] == [0.0, 0.0]
    assert limits.wait(POST, "T1", "C1") == pytest.approx(0.1)
    now[0] = 0.1
    assert limits.wait(POST, "T1", "C1") == 0.0
    assert [header(seconds) for seconds in (0.01, 1.0, 1.2)] == ["1", "1", "2"]
