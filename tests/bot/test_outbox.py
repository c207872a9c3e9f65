"""What is due and what became of it, as it is kept: on both databases."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from bot.database import open_database
from bot.outbox import LATE, UNSURE, Enqueued, Outbox, Part, Post, State, Status, post_id
from bot.posts import Reason
from bot.schedules import Planned, Schedule, following, moment
from bot.subscriptions import Kind, Pause, Subscription, Subscriptions, Why, Wish, write_wish
from bot.voices import Voices

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.address import DatabaseUrl
    from bot.database import Database
    from bot.store import Store

KABUL = Schedule(8, 30, "Asia/Kabul")
DAY = date(2026, 11, 23)
HOUR, LONG = 3600.0, 86_400.0
BOTH = ("geneva", "?accords")  # what a post tells that has both parts


def at(day: date = DAY) -> float:
    """When the post of a day is due."""
    found = moment(KABUL, day)
    assert found is not None
    return found


DUE = at()


def after(days: int) -> date:
    return DAY + timedelta(days=days)


def one(name: str = "a", server: str = "s1", *, day: date = DAY) -> Subscription:
    """A subscription that is planned for a day."""
    wish = Wish(Kind.DAY, KABUL, question=True)
    planned = Planned(day, at(day))
    return Subscription(name, "wall", server, f"room {name}", "#room", wish, "7", "Amina", 1.0, None, planned)


@pytest.fixture
def subscriptions(database: Database) -> Subscriptions:
    return Subscriptions(database)


@pytest.fixture
async def outbox(database: Database) -> Outbox:
    """An outbox of which the processes `v` and `w` live."""
    for voice in ("v", "w"):
        await Voices(database).enter(voice, HOUR)
    return Outbox(database)


@pytest.fixture
async def others(url: DatabaseUrl, outbox: Outbox) -> AsyncIterator[tuple[Outbox, ...]]:
    """Four more processes' connections to the outbox's database."""
    opened = [await open_database(url) for _ in range(4)]
    assert {each.shown for each in opened} == {outbox.database.shown}
    yield tuple(map(Outbox, opened))
    for each in opened:
        await each.close()


async def take_one(outbox: Outbox, voice: str = "v", now: float = DUE) -> Post:
    (post,) = await outbox.take(voice, "wall", now, 5)
    return post


async def begin(
    outbox: Outbox, subscription: Subscription, day: date = DAY, told: tuple[str, ...] = ()
) -> Post:
    """Have a subscription's post taken and its content chosen."""
    assert await outbox.enqueue_one(subscription, Planned(day, at(day)), at(day))
    post = await take_one(outbox, now=at(day))
    assert await outbox.choose(post.id, "v", "{}", f"on {day}", at(day), told=told)
    return post


async def post_it(
    outbox: Outbox, subscription: Subscription, day: date = DAY, told: tuple[str, ...] = ()
) -> Post:
    """Have a subscription's post posted."""
    assert await outbox.enqueue_one(subscription, Planned(day, at(day)), at(day))
    post = await take_one(outbox, now=at(day))
    assert await outbox.choose(post.id, "v", "{}", f"on {day}", at(day), told=told)
    for part in Part:
        assert await outbox.said(post.id, "v", part, f"{part} {day}")
    assert await outbox.posted(post.id, "v", at(day) + 2)
    kept = await outbox.get(post.id)
    assert kept is not None
    return kept


async def test_what_is_due_waits_and_the_next_is_planned(
    outbox: Outbox, subscriptions: Subscriptions
) -> None:
    await subscriptions.keep(one())
    assert await outbox.enqueue(DUE - 0.001) == Enqueued(0, 0, 0)
    assert await outbox.enqueue(DUE) == Enqueued(1, 1, 0)
    assert await outbox.enqueue(DUE) == Enqueued(0, 0, 0)
    waiting = Post(post_id("a", DAY), "a", "wall", "s1", "room a", DAY, DUE, State.WAITING)
    assert await outbox.history("a", 5) == (waiting,)
    kept = await subscriptions.get("a")
    assert kept is not None
    assert kept.planned == Planned(after(1), at(after(1)))
    taken = await take_one(outbox)
    assert taken == replace(waiting, state=State.POSTING)
    assert not taken.doubted
    assert await outbox.take("v", "wall", DUE, 5) == ()


async def test_after_long_downtime_the_last_is_posted_if_it_is_not_late_and_the_rest_noted(
    outbox: Outbox, subscriptions: Subscriptions
) -> None:
    await subscriptions.keep(one())
    await subscriptions.keep(one("b"))
    now = at(after(3)) + HOUR
    assert await outbox.enqueue(now, limit=1) == Enqueued(1, 1, 3)
    assert await outbox.enqueue(now, grace=HOUR / 2) == Enqueued(1, 0, 4)
    states = [(each.day, each.state, each.reason, each.at) for each in await outbox.history("a", 9)]
    assert states == [
        (after(3), State.WAITING, "", None),
        (after(2), State.SKIPPED, LATE, now),
        (after(1), State.SKIPPED, LATE, now),
        (DAY, State.SKIPPED, LATE, now),
    ]
    assert [each.state for each in await outbox.history("b", 2)] == [State.SKIPPED] * 2


