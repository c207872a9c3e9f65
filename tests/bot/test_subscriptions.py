"""What was set up for channels, as it is kept: on both databases."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from bot.database import open_database
from bot.schedules import EVERY_DAY, Planned, Schedule
from bot.subscriptions import (
    Kind,
    Pause,
    Subscription,
    Subscriptions,
    UnreadableError,
    Why,
    Wish,
    read_wish,
    write_wish,
)
from content.days import Calendar

if TYPE_CHECKING:
    from bot.address import DatabaseUrl
    from bot.database import Database
    from bot.store import Store

KABUL = Schedule(8, 30, "Asia/Kabul")
FULL = Wish(
    Kind.DAY,
    Schedule(23, 5, "Europe/Berlin", frozenset({6, 1})),
    ("war", "peace"),
    Calendar.SOLAR_HIJRI,
    question=True,
    ping="77",
    thread=True,
    pin=True,
    graphic=True,
)
PLANNED = Planned(date(2026, 11, 23), 1_795_406_400.25)
ONE = Subscription(
    "a1", "wall", "s1", "room", "#room ☙", Wish(Kind.DAY, KABUL), "7", "Amina", 5.5, None, PLANNED
)


@pytest.fixture
def subscriptions(database: Database) -> Subscriptions:
    return Subscriptions(database)


@pytest.mark.parametrize("wish", [ONE.wish, FULL, Wish(Kind.QUESTION, KABUL, calendar=Calendar.GREGORIAN)])
@pytest.mark.parametrize(
    ("pause", "planned"),
    [(None, PLANNED), (Pause(Why.ASKED, date(2026, 12, 1)), PLANNED), (Pause(Why.GONE), None)],
)
async def test_it_is_kept_as_it_was_given(
    subscriptions: Subscriptions, wish: Wish, pause: Pause | None, planned: Planned | None
) -> None:
    given = replace(ONE, wish=wish, pause=pause, planned=planned)
    assert await subscriptions.keep(given) is None
    assert await subscriptions.get("a1") == given
    assert await subscriptions.get("a2") is None


async def test_setting_up_again_replaces_what_the_channel_has_of_that_kind(
    subscriptions: Subscriptions,
) -> None:
    await subscriptions.keep(replace(ONE, pause=Pause(Why.FORBIDDEN), planned=None))
    later = Planned(date(2026, 12, 2), 1_796_000_000.0)
    again = replace(
        ONE,
        id="a2",
        name="#hall",
        wish=FULL,
        creator="8",
        creator_name="Omid",
        created_at=9.0,
        planned=later,
        changed_by="Omid",
    )
    before = await subscriptions.keep(again)
    assert before == replace(ONE, pause=Pause(Why.FORBIDDEN), planned=None)
    assert await subscriptions.of_place("wall", "room") == (
        replace(again, id="a1", created_at=5.5, creator=ONE.creator, creator_name=ONE.creator_name),
    )
    assert await subscriptions.get("a2") is None


async def test_a_channel_has_one_of_each_kind_and_a_server_those_of_its_channels(
    subscriptions: Subscriptions,
) -> None:
    question = replace(ONE, id="a2", wish=Wish(Kind.QUESTION, KABUL), created_at=3.0)
    hall = replace(ONE, id="a3", place="hall", created_at=4.0)
    for each in (ONE, question, hall, replace(ONE, id="a4", server="s2", place="x")):
        assert await subscriptions.keep(each) is None
    assert await subscriptions.of_place("wall", "room") == (question, ONE)
    assert await subscriptions.of_server("wall", "s1") == (question, hall, ONE)
    assert await subscriptions.count("wall", "s1") == 3
    assert await subscriptions.of_server("other", "s1") == ()
    assert await subscriptions.of_place("other", "room") == ()
    assert await subscriptions.count("wall", "s3") == 0


async def test_of_many_processes_that_set_one_up_at_once_all_meet_the_same(
    url: DatabaseUrl, subscriptions: Subscriptions
) -> None:
    others = [await open_database(url) for _ in range(4)]
    try:
        befores = await asyncio.gather(
            *(Subscriptions(other).keep(replace(ONE, id=f"p{n}")) for n, other in enumerate(others))
        )
    finally:
        for other in others:
            await other.close()
    assert befores.count(None) == 1
    (kept,) = await subscriptions.of_place("wall", "room")
    assert kept.id == f"p{befores.index(None)}"
    assert all(before is None or before.id == kept.id for before in befores)


async def test_it_is_paused_and_resumed(subscriptions: Subscriptions) -> None:
    await subscriptions.keep(ONE)
    until = Pause(Why.ASKED, date(2026, 12, 24))
    later = Planned(date(2026, 12, 24), 1_798_000_000.0)
    for pause, planned in ((until, later), (Pause(Why.ASKED), None), (None, PLANNED)):
        assert await subscriptions.change("a1", pause=pause, planned=planned)
        assert await subscriptions.get("a1") == replace(ONE, pause=pause, planned=planned)
    assert not await subscriptions.change("a2", pause=None, planned=PLANNED)


async def test_the_bot_pauses_it_once_whichever_process_does(
    url: DatabaseUrl, subscriptions: Subscriptions
) -> None:
    await subscriptions.keep(ONE)
    others = [await open_database(url) for _ in range(4)]
    try:
        first = await asyncio.gather(
            *(
                Subscriptions(other).pause_if("a1", Why.GONE, 10.0 + number)
                for number, other in enumerate(others)
            )
        )
    finally:
        for other in others:
            await other.close()
    assert first.count(True) == 1
    assert await subscriptions.get("a1") == replace(ONE, pause=Pause(Why.GONE), planned=None)
    # Once more after a commit of which nobody knew whether it had come to be: it was the first, and hears so.
    assert await subscriptions.pause_if("a1", Why.GONE, 10.0 + first.index(True))
    assert not await subscriptions.pause_if("a2", Why.GONE, 10.0)
    assert await subscriptions.change("a1", pause=None, planned=PLANNED)
    assert await subscriptions.pause_if("a1", Why.FORBIDDEN, 30.0)


async def test_the_bot_leaves_a_pause_that_was_asked_for_unless_that_ends(
    subscriptions: Subscriptions,
) -> None:
    await subscriptions.keep(replace(ONE, pause=Pause(Why.ASKED), planned=None))
    assert not await subscriptions.pause_if("a1", Why.GONE, 10.0)
    assert await subscriptions.change("a1", pause=Pause(Why.ASKED, PLANNED.day), planned=PLANNED)
    assert await subscriptions.pause_if("a1", Why.GONE, 10.0)
    assert await subscriptions.get("a1") == replace(ONE, pause=Pause(Why.GONE), planned=None)


async def test_it_is_moved_with_all_that_was_set_up(subscriptions: Subscriptions) -> None:
    gone = replace(ONE, wish=FULL, pause=Pause(Why.GONE), planned=None)
    await subscriptions.keep(gone)
    for _ in range(2):  # the same once more comes to the same
        assert await subscriptions.move("a1", "hall", "#hall", pause=None, planned=PLANNED)
    moved = replace(gone, place="hall", name="#hall", pause=None, planned=PLANNED)
    assert await subscriptions.get("a1") == moved
    assert await subscriptions.of_place("wall", "room") == ()
    assert await subscriptions.of_place("wall", "hall") == (moved,)


async def test_it_is_not_moved_to_a_channel_that_has_one_of_its_kind(
    database: Database, subscriptions: Subscriptions
) -> None:
    other = replace(ONE, id="a2", place="hall")
    for each in (ONE, other, replace(ONE, id="a3", place="attic", wish=Wish(Kind.QUESTION, KABUL))):
        await subscriptions.keep(each)
    assert not await subscriptions.move("a1", "hall", "#hall", pause=None, planned=None)
    assert (await subscriptions.get("a1"), await subscriptions.get("a2")) == (ONE, other)
    assert not await subscriptions.move("a9", "attic", "#attic", pause=None, planned=None)
    assert await subscriptions.move("a1", "attic", "#attic", pause=None, planned=PLANNED)
    await spoil(database, "a2")
    assert not await subscriptions.move("a2", "room", "#room", pause=None, planned=PLANNED)
    assert await subscriptions.keep(other) is None  # it is still there, and is set up anew
    assert await subscriptions.get("a2") == other


async def test_of_two_that_are_moved_to_one_channel_at_once_one_arrives(
    url: DatabaseUrl, subscriptions: Subscriptions
) -> None:
    others = [await open_database(url) for _ in range(4)]
    for number in range(4):
        await subscriptions.keep(replace(ONE, id=f"m{number}", place=f"room {number}"))
    try:
        moved = await asyncio.gather(
            *(
                Subscriptions(other).move(f"m{number}", "hall", "#hall", pause=None, planned=PLANNED)
                for number, other in enumerate(others)
            )
        )
    finally:
        for other in others:
            await other.close()
    assert moved.count(True) == 1
    (there,) = await subscriptions.of_place("wall", "hall")
    assert there.id == f"m{moved.index(True)}"
    assert await subscriptions.count("wall", "s1") == 4


async def test_it_is_removed(subscriptions: Subscriptions) -> None:
    await subscriptions.keep(ONE)
    assert await subscriptions.remove("a1")
    assert await subscriptions.get("a1") is None
    assert not await subscriptions.remove("a1")
    assert await subscriptions.keep(replace(ONE, id="a2")) is None


async def test_it_outlives_a_restart_and_goes_with_its_server(
    url: DatabaseUrl, subscriptions: Subscriptions, store: Store
) -> None:
    await subscriptions.keep(ONE)
    other = replace(ONE, id="a2", server="s2", place="hall")
    await subscriptions.keep(other)
    async with await open_database(url) as again:
        assert await Subscriptions(again).get("a1") == ONE
    assert await store.forget("wall", "s1") == 1
    assert await subscriptions.get("a1") is None
    assert await subscriptions.get("a2") == other


async def test_one_that_cannot_be_read_hides_no_other_and_can_be_set_up_anew(
    database: Database, subscriptions: Subscriptions, caplog: pytest.LogCaptureFixture
) -> None:
    await subscriptions.keep(ONE)
    await subscriptions.keep(replace(ONE, id="a2", place="hall"))
    await spoil(database, "a2")
    assert await subscriptions.of_server("wall", "s1") == (ONE,)
    with pytest.raises(UnreadableError):
        await subscriptions.get("a2")
    assert "cannot be read subscription=a2" in caplog.text
    assert await subscriptions.keep(replace(ONE, id="a3", place="hall")) is None
    assert await subscriptions.get("a2") == replace(ONE, id="a2", place="hall")


async def spoil(database: Database, subscription: str) -> None:
    """Put a time zone that there is not into what was chosen."""
    text = write_wish(ONE.wish).replace("Asia/Kabul", "Asia/Nowhere")
    script = f"UPDATE subscription SET wish = '{text}' WHERE id = '{subscription}';"  # noqa: S608 - our own text
    await database.write(lambda statements: statements.script(script))


def test_a_wish_of_another_version_is_no_wish() -> None:
    text = write_wish(FULL)
    assert read_wish("day", text) == FULL
    assert read_wish("question", write_wish(ONE.wish)).schedule.weekdays == EVERY_DAY
    for broken in ("", "[]", "{}", text.replace("graphic", "music"), text.replace("23:05", "25:05")):
        with pytest.raises(ValueError, match=r".+"):
            read_wish("day", broken)
    with pytest.raises(ValueError, match=r".+"):
        read_wish("poem", text)
