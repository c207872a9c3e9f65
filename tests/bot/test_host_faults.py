"""What fails while quizzes are played, and is made good: saving, saying late, counting, ending elsewhere.

The database is a real file, which another process may keep locked; what a test wants to happen between two
writes happens right after a commit.
"""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from itertools import permutations
from random import Random
from typing import TYPE_CHECKING, TypeVar

import pytest

from bot import clock, migrating, refreshing, timing
from bot.address import database_url
from bot.answers import Entered, controls, take
from bot.app import App
from bot.backend import DatabaseError, Trouble
from bot.config import Config
from bot.dailies import Daily
from bot.database import Database
from bot.host import Host
from bot.keeping import FORSAKEN, STALE
from bot.message import Message, Place, Posted
from bot.preferences import Preferences, Settings
from bot.refreshing import Refresher
from bot.sqlite import open_sqlite
from bot.store import Store
from bot.texts import texts
from quizzes import exchange
from quizzes.draw import draw
from quizzes.effects import Reason, Refused
from quizzes.model import Chosen, Order, Pairs
from quizzes.moves import Answer, Stop, TimeUp
from quizzes.session import Phase, Setup
from quizzes.shown import Drawn, shown_order
from tests.bot.room import AMINA, OMID, ROOM, SARA, Class, Wall, answer, said

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable
    from pathlib import Path
    from typing import TypeAlias

    from bot.backend import Backend, Dialect, Statements
    from bot.texts import Texts
    from content.library import Library
    from content.search import Index
    from quizzes.banks import Bank
    from quizzes.model import Question

T = TypeVar("T")
SAY = texts("en")
OTHER = Place("wall", "other")
START = "/quiz start questions:2 seed:1 wait:0 pause:0 seconds:"
RESTARTED = "Tarikh was restarted. The quiz goes on."


class Watched:
    """A real database. What stands in `then` happens right after its next commits, one each.

    While it is `away`, it does not answer.
    """

    def __init__(self, real: Backend) -> None:
        self._real = real
        self.then: list[Callable[[], None]] = []
        self.away = False

    @property
    def dialect(self) -> Dialect:
        return self._real.dialect

    @property
    def shown(self) -> str:
        return self._real.shown

    async def transact(self, work: Callable[[Statements], Awaitable[T]]) -> T:
        self._check()
        result = await self._real.transact(work)
        if self.then:
            self.then.pop(0)()
        return result

    async def read(self, work: Callable[[Statements], Awaitable[T]]) -> T:
        self._check()
        return await self._real.read(work)

    def _check(self) -> None:
        if self.away:
            raise DatabaseError(Trouble.UNREACHABLE, "It does not answer.")

    async def close(self) -> None:
        await self._real.close()


class Memory:
    """A store on a file, which another process may keep for itself."""

    def __init__(self, watched: Watched, other: sqlite3.Connection) -> None:
        self.watched = watched
        self.store = Store(Database(watched))
        self._other = other

    def lock(self) -> None:
        self._other.execute("BEGIN EXCLUSIVE")

    def free(self) -> None:
        self._other.execute("ROLLBACK")

    async def ended(self) -> None:
        """Wait until no quiz is open in the room."""
        async with asyncio.timeout(10):
            while await self.store.open_quiz("wall", "room") is not None:
                await asyncio.sleep(0.02)


class Time:
    """The time, and how many seconds a test has gone ahead of it."""

    def __init__(self) -> None:
        self.later = 0.0

    def __call__(self) -> float:
        return clock.now() + self.later


