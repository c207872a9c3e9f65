"""When posts are due, held against the clocks of every time zone.

Covered are all zones that there are, from 2020 to 2036: every change of their clocks, with the times of day
around it, against a definition of the moment that knows nothing of PEP 495. In ten of these years every date
is waited for, once for each way in which clocks go: not a second before its moment, then as late as it may
be. Beside that, clocks stand, sleep and jump in zones and years that Hypothesis chooses, half of them around
a change.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.schedules import (
    EVERY_DAY,
    GRACE,
    MAX_MISSED,
    Due,
    Planned,
    Schedule,
    ScheduleError,
    due,
    first,
    following,
    moment,
    renewed,
    today,
    zone,
)

if TYPE_CHECKING:
    from pathlib import Path

ZONES = sorted(available_timezones())
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
HOUR = 3600.0
BEGIN, END = datetime(2020, 1, 1, tzinfo=UTC), datetime(2037, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Change:
    """A change of a zone's clocks: the first second after it, and how far they are ahead of UTC."""

    at: int
    before: timedelta
    after: timedelta


def ahead(name: str, at: float) -> timedelta:
    offset = datetime.fromtimestamp(at, ZoneInfo(name)).utcoffset()
    assert offset is not None
    return offset


def changes(name: str, begin: datetime = BEGIN, end: datetime = END) -> tuple[Change, ...]:
    """All changes of a zone's clocks; none of two days undoes another."""
    there = ZoneInfo(name)
    found = []
    days = range(int(begin.timestamp()), int(end.timestamp()), 2 * 86_400)
    offsets = [datetime.fromtimestamp(at, there).utcoffset() for at in days]
    for low, before, after in zip(days, offsets, offsets[1:], strict=False):
        if before != after and before is not None and after is not None:
            not_yet, already = low, low + 2 * 86_400
            while already - not_yet > 1:
                middle = (not_yet + already) // 2
                if ahead(name, middle) == before:
                    not_yet = middle
                else:
                    already = middle
            found.append(Change(already, before, ahead(name, already)))
    return tuple(found)


@cache  # it takes seconds
def all_changes() -> dict[str, tuple[Change, ...]]:
    return {name: changes(name) for name in ZONES}


def kinds() -> dict[tuple[timedelta, tuple[Change, ...]], str]:
    """A zone for each way in which clocks go in these years: many zones share theirs."""
    return {(ahead(name, BEGIN.timestamp()), found): name for name, found in all_changes().items()}


def at_clock(wall: datetime, offset: timedelta) -> float:
    """The moment at which clocks that are so far ahead show a time."""
    return (wall - offset).replace(tzinfo=UTC).timestamp()


def defined(name: str, wall: datetime, near: Change) -> float | None:
    """The moment of a wall time around a change, as the issue's words define it.

    It is the first at which clocks show the time. Where there is none, they skip it: then it is as long after
    the change as the time is after that of the change, and there is none where they skip its whole date.
    """
    shown = [at_clock(wall, offset) for offset in (near.before, near.after)]
    true = [at for at in shown if datetime.fromtimestamp(at, ZoneInfo(name)).replace(tzinfo=None) == wall]
    if true:
        return min(true)
    old, new = (
        datetime.fromtimestamp(near.at, UTC).replace(tzinfo=None) + by for by in (near.before, near.after)
    )
    assert old <= wall < new
    midnight = wall.replace(hour=0, minute=0)
    if old <= midnight and midnight + DAY <= new:
        return None
    return near.at + (wall - old).total_seconds()


def walls(change: Change) -> set[datetime]:
    """Times around a change, by the clocks before and after it: each quarter of an hour, and the edges."""
    at = datetime.fromtimestamp(change.at, UTC).replace(tzinfo=None)
    edges = [at + change.before, at + change.after]
    low, high = min(edges) - timedelta(hours=1), max(edges) + timedelta(hours=1)
    quarters = {low + number * 15 * MINUTE for number in range(int((high - low) / (15 * MINUTE)) + 1)}
    return quarters | {edge + by * MINUTE for edge in edges for by in (-1, 0, 1)}


def plan(name: str, wall: datetime) -> float | None:
    return moment(Schedule(wall.hour, wall.minute, name), wall.date())


def test_there_are_zones_and_changes_to_be_held_against() -> None:
    assert len(ZONES) > 500
    assert len(kinds()) > 60
    assert sum(map(len, all_changes().values())) > 5_000


