"""The quiz commands, and the presses by which a quiz is played where each has a device of their own."""

from __future__ import annotations

import re
import secrets
from typing import TYPE_CHECKING

from bot import answers, mine, rounds, standings
from bot.host import HostError
from bot.message import Form, Line, Message, Person, Style, Text, line, pages
from bot.preferences import Starters
from bot.settings import answers_here
from bot.topics import topic_named
from quizzes.draw import draw
from quizzes.effects import Reason, Refused, Reveal
from quizzes.grading import read
from quizzes.model import Written
from quizzes.moves import Answer, Close, Extend, Join, Next, Skip, Start, Stop
from quizzes.session import Phase, Setup

if TYPE_CHECKING:
    from bot.app import App, Request
    from bot.host import Sitting
    from bot.message import Reply
    from quizzes.effects import Effect
    from quizzes.model import Question, Response
    from quizzes.moves import Move
    from quizzes.session import Session

QUESTIONS = 5
PLAYERS = 12  # at one keyboard; more is a class, which plays on its own devices
# Seconds, where a group plays: time to read and think, to come in, and to read the explanation.
SECONDS, WAIT, PAUSE = 45, 20, 20
EXTENSION = 30
_NAME_LENGTH = 30
_ALL = "all"  # topics, as people say for none in particular


async def start(app: App, request: Request) -> Reply:
    """Draw questions, and ask the first one or call players to join."""
    say = request.say
    wanted = request.text("topic")
    topic = topic_named(app, wanted) if wanted.casefold() not in {"", _ALL} else None
    players = _players(request)
    problem = _hindrance(request) or _misfit(app, request, topic, players)
    if problem is not None:
        return _note(problem)
    presses = app.host.presses(request.place.platform)
    group = presses and not request.alone
    setup = await _set_up(app, request, topic, in_turn=len(players) > 1, group=group)
    if not setup.drawn:
        return _note(say("There is no question of that kind yet. /topics shows what there is."))
    if not await app.host.begin(request.place, say, setup, () if group else players, request.server):
        return _note(await _open_already(app, request))
    on = say("Your quiz is on. /quiz skip and /quiz stop are yours.")
    if group:
        on = say("Your quiz is on. /quiz skip, extend, reveal and stop are yours and the moderators'.")
    if len(setup.drawn) < (request.number("questions") or QUESTIONS):
        on += " " + say("There are only {count} questions of that kind.", count=len(setup.drawn))
    return _note(on) if presses else ()


async def _open_already(app: App, request: Request) -> str:
    """What to do about the quiz that is open at a place."""
    say = request.say
    sitting = await app.host.recall(request.place, say)
    if sitting is not None and sitting.running and sitting.session.phase is Phase.LOBBY:
        return say("A quiz is about to begin here: press Join above.")
    return say("A quiz is open here. /quiz resume goes on with it, /quiz stop ends it.")


def _misfit(app: App, request: Request, topic: str | None, players: tuple[Person, ...]) -> str | None:
    """What is wrong with what was asked for."""
    say, wanted = request.say, request.text("topic")
    if topic is None and wanted.casefold() not in {"", _ALL}:
        known = ", ".join(app.library.topics)
        return say(
            "There is no one topic “{wanted}”. The topics are: {known}.", wanted=wanted[:40], known=known
        )
    unfit = [name for name in ("wait", "pause") if request.number(name) is not None]
    presses = app.host.presses(request.place.platform)
    if presses and request.text("players"):
        return say("players: that is for people at one keyboard. Here everybody plays for themselves.")
    if unfit and not presses:
        return say("{names}: that is for players who each have a device.", names=", ".join(unfit))
    if len(players) > PLAYERS:
        return say("At most {count} players fit at one keyboard.", count=PLAYERS)
    if len({player.id for player in players}) < len(players):
        return say("Two players have the same name; give each a name of their own.")
    return None


def _hindrance(request: Request) -> str | None:
    """Why no quiz can be started by this person at this place."""
    say = request.say
    if not request.present:
        invite = request.invite or say("Add it, or play in a direct message.")
        return " ".join((say("Tarikh is not a member here, so it cannot run a quiz."), invite))
    if (missing := _missing(request)) is not None:
        return missing
    if request.settings.starters is Starters.MODERATORS and not request.moderator:
        return say("Here, moderators start quizzes.")
    if not answers_here(request):
        return say("Quizzes are not played in this channel. Those who manage Tarikh here choose them.")
    return None


def _missing(request: Request) -> str | None:
    """What would have to be granted for a quiz here."""
    if not request.lacking:
        return None
    granted = ", ".join(request.lacking)
    return request.say("For a quiz here, please grant Tarikh in this channel: {granted}.", granted=granted)


