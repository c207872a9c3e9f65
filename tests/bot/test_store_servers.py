"""What the store keeps for servers: messages, settings, what was told, and forgetting all of it."""

from __future__ import annotations

import asyncio
import sqlite3
import subprocess
import sys
from contextlib import asynccontextmanager, closing
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import asyncpg
import pytest

from bot.backend import DatabaseError
from bot.daily_answers import Answer, DailyAnswers
from bot.database import open_database
from bot.marks import Mark, Marks
from bot.message import Person, Place
from bot.outbox import Outbox
from bot.schedules import Planned, Schedule
from bot.store import NewQuiz, Store
from bot.subscriptions import Kind, Subscription, Subscriptions, Wish
from bot.voices import Voices
from quizzes.scoring import Row, Table

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.address import DatabaseUrl

ROOT = Path(__file__).parents[2]
QUIZ = NewQuiz("q1", "terminal", "here", "afghan-peace", "{}", 1_795_000_000.5)
TABLES = (
    *("daily_answer", "daily_post", "gate", "mark", "move", "played", "posted", "quiz", "seen", "server"),
    *("settings", "subscription", "synced", "told"),
)
# What an installation keeps (see bot.workspaces), who speaks, and when somebody last looked what is due:
# nothing that a server is forgotten with.
APART = ("daily_tick", "heard", "installation", "member", "oauth_state", "voice")


async def everything(url: DatabaseUrl) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table but the versions, in the order of their values."""
    found: dict[str, list[tuple[object, ...]]] = {}
    if url.path is not None:
        with closing(sqlite3.connect(url.path)) as file:
            names = [row[0] for row in file.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
            for name in names:
                found[name] = file.execute(f"SELECT * FROM {name}").fetchall()  # noqa: S608 - our own tables
    else:
        connection = await asyncpg.connect(url.address.reveal())
        try:
            rows = await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
            for (name,) in rows:
                table = await connection.fetch(f"SELECT * FROM {name}")  # noqa: S608 - our own tables
                found[name] = [tuple(row) for row in table]
        finally:
            await connection.close()
    del found["schema_version"]
    return {name: sorted(rows, key=repr) for name, rows in found.items()}


@asynccontextmanager
async def another_session(url: DatabaseUrl, *statements: str) -> AsyncIterator[None]:
    """Another process's transaction that has run these statements, and commits when the context ends."""
    if url.path is not None:
        with closing(sqlite3.connect(url.path, isolation_level=None)) as file:
            file.execute("BEGIN IMMEDIATE")
            for statement in statements:
                file.execute(statement)
            yield
            file.execute("COMMIT")
        return
    connection = await asyncpg.connect(url.address.reveal())
    try:
        async with connection.transaction():
            for statement in statements:
                await connection.execute(statement)
            yield
    finally:
        await connection.close()


async def test_messages_that_show_a_quiz_are_remembered_by_slot(store: Store) -> None:
    await store.create_quiz(QUIZ)
    assert await store.posted("q1") == {}
    assert await store.keep_posted("q1", "question:1", "901") is True
    assert await store.keep_posted("q1", "lobby", "900") is True
    assert await store.keep_posted("q1", "question:1", "902") is True
    assert await store.posted("q1") == {"lobby": "900", "question:1": "902"}
    await store.close_quiz("q1", 2.0, "finished")
    assert await store.keep_posted("q1", "result", "903") is True
    assert await store.posted("q1") == {"lobby": "900", "question:1": "902", "result": "903"}
    assert await store.keep_posted("q2", "lobby", "904") is False
    assert await store.posted("q2") == {}


async def test_of_a_quiz_that_is_being_deleted_no_message_is_kept(store: Store, url: DatabaseUrl) -> None:
    await store.create_quiz(QUIZ)
    async with another_session(url, "DELETE FROM quiz"):
        keeping = asyncio.create_task(store.keep_posted("q1", "lobby", "900"))
        await asyncio.sleep(0.1)
        assert not keeping.done()
    assert await keeping is False
    assert not any((await everything(url)).values())


async def test_settings_are_kept_as_they_were_given(store: Store) -> None:
    assert await store.settings("discord", "s1") is None
    await store.keep_settings("discord", "s1", '{"locale": "فا"}', 1.0)
    await store.keep_settings("slack", "s1", "of another platform", 1.0)
    await store.keep_settings("discord", "s2", "", 1.0)
    assert await store.settings("discord", "s1") == '{"locale": "فا"}'
    await store.keep_settings("discord", "s1", "later", 2.0)
    assert await store.settings("discord", "s1") == "later"
    assert await store.settings("discord", "s2") == ""
    assert await store.settings("slack", "s1") == "of another platform"


