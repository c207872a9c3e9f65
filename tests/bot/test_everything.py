"""Everything in the packed content can be said: no entry, date or question breaks an answer."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from bot import answers, lookups, rounds
from bot.app import App, Request
from bot.config import read
from bot.message import Form, Message, Person, Place
from bot.texts import texts
from bot.today import told
from content.dates import GREGORIAN_MONTHS
from content.days import on_this_day
from content.search import Status
from quizzes.draw import draw
from quizzes.effects import Result, Reveal
from quizzes.grading import WRONG, feedback, grade, solution
from quizzes.model import Chosen, Written
from quizzes.session import Phase, Player, Session, Setup

if TYPE_CHECKING:
    from content.library import Library
    from content.search import Index
    from quizzes.banks import Bank

SAY = texts("en")


@pytest.mark.sweep
@pytest.mark.parametrize("calendar", ["gregorian", "solar_hijri"])
def test_every_entry_by_its_name(calendar: str, library: Library, index: Index) -> None:
    for entry in library.entries.values():
        found = index.search(entry.name.latin)
        assert found.status is not Status.NOT_COVERED, entry.id
        assert lookups.answer(found, library, SAY, calendar)
        for spelling in entry.name.spellings:
            matches = index.search(spelling).matches
            assert entry.id in {match.entry.id for match in matches}, spelling


@pytest.mark.sweep
def test_every_month_and_year(library: Library, index: Index) -> None:
    for year in range(1978, 2002):
        for asked in (str(year), *(f"{month} {year}" for month in GREGORIAN_MONTHS)):
            found = index.search(asked, 30)
            assert lookups.answer(found, library, SAY, "gregorian"), asked


@pytest.mark.sweep
def test_every_day_of_a_leap_year(library: Library) -> None:
    settings = read({"TARIKH_DATABASE_URL": "sqlite:///unused"})
    request = Request(Person("a", "A"), Place("test", "room"))
    app = App(settings, library, None, None, None, None, lambda: 0.0, None)  # type: ignore[arg-type] # no more is needed
    for number in range(366):
        day = date(2028, 1, 1) + timedelta(number)
        said = told(app, request, on_this_day(library, day))
        assert said[0].lines[0].text.startswith("On this day"), day
        assert sum(len(page.lines) for page in said) > 3, day


@pytest.mark.sweep
def test_every_question_and_its_reveal_with_twelve_players(library: Library, bank: Bank) -> None:
    drawn = draw(bank, seed=1, count=len(bank.questions))
    setup = Setup(1, drawn, 30.0, in_turn=True, created_by="a")
    players = tuple(Player(str(number), f"Player {number}" + "x" * 20) for number in range(12))
    for number in range(len(drawn)):
        session = Session(setup, Phase.OPEN, players, number)
        results = tuple(Result(player.id, Written("an answer in words"), WRONG, 0) for player in players)
        for presses in (False, True):
            asking = rounds.Asking(bank, library, SAY, "quiz:0123456789abcdef", presses=presses)
            assert isinstance(rounds.question(session, asking), Message)
            assert rounds.reveal(Reveal(number, results), session, asking, 1.0)
            assert rounds.reveal(Reveal(number, results[:1]), session, asking)


@pytest.mark.sweep
def test_every_question_can_be_answered_by_pressing(library: Library, bank: Bank) -> None:
    """What stands under a question and what follows leads to an answer that fits it."""
    for drawn in draw(bank, seed=2, count=len(bank.questions)):
        asked = bank.questions[drawn.question]
        buttons, selects = answers.controls(asked, drawn, "t", SAY)
        for press in (*(button.token for button in buttons), *(select.token for select in selects)):
            taken: answers.Taken = None
            entered = answers.Entered(tuple(choice.value for select in selects for choice in select.choices))
            for _ in range(9):
                taken = answers.take(asked, drawn, "t", press.removeprefix("t:"), entered, SAY)
                if isinstance(taken, Form):
                    entered = answers.Entered(typed=solution(asked, library)[0])
                elif isinstance(taken, Message):
                    press = taken.buttons[0].token  # noqa: PLW2901 -- the next press
                else:
                    break
            assert isinstance(taken, Chosen | Written), asked.id
            assert answers.said(asked, taken), asked.id
            assert feedback(asked, taken, grade(asked, taken, library)), asked.id
