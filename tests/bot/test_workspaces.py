"""What is kept of Slack's workspaces, on both databases."""

from __future__ import annotations

import asyncio
import random
import sqlite3
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

import asyncpg
import pytest

from bot.address import Secret
from bot.backend import DatabaseError, Trouble
from bot.database import open_database
from bot.migrating import migrate
from bot.sealing import Sealer, SealError, new_key
from bot.store import Store
from bot.workspaces import Installed, Workspaces

if TYPE_CHECKING:
    from bot.address import DatabaseUrl
    from bot.database import Database

OLD, NEW, OTHER = (Secret(new_key()) for _ in range(3))
TOKEN = "xoxb-1-geheim"
SCHOOL = Installed("T1", "", "UBOT", "UAMINA", 1_795_000_000.5, Secret(f'{{"bot_token": "{TOKEN}"}}'))
CAMPUS = Installed("", "E1", "WBOT", "WOMID", 1_795_000_000.5, Secret("the organisation's"))


@pytest.fixture
def workspaces(database: Database) -> Workspaces:
    return Workspaces(database, Sealer((OLD,)))


async def rows(url: DatabaseUrl, table: str) -> list[tuple[object, ...]]:
    query = f"SELECT * FROM {table} ORDER BY 1"  # noqa: S608 -- our own tables
    if url.path is not None:
        with closing(sqlite3.connect(url.path)) as file:
            return file.execute(query).fetchall()
    connection = await asyncpg.connect(url.address.reveal())
    try:
        return [tuple(row) for row in await connection.fetch(query)]
    finally:
        await connection.close()


async def test_an_installation_is_found_as_it_was_saved(workspaces: Workspaces) -> None:
    assert await workspaces.find("T1") is None
    await workspaces.save(SCHOOL)
    assert await workspaces.find("T1") == SCHOOL
    assert await workspaces.find("T1", "E1") == SCHOOL
    assert await workspaces.find("T2") is None
    assert await workspaces.find("") is None
    assert await workspaces.find("", "E1") is None


async def test_no_token_lies_in_the_database(workspaces: Workspaces, url: DatabaseUrl) -> None:
    await workspaces.save(SCHOOL)
    await workspaces.save(CAMPUS)
    state = await workspaces.issue_state(1.0, 600.0)
    kept = repr(await rows(url, "installation") + await rows(url, "oauth_state"))
    assert "T1" in kept
    assert "geheim" not in kept
    assert "organisation" not in kept
    assert state not in kept
    assert "geheim" not in repr(await workspaces.find("T1"))


async def test_without_a_key_no_installation_is_kept(workspaces: Workspaces, url: DatabaseUrl) -> None:
    with pytest.raises(SealError, match="TARIKH_ENCRYPTION_KEYS is missing"):
        await Workspaces(workspaces.database).save(SCHOOL)
    assert await rows(url, "installation") == []
    assert await Workspaces(workspaces.database).find("T1") is None
    await workspaces.save(SCHOOL)
    for sealer in (Sealer(), Sealer((OTHER,))):
        with pytest.raises(SealError):
            await Workspaces(workspaces.database, sealer).find("T1")


async def test_an_installation_needs_somewhere(workspaces: Workspaces) -> None:
    with pytest.raises(ValueError, match="in a workspace or in an organisation"):
        await workspaces.save(replace(SCHOOL, team=""))


async def test_the_latest_installation_stands_for_the_one_before(
    workspaces: Workspaces, url: DatabaseUrl
) -> None:
    await workspaces.save(SCHOOL)
    again = Installed("T1", "E1", "UBOT2", "UOMID", 1_795_000_100.0, Secret("another"))
    await workspaces.save(again)
    assert await workspaces.find("T1") == again
    assert len(await rows(url, "installation")) == 1


async def test_a_workspaces_own_installation_comes_before_its_organisations(workspaces: Workspaces) -> None:
    await workspaces.save(CAMPUS)
    assert await workspaces.find("T1") is None
    assert await workspaces.find("T1", "E1") == CAMPUS
    assert await workspaces.find("", "E1") == CAMPUS
    assert await workspaces.find("E1") == CAMPUS
    own = replace(SCHOOL, enterprise="E1")
    await workspaces.save(own)
    assert await workspaces.find("T1", "E1") == own
    assert await workspaces.find("T2", "E1") == CAMPUS
    assert await workspaces.delete("T1", "E1") is True
    assert await workspaces.find("T1", "E1") == CAMPUS


