"""Whatever goes wrong, each daily post appears once or its loss is recorded, and the others go on."""

from __future__ import annotations

import asyncio
import logging
import random
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from bot import clock, resting
from bot.address import database_url
from bot.choosing import choose, read
from bot.daily_answers import Answer
from bot.message import NotAllowedError, Place, PlaceGoneError, UnacceptedError, UnreachableError
from bot.outbox import LATE, UNSURE, Part, State
from bot.posts import Reason
from bot.schedules import Schedule
from bot.subscriptions import Kind, Why, Wish
from content.model import Picture
from tests.bot.newsroom import DAY, EIGHT, LONG, MINUTE, PLATFORM, Newsroom
from tests.bot.room import Wall
from tests.bot.several import Slate

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

    from bot.address import DatabaseUrl
    from bot.backend import Statements
    from bot.message import Message, Posted
    from content.library import Library
    from content.search import Index
    from quizzes.banks import Bank
    from tests.bot.newsroom import Press

GAP = 0.01  # seconds of a rest, instead of half a minute


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resting, "FIRST", GAP)
    monkeypatch.setattr(resting, "LONGEST", GAP)
    monkeypatch.setattr("bot.posting.AGAIN", GAP)
    monkeypatch.setattr("bot.delivering.CLOSING", 0.1)


@pytest.fixture
async def newsroom(
    url: DatabaseUrl, sample: Library, sample_bank: Bank, sample_index: Index, quick: None
) -> AsyncIterator[Newsroom]:
    del quick
    async with Newsroom(url, sample, sample_bank, sample_index, Slate()) as newsroom:
        await newsroom.press()
        yield newsroom


class Door(Wall):
    """A way to a wall, which can be shut, and on which something may happen to a post before it arrives."""

    def __init__(self, wall: Wall) -> None:
        super().__init__()
        self._wall = wall
        self.begun = asyncio.Event()
        self.open = asyncio.Event()
        self.open.set()
        self.objects: Callable[[Message], Exception | None] = lambda _: None

    async def post(
        self, place: Place, message: Message, key: str = "", *, under: str = "", doubted: bool = False
    ) -> Posted:
        self.begun.set()
        await self.open.wait()
        objection = self.objects(message)
        if objection is not None:
            raise objection
        return await self._wall.post(place, message, key, under=under, doubted=doubted)


def door(press: Press, wall: Wall) -> Door:
    """Put a door on a process's way to a wall."""
    made = Door(wall)
    press.app.host.serve(PLATFORM, made)
    return made


async def ticks(newsroom: Newsroom, press: Press, minutes: int) -> None:
    """Let a process work for some minutes."""
    for _ in range(minutes):
        await asyncio.sleep(2 * GAP)  # its rests are over
        await press.work()
        newsroom.time.at += MINUTE


async def test_a_platform_that_was_away_is_caught_up_with_within_the_grace(newsroom: Newsroom) -> None:
    (press,) = newsroom.presses
    made = [await newsroom.subscribe(f"c{number}") for number in range(20)]
    way = door(press, newsroom.wall)
    way.objects = lambda _: UnreachableError("away")
    newsroom.time.to(23, 8)
    await ticks(newsroom, press, 5)
    assert newsroom.wall.texts == []
    assert (await newsroom.daily.outbox.status(newsroom.time())).posting == 0
    newsroom.time.to(23, 10.5)
    way.objects = lambda _: None
    await ticks(newsroom, press, 10)
    for each in made:
        assert len(newsroom.said_at(each.place)) == 1
        assert (await newsroom.post_of(each)).state is State.POSTED
    assert newsroom.wall.doubted  # an answer that was lost may have been a message


async def test_a_platform_that_was_away_for_longer_is_skipped_and_the_next_day_posted(
    newsroom: Newsroom,
) -> None:
    (press,) = newsroom.presses
    tried = await newsroom.subscribe("tried")
    later = Schedule(8, 5, "UTC")
    made = [tried, *[await newsroom.subscribe(f"c{number}", schedule=later) for number in range(20)]]
    way = door(press, newsroom.wall)
    way.objects = lambda _: UnreachableError("away")
    newsroom.time.to(23, 8)
    await ticks(newsroom, press, 3)
    newsroom.time.to(23, 11.1)
    way.objects = lambda _: None
    await ticks(newsroom, press, 3)
    assert newsroom.wall.texts == []
    posts = [await newsroom.post_of(each) for each in made]
    assert {post.state for post in posts} == {State.SKIPPED}
    # The one that was tried may be there, for all that anybody knows.
    assert [post.reason for post in posts] == [UNSURE] + 20 * [LATE]
    newsroom.time.to(24, 8.1)
    await ticks(newsroom, press, 10)
    assert all(len(newsroom.said_at(each.place)) == 1 for each in made)


