"""How a quiz is said: questions, whose turn it is, reveals with feedback and sources, and tables.

Where players press buttons, each on a device of their own (`Asking.presses`), a question carries its controls
and a reveal shows how many chose what; each player's own feedback is a press away (`bot.mine`). At one
keyboard, answers are typed and a reveal tells everybody's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.answers import LETTERS, controls
from bot.cards import Footnotes
from bot.message import GAP, Button, Line, Message, Moment, Style, Text, line, pages
from quizzes.effects import Reason
from quizzes.grading import feedback, solution
from quizzes.model import Choice, Chosen, Order, Pairs, Question, QuestionKind, Year
from quizzes.years import solar_years

if TYPE_CHECKING:
    from bot.texts import Texts
    from content.library import Library
    from quizzes.banks import Bank
    from quizzes.effects import Result, Reveal
    from quizzes.grading import Feedback
    from quizzes.session import Session

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

PRESSED: dict[QuestionKind, str] = {
    QuestionKind.SINGLE: "Press your answer; the first one counts.",
    QuestionKind.WHICH_SOURCE: "Press your answer; the first one counts.",
    QuestionKind.TRUE_FALSE: "Press your answer; the first one counts.",
    QuestionKind.MULTIPLE: "More than one is right. The first answer counts.",
    QuestionKind.ORDER: "From the earliest to the latest. The first answer counts.",
    QuestionKind.YEAR: "Gregorian or Solar Hijri. The first answer counts.",
    QuestionKind.NAME: "Any usual spelling will do. The first answer counts.",
    QuestionKind.PAIRS: "Find what belongs together. The first answer counts.",
}

# The same where nobody else plays, so that nothing need be said of the first answer.
ALONE: dict[QuestionKind, str] = {
    kind: hint.split(" The first")[0].split(";")[0] for kind, hint in PRESSED.items()
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


@dataclass(frozen=True, slots=True)
class Asking:
    """What a quiz is said with: its questions, what they stand on, the language, and how players answer.

    `token` begins the tokens of its buttons; `presses` and `threads` see `bot.message.Platform`.
    """

    bank: Bank
    library: Library
    say: Texts
    token: str = ""
    presses: bool = False
    threads: bool = False


def seconds_text(seconds: float, say: Texts) -> str:
    """A time limit in words."""
    whole = round(seconds)
    return say.count("{count} second", "{count} seconds", whole)


def _head(session: Session, asked: Question, asking: Asking) -> Line:
    say = asking.say
    topic = asking.library.topics[asked.topic].name
    head = say("Question {number} of {total}", number=session.number + 1, total=len(session.setup.drawn))
    about = Text(f" · {topic} · {say(DIFFICULTIES[asked.difficulty])}")
    return Line((Text(head, strong=True), about), Style.TITLE)


def question(session: Session, asking: Asking) -> Message:
    """The open question, with its options in the order drawn and how to answer."""
    say = asking.say
    drawn = session.setup.drawn[session.number]
    asked = asking.bank.questions[drawn.question]
    lines = [_head(session, asked, asking), line(asked.prompt), *options(asked, drawn.order)]
    if not asking.presses:
        lines.append(line(say(HINTS[asked.kind]), Style.NOTE))
        if session.setup.seconds is not None:
            time = seconds_text(session.setup.seconds, say)
            lines.append(line(say("You have {time}.", time=time), Style.NOTE))
        return Message(tuple(lines))
    lines.append(line(say((PRESSED if session.setup.wait is not None else ALONE)[asked.kind]), Style.NOTE))
    lines += _waiting(session, say)
    buttons, selects = controls(asked, drawn, f"{asking.token}:{session.number}", say)
    return Message(tuple(lines), buttons, selects=selects)


def _waiting(session: Session, say: Texts) -> tuple[Line, ...]:
    """How many of a group have answered, and when the question closes."""
    here, answered = len(session.here()), len(session.answered())
    spans: list[Text | Moment] = []
    if session.setup.wait is not None and session.expected:
        spans.append(Text(say("{answered} of {here} have answered. ", answered=answered, here=here)))
    elif session.setup.wait is not None:
        spans.append(Text(say.count("{count} has answered. ", "{count} have answered. ", answered)))
    if session.deadline is not None:
        time = seconds_text(session.setup.seconds or 0, say)
        spans += [Text(say("Closes ")), Moment(session.deadline, say("after {time}", time=time)), Text(".")]
    return (Line(tuple(spans), Style.NOTE),) if spans else ()


def options(asked: Question, order: tuple[int, ...]) -> tuple[Line, ...]:
    """What can be chosen, put in order or matched, lettered in the order shown."""
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


def reveal(
    shown: Reveal, session: Session, asking: Asking, following: float | None = None
) -> tuple[Message, ...]:
    """The right answer, what the players did and why, and the claims with their sources.

    Args:
        shown: What was revealed.
        session: The quiz after it.
        asking: What it is said with.
        following: When the next question comes by itself; None where it waits for a press.
    """
    say = asking.say
    asked = asking.bank.questions[session.setup.drawn[shown.number].question]
    # Who plays by themselves is told at once; in a group, what one did is told to them alone.
    alone = len(shown.results) == 1 and (not asking.presses or session.setup.wait is None)
    lines = [solution_line(asked, asking.library, say)]
    if asking.presses and not alone:
        told = explanation(asked, asking.library, say)
        lines = [*_distribution(asked, shown, session, say), *told]
    if shown.skipped:
        lines.append(line(say("This question was skipped and does not count."), Style.NOTE))
    if asking.presses:  # it takes the place of the question, which is to be read further on
        lines = [_head(session, asked, asking), line(asked.prompt), *lines]
    results = shown.results if alone or not asking.presses else ()
    for result in () if shown.skipped else results:
        lines.extend(result_lines(asked, result, session, say, alone=alone))
    lines += [GAP, *claims(asked, asking.library)]
    if not asking.presses:
        return pages(tuple(lines))
    foot = _coming(shown, session, say, following)
    buttons = _after(shown, session, asking, alone=alone)
    if not asking.threads:
        return pages((*lines, *foot), buttons)
    # What comes after the first page is seen by those who open the thread: all must see how it goes on.
    first, *others = pages(tuple(lines), buttons)
    others = [replace(page, buttons=()) for page in others]
    return replace(first, lines=first.lines + foot, buttons=buttons), *others


def discussion(number: int, say: Texts) -> Message:
    """What opens the thread of a question, where nothing more is to be said there."""
    return Message((line(say("Discuss question {number} here.", number=number + 1)),))


def _coming(shown: Reveal, session: Session, say: Texts, following: float | None) -> tuple[Line, ...]:
    """When a quiz goes on by itself after a reveal."""
    if following is None:
        return ()
    last = shown.number + 1 == len(session.setup.drawn)
    coming = say("The final table comes ") if last else say("The next question comes ")
    return (Line((Text(coming), Moment(following, say("soon")), Text(".")), Style.NOTE),)


def _after(shown: Reveal, session: Session, asking: Asking, *, alone: bool) -> tuple[Button, ...]:
    """The buttons under a reveal."""
    say = asking.say
    last = shown.number + 1 == len(session.setup.drawn)
    buttons = [
        Button(say("Final table") if last else say("Next question"), f"{asking.token}:{shown.number}:next")
    ]
    if not alone and shown.results and not shown.skipped:
        buttons.insert(0, Button(say("How did I do?"), f"{asking.token}:{shown.number}:mine"))
    return tuple(buttons)


def claims(asked: Question, library: Library) -> tuple[Line, ...]:
    """The claims that a question stands on, with their sources."""
    notes = Footnotes(library)
    told = []
    for claim_id in asked.claims:
        _, claim = library.claim(claim_id)
        told.append(line(f"{claim.text}{notes.marks(claim)}", Style.ITEM))
    return (*told, *notes.lines(care=False))


def explanation(asked: Question, library: Library, say: Texts) -> tuple[Line, ...]:
    """The right answer, and why it is right, in the words that are told to whoever gave it."""
    body = asked.body
    head = solution_line(asked, library, say)
    if isinstance(body, Choice):
        right = [option for option in body.options if option.right]
        if len(right) == 1:
            return head, line(_plainly(right[0].feedback))
        # Each sentence is about its own option.
        head = Line((Text(say("Right answers"), strong=True),))
        return head, *(line(f"{each.text}: {_plainly(each.feedback)}", Style.ITEM) for each in right)
    if isinstance(body, Order | Pairs):
        parts = body.items if isinstance(body, Order) else body.pairs
        head = Line(
            (Text(say("Right order") if isinstance(body, Order) else say("Right answer"), strong=True),)
        )
        told = zip(solution(asked, library), (part.feedback for part in parts), strict=True)
        numbered = ((f"{n}." if isinstance(body, Order) else "", *each) for n, each in enumerate(told, 1))
        return head, *(line(f"{part}: {_plainly(why)}", Style.ITEM, marker=n) for n, part, why in numbered)
    return head, line(_plainly(body.right))


def _plainly(feedback: str) -> str:
    """A right answer's feedback without the word that greets whoever gave it."""
    told = re.sub(r"^(Right|Yes|Correct)[:;,.] ", "", feedback)
    return told[:1].upper() + told[1:]


