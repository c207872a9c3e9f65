"""Many classes that play a quiz at once, each with a teacher and 20 pupils who press what they see.

Discord's limits hold: 50 requests a second in all, 5 posts and 5 edits in five seconds in a channel. A
teacher starts the quiz, all pupils join, and each answers each question once: by a button, a list, a form, or
several steps, whatever the question asks for. Most answer in good time. Some press as the time runs out, a
little before or after; some press twice at the same moment. What each did, when, and what the bot said to it
is written down, so that it can be held against what the bot has stored.
"""

from __future__ import annotations

import asyncio
import re
import time
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from tests.servers.discord import Callback, NotOfferedError, UnansweredError

if TYPE_CHECKING:
    from random import Random

    from tests.servers.discord import Channel, DiscordServer, Interaction, Message, Person, Reply

Json = dict[str, Any]

PUPILS = 20
ROOMS = 10  # in each guild
SPREAD = 2.0  # seconds within which all teachers start
JOINING = 20  # seconds
PAUSE = 5  # seconds after a reveal
LATE = 0.02  # of all answers are pressed around the deadline
TWICE = 0.05  # of all answers are pressed twice at once
LOOK = 0.2  # seconds between two looks at a room
AFTER = 30.0  # seconds to wait for what was put off
PATIENCE = 900.0  # seconds until a quiz must be over

COUNTED = "Your answer counts:"
CONTROL = re.compile(r"quiz:([0-9a-f]+):([0-9]+):([cmsw].*)")
STEP = re.compile(r"quiz:[0-9a-f]+:[0-9]+:[sd][0-9]+")
CLOSES = re.compile(r"<t:([0-9]+):R>")


@dataclass(frozen=True, slots=True)
class Tried:
    """An answer that somebody gave, up to the press that sent it.

    `at` is when that press left, on the clock of time.time(); `said` what the bot answered; None where it
    answered nothing within three seconds.
    """

    quiz: str
    number: int
    player: str
    at: float
    said: str | None


@dataclass(slots=True)
class Played:
    """What happened in all classes. `seconds` are the times to the first answers, all presses taken."""

    tried: list[Tried] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    quizzes: set[str] = field(default_factory=set)
    unfinished: int = 0
    joined: int = 0
    deferred: int = 0


