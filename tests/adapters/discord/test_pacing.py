"""The limit on all that a bot asks of Discord is kept, and a wait for it that was cut silences nothing."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from adapters.discord.client import PLATFORM
from adapters.discord.render import Renderer
from adapters.discord.saying import RATE, Saying
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
    assert 199 / RATE <= took < 1.5 * 200 / RATE
