"""Writes that are done again: whose commit broke, or that others are in the way of.

They are for what comes to the same however often it is written.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, TypeVar

from bot.backend import DatabaseError, Trouble

if TYPE_CHECKING:
    from bot.database import Database, Operation

T = TypeVar("T")

_ATTEMPTS = 3
PAUSE = 0.05  # seconds before the next look at what another process is just writing
LOOKS = 300  # 15 s at least: longer than PostgreSQL lets a transaction stand still (see `bot.postgres`)


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


async def write_when_free(database: Database, operation: Operation[T | None]) -> T:
    """Write as `write_again`, as soon as another process has written what is in the way.

    Args:
        database: Where to.
        operation: It returns None where something is in the way; then it has written nothing that counts.

    Raises:
        DatabaseError: as `write_again`; `Trouble.LOCKED` where it stays in the way.
    """
    for _ in range(LOOKS):
        done = await write_again(database, operation)
        if done is not None:
            return done
        await asyncio.sleep(PAUSE)
    raise DatabaseError(Trouble.LOCKED, f"{database.shown} is locked by another session; try again.")
