"""The limit on all that a bot asks of Discord is kept, and a wait for it that was cut silences nothing."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from adapters.discord.client import PLATFORM
from adapters.discord.pace import LIMIT, RATE, Pace
from adapters.discord.render import Renderer
from adapters.discord.saying import Saying
from bot.message import Message, Place, line

if TYPE_CHECKING:
    from adapters.discord.telling import Telling
    from tests.servers.discord import Channel, DiscordServer, Guild

POSTS = r"/channels/\d+/messages$"
EDITS = r"/channels/\d+/messages/\d+$"
MESSAGE = Message((line("Question 1 of 5"),))
COUNT = Message((line("3 have answered."),))


@pytest.fixture
def hasty(telling: Telling) -> Saying:
    """The platform, with less patience than the server's limit lasts."""
    return Saying(telling.client, Renderer(), telling, patience=0.4, pause=0.02)


@pytest.fixture
def patient(telling: Telling) -> Saying:
    """The platform as in life."""
    return Saying(telling.client, Renderer(), telling)


def at(channel: Channel) -> Place:
    return Place(PLATFORM, str(channel.id))


async def test_a_limit_that_outlasts_a_post_s_patience_silences_no_other(
    hasty: Saying, server: DiscordServer, guild: Guild, room: Channel
) -> None:
    other = guild.add_channel("other")
    ordered = server.fail("POST", POSTS, retry_after=1.0, scope="global")
    await asyncio.gather(hasty.post(at(room), MESSAGE, "k1"), return_exceptions=True)
    assert ordered.hits == 1
    await asyncio.sleep(1.5)  # the limit is long over
    await hasty.post(at(other), MESSAGE, "k2")
    assert [message.text for message in other.messages] == ["Question 1 of 5"]


async def test_a_limit_that_outlasts_a_count_s_patience_silences_nothing(
    hasty: Saying, server: DiscordServer, room: Channel
) -> None:
    posted = await hasty.post(at(room), MESSAGE, "k1")
    ordered = server.fail("PATCH", EDITS, retry_after=1.0, scope="global")
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.2):  # as `bot.refreshing` gives up a count
            await hasty.edit(posted, COUNT)
    assert ordered.hits == 1
    await asyncio.sleep(1.5)
    await hasty.post(at(room), MESSAGE, "k2")
    await hasty.edit(posted, COUNT)
    assert [message.text for message in room.messages] == ["3 have answered.", "Question 1 of 5"]


async def test_many_posts_at_once_keep_to_the_limit_of_all(
    patient: Saying, server: DiscordServer, guild: Guild
) -> None:
    rooms = [guild.add_channel(f"room-{number}") for number in range(200)]
    server.limits.everywhere(50, 1.0)
    loop = asyncio.get_running_loop()
    began = loop.time()
    await asyncio.gather(*(patient.post(at(room), MESSAGE, f"k{room.id}") for room in rooms))
    took = loop.time() - began
    assert all(len(room.messages) == 1 for room in rooms)
    assert server.limits.given["global"] == 0
    # Whatever the machine does meanwhile, it takes no less; how much more is measured elsewhere.
    assert took >= 150 / LIMIT


async def test_answers_that_come_late_and_early_do_not_break_the_limit(
    patient: Saying, server: DiscordServer, guild: Guild
) -> None:
    rooms = [guild.add_channel(f"room-{number}") for number in range(120)]
    server.limits.everywhere(50, 1.0)
    # Half of them arrive half a second late, together with those that were sent half a second later.
    late = [server.fail("POST", rf"/channels/{room.id}/messages$", delay=0.5) for room in rooms[:60]]
    await asyncio.gather(*(patient.post(at(room), MESSAGE, f"k{room.id}") for room in rooms))
    assert [fault.hits for fault in late] == [1] * 60
    assert all(len(room.messages) == 1 for room in rooms)
    assert server.limits.given["global"] == 0


async def test_no_second_has_more_requests_than_discord_allows() -> None:
    pace, arrived = Pace(), []
    loop = asyncio.get_running_loop()

    async def request(number: int) -> None:
        async with pace.turn():
            await asyncio.sleep(0.2 if number % 3 else 0.05)
            arrived.append(loop.time())
            await asyncio.sleep(0.05 if number % 2 else 0.1)

    # So many that it learns how long an answer takes at the least.
    await asyncio.gather(*(request(number) for number in range(280)))
    busiest = max(sum(0 <= other - one < 1.0 for other in arrived) for one in arrived)
    assert busiest <= LIMIT


async def test_a_part_of_the_limit_is_kept() -> None:
    pace, sent = Pace(), []
    pace.share(0.1)
    loop = asyncio.get_running_loop()

    async def request() -> None:
        async with pace.turn():
            sent.append(loop.time())

    await asyncio.gather(*(request() for _ in range(9)))
    assert max(sum(0 <= other - one < 1.0 for other in sent) for one in sent) <= LIMIT * 0.1
    assert sent[-1] - sent[0] >= 8 / RATE / 0.1 - 0.2


async def test_a_request_that_hangs_holds_no_other_up() -> None:
    pace, done = Pace(), []
    hung = asyncio.Event()

    async def hang() -> None:
        async with pace.turn():
            await hung.wait()

    async def request() -> None:
        async with pace.turn():
            done.append(1)

    tasks = [asyncio.create_task(hang()) for _ in range(20)]
    await asyncio.gather(*(request() for _ in range(40)))
    assert len(done) == 40
    tasks[0].cancel()
    hung.set()
    await asyncio.gather(*tasks, return_exceptions=True)


async def test_a_turn_that_is_given_up_is_the_next_one_s() -> None:
    pace = Pace()
    pace.share(1 / LIMIT)  # one a second

    async def request() -> None:
        async with pace.turn():
            pass

    await request()
    waiting = asyncio.create_task(request())
    await asyncio.sleep(0.05)
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    async with asyncio.timeout(5.0):
        await request()
