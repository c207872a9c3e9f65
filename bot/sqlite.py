"""SQLite through aiosqlite: one connection that writes, one that reads, each with its own thread.

The journal is a WAL with `synchronous=FULL`: a commit is on the disk when it returns, and readers never wait.
A transaction begins with BEGIN IMMEDIATE: it waits for another process at its beginning, never in its midst.
"""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import AsyncExitStack, suppress
from itertools import pairwise
from typing import TYPE_CHECKING, Any, TypeVar

import aiosqlite

from bot.backend import Dialect, Statements
from bot.sqlite_file import prepare, trouble
from bot.statements import load

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from bot.statements import Statement

T = TypeVar("T")

SETTINGS = (
    "synchronous = FULL",  # a commit survives a power cut
    "fullfsync = ON",  # also on macOS, whose ordinary fsync stops at the disk's cache
    "foreign_keys = ON",
    "cell_size_check = ON",  # find damage when a page is read, before anything is written to it
)

# Half a surrogate pair, and a number of more than 64 bits, fail before they come to SQLite.
_TROUBLES = (sqlite3.Error, UnicodeEncodeError, OverflowError)


class SqliteStatements:
    """The named statements on one connection."""

    __slots__ = ("_connection", "_named")

    def __init__(self, connection: aiosqlite.Connection, named: Mapping[str, Statement]) -> None:
        self._connection = connection
        self._named = named

    async def rows(self, name: str, /, **values: object) -> Sequence[Sequence[Any]]:
        """Run a named statement and return its rows."""
        return list(await self._connection.execute_fetchall(self._named[name].text, values))

    async def each(self, name: str, /, values: Sequence[Mapping[str, object]]) -> Sequence[bool]:
        """Run a named statement once for each of the values, and say for each whether it changed anything."""
        changes: list[int] = []

        def rows() -> Iterator[Mapping[str, object]]:
            # It is asked for each row in the connection's own thread, after the statement before it: so a
            # batch costs one switch of threads, not one a row. What is counted is every row ever changed.
            for row in values:
                changes.append(self._connection.total_changes)
                yield row
            changes.append(self._connection.total_changes)

        await (await self._connection.executemany(self._named[name].text, rows())).close()
        return [after > before for before, after in pairwise(changes)]

    async def many(self, name: str, /, values: Iterable[Mapping[str, object]]) -> None:
        """Run a named statement once for each of the values."""
        await (await self._connection.executemany(self._named[name].text, values)).close()

    async def script(self, text: str) -> None:
        """Run statements one by one; `executescript` would commit first."""
        for statement in split(text):
            await self._connection.execute_fetchall(statement)


def split(text: str) -> Iterator[str]:
    """The statements of a script, each with its semicolon; one in a text, comment or trigger ends nothing."""
    statement = ""
    text = text.rstrip().removesuffix(";")
    for piece in text.split(";") if text else ():
        statement += piece + ";"
        if sqlite3.complete_statement(statement):
            yield statement.strip()
            statement = ""


class Sqlite:
    """An opened SQLite file."""

    __slots__ = ("_named", "_path", "_reader", "_writer")

    def __init__(self, path: Path, writer: aiosqlite.Connection, reader: aiosqlite.Connection) -> None:
        self._path = path
        self._named = load(Dialect.SQLITE)
        self._writer = writer
        self._reader = reader

    @property
    def dialect(self) -> Dialect:
        """SQLite."""
        return Dialect.SQLITE

    @property
    def shown(self) -> str:
        """The path of the file."""
        return str(self._path)

    async def transact(self, work: Callable[[Statements], Awaitable[T]]) -> T:
        """Run the work in one transaction, and return when it is on the disk."""
        try:
            try:
                await self._writer.execute_fetchall("BEGIN IMMEDIATE")
                result = await work(SqliteStatements(self._writer, self._named))
                await self._writer.execute_fetchall("COMMIT")
            except BaseException:
                # SQLite may have rolled it back already, or not begun it; then this error means nothing.
                with suppress(sqlite3.OperationalError):
                    await self._writer.execute_fetchall("ROLLBACK")
                raise
        except _TROUBLES as error:
            raise trouble(self._path, error) from error
        return result

    async def read(self, work: Callable[[Statements], Awaitable[T]]) -> T:
        """Run reading statements."""
        try:
            return await work(SqliteStatements(self._reader, self._named))
        except _TROUBLES as error:
            raise trouble(self._path, error) from error

    async def close(self) -> None:
        """Close both connections; the writer's closing puts the WAL into the file if nobody else uses it."""
        await self._reader.close()
        await self._writer.close()


async def open_sqlite(path: Path, patience: float) -> Sqlite:
    """Open a file that is ours, or make it.

    Args:
        path: The file, as an absolute path.
        patience: Seconds to wait for another process's lock.

    Raises:
        DatabaseError: if it cannot be used; the file is then as it was.
    """
    await asyncio.to_thread(prepare, path, patience)
    async with AsyncExitStack() as opened:
        try:
            writer = await _connection(path, patience, opened)
            reader = await _connection(path, patience, opened)
            await reader.execute_fetchall("PRAGMA query_only = ON")
            # Some files open without a word and refuse only the first write; better to say it now.
            await writer.execute_fetchall("BEGIN IMMEDIATE")
            await writer.execute_fetchall("PRAGMA user_version = 0")
            await writer.execute_fetchall("ROLLBACK")
        except sqlite3.Error as error:
            raise trouble(path, error) from error
        opened.pop_all()
    return Sqlite(path, writer, reader)


async def _connection(path: Path, patience: float, opened: AsyncExitStack) -> aiosqlite.Connection:
    uri = f"{path.as_uri()}?mode=rw"
    connection = await aiosqlite.connect(uri, uri=True, timeout=patience, isolation_level=None)
    opened.push_async_callback(connection.close)
    for setting in SETTINGS:
        await connection.execute_fetchall(f"PRAGMA {setting}")
    return connection
