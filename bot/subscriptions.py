"""What was set up to be posted every day: one subscription of a kind a channel, and when it is due next.

Every id is a text as the platform gives it. Times are seconds since 1970-01-01 00:00 UTC. Every method raises
`bot.backend.DatabaseError`, and none writes a part of what it was asked.
"""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from bot.certain import write_again
from bot.posts import Reason
from bot.schedules import EVERY_DAY, Planned, Schedule
from content.days import Calendar

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.backend import Statements
    from bot.database import Database

_LOG = logging.getLogger(__name__)


class Kind(StrEnum):
    """What a subscription posts."""

    DAY = "day"  # what happened on this day, with a question of the day or without
    QUESTION = "question"  # a question of the day, and nothing else


class Why(StrEnum):
    """Why a subscription is paused."""

    ASKED = "asked"  # somebody wanted it
    GONE = "gone"  # there is no such channel any more
    FORBIDDEN = "forbidden"  # the bot may not post there
    BROKEN = "broken"  # what was set up cannot be read, as a time zone that is no more


@dataclass(frozen=True, slots=True)
class Wish:
    """What was chosen.

    Attributes:
        kind: What is posted.
        schedule: When.
        topics: The ids of the topics that it is about; all where there is none.
        calendar: By which calendar a day is an anniversary.
        question: Whether what happened on the day comes with a question.
        ping: The id of a role or group that is notified; empty for none.
        thread: Whether a conversation is opened below it.
        pin: Whether it is pinned, instead of the one before.
        graphic: Whether it may tell what is graphic.
    """

    kind: Kind
    schedule: Schedule
    topics: tuple[str, ...] = ()
    calendar: Calendar = Calendar.BOTH
    question: bool = False
    ping: str = ""
    thread: bool = False
    pin: bool = False
    graphic: bool = False


@dataclass(frozen=True, slots=True)
class Pause:
    """Why a subscription is paused, and on which local date it posts again; None where it has no end."""

    why: Why
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Subscription:
    """What somebody set up for a channel.

    Attributes:
        id: Its own; it stays when it is set up anew.
        platform: Where it posts.
        server: The id of the server there.
        place: The id of the channel.
        name: What the channel was called when it was set up.
        wish: What was chosen.
        creator: The id of who set it up; it stays theirs when somebody else changes it.
        creator_name: Their name.
        created_at: When it was first set up.
        pause: Why it is paused; None where it is not.
        planned: What it posts next; None while it is paused without an end.
        changed_by: The name of who changed it last, where that is not who set it up; else empty.
    """

    id: str
    platform: str
    server: str
    place: str
    name: str
    wish: Wish
    creator: str
    creator_name: str
    created_at: float
    pause: Pause | None = None
    planned: Planned | None = None
    changed_by: str = ""


class UnreadableError(ValueError):
    """A subscription cannot be read here, as one with a time zone that this machine does not know yet."""


class _StuckError(Exception):
    """A subscription cannot be moved: then nothing of that is written."""


@dataclass(frozen=True, slots=True)
class Subscriptions:
    """What was set up, on a database that has been migrated."""

    database: Database

    async def keep(self, subscription: Subscription) -> Subscription | None:
        """Keep a subscription; where its channel has one of that kind, instead of that.

        All is as given then, but for the id, `creator`, `creator_name` and `created_at`, which stay those of
        the one before.

        Returns:
            The one before; None if there was none, or none that can be read.
        """
        values = _values(subscription)

        async def run(statements: Statements) -> Subscription | None:
            while True:
                held = await statements.rows(
                    "hold_channel", platform=values["platform"], place=values["place"], kind=values["kind"]
                )
                if held:
                    await statements.rows("keep_subscription", **{**values, "id": held[0][0]})
                    return next(_readable(held), None)
                # Another process may set it up just now: then this waits for it, adds none, and sees it.
                if (await statements.each("add_subscription", [values]))[0]:
                    return None

        return await self.database.write(run)

    async def get(self, subscription: str) -> Subscription | None:
        """A subscription by its id; None if there is none, or it was removed.

        Raises:
            UnreadableError: There is one that cannot be read.
        """
        rows = await self._rows("subscription", id=subscription)
        try:
            return _subscription(rows[0]) if rows else None
        except ValueError as error:
            raise UnreadableError(str(error)) from error

    async def of_server(self, platform: str, server: str) -> tuple[Subscription, ...]:
        """Those of a server, in the order in which they were set up."""
        return await self._read("server_subscriptions", platform=platform, server=server)

    async def of_place(self, platform: str, place: str) -> tuple[Subscription, ...]:
        """Those of a channel, in the order in which they were set up; at most one of each kind."""
        return await self._read("place_subscriptions", platform=platform, place=place)

    async def count(self, platform: str, server: str) -> int:
        """How many a server has."""

        async def run(statements: Statements) -> int:
            rows = await statements.rows("count_subscriptions", platform=platform, server=server)
            counted: int = rows[0][0]
            return counted

        return await self.database.read(run)

    async def change(self, subscription: str, *, pause: Pause | None, planned: Planned | None) -> bool:
        """Pause a subscription or resume it. False if there is none.

        With a pause, its posts that were not begun are deleted; what was begun and has not appeared is given
        up with the next tick.

        Args:
            subscription: Its id.
            pause: Why it is paused from now on; None where it is not.
            planned: What it posts next: with a pause that ends, the first on or after its end; None with one
                that does not.
        """
        values = {"id": subscription, **_pause(pause), **_plan(planned)}

        async def run(statements: Statements) -> bool:
            changed = (await statements.each("change_subscription", [values]))[0]
            if changed and pause is not None:
                await statements.rows("remove_waiting", subscription=subscription)
                await statements.rows("stop_posts", subscription=subscription, reason=str(Reason.PAUSED))
            return changed

        return await write_again(self.database, run)

    async def move(
        self, subscription: str, place: str, name: str, *, pause: Pause | None, planned: Planned | None
    ) -> bool:
        """Have a subscription post in another channel of its server, with its posts that were not begun.

        What was posted, and where, stays as it is. `pause` and `planned` are as for `change`.

        Args:
            subscription: Its id.
            place: The id of the channel.
            name: What that is called.
            pause: Why it is paused from now on.
            planned: What it posts next.

        Returns:
            False if there is none, or the channel has one of its kind; then nothing has changed.
        """

        async def run(statements: Statements) -> bool:
            for there in _readable(await statements.rows("take_subscription", id=subscription)):
                moved = replace(there, place=place, name=name, pause=pause, planned=planned)
                if (await statements.each("add_subscription", [_values(moved)]))[0]:
                    await statements.rows("move_waiting", subscription=subscription, place=place)
                    return True
            raise _StuckError

        try:
            return await write_again(self.database, run)
        except _StuckError:
            return False

    async def pause_if(self, subscription: str, why: Why, at: float) -> bool:
        """Pause a subscription without an end, for the bot. True only for the first process that does.

        Nothing is written where it is paused without an end already.
        """
        values = {"id": subscription, "why": str(why), "at": at}

        async def run(statements: Statements) -> bool:
            return (await statements.each("pause_subscription", [values]))[0]

        return await write_again(self.database, run)

    async def remove(self, subscription: str) -> bool:
        """Delete a subscription, and its posts that were not begun. False if there is none."""

        async def run(statements: Statements) -> bool:
            gone = await statements.rows("remove_subscription", id=subscription)
            await statements.rows("remove_waiting", subscription=subscription)
            return bool(gone)

        return await self.database.write(run)

    async def _read(self, name: str, **values: object) -> tuple[Subscription, ...]:
        return tuple(_readable(await self._rows(name, **values)))

    async def _rows(self, name: str, **values: object) -> Sequence[Sequence[Any]]:
        async def run(statements: Statements) -> Sequence[Sequence[Any]]:
            return await statements.rows(name, **values)

        return await self.database.read(run)


