"""The commands for Discord: `tarikh run`, and what an operator needs around it."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import socket
import sys
from asyncio.subprocess import PIPE
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest

from tests.bot.command import environment, tarikh
from tests.servers.discord import DiscordServer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path


@pytest.fixture
def home(tmp_path: Path) -> dict[str, str]:
    return environment(tmp_path)


@pytest.fixture
def port() -> int:
    """A port that was free a moment ago."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        number: int = free.getsockname()[1]
    return number


def settings(server: DiscordServer) -> dict[str, str]:
    """What leads the command to a Discord of ours."""
    return {
        "TARIKH_DISCORD_TOKEN": server.token,
        "TARIKH_DISCORD_API_URL": server.api_url,
        "TARIKH_DISCORD_GATEWAY_URL": server.gateway_url,
    }


@asynccontextmanager
async def started(home: dict[str, str], server: DiscordServer) -> AsyncIterator[asyncio.subprocess.Process]:
    """`tarikh run` in a process of its own, connected and with its commands offered; ended if need be."""
    bot = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run", env=home, stdout=PIPE, stderr=PIPE
    )
    try:
        await server.wait_for(lambda: server.gateway.connected() and server.world.commands[None], 20.0)
        yield bot
    finally:
        if bot.returncode is None:
            bot.kill()
            await bot.communicate()


def test_run_tells_which_tokens_are_missing(home: dict[str, str]) -> None:
    done = tarikh(home, "run")
    assert done.returncode == 2
    assert done.stderr.startswith("tarikh: no platform is set. ")
    for needed in ("TARIKH_DISCORD_TOKEN", "TARIKH_SLACK_BOT_TOKEN", "TARIKH_SLACK_APP_TOKEN", "tarikh chat"):
        assert needed in done.stderr


async def test_run_serves_discord_and_ends_quietly(home: dict[str, str], port: int) -> None:
    async with DiscordServer() as server:
        room = server.add_guild("Class 9").add_channel("history")
        amina = server.person("Amina")
        there = home | settings(server) | {"TARIKH_HEALTH_PORT": str(port), "TARIKH_LOG_LEVEL": "INFO"}
        for _ in range(2):
            async with started(there, server) as bot:
                reply = await amina.command(room, "lookup", query="Islamabad Accord")
                assert "7 March 1993" in reply.text
                while (well := await asyncio.to_thread(tarikh, there, "health")).returncode:
                    await asyncio.sleep(0.2)  # not all servers have been told yet
                assert well.stdout == "ready (discord: ready; database: ready; daily: ready)\n"
                bot.send_signal(signal.SIGTERM)
                async with asyncio.timeout(5.0):
                    said, told = await bot.communicate()
                assert bot.returncode == 0
            assert said.decode().splitlines() == [
                "Tarikh is on Discord as tarikh, in 1 server. Ctrl-C stops it.",
                "Tarikh has stopped.",
            ]
            for line in told.decode().splitlines():
                assert re.match(r"[0-9-]{10} [0-9:,]{12} (INFO|WARNING) (adapters|bot)", line), line
            assert b"discord left" in told
            assert b"Islamabad" not in told
            assert server.token.encode() not in told
            assert reply.interaction.token.encode() not in told
        assert (await asyncio.to_thread(tarikh, there, "health")).returncode == 1
        assert len(server.requested("PUT", "/applications/{application_id}/commands")) == 1
        assert server.violations == []


async def test_run_killed_and_started_again_answers_old_buttons(home: dict[str, str]) -> None:
    async with DiscordServer() as server:
        room = server.add_guild("Class 9").add_channel("history")
        amina = server.person("Amina")
        there = home | settings(server)
        async with started(there, server):
            asked = await amina.command(room, "lookup", query="Islamabad Accord")
        await server.wait_for(lambda: not server.gateway.connected())
        async with started(there, server) as bot:
            reply = await amina.press(asked.message, label="Sources")
            assert "http" in reply.text
            assert bot.stdout is not None
            assert (await bot.stdout.readline()).startswith(b"Tarikh is on Discord as ")
            bot.send_signal(signal.SIGINT)
            assert await bot.communicate() == (b"Tarikh has stopped.\n", b"")
            assert bot.returncode == 0
        assert server.violations == []


