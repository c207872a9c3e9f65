"""What people do on Slack, and what they get for it: each way to ask, by sockets and by signed requests."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

from adapters.slack.places import PLATFORM
from bot.config import Calendar
from bot.practice import questions_on
from bot.preferences import Scope
from quizzes.model import QuestionKind
from tests.adapters.slack.playing import answer, said, seed_of
from tests.servers.slack import UnansweredError

if TYPE_CHECKING:
    from tests.adapters.slack.conftest import Tarikh
    from tests.servers.slack import Channel, Message, Person, SlackServer


@pytest.fixture(params=["sockets", "requests"], autouse=True)
async def started(request: pytest.FixtureRequest, tarikh: Tarikh, room: Channel) -> None:
    """The bot, reached in either way."""
    assert room.has_bot
    if request.param == "requests":
        tarikh.by_requests()
    await tarikh.start()


async def told(server: SlackServer, person: Person, room: Channel, words: str) -> Message:
    """What says these words to one person alone, once it is there."""
    found: list[Message] = []

    def there() -> bool:
        found[:] = [each for each in person.seen(room) if each.ephemeral and words in each.text]
        return bool(found)

    await server.wait_for(there, 20.0)
    return found[-1]


async def test_a_look_up_is_answered_for_all(amina: Person, omid: Person, room: Channel) -> None:
    reply = await amina.command(room, "lookup Geneva Accords")
    assert "14 April 1988" in reply.text
    assert not reply.private
    assert [each.text for each in omid.seen(room)] == [reply.text]


async def test_words_that_are_no_command_are_looked_up(amina: Person, room: Channel) -> None:
    reply = await amina.command(room, "who signed the Islamabad Accord?")
    assert "Islamabad Accord" in reply.text


async def test_nothing_typed_asks_for_help(amina: Person, omid: Person, room: Channel) -> None:
    reply = await amina.command(room)
    assert "/tarikh lookup" in reply.text
    assert reply.private
    assert omid.seen(room) == []


async def test_what_is_misread_is_told_privately(amina: Person, omid: Person, room: Channel) -> None:
    reply = await amina.command(room, "quiz start questions:many")
    assert "whole number" in reply.text
    assert reply.private
    assert omid.seen(room) == []


@pytest.mark.parametrize("escapes", [True, False])
async def test_signs_that_slack_escapes_are_read_as_typed(
    server: SlackServer, amina: Person, room: Channel, escapes: bool
) -> None:
    server.escapes = escapes
    reply = await amina.command(room, "quiz start &<>")
    assert "“&<>”" in reply.text
    reply = await amina.command(room, "quiz start #history @amina &amp;")
    assert f"“#history @amina {'&amp;' if escapes else '&'}”" in reply.text


async def test_a_mention_is_answered_in_its_thread(amina: Person, omid: Person, room: Channel) -> None:
    reply = await amina.mention(room, "what are the Geneva Accords?")
    assert "14 April 1988" in reply.text
    asked = room.messages[0]
    assert [each.text for each in asked.thread] == [reply.text]
    assert reply.message in omid.seen(room)


async def test_a_mention_in_a_thread_is_answered_there(amina: Person, omid: Person, room: Channel) -> None:
    root = omid.say(room, "I read about Geneva.")
    reply = await amina.mention(room, "today 14 April", thread=root)
    assert "Geneva Accords" in reply.text
    assert root.thread[-1] is reply.message


async def test_a_mention_with_a_private_answer(amina: Person, omid: Person, room: Channel) -> None:
    reply = await amina.mention(room, "help")
    assert reply.private
    assert "/tarikh lookup" in reply.text
    assert [each.text for each in omid.seen(room)] == [room.messages[0].text]


async def test_a_message_to_the_bot_is_answered_plainly(amina: Person) -> None:
    reply = await amina.write("Geneva Accords")
    assert "14 April 1988" in reply.text
    assert not reply.private
    assert reply.message.root is None
    assert "/tarikh lookup" in (await amina.write("help")).text


async def test_a_message_in_a_thread_of_the_conversation(amina: Person) -> None:
    root = (await amina.write("Geneva Accords")).message
    reply = await amina.write("Islamabad Accord", thread=root)
    assert reply.message.root == root.ts


async def test_somebodys_message_is_looked_up_for_one_person(
    amina: Person, omid: Person, room: Channel
) -> None:
    said = omid.say(room, "I wonder about the *Geneva Accords*")
    reply = await amina.shortcut(said, "Look this up")
    assert "14 April 1988" in reply.text
    assert reply.private
    assert omid.seen(room) == [said]


async def test_a_message_without_words_cannot_be_looked_up(amina: Person, room: Channel) -> None:
    reply = await amina.shortcut(amina.say(room, ""), "Look this up")
    assert reply.private
    assert "no words" in reply.text


async def test_who_asked_turns_the_pages_of_the_answer(amina: Person, omid: Person, room: Channel) -> None:
    reply = await amina.command(room, "lookup Islamabad Accord")
    card, first = reply.message, reply.text
    turned = await amina.press(card, label="Page 2 ▶")
    assert turned.updated
    assert turned.text != first
    back = await amina.press(card, label="◀ Page 1")
    assert back.updated
    assert back.text == first
    assert omid.seen(room) == [card]


async def test_a_press_by_somebody_else_shows_it_to_them_only(
    amina: Person, omid: Person, room: Channel
) -> None:
    card = (await amina.command(room, "lookup Islamabad Accord")).message
    before = card.text
    turned = await omid.press(card, label="Page 2 ▶")
    assert turned.private
    assert card.text == before
    again = await omid.press(turned.message, label="◀ Page 1")
    assert again.updated
    sources = await omid.press(again.message, label="Sources")
    assert sources.private
    assert amina.seen(room) == [card]


async def test_pages_in_a_thread_and_in_the_conversation(
    server: SlackServer, amina: Person, omid: Person, room: Channel
) -> None:
    in_thread = (await amina.mention(room, "Islamabad Accord")).message
    assert (await amina.press(in_thread, label="Page 2 ▶")).updated
    beside = await omid.press(in_thread, label="Sources")
    assert beside.private
    assert beside.message.root == in_thread.root
    alone = (await amina.write("Islamabad Accord")).message
    assert (await amina.press(alone, label="Page 2 ▶")).updated
    assert not (await amina.press(alone, label="Sources")).private
    await server.settled()  # what it still tells the bot would reach nobody


async def test_an_old_button_is_answered_kindly(amina: Person, room: Channel, server: SlackServer) -> None:
    block = {
        "type": "actions",
        "elements": [
            {"type": "button", "action_id": "nonsense", "text": {"type": "plain_text", "text": "Old"}}
        ],
    }
    old = amina.say(room, "old")
    old.author, old.by_bot = server.team.bot_user, True
    old.put("old", [block])
    reply = await amina.press(old, label="Old")
    assert reply.private
    assert "no longer leads anywhere" in reply.text


async def test_home_shows_the_day_and_a_way_to_ask(amina: Person) -> None:
    home = await amina.open_home()
    assert "Tarikh" in home.text
    assert "Your results" in home.text
    assert "Settings" not in home.labels


async def test_a_press_in_home_opens_over_it_and_goes_on_there(amina: Person, room: Channel) -> None:
    home = await amina.open_home()
    reply = await amina.press(home, label="Help")
    assert "/tarikh lookup" in reply.modal.text
    pages = [each for each in reply.modal.labels if each.startswith("Page")]
    if pages:
        turned = await amina.press(reply.modal, label=pages[0])
        assert turned.modal.id == reply.modal.id
    assert room.messages == []


async def test_an_administrator_changes_the_settings_in_home(
    server: SlackServer, tarikh: Tarikh, room: Channel
) -> None:
    farah = server.team.person("Farah", admin=True)
    home = await farah.open_home()
    form = (await farah.press(home, label="Settings")).modal
    await farah.submit(form, calendar="solar_hijri", channels=[room])
    assert "Solar Hijri first" in farah.modals[-1].text
    settings = await tarikh.app.preferences.of(Scope(PLATFORM, server.team.id))
    assert settings.calendar is Calendar.SOLAR_HIJRI
    assert settings.channels == (room.id,)


async def test_elsewhere_than_in_the_chosen_channel_only_the_asker_sees_it(
    server: SlackServer, amina: Person, tarikh: Tarikh, room: Channel
) -> None:
    await tarikh.app.preferences.change(Scope(PLATFORM, server.team.id), channels=(room.id,))
    hall = server.team.add_channel("hall")
    assert (await amina.command(hall, "lookup Geneva Accords")).private
    assert not (await amina.command(room, "lookup Geneva Accords")).private
    asked = amina.say(room, "A thread")
    assert not (await amina.mention(room, "lookup Geneva Accords", thread=asked)).private
    assert not (await amina.write("Geneva Accords")).private


async def test_who_does_not_manage_the_workspace_changes_nothing(
    server: SlackServer, amina: Person, tarikh: Tarikh, room: Channel
) -> None:
    for reply in (
        await amina.command(room, "settings calendar:solar_hijri"),
        await amina.write("settings calendar:solar_hijri"),
    ):
        assert "permission to manage" in reply.text
    settings = await tarikh.app.preferences.of(Scope(PLATFORM, server.team.id))
    assert settings.calendar is Calendar.GREGORIAN


async def test_the_settings_panel_in_a_channel(server: SlackServer, tarikh: Tarikh, room: Channel) -> None:
    farah = server.team.person("Farah", owner=True)
    panel = await farah.command(room, "settings")
    assert panel.private
    changed = await farah.choose(panel.message, "set:calendar", ["solar_hijri"])
    assert changed.updated
    chosen = await farah.choose(panel.message, "set:channels", [room])
    assert "1 channel" in chosen.text
    settings = await tarikh.app.preferences.of(Scope(PLATFORM, server.team.id))
    assert (settings.calendar, settings.channels) == (Calendar.SOLAR_HIJRI, (room.id,))


async def test_a_quiz_where_the_bot_is_not_a_member(server: SlackServer, amina: Person) -> None:
    elsewhere = server.team.add_channel("elsewhere", member=False)
    assert not (await amina.command(elsewhere, "lookup Geneva Accords")).private
    reply = await amina.command(elsewhere, "quiz start")
    assert reply.private
    assert "/invite @Tarikh" in reply.text
    secret = server.team.add_channel("secret", private=True, member=False)
    assert "/invite @Tarikh" in (await amina.command(secret, "quiz start")).text


async def test_a_group_plays_a_quiz(
    server: SlackServer, tarikh: Tarikh, amina: Person, omid: Person, room: Channel
) -> None:
    reply = await amina.command(room, "quiz start questions:2 seed:4 seconds:600 wait:60 pause:0")
    assert reply.private
    assert "Your quiz is on." in reply.text
    lobby = await said(server, room, "Press Join")
    for person in (amina, omid):
        joined = await person.press(lobby, label="Join")
        assert (joined.private, joined.text) == (True, "You are in.")
    assert "Only Amina" in (await omid.press(lobby, label="Begin now")).text
    await amina.press(lobby, label="Begin now")
    for number in (1, 2):
        question = await said(server, room, f"Question {number} of 2")
        counted = await answer(tarikh, room, amina)
        assert counted.private
        assert "Your answer counts:" in counted.text
        assert (await answer(tarikh, room, omid, right=False)).private
        await server.wait_for(lambda shown=question: "Right" in shown.text)  # type: ignore[misc] # mypy and defaults
        mine = await amina.press(question, label="How did I do?")
        assert mine.private
        assert "100 points" in mine.text
        await amina.press(question, label="Next question" if number == 1 else "Final table")
    table = await said(server, room, "Final table")
    missed = await omid.press(table, label="What I missed")
    assert missed.private
    assert "What you missed" in missed.text
    assert len([each for each in room.messages if each.text.startswith("Question ")]) == 2


async def test_a_quiz_in_a_thread_stays_there(
    server: SlackServer, tarikh: Tarikh, amina: Person, omid: Person, room: Channel
) -> None:
    root = omid.say(room, "Let us play here.")
    await amina.mention(room, "quiz start questions:1 wait:0 seconds:600 seed:4", thread=root)
    on = await told(server, amina, room, "Your quiz is on.")
    assert on.root == root.ts
    assert "@Tarikh quiz skip, extend, reveal and stop" in on.text  # Slack takes no commands in threads
    question = await said(server, room, "Question 1 of 1")
    assert question.root == root.ts
    assert (await answer(tarikh, room, amina, thread=root)).private
    assert "No quiz is open" in (await amina.command(room, "quiz stop")).text
    await amina.mention(room, "/tarikh quiz stop", thread=root)
    assert (await said(server, room, "Final table")).root == root.ts


async def test_a_quiz_begun_by_a_mention_is_played_in_the_channel(
    server: SlackServer, amina: Person, room: Channel
) -> None:
    await amina.mention(room, "quiz start questions:1 wait:0 seconds:600 seed:4")
    assert (await told(server, amina, room, "Your quiz is on.")).root is None
    assert (await said(server, room, "Question 1 of 1")).root is None


async def test_a_quiz_alone(server: SlackServer, tarikh: Tarikh, amina: Person) -> None:
    seed = seed_of(tarikh.app.bank, QuestionKind.ORDER)
    begun = await amina.write(f"quiz start questions:1 seed:{seed}")
    assert "Your quiz is on." in begun.text
    assert not begun.private
    home = amina.dm()
    question = await said(server, home, "Question 1 of 1")
    server.times.answer_within = 0.5
    with suppress(UnansweredError):  # what comes of it is seen in the question
        await answer(tarikh, home, amina)
    await server.wait_for(lambda: "Right" in question.text)
    assert "Put them in order" not in question.labels
    await amina.press(question, label="Final table")
    await said(server, home, "Final table")


async def test_practice_with_a_form_that_corrects(
    server: SlackServer, tarikh: Tarikh, amina: Person, room: Channel
) -> None:
    entry = next(
        each
        for each in tarikh.app.library.entries.values()
        for ids in (questions_on(tarikh.app, each.id),)
        if ids and tarikh.app.bank.questions[ids[0]].kind is QuestionKind.YEAR
    )
    card = (await amina.command(room, f"lookup {entry.name.latin}")).message
    shown = (await amina.press(card, label="Quiz me on this")).message
    assert shown.ephemeral
    form = (await amina.press(shown, label="Type your answer")).modal
    refused = await amina.submit(form, answer="soon")
    assert refused.errors
    await amina.submit(form, answer="1988")
    await server.wait_for(lambda: shown.text.startswith(("Right", "Wrong", "Partly right")))
    await server.settled()
    assert amina.seen(room) == [card, shown]