def test_around_every_change_of_every_zone() -> None:
    for name, found in all_changes().items():
        for change in found:
            for wall in walls(change):
                assert plan(name, wall) == defined(name, wall, change), (name, wall)


@pytest.mark.parametrize(
    ("name", "year"),
    [
        ("Pacific/Apia", 2011),
        ("Pacific/Fakaofo", 2011),
        ("Pacific/Kwajalein", 1993),
        ("Pacific/Kiritimati", 1994),
        ("Pacific/Enderbury", 1994),
    ],
)
def test_around_every_date_that_a_zone_has_left_out(name: str, year: int) -> None:
    found = changes(name, datetime(year, 1, 1, tzinfo=UTC), datetime(year + 1, 1, 10, tzinfo=UTC))
    (skip,) = (change for change in found if change.after - change.before >= DAY)
    times = [(wall, plan(name, wall)) for wall in sorted(walls(skip))]
    assert all(at == defined(name, wall, skip) for wall, at in times)
    left_out = {wall.date() for wall, at in times if at is None}
    assert len(left_out) == 1
    assert all(at is not None for wall, at in times if wall.date() not in left_out)


def test_every_date_of_ten_years_has_one_post_in_every_zone() -> None:
    """At a time of day of its own for each zone, so that all hours have their turn."""
    begin, last = date(2027, 1, 1), date(2037, 1, 1)
    chance = random.Random(1)
    for number, name in enumerate(kinds().values()):
        there, schedule = ZoneInfo(name), Schedule(number % 24, number * 7 % 60, name)
        planned, expected = following(schedule, begin - DAY), begin
        while planned.day < last:
            assert planned.day == expected, name  # no zone leaves out a date in these years
            wall = datetime.combine(expected, time(schedule.hour, schedule.minute))
            later = datetime.fromtimestamp(planned.at, there).replace(tzinfo=None) - wall
            assert timedelta() <= later <= timedelta(hours=1), (name, wall)
            assert due(schedule, planned, planned.at - 1) is None, (name, wall)
            found = due(schedule, planned, planned.at + chance.uniform(0, GRACE))
            assert found is not None, (name, wall)
            assert (found.post, found.missed) == (planned, ()), (name, wall)
            assert 20 * HOUR <= found.following.at - planned.at <= 28 * HOUR, (name, wall)
            planned, expected = found.following, expected + DAY


@pytest.mark.parametrize(
    ("name", "shown", "day", "expected"),
    [
        ("Asia/Kabul", "10:05", "2027-01-01", "2027-01-01T10:05+04:30"),
        ("Asia/Kabul", "10:05", "2028-02-29", "2028-02-29T10:05+04:30"),
        ("Asia/Kathmandu", "00:00", "2028-02-29", "2028-02-29T00:00+05:45"),
        # Skipped: as much later as it was after the skip's beginning.
        ("Europe/Berlin", "02:30", "2027-03-28", "2027-03-28T03:30+02:00"),
        ("Europe/Berlin", "02:00", "2027-03-28", "2027-03-28T03:00+02:00"),
        ("Europe/Berlin", "01:59", "2027-03-28", "2027-03-28T01:59+01:00"),
        ("Europe/Berlin", "03:00", "2027-03-28", "2027-03-28T03:00+02:00"),
        # Shown twice: the first.
        ("Europe/Berlin", "02:30", "2027-10-31", "2027-10-31T02:30+02:00"),
        ("Europe/Berlin", "03:00", "2027-10-31", "2027-10-31T03:00+01:00"),
        ("Africa/Cairo", "00:00", "2027-04-30", "2027-04-30T01:00+03:00"),
        ("Australia/Lord_Howe", "02:15", "2027-10-03", "2027-10-03T02:45+11:00"),
        ("Australia/Lord_Howe", "01:45", "2027-04-04", "2027-04-04T01:45+11:00"),
        ("Australia/Lord_Howe", "02:00", "2027-04-04", "2027-04-04T02:00+10:30"),
        # The skip holds midnight, so the post of a date comes on the next one.
        ("America/Scoresbysund", "23:30", "2027-03-27", "2027-03-28T00:30-01:00"),
        ("America/Scoresbysund", "23:30", "2027-03-28", "2027-03-28T23:30-01:00"),
        ("Pacific/Apia", "08:00", "2011-12-29", "2011-12-29T08:00-10:00"),
        ("Pacific/Apia", "08:00", "2011-12-31", "2011-12-31T08:00+14:00"),
    ],
)
def test_known_moments(name: str, shown: str, day: str, expected: str) -> None:
    hour, minute = map(int, shown.split(":"))
    at = moment(Schedule(hour, minute, name), date.fromisoformat(day))
    assert at == datetime.fromisoformat(expected).timestamp()


