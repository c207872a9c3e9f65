"""What the bot says by itself is said once, however Slack behaves; and what it may not say is told."""

from __future__ import annotations

import asyncio
import logging
import socket
from typing import TYPE_CHECKING, Any

import pytest

from adapters.slack.places import PLATFORM, Spot
from bot.guarding import LostError, only_while
from bot.message import (
    Button,
    Message,
    MessageGoneError,
    NotAllowedError,
    Place,
    PlaceGoneError,
    Posted,
    UnacceptedError,
    UnreachableError,
    line,
)
from tests.adapters.slack.voices import HASTE, SPEED

if TYPE_CHECKING:
    from adapters.slack.saying import Saying
    from tests.adapters.slack.conftest import Tarikh
    from tests.adapters.slack.voices import Voices
    from tests.servers.slack import Channel, SlackServer
    from tests.servers.slack import Message as Seen
    from tests.servers.slack import Person as Somebody

POST, EDIT = "chat.postMessage", "chat.update"
HISTORY, REPLIES = "conversations.history", "conversations.replies"
MESSAGE = Message((line("Question 1 of 5"),), (Button("A", "quiz:1:0:0"),))
OTHER = Message((line("Time is up."),), (Button("Why?", "quiz:1:0:why"),))


@pytest.fixture
def saying(voices: Voices) -> Saying:
    return voices.saying


def at(channel: Channel, thread: Seen | None = None) -> Place:
    place = f"{channel.team.id}/{channel.id}"
    return Place(PLATFORM, f"{place}/{thread.ts}" if thread else place)


def said(channel: Channel) -> list[str]:
    return [message.text for message in channel.messages]


def test_only_a_channel_s_messages_have_threads(saying: Saying) -> None:
    assert saying.threads(Spot("T1", "C1").place)
    assert not saying.threads(Spot("T1", "C1", "1700000000.000100").place)
    assert not saying.threads(Spot("T1", "D1").place)
    assert not saying.threads(Spot("T1", "U1").place)


async def test_a_message_is_posted_with_what_can_be_pressed(saying: Saying, room: Channel) -> None:
    posted = await saying.post(at(room), MESSAGE, "quiz-1:q0")
    assert saying.presses
    assert saying.threads(at(room))
    assert posted == Posted(at(room), room.messages[0].ts)
    assert said(room)[0].startswith("Question 1 of 5")
    assert room.messages[0].labels == ["A"]
    assert room.messages[0].metadata == {"event_type": "tarikh_post", "event_payload": {"key": "quiz-1:q0"}}


async def test_a_post_is_quiet_and_has_words_for_screen_readers(
    saying: Saying, server: SlackServer, room: Channel
) -> None:
    await saying.post(at(room), MESSAGE)
    sent = server.requested(POST)[0].arguments
    assert sent["unfurl_links"] is False
    assert sent["unfurl_media"] is False
    assert "Question 1 of 5" in sent["text"]
    assert "thread_ts" not in sent


async def test_messages_without_a_key_are_told_apart(saying: Saying, room: Channel) -> None:
    await saying.post(at(room), MESSAGE)
    await saying.post(at(room), MESSAGE)
    assert len(room.messages) == 2


async def test_the_same_key_shows_one_message(saying: Saying, room: Channel) -> None:
    first = await saying.post(at(room), MESSAGE, "key")
    assert await saying.post(at(room), MESSAGE, "key") == first
    assert len(room.messages) == 1


async def test_the_same_key_elsewhere_is_another_message(saying: Saying, room: Channel) -> None:
    other = room.team.add_channel("other")
    await saying.post(at(room), MESSAGE, "key")
    await saying.post(at(other), MESSAGE, "key")
    assert (len(room.messages), len(other.messages)) == (1, 1)


async def test_it_posts_in_conversations(saying: Saying, amina: Somebody) -> None:
    await saying.post(at(amina.dm()), MESSAGE)
    assert said(amina.dm())[-1].startswith("Question 1 of 5")


async def test_a_place_that_names_a_person_is_the_conversation_with_them(
    saying: Saying, server: SlackServer, amina: Somebody
) -> None:
    place = Place(PLATFORM, f"{server.team.id}/{amina.id}")
    posted = await saying.post(place, MESSAGE)
    await saying.edit(posted, OTHER)
    assert [text.partition("\n")[0] for text in said(amina.dm())] == ["Time is up."]
    assert len(server.requested("conversations.open")) == 1


async def test_it_posts_in_the_thread_of_a_place(saying: Saying, room: Channel) -> None:
    root = await saying.post(at(room), MESSAGE)
    thread = at(room, room.messages[0])
    posted = await saying.post(thread, OTHER)
    await saying.edit(posted, MESSAGE)
    assert [reply.ts for reply in room.messages[0].thread] == [posted.id]
    assert room.messages[0].ts == root.id


async def test_it_posts_under_a_message(saying: Saying, room: Channel) -> None:
    question = await saying.post(at(room), MESSAGE, "q1")
    posted = await saying.post(at(room), OTHER, "q1.1", under=question.id)
    assert posted.place == at(room)
    assert [reply.ts for reply in room.messages[0].thread] == [posted.id]


async def test_what_belongs_under_a_message_of_a_thread_stays_in_that_thread(
    saying: Saying, room: Channel
) -> None:
    await saying.post(at(room), MESSAGE)
    root = room.messages[0]
    question = await saying.post(at(room, root), OTHER)
    await saying.post(at(room, root), OTHER, under=question.id)
    assert len(root.thread) == 2


