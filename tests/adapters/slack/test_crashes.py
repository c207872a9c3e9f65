"""`tarikh run` on Slack: killed in the middle of a quiz; and beside Discord in one process."""

from __future__ import annotations

import asyncio
import signal
import sys
from asyncio.subprocess import PIPE
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING

import pytest

from bot.address import database_url
from bot.database import open_database
from bot.store import Store
from quizzes import exchange
from quizzes.model import QuestionKind
from quizzes.moves import Answer
from tests.adapters.slack.conftest import free_port
from tests.adapters.slack.playing import said, seed_of
from tests.bot.command import environment, tarikh
from tests.servers.discord import DiscordServer
from tests.servers.slack import UnansweredError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

    from quizzes.banks import Bank
    from tests.servers.slack import Channel, Message, Person, SlackServer


@pytest.fixture
def home(tmp_path: Path, server: SlackServer) -> dict[str, str]:
    """What leads the command to a Slack of ours, away from the settings of whoever runs the tests."""
    return environment(tmp_path) | {
        "TARIKH_SLACK_BOT_TOKEN": server.bot_token,
        "TARIKH_SLACK_APP_TOKEN": server.app_token,
        "TARIKH_SLACK_API_URL": server.api_url,
    }


@asynccontextmanager
async def started(
    home: dict[str, str], server: SlackServer, there: Callable[[], object]
) -> AsyncIterator[asyncio.subprocess.Process]:
    """`tarikh run` in a process of its own, once it is `there`; ended if need be."""
    command = sys.executable, "-m", "bot", "run"
    bot = await asyncio.create_subprocess_exec(*command, env=home, stdout=PIPE, stderr=PIPE)
    try:
        await server.wait_for(lambda: there() or bot.returncode is not None, 30.0)
        assert bot.returncode is None, await bot.communicate()
        yield bot
    finally:
        if bot.returncode is None:
            bot.kill()
        await bot.communicate()
        await server.wait_for(lambda: not server.socket.ready)


async def told(shown: Message, person: Person, beginning: str) -> str:
    """What a person is told alone for a press, which they repeat where the bot has just died over it."""
    label = next(each for each in shown.labels if each.startswith(beginning))
    while True:
        with suppress(UnansweredError):
            reply = await person.press(shown, label=label)
            return (await reply.until(lambda reply: reply.private, 10.0)).text
        await asyncio.sleep(0.05)  # until it is there again


async def test_killed_in_the_middle_of_a_quiz_it_goes_on(
    home: dict[str, str], server: SlackServer, room: Channel, amina: Person, omid: Person, bank: Bank
) -> None:
    sara, players = server.team.person("Sara"), dict[str, int]()
    seed = seed_of(bank, QuestionKind.SINGLE, QuestionKind.TRUE_FALSE)

    async def answered(shown: Message, person: Person) -> None:
        text = await told(shown, person, "A")
        assert text.startswith(("Your answer counts:", "You have answered this question already"))
        players[person.id] = players.get(person.id, 0) + 1

    async with started(home, server, lambda: server.socket.ready) as bot:
        await amina.command(room, f"quiz start questions:2 seed:{seed} seconds:600 wait:600 pause:0")
        lobby = await said(server, room, "Press Join to play.")
        for person in (amina, omid, sara):
            await told(lobby, person, "Join")
        await amina.press(lobby, label="Begin now")
        question = await said(server, room, "Question 1 of 2")
        await answered(question, amina)
        # It dies while it counts his answer, or after, or before.
        counting = asyncio.create_task(answered(question, omid))
        await server.wait_for(lambda: server.deliverer.under_way or counting.done())
        bot.kill()
        await bot.wait()
    async with started(home, server, lambda: server.socket.ready) as bot:
        await counting
        for person in (amina, omid):
            assert "answered this question already" in await told(question, person, "A")
        await answered(question, sara)
        await server.wait_for(lambda: "Right answer" in question.text and question.thread, 15.0)
        # It dies when it has posted the second question, and before it hears so.
        server.fail("chat.postMessage", lost_answer=True, hang=True)
        going_on = asyncio.create_task(amina.press(question, label="Next question"))
        second = await said(server, room, "Question 2 of 2")
        bot.kill()
        await bot.wait()
        going_on.cancel()
    async with started(home, server, lambda: server.socket.ready) as bot:
        await said(server, room, "Tarikh was restarted. The quiz goes on.")
        for person in (amina, omid, sara):
            await answered(second, person)
        await server.wait_for(lambda: "Right answer" in second.text, 15.0)
        await amina.press(second, label="Final table")
        table = await said(server, room, "Final table")
        await server.settled()
        bot.send_signal(signal.SIGTERM)
        printed, logged = await bot.communicate()
        assert (bot.returncode, logged) == (0, b"")
        assert printed.decode().splitlines() == [
            "Tarikh is on Slack as tarikh, in 1 workspace. Ctrl-C stops it.",
            "Tarikh has stopped.",
        ]
    texts = [each.text for each in room.messages]
    for beginning in ("Question 1 of 2", "Question 2 of 2", "Final table"):
        assert sum(each.startswith(beginning) for each in texts) == 1
    assert len(question.thread) == len(second.thread) == 1  # where each is discussed
    assert players == {person.id: 2 for person in (amina, omid, sara)}
    assert all(f"@{person.name}: " in table.text for person in (amina, omid, sara))
    async with await open_database(database_url(home["TARIKH_DATABASE_URL"])) as database:
        quiz = question.elements[0].token.split(":")[1]
        moves = [exchange.read_move(text) for text in await Store(database).moves(quiz)]
    answers = [(each.player, each.number) for each in moves if isinstance(each, Answer)]
    assert sorted(answers) == sorted((each.id, number) for each in (amina, omid, sara) for number in (0, 1))


