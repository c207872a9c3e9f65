"""Migrations: numbered SQL files in `bot/migrations/`, each applied once, in order, in its own transaction.

`0001_name.sql` serves both databases; where they differ there are `0002_name.sqlite.sql` and
`0002_name.postgresql.sql`. The table `schema_version` says which a database holds, with a checksum of each,
because a file that was applied somewhere must never change. Two processes may migrate at once: a lock is
taken before it is asked what is missing.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.backend import DatabaseError, Trouble
from bot.statements import files

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.backend import Dialect, Statements
    from bot.database import Database

FOLDER = Path(__file__).parent / "migrations"


@dataclass(frozen=True, slots=True)
class Migration:
    """One step: its number from 1, its name, its statements, and their SHA-256."""

    number: int
    name: str
    text: str
    checksum: str


def migrations(dialect: Dialect, folder: Path = FOLDER) -> tuple[Migration, ...]:
    """Read the migrations of a dialect, in order.

    Raises:
        ValueError: if a file is misnamed or a number is missing or there twice.
    """
    found: list[Migration] = []
    for file in files(folder, dialect):
        name = re.fullmatch(r"(\d{4})_([a-z0-9_]+)(\.sqlite|\.postgresql)?\.sql", file.name)
        if name is None:
            raise ValueError(f"{file.name}: a migration is named like 0001_quizzes.sql")
        text = file.read_text(encoding="utf-8")
        if int(name[1]) != len(found) + 1:
            raise ValueError(f"{file.name}: the number is not the one after {len(found)}")
        found.append(Migration(int(name[1]), name[2], text, hashlib.sha256(text.encode()).hexdigest()))
    return tuple(found)


async def pending(database: Database, folder: Path = FOLDER) -> tuple[Migration, ...]:
    """The migrations that a database lacks.

    Raises:
        DatabaseError: if it holds newer migrations than there are, or one that has been changed since.
    """
    known = migrations(database.dialect, folder)

    async def run(statements: Statements) -> Sequence[Sequence[Any]]:
        return await statements.rows("versions") if await statements.rows("has_versions") else ()

    return _missing(known, await database.read(run), database.shown)


async def require_current(database: Database, folder: Path = FOLDER) -> None:
    """Refuse a database that must be migrated first.

    Raises:
        DatabaseError: `Trouble.OUTDATED`, or what `pending` raises.
    """
    missing = await pending(database, folder)
    if missing:
        names = ", ".join(f"{each.number:04} {each.name}" for each in missing)
        raise DatabaseError(Trouble.OUTDATED, f"{database.shown} lacks {names}; run: tarikh migrate")


async def migrate(
    database: Database, at: float, folder: Path = FOLDER, upto: int | None = None
) -> tuple[Migration, ...]:
    """Apply what a database lacks, and return it.

    Args:
        database: The database; another process may be migrating it too.
        at: The time now, in seconds since 1970-01-01 00:00 UTC, for the operator's information.
        folder: Where the migrations are.
        upto: The last number to apply; all if None.

    Raises:
        DatabaseError: if one cannot be applied, which then leaves nothing behind, or what `pending` raises.
    """
    known = migrations(database.dialect, folder)[:upto]
    applied: list[Migration] = []

    async def step(statements: Statements) -> Migration | None:
        await statements.rows("lock_versions")
        await statements.rows("create_versions")
        missing = _missing(known, await statements.rows("versions"), database.shown, upto)
        if not missing:
            return None
        first = missing[0]
        await statements.script(first.text)
        await statements.rows(
            "add_version", number=first.number, name=first.name, checksum=first.checksum, applied_at=at
        )
        return first

    while (done := await database.write(step)) is not None:
        applied.append(done)
    return tuple(applied)


def _missing(
    known: tuple[Migration, ...], held: Sequence[Sequence[Any]], shown: str, upto: int | None = None
) -> tuple[Migration, ...]:
    for number, name, checksum in held:
        if number > len(known):
            if upto is not None:
                break
            raise DatabaseError(
                Trouble.NEWER,
                f"{shown} was migrated by a newer Tarikh ({number:04} {name}); install that or a later one.",
            )
        if known[number - 1].checksum != checksum:
            raise DatabaseError(
                Trouble.CHANGED,
                f"{shown} holds another {number:04} {name} than this Tarikh; install the one that made it.",
            )
    return known[len(held) :]
