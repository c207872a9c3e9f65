"""The table of a channel's questions of the day."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.app import Channel
from bot.daily_result import chosen_for
from bot.leaderboard import leaderboard
from bot.message import Person, Place, UnreachableError
from tests.bot.dailies import Asker, answer
from tests.bot.room import AMINA, OMID, ROOM, SARA, said

if TYPE_CHECKING:
    from bot.message import Message, Reply
    from tests.bot.room import Class

_DAY = 86_400.0
NOW = 1_800_000_000.0


def at(school: Class, seconds: float) -> None:
    """Let it be so many seconds after `NOW`."""
    school.app = replace(school.app, now=lambda: NOW + seconds)


def rows(shown: Message) -> list[str]:
    return [f"{each.marker} {each.text}" for each in shown.lines if each.marker]


async def board(school: Class, line: str = "/leaderboard", **more: object) -> Message:
    reply: Reply = await school.command(AMINA, line, **more)
    assert isinstance(reply, tuple)
    (only,) = reply
    return only


async def test_the_best_come_first_and_who_has_nothing_is_not_named(school: Class) -> None:
    at(school, 0.0)
    asker = await Asker.at(school.app)
    for number, question in enumerate(("where-signed", "amina-north")):
        post = await asker.post(question, after=number)
        await answer(school, AMINA, post)
        await answer(school, OMID, post, right=False)
        if number:
            await answer(school, SARA, post)
    shown = await board(school)
    assert not shown.private
    assert shown.lines[0].text == "Questions of the day · the last 30 days"
    assert rows(shown) == ["1. Zoya: 200 points", "2. Parwin: 100 points"]
    assert OMID.name not in shown.text
    assert "You" not in shown.text


async def test_who_has_the_same_points_shares_a_rank(school: Class) -> None:
    at(school, 0.0)
    post = await (await Asker.at(school.app)).post("where-signed")
    for person in (AMINA, SARA):
        await answer(school, person, post)
    assert rows(await board(school)) == ["1. (tie) Zoya: 100 points", "1. (tie) Parwin: 100 points"]


async def test_a_part_of_an_answer_earns_a_part_of_the_points(school: Class) -> None:
    at(school, 0.0)
    post = await (await Asker.at(school.app)).post("what-happened-1993")
    kept = await school.app.daily.outbox.get(post)
    assert kept is not None
    chosen = chosen_for(kept)
    assert chosen is not None
    order = chosen.order
    await school.press(AMINA, f"daily:q:{post}:m", chosen=(str(order.index(0)),))
    assert rows(await board(school)) == ["1. Zoya: 50 points"]


async def test_the_press_tells_the_presser_what_they_have(school: Class) -> None:
    at(school, 0.0)
    asker = await Asker.at(school.app)
    post = await asker.post("where-signed")
    await answer(school, AMINA, post)
    await answer(school, OMID, post, right=False)
    told = {person: said(await school.press(person, f"daily:table:{post}")) for person in (AMINA, OMID, SARA)}
    assert "You: 100 points from 1 answer, place 1." in told[AMINA]
    assert told[OMID].endswith("You: 0 points from 1 answer.")
    assert told[SARA].endswith("You have not answered any.")
    assert all(OMID.name not in each for each in told.values())
    await answer(school, AMINA, await asker.post("amina-north", after=1))
    assert "You: 200 points from 2 answers" in said(await school.press(AMINA, f"daily:table:{post}"))


@pytest.mark.parametrize(
    ("window", "points"),
    [("week", 100), ("month", 200), ("all", 300), ("", 200), ("century", 200)],
)
async def test_a_window_goes_back_so_many_days(school: Class, window: str, points: int) -> None:
    asker = await Asker.at(school.app)
    answered = {"where-signed": 0.0, "amina-north": 80 * _DAY, "year-of-accord": 96 * _DAY}
    for number, (question, when) in enumerate(answered.items()):
        at(school, when)
        await answer(school, AMINA, await asker.post(question, after=number))
    at(school, 100 * _DAY)
    request = school.request(AMINA, values={"window": window} if window else {})
    (shown,) = await leaderboard(school.app, request)
    assert rows(shown) == [f"1. Zoya: {points} points"]


async def test_each_channel_has_its_own_and_a_thread_its_channel_s(school: Class) -> None:
    at(school, 0.0)
    elsewhere = Place(ROOM.platform, "elsewhere")
    await answer(school, AMINA, await (await Asker.at(school.app)).post("where-signed"))
    other = await (await Asker.at(school.app, elsewhere)).post("where-signed")
    await answer(school, SARA, other)
    assert rows(await board(school)) == ["1. Zoya: 100 points"]
    thread = school.request(OMID, within=("thread", "elsewhere"))
    (shown,) = await leaderboard(school.app, replace(thread, place=Place(ROOM.platform, "thread")))
    assert rows(shown) == ["1. Parwin: 100 points"]


class _Above:
    """A platform that knows the channel of a thread; or that is away."""

    def __init__(self, above: str) -> None:
        self._above = above

    async def find(self, named: str) -> Channel | None:
        assert not named
        if not self._above:
            raise UnreachableError
        return Channel(Place(ROOM.platform, self._above), "#above", manages=False)

    async def role(self, named: str) -> str | None:
        raise NotImplementedError

    async def zone(self) -> str:
        raise NotImplementedError


@pytest.mark.parametrize(("above", "told"), [("room", "Zoya: 100 points"), ("", "Nobody has answered")])
async def test_a_platform_is_asked_which_channel_a_thread_is_in(school: Class, above: str, told: str) -> None:
    at(school, 0.0)
    await answer(school, AMINA, await (await Asker.at(school.app)).post("where-signed"))
    thread = school.request(OMID, within=("room/thread",), channels=_Above(above))
    (shown,) = await leaderboard(school.app, replace(thread, place=Place(ROOM.platform, "room/thread")))
    assert told in shown.text


async def test_of_a_whole_school_the_first_are_named_and_the_rest_counted(school: Class) -> None:
    at(school, 0.0)
    post = await (await Asker.at(school.app)).post("where-signed")
    for number in range(28):
        await answer(school, Person(f"p{number:02}", "N" * 80), post)
    shown = await board(school)
    assert len(rows(shown)) == 25
    assert shown.lines[-1].text == "… and 3 more"


async def test_where_nobody_has_answered_right_it_says_so(school: Class) -> None:
    at(school, 0.0)
    assert "Nobody has answered one right yet." in (await board(school)).text
    post = await (await Asker.at(school.app)).post("where-signed")
    await answer(school, OMID, post, right=False)
    assert "Nobody has answered one right yet." in (await board(school)).text
