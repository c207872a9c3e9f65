from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from bot.backend import DatabaseError, Dialect, Statements, Trouble
from bot.database import MAX_BATCH, Database, Single, open_database
from bot.migrating import migrate

if TYPE_CHECKING:
    from bot.address import DatabaseUrl
    from bot.database import Operation


def note(question: str) -> Operation[Statements]:
    """Write a row, and return the statements: whoever shares a transaction shares them."""

    async def run(statements: Statements) -> Statements:
        values = {"platform": "t", "place": "p", "question": question, "at": 1.0, "server": ""}
        await statements.many("remember_seen", [values])
        return statements

    return run


def break_a_rule() -> Operation[None]:
    async def run(statements: Statements) -> None:
        values = {"id": "q", "platform": "t", "place": "p", "pack": "p", "setup": None, "server": ""}
        await note("beside the broken rule")(statements)
        await statements.each("create_quiz", [{**values, "created_at": 1.0}])

    return run


def stumble() -> Operation[None]:
    async def run(statements: Statements) -> None:
        await note("before stumbling")(statements)
        raise RuntimeError("stumbled")

    return run


async def noted(database: Database) -> set[str]:
    async def run(statements: Statements) -> set[str]:
        return {row[0] for row in await statements.rows("seen", platform="t", place="p")}

    return await database.read(run)


async def test_what_it_is(database: Database, url: DatabaseUrl) -> None:
    assert database.dialect is (Dialect.SQLITE if url.path else Dialect.POSTGRESQL)
    assert database.shown in url.shown


async def test_writes_that_come_together_share_a_transaction(database: Database) -> None:
    shared = await asyncio.gather(*(database.write(note(f"n{n}")) for n in range(60)))
    assert len({id(each) for each in shared}) == 1
    assert await noted(database) == {f"n{n}" for n in range(60)}
    apart = [await database.write(note("x")), await database.write(note("x"))]
    assert apart[0] is not apart[1]


async def test_writes_that_come_during_a_commit_share_the_next(database: Database) -> None:
    first = asyncio.create_task(database.write(note("first")))
    await asyncio.sleep(0)
    await asyncio.sleep(0)  # the first has begun, alone
    rest = await asyncio.gather(*(database.write(note(f"n{n}")) for n in range(20)))
    assert len({id(each) for each in rest}) == 1
    assert rest[0] is not await first


async def test_a_batch_has_an_end(database: Database) -> None:
    shared = await asyncio.gather(*(database.write(note(f"n{n}")) for n in range(2 * MAX_BATCH + 1)))
    groups = [id(each) for each in shared]
    assert [groups.count(each) for each in dict.fromkeys(groups)] == [MAX_BATCH, MAX_BATCH, 1]
    assert len(await noted(database)) == 2 * MAX_BATCH + 1


async def test_only_the_culprit_gets_its_error(database: Database) -> None:
    results = await asyncio.gather(
        *(database.write(note(f"n{n}")) for n in range(10)),
        database.write(stumble()),
        *(database.write(note(f"n{n}")) for n in range(10, 20)),
        database.write(break_a_rule()),
        return_exceptions=True,
    )
    wrong = {n: result for n, result in enumerate(results) if isinstance(result, BaseException)}
    assert sorted(wrong) == [10, 21]
    assert isinstance(wrong[10], RuntimeError)
    assert isinstance(wrong[21], DatabaseError)
    assert wrong[21].trouble is Trouble.INVALID
    assert await noted(database) == {f"n{n}" for n in range(20)}


async def test_an_operation_leaves_all_or_nothing(database: Database) -> None:
    for operation in (stumble(), break_a_rule()):
        with pytest.raises((RuntimeError, DatabaseError)):
            await database.write(operation)
    assert await noted(database) == set()
    await database.write(note("after"))
    assert await noted(database) == {"after"}


async def test_a_result_comes_to_whom_it_belongs(database: Database) -> None:
    def count(number: int) -> Operation[int]:
        async def run(statements: Statements) -> int:
            await note(f"n{number}")(statements)
            return number

        return run

    assert await asyncio.gather(*(database.write(count(n)) for n in range(50))) == list(range(50))


async def test_writes_are_done_in_the_order_in_which_they_came(database: Database) -> None:
    done: list[int] = []

    def write(number: int) -> Operation[None]:
        async def run(statements: Statements) -> None:
            await note("the same row")(statements)
            done.append(number)

        return run

    await asyncio.gather(*(database.write(write(n)) for n in range(30)))
    assert done == list(range(30))


async def test_a_caller_that_gives_up_harms_nobody(database: Database) -> None:
    tasks = [asyncio.create_task(database.write(note(f"n{n}"))) for n in range(20)]
    await asyncio.sleep(0)
    for each in tasks[::4]:
        each.cancel()
    await asyncio.sleep(0.002)
    for each in tasks[1::4]:
        each.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    kept = {f"n{n}" for n, each in enumerate(tasks) if not each.cancelled()}
    assert kept <= await noted(database)
    await database.write(note("after"))
    assert "after" in await noted(database)


