"""How a history is said: what was left out does not push what was posted away."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.daily_past import LISTED, page, past
from bot.daily_shown import Known
from bot.posts import Post, Reason, State
from bot.schedules import Schedule
from bot.subscriptions import Kind, Subscription, Why, Wish
from bot.texts import texts

DAY = date(2026, 11, 22)  # a Sunday
WISH = Wish(Kind.DAY, Schedule(8, 0, "Asia/Kabul"))
KNOWN = Known(Subscription("s", "wall", "school", "room", "#room", WISH, "7", "Amina", 1.0), "#room", True)


def post(ago: int, state: State = State.POSTED, reason: str = "", title: str = "River Accord") -> Post:
    message = "m1" if state is State.POSTED else ""
    day = DAY - timedelta(ago)
    made = Post(f"p{ago}", "s", "wall", "school", "room", day, 0.0, state, title=title)
    return replace(made, day_message=message, reason=reason)


def lines(*posts: Post, number: int = 0) -> list[str]:
    return [each.text for each in past(page(posts, number), {}, KNOWN, texts("en")).lines[1:]]


def test_days_left_out_one_after_the_other_have_one_line() -> None:
    late = [post(ago, State.SKIPPED, Reason.LATE) for ago in range(1, 31)]
    paused = [post(31, State.SKIPPED, Why.ASKED)]
    assert lines(post(0), *late, *paused, post(32)) == [
        "Sunday, 22 November 2026: River Accord",
        "Friday, 23 October 2026 to Saturday, 21 November 2026: left out, since it would have come too late",
        "Thursday, 22 October 2026: left out, since it was paused",
        "Wednesday, 21 October 2026: River Accord",
    ]


def test_what_is_to_come_and_what_was_posted_has_a_line_each() -> None:
    posts = (post(0, State.WAITING), post(1, State.POSTING), post(2), post(3))
    assert len(lines(*posts)) == len(posts)


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("22 November: River Accord", "River Accord"),
        ("22 November, in: The war", "in: The war"),
        ("To read on 22 November: River Accord", "To read: River Accord"),
        ("In November: River Accord", "In November: River Accord"),
        ("2 November: River Accord", "2 November: River Accord"),
        ("", "a post"),
    ],
)
def test_a_title_does_not_repeat_the_date(title: str, shown: str) -> None:
    assert lines(post(0, title=title)) == [f"Sunday, 22 November 2026: {shown}"]


def test_a_page_that_is_not_there_is_the_nearest_one() -> None:
    posts = [post(ago) for ago in range(LISTED + 1)]
    assert page(posts, 0).last == 1
    assert page(posts, 7) == page(posts, 1)
    assert page((), 3).runs == ()
