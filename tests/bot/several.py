"""Several processes of the bot that share the quizzes of one platform, and can be killed at any step.

A process is a host with a connection of its own to the shared database, and a way of its own to the platform.
"""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, TypeVar

from bot import clock, migrating
from bot.database import Database, open_database
from bot.host import Host
from bot.store import Store
from bot.texts import texts
from quizzes import exchange
from quizzes.draw import draw
from quizzes.model import Chosen
from quizzes.moves import Answer
from quizzes.session import Setup
from tests.bot.room import ROOM, Wall

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from types import TracebackType
    from typing import Self

    from bot.address import DatabaseUrl
    from bot.backend import Backend, Dialect, Statements
    from bot.message import Message, Person, Place, Posted
    from bot.store import StoredQuiz
    from bot.texts import Texts
    from content.library import Library
    from quizzes.banks import Bank
    from quizzes.effects import Effect
    from quizzes.moves import Move

T = TypeVar("T")
SAY = texts("en")


class Slate(Wall):
    """A platform that keeps no keys: only who doubts whether something was posted finds it again."""

    def __init__(self, *, threads: bool = False) -> None:
        super().__init__(threads=threads)
        self.said: list[tuple[str, str]] = []  # which process posted or edited which message

    async def post(
        self, place: Place, message: Message, key: str = "", *, under: str = "", doubted: bool = False
    ) -> Posted:
        if not doubted:
            self.by_key.pop(key, None)
        return await super().post(place, message, key, under=under, doubted=doubted)

    def titles(self) -> list[str]:
        """The first line of each message, in the order posted, without what follows its first sentence."""
        return [text.split("\n")[0].split(" ·")[0] for text in self.texts]


class Life:
    """How long a process lives: until it is killed, or has taken so many more steps."""

    def __init__(self) -> None:
        self.left: int | None = None
        self.taken = 0
        self.dead = asyncio.Event()
        self.cut = False  # from its database, for a while

    async def step(self) -> None:
        """Before and after everything that others can see. The dead never come back from it."""
        self.taken += 1
        if self.left is not None and self.taken > self.left:
            self.dead.set()
        await self.check()

    async def check(self) -> None:
        if self.dead.is_set():
            await asyncio.Event().wait()


class Mortal:
    """A real database, as one process reaches it."""

    def __init__(self, real: Backend, life: Life) -> None:
        self._real = real
        self._life = life

    @property
    def dialect(self) -> Dialect:
        return self._real.dialect

    @property
    def shown(self) -> str:
        return self._real.shown

    async def transact(self, work: Callable[[Statements], Awaitable[T]]) -> T:
        await self._life.step()
        await self._reached()
        result = await self._real.transact(work)
        await self._life.step()
        return result

    async def read(self, work: Callable[[Statements], Awaitable[T]]) -> T:
        await self._life.check()
        await self._reached()
        return await self._real.read(work)

    async def _reached(self) -> None:
        while self._life.cut:
            await asyncio.sleep(0.01)

    async def close(self) -> None:
        await self._real.close()


class Way:
    """A process's way to the shared platform."""

    presses = True

    def __init__(self, slate: Slate, name: str, life: Life) -> None:
        self._slate = slate
        self._name = name
        self._life = life

    async def post(
        self, place: Place, message: Message, key: str = "", *, under: str = "", doubted: bool = False
    ) -> Posted:
        await self._life.step()
        posted = await self._slate.post(place, message, key, under=under, doubted=doubted)
        self._slate.said.append((self._name, posted.id))
        await self._life.step()
        return posted

    async def edit(self, posted: Posted, message: Message) -> None:
        await self._life.step()
        await self._slate.edit(posted, message)
        self._slate.said.append((self._name, posted.id))
        await self._life.step()

    async def discuss(self, posted: Posted, name: str, message: Message) -> None:
        await self._life.step()
        await self._slate.discuss(posted, name, message)
        await self._life.step()

    async def pin(self, posted: Posted, *, instead_of: str = "") -> None:
        await self._life.step()
        await self._slate.pin(posted, instead_of=instead_of)
        await self._life.step()

    async def address(self, posted: Posted, server: str) -> str:
        return await self._slate.address(posted, server)

    async def write_to(
        self, person: str, server: str, message: Message, key: str = "", *, doubted: bool = False
    ) -> None:
        await self._life.step()
        await self._slate.write_to(person, server, message, key, doubted=doubted)
        await self._life.step()

    def threads(self, place: Place) -> bool:
        del place
        return self._slate.threaded

    def spare(self, place: Place) -> float:
        return self._slate.spare(place)