async def test_one_server_that_is_away_holds_up_no_other(newsroom: Newsroom) -> None:
    (press,) = newsroom.presses
    away, there = await newsroom.subscribe("away"), await newsroom.subscribe("there")
    newsroom.wall.bars["away"] = UnreachableError("away")
    newsroom.time.to(23, 8)
    await ticks(newsroom, press, 2)
    assert (await newsroom.post_of(there)).state is State.POSTED
    assert (await newsroom.post_of(away)).state is State.WAITING
    del newsroom.wall.bars["away"]
    await ticks(newsroom, press, 3)
    assert (await newsroom.post_of(away)).state is State.POSTED
    assert len(newsroom.wall.messages) == 2


@pytest.mark.parametrize(
    ("error", "why", "words"),
    [(PlaceGoneError(), Why.GONE, "no such channel"), (NotAllowedError(), Why.FORBIDDEN, "may not post")],
)
async def test_what_cannot_be_posted_any_more_is_paused_and_its_creator_told_once(
    newsroom: Newsroom, error: Exception, why: Why, words: str
) -> None:
    first, second = newsroom.presses[0], await newsroom.press()
    barred, other = (
        await newsroom.subscribe("room", question=True, pin=True),
        await newsroom.subscribe("other"),
    )
    newsroom.wall.bars["room"] = error
    for day in (23, 24):
        newsroom.time.to(day, 8)
        async with asyncio.TaskGroup() as group:
            for press in (first, second):
                group.create_task(press.work())
        await first.delivering.settle()
        await second.delivering.settle()
    kept = await newsroom.daily.subscriptions.get(barred.id)
    assert kept is not None
    assert kept.wish == barred.wish
    assert kept.pause is not None
    assert (kept.pause.why, kept.pause.until, kept.planned) == (why, None, None)
    ((person, server, told),) = newsroom.wall.written
    assert (person, server) == ("creator of room", "server of room")
    assert words in told.text
    assert "#room" in told.text
    posts = await newsroom.daily.outbox.history(barred.id, 9)
    assert [(post.day.day, post.state, post.reason) for post in posts] == [(23, State.FAILED, why)]
    assert len(newsroom.said_at(other.place)) == 2


async def test_a_creator_who_cannot_be_told_fails_nothing(newsroom: Newsroom) -> None:
    (press,) = newsroom.presses
    barred = await newsroom.subscribe("room")
    newsroom.wall.bars = {"room": PlaceGoneError(), "creator of room": NotAllowedError()}
    newsroom.time.to(23, 8)
    await press.work()
    assert (await newsroom.post_of(barred)).state is State.FAILED
    assert newsroom.wall.written == []


async def test_what_is_not_accepted_is_tried_without_its_ping_and_then_given_up(newsroom: Newsroom) -> None:
    (press,) = newsroom.presses
    way = door(press, newsroom.wall)
    way.objects = lambda message: UnacceptedError("no") if message.ping == "bad" else None
    pinging = await newsroom.subscribe("pinging", ping="bad", question=True)
    newsroom.time.to(23, 8)
    await press.work()
    assert [newsroom.wall.messages[name].ping for name in ("1", "2")] == ["", ""]
    assert (await newsroom.post_of(pinging)).state is State.POSTED
    other = await newsroom.subscribe("other")
    newsroom.wall.bars["pinging"] = UnacceptedError("never")
    newsroom.time.to(24, 8)
    await press.work()
    post = await newsroom.post_of(pinging)
    assert (post.state, post.reason) == (State.FAILED, Reason.REFUSED)
    assert (await newsroom.post_of(other)).state is State.POSTED
    kept = await newsroom.daily.subscriptions.get(pinging.id)
    assert kept is not None
    assert kept.pause is None


