"""The database: reading, and writing with group commit.

Writes that arrive while another one is being committed share the next transaction. It is tried as a whole; if
anything in it fails, it is rolled back and each write runs in a transaction of its own, so that only the
culprit gets its error. Nobody is answered before the commit that holds their write is on the disk.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any, Generic, TypeAlias, TypeVar

from bot.backend import Backend, DatabaseError, Dialect, Statements, Trouble

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence
    from types import TracebackType
    from typing import Self

    from bot.address import DatabaseUrl

__all__ = ["Database", "DatabaseError", "Operation", "Single", "Statements", "Trouble", "open_database"]

T = TypeVar("T")
Operation: TypeAlias = "Callable[[Statements], Awaitable[T]]"

# This many small writes take some tens of milliseconds; in a larger batch the first would wait too long.
MAX_BATCH = 200
PATIENCE = 10.0  # seconds to wait for another process's lock, or for a server


@dataclass(frozen=True, slots=True)
class Single:
    """An operation of one statement that tells whether it did anything.

    Those that come together go to the database together, so that its answers are waited for once.
    """

    name: str
    values: Mapping[str, object]

    async def __call__(self, statements: Statements) -> bool:
        """Run the statement by itself."""
        return (await statements.each(self.name, [self.values]))[0]


@dataclass(slots=True)
class _Waiting(Generic[T]):
    operation: Operation[T]
    answer: asyncio.Future[T]

    def fail(self, error: BaseException) -> None:
        if not self.answer.done():
            self.answer.set_exception(error)

    def succeed(self, result: T) -> None:
        if not self.answer.done():
            self.answer.set_result(result)


class Database:
    """One opened database, for one event loop. Close it, or use it as an asynchronous context."""

    __slots__ = ("_backend", "_closed", "_flushing", "_waiting")

    def __init__(self, backend: Backend) -> None:
        self._backend = backend
        self._waiting: list[_Waiting[Any]] = []
        self._flushing: asyncio.Task[None] | None = None
        self._closed = False

    @property
    def dialect(self) -> Dialect:
        """Whose SQL it speaks."""
        return self._backend.dialect

    @property
    def shown(self) -> str:
        """Its address for people, without a password."""
        return self._backend.shown

    async def write(self, operation: Operation[T]) -> T:
        """Run an operation in a transaction, and return its result when it is on the disk.

        If the caller is cancelled, the operation may be written or not.

        Args:
            operation: It may run more than once, so it only runs statements and returns what they say.

        Raises:
            DatabaseError: for every trouble of the database; whatever else the operation raises comes out
                as it is. Nothing of it is written then, but for `Trouble.UNCERTAIN`.
        """
        self._check_open()
        waiting = _Waiting(operation, asyncio.get_running_loop().create_future())
        self._waiting.append(waiting)
        if self._flushing is None:
            self._flushing = asyncio.create_task(self._flush(), name="tarikh: group commit")
        result: T = await waiting.answer
        return result

    async def read(self, operation: Operation[T]) -> T:
        """Run an operation that only reads. Each of its statements sees every write that was answered before.

        Raises:
            DatabaseError: for every trouble of the database, also for an attempt to write.
        """
        self._check_open()
        result: T = await self._backend.read(operation)
        return result

    async def close(self) -> None:
        """Finish the writes that were asked for, and close. Closing twice is harmless."""
        if self._closed:
            return
        self._closed = True
        if self._flushing is not None:
            await asyncio.wait([self._flushing])
        await self._backend.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    def _check_open(self) -> None:
        if self._closed:
            raise DatabaseError(Trouble.CLOSED, f"{self.shown} has been closed.")

    async def _flush(self) -> None:
        batch: list[_Waiting[Any]] = []
        try:
            while self._waiting:
                batch = [each for each in self._waiting[:MAX_BATCH] if not each.answer.done()]
                del self._waiting[:MAX_BATCH]
                if not await self._together(batch):
                    for each in batch:
                        await self._alone(each)
        finally:
            self._flushing = None
            for each in (*batch, *self._waiting):  # nobody, unless this task was cancelled
                each.answer.cancel()
            self._waiting.clear()

    async def _together(self, batch: list[_Waiting[Any]]) -> bool:
        """Try a batch as one transaction. False if each of it must be tried alone."""
        if len(batch) < 2:
            return False
        begun = False

        async def work(statements: Statements) -> list[Any]:
            nonlocal begun
            begun = True
            return await _run([each.operation for each in batch], statements)

        try:
            results = await self._backend.transact(work)
        except DatabaseError as error:
            if begun and error.trouble not in {Trouble.UNREACHABLE, Trouble.UNCERTAIN}:
                return False
            # None of them is to blame, and trying each would only wait as often.
            for each in batch:
                each.fail(DatabaseError(error.trouble, str(error)))
        except Exception:  # noqa: BLE001 - an operation's own error: it comes out when that runs alone
            return False
        else:
            for each, result in zip(batch, results, strict=True):
                each.succeed(result)
        return True

    async def _alone(self, waiting: _Waiting[Any]) -> None:
        try:
            waiting.succeed(await self._backend.transact(waiting.operation))
        except Exception as error:  # noqa: BLE001 - the error goes to whoever asked
            waiting.fail(error)


async def _run(operations: Sequence[Operation[Any]], statements: Statements) -> list[Any]:
    """Run operations in their order; neighbours that are the same statement go together."""
    results: list[Any] = []
    for name, group in groupby(operations, lambda each: each.name if isinstance(each, Single) else None):
        if name is None:
            results += [await operation(statements) for operation in group]
        else:
            results += await statements.each(
                name, [each.values for each in group if isinstance(each, Single)]
            )
    return results


async def open_database(url: DatabaseUrl, *, patience: float = PATIENCE) -> Database:
    """Open a database; a SQLite file and its directory are created if need be. It is not migrated.

    Args:
        url: Where it is.
        patience: Seconds to wait for another process's lock or for the server, before the error comes.

    Raises:
        DatabaseError: with a sentence that says what is wrong. Nothing was touched then.
    """
    # Each driver costs about 0.1 s to import, and nobody needs both.
    if url.path is not None:
        from bot.sqlite import open_sqlite  # noqa: PLC0415 - see above

        return Database(await open_sqlite(url.path, patience))
    from bot.postgres import open_postgres  # noqa: PLC0415 - see above

    return Database(await open_postgres(url, patience))
