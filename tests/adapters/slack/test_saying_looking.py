"""Where nobody knows whether something was said, the bot looks for it before it says it again."""

from __future__ import annotations

import asyncio
import logging
import socket
from typing import TYPE_CHECKING, Any

import pytest

from bot.message import Place, UnacceptedError, UnreachableError
from tests.adapters.slack.spoken import HISTORY, MESSAGE, OTHER, POST, REPLIES, at, said, saying, spot

if TYPE_CHECKING:
    from adapters.slack.saying import Saying
    from tests.adapters.slack.conftest import Tarikh
    from tests.adapters.slack.voices import Voices
    from tests.servers.slack import Channel, SlackServer
    from tests.servers.slack import Person as Somebody

__all__ = ["saying", "spot"]  # fixtures


@pytest.mark.parametrize("fault", [{"status": 503}, {"drop": True}, {"error": "ratelimited"}], ids=str)
@pytest.mark.parametrize("lost", [False, True])
async def test_a_fault_while_looking_neither_loses_nor_doubles_a_post(
    saying: Saying,
    server: SlackServer,
    room: Channel,
    spot: tuple[Place, str],
    fault: dict[str, Any],
    lost: bool,
) -> None:
    place, under = spot
    before = len(room.messages)
    server.fail(POST, drop=True, lost_answer=lost)
    if "error" in fault:
        fault = {"retry_after": 1}
    for method in (HISTORY, REPLIES, "auth.test"):
        server.fail(method, **fault)
    posted = await saying.post(place, MESSAGE, under=under)
    assert [message.ts for message in room.messages[before:]] == [posted.id]


async def test_a_look_is_not_needed_where_nothing_can_have_been_posted(
    voices: Voices, server: SlackServer, room: Channel
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # nobody listens there
        away = voices.another(url=f"http://127.0.0.1:{taken.getsockname()[1]}/api/")
        posting = asyncio.create_task(away.post(at(room), MESSAGE, "key"))
        with pytest.raises(UnreachableError):
            await posting
    assert server.requests == []


@pytest.mark.parametrize("key", ["quiz-1:q0", ""])
@pytest.mark.parametrize("lost", [False, True])
async def test_a_later_post_whose_fate_is_unknown_looks_first(
    saying: Saying, server: SlackServer, room: Channel, spot: tuple[Place, str], key: str, lost: bool
) -> None:
    place, under = spot
    before = len(room.messages)
    server.fail(POST, drop=True, lost_answer=lost)
    for method in (HISTORY, REPLIES):
        server.fail(method, status=503, times=-1)
    with pytest.raises(UnreachableError):
        await saying.post(place, MESSAGE, key, under=under)
    server.faults.clear()
    posted = await saying.post(place, MESSAGE, key, under=under)
    assert [message.ts for message in room.messages[before:]] == [posted.id]


async def test_what_is_said_without_a_key_is_not_taken_for_something_else(
    saying: Saying, server: SlackServer, room: Channel
) -> None:
    server.fail(POST, drop=True, lost_answer=True)
    server.fail(HISTORY, status=503, times=-1)
    with pytest.raises(UnreachableError):
        await saying.post(at(room), MESSAGE)
    server.faults.clear()
    await saying.post(at(room), OTHER)
    assert [text.partition("\n")[0] for text in said(room)] == ["Question 1 of 5", "Time is up."]


async def test_what_an_earlier_process_may_have_posted_is_found(
    voices: Voices, tarikh: Tarikh, room: Channel, spot: tuple[Place, str]
) -> None:
    place, under = spot
    first = await voices.saying.post(place, MESSAGE, "key", under=under)
    count = len(room.messages)
    tarikh.later = 3_600.0
    later = voices.another()
    assert await later.post(place, MESSAGE, "key", under=under, doubted=True) == first
    assert len(room.messages) == count
    other = await later.post(place, MESSAGE, "key-2", under=under, doubted=True)
    assert [message.ts for message in room.messages[count:]] == [other.id]


async def test_a_post_is_found_on_a_further_page(
    voices: Voices, server: SlackServer, room: Channel, amina: Somebody
) -> None:
    first = await voices.saying.post(at(room), MESSAGE, "key")
    for number in range(450):
        amina.say(room, f"word {number}")
    assert await voices.another().post(at(room), MESSAGE, "key", doubted=True) == first
    assert len(server.requested(HISTORY)) == 3


async def test_where_so_much_was_said_that_it_cannot_be_told_nothing_is_posted(
    voices: Voices, server: SlackServer, room: Channel, amina: Somebody, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.slack.looking.PAGES", 2)
    await voices.saying.post(at(room), MESSAGE, "key")
    for number in range(400):
        amina.say(room, f"word {number}")
    with pytest.raises(UnacceptedError):
        await voices.another().post(at(room), MESSAGE, "key", doubted=True)
    assert len(server.requested(HISTORY)) == 2
    assert len(room.messages) == 401


async def test_what_another_app_wrote_is_not_taken_for_the_bot_s_own(voices: Voices, room: Channel) -> None:
    first = await voices.saying.post(at(room), MESSAGE, "key")
    room.messages[0].author, room.messages[0].by_bot = room.team.owner, False
    assert await voices.another().post(at(room), MESSAGE, "key", doubted=True) != first
    assert len(room.messages) == 2


async def test_a_message_that_was_deleted_is_not_found(voices: Voices, room: Channel) -> None:
    await voices.saying.post(at(room), MESSAGE, "key")
    room.take_away(room.messages[0])
    await voices.another().post(at(room), MESSAGE, "key", doubted=True)
    assert len(room.messages) == 1


@pytest.mark.parametrize("private", [False, True])
async def test_without_the_right_to_look_nothing_is_posted_twice(
    voices: Voices, server: SlackServer, private: bool, caplog: pytest.LogCaptureFixture
) -> None:
    room = server.team.add_channel("class", private=private)
    scope = "groups:history" if private else "channels:history"
    server.team.remove_scope(scope)
    server.fail(POST, drop=True, lost_answer=True)
    for _ in range(2):
        with pytest.raises(UnreachableError, match=scope):
            await voices.saying.post(at(room), MESSAGE, "key")
    await voices.telling.close()
    assert len(room.messages) == 1
    warned = [record.getMessage() for record in caplog.records if record.levelno == logging.WARNING]
    assert len(warned) == 1
    assert f"scope={scope}" in warned[0]
    server.team.add_scope(scope)
    await voices.saying.post(at(room), MESSAGE, "key")
    assert len(room.messages) == 1


async def test_without_the_right_to_look_all_is_well_while_nothing_is_lost(
    saying: Saying, server: SlackServer, room: Channel
) -> None:
    server.team.remove_scope("channels:history")
    server.fail(POST, retry_after=1)
    await saying.post(at(room), MESSAGE)
    assert len(room.messages) == 1
