"""The test server as a process, with the people who try the bots.

Each bot has a server of its own here, all in this one process and of the same code: so all bots can stay
connected while they are measured in turns, and none hears what was meant for another.

It is told what to do by lines of JSON on its standard input, and answers each with one on its standard
output: `{"ok": …}` or `{"error": "…"}`. The methods of `Stage` are what can be asked.

    python -m benchmarks.discord_stage
"""

from __future__ import annotations

import asyncio
import gc
import os
import random
import re
import statistics
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import orjson
import uvloop

from benchmarks.discord_class import School
from benchmarks.machine import Watch
from tests.servers.discord import DiscordServer, UnansweredError
from tests.servers.discord.load import Load

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from tests.servers.discord import Channel, Guild, Message, Person
    from tests.servers.discord.interactions import Interaction
    from tests.servers.discord.load import Measured

Json = dict[str, Any]

CLASS = 20  # people who press, in each quiz
JUDGED = 100  # of so many requests one is held against Discord's description while a load runs
GUILDS = 3
CHOSEN = re.compile(r"quiz:[0-9a-f]+:0:c[0-9]")
STARTED = 40  # quizzes that are started in a second: a bot may post no more than 50 questions in one


@dataclass(frozen=True, slots=True)
class Site:
    """A bot's server: a room, and the people in it."""

    server: DiscordServer
    guild: Guild
    room: Channel
    people: tuple[Person, ...]


class Stage:
    """What can be asked. `bot` always says whose server is meant."""

    def __init__(self) -> None:
        self._sites: dict[str, Site] = {}
        self._posed: dict[str, Message] = {}
        self._orders: dict[str, Callable[[Json], Awaitable[Json]]] = {
            "open": self.open,
            "ready": self.ready,
            "answers": self.answers,
            "pose": self.pose,
            "lookups": self.lookups,
            "small": self.small,
            "presses": self.presses,
            "answered": self.answered,
            "school": self.school,
            "report": self.report,
        }

    async def obey(self, order: Json) -> Json:
        """Do what one line asks."""
        try:
            return {"ok": await self._orders[order["do"]](order)}
        except (LookupError, ValueError, TimeoutError, UnansweredError) as error:
            return {"error": f"{order.get('do')}: {type(error).__name__}: {error}"}

    async def open(self, order: Json) -> Json:
        """Open a server with a few guilds."""
        server = DiscordServer(port=0)
        await server.__aenter__()  # it ends with this process
        server.traffic.keep = False
        guilds = [server.add_guild(f"Class {number}") for number in range(GUILDS)]
        rooms = [guild.add_channel("history") for guild in guilds]
        people = tuple(server.person(f"Pupil {number}") for number in range(CLASS))
        self._sites[order["bot"]] = Site(server, guilds[0], rooms[0], people)
        return {"api": server.api_url, "gateway": server.gateway_url, "token": server.token}

    async def ready(self, order: Json) -> Json:
        """Wait until a bot is connected and has offered its commands."""
        server = self._sites[order["bot"]].server
        await server.connected(1, 30.0)
        await server.wait_for(lambda: server.world.commands[None], 30.0)
        await server.settled()
        return {}

    async def answers(self, order: Json) -> Json:
        """Ask every one of `queries` once: the mean size of the answers, and the answer nearest to it."""
        site, bodies = self._sites[order["bot"]], []
        for number, query in enumerate(order["queries"]):
            person = site.people[number % CLASS]
            reply = await person.command(site.room, "lookup", query=query)
            bodies.append(reply.interaction.waiting.result()["data"])
            site.server.world.forget(reply.interaction)
        sizes = [len(orjson.dumps(body)) for body in bodies]
        mean = statistics.mean(sizes)
        nearest = min(range(len(bodies)), key=lambda number: abs(sizes[number] - mean))
        return {"bytes": mean, "nearest": sizes[nearest], "components": bodies[nearest]["components"]}

    async def pose(self, order: Json) -> Json:
        """Have a bare bot post its question."""
        site = self._sites[order["bot"]]
        await site.people[0].command(site.room, "pose")
        self._posed[order["bot"]] = site.room.messages[-1]
        return {}

    async def lookups(self, order: Json) -> Json:
        """Load: `/lookup` with `queries`; where they are `known`, they are asked once before it."""
        if order.get("known"):
            await self.answers(order)
        site = self._sites[order["bot"]]
        prepared = [
            site.people[number % CLASS].prepare_command(site.room, "lookup", query=query)
            for number, query in enumerate(order["queries"])
        ]
        return await self._load(order, prepared)

    async def small(self, order: Json) -> Json:
        """Load: the bare bot's short answer to a command."""
        site = self._sites[order["bot"]]
        return await self._load(order, [each.prepare_command(site.room, "small") for each in site.people])

    async def presses(self, order: Json) -> Json:
        """Load: presses of answers, none twice. `quizzes` new ones get up to 20 each; a bare bot has one."""
        site, chance = self._sites[order["bot"]], random.Random(order["seed"])
        posed = self._posed.get(order["bot"])
        if posed is not None:
            return await self._load(order, _presses([posed], site.people, chance))
        rooms = [site.guild.add_channel(f"quiz-{number}") for number in range(order["quizzes"])]
        questions = await self._questions(site, rooms, order["quiz_seed"])
        prepared = _presses(questions, site.people, chance)
        await site.server.settled(0.3, 30.0)
        loaded = await self._load(order, prepared)
        for each in rooms:
            each.delete()
        await asyncio.sleep(1.0)  # their quizzes are closed meanwhile
        return loaded | {"used_up": loaded["sent"] > len(prepared)}

    async def answered(self, order: Json) -> Json:
        """Start a quiz and press an answer: the question's components, and the body of the confirmation."""
        site = self._sites[order["bot"]]
        room = site.guild.add_channel("sample")
        (question,) = await self._questions(site, [room], order["quiz_seed"])
        button = next(each for each in question.buttons if CHOSEN.fullmatch(each.custom_id or ""))
        posted = question.components
        reply = await site.people[0].press(question, custom_id=button.custom_id)
        confirmed = reply.interaction.waiting.result()["data"]
        room.delete()
        return {"question": posted, "confirmed": confirmed, "text": reply.text}

    async def school(self, order: Json) -> Json:
        """Many quizzes at once, see `discord_class`."""
        site = self._sites[order["bot"]]
        watch = Watch(order["pid"], os.getpid())
        site.server.judge.every = JUDGED
        school = School(site.server, random.Random(order["seed"]))
        told = await school.play(order["quizzes"], order["questions"], order["seconds"])
        site.server.judge.every = 1
        used = watch.used()
        return told | {"cpu": used.cpu[0], "stage": used.cpu[1] / used.seconds, "stolen": used.stolen}

    async def report(self, order: Json) -> Json:
        """What a server noted of its bot."""
        server = self._sites[order["bot"]].server
        return {
            "violations": server.violations,
            "described": server.described,
            "requests": server.traffic.handled,
            "judged": server.judge.judged,
            "limited": dict(server.limits.given),
        }

    async def _questions(self, site: Site, rooms: Sequence[Channel], seed: int) -> list[Message]:
        """Start a quiz in every room; the first question of each."""

        async def start(room: Channel) -> None:
            reply = await site.people[0].command(
                room, "quiz start", questions=1, seconds=3600, wait=0, seed=seed
            )
            site.server.world.forget(reply.interaction)

        async with asyncio.TaskGroup() as starting:
            for room in rooms:
                starting.create_task(start(room))
                await asyncio.sleep(1 / STARTED)
        return [await _question(room) for room in rooms]

    async def _load(self, order: Json, prepared: list[Interaction]) -> Json:
        server = self._sites[order["bot"]].server
        load = Load(server, prepared, judge_every=JUDGED)
        gc.collect()
        gc.disable()  # the pauses of this process are not the bot's
        watch = Watch(order["pid"], os.getpid())
        if "rate" in order:
            measured = await load.open(order["rate"], order["seconds"])
        else:
            measured = await load.closed(order["workers"], order["seconds"])
        used = watch.used()
        gc.enable()
        return _report(measured) | {
            "cpu": used.cpu[0] / max(len(measured.final), 1) * 1000,
            "stage": used.cpu[1] / used.seconds,
            "stolen": used.stolen,
            "others": used.others,
        }