async def _set_up(app: App, request: Request, topic: str | None, *, in_turn: bool, group: bool) -> Setup:
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

    def seconds(option: str, otherwise: int) -> float:
        given = request.number(option)
        return float((otherwise if group else 0) if given is None else given)

    return Setup(
        seed=seed,
        drawn=drawn,
        seconds=seconds("seconds", SECONDS) or None,
        in_turn=in_turn,
        created_by=request.person.id,
        wait=seconds("wait", WAIT) if group else None,
        pause=seconds("pause", PAUSE) or None,
    )


def _players(request: Request) -> tuple[Person, ...]:
    typed = re.split(r"[,،;&]|\band\b|\bو\b", request.text("players"))
    names = (" ".join(name.split())[:_NAME_LENGTH] for name in typed)
    named = tuple(Person(name.casefold(), name) for name in names if name)
    return named or (request.person,)


async def resume(app: App, request: Request) -> Reply:
    """Go on with a quiz that was interrupted."""
    sitting = await _open(app, request)
    if isinstance(sitting, Message):
        return (sitting,)
    if (missing := _missing(request)) is not None:
        return _note(missing)
    if sitting.running and app.host.presses(request.place.platform):
        app.host.show(sitting)
        return _note(
            request.say("The quiz here is going on; what stands open is shown again if it was gone.")
        )
    return _reply(request, await app.host.resume(sitting), request.say("The quiz goes on."), app)


async def skip(app: App, request: Request) -> Reply:
    """Leave out the open question."""
    return await _conduct(app, request, Skip(request.person.id, app.now()), request.say("Skipped."))


async def reveal(app: App, request: Request) -> Reply:
    """Close the open question and show its answer."""
    return await _conduct(app, request, Close(request.person.id, app.now()), request.say("Closed."))


async def extend(app: App, request: Request) -> Reply:
    """Give the open question more time."""
    seconds = request.number("seconds") or EXTENSION
    said = request.say("{time} more.", time=rounds.seconds_text(seconds, request.say))
    return await _conduct(app, request, Extend(request.person.id, float(seconds), app.now()), said)


async def stop(app: App, request: Request) -> Reply:
    """End the quiz and show its table."""
    return await _conduct(app, request, Stop(request.person.id, app.now()), request.say("The quiz is over."))


async def _conduct(app: App, request: Request, move: Move, done: str) -> Reply:
    """Make a move that only the one who started the quiz, or a moderator, may make."""
    sitting = await _open(app, request)
    if isinstance(sitting, Message):
        return (sitting,)
    if not _may(request, sitting):
        return _note(request.say("Only {name} or a moderator may do that.", name=_starter(request, sitting)))
    reply = _reply(request, await app.host.move(sitting, move), done, app)
    missing = _missing(request)
    return (*reply, *_note(missing)) if missing else reply


def _may(request: Request, sitting: Sitting) -> bool:
    return request.moderator or request.person.id == sitting.session.setup.created_by


def _starter(request: Request, sitting: Sitting) -> str:
    player = sitting.session.player(sitting.session.setup.created_by)
    return player.name if player else request.say("the one who started this quiz")


async def scores(app: App, request: Request) -> Reply:
    """The points so far."""
    sitting = await _open(app, request)
    if isinstance(sitting, Message):
        return (sitting,)
    return (standings.table(sitting.session.table, request.say, over=False),)


async def offer(app: App, request: Request) -> tuple[Message, ...]:
    """What to tell somebody who arrives at a place where a quiz was interrupted; nothing where none was."""
    try:
        sitting = await app.host.recall(request.place, request.say)
    except HostError as error:
        return _note(str(error))
    return pages(standings.interrupted(sitting.session, request.say)) if sitting else ()


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
    return _reply(request, await app.host.move(sitting, move), "", app)


async def press(app: App, request: Request, token: str) -> Reply | None:
    """Answer a press of a quiz's button: `quiz:ID:join|begin|missed` or `quiz:ID:NUMBER:next|mine|HOW`.

    Returns:
        What is answered; None where the token is none of these.
    """
    now = app.now()  # the moment of the press: what is looked up first must cost nobody their time
    _, name, *rest = (*token.split(":"), "")
    rest = rest[:-1]
    if not rest and name in {"resume", "stop"}:
        return await (resume if name == "resume" else stop)(app, request)
    if rest and rest[-1] in {"missed", "mine"}:
        session = await app.host.past(name, request.place)
        return _look_back(app, request, session, rest, token) if session else None
    sitting = await _open(app, request)
    if isinstance(sitting, Message) or sitting.id != name:
        over = await app.host.known(name, request.place)
        return _note(request.say("That quiz is over.")) if over else None
    number = _number(rest[0]) if len(rest) == 2 else None
    if number is not None and number < len(sitting.session.setup.drawn):
        act = _go_on if rest[1] == "next" else _answered
        return await act(app, request, sitting, number, rest[1], now)
    return await _lobby(app, request, sitting, rest[0], now) if len(rest) == 1 else None