async def test_run_leaves_a_file_to_the_process_that_serves_it(home: dict[str, str]) -> None:
    async with DiscordServer() as server:
        room = server.add_guild("Class 9").add_channel("history")
        amina = server.person("Amina")
        there = home | settings(server)
        file = there["TARIKH_DATABASE_URL"].removeprefix("sqlite:///")
        async with started(there, server) as first:
            second = await asyncio.to_thread(tarikh, there, "run")
            assert second.returncode == 2
            assert second.stderr == (
                f"tarikh: Another `tarikh run` serves {file}. "
                "End that one first; several can share PostgreSQL only.\n"
            )
            assert len(server.identifies) == 1
            chat = await asyncio.to_thread(tarikh, there, "chat", typed="/lookup Islamabad Accord\n/quit\n")
            assert chat.returncode == 0
            assert "7 March 1993" in (await amina.command(room, "lookup", query="Islamabad Accord")).text
            first.kill()  # nothing is left to be cleaned up
            await first.communicate()
        await server.wait_for(lambda: not server.gateway.connected())
        async with started(there, server):
            assert "7 March 1993" in (await amina.command(room, "lookup", query="Islamabad Accord")).text
        assert server.violations == []


async def test_run_goes_on_when_nobody_reads_what_it_says(home: dict[str, str]) -> None:
    async with DiscordServer() as server:
        room = server.add_guild("Class 9").add_channel("history")
        reader, writer = os.pipe()
        os.close(reader)
        bot = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "run", env=home | settings(server), stdout=writer, stderr=PIPE
        )
        os.close(writer)
        try:
            await server.wait_for(lambda: server.gateway.connected() and server.world.commands[None], 20.0)
            reply = await server.person("Amina").command(room, "lookup", query="Islamabad Accord")
            assert "7 March 1993" in reply.text
        finally:
            bot.send_signal(signal.SIGTERM)
            _, told = await bot.communicate()
        assert (bot.returncode, told) == (0, b"")


async def test_run_with_a_health_port_that_is_taken_names_the_setting(home: dict[str, str]) -> None:
    async with DiscordServer() as server:
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            there = home | settings(server) | {"TARIKH_HEALTH_PORT": str(taken.getsockname()[1])}
            done = await asyncio.to_thread(tarikh, there | {"TARIKH_LOG_LEVEL": "INFO"}, "run")
        assert done.returncode == 2
        assert done.stderr.startswith("tarikh: TARIKH_HEALTH_PORT: port ")
        assert len(done.stderr.splitlines()) == 1
        assert not server.identifies


async def test_run_with_a_wrong_token_says_so_in_a_line(home: dict[str, str]) -> None:
    async with DiscordServer() as server:
        there = home | settings(server) | {"TARIKH_DISCORD_TOKEN": "MTA2.wrong.token"}
        done = await asyncio.to_thread(tarikh, there, "run")
    assert done.returncode == 2
    assert done.stderr.startswith("tarikh: Discord does not accept TARIKH_DISCORD_TOKEN. ")
    assert len(done.stderr.splitlines()) == 1


def test_run_without_a_network_says_so_in_a_line(home: dict[str, str], port: int) -> None:
    nowhere = {
        "TARIKH_DISCORD_TOKEN": "MTA2.any.token",
        "TARIKH_DISCORD_API_URL": f"http://127.0.0.1:{port}/api/v10",
    }
    done = tarikh(home | nowhere, "run")
    assert done.returncode == 2
    assert done.stderr.startswith("tarikh: Discord cannot be reached")
    assert len(done.stderr.splitlines()) == 1


def test_invite_needs_no_network(home: dict[str, str]) -> None:
    token = {"TARIKH_DISCORD_TOKEN": "MTA2NzQ1MTIzNDU2Nzg5MDEyMw.GhRk3f.x9Qp"}
    done = tarikh(home | token, "invite", "discord")
    assert done.returncode == 0
    assert done.stdout.count("client_id=1067451234567890123&") == 2
    assert "permissions=2252109051399168" in done.stdout
    assert "x9Qp" not in done.stdout
    by_id = tarikh(home, "invite", "discord", "--id", "1067451234567890123")
    assert by_id.stdout == done.stdout


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        ((), "TARIKH_DISCORD_TOKEN is not set here"),
        (("--id", "12"), "What --id was given is no application's id"),
    ],
)
def test_invite_without_an_id_says_what_to_do(
    home: dict[str, str], arguments: tuple[str, ...], why: str
) -> None:
    done = tarikh(home, "invite", "discord", *arguments)
    assert done.returncode == 2
    assert done.stderr.startswith(f"tarikh: {why}")
    assert "Application ID" in done.stderr


def test_health_needs_a_port(home: dict[str, str], port: int) -> None:
    done = tarikh(home, "health")
    assert done.returncode == 2
    assert "TARIKH_HEALTH_PORT is missing" in done.stderr
    nobody = tarikh(home | {"TARIKH_HEALTH_PORT": str(port)}, "health")
    assert nobody.returncode == 1
    assert nobody.stdout == f"not ready (nothing answers on port {port})\n"
