from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import asyncpg
import pytest

from bot.backend import DatabaseError, Dialect, Trouble
from bot.database import Database, open_database
from bot.migrating import FOLDER, migrate, migrations, pending, require_current
from bot.store import NewQuiz, Store

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bot.address import DatabaseUrl
    from bot.backend import Statements

SHIPPED = [step.name for step in migrations(Dialect.SQLITE)]
NEXT = len(SHIPPED) + 1
ROOMS = f"{NEXT:04}_rooms.sql"
# Steps of every kind that differs between the databases: more tables, changed ones, and code in the database.
LATER = {
    ROOMS: "CREATE TABLE room (id TEXT PRIMARY KEY, size BIGINT); ALTER TABLE quiz ADD room TEXT;",
    f"{NEXT + 1:04}_sizes.sqlite.sql": """
        CREATE TRIGGER room_size AFTER INSERT ON room WHEN NEW.size IS NULL
        BEGIN UPDATE room SET size = 1 WHERE id = NEW.id; UPDATE room SET size = 2 WHERE id = ';'; END;
        """,
    f"{NEXT + 1:04}_sizes.postgresql.sql": """
        CREATE FUNCTION room_size() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN NEW.size = coalesce(NEW.size, 1); RETURN NEW; END; $$;
        CREATE TRIGGER room_size BEFORE INSERT ON room FOR EACH ROW EXECUTE FUNCTION room_size();
        """,
    f"{NEXT + 2:04}_fewer.sql": "ALTER TABLE quiz RENAME COLUMN room TO room_id; DROP INDEX quiz_open;",
}


@pytest.fixture
def later(tmp_path: Path) -> Path:
    """The shipped migrations and some more."""
    folder = tmp_path / "migrations"
    folder.mkdir()
    for file in FOLDER.glob("*.sql"):
        (folder / file.name).write_bytes(file.read_bytes())
    for name, text in LATER.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


async def schema(url: DatabaseUrl) -> list[tuple[object, ...]]:
    """All that a database consists of but its rows, and the versions that it holds."""
    if url.path is not None:
        with closing(sqlite3.connect(url.path)) as file:
            found = file.execute(
                "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY 1, 2"
            ).fetchall()
            return found + file.execute("SELECT number, name, checksum FROM schema_version").fetchall()
    connection = await asyncpg.connect(url.address.reveal())
    queries = (
        """SELECT table_name, ordinal_position, column_name, data_type, is_nullable, column_default
           FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1, 2""",
        "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1, 2",
        """SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
           WHERE connamespace = 'public'::regnamespace ORDER BY 1, 2""",
        "SELECT event_object_table, trigger_name, action_statement FROM information_schema.triggers",
        "SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
        "SELECT number, name, checksum FROM schema_version ORDER BY 1",
    )
    try:
        return [tuple(row) for query in queries for row in await connection.fetch(query)]
    finally:
        await connection.close()


async def test_a_database_migrated_step_by_step_equals_a_fresh_one(
    url: DatabaseUrl, new: Callable[[], DatabaseUrl], later: Path
) -> None:
    another_url = new()
    async with await open_database(url) as database:
        steps = migrations(database.dialect, later)
        assert [step.number for step in steps] == list(range(1, NEXT + 3))
        for step in steps:
            assert await migrate(database, 0.0, later, upto=step.number) == (step,)
            assert await migrate(database, 0.0, later, upto=step.number) == ()
        assert await migrate(database, 0.0, later, upto=NEXT) == ()
        assert await pending(database, later) == ()
    async with await open_database(another_url) as database:
        assert await migrate(database, 0.0, later) == steps
    assert len(await schema(url)) > 10
    assert await schema(url) == await schema(another_url)


async def test_the_shipped_migrations_bring_a_database_up_to_date_once(url: DatabaseUrl) -> None:
    async with await open_database(url) as database:
        missing = await pending(database)
        assert missing == migrations(database.dialect)
        assert missing
        with pytest.raises(DatabaseError, match=r"lacks 0001 quizzes, .*; run: tarikh migrate") as caught:
            await require_current(database)
        assert caught.value.trouble is Trouble.OUTDATED
        assert await migrate(database, at=1_795_000_000.5) == missing
        await require_current(database)
        before = await schema(url)
        assert await migrate(database, at=2.0) == ()
        assert await schema(url) == before


async def test_what_the_first_version_kept_stays_and_has_no_server(url: DatabaseUrl) -> None:
    quiz = NewQuiz("q", "terminal", "here", "p", "{}", 1.5)

    async def fill(statements: Statements) -> None:
        await statements.script(
            """
            INSERT INTO quiz (id, platform, place, pack, setup, created_at)
            VALUES ('q', 'terminal', 'here', 'p', '{}', 1.5);
            INSERT INTO move (quiz_id, number, move, at) VALUES ('q', 0, 'start', 2.5);
            INSERT INTO seen (platform, place, question, at) VALUES ('terminal', 'here', 'x', 2.5);
            """
        )

    async with await open_database(url) as database:
        await migrate(database, 0.0, upto=1)
        await database.write(fill)
        await migrate(database, 0.0)
        store = Store(database)
        assert await store.open_quiz("terminal", "here") == quiz
        assert quiz.server == ""
        assert await store.moves("q") == ("start",)
        assert await store.seen("terminal", "here") == {"x"}


