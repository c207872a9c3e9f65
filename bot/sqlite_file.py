"""The file of a SQLite database: whose it is, whether it is whole, and making a new one.

A file is looked at before anything may write to it. Even opening a database can change it (another program's
would be switched to our journal, a broken one written on), so the look is SQLite's immutable mode, which
takes no lock, makes no file beside it and writes nothing. It is not done with Python's own `open`: closing a
file gives up all locks of the process on it, also those of a connection that is open.
"""

from __future__ import annotations

import os
import sqlite3
import time
from contextlib import closing
from typing import TYPE_CHECKING

from bot.backend import DatabaseError, Trouble

if TYPE_CHECKING:
    from pathlib import Path

APPLICATION_ID = 0x54617269  # "Tari" in the header of the file, where SQLite keeps whose database it is

# A check reads the whole file, about 0.1 s for this size; a larger one is checked as it is read.
MAX_CHECKED = 32 * 1024 * 1024

_PRIMARY = 0xFF  # the low byte of an error code is the kind, the others the detail

_LOCKED = (Trouble.LOCKED, "{path} is locked by another program; end that one or try again.")
_DAMAGED = (
    Trouble.DAMAGED,
    "{path} is damaged or no database; put a backup in its place or name another file.",
)
_ONLY_READ = (
    Trouble.READ_ONLY,
    "{path} or its directory may only be read; allow writing there or name another file.",
)
_TROUBLES = {
    sqlite3.SQLITE_FULL: (
        Trouble.FULL,
        "There is no room for {path}; make some, what was saved is not lost.",
    ),
    sqlite3.SQLITE_IOERR: (
        Trouble.FULL,
        "The disk did not take what was written to {path}; look at its room, quota and health.",
    ),
    sqlite3.SQLITE_READONLY: _ONLY_READ,
    sqlite3.SQLITE_CANTOPEN: (
        Trouble.MISSING,
        "{path} cannot be opened; look at its rights and those of its directory.",
    ),
    sqlite3.SQLITE_CORRUPT: _DAMAGED,
    sqlite3.SQLITE_NOTADB: _DAMAGED,
    sqlite3.SQLITE_BUSY: _LOCKED,
    sqlite3.SQLITE_LOCKED: _LOCKED,
    sqlite3.SQLITE_CONSTRAINT: (Trouble.INVALID, "{path} refuses the values: {error}."),
}


def trouble(path: Path, error: Exception) -> DatabaseError:
    """Say in one sentence what an error of SQLite means for whoever runs the bot."""
    if not isinstance(error, sqlite3.Error):
        return DatabaseError(Trouble.INVALID, f"{path} cannot hold the values: {error}.")
    if str(error).startswith("no such table"):
        return DatabaseError(Trouble.OUTDATED, f"{path} lacks a table; run: tarikh migrate")
    # An error that Python itself raises, about a parameter for instance, has no code.
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & _PRIMARY
    kind, sentence = _TROUBLES.get(code, (Trouble.FAILED, "{path} does not work: {error}."))
    return DatabaseError(kind, sentence.format(path=path, error=error))


def connect(path: Path, mode: str, patience: float) -> sqlite3.Connection:
    """Open a file in a mode of SQLite's URIs (`ro`, `rw`, `rwc`, `ro&immutable=1`), with no hidden BEGIN."""
    return sqlite3.connect(f"{path.as_uri()}?mode={mode}", uri=True, timeout=patience, isolation_level=None)


def prepare(path: Path, patience: float) -> None:
    """Make sure that a file is a whole database of ours in WAL mode; make it and its directory if need be.

    Raises:
        DatabaseError: if it is not, or cannot be. The file is then as it was.
    """
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        new = not path.exists() or (path.is_file() and path.stat().st_size == 0)
    except (FileExistsError, NotADirectoryError):
        raise DatabaseError(
            Trouble.MISSING, f"{path.parent} is no directory, so {path} cannot be in it; name another file."
        ) from None
    except OSError as error:
        raise DatabaseError(
            Trouble.READ_ONLY, f"The directory of {path} cannot be made or read: {error.strerror}."
        ) from None
    if not new and not path.is_file():
        raise DatabaseError(Trouble.MISSING, f"{path} is a directory or a device; name a file.")
    # SQLite would open a file that may only be read, and leave files beside it.
    if not os.access(path.parent, os.W_OK) or (path.exists() and not os.access(path, os.W_OK)):
        raise DatabaseError(_ONLY_READ[0], _ONLY_READ[1].format(path=path))
    try:
        if not new:
            _examine_patiently(path, patience)
        _claim(path, patience)
    except sqlite3.Error as error:
        raise trouble(path, error) from error


def _examine_patiently(path: Path, patience: float) -> None:
    # Immutable mode ignores locks, so a look in the midst of another process's checkpoint may see half of it.
    for pause in (0.05, 0.2):
        try:
            return _examine(path, patience)
        except sqlite3.DatabaseError:
            time.sleep(pause)
    return _examine(path, patience)


def _examine(path: Path, patience: float) -> None:
    """Refuse a foreign or broken file."""
    unsettled = [path.with_name(path.name + suffix) for suffix in ("-wal", "-journal")]
    settled = not any(each.exists() and each.stat().st_size for each in unsettled)
    small = path.stat().st_size <= MAX_CHECKED
    whole = True
    with closing(connect(path, "ro&immutable=1", patience)) as connection:
        try:
            _refuse_foreign(connection, path)
        except sqlite3.DatabaseError as error:
            # A checkpoint that met a full disk leaves the header of a longer file; the WAL has the rest.
            if settled or error.sqlite_errorcode & _PRIMARY != sqlite3.SQLITE_CORRUPT:
                raise
            whole = False
        if settled and small:
            _check(connection)
    if not settled and (small or not whole):
        # The newest pages are in the journal beside it, which only the ordinary mode reads.
        with closing(connect(path, "ro", patience)) as connection:
            _refuse_foreign(connection, path)
            _check(connection)


def _refuse_foreign(connection: sqlite3.Connection, path: Path) -> None:
    (found,) = connection.execute("PRAGMA application_id").fetchone()
    if found != APPLICATION_ID:
        raise DatabaseError(
            Trouble.FOREIGN,
            f"{path} is no database of Tarikh's and stays as it was; name another file.",
        )


def _check(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA cell_size_check = ON")
    (result,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if result != "ok":
        error = sqlite3.DatabaseError(result)
        error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
        raise error


def _claim(path: Path, patience: float) -> None:
    """Write whose it is into the header of a new file, then switch it to WAL mode.

    In this order: with the mark made before there is a WAL, the file alone always tells whose it is.
    """
    with closing(connect(path, "rwc", patience)) as connection:
        (found,) = connection.execute("PRAGMA application_id").fetchone()
        if found != APPLICATION_ID:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute("COMMIT")
        if _switch(connection, time.monotonic() + patience) != "wal":
            raise DatabaseError(
                Trouble.FAILED,
                f"{path} is on a disk where SQLite keeps no WAL; name a file on a local disk.",
            )


def _switch(connection: sqlite3.Connection, until: float) -> str:
    """Switch to WAL mode. Unlike a statement, the switch does not wait for another process by itself."""
    while True:
        try:
            (mode,) = connection.execute("PRAGMA journal_mode = WAL").fetchone()
            return str(mode)
        except sqlite3.OperationalError as error:
            if time.monotonic() > until or error.sqlite_errorcode & _PRIMARY != sqlite3.SQLITE_BUSY:
                raise
            time.sleep(0.02)