async def test_what_is_not_accepted_loses_its_picture_before_its_ping(
    url: DatabaseUrl, sample: Library, sample_bank: Bank, sample_index: Index, quick: None
) -> None:
    del quick
    picture = Picture("https://pictures.example/a.jpg", "A bridge", "by somebody", "CC BY 4.0")
    entries = {name: replace(each, picture=picture) for name, each in sample.entries.items()}
    library = replace(sample, entries=entries)
    async with Newsroom(url, library, sample_bank, sample_index, Slate()) as newsroom:
        press = await newsroom.press()
        way, tried = door(press, newsroom.wall), list[tuple[bool, str]]()

        def objects(message: Message) -> Exception | None:
            tried.append((message.picture is not None, message.ping))
            return UnacceptedError("no") if message.picture is not None else None

        way.objects = objects
        await newsroom.subscribe("room", ping="readers")
        newsroom.time.to(23, 8)
        await press.work()
        assert tried == [(True, "readers"), (False, "readers")]
        tried.clear()
        way.objects = lambda message: objects(message) or UnacceptedError("never")
        newsroom.time.to(24, 8)
        await press.work()
        assert tried == [(True, "readers"), (False, "readers"), (False, "")]


async def test_a_part_that_is_refused_leaves_the_other(newsroom: Newsroom) -> None:
    (press,) = newsroom.presses
    way = door(press, newsroom.wall)
    way.objects = lambda message: UnacceptedError("no") if "Question" in message.text else None
    subscription = await newsroom.subscribe("room", question=True)
    for day in (23, 24):
        newsroom.time.to(day, 8)
        await press.work()
        post = await newsroom.post_of(subscription)
        assert (post.state, post.question_message) == (State.POSTED, "")
        assert post.previous == ""
    assert len(newsroom.said_at("room")) == 2


async def test_a_question_that_is_refused_was_not_asked_and_the_result_before_it_is_told_later(
    newsroom: Newsroom,
) -> None:
    (press,) = newsroom.presses
    way = door(press, newsroom.wall)
    subscription = await newsroom.subscribe("room", question=True, pin=True)
    newsroom.time.to(23, 8)
    await press.work()
    asked = await newsroom.post_of(subscription)
    given = Answer(asked.id, PLATFORM, "a", "Name of a", "s", "room", 1.0, "[0]", 1.0)
    assert await press.app.daily.answers.answer(given)
    seen = await press.app.host.seen(Place(PLATFORM, "room"))
    way.objects = lambda message: UnacceptedError("no") if "Question" in message.text else None
    newsroom.time.to(24, 8)
    await press.work()
    post = await newsroom.post_of(subscription)
    assert (post.state, post.reason, post.question_message) == (State.POSTED, Reason.REFUSED, "")
    lost = read(post.content).question
    assert f"?{lost}" not in await newsroom.daily.outbox.shown(PLATFORM, "room", asked.day)
    assert await press.app.host.seen(Place(PLATFORM, "room")) == seen
    way.objects = lambda _: None
    newsroom.time.to(25, 8)
    await press.work()
    last = await newsroom.post_of(subscription)
    assert (last.state, last.reason, last.previous) == (State.POSTED, "", asked.id)
    assert "Name of a" in newsroom.said_at("room")[-1]


async def test_a_second_part_that_does_not_arrive_is_tried_again_without_the_first(
    newsroom: Newsroom,
) -> None:
    (press,) = newsroom.presses
    way = door(press, newsroom.wall)
    way.objects = lambda message: UnreachableError("away") if "Question" in message.text else None
    subscription = await newsroom.subscribe("room", question=True)
    newsroom.time.to(23, 8)
    await ticks(newsroom, press, 2)
    post = await newsroom.post_of(subscription)
    assert (post.state, post.day_message, post.question_message) == (State.WAITING, "1", "")
    way.objects = lambda _: None
    await ticks(newsroom, press, 3)
    post = await newsroom.post_of(subscription)
    assert (post.state, post.day_message, post.question_message) == (State.POSTED, "1", "2")
    assert newsroom.wall.doubted == [f"{post.id}q"]
    assert len(newsroom.wall.messages) == 2