async def test_asking_what_is_missing_changes_nothing(url: DatabaseUrl) -> None:
    async with await open_database(url) as database:
        await pending(database)
        with pytest.raises((sqlite3.OperationalError, asyncpg.UndefinedTableError)):
            await schema(url)


async def test_several_may_migrate_at_once(url: DatabaseUrl, later: Path) -> None:
    databases = [await open_database(url) for _ in range(4)]
    try:
        applied = await asyncio.gather(*(migrate(each, 0.0, later) for each in databases))
        names = [step.name for each in applied for step in each]
        assert sorted(names) == sorted([*SHIPPED, "rooms", "sizes", "fewer"])
    finally:
        for each in databases:
            await each.close()


@pytest.mark.parametrize(
    "text",
    ["CREATE TABLE half (id TEXT);\nCREATE TABLE quiz (id TEXT);", "CREATE TABLE half (id TEXT);\nnonsense"],
)
async def test_a_migration_that_fails_leaves_nothing_behind(url: DatabaseUrl, later: Path, text: str) -> None:
    async with await open_database(url) as database:
        await migrate(database, 0.0, later, upto=NEXT - 1)
        before = await schema(url)
        (later / ROOMS).write_text(text, encoding="utf-8")
        with pytest.raises(DatabaseError) as caught:
            await migrate(database, 0.0, later)
        assert caught.value.trouble is Trouble.FAILED
        assert await schema(url) == before
        (later / ROOMS).write_text(LATER[ROOMS], encoding="utf-8")
        assert len(await migrate(database, 0.0, later)) == 3


async def test_a_database_of_a_newer_tarikh_is_refused(
    database: Database, url: DatabaseUrl, later: Path
) -> None:
    await migrate(database, 0.0, later)
    before = await schema(url)
    for attempt in (migrate(database, 0.0), pending(database), require_current(database)):
        with pytest.raises(
            DatabaseError, match=rf"was migrated by a newer Tarikh \({NEXT:04} rooms\)"
        ) as caught:
            await attempt
        assert caught.value.trouble is Trouble.NEWER
    assert await schema(url) == before


async def test_a_migration_that_was_changed_later_is_refused(
    database: Database, url: DatabaseUrl, later: Path
) -> None:
    await migrate(database, 0.0, later)
    with (later / ROOMS).open("a", encoding="utf-8") as file:
        file.write("-- one word more\n")
    before = await schema(url)
    for attempt in (
        migrate(database, 0.0, later),
        pending(database, later),
        require_current(database, later),
    ):
        with pytest.raises(DatabaseError, match=f"holds another {NEXT:04} rooms than this Tarikh") as caught:
            await attempt
        assert caught.value.trouble is Trouble.CHANGED
    assert await schema(url) == before


async def test_a_migrations_triggers_work(url: DatabaseUrl, later: Path) -> None:
    async def insert(statements: Statements) -> None:
        await statements.script(
            "INSERT INTO room (id) VALUES ('a'); INSERT INTO room (id, size) VALUES ('b', 7);"
        )

    async with await open_database(url) as database:
        await migrate(database, 0.0, later)
        await database.write(insert)
    query = "SELECT id, size FROM room ORDER BY id"
    if url.path is not None:
        with closing(sqlite3.connect(url.path)) as file:
            rows = file.execute(query).fetchall()
    else:
        connection = await asyncpg.connect(url.address.reveal())
        rows = [tuple(row) for row in await connection.fetch(query)]
        await connection.close()
    assert rows == [("a", 1), ("b", 7)]


@pytest.mark.parametrize("dialect", list(Dialect))
def test_the_shipped_migrations_are_the_same_steps_everywhere(dialect: Dialect) -> None:
    names = [(step.number, step.name) for step in migrations(dialect)]
    assert names == [(step.number, step.name) for step in migrations(Dialect.SQLITE)]
    assert names[:2] == [(1, "quizzes"), (2, "servers")]


@pytest.mark.parametrize(
    ("names", "wrong"),
    [
        (["quizzes.sql"], "quizzes.sql: a migration is named like 0001_quizzes.sql"),
        (["1_quizzes.sql"], "a migration is named like"),
        (["0001_Quizzes.sql"], "a migration is named like"),
        (["0002_quizzes.sql"], "0002_quizzes.sql: the number is not the one after 0"),
        (["0001_a.sql", "0001_b.sql"], "0001_b.sql: the number is not the one after 1"),
        (
            ["0001_a.sql", "0002_b.postgresql.sql", "0003_c.sql"],
            "0003_c.sql: the number is not",
        ),
        (["0001_a.sql", "0001_a.sqlite.sql"], "0001_a.sqlite.sql: the number is not the one after 1"),
    ],
)
def test_misnamed_migrations_are_refused(tmp_path: Path, names: list[str], wrong: str) -> None:
    for name in names:
        (tmp_path / name).touch()
    with pytest.raises(ValueError, match=wrong):
        migrations(Dialect.SQLITE, tmp_path)
