"""Whole quizzes on Discord: a class plays on its own devices, through restarts, faults and removals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.message import Place
from tests.adapters.discord.answered import answered

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.sitting import Sitting
    from tests.adapters.discord.conftest import Tarikh
    from tests.servers.discord import Channel, DiscordServer, Guild, Message, Person, Reply

MODERATE = 1 << 13  # Manage Messages


def sitting_of(tarikh: Tarikh, room: Channel) -> Sitting:
    sitting = tarikh.app.host.sitting(Place("discord", str(room.id)))
    assert sitting is not None
    return sitting


def open_question(tarikh: Tarikh, room: Channel) -> Message:
    """The message that shows the open question, found as a player finds it: the last one with its number."""
    number = sitting_of(tarikh, room).session.number
    return next(each for each in reversed(room.messages) if f"Question {number + 1} of" in each.text)


async def answer(tarikh: Tarikh, room: Channel, person: Person, *, right: bool = True) -> Reply:
    """Answer the open question by what stands under it, whatever its kind."""
    session = sitting_of(tarikh, room).session
    drawn = session.setup.drawn[session.number]
    asked = tarikh.app.bank.questions[drawn.question]
    shown = open_question(tarikh, room)
    return await answered(person, shown, asked, drawn.order, tarikh.app.library, right=right)


def revealed(message: Message) -> Callable[[], bool]:
    """Whether a question's message shows its answer."""
    return lambda: "Right" in message.text


async def said(server: DiscordServer, room: Channel, words: str) -> Message:
    """The message that says these words, once it is there."""
    found: list[Message] = []

    def there() -> bool:
        found[:] = [each for each in room.messages if words in each.text]
        return bool(found)

    await server.wait_for(there, 20.0)
    return found[-1]


async def test_three_players_five_questions_and_a_restart(
    server: DiscordServer, guild: Guild, tarikh: Tarikh
) -> None:
    room = guild.add_channel("history")
    amina, omid, sara = (server.person(name) for name in ("Amina", "Omid", "Sara"))
    await tarikh.start()
    reply = await amina.command(room, "quiz start", questions=5, seed=4, seconds=600, wait=60, pause=0)
    assert reply.private
    assert "Your quiz is on." in reply.text
    lobby = await said(server, room, "Press Join to play.")
    for person in (amina, omid, sara):
        joined = await person.press(lobby, label="Join")
        assert (joined.private, joined.text) == (True, "You are in.")
    assert "Only" in (await omid.press(lobby, label="Begin now")).text
    await amina.press(lobby, label="Begin now")
    for number in range(5):
        question = await said(server, room, f"Question {number + 1} of 5")
        if number == 2:  # in the middle of a question, with one answer given
            assert (await answer(tarikh, room, amina)).private
            await tarikh.kill()
            await tarikh.start()
            await said(server, room, "Tarikh was restarted. The quiz goes on.")
            assert "already" in (await answer(tarikh, room, amina)).text
        else:
            first = await answer(tarikh, room, amina)
            assert first.private
            assert "Your answer counts:" in first.text
        assert (await answer(tarikh, room, omid, right=False)).private
        assert "Right answer" not in question.text
        assert (await answer(tarikh, room, sara)).private
        await server.wait_for(revealed(question))
        mine = await amina.press(question, label="How did I do?")
        assert mine.private
        assert "100 points" in mine.text
        assert "The answer" not in question.text
        late = await omid.press(question, label="Next question" if number < 4 else "Final table")
        assert "Only" in late.text
        await amina.press(question, label="Next question" if number < 4 else "Final table")
    table = await said(server, room, "Final table")
    assert f"{amina.mention}: 500 points, 5 of 5 right" in table.text
    missed = await omid.press(table, label="What I missed")
    assert missed.private
    assert "What you missed" in missed.text
    assert "Right" in missed.text
    questions = [each for each in room.messages if "Question " in each.text]
    assert len(questions) == 5  # each was posted once, and revealed in place


async def test_a_thread_and_a_forum_post_have_quizzes_of_their_own(
    server: DiscordServer, guild: Guild, tarikh: Tarikh
) -> None:
    room = guild.add_channel("history")
    thread = room.add_thread("Geneva")
    post = guild.add_forum("homework").add_thread("Week 3")
    amina = server.person("Amina")
    await tarikh.start()
    for place in (room, thread, post):
        await amina.command(place, "quiz start", questions=1, wait=0, seconds=600)
        await said(server, place, "Question 1 of 1")
    assert "A quiz is open here" in (await amina.command(thread, "quiz start")).text
    for place in (room, thread, post):
        await amina.command(place, "quiz stop")
        await said(server, place, "Final table")


