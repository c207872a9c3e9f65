"""One process at a time serves a SQLite file: two would both hear, answer and post everything.

The sign is a lock on a file beside the database. Playing at the terminal and making a backup do without it.
The system gives it up when its process ends, however that ends; the empty file stays.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from bot.backend import DatabaseError, Trouble
from bot.sqlite_file import connect, trouble

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_SUFFIX = "-serving"


@contextmanager
def alone(path: Path | None) -> Iterator[None]:
    """Be the only process that serves a database, as long as the context lasts.

    SQLite locks the file, since it can on every system where the database itself can be used.

    Args:
        path: The database's file; None for PostgreSQL, which several processes share.

    Raises:
        DatabaseError: Another process serves it, or the file beside it cannot be made.
    """
    if path is None:
        yield
        return
    beside = path.with_name(path.name + _SUFFIX)
    try:
        connection = connect(beside, "rwc", 0.0)
    except sqlite3.Error as error:
        raise trouble(beside, error) from error
    with closing(connection):
        try:
            connection.execute("PRAGMA journal_mode = OFF")  # nothing is written, so nothing is taken back
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.Error as error:
            told = trouble(beside, error)
            if told.trouble is not Trouble.LOCKED:
                raise told from error
            raise DatabaseError(
                Trouble.LOCKED,
                f"Another `tarikh run` serves {path}. End that one first; several can share PostgreSQL only.",
            ) from None
        yield