def _distribution(asked: Question, shown: Reveal, session: Session, say: Texts) -> list[Line]:
    """How many chose what; of other kinds of question, how many were right."""
    answers = [result for result in shown.results if result.response is not None]
    body = asked.body
    if not isinstance(body, Choice):
        right = sum(result.grade is not None and result.grade.right for result in answers)
        partly = sum(result.grade is not None and 0 < result.grade.credit < 1 for result in answers)
        told = say("{right} of {count} answered right", right=right, count=len(answers))
        if partly:
            told += say(", {count} partly", count=partly)
        return [line(told + ".")] if answers else [line(say("Nobody answered."))]
    lines = []
    for letter, number in zip(LETTERS, session.setup.drawn[shown.number].order, strict=False):
        option = body.options[number]
        chose = sum(
            isinstance(result.response, Chosen) and number in result.response.numbers for result in answers
        )
        share = f" ({round(100 * chose / len(answers))} %)" if answers else ""
        mark = say(" ✔ right") if option.right else ""
        words = (Text(option.text, strong=option.right), Text(f"{mark} · {chose}{share}"))
        lines.append(Line(words, Style.ITEM, f"{letter})"))
    if not answers:
        lines.append(line(say("Nobody answered.")))
    return lines


def solution_line(asked: Question, library: Library, say: Texts) -> Line:
    """The right answer."""
    label = say("Right order") if asked.kind is QuestionKind.ORDER else say("Right answer")
    said = "; ".join(solution(asked, library))
    if isinstance(asked.body, Year):
        solar = "–".join(map(str, solar_years(asked, asked.body, library)))
        said += " " + say("({years} Solar Hijri)", years=solar)
    return Line((Text(f"{label}: ", strong=True), Text(said)))


def stopped(session: Session, asking: Asking) -> Message:
    """What is left of an open question once its quiz was stopped."""
    asked = asking.bank.questions[session.setup.drawn[session.number].question]
    end = line(asking.say("The quiz was stopped before this question was closed."), Style.NOTE)
    return Message((_head(session, asked, asking), line(asked.prompt), end))


def result_lines(asked: Question, result: Result, session: Session, say: Texts, *, alone: bool) -> list[Line]:
    """What one player did with a question: the verdict and points, and the feedback for each part."""
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
    return lines + feedback_lines(asked, feedback(asked, result.response, result.grade), say)


def feedback_lines(asked: Question, parts: tuple[Feedback, ...], say: Texts) -> list[Line]:
    """What a player is told about each part of an answer."""
    # The item is no error, only its place is: a fact beside "wrong" would be misread.
    marks = ("not in its place", "in its place") if asked.kind is QuestionKind.ORDER else ("wrong", "right")
    told = ((part, _plainly(part.feedback) if part.right else part.feedback) for part in parts)
    return [line(f"{part.chosen} ({say(marks[part.right])}): {why}", Style.ITEM) for part, why in told]
