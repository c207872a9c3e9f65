"""Quizzes in play: saved before they are spoken of, shared between processes, rebuilt after a restart."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from bot import clock, migrating
from bot.address import database_url
from bot.backend import DatabaseError
from bot.database import open_database
from bot.host import Host, HostError
from bot.message import Message, Person, Place, Posted
from bot.store import NewQuiz, Store
from bot.texts import texts
from quizzes import exchange
from quizzes.draw import draw
from quizzes.effects import Accepted, Reason, Refused
from quizzes.model import Chosen, Written
from quizzes.moves import Answer, Extend, Skip, Stop
from quizzes.session import Phase, Setup

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from bot.address import DatabaseUrl
    from content.library import Library
    from quizzes.banks import Bank

PLACE = Place("test", "room")
AMINA, OMID = Person("amina", "Amina"), Person("omid", "Omid")
SAY = texts("en")


class Wall:
    """A platform of one keyboard that keeps what is posted."""

    presses = False

    def __init__(self) -> None:
        self.said: list[str] = []
        self.heard = asyncio.Event()

    async def post(
        self, place: Place, message: Message, key: str = "", *, under: str = "", doubted: bool = False
    ) -> Posted:
        del key, under, doubted
        self.said.append(message.text)
        self.heard.set()
        return Posted(place, str(len(self.said)))

    async def edit(self, posted: Posted, message: Message) -> None:
        await self.post(posted.place, message)

    async def discuss(self, posted: Posted, name: str, message: Message) -> None:
        del name
        await self.post(posted.place, message)

    async def pin(self, posted: Posted, *, instead_of: str = "") -> None:
        del posted, instead_of

    async def address(self, posted: Posted, server: str) -> str:
        del posted, server
        return ""

    async def write_to(
        self, person: str, server: str, message: Message, key: str = "", *, doubted: bool = False
    ) -> None:
        del server
        await self.post(Place(PLACE.platform, person), message, key, doubted=doubted)

    def threads(self, place: Place) -> bool:
        del place
        return False

    def spare(self, place: Place) -> float:
        del place
        return 0.0

    async def until(self, words: str) -> None:
        async with asyncio.timeout(20):
            while not any(words in said for said in self.said):
                self.heard.clear()
                await self.heard.wait()


class Stopped:
    """A clock that stands still."""

    def __call__(self) -> float:
        return 1_000_000.0


@pytest.fixture
def url(tmp_path: Path) -> DatabaseUrl:
    return database_url(f"sqlite:///{tmp_path}/host.sqlite3")


@pytest.fixture
async def store(url: DatabaseUrl) -> AsyncIterator[Store]:
    async with await open_database(url) as database:
        await migrating.migrate(database, 0.0)
        yield Store(database)


def setup(bank: Bank, *, seconds: float | None = None, in_turn: bool = False, count: int = 2) -> Setup:
    drawn = draw(bank, seed=5, count=count)
    return Setup(5, drawn, seconds, in_turn, "amina")


def host_of(store: Store, bank: Bank, library: Library, time: Stopped, wall: Wall) -> Host:
    host = Host(store, bank, library, time)
    host.serve(PLACE.platform, wall)
    return host


async def test_a_whole_quiz(store: Store, sample: Library, sample_bank: Bank) -> None:
    time, wall = Stopped(), Wall()
    host = host_of(store, sample_bank, sample, time, wall)
    assert await host.begin(PLACE, SAY, setup(sample_bank), (AMINA,))
    assert not await host.begin(PLACE, SAY, setup(sample_bank), (AMINA,))
    sitting = host.sitting(PLACE)
    assert sitting is not None
    effects = await host.move(sitting, Answer("amina", 0, Chosen((0, 1, 2)), time()))
    assert effects[0] == Accepted("amina", 0)
    assert await host.move(sitting, Answer("amina", 0, Chosen((0,)), time())) == (
        Refused("amina", Reason.LATE),
    )
    await host.next(sitting)
    await host.move(sitting, Skip("amina", time()))
    await host.next(sitting)
    await host.settle()
    assert [said.split("\n")[0].split(" ·")[0] for said in wall.said] == [
        "Question 1 of 2",
        "Right order: The flood; The accord; The bridge",
        "Question 2 of 2",
        "Right answer: True",
        "Final table",
    ]
    assert host.sitting(PLACE) is None
    assert await store.open_quiz("test", "room") is None
    assert await host.seen(PLACE) == {drawn.question for drawn in setup(sample_bank).drawn}


async def test_more_time_given_by_another_process_is_waited_for(
    url: DatabaseUrl, store: Store, sample: Library, sample_bank: Bank
) -> None:
    here, there = Wall(), Wall()
    one = Host(store, sample_bank, sample, clock.now)
    one.serve(PLACE.platform, here)
    await one.begin(PLACE, SAY, setup(sample_bank, seconds=0.5), (AMINA,))
    async with await open_database(url) as database:
        other = Host(Store(database), sample_bank, sample, clock.now)
        other.serve(PLACE.platform, there)
        second = await other.recall(PLACE, SAY)
        assert second is not None
        await other.move(second, Extend("amina", 1.0, clock.now()))
        await other.settle()
        assert there.said == ["More time for this question."]
        extended = second.session.deadline
        assert extended is not None
        await other.close()  # and with it, its clock
    await here.until("Right order")
    assert clock.now() >= extended
    await one.close()


async def test_a_clock_rings_for_each_turn(store: Store, sample: Library, sample_bank: Bank) -> None:
    wall = Wall()
    host = Host(store, sample_bank, sample, clock.now)
    host.serve(PLACE.platform, wall)
    await host.begin(PLACE, SAY, setup(sample_bank, seconds=0.1, in_turn=True), (AMINA, OMID))
    await wall.until("Right order")
    assert [said for said in wall.said if "your turn" in said] == [
        "Amina, it is your turn.",
        "Omid, it is your turn.",
    ]
    await host.close()


async def test_a_platform_that_is_left_leaves_the_others_quizzes_alone(
    store: Store, sample: Library, sample_bank: Bank
) -> None:
    here, there = Wall(), Wall()
    host = Host(store, sample_bank, sample, clock.now)
    host.serve(PLACE.platform, here)
    host.serve("other", there)
    other = Place("other", "room")
    await host.begin(PLACE, SAY, setup(sample_bank, seconds=0.1), (AMINA,))
    await host.begin(other, SAY, setup(sample_bank, seconds=0.3), (AMINA,))
    await host.settle()
    said = list(here.said)
    await host.leave(PLACE.platform)
    assert host.sitting(PLACE) is None
    await there.until("Right order")  # its clock goes on
    assert here.said == said
    assert host.sitting(other) is not None
    await host.leave("other")
    assert host.sitting(other) is None


async def test_two_processes_play_the_same_quiz(
    url: DatabaseUrl, store: Store, sample: Library, sample_bank: Bank
) -> None:
    time, here, there = Stopped(), Wall(), Wall()
    one = host_of(store, sample_bank, sample, time, here)
    await one.begin(PLACE, SAY, setup(sample_bank), (AMINA, OMID))
    first = one.sitting(PLACE)
    assert first is not None
    async with await open_database(url) as database:
        other = host_of(Store(database), sample_bank, sample, time, there)
        second = await other.recall(PLACE, SAY)
        assert second is not None
        assert second.session == first.session
        await asyncio.gather(
            one.move(first, Answer("amina", 0, Chosen((0, 1, 2)), time())),
            other.move(second, Answer("omid", 0, Chosen((2, 1, 0)), time())),
        )
        # Whoever came second took in the other's answer before its own was saved.
        moves = [exchange.read_move(text) for text in await store.moves(first.id)]
        answered = [move.player for move in moves if isinstance(move, Answer)]
        assert sorted(answered) == ["amina", "omid"]
        revealed = [each for each in (first, second) if each.session.phase is Phase.REVEALED]
        assert len(revealed) == 1
        await other.close()
    await one.close()


async def test_a_restart_goes_on_where_it_was(store: Store, sample: Library, sample_bank: Bank) -> None:
    time, wall = Stopped(), Wall()
    before = host_of(store, sample_bank, sample, time, wall)
    await before.begin(PLACE, SAY, setup(sample_bank, in_turn=True), (AMINA, OMID))
    sitting = before.sitting(PLACE)
    assert sitting is not None
    await before.move(sitting, Answer("amina", 0, Chosen((0, 1, 2)), time()))
    await before.settle()
    wall.said.clear()
    after = host_of(store, sample_bank, sample, time, wall)
    recalled = await after.recall(PLACE, SAY)
    assert recalled is not None
    assert recalled.session == sitting.session
    assert after.sitting(PLACE) is None  # not before somebody resumes it
    await after.resume(recalled)
    assert after.sitting(PLACE) is recalled
    await after.settle()
    assert [said.split("\n")[0].split(" ·")[0] for said in wall.said] == [
        "Question 1 of 2",
        "Omid, it is your turn.",
    ]
    await after.move(recalled, Stop("amina", time()))
    assert await after.recall(PLACE, SAY) is None


async def test_a_quiz_that_was_saved_but_not_begun_is_begun(
    store: Store, sample: Library, sample_bank: Bank
) -> None:
    time, wall = Stopped(), Wall()
    text = exchange.write_setup(setup(sample_bank))
    await store.create_quiz(NewQuiz("q1", "test", "room", "sample", text, time()))
    host = host_of(store, sample_bank, sample, time, wall)
    recalled = await host.recall(PLACE, SAY)
    assert recalled is not None
    await host.resume(recalled)
    await host.settle()
    assert wall.said[0].startswith("Question 1 of 2")


@pytest.mark.parametrize("broken", ["{", "drawn"])
async def test_a_quiz_whose_questions_are_gone_is_closed(
    broken: str, store: Store, sample: Library, sample_bank: Bank
) -> None:
    time, wall = Stopped(), Wall()
    text = exchange.write_setup(setup(sample_bank))
    text = text.replace("amina-north", "withdrawn") if broken == "drawn" else broken
    await store.create_quiz(NewQuiz("q1", "test", "room", "sample", text, time()))
    host = host_of(store, sample_bank, sample, time, wall)
    with pytest.raises(HostError, match="questions have changed"):
        await host.recall(PLACE, SAY)
    assert await host.recall(PLACE, SAY) is None


async def test_what_cannot_be_saved_is_said_and_changes_nothing(
    url: DatabaseUrl, store: Store, sample: Library, sample_bank: Bank
) -> None:
    wall = Wall()
    async with await open_database(url) as database:
        host = Host(Store(database), sample_bank, sample, clock.now)
        host.serve(PLACE.platform, wall)
        await host.begin(PLACE, SAY, setup(sample_bank, seconds=0.3), (AMINA,))
        sitting = host.sitting(PLACE)
        assert sitting is not None
        before = sitting.session
    with pytest.raises(DatabaseError):
        await host.move(sitting, Answer("amina", 0, Chosen((0, 1, 2)), clock.now()))
    assert sitting.session == before
    await wall.until("My memory does not answer just now.")
    assert sitting.session == before
    await host.close()
    assert len(await store.moves(sitting.id)) == 2  # the joining and the start


async def test_an_answer_in_words_to_a_choice_is_just_wrong(
    store: Store, sample: Library, sample_bank: Bank
) -> None:
    time, wall = Stopped(), Wall()
    host = host_of(store, sample_bank, sample, time, wall)
    await host.begin(PLACE, SAY, setup(sample_bank), (AMINA,))
    sitting = host.sitting(PLACE)
    assert sitting is not None
    await host.move(sitting, Answer("amina", 0, Written("nonsense"), time()))
    assert sitting.session.table.rows[0].points == 0
