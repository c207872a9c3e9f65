"""Daily posts are delivered: at their minute, once, by whichever process, a few at a time and fairly."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import TYPE_CHECKING

import pytest

from bot.daily_answers import Answer
from bot.outbox import LATE, State
from bot.posts import Reason
from bot.schedules import Planned, Schedule
from bot.subscriptions import Kind, Pause, Why
from tests.bot.newsroom import MINUTE, PLATFORM, Newsroom
from tests.bot.room import Wall
from tests.bot.several import Slate

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.address import DatabaseUrl
    from bot.message import Message, Place, Posted
    from content.library import Library
    from content.search import Index
    from quizzes.banks import Bank

ON_DAY, QUESTION = "23 November", "Question of the day"
LATER = Schedule(9, 0, "UTC")


@pytest.fixture
async def newsroom(
    url: DatabaseUrl,
    sample: Library,
    sample_bank: Bank,
    sample_index: Index,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[Newsroom]:
    monkeypatch.setattr("bot.delivering.CLOSING", 0.1)
    async with Newsroom(url, sample, sample_bank, sample_index, Slate()) as newsroom:
        await newsroom.press()
        yield newsroom


async def test_a_day_and_its_question_come_at_their_minute_and_once(newsroom: Newsroom) -> None:
    (press,) = newsroom.presses
    subscription = await newsroom.subscribe("room", question=True)
    newsroom.time.to(23, 8 - 1 / 3600)
    await press.work()
    assert newsroom.wall.texts == []
    newsroom.time.to(23, 8)
    for _ in range(3):
        await press.work()
        newsroom.time.at += MINUTE
    on_day, question = newsroom.said_at("room")
    assert on_day.startswith(ON_DAY)
    assert question.startswith(QUESTION)
    post = await newsroom.post_of(subscription)
    assert post.state is State.POSTED
    assert (post.day_message, post.question_message) == ("1", "2")
    assert post.title.startswith(f"To read on {ON_DAY}: ")
    assert newsroom.wall.doubted == []
    assert newsroom.wall.discussed == {}
    assert newsroom.wall.pinned == []


async def test_the_question_before_is_closed_where_it_was_asked_and_its_result_told(
    newsroom: Newsroom,
) -> None:
    (press,) = newsroom.presses
    subscription = await newsroom.subscribe("room", kind=Kind.QUESTION)
    newsroom.time.to(23, 8)
    await press.work()
    post = await newsroom.post_of(subscription)
    for person, credit in (("a", 1.0), ("o", 0.0)):
        answer = Answer(post.id, PLATFORM, person, f"Name of {person}", "s", "room", credit, "1992", 1.0)
        assert await press.app.daily.answers.answer(answer)
    newsroom.time.to(24, 8)
    await press.work()
    before, now = newsroom.said_at("room")
    assert "closed" in before
    for told in (before, now):
        assert "Name of a" in told
        assert "Name of o" not in told
    assert newsroom.wall.edits == {"1": 1}
    assert (await newsroom.post_of(subscription)).previous == post.id


async def test_a_post_is_pinned_instead_of_the_one_before_and_opened_for_talk(newsroom: Newsroom) -> None:
    (press,) = newsroom.presses
    await newsroom.subscribe("room", question=True, pin=True, thread=True, ping="readers")
    newsroom.time.to(23, 8)
    await press.work()
    assert newsroom.wall.pinned == ["1"]
    newsroom.time.to(24, 8)
    await press.work()
    assert newsroom.wall.pinned == ["3"]
    assert {post: name.split(":")[0] for post, (name, _) in newsroom.wall.discussed.items()} == {
        "1": "To read on 23 November",
        "3": "To read on 24 November",
    }
    assert [message.ping for message in newsroom.wall.messages.values()] == ["readers", "", "readers", ""]


async def test_nothing_is_told_twice_and_a_day_without_anything_is_skipped(newsroom: Newsroom) -> None:
    (press,) = newsroom.presses
    subscription = await newsroom.subscribe("room")
    for day in range(23, 31):
        newsroom.time.to(day, 8)
        await press.work()
    told = [text.split("\n")[3].split(": ")[-1] for text in newsroom.said_at("room")]
    assert len(set(told)) == len(told) >= 2
    posts = await newsroom.daily.outbox.history(subscription.id, 9)
    assert [(post.state, post.reason) for post in posts[: 8 - len(told)]] == [
        (State.SKIPPED, Reason.NOTHING)
    ] * (8 - len(told))
    assert len(told) < 8


async def test_two_kinds_in_a_channel_ask_different_questions(newsroom: Newsroom) -> None:
    (press,) = newsroom.presses
    await newsroom.subscribe("room", question=True)
    await newsroom.subscribe("room", kind=Kind.QUESTION)
    newsroom.time.to(23, 8)
    await press.work()
    asked = [text.split("\n")[1] for text in newsroom.said_at("room") if text.startswith(QUESTION)]
    assert len(set(asked)) == 2


async def test_a_late_start_posts_within_the_grace_and_skips_after_it(newsroom: Newsroom) -> None:
    (press,) = newsroom.presses
    subscription = await newsroom.subscribe("room")
    newsroom.time.to(23, 10.9)
    await press.work()
    assert len(newsroom.said_at("room")) == 1
    newsroom.time.to(26, 11.1)
    await press.work()
    assert len(newsroom.said_at("room")) == 1
    posts = await newsroom.daily.outbox.history(subscription.id, 9)
    assert [(post.day.day, post.state, post.reason) for post in posts] == [
        (26, State.SKIPPED, LATE),
        (25, State.SKIPPED, LATE),
        (24, State.SKIPPED, LATE),
        (23, State.POSTED, ""),
    ]
    newsroom.time.to(27, 8)
    await press.work()
    assert len(newsroom.said_at("room")) == 2


async def test_a_platform_that_is_joined_too_late_is_not_told_what_waited(newsroom: Newsroom) -> None:
    (press,) = newsroom.presses
    subscription = await newsroom.subscribe("room")
    del press.app.host._speaker._board.platforms[PLATFORM]  # noqa: SLF001 -- it is not joined yet
    newsroom.time.to(23, 8)
    await press.work()
    assert (await newsroom.post_of(subscription)).state is State.WAITING
    newsroom.time.to(23, 11.1)
    press.app.host.serve(PLATFORM, newsroom.wall)
    await press.delivering.settle()  # a machine that wakes may look before it ticks
    assert newsroom.wall.texts == []
    assert (await newsroom.post_of(subscription)).state is State.SKIPPED


async def test_what_is_removed_before_it_is_posted_is_not_posted(newsroom: Newsroom) -> None:
    (press,) = newsroom.presses
    kept, removed = await newsroom.subscribe("kept"), await newsroom.subscribe("removed")
    del press.app.host._speaker._board.platforms[PLATFORM]  # noqa: SLF001 -- it is not joined yet
    newsroom.time.to(23, 8)
    await press.work()
    taken = await newsroom.daily.outbox.history(removed.id, 1)
    assert await newsroom.daily.subscriptions.remove(removed.id)
    press.app.host.serve(PLATFORM, newsroom.wall)
    await press.work()
    assert len(newsroom.said_at("kept")) == 1
    assert newsroom.said_at("removed") == []
    assert taken
    assert (await newsroom.post_of(kept)).state is State.POSTED


async def test_what_is_paused_before_it_is_posted_is_not_posted_unless_somebody_wants_it_now(
    newsroom: Newsroom,
) -> None:
    (press,) = newsroom.presses
    going, paused = await newsroom.subscribe("going"), await newsroom.subscribe("paused")
    subscriptions, outbox = newsroom.daily.subscriptions, newsroom.daily.outbox
    newsroom.time.to(23, 8)
    assert (await outbox.enqueue(newsroom.time())).posts == 2  # they wait now, and nobody has taken them
    assert await subscriptions.change(paused.id, pause=Pause(Why.ASKED), planned=None)
    await press.work()
    assert len(newsroom.said_at(going.place)) == 1
    newsroom.time.to(24, 8)
    await press.work()
    assert newsroom.said_at(paused.place) == []
    kept = await subscriptions.get(paused.id)
    assert kept is not None
    now = newsroom.time()
    assert await outbox.enqueue_one(kept, Planned(date(2026, 11, 24), now), now) is not None
    await press.work()
    assert [text.split(" ")[0] for text in newsroom.said_at(paused.place)] == ["24"]
    newsroom.time.to(25, 8)
    await press.work()
    assert len(newsroom.said_at(paused.place)) == 1
    after = await subscriptions.get(paused.id)
    assert after is not None
    assert (after.pause, after.planned) == (Pause(Why.ASKED), None)


async def test_two_processes_post_everything_once(newsroom: Newsroom) -> None:
    first, second = newsroom.presses[0], await newsroom.press()
    made = [await newsroom.subscribe(f"c{number}", f"server {number % 7}") for number in range(60)]
    for day in (23, 24):
        newsroom.time.to(day, 8)
        async with asyncio.TaskGroup() as group:
            for press in (first, second):
                group.create_task(press.work())
        for press in (first, second):
            await press.delivering.settle()
    for each in made:
        said = newsroom.said_at(each.place)
        assert [text.split("\n")[0] for text in said] == ["23 November · 2 Qaws", "24 November · 3 Qaws"]


async def test_one_server_that_hangs_holds_up_no_other(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.lane.SLOW", 0.05)
    wall = newsroom.wall

    class Hanging(Wall):
        """The way to the wall, on which posts to one server never arrive."""

        async def post(
            self, place: Place, message: Message, key: str = "", *, under: str = "", doubted: bool = False
        ) -> Posted:
            if place.id.startswith("stuck"):
                await asyncio.Event().wait()
            return await wall.post(place, message, key, under=under, doubted=doubted)

    (press,) = newsroom.presses
    press.app.host.serve(PLATFORM, Hanging())
    for number in range(40):
        await newsroom.subscribe(f"stuck{number}", "one server")
    for number in range(30):
        await newsroom.subscribe(f"free{number}", f"server {number}")
    newsroom.time.to(23, 8)
    await press.delivering.tick()
    await wall.until(lambda: len(wall.messages) == 30)
    status = await newsroom.daily.outbox.status(newsroom.time())
    assert status.posting <= 24  # those on their way, and few that wait for another one of their server
    newsroom.time.to(23, 8.5)
    for number in range(5):
        await newsroom.subscribe(f"later{number}", f"server {number}", schedule=LATER)
    newsroom.time.to(23, 9)
    await press.delivering.tick()
    await wall.until(lambda: len(wall.messages) == 35)


async def test_a_server_with_much_does_not_go_before_one_with_little(newsroom: Newsroom) -> None:
    (press,) = newsroom.presses
    for number in range(50):
        await newsroom.subscribe(f"much{number:02}", "big")
    await newsroom.subscribe("zz little", "small")
    newsroom.time.to(23, 8)
    await press.work()
    order = [place.id for place in newsroom.wall.places.values()]
    assert order.index("zz little") <= 2
    assert len(order) == 51
