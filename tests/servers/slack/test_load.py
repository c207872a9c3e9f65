"""Load, and the server as a process of its own."""

from __future__ import annotations

import asyncio
import io
import math
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import orjson
import pytest

from tests.servers.slack import SlackServer
from tests.servers.slack.control import Control, run
from tests.servers.slack.load import Load, percentile
from tests.servers.slack.sample import SampleApp, running, serving

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.servers.slack import Channel, Person
    from tests.servers.slack.wire import Json

ROOT = Path(__file__).parents[3]


@pytest.fixture(params=["socket", "http"])
async def either(server: SlackServer, request: pytest.FixtureRequest) -> AsyncIterator[SampleApp]:
    """The small app, by each transport."""
    app = SampleApp(server)
    if request.param == "socket":
        async with running(server, app.app):
            yield app
    else:
        async with serving(app.app) as url:
            server.http.use(url)
            yield app


@pytest.mark.usefixtures("either")
async def test_many_at_once_are_all_answered_and_leave_nothing(
    server: SlackServer, amina: Person, room: Channel
) -> None:
    board = (await amina.command(room, "board")).message
    load = Load(
        server,
        [
            lambda: amina.prepare_command(room, "ack"),
            lambda: amina.prepare_command(room, "later"),
            lambda: amina.prepare_press(board, label="Whisper"),
            lambda: amina.prepare_mention(room, "hello"),
        ],
        linger=0.0,
    )
    measured = await load.closed(workers=8, seconds=0.5)
    assert measured.sent == len(measured.acks) == len(measured.answers) >= 8
    assert (measured.late, measured.unfinished, measured.violations) == (0, 0, 0)
    assert set(measured.ways) <= {"ack", "response_url", "posted"}
    assert list(measured.acks) == sorted(measured.acks)
    assert measured.report()["answer_ms"]["max"] >= measured.report()["answer_ms"]["p50"]
    await server.wait_for(lambda: len(server.world.response_urls) <= 1)
    assert (server.traffic.keep, server.judge.every, room.keep) == (True, 1, None)


async def test_an_open_loop_sends_at_its_rate(
    server: SlackServer, app: SampleApp, amina: Person, room: Channel
) -> None:
    measured = await Load(server, [lambda: amina.prepare_command(room, "ack")]).open(rate=50, seconds=0.4)
    assert measured.sent == len(app.told("command")) == 20
    assert measured.rate > 0


@pytest.mark.usefixtures("app")
async def test_what_all_see_may_be_left_out_of_the_answers(
    server: SlackServer, amina: Person, room: Channel
) -> None:
    async def counted(*, surely: bool) -> int:
        board = (await amina.command(room, "board")).message
        count = [lambda: amina.prepare_press(board, label="Count")]  # it only edits the board
        measured = await Load(server, count, patience=0.5, surely=surely).open(rate=10, seconds=0.1)
        assert measured.sent == 1
        return measured.unfinished

    assert await counted(surely=False) == 0
    assert await counted(surely=True) == 1


@pytest.mark.usefixtures("app")
async def test_silence_is_counted(server: SlackServer, amina: Person, room: Channel) -> None:
    nothing = Load(server, [lambda: amina.prepare_command(room, "nothing")], patience=0.05)
    assert (await nothing.open(rate=20, seconds=0.1)).unfinished == 2
    server.times.ack_within = 0.05
    silent = Load(server, [lambda: amina.prepare_command(room, "silent")])
    measured = await silent.open(rate=20, seconds=0.1)
    assert (measured.late, measured.violations, measured.rate) == (2, 2, 0.0)
    assert measured.report()["ack_ms"] == {}
    server.violations.clear()


def test_percentiles() -> None:
    assert [percentile(range(100), share) for share in (0.0, 0.5, 0.99, 1.0)] == [0, 50, 99, 99]
    assert math.isnan(percentile([], 0.5))


@pytest.mark.usefixtures("app")
async def test_a_process_is_told_what_to_do(server: SlackServer) -> None:
    control = Control(server)

    async def obey(**order: object) -> Json:
        told = await control.obey(order)
        assert "error" not in told, told
        return told["ok"]  # type: ignore[no-any-return]  # JSON

    person = (await obey(do="person", name="Amina"))["person"]
    room = (await obey(do="channel", name="history"))["channel"]
    assert (await obey(do="wait", sockets=1))["sockets"] == 1
    await obey(do="limits", enforce=True, minute=600)
    await obey(do="limits", enforce=False)
    shown = await obey(do="act", person=person, channel=room, command="board")
    assert {"label": "Whisper", "token": "whisper"} in shown["buttons"]
    pressed = await obey(do="act", person=person, shown=shown["shown"], token="whisper")
    assert (pressed["text"], pressed["private"]) == ("for you alone", True)
    form = await obey(do="act", person=person, shown=shown["shown"], label="Form")
    assert form["ways"] == ["opened"]
    said = await obey(do="act", person=person, channel=room, mention="hello")
    assert said["text"].endswith("hello")
    await obey(do="fail", method="response_url", status=500)
    failed = await control.obey({"do": "act", "person": "U1", "command": "ack"})
    assert failed["error"].startswith("KeyError")
    acts = [{"person": person, "command": "ack"}]
    assert (await obey(do="load", acts=acts, workers=1, seconds=0.05))["sent"] >= 1
    assert (await obey(do="load", acts=acts, rate=20, seconds=0.1))["sent"] == 2
    for what in ("freeze", "thaw", "warn"):
        await obey(do="socket", what=what)
    other = await obey(do="team", name="Other school")
    await obey(do="channel", name="general", team=other["team"])
    await obey(do="person", name="Zahra", team=other["team"])
    await obey(do="http", urls=[])
    assert (await obey(do="report"))["violations"] == []
    assert "unknown" in (await control.obey({"do": "dance"}))["error"]


async def test_lines_come_and_go_until_it_is_stopped() -> None:
    told = io.StringIO()
    await run(SlackServer(), io.StringIO('no JSON\n{"do": "stop"}\n{"do": "report"}\n'), told)
    where, bad, last = (orjson.loads(line) for line in told.getvalue().splitlines())
    assert where["api_url"].startswith("http://127.0.0.1:")
    assert bad == {"error": "no JSON"}
    assert last["ok"]["requests"] == 0


@pytest.mark.parametrize("options", [[], ["--asyncio"]])
async def test_it_is_a_process_of_its_own(options: list[str]) -> None:
    def converse() -> list[Json]:
        command = [sys.executable, "-m", "tests.servers.slack", *options]
        done = subprocess.run(
            command, input=b'{"do": "stop"}\n', stdout=subprocess.PIPE, cwd=ROOT, timeout=60, check=True
        )
        return [orjson.loads(line) for line in done.stdout.splitlines()]

    where, last = await asyncio.to_thread(converse)
    assert where["app_token"].startswith("xapp-")
    assert last["ok"]["violations"] == []