class Way:
    """The way to a wall, on which something may happen to a post (by its key) or to an edit."""

    presses = True

    def __init__(
        self,
        wall: Wall,
        *,
        posting: Callable[[str], None] | None = None,
        editing: Callable[[Posted, Message], Awaitable[None]] | None = None,
    ) -> None:
        self._wall = wall
        self._posting = posting
        self._editing = editing

    async def post(
        self, place: Place, message: Message, key: str = "", *, under: str = "", doubted: bool = False
    ) -> Posted:
        if self._posting is not None:
            self._posting(key)
        return await self._wall.post(place, message, key, under=under, doubted=doubted)

    async def edit(self, posted: Posted, message: Message) -> None:
        if self._editing is not None:
            await self._editing(posted, message)
        await self._wall.edit(posted, message)

    async def discuss(self, posted: Posted, name: str, message: Message) -> None:
        await self._wall.discuss(posted, name, message)

    async def pin(self, posted: Posted, *, instead_of: str = "") -> None:
        await self._wall.pin(posted, instead_of=instead_of)

    async def address(self, posted: Posted, server: str) -> str:
        return await self._wall.address(posted, server)

    async def write_to(
        self, person: str, server: str, message: Message, key: str = "", *, doubted: bool = False
    ) -> None:
        await self._wall.write_to(person, server, message, key, doubted=doubted)

    def threads(self, place: Place) -> bool:
        del place
        return False

    def spare(self, place: Place) -> float:
        return self._wall.spare(place)


@pytest.fixture
async def memory(tmp_path: Path) -> AsyncIterator[Memory]:
    path = tmp_path / "faults.sqlite3"
    watched = Watched(await open_sqlite(path, 0.1))
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        memory = Memory(watched, other)
        async with memory.store.database as database:
            await migrating.migrate(database, 0.0)
            yield memory


@pytest.fixture
def time() -> Time:
    return Time()


# Of a wall: the bot once more on the same memory, as another process or after a restart.
Again: TypeAlias = "Callable[[Wall], Class]"


@pytest.fixture
async def again(
    memory: Memory, time: Time, sample: Library, sample_bank: Bank, sample_index: Index
) -> AsyncIterator[Again]:
    hosts: list[Host] = []

    def make(wall: Wall) -> Class:
        config = Config(database_url("sqlite:///unused"))
        host = Host(memory.store, sample_bank, sample, time)
        hosts.append(host)
        host.serve("wall", wall)
        preferences = Preferences(memory.store, Settings(), time)
        return Class(
            App(
                config,
                sample,
                sample_index,
                sample_bank,
                host,
                preferences,
                time,
                Daily.on(memory.store.database),
            ),
            wall,
        )

    yield make
    for host in hosts:
        await host.close()


@pytest.fixture
def room(again: Again) -> Class:
    return again(Wall())


async def reopen(room: Class) -> int:
    async def english(_: object) -> Texts:
        return SAY

    try:
        return await room.app.host.reopen("wall", lambda _: True, english)
    finally:
        await room.app.host.settle()


def rings_at_its_deadline(room: Class) -> bool:
    sitting = room.sitting
    return sitting.session.deadline is not None and sitting.alarm.moment == sitting.session.deadline


async def test_a_quiz_whose_end_could_not_be_saved_frees_its_channel_later(
    room: Class, memory: Memory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timing, "AGAIN", 0.2)
    await room.command(AMINA, START + "600")
    memory.watched.then.append(memory.lock)  # the move is saved, that it is closed is not
    assert said(await room.command(AMINA, "/quiz stop")) == "The quiz is over."
    assert "Final table" in room.wall.last.text
    await asyncio.sleep(0.6)  # it is tried again, in vain
    assert await memory.store.open_quiz("wall", "room") is not None
    memory.free()
    await memory.ended()
    assert "Your quiz is on" in said(await room.command(AMINA, START + "600"))


async def test_what_was_still_being_said_does_not_keep_a_channel_from_being_freed(
    room: Class, memory: Memory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timing, "AGAIN", 0.2)
    begun, goes_on = asyncio.Event(), asyncio.Event()

    async def editing(_posted: Posted, _message: Message) -> None:
        begun.set()
        await goes_on.wait()

    room.app.host.serve("wall", Way(room.wall, editing=editing))
    await room.command(AMINA, START + "600")
    reveal = asyncio.create_task(room.command(AMINA, "/quiz reveal"))
    await begun.wait()
    memory.watched.then.append(memory.lock)
    await room.app.host.move(room.sitting, Stop("a", room.app.now()))
    goes_on.set()
    await reveal
    assert "Final table" in room.wall.last.text
    memory.free()
    await memory.ended()


