"""What comes between the minute of a daily post and its appearance: changes, pauses and wrong clocks."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from bot import daily_keep, resting
from bot.message import UnreachableError
from bot.outbox import Part, State
from bot.posts import Reason
from bot.resting import MANY
from bot.schedules import Planned, Schedule
from bot.subscriptions import Pause, Why
from bot.voices import Voices
from tests.bot.newsroom import DAY, HOUR, MINUTE, PLATFORM, Newsroom
from tests.bot.room import Wall
from tests.bot.several import Slate
from tests.bot.test_store_servers import another_session

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from bot.address import DatabaseUrl
    from bot.message import Message, Place, Posted
    from bot.subscriptions import Subscription
    from content.library import Library
    from content.search import Index
    from quizzes.banks import Bank

GAP = 0.01  # seconds of a rest, instead of half a minute


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


async def kept(newsroom: Newsroom, subscription: Subscription) -> Subscription:
    found = await newsroom.daily.subscriptions.get(subscription.id)
    assert found is not None
    return found


async def test_what_is_changed_after_its_minute_and_before_the_tick_is_posted(newsroom: Newsroom) -> None:
    (press,) = newsroom.presses
    made = await newsroom.subscribe("room")
    later = await newsroom.subscribe("later")
    newsroom.time.to(23, 8 + 5 / 3600)
    for each, wish in (
        (made, replace(made.wish, pin=True)),
        (later, replace(later.wish, schedule=Schedule(9, 0, "UTC"))),
    ):
        planned = await daily_keep.plan(press.app, each.id, wish, None)
        await newsroom.daily.subscriptions.keep(replace(each, wish=wish, planned=planned))
    assert (await kept(newsroom, later)).planned == Planned(date(2026, 11, 23), newsroom.time() + HOUR - 5)
    await press.work()
    assert len(newsroom.said_at("room")) == 1
    assert newsroom.said_at("later") == []
    newsroom.time.to(23, 9)
    await press.work()
    assert len(newsroom.said_at("later")) == 1


async def test_what_is_paused_after_its_minute_and_before_the_tick_is_not_posted(newsroom: Newsroom) -> None:
    (press,) = newsroom.presses
    made = await newsroom.subscribe("room")
    newsroom.time.to(23, 8 + 5 / 3600)
    pause = Pause(Why.ASKED, date(2026, 11, 25))
    planned = await daily_keep.plan(press.app, made.id, made.wish, pause)
    assert await newsroom.daily.subscriptions.change(made.id, pause=pause, planned=planned)
    for day in (23, 24, 25):
        newsroom.time.to(day, 9)
        await press.work()
    assert [text.split("\n")[0] for text in newsroom.said_at("room")] == ["25 November · 4 Qaws"]


class Slow(Wall):
    """A way to a wall on which nothing arrives before it is opened."""

    def __init__(self, wall: Wall) -> None:
        super().__init__()
        self._wall = wall
        self.begun = asyncio.Event()
        self.open = asyncio.Event()

    async def post(
        self, place: Place, message: Message, key: str = "", *, under: str = "", doubted: bool = False
    ) -> Posted:
        self.begun.set()
        await self.open.wait()
        return await self._wall.post(place, message, key, under=under, doubted=doubted)


async def test_what_is_paused_or_removed_behind_another_of_its_server_is_not_posted(
    newsroom: Newsroom,
) -> None:
    (press,) = newsroom.presses
    made = [await newsroom.subscribe(f"c{number}", "one server") for number in range(3)]
    way = Slow(newsroom.wall)
    press.app.host.serve(PLATFORM, way)
    newsroom.time.to(23, 8)
    await press.delivering.tick()
    await way.begun.wait()
    posts = [await newsroom.post_of(each) for each in made]
    paused, removed = (each for each, post in zip(made, posts, strict=True) if not post.content)
    assert await newsroom.daily.subscriptions.change(paused.id, pause=Pause(Why.ASKED), planned=None)
    assert await newsroom.daily.subscriptions.remove(removed.id)
    way.open.set()
    await press.delivering.settle()
    assert newsroom.said_at(paused.place) == newsroom.said_at(removed.place) == []
    assert len(newsroom.wall.messages) == 1


async def test_what_is_paused_while_its_platform_is_away_is_not_posted(newsroom: Newsroom) -> None:
    (press,) = newsroom.presses
    made = await newsroom.subscribe("room")
    newsroom.wall.bars["room"] = UnreachableError("away")
    newsroom.time.to(23, 8)
    await press.work()
    assert (await newsroom.post_of(made)).state is State.WAITING
    assert await newsroom.daily.subscriptions.change(made.id, pause=Pause(Why.ASKED), planned=None)
    del newsroom.wall.bars["room"]
    newsroom.time.to(23, 10)
    await press.work()
    assert newsroom.wall.texts == []
    post = await newsroom.post_of(made)
    assert (post.state, post.reason) == (State.SKIPPED, Reason.PAUSED)


async def test_servers_that_are_away_keep_no_other_waiting(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resting, "FIRST", GAP)
    monkeypatch.setattr(resting, "LONGEST", GAP)
    (press,) = newsroom.presses
    for number in range(MANY):
        away = await newsroom.subscribe(f"away{number}")
        newsroom.wall.bars[away.place] = UnreachableError("away")
    made = [
        await newsroom.subscribe(f"there{number}", schedule=Schedule(8, 1 + number, "UTC"))
        for number in range(20)
    ]
    newsroom.time.to(23, 8)
    for _ in range(40):
        await asyncio.sleep(2 * GAP)  # its rests are over
        await press.work()
        newsroom.time.at += MINUTE
    posts = [await newsroom.post_of(each) for each in made]
    assert {post.state for post in posts} == {State.POSTED}
    assert max((post.at or 0.0) - post.due_at for post in posts) <= 10 * MINUTE


async def test_a_clock_that_is_far_ahead_for_a_while_deletes_nothing(newsroom: Newsroom) -> None:
    (press,) = newsroom.presses
    made = await newsroom.subscribe("room", question=True)
    newsroom.time.to(23, 8)
    await press.work()
    post, now = await newsroom.post_of(made), newsroom.time()
    for minute in range(3):
        newsroom.time.at = now + 500 * DAY + minute * MINUTE
        await press.work()
    newsroom.time.at = now + MINUTE
    await press.work()
    again = await newsroom.daily.outbox.get(post.id)
    assert again is not None
    assert again.state is State.POSTED
    assert again.day_message == post.day_message
    today = Planned(post.day, newsroom.time())
    assert await newsroom.daily.outbox.enqueue_one(made, today, newsroom.time()) is None
    newsroom.time.at = now + 500 * DAY
    for _ in range(2):  # this time it is so
        await press.work()
        newsroom.time.at += 2 * HOUR
    assert await newsroom.daily.outbox.get(post.id) is None


async def test_a_machine_that_starts_in_1970_notes_nothing_of_before_it_was_set_up(
    newsroom: Newsroom,
) -> None:
    (press,) = newsroom.presses
    newsroom.time.to(23, 9)
    made = await newsroom.subscribe("room")
    newsroom.time.at = MINUTE
    await press.work()
    newsroom.time.to(23, 9.5)
    await press.work()
    assert await newsroom.daily.outbox.history(made.id, 9) == ()


async def test_what_is_set_up_anew_after_a_clock_was_ahead_is_not_planned_behind_that(
    newsroom: Newsroom,
) -> None:
    (press,) = newsroom.presses
    made = await newsroom.subscribe("room")
    newsroom.time.to(23, 8)
    await press.work()
    now = newsroom.time()
    newsroom.time.at = now + 100 * DAY
    await press.work()
    newsroom.time.at = now + HOUR
    await press.work()
    planned = await daily_keep.plan(press.app, made.id, made.wish, None)
    assert planned is not None
    assert planned.day == date(2026, 11, 24)


async def test_an_answer_that_stands_still_does_not_hold_up_the_next_post_for_ever(
    new_postgres: Callable[[], DatabaseUrl],
    sample: Library,
    sample_bank: Bank,
    sample_index: Index,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Its row is held, so that the question cannot be closed: the next post is put back, and not for ever."""
    monkeypatch.setattr("bot.certain.LOOKS", 2)
    url = new_postgres()
    async with Newsroom(url, sample, sample_bank, sample_index, Slate()) as newsroom:
        press = await newsroom.press()
        made = await newsroom.subscribe("room", question=True)
        newsroom.time.to(23, 8)
        await press.work()
        asked = await newsroom.post_of(made)
        hold = f"SELECT 1 FROM daily_post WHERE id = '{asked.id}' FOR KEY SHARE"  # noqa: S608 - our own text
        async with another_session(url, hold):
            newsroom.time.to(24, 8)
            async with asyncio.timeout(60):
                await press.work()
            assert (await newsroom.post_of(made)).state is State.WAITING
        newsroom.time.at += 2 * MINUTE
        await press.work()
        assert (await newsroom.post_of(made)).state is State.POSTED