async def test_alone_with_the_bot(server: DiscordServer, guild: Guild, tarikh: Tarikh) -> None:
    guild.add_channel("history")
    amina = server.person("Amina")
    await tarikh.start()
    room = amina.dm()
    await amina.command(room, "quiz start", questions=2, seed=4)
    question = await said(server, room, "Question 1 of 2")
    await answer(tarikh, room, amina)
    await server.wait_for(lambda: "100 points" in question.text)
    await amina.press(question, label="Next question")
    await said(server, room, "Question 2 of 2")
    await amina.command(room, "quiz stop")
    await said(server, room, "Final table")


async def test_a_moderator_conducts_a_quiz_that_somebody_else_started(
    server: DiscordServer, guild: Guild, tarikh: Tarikh
) -> None:
    room = guild.add_channel("history")
    amina, omid, teacher = (server.person(name) for name in ("Amina", "Omid", "Teacher"))
    guild.permit(teacher.user, guild.permissions_of(teacher.user) | MODERATE)
    await tarikh.start()
    await amina.command(room, "quiz start", questions=3, wait=0, seconds=600, pause=0)
    question = await said(server, room, "Question 1 of 3")
    for name in ("quiz skip", "quiz extend", "quiz reveal", "quiz stop"):
        assert "Only" in (await omid.command(room, name)).text
    assert (await teacher.command(room, "quiz extend", seconds=30)).text == "30 seconds more."
    await answer(tarikh, room, omid)
    assert (await teacher.command(room, "quiz reveal")).text == "Closed."
    await server.wait_for(revealed(question))
    await teacher.press(question, label="Next question")
    second = await said(server, room, "Question 2 of 3")
    await teacher.command(room, "quiz skip")
    await server.wait_for(lambda: "was skipped" in second.text)
    await teacher.command(room, "quiz stop")
    await said(server, room, "Final table")


async def test_faults_lose_no_answer_and_post_nothing_twice(
    server: DiscordServer, guild: Guild, tarikh: Tarikh
) -> None:
    room = guild.add_channel("history")
    amina, omid = server.person("Amina"), server.person("Omid")
    await tarikh.start()
    posts = r"/channels/\d+/messages$"
    server.fail("POST", posts, status=503, times=1)
    await amina.command(room, "quiz start", questions=3, wait=0, seconds=600, pause=0, seed=4)
    question = await said(server, room, "Question 1 of 3")
    await answer(tarikh, room, amina)
    server.fail("PATCH", r"/channels/\d+/messages/\d+$", drop=True, times=1)
    await amina.command(room, "quiz reveal")
    await server.wait_for(lambda: "Right" in question.text, 20.0)
    server.fail("POST", posts, drop=True, lost_answer=True, times=1)  # it was posted, but nobody heard so
    await amina.press(question, label="Next question")
    second = await said(server, room, "Question 2 of 3")
    server.gateway.drop()
    await server.connected()
    await answer(tarikh, room, omid)
    second.delete()
    await amina.command(room, "quiz reveal")
    await server.wait_for(
        lambda: "Question 2" in room.messages[-1].text and "Right" in room.messages[-1].text
    )
    server.fail("POST", posts, status=429, retry_after=0.3, times=1)
    await amina.press(room.messages[-1], label="Next question")
    await said(server, room, "Question 3 of 3")
    await amina.command(room, "quiz stop")
    table = await said(server, room, "Final table")
    assert "1 of 2 right" in table.text
    numbers = [each.text.split(" ·")[0] for each in room.messages if "Question " in each.text]
    assert len(numbers) == 3
    assert len(numbers) == len(set(numbers))


async def test_a_deleted_channel_and_a_removal_close_their_quizzes(
    server: DiscordServer, guild: Guild, tarikh: Tarikh
) -> None:
    room, other = guild.add_channel("history"), guild.add_channel("peace")
    amina = server.person("Amina")
    await tarikh.start()
    for place in (room, other):
        await amina.command(place, "quiz start", questions=3, wait=0, seconds=600)
        await said(server, place, "Question 1 of 3")
    room.delete()

    async def is_open(place: Channel) -> bool:
        return await tarikh.store.open_quiz("discord", str(place.id)) is not None

    async def closes(place: Channel) -> None:
        for _ in range(100):
            if not await is_open(place):
                return
            await server.settled(0.05)
        raise AssertionError(place)

    await closes(room)
    assert await is_open(other)
    guild.remove_bot()
    await closes(other)


async def test_a_channel_that_does_not_let_it_post_says_what_to_grant(
    server: DiscordServer, guild: Guild, tarikh: Tarikh
) -> None:
    room = guild.add_channel("history")
    room.forbid_bot(1 << 11)  # Send Messages
    amina = server.person("Amina")
    await tarikh.start()
    reply = await amina.command(room, "quiz start")
    assert reply.private
    assert "please grant Tarikh in this channel: Send Messages." in reply.text
    assert not room.messages
