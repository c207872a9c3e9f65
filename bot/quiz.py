"""The quiz commands: start, resume, skip, scores, stop; and answering the open question by typing."""

from __future__ import annotations

import re
import secrets
from typing import TYPE_CHECKING

from bot import rounds
from bot.host import HostError
from bot.message import Message, Person, line, pages
from bot.topics import topic_named
from quizzes.draw import draw
from quizzes.effects import Reason, Refused
from quizzes.grading import read
from quizzes.moves import Answer, Skip, Stop
from quizzes.session import Phase, Setup

if TYPE_CHECKING:
    from bot.app import App, Request
    from bot.host import Sitting
    from quizzes.effects import Effect

QUESTIONS = 5
PLAYERS = 12  # at one keyboard; more is a class, which plays on its own devices
_NAME_LENGTH = 30
_ALL = "all"  # topics, as people say for none in particular


async def start(app: App, request: Request) -> tuple[Message, ...]:
    """Draw questions and ask the first one."""
    say = request.say
    players = _players(request)
    wanted = request.text("topic")
    wanted = "" if wanted.casefold() == _ALL else wanted
    topic = topic_named(app, wanted) if wanted else None
    if wanted and topic is None:
        known = ", ".join(app.library.topics)
        problem = say(
            "There is no one topic “{wanted}”. The topics are: {known}.", wanted=wanted[:40], known=known
        )
    elif len(players) > PLAYERS:
        problem = say("At most {count} players fit at one keyboard.", count=PLAYERS)
    elif len({player.id for player in players}) < len(players):
        problem = say("Two players have the same name; give each a name of their own.")
    else:
        setup = await _set_up(app, request, topic, in_turn=len(players) > 1)
        if not setup.drawn:
            problem = say("There is no question of that kind yet. /topics shows what there is.")
        elif await app.host.begin(request.place, say, setup, players):
            return ()
        else:
            problem = say("A quiz is open here. /quiz resume goes on with it, /quiz stop ends it.")
    return _note(problem)


async def _set_up(app: App, request: Request, topic: str | None, *, in_turn: bool) -> Setup:
    chosen = request.number("seed")
    seed = secrets.randbelow(2**31) if chosen is None else chosen
    drawn = draw(
        app.bank,
        seed=seed,
        count=request.number("questions") or QUESTIONS,
        topics=(topic,) if topic else (),
        difficulty=request.number("difficulty"),
        # A chosen seed asks for the same quiz again, whatever was seen.
        seen=frozenset() if chosen is not None else await app.host.seen(request.place),
    )
    seconds = float(request.number("seconds") or 0) or None
    return Setup(seed=seed, drawn=drawn, seconds=seconds, in_turn=in_turn, created_by=request.person.id)


def _players(request: Request) -> tuple[Person, ...]:
    typed = re.split(r"[,،;&]|\band\b|\bو\b", request.text("players"))
    names = (" ".join(name.split())[:_NAME_LENGTH] for name in typed)
    named = tuple(Person(name.casefold(), name) for name in names if name)
    return named or (request.person,)


async def resume(app: App, request: Request) -> tuple[Message, ...]:
    """Go on with a quiz that was interrupted."""
    sitting = await _open(app, request)
    if isinstance(sitting, Message):
        return (sitting,)
    return _reply(request, await app.host.resume(sitting))


async def skip(app: App, request: Request) -> tuple[Message, ...]:
    """Leave out the open question."""
    sitting = await _open(app, request)
    if isinstance(sitting, Message):
        return (sitting,)
    return _reply(request, await app.host.move(sitting, Skip(request.person.id, app.now())))


async def stop(app: App, request: Request) -> tuple[Message, ...]:
    """End the quiz and show its table."""
    sitting = await _open(app, request)
    if isinstance(sitting, Message):
        return (sitting,)
    return _reply(request, await app.host.move(sitting, Stop(request.person.id, app.now())))


async def scores(app: App, request: Request) -> tuple[Message, ...]:
    """The points so far."""
    sitting = await _open(app, request)
    if isinstance(sitting, Message):
        return (sitting,)
    return (rounds.table(sitting.session.table, request.say, over=False),)


async def offer(app: App, request: Request) -> tuple[Message, ...]:
    """What to tell somebody who arrives at a place where a quiz was interrupted; nothing where none was."""
    try:
        sitting = await app.host.recall(request.place, request.say)
    except HostError as error:
        return _note(str(error))
    return pages(rounds.interrupted(sitting.session, request.say)) if sitting else ()


async def answer(
    app: App, request: Request, sitting: Sitting, player: Person, typed: str
) -> tuple[Message, ...]:
    """Take a typed answer to the open question; what to tell the player privately."""
    session = sitting.session
    if session.phase is not Phase.OPEN:
        return _note(request.say(rounds.REFUSALS[Reason.NO_OPEN_QUESTION]))
    drawn = session.setup.drawn[session.number]
    response = read(app.bank.questions[drawn.question], drawn, typed)
    if isinstance(response, str):
        return _note(response)
    move = Answer(player.id, session.number, response, app.now(), player.name)
    return _reply(request, await app.host.move(sitting, move))


async def _open(app: App, request: Request) -> Sitting | Message:
    try:
        sitting = await app.host.recall(request.place, request.say)
    except HostError as error:
        return Message((line(str(error)),), private=True)
    return sitting or Message(
        (line(request.say("No quiz is open here. /quiz start begins one.")),), private=True
    )


def _reply(request: Request, effects: tuple[Effect, ...]) -> tuple[Message, ...]:
    for effect in effects:
        if isinstance(effect, Refused):
            return _note(request.say(rounds.REFUSALS[effect.reason]))
    return ()


def _note(sentence: str) -> tuple[Message, ...]:
    return pages((line(sentence),), private=True)
