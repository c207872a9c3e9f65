"""PostgreSQL through asyncpg: one connection that writes, and a few that may only read.

Writes are batched above, so a second writing connection would gain little. Every session commits to the disk
(`synchronous_commit`, unless the server is set to more), and waits for locks no longer than it is told. Nor
does it keep them for longer without a word: the server ends a transaction that stands still, as that of a
process that was stopped, so that others can go on with what it held.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeVar

import asyncpg

from bot.backend import DatabaseError, Dialect, Statements, Trouble
from bot.statements import load

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence

    from bot.address import DatabaseUrl
    from bot.statements import Statement

T = TypeVar("T")

READERS = 3
ATTEMPTS = 3  # at a transaction that others' locks, or a connection that had died unnoticed, brought down
PAUSE = 0.02  # seconds before the next attempt, so that the session that won takes its locks first
MAX_QUOTED = 200  # characters of a server's own words
MIGRATION_SECONDS = 3_600.0  # a migration may rewrite a large table

# What breaks a connection. InternalClientError: asyncpg lost its place because the server ended the session.
_STOPPING = (
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.CannotConnectNowError,
    asyncpg.IdleInTransactionSessionTimeoutError,
)
_CLIENT = (asyncpg.InterfaceError, asyncpg.InternalClientError, OSError)
_BROKEN = (asyncpg.PostgresConnectionError, *_STOPPING, *_CLIENT)

# What another attempt may not meet again: also others' locks, and statements prepared before a migration.
_PASSING = (asyncpg.DeadlockDetectedError, asyncpg.SerializationError, asyncpg.InvalidCachedStatementError)

# By the beginning of the SQLSTATE, the longest first (PostgreSQL's manual, appendix A).
_TROUBLES = {
    "25006": (Trouble.READ_ONLY, "{shown} may only be read; connect to the primary server."),
    "42501": (Trouble.DENIED, "{shown} does not allow it: {error}; grant the user its rights."),
    "42P01": (Trouble.OUTDATED, "{shown} lacks a table; run: tarikh migrate"),
    "53100": (
        Trouble.FULL,
        "There is no room for {shown}; make some, what was saved is not lost.",
    ),
    "55P03": (Trouble.LOCKED, "{shown} is locked by another session; end that one or try again."),
    "57014": (Trouble.LOCKED, "{shown} took too long; another session may hold a lock."),
    "XX001": (Trouble.DAMAGED, "{shown} is damaged: {error}; restore a backup."),
    "08": (Trouble.UNREACHABLE, "The connection to {shown} broke; nothing was written."),
    "22": (Trouble.INVALID, "{shown} refuses the values: {error}."),
    "23": (Trouble.INVALID, "{shown} refuses the values: {error}."),
    "28": (Trouble.DENIED, "{shown} refuses the user or the password; look at TARIKH_DATABASE_URL."),
    "3D": (Trouble.MISSING, "{shown} does not exist on its server; create the database first."),
    "40": (Trouble.LOCKED, "{shown} was locked by other sessions again and again; try again."),
    "53": (Trouble.UNREACHABLE, "{shown} has no room for another connection; allow more or end some."),
    "57": (Trouble.UNREACHABLE, "{shown} is starting or stopping; try again."),
}


def trouble(shown: str, error: Exception) -> DatabaseError:
    """Say in one sentence what an error of asyncpg means for whoever runs the bot.

    An error of the server never holds a password. One of the client may hold the whole address: its text is
    not used.
    """
    if isinstance(error, asyncpg.PostgresError):
        state = getattr(error, "sqlstate", None) or ""
        text = str(error).partition("\n")[0][:MAX_QUOTED]
        for length in (5, 2):
            if found := _TROUBLES.get(state[:length]):
                return DatabaseError(found[0], found[1].format(shown=shown, error=text))
        return DatabaseError(Trouble.FAILED, f"{shown} does not work: {text}.")
    if isinstance(error, asyncpg.ClientConfigurationError):
        return DatabaseError(Trouble.FAILED, f"{shown} is no usable address; look at TARIKH_DATABASE_URL.")
    return DatabaseError(Trouble.UNREACHABLE, f"{shown} cannot be reached; look whether the server runs.")


class PostgresStatements:
    """The named statements on one connection."""

    __slots__ = ("_connection", "_named")

    def __init__(self, connection: asyncpg.Connection, named: Mapping[str, Statement]) -> None:
        self._connection = connection
        self._named = named

    async def rows(self, name: str, /, **values: object) -> Sequence[Sequence[Any]]:
        """Run a named statement and return its rows."""
        statement = self._named[name]
        rows: list[Sequence[Any]] = await self._connection.fetch(
            statement.text, *(values[each] for each in statement.order)
        )
        return rows

    async def each(self, name: str, /, values: Sequence[Mapping[str, object]]) -> Sequence[bool]:
        """Run a named statement once for each of the values, and say for each whether it changed anything."""
        statement = self._named[name]
        # Every row that is changed says which of the values changed it.
        text = f"{statement.text.rstrip(';')} RETURNING ${len(statement.order) + 1}::BIGINT"
        arguments = [(*(row[key] for key in statement.order), nth) for nth, row in enumerate(values)]
        changed = {row[0] for row in await self._connection.fetchmany(text, arguments)}
        return [nth in changed for nth in range(len(arguments))]

    async def many(self, name: str, /, values: Iterable[Mapping[str, object]]) -> None:
        """Run a named statement once for each of the values."""
        statement = self._named[name]
        await self._connection.executemany(
            statement.text, [tuple(row[each] for each in statement.order) for row in values]
        )

    async def script(self, text: str) -> None:
        """Run the statements of a migration."""
        await self._connection.execute(text, timeout=MIGRATION_SECONDS)


class Postgres:
    """An opened PostgreSQL database."""

    __slots__ = ("_named", "_patience", "_reader", "_shown", "_writer")

    def __init__(self, shown: str, patience: float, writer: asyncpg.Pool, reader: asyncpg.Pool) -> None:
        self._shown = shown
        self._patience = patience
        self._named = load(Dialect.POSTGRESQL)
        self._writer = writer
        self._reader = reader

    @property
    def dialect(self) -> Dialect:
        """PostgreSQL."""
        return Dialect.POSTGRESQL

    @property
    def shown(self) -> str:
        """The address without its password."""
        return self._shown

    async def transact(self, work: Callable[[Statements], Awaitable[T]]) -> T:
        """Run the work in one transaction, and return when it is on the disk."""

        async def run(connection: asyncpg.Connection) -> T:
            await connection.execute("BEGIN ISOLATION LEVEL READ COMMITTED")
            try:
                result = await work(PostgresStatements(connection, self._named))
            except BaseException:
                with suppress(*_BROKEN):
                    await connection.execute("ROLLBACK")
                raise
            await self._commit(connection)
            return result

        return await self._attempt(self._writer, run)

    async def read(self, work: Callable[[Statements], Awaitable[T]]) -> T:
        """Run reading statements."""

        async def run(connection: asyncpg.Connection) -> T:
            return await work(PostgresStatements(connection, self._named))

        return await self._attempt(self._reader, run)

    async def close(self) -> None:
        """Close every connection."""
        await self._reader.close()
        await self._writer.close()

    async def _attempt(self, pool: asyncpg.Pool, run: Callable[[asyncpg.Connection], Awaitable[T]]) -> T:
        attempts_left = ATTEMPTS
        while True:
            attempts_left -= 1
            acquired = False
            try:
                async with pool.acquire(timeout=self._patience) as connection:
                    acquired = True
                    try:
                        return await run(connection)
                    except _BROKEN:
                        connection.terminate()  # whatever state it is in, nobody gets it again
                        raise
            except (*_BROKEN, *_PASSING) as error:
                if not (acquired and attempts_left) or isinstance(error, TimeoutError):
                    raise trouble(self._shown, error) from error
                await asyncio.sleep(PAUSE)
            except asyncpg.PostgresError as error:
                raise trouble(self._shown, error) from error

    async def _commit(self, connection: asyncpg.Connection) -> None:
        try:
            answer = await connection.execute("COMMIT")
        except _BROKEN as error:
            raise DatabaseError(
                Trouble.UNCERTAIN,
                f"The connection to {self._shown} broke in a commit; look whether the last answer was saved.",
            ) from error
        if answer != "COMMIT":  # the server rolls back if a statement failed, though the work went on
            raise DatabaseError(Trouble.FAILED, f"{self._shown} rolled back, because a statement had failed.")


async def open_postgres(url: DatabaseUrl, patience: float) -> Postgres:
    """Connect to a database that exists.

    Args:
        url: Its address.
        patience: Seconds to wait for the server, and for locks.

    Raises:
        DatabaseError: if it cannot be used.
    """

    async def begin(connection: asyncpg.Connection) -> None:
        await connection.execute(
            "SELECT set_config('synchronous_commit', 'on', false)"
            " WHERE current_setting('synchronous_commit') IN ('off', 'local')"
        )
        for setting in ("lock_timeout", "idle_in_transaction_session_timeout"):
            await connection.execute(f"SET {setting} = {round(patience * 1000)}")

    async def keep(_connection: asyncpg.Connection) -> None:
        """Leave a session as it is: no statement of ours changes it, and resetting costs a round trip."""

    def pool(size: int, least: int, settings: dict[str, str]) -> Awaitable[asyncpg.Pool]:
        made: Awaitable[asyncpg.Pool] = asyncpg.create_pool(
            url.address.reveal(),
            min_size=least,
            max_size=size,
            init=begin,
            reset=keep,
            timeout=patience,
            command_timeout=patience * 2,  # a server that is silently gone
            server_settings={"application_name": "tarikh", **settings},
        )
        return made

    try:
        writer = await pool(1, 1, {})
        reader = await pool(READERS, 0, {"default_transaction_read_only": "on"})
        encoding = await writer.fetchval("SHOW server_encoding")
    except (asyncpg.PostgresError, *_CLIENT) as error:
        raise trouble(url.shown, error) from error
    if encoding != "UTF8":
        await writer.close()
        raise DatabaseError(Trouble.FAILED, f"{url.shown} is in {encoding}; create it with ENCODING 'UTF8'.")
    return Postgres(url.shown, patience, writer, reader)
