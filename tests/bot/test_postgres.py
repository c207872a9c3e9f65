from __future__ import annotations

import asyncio
import itertools
import socket
from typing import TYPE_CHECKING
from urllib.parse import quote

import asyncpg
import pytest

from bot.address import DatabaseUrl, database_url
from bot.backend import DatabaseError, Statements, Trouble
from bot.database import open_database
from bot.migrating import migrate
from bot.postgres import trouble
from bot.store import NewQuiz, Store

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from bot.database import Database

QUIZ = NewQuiz("q", "t", "p", "p", "{}", 0.0)
NAMES = (f"role_{number}" for number in itertools.count(1))


@pytest.fixture
def url(new_postgres: Callable[[], DatabaseUrl]) -> DatabaseUrl:
    """Only PostgreSQL here."""
    return new_postgres()


@pytest.fixture
async def store(database: Database) -> Store:
    store = Store(database)
    await store.create_quiz(QUIZ)
    return store


@pytest.fixture
async def other(url: DatabaseUrl, database: Database) -> AsyncIterator[asyncpg.Connection]:
    """Another session on the same database."""
    assert database.shown == url.shown
    connection = await asyncpg.connect(url.address.reveal())
    yield connection
    await connection.close()


async def refusal(address: str, patience: float = 5.0) -> DatabaseError:
    with pytest.raises(DatabaseError) as caught:
        await (await open_database(database_url(address), patience=patience)).close()
    assert "\n" not in str(caught.value)
    return caught.value


async def end_the_others(other: asyncpg.Connection) -> int:
    """End every session but this one, as a restart of the server does."""
    ended = await other.fetch(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name = 'tarikh'"
    )
    return len(ended)


async def test_no_server(tmp_path: object) -> None:
    for address in (f"postgresql://u:geheim@/x?host={tmp_path}", "postgresql://u:geheim@127.0.0.1:1/x"):
        error = await refusal(address)
        assert error.trouble is Trouble.UNREACHABLE
        assert "cannot be reached; look whether the server runs" in str(error)
        assert "geheim" not in str(error)


