"""Several processes share quizzes: whatever becomes of them, each has one voice and loses nothing."""

from __future__ import annotations

import asyncio
import random
from typing import TYPE_CHECKING

import pytest

from bot import table
from bot.address import database_url
from bot.message import Person
from quizzes import exchange
from quizzes.effects import Accepted, Reason, Refused
from quizzes.moves import Next, Skip, Stop, TimeUp
from tests.bot.room import AMINA, OMID, ROOM, SARA
from tests.bot.several import SAY, School, Slate, answer_of, one_voice_at_a_time

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from bot.address import DatabaseUrl
    from content.library import Library
    from quizzes.banks import Bank

CLASS = tuple(Person(f"p{number}", f"Player {number}") for number in range(12))
LONG = 60.0  # a lease that no slow machine lets run out
TABLE = "Final table"
RESTARTED = "Tarikh was restarted. The quiz goes on."


@pytest.fixture
async def school(url: DatabaseUrl, sample: Library, sample_bank: Bank) -> AsyncIterator[School]:
    async with School(url, sample, sample_bank, Slate(), LONG) as school:
        for _ in range(3):
            await school.process()
        yield school


Confirmed = set[tuple[str, int]]  # who was told that an answer to which question counts


async def press(
    school: School, chance: random.Random, person: Person, number: int, confirmed: Confirmed
) -> None:
    """Press until something is told, each time at any process that lives, as a load balancer chooses."""
    while TABLE not in school.slate.titles():
        process = chance.choice(school.living)
        effects = await process.alive(process.move(answer_of(person, number)))
        if effects is None:
            continue
        if Accepted(person.id, number) in effects:
            confirmed.add((person.id, number))
        else:
            refused = effects[0]
            assert isinstance(refused, Refused)
            assert refused.reason in {Reason.ALREADY_ANSWERED, Reason.LATE, Reason.FINISHED}
        return


async def play(school: School, chance: random.Random, players: tuple[Person, ...], count: int) -> Confirmed:
    """Have everybody answer each question as soon as they see it."""
    confirmed: Confirmed = set()
    for number in range(count):
        await school.slate.says(f"Question {number + 1} of {count}")
        order = list(players)
        chance.shuffle(order)
        async with asyncio.TaskGroup() as group:
            for person in order:
                group.create_task(press(school, chance, person, number, confirmed))
    await school.slate.says(TABLE)
    return confirmed


@pytest.mark.parametrize("seed", range(3))
async def test_a_class_that_presses_at_several_processes_sees_everything_once(
    school: School, seed: int
) -> None:
    owner, *_ = school.processes
    await school.begin(owner, CLASS, count=3)
    quiz = await owner.store.open_quiz(ROOM.platform, ROOM.id)
    assert quiz is not None
    confirmed = await play(school, random.Random(seed), CLASS, 3)
    titles = school.slate.titles()
    assert titles == [*(f"Question {n} of 3" for n in (1, 2, 3)), TABLE]
    assert {name for name, _ in school.slate.said} == {owner.name}
    answers = await school.answers(owner.store, quiz.id)
    everything = [(person.id, number) for person in CLASS for number in range(3)]
    assert sorted((each.player, each.number) for each in answers) == sorted(everything)
    assert confirmed == set(everything)


async def killed_after(
    steps: int, url: DatabaseUrl, library: Library, bank: Bank, players: tuple[Person, ...]
) -> bool:
    """Play a quiz whose first process is killed after so many steps; whether it was over before that."""
    slate = Slate()
    async with School(url, library, bank, slate, 1.5) as school:
        doomed, other = await school.process(), await school.process()
        await other.reopen()
        doomed.life.left = steps
        await doomed.alive(school.begin(doomed, players, seconds=5.0))
        quiz = await other.store.open_quiz(ROOM.platform, ROOM.id)
        if quiz is None:
            assert slate.texts == []  # it died before anything was saved
            return False
        confirmed = await play(school, random.Random(steps), players, 2)
        async with asyncio.timeout(20):
            while await other.store.open_quiz(ROOM.platform, ROOM.id) is not None:
                await asyncio.sleep(0.02)
        titles = [title for title in slate.titles() if title != RESTARTED]
        assert titles == ["Question 1 of 2", "Question 2 of 2", TABLE], (steps, slate.said)
        assert slate.titles().count(RESTARTED) <= 1
        assert one_voice_at_a_time(slate.said)
        assert all("Right" in text for text in slate.texts if text.startswith("Question"))
        answers = [(each.player, each.number) for each in await school.answers(other.store, quiz.id)]
        assert len(answers) == len(set(answers))
        assert confirmed <= set(answers)
        return not doomed.life.dead.is_set()


async def test_a_process_killed_at_any_step_is_replaced_and_nothing_is_lost_or_said_twice(
    tmp_path: Path, sample: Library, sample_bank: Bank
) -> None:
    enough, over = asyncio.Semaphore(6), set[int]()

    async def one(steps: int) -> None:
        async with enough:
            url = database_url(f"sqlite:///{tmp_path}/killed{steps}.sqlite3")
            if await killed_after(steps, url, sample, sample_bank, (AMINA, OMID, SARA)):
                over.add(steps)

    async with asyncio.TaskGroup() as group:
        for steps in range(64):
            group.create_task(one(steps))
    assert over, "the last ones are killed after the end: every step of the quiz was one to die at"