def _look_back(
    app: App, request: Request, session: Session, rest: list[str], token: str
) -> tuple[Message, ...] | None:
    if rest == ["missed"]:
        return mine.missed(app, request, session, token)
    number = _number(rest[0])
    return None if number is None or len(rest) != 2 else mine.answer(app, request, session, number)


async def _go_on(
    app: App, request: Request, sitting: Sitting, number: int, _how: str, now: float
) -> Reply | None:
    if not _may(request, sitting):
        name = _starter(request, sitting)
        return _note(request.say("Only {name} or a moderator may go on early.", name=name))
    effects = await app.host.move(sitting, Next(now, number))
    if Refused(None, Reason.STALE) in effects:  # an old reveal's, or pressed by two at once
        return _note(request.say("The quiz has gone on."))
    return _reply(request, effects, "", app)


async def _lobby(app: App, request: Request, sitting: Sitting, what: str, now: float) -> Reply | None:
    say, person = request.say, request.person
    if what == "join":
        effects = await app.host.move(sitting, Join(person.id, person.name, now))
        return _reply(request, effects, say("You are in."), app)
    if what != "begin":
        return None
    if not _may(request, sitting):
        name = _starter(request, sitting)
        return _note(say("Only {name} or a moderator may begin early.", name=name))
    return _reply(request, await app.host.move(sitting, Start(now, person.id)), "", app)


async def _answered(  # noqa: PLR0913, PLR0917 -- a press, and when it was made
    app: App, request: Request, sitting: Sitting, number: int, how: str, now: float
) -> Reply | None:
    """Take a pressed, chosen or typed answer, or go on asking for it."""
    session = sitting.session
    problem = _too_late(session, request, number)
    if problem is not None:
        return _note(request.say(rounds.REFUSALS[problem]))
    drawn = session.setup.drawn[number]
    asked = app.bank.questions[drawn.question]
    taken = answers.take(asked, drawn, f"quiz:{sitting.id}:{number}", how, request.entered, request.say)
    if taken is None or isinstance(taken, Form):
        return taken
    if isinstance(taken, Message):
        return (taken,)
    person = request.person
    effects = await app.host.move(sitting, Answer(person.id, number, taken, now, person.name))
    for effect in effects:
        if isinstance(effect, Refused):
            return _note(request.say(rounds.REFUSALS[effect.reason]), replaces=how[0] == "d")
    alone = session.setup.wait is None
    if alone and any(isinstance(effect, Reveal) for effect in effects):
        return ()  # what comes of it is seen at once
    return _confirmed(app, request, asked, taken, replaces=how[0] == "d")


def _confirmed(
    app: App, request: Request, asked: Question, taken: Response, *, replaces: bool
) -> tuple[Message, ...]:
    """That an answer counts, and what it was; not whether it is right."""

    def made() -> tuple[Message, ...]:
        head = Line((Text(request.say("Your answer counts:"), strong=True),))
        told = (line(part, Style.ITEM) for part in answers.said(asked, taken))
        return (Message((head, *told), private=True, replaces=replaces),)

    if isinstance(taken, Written):
        return made()  # hardly ever the same twice
    return app.kept.get(("counts", request.settings.locale, asked.id, taken, replaces), made)


def _too_late(session: Session, request: Request, number: int) -> Reason | None:
    """Why it makes no sense to take or ask for an answer; the session decides about the rest."""
    if number < session.number or session.phase is Phase.FINISHED:
        return Reason.LATE
    if session.phase is Phase.REVEALED:
        return Reason.LATE
    if request.person.id in session.answered():
        return Reason.ALREADY_ANSWERED
    return None


def _number(text: str) -> int | None:
    return int(text) if re.fullmatch(r"[0-9]{1,3}", text) else None


async def _open(app: App, request: Request) -> Sitting | Message:
    try:
        sitting = await app.host.recall(request.place, request.say)
    except HostError as error:
        return Message((line(str(error)),), private=True)
    return sitting or Message(
        (line(request.say("No quiz is open here. /quiz start begins one.")),), private=True
    )


def _reply(request: Request, effects: tuple[Effect, ...], done: str, app: App) -> tuple[Message, ...]:
    """What the mover is told: why it was refused; else, where it is not seen at once, that it is done."""
    for effect in effects:
        if isinstance(effect, Refused):
            return _note(request.say(rounds.REFUSALS[effect.reason]))
    return _note(done) if done and app.host.presses(request.place.platform) else ()


def _note(sentence: str, *, replaces: bool = False) -> tuple[Message, ...]:
    return (Message((line(sentence),), private=True, replaces=replaces),)
