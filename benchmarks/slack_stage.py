"""The test server as a process, with the people who try the bots.

Each bot has a Slack of its own here, all in this one process and of the same code: so all bots can stay
connected while they are measured in turns, and none hears what was meant for another.

It is told what to do by lines of JSON on its standard input, and answers each with one on its standard
output: `{"ok": …}` or `{"error": "…"}`. The methods of `Stage` are what can be asked.

    python -m benchmarks.slack_stage
"""

from __future__ import annotations

import asyncio
import gc
import itertools
import os
import random
import re
import statistics
import sys
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

import aiohttp
import orjson
import uvloop

from benchmarks.machine import Watch
from benchmarks.slack_class import Class
from tests.servers.slack import SlackServer, UnansweredError
from tests.servers.slack.load import Load

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from tests.servers.slack import Channel, Message, Person
    from tests.servers.slack.load import Made, Measured

Json = dict[str, Any]

CLASS = 30  # people who press, in each quiz
JUDGED = 100  # of so many messages one is held against Slack's limits while a load runs
CHOSEN = re.compile(r"(?:quiz|direct):[0-9a-f]+:0:c[0-9]")
STARTED = 40  # quizzes that are started in a second
CLOSING = 1.0  # seconds in which a bot closes the quizzes of channels that were deleted
VERIFIED = 300  # times that a bot is asked whether it takes requests, ten times a second
POSTING = 300.0  # seconds until all questions must be there; Slack lets a bot post four a second


@dataclass(slots=True)
class Site:
    """A bot's server: a room, the people in it, and where the bot takes requests."""

    server: SlackServer
    room: Channel
    people: tuple[Person, ...]
    url: str = ""
    posed: dict[str, Message] = field(default_factory=dict)


