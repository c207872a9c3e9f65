"""Answers that are posts, and answers in views: nothing twice, nothing lost, and never silence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from quizzes.model import QuestionKind
from tests.adapters.slack.playing import answer, said, seed_of, sitting_of
from tests.servers.slack import UnansweredError

if TYPE_CHECKING:
    from tests.adapters.slack.conftest import Tarikh
    from tests.servers.slack import Channel, Person, SlackServer

FAULTS = [
    {"status": 500},
    {"status": 503},
    {"error": "internal_error"},
    {"error": "fatal_error", "lost_answer": True},
    {"drop": True},
    {"drop": True, "lost_answer": True},
    {"retry_after": 1.0},
]


@pytest.fixture(autouse=True)
async def started(tarikh: Tarikh, room: Channel) -> None:
    """The bot."""
    assert room.has_bot
    await tarikh.start()


@pytest.mark.parametrize("fault", FAULTS, ids=str)
async def test_a_mention_is_answered_once(
    server: SlackServer, amina: Person, room: Channel, fault: dict[str, bool]
) -> None:
    ordered = server.fail("chat.postMessage", **fault)  # type: ignore[arg-type] # a table's columns
    reply = await amina.mention(room, "Geneva Accords")
    assert "14 April 1988" in reply.text
    await server.settled(1.5)
    assert ordered.hits == 1
    assert len(room.messages) == 2


@pytest.mark.parametrize("fault", FAULTS, ids=str)
async def test_a_message_to_the_bot_is_answered_once(
    server: SlackServer, amina: Person, fault: dict[str, bool]
) -> None:
    server.fail("chat.postMessage", **fault)  # type: ignore[arg-type] # a table's columns
    assert "14 April 1988" in (await amina.write("Geneva Accords")).text
    await server.settled(1.5)
    assert len(amina.dm().messages) == 2


async def test_what_cannot_be_looked_for_is_not_posted_twice(
    server: SlackServer, amina: Person, room: Channel
) -> None:
    server.team.remove_scope("channels:history")
    server.fail("chat.postMessage", drop=True, lost_answer=True)
    assert "14 April 1988" in (await amina.mention(room, "Geneva Accords")).text
    await server.settled(2.5)
    assert len(room.messages) == 2
    server.violations.clear()  # that it may not look is told by looking


async def test_a_post_in_trouble_holds_up_nobody_else(
    server: SlackServer, amina: Person, omid: Person, room: Channel
) -> None:
    server.fail("chat.postMessage", retry_after=3.0)
    server.times.answer_within = 1.0
    with pytest.raises(UnansweredError):
        await amina.mention(room, "Geneva Accords")
    assert not (await omid.command(room, "lookup Geneva Accords")).private
    server.times.answer_within = 10.0
    await server.wait_for(lambda: len(room.messages) == 3)


async def test_a_view_that_comes_too_late_is_told_in_the_conversation(
    server: SlackServer, amina: Person
) -> None:
    home = await amina.open_home()
    server.times.trigger_lives = 0.0
    reply = await amina.press(home, label="Help")
    assert reply.text == "That took too long. Please press the button again."
    assert reply.message.channel is amina.dm()
    assert {each.split(":")[0] for each in server.violations} == {"views.open"}
    server.violations.clear()  # nobody can tell a trigger's age by looking at it


async def test_views_are_stacked_as_far_as_slack_lets_them(
    server: SlackServer, amina: Person, room: Channel
) -> None:
    await amina.command(room, "quiz start questions:1 wait:0 seconds:600 seed:4")
    await said(server, room, "Question 1 of 1")
    await amina.command(room, "quiz stop")
    home = await amina.open_home()
    reply = await amina.press(home, label="Help")
    for _ in range(4):
        labels = reply.modal.labels
        if not labels:
            break
        reply = await amina.press(amina.modals[-1], label=labels[0])
    assert len(amina.modals) <= 3
    assert room.messages


async def test_the_home_of_somebody_who_practises_changes(
    server: SlackServer, tarikh: Tarikh, amina: Person, room: Channel
) -> None:
    seed = seed_of(tarikh.app.bank, QuestionKind.SINGLE)
    await amina.command(room, f"quiz start questions:1 wait:0 seconds:600 seed:{seed}")
    await said(server, room, "Question 1 of 1")
    await answer(tarikh, room, amina, right=False)
    await amina.command(room, "quiz reveal")
    await amina.command(room, "quiz stop")
    await said(server, room, "Final table")
    home = await amina.open_home()
    assert "Practise what you missed" in home.labels
    before = home.edits
    await amina.press(home, label="Practise what you missed")
    asked = amina.modals[-1]
    assert "A question that you missed" in asked.text
    option = next(each.token for each in asked.elements if each.token.endswith(":c0"))
    await amina.press(asked, token=option)
    await server.wait_for(lambda: asked.text.startswith(("Right", "Wrong")))
    assert amina.modals == [asked]
    await server.wait_for(lambda: home.edits >= before + 2)


@pytest.mark.parametrize("lasting", [True, False])
async def test_what_is_pressed_below_a_question_is_the_quiz_s(
    server: SlackServer, tarikh: Tarikh, amina: Person, omid: Person, room: Channel, lasting: bool
) -> None:
    await amina.command(room, "quiz start questions:2 wait:0 seconds:600 pause:0 seed:4")
    question = await said(server, room, "Question 1 of 2")
    await answer(tarikh, room, amina)
    quiz = sitting_of(tarikh, room).id
    await amina.command(room, "quiz reveal")
    await server.wait_for(lambda: "Right" in question.text)
    if not lasting:
        await amina.command(room, "quiz stop")
        await said(server, room, "Final table")
    below = omid.say(room, "below", thread=question)
    below.author, below.by_bot = server.team.bot_user, True
    button = {
        "type": "button",
        "action_id": f"quiz:{quiz}:0:mine",
        "text": {"type": "plain_text", "text": "Mine"},
    }
    below.put("below", [{"type": "actions", "elements": [button]}])
    reply = await amina.press(below, label="Mine")
    assert reply.private
    assert reply.message.root == question.ts
    assert "Right" in reply.text
    in_thread = await amina.mention(room, "quiz scores", thread=question)
    assert "No quiz is open" in in_thread.text
