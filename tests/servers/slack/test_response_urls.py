"""Response addresses: five uses, half an hour, and what they replace."""

from __future__ import annotations

from typing import TYPE_CHECKING

import aiohttp
import pytest

from tests.servers.slack.sample import BOARD, words

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from slack_sdk.web.async_client import AsyncWebClient

    from tests.servers.slack import Channel, Message, Person, SlackServer
    from tests.servers.slack.wire import Json

    Say = Callable[..., Awaitable[tuple[int, str]]]


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
def say(session: aiohttp.ClientSession) -> Say:
    async def say(url: str, **payload: object) -> tuple[int, str]:
        async with session.post(url, json=payload) as response:
            return response.status, await response.text()

    return say


def typed(person: Person, room: Channel) -> str:
    _, delivery = person.prepare_command(room, "x")
    return str(delivery.payload["response_url"])


async def board(client: AsyncWebClient, room: Channel) -> Message:
    await client.chat_postMessage(channel=room.id, **BOARD)
    return room.messages[-1]


def pressed(person: Person, message: Message) -> str:
    _, delivery = person.prepare_press(message, token="count")
    return str(delivery.payload["response_url"])


async def test_five_answers_and_no_more(server: SlackServer, amina: Person, room: Channel, say: Say) -> None:
    url = typed(amina, room)
    for number in range(5):
        assert await say(url, text=str(number)) == (200, "ok")
    assert await say(url, text="6") == (404, "used_url")
    assert [message.text for message in amina.seen(room)] == list("01234")
    assert "used 5 times" in server.violations.pop()


async def test_for_half_an_hour(server: SlackServer, amina: Person, room: Channel, say: Say) -> None:
    url = typed(amina, room)
    server.times.url_lives = -1.0
    assert await say(url, text="x") == (404, "expired_url")
    assert "expired_url" in server.violations.pop()


async def test_for_one_or_for_all_and_in_a_thread(
    client: AsyncWebClient, amina: Person, room: Channel, say: Say
) -> None:
    message = await board(client, room)
    url = pressed(amina, message)
    await say(url, text="private")
    await say(url, text="public", response_type="in_channel", thread_ts=message.ts)
    assert [each.text for each in message.thread] == ["public"]
    assert [each.text for each in amina.seen(room)] == [message.text, "private", "public"]
    assert (await say(url, text="x", thread_ts="1.2"))[1] == "thread_not_found"


async def test_the_original_is_replaced_or_deleted_even_where_one_alone_sees_it(
    client: AsyncWebClient, server: SlackServer, amina: Person, room: Channel, say: Say
) -> None:
    await client.chat_postEphemeral(channel=room.id, user=amina.id, **BOARD)
    whisper = amina.seen(room)[0]
    url = pressed(amina, whisper)
    await say(url, text="new", replace_original=True)
    assert (whisper.text, whisper.blocks, whisper.edits) == ("new", [], 1)
    await say(url, delete_original=True)
    assert amina.seen(room) == []
    assert await say(url, text="x", replace_original=True) == (400, "message_not_found")
    assert await say(url, delete_original=True) == (400, "message_not_found")
    assert server.violations == []


async def test_no_membership_is_needed_but_the_app_must_be_installed(
    server: SlackServer, amina: Person, say: Say
) -> None:
    server.subscribed.clear()
    abroad = server.team.add_channel("abroad", member=False)
    url = typed(amina, abroad)
    assert await say(url, text="x", response_type="in_channel") == (200, "ok")
    abroad.archive()
    assert await say(url, text="x") == (400, "channel_is_archived")
    abroad.delete()
    assert await say(url, text="x") == (404, "channel_not_found")
    server.team.uninstall()
    assert await say(url, text="x") == (404, "expired_url")


@pytest.mark.parametrize(
    ("payload", "error"),
    [
        ({}, "no_text"),
        ({"text": 1}, "invalid_arguments"),
        ({"text": "x", "blocks": [words("")]}, "invalid_blocks"),
    ],
)
async def test_what_is_no_message_is_refused_and_costs_no_use(
    server: SlackServer, amina: Person, room: Channel, say: Say, payload: Json, error: str
) -> None:
    url = typed(amina, room)
    for _ in range(6):
        assert await say(url, **payload) == (400, error)
    assert await say(url, text="x") == (200, "ok")
    server.violations.clear()


async def test_an_address_that_never_was(server: SlackServer, say: Say) -> None:
    assert await say(f"{server.url}/respond/T1/1/x", text="x") == (404, "no_service")
    assert server.violations.pop() == "response_url: no such address"