class Stage:
    """What can be asked. `bot` always says whose server is meant."""

    def __init__(self) -> None:
        self._sites: dict[str, Site] = {}
        self._orders: dict[str, Callable[[Json], Awaitable[Json]]] = {
            "open": self.open,
            "ready": self.ready,
            "answers": self.answers,
            "answered": self.answered,
            "pose": self.pose,
            "lookups": self.lookups,
            "presses": self.presses,
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
        """Open a server with a channel and people."""
        server = SlackServer()
        await server.__aenter__()  # it ends with this process
        room = server.team.add_channel("history")
        people = tuple(server.team.person(f"Pupil {number}") for number in range(CLASS))
        self._sites[order["bot"]] = Site(server, room, people)
        return {
            "api": server.api_url,
            "bot_token": server.bot_token,
            "app_token": server.app_token,
            "secret": server.signing_secret,
        }

    async def ready(self, order: Json) -> Json:
        """Wait until a bot is connected, and takes requests at `url`."""
        site = self._sites[order["bot"]]
        server, site.url = site.server, order["url"]
        await server.connected(1, 30.0)
        server.http.keep_alive = True  # as Slack's own requests, which come by few connections
        server.http.use(site.url)
        for _ in range(VERIFIED):
            if await self._verified(server):
                break
            await asyncio.sleep(0.1)
        else:
            raise TimeoutError("the bot takes no requests")
        server.http.use()
        await server.settled(within=30.0)
        return {}

    async def answers(self, order: Json) -> Json:
        """Ask every one of `queries` once: the mean size of the answers, and the answer nearest to it."""
        site = self._sites[order["bot"]]
        queries, bodies = order["queries"], []
        for start in range(0, len(queries), CLASS):
            asking = (
                person.command(site.room, f"lookup {query}")
                for person, query in zip(site.people, queries[start : start + CLASS], strict=False)
            )
            bodies += [reply.act.ack for reply in await asyncio.gather(*asking)]
        sizes = [len(orjson.dumps(body)) for body in bodies]
        mean = statistics.mean(sizes)
        nearest = min(range(len(bodies)), key=lambda number: abs(sizes[number] - mean))
        return {"bytes": mean, "nearest": sizes[nearest], "body": bodies[nearest]}

    async def answered(self, order: Json) -> Json:
        """Start a quiz, press an answer as everybody once: the question's body, and the confirmation's."""
        site = self._sites[order["bot"]]
        room = site.server.team.add_channel("sample")
        (question,) = await self._questions(site, [room], order["quiz_seed"])
        posed = {"text": question.fallback, "blocks": question.blocks, "response_type": "in_channel"}
        token = _tokens(question)[0]
        for person in site.people:  # after it the bot knows their names, for which it asks Slack
            await person.press(question, token=token)
        confirmed = site.server.requested("response_url")[-1].arguments
        room.delete()
        await asyncio.sleep(CLOSING)
        site.server.requests.clear()
        return {"question": posed, "confirmed": confirmed}

    async def pose(self, order: Json) -> Json:
        """Have a bare bot post its questions."""
        site = self._sites[order["bot"]]
        for words in ("pose", "pose direct"):
            site.posed[words] = (await site.people[0].command(site.room, words)).message
        return {}

    async def lookups(self, order: Json) -> Json:
        """Load: `/tarikh lookup` with `queries`; where they are `known`, they are asked once before it."""
        if order.get("known"):
            await self.answers(order)
        site = self._sites[order["bot"]]
        made = [
            partial(site.people[number % CLASS].prepare_command, site.room, f"lookup {query}")
            for number, query in enumerate(order["queries"])
        ]
        return await self._load(order, made)

    async def presses(self, order: Json) -> Json:
        """Load: presses of answers, none twice.

        `quizzes` new ones get one press each of all people; a bare bot has the question that is `posed`.
        """
        site, chance = self._sites[order["bot"]], random.Random(order["seed"])
        if "posed" in order:
            return await self._load(order, _presses([site.posed[order["posed"]]], site.people, chance))
        rooms = [site.server.team.add_channel(f"quiz-{number}") for number in range(order["quizzes"])]
        questions = await self._questions(site, rooms, order["quiz_seed"])
        made = _presses(questions, site.people, chance)
        await site.server.settled(0.3, 30.0)
        loaded = await self._load(order, made)
        for each in rooms:
            each.delete()
        await site.server.settled(CLOSING, 30.0)
        return loaded | {"used_up": loaded["sent"] > len(made)}

    async def school(self, order: Json) -> Json:
        """One class that plays a quiz, see `slack_class`."""
        site = self._sites[order["bot"]]
        _deliver(site, order)
        watch = Watch(order["pid"], os.getpid())
        taught = Class(site.server, site.people, random.Random(order["seed"]))
        told = await taught.play(order["questions"], order["seconds"])
        used = watch.used()
        return told | {"cpu": used.cpu[0], "stolen": used.stolen}

    async def report(self, order: Json) -> Json:
        """What a server noted of its bot."""
        server = self._sites[order["bot"]].server
        return {"violations": server.violations, "limited": dict(server.limits.refused)}

    @staticmethod
    async def _verified(server: SlackServer) -> bool:
        try:
            return await server.http.verify()
        except aiohttp.ClientError:
            return False

    @staticmethod
    async def _questions(site: Site, rooms: Sequence[Channel], seed: int) -> list[Message]:
        """Start a quiz in every room; the first question of each."""
        words = f"quiz start questions:1 seconds:3600 wait:0 seed:{seed}"
        async with asyncio.TaskGroup() as starting:
            for room in rooms:
                starting.create_task(site.people[0].command(room, words))
                await asyncio.sleep(1 / STARTED)
        return [await _question(room) for room in rooms]

    async def _load(self, order: Json, made: Sequence[Made]) -> Json:
        site = self._sites[order["bot"]]
        _deliver(site, order)
        load = Load(site.server, made, judge_every=JUDGED, surely=True)
        gc.collect()
        gc.disable()  # the pauses of this process are not the bot's
        watch = Watch(order["pid"], os.getpid())
        if "rate" in order:
            measured = await load.open(order["rate"], order["seconds"])
        else:
            measured = await load.closed(order["workers"], order["seconds"])
        used = watch.used()
        gc.enable()
        site.server.http.use()
        return _report(measured) | {
            "cpu": used.cpu[0] / max(len(measured.answers), 1) * 1000,
            "stage": used.cpu[1] / used.seconds,
            "stolen": used.stolen,
            "others": used.others,
        }


def _deliver(site: Site, order: Json) -> None:
    """Deliver by sockets, or by signed requests."""
    site.server.http.use(*([site.url] if order["via"] == "http" else []))


def _report(measured: Measured) -> Json:
    whole = measured.report()
    return {
        "sent": whole["sent"],
        "answered": len(measured.answers),
        "rate": whole["rate"],
        "p50": whole["ack_ms"].get("p50"),
        "p99": whole["ack_ms"].get("p99"),
        "seen": whole["answer_ms"].get("p99"),
        "missed": whole["late"] + whole["unfinished"],
        "ways": whole["ways"],
    }


def _tokens(message: Message) -> list[str]:
    return [each.token for each in message.elements if CHOSEN.fullmatch(each.token)]


async def _question(room: Channel) -> Message:
    """The question of a room that can be answered by pressing a button, once it is there."""
    async with asyncio.timeout(POSTING):
        while True:
            for message in reversed(room.messages):
                if _tokens(message):
                    return message
            await asyncio.sleep(0.05)


def _presses(questions: Sequence[Message], people: Sequence[Person], chance: random.Random) -> list[Made]:
    """Everybody's press of an answer to each question, in any order."""
    tokens = [_tokens(question) for question in questions]
    made: list[Made] = [
        partial(person.prepare_press, question, token=chance.choice(offered))
        for (question, offered), person in itertools.product(zip(questions, tokens, strict=True), people)
    ]
    chance.shuffle(made)
    return made


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
