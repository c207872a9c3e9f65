"""A quiz where each player presses on a device of their own: called together, asked, counted, revealed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot import clock, migrating, speaking
from bot.address import database_url
from bot.app import App
from bot.config import Config
from bot.dailies import Daily
from bot.database import open_database
from bot.host import Host
from bot.keeping import STALE
from bot.message import (
    Form,
    NotAllowedError,
    Person,
    PlaceGoneError,
    UnacceptedError,
    UnreachableError,
)
from bot.preferences import Preferences, Settings, Starters
from bot.store import Store
from bot.texts import texts
from quizzes.session import Phase
from tests.bot.room import AMINA, OMID, ROOM, SARA, Class, Wall, answer, message, said

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from bot.texts import Texts
    from content.library import Library
    from content.search import Index
    from quizzes.banks import Bank


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    async with await open_database(database_url(f"sqlite:///{tmp_path}/group.sqlite3")) as database:
        await migrating.migrate(database, 0.0)
        yield Store(database)


def app_of(store: Store, library: Library, bank: Bank, index: Index, wall: Wall) -> App:
    config = Config(database_url("sqlite:///unused"))
    host = Host(store, bank, library, clock.now)
    host.serve("wall", wall)
    preferences = Preferences(store, Settings(), clock.now)
    return App(config, library, index, bank, host, preferences, clock.now, Daily.on(store.database))


@pytest.fixture
async def room(store: Store, sample: Library, sample_bank: Bank, sample_index: Index) -> AsyncIterator[Class]:
    wall = Wall()
    app = app_of(store, sample, sample_bank, sample_index, wall)
    yield Class(app, wall)
    await app.host.close()


async def test_a_group_plays_every_kind_of_question(room: Class) -> None:
    reply = await room.command(AMINA, "/quiz start questions:8 seed:1 seconds:600 wait:60 pause:0")
    assert "Your quiz is on" in said(reply)
    assert "Nobody has joined yet." in room.wall.last.text
    assert said(await room.label(AMINA, "Join")) == "You are in."
    assert said(await room.label(OMID, "Join")) == "You are in."
    assert said(await room.label(OMID, "Join")) == "You are in already."
    assert "Only" in said(await room.label(OMID, "Begin now"))
    await room.label(AMINA, "Begin now")
    assert "A quiz has begun." in room.wall.texts[0]
    assert "Joined: Zoya, Nawid" in room.wall.texts[0]
    kinds = set()
    quiz_id = room.sitting.id
    for number in range(8):
        session = room.sitting.session
        assert session.number == number
        asked = room.app.bank.questions[session.setup.drawn[number].question]
        kinds.add(asked.kind)
        assert f"Question {number + 1} of 8" in room.wall.last.text
        assert "0 of 2 have answered." in room.wall.last.text
        assert "Your answer counts:" in said(await answer(room, AMINA))
        assert said(await room.press(AMINA, f"quiz:{room.sitting.id}:{number}:c0")).startswith(
            "You have answered"
        )
        assert "Right answer" not in room.wall.last.text
        assert "Your answer counts:" in said(await answer(room, OMID, right=False))
        revealed = room.wall.last
        assert ("Right answer" in revealed.text) or ("Right order" in revealed.text)
        assert "Nawid" not in revealed.text  # what each one did is told to them alone
        assert "100 points" in said(await room.label(AMINA, "How did I do?"))
        assert "Right (100 points)" not in said(await room.label(OMID, "How did I do?"))
        assert said(await room.label(SARA, "How did I do?")) == "You did not answer this question."
        await room.label(AMINA, "Next question" if number < 7 else "Final table")
    assert len(kinds) == 8
    assert "Final table" in room.wall.last.text
    assert "Zoya: 800 points, 8 of 8 right" in room.wall.last.text
    assert said(await room.label(AMINA, "What I missed")) == "You missed nothing: every answer was right."
    assert "What you missed" in said(await room.label(OMID, "What I missed"))
    assert said(await room.label(SARA, "What I missed")) == "You did not take part in this quiz."
    assert said(await room.press(OMID, f"quiz:{quiz_id}:7:c0")) == "That quiz is over."


async def test_the_wait_the_question_and_the_pause_end_by_themselves(room: Class) -> None:
    await room.command(AMINA, "/quiz start questions:2 seed:1 seconds:1 wait:1 pause:1")
    await room.wall.says("Question 1 of 2")
    await answer(room, OMID)
    # Nobody had joined before: the quickest does not shut out the rest.
    assert room.sitting.session.phase is Phase.OPEN
    await room.wall.says("The next question comes soon")
    await room.wall.says("Question 2 of 2")
    await room.wall.says("The final table comes soon")
    await room.wall.says("Nawid: ")
    assert room.app.host.sitting(ROOM) is None


async def test_the_count_is_shown_without_hammering(room: Class) -> None:
    await room.command(AMINA, "/quiz start questions:1 seed:1 seconds:600 wait:0")
    name = list(room.wall.messages)[-1]
    for number in range(30):
        await answer(room, Person(f"p{number}", f"Player {number}"))
    assert room.wall.edits.get(name, 0) == 0
    await room.wall.says("30 have answered.")
    assert room.wall.edits[name] == 1


async def test_an_answer_after_the_reveal_changes_nothing(room: Class) -> None:
    await room.command(AMINA, "/quiz start questions:2 seed:1 wait:0 pause:0")
    await answer(room, OMID)
    quiz_id = room.sitting.id
    await room.command(AMINA, "/quiz reveal")
    shown = room.wall.last
    for how in ("c0", "c1", "w", "s", "m"):
        assert said(await room.press(SARA, f"quiz:{quiz_id}:0:{how}")).startswith("Too late")
    assert room.wall.last is shown


@pytest.mark.parametrize(
    "token",
    [
        "",
        "quiz",
        "quiz:",
        "quiz:{id}",
        "quiz:{id}:",
        "quiz:{id}:0",
        "quiz:{id}:0:",
        "quiz:{id}:0:c9",
        "quiz:{id}:0:c",
        "quiz:{id}:0:c٣",
        "quiz:{id}:0:s99",
        "quiz:{id}:0:d",
        "quiz:{id}:0:x",
        "quiz:{id}:-1:c0",
        "quiz:{id}:9:c0",
        "quiz:{id}:0:c0:c0",
        "quiz:{id}:dance",
        "quiz:0123456789abcdef:0:c0",
        "quiz:0123456789abcdef:missed",
        "quiz:{id}:x:mine",
        "leaf:0:leaf:0:lookup:x",
        "leaf:x:lookup:river-accord",
        "leaf:999:lookup:river-accord",
        "lookup:nobody",
        "try:nothing:01:c0",
        "try:where-signed:99:c0",
        "try:where-signed:012:c7",
        "try:entry:nobody",
        "x" * 10_000,
    ],
)
async def test_a_stale_or_forged_token_is_answered_kindly(room: Class, token: str) -> None:
    await room.command(AMINA, "/quiz start questions:2 seed:1 wait:0")
    before = room.sitting.session
    reply = await room.press(OMID, token.replace("{id}", room.sitting.id), chosen=("0", "7"))
    assert said(reply) == "That button no longer leads anywhere. Please ask again."
    assert room.sitting.session == before


async def test_only_the_starter_or_a_moderator_conducts(room: Class) -> None:
    await room.command(AMINA, "/quiz start questions:3 seed:1 seconds:600 wait:0 pause:0")
    for line in ("/quiz skip", "/quiz reveal", "/quiz extend", "/quiz stop"):
        assert said(await room.command(OMID, line)).startswith("Only the one who started this quiz")
    deadline = room.sitting.session.deadline
    assert deadline is not None
    assert said(await room.command(AMINA, "/quiz extend seconds:60")) == "60 seconds more."
    assert room.sitting.session.deadline == deadline + 60
    assert said(await room.command(OMID, "/quiz skip", moderator=True)) == "Skipped."
    assert "was skipped" in room.wall.last.text
    assert said(await room.command(OMID, "/quiz stop", moderator=True)) == "The quiz is over."
    assert "Final table" in room.wall.last.text
    assert said(await room.command(OMID, "/quiz stop", moderator=True)).startswith("No quiz is open here")


async def test_a_stopped_question_can_no_longer_be_pressed(room: Class) -> None:
    await room.command(AMINA, "/quiz start questions:3 seed:1 seconds:600 wait:0")
    await room.command(AMINA, "/quiz stop")
    question, table = room.wall.messages.values()
    assert "was stopped before this question was closed" in question.text
    assert not question.buttons
    assert not question.selects
    assert "Nobody took part." in table.text


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"present": False}, "so it cannot run a quiz. Add it, or play in a direct message."),
        ({"present": False, "invite": "Type /invite."}, "so it cannot run a quiz. Type /invite."),
        (
            {"lacking": ("Send Messages in Threads",)},
            "grant Tarikh in this channel: Send Messages in Threads.",
        ),
        ({"settings": Settings(starters=Starters.MODERATORS)}, "moderators start quizzes"),
        ({"settings": Settings(channels=("elsewhere",))}, "not played in this channel"),
    ],
)
async def test_why_no_quiz_can_be_started(room: Class, more: dict[str, object], words: str) -> None:
    assert words in said(await room.command(OMID, "/quiz start", **more))
    assert not room.wall.messages


async def test_one_quiz_a_place(room: Class) -> None:
    await room.command(AMINA, "/quiz start wait:60")
    assert said(await room.command(OMID, "/quiz start")).startswith("A quiz is about to begin here")
    await room.label(AMINA, "Begin now")
    assert said(await room.command(OMID, "/quiz start")).startswith("A quiz is open here.")


async def test_a_quiz_that_is_stopped_before_it_began_is_called_off(room: Class) -> None:
    await room.command(AMINA, "/quiz start wait:60")
    await room.label(OMID, "Join")
    await room.command(AMINA, "/quiz stop")
    assert room.wall.texts == ["The quiz was called off."]


async def test_what_stands_open_is_shown_again_where_it_was_deleted(room: Class) -> None:
    await room.command(AMINA, "/quiz start wait:0 questions:1 pause:0")
    room.wall.messages.clear()
    room.wall.by_key.clear()
    assert "going on" in said(await room.command(OMID, "/quiz resume"))
    assert "Question 1 of 1" in room.wall.last.text
    await answer(room, OMID)
    await room.command(AMINA, "/quiz reveal")
    room.wall.messages.clear()
    await room.command(OMID, "/quiz resume")
    assert "Right" in room.wall.last.text


async def test_where_nothing_can_be_posted_everybody_who_conducts_is_told(room: Class) -> None:
    await room.command(AMINA, "/quiz start wait:0 questions:1")
    for line in ("/quiz resume", "/quiz extend", "/quiz stop"):
        told = said(await room.command(AMINA, line, lacking=("Send Messages",)))
        assert "please grant Tarikh in this channel: Send Messages." in told


async def restart(room: Class, store: Store, later: float = 0.0) -> Class:
    """The bot again on the same memory, as after a crash; `later` seconds after."""
    old = room.app
    await old.host.close()
    app = app_of(store, old.library, old.bank, old.index, room.wall)
    object.__setattr__(app, "host", Host(store, old.bank, old.library, lambda: clock.now() + later))
    app.host.serve("wall", room.wall)
    again = Class(app, room.wall)

    async def english(_: object) -> Texts:
        return texts("en")

    await app.host.reopen("wall", lambda _: True, english)
    await app.host.settle()
    return again


async def test_a_restart_goes_on_and_says_so(room: Class, store: Store) -> None:
    await room.command(AMINA, "/quiz start questions:2 seed:1 seconds:600 wait:0 pause:0")
    await answer(room, OMID)
    question = next(iter(room.wall.messages))
    again = await restart(room, store)
    assert room.wall.last.text == "Tarikh was restarted. The quiz goes on."
    assert (
        "1 have answered." in room.wall.messages[question].text
        or "1 has" in room.wall.messages[question].text
    )
    assert said(await answer(again, OMID)).startswith("You have answered this question already")
    await answer(again, AMINA)
    await again.command(AMINA, "/quiz reveal")
    assert "Right" in room.wall.messages[question].text  # the old message, edited
    quiz_id, said_before = again.sitting.id, len(room.wall.messages)
    again = await restart(again, store)
    # What waits for a press was not interrupted: nothing is said, and the press goes on.
    assert len(room.wall.messages) == said_before
    await again.press(AMINA, f"quiz:{quiz_id}:0:next")
    assert "Question 2 of 2" in room.wall.last.text
    await again.app.host.close()


async def test_a_restart_calls_to_join_again(room: Class, store: Store) -> None:
    await room.command(AMINA, "/quiz start questions:2 seed:1 wait:60")
    await room.label(OMID, "Join")
    again = await restart(room, store)
    assert "Joined: Nawid" in room.wall.texts[0]
    await again.press(AMINA, f"quiz:{again.sitting.id}:begin")
    assert "Question 1 of 2" in room.wall.last.text
    await again.app.host.close()


async def test_a_quiz_that_stood_still_for_long_is_closed(room: Class, store: Store) -> None:
    await room.command(AMINA, "/quiz start questions:2 seed:1 seconds:600 wait:0")
    await answer(room, OMID)
    again = await restart(room, store, later=STALE + 60)
    assert "Tarikh was away too long: this quiz ends here." in room.wall.texts
    assert "Final table" in room.wall.last.text
    assert await store.open_quiz("wall", "room") is None
    await again.app.host.close()


async def test_a_deleted_question_is_posted_anew(room: Class) -> None:
    await room.command(AMINA, "/quiz start questions:2 seed:1 wait:0 pause:0 seconds:600")
    await answer(room, OMID)
    del room.wall.messages[list(room.wall.messages)[-1]]
    await room.command(AMINA, "/quiz reveal")
    assert "Right" in room.wall.last.text


async def test_a_deleted_channel_closes_its_quiz(room: Class, store: Store) -> None:
    await room.command(AMINA, "/quiz start questions:2 seed:1 wait:0 pause:0")
    room.wall.fails = [PlaceGoneError()]
    await room.command(AMINA, "/quiz reveal")
    assert await store.open_quiz("wall", "room") is None
    assert room.app.host.sitting(ROOM) is None


async def test_a_channel_that_forbids_posts_interrupts_the_quiz(room: Class, store: Store) -> None:
    await room.command(AMINA, "/quiz start questions:2 seed:1 wait:0 pause:0")
    await answer(room, OMID)
    room.wall.fails = [NotAllowedError()]
    await room.command(AMINA, "/quiz reveal")
    assert room.app.host.sitting(ROOM) is None
    assert await store.open_quiz("wall", "room") is not None
    await room.command(AMINA, "/quiz resume")  # once it was granted
    assert "Right" in room.wall.last.text


async def test_a_platform_that_is_away_gets_what_it_missed(
    room: Class, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(speaking, "WAITS", (0.01,) * 5)
    await room.command(AMINA, "/quiz start questions:2 seed:1 wait:0 pause:0")
    await answer(room, OMID)
    room.wall.fails = [UnreachableError()] * 3
    await room.command(AMINA, "/quiz reveal")
    assert "Right" in room.wall.last.text
    assert len(room.wall.messages) == 1


async def test_what_a_platform_never_takes_is_not_tried_again_and_again(room: Class, store: Store) -> None:
    await room.command(AMINA, "/quiz start questions:2 seed:1 wait:0")
    tries = room.wall.fails = [UnacceptedError() for _ in range(5)]
    await room.command(AMINA, "/quiz reveal")
    assert len(tries) == 4
    tries.clear()
    assert await store.open_quiz("wall", "room") is not None
    await room.command(AMINA, "/quiz resume")
    assert "Right" in room.wall.last.text


async def test_being_removed_from_a_server_closes_its_quizzes(room: Class, store: Store) -> None:
    await room.command(AMINA, "/quiz start questions:2 seed:1 wait:0")
    await room.app.host.left("wall", "another")
    assert await store.open_quiz("wall", "room") is not None
    await room.app.host.left("wall", "school")
    assert await store.open_quiz("wall", "room") is None


@pytest.mark.parametrize("server", ["", "school"])
async def test_alone_an_answer_is_judged_at_once(room: Class, server: str) -> None:
    await room.command(AMINA, "/quiz start questions:2 seed:1", server=server, alone=True)
    assert await answer(room, AMINA) == ()
    assert "100 points" in room.wall.last.text
    assert [button.label for button in room.wall.last.buttons] == ["Next question"]


async def test_who_has_a_device_plays_for_themselves(room: Class) -> None:
    assert "at one keyboard" in said(await room.command(AMINA, "/quiz start players:Zia,Omid"))
    alone = await room.command(AMINA, "/quiz start players:Zia,Omid", alone=True)
    assert "at one keyboard" in said(alone)
    assert "Your quiz is on" in said(await room.command(AMINA, "/quiz start seed:1"))


async def test_practice_asks_and_tells_at_once(room: Class) -> None:
    asked = message(await room.press(SARA, "try:entry:river-accord"))
    assert asked.private
    seen = set()
    for _ in range(12):
        assert "A question for you" in asked.text
        seen.add(asked.text)
        tokens = [button.token for button in asked.buttons] + [select.token for select in asked.selects]
        reply = await room.press(SARA, tokens[0], chosen=("0",))
        while isinstance(reply, Form) or any(mark in reply[0].text for mark in ("Press what", "Is that")):
            if isinstance(reply, Form):
                reply = await room.press(SARA, reply.token, values={reply.fields[0].name: "1993"})
            else:
                reply = await room.press(SARA, reply[0].buttons[0].token)
        assert "Right answer" in reply[0].text or "Right order" in reply[0].text
        asked = message(await room.label(SARA, "Another question", of=reply[-1]))
        assert asked.replaces
    assert len(seen) > 2


async def test_a_reveal_opens_the_thread_of_its_question_once(
    store: Store, sample: Library, sample_bank: Bank, sample_index: Index
) -> None:
    wall = Wall(threads=True)
    room = Class(app_of(store, sample, sample_bank, sample_index, wall), wall)
    await room.command(AMINA, "/quiz start questions:2 seed:1 seconds:600 wait:0 pause:0")
    await room.command(AMINA, "/quiz reveal")
    question, thread = wall.messages
    assert wall.under == {thread: question}
    assert wall.messages[thread].text == "Discuss question 1 here."
    assert not wall.messages[thread].buttons
    assert any("Next question" in button.label for button in wall.messages[question].buttons)
    restarted = Class(app_of(store, sample, sample_bank, sample_index, wall), wall)
    assert wall.doubted == []
    sitting = await restarted.app.host.recall(ROOM, texts("en"))
    assert sitting is not None
    await restarted.app.host.resume(sitting)
    await restarted.app.host.settle()
    assert list(wall.messages) == [question, thread]
    await room.app.host.close()
    await restarted.app.host.close()


async def test_only_what_an_earlier_process_may_have_posted_is_doubted(
    store: Store, sample: Library, sample_bank: Bank, sample_index: Index
) -> None:
    wall = Wall()
    room = Class(app_of(store, sample, sample_bank, sample_index, wall), wall)
    await room.command(AMINA, "/quiz start questions:2 seed:1 seconds:600 wait:0 pause:0")
    quiz = room.sitting.id
    await room.app.host.close()
    restarted = Class(app_of(store, sample, sample_bank, sample_index, wall), wall)

    async def english(_: object) -> Texts:
        return texts("en")

    assert await restarted.app.host.reopen("wall", lambda _: True, english) == 1
    await restarted.app.host.settle()
    assert wall.doubted == [f"{quiz}:note"]  # the question is known to be there
    await restarted.command(AMINA, "/quiz skip")
    await restarted.label(AMINA, "Next question", of=wall.messages["1"])
    await restarted.command(AMINA, "/quiz stop")
    assert wall.doubted == [f"{quiz}:note"]
    assert all(len(key) <= 25 for key in wall.by_key)
    await restarted.app.host.close()
