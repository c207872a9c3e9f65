"""The bot by signed requests: what it refuses, several processes, and how it is installed by many."""

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import aiohttp
import pytest

from adapters.slack.places import PLATFORM
from adapters.slack.requests import MOST
from bot.address import Secret
from bot.config import Calendar
from bot.preferences import Scope
from bot.running import JoinError
from bot.workspaces import Installed

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.adapters.slack.conftest import Bots, Tarikh
    from tests.servers.slack import Channel, Person, SlackServer

FORM = "application/x-www-form-urlencoded"

# slack_sdk asks for the token as aiohttp will no longer take it in its version 4.
pytestmark = pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")


@pytest.fixture
async def reached(tarikh: Tarikh) -> Tarikh:
    """The bot, reached by requests."""
    tarikh.by_requests()
    await tarikh.start()
    return tarikh


async def got(url: str, method: str = "GET") -> tuple[int, str]:
    async with aiohttp.ClientSession() as session, session.request(method, url) as response:
        return response.status, await response.text()


async def test_slack_makes_sure_of_the_address(reached: Tarikh, server: SlackServer) -> None:
    assert reached.slack.trouble() == ""
    assert await server.http.verify()


@pytest.mark.parametrize(
    "signed",
    [
        lambda _body: {},
        lambda _body: {"X-Slack-Request-Timestamp": "now", "X-Slack-Signature": "v0=1"},
        lambda _body: {"X-Slack-Request-Timestamp": str(int(time.time())), "X-Slack-Signature": "v0=1"},
        lambda _body: {"X-Slack-Request-Timestamp": str(int(time.time()))},
        lambda _body: {"X-Slack-Request-Timestamp": "٣" * 9, "X-Slack-Signature": "v0=1"},
        lambda _body: {"X-Slack-Request-Timestamp": str(int(time.time())), "X-Slack-Signature": "v0=é"},
    ],
)
async def test_what_is_not_signed_is_refused(
    reached: Tarikh,
    server: SlackServer,
    amina: Person,
    room: Channel,
    signed: Callable[[bytes], dict[str, str]],
) -> None:
    del reached
    command = {"command": "/tarikh", "text": "Geneva Accords", "user_id": amina.id, "channel_id": room.id}
    body = json.dumps(command).encode()
    before = len(server.requests)
    refused = await server.http.post_raw(body, headers=signed(body))
    assert refused.status == 401
    assert "Geneva" not in refused.text
    await server.settled()
    assert len(server.requests) == before


async def test_an_old_or_a_wrong_signature_is_refused(reached: Tarikh, server: SlackServer) -> None:
    del reached
    event = json.dumps({"type": "url_verification", "challenge": "x"}).encode()
    assert (await server.http.post_raw(event)).status == 200
    for stamp in (time.time() - 301, time.time() + 302):
        assert (await server.http.post_raw(event, at=stamp)).status == 401
    assert (await server.http.post_raw(event, secret="another")).status == 401
    assert (await server.http.post_raw(b"\xff\xfe", kind=FORM)).status == 401


async def test_what_is_signed_but_unreadable_is_refused(reached: Tarikh, server: SlackServer) -> None:
    del reached
    assert (await server.http.post_raw(b"{no json")).status == 400
    assert (await server.http.post_raw(b"payload=%7Bno+json", kind=FORM)).status == 400
    assert (await server.http.post_raw(b"ssl_check=1&token=x", headers={}, kind=FORM)).status == 200
    assert (await server.http.post_raw(b"x" * (MOST + 1))).status == 413


async def test_what_nobody_handles_is_taken_all_the_same(reached: Tarikh, server: SlackServer) -> None:
    del reached
    event = {"type": "event_callback", "team_id": server.team.id, "event": {"type": "team_rename"}}
    assert (await server.http.post_raw(json.dumps(event).encode())).status == 200


async def test_other_addresses_have_nothing(reached: Tarikh) -> None:
    for path in ("/", "/slack/install", "/slack/oauth_redirect", "/slack"):
        status, text = await got(reached.url + path)
        assert (status, text) == (404, "There is nothing here.\n")
    assert (await got(f"{reached.url}/slack/events"))[0] == 404


async def test_a_port_that_is_taken(reached: Tarikh, bots: Bots) -> None:
    other = bots()
    other.by_requests()
    await other.open()
    other.app = replace(other.app, config=reached.config)
    await other.run()
    with pytest.raises(JoinError, match="TARIKH_SLACK_LISTEN"):
        await other.ready()


async def test_slack_tells_again_what_another_process_has_heard(
    bots: Bots, server: SlackServer, amina: Person, room: Channel
) -> None:
    urls = []
    for bot in (bots(), bots()):
        bot.by_requests()
        await bot.start()
        urls.append(f"{bot.url}/slack/events")
    server.http.use(*urls)
    for number in range(4):
        await amina.mention(room, "Geneva Accords")
        await server.redeliver_last()  # to the other one
        await amina.write("Geneva Accords")
        await server.redeliver_last()
        await server.settled()
        assert len(room.messages) == len(amina.dm().messages) == 2 * (number + 1)


async def test_a_restart_hears_nothing_twice(
    reached: Tarikh, server: SlackServer, amina: Person, room: Channel
) -> None:
    await amina.mention(room, "Geneva Accords")
    await reached.stop()
    await reached.start()
    await server.redeliver_last()
    await server.settled()
    assert len(room.messages) == 2


