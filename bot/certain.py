"""Writes whose commit broke, done again: for what comes to the same however often it is written."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from bot.backend import DatabaseError, Trouble

if TYPE_CHECKING:
    from bot.database import Database, Operation

T = TypeVar("T")

_ATTEMPTS = 3


async def write_again(database: Database, operation: Operation[T]) -> T:
    """Write, and once more where nobody knows whether it was written.

    Args:
        database: Where to.
        operation: A second time it changes nothing, and returns the same.

    Raises:
        DatabaseError: as `Database.write`; `Trouble.UNCERTAIN` where commits break one after another.
    """
    for _ in range(_ATTEMPTS - 1):
        try:
            return await database.write(operation)
        except DatabaseError as error:
            if error.trouble is not Trouble.UNCERTAIN:
                raise
    return await database.write(operation)
