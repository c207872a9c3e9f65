"""Who does not answer is left alone, longer each time; where nobody answers, one is asked."""

from __future__ import annotations

from bot.resting import FIRST, LONGEST, MANY, Rests

MOST = 16


def test_a_server_is_left_alone_longer_each_time_and_no_other_with_it() -> None:
    rests, now, lengths = Rests(), 0.0, []
    for _ in range(6):
        lengths.append(rests.failed("away", now))
        assert rests.left("away", now) == lengths[-1]
        assert rests.left("there", now) == 0
        rests.reached("there")
        now += lengths[-1]
    assert lengths == [FIRST, 2 * FIRST, 4 * FIRST, 8 * FIRST, LONGEST, LONGEST]
    assert rests.room(now, MOST) == MOST
    rests.reached("away")
    assert rests.failed("away", now) == FIRST


def test_a_platform_rests_where_several_servers_fail_and_is_asked_by_one_post() -> None:
    rests = Rests()
    for number in range(MANY):
        assert rests.room(0.0, MOST) == MOST
        rests.failed(f"s{number}", 0.0)
    for number in range(MANY, MOST):  # what was on its way
        rests.failed(f"s{number}", 1.0)
    assert rests.room(FIRST - 1, MOST) == 0
    assert rests.room(FIRST, MOST) == 1
    rests.failed("probe", FIRST)
    assert rests.room(3 * FIRST - 1, MOST) == 0
    assert rests.room(3 * FIRST, MOST) == 1
    rests.reached("probe")
    assert rests.room(3 * FIRST, MOST) == MOST


def test_a_server_that_failed_long_ago_is_forgotten() -> None:
    rests = Rests()
    assert rests.failed("a", 0.0) == FIRST
    rests.failed("b", 2 * LONGEST)
    assert rests.failed("a", 2 * LONGEST) == FIRST
