"""Everything that is said in a group quiz, as Discord is given it."""

from __future__ import annotations

import json
from random import Random
from typing import TYPE_CHECKING

import pytest

from adapters.discord.render import form, payload
from bot import answers, mine, rounds, standings
from bot.app import App, Request
from bot.message import Form, Message, Person, Place
from bot.texts import texts
from quizzes.grading import grade
from quizzes.model import Chosen, QuestionKind, Written
from quizzes.moves import Answer, Close, Join, Move, Next, Start, Stop
from quizzes.session import Session, Setup, step
from quizzes.shown import Drawn, shown_order
from tests.adapters.discord.taken import described, flaws

if TYPE_CHECKING:
    from collections.abc import Callable

    from content.library import Library
    from quizzes.banks import Bank
    from quizzes.grading import Grade
    from quizzes.model import Response

SAY = texts("en")
NOW = 1_763_800_200.0  # 22 November 2025, 08:30 UTC
ZOYA, NAWID, PARWIN = (str(812345678901234567 + n) for n in range(3))
TOKEN = "quiz:7f3a9b2c4d5e6f70"
ORDERS = {QuestionKind.ORDER: (2, 0, 1), QuestionKind.PAIRS: (2, 0, 1)}
# For each kind, a right answer, and one that is not.
GIVEN: dict[QuestionKind, tuple[Response, Response]] = {
    QuestionKind.SINGLE: (Chosen((0,)), Chosen((1,))),
    QuestionKind.WHICH_SOURCE: (Chosen((0,)), Chosen((1,))),
    QuestionKind.TRUE_FALSE: (Chosen((0,)), Chosen((1,))),
    QuestionKind.MULTIPLE: (Chosen((0, 1)), Chosen((0, 2))),
    QuestionKind.ORDER: (Chosen((0, 1, 2)), Chosen((0, 2, 1))),
    QuestionKind.PAIRS: (Chosen((0, 1, 2)), Chosen((0, 2, 1))),
    QuestionKind.YEAR: (Written("1993"), Written("1850")),
    QuestionKind.NAME: (Written("Amina Darya"), Written("*_nobody_* @everyone")),
}


class Quiz:
    """A quiz of one question, moved by hand."""

    def __init__(self, library: Library, bank: Bank, kind: QuestionKind) -> None:
        self.asked = next(question for question in bank.questions.values() if question.kind is kind)
        shown = shown_order(self.asked, Random(7))
        order = ORDERS.get(kind, shown)
        drawn = (Drawn(self.asked.id, order), Drawn(self.asked.id, order))
        self.session = Session(Setup(1, drawn, 45.0, in_turn=False, created_by=ZOYA, wait=20.0, pause=20.0))
        self.asking = rounds.Asking(bank, library, SAY, TOKEN, presses=True)
        self._library, self._bank = library, bank

    def make(self, *moves: Move) -> None:
        for move in moves:
            self.session, _ = step(self.session, move, self._grade)

    def play(self) -> None:
        right, wrong = GIVEN[self.asked.kind]
        self.make(
            Join(ZOYA, "Zoya", NOW),
            Join(NAWID, "Nawid *the* great", NOW),
            Join(PARWIN, "پروین", NOW),
            Start(NOW, ZOYA),
            Answer(ZOYA, 0, right, NOW + 1),
            Answer(NAWID, 0, wrong, NOW + 2),
        )

    def request(self, person: str) -> Request:
        return Request(Person(person, "?"), Place("discord", "1"))

    def _grade(self, name: str, response: Response) -> Grade:
        return grade(self._bank.questions[name], response, self._library)


@pytest.fixture
def hold(golden: Callable[[str, str], None]) -> Callable[..., None]:
    """Hold messages against a golden file, and against what Discord takes."""

    def held(name: str, *messages: Message | Form) -> None:
        bodies = [form(each) if isinstance(each, Form) else payload(each) for each in messages]
        for each, body in zip(messages, bodies, strict=True):
            if isinstance(each, Message):
                assert flaws(body) == []
                described("MessageCreateRequest").validate(body)
        golden(f"discord/quiz/{name}.json", json.dumps(bodies, ensure_ascii=False, indent=1) + "\n")

    return held


def app_of(library: Library, bank: Bank) -> App:
    return App(None, library, None, bank, None, None, lambda: NOW, None)  # type: ignore[arg-type] # no more is needed


@pytest.mark.parametrize("kind", QuestionKind)
def test_a_question_from_asking_to_looking_back(
    kind: QuestionKind, sample: Library, sample_bank: Bank, hold: Callable[..., None]
) -> None:
    quiz, app = Quiz(sample, sample_bank, kind), app_of(sample, sample_bank)
    quiz.play()
    hold(f"{kind}-question", rounds.question(quiz.session, quiz.asking))
    quiz.make(Close(ZOYA, NOW + 3))
    shown = quiz.session.reveals[-1]
    hold(f"{kind}-reveal", *rounds.reveal(shown, quiz.session, quiz.asking, NOW + 23))
    for person, name in ((NAWID, "wrong"), (PARWIN, "none")):
        hold(f"{kind}-mine-{name}", *mine.answer(app, quiz.request(person), quiz.session, 0))
    hold(f"{kind}-missed", *mine.missed(app, quiz.request(NAWID), quiz.session, f"{TOKEN}:missed"))


@pytest.mark.parametrize(
    ("kind", "how"),
    [
        (QuestionKind.ORDER, "s"),
        (QuestionKind.ORDER, "s02"),
        (QuestionKind.PAIRS, "s1"),
        (QuestionKind.YEAR, "w"),
    ],
)
def test_what_is_asked_further(
    kind: QuestionKind, how: str, sample: Library, sample_bank: Bank, hold: Callable[..., None]
) -> None:
    quiz = Quiz(sample, sample_bank, kind)
    drawn = quiz.session.setup.drawn[0]
    taken = answers.take(quiz.asked, drawn, f"{TOKEN}:0", how, answers.Entered(), SAY)
    assert isinstance(taken, Message | Form)
    hold(f"{kind}-step-{how}", taken)


def test_the_beginning_and_the_end(sample: Library, sample_bank: Bank, hold: Callable[..., None]) -> None:
    quiz = Quiz(sample, sample_bank, QuestionKind.SINGLE)
    hold("lobby-empty", standings.invitation(quiz.session, quiz.asking, NOW + 20))
    quiz.make(Join(ZOYA, "Zoya", NOW), Join(NAWID, "Nawid *the* great", NOW))
    hold("lobby", standings.invitation(quiz.session, quiz.asking, NOW + 20))
    quiz.play()
    hold("begun", standings.begun(quiz.session, quiz.asking))
    quiz.make(Close(ZOYA, NOW + 3), Next(NOW + 9), Stop(ZOYA, NOW + 10))
    hold("stopped", rounds.stopped(quiz.session, quiz.asking))
    hold("table", standings.table(quiz.session.table, SAY, over=True, mention=True))


def test_a_question_that_nobody_answered(
    sample: Library, sample_bank: Bank, hold: Callable[..., None]
) -> None:
    quiz = Quiz(sample, sample_bank, QuestionKind.SINGLE)
    quiz.make(Join(ZOYA, "Zoya", NOW), Start(NOW, ZOYA), Close(ZOYA, NOW + 1))
    hold("nobody-answered", *rounds.reveal(quiz.session.reveals[-1], quiz.session, quiz.asking))