class Process:
    """One of them."""

    def __init__(self, name: str, host: Host, life: Life, store: Store) -> None:
        self.name = name
        self.host = host
        self.life = life
        self.store = store

    async def reopen(self) -> int:
        return await self.host.reopen(ROOM.platform, lambda _: True, english)

    async def move(self, move: Move, place: Place = ROOM) -> tuple[Effect, ...] | None:
        """Make a move as a press brings it; None where there is no quiz."""
        sitting = await self.host.recall(place, SAY)
        return None if sitting is None else await self.host.move(sitting, move)

    async def alive(self, work: Awaitable[T]) -> T | None:
        """What comes of something that this process does; None where it dies over it."""
        doing, dying = asyncio.ensure_future(work), asyncio.ensure_future(self.life.dead.wait())
        try:
            await asyncio.wait({doing, dying}, return_when=asyncio.FIRST_COMPLETED)
            return doing.result() if doing.done() else None
        finally:
            doing.cancel()
            dying.cancel()


class School:
    """The processes, their database and their platform. To be used as an asynchronous context."""

    def __init__(self, url: DatabaseUrl, library: Library, bank: Bank, slate: Slate, lease: float) -> None:
        self.slate = slate
        self.processes: list[Process] = []
        self._url = url
        self._library = library
        self._bank = bank
        self._lease = lease
        self._open = AsyncExitStack()

    async def process(self) -> Process:
        """One more, which has looked for what was interrupted."""
        life = Life()
        opened = await self._open.enter_async_context(await open_database(self._url))
        if not self.processes:
            await migrating.migrate(opened, 0.0)
        store = Store(Database(Mortal(opened._backend, life)))  # noqa: SLF001 -- the real one, on its way
        host = Host(store, self._bank, self._library, clock.now, self._lease)
        process = Process(f"p{len(self.processes)}", host, life, store)
        host.serve(ROOM.platform, Way(self.slate, process.name, life), shared=True)
        self.processes.append(process)
        return process

    async def begin(self, process: Process, players: tuple[Person, ...], **times: float) -> None:
        """Start a quiz of two questions there, in which nothing ends by itself but as it is told."""
        count = int(times.pop("count", 2))
        values: dict[str, float] = {"seconds": 600.0, "wait": 0.0, "pause": 0.05} | times
        setup = Setup(
            seed=5,
            drawn=draw(self._bank, seed=5, count=count),
            seconds=values["seconds"] or None,
            in_turn=False,
            created_by="a",
            wait=values["wait"],
            pause=values["pause"] or None,
        )
        assert await process.host.begin(ROOM, SAY, setup, players)

    @property
    def living(self) -> list[Process]:
        return [process for process in self.processes if not process.life.dead.is_set()]

    async def answers(self, store: Store, quiz_id: str) -> list[Answer]:
        """Every answer that was saved."""
        moves = [exchange.read_move(text) for text in await store.moves(quiz_id)]
        return [move for move in moves if isinstance(move, Answer)]

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for process in self.living:
            process.life.cut, process.life.left = False, None
            await process.host.close()
        await self._open.aclose()


async def english(_: StoredQuiz) -> Texts:
    return SAY


def answer_of(person: Person, number: int) -> Answer:
    """What a player answers, be it right or wrong."""
    return Answer(person.id, number, Chosen((0,)), clock.now(), person.name)


def one_voice_at_a_time(said: list[tuple[str, str]]) -> bool:
    """Whether nobody spoke again after another had begun to."""
    speakers = [name for number, (name, _) in enumerate(said) if not number or said[number - 1][0] != name]
    return len(speakers) == len(set(speakers))
