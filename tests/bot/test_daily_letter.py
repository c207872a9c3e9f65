"""What is written to who set up what cannot be posted any more: where, why, and what can be done about it."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot import daily_letter, resting
from bot.address import database_url
from bot.message import Link, NotAllowedError, PlaceGoneError, UnreachableError
from bot.outbox import State
from bot.subscriptions import Kind, Why
from bot.texts import texts
from tests.bot.newsroom import MINUTE, Newsroom
from tests.bot.several import Slate

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from bot.address import DatabaseUrl
    from bot.message import Message, Posted
    from content.library import Library
    from content.search import Index
    from quizzes.banks import Bank

KEPT = "What you set up is kept."


@pytest.fixture
def url(tmp_path: Path) -> DatabaseUrl:
    """One kind of database: what differs between them is tested with the stores."""
    return database_url(f"sqlite:///{tmp_path}/tarikh.sqlite3")


class Signs(Slate):
    """A wall that tells where a channel is, whatever else it does not let happen there."""

    signed = True

    async def address(self, posted: Posted, server: str) -> str:
        if not self.signed:
            raise UnreachableError("the address is not told")
        return f"https://wall.example/{server}/{posted.place.id}{posted.id}"


@pytest.fixture
def wall() -> Signs:
    return Signs()


@pytest.fixture
async def newsroom(
    url: DatabaseUrl,
    sample: Library,
    sample_bank: Bank,
    sample_index: Index,
    wall: Signs,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[Newsroom]:
    for rest in ("FIRST", "LONGEST"):
        monkeypatch.setattr(resting, rest, 0.01)
    async with Newsroom(url, sample, sample_bank, sample_index, wall) as newsroom:
        await newsroom.press()
        yield newsroom


async def letter(newsroom: Newsroom, error: Exception) -> Message:
    """What is written when the room's first post meets an error."""
    await newsroom.subscribe("room")
    newsroom.wall.bars["room"] = error
    newsroom.time.to(23, 8)
    await newsroom.presses[0].work()
    ((person, server, told),) = newsroom.wall.written
    assert (person, server) == ("creator of room", "server of room")
    return told


def links(shown: Message) -> list[tuple[str, str]]:
    return [
        (span.text, span.address) for each in shown.lines for span in each.spans if isinstance(span, Link)
    ]


async def test_of_a_channel_where_it_may_not_post_what_that_takes_is_told_and_how_it_goes_on(
    newsroom: Newsroom,
) -> None:
    told = await letter(newsroom, NotAllowedError("no", lacking=("View Channels", "Send Messages")))
    assert told.text == (
        "The daily post in #room is paused: Tarikh may not post there any more.\n"
        "What is posted there: On this day.\n"
        "What that takes there: View Channels, Send Messages.\n"
        f"{KEPT} When that is mended, /daily resume channel:#room goes on with it, typed in that server or "
        "workspace."
    )
    assert links(told) == [("#room", "https://wall.example/server of room/room")]
    assert [(button.label, button.token) for button in told.buttons] == [
        ("Resume", "daily:resume:s-room-day")
    ]


async def test_what_is_not_known_is_left_out(newsroom: Newsroom, wall: Signs) -> None:
    wall.signed = False
    told = await letter(newsroom, NotAllowedError("no"))
    assert "takes" not in told.text
    assert links(told) == []


async def test_of_a_channel_that_is_gone_it_is_told_how_it_goes_on_in_another(newsroom: Newsroom) -> None:
    told = await letter(newsroom, PlaceGoneError())
    assert told.text == (
        "The daily post in #room is paused: there is no such channel any more that Tarikh can see.\n"
        "What is posted there: On this day.\n"
        f"{KEPT} It can go on in another channel: /daily show, typed in that server or workspace, has a "
        "button that moves it.\n"
        "If the channel is still there, let Tarikh see it, and type /daily resume in it."
    )
    assert links(told) == []
    assert [(button.label, button.token) for button in told.buttons] == [
        ("Move to another channel", "daily:move:s-room-day")
    ]


async def test_of_a_channel_with_both_kinds_each_letter_names_its_own(newsroom: Newsroom) -> None:
    await newsroom.subscribe("room", question=True)
    await newsroom.subscribe("room", kind=Kind.QUESTION)
    newsroom.wall.bars["room"] = PlaceGoneError()
    newsroom.time.to(23, 8)
    await newsroom.presses[0].work()
    kinds = [told.text.split("\n")[1] for _, _, told in newsroom.wall.written]
    assert sorted(kinds) == [
        "What is posted there: A question of the day.",
        "What is posted there: On this day, with a question of the day.",
    ]


async def test_a_conversation_without_a_name_is_resumed_by_the_command_alone(newsroom: Newsroom) -> None:
    kept = await newsroom.subscribe("room")
    nameless = replace(kept, name="")
    told = daily_letter.paused(nameless, Why.FORBIDDEN, (), "", texts("en")).text
    assert told.startswith("The daily post in your channel is paused")
    assert "/daily resume goes on with it" in told


async def test_a_post_of_before_it_was_moved_does_not_pause_it_where_it_is_now(newsroom: Newsroom) -> None:
    """It was begun in the channel before, where it can no longer be finished."""
    (press,) = newsroom.presses
    kept = await newsroom.subscribe("room")
    newsroom.wall.bars["room"] = UnreachableError("away")
    newsroom.time.to(23, 8)
    await press.work()
    (begun,) = await newsroom.daily.outbox.history(kept.id, 9)
    assert begun.content
    planned = (await newsroom.daily.subscriptions.get(kept.id) or kept).planned
    assert await newsroom.daily.subscriptions.move(kept.id, "hall", "#hall", pause=None, planned=planned)
    newsroom.wall.bars["room"] = PlaceGoneError()
    async with asyncio.timeout(20):
        while (await newsroom.post_of(kept)).state is State.WAITING:
            newsroom.time.at += MINUTE
            await asyncio.sleep(0.02)  # the rest of a platform that was away is over
            await press.work()
    assert (await newsroom.post_of(kept)).state is State.FAILED
    moved = await newsroom.daily.subscriptions.get(kept.id)
    assert moved is not None
    assert (moved.place, moved.pause) == ("hall", None)
    assert newsroom.wall.written == []
    newsroom.time.to(24, 8)
    await press.work()
    assert len(newsroom.said_at("hall")) == 1


async def test_what_follows_a_post_leaves_the_channel_before_as_it_is(newsroom: Newsroom) -> None:
    (press,) = newsroom.presses
    kept = await newsroom.subscribe("room", question=True, pin=True)
    newsroom.time.to(23, 8)
    await press.work()
    (pinned,) = newsroom.wall.pinned
    planned = (await newsroom.daily.subscriptions.get(kept.id) or kept).planned
    assert await newsroom.daily.subscriptions.move(kept.id, "hall", "#hall", pause=None, planned=planned)
    newsroom.time.to(24, 8)
    await press.work()
    there = [newsroom.wall.places[each].id for each in newsroom.wall.pinned]
    assert there == ["room", "hall"]
    assert newsroom.wall.pinned[0] == pinned
    assert len(newsroom.said_at("hall")) == 2
    assert "closed" in newsroom.said_at("room")[1]  # its question is over all the same
