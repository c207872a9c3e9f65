"""Every failure of the Web API has one meaning here, and nobody's words or tokens are in the log."""

from __future__ import annotations

import asyncio
import logging
import socket
from typing import TYPE_CHECKING, Any

import pytest
from aiohttp import web as http

from adapters.slack.limits import LimitedError, Limits
from adapters.slack.web import BarredError, FailedError, NoPlaceError, RefusedError, Web
from bot.backend import DatabaseError, Trouble
from bot.message import MessageGoneError, NotAllowedError, PlaceGoneError, UnreachableError
from bot.sealing import SealError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from tests.servers.slack import Channel, SlackServer

    Answering = Callable[[http.Request], Awaitable[http.StreamResponse]]
    Elsewhere = Callable[[Answering], Awaitable[Web]]

POST = "chat.postMessage"
WORDS = {"text": "a secret answer"}


def tokens(server: SlackServer) -> Callable[[str], Awaitable[str]]:
    """The token of each workspace in which the app is installed."""

    async def token(team: str) -> str:
        found = server.world.teams[team].installation
        if found is None:
            raise PlaceGoneError("not installed")
        return found.token

    return token


@pytest.fixture
async def web(server: SlackServer) -> AsyncIterator[Web]:
    """The Web API."""
    made = Web(tokens(server), Limits(), base=server.api_url)
    yield made
    await made.close()


@pytest.fixture
async def hasty(server: SlackServer) -> AsyncIterator[Web]:
    """The Web API, with less patience than in life."""
    made = Web(tokens(server), Limits(), base=server.api_url, patience=0.4)
    yield made
    await made.close()


@pytest.fixture
async def elsewhere() -> AsyncIterator[Elsewhere]:
    """Make Web APIs where something else than Slack answers."""
    runners: list[http.AppRunner] = []
    made: list[Web] = []

    async def make(answer: Answering) -> Web:
        app = http.Application()
        app.router.add_route("*", "/{path:.*}", answer)
        runners.append(http.AppRunner(app, shutdown_timeout=0.1))
        await runners[-1].setup()
        site = http.TCPSite(runners[-1], "127.0.0.1", 0)
        await site.start()
        made.append(Web(anything, Limits(), base=f"http://127.0.0.1:{port(runners[-1])}/api/"))
        return made[-1]

    yield make
    for each in made:
        await each.close()
    for runner in runners:
        await runner.cleanup()


async def anything(_team: str) -> str:
    return "xoxb-anything"


def port(runner: http.AppRunner) -> int:
    return int(runner.addresses[0][1])


async def post(web: Web, room: Channel) -> dict[str, Any]:
    return await web.call(room.team.id, POST, {"channel": room.id, **WORDS}, longest=0.0)


async def test_it_gives_slack_s_answer(web: Web, room: Channel) -> None:
    sent = await post(web, room)
    assert sent["ts"] == room.messages[0].ts
    assert [message.text for message in room.messages] == ["a secret answer"]


async def test_each_workspace_is_asked_with_its_own_token(web: Web, server: SlackServer) -> None:
    other = server.add_team("Other school")
    other.install()
    for team in (server.team, other):
        assert (await web.call(team.id, "auth.test", {}))["team_id"] == team.id


async def test_where_the_app_is_not_installed_nothing_is_asked(web: Web, server: SlackServer) -> None:
    other = server.add_team("Other school")
    with pytest.raises(PlaceGoneError):
        await web.call(other.id, "auth.test", {})
    assert server.requested("auth.test") == []