def write_wish(wish: Wish) -> str:
    """A wish as a text, in which only what is not the default is named."""
    schedule = wish.schedule
    kept: dict[str, object] = {
        "time": f"{schedule.hour:02}:{schedule.minute:02}",
        "zone": schedule.zone,
    }
    if schedule.weekdays != EVERY_DAY:
        kept["weekdays"] = sorted(schedule.weekdays)
    if wish.calendar is not Calendar.BOTH:
        kept["calendar"] = wish.calendar
    for name in ("topics", "question", "ping", "thread", "pin", "graphic"):
        if value := getattr(wish, name):
            kept[name] = value
    return json.dumps(kept)


@lru_cache(maxsize=4096)  # of many subscriptions that are due at once, most wish the same as others
def read_wish(kind: str, text: str) -> Wish:
    """A wish from its text.

    Raises:
        ValueError: It cannot be read, or has a time zone that is no more.
    """
    kept: dict[str, Any] = json.loads(text)
    try:
        hour, _, minute = kept.pop("time").partition(":")
        weekdays = frozenset(kept.pop("weekdays", EVERY_DAY))
        schedule = Schedule(int(hour), int(minute), kept.pop("zone"), weekdays)
        topics, calendar = tuple(kept.pop("topics", ())), Calendar(kept.pop("calendar", Calendar.BOTH))
        return Wish(Kind(kind), schedule, topics, calendar, **kept)
    except (AttributeError, KeyError, TypeError) as error:
        raise ValueError(f"no wish: {text[:200]}") from error


def read_planned(day: str | None, at: float | None) -> Planned | None:
    """A plan from its columns."""
    return None if day is None or at is None else Planned(date.fromisoformat(day), at)


def _readable(rows: Sequence[Sequence[Any]]) -> Iterator[Subscription]:
    for row in rows:
        try:
            yield _subscription(row)
        except ValueError as error:  # it is paused as `Why.BROKEN` when it comes due
            _LOG.warning("a subscription cannot be read subscription=%s error=%s", row[0], error)


def _subscription(row: Sequence[Any]) -> Subscription:
    *ids, kind, wish, creator, creator_name, created_at, why, until, day, at, changed_by = row
    pause = None if why is None else Pause(Why(why), None if until is None else date.fromisoformat(until))
    made = (read_wish(kind, wish), creator, creator_name, created_at)
    return Subscription(*(*ids, *made, pause, read_planned(day, at), changed_by))


def _values(subscription: Subscription) -> dict[str, object]:
    each = subscription
    return {
        "id": each.id,
        "platform": each.platform,
        "server": each.server,
        "place": each.place,
        "name": each.name,
        "kind": str(each.wish.kind),
        "wish": write_wish(each.wish),
        "creator": each.creator,
        "creator_name": each.creator_name,
        "created_at": each.created_at,
        "changed_by": each.changed_by,
        **_pause(each.pause),
        **_plan(each.planned),
    }


def _pause(pause: Pause | None) -> dict[str, object]:
    until = None if pause is None or pause.until is None else pause.until.isoformat()
    return {"pause_why": None if pause is None else str(pause.why), "pause_until": until}


def _plan(planned: Planned | None) -> dict[str, object]:
    if planned is None:
        return {"planned_day": None, "next_due": None}
    return {"planned_day": planned.day.isoformat(), "next_due": planned.at}