async def test_a_pause_ends_with_the_first_post_after_it(
    outbox: Outbox, subscriptions: Subscriptions
) -> None:
    await subscriptions.keep(replace(one(), pause=Pause(Why.ASKED, DAY)))
    await subscriptions.keep(replace(one("b"), pause=Pause(Why.ASKED), planned=None))
    assert await outbox.enqueue(DUE) == Enqueued(1, 1, 0)
    kept = await subscriptions.get("a")
    assert kept is not None
    assert kept.pause is None


async def test_who_changed_the_clocks_of_a_zone_is_followed(
    outbox: Outbox, subscriptions: Subscriptions
) -> None:
    early = Planned(DAY, DUE - HOUR)  # by the rules that held when it was planned
    await subscriptions.keep(replace(one(), planned=early))
    assert await outbox.enqueue(early.at) == Enqueued(1, 0, 0)
    kept = await subscriptions.get("a")
    assert kept is not None
    assert kept.planned == Planned(DAY, DUE)
    assert await outbox.enqueue(DUE) == Enqueued(1, 1, 0)


async def test_a_date_has_one_post_however_often_a_clock_goes_back(
    outbox: Outbox, subscriptions: Subscriptions
) -> None:
    await subscriptions.keep(one())
    assert await outbox.enqueue(DUE) == Enqueued(1, 1, 0)
    await subscriptions.change("a", pause=None, planned=Planned(DAY, DUE))
    assert await outbox.enqueue(DUE + 1) == Enqueued(1, 0, 0)
    assert len(await outbox.history("a", 5)) == 1


async def spoil(database: Database, name: str, zone: str = "Asia/Nowhere") -> None:
    """Give a subscription a time zone, be it one that there is not."""
    wish = write_wish(one().wish).replace("Asia/Kabul", zone)
    script = f"UPDATE subscription SET wish = '{wish}' WHERE id = '{name}';"  # noqa: S608 - our own text
    await database.write(lambda statements: statements.script(script))


async def test_one_that_cannot_be_read_stops_no_other_and_is_paused_after_a_day(
    database: Database, outbox: Outbox, subscriptions: Subscriptions
) -> None:
    for name in "abc":
        await subscriptions.keep(one(name))
    await spoil(database, "b")
    assert await outbox.replan(DUE, limit=2) == "b"
    assert await outbox.enqueue(DUE) == Enqueued(3, 2, 0)
    assert await outbox.enqueue(DUE) == Enqueued(0, 0, 0)  # it is looked at again later
    assert await outbox.enqueue(DUE + LONG) == Enqueued(3, 2, 0, ("b",))
    assert await outbox.enqueue(DUE + 2 * LONG) == Enqueued(2, 2, 0)


async def test_one_that_another_process_can_read_is_posted_within_the_grace(
    database: Database, outbox: Outbox, subscriptions: Subscriptions
) -> None:
    await subscriptions.keep(one())
    await spoil(database, "a")  # to this process; a newer one knows the zone
    assert await outbox.enqueue(DUE) == Enqueued(1, 0, 0)
    await spoil(database, "a", "Asia/Kabul")
    assert await outbox.enqueue(DUE + HOUR) == Enqueued(1, 1, 0)
    assert [(post.day, post.due_at) for post in await outbox.history("a", 9)] == [(DAY, DUE)]
    await spoil(database, "a")
    assert await outbox.enqueue(DUE + 2 * LONG) == Enqueued(1, 0, 0)  # a new trouble, and bad for no day yet


async def test_batches_find_all_and_none_twice(outbox: Outbox, subscriptions: Subscriptions) -> None:
    for number in range(7):
        await subscriptions.keep(one(f"a{number}"))
    found = [await outbox.enqueue(DUE, limit=3) for _ in range(4)]
    assert [each.found for each in found] == [3, 3, 1, 0]
    assert sum(each.posts for each in found) == 7


async def test_servers_take_turns(outbox: Outbox, subscriptions: Subscriptions) -> None:
    for number in range(6):
        await subscriptions.keep(one(f"a{number}", "large"))
    for number in range(2):
        await subscriptions.keep(one(f"b{number}", "small"))
    await outbox.enqueue(DUE, limit=4)  # some of the large one's wait already
    await outbox.enqueue(DUE, limit=4)
    order = [post.server for post in await outbox.take("v", "wall", DUE, 3)]
    order += [post.server for post in await outbox.take("w", "wall", DUE, 9)]
    assert [set(order[:2]), set(order[2:4])] == [{"large", "small"}] * 2
    assert order[4:] == ["large"] * 4


