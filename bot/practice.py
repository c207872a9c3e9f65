"""One question at a time, privately: on an entry, with what the answer was and why at once.

Nothing is kept: a token names the question (`try:QUESTION:ORDER:HOW`) with the order in which it was shown.
"""

from __future__ import annotations

import re
from random import Random
from typing import TYPE_CHECKING

from bot import answers, rounds
from bot.message import GAP, Button, Form, Line, Message, Style, Text, line, pages
from quizzes.grading import feedback, grade
from quizzes.shown import Drawn, shown_order

if TYPE_CHECKING:
    from bot.app import App, Request
    from bot.message import Reply
    from quizzes.model import Question


def questions_on(app: App, entry: str) -> tuple[str, ...]:
    """The ids of the questions that stand on a claim of an entry, the easiest first."""
    found = [
        question
        for question in app.bank.questions.values()
        if any(claim.partition("/")[0] == entry for claim in question.claims)
    ]
    return tuple(each.id for each in sorted(found, key=lambda each: (each.difficulty, each.id)))


def press(app: App, request: Request, token: str) -> Reply | None:
    """Ask a question on an entry (`try:entry:ENTRY[:NUMBER]`), or take the answer to one and say its worth.

    Returns:
        What is answered; None where the token is none of these.
    """
    parts = token.split(":")
    if len(parts) in {3, 4} and parts[1] == "entry":
        ids = questions_on(app, parts[2])
        number = parts[3] if len(parts) == 4 else "0"
        if not ids or re.fullmatch(r"[0-9]{1,4}", number) is None:
            return None
        asked = app.bank.questions[ids[int(number) % len(ids)]]
        order = shown_order(asked, Random(request.person.id + asked.id))  # noqa: S311 -- mixed, not secret
        return (_ask(app, request, asked, Drawn(asked.id, order), replaces=len(parts) == 4),)
    if len(parts) != 4 or parts[1] not in app.bank.questions:
        return None
    asked = app.bank.questions[parts[1]]
    order = tuple(int(digit) for digit in parts[2] if digit in "0123456789")
    if sorted(order) != sorted(shown_order(asked, Random(0))):  # noqa: S311 -- only its numbers matter
        return None
    return _take(app, request, asked, Drawn(asked.id, order), parts[3])


def _token(drawn: Drawn) -> str:
    return f"try:{drawn.question}:{''.join(map(str, drawn.order))}"


def _ask(app: App, request: Request, asked: Question, drawn: Drawn, *, replaces: bool) -> Message:
    say = request.say
    topic = app.library.topics[asked.topic].name
    about = Text(f" · {topic} · {say(rounds.DIFFICULTIES[asked.difficulty])}")
    head = Line((Text(say("A question for you"), strong=True), about), Style.TITLE)
    lines = [head, line(asked.prompt), *rounds.options(asked, drawn.order)]
    lines.append(line(say(rounds.ALONE[asked.kind]), Style.NOTE))
    buttons, selects = answers.controls(asked, drawn, _token(drawn), say)
    return Message(tuple(lines), buttons, private=True, selects=selects, replaces=replaces)


def _take(app: App, request: Request, asked: Question, drawn: Drawn, how: str) -> Reply | None:
    say = request.say
    taken = answers.take(asked, drawn, _token(drawn), how, request.entered, request.say)
    if taken is None or isinstance(taken, Form):
        return taken
    if isinstance(taken, Message):
        return (taken,)
    judged = grade(asked, taken, app.library)
    verdict = say("Right") if judged.right else say("Partly right") if judged.credit else say("Wrong")
    lines = [Line((Text(verdict, strong=True),), Style.TITLE), line(asked.prompt)]
    lines += rounds.feedback_lines(asked, feedback(asked, taken, judged), say)
    lines += [rounds.solution_line(asked, app.library, say), GAP, *rounds.claims(asked, app.library)]
    buttons = _another(app, asked, request)
    first, *others = pages(tuple(lines), buttons, private=True)
    return (Message(first.lines, first.buttons, private=True, replaces=True), *others)


def _another(app: App, asked: Question, request: Request) -> tuple[Button, ...]:
    entries = dict.fromkeys(claim.partition("/")[0] for claim in asked.claims)
    ids, entry = max(((questions_on(app, entry), entry) for entry in entries), key=lambda each: len(each[0]))
    if len(ids) < 2:
        return ()
    return (Button(request.say("Another question"), f"try:entry:{entry}:{ids.index(asked.id) + 1}"),)