async def test_what_belongs_under_a_message_that_was_deleted_is_said_beside(
    saying: Saying, server: SlackServer, room: Channel
) -> None:
    question = await saying.post(at(room), MESSAGE, "q1")
    room.take_away(room.messages[0])
    await saying.post(at(room), OTHER, "q1.1", under=question.id)
    assert len(room.messages) == 1
    assert room.messages[0].root is None
    assert server.requested(HISTORY) == []


async def test_an_edit_keeps_the_blocks_and_the_words(
    saying: Saying, server: SlackServer, room: Channel
) -> None:
    posted = await saying.post(at(room), MESSAGE, "key")
    await saying.edit(posted, OTHER)
    assert said(room)[0].startswith("Time is up.")
    assert room.messages[0].labels == ["Why?"]
    sent = server.requested(EDIT)[0].arguments
    assert sent["blocks"]
    assert "Time is up." in sent["text"]
    assert room.messages[0].metadata is not None


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


@pytest.fixture(params=["channel", "thread", "under"])
async def spot(request: pytest.FixtureRequest, saying: Saying, room: Channel) -> tuple[Place, str]:
    """A place, and what to post under there."""
    if request.param == "channel":
        return at(room), ""
    root = await saying.post(at(room), Message((line("Welcome."),)), "root")
    if request.param == "under":
        return at(room), root.id
    return at(room, room.messages[0]), ""


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


@pytest.mark.parametrize("fault", [{"status": 503}, {"drop": True}, {"hang": True}], ids=str)
async def test_what_lasts_is_said_to_be_unreachable(
    voices: Voices, server: SlackServer, room: Channel, fault: dict[str, Any]
) -> None:
    ordered = server.fail(POST, times=-1, **fault)
    with pytest.raises(UnreachableError):
        await voices.facing(fault).post(at(room), MESSAGE)
    assert ordered.hits == 5


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


async def test_what_is_not_this_process_s_to_send_any_more_is_not_tried_again(
    saying: Saying, server: SlackServer, room: Channel
) -> None:
    server.fail(POST, times=5, status=503)
    with only_while(lambda: not server.requested(POST)), pytest.raises(LostError):
        await saying.post(at(room), MESSAGE, "key")
    assert len(server.requested(POST)) == 1
    assert not room.messages


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


async def test_slack_s_limits_are_kept(saying: Saying, server: SlackServer, room: Channel) -> None:
    server.limits.enforce, server.limits.minute = True, 60 / SPEED
    posted = await asyncio.gather(*(saying.post(at(room), MESSAGE) for _ in range(20)))
    await asyncio.gather(*(saying.edit(each, OTHER) for each in posted * 4))
    assert len(room.messages) == 20
    assert server.limits.refused.total() < 10  # without any care that would be 100


async def test_a_limit_of_one_workspace_holds_up_no_other(
    voices: Voices, server: SlackServer, room: Channel
) -> None:
    other = server.add_team("Other school")
    other.install()
    theirs = other.add_channel("history")
    saying = voices.another(speed=1.0)
    server.fail(POST, retry_after=15)
    waiting = asyncio.create_task(saying.post(at(room), MESSAGE))
    await server.wait_for(lambda: bool(server.requested(POST)))
    await saying.post(at(theirs), MESSAGE)
    await saying.edit(await saying.post(at(theirs), MESSAGE), OTHER)
    assert len(theirs.messages) == 2
    assert not waiting.done()
    waiting.cancel()


async def test_a_limit_that_lasts_too_long_is_said_to_be_unreachable(
    voices: Voices, server: SlackServer, room: Channel
) -> None:
    server.fail(POST, retry_after=3_000)
    for _ in range(2):
        with pytest.raises(UnreachableError):
            await voices.saying.post(at(room), MESSAGE)
    assert len(server.requested(POST)) == 1  # it is not asked before the time that it named


async def test_counts_are_held_back_when_few_edits_are_left(voices: Voices, room: Channel) -> None:
    saying = voices.another(speed=1.0)
    posted = await saying.post(at(room), MESSAGE)
    assert saying.spare(at(room)) == 0.0
    edits = 0
    while saying.spare(at(room)) == 0.0:
        await saying.edit(posted, OTHER)
        edits += 1
        assert edits < 50
    assert saying.spare(Place(PLATFORM, "T-other/C1")) == 0.0
    await saying.edit(posted, MESSAGE)  # a reveal still goes at once
    assert said(room)[0].startswith("Question 1 of 5")


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


async def test_what_slack_finds_malformed_is_logged(
    saying: Saying, server: SlackServer, room: Channel, caplog: pytest.LogCaptureFixture
) -> None:
    server.fail(POST, error="invalid_blocks")
    with pytest.raises(UnreachableError):
        await saying.post(at(room), MESSAGE)
    errors = [record.getMessage() for record in caplog.records if record.levelno == logging.ERROR]
    assert errors == [f"slack refused a message team={room.team.id} reason=invalid_blocks"]


async def test_it_speaks_where_the_database_does_not_answer(
    saying: Saying, tarikh: Tarikh, room: Channel
) -> None:
    await tarikh.database.close()
    await saying.post(at(room), MESSAGE)
    assert len(room.messages) == 1


async def test_what_was_posted_long_ago_is_forgotten(
    voices: Voices, room: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.slack.fates.KEPT", 2)
    for key in ("k1", "k2", "k3"):
        await voices.saying.post(at(room), MESSAGE, key)
    await voices.saying.post(at(room), MESSAGE, "k3")
    assert len(room.messages) == 3
    await voices.saying.post(at(room), MESSAGE, "k1")
    assert len(room.messages) == 4