def test_a_date_that_there_was_not_has_no_post() -> None:
    for hour in range(24):
        samoa = Schedule(hour, 0, "Pacific/Apia")
        assert moment(samoa, date(2011, 12, 30)) is None
        assert following(samoa, date(2011, 12, 29)).day == date(2011, 12, 31)
    fridays = Schedule(8, 0, "Pacific/Apia", frozenset({5}))
    assert following(fridays, date(2011, 12, 23)).day == date(2012, 1, 6)


def test_only_weekdays_that_are_wanted_are_planned() -> None:
    schedule = Schedule(8, 0, "Asia/Kabul", frozenset({6, 7, 1, 2, 3, 4}))  # all but Friday
    day, seen = date(2027, 12, 25), []
    while day < date(2028, 3, 5):
        day = following(schedule, day).day
        seen.append(day)
    assert date(2028, 2, 29) in seen
    all_days = [seen[0] + number * DAY for number in range((seen[-1] - seen[0]).days + 1)]
    assert seen == [each for each in all_days if each.isoweekday() != 5]


@pytest.mark.parametrize(
    ("hour", "minute", "name", "weekdays"),
    [
        (24, 0, "UTC", EVERY_DAY),
        (-1, 0, "UTC", EVERY_DAY),
        (0, 60, "UTC", EVERY_DAY),
        (0, 0, "UTC", frozenset()),
        (0, 0, "UTC", frozenset({0})),
        (0, 0, "UTC", frozenset({8})),
        (0, 0, "Asia/Kabool", EVERY_DAY),
        (0, 0, "", EVERY_DAY),
        (0, 0, "Asia", EVERY_DAY),
        (0, 0, "../../etc/passwd", EVERY_DAY),
        (0, 0, "/etc/localtime", EVERY_DAY),
        (0, 0, "a\0b", EVERY_DAY),
        (0, 0, "x" * 5_000, EVERY_DAY),
    ],
)
def test_what_is_no_schedule(hour: int, minute: int, name: str, weekdays: frozenset[int]) -> None:
    with pytest.raises(ScheduleError) as told:
        Schedule(hour, minute, name, weekdays)
    assert str(told.value).endswith(".")
    assert len(str(told.value)) < 120


def test_the_first_post_is_not_before_now_and_after_a_date() -> None:
    kabul = Schedule(8, 0, "Asia/Kabul")
    eight = datetime.fromisoformat("2027-05-01T08:00+04:30").timestamp()
    assert first(kabul, eight) == Planned(date(2027, 5, 1), eight)
    assert first(kabul, eight - 0.5) == Planned(date(2027, 5, 1), eight)
    assert first(kabul, eight + 0.5).day == date(2027, 5, 2)
    assert first(kabul, eight, after=date(2027, 4, 20)).day == date(2027, 5, 1)
    assert first(kabul, eight, after=date(2027, 5, 1)).day == date(2027, 5, 2)
    assert first(kabul, eight, after=date(2027, 12, 31)).day == date(2028, 1, 1)
    # Half an hour after midnight the post of the date before is still to come.
    skipping = Schedule(23, 30, "America/Scoresbysund")
    skipped = datetime.fromisoformat("2027-03-28T00:10-01:00").timestamp()
    assert first(skipping, skipped).day == date(2027, 3, 27)
    # In the hour that comes twice it has been.
    twice = Schedule(2, 30, "Europe/Berlin")
    again = datetime.fromisoformat("2027-10-31T02:10+01:00").timestamp()
    assert first(twice, again).day == date(2027, 11, 1)


def test_the_end_of_the_calendar_is_told() -> None:
    with pytest.raises(OverflowError):
        following(Schedule(8, 0, "UTC"), date.max)


