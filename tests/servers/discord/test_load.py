"""Load is driven and measured, in the server's process and through the server as a process of its own."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.servers.discord import DiscordServer, pointing
from tests.servers.discord.load import Load, percentile
from tests.servers.discord.sample import SampleClient

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.servers.discord import Channel, Person

ROOT = Path(__file__).parents[3]


async def test_a_closed_loop_acts_as_fast_as_it_is_answered(
    server: DiscordServer, client: SampleClient, room: Channel, amina: Person
) -> None:
    card = (await amina.command(room, "lookup", query="x")).message
    before = len(server.requests)
    acts = [amina.prepare_command(room, "lookup", query="x"), amina.prepare_press(card, label="Sources")]
    load = Load(server, acts, linger=0.1)
    measured = await load.closed(workers=5, seconds=0.3)
    assert measured.sent == len(measured.first) == len(measured.final) == len(client.heard) - 1
    assert measured.sent >= 10
    assert measured.answers == {"MESSAGE": measured.sent}
    assert (measured.late, measured.unfinished, measured.violations) == (0, 0, 0)
    assert 0 < measured.first[0] <= percentile(measured.first, 0.5) <= measured.first[-1] < 3000
    assert measured.rate == pytest.approx(measured.sent / measured.seconds)
    assert measured.report()["first_ms"]["max"] == round(measured.first[-1], 2)
    assert len(server.requests) == before
    assert len(room.stored) <= 100
    await server.wait_for(lambda: len(server.world.interactions) == 1)  # the first one, which was no load


async def test_an_open_loop_keeps_its_rate_and_waits_for_deferred_answers(
    server: DiscordServer, client: SampleClient, room: Channel, amina: Person
) -> None:
    load = Load(server, [amina.prepare_command(room, "slow", private=False)])
    measured = await load.open(rate=50, seconds=0.4)
    assert measured.sent == 20
    assert measured.seconds >= 0.38
    assert measured.answers == {"DEFERRED_MESSAGE": 20}
    assert len(measured.final) == 20
    assert measured.final[0] >= 50 > measured.first[0]
    assert client.failed == []


async def test_those_who_are_not_answered_are_counted(
    server: DiscordServer, client: SampleClient, room: Channel, amina: Person
) -> None:
    server.times.answer_within = 0.1
    load = Load(server, [amina.prepare_command(room, "after", seconds=0.5)])
    measured = await load.closed(workers=2, seconds=0.1)
    assert (measured.sent, measured.late, measured.first) == (2, 2, ())
    assert measured.report()["first_ms"] == {}
    await server.wait_for(lambda: len(client.failed) == 2)


class Process:
    """The server as a process, and lines to and from it."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process

    async def line(self) -> Any:  # noqa: ANN401 - any JSON
        assert self.process.stdout is not None
        return json.loads(await asyncio.wait_for(self.process.stdout.readline(), 20))

    async def order(self, do: str, **what: object) -> Any:  # noqa: ANN401 - any JSON
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps({"do": do, **what}).encode() + b"\n")
        return await self.line()


@pytest.fixture
async def process() -> AsyncIterator[Process]:
    pipe = asyncio.subprocess.PIPE
    command = (sys.executable, "-m", "tests.servers.discord", "--identify-gap", "0.2", "--token", "t")
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdin=pipe, stdout=pipe)
    yield Process(process)
    if process.returncode is None:
        process.kill()
    await process.wait()
    # The pipes are closed in the next turns of the loop, before which it must not end.
    await asyncio.sleep(0.05)


async def test_the_server_is_a_process_that_obeys_lines(process: Process) -> None:
    server = DiscordServer(token="t")
    told = await process.line()
    server.api_url, server.gateway.url = told["api_url"], told["gateway_url"]
    places = (await process.order("guild", name="Class 9", channels=["history"]))["ok"]
    person = (await process.order("person", name="Amina"))["ok"]["person"]
    act = {
        "person": person,
        "channel": places["channels"]["history"],
        "command": "lookup",
        "values": {"query": "x"},
    }
    async with pointing.running(server, SampleClient()) as client:
        assert "lookup" in (await process.order("wait", commands=5))["ok"]["commands"]
        done = (await process.order("act", **act))["ok"]
        assert done["text"] == "x: 14 April 1988"
        press = {"person": person, "message": done["message"], "label": "Sources"}
        assert (await process.order("act", **press))["ok"]["private"]
        measured = (await process.order("load", acts=[act, press], seconds=0.3, workers=3))["ok"]
        assert measured["sent"] == sum(measured["answers"].values()) == len(client.heard) - 2
        assert measured["server_cpu_seconds"] > 0
        paced = (await process.order("load", acts=[act], seconds=0.2, rate=50, judge_every=1))["ok"]
        assert paced["sent"] == 10
        assert (await process.order("gateway", what="drop"))["ok"] == {"dropped": 1}
        await asyncio.wait_for(client.resumed.wait(), 5)
        for wrong in ({"do": "nonsense"}, {"do": "act", "person": "1"}, {"do": "gateway", "what": "x"}):
            assert "error" in await process.order(**wrong)
        report = (await process.order("report"))["ok"]
        assert report["violations"] == []
        assert (report["identifies"], report["resumes"], report["connected"]) == (1, 1, 1)
    assert (await process.order("stop"))["ok"]["violations"] == []
    assert await asyncio.wait_for(process.process.wait(), 10) == 0
