"""A burst of daily posts on Discord, while people look things up and answer in quizzes.

The server keeps Discord's limits: 50 requests a second in all, 5 posts in five seconds in a channel. It is
this process; Tarikh, with the real discord.py, is another.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import random
import re
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from benchmarks.daily_bot import Bot, Burst, after
from benchmarks.daily_kept import Room, full_minute, prepare, subscriptions
from benchmarks.machine import Watch
from bot import clock
from tests.servers.discord import DiscordServer
from tests.servers.discord.load import Load

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from benchmarks.daily_bot import Asked
    from tests.servers.discord import Channel, Interaction, Message, Person

PACE = 50.0  # requests a second
AHEAD = 75.0  # seconds for making the database, starting the bot and the quizzes
PEOPLE, QUIZZES = 20, 20
RATE = 20.0  # things done a second meanwhile: half look-ups, half presses
STARTING = 2.0  # quizzes started a second
PATIENCE = 3.0  # times the least time, after which what has not come is given up
EPOCH = 1_420_070_400.0  # Discord's, from which its ids count milliseconds
JUDGED = 100  # of so many requests one is held against Discord's description
CHOSEN = re.compile(r"quiz:[0-9a-f]+:0:c[0-9]")


async def burst(folder: Path, guilds: int, channels: int, asked: Asked) -> Burst:
    """Post in so many servers with so many channels each."""
    url = f"sqlite:///{folder}/discord.sqlite3"
    async with DiscordServer(port=0) as server:
        halls = [server.add_guild(f"School {number}") for number in range(guilds)]
        rooms = [guild.add_channel(f"class-{number}") for guild in halls for number in range(channels)]
        quizzes = [halls[0].add_channel(f"quiz-{number}") for number in range(QUIZZES)]
        people = [server.person(f"Pupil {number}") for number in range(PEOPLE)]
        due = full_minute(AHEAD)
        kept = [Room("discord", str(_guild(room)), str(room.id)) for room in rooms]
        await prepare(url, subscriptions(kept, due))
        settings = {
            "TARIKH_DATABASE_URL": url,
            "TARIKH_DISCORD_TOKEN": server.token,
            "TARIKH_DISCORD_API_URL": server.api_url,
            "TARIKH_DISCORD_GATEWAY_URL": server.gateway_url,
        }
        async with Bot(settings, folder / "discord.log") as bot:
            await server.connected(1, 30.0)
            await server.wait_for(lambda: server.world.commands[None], 30.0)
            await server.settled()
            prepared = await _doings(server, people, quizzes, asked)
            server.judge.every = JUDGED
            server.limits.usual()
            begun = server.limits.given.copy()
            await asyncio.sleep(due - clock.now() - 1.0)
            pace = len(rooms) / PACE
            before, watch = server.traffic.handled, Watch(bot.pid, os.getpid())
            load = Load(server, prepared, judge_every=JUDGED)
            doing = asyncio.create_task(load.open(RATE, pace))
            ends = 1.0 + PATIENCE * pace
            with suppress(TimeoutError):
                await server.wait_for(lambda: all(room.messages for room in rooms), ends)
            used = watch.used()
            measured = await doing
            done = measured.report()
            deferred = sum(many for how, many in measured.answers.items() if how.startswith("DEFERRED"))
            posts = [(str(_guild(room)), _sent(each)) for room in rooms for each in room.messages]
            other = server.traffic.handled - before - len(posts) - measured.sent - deferred
            return Burst(
                pace=pace,
                came=after(due, posts),
                other=other,
                limited=dict(server.limits.given - begun),
                answers=done,
                used=used,
                violations=list(server.violations),
            )


def _guild(room: Channel) -> int:
    assert room.guild is not None  # noqa: S101 -- it was added to one
    return room.guild.id


def _sent(message: Message) -> float:
    """When a message came, in seconds since the epoch: its id says so."""
    return (message.id >> 22) / 1000 + EPOCH


async def _doings(
    server: DiscordServer, people: Sequence[Person], quizzes: Sequence[Channel], asked: Asked
) -> list[Interaction]:
    """Look-ups, and presses of answers in quizzes that are started for it, in turns; no press twice."""
    chance = random.Random(asked.seed)
    for room in quizzes:
        reply = await people[0].command(
            room, "quiz start", questions=1, seconds=3600, wait=0, seed=asked.seed
        )
        server.world.forget(reply.interaction)
        await asyncio.sleep(1 / STARTING)
    presses = []
    for room in quizzes:
        question = await _question(server, room)
        ids = [each.custom_id for each in question.buttons if CHOSEN.fullmatch(each.custom_id or "")]
        presses += [person.prepare_press(question, custom_id=chance.choice(ids)) for person in people]
    chance.shuffle(presses)
    lookups = [
        people[number % PEOPLE].prepare_command(quizzes[0], "lookup", query=query)
        for number, query in zip(range(len(presses)), itertools.cycle(asked.queries), strict=False)
    ]
    return [each for pair in zip(lookups, presses, strict=True) for each in pair]


async def _question(server: DiscordServer, room: Channel) -> Message:
    """The question of a room, once it is there."""

    def found() -> Any:  # noqa: ANN401 -- what the server waits for
        return next(
            (
                message
                for message in reversed(room.messages)
                if any(CHOSEN.fullmatch(button.custom_id or "") for button in message.buttons)
            ),
            None,
        )

    question: Message = await server.wait_for(found, 30.0)  # type: ignore[assignment] # it is one, as found
    return question
