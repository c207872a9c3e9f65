"""What a database must offer, and how it says that something is wrong.

Two backends exist, `bot.sqlite` and `bot.postgres`. Above them nobody sees a driver's own errors.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence

T = TypeVar("T")


class Dialect(StrEnum):
    """Whose SQL a database speaks; also the suffix of files that hold statements for it alone."""

    SQLITE = "sqlite"
    POSTGRESQL = "postgresql"


class Trouble(StrEnum):
    """What is wrong with a database, for code that must decide what to do next."""

    FULL = "full"  # no room; what was acknowledged stays, and writing works again when there is room
    READ_ONLY = "read_only"
    DAMAGED = "damaged"  # no database, or one that is broken
    FOREIGN = "foreign"  # a database of another program
    LOCKED = "locked"  # another process kept it for too long
    UNREACHABLE = "unreachable"  # no connection, or none any more; nothing was written
    UNCERTAIN = "uncertain"  # the connection broke during a commit: read to see whether it was written
    DENIED = "denied"  # wrong user, password or rights
    MISSING = "missing"  # there is no such database, file or directory
    OUTDATED = "outdated"  # `tarikh migrate` must run first
    NEWER = "newer"  # a newer Tarikh has migrated it
    CHANGED = "changed"  # a migration that it holds is not the one that this Tarikh knows
    INVALID = "invalid"  # the values break a rule of the schema
    CLOSED = "closed"
    FAILED = "failed"  # anything else


class DatabaseError(Exception):
    """The database cannot do what was asked. Its text is one sentence for people, without secrets."""

    def __init__(self, trouble: Trouble, sentence: str) -> None:
        self.trouble = trouble
        super().__init__(sentence)


class Statements(Protocol):
    """The named statements of `bot/sql/`, on a connection within a transaction."""

    async def rows(self, name: str, /, **values: object) -> Sequence[Sequence[Any]]:
        """Run a statement and return its rows; a writing statement's are those of its RETURNING."""
        ...

    async def each(self, name: str, /, values: Sequence[Mapping[str, object]]) -> Sequence[bool]:
        """Run a statement once for each of the values, in order, without waiting for one before the next.

        The answer is, for each of the values, whether it changed anything.
        """
        ...

    async def many(self, name: str, /, values: Iterable[Mapping[str, object]]) -> None:
        """Run a statement once for each of the values."""
        ...

    async def script(self, text: str) -> None:
        """Run the statements of a migration, without parameters."""
        ...


class Backend(Protocol):
    """One database, opened. `transact` is called by one task at a time, `read` by many."""

    @property
    def dialect(self) -> Dialect:
        """Whose SQL it speaks."""
        ...

    @property
    def shown(self) -> str:
        """Its address for people, without a password."""
        ...

    async def transact(self, work: Callable[[Statements], Awaitable[T]]) -> T:
        """Run the work in one transaction, and return when it is on the disk.

        Raises:
            DatabaseError: for every trouble of the database. Whatever else the work raises comes out as it
                is. Either way nothing of the work is kept, but for `Trouble.UNCERTAIN`.
        """
        ...

    async def read(self, work: Callable[[Statements], Awaitable[T]]) -> T:
        """Run reading statements, each of which sees the last commit before it.

        Raises:
            DatabaseError: for every trouble of the database.
        """
        ...

    async def close(self) -> None:
        """Close every connection."""
        ...
