"""A person's results, for themselves alone: the quizzes they played, and what to practise.

Tokens: `results` brings them again, `results:delete` asks whether to delete them, `results:delete:yes` does.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.marks import missed
from bot.message import GAP, Button, Line, Message, Moment, Style, Text, line
from content.dates import GREGORIAN_MONTHS

if TYPE_CHECKING:
    from bot.app import App, Request
    from bot.marks import Mark, Played
    from bot.texts import Texts

_QUIZZES = 5  # the last ones played; older ones are in the counts
_TOPICS = 5  # the weakest ones
_DELETE = "results:delete"
_PRACTISE = "try:mine"  # see bot.practice


@dataclass(frozen=True, slots=True)
class _Results:
    """What somebody got: the latest answer to each question, and the last quizzes."""

    marks: tuple[Mark, ...]
    quizzes: tuple[Played, ...]


async def results(app: App, request: Request) -> tuple[Message, ...]:
    """Tell the person who asks what they got so far, and what to practise.

    Raises:
        DatabaseError: It could not be read.
    """
    return (_told(app, request, await _read(app, request)),)


async def press(app: App, request: Request, value: str) -> tuple[Message, ...] | None:
    """Answer a press of `results:VALUE`: show them again, or delete them, which is asked once more before.

    Returns:
        What is answered; None where the token is none of these.

    Raises:
        DatabaseError: They could not be read or deleted.
    """
    say = request.say
    if value in {"", "delete"}:
        got = await _read(app, request)
        if not value or not (got.marks or got.quizzes):
            return (_told(app, request, got, replaces=True),)
        sure = line(say("Delete all your results? They cannot be brought back."))
        buttons = Button(say("Delete them"), f"{_DELETE}:yes"), Button(say("Keep them"), "results")
        return (Message((sure,), buttons, private=True, replaces=True),)
    if value != "delete:yes":
        return None
    await app.host.marks.forget(request.place.platform, request.person.id, request.server)
    told = "Your results are deleted. What everybody saw of a quiz or a question stays where it was shown."
    return (Message((line(say(told)),), private=True, replaces=True),)


async def _read(app: App, request: Request) -> _Results:
    platform, person, server = request.place.platform, request.person.id, request.server
    marks = await app.host.marks.of(platform, person, server)
    marks = tuple(mark for mark in marks if mark.question in app.bank.questions)
    return _Results(marks, await app.host.marks.played(platform, person, _QUIZZES, server))


def _told(app: App, request: Request, got: _Results, *, replaces: bool = False) -> Message:
    say = request.say
    lines = [line(say("Your results"), Style.TITLE)]
    if not (got.marks or got.quizzes):
        lines.append(line(say("Nothing yet: what you answer is counted here.")))
        lines.append(line(say("/quiz start begins a quiz."), Style.NOTE))
        return Message(tuple(lines), private=True, replaces=replaces)
    right = sum(mark.right for mark in got.marks)
    one = "You have answered {count} question, {right} right. Your latest answer counts."
    many = "You have answered {count} questions, {right} of them right. Of each, your latest answer counts."
    lines.append(line(say.count(one, many, len(got.marks), right=right)))
    if got.quizzes:
        lines += [GAP, line(say("Your last quizzes"), Style.HEADING)]
        lines += [_quiz(each, say) for each in got.quizzes]
    left = missed(got.marks, app.bank.questions)
    if left:
        lines += [GAP, line(say("To practise"), Style.HEADING), *_weak(app, got.marks, say)]
    presses = app.host.presses(request.place.platform)
    buttons = [Button(say("Delete my results"), _DELETE)]
    if left and presses:
        buttons.insert(0, Button(say("Practise what you missed"), _PRACTISE))
    elif left:
        lines.append(line(say("/quiz start topic:NAME asks about one of them."), Style.NOTE))
    return Message(tuple(lines), tuple(buttons), private=True, replaces=replaces)


def _quiz(played: Played, say: Texts) -> Line:
    when = datetime.fromtimestamp(played.at, UTC).astimezone()
    day = f"{when.day} {GREGORIAN_MONTHS[when.month - 1]} {when.year}"
    told = say("{points} points", points=played.points)
    told += ", " + say("{right} of {total} right", right=played.right, total=played.total)
    if played.players > 1:
        place = say("place {rank} of {players}", rank=played.rank, players=played.players)
        told += f", {place}"
    return Line((Moment(played.at, day), Text(f": {told}")), Style.ITEM)


def _weak(app: App, marks: tuple[Mark, ...], say: Texts) -> list[Line]:
    """The topics in which something was missed, the weakest first, with how much was right."""
    answered = Counter(app.bank.questions[mark.question].topic for mark in marks)
    right = Counter(app.bank.questions[mark.question].topic for mark in marks if mark.right)
    weak = [topic for topic in app.library.topics.values() if right[topic.id] < answered[topic.id]]
    weak.sort(key=lambda topic: right[topic.id] / answered[topic.id])
    return [
        Line(
            (
                Text(topic.name, strong=True),
                Text(f" ({topic.id}): "),
                Text(say("{right} of {total} right", right=right[topic.id], total=answered[topic.id])),
            ),
            Style.ITEM,
        )
        for topic in weak[:_TOPICS]
    ]