async def test_an_organisations_installation_is_found_by_a_workspace_that_joined(
    workspaces: Workspaces, url: DatabaseUrl
) -> None:
    await workspaces.save(CAMPUS)
    await workspaces.join("T1", "E1")
    await workspaces.join("T1", "E1")
    await workspaces.join("T2", "E9")
    assert await workspaces.find("T1") == CAMPUS
    assert await workspaces.find("T2") is None
    await workspaces.join("T2", "E1")
    assert await workspaces.find("T2") == CAMPUS
    assert await workspaces.delete("", "E1", before=CAMPUS.installed_at) is False
    assert await workspaces.find("T2") == CAMPUS
    await workspaces.join("T3", "E9")
    assert await workspaces.delete("", "E1") is True
    assert await workspaces.find("T1") is None
    assert await rows(url, "member") == [("T3", "E9")]


async def test_a_workspace_has_no_part_in_another_workspaces_installation(workspaces: Workspaces) -> None:
    """Whose enterprise a request claims leads only to what an organisation installed."""
    await workspaces.save(SCHOOL)
    assert await workspaces.find("T2", "T1") is None
    await workspaces.join("T2", "T1")
    assert await workspaces.find("T2") is None


async def test_an_installation_is_deleted_unless_it_is_newer_than_the_removal(workspaces: Workspaces) -> None:
    await workspaces.save(SCHOOL)
    await workspaces.save(replace(SCHOOL, team="T2"))
    at = SCHOOL.installed_at
    assert await workspaces.delete("T1", before=at - 5.0) is False
    assert await workspaces.delete("T1", before=at) is False
    assert await workspaces.find("T1") == SCHOOL
    assert await workspaces.delete("T1", before=at + 0.1) is True
    assert await workspaces.find("T1") is None
    assert await workspaces.delete("T1") is False
    assert await workspaces.find("T2") is not None
    assert await workspaces.delete("T2") is True


async def test_forgetting_what_a_workspace_did_leaves_its_installation(workspaces: Workspaces) -> None:
    await workspaces.save(SCHOOL)
    await workspaces.hear_once("Ev1", 1.0)
    assert await Store(workspaces.database).forget("slack", "T1") == 0
    assert await workspaces.find("T1") == SCHOOL
    assert await workspaces.hear_once("Ev1", 1.0) is False


async def test_keys_are_changed_without_a_pause(workspaces: Workspaces, url: DatabaseUrl) -> None:
    """New key in front, every installation sealed anew, old key away: at each step all can be read."""
    all_of_them = [replace(SCHOOL, team=f"T{n}", data=Secret(f"token {n}")) for n in range(8)]
    for each in all_of_them:
        await workspaces.save(each)
    both = Workspaces(workspaces.database, Sealer((NEW, OLD)))
    assert await both.find("T3") == all_of_them[3]
    before = await rows(url, "installation")
    assert await both.rekey() == 8
    assert await both.rekey() == 8
    after = await rows(url, "installation")
    assert [row[:-1] for row in after] == [row[:-1] for row in before]
    only = Workspaces(workspaces.database, Sealer((NEW,)))
    assert [await only.find(each.team) for each in all_of_them] == all_of_them
    with pytest.raises(SealError):
        await workspaces.find("T3")
    assert await only.rekey() == 8


async def test_what_no_key_opens_is_told_and_left_while_the_rest_is_sealed_anew(
    workspaces: Workspaces, url: DatabaseUrl
) -> None:
    for n in range(4):
        sealer = Sealer((OTHER,)) if n == 2 else workspaces.sealer
        await Workspaces(workspaces.database, sealer).save(replace(SCHOOL, team=f"T{n}"))
    lost = (await rows(url, "installation"))[2]
    with pytest.raises(SealError, match=r"^1 of 4 installations .*: T2\. Put it back"):
        await Workspaces(workspaces.database, Sealer((NEW, OLD))).rekey()
    assert (await rows(url, "installation"))[2] == lost
    only = Workspaces(workspaces.database, Sealer((NEW,)))
    for n in (0, 1, 3):
        assert await only.find(f"T{n}") == replace(SCHOOL, team=f"T{n}")


