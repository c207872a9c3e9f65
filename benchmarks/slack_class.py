"""One class that plays a quiz in a channel, with a teacher and pupils who press what they see.

Slack's limits hold: 50 edits a minute in the workspace, a post a second in the channel, and so on. The
teacher starts the quiz, all pupils join, and each answers each question: by a button, by ticks, by a form, or
in several steps, whatever the question asks for. Some press twice at the same moment. What each did and what
the bot said to it is written down, so that it can be held against what the bot has stored.
"""

from __future__ import annotations

import asyncio
import re
import time
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from tests.servers.slack import NotOfferedError, UnansweredError

if TYPE_CHECKING:
    from collections.abc import Awaitable
    from random import Random

    from tests.servers.slack import Channel, Message, Person, Reply, SlackServer

Json = dict[str, Any]

JOINING = 20  # seconds
PAUSE = 5  # seconds after a reveal
TWICE = 0.05  # of all answers are pressed twice at once
LOOK = 0.2  # seconds between two looks at the channel
PATIENCE = 600.0  # seconds until the quiz must be over

COUNTED = "Your answer counts:"
CONTROL = re.compile(r"quiz:([0-9a-f]+):([0-9]+):(c[0-9]|m|s|w)")
STEP = re.compile(r"quiz:[0-9a-f]+:[0-9]+:[sd][0-9]+")


@dataclass(frozen=True, slots=True)
class Tried:
    """An answer that somebody gave, and what the bot said to it; None where it said nothing in time."""

    quiz: str
    number: int
    player: str
    said: str | None


@dataclass(slots=True)
class Played:
    """What happened. `acks` and `seconds` are all times to the acknowledgements, and to the answers."""

    tried: list[Tried] = field(default_factory=list)
    acks: list[float] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    quizzes: set[str] = field(default_factory=set)
    unfinished: int = 0
    joined: int = 0


class Class:
    """The class."""

    def __init__(self, server: SlackServer, pupils: tuple[Person, ...], chance: Random) -> None:
        self._server = server
        self._pupils = pupils
        self._chance = chance
        self._played = Played()

    async def play(self, questions: int, seconds: int) -> Json:
        """Let the class play a quiz of so many questions of so many seconds; what happened, as JSON."""
        server = self._server
        room = server.team.add_channel("class")
        server.limits.enforce = True
        begun = time.monotonic()
        await self._play(room, questions, seconds)
        lasted = time.monotonic() - begun
        server.limits.enforce = False
        asked = {
            method: len(server.requested(method))
            for method in ("chat.update", "chat.postMessage", "users.info", "response_url")
        }
        played = self._played
        return asdict(played) | {
            "quizzes": sorted(played.quizzes),
            "lasted": lasted,
            "asked": asked,
            "limited": dict(server.limits.refused),
        }

    async def _play(self, room: Channel, questions: int, seconds: int) -> None:
        teacher = self._server.team.person("Teacher")
        words = f"quiz start questions:{questions} seconds:{seconds} wait:{JOINING} pause:{PAUSE}"
        await self._timed("start", teacher.command(room, words))
        ends = time.monotonic() + PATIENCE
        joined: set[str] = set()
        asked: set[tuple[str, str]] = set()
        acts: list[asyncio.Task[None]] = []
        over = False
        while not over and time.monotonic() < ends:
            await asyncio.sleep(LOOK)
            for message in room.messages:
                for token in _tokens(message):
                    what = token.split(":")
                    found = CONTROL.fullmatch(token)
                    if what[-1] == "join" and what[1] not in joined:
                        joined.add(what[1])
                        acts += [asyncio.create_task(self._join(each, message)) for each in self._pupils]
                    elif found is not None and (found[1], found[2]) not in asked:
                        asked.add((found[1], found[2]))
                        self._played.quizzes.add(found[1])
                        acts += [
                            asyncio.create_task(self._answer(each, message, 0.8 * seconds))
                            for each in self._pupils
                        ]
                    over = over or what[-1] == "missed"  # the final table
        self._played.unfinished += not over
        await asyncio.gather(*acts)

    async def _join(self, pupil: Person, lobby: Message) -> None:
        await asyncio.sleep(self._chance.uniform(0.0, JOINING / 2))
        token = next((each for each in _tokens(lobby) if each.endswith(":join")), None)
        if token is not None:
            self._played.joined += await self._timed("join", pupil.press(lobby, token=token)) is not None

    async def _answer(self, pupil: Person, question: Message, within: float) -> None:
        """Give an answer to a question, some time before it closes."""
        await asyncio.sleep(self._chance.uniform(0.3, within))
        twice = self._chance.random() < TWICE
        await asyncio.gather(*(self._give(pupil, question) for _ in range(2 if twice else 1)))

    async def _give(self, pupil: Person, question: Message) -> None:
        """Answer, in as many steps as the question takes."""
        offered = [found for token in _tokens(question) if (found := CONTROL.fullmatch(token))]
        if not offered:
            return  # all can see that the question is closed
        control, shown = self._chance.choice(offered), question
        token = control[0]
        while True:
            reply = await self._timed(token, self._act(pupil, shown, token))
            steps = [each for each in _tokens(reply.message) if STEP.fullmatch(each)] if reply else []
            if reply is None or not steps:
                said = None if reply is None else reply.text
                self._played.tried.append(Tried(control[1], int(control[2]), pupil.id, said))
                return
            shown, token = reply.message, self._chance.choice(steps)

    async def _act(self, pupil: Person, shown: Message, token: str) -> Reply:
        """Press a button, tick and send, or fill in a form: what comes of it."""
        if token.endswith(":m"):
            boxes = next(each for each in shown.elements if each.token == f"pick:{token}")
            chosen = self._chance.sample(boxes.values, self._chance.randint(1, 2))
            return await pupil.choose(shown, token, chosen)
        reply = await pupil.press(shown, token=token)
        if not token.endswith(":w") or reply.messages:
            return reply
        opened = len(reply.act.given)
        sent = time.monotonic()
        await pupil.submit(reply.modal, answer=str(self._chance.randint(1978, 2001)))
        try:
            await reply.until(lambda told: len(told.act.given) > opened and told.messages)
        except TimeoutError:
            raise UnansweredError(f"the form of {pupil.name} was not answered") from None
        self._played.seconds.append(reply.act.given[-1].at - sent)
        return reply

    async def _timed(self, what: str, doing: Awaitable[Reply]) -> Reply | None:
        try:
            reply = await doing
        except UnansweredError as error:
            self._played.missed.append(f"{what}: {error}")
            return None
        except NotOfferedError:
            return None  # it was closed while the finger came down
        self._played.acks.append(reply.seconds)
        if (first := reply.act.direct) is not None:
            self._played.seconds.append(first.at - reply.act.started)
        return reply


def _tokens(message: Message) -> list[str]:
    """The tokens of all that acts when it is pressed."""
    return [each.token for each in message.elements if each.kind == "button"]