async def test_something_is_told_once_until_it_is_untold(store: Store) -> None:
    assert await store.tell_once("discord", "s1", "7:may not post", 1.0) is True
    assert await store.tell_once("discord", "s1", "7:may not post", 2.0) is False
    assert await store.tell_once("discord", "s1", "7:may not embed", 2.0) is True
    assert await store.tell_once("discord", "s1", "8:may not post", 2.0) is True
    assert await store.tell_once("discord", "s2", "7:may not post", 2.0) is True
    assert await store.tell_once("slack", "s1", "7:may not post", 2.0) is True
    await store.untell("discord", "s1", "7:")
    assert await store.tell_once("discord", "s1", "8:may not post", 3.0) is False
    assert await store.tell_once("discord", "s2", "7:may not post", 3.0) is False
    assert await store.tell_once("slack", "s1", "7:may not post", 3.0) is False
    assert await store.tell_once("discord", "s1", "7:may not post", 3.0) is True
    assert await store.tell_once("discord", "s1", "7:may not embed", 3.0) is True


@pytest.mark.parametrize(
    ("prefix", "left"),
    [
        ("", set()),
        ("a", {"A_1", "_b", "ثور ۱"}),
        ("a_", {"axb", "a%b", "A_1", "_b", "ثور ۱"}),  # an underscore is that letter, not any
        ("a%", {"a_b", "axb", "A_1", "_b", "ثور ۱"}),
        ("%", {"a_b", "axb", "a%b", "A_1", "_b", "ثور ۱"}),
        ("a_b_and_more", {"a_b", "axb", "a%b", "A_1", "_b", "ثور ۱"}),
        ("ثو", {"a_b", "axb", "a%b", "A_1", "_b"}),
    ],
)
async def test_what_is_untold_begins_with_the_prefix_letter_for_letter(
    store: Store, prefix: str, left: set[str]
) -> None:
    told = ("a_b", "axb", "a%b", "A_1", "_b", "ثور ۱")
    for what in told:
        await store.tell_once("discord", "s1", what, 1.0)
    await store.untell("discord", "s1", prefix)
    assert {what for what in told if not await store.tell_once("discord", "s1", what, 2.0)} == left


async def test_a_fingerprint_is_kept_for_each_application(store: Store) -> None:
    assert await store.fingerprint("discord", "a1") is None
    await store.keep_fingerprint("discord", "a1", "one")
    await store.keep_fingerprint("discord", "a2", "two")
    await store.keep_fingerprint("discord", "a1", "three")
    assert await store.fingerprint("discord", "a1") == "three"
    assert await store.fingerprint("discord", "a2") == "two"
    assert await store.fingerprint("slack", "a1") is None


async def test_slots_of_a_bucket_come_one_after_another(store: Store) -> None:
    assert await store.identify_at("discord", 0, 1_795_000_000.3, 5.0) == 1_795_000_000.3
    assert await store.identify_at("discord", 0, 1_795_000_000.4, 5.0) == 1_795_000_005.3
    assert await store.identify_at("discord", 0, 1_795_000_001.0, 2.0) == 1_795_000_010.3
    assert await store.identify_at("discord", 1, 1_795_000_001.0, 5.0) == 1_795_000_001.0
    assert await store.identify_at("other", 0, 1_795_000_001.0, 5.0) == 1_795_000_001.0
    assert await store.identify_at("discord", 0, 1_795_000_012.3, 5.0) == 1_795_000_012.3  # just free again
    assert await store.identify_at("discord", 0, 1_795_000_100.0, 5.0) == 1_795_000_100.0
    assert await store.identify_at("discord", 0, 1_795_000_000.0, 5.0) == 1_795_000_105.0  # a clock behind


PROCESS = """
import asyncio, sys
from bot.address import database_url
from bot.database import open_database
from bot.store import Store

async def main():
    async with await open_database(database_url(sys.argv[1])) as database:
        store = Store(database)
        print("ready", flush=True)
        sys.stdin.readline()
        told, slots = [], []
        for n in range(30):
            told.append(await store.tell_once("discord", "s1", f"what {n}", 1.0))
            slots.append(await store.identify_at("discord", n % 2, 1000.0 + n, 5.0))
            await asyncio.sleep(0.002)  # who waits for SQLite's lock sleeps too: without it they go by turns
        print("told", *(n for n, first in enumerate(told) if first), flush=True)
        for bucket in (0, 1):
            print("slots", *slots[bucket::2], flush=True)

asyncio.run(main())
"""