def _report(measured: Measured) -> Json:
    whole = measured.report()
    return {
        "sent": whole["sent"],
        "answered": len(measured.final),
        "rate": whole["rate"],
        "p50": whole["final_ms"].get("p50"),
        "p99": whole["final_ms"].get("p99"),
        "missed": whole["late"] + whole["unfinished"],
        "answers": whole["answers"],
    }


async def _question(room: Channel) -> Message:
    """The question of a room that can be answered by pressing a button, once it is there."""
    async with asyncio.timeout(60.0):
        while True:
            for message in reversed(room.messages):
                if any(CHOSEN.fullmatch(button.custom_id or "") for button in message.buttons):
                    return message
            await asyncio.sleep(0.05)


def _presses(
    questions: Sequence[Message], people: Sequence[Person], chance: random.Random
) -> list[Interaction]:
    """Everybody's press of an answer to each question, in any order."""
    prepared = []
    for question in questions:
        ids = [each.custom_id for each in question.buttons if CHOSEN.fullmatch(each.custom_id or "")]
        prepared += [person.prepare_press(question, custom_id=chance.choice(ids)) for person in people]
    chance.shuffle(prepared)
    return prepared


async def serve() -> None:
    """Obey until a line says stop or there are no more."""
    stage = Stage()
    while line := await asyncio.to_thread(sys.stdin.readline):
        order = orjson.loads(line)
        if order["do"] == "stop":
            break
        sys.stdout.write(orjson.dumps(await stage.obey(order)).decode() + "\n")
        sys.stdout.flush()


def main() -> None:
    """Serve."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(serve())


if __name__ == "__main__":
    main()
