"""The question of the day: answers to it, each private, and all of the day that a post is about.

Tokens, after `daily:`, where POST is a post's id: `q:POST:HOW` answers (`HOW` see `bot.answers`), `more:POST`
brings all of the day, `table:POST` the table of the channel. The first answer counts, and its worth is told
at once, to whoever gave it.
"""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING

from bot import answers, leaderboard, rounds, today
from bot.backend import DatabaseError
from bot.daily_answers import Answer
from bot.daily_result import chosen_for, sober
from bot.marks import Mark
from bot.message import GAP, Button, Form, Line, Message, Style, Text, line, pages
from bot.practice import questions_on
from bot.preferences import Sensitivity
from bot.subscriptions import UnreadableError
from content.days import on_this_day
from quizzes.grading import feedback, grade
from quizzes.model import Chosen, Written
from quizzes.shown import shown_order

if TYPE_CHECKING:
    from bot.app import App, Request
    from bot.message import Reply
    from bot.outbox import Post
    from quizzes.grading import Grade
    from quizzes.model import Question, Response
    from quizzes.shown import Drawn

_POST = re.compile(r"[0-9a-f]{16}")

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Asked:
    """The question of a post, as it was shown there."""

    post: Post
    question: Question
    drawn: Drawn
    sober: bool


async def press(app: App, request: Request, value: str) -> Reply | None:
    """Answer a press of `daily:VALUE`, where that is about a post.

    Returns:
        What is answered; None where the token is none of these, or about a post that is not kept, or is
        another place's.

    Raises:
        DatabaseError: The post could not be read, or the answer not be kept.
    """
    what, _, rest = value.partition(":")
    name, _, how = rest.partition(":")
    if what not in {"q", "more", "table"} or _POST.fullmatch(name) is None or bool(how) != (what == "q"):
        return None
    post = await app.daily.outbox.get(name)
    if post is None or not _here(post, request):
        return None
    if what == "table":
        return await leaderboard.table(app, request, post.place)
    return await _more(app, request, post) if what == "more" else await _answer(app, request, post, how)


def _here(post: Post, request: Request) -> bool:
    """Whether a post belongs to where it is pressed."""
    if (post.platform, post.server) != (request.place.platform, request.server):
        return False
    return bool(post.server) or post.place in {request.place.id, *request.within}


async def _more(app: App, request: Request, post: Post) -> tuple[Message, ...]:
    """All of the day that a post is about, as On this day tells it."""
    try:
        subscription = await app.daily.subscriptions.get(post.subscription)
    except UnreadableError:
        subscription = None
    graphic = subscription is not None and subscription.wish.graphic
    graphic = graphic or request.settings.sensitivity is Sensitivity.SHOW
    again = f"daily:more:{post.id}"
    return app.kept.get(
        (again, graphic, request.settings.locale, request.settings.calendar),
        lambda: today.told(
            app, request, on_this_day(app.library, post.day, graphic=graphic), private=True, again=again
        ),
    )


async def _answer(app: App, request: Request, post: Post, how: str) -> Reply | None:
    asked = _asked(app, post)
    if asked is None:
        return None
    past = await _past(app, request, asked)
    if past is not None:
        return past
    token = f"daily:q:{post.id}"
    taken = answers.take(asked.question, asked.drawn, token, how, request.entered, request.say)
    if taken is None or isinstance(taken, Form):
        return taken
    return (taken,) if isinstance(taken, Message) else await _count(app, request, asked, taken)


async def _count(app: App, request: Request, asked: _Asked, taken: Response) -> Reply:
    """Keep an answer, and tell what it is worth."""
    judged, at = grade(asked.question, taken, app.library), app.now()
    if not await app.daily.answers.answer(_kept(request, asked.post, taken, judged, at)):
        # Another press of theirs was quicker, or the next post was.
        return await _earlier(app, request, asked) or _closed(app, request, asked)
    await _note(app, request, Mark(asked.question.id, judged.credit, at))
    return _told(app, request, asked, taken)


def _asked(app: App, post: Post) -> _Asked | None:
    """The question of a post; None where it asks none, or one that is no more."""
    told = chosen_for(post)
    if told is None or told.drawn is None:
        return None
    question = app.bank.questions.get(told.question)
    if question is None or sorted(told.order) != sorted(shown_order(question, Random(0))):  # noqa: S311 -- only its numbers matter
        return None
    return _Asked(post, question, told.drawn, sober(told, app.library, app.bank))


