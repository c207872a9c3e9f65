"""Several processes that deliver daily posts to one wall from one database, and can be killed at any step.

A process has a connection of its own to the shared database, and a way of its own to the platform. They share
one clock, which stands still unless a test moves it.
"""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot import migrating
from bot.app import App
from bot.backend import DatabaseError, Trouble
from bot.config import Config
from bot.dailies import Daily
from bot.database import Database, open_database
from bot.delivering import Delivering
from bot.host import Host
from bot.message import Place
from bot.preferences import Preferences, Settings
from bot.schedules import Schedule, first
from bot.store import Store
from bot.subscriptions import Kind, Subscription, Wish
from tests.bot.several import Life, Mortal, Way

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from types import TracebackType
    from typing import Self, TypeVar

    from bot.address import DatabaseUrl
    from bot.backend import Statements
    from bot.message import Platform
    from bot.outbox import Post
    from content.library import Library
    from content.search import Index
    from quizzes.banks import Bank
    from tests.bot.room import Wall
    from tests.bot.several import Slate

    T = TypeVar("T")

PLATFORM = "wall"
EIGHT = Schedule(8, 0, "UTC")
BEGIN = datetime(2026, 11, 22, 12, tzinfo=UTC).timestamp()  # noon of the day before the first posts
DAY, HOUR, MINUTE = 86_400.0, 3_600.0, 60.0
LONG = 60.0  # a lease that no slow machine lets run out
SHORT = 1.5


class Time:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.at = BEGIN

    def __call__(self) -> float:
        return self.at

    def to(self, day: int, hour: float) -> None:
        """Set it to an hour (UTC) of November 2026."""
        self.at = datetime(2026, 11, day, tzinfo=UTC).timestamp() + hour * HOUR


class Cut(Mortal):
    """A real database that cannot be reached while it is down."""

    down = False

    async def transact(self, work: Callable[[Statements], Awaitable[T]]) -> T:
        self._check()
        return await super().transact(work)

    async def read(self, work: Callable[[Statements], Awaitable[T]]) -> T:
        self._check()
        return await super().read(work)

    def _check(self) -> None:
        if self.down:
            raise DatabaseError(Trouble.UNREACHABLE, "The database is down.")


class Press:
    """One process."""

    def __init__(self, name: str, app: App, store: Store, life: Life, backend: Cut, lease: float) -> None:
        self.name = name
        self.app = app
        self.store = store
        self.life = life
        self.backend = backend
        self.delivering = Delivering(app, store, lease=lease)

    async def work(self) -> None:
        """Tick, and post what can be posted."""
        await self.delivering.tick()
        await self.delivering.settle()

    async def alive(self, work: Awaitable[None]) -> None:
        """Do something until it is done, or this process is killed over it."""
        doing, dying = asyncio.ensure_future(work), asyncio.ensure_future(self.life.dead.wait())
        try:
            await asyncio.wait({doing, dying}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            doing.cancel()
            dying.cancel()


class Newsroom:
    """The processes, their database and their wall. To be used as an asynchronous context."""

    def __init__(self, url: DatabaseUrl, library: Library, bank: Bank, index: Index, wall: Wall) -> None:
        self.wall = wall
        self.time = Time()
        self.library = library
        self.presses: list[Press] = []
        self._url = url
        self._bank = bank
        self._index = index
        self._open = AsyncExitStack()

    async def press(self, platform: Platform | None = None, *, lease: float = LONG) -> Press:
        """One more process, which serves the wall: by a way of its own where that is a slate."""
        life, name = Life(), f"p{len(self.presses)}"
        opened = await self._open.enter_async_context(await open_database(self._url))
        if not self.presses:
            await migrating.migrate(opened, 0.0)
        backend = Cut(opened._backend, life)  # noqa: SLF001 -- the real one, on its way
        store = Store(Database(backend))
        host = Host(store, self._bank, self.library, self.time)
        preferences = Preferences(store, Settings(), self.time)
        daily = Daily.on(store.database)
        app = App(
            Config(self._url), self.library, self._index, self._bank, host, preferences, self.time, daily
        )
        press = Press(name, app, store, life, backend, lease)
        host.serve(PLATFORM, platform or self.wall)
        self.presses.append(press)
        return press

    async def mortal(self, slate: Slate, *, lease: float = SHORT) -> Press:
        """One that can be killed."""
        press = await self.press(lease=lease)
        press.app.host.serve(PLATFORM, Way(slate, press.name, press.life))
        return press

    async def subscribe(self, place: str, server: str = "", **wish: object) -> Subscription:
        """Have posts in a channel every day at eight, from the next eight on."""
        values: dict[str, object] = {"kind": Kind.DAY, "schedule": EIGHT, **wish}
        made = Wish(**values)  # type: ignore[arg-type] # each case names its fields
        subscription = Subscription(
            f"s-{place}-{made.kind}",
            PLATFORM,
            server or f"server of {place}",
            place,
            f"#{place}",
            made,
            f"creator of {place}",
            "Zoya",
            self.time(),
            None,
            first(made.schedule, self.time()),
        )
        await self.daily.subscriptions.keep(subscription)
        return subscription

    @property
    def daily(self) -> Daily:
        """The stores, as a process reaches them that has not lost its database."""
        return next(press for press in self.living if not press.backend.down).app.daily

    @property
    def living(self) -> list[Press]:
        return [press for press in self.presses if not press.life.dead.is_set()]

    async def post_of(self, subscription: Subscription) -> Post:
        """The latest post of a subscription."""
        (post,) = await self.daily.outbox.history(subscription.id, 1)
        return post

    def said_at(self, place: str) -> list[str]:
        """The texts of the messages of a channel, in the order in which they were posted."""
        there = Place(PLATFORM, place)
        return [
            message.text for name, message in self.wall.messages.items() if self.wall.places[name] == there
        ]

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for press in self.living:
            press.life.cut, press.life.left, press.backend.down = False, None, False
            await press.delivering.close()
            await press.app.host.close()
        await self._open.aclose()