async def test_a_fault_of_ours_is_met_twice_and_then_given_up(
    newsroom: Newsroom, caplog: pytest.LogCaptureFixture
) -> None:
    (press,) = newsroom.presses
    broken, other = await newsroom.subscribe("broken"), await newsroom.subscribe("other")
    newsroom.wall.bars["broken"] = RuntimeError("a fault")
    newsroom.time.to(23, 8)
    await ticks(newsroom, press, 4)
    post = await newsroom.post_of(broken)
    assert (post.state, post.reason) == (State.FAILED, "fault")
    assert len([each for each in caplog.records if "met a fault" in each.message]) == 2
    assert (await newsroom.post_of(other)).state is State.POSTED


async def test_a_post_that_was_begun_is_tried_again_after_one_fault_of_ours(newsroom: Newsroom) -> None:
    (press,) = newsroom.presses
    begun, broken = await newsroom.subscribe("begun"), await newsroom.subscribe("broken")
    newsroom.wall.bars = {"begun": UnreachableError("away"), "broken": UnreachableError("away")}
    newsroom.time.to(23, 8)
    await ticks(newsroom, press, 1)
    for each in (begun, broken):
        assert (await newsroom.post_of(each)).content
    newsroom.wall.bars = {"begun": RuntimeError("a fault"), "broken": RuntimeError("a fault")}
    await ticks(newsroom, press, 1)
    assert (await newsroom.post_of(begun)).state is State.WAITING
    del newsroom.wall.bars["begun"]
    await ticks(newsroom, press, 3)
    assert (await newsroom.post_of(begun)).state is State.POSTED
    post = await newsroom.post_of(broken)
    assert (post.state, post.reason) == (State.FAILED, Reason.FAULT)


async def test_an_entry_that_cannot_be_laid_out_is_left_for_another(
    url: DatabaseUrl, sample: Library, sample_bank: Bank, sample_index: Index, quick: None
) -> None:
    del quick
    wish, day = Wish(Kind.DAY, EIGHT), date(2026, 11, 23)
    chosen = choose(sample, sample_bank, wish, day, {}, frozenset(), post_id="0")
    assert chosen is not None
    broken = sample.entries[chosen.told[0].entry]
    long = replace(broken, name=replace(broken.name, latin="x" * 2000))
    library = replace(sample, entries={**sample.entries, broken.id: long})
    async with Newsroom(url, library, sample_bank, sample_index, Slate()) as newsroom:
        press = await newsroom.press()
        subscription = await newsroom.subscribe("room")
        newsroom.time.to(23, 8)
        await press.work()
        (text,) = newsroom.said_at("room")
        assert broken.name.latin not in text
        post = await newsroom.post_of(subscription)
        assert post.state is State.POSTED
        assert broken.id not in post.content


async def test_the_database_may_be_away_for_some_ticks(
    newsroom: Newsroom, caplog: pytest.LogCaptureFixture
) -> None:
    (press,) = newsroom.presses
    subscription = await newsroom.subscribe("room")
    newsroom.time.to(23, 8)
    press.backend.down = True
    await ticks(newsroom, press, 3)
    assert newsroom.wall.texts == []
    assert "trouble=unreachable" in caplog.text
    press.backend.down = False
    await ticks(newsroom, press, 1)
    assert len(newsroom.said_at("room")) == 1
    assert (await newsroom.post_of(subscription)).state is State.POSTED


@pytest.mark.parametrize("part", [Part.DAY, Part.QUESTION])
async def test_what_arrived_while_the_database_was_away_is_noted_later(
    newsroom: Newsroom, part: Part
) -> None:
    (press,) = newsroom.presses
    subscription = await newsroom.subscribe("room", question=True)
    newsroom.time.to(23, 8)
    way = door(press, newsroom.wall)
    wanted = "Question" if part is Part.QUESTION else "23 November"

    def cut(message: Message) -> None:
        press.backend.down = press.backend.down or message.text.startswith(wanted)

    way.objects = cut
    await press.delivering.tick()
    await newsroom.wall.says(wanted)
    await asyncio.sleep(5 * GAP)
    press.backend.down = False
    way.objects = lambda _: None
    await press.delivering.settle()
    assert len(newsroom.wall.messages) == 2
    assert (await newsroom.post_of(subscription)).state is State.POSTED