async def test_processes_share_what_is_told_once_and_the_gate(store: Store, url: DatabaseUrl) -> None:
    """Three processes begin at the same moment: each thing is told by one, and no two slots are too near."""
    await store.untell("discord", "s1", "")
    address = url.address.reveal()
    command = [sys.executable, "-c", PROCESS, address]
    children = [
        subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)  # noqa: ASYNC220 - nothing else runs in this loop
        for _ in range(3)
    ]
    try:
        for child in children:
            assert child.stdout is not None
            assert child.stdout.readline() == "ready\n"
        for child in children:
            assert child.stdin is not None
            child.stdin.write("go\n")
            child.stdin.flush()
        printed = [child.communicate(timeout=60)[0] for child in children]
    finally:
        for child in children:
            child.kill()
            child.wait()
    assert [child.returncode for child in children] == [0, 0, 0]
    lines = [line.split() for output in printed for line in output.splitlines()]
    told = [int(n) for line in lines if line[0] == "told" for n in line[1:]]
    assert sorted(told) == list(range(30))
    taken = [line[1:] for line in lines if line[0] == "slots"]
    for bucket in (0, 1):
        slots = sorted(float(slot) for each in taken[bucket::2] for slot in each)
        assert len(slots) == 45
        assert min(after - before for before, after in pairwise(slots)) >= 5.0


async def test_of_many_tasks_one_tells_and_each_has_a_slot_of_its_own(store: Store, url: DatabaseUrl) -> None:
    async with await open_database(url) as second:
        stores = [store, Store(second)] * 20
        told = await asyncio.gather(*(each.tell_once("discord", "s1", "what", 1.0) for each in stores))
        assert told.count(True) == 1
        slots = await asyncio.gather(*(each.identify_at("discord", 0, 100.0, 5.0) for each in stores))
    assert sorted(slots) == [100.0 + 5.0 * n for n in range(40)]


async def test_servers_that_were_left_are_listed_until_they_are_returned_to(store: Store) -> None:
    assert await store.left_servers("discord", 1e12) == ()
    for server, at in (("s2", 20.0), ("s1", 10.0), ("s3", 10.0), ("s4", 40.0)):
        await store.leave("discord", server, at)
    await store.leave("slack", "t1", 1.0)
    assert await store.left_servers("discord", 30.0) == ("s1", "s3", "s2")
    assert await store.left_servers("discord", 10.0) == ()  # before, not at
    await store.leave("discord", "s1", 50.0)
    assert await store.left_servers("discord", 30.0) == ("s1", "s3", "s2")  # the first time counts
    await store.return_to("discord", "s1")
    await store.return_to("discord", "s9")
    assert await store.left_servers("discord", 30.0) == ("s3", "s2")
    await store.leave("discord", "s1", 60.0)
    assert await store.left_servers("discord", 100.0) == ("s3", "s2", "s4", "s1")
    assert await store.servers("discord") == ("s9",)
    await store.return_to("discord", "s7", "s4", "s9", "s7")
    assert await store.servers("discord") == ("s4", "s7", "s9")
    await store.return_to("discord")
    assert await store.servers("slack") == ()


async def fill(store: Store, platform: str, server: str) -> None:
    """Keep something of every kind for a server: 18 rows, and two places of it are known."""
    for nth in (1, 2):
        quiz, place = f"{platform} {server} {nth}", f"{server} place {nth}"
        await store.create_quiz(NewQuiz(quiz, platform, place, "p", "{}", float(nth), server))
        await store.append(quiz, 0, "start", 1.0)
        await store.append(quiz, 1, "answer", 2.0)
        await store.keep_posted(quiz, "lobby", "900")
    await store.close_quiz(f"{platform} {server} 1", 3.0, "finished")
    await store.remember_seen(platform, f"{server} place 1", ["a", "b"], 1.0, server)
    person, marks = Person(f"{platform} {server}", "Amina"), Marks(store.database)
    await marks.practised(person, Place(platform, f"{server} place 1"), server, Mark("a", 1.0, 1.0))
    table = Table((Row(1, person.id, "Amina", 100, 1, 1),), 1)
    await marks.finished(f"{platform} {server} 1", Place(platform, f"{server} place 1"), server, table, 3.0)
    scope = server or "a conversation of two"
    await store.keep_settings(platform, scope, "{}", 1.0)
    await store.tell_once(platform, scope, "what", 1.0)
    await store.leave(platform, scope, 1.0)
    await fill_daily(store, platform, server)


