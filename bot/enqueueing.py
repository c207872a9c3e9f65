"""How the subscriptions that are due become posts that wait, within a transaction: see `bot.outbox`."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from bot import schedules
from bot.posts import LATE, Enqueued, Post, State, post_id
from bot.schedules import Planned
from bot.subscriptions import Why, read_planned, read_wish

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.backend import Statements
    from bot.schedules import Due, Schedule
    from bot.subscriptions import Subscription

# Seconds. What was given up so long after now, was so by a clock that had gone wrong, and is due again.
_SURE = 3_600.0
# Seconds. What cannot be read is left to a process of another version, as one that knows a new time zone, and
# looked at again several times within the grace.
_AGAIN, _BEAR = 600.0, 86_400.0
_POSTS = 2_000  # that are added in one transaction, and a month's of one subscription at most
_MOST = 1_000  # posts of a server that are counted: behind so many, one more does not matter


async def enqueue(statements: Statements, now: float, limit: int, grace: float) -> Enqueued:
    """One batch: see `bot.outbox.Outbox.enqueue`."""
    rows = await statements.rows("hold_due", now=now, most=limit)
    posts: list[dict[str, object]] = []
    moved, renewed = [], []
    unread: dict[str, float] = {}  # each since when
    found = 0
    known: dict[tuple[object, ...], Due | Planned] = {}  # many wish the same at the same time
    for row in rows:
        if len(posts) >= _POSTS:
            break
        found += 1
        subscription, platform, server, place, broken_at = row[0], *row[5:9]
        alike = tuple(row[1:5])
        try:
            due = known.get(alike) or known.setdefault(alike, _due(row, now, grace))
        except (ValueError, OverflowError):
            unread[subscription] = now if broken_at is None else broken_at
            continue
        if isinstance(due, Planned):
            renewed.append(_planned(subscription, due))
            continue
        moved.append(_planned(subscription, due.following))
        of = {"subscription": subscription, "platform": platform, "server": server, "place": place}
        posts += [_post(of, each, State.SKIPPED, now) for each in due.missed]
        if due.post is not None:
            posts.append(_post(of, due.post, State.WAITING, None))
    added: Counter[str] = Counter()
    if moved:
        added.update(row[0] for row in await _add(statements, posts))
        await statements.rows("move_plans", plans=json.dumps(moved))
    if renewed:
        await statements.rows("renew_plans", plans=json.dumps(renewed))
    broken = tuple(each for each, since in unread.items() if since <= now - _BEAR)
    if broken:
        values = [{"id": each, "why": str(Why.BROKEN), "at": now} for each in broken]
        await statements.many("pause_subscription", values)
    if later := [each for each in unread if each not in broken]:
        values = [{"id": each, "at": now, "next_due": now + _AGAIN} for each in later]
        await statements.many("put_off_subscription", values)
    return Enqueued(found, added[State.WAITING], added[State.SKIPPED], broken, found < len(rows))


async def enqueue_one(
    statements: Statements, subscription: Subscription, planned: Planned, now: float, grace: float
) -> Post | None:
    """One post: see `bot.outbox.Outbox.enqueue_one`."""
    held = await statements.rows("hold_plan", id=subscription.id)
    if not held:
        return None
    post = {
        "subscription": subscription.id,
        "platform": subscription.platform,
        "server": subscription.server,
        "place": subscription.place,
    }
    added = await _add(statements, [_post(post, planned, State.WAITING, None)])
    found = post_id(subscription.id, planned.day)
    if not added and not await statements.rows("wait_again", id=found, due_at=planned.at):
        return None
    before = read_planned(*held[0][3:5])
    if before is not None and before.day <= planned.day:
        schedule = subscription.wish.schedule
        after = schedules.following(schedule, planned.day)
        # What had come due before, and no tick has come to, is not stepped over.
        due = schedules.due(schedule, before, now, grace)
        if due is not None:
            after = max(after, due.following)
            others = [_post(post, each, State.SKIPPED, now) for each in due.missed]
            if due.post is not None:
                others.append(_post(post, due.post, State.WAITING, None))
            await _add(statements, others)
        plans = [_planned(subscription.id, after)]
        await statements.rows("renew_plans", plans=json.dumps(plans))
    return Post.read((await statements.rows("daily_post", id=found))[0])


async def replan(statements: Statements, now: float, after: str, limit: int) -> str:
    """One batch: see `bot.outbox.Outbox.replan`."""
    if not after:
        await statements.rows("forget_ahead", now=now + _SURE)
    rows = await statements.rows("hold_plans", after=after, tomorrow=tomorrow(now), most=limit)
    plans = []
    for row in rows:
        try:
            schedule, planned = _plan(row)
            again = schedules.renewed(schedule, planned)
            if row[5] is None:
                # Today's may have been posted ahead of its time.
                last = date.fromisoformat(row[6]) if row[6] else None
                # And nothing is due before it was set up, whatever a clock says that has forgotten the year.
                again = min(again, schedules.first(schedule, max(now, row[7]), after=last))
        except (ValueError, OverflowError):
            continue  # it is paused when it comes due
        if again != planned:
            plans.append(_planned(row[0], again))
    if plans:
        await statements.rows("renew_plans", plans=json.dumps(plans))
    return str(rows[-1][0]) if rows else ""


async def _add(statements: Statements, posts: Sequence[dict[str, object]]) -> Sequence[Sequence[Any]]:
    """Add posts, those that wait in turns: each after those of its server that are open."""
    waiting = [post for post in posts if post["state"] is State.WAITING]
    servers = {(post["platform"], post["server"]) for post in waiting if post["server"]}
    turns: Counter[tuple[object, ...]] = Counter()
    if servers:
        wanted = json.dumps([{"platform": platform, "server": server} for platform, server in servers])
        for platform, server, count in await statements.rows("open_posts", servers=wanted, most=_MOST):
            turns[platform, server] = count
    for post in waiting:
        # A conversation without a server is one by itself, and has hardly more than one post at a time.
        of = (post["platform"], post["server"] or ("", post["place"]))
        post["turn"] = turns[of]
        turns[of] += 1
    return await statements.rows("add_posts", posts=json.dumps(posts))


def tomorrow(now: float) -> str:
    """The date of tomorrow (UTC), in ISO 8601. No zone is further ahead."""
    return (datetime.fromtimestamp(now, UTC).date() + timedelta(days=1)).isoformat()


def _due(row: Sequence[Any], now: float, grace: float) -> Due | Planned:
    """What has come due; where the rules of its zone have changed since, the plan by those."""
    schedule, planned = _plan(row)
    return schedules.due(schedule, planned, now, grace) or schedules.renewed(schedule, planned)


def _plan(row: Sequence[Any]) -> tuple[Schedule, Planned]:
    planned = read_planned(*row[3:5])
    if planned is None:
        raise ValueError("it has no plan")
    return read_wish(row[1], row[2]).schedule, planned


def _planned(subscription: str, planned: Planned) -> Mapping[str, object]:
    return {"id": subscription, "day": planned.day.isoformat(), "at": planned.at}


def _post(
    values: Mapping[str, object], planned: Planned, state: State, at: float | None
) -> dict[str, object]:
    return {
        **values,
        "id": post_id(str(values["subscription"]), planned.day),
        "day": planned.day.isoformat(),
        "due_at": planned.at,
        "turn": 0,
        "state": state,
        "reason": LATE if state is State.SKIPPED else "",
        "at": at,
    }