@pytest.mark.parametrize(
    "error",
    [DatabaseError(Trouble.UNREACHABLE, "It does not answer."), SealError("No key opens it.")],
    ids=str,
)
async def test_where_no_token_can_be_read_nothing_is_asked(server: SlackServer, error: Exception) -> None:
    async def token(_team: str) -> str:
        raise error

    web = Web(token, Limits(), base=server.api_url)
    with pytest.raises(FailedError) as failed:
        await web.call(server.team.id, "auth.test", {})
    assert not failed.value.uncertain
    assert server.requests == []


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("channel_not_found", NoPlaceError),
        ("thread_not_found", NoPlaceError),
        ("account_inactive", NoPlaceError),
        ("invalid_auth", NoPlaceError),
        ("token_revoked", NoPlaceError),
        ("token_expired", NoPlaceError),
        ("not_in_channel", BarredError),
        ("is_archived", BarredError),
        ("restricted_action", BarredError),
        ("restricted_action_read_only_channel", BarredError),
        ("missing_scope", BarredError),
        ("ekm_access_denied", BarredError),
        ("no_permission", BarredError),
        ("message_not_found", MessageGoneError),
        ("cant_update_message", MessageGoneError),
        ("edit_window_closed", MessageGoneError),
        ("ratelimited", LimitedError),
        ("internal_error", FailedError),
        ("fatal_error", FailedError),
        ("service_unavailable", FailedError),
        ("expired_trigger_id", RefusedError),
        ("msg_too_long", RefusedError),
        ("a_word_of_next_year", RefusedError),
    ],
)
async def test_what_slack_says_has_one_meaning(
    web: Web, server: SlackServer, room: Channel, word: str, kind: type[Exception]
) -> None:
    server.fail(POST, error=word)
    with pytest.raises(kind) as refused:
        await post(web, room)
    assert type(refused.value) is kind
    assert getattr(refused.value, "word", word) == word


def test_every_failure_is_one_that_the_rest_of_the_bot_knows() -> None:
    assert issubclass(NoPlaceError, PlaceGoneError)
    assert issubclass(BarredError, NotAllowedError)
    assert all(issubclass(each, UnreachableError) for each in (LimitedError, FailedError, RefusedError))


async def test_a_missing_scope_is_named(web: Web, room: Channel) -> None:
    room.team.remove_scope("chat:write")
    with pytest.raises(BarredError) as refused:
        await post(web, room)
    assert (refused.value.word, refused.value.needed) == ("missing_scope", "chat:write")
    assert refused.value.method == POST


@pytest.mark.parametrize(
    ("happens", "kind"),
    [
        ("delete", NoPlaceError),
        ("archive", BarredError),
        ("remove_bot", BarredError),
        ("team.uninstall", NoPlaceError),
        ("team.revoke_tokens", NoPlaceError),
    ],
)
async def test_what_happens_to_a_channel_is_told_by_posting(
    web: Web, room: Channel, happens: str, kind: type[Exception]
) -> None:
    where: Any = room
    for name in happens.split("."):
        where = getattr(where, name)
    where()
    with pytest.raises(kind):
        await post(web, room)


async def test_a_limit_holds_back_the_channel_and_nothing_else(
    web: Web, server: SlackServer, room: Channel
) -> None:
    other = room.team.add_channel("other")
    server.fail(POST, retry_after=30)
    with pytest.raises(LimitedError) as refused:
        await post(web, room)
    assert refused.value.after == 30
    with pytest.raises(LimitedError) as waiting:
        await post(web, room)
    assert 0 < waiting.value.after <= 30
    assert len(server.requested(POST)) == 1
    await post(web, other)
    assert len(other.messages) == 1


@pytest.mark.parametrize("status", [500, 502, 503, 504])
async def test_a_server_that_fails_may_have_done_it(
    web: Web, server: SlackServer, room: Channel, status: int
) -> None:
    server.fail(POST, status=status)
    with pytest.raises(FailedError) as failed:
        await post(web, room)
    assert failed.value.uncertain


@pytest.mark.parametrize("fault", [{"drop": True}, {"drop": True, "lost_answer": True}], ids=str)
async def test_a_connection_that_broke_may_have_done_it(
    web: Web, server: SlackServer, room: Channel, fault: dict[str, Any]
) -> None:
    ordered = server.fail(POST, **fault)
    with pytest.raises(FailedError) as failed:
        await post(web, room)
    assert failed.value.uncertain
    assert not failed.value.silent
    assert ordered.hits == 1  # nothing below has tried again
    assert len(room.messages) == ("lost_answer" in fault)


async def test_a_server_that_is_silent_may_still_be_doing_it(
    hasty: Web, server: SlackServer, room: Channel
) -> None:
    server.fail(POST, hang=True)
    with pytest.raises(FailedError) as failed:
        await post(hasty, room)
    assert failed.value.uncertain
    assert failed.value.silent