@pytest.fixture(params=["requests", "sockets"])
async def offered(request: pytest.FixtureRequest, tarikh: Tarikh, server: SlackServer) -> Tarikh:
    """The bot, which many workspaces can install; at first none has."""
    server.team.installation = None
    tarikh.for_many(sockets=request.param == "sockets")
    await tarikh.start()
    return tarikh


async def test_a_workspace_installs_it(offered: Tarikh, server: SlackServer) -> None:
    other = server.add_team("Other school")
    for team in (server.team, other):
        farah = team.person("Farah", admin=True)
        page = await farah.install(team, f"{offered.url}/slack/install")
        assert page.status == 200
        assert f"Tarikh is in {team.name}" in page.text
        room = team.add_channel("history")
        reply = await farah.mention(room, "Geneva Accords")
        assert "14 April 1988" in reply.text
        assert "Settings" in (await farah.open_home()).labels
    assert {*await offered.store.servers(PLATFORM)} == {server.team.id, other.id}


async def test_the_installation_outlives_a_restart(offered: Tarikh, server: SlackServer) -> None:
    farah = server.team.person("Farah")
    await farah.install(server.team, f"{offered.url}/slack/install")
    await offered.stop()
    await offered.start()
    assert offered.joined[-1] == ("Tarikh", 1)
    assert "14 April 1988" in (await farah.mention(server.team.add_channel("x"), "Geneva Accords")).text


async def test_a_workspace_removes_it_and_takes_it_back(offered: Tarikh, server: SlackServer) -> None:
    farah = server.team.person("Farah")
    other = server.add_team("Other school")
    sara = other.person("Sara")
    for person in (farah, sara):
        await person.install(person.team, f"{offered.url}/slack/install")
    await offered.app.preferences.change(Scope(PLATFORM, server.team.id), calendar=Calendar.SOLAR_HIJRI)
    server.team.uninstall()
    await server.settled()
    assert await offered.workspaces.find(server.team.id) is None
    assert await offered.store.left_servers(PLATFORM, offered.now() + 1) == (server.team.id,)
    assert await offered.workspaces.find(other.id) is not None
    assert offered.slack.trouble() == ""
    offered.later = 5.0  # a person needs longer than the second by which Slack tells when it was removed
    await farah.install(server.team, f"{offered.url}/slack/install")
    await server.redeliver_last()  # that it was removed, told late
    await server.settled()
    assert await offered.store.left_servers(PLATFORM, offered.now() + 1) == ()
    assert "14 April 1988" in (await farah.write("Geneva Accords")).text
    settings = await offered.app.preferences.of(Scope(PLATFORM, server.team.id))
    assert settings.calendar is Calendar.SOLAR_HIJRI


async def test_a_removal_that_nobody_heard_is_found_out(offered: Tarikh, server: SlackServer) -> None:
    farah = server.team.person("Farah")
    await farah.install(server.team, f"{offered.url}/slack/install")
    await offered.workspaces.delete(server.team.id)  # as another process does
    await offered.stop()
    await offered.start()
    while await offered.store.left_servers(PLATFORM, offered.now() + 1) != (server.team.id,):
        await asyncio.sleep(0.01)


async def test_who_decides_otherwise_is_told_so(offered: Tarikh, server: SlackServer) -> None:
    farah = server.team.person("Farah")
    page = await farah.install(server.team, f"{offered.url}/slack/install", decide="cancel")
    assert "Nothing was changed" in page.text
    assert await offered.workspaces.find(server.team.id) is None


async def test_an_installation_is_ended_once_and_by_who_began_it(
    offered: Tarikh, server: SlackServer
) -> None:
    farah = server.team.person("Farah")
    browser = farah.browser(server.team)
    back = await browser.consent(f"{offered.url}/slack/install")
    stranger = await got(back)  # without the cookie
    assert stranger[0] == 400
    assert "another browser" in stranger[1]
    assert (await browser.install(back)).status == 200
    again = await browser.install(back)
    assert again.status in {400, 401}
    assert "was not installed" in again.text


async def test_slack_does_not_answer_an_installation(offered: Tarikh, server: SlackServer) -> None:
    farah = server.team.person("Farah")
    server.fail("oauth.v2.access", drop=True)
    page = await farah.install(server.team, f"{offered.url}/slack/install")
    assert (page.status, "try again" in page.text.casefold()) == (503, True)
    server.fail("oauth.v2.access", error="invalid_code")
    page = await farah.install(server.team, f"{offered.url}/slack/install")
    assert "did not confirm" in page.text


async def test_a_token_that_cannot_be_opened_leaves_look_ups(
    offered: Tarikh, server: SlackServer, amina: Person, room: Channel, caplog: pytest.LogCaptureFixture
) -> None:
    server.team.install()
    sealed = Installed(server.team.id, "", "U1", amina.id, offered.now(), Secret("{}"))
    await offered.workspaces.save(sealed)
    offered.keys = type(offered)("", server, None, None, None).keys  # type: ignore[arg-type] # only its key
    await offered.stop()
    offered.for_many(sockets="slack_app_token" in offered.ways)
    await offered.start()
    assert "slack workspaces cannot be served: None of TARIKH_ENCRYPTION_KEYS opens" in caplog.text
    reply = await amina.command(room, "lookup Geneva Accords")
    assert "14 April 1988" in reply.text
