"""What the bot says is said once, whatever goes wrong; and what it may not say, or change, is told."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any

import pytest

from bot.guarding import LostError, only_while
from bot.message import MessageGoneError, NotAllowedError, Place, PlaceGoneError, UnreachableError
from tests.adapters.slack.spoken import EDIT, HISTORY, MESSAGE, OTHER, POST, at, said, saying, spot
from tests.adapters.slack.voices import HASTE

if TYPE_CHECKING:
    from adapters.slack.saying import Saying
    from tests.adapters.slack.voices import Voices
    from tests.servers.slack import Channel, SlackServer

__all__ = ["saying", "spot"]  # fixtures

FAULTS: list[dict[str, Any]] = [
    {"status": 503},
    {"status": 500, "times": 4},
    {"error": "internal_error"},
    {"error": "fatal_error", "lost_answer": True},
    {"drop": True},
    {"drop": True, "lost_answer": True},
    {"drop": True, "times": 4},
    {"status": 503, "lost_answer": True},
    {"hang": True},
    {"hang": True, "lost_answer": True},
    {"retry_after": 1},
    {"retry_after": 1, "times": 3},
    {"delay": 0.6},
]


@pytest.mark.parametrize("fault", FAULTS, ids=str)
async def test_a_fault_neither_loses_nor_doubles_a_post(
    voices: Voices, server: SlackServer, room: Channel, spot: tuple[Place, str], fault: dict[str, Any]
) -> None:
    place, under = spot
    before = len(room.messages)
    ordered = server.fail(POST, **fault)
    posted = await voices.facing(fault).post(place, MESSAGE, under=under)
    await server.settled()
    assert [message.ts for message in room.messages[before:]] == [posted.id]
    assert ordered.hits == fault.get("times", 1)


@pytest.mark.parametrize("fault", FAULTS, ids=str)
async def test_a_fault_does_not_lose_an_edit(
    voices: Voices, server: SlackServer, room: Channel, fault: dict[str, Any]
) -> None:
    saying = voices.facing(fault)
    posted = await saying.post(at(room), MESSAGE, "key")
    server.fail(EDIT, **fault)
    await saying.edit(posted, OTHER)
    await server.settled()
    assert said(room)[0].startswith("Time is up.")
    assert room.messages[0].labels == ["Why?"]
    assert server.requested(HISTORY) == []


@pytest.mark.parametrize("fault", [{"status": 503}, {"drop": True}, {"hang": True}], ids=str)
async def test_what_lasts_is_said_to_be_unreachable(
    voices: Voices, server: SlackServer, room: Channel, fault: dict[str, Any]
) -> None:
    ordered = server.fail(POST, times=-1, **fault)
    with pytest.raises(UnreachableError):
        await voices.facing(fault).post(at(room), MESSAGE)
    assert ordered.hits == 5


async def test_a_post_that_was_cancelled_is_not_doubled(
    voices: Voices, server: SlackServer, room: Channel
) -> None:
    saying = voices.another(patience=HASTE)
    server.fail(POST, hang=True, lost_answer=True)
    posting = asyncio.create_task(saying.post(at(room), MESSAGE, "key"))
    await server.wait_for(lambda: bool(room.messages))
    posting.cancel()
    await asyncio.gather(posting, return_exceptions=True)
    posted = await saying.post(at(room), MESSAGE, "key")
    assert [message.ts for message in room.messages] == [posted.id]


async def test_a_post_that_was_cancelled_before_slack_had_done_it_is_not_doubled(
    voices: Voices, server: SlackServer, room: Channel
) -> None:
    saying = voices.another(patience=HASTE)
    fault = server.fail(POST, delay=0.3)
    posting = asyncio.create_task(saying.post(at(room), MESSAGE, "key"))
    await server.wait_for(lambda: fault.hits)
    posting.cancel()
    await asyncio.gather(posting, return_exceptions=True)
    posted = await saying.post(at(room), MESSAGE, "key")
    await server.settled()
    assert [message.ts for message in room.messages] == [posted.id]


async def test_what_is_not_this_process_s_to_send_any_more_is_not_tried_again(
    saying: Saying, server: SlackServer, room: Channel
) -> None:
    server.fail(POST, times=5, status=503)
    with only_while(lambda: not server.requested(POST)), pytest.raises(LostError):
        await saying.post(at(room), MESSAGE, "key")
    assert len(server.requested(POST)) == 1
    assert not room.messages


async def test_what_slack_finds_malformed_is_logged(
    saying: Saying, server: SlackServer, room: Channel, caplog: pytest.LogCaptureFixture
) -> None:
    server.fail(POST, error="invalid_blocks")
    with pytest.raises(UnreachableError):
        await saying.post(at(room), MESSAGE)
    errors = [record.getMessage() for record in caplog.records if record.levelno == logging.ERROR]
    assert errors == [f"slack refused a message team={room.team.id} reason=invalid_blocks"]


# --- What is gone, or not allowed ---


async def test_a_channel_that_was_deleted_is_gone(saying: Saying, room: Channel) -> None:
    posted = await saying.post(at(room), MESSAGE)
    room.delete()
    with pytest.raises(PlaceGoneError):
        await saying.post(at(room), MESSAGE)
    with pytest.raises(PlaceGoneError):
        await saying.edit(posted, OTHER)


async def test_a_thread_that_was_deleted_is_gone(saying: Saying, room: Channel) -> None:
    await saying.post(at(room), MESSAGE)
    thread = at(room, room.messages[0])
    room.take_away(room.messages[0])
    with pytest.raises(PlaceGoneError):
        await saying.post(thread, MESSAGE)


@pytest.mark.parametrize("how", ["uninstall", "revoke_tokens"])
async def test_a_workspace_that_threw_the_bot_out_is_gone(saying: Saying, room: Channel, how: str) -> None:
    getattr(room.team, how)()
    with pytest.raises(PlaceGoneError):
        await saying.post(at(room), MESSAGE)


async def test_a_private_channel_that_threw_the_bot_out_is_gone(saying: Saying, server: SlackServer) -> None:
    room = server.team.add_channel("class", private=True)
    room.remove_bot()
    with pytest.raises(PlaceGoneError):
        await saying.post(at(room), MESSAGE)


async def test_a_message_that_was_deleted_is_gone(saying: Saying, room: Channel) -> None:
    posted = await saying.post(at(room), MESSAGE)
    room.take_away(room.messages[0])
    with pytest.raises(MessageGoneError):
        await saying.edit(posted, OTHER)


async def test_an_archived_channel_takes_no_message(saying: Saying, room: Channel) -> None:
    room.archive()
    with pytest.raises(NotAllowedError):
        await saying.post(at(room), MESSAGE)