async def test_what_a_dead_process_posted_on_a_platform_that_is_no_more_served_is_given_up(
    newsroom: Newsroom,
) -> None:
    (press,) = newsroom.presses
    made = await newsroom.subscribe("room")
    await newsroom.daily.subscriptions.remove(made.id)
    await newsroom.daily.subscriptions.keep(replace(made, platform="elsewhere"))
    outbox = newsroom.daily.outbox
    voices = Voices(outbox.database)
    await voices.enter("dead", 60.0)
    newsroom.time.to(23, 8)
    await outbox.enqueue(newsroom.time())
    (post,) = await outbox.take("dead", "elsewhere", newsroom.time(), 5)
    assert await outbox.choose(post.id, "dead", "{}", "title", newsroom.time())
    assert await outbox.said(post.id, "dead", Part.DAY, "message")
    await voices.leave("dead")
    newsroom.time.to(23, 12)
    await press.work()
    assert (await newsroom.post_of(made)).state is State.POSTED
    assert (await outbox.status(newsroom.time())).posting == 0


async def test_a_process_that_does_not_know_a_zone_leaves_its_posts_to_others(newsroom: Newsroom) -> None:
    (press,) = newsroom.presses
    made = await newsroom.subscribe("room")
    newsroom.time.to(23, 8)
    await newsroom.daily.outbox.enqueue(newsroom.time())
    await choose_zone(newsroom, "Asia/Nowhere")
    await press.work()
    assert (await newsroom.post_of(made)).state is State.WAITING
    await choose_zone(newsroom, "UTC")  # as a newer process reads it
    newsroom.time.at += 2 * MINUTE
    await press.work()
    assert (await newsroom.post_of(made)).state is State.POSTED


async def choose_zone(newsroom: Newsroom, zone: str) -> None:
    """Put a time zone into all that was set up, be it one that there is not."""
    wish = json.dumps({"time": "08:00", "zone": zone})
    script = f"UPDATE subscription SET wish = '{wish}';"  # noqa: S608 - our own text
    await newsroom.daily.outbox.database.write(lambda statements: statements.script(script))