async def _earlier(app: App, request: Request, asked: _Asked) -> tuple[Message, ...] | None:
    """What is told to somebody who has answered; None where they have not."""
    platform, person = request.place.platform, request.person.id
    given = await app.daily.answers.of(asked.post.id, platform, person, request.server)
    if given is None:
        return None
    note = request.say("You have answered this question already; the first answer counts.")
    return _told(app, request, asked, _read(given.response), note)


async def _past(app: App, request: Request, asked: _Asked) -> tuple[Message, ...] | None:
    """What is told to somebody whose answer would not count; None where it would."""
    earlier = await _earlier(app, request, asked)
    if earlier is None and asked.post.closed_at is not None:
        return _closed(app, request, asked)
    return earlier


def _told(
    app: App, request: Request, asked: _Asked, response: Response, note: str = ""
) -> tuple[Message, ...]:
    """What an answer is worth, why, the right one, and what that stands on."""
    say, question, post = request.say, asked.question, asked.post
    judged = grade(question, response, app.library)
    verdict = say("Right") if judged.right else say("Partly right") if judged.credit else say("Wrong")
    lines = [Line((Text(verdict, strong=True),), Style.TITLE)]
    if note:
        lines.append(line(note, Style.NOTE))
    lines.append(line(question.prompt))
    lines += rounds.feedback_lines(question, feedback(question, response, judged), say)
    lines += [
        rounds.solution_line(question, app.library, say),
        GAP,
        *rounds.claims(question, app.library),
    ]
    if post.closed_at is None:
        coming = say("The result comes with the next question.")
        names = say("It names those who were right, never those who were wrong.")
        lines += [GAP, line(f"{coming} {names}", Style.NOTE)]
    buttons = () if asked.sober else (Button(say("Table"), f"daily:table:{post.id}"),)
    return _replacing(lines, (*_practice(app, request, question), *buttons))


def _closed(app: App, request: Request, asked: _Asked) -> tuple[Message, ...]:
    """What is told to somebody who comes too late."""
    say, question = request.say, asked.question
    lines = [
        line(say("This question is closed."), Style.TITLE),
        line(question.prompt),
        *rounds.explanation(question, app.library, say),
        GAP,
        *rounds.claims(question, app.library),
    ]
    return _replacing(lines, _practice(app, request, question))


def _replacing(lines: list[Line], buttons: tuple[Button, ...]) -> tuple[Message, ...]:
    """Private pages, of which the first takes the place of the steps that led there."""
    first, *others = pages(tuple(lines), buttons, private=True)
    return (Message(first.lines, first.buttons, private=True, replaces=True), *others)


def _practice(app: App, request: Request, question: Question) -> tuple[Button, ...]:
    """What leads to another question on the same entries."""
    entries = dict.fromkeys(claim.partition("/")[0] for claim in question.claims)
    ids, entry = max(((questions_on(app, entry), entry) for entry in entries), key=lambda each: len(each[0]))
    if len(ids) < 2:
        return ()
    token = f"try:entry:{entry}:{ids.index(question.id) + 1}"
    return (Button(request.say("Practise another one"), token),)


async def _note(app: App, request: Request, mark: Mark) -> None:
    """Count an answer among the person's own results; that this fails takes nothing from the answer."""
    try:
        await app.host.marks.practised(request.person, request.place, request.server, mark)
    except DatabaseError as error:
        _LOG.warning("an answer to a question of the day is not among the results: %s", error)


def _kept(request: Request, post: Post, taken: Response, judged: Grade, at: float) -> Answer:
    """What is kept of an answer."""
    person = request.person
    return Answer(
        post=post.id,
        platform=post.platform,
        person=person.id,
        name=person.name,
        server=post.server,
        place=post.place,
        credit=judged.credit,
        response=_written(taken),
        at=at,
    )


def _written(response: Response) -> str:
    """An answer as it is kept."""
    if isinstance(response, Chosen):
        return "c" + ",".join(map(str, response.numbers))
    return "w" + response.text


def _read(kept: str) -> Response:
    """The answer that was kept."""
    if kept.startswith("c"):
        return Chosen(tuple(int(number) for number in kept[1:].split(",") if number))
    return Written(kept[1:])
