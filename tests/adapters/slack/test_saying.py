"""What the bot says by itself on Slack: in channels, threads and conversations, within Slack's limits."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from adapters.slack.places import PLATFORM, Spot
from bot.message import Place, Posted, UnreachableError
from tests.adapters.slack.spoken import EDIT, HISTORY, MESSAGE, OTHER, POST, at, said, saying
from tests.adapters.slack.voices import SPEED

if TYPE_CHECKING:
    from adapters.slack.saying import Saying
    from tests.adapters.slack.conftest import Tarikh
    from tests.adapters.slack.voices import Voices
    from tests.servers.slack import Channel, SlackServer
    from tests.servers.slack import Person as Somebody

__all__ = ["saying"]  # a fixture


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
