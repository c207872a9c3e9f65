"""The statements of `bot/sql/` by name, as aiosql reads them, in a driver's own form.

A file `x.sql` serves both databases; `x.sqlite.sql` and `x.postgresql.sql` only the one that they name.
aiosql parses and prepares; the backends run, because its adapters cost one or two thread switches more each.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import aiosql
from aiosql.adapters.aiosqlite import AioSQLiteAdapter
from aiosql.adapters.asyncpg import AsyncPGAdapter

from bot.backend import Dialect

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

FOLDER = Path(__file__).parent / "sql"


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement's text, and for PostgreSQL the order of its numbered parameters."""

    text: str
    order: tuple[str, ...] = ()


def files(folder: Path, dialect: Dialect) -> Iterator[Path]:
    """The SQL files of a folder that concern a dialect, by name."""
    others = tuple(f".{other}.sql" for other in Dialect if other is not dialect)
    for file in sorted(folder.glob("*.sql")):
        if not file.name.endswith(others):
            yield file


def load(dialect: Dialect) -> Mapping[str, Statement]:
    """Read every statement that a dialect has, by name."""
    text = "\n".join(file.read_text(encoding="utf-8") for file in files(FOLDER, dialect))
    adapter = AioSQLiteAdapter() if dialect is Dialect.SQLITE else AsyncPGAdapter()  # type: ignore[no-untyped-call] # untyped there
    queries = aiosql.from_str(text, lambda: adapter)
    order: Mapping[str, list[str]] = getattr(adapter, "var_sorted", {})
    names = [name for name in queries.available_queries if not name.endswith("_cursor")]
    return {name: Statement(getattr(queries, name).sql, tuple(order.get(name, ()))) for name in names}