async def test_a_server_that_does_not_answer() -> None:
    """It takes the connection and then says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        error = await refusal(f"postgresql://u:geheim@127.0.0.1:{server.getsockname()[1]}/x", patience=0.2)
    assert error.trouble is Trouble.UNREACHABLE


async def test_no_such_database(postgres_at: Callable[[str], str]) -> None:
    error = await refusal(postgres_at("no_such_name"))
    assert error.trouble is Trouble.MISSING
    assert "no_such_name does not exist on its server; create the database first" in str(error)


async def test_a_wrong_password_is_not_repeated(
    psql: Callable[[str], str], postgres_at: Callable[[str], str]
) -> None:
    name = next(NAMES)
    file = psql("SHOW hba_file;").splitlines()[2].strip()
    psql(f"SET password_encryption = 'scram-sha-256'; CREATE ROLE {name} LOGIN PASSWORD 'right';")
    rule = f"local all {name} scram-sha-256"
    rules = f"SELECT unnest(ARRAY['{rule}', 'local all all trust'])"
    copy = f"COPY ({rules}) TO '{file}'; SELECT pg_reload_conf();"
    assert "COPY 2" in psql(copy)
    address = postgres_at("postgres").replace("postgres:@", f"{name}:{quote('ge/heim', safe='')}@")
    error: DatabaseError | None = None
    while error is None:  # the server reads its rules a little later
        try:
            await (await open_database(database_url(address))).close()
        except DatabaseError as refused:
            error = refused
    assert error.trouble is Trouble.DENIED
    assert str(error) == (
        f"postgresql://{name}@/postgres refuses the user or the password; look at TARIKH_DATABASE_URL."
    )


async def test_an_address_that_the_driver_refuses() -> None:
    error = await refusal("postgresql://u:geheim@h/x?sslmode=geheim")
    assert error.trouble is Trouble.FAILED
    assert str(error) == "postgresql://u@h/x is no usable address; look at TARIKH_DATABASE_URL."


async def test_a_database_that_cannot_hold_our_letters(
    psql: Callable[[str], str], postgres_at: Callable[[str], str]
) -> None:
    name = next(NAMES)
    psql(f"CREATE DATABASE {name} ENCODING 'SQL_ASCII' LOCALE 'C' TEMPLATE template0;")
    error = await refusal(postgres_at(name))
    assert error.trouble is Trouble.FAILED
    assert str(error) == f"postgresql://postgres@/{name} is in SQL_ASCII; create it with ENCODING 'UTF8'."


async def test_every_session_commits_to_the_disk(psql: Callable[[str], str], url: DatabaseUrl) -> None:
    """Also on a server that was told not to."""
    name = url.shown.rpartition("/")[2]
    psql(f"ALTER DATABASE {name} SET synchronous_commit = off;")
    async with await open_database(url) as database:

        async def look(statements: Statements) -> tuple[str, str, str]:
            connection = statements._connection  # type: ignore[attr-defined] # noqa: SLF001 - nothing else can ask for a session's settings
            return (
                await connection.fetchval("SHOW synchronous_commit"),
                await connection.fetchval("SHOW lock_timeout"),
                await connection.fetchval("SHOW idle_in_transaction_session_timeout"),
            )

        assert await database.write(look) == ("on", "10s", "10s")
        assert await database.read(look) == ("on", "10s", "10s")
        assert await database.write(look) == ("on", "10s", "10s")


async def test_a_restart_of_the_server_is_not_noticed(store: Store, other: asyncpg.Connection) -> None:
    assert await store.append("q", 0, "before", 0.0)
    assert await store.moves("q") == ("before",)
    assert await end_the_others(other) >= 2
    assert await store.append("q", 1, "after", 0.0)
    assert await store.moves("q") == ("before", "after")


async def test_a_connection_that_dies_in_a_transaction_is_tried_again(
    store: Store, other: asyncpg.Connection
) -> None:
    tries = 0

    async def work(statements: Statements) -> bool:
        nonlocal tries
        tries += 1
        move = {"quiz_id": "q", "number": 0, "move": f"try {tries}", "at": 0.0}
        (kept,) = await statements.each("append_move", [move])
        if tries == 1:
            await end_the_others(other)
        await statements.rows("moves", quiz_id="q")
        return kept

    assert await store.database.write(work)
    assert await store.moves("q") == ("try 2",)


async def test_a_connection_that_dies_again_and_again_is_an_error_for_all(
    store: Store, other: asyncpg.Connection
) -> None:
    async def work(statements: Statements) -> None:
        await end_the_others(other)
        await statements.rows("moves", quiz_id="q")

    results = await asyncio.gather(
        store.database.write(work), store.append("q", 0, "x", 0.0), return_exceptions=True
    )
    for result in results:
        assert isinstance(result, DatabaseError)
        assert result.trouble is Trouble.UNREACHABLE
    assert await store.moves("q") == ()
    assert await store.append("q", 0, "x", 0.0)


async def test_a_connection_that_dies_in_a_commit_is_not_tried_again(
    store: Store, other: asyncpg.Connection
) -> None:
    """Whether it was written is not known, so nobody may be told either way."""
    await other.execute("""
        CREATE TABLE dying (x INT);
        CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END; $$;
        CREATE CONSTRAINT TRIGGER die AFTER INSERT ON dying DEFERRABLE INITIALLY DEFERRED
            FOR EACH ROW EXECUTE FUNCTION die();
        """)
    tries = 0

    async def work(statements: Statements) -> None:
        nonlocal tries
        tries += 1
        await statements.script("INSERT INTO dying VALUES (1)")

    results = await asyncio.gather(
        store.append("q", 0, "x", 0.0), store.database.write(work), return_exceptions=True
    )
    for result in results:
        assert isinstance(result, DatabaseError)
        assert result.trouble is Trouble.UNCERTAIN
    assert tries == 1
    assert await store.append("q", 0, "x", 0.0)


async def test_a_table_that_was_migrated_meanwhile(store: Store, other: asyncpg.Connection) -> None:
    """The server refuses a statement that was prepared for other types; it is prepared again."""

    async def look(statements: Statements) -> list[str]:
        return [row[0] for row in await statements.rows("moves", quiz_id="q")]

    assert await store.append("q", 0, "x", 0.0)
    for run in (store.database.write, store.database.read):
        assert await run(look) == ["x"]
    await other.execute("ALTER TABLE move ALTER COLUMN move TYPE VARCHAR(1000)")
    for run in (store.database.write, store.database.read):
        assert await run(look) == ["x"]
    assert await store.append("q", 1, "y", 0.0)


async def test_a_failed_statement_cannot_be_overlooked(store: Store) -> None:
    async def work(statements: Statements) -> None:
        await statements.each("append_move", [{"quiz_id": "q", "number": 0, "move": "x", "at": 0.0}])
        with pytest.raises(asyncpg.PostgresSyntaxError):
            await statements.script("nonsense")

    with pytest.raises(DatabaseError, match="rolled back, because a statement had failed"):
        await store.database.write(work)
    assert await store.moves("q") == ()


async def test_a_rule_that_is_checked_at_the_commit(store: Store, other: asyncpg.Connection) -> None:
    await other.execute("CREATE TABLE rule (x INT UNIQUE DEFERRABLE INITIALLY DEFERRED)")

    async def work(statements: Statements) -> None:
        await statements.script("INSERT INTO rule VALUES (1), (1)")

    results = await asyncio.gather(
        store.append("q", 0, "x", 0.0), store.database.write(work), return_exceptions=True
    )
    assert results[0] is True
    assert isinstance(results[1], DatabaseError)
    assert results[1].trouble is Trouble.INVALID
    assert await other.fetch("SELECT * FROM rule") == []


async def test_a_lock_that_is_held_too_long(
    url: DatabaseUrl, store: Store, other: asyncpg.Connection
) -> None:
    async with await open_database(url, patience=0.2) as hasty, other.transaction():
        await other.execute("LOCK TABLE seen IN EXCLUSIVE MODE")
        results = await asyncio.gather(
            Store(hasty).append("q", 0, "not in the way", 0.0),
            Store(hasty).remember_seen("t", "p", ["x"], 0.0),
            return_exceptions=True,
        )
    assert results[0] is True
    assert isinstance(results[1], DatabaseError)
    assert results[1].trouble is Trouble.LOCKED
    assert await store.moves("q") == ("not in the way",)


async def test_a_process_that_stands_still_keeps_nothing_from_others(url: DatabaseUrl, store: Store) -> None:
    stands, goes_on, tries = asyncio.Event(), asyncio.Event(), 0

    async def stands_still(statements: Statements) -> None:
        nonlocal tries
        tries += 1
        values = {"platform": "t", "place": "p", "question": "x", "at": float(tries), "server": ""}
        await statements.many("remember_seen", [values])
        if tries == 1:  # the machine is stopped just here
            stands.set()
            await goes_on.wait()
        await statements.rows("moves", quiz_id="q")

    async with await open_database(url, patience=0.2) as stopped:
        stopping = asyncio.create_task(stopped.write(stands_still))
        await stands.wait()
        try:
            await store.remember_seen("t", "p", ["x"], 7.0)  # it waits as long as the other may stand still
        finally:
            goes_on.set()
        await stopping  # it does it again
    assert tries >= 2


async def test_a_deadlock_is_tried_again(store: Store, other: asyncpg.Connection) -> None:
    await store.remember_seen("t", "p", ["a", "b"], 0.0)
    await other.execute("SET deadlock_timeout = '60s'")  # so that the bot's session is the one that gives way
    both_hold = asyncio.Event()
    update = "UPDATE seen SET at = 9 WHERE question = $1"
    tries = 0

    async def theirs() -> None:
        async with other.transaction():
            await other.execute(update, "b")
            await both_hold.wait()
            await other.execute(update, "a")

    async def ours(statements: Statements) -> None:
        nonlocal tries
        tries += 1
        for question in ("a", "b"):
            values = {"platform": "t", "place": "p", "question": question, "at": 7.0, "server": ""}
            await statements.many("remember_seen", [values])
            both_hold.set()

    session = asyncio.create_task(theirs())
    await asyncio.sleep(0.1)
    await store.database.write(ours)
    await session
    assert tries >= 2
    assert [row["at"] for row in await other.fetch("SELECT at FROM seen")] == [7.0, 7.0]


async def test_a_move_waits_for_another_processs_closing(store: Store, other: asyncpg.Connection) -> None:
    async with other.transaction():
        await other.execute("UPDATE quiz SET closed_at = 1, closed_how = 'x' WHERE id = 'q'")
        move = asyncio.create_task(store.append("q", 0, "x", 0.0))
        await asyncio.sleep(0.1)
        assert not move.done()
    assert await move is False
    assert await store.moves("q") == ()


async def test_closing_a_quiz_waits_for_another_processs_move(
    psql: Callable[[str], str], url: DatabaseUrl
) -> None:
    """A move is either before the end of its quiz or refused, whoever ends it.

    The two take the quizzes from opposite ends, so they come to wait for each other in the middle.
    """
    psql(f"ALTER DATABASE {url.shown.rpartition('/')[2]} SET deadlock_timeout = '20ms';")
    first = await open_database(url)
    await migrate(first, at=0.0)
    store = Store(first)
    for number in range(30):
        quiz = f"q{number}"
        await store.create_quiz(NewQuiz(quiz, "t", quiz, "p", "{}", 0.0))
    async with await open_database(url) as second:
        results = await asyncio.gather(
            *(store.append(f"q{number}", 0, "x", 0.0) for number in range(30)),
            *(Store(second).close_quiz(f"q{number}", 0.0, "x") for number in reversed(range(30))),
        )
    assert results[30:] == [True] * 30
    for number in range(30):
        assert await store.moves(f"q{number}") == (("x",) if results[number] else ())
    await first.close()


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("25006", Trouble.READ_ONLY),
        ("42501", Trouble.DENIED),
        ("53100", Trouble.FULL),
        ("53300", Trouble.UNREACHABLE),
        ("57014", Trouble.LOCKED),
        ("57P03", Trouble.UNREACHABLE),
        ("XX001", Trouble.DAMAGED),
        ("XX000", Trouble.FAILED),
        ("23514", Trouble.INVALID),
        ("40001", Trouble.LOCKED),
    ],
)
async def test_what_the_server_says_is_understood(store: Store, state: str, expected: Trouble) -> None:
    """The server itself raises each of these."""

    async def work(statements: Statements) -> None:
        await statements.script(
            f"DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '{state}', MESSAGE = 'said'; END $$"
        )

    with pytest.raises(DatabaseError) as caught:
        await store.database.write(work)
    assert caught.value.trouble is expected
    assert await store.append("q", 0, "works again", 0.0)


async def test_a_database_that_may_only_be_read(psql: Callable[[str], str], url: DatabaseUrl) -> None:
    async with await open_database(url) as database:
        await migrate(database, at=0.0)
    psql(f"ALTER DATABASE {url.shown.rpartition('/')[2]} SET default_transaction_read_only = on;")
    async with await open_database(url) as database:
        with pytest.raises(DatabaseError, match="may only be read") as caught:
            await Store(database).create_quiz(QUIZ)
    assert caught.value.trouble is Trouble.READ_ONLY


def test_a_servers_long_words_are_cut() -> None:
    error = asyncpg.PostgresError("first line " + "x" * 1_000 + "\nsecond line")
    told = str(trouble("here", error))
    assert told.startswith("here does not work: first line xxx")
    assert len(told) < 250
    assert "second" not in told