async def test_what_is_on_its_way_at_the_end_arrives(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.delivering.CLOSING", 20.0)
    (press,) = newsroom.presses
    made = [await newsroom.subscribe(f"c{number:02}", f"server {number // 2}") for number in range(12)]
    way = door(press, newsroom.wall)
    way.open.clear()
    newsroom.time.to(23, 8)
    await press.delivering.tick()
    await way.begun.wait()
    closing = asyncio.create_task(press.delivering.close())
    await asyncio.sleep(GAP)
    way.open.set()
    await closing
    posts = [await newsroom.post_of(each) for each in made]
    states = [post.state for post in posts]
    assert set(states) <= {State.POSTED, State.WAITING}
    assert states.count(State.POSTED) == len(newsroom.wall.messages) >= 1
    other = await newsroom.press()
    await other.work()
    for each in made:
        assert len(newsroom.said_at(each.place)) == 1


async def test_what_hangs_at_the_end_is_cut_off_and_taken_up_by_the_next(newsroom: Newsroom) -> None:
    (press,) = newsroom.presses
    subscription = await newsroom.subscribe("room")
    way = door(press, newsroom.wall)
    way.open.clear()
    newsroom.time.to(23, 8)
    await press.delivering.tick()
    await way.begun.wait()
    await press.delivering.close()
    way.open.set()
    next_one = await newsroom.press()
    await next_one.work()
    assert len(newsroom.said_at("room")) == 1
    post = await newsroom.post_of(subscription)
    assert post.state is State.POSTED
    assert newsroom.wall.doubted == [f"{post.id}d"]


async def test_a_process_that_lost_its_voice_posts_no_more(
    newsroom: Newsroom, caplog: pytest.LogCaptureFixture
) -> None:
    doomed = await newsroom.press(lease=1.0)
    subscription = await newsroom.subscribe("room")
    way = door(doomed, newsroom.wall)
    way.open.clear()
    newsroom.time.to(23, 8)
    await doomed.delivering.tick()
    await way.begun.wait()
    doomed.backend.down = True  # it cannot renew its voice
    other = newsroom.presses[0]
    async with asyncio.timeout(20):
        while (await newsroom.post_of(subscription)).state is not State.POSTED:
            await other.work()
            await asyncio.sleep(0.05)
    way.open.set()
    doomed.backend.down = False
    await doomed.work()
    assert len(newsroom.said_at("room")) == 1
    assert "voice lost: the daily posts of this process are free for others" in caplog.text


async def test_a_machine_that_slept_has_lost_its_voice(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    (press,) = newsroom.presses
    await newsroom.subscribe("room")
    way = door(press, newsroom.wall)
    way.open.clear()
    newsroom.time.to(23, 8)
    await press.delivering.tick()
    await way.begun.wait()
    awake = clock.now() + LONG  # the event loop's clock may stand still while a machine sleeps
    monkeypatch.setattr(clock, "now", lambda: awake)
    await press.delivering.settle()
    way.open.set()
    await press.delivering.settle()
    assert newsroom.wall.texts == []


def parts(said: list[str]) -> list[str]:
    """Of a channel's messages: of which day, or a question."""
    return [text.split(" ")[0] if text[:2].isdigit() else "?" for text in said]


async def run(newsroom: Newsroom, press: Press) -> None:
    """Work until nothing is left to be done, as ticks and looks make a process do."""
    while True:
        await press.work()
        status = await press.app.daily.outbox.status(newsroom.time())
        if not status.waiting and not status.posting:
            return
        await asyncio.sleep(0.05)


async def killed_after(steps: int, url: DatabaseUrl, known: tuple[Library, Bank, Index]) -> bool:
    """Post on two days; on the second the first process is killed. Whether it was over before that."""
    slate = Slate()
    async with Newsroom(url, *known, slate) as newsroom:
        doomed, other = await newsroom.mortal(slate), await newsroom.mortal(slate)
        await newsroom.subscribe("room", question=True, pin=True, thread=True)
        await newsroom.subscribe("other", kind=Kind.QUESTION)
        newsroom.time.to(23, 8)
        await run(newsroom, doomed)
        newsroom.time.to(24, 8)
        doomed.life.left, doomed.life.taken = steps, 0
        await doomed.alive(run(newsroom, doomed))
        over = not doomed.life.dead.is_set()
        async with asyncio.timeout(30):
            await run(newsroom, other)
        room, question = newsroom.said_at("room"), newsroom.said_at("other")
        assert parts(room) == ["23", "?", "24", "?"], steps
        assert len(question) == 2, steps
        return over


async def test_a_process_killed_at_any_step_is_replaced_and_nothing_is_lost_or_posted_twice(
    tmp_path: Path, sample: Library, sample_bank: Bank, sample_index: Index
) -> None:
    enough, over = asyncio.Semaphore(6), set[int]()

    async def one(steps: int) -> None:
        async with enough:
            url = database_url(f"sqlite:///{tmp_path}/killed{steps}.sqlite3")
            if await killed_after(steps, url, (sample, sample_bank, sample_index)):
                over.add(steps)

    async with asyncio.TaskGroup() as group:
        for steps in range(64):
            group.create_task(one(steps))
    assert over, "the last ones are killed after the end: every step was one to die at"


async def test_processes_that_are_killed_at_random_post_everything_once(
    new_postgres: Callable[[], DatabaseUrl], sample: Library, sample_bank: Bank, sample_index: Index
) -> None:
    chance, slate = random.Random(4), Slate()
    async with Newsroom(new_postgres(), sample, sample_bank, sample_index, slate) as newsroom:
        first = await newsroom.press()  # it lives, and posts nothing while others do
        for number in range(30):
            await newsroom.subscribe(f"c{number}", f"server {number % 9}", question=True)
        for day in (23, 24, 25):
            newsroom.time.to(day, 8)
            others = [await newsroom.mortal(slate) for _ in range(3)]
            for press in others:
                press.life.left = chance.randrange(120)
            async with asyncio.TaskGroup() as group:
                for press in others:
                    group.create_task(press.alive(run(newsroom, press)))
            async with asyncio.timeout(30):
                await run(newsroom, first)
        for number in range(30):
            said = newsroom.said_at(f"c{number}")
            assert parts(said) == ["23", "?", "24", "?", "25", "?"]


async def test_every_tick_is_logged_in_one_line(newsroom: Newsroom, caplog: pytest.LogCaptureFixture) -> None:
    (press,) = newsroom.presses
    caplog.set_level(logging.INFO)
    await newsroom.subscribe("room")
    await newsroom.subscribe("gone")
    newsroom.wall.bars["gone"] = PlaceGoneError()
    newsroom.time.to(23, 8.005)
    unserved = press.app.host._speaker._board.platforms  # noqa: SLF001 -- nothing is joined yet
    wall = unserved.pop(PLATFORM)
    await press.delivering.tick()
    press.app.host.serve(PLATFORM, wall)
    await press.delivering.settle()
    newsroom.time.to(23, 8.01)
    await press.delivering.tick()
    lines = [each.getMessage() for each in caplog.records if each.name == "bot.delivering"]
    assert lines == [
        "daily tick found=2 missed=0 waiting=2 posted=0 failed=0 oldest=18",
        "daily tick found=0 missed=0 waiting=0 posted=1 failed=1 oldest=0",
    ]


async def test_a_subscription_that_cannot_be_read_is_given_up_late_and_the_others_go_on(
    newsroom: Newsroom,
) -> None:
    (press,) = newsroom.presses
    broken, other = await newsroom.subscribe("broken"), await newsroom.subscribe("other")
    newsroom.time.to(23, 8)
    unserved = press.app.host._speaker._board.platforms  # noqa: SLF001 -- nothing is joined yet
    wall = unserved.pop(PLATFORM)
    await press.work()

    async def spoil(statements: Statements) -> None:
        await statements.script("UPDATE subscription SET wish = '{}' WHERE place = 'broken'")

    await press.store.database.write(spoil)
    press.app.host.serve(PLATFORM, wall)
    await press.work()
    assert (await newsroom.post_of(broken)).state is State.WAITING  # another process may read it
    assert (await newsroom.post_of(other)).state is State.POSTED
    newsroom.time.to(23, 11.1)
    await press.work()
    post = await newsroom.post_of(broken)
    assert (post.state, post.reason) == (State.SKIPPED, LATE)


async def test_a_clock_that_had_jumped_ahead_loses_no_days(newsroom: Newsroom) -> None:
    (press,) = newsroom.presses
    subscription = await newsroom.subscribe("room")
    newsroom.time.to(23, 7)
    await press.work()
    newsroom.time.at += 90 * DAY
    await press.work()
    for day in (23, 24):
        newsroom.time.to(day, 7)
        await press.work()
        newsroom.time.to(day, 8)
        await press.work()
    assert [text[:2] for text in newsroom.said_at("room")] == ["23", "24"]
    assert (await newsroom.post_of(subscription)).state is State.POSTED