@pytest.mark.parametrize("later", [0.0, STALE + 60], ids=["at once", "after long"])
async def test_a_quiz_whose_end_could_not_be_saved_frees_its_channel_at_a_restart(
    room: Class, memory: Memory, again: Again, time: Time, later: float
) -> None:
    await room.command(AMINA, START + "600")
    memory.watched.then.append(memory.lock)
    await room.command(AMINA, "/quiz stop")
    await room.app.host.close()
    memory.free()
    time.later = later
    restarted = again(room.wall)
    await reopen(restarted)
    assert await memory.store.open_quiz("wall", "room") is None
    assert sum("Final table" in text for text in room.wall.texts) == 1
    assert not any(RESTARTED in text or "away too long" in text for text in room.wall.texts)
    assert "Your quiz is on" in said(await restarted.command(AMINA, START + "600"))


async def test_a_quiz_whose_start_could_not_be_saved_is_begun_by_resuming(
    room: Class, memory: Memory
) -> None:
    memory.watched.then.append(memory.lock)  # the quiz is saved, its start is not
    with pytest.raises(DatabaseError):
        await room.command(AMINA, START + "600")
    memory.free()
    assert "A quiz is open here" in said(await room.command(AMINA, "/quiz start"))
    assert said(await room.command(AMINA, "/quiz resume")) == "The quiz goes on."
    assert "Question 1 of 2" in room.wall.last.text
    assert rings_at_its_deadline(room)


async def test_a_quiz_that_could_not_be_taken_up_is_taken_up_the_next_time(
    room: Class, memory: Memory, again: Again
) -> None:
    await room.command(AMINA, START + "600")
    await room.app.host.close()
    restarted = again(room.wall)
    memory.lock()
    with pytest.raises(DatabaseError):
        await reopen(restarted)
    memory.free()
    room.wall.by_key.clear()  # a platform knows them for some minutes only
    assert await reopen(restarted) == 1
    assert rings_at_its_deadline(restarted)
    assert room.wall.texts.count(RESTARTED) == 1
    assert await reopen(restarted) == 0


async def test_a_late_question_whose_extension_could_not_be_saved_still_closes(
    room: Class, memory: Memory, time: Time
) -> None:
    def posting(key: str) -> None:
        if key.endswith(":q0"):
            time.later += 3
            memory.lock()

    room.app.host.serve("wall", Way(room.wall, posting=posting))
    await room.command(AMINA, START + "5")
    memory.free()
    assert rings_at_its_deadline(room)
    await room.wall.says("Right")


@pytest.mark.parametrize("away", [False, True], ids=["it can be read", "it cannot be read for a while"])
async def test_a_clock_whose_commit_is_uncertain_reveals_all_the_same(
    room: Class, memory: Memory, monkeypatch: pytest.MonkeyPatch, away: bool
) -> None:
    monkeypatch.setattr(timing, "AGAIN", 0.1)

    def break_off() -> None:
        memory.watched.away = away
        raise DatabaseError(Trouble.UNCERTAIN, "The connection broke in a commit.")

    await room.command(AMINA, START.replace("pause:0", "pause:5") + "1")
    memory.watched.then.append(break_off)
    if away:
        await room.wall.says("My memory does not answer just now.")
        memory.watched.away = False
    await room.wall.says("Right")
    assert not memory.watched.then
    await room.app.host.settle()
    assert room.sitting.session.phase is Phase.REVEALED
    assert room.sitting.alarm.moment is not None  # of the next question
    moves = [exchange.read_move(text) for text in await memory.store.moves(room.sitting.id)]
    assert sum(isinstance(move, TimeUp) for move in moves) == 1