async def test_a_connection_that_was_refused_has_not_done_it() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # nobody listens there
        web = Web(anything, Limits(), base=f"http://127.0.0.1:{taken.getsockname()[1]}/api/")
        with pytest.raises(FailedError) as failed:
            await web.call("T1", POST, {"channel": "C1", **WORDS})
        assert not failed.value.uncertain
        await web.close()


def answers(answer: dict[str, Any]) -> Answering:
    async def give(_request: http.Request) -> http.StreamResponse:
        return http.Response(**answer)

    return give


@pytest.mark.parametrize(
    "answer",
    [
        {"text": "<h1>Welcome to our network</h1>", "content_type": "text/html"},
        {"text": "welcome", "content_type": "text/plain"},
        {"text": "{", "content_type": "application/json"},
        {"body": b"\xff\xfe", "content_type": "application/json"},
        {"text": "[]", "content_type": "application/json"},
        {"text": "Bad Gateway", "content_type": "text/plain", "status": 502},
        {"text": "", "content_type": "application/octet-stream", "status": 503},
    ],
    ids=str,
)
async def test_what_is_not_slack_s_answer_may_mean_anything(
    elsewhere: Elsewhere, answer: dict[str, Any]
) -> None:
    web = await elsewhere(answers(answer))
    with pytest.raises(FailedError) as failed:
        await web.call("T1", POST, {"channel": "C1", **WORDS})
    assert failed.value.uncertain


async def test_a_proxy_that_forbids_it_is_not_asked_again(elsewhere: Elsewhere) -> None:
    web = await elsewhere(answers({"text": "<h1>No</h1>", "content_type": "text/html", "status": 403}))
    with pytest.raises(RefusedError) as refused:
        await web.call("T1", POST, {"channel": "C1", **WORDS})
    assert refused.value.word == "403"


@pytest.mark.parametrize(
    ("header", "after"),
    [("3", 3.0), ("0", 0.1), ("soon", 10.0), ("nan", 0.1), ("1e9", 3_600.0), (None, 10.0)],
)
async def test_the_wait_that_slack_asks_for(elsewhere: Elsewhere, header: str | None, after: float) -> None:
    headers = {} if header is None else {"Retry-After": header}
    limited = {"text": '{"ok": false, "error": "ratelimited"}', "content_type": "application/json"}
    web = await elsewhere(answers({**limited, "status": 429, "headers": headers}))
    with pytest.raises(LimitedError) as refused:
        await web.call("T1", "users.info", {"user": "U1"})
    assert refused.value.after == after


async def test_a_wait_for_a_limit_is_a_part_of_the_call(web: Web, server: SlackServer, room: Channel) -> None:
    server.fail(POST, retry_after=1)
    with pytest.raises(LimitedError):
        await post(web, room)
    await web.call(room.team.id, POST, {"channel": room.id, **WORDS}, longest=5.0)
    assert len(room.messages) == 1


async def test_no_words_and_no_token_are_logged(
    web: Web, server: SlackServer, room: Channel, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        await post(web, room)
        for fault in ({"status": 503}, {"error": "msg_too_long"}, {"drop": True}):
            server.fail(POST, **fault)
            with pytest.raises(UnreachableError):
                await post(web, room.team.add_channel("other"))
    assert "secret" not in caplog.text
    assert "xoxb" not in caplog.text
    ours = [record.getMessage() for record in caplog.records if record.name == "adapters.slack.web"]
    assert ours[0] == f"slack did not take it method={POST} team={room.team.id} reason=503"
    assert len(ours) == 3


async def test_the_errors_themselves_tell_neither(web: Web, server: SlackServer, room: Channel) -> None:
    for fault in ({"status": 503}, {"error": "msg_too_long"}, {"error": "invalid_auth"}, {"drop": True}):
        server.fail(POST, **fault)
        with pytest.raises((UnreachableError, PlaceGoneError)) as failed:
            await post(web, room)
        assert failed.value.__cause__ is None
        assert failed.value.__context__ is None
        assert "secret" not in str(failed.value)


async def test_many_calls_share_few_connections(web: Web, server: SlackServer, room: Channel) -> None:
    await asyncio.gather(*(web.call(room.team.id, "auth.test", {}) for _ in range(60)))
    assert len(server.requested("auth.test")) == 60