async def test_sealing_anew_beside_a_bot_that_installs_and_removes(
    workspaces: Workspaces, url: DatabaseUrl
) -> None:
    """Whatever comes in between, nothing old comes back and nothing stays under the old key."""
    bot = Workspaces(workspaces.database, Sealer((NEW, OLD)))
    for n in range(30):
        await workspaces.save(replace(SCHOOL, team=f"T{n}"))
    chance = random.Random(3)

    async def run_on() -> dict[str, Installed | None]:
        expected: dict[str, Installed | None] = {}
        for n in chance.sample(range(30), 20):
            team = f"T{n}"
            if chance.random() < 0.3:
                assert await bot.delete(team)
                expected[team] = None
            else:
                expected[team] = later = replace(SCHOOL, team=team, data=Secret(f"later {n}"))
                await bot.save(later)
        return expected

    async with await open_database(url) as another:
        expected, sealed = await asyncio.gather(run_on(), Workspaces(another, Sealer((NEW, OLD))).rekey())
    assert sealed >= 30 - len(expected)
    only = Workspaces(workspaces.database, Sealer((NEW,)))
    for n in range(30):
        team = f"T{n}"
        assert await only.find(team) == expected.get(team, replace(SCHOOL, team=team))


async def test_a_state_is_good_once_and_before_it_expires(workspaces: Workspaces) -> None:
    state = await workspaces.issue_state(100.0, 600.0)
    other = await workspaces.issue_state(100.0, 600.0)
    assert state != other
    assert len(state) > 30
    assert await workspaces.consume_state("forged", 101.0) is False
    assert await workspaces.consume_state("half a pair \ud800", 101.0) is False
    assert await workspaces.consume_state(state, 699.9) is True
    assert await workspaces.consume_state(state, 699.9) is False
    assert await workspaces.consume_state(other, 700.0) is False


async def test_of_many_who_bring_a_state_one_is_let_in(workspaces: Workspaces, url: DatabaseUrl) -> None:
    state = await workspaces.issue_state(100.0, 600.0)
    async with await open_database(url) as second:
        both = [workspaces, Workspaces(second)] * 10
        taken = await asyncio.gather(*(each.consume_state(state, 101.0) for each in both))
    assert taken.count(True) == 1


async def test_states_that_expired_do_not_pile_up(workspaces: Workspaces, url: DatabaseUrl) -> None:
    for n in range(20):
        await workspaces.issue_state(100.0 + n * 100, 600.0)
    assert len(await rows(url, "oauth_state")) == 6
    await asyncio.gather(*(workspaces.issue_state(1e6, 600.0) for _ in range(20)))
    assert len(await rows(url, "oauth_state")) == 20


async def test_something_is_heard_once_in_all_processes(workspaces: Workspaces, url: DatabaseUrl) -> None:
    async with await open_database(url) as second:
        both = [workspaces, Workspaces(second)] * 10
        heard = await asyncio.gather(*(each.hear_once("Ev1", 1.0) for each in both))
    assert heard.count(True) == 1
    assert await workspaces.hear_once("Ev2", 5.0) is True
    assert await workspaces.hear_once("Ev2", 9.0) is False


async def test_what_was_heard_long_ago_is_forgotten(workspaces: Workspaces, url: DatabaseUrl) -> None:
    for n in range(6):
        await workspaces.hear_once(f"Ev{n}", float(n))
    await workspaces.tidy(before=3.0)
    assert await rows(url, "heard") == [("slack", f"Ev{n}", float(n)) for n in (3, 4, 5)]
    assert await workspaces.hear_once("Ev3", 9.0) is False
    assert await workspaces.hear_once("Ev2", 9.0) is True


async def test_everything_is_there_after_closing_and_opening(url: DatabaseUrl) -> None:
    async with await open_database(url) as database:
        await migrate(database, at=0.0)
        before = Workspaces(database, Sealer((OLD,)))
        await before.save(SCHOOL)
        await before.hear_once("Ev1", 1.0)
        state = await before.issue_state(100.0, 600.0)
    async with await open_database(url) as database:
        after = Workspaces(database, Sealer((OLD,)))
        assert await after.find("T1") == SCHOOL
        assert await after.hear_once("Ev1", 2.0) is False
        assert await after.consume_state(state, 200.0) is True


async def test_a_database_that_does_not_answer_is_an_error_of_the_database(database: Database) -> None:
    closed = Workspaces(database, Sealer((OLD,)))
    await database.close()
    for asked in (
        closed.find("T1"),
        closed.save(SCHOOL),
        closed.delete("T1"),
        closed.rekey(),
        closed.issue_state(1.0, 2.0),
        closed.consume_state("x", 1.0),
        closed.hear_once("Ev1", 1.0),
        closed.join("T1", "E1"),
        closed.tidy(1.0),
    ):
        with pytest.raises(DatabaseError) as caught:
            await asked
        assert caught.value.trouble is Trouble.CLOSED
