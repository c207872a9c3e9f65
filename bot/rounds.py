"""How a quiz is said: questions, whose turn it is, reveals with feedback and sources, and tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.cards import Footnotes
from bot.message import GAP, Line, Message, Style, Text, line, pages
from quizzes.effects import Reason
from quizzes.grading import feedback, solution
from quizzes.model import Choice, Order, Pairs, Question, QuestionKind, Year
from quizzes.years import solar_years

if TYPE_CHECKING:
    from bot.texts import Texts
    from content.library import Library
    from quizzes.banks import Bank
    from quizzes.effects import Result, Reveal
    from quizzes.scoring import Table
    from quizzes.session import Session

LETTERS = "abcdefghij"

HINTS: dict[QuestionKind, str] = {
    QuestionKind.SINGLE: "Answer with a letter.",
    QuestionKind.WHICH_SOURCE: "Answer with a letter.",
    QuestionKind.TRUE_FALSE: "Answer true or false.",
    QuestionKind.MULTIPLE: "More than one is right: answer with all their letters, like: a c",
    QuestionKind.ORDER: "Answer with the letters from the earliest to the latest, like: b a c",
    QuestionKind.YEAR: "Answer with a year, Gregorian or Solar Hijri.",
    QuestionKind.NAME: "Answer with a name.",
    QuestionKind.PAIRS: "Answer with pairs of number and letter, like: 1b 2a 3c",
}

DIFFICULTIES = {1: "easy", 2: "middle", 3: "hard"}

REFUSALS: dict[Reason, str] = {
    Reason.NOT_STARTED: "The quiz has not started yet.",
    Reason.ALREADY_STARTED: "The quiz has already started.",
    Reason.FINISHED: "The quiz is over.",
    Reason.NO_PLAYERS: "A quiz in turns needs somebody to play it.",
    Reason.ALREADY_JOINED: "You are in already.",
    Reason.NOT_JOINED: "You are not in this quiz.",
    Reason.ALREADY_ANSWERED: "You have answered this question already; the first answer counts.",
    Reason.NOT_YOUR_TURN: "It is not your turn.",
    Reason.LATE: "Too late: the time for this question is over.",
    Reason.WRONG_QUESTION: "That question has not been asked yet.",
    Reason.NOT_REVEALED: "The question is still open.",
    Reason.NO_OPEN_QUESTION: "No question is open.",
    Reason.NO_DEADLINE: "This quiz has no time limit.",
    Reason.EARLY: "The time is not over yet.",
    Reason.STALE: "That was for an earlier question.",
    Reason.NONSENSE: "That cannot be done.",
}


def seconds_text(seconds: float, say: Texts) -> str:
    """A time limit in words."""
    whole = round(seconds)
    return say.count("{count} second", "{count} seconds", whole)


def question(session: Session, bank: Bank, library: Library, say: Texts) -> Message:
    """The open question, with its options in the order drawn and how to answer."""
    drawn = session.setup.drawn[session.number]
    asked = bank.questions[drawn.question]
    topic = library.topics[asked.topic].name
    head = say(
        "Question {number} of {total}",
        number=session.number + 1,
        total=len(session.setup.drawn),
    )
    lines = [
        Line(
            (Text(head, strong=True), Text(f" · {topic} · {say(DIFFICULTIES[asked.difficulty])}")),
            Style.TITLE,
        ),
        line(asked.prompt),
        *_options(asked, drawn.order),
    ]
    lines.append(line(say(HINTS[asked.kind]), Style.NOTE))
    if session.setup.seconds is not None:
        lines.append(line(say("You have {time}.", time=seconds_text(session.setup.seconds, say)), Style.NOTE))
    return Message(tuple(lines))


def _options(asked: Question, order: tuple[int, ...]) -> tuple[Line, ...]:
    body = asked.body
    if isinstance(body, Choice):
        texts = [body.options[number].text for number in order]
    elif isinstance(body, Order):
        texts = [body.items[number].text for number in order]
    elif isinstance(body, Pairs):
        lefts = tuple(line(pair.left, Style.ITEM, marker=f"{n})") for n, pair in enumerate(body.pairs, 1))
        rights = [body.pairs[number].right for number in order]
        return lefts + _lettered(rights)
    else:
        return ()
    return _lettered(texts)


def _lettered(texts: list[str]) -> tuple[Line, ...]:
    return tuple(
        line(text, Style.ITEM, marker=f"{letter})") for letter, text in zip(LETTERS, texts, strict=False)
    )


def turn(session: Session, say: Texts) -> Message | None:
    """Whose turn it is, where players answer one after the other."""
    player = session.player(session.turn) if session.turn is not None else None
    return Message((line(say("{name}, it is your turn.", name=player.name)),)) if player else None


def reveal(shown: Reveal, session: Session, bank: Bank, library: Library, say: Texts) -> tuple[Message, ...]:
    """The right answer, what each player did and why, and the claims with their sources."""
    asked = bank.questions[session.setup.drawn[shown.number].question]
    lines = [_solution(asked, library, say)]
    if shown.skipped:
        lines.append(line(say("This question was skipped and does not count."), Style.NOTE))
    alone = len(shown.results) == 1
    for result in () if shown.skipped else shown.results:
        lines.extend(_result(asked, result, session, say, alone=alone))
    notes = Footnotes(library)
    lines.append(GAP)
    for claim_id in asked.claims:
        _, claim = library.claim(claim_id)
        lines.append(line(f"{claim.text}{notes.marks(claim)}", Style.ITEM))
    lines += notes.lines(care=False)
    return pages(tuple(lines))


def _solution(asked: Question, library: Library, say: Texts) -> Line:
    label = say("Right order") if asked.kind is QuestionKind.ORDER else say("Right answer")
    said = "; ".join(solution(asked, library))
    if isinstance(asked.body, Year):
        solar = "–".join(map(str, solar_years(asked, asked.body, library)))
        said += " " + say("({years} Solar Hijri)", years=solar)
    return Line((Text(f"{label}: ", strong=True), Text(said)))


def _result(asked: Question, result: Result, session: Session, say: Texts, *, alone: bool) -> list[Line]:
    player = session.player(result.player)
    name = player.name if player else result.player
    if result.response is None or result.grade is None:
        said = say("no answer") if not alone else say("No answer.")
        return [line(said if alone else f"{name}: {said}", Style.ITEM)]
    if result.grade.right:
        verdict = say("right")
    elif result.grade.credit > 0:
        verdict = say("partly right")
    else:
        verdict = say("wrong")
    gained = say("{points} points", points=result.points)
    head = Line(
        (
            Text(f"{verdict.capitalize() if alone else f'{name}: {verdict}'}", strong=True),
            Text(f" ({gained})"),
        )
    )
    lines = [head]
    # The item is no error, only its place is: a fact beside "wrong" would be misread.
    marks = ("not in its place", "in its place") if asked.kind is QuestionKind.ORDER else ("wrong", "right")
    for part in feedback(asked, result.response, result.grade):
        mark = say(marks[part.right])
        lines.append(line(f"{part.chosen} ({mark}): {part.feedback}", Style.ITEM))
    return lines


def table(final: Table, say: Texts, *, over: bool) -> Message:
    """The points, the best first; players with the same points share a rank."""
    title = say("Final table") if over else say("Points so far")
    counted = say.count("{count} question counted", "{count} questions counted", final.total)
    lines = [Line((Text(title, strong=True), Text(f" · {counted}")), Style.TITLE)]
    ranks = [row.rank for row in final.rows]
    for row in final.rows:
        tied = say(" (tie)") if ranks.count(row.rank) > 1 else ""
        right = say("{right} of {total} right", right=row.right, total=final.total)
        words = (Text(row.name, strong=True), Text(f": {say('{points} points', points=row.points)}, {right}"))
        lines.append(Line(words, Style.ITEM, f"{row.rank}.{tied}"))
    if not final.rows:
        lines.append(line(say("Nobody took part."), Style.NOTE))
    return Message(tuple(lines))


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