async def test_a_process_that_lost_its_database_is_silent_before_another_speaks(
    tmp_path: Path, sample: Library, sample_bank: Bank
) -> None:
    slate = Slate()
    url = database_url(f"sqlite:///{tmp_path}/cut.sqlite3")
    async with School(url, sample, sample_bank, slate, 1.5) as school:
        cut, other = await school.process(), await school.process()
        await other.reopen()
        await school.begin(cut, (AMINA, OMID), seconds=600.0)
        await slate.says("Question 1 of 2")
        cut.life.cut = True
        await slate.says(RESTARTED)
        await other.move(answer_of(AMINA, 0))
        await other.move(answer_of(OMID, 0))
        await slate.says("Question 2 of 2")
        cut.life.cut = False
        await cut.move(answer_of(AMINA, 1))
        assert cut.host.sitting(ROOM) is None
        await other.move(answer_of(OMID, 1))
        await slate.says(TABLE)
        assert one_voice_at_a_time(slate.said)
        assert slate.titles() == ["Question 1 of 2", RESTARTED, "Question 2 of 2", TABLE]


async def test_the_time_is_up_once(school: School) -> None:
    owner, *_ = school.processes
    await school.begin(owner, (AMINA,), seconds=0.3)
    quiz = await owner.store.open_quiz(ROOM.platform, ROOM.id)
    assert quiz is not None
    await school.slate.says(TABLE)
    moves = [exchange.read_move(text) for text in await owner.store.moves(quiz.id)]
    assert [move.number for move in moves if isinstance(move, TimeUp)] == [0, 1]
    assert school.slate.titles() == ["Question 1 of 2", "Question 2 of 2", TABLE]


async def test_a_process_that_leaves_frees_its_quizzes_at_once(school: School) -> None:
    first, second, third = school.processes
    await school.begin(first, (AMINA, OMID))
    await first.host.settle()
    assert await second.reopen() == 0  # it has a process
    await first.host.close()
    assert await second.reopen() == 1
    assert await third.reopen() == 0
    await second.host.settle()
    assert school.slate.titles() == ["Question 1 of 2", RESTARTED]


async def test_who_leads_a_quiz_may_press_at_any_process(school: School) -> None:
    owner, other, _ = school.processes
    await school.begin(owner, (AMINA, OMID), pause=0.0)
    assert not isinstance((await other.move(Skip("a", 0.0)) or ())[0], Refused)
    await school.slate.says("This question was skipped")
    await other.move(Next(0.0, 0))
    await school.slate.says("Question 2 of 2")
    sitting = await other.host.recall(ROOM, SAY)
    assert sitting is not None
    assert sitting.running
    assert await other.move(Stop("a", 0.0)) is not None
    await school.begin(other, (AMINA,))  # at once, whether the table was said or not
    await school.slate.says(TABLE)
    assert school.slate.titles().count(TABLE) == 1
    assert await other.host.known(sitting.id, ROOM)
    past = await other.host.past(sitting.id, ROOM)
    assert past is not None
    assert len(past.reveals) == 1


async def test_what_stands_open_is_shown_again_by_the_one_that_speaks(school: School) -> None:
    owner, other, _ = school.processes
    await school.begin(owner, (AMINA, OMID))
    await school.slate.says("Question 1 of 2")
    await owner.host.settle()
    school.slate.messages.clear()  # somebody deleted it
    sitting = await other.host.recall(ROOM, SAY)
    assert sitting is not None
    other.host.show(sitting)
    await school.slate.says("Question 1 of 2")
    assert {name for name, _ in school.slate.said} == {owner.name}


async def test_a_channel_that_is_gone_ends_its_quiz_wherever_it_is_played(school: School) -> None:
    owner, other, _ = school.processes
    await school.begin(owner, (AMINA, OMID))
    await other.host.gone(ROOM)
    async with asyncio.timeout(20):
        while owner.host.sitting(ROOM) is not None:
            await asyncio.sleep(0.02)
    assert await other.move(answer_of(OMID, 0)) is None


async def test_a_quiz_that_waits_for_a_press_is_left_alone_and_taken_up_by_it(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(table, "_REST", 0.0)
    owner, other, _ = school.processes
    await school.begin(owner, (AMINA, OMID), seconds=0.0, pause=0.0)
    await owner.host.settle()
    await owner.host._keeper.look()  # noqa: SLF001 -- as it does every few seconds
    assert owner.host.sitting(ROOM) is None
    assert await other.reopen() == 1  # it is looked at, and nothing is said
    quiz = await other.store.open_quiz(ROOM.platform, ROOM.id)
    assert quiz is not None
    assert quiz.owner is None
    for person in (AMINA, OMID):
        effects = await other.move(answer_of(person, 0))
        assert effects is not None
        assert Accepted(person.id, 0) in effects
    await other.host.settle()
    assert "Right" in school.slate.texts[0]
    assert school.slate.titles() == ["Question 1 of 2"]
    assert school.slate.said[-1][0] == other.name


async def test_quizzes_that_are_not_shared_know_no_voices(
    tmp_path: Path, sample: Library, sample_bank: Bank
) -> None:
    url = database_url(f"sqlite:///{tmp_path}/alone.sqlite3")
    async with School(url, sample, sample_bank, Slate(), LONG) as school:
        alone = await school.process()
        alone.host.serve(ROOM.platform, school.slate)
        await school.begin(alone, (AMINA,))
        await alone.host.settle()
        quiz = await alone.store.open_quiz(ROOM.platform, ROOM.id)
        assert quiz is not None
        assert quiz.owner is None
        assert school.slate.titles() == ["Question 1 of 2"]
