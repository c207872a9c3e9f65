"""Whole quizzes on Slack: a class plays in a channel, a thread and alone, through faults and restarts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from adapters.slack.places import PLATFORM, Spot
from bot.answers import FIELD
from quizzes import exchange
from quizzes.grading import solution
from quizzes.model import QuestionKind
from quizzes.moves import Answer
from tests.adapters.slack.playing import answer, said, seed_of, sitting_of
from tests.adapters.slack.troubles import KINDS, Trouble

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.message import Place
    from tests.adapters.slack.conftest import Tarikh
    from tests.servers.slack import Channel, Message, Person, Reply, SlackServer

POST, EDIT, REPLY = "chat.postMessage", "chat.update", "response_url"
# What the bot says by itself is the same in both ways, and whatever ended a connection.
WAYS = [("sockets", kind) for kind in KINDS if kind not in {"frozen", "spent"}] + [("requests", "nothing")]


@pytest.fixture(params=WAYS, ids="-".join)
def trouble(
    request: pytest.FixtureRequest, server: SlackServer, tarikh: Tarikh, monkeypatch: pytest.MonkeyPatch
) -> Trouble:
    """The bot reached in one way, and one kind of trouble."""
    way, kind = request.param
    if way == "requests":
        tarikh.by_requests()
    return Trouble(kind, server, monkeypatch)


def shown(message: Message, words: str) -> Callable[[], bool]:
    """Whether a message says these words."""
    return lambda: words in message.text


def once(place: Channel, *beginnings: str) -> bool:
    """Whether of what begins with each of these, everybody sees one message."""
    texts = [each.text for each in place.messages]
    return all(sum(text.startswith(each) for text in texts) == 1 for each in beginnings)


async def answers_kept(tarikh: Tarikh, quiz: str) -> list[tuple[str, int]]:
    """Who has answered which question, as often as it was kept."""
    moves = [exchange.read_move(text) for text in await tarikh.store.moves(quiz)]
    return [(each.player, each.number) for each in moves if isinstance(each, Answer)]


async def typed(tarikh: Tarikh, question: Message, person: Person, trouble: Trouble) -> str:
    """Answer a question by its form; what the player is told in the end."""
    session = sitting_of(tarikh, question.channel).session
    asked = tarikh.app.bank.questions[session.setup.drawn[session.number].question]
    await trouble("views.open")
    reply = await person.press(question, label="Type your answer")
    if reply.messages:  # it was too late for the form, and said so
        reply = await person.press(question, label="Type your answer")
    form, words = reply.modal, solution(asked, tarikh.app.library)[0]
    await trouble(REPLY)

    async def send() -> Reply:
        if form.closed:  # what came of it was lost on the way: it is looked up where it was asked
            again = next(each for each in ("Type your answer", "How did I do?") if each in question.labels)
            return await person.press(question, label=again)
        await person.submit(form, **{FIELD: words})
        return await reply.until(lambda told: told.private, 15.0)

    return (await trouble.asked(send)).text


async def test_a_class_plays_a_quiz(
    server: SlackServer, tarikh: Tarikh, room: Channel, amina: Person, omid: Person, trouble: Trouble
) -> None:
    await tarikh.start()
    seed = seed_of(tarikh.app.bank, QuestionKind.SINGLE, QuestionKind.NAME)
    await trouble(POST)
    begun = await amina.command(room, f"quiz start questions:2 seed:{seed} seconds:600 wait:600 pause:0")
    assert begun.private
    assert "Your quiz is on." in begun.text
    lobby = await said(server, room, "Press Join to play.")
    quiz = sitting_of(tarikh, room).id
    for person in (amina, omid):
        await trouble(REPLY)
        joined = await trouble.told(lambda who=person: who.press(lobby, label="Join"))  # type: ignore[misc] # mypy and defaults
        assert "You are in" in joined.text
    await trouble(POST)
    await amina.press(lobby, label="Begin now")

    question = await said(server, room, "Question 1 of 2")
    await trouble(REPLY)
    await trouble.told(lambda: answer(tarikh, room, amina))
    await trouble(EDIT)
    counted = await trouble.told(lambda: answer(tarikh, room, omid, right=False))
    assert "Your answer counts:" in counted.text
    await server.wait_for(shown(question, "Right"), 15.0)
    await trouble(REPLY)
    mine = await trouble.told(lambda: omid.press(question, label="How did I do?"))
    assert "0 points" in mine.text
    await trouble(POST)
    await amina.press(question, label="Next question")

    question = await said(server, room, "Question 2 of 2")
    for person in (amina, omid):
        told = await typed(tarikh, question, person, trouble)
        assert any(
            each in told for each in ("Your answer counts:", "answered this question already", "100 points")
        )
    await server.wait_for(shown(question, "Right"), 15.0)
    await trouble(POST)
    await amina.press(question, label="Final table")
    table = await said(server, room, "Final table")
    assert "200 points, 2 of 2 right" in table.text
    assert "100 points, 1 of 2 right" in table.text
    await trouble(REPLY)
    missed = await trouble.told(lambda: omid.press(table, label="What I missed"))
    assert "What you missed" in missed.text
    await trouble.over()

    assert once(room, "Question 1 of 2", "Question 2 of 2", "Final table")
    assert sorted(await answers_kept(tarikh, quiz)) == sorted(
        (person.id, number) for person in (amina, omid) for number in (0, 1)
    )
    assert await tarikh.store.open_quizzes(PLATFORM) == ()


@pytest.mark.parametrize("end", ["stop", "kill"])
@pytest.mark.parametrize("where", ["channel", "thread", "alone"])
async def test_a_restart_in_the_middle(  # noqa: C901 -- three places, and two ends
    server: SlackServer, tarikh: Tarikh, room: Channel, amina: Person, omid: Person, where: str, end: str
) -> None:
    await tarikh.start()
    alone = where == "alone"
    place, players = (amina.dm(), (amina,)) if alone else (room, (amina, omid))
    root = omid.say(room, "Let us play here.") if where == "thread" else None
    seed = seed_of(tarikh.app.bank, QuestionKind.SINGLE, QuestionKind.TRUE_FALSE)
    options = f"quiz start questions:2 seed:{seed} seconds:600 pause:0"
    if alone:
        await amina.write(options)
    elif root is not None:
        await amina.mention(room, f"{options} wait:600", thread=root)
    else:
        await amina.command(room, f"{options} wait:600")
    if not alone:
        lobby = await said(server, room, "Press Join to play.")
        for person in players:
            await person.press(lobby, label="Join")
        await again(server, tarikh, sitting_of(tarikh, room, root).place, end)
        await amina.press(lobby, label="Begin now")
    question = await said(server, place, "Question 1 of 2")
    quiz = sitting_of(tarikh, place, root).id
    spot = sitting_of(tarikh, place, root).place
    for number in (0, 1):
        if number == 1 or not alone:
            await again(server, tarikh, spot, end)
            await said(server, place, "Tarikh was restarted. The quiz goes on.")
        for person in players:
            await answer(tarikh, place, person, thread=root)
            if person is not players[-1]:
                await again(server, tarikh, spot, end)
                assert "already" in (await answer(tarikh, place, person, thread=root)).text
        await server.wait_for(shown(question, "Right"), 15.0)
        await amina.press(question, label="Final table" if number else "Next question")
        question = await said(server, place, "Final table" if number else "Question 2 of 2")
    await server.settled()
    assert once(place, "Final table", "Tarikh was restarted")
    assert once(place, "Question 1 of 2", "Question 2 of 2")
    if alone:  # whose questions get their answers at once
        assert sum("Right answer" in each.text for each in place.messages) == 2
    assert "200 points, 2 of 2 right" in question.text
    expected = sorted((person.id, number) for person in players for number in (0, 1))
    assert sorted(await answers_kept(tarikh, quiz)) == expected
    if root is not None:
        posted = [each for each in place.messages if each.by_bot]
        assert {each.root for each in posted} == {root.ts}


async def again(server: SlackServer, tarikh: Tarikh, place: Place, end: str) -> None:
    """End it and start it again."""
    await (tarikh.stop() if end == "stop" else tarikh.kill())
    await tarikh.start()
    await server.wait_for(lambda: tarikh.app.host.sitting(place))


async def test_three_places_of_a_channel_have_quizzes_of_their_own(
    server: SlackServer, tarikh: Tarikh, room: Channel, amina: Person, omid: Person
) -> None:
    await tarikh.start()
    first, second = omid.say(room, "One"), omid.say(room, "Two")
    await amina.command(room, "quiz start questions:1 wait:0 seconds:600")
    for root in (first, second):
        await amina.mention(room, "quiz start questions:1 wait:0 seconds:600", thread=root)
    await server.wait_for(lambda: len([each for each in room.messages if "Question 1" in each.text]) == 3)
    assert "A quiz is open here" in (await omid.command(room, "quiz start")).text
    await amina.mention(room, "quiz stop", thread=second)
    await server.wait_for(lambda: any("Final table" in each.text for each in second.thread))
    await server.settled()
    assert not any("Final table" in each.text for each in first.thread)
    left = {quiz.place for quiz in await tarikh.store.open_quizzes(PLATFORM)}
    assert left == {Spot(server.team.id, room.id, thread).place.id for thread in ("", first.ts)}


async def test_an_administrator_conducts_a_quiz_that_somebody_else_started(
    server: SlackServer, tarikh: Tarikh, room: Channel, amina: Person, omid: Person
) -> None:
    teacher = server.team.person("Farah", admin=True)
    await tarikh.start()
    await amina.command(room, "quiz start questions:3 wait:0 seconds:600 pause:0")
    question = await said(server, room, "Question 1 of 3")
    for name in ("skip", "extend", "reveal", "stop"):
        assert "Only the one who started this quiz" in (await omid.command(room, f"quiz {name}")).text
    assert (await teacher.command(room, "quiz extend seconds:30")).text == "30 seconds more."
    await answer(tarikh, room, omid)
    assert (await teacher.command(room, "quiz reveal")).text == "Closed."
    await server.wait_for(shown(question, "Right"))
    await teacher.press(question, label="Next question")
    second = await said(server, room, "Question 2 of 3")
    await teacher.command(room, "quiz skip")
    await server.wait_for(shown(second, "was skipped"))
    await teacher.command(room, "quiz stop")
    await said(server, room, "Final table")