class School:
    """All classes."""

    def __init__(self, server: DiscordServer, chance: Random) -> None:
        self._server = server
        self._chance = chance
        self._played = Played()

    async def play(self, quizzes: int, questions: int, seconds: int) -> Json:
        """Let so many classes play at once; what happened, as JSON."""
        server = self._server
        guilds = [server.add_guild(f"School {number}") for number in range(-(-quizzes // ROOMS))]
        rooms = [guilds[number // ROOMS].add_channel(f"class-{number}") for number in range(quizzes)]
        await server.settled(0.5, 30.0)
        server.limits.usual()
        before = server.limits.given.copy()
        begun = time.monotonic()
        await asyncio.gather(*(self._class(room, questions, seconds) for room in rooms))
        lasted = time.monotonic() - begun
        limited = dict(server.limits.given - before)
        server.limits.off()
        played = self._played
        return asdict(played) | {
            "quizzes": sorted(played.quizzes),
            "lasted": lasted,
            "limited": limited,
            "presses": len(played.seconds),
        }

    async def _class(self, room: Channel, questions: int, seconds: int) -> None:
        chance, server = self._chance, self._server
        pupils = [server.person(f"{room.name} pupil {number}") for number in range(PUPILS)]
        teacher = server.person(f"{room.name} teacher")
        await asyncio.sleep(chance.uniform(0.0, SPREAD))
        await self._timed(
            "start",
            teacher.command(
                room, "quiz start", questions=questions, seconds=seconds, wait=JOINING, pause=PAUSE
            ),
        )
        ends = time.monotonic() + PATIENCE
        joined: set[str] = set()
        asked: set[tuple[str, str]] = set()
        acts: list[asyncio.Task[None]] = []
        while time.monotonic() < ends:
            await asyncio.sleep(LOOK)
            for message in room.messages:
                for custom_id in _controls(message):
                    what = custom_id.split(":")
                    if what[-1] == "join" and what[1] not in joined:
                        joined.add(what[1])
                        acts += [asyncio.create_task(self._join(each, message)) for each in pupils]
                    elif CONTROL.fullmatch(custom_id) and (what[1], what[2]) not in asked:
                        asked.add((what[1], what[2]))
                        self._played.quizzes.add(what[1])
                        acts += [asyncio.create_task(self._answer(each, message)) for each in pupils]
                    elif what[-1] == "missed":  # the final table
                        await asyncio.gather(*acts)
                        return
        self._played.unfinished += 1
        await asyncio.gather(*acts)

    async def _join(self, pupil: Person, lobby: Message) -> None:
        await asyncio.sleep(self._chance.uniform(0.0, JOINING / 2))
        try:
            pressing = pupil.press(lobby, custom_id=_ending(lobby, ":join"))
        except LookupError:
            return  # the quiz has begun already: who answers, takes part
        reply = await self._timed("join", pressing)
        self._played.joined += reply is not None

    async def _answer(self, pupil: Person, question: Message) -> None:
        """Give one answer to a question, some time before it closes or about then."""
        chance, closes, now = self._chance, _closes(question), time.time()
        late, twice = chance.random() < LATE, chance.random() < TWICE
        at = closes + chance.uniform(-0.3, 0.7) if late else now + chance.uniform(0.3, 0.8 * (closes - now))
        try:
            # What is pressed late was still to be seen when the finger came down.
            stale = [self._act(pupil, question)] if late else []
            await asyncio.sleep(max(0.0, at - now))
            acts = stale or [self._act(pupil, question) for _ in range(2 if twice else 1)]
        except NotOfferedError:
            return  # all can see that the question is closed
        await asyncio.gather(*(self._send(pupil, act) for act in acts))

    def _act(self, pupil: Person, message: Message, pattern: re.Pattern[str] = CONTROL) -> Interaction:
        """A press or choice that answers a question, or goes on with an answer.

        Raises:
            NotOfferedError: The message does not ask for one any more.
        """
        tokens = [each for each in _controls(message) if pattern.fullmatch(each)]
        if not tokens:
            raise NotOfferedError("the question is closed")
        token, chance = self._chance.choice(tokens), self._chance
        for select in message.selects:
            if select.custom_id == token:
                values = [each.value for each in chance.sample(select.options, chance.randint(1, 2))]
                return pupil.prepare_choice(message, token, values)
        return pupil.prepare_press(message, custom_id=token)

    async def _send(self, pupil: Person, act: Interaction) -> None:
        """Answer, in as many steps as the question takes."""
        found = CONTROL.fullmatch(act.data["custom_id"])
        assert found is not None, act.data  # noqa: S101 -- it was chosen by this expression
        while True:
            at = time.time()
            reply = await self._timed(act.data["custom_id"], self._server.hands.do(act))
            if reply is not None and reply.callback is Callback.MODAL:
                at = time.time()
                typed = {"answer": str(self._chance.randint(1978, 2001))}
                reply = await self._timed("form", pupil.submit(reply.modal, typed))
            told = None if reply is None else await self._shown(reply)
            if told is not None and any(map(STEP.fullmatch, _controls(told))):
                act = self._act(pupil, told, STEP)
                continue
            said = None if told is None else told.text
            self._played.tried.append(Tried(found[1], int(found[2]), str(pupil.id), at, said))
            return

    async def _timed(self, what: str, doing: Any) -> Reply | None:  # noqa: ANN401 -- a coroutine of a reply
        try:
            reply: Reply = await doing
        except UnansweredError as error:
            self._played.missed.append(f"{what}: {error}")
            return None
        self._played.seconds.append(reply.seconds)
        return reply

    async def _shown(self, reply: Reply) -> Message | None:
        """What the bot says to an answer: at once, or a moment after it had put it off."""
        if not reply.deferred:
            return reply.message
        self._played.deferred += 1
        ends = time.monotonic() + AFTER
        while time.monotonic() < ends:
            if reply.followups:
                return reply.followups[0]
            if reply.interaction.done.done():
                return reply.message
            await asyncio.sleep(LOOK / 4)
        return None


def _controls(message: Message) -> list[str]:
    ids = [button.custom_id for button in message.buttons] + [each.custom_id for each in message.selects]
    return [each for each in ids if each]


def _ending(message: Message, end: str) -> str:
    found = [each for each in _controls(message) if each.endswith(end)]
    if not found:
        raise LookupError(end)
    return found[0]


def _closes(question: Message) -> float:
    """When a question closes, in seconds since the epoch, as it says; now where it says no longer."""
    found = CLOSES.search(question.text)
    return float(found[1]) if found else time.time()