schedules = st.builds(
    Schedule,
    st.integers(0, 23),
    st.integers(0, 59),
    st.sampled_from(ZONES),
    st.one_of(st.just(EVERY_DAY), st.frozensets(st.integers(1, 7), min_size=1)),
)
moments = st.integers(int(datetime(2026, 1, 1, tzinfo=UTC).timestamp()), int(END.timestamp()) - 86_400 * 400)


@st.composite
def near_changes(draw: st.DrawFn) -> tuple[Schedule, int]:
    """A zone whose clocks change, a time of day at which they may, and a moment some days before."""
    name = draw(st.sampled_from([name for name, found in all_changes().items() if found]))
    change = draw(st.sampled_from(all_changes()[name]))
    wall = draw(st.sampled_from(sorted(walls(change))))
    begin = change.at - draw(st.integers(0, 5 * 86_400))
    return Schedule(wall.hour, wall.minute, name), begin


@given(st.one_of(st.tuples(schedules, moments), near_changes()), st.integers(-20, 40))
@settings(max_examples=300)
def test_the_first_post_is_the_earliest_that_there_is(begin: tuple[Schedule, int], days: int) -> None:
    schedule, now = begin
    after = today(schedule, now) + days * DAY
    planned = first(schedule, now, after=after)
    every = all_planned(schedule, min(after, today(schedule, now)) - 3 * DAY, 70)
    assert planned == min(each for each in every if each.at >= now and each.day > after)
    assert first(schedule, now) == min(each for each in every if each.at >= now)


def all_planned(schedule: Schedule, day: date, days: int) -> list[Planned]:
    """Every post of so many dates, found date by date."""
    found = []
    for number in range(days):
        each = day + number * DAY
        at = moment(schedule, each) if each.isoweekday() in schedule.weekdays else None
        if at is not None:
            found.append(Planned(each, at))
    return found


@dataclass(slots=True)
class Bot:
    """Asks what is due whenever its clock ticks, as the real one does, and keeps what it is told."""

    schedule: Schedule
    planned: Planned

    posted: dict[date, float] = field(default_factory=dict)
    missed: dict[date, float] = field(default_factory=dict)

    def tick(self, now: float) -> Due | None:
        found = due(self.schedule, self.planned, now)
        if found is None:
            assert now < renewed(self.schedule, self.planned).at
            return None
        if found.post is not None:
            assert found.post.day not in self.posted.keys() | self.missed.keys()
            assert found.post.at == moment(self.schedule, found.post.day)
            assert 0 <= now - found.post.at <= GRACE
            self.posted[found.post.day] = now
        for each in found.missed:
            assert each.day not in self.posted.keys() | self.missed.keys()
            assert each.at == moment(self.schedule, each.day)
            assert now - each.at > GRACE
            self.missed[each.day] = now
        told = [*found.missed, *([found.post] if found.post else [])]
        assert told == sorted(told)
        assert told
        assert found.following.at > now
        self.planned = found.following
        return found


STEPS = {
    "a tick": st.just(60),
    "a slow machine": st.integers(1, 3_600),
    "a restart": st.integers(1, 5 * 3_600),
    "asleep": st.integers(3_600, 20 * 86_400),
    "put back": st.integers(-3 * 86_400, -1),
    "put forward": st.integers(1, 3 * 86_400),
}
steps = st.one_of(*STEPS.values())


