"""One question at a time, privately: on an entry, or one that was missed; with what the answer was at once.

Nothing is kept between two presses: a token names the question (`try:QUESTION:ORDER:HOW`) with the order in
which it was shown, after an `m` where it was asked because it had been missed. What an answer earned is kept
for the person themselves (`bot.marks`).
"""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING

from bot import answers, rounds
from bot.backend import DatabaseError
from bot.marks import Mark, missed
from bot.message import GAP, Button, Form, Line, Message, Style, Text, line, pages
from quizzes.grading import feedback, grade
from quizzes.shown import Drawn, shown_order

if TYPE_CHECKING:
    from bot.app import App, Request
    from bot.message import Reply
    from quizzes.model import Question

_MISSED = "try:mine"  # asks the first question of those that the person missed

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Asking:
    """A question as it was shown, and whether it was asked because it had been missed."""

    asked: Question
    order: tuple[int, ...]
    again: bool = False

    @property
    def drawn(self) -> Drawn:
        return Drawn(self.asked.id, self.order)

    @property
    def token(self) -> str:
        return f"try:{self.asked.id}:{'m' if self.again else ''}{''.join(map(str, self.order))}"


def questions_on(app: App, entry: str) -> tuple[str, ...]:
    """The ids of the questions that stand on a claim of an entry, the easiest first."""
    found = [
        question
        for question in app.bank.questions.values()
        if any(claim.partition("/")[0] == entry for claim in question.claims)
    ]
    return tuple(each.id for each in sorted(found, key=lambda each: (each.difficulty, each.id)))


async def press(app: App, request: Request, token: str) -> Reply | None:
    """Ask a question, or take the answer to one and say its worth.

    `try:entry:ENTRY[:NUMBER]` asks one on an entry, `try:mine[:next]` one that the person missed.

    Returns:
        What is answered; None where the token is none of these.

    Raises:
        DatabaseError: What the person missed could not be read.
    """
    parts = token.split(":")
    if token in {_MISSED, f"{_MISSED}:next"}:
        return (await _missed(app, request, replaces=token != _MISSED),)
    if len(parts) in {3, 4} and parts[1] == "entry":
        ids = questions_on(app, parts[2])
        number = parts[3] if len(parts) == 4 else "0"
        if not ids or re.fullmatch(r"[0-9]{1,4}", number) is None:
            return None
        return (_ask(app, request, ids[int(number) % len(ids)], replaces=len(parts) == 4),)
    if len(parts) != 4 or parts[1] not in app.bank.questions:
        return None
    asked = app.bank.questions[parts[1]]
    order = tuple(int(digit) for digit in parts[2] if digit in "0123456789")
    if sorted(order) != sorted(shown_order(asked, Random(0))):  # noqa: S311 -- only its numbers matter
        return None
    return await _take(app, request, _Asking(asked, order, again=parts[2].startswith("m")), parts[3])


async def _missed(app: App, request: Request, *, replaces: bool) -> Message:
    """Ask the missed question that was answered longest ago."""
    left = await _left(app, request)
    if not left:
        said = request.say("Nothing that you missed is left to practise.")
        return Message((line(said),), private=True, replaces=replaces)
    return _ask(app, request, left[0], again=True, replaces=replaces)


async def _left(app: App, request: Request) -> tuple[str, ...]:
    marks = await app.host.marks.of(request.place.platform, request.person.id, request.server)
    return missed(marks, app.bank.questions)


def _ask(app: App, request: Request, name: str, *, replaces: bool, again: bool = False) -> Message:
    say, asked = request.say, app.bank.questions[name]
    order = shown_order(asked, Random(request.person.id + asked.id))  # noqa: S311 -- mixed, not secret
    asking = _Asking(asked, order, again)
    topic = app.library.topics[asked.topic].name
    about = Text(f" · {topic} · {say(rounds.DIFFICULTIES[asked.difficulty])}")
    title = say("A question that you missed") if again else say("A question for you")
    lines = [Line((Text(title, strong=True), about), Style.TITLE)]
    lines += [line(asked.prompt), *rounds.options(asked, order)]
    lines.append(line(say(rounds.ALONE[asked.kind]), Style.NOTE))
    buttons, selects = answers.controls(asked, asking.drawn, asking.token, say)
    return Message(tuple(lines), buttons, private=True, selects=selects, replaces=replaces)


async def _take(app: App, request: Request, asking: _Asking, how: str) -> Reply | None:
    say, asked = request.say, asking.asked
    taken = answers.take(asked, asking.drawn, asking.token, how, request.entered, request.say)
    if taken is None or isinstance(taken, Form):
        return taken
    if isinstance(taken, Message):
        return (taken,)
    judged = grade(asked, taken, app.library)
    await _note(app, request, Mark(asked.id, judged.credit, app.now()))
    verdict = say("Right") if judged.right else say("Partly right") if judged.credit else say("Wrong")
    lines = [Line((Text(verdict, strong=True),), Style.TITLE), line(asked.prompt)]
    lines += rounds.feedback_lines(asked, feedback(asked, taken, judged), say)
    lines += [rounds.solution_line(asked, app.library, say), GAP, *rounds.claims(asked, app.library)]
    buttons = _another(app, asked, request)
    if asking.again:
        buttons = await _next_missed(app, request, asked, lines)
    first, *others = pages(tuple(lines), buttons, private=True)
    return (Message(first.lines, first.buttons, private=True, replaces=True), *others)


async def _note(app: App, request: Request, mark: Mark) -> None:
    """Keep what an answer earned; that this fails is no reason not to tell whether it is right."""
    try:
        await app.host.marks.practised(request.person, request.place, request.server, mark)
    except DatabaseError as error:
        _LOG.warning("what was practised is not counted: %s", error)


async def _next_missed(app: App, request: Request, asked: Question, lines: list[Line]) -> tuple[Button, ...]:
    """What leads to the next question that was missed; where there is none left, a line says so."""
    try:
        left = await _left(app, request)
    except DatabaseError as error:
        _LOG.warning("what is left to practise is not known: %s", error)
        return ()
    if not left:
        lines += [GAP, line(request.say("That was the last one that you had missed."), Style.NOTE)]
        return ()
    label = request.say("Another question") if left != (asked.id,) else request.say("Try it again")
    return (Button(label, f"{_MISSED}:next"),)


def _another(app: App, asked: Question, request: Request) -> tuple[Button, ...]:
    entries = dict.fromkeys(claim.partition("/")[0] for claim in asked.claims)
    ids, entry = max(((questions_on(app, entry), entry) for entry in entries), key=lambda each: len(each[0]))
    if len(ids) < 2:
        return ()
    return (Button(request.say("Another question"), f"try:entry:{entry}:{ids.index(asked.id) + 1}"),)
