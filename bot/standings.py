"""Who plays a quiz, as it is said: the call to join, the tables, and what was cut off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.message import Button, Line, Mention, Message, Moment, Person, Style, Text, line
from bot.rounds import seconds_text

if TYPE_CHECKING:
    from bot.rounds import Asking
    from bot.texts import Texts
    from quizzes.scoring import Table
    from quizzes.session import Session

_NAMED = 20  # players named one by one; a whole school is counted
_ROWS = 25  # of a table; who comes after sees their own result by a press


def invitation(session: Session, asking: Asking, starts: float | None) -> Message:
    """The call to join before the first question; `starts` is when that comes by itself."""
    say, setup = asking.say, session.setup
    counted = say.count("{count} question", "{count} questions", len(setup.drawn))
    timed = say("no time limit")
    if setup.seconds is not None:
        timed = say("{time} for each", time=seconds_text(setup.seconds, say))
    lines = [
        Line((Text(say("A quiz"), strong=True), Text(f" · {counted} · {timed}")), Style.TITLE),
        line(say("Press Join to play. A question closes as soon as all who joined have answered.")),
        _players(session, say),
    ]
    if starts is not None:
        words = Text(say("The first question comes ")), Moment(starts, say("soon")), Text(".")
        lines.append(Line(words, Style.NOTE))
    buttons = Button(say("Join"), f"{asking.token}:join"), Button(say("Begin now"), f"{asking.token}:begin")
    return Message(tuple(lines), buttons)


def _players(session: Session, say: Texts) -> Line:
    here = [player for player in session.players if player.here]
    if not here:
        return line(say("Nobody has joined yet."), Style.NOTE)
    names = ", ".join(player.name for player in here[:_NAMED])
    more = say(" and {count} more", count=len(here) - _NAMED) if len(here) > _NAMED else ""
    return line(say("Joined: {names}{more}", names=names, more=more), Style.NOTE)


def called_off(say: Texts) -> Message:
    """What is left of the call to join where the quiz was stopped before it began."""
    return Message((line(say("The quiz was called off."), Style.TITLE),))


def begun(session: Session, asking: Asking) -> Message:
    """What is left of the call to join once the quiz has begun."""
    head = Text(asking.say("A quiz has begun."), strong=True)
    return Message((Line((head,), Style.TITLE), _players(session, asking.say)))


def table(
    final: Table, say: Texts, *, over: bool, buttons: tuple[Button, ...] = (), mention: bool = False
) -> Message:
    """The points, the best first; players with the same points share a rank.

    Args:
        final: The table.
        say: The bot's own words.
        over: Whether the quiz is over.
        buttons: What can be pressed under it.
        mention: Whether players are named as their platform mentions people.
    """
    title = say("Final table") if over else say("Points so far")
    counted = say.count("{count} question counted", "{count} questions counted", final.total)
    lines = [Line((Text(title, strong=True), Text(f" · {counted}")), Style.TITLE)]
    ranks = [row.rank for row in final.rows]
    for row in final.rows[:_ROWS]:
        tied = say(" (tie)") if ranks.count(row.rank) > 1 else ""
        right = say("{right} of {total} right", right=row.right, total=final.total)
        name = Mention(Person(row.player, row.name)) if mention else Text(row.name, strong=True)
        words = (name, Text(f": {say('{points} points', points=row.points)}, {right}"))
        lines.append(Line(words, Style.ITEM, f"{row.rank}.{tied}"))
    if len(final.rows) > _ROWS:
        lines.append(line(say("… and {count} more", count=len(final.rows) - _ROWS), Style.NOTE))
    if not final.rows:
        lines.append(line(say("Nobody took part."), Style.NOTE))
    return Message(tuple(lines), buttons)


def interrupted(session: Session, say: Texts) -> tuple[Line, ...]:
    """What a quiz that was cut off had come to."""
    scores = ", ".join(f"{row.name} {row.points}" for row in session.table.rows)
    where = say(
        "A quiz was interrupted at question {number} of {total} ({scores}).",
        number=session.number + 1,
        total=len(session.setup.drawn),
        scores=scores,
    )
    return line(where), line(say("/quiz resume goes on with it, /quiz stop ends it."), Style.NOTE)