@pytest.mark.parametrize("stumbles", [False, True])
async def test_a_caller_may_give_up_while_its_write_runs(database: Database, stumbles: bool) -> None:
    async def run(statements: Statements) -> None:
        await note("written all the same")(statements)
        task.cancel()
        await asyncio.sleep(0)
        if stumbles:
            raise RuntimeError("nobody hears this")

    task = asyncio.create_task(database.write(run))
    with pytest.raises(asyncio.CancelledError):
        await task
    await database.write(note("after"))
    assert await noted(database) == {"after"} | (set() if stumbles else {"written all the same"})


async def test_the_same_statement_from_many_is_answered_one_by_one(database: Database) -> None:
    """Those that change nothing are told so, also among others that do."""
    values = {"id": "q", "platform": "t", "place": "p", "pack": "p", "setup": "{}", "server": ""}
    moves = [0, 0, 1, 3, 2, 2, 3]
    results = await asyncio.gather(
        database.write(Single("create_quiz", {**values, "created_at": 1.0})),
        *(
            database.write(Single("append_move", {"quiz_id": "q", "number": number, "move": "x", "at": 1.0}))
            for number in moves
        ),
        database.write(note("between")),
        database.write(Single("close_quiz", {"quiz_id": "q", "at": 2.0, "how": "done"})),
        database.write(Single("close_quiz", {"quiz_id": "q", "at": 2.0, "how": "done"})),
    )
    results.pop(-3)
    assert results == [True, True, False, True, False, True, False, True, True, False]


async def test_a_writer_that_is_cancelled_answers_everybody_and_goes_on(database: Database) -> None:
    """As when the loop ends: every task is cancelled, and none may hang."""
    waiting = [asyncio.create_task(database.write(note(f"n{n}"))) for n in range(3)]
    await asyncio.sleep(0)
    (writer,) = [task for task in asyncio.all_tasks() if task.get_name() == "tarikh: group commit"]
    await asyncio.sleep(0)
    late = asyncio.create_task(database.write(note("late")))
    await asyncio.sleep(0)
    writer.cancel()
    results = await asyncio.gather(*waiting, late, return_exceptions=True)
    assert [type(each) for each in results] == [asyncio.CancelledError] * 4
    await database.write(note("after"))
    assert await noted(database) == {"after"}


async def test_closing_finishes_what_was_asked_for(url: DatabaseUrl) -> None:
    database = await open_database(url)
    await migrate(database, at=0.0)
    tasks = [asyncio.create_task(database.write(note(f"n{n}"))) for n in range(300)]
    await asyncio.sleep(0)
    await database.close()
    await database.close()
    await asyncio.gather(*tasks)
    for late in (database.write(note("late")), noted(database)):
        with pytest.raises(DatabaseError, match="has been closed") as caught:
            await late
        assert caught.value.trouble is Trouble.CLOSED
    async with await open_database(url) as again:
        assert len(await noted(again)) == 300


async def test_reading_cannot_write(database: Database) -> None:
    with pytest.raises(DatabaseError) as caught:
        await database.read(note("x"))
    assert caught.value.trouble is Trouble.READ_ONLY
    assert await noted(database) == set()


async def test_reading_sees_what_was_answered_and_nothing_else(database: Database) -> None:
    seen_within: list[set[str]] = []

    async def slow(statements: Statements) -> None:
        await note("slow")(statements)
        seen_within.append(await noted(database))

    await database.write(note("first"))
    await database.write(slow)
    assert seen_within == [{"first"}]
    assert await noted(database) == {"first", "slow"}


async def test_many_read_while_one_writes(database: Database) -> None:
    async def write() -> None:
        for number in range(30):
            await database.write(note(f"n{number}"))

    async def read() -> None:
        before = 0
        for _ in range(30):
            now = len(await noted(database))
            assert now >= before
            before = now

    await asyncio.gather(write(), *(read() for _ in range(8)))
    assert len(await noted(database)) == 30


async def test_a_database_that_was_never_migrated_says_so(url: DatabaseUrl) -> None:
    async with await open_database(url) as database:
        for attempt in (noted(database), database.write(note("x"))):
            with pytest.raises(DatabaseError, match="lacks a table; run: tarikh migrate") as caught:
                await attempt
            assert caught.value.trouble is Trouble.OUTDATED


async def test_statements_that_are_wrong_are_told_as_the_database_does(database: Database) -> None:
    with pytest.raises(DatabaseError, match=r"does not work: .*nonsense") as caught:
        await database.write(lambda statements: statements.script("nonsense;"))
    assert caught.value.trouble is Trouble.FAILED