async def test_a_question_that_was_shown_very_late_is_given_its_own_time_again(
    room: Class, time: Time
) -> None:
    def posting(key: str) -> None:
        time.later += 14 * 60 * key.endswith(":q0")

    room.app.host.serve("wall", Way(room.wall, posting=posting))
    await room.command(AMINA, START + "45")
    assert room.sitting.session.deadline is not None
    assert 40 < room.sitting.session.deadline - time() <= 45
    assert rings_at_its_deadline(room)


async def test_players_learn_that_nothing_can_be_saved_and_nothing_of_where(
    room: Class, memory: Memory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timing, "AGAIN", 0.1)
    await room.command(AMINA, START + "1")
    memory.lock()
    await room.wall.says("My memory does not answer just now. The quiz goes on when it does.")
    await asyncio.sleep(0.8)  # it is tried again several times, and not said again
    assert len(room.wall.messages) == 2
    memory.free()
    await room.wall.says("Right")
    for words in (str(tmp_path), tmp_path.name, "faults", "sqlite", "locked"):
        assert not any(words in text for text in room.wall.texts)


async def test_who_looks_back_before_the_end_sees_the_end_later(room: Class, again: Again) -> None:
    await room.command(AMINA, START + "600")
    await answer(room, OMID)
    quiz = room.sitting.id
    await room.app.host.close()
    restarted = again(room.wall)
    mine = f"quiz:{quiz}:0:mine"
    assert said(await restarted.press(OMID, mine)) == "This question has not been revealed yet."
    for line in ("/quiz resume", "/quiz reveal", "/quiz stop"):
        await restarted.command(AMINA, line)
    assert "100 points" in said(await restarted.press(OMID, mine))


async def test_a_count_that_was_given_up_and_lands_late_does_not_hide_the_reveal(
    room: Class, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refreshing, "_PATIENCE", 0.3)
    adrift: list[tuple[Posted, Message]] = []

    async def editing(posted: Posted, message: Message) -> None:
        if not adrift:
            adrift.append((posted, message))
            await asyncio.Event().wait()

    room.app.host.serve("wall", Way(room.wall, editing=editing))
    await room.command(AMINA, START + "600")
    await answer(room, OMID)
    async with asyncio.timeout(10):
        while not adrift:
            await asyncio.sleep(0.02)
    await room.command(AMINA, "/quiz reveal")
    assert "Right" in room.wall.last.text
    (posted, count), *_ = adrift
    assert "Right" not in count.text
    room.wall.messages[posted.id] = count  # the platform carries out the older edit after the newer one
    await room.wall.says("Right")


async def test_a_channel_that_hangs_keeps_no_other_s_count(room: Class) -> None:
    edited = asyncio.Event()

    async def editing(posted: Posted, _message: Message) -> None:
        if posted.place == ROOM:
            await asyncio.Event().wait()
        edited.set()

    host, bank = room.app.host, room.app.bank
    host.serve("wall", Way(room.wall, editing=editing))
    drawn = draw(bank, seed=1, count=1)
    for place in (ROOM, OTHER):
        assert await host.begin(place, SAY, Setup(1, drawn, 600.0, False, "a", wait=0.0), ())
    await host.settle()
    for place in (ROOM, OTHER):
        sitting = host.sitting(place)
        assert sitting is not None
        await host.move(sitting, Answer("o", 0, Chosen((0,)), room.app.now(), "Nawid"))
    async with asyncio.timeout(refreshing.GAP + 1):  # half the gap, in life; one that hangs is given 5 s
        await edited.wait()


