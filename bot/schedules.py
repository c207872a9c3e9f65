"""When a daily post is due: a function of its schedule, its plan and the time, right in every time zone.

A post belongs to a *local date*, and each date of its weekdays has one moment for it. `zoneinfo` knows the
zones, by the IANA database. Their rules change from time to time, so a moment is computed anew whenever it is
asked for: one that was kept only says when to look again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Iterator

EVERY_DAY = frozenset(range(1, 8))
GRACE = 3 * 3600.0  # seconds by which a post may be late; after that its day is missed
MAX_MISSED = 31  # days that are told one by one when nobody has asked for long

_DAY = timedelta(days=1)


class ScheduleError(ValueError):
    """A schedule that there cannot be. Its text is a sentence."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """When posts are wanted, by the clocks of a place.

    Attributes:
        hour: 0 to 23.
        minute: 0 to 59.
        zone: The name of its time zone in the IANA database: `Asia/Kabul`.
        weekdays: On which days, by ISO 8601: 1 is Monday, 7 is Sunday. At least one.

    Raises:
        ScheduleError: There is no such time, zone or weekday.
    """

    hour: int
    minute: int
    zone: str
    weekdays: frozenset[int] = EVERY_DAY

    def __post_init__(self) -> None:
        if not (0 <= self.hour <= 23 and 0 <= self.minute <= 59):
            raise ScheduleError(f"There is no time {self.hour}:{self.minute:02}.")
        if not self.weekdays or not self.weekdays <= EVERY_DAY:
            raise ScheduleError(f"There are no weekdays {sorted(self.weekdays)}.")
        zone(self.zone)


@dataclass(frozen=True, slots=True, order=True)
class Planned:
    """A local date on which a post is due, and its moment in seconds since the epoch (UTC)."""

    day: date
    at: float


@dataclass(frozen=True, slots=True)
class Due:
    """What has come due.

    Attributes:
        post: What is to be posted now; None where all that came due did so too long ago.
        missed: What is not posted any more, by date; of many the last `MAX_MISSED`.
        following: What comes next. Its moment lies ahead.
    """

    post: Planned | None
    missed: tuple[Planned, ...]
    following: Planned


def moment(schedule: Schedule, day: date) -> float | None:
    """When the post of a local date is due, in seconds since the epoch, whatever weekday it is.

    Where clocks show the time twice on that date, it is the first of both. Where they skip it, it is as long
    after the skip as the time is after its beginning: 02:30 becomes 03:30, and 23:30 may become 00:30 of the
    next date (PEP 495, `fold=0`).

    Returns:
        None where the zone has no such date, as Samoa had no 30 December 2011.
    """
    return _moment(schedule.zone, day, schedule.hour, schedule.minute)


def following(schedule: Schedule, day: date) -> Planned:
    """The first date after `day` on which a post is due, with its moment.

    Raises:
        OverflowError: There is none before the year 10000.
    """
    return next(_ahead(schedule, day + _DAY))


def first(schedule: Schedule, now: float, *, after: date | None = None) -> Planned:
    """The first post that is due at `now` (seconds since the epoch) or later, on a date after `after`.

    Raises:
        OverflowError: There is none before the year 10000.
    """
    begin = today(schedule, now) - _DAY  # where clocks skip midnight, its date may be yesterday's
    if after is not None:
        begin = max(begin, after + _DAY)
    return next(planned for planned in _ahead(schedule, begin) if planned.at >= now)


def renewed(schedule: Schedule, planned: Planned) -> Planned:
    """A plan by the rules that its zone has by now: of the same date, or the next one where that is gone."""
    return following(schedule, planned.day - _DAY)


def due(schedule: Schedule, planned: Planned, now: float, grace: float = GRACE) -> Due | None:
    """What has come due by `now` of all that is planned from `planned` on.

    Whoever asks again and again, posts `post` and goes on with `following`, finds each date once, in `post`
    or in `missed`, and none before its minute: however late they ask, and however their clock jumps.

    Args:
        schedule: When posts are wanted.
        planned: What comes next, as far as is known. Its moment is computed anew.
        now: Seconds since the epoch.
        grace: Seconds by which a post may be late.

    Returns:
        None where nothing is due. `renewed` says when to ask again.
    """
    last = renewed(schedule, planned)
    if now < last.at:
        return None
    before: list[Planned] = []
    after = following(schedule, last.day)
    if after.at <= now:
        last, *before = islice(_passed(schedule, last.day, now), MAX_MISSED + 1)
        after = following(schedule, last.day)
    late = now - last.at > grace
    missed = [last, *before] if late else before
    return Due(None if late else last, tuple(reversed(missed[:MAX_MISSED])), after)


def today(schedule: Schedule, now: float) -> date:
    """The date that clocks show in a schedule's zone; `now` is in seconds since the epoch."""
    return datetime.fromtimestamp(now, zone(schedule.zone)).date()


@lru_cache(maxsize=1024)  # more than there are; zoneinfo's own cache would read most of them again and again
def zone(name: str) -> ZoneInfo:
    """The time zone of a name in the IANA database.

    Raises:
        ScheduleError: There is none.
    """
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # there is none; it is a path; it is a folder of zones
        raise ScheduleError(f"There is no time zone “{name[:60]}”.") from None


def _ahead(schedule: Schedule, day: date) -> Iterator[Planned]:
    """All that is planned from a date on."""
    while True:
        if day.isoweekday() in schedule.weekdays and (at := moment(schedule, day)) is not None:
            yield Planned(day, at)
        day += _DAY


def _passed(schedule: Schedule, begin: date, now: float) -> Iterator[Planned]:
    """All that is planned from a date on and not after `now`, the last one first."""
    day = today(schedule, now) + _DAY  # where clocks repeat midnight, tomorrow may have begun before
    while day >= begin:
        at = moment(schedule, day) if day.isoweekday() in schedule.weekdays else None
        if at is not None and at <= now:
            yield Planned(day, at)
        day -= _DAY


@lru_cache(maxsize=4096)  # of many subscriptions that are due at once, most have the zone and time of others
def _moment(name: str, day: date, hour: int, minute: int) -> float | None:
    there = zone(name)
    wall = datetime(day.year, day.month, day.day, hour, minute, tzinfo=there)
    at = wall.timestamp()
    skipped = datetime.fromtimestamp(at, there) != wall
    return None if skipped and _left_out(there, day) else at


def _left_out(there: ZoneInfo, day: date) -> bool:
    """Whether clocks go from the date before to the one after."""
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=there).timestamp()
    return datetime.fromtimestamp(noon, there).date() != day