async def test_conversations_without_a_server_are_no_server_together(
    outbox: Outbox, subscriptions: Subscriptions
) -> None:
    for name in "abc":
        await subscriptions.keep(one(name, ""))
    for name in "xyz":
        await subscriptions.keep(one(name, "large"))
    await outbox.enqueue(DUE)
    order = [post.subscription for post in await outbox.take("v", "wall", DUE, 9)]
    assert order[-2:] == ["y", "z"]


async def test_what_is_put_back_makes_way_for_others(outbox: Outbox, subscriptions: Subscriptions) -> None:
    for name in "ab":
        await subscriptions.keep(one(name, f"server {name}"))
    await outbox.enqueue(DUE)
    (first,) = await outbox.take("v", "wall", DUE, 1)
    assert await outbox.put_back(first.id, "v", DUE)
    (second,) = await outbox.take("v", "wall", DUE, 1)
    assert second.subscription != first.subscription


async def test_many_missed_days_are_noted_in_several_transactions(
    outbox: Outbox, subscriptions: Subscriptions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.enqueueing._POSTS", 10)
    for name in "abcdef":
        await subscriptions.keep(one(name))
    now = at(after(6)) + HOUR
    for more in (True, True, False):
        assert await outbox.enqueue(now) == Enqueued(2, 2, 12, more=more)
    assert await outbox.enqueue(now) == Enqueued(0, 0, 0)


async def test_many_processes_find_and_take_each_once(
    outbox: Outbox, subscriptions: Subscriptions, others: tuple[Outbox, ...]
) -> None:
    count = 120
    for number in range(count):
        await subscriptions.keep(one(f"a{number}", f"s{number % 7}"))

    async def work(process: Outbox, voice: str) -> tuple[int, list[str]]:
        made, taken = 0, list[str]()
        while (done := await process.enqueue(DUE, limit=7)).found:
            made += done.posts
            taken += [post.id for post in await process.take(voice, "wall", DUE, 5)]
        while posts := await process.take(voice, "wall", DUE, 5):
            taken += [post.id for post in posts]
        return made, taken

    done = await asyncio.gather(*(work(each, "vw"[nth % 2]) for nth, each in enumerate(others)))
    done.append(await work(outbox, "v"))
    assert sum(made for made, _ in done) == count
    ids = [post for _, taken in done for post in taken]
    assert len(ids) == len(set(ids)) == count
    assert await outbox.take("v", "wall", DUE, 5) == ()


async def test_a_dead_voice_takes_nothing_and_what_it_had_is_free(
    database: Database, outbox: Outbox, subscriptions: Subscriptions
) -> None:
    for name in "abc":
        await subscriptions.keep(one(name))
    await outbox.enqueue(DUE)
    assert await outbox.take("nobody", "wall", DUE, 5) == ()
    begun, untouched = await outbox.take("w", "wall", DUE, 2)
    mine = await take_one(outbox)
    assert await outbox.choose(begun.id, "w", "{}", "title", DUE)
    assert await outbox.orphans("wall") == 0
    await Voices(database).leave("w")
    assert await outbox.orphans("other") == 0
    assert await outbox.orphans("wall") == 2
    assert not await outbox.said(begun.id, "w", Part.DAY, "message")
    assert not await outbox.posted(begun.id, "w", DUE)
    assert not await outbox.choose(untouched.id, "w", "{}", "title", DUE)
    again = {post.id: post.doubted for post in await outbox.take("v", "wall", DUE, 5)}
    assert again == {begun.id: True, untouched.id: False}
    assert await outbox.posted(mine.id, "v", DUE)


async def test_of_a_process_that_stops_what_was_not_begun_is_free_at_once(
    outbox: Outbox, subscriptions: Subscriptions
) -> None:
    for name in "abc":
        await subscriptions.keep(one(name))
    await outbox.enqueue(DUE)
    begun, *_ = await outbox.take("v", "wall", DUE, 2)
    await outbox.choose(begun.id, "v", "{}", "title", DUE)
    assert await outbox.release("v", "other") == 0
    assert await outbox.release("v", "wall") == 1
    assert len(await outbox.take("w", "wall", DUE, 5)) == 2


async def test_what_is_put_back_waits_its_time_and_is_doubted_if_it_was_begun(
    outbox: Outbox, subscriptions: Subscriptions
) -> None:
    await subscriptions.keep(one())
    post = await begin(outbox, one())
    assert not await outbox.put_back(post.id, "w", DUE + 30)
    for _ in range(2):  # the second time after a commit of which nobody knew whether it had come to be
        assert await outbox.put_back(post.id, "v", DUE + 30)
    assert await outbox.take("w", "wall", DUE + 29, 5) == ()
    again = await take_one(outbox, "w", DUE + 30)
    assert again.doubted
    assert (again.content, again.title) == ("{}", f"on {DAY}")
    assert not await outbox.put_back(post.id, "v", DUE + 60)


async def test_what_became_of_a_post_is_kept(outbox: Outbox, subscriptions: Subscriptions) -> None:
    await subscriptions.keep(one())
    posted = await post_it(outbox, one())
    assert posted == Post(
        posted.id,
        "a",
        "wall",
        "s1",
        "room a",
        DAY,
        DUE,
        State.POSTED,
        "{}",
        f"on {DAY}",
        f"day {DAY}",
        f"question {DAY}",
        at=DUE + 2,
    )
    assert await outbox.posted(posted.id, "v", DUE + 2)  # once more after a commit that broke
    assert not await outbox.failed(posted.id, "v", "late word", DUE + 3)
    failed = await begin(outbox, one(), after(1))
    assert await outbox.failed(failed.id, "v", "gone", DUE)
    skipped = await begin(outbox, one(), after(2))
    assert not await outbox.skipped(skipped.id, "w", "paused", DUE)
    assert await outbox.skipped(skipped.id, "v", "paused", DUE)
    history = await outbox.history("a", 2)
    assert [(each.state, each.reason) for each in history] == [
        (State.SKIPPED, "paused"),
        (State.FAILED, "gone"),
    ]
    assert await outbox.get("none") is None


async def test_nothing_is_begun_without_content(outbox: Outbox, subscriptions: Subscriptions) -> None:
    await subscriptions.keep(one())
    await outbox.enqueue(DUE)
    post = await take_one(outbox)
    with pytest.raises(ValueError, match="empty"):
        await outbox.choose(post.id, "v", "", "title", DUE)


async def test_what_waits_too_long_is_given_up(outbox: Outbox, subscriptions: Subscriptions) -> None:
    for name in "abcd":
        await subscriptions.keep(one(name))
    await subscriptions.keep(one("e", day=after(1)))
    half, doubted = await begin(outbox, one("a"), told=BOTH), await begin(outbox, one("b"))
    await outbox.said(half.id, "v", Part.DAY, "message")
    posting = await begin(outbox, one("c"))
    for each in (half, doubted):
        await outbox.put_back(each.id, "v", DUE)
    assert await outbox.enqueue_one(one("d"), Planned(DAY, DUE), DUE)
    await outbox.enqueue(at(after(1)))
    now = DUE + 3 * HOUR
    assert await outbox.expire(now) == 0
    assert await outbox.expire(now + 0.001) == 3
    assert [(await outbox.history(name, 9))[-1].state for name in "abcde"] == [
        State.POSTED,
        State.SKIPPED,
        State.POSTING,
        State.SKIPPED,
        State.WAITING,
    ]
    reasons = [(await outbox.history(name, 9))[-1].reason for name in "abcde"]
    assert reasons == [LATE, UNSURE, "", LATE, ""]
    assert await outbox.posted(posting.id, "v", now)


async def test_what_nobody_alive_posts_is_given_up_on_every_platform(
    database: Database, outbox: Outbox, subscriptions: Subscriptions
) -> None:
    for name in "ab":
        await subscriptions.keep(one(name))
    await Voices(database).enter("ahead", 2 * LONG)  # a lease of seconds, by a clock that was days ahead
    mine, lost = await begin(outbox, one("a")), await outbox.enqueue_one(one("b"), Planned(DAY, DUE), DUE)
    assert lost is not None
    assert [post.id for post in await outbox.take("ahead", "wall", DUE, 5)] == [lost.id]
    assert await outbox.expire(DUE + 3 * HOUR) == 0
    assert await outbox.expire(DUE + 4 * HOUR) == 1
    assert [(await outbox.history(name, 1))[0].state for name in "ab"] == [State.POSTING, State.SKIPPED]
    assert await outbox.posted(mine.id, "v", DUE)


async def test_who_posts_now_does_not_step_over_what_has_come_due(
    outbox: Outbox, subscriptions: Subscriptions
) -> None:
    for name in "ab":
        await subscriptions.keep(one(name))
    now = at(after(3)) - HOUR  # nobody has looked for days
    assert await outbox.enqueue_one(one(), Planned(after(3), now), now)
    states = [(each.day, each.state, each.reason) for each in await outbox.history("a", 9)]
    assert states == [
        (after(3), State.WAITING, ""),
        (after(2), State.SKIPPED, LATE),
        (after(1), State.SKIPPED, LATE),
        (DAY, State.SKIPPED, LATE),
    ]
    assert await outbox.enqueue_one(one("b"), Planned(after(1), now), DUE + HOUR)
    assert [(each.day, each.state) for each in await outbox.history("b", 9)] == [
        (after(1), State.WAITING),
        (DAY, State.WAITING),
    ]
    for name, day in (("a", after(4)), ("b", after(2))):
        kept = await subscriptions.get(name)
        assert kept is not None
        assert kept.planned == Planned(day, at(day))


async def test_one_is_posted_now_and_the_plan_goes_on_after_it(
    outbox: Outbox, subscriptions: Subscriptions
) -> None:
    await subscriptions.keep(one())
    now = DUE - HOUR
    post = await outbox.enqueue_one(one(), Planned(DAY, now), now)
    assert post is not None
    assert (post.state, post.due_at) == (State.WAITING, now)
    kept = await subscriptions.get("a")
    assert kept is not None
    assert kept.planned == following(KABUL, DAY)
    assert await outbox.enqueue_one(one(), Planned(DAY, now), now) is None
    assert await outbox.enqueue(DUE) == Enqueued(0, 0, 0)
    assert await outbox.enqueue_one(one("gone"), Planned(DAY, now), now) is None
    assert await outbox.enqueue_one(one(), Planned(after(-1), now), now) is not None
    kept = await subscriptions.get("a")
    assert kept is not None
    assert kept.planned == following(KABUL, DAY)


async def test_a_paused_one_is_posted_now_and_stays_paused(
    outbox: Outbox, subscriptions: Subscriptions
) -> None:
    paused = replace(one(), pause=Pause(Why.ASKED), planned=None)
    await subscriptions.keep(paused)
    assert await outbox.enqueue_one(paused, Planned(DAY, DUE), DUE)
    assert await subscriptions.get("a") == paused


async def test_what_was_not_posted_can_be_posted_now(outbox: Outbox, subscriptions: Subscriptions) -> None:
    await subscriptions.keep(one())
    failed = await begin(outbox, one())
    await outbox.failed(failed.id, "v", "forbidden", DUE + 1)
    again = await outbox.enqueue_one(one(), Planned(DAY, DUE + 60), DUE + 60)
    assert again is not None
    assert (again.state, again.due_at, again.at, again.reason) == (State.WAITING, DUE + 60, None, "")
    assert (await take_one(outbox, now=DUE + 60)).doubted
    await outbox.said(failed.id, "v", Part.DAY, "message")
    await outbox.failed(failed.id, "v", "forbidden", DUE + 61)
    assert await outbox.enqueue_one(one(), Planned(DAY, DUE + 90), DUE + 90) is None


async def test_two_processes_that_post_now_post_once(
    outbox: Outbox, subscriptions: Subscriptions, others: tuple[Outbox, ...]
) -> None:
    await subscriptions.keep(one())
    posts = await asyncio.gather(
        *(each.enqueue_one(one(), Planned(DAY, DUE), DUE) for each in others),
        outbox.enqueue(DUE),
    )
    assert (
        sum(isinstance(each, Post) or (isinstance(each, Enqueued) and each.posts == 1) for each in posts) == 1
    )
    assert len(await outbox.history("a", 5)) == 1


async def test_choosing_closes_the_questions_before(outbox: Outbox, subscriptions: Subscriptions) -> None:
    await subscriptions.keep(one())
    await subscriptions.keep(one("b"))
    elsewhere = await post_it(outbox, one("b"))
    first = await post_it(outbox, one())
    lost = await begin(outbox, one(), after(1))  # its message may have appeared
    await outbox.skipped(lost.id, "v", UNSURE, DUE)
    assert (await outbox.get(first.id) or first).closed_at == at(after(1))
    assert not await outbox.choose(lost.id, "v", "{}", "title", DUE)
    third = await begin(outbox, one(), after(2))
    closed = [(await outbox.get(each.id) or each).closed_at for each in (first, lost, third, elsewhere)]
    assert closed == [at(after(1)), at(after(2)), None, None]


async def test_the_last_posted_and_the_last_asked_are_found(
    outbox: Outbox, subscriptions: Subscriptions
) -> None:
    await subscriptions.keep(one())
    assert await outbox.last_posted("a", after(9)) is None
    asked = await post_it(outbox, one())
    quiet = await begin(outbox, one(), after(1))
    await outbox.posted(quiet.id, "v", DUE)
    failed = await begin(outbox, one(), after(2))
    await outbox.failed(failed.id, "v", "gone", DUE)
    assert (await outbox.last_posted("a", after(3)) or failed).id == quiet.id
    assert (await outbox.last_asked("a", after(3)) or failed).id == asked.id
    assert await outbox.last_asked("a", DAY) is None
    assert await outbox.last_asked("b", after(3)) is None


@pytest.mark.parametrize(
    ("told", "shown", "reason"),
    [
        (BOTH, (Part.DAY, Part.QUESTION), ""),
        (BOTH, (Part.DAY,), Reason.REFUSED),
        (BOTH, (Part.QUESTION,), Reason.REFUSED),
        (("1988-accords", "?accords"), (Part.QUESTION,), Reason.REFUSED),
        (("geneva",), (Part.DAY,), ""),
        (("?accords",), (Part.QUESTION,), ""),
    ],
)
@pytest.mark.parametrize("follows", [False, True])
async def test_what_is_missing_of_a_post_was_not_told(
    told: tuple[str, ...],
    shown: tuple[Part, ...],
    reason: str,
    follows: bool,
    outbox: Outbox,
    subscriptions: Subscriptions,
) -> None:
    await subscriptions.keep(one())
    post = await begin(outbox, one(), told=told)
    for part in shown:
        assert await outbox.said(post.id, "v", part, "message")
    assert await outbox.posted(post.id, "v", DUE, follows=follows)
    kept = await outbox.get(post.id)
    assert kept is not None
    assert (kept.state, kept.reason) == (State.POSTED, reason)
    there = {key for key in told if (Part.QUESTION if key[0] == "?" else Part.DAY) in shown}
    assert set(await outbox.shown("wall", "room a", DAY)) == there


@pytest.mark.parametrize("told", [BOTH, ("geneva",), ("?accords",)])
@pytest.mark.parametrize("noted", [True, False])
async def test_a_post_that_is_all_there_stays_so_when_it_is_too_late_for_what_follows_it(
    told: tuple[str, ...],
    noted: bool,
    database: Database,
    outbox: Outbox,
    subscriptions: Subscriptions,
) -> None:
    """Whether or not its process could note, before it died, that it was."""
    await subscriptions.keep(one())
    post = await begin(outbox, one(), told=told)
    if "geneva" in told:
        assert await outbox.said(post.id, "v", Part.DAY, "message")
    if "?accords" in told:
        assert await outbox.said(post.id, "v", Part.QUESTION, "message")
    if noted:
        assert await outbox.posted(post.id, "v", DUE + 2, follows=True)
    await Voices(database).leave("v")
    later = DUE + 30 * HOUR
    assert await outbox.orphans("wall") == 1
    assert await outbox.expire(later) == 1
    kept = await outbox.get(post.id)
    assert kept is not None
    assert (kept.state, kept.reason, kept.at) == (State.POSTED, "", DUE + 2 if noted else DUE)
    assert (await outbox.status(later)).posted_day == 0
    assert await outbox.orphans("wall") == 0  # nothing is left to follow it
    assert await outbox.expire(later) == 0


async def test_a_post_that_lacks_a_part_is_taken_again_for_what_follows_it(
    database: Database, outbox: Outbox, subscriptions: Subscriptions
) -> None:
    await subscriptions.keep(one())
    post = await begin(outbox, one(), told=BOTH)
    assert await outbox.said(post.id, "v", Part.DAY, "message")
    assert await outbox.posted(post.id, "v", DUE + 2, follows=True)
    await Voices(database).leave("v")
    assert await outbox.orphans("wall") == 1
    assert await outbox.expire(DUE + HOUR) == 0
    again = await take_one(outbox, "w", DUE + HOUR)
    assert again.doubted
    assert await outbox.posted(post.id, "w", DUE + HOUR)
    kept = await outbox.get(post.id)
    assert kept is not None
    assert (kept.state, kept.reason) == (State.POSTED, Reason.REFUSED)


async def test_what_was_told_at_a_place_is_known_also_when_it_was_set_up_anew(
    outbox: Outbox, subscriptions: Subscriptions
) -> None:
    await subscriptions.keep(one())
    await post_it(outbox, one(), told=("geneva", "bonn"))
    await post_it(outbox, one(), after(1), ("bonn",))
    await subscriptions.remove("a")
    anew = replace(one("c", day=after(2)), place="room a")
    await subscriptions.keep(anew)
    assert await outbox.shown("wall", "room a", DAY) == {"geneva": DAY, "bonn": after(1)}
    assert await outbox.shown("wall", "room a", after(1)) == {"bonn": after(1)}
    assert await outbox.shown("other", "room a", DAY) == {}
    assert await outbox.enqueue_one(anew, Planned(after(2), DUE), DUE)
    post = await take_one(outbox)
    assert await outbox.choose(post.id, "v", "{}", "title", DUE, told=("kabul",), previous="x")
    assert "kabul" not in await outbox.shown("wall", "room a", DAY)  # nothing of it was posted yet
    await outbox.said(post.id, "v", Part.DAY, "message")
    assert "kabul" in await outbox.shown("wall", "room a", DAY)
    kept = await outbox.get(post.id)
    assert kept is not None
    assert kept.previous == "x"


async def test_with_a_subscription_goes_what_was_not_begun(
    outbox: Outbox, subscriptions: Subscriptions
) -> None:
    await subscriptions.keep(one())
    posted = await post_it(outbox, one())
    waiting = await outbox.enqueue_one(one(), Planned(after(1), DUE), DUE)
    assert waiting is not None
    await subscriptions.remove("a")
    assert await outbox.get(waiting.id) is None
    assert await outbox.get(posted.id) == posted


async def test_a_pause_takes_back_what_was_not_begun(outbox: Outbox, subscriptions: Subscriptions) -> None:
    for name in "ab":
        await subscriptions.keep(one(name))
    doubted = await begin(outbox, one("a"))
    await outbox.put_back(doubted.id, "v", DUE)
    for day in (after(1), after(2)):
        assert await outbox.enqueue_one(one("a"), Planned(day, DUE + LONG), DUE)
    taken, *_ = (post for post in await outbox.take("v", "wall", DUE, 2) if not post.doubted)
    assert await outbox.enqueue_one(one("b"), Planned(DAY, DUE), DUE)
    assert await subscriptions.change("a", pause=Pause(Why.ASKED), planned=None)
    assert [post.day for post in await outbox.history("a", 5)] == [DAY]
    assert not await outbox.choose(taken.id, "v", "{}", "title", DUE)
    assert await subscriptions.change("b", pause=None, planned=Planned(DAY, DUE))
    assert len(await outbox.history("b", 5)) == 1


async def test_what_was_begun_and_has_not_appeared_is_not_sent_after_a_pause(
    outbox: Outbox, subscriptions: Subscriptions
) -> None:
    for name in "abcd":
        await subscriptions.keep(one(name))
    posts = {name: await begin(outbox, one(name)) for name in "abcd"}
    await outbox.put_back(posts["a"].id, "v", DUE)
    await outbox.said(posts["b"].id, "v", Part.DAY, "message")
    await outbox.put_back(posts["b"].id, "v", DUE)
    for name in "abcd":
        assert await subscriptions.change(name, pause=Pause(Why.ASKED), planned=None)
    assert await outbox.put_back(posts["c"].id, "v", DUE)  # it was just being sent, and did not arrive
    assert await outbox.posted(posts["d"].id, "v", DUE)  # and this one did
    assert [post.id for post in await outbox.take("w", "wall", DUE, 5)] == [posts["b"].id]
    assert await outbox.expire(DUE + 1) == 2
    kept = [(await outbox.history(name, 1))[0] for name in "abcd"]
    assert [(post.state, post.reason) for post in kept] == [
        (State.SKIPPED, Reason.PAUSED),
        (State.POSTING, ""),
        (State.SKIPPED, Reason.PAUSED),
        (State.POSTED, ""),
    ]


async def test_what_was_paused_can_be_posted_now_at_once(
    outbox: Outbox, subscriptions: Subscriptions
) -> None:
    await subscriptions.keep(one())
    post = await begin(outbox, one())
    await outbox.put_back(post.id, "v", DUE)
    assert await subscriptions.change("a", pause=Pause(Why.ASKED), planned=None)
    assert await outbox.enqueue_one(one(), Planned(DAY, DUE + 60), DUE + 60)
    assert (await take_one(outbox, now=DUE + 60)).id == post.id


async def test_nothing_is_planned_before_it_was_set_up(outbox: Outbox, subscriptions: Subscriptions) -> None:
    await subscriptions.keep(replace(one(), created_at=DUE - HOUR))
    await outbox.replan(60.0)  # by a machine that does not know the year yet
    kept = await subscriptions.get("a")
    assert kept is not None
    assert kept.planned == Planned(DAY, DUE)


async def test_the_last_day_is_none_that_a_clock_far_ahead_has_made(
    outbox: Outbox, subscriptions: Subscriptions
) -> None:
    await subscriptions.keep(one())
    assert await outbox.last_day("a", DUE) is None
    await post_it(outbox, one())
    assert await outbox.enqueue(at(after(100))) == Enqueued(1, 1, 31)
    assert await outbox.last_day("a", DUE + HOUR) == DAY


async def test_plans_are_computed_anew(outbox: Outbox, subscriptions: Subscriptions) -> None:
    shifted, far = Planned(DAY, DUE - HOUR), Planned(after(400), at(after(400)))
    asked = Pause(Why.ASKED, after(400))
    await subscriptions.keep(replace(one("a"), planned=shifted))
    await subscriptions.keep(replace(one("b"), planned=far))
    await subscriptions.keep(replace(one("c"), planned=far, pause=asked))
    await subscriptions.keep(replace(one("d"), planned=None, pause=Pause(Why.GONE)))
    now = DUE - 2 * HOUR
    steps = [""]
    while step := await outbox.replan(now, steps[-1], limit=2):
        steps.append(step)
    assert steps == ["", "b", "c"]
    kept = [await subscriptions.get(name) for name in "abcd"]
    assert [each and each.planned for each in kept] == [Planned(DAY, DUE), Planned(DAY, DUE), far, None]
    assert [each and each.pause for each in kept] == [None, None, asked, Pause(Why.GONE)]


async def test_the_status_is_of_all_processes(
    outbox: Outbox, subscriptions: Subscriptions, others: tuple[Outbox, ...]
) -> None:
    assert await outbox.status(DUE) == Status(0, 0, None, 0, 0, 0, 0, 0, None)
    for name in "abcd":
        await subscriptions.keep(one(name))
    await subscriptions.keep(replace(one("e"), pause=Pause(Why.ASKED), planned=None))
    await post_it(outbox, one("a"))
    failed, skipped = await begin(outbox, one("b")), await begin(outbox, one("c"))
    await outbox.failed(failed.id, "v", "gone", DUE)
    await outbox.skipped(skipped.id, "v", "paused", DUE - 2 * LONG)  # not of this day
    await outbox.enqueue(DUE)
    await others[0].tick(DUE - 60)
    await outbox.tick(DUE)
    assert await others[1].status(DUE + 5) == Status(5, 1, DUE, 1, 0, 1, 1, 0, DUE)
    await take_one(outbox)
    assert await outbox.status(DUE + LONG + 5) == Status(5, 1, DUE, 0, 1, 0, 0, 0, DUE)


async def test_old_posts_are_deleted(outbox: Outbox, subscriptions: Subscriptions) -> None:
    await subscriptions.keep(one())
    old, new = await post_it(outbox, one()), await post_it(outbox, one(), after(1))
    waiting = await outbox.enqueue_one(one(), Planned(after(2), DUE), DUE)
    assert waiting is not None
    assert await outbox.tidy(at(after(1))) == 1
    assert await outbox.get(old.id) is None
    assert (await outbox.get(new.id) or old).day == new.day
    assert await outbox.get(waiting.id) == waiting


async def test_all_of_it_goes_with_the_server(
    outbox: Outbox, subscriptions: Subscriptions, store: Store
) -> None:
    await subscriptions.keep(one())
    await subscriptions.keep(one("b", "s2"))
    await post_it(outbox, one())
    await outbox.enqueue(DUE)
    assert await store.forget("wall", "s1") == 2
    assert await outbox.history("a", 5) == ()
    assert len(await outbox.history("b", 5)) == 1


async def test_a_post_outlives_a_restart(
    url: DatabaseUrl, outbox: Outbox, subscriptions: Subscriptions
) -> None:
    await subscriptions.keep(one())
    posted = await post_it(outbox, one())
    async with await open_database(url) as again:
        assert await Outbox(again).get(posted.id) == posted


def test_an_id_is_of_a_subscription_and_a_date_alone() -> None:
    ids = {post_id(name, day) for name in ("a", "b") for day in (DAY, after(1))}
    assert len(ids) == 4
    assert post_id("a", date(2026, 11, 23)) == post_id("a", DAY)
    assert all(len(each) == 16 for each in ids)


async def test_what_a_clock_that_was_ahead_gave_up_is_posted_when_it_is_due(
    outbox: Outbox, subscriptions: Subscriptions
) -> None:
    await subscriptions.keep(one())
    assert await outbox.enqueue(at(after(20)) + HOUR) == Enqueued(1, 1, 20)
    await outbox.replan(DUE)
    for number in range(20):
        assert await outbox.enqueue(at(after(number))) == Enqueued(1, 1, 0)
    # That date's was posted by the wrong clock.
    assert await outbox.enqueue(at(after(20))) == Enqueued(1, 0, 0)
    assert await outbox.enqueue(at(after(21))) == Enqueued(1, 1, 0)


async def test_what_was_given_up_in_time_is_not_forgotten_at_the_next_start(
    outbox: Outbox, subscriptions: Subscriptions
) -> None:
    await subscriptions.keep(one())
    now = at(after(3)) + HOUR
    assert await outbox.enqueue(now) == Enqueued(1, 1, 3)
    await outbox.replan(now)
    assert [each.state for each in await outbox.history("a", 9)] == [State.WAITING, *[State.SKIPPED] * 3]


async def test_what_was_posted_ahead_of_its_time_is_not_planned_again(
    outbox: Outbox, subscriptions: Subscriptions
) -> None:
    await subscriptions.keep(one())
    await post_it(outbox, one())
    await outbox.replan(DUE - HOUR)
    kept = await subscriptions.get("a")
    assert kept is not None
    assert kept.planned == Planned(after(1), at(after(1)))