async def test_edits_that_take_long_go_out_side_by_side_and_not_faster_than_the_rate() -> None:
    loop, refresher, begun = asyncio.get_running_loop(), Refresher(gap=0.05, rate=40), list[float]()
    done = asyncio.Event()

    async def edit() -> None:
        begun.append(loop.time())
        await asyncio.sleep(0.3)
        if len(begun) == 40:
            done.set()

    for number in range(40):
        refresher.wish(number, edit)
    async with asyncio.timeout(6):  # one after the other: 12 s
        await done.wait()
    refresher.close()
    assert begun[-1] - begun[0] >= 39 / 40 * 0.95


@pytest.mark.parametrize("how", ["stopped", "its place was gone", "another one was begun"])
async def test_a_quiz_that_was_closed_elsewhere_is_forgotten(
    room: Class, memory: Memory, again: Again, how: str
) -> None:
    await room.command(AMINA, START + "600")
    sitting, host = room.sitting, room.app.host
    elsewhere = again(Wall())
    if how == "stopped":
        await elsewhere.command(AMINA, "/quiz stop")
    else:
        await elsewhere.app.host.gone(ROOM)
    if how == "another one was begun":
        await elsewhere.command(AMINA, START + "600")
    (refused,) = await host.move(sitting, Answer("o", 0, Chosen((0,)), room.app.now(), "Nawid"))
    assert isinstance(refused, Refused)
    assert refused.reason is Reason.FINISHED
    assert host.sitting(ROOM) is None
    assert sitting.alarm.moment is None
    found, stored = await host.recall(ROOM, SAY), await memory.store.open_quiz("wall", "room")
    assert (found and found.id) == (stored and stored.id)


async def test_an_untimed_quiz_of_two_is_not_spoken_of_at_a_restart_and_closed_after_two_weeks(
    room: Class, memory: Memory, again: Again, time: Time
) -> None:
    await room.command(AMINA, "/quiz start questions:2 seed:1", server="", alone=True)
    quiz = room.sitting.id
    await room.app.host.close()
    before = room.wall.texts
    for days in (0, 1, 13):
        time.later = days * 86_400.0
        room.wall.by_key.clear()  # a platform knows them for some minutes only
        restarted = again(room.wall)
        await reopen(restarted)
        assert room.wall.texts == before
        assert restarted.app.host.sitting(ROOM) is None
        await restarted.app.host.close()
    await again(room.wall).press(AMINA, f"quiz:{quiz}:0:s")  # a press brings it back
    assert await memory.store.open_quiz("wall", "room") is not None
    time.later = FORSAKEN + 3_600
    await reopen(again(room.wall))
    assert await memory.store.open_quiz("wall", "room") is None
    assert sum("away too long" in text for text in room.wall.texts) == 1
    assert said(await again(room.wall).press(SARA, f"quiz:{quiz}:0:c0")) == "That quiz is over."


def tokens(asked: Question, drawn: Drawn) -> tuple[str, ...]:
    """Everything that a client is given to send back, from the question to the last step of an answer."""
    buttons, selects = controls(asked, drawn, "t", SAY)
    given = [button.token for button in buttons]
    given += [f"{each.token}={choice.value}" for each in selects for choice in each.choices]
    if isinstance(asked.body, Order | Pairs):
        for size in range(len(drawn.order) - 1):
            for places in permutations(range(len(drawn.order)), size):
                step = take(asked, drawn, "t", "s" + "".join(map(str, places)), Entered(), SAY)
                assert isinstance(step, Message)
                given += [button.token for button in step.buttons]
    return tuple(given)


def test_tokens_tell_nothing_but_how_many_options_there_are(bank: Bank) -> None:
    seen: dict[tuple[str, int], set[tuple[str, ...]]] = {}
    for asked in bank.questions.values():
        for seed in range(3):
            drawn = Drawn(asked.id, shown_order(asked, Random(seed)))
            seen.setdefault((asked.kind, len(drawn.order)), set()).add(tokens(asked, drawn))
    assert {len(each) for each in seen.values()} == {1}
    assert all(next(iter(each)) for each in seen.values())
    assert len(seen) >= 8  # every kind