@given(st.one_of(st.tuples(schedules, moments), near_changes()), st.lists(steps, min_size=1, max_size=40))
@settings(max_examples=500)
def test_however_clocks_go_each_date_is_posted_or_missed_once(
    begin: tuple[Schedule, int], steps: list[int]
) -> None:
    schedule, now = begin
    bot = Bot(schedule, first(schedule, now))
    latest = now
    for step in (0, *steps):
        now += step
        latest = max(latest, now)
        bot.tick(now)
    every = all_planned(schedule, today(schedule, begin[1]) - 3 * DAY, (latest - begin[1]) // 86_400 + 7)
    wanted = [each.day for each in every if begin[1] <= each.at <= latest]
    assert sorted(bot.posted.keys() | bot.missed.keys()) == wanted


@given(
    st.one_of(st.tuples(schedules, moments), near_changes()),
    st.lists(st.integers(1, int(GRACE)), min_size=20, max_size=100),
)
@settings(max_examples=200)
def test_who_never_sleeps_longer_than_the_grace_misses_nothing(
    begin: tuple[Schedule, int], steps: list[int]
) -> None:
    schedule, now = begin
    bot = Bot(schedule, first(schedule, now))
    ticks = [now]
    bot.tick(now)
    for step in steps:
        ticks.append(ticks[-1] + step)
        bot.tick(ticks[-1])
    assert not bot.missed
    every = all_planned(schedule, today(schedule, now) - 3 * DAY, (ticks[-1] - now) // 86_400 + 7)
    wanted = [each for each in every if now <= each.at <= ticks[-1]]
    assert bot.posted == {each.day: next(tick for tick in ticks if tick >= each.at) for each in wanted}


def bot_of(schedule: Schedule, begin: str) -> Bot:
    return Bot(schedule, first(schedule, at(begin)))


def at(written: str) -> float:
    return datetime.fromisoformat(written).timestamp()


KABUL = Schedule(8, 0, "Asia/Kabul")


def test_a_late_start_catches_up_within_the_grace() -> None:
    bot = bot_of(KABUL, "2027-05-01T07:00+04:30")
    assert bot.tick(at("2027-05-01T07:59:59+04:30")) is None
    found = bot.tick(at("2027-05-01T11:00+04:30"))
    assert found is not None
    assert found.post == Planned(date(2027, 5, 1), at("2027-05-01T08:00+04:30"))
    assert found.missed == ()
    assert found.following == Planned(date(2027, 5, 2), at("2027-05-02T08:00+04:30"))
    assert bot.tick(at("2027-05-01T11:01+04:30")) is None


def test_after_the_grace_the_day_is_missed() -> None:
    bot = bot_of(KABUL, "2027-05-01T07:00+04:30")
    found = bot.tick(at("2027-05-01T11:00:01+04:30"))
    assert found is not None
    assert found.post is None
    assert [each.day for each in found.missed] == [date(2027, 5, 1)]
    assert found.following.day == date(2027, 5, 2)


def test_a_grace_of_ones_own() -> None:
    planned = first(KABUL, at("2027-05-01T07:00+04:30"))
    found = due(KABUL, planned, planned.at + 60, grace=30)
    assert found is not None
    assert (found.post, found.missed) == (None, (planned,))


def test_after_days_asleep_only_the_last_one_is_posted() -> None:
    bot = bot_of(KABUL, "2027-05-01T07:00+04:30")
    found = bot.tick(at("2027-05-04T09:00+04:30"))
    assert found is not None
    assert found.post is not None
    assert found.post.day == date(2027, 5, 4)
    assert [each.day.day for each in found.missed] == [1, 2, 3]


def test_asleep_until_the_very_moment_of_the_next_post() -> None:
    bot = bot_of(KABUL, "2027-05-01T07:00+04:30")
    bot.tick(at("2027-05-02T08:00+04:30"))
    assert (sorted(bot.posted), sorted(bot.missed)) == ([date(2027, 5, 2)], [date(2027, 5, 1)])


def test_a_date_that_has_begun_once_is_due_while_clocks_show_the_one_before_again() -> None:
    """In Newfoundland, until 2011, clocks went back from 00:01 to 23:01."""
    bot = bot_of(Schedule(0, 0, "America/St_Johns"), "2010-11-05T23:00-02:30")
    found = bot.tick(at("2010-11-06T23:30-03:30"))
    assert found is not None
    assert found.post == Planned(date(2010, 11, 7), at("2010-11-07T00:00-02:30"))
    assert [each.day for each in found.missed] == [date(2010, 11, 6)]


@pytest.mark.parametrize("hour", ["09:00", "20:00"])
def test_after_years_the_last_month_is_told_and_nothing_is_counted_through(hour: str) -> None:
    planned = Planned(date(1, 1, 2), 0.0)  # two thousand years of dates would take seconds
    now = at(f"2027-05-04T{hour}+04:30")
    found = due(KABUL, planned, now)
    assert found is not None
    days = [each.day for each in found.missed] + ([found.post.day] if found.post else [])
    assert len(found.missed) == MAX_MISSED
    assert days == [date(2027, 5, 4) - number * DAY for number in reversed(range(len(days)))]
    assert (found.post is None) == (hour == "20:00")
    weekly = Schedule(8, 0, "Asia/Kabul", frozenset({2}))
    missed = due(weekly, planned, now + 5 * HOUR)
    assert missed is not None
    assert [each.day for each in missed.missed] == [
        date(2027, 5, 4) - 7 * number * DAY for number in reversed(range(MAX_MISSED))
    ]


def test_a_clock_that_jumps_back_posts_nothing_twice() -> None:
    bot = bot_of(KABUL, "2027-05-01T07:00+04:30")
    for now in ("01T08:00", "01T07:30", "01T08:00", "01T08:30", "02T07:59", "01T08:00", "02T08:00"):
        bot.tick(at(f"2027-05-{now}+04:30"))
    assert bot.posted == {date(2027, 5, day): at(f"2027-05-0{day}T08:00+04:30") for day in (1, 2)}


def test_a_clock_that_jumps_forward_misses_what_it_jumps_over() -> None:
    bot = bot_of(KABUL, "2027-05-01T07:00+04:30")
    bot.tick(at("2027-05-03T12:00+04:30"))
    bot.tick(at("2027-05-01T08:00+04:30"))  # it was put right again
    bot.tick(at("2027-05-04T08:00+04:30"))
    assert sorted(bot.missed) == [date(2027, 5, day) for day in (1, 2, 3)]
    assert sorted(bot.posted) == [date(2027, 5, 4)]


def test_a_plan_that_is_kept_is_computed_anew() -> None:
    """What was kept of the moment is only when to look again."""
    day = date(2027, 5, 1)
    true = Planned(day, at("2027-05-01T08:00+04:30"))
    for kept in (true.at - HOUR, true.at + HOUR):
        assert renewed(KABUL, Planned(day, kept)) == true
        assert due(KABUL, Planned(day, kept), true.at - 1) is None
        found = due(KABUL, Planned(day, kept), true.at)
        assert found is not None
        assert found.post == true


ASKED = """
import json, sys
from datetime import date
from bot.schedules import Planned, Schedule, due, renewed
asked = json.load(sys.stdin)
schedule = Schedule(8, 0, "Our/Town")
planned = Planned(date.fromisoformat(asked["day"]), asked["at"])
again, found = renewed(schedule, planned), due(schedule, planned, asked["now"])
post = found and found.post
print(json.dumps([again.at, str(again.day), post and str(post.day), post and post.at]))
"""


def asked(folder: Path, rules: str, day: str, kept: float, now: float) -> list[object]:
    """What a process says that is started after the rules of `Our/Town` were set to those of another zone."""
    town = folder / "Our" / "Town"
    town.parent.mkdir(exist_ok=True)
    town.write_bytes(files("tzdata").joinpath("zoneinfo", *rules.split("/")).read_bytes())
    told = subprocess.run(
        [sys.executable, "-c", ASKED],
        input=json.dumps({"day": day, "at": kept, "now": now}),
        env={**os.environ, "PYTHONTZPATH": str(folder)},
        capture_output=True,
        text=True,
        check=True,
    )
    answer: list[object] = json.loads(told.stdout)
    return answer


def test_a_zone_that_changes_its_rules_between_planning_and_posting(tmp_path: Path) -> None:
    day, kept = "2027-05-01", at("2027-05-01T08:00+03:00")
    # It stays an hour behind: the post waits, though the plan says now.
    later = at("2027-05-01T08:00+02:00")
    assert asked(tmp_path, "Etc/GMT-2", day, kept, kept) == [later, day, None, None]
    assert asked(tmp_path, "Etc/GMT-2", day, kept, later) == [later, day, day, later]
    # It goes an hour ahead: the post is late by the hour in which nobody knew.
    sooner = at("2027-05-01T08:00+04:00")
    assert asked(tmp_path, "Etc/GMT-4", day, kept, kept) == [sooner, day, day, sooner]


def test_a_zone_that_leaves_out_the_date_that_was_planned(tmp_path: Path) -> None:
    kept = at("2011-12-30T08:00-11:00")
    new = at("2011-12-31T08:00+14:00")
    told = asked(tmp_path, "Pacific/Apia", "2011-12-30", kept, kept)
    assert told == [new, "2011-12-31", "2011-12-31", new]


def test_today_is_the_zones_own() -> None:
    now = at("2027-12-31T20:00+00:00")
    assert today(KABUL, now) == date(2028, 1, 1)
    assert today(Schedule(8, 0, "America/New_York"), now) == date(2027, 12, 31)
    assert zone("Asia/Kabul").key == "Asia/Kabul"
