"""A player's own results: what was answered to a question, and what was missed in a quiz."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot import rounds
from bot.message import GAP, Line, Message, Style, Text, line, pages

if TYPE_CHECKING:
    from bot.app import App, Request
    from quizzes.effects import Result, Reveal
    from quizzes.session import Session


def answer(app: App, request: Request, session: Session, number: int) -> tuple[Message, ...]:
    """What the person answered to a question that was revealed, and what is told about it."""
    say = request.say
    shown = next((reveal for reveal in session.reveals if reveal.number == number), None)
    if shown is None:
        return _note(say("This question has not been revealed yet."))
    result = _own(shown, request.person.id)
    if result is None or result.response is None:
        return _note(say("You did not answer this question."))
    asked = app.bank.questions[session.setup.drawn[number].question]
    return pages(tuple(rounds.result_lines(asked, result, session, say, alone=True)), private=True)


def missed(app: App, request: Request, session: Session, again: str) -> tuple[Message, ...]:
    """Every question that the person did not get wholly right, with the answer, why, and the sources."""
    say = request.say
    own = [(shown, _own(shown, request.person.id)) for shown in session.reveals if not shown.skipped]
    if not any(result is not None and result.response is not None for _, result in own):
        return _note(say("You did not take part in this quiz."))
    lines: list[Line] = []
    for shown, result in own:
        if result is not None and result.grade is not None and result.grade.right:
            continue
        asked = app.bank.questions[session.setup.drawn[shown.number].question]
        if lines:
            lines.append(GAP)
        lines.append(Line((Text(f"{shown.number + 1}. {asked.prompt}", strong=True),), Style.HEADING))
        if result is not None and result.response is not None:
            lines += rounds.result_lines(asked, result, session, say, alone=True)
        else:
            lines.append(line(say("You did not answer it."), Style.NOTE))
        lines += rounds.explanation(asked, app.library, say)
        lines += rounds.claims(asked, app.library)
    if not lines:
        return _note(say("You missed nothing: every answer was right."))
    head = Line((Text(say("What you missed"), strong=True),), Style.TITLE)
    return pages((head, *lines), private=True, again=again)


def _own(shown: Reveal, player: str) -> Result | None:
    return next((result for result in shown.results if result.player == player), None)


def _note(sentence: str) -> tuple[Message, ...]:
    return pages((line(sentence),), private=True)