async def fill_daily(store: Store, platform: str, server: str) -> None:
    """Keep a subscription, a post of it, and an answer to that: three rows."""
    place, name = f"{server} place 1", f"{platform} {server}"
    outbox, voices = Outbox(store.database), Voices(store.database)
    wish, planned = Wish(Kind.DAY, Schedule(8, 30, "Asia/Kabul")), Planned(date(2026, 11, 23), 1.0)
    subscription = Subscription(name, platform, server, place, "#room", wish, "7", "Amina", 1.0)
    await Subscriptions(store.database).keep(subscription)
    await outbox.enqueue_one(subscription, planned, 1.0)
    await voices.enter("v", 3600.0)
    (post,) = await outbox.take("v", platform, 1.0, 2)
    await outbox.choose(post.id, "v", "{}", "title", 1.0)
    await outbox.posted(post.id, "v", 1.0)
    await voices.leave("v")
    answer = Answer(post.id, platform, name, "Amina", server, place, 1.0, "yes", 1.0)
    assert await DailyAnswers(store.database).answer(answer)


async def test_a_server_is_forgotten_with_all_that_is_its_own_and_nothing_else(
    store: Store, url: DatabaseUrl
) -> None:
    for platform, server in (("discord", "s2"), ("slack", "s1"), ("discord", "")):
        await fill(store, platform, server)
    await store.keep_fingerprint("discord", "s1", "x")
    await store.identify_at("s1", 0, 1.0, 5.0)
    others = await everything(url)
    assert {*others} == {*TABLES, *APART}  # a new table must be thought of, here and in `forget`
    assert all(others[name] for name in TABLES)
    await fill(store, "discord", "s1")
    kept = await everything(url)
    assert sum(map(len, kept.values())) - sum(map(len, others.values())) == 18
    assert await store.forget("discord", "s1") == 18
    assert await everything(url) == others
    assert await store.forget("discord", "s1") == 0
    await fill(store, "discord", "s1")
    assert await everything(url) == kept


async def test_what_has_no_server_cannot_be_forgotten_as_one(store: Store, url: DatabaseUrl) -> None:
    await fill(store, "discord", "")
    before = await everything(url)
    with pytest.raises(ValueError, match="no server without an id"):
        await store.forget("discord", "")
    assert await everything(url) == before


async def test_a_server_is_forgotten_at_once_or_not_at_all(store: Store, url: DatabaseUrl) -> None:
    await fill(store, "discord", "s1")
    before = await everything(url)
    refuse = (
        "CREATE TRIGGER refuse BEFORE DELETE ON settings BEGIN SELECT RAISE(ABORT, 'no'); END"
        if url.path is not None
        else """
        CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no'; END; $$;
        CREATE TRIGGER refuse BEFORE DELETE ON settings FOR EACH ROW EXECUTE FUNCTION refuse();
        """
    )
    async with another_session(url, refuse):
        pass
    with pytest.raises(DatabaseError):
        await store.forget("discord", "s1")
    assert await everything(url) == before


async def test_a_move_that_comes_while_its_server_is_forgotten_goes_too(
    store: Store, url: DatabaseUrl
) -> None:
    await fill(store, "discord", "s1")
    quiz = "discord s1 2"
    hold = () if url.path is not None else (f"SELECT 1 FROM quiz WHERE id = '{quiz}' FOR SHARE",)  # noqa: S608 - our own id
    insert = f"INSERT INTO move VALUES ('{quiz}', 2, 'late', 3.0)"  # noqa: S608 - our own id
    async with another_session(url, *hold, insert):
        forgetting = asyncio.create_task(store.forget("discord", "s1"))
        await asyncio.sleep(0.1)
        assert not forgetting.done()
    assert await forgetting == 19
    assert not any((await everything(url)).values())
    assert await store.append(quiz, 3, "later", 4.0) is False


async def test_a_seen_question_keeps_the_server_that_is_known(store: Store, url: DatabaseUrl) -> None:
    await store.remember_seen("discord", "p", ["early", "known"], 1.0)
    await store.remember_seen("discord", "p", ["known"], 2.0, "s1")
    await store.remember_seen("discord", "p", ["known"], 3.0)
    assert await store.forget("discord", "s1") == 1
    assert await store.seen("discord", "p") == {"early"}
    assert (await everything(url))["seen"] == [("discord", "p", "early", 1.0, "")]
