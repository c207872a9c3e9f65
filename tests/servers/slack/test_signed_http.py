"""Signed HTTP: what is posted, how it is signed, and what counts as acknowledged."""

from __future__ import annotations

import asyncio
import time
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

import orjson
import pytest
from aiohttp import web
from slack_sdk.signature import SignatureVerifier

from tests.servers.slack import UnansweredError
from tests.servers.slack.sample import SampleApp, serving
from tests.servers.slack.signed_http import FORM

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from tests.servers.slack import Channel, Person, SlackServer

    Answer = Callable[[], web.Response]


class Raw:
    """A bare web server, on which a test is the bot. `answers` are given in turn, the last for ever."""

    def __init__(self) -> None:
        self.came: list[tuple[dict[str, str], bytes]] = []
        self.answers: list[Answer] = [web.Response]
        self.url = ""
        self.slow = False

    async def serve(self, request: web.BaseRequest) -> web.StreamResponse:
        self.came.append((dict(request.headers), await request.read()))
        if self.slow:
            await asyncio.Event().wait()
        answer = self.answers[0] if len(self.answers) == 1 else self.answers.pop(0)
        return answer()


@asynccontextmanager
async def listening(server: SlackServer) -> AsyncIterator[Raw]:
    bot = Raw()
    runner = web.ServerRunner(web.Server(bot.serve), shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    bot.url = f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    server.http.use(bot.url)
    try:
        yield bot
    finally:
        await runner.cleanup()


async def test_everything_is_signed_as_slack_sdk_checks_it(
    server: SlackServer, amina: Person, room: Channel
) -> None:
    verifier = SignatureVerifier(server.signing_secret)
    async with listening(server) as bot:
        bot.answers = [lambda: web.json_response({"text": "ok"})]
        reply = await amina.command(room, "what & why?")
        assert reply.text == "ok"
        bot.answers = [web.Response]
        amina.say(amina.dm(), "hello")
        await server.settled()
        for headers, body in bot.came:
            assert verifier.is_valid_request(body, headers)
        (headers, body), (event_headers, event) = bot.came
        assert headers["Content-Type"] == FORM
        assert parse_qs(body.decode())["text"] == ["what &amp; why?"]
        assert orjson.loads(event)["event"]["text"] == "hello"
        assert "X-Slack-Retry-Num" not in event_headers


async def test_a_text_is_an_answer_too(server: SlackServer, amina: Person, room: Channel) -> None:
    async with listening(server) as bot:
        bot.answers = [lambda: web.Response(text="plain")]
        assert (await amina.command(room, "x")).text == "plain"


@pytest.mark.parametrize(
    ("answer", "reason"),
    [(lambda: web.Response(status=500), "http_error"), (None, "http_timeout")],
)
async def test_an_event_comes_again_until_it_is_acknowledged(
    server: SlackServer, amina: Person, answer: Answer | None, reason: str
) -> None:
    server.times.retry_waits = (0.0, 0.05, 0.1)
    async with listening(server) as bot:
        if answer is None:
            server.times.ack_within, bot.slow = 0.1, True
        bot.answers = [answer or web.Response]
        amina.say(amina.dm(), "hello")
        await server.settled()
    numbers = [headers.get("X-Slack-Retry-Num") for headers, _ in bot.came]
    assert numbers == [None, "1", "2", "3"]
    assert {headers.get("X-Slack-Retry-Reason") for headers, _ in bot.came} == {None, reason}
    assert len({orjson.loads(body)["event_id"] for _, body in bot.came}) == 1
    server.violations.clear()


async def test_an_app_may_say_that_it_wants_it_no_more(server: SlackServer, amina: Person) -> None:
    async with listening(server) as bot:
        bot.answers = [lambda: web.Response(status=500, headers={"X-Slack-No-Retry": "1"})]
        amina.say(amina.dm(), "hello")
        await server.settled()
    assert len(bot.came) == 1
    assert "answered with 500" in server.violations.pop()


async def test_a_command_comes_once(server: SlackServer, amina: Person, room: Channel) -> None:
    async with listening(server) as bot:
        bot.answers = [lambda: web.Response(status=503)]
        with pytest.raises(UnansweredError, match="answered with 503"):
            await amina.command(room, "x")
    assert len(bot.came) == 1
    assert "answered with 503" in server.violations.pop()


async def test_several_addresses_have_their_turn_and_the_dead_are_passed_by(
    server: SlackServer, amina: Person, room: Channel
) -> None:
    async with listening(server) as first, listening(server) as second:
        first.answers = second.answers = [lambda: web.Response(text="ok")]
        server.http.use(first.url, second.url)
        await asyncio.gather(*(amina.command(room, str(number)) for number in range(6)))
        assert (len(first.came), len(second.came)) == (3, 3)
        server.http.use("http://127.0.0.1:9/slack/events", second.url)
        for number in range(4):
            await amina.command(room, str(number))
        assert len(second.came) == 7
        server.http.use("http://127.0.0.1:9/slack/events")
        with pytest.raises(UnansweredError, match="no connection"):
            await amina.command(room, "x")
        assert server.violations == []
        server.http.keep_alive = True


async def test_slack_bolt_refuses_what_is_not_signed_now_with_the_secret(server: SlackServer) -> None:
    app = SampleApp(server)
    body = orjson.dumps({"type": "event_callback", "event": {"type": "message"}})
    async with serving(app.app) as url:
        server.http.use(url)
        assert await server.http.verify()
        assert (await server.http.post_raw(body)).status == 200
        wrong = [
            await server.http.post_raw(body, secret="another"),
            await server.http.post_raw(body, at=time.time() - 3600),
            await server.http.post_raw(body, headers={}),
        ]
        assert [got.status for got in wrong] == [401] * 3
    assert len(app.told("message")) == 1
