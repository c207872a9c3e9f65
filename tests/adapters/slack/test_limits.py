"""Nothing is asked of Slack more often than it allows, and nobody waits for another's limit."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from adapters.slack import limits
from adapters.slack.limits import EDIT, POST, RESERVE, TIERS, LimitedError, Limits, Tier

if TYPE_CHECKING:
    from collections.abc import Iterable


class Clock:
    """Time that passes only where somebody waits, so that a minute takes none."""

    def __init__(self) -> None:
        self.time = 1_000.0

    def __call__(self) -> float:
        return self.time

    async def sleep(self, seconds: float) -> None:
        ends = self.time + seconds
        await asyncio.sleep(0)  # others get their turn
        self.time = max(self.time, ends)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def held(clock: Clock) -> Limits:
    return Limits(clock, clock.sleep)


async def times(
    held: Limits, clock: Clock, method: str, many: int, team: str, channel: str = ""
) -> list[float]:
    """When each of many that are asked for one after the other has its turn."""
    taken = []
    for _ in range(many):
        await held.turn(method, team, channel)
        taken.append(clock.time)
    return taken


def most_within(taken: Iterable[float], seconds: float) -> int:
    """The most in any such span of time."""
    ordered = sorted(taken)
    return max(sum(at <= each < at + seconds for each in ordered) for at in ordered)


@pytest.mark.parametrize(
    ("method", "minute"), [(EDIT, 50), ("conversations.replies", 50), ("users.info", 100)]
)
async def test_no_minute_has_more_than_slack_allows(
    held: Limits, clock: Clock, method: str, minute: int
) -> None:
    taken = await times(held, clock, method, 3 * minute, "T1")
    assert minute - 1 <= most_within(taken, 60.0) <= minute
    assert taken[TIERS[method].burst - 1] == 1_000.0  # the first ones go at once


async def test_posts_in_one_channel_come_a_second_apart_after_a_short_burst(
    held: Limits, clock: Clock
) -> None:
    taken = await times(held, clock, POST, 6, "T1", "C1")
    assert [at - 1_000.0 for at in taken] == pytest.approx([0, 0, 0, 1, 2, 3])


async def test_posts_of_a_workspace_keep_to_its_limit_in_all_channels_together(
    held: Limits, clock: Clock
) -> None:
    for number in range(600):
        await held.turn(POST, "T1", f"C{number}")
    assert clock.time - 1_000.0 == pytest.approx((600 - 30) / 3.5)


async def test_waiting_at_one_workspace_delays_no_other(held: Limits, clock: Clock) -> None:
    await times(held, clock, EDIT, TIERS[EDIT].burst, "T1")
    waiting = asyncio.create_task(held.turn(EDIT, "T1"))
    await asyncio.sleep(0)
    await held.turn(EDIT, "T2")
    assert not waiting.done()
    assert clock.time == 1_000.0
    await waiting
    assert clock.time > 1_000.0


async def test_the_first_to_wait_is_the_first_to_go(held: Limits, clock: Clock) -> None:
    await times(held, clock, EDIT, TIERS[EDIT].burst, "T1")
    order: list[int] = []

    async def wait(number: int) -> None:
        await held.turn(EDIT, "T1")
        order.append(number)

    await asyncio.gather(*map(wait, range(10)))
    assert order == [*range(10)]


async def test_who_gives_up_waiting_takes_nothing(held: Limits, clock: Clock) -> None:
    await times(held, clock, POST, 3, "T1", "C1")
    waiting = [asyncio.create_task(held.turn(POST, "T1", "C1")) for _ in range(50)]
    await asyncio.sleep(0)
    for task in waiting:
        task.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)
    await held.turn(POST, "T1", "C1")
    assert clock.time - 1_000.0 <= 1.0


async def test_a_refusal_holds_back_what_was_refused_and_nothing_else(held: Limits, clock: Clock) -> None:
    held.hold(POST, "T1", "C1", 30.0)
    await held.turn(POST, "T1", "C2")
    await held.turn(POST, "T2", "C1")
    await held.turn(EDIT, "T1")
    assert clock.time == 1_000.0
    taken = await times(held, clock, POST, 3, "T1", "C1")
    assert [at - 1_000.0 for at in taken] == pytest.approx([30, 31, 32])  # and no burst right after it


async def test_a_second_channel_that_is_refused_holds_up_the_whole_workspace(
    held: Limits, clock: Clock
) -> None:
    held.hold(POST, "T1", "C1", 10.0)
    held.hold(POST, "T1", "C1", 10.0)
    await held.turn(POST, "T1", "C3")
    assert clock.time == 1_000.0
    held.hold(POST, "T1", "C2", 30.0)
    await held.turn(POST, "T2", "C3")
    assert clock.time == 1_000.0
    await held.turn(POST, "T1", "C3")
    assert clock.time == pytest.approx(1_030.0)


async def test_channels_that_are_refused_one_after_the_other_hold_up_themselves_only(
    held: Limits, clock: Clock
) -> None:
    held.hold(POST, "T1", "C1", 1.0)
    clock.time += 2.0
    held.hold(POST, "T1", "C2", 30.0)
    await held.turn(POST, "T1", "C3")
    assert clock.time == 1_002.0


async def test_a_morning_of_daily_posts_keeps_to_the_limits_of_each_workspace(
    held: Limits, clock: Clock
) -> None:
    """200 channels of one workspace, and 50 workspaces beside it."""
    taken: dict[str, list[float]] = {}

    async def post(team: str, channel: str) -> None:
        await held.turn(POST, team, channel)
        taken.setdefault(team, []).append(clock.time - 1_000.0)

    many = [("T-many", f"C{number}") for number in range(200)]
    few = [(f"T{number % 50}", f"C{number}") for number in range(500)]
    await asyncio.gather(*(post(*each) for each in many + few))
    assert all(at == 0.0 for team, times in taken.items() if team != "T-many" for at in times)
    busy = taken["T-many"]
    assert len(busy) == 200
    assert most_within(busy, 60.0) <= 240
    floor = (200 - TIERS[POST].burst) / TIERS[POST].rate
    assert max(busy) <= 1.1 * floor


async def test_a_shorter_wait_does_not_end_a_longer_one(held: Limits, clock: Clock) -> None:
    held.hold(EDIT, "T1", "", 30.0)
    held.hold(EDIT, "T1", "", 1.0)
    await held.turn(EDIT, "T1")
    assert clock.time == pytest.approx(1_030.0)


async def test_a_wait_that_is_too_long_is_told_at_once(held: Limits, clock: Clock) -> None:
    held.hold("views.open", "T1", "", 30.0)
    with pytest.raises(LimitedError) as refused:
        await held.turn("views.open", "T1", longest=2.0)
    assert refused.value.after == pytest.approx(30.0)
    assert clock.time == 1_000.0


async def test_who_waits_behind_others_gives_up_in_time() -> None:
    real = Limits()
    real.hold(EDIT, "T1", "", 3_600.0)
    first = asyncio.create_task(real.turn(EDIT, "T1"))
    await asyncio.sleep(0)
    with pytest.raises(LimitedError):
        await real.turn(EDIT, "T1", longest=0.01)
    first.cancel()


async def test_edits_that_may_be_left_out_leave_some_for_those_that_may_not(
    held: Limits, clock: Clock
) -> None:
    counts = 0
    while held.spare("T1") == 0.0:
        await held.turn(EDIT, "T1")
        counts += 1
    assert counts == 8
    assert held.spare("T1") == pytest.approx(1 / TIERS[EDIT].rate)
    await times(held, clock, EDIT, 6, "T1")
    assert clock.time == 1_000.0  # what must be said went without a wait
    assert held.spare("T2") == 0.0
    clock.time += held.spare("T1")
    assert held.spare("T1") == pytest.approx(0.0, abs=1e-9)


async def test_after_a_refusal_counts_wait_longer_than_reveals(held: Limits) -> None:
    held.hold(EDIT, "T1", "", 10.0)
    assert held.spare("T1") == pytest.approx(10.0 + RESERVE / TIERS[EDIT].rate)


async def test_asking_what_may_be_spared_takes_nothing(held: Limits, clock: Clock) -> None:
    for _ in range(1_000):
        held.spare("T1")
    await times(held, clock, EDIT, TIERS[EDIT].burst, "T1")
    assert clock.time == 1_000.0


async def test_what_slack_names_no_tier_for_is_held_back_as_well(held: Limits, clock: Clock) -> None:
    held.hold("auth.test", "T1", "", 5.0)
    await held.turn("auth.test", "T1")
    assert clock.time == 1_005.0


async def test_workspaces_that_ask_for_nothing_any_more_are_forgotten(
    held: Limits, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "KEPT", 100)
    held = Limits(clock, clock.sleep)
    held.hold(EDIT, "T-held", "", 10_000.0)
    for number in range(2_000):
        clock.time += 1.0
        await held.turn(POST, f"T{number}", "C1")
        assert held.size <= 101
    with pytest.raises(LimitedError):
        await held.turn(EDIT, "T-held", longest=1.0)


async def test_the_busy_ones_are_never_forgotten(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "KEPT", 100)
    held = Limits(clock, clock.sleep)
    for number in range(500):
        held.hold(EDIT, f"T{number}", "", 60.0)
    assert held.size == 500
    for number in range(500):
        with pytest.raises(LimitedError):
            await held.turn(EDIT, f"T{number}", longest=1.0)


def test_a_tier_is_what_a_minute_may_have() -> None:
    assert Tier.within(50, 20) == Tier(20, 0.5)
