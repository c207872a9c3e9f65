"""A burst of daily posts on Slack, while people look things up and answer in quizzes.

The server keeps Slack's limits: a post a second in a channel, and each method's in each workspace. It is this
process; Tarikh, with slack-bolt, is another, which hears through sockets, and has every workspace's token
in its database.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import random
import re
import socket
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any

from slack_sdk.oauth.installation_store import Installation

from adapters.slack.installing import Installations
from adapters.slack.limits import POST, TIERS
from benchmarks.daily_bot import Bot, Burst, after
from benchmarks.daily_kept import Room, full_minute, prepare, subscriptions
from benchmarks.machine import Watch
from bot import clock
from bot.address import Secret, database_url
from bot.database import open_database
from bot.sealing import Sealer, new_key
from bot.workspaces import Workspaces
from tests.servers.slack import SlackServer
from tests.servers.slack.load import Load

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from benchmarks.daily_bot import Asked
    from tests.servers.slack import Channel, Message, Person
    from tests.servers.slack.load import Made
    from tests.servers.slack.teams import Team

HOST = "127.0.0.1"
AHEAD = 60.0  # seconds for making the database, starting the bot and the quizzes
PEOPLE, QUIZZES = 30, 10
RATE = 20.0  # things done a second meanwhile: half look-ups, half presses
STARTING = 1.0  # quizzes started a second
PATIENCE = 5.0  # times the least time, after which what has not come is given up
JUDGED = 100  # of so many payloads one is held against Slack's rules
CHOSEN = re.compile(r"quiz:[0-9a-f]+:0:c[0-9]")


def least(channels: int) -> float:
    """Seconds that a post to each of so many channels of a workspace takes at the pace that Tarikh keeps."""
    tier = TIERS[POST]
    return max(channels - tier.burst, 0) / tier.rate


async def burst(folder: Path, teams: int, channels: int, asked: Asked) -> Burst:
    """Post in so many workspaces with so many channels each."""
    url = f"sqlite:///{folder}/slack.sqlite3"
    async with SlackServer() as server:
        schools = [server.team, *(server.add_team(f"School {number}") for number in range(1, teams))]
        for team in schools:
            team.install()
        rooms = [team.add_channel(f"class-{number}") for team in schools for number in range(channels)]
        # In a workspace of their own: what is counted there holds up no post that is measured.
        playing = server.add_team("Players")
        playing.install()
        quizzes = [playing.add_channel(f"quiz-{number}") for number in range(QUIZZES)]
        people = [playing.person(f"Pupil {number}") for number in range(PEOPLE)]
        due, keys = full_minute(AHEAD), new_key()
        kept = [Room("slack", room.team.id, f"{room.team.id}/{room.id}") for room in rooms]
        await prepare(url, subscriptions(kept, due))
        await _install(url, keys, server, [*schools, playing])
        settings = {
            "TARIKH_DATABASE_URL": url,
            "TARIKH_SLACK_API_URL": server.api_url,
            "TARIKH_SLACK_APP_TOKEN": server.app_token,
            "TARIKH_SLACK_CLIENT_ID": server.client_id,
            "TARIKH_SLACK_CLIENT_SECRET": server.client_secret,
            "TARIKH_ENCRYPTION_KEYS": keys,
            "TARIKH_SLACK_LISTEN": f"{HOST}:{_free_port()}",
            "TARIKH_SLACK_PUBLIC_URL": "https://tarikh.example",
        }
        async with Bot(settings, folder / "slack.log") as bot:
            await server.connected(1, 30.0)
            await server.settled(within=30.0)
            made = await _doings(server, people, quizzes, asked)
            server.judge.every = JUDGED
            server.limits.enforce = True
            await asyncio.sleep(due - clock.now() - 1.0)
            pace = least(channels)
            watch = Watch(bot.pid, os.getpid())
            load = Load(server, made, judge_every=JUDGED, surely=True)
            doing = asyncio.create_task(load.open(RATE, pace + 2.0))
            ends = 1.0 + PATIENCE * pace
            with suppress(TimeoutError):
                await server.wait_for(lambda: all(room.messages for room in rooms), ends)
            used = watch.used()
            measured = await doing
            posts = [(room.team.id, float(each.ts)) for room in rooms for each in room.messages]
            return Burst(
                pace=pace,
                came=after(due, posts),
                other=0,  # each method has a limit of its own
                limited=dict(server.limits.refused),
                answers=measured.report(),
                used=used,
                violations=list(server.violations),
            )


async def _install(url: str, keys: str, server: SlackServer, teams: Sequence[Team]) -> None:
    """Keep every workspace's installation, as OAuth would have."""
    async with await open_database(database_url(url)) as database:
        installations = Installations(Workspaces(database, Sealer((Secret(keys),))), clock.now)
        for team in teams:
            await installations.async_save(
                Installation(
                    app_id=server.app_id,
                    team_id=team.id,
                    team_name=team.name,
                    bot_token=team.bot_token,
                    bot_id=team.bot_id,
                    bot_user_id=team.bot_user,
                    bot_scopes=",".join(sorted(team.installation.scopes if team.installation else ())),
                    user_id=team.owner,
                    token_type="bot",  # noqa: S106 -- a kind of token
                    installed_at=clock.now(),
                )
            )


def _free_port() -> int:
    with socket.socket() as asked:
        asked.bind((HOST, 0))
        return int(asked.getsockname()[1])


async def _doings(
    server: SlackServer, people: Sequence[Person], quizzes: Sequence[Channel], asked: Asked
) -> list[Made]:
    """Look-ups, and presses of answers in quizzes that are started for it, in turns; no press twice."""
    chance = random.Random(asked.seed)
    for room in quizzes:
        await people[0].command(room, f"quiz start questions:1 seconds:3600 wait:0 seed:{asked.seed}")
        await asyncio.sleep(1 / STARTING)
    presses: list[Made] = []
    for room in quizzes:
        question = await _question(server, room)
        tokens = [each.token for each in question.elements if CHOSEN.fullmatch(each.token)]
        presses += [partial(person.prepare_press, question, token=chance.choice(tokens)) for person in people]
    chance.shuffle(presses)
    lookups: list[Made] = [
        partial(people[number % PEOPLE].prepare_command, quizzes[0], f"lookup {query}")
        for number, query in zip(range(len(presses)), itertools.cycle(asked.queries), strict=False)
    ]
    return [each for pair in zip(lookups, presses, strict=True) for each in pair]


async def _question(server: SlackServer, room: Channel) -> Message:
    """The question of a room, once it is there."""

    def found() -> Any:  # noqa: ANN401 -- what the server waits for
        return next(
            (
                message
                for message in reversed(room.messages)
                if any(CHOSEN.fullmatch(each.token) for each in message.elements)
            ),
            None,
        )

    question: Message = await server.wait_for(found, 60.0)  # type: ignore[assignment] # it is one, as found
    return question
