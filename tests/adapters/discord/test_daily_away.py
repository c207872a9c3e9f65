"""Where Discord is away, or bars the bot as such, daily posts wait: none is lost, no channel is paused."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from adapters.discord.client import PLATFORM, Client, pointed
from adapters.discord.render import Renderer
from adapters.discord.saying import Saying
from adapters.discord.sharding import Turns
from adapters.discord.telling import Telling
from bot.delivering import Delivering
from bot.message import Button, Message, Place, UnreachableError, line
from bot.posts import State
from bot.running import JoinError
from tests.adapters.discord.conftest import EVERY
from tests.adapters.discord.daily import Dailies, dailies, hall

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.adapters.discord.conftest import Bots, Tarikh
    from tests.servers.discord import Channel, DiscordServer, Person

__all__ = ["dailies", "hall"]  # fixtures

LOGIN, POSTS = r"/users/@me$", r"/channels/\d+/messages$"
RESTED = 60.0  # seconds after which a post is tried again that did not reach Discord
MESSAGE = Message((line("Question 1 of 5"),))
PRESSED = Message((line("Question 1 of 5"),), (Button("A", "quiz:1:0:0"),))

# What bars the bot as such, whichever channel it asks about.
BARS = [
    {"status": 401},
    {"status": 403},
    {"status": 403, "code": 20026},
    {"status": 403, "code": 40333},
    {"status": 403, "code": 40001},
]
# What something on the way answers in Discord's place: status, type and text.
PAGES = [
    (200, "text/html", "<h1>Sign in to the school's network</h1>"),
    (200, "application/json", "{not JSON"),
    (403, "text/html", "<h1>Access denied</h1>"),
    (429, "application/json", "{}"),
]


@pytest.fixture
def saying(telling: Telling) -> Saying:
    """The platform, with less patience than in life."""
    return Saying(telling.client, Renderer(), telling, patience=0.4, pause=0.02)


@pytest.fixture
async def proxy(request: pytest.FixtureRequest) -> AsyncIterator[str]:
    """Where something on the way answers every request with the same page."""
    status, kind, text = request.param

    async def answer(_request: web.Request) -> web.Response:
        # Without this header discord.py takes a 429 for a ban of the address.
        response = web.Response(status=status, body=text, headers={"Via": "1.1 google"})
        response.headers["Content-Type"] = kind
        return response

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    async with TestServer(app) as server:
        yield str(server.make_url("/api/v10"))


async def begun(first: Dailies, server: DiscordServer, hall: Channel, person: Person) -> None:
    """Leave a post behind that a process had begun, and of which nothing arrived."""
    await first.start()
    await first.wanted(hall, person)
    ordered = server.fail("POST", POSTS, times=-1, hang=True)
    due = asyncio.create_task(first.due(hall))
    await server.wait_for(lambda: ordered.hits, 20.0)
    assert first.delivering is not None
    first.delivering.fall_silent()
    await first.stop()
    due.cancel()
    await asyncio.gather(due, return_exceptions=True)
    server.faults.clear()


@pytest.mark.parametrize("begins", [True, False], ids=["doubted", "new"])
async def test_an_outage_at_the_start_loses_no_daily_post(
    bots: Bots, server: DiscordServer, hall: Channel, amina: Person, begins: bool
) -> None:
    first, second, third = (Dailies(bots()) for _ in range(3))
    if begins:
        await begun(first, server, hall, amina)
    else:
        await first.start()
        await first.wanted(hall, amina)
        planned = (await first.of(hall)).planned
        assert planned is not None
        first.tarikh.later += planned.at + 1 - first.tarikh.now()
        await first.stop()

    second.tarikh.later = first.tarikh.later
    server.fail("GET", LOGIN, times=-1, status=503, delay=0.5)  # posts are asked for before it ends
    server.fail("POST", POSTS, times=-1, status=503)
    await second.tarikh.open()
    await second.tarikh.run()
    second.delivering = Delivering(second.tarikh.app, second.tarikh.store)
    await second.tick()
    post = await second.post(hall)
    await second.delivering.close()
    with pytest.raises(JoinError):
        await second.tarikh.ended()
    assert (post.state, post.reason) == (State.WAITING, "")

    server.faults.clear()
    third.tarikh.later = second.tarikh.later + RESTED
    await third.start()
    await third.tick()
    assert (await third.post(hall)).state is State.POSTED
    assert len(hall.messages) == 1
    await third.stop()


async def test_what_is_said_before_the_login_is_said_after_it(
    tarikh: Tarikh, server: DiscordServer, room: Channel
) -> None:
    await tarikh.open()
    client = Client(Turns(tarikh.store, tarikh.now, EVERY), gateway=server.gateway_url)
    telling = Telling(tarikh.app, tarikh.store, client, Renderer())
    saying, place = Saying(client, Renderer(), telling, pause=0.02), Place(PLATFORM, str(room.id))
    with pytest.raises(UnreachableError, match="no login yet"):
        await saying.post(place, MESSAGE)
    saying = Saying(client, Renderer(), telling)
    with pointed(server.api_url, server.gateway_url):
        asking = asyncio.create_task(saying.post(place, MESSAGE))
        await asyncio.sleep(0)
        await client.login(server.token)
        assert (await asking).place == place
        await client.close()


async def test_what_is_on_its_way_when_discord_is_left_is_unreachable(
    telling: Telling, server: DiscordServer, room: Channel
) -> None:
    saying = Saying(telling.client, Renderer(), telling, pause=0.2)
    ordered = server.fail("POST", POSTS, times=-1, status=503)
    asking = asyncio.create_task(saying.post(Place(PLATFORM, str(room.id)), MESSAGE, "key"))
    await server.wait_for(lambda: ordered.hits)
    await telling.client.close()
    with pytest.raises(UnreachableError, match="left"):
        await asking


async def test_what_may_be_there_is_not_given_up_before_its_channel_is_known(
    tarikh: Tarikh, server: DiscordServer, room: Channel
) -> None:
    await tarikh.open()
    client = Client(Turns(tarikh.store, tarikh.now, EVERY), gateway=server.gateway_url)
    telling = Telling(tarikh.app, tarikh.store, client, Renderer())
    saying, place = Saying(client, Renderer(), telling), Place(PLATFORM, str(room.id))
    with pointed(server.api_url, server.gateway_url):
        await client.login(server.token)  # the server's channels come with the connection, which is later
        with pytest.raises(UnreachableError):
            await saying.post(place, PRESSED, "key", doubted=True)
        server.fail("POST", POSTS, code=50001)
        with pytest.raises(UnreachableError):
            await saying.post(place, PRESSED, "key")
        await client.close()


@pytest.mark.parametrize("proxy", PAGES, indirect=True, ids=str)
async def test_what_is_not_discord_s_own_answer_fails_in_passing(
    saying: Saying, room: Channel, proxy: str
) -> None:
    place = Place(PLATFORM, str(room.id))
    with pointed(proxy, None), pytest.raises(UnreachableError):
        await saying.post(place, MESSAGE, "key")
    assert (await saying.post(place, MESSAGE, "key")).id == str(room.messages[0].id)


@pytest.mark.parametrize("bar", BARS, ids=str)
async def test_what_bars_the_bot_as_such_is_no_channel_s_end(
    saying: Saying,
    server: DiscordServer,
    room: Channel,
    bar: dict[str, int],
    caplog: pytest.LogCaptureFixture,
) -> None:
    posted = await saying.post(Place(PLATFORM, str(room.id)), MESSAGE)
    server.fail("*", r"/channels/", times=-1, **bar)  # type: ignore[arg-type] # a table's columns
    for asked in (
        saying.post(posted.place, MESSAGE),
        saying.edit(posted, MESSAGE),
        saying.pin(posted),
        saying.discuss(posted, "talk", MESSAGE),
        saying.pin(posted, instead_of="7"),
    ):
        with pytest.raises(UnreachableError):
            await asked
    levels = {each.levelno for each in caplog.records if each.name == "adapters.discord.saying"}
    assert levels == {logging.WARNING}


@pytest.mark.parametrize("bar", BARS[:3], ids=str)
async def test_what_bars_the_bot_as_such_neither_fails_nor_pauses_a_daily_post(
    dailies: Dailies, server: DiscordServer, hall: Channel, amina: Person, bar: dict[str, int]
) -> None:
    await dailies.wanted(hall, amina)
    server.fail("POST", POSTS, times=-1, **bar)  # type: ignore[arg-type] # a table's columns
    await dailies.due(hall)
    assert (await dailies.post(hall)).state is State.WAITING
    assert (await dailies.of(hall)).pause is None
    assert not amina.dm().messages


async def test_where_the_bot_may_not_post_is_still_that_channel_s_end(
    dailies: Dailies, server: DiscordServer, hall: Channel, amina: Person
) -> None:
    await dailies.wanted(hall, amina)
    server.fail("POST", rf"/channels/{hall.id}/messages$", times=-1, code=50013)
    await dailies.due(hall)
    assert (await dailies.post(hall)).state is State.FAILED
    assert (await dailies.of(hall)).pause is not None