async def test_one_process_serves_both_platforms(
    home: dict[str, str], server: SlackServer, room: Channel, amina: Person
) -> None:
    async with DiscordServer() as discord:
        hall, omid = discord.add_guild("Class 9").add_channel("history"), discord.person("Omid")
        both = home | {
            "TARIKH_DISCORD_TOKEN": discord.token,
            "TARIKH_DISCORD_API_URL": discord.api_url,
            "TARIKH_DISCORD_GATEWAY_URL": discord.gateway_url,
            "TARIKH_HEALTH_PORT": str(free_port()),
        }

        def on_discord() -> object:
            return discord.gateway.connected() and discord.world.commands[None]

        async with started(both, server, lambda: on_discord() and server.socket.ready) as bot:
            assert "7 March 1993" in (await amina.command(room, "lookup Islamabad Accord")).text
            assert "7 March 1993" in (await omid.command(hall, "lookup", query="Islamabad Accord")).text
            while (well := await asyncio.to_thread(tarikh, both, "health")).returncode:
                await asyncio.sleep(0.2)  # not all servers have been told yet
            assert well.stdout == "ready (discord: ready; slack: ready; database: ready; daily: ready)\n"
            # A connection that is gone is told of, and the other platform goes on.
            server.fail("apps.connections.open", status=503, times=-1)
            server.socket.drop()
            while (ill := await asyncio.to_thread(tarikh, both, "health")).returncode == 0:
                await asyncio.sleep(0.05)  # until it has noticed
            assert ill.stdout.startswith("not ready (discord: ready; slack: no connection to Slack")
            assert "7 March 1993" in (await omid.command(hall, "lookup", query="Islamabad Accord")).text
            server.faults.clear()
            await server.connected(within=30.0)
            assert "7 March 1993" in (await amina.command(room, "lookup Islamabad Accord")).text
            bot.send_signal(signal.SIGINT)
            printed, logged = await bot.communicate()
        assert bot.returncode == 0
        assert sorted(printed.decode().splitlines()[:2]) == [
            "Tarikh is on Discord as tarikh, in 1 server. Ctrl-C stops it.",
            "Tarikh is on Slack as tarikh, in 1 workspace. Ctrl-C stops it.",
        ]
        assert b"Traceback" not in logged
        assert discord.violations == []


async def test_slack_refuses_the_token_and_discord_goes_on(
    home: dict[str, str], server: SlackServer, room: Channel
) -> None:
    async with DiscordServer() as discord:
        hall, omid = discord.add_guild("Class 9").add_channel("history"), discord.person("Omid")
        both = home | {
            "TARIKH_DISCORD_TOKEN": discord.token,
            "TARIKH_DISCORD_API_URL": discord.api_url,
            "TARIKH_DISCORD_GATEWAY_URL": discord.gateway_url,
            "TARIKH_HEALTH_PORT": str(free_port()),
        }
        server.fail("auth.test", error="invalid_auth", times=-1)

        def on_discord() -> object:
            return discord.gateway.connected() and discord.world.commands[None]

        async with started(both, server, on_discord) as bot:
            assert bot.stderr is not None
            sentence = (await bot.stderr.readline()).decode()
            assert sentence.startswith("tarikh: Slack does not accept TARIKH_SLACK_BOT_TOKEN.")
            assert server.bot_token not in sentence
            assert "7 March 1993" in (await omid.command(hall, "lookup", query="Islamabad Accord")).text
            ill = await asyncio.to_thread(tarikh, both, "health")
            assert ill.returncode == 1
            assert "slack: Slack does not accept TARIKH_SLACK_BOT_TOKEN." in ill.stdout
            assert server.bot_token not in ill.stdout
            bot.send_signal(signal.SIGTERM)
            _, logged = await bot.communicate()
        assert (bot.returncode, logged) == (0, b"")
        assert room.messages == []
        assert discord.violations == []
