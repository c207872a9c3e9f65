"""A session's rules, case by case."""

from __future__ import annotations

import math
from itertools import product
from typing import TYPE_CHECKING

import pytest

from quizzes.draw import Drawn
from quizzes.effects import (
    Accepted,
    Ask,
    Effect,
    Extended,
    Finish,
    Joined,
    Left,
    Reason,
    Refused,
    Result,
    Reveal,
)
from quizzes.grading import Grade
from quizzes.model import Chosen, Response, Written
from quizzes.moves import Answer, Close, Extend, Join, Leave, Move, Next, Resume, Skip, Start, Stop, TimeUp
from quizzes.scoring import Row, Table
from quizzes.session import MAX_EXTENSION, REFUSALS, TRANSITIONS, Phase, Session, Setup, replay, step

if TYPE_CHECKING:
    from collections.abc import Iterable

RIGHT, HALF, WRONG = Chosen((0,)), Chosen((1,)), Chosen((2,))
MOVES = (Start, Join, Leave, Answer, TimeUp, Next, Skip, Close, Extend, Resume, Stop)


def grade(question: str, response: Response) -> Grade:
    """The first number earns all, the second half, any other nothing."""
    assert question.startswith("question-")
    assert isinstance(response, Chosen)
    credit = {0: 1.0, 1: 0.5}.get(response.numbers[0], 0.0)
    return Grade(credit == 1, credit)


def setup(
    *, count: int = 2, seconds: float | None = 30, in_turn: bool = False, wait: float | None = None
) -> Setup:
    drawn = tuple(Drawn(f"question-{number}", (0, 1, 2)) for number in range(count))
    return Setup(7, drawn, seconds, in_turn, "teacher", wait)


def played(moves: Iterable[Move], of: Setup) -> tuple[Session, tuple[Effect, ...]]:
    """The session after the moves, and the effects of the last one."""
    session = Session(of)
    effects: tuple[Effect, ...] = ()
    for move in moves:
        session, effects = step(session, move, grade)
    return session, effects


BOTH: tuple[Move, ...] = (Join("a", "Amina", 0), Join("b", "Bashir", 0))
OPEN: tuple[Move, ...] = (*BOTH, Start(100, "teacher"))
A_RIGHT, B_WRONG = Answer("a", 0, RIGHT, 101), Answer("b", 0, WRONG, 102)
REVEALED: tuple[Move, ...] = (*OPEN, A_RIGHT, B_WRONG)
RESULTS = (
    Result("a", RIGHT, Grade(right=True, credit=1.0), 100),
    Result("b", WRONG, Grade(right=False, credit=0.0), 0),
)


UNPAID = Result("a", RIGHT, Grade(right=True, credit=1.0), 0)


def nothing(player: str) -> Result:
    return Result(player, None, None, 0)


@pytest.mark.parametrize(
    ("moves", "effects"),
    [
        ((Join("a", "Amina", 0),), (Joined("a", "Amina"),)),
        ((*BOTH, Leave("a", 1)), (Left("a"),)),
        (OPEN, (Ask(0, 130, None),)),
        ((Start(100, "teacher"),), (Ask(0, 130, None),)),
        ((*OPEN, A_RIGHT), (Accepted("a", 0),)),
        (REVEALED, (Accepted("b", 0), Reveal(0, RESULTS))),
        ((*OPEN, Answer("c", 0, HALF, 101, "Cyrus")), (Joined("c", "Cyrus"), Accepted("c", 0))),
        ((*OPEN, Answer("c", 0, HALF, 101)), (Joined("c", "c"), Accepted("c", 0))),
        ((*OPEN, Join("c", "Cyrus", 101)), (Joined("c", "Cyrus"),)),
        ((*OPEN, A_RIGHT, TimeUp(0, None, 130)), (Reveal(0, (RESULTS[0], nothing("b"))),)),
        ((*OPEN, A_RIGHT, Leave("b", 105)), (Left("b"), Reveal(0, (RESULTS[0],)))),
        ((*OPEN, Leave("b", 105)), (Left("b"),)),
        ((*OPEN, Leave("a", 105), Leave("b", 106)), (Left("b"), Reveal(0, ()))),
        ((*OPEN, Leave("a", 105), Answer("a", 0, RIGHT, 106)), (Accepted("a", 0),)),
        ((*OPEN, Leave("a", 105), Join("a", "Amina again", 106)), (Joined("a", "Amina again"),)),
        ((*OPEN, A_RIGHT, Skip("teacher", 103)), (Reveal(0, (UNPAID, nothing("b")), skipped=True),)),
        ((*OPEN, A_RIGHT, Close("teacher", 103)), (Reveal(0, (RESULTS[0], nothing("b"))),)),
        ((*OPEN, Extend("teacher", 20, 110)), (Extended(0, 150, None),)),
        ((*OPEN, Extend("teacher", 20, 140)), (Extended(0, 160, None),)),
        ((*OPEN, Extend("teacher", 20, 110), TimeUp(0, None, 130)), (Refused(None, Reason.EARLY),)),
        ((*OPEN, Extend("t", 20, 110), TimeUp(0, None, 150)), (Reveal(0, (nothing("a"), nothing("b"))),)),
        ((*OPEN, A_RIGHT, Resume(500)), (Ask(0, 530, None),)),
        ((*OPEN, A_RIGHT, Resume(500), Answer("b", 0, WRONG, 529)), (Accepted("b", 0), Reveal(0, RESULTS))),
        ((*REVEALED, Resume(500)), (Reveal(0, RESULTS),)),
        ((*REVEALED, Join("c", "Cyrus", 110)), (Joined("c", "Cyrus"),)),
        ((*REVEALED, Next(110)), (Ask(1, 140, None),)),
        ((*REVEALED, Next(110, after=0)), (Ask(1, 140, None),)),
        ((*REVEALED, Leave("a", 110)), (Left("a"),)),
    ],
)
def test_all_at_once(moves: tuple[Move, ...], effects: tuple[Effect, ...]) -> None:
    assert played(moves, setup())[1] == effects


@pytest.mark.parametrize(
    ("moves", "reason"),
    [
        ((*BOTH, Join("a", "Amina", 1)), Reason.ALREADY_JOINED),
        ((Leave("a", 1),), Reason.NOT_JOINED),
        ((*OPEN, Leave("c", 101)), Reason.NOT_JOINED),
        ((*OPEN, Leave("a", 101), Leave("a", 102)), Reason.NOT_JOINED),
        ((*OPEN, A_RIGHT, Answer("a", 0, WRONG, 102)), Reason.ALREADY_ANSWERED),
        ((*OPEN, Answer("a", 0, RIGHT, 130)), Reason.LATE),
        ((*OPEN, Answer("a", 1, RIGHT, 101)), Reason.WRONG_QUESTION),
        ((*REVEALED, Next(110), A_RIGHT), Reason.LATE),
        ((*REVEALED, Answer("c", 0, RIGHT, 103)), Reason.LATE),
        ((*OPEN, TimeUp(0, None, 129.9)), Reason.EARLY),
        ((*OPEN, TimeUp(1, None, 131)), Reason.STALE),
        ((*OPEN, TimeUp(0, "a", 131)), Reason.STALE),
        ((*REVEALED, Next(110), TimeUp(0, None, 130)), Reason.STALE),
        ((*REVEALED, Next(110, after=1)), Reason.STALE),
        ((*OPEN, Extend("teacher", 0, 101)), Reason.NONSENSE),
        ((*OPEN, Extend("teacher", MAX_EXTENSION + 1, 101)), Reason.NONSENSE),
        ((*OPEN, Extend("teacher", math.nan, 101)), Reason.NONSENSE),
        ((*OPEN, Answer("a", 0, RIGHT, math.nan)), Reason.NONSENSE),
        ((Start(math.inf, "teacher"),), Reason.NONSENSE),
    ],
)
def test_refusals(moves: tuple[Move, ...], reason: Reason) -> None:
    before, _ = played(moves[:-1], setup())
    after, effects = step(before, moves[-1], grade)
    player = moves[-1].player if isinstance(moves[-1], Join | Leave | Answer) else None
    assert effects == (Refused(player, reason),)
    assert after is before


def test_a_question_asked_before_anybody_joined_stays_open_for_its_whole_time() -> None:
    moves = (Start(100, "teacher"), Answer("a", 0, RIGHT, 101), Answer("b", 0, WRONG, 102))
    session, effects = played(moves, setup())
    assert effects == (Joined("b", "b"), Accepted("b", 0))
    assert step(session, TimeUp(0, None, 130), grade)[1] == (Reveal(0, RESULTS),)
    next_moves = (
        *moves,
        TimeUp(0, None, 130),
        Next(140),
        Answer("a", 1, RIGHT, 141),
        Answer("b", 1, RIGHT, 142),
    )
    assert played(next_moves, setup())[0].phase is Phase.REVEALED


def test_without_a_limit_it_closes_with_the_first_answer_all_the_same() -> None:
    session, effects = played((Start(100, "teacher"), Answer("a", 0, RIGHT, 101)), setup(seconds=None))
    assert session.phase is Phase.REVEALED
    assert effects[-1] == Reveal(0, RESULTS[:1])


@pytest.mark.parametrize("move", [TimeUp(0, None, 1e9), Extend("teacher", 10, 1e9)])
def test_without_a_limit_there_is_no_deadline(move: Move) -> None:
    of = setup(seconds=None)
    session, effects = played(OPEN, of)
    assert effects == (Ask(0, None, None),)
    reason = Reason.STALE if isinstance(move, TimeUp) else Reason.NO_DEADLINE
    assert step(session, move, grade) == (session, (Refused(None, reason),))
    assert step(session, Answer("a", 0, RIGHT, 1e9), grade)[1] == (Accepted("a", 0),)


@pytest.mark.parametrize(
    ("moves", "effects"),
    [
        (OPEN, (Ask(0, 130, "a"),)),
        ((Start(100, "teacher"),), (Refused(None, Reason.NO_PLAYERS),)),
        ((*OPEN, B_WRONG), (Refused("b", Reason.NOT_YOUR_TURN),)),
        ((*OPEN, Answer("c", 0, RIGHT, 101)), (Refused("c", Reason.NOT_YOUR_TURN),)),
        ((*OPEN, A_RIGHT), (Accepted("a", 0), Ask(0, 131, "b"))),
        ((*OPEN, A_RIGHT, A_RIGHT), (Refused("a", Reason.ALREADY_ANSWERED),)),
        (REVEALED, (Accepted("b", 0), Reveal(0, RESULTS))),
        ((*OPEN, TimeUp(0, "a", 130)), (Ask(0, 160, "b"),)),
        ((*OPEN, TimeUp(0, "a", 130), TimeUp(0, "a", 160)), (Refused(None, Reason.STALE),)),
        ((*OPEN, TimeUp(0, "a", 130), TimeUp(0, "b", 160)), (Reveal(0, (nothing("a"), nothing("b"))),)),
        ((*OPEN, TimeUp(0, "a", 130), Answer("a", 0, RIGHT, 131)), (Refused("a", Reason.NOT_YOUR_TURN),)),
        ((*OPEN, Answer("a", 0, RIGHT, 130)), (Refused("a", Reason.LATE),)),
        ((*OPEN, Leave("a", 105)), (Left("a"), Ask(0, 135, "b"))),
        ((*OPEN, Leave("b", 105)), (Left("b"),)),
        ((*OPEN, Leave("b", 105), A_RIGHT), (Accepted("a", 0), Reveal(0, RESULTS[:1]))),
        ((*OPEN, Join("c", "Cyrus", 101), A_RIGHT, B_WRONG), (Accepted("b", 0), Ask(0, 132, "c"))),
        ((*OPEN, A_RIGHT, Resume(500)), (Ask(0, 530, "b"),)),
        ((*OPEN, A_RIGHT, Extend("teacher", 9, 110)), (Extended(0, 140, "b"),)),
        ((*REVEALED, Next(110)), (Ask(1, 140, "a"),)),
        ((*REVEALED, Leave("a", 109), Next(110)), (Ask(1, 140, "b"),)),
    ],
)
def test_in_turn(moves: tuple[Move, ...], effects: tuple[Effect, ...]) -> None:
    assert played(moves, setup(in_turn=True))[1] == effects


def finished(moves: Iterable[Move], of: Setup) -> Table:
    session, effects = played(moves, of)
    assert session.phase is Phase.FINISHED
    (finish,) = effects
    assert isinstance(finish, Finish)
    assert step(session, Resume(1e6), grade) == (session, (finish,))
    return finish.table


def test_after_the_last_question_the_table_shows_ties_as_ties() -> None:
    last = (Answer("a", 1, WRONG, 111), Answer("b", 1, RIGHT, 112), Join("c", "Cyrus", 113), Next(120))
    table = finished((*REVEALED, Next(110), *last), setup())
    rows = (Row(1, "a", "Amina", 100, 1, 2), Row(1, "b", "Bashir", 100, 1, 2), Row(3, "c", "Cyrus", 0, 0, 0))
    assert table == Table(rows, 2)


@pytest.mark.parametrize(
    ("moves", "points", "total"),
    [
        ((Stop("teacher", 1),), {}, 0),
        ((*OPEN, A_RIGHT, Stop("teacher", 103)), {"a": 0, "b": 0}, 0),  # not revealed: it does not count
        ((*REVEALED, Stop("teacher", 103)), {"a": 100, "b": 0}, 1),
        (
            (*REVEALED, Next(110), Answer("b", 1, RIGHT, 111), Skip("t", 112), Next(113)),
            {"a": 100, "b": 0},
            1,
        ),
        ((Start(100, "teacher"), TimeUp(0, None, 130), Next(131)), {}, 1),  # nobody came
        ((*REVEALED, Leave("a", 104), Leave("b", 105), Next(110)), {"a": 100, "b": 0}, 1),
    ],
)
def test_ways_to_finish(moves: tuple[Move, ...], points: dict[str, int], total: int) -> None:
    table = finished(moves, setup())
    assert {row.player: row.points for row in table.rows} == points
    assert table.total == total


@pytest.mark.parametrize("in_turn", [False, True])
def test_a_quiz_without_questions_finishes_at_its_start(in_turn: bool) -> None:
    assert finished((Start(100, "teacher"),), setup(count=0, in_turn=in_turn)) == Table((), 0)


def test_credits_become_points_and_the_table_is_known_at_any_time() -> None:
    session, _ = played((*OPEN, Answer("a", 0, HALF, 101), Answer("b", 0, RIGHT, 102)), setup())
    assert session.table == Table((Row(1, "b", "Bashir", 100, 1, 1), Row(2, "a", "Amina", 50, 0, 1)), 1)


def test_nothing_is_graded_before_the_reveal() -> None:
    def grader(_question: str, _response: Response) -> Grade:
        raise AssertionError

    session = replay(setup(), (*OPEN, A_RIGHT), grader)
    assert session.answered() == {"a"}


def test_replaying_with_a_corrected_grader_regrades() -> None:
    moves = (*REVEALED, Next(110))
    assert [row.points for row in replay(setup(), moves, grade).table.rows] == [100, 0]
    all_right = replay(setup(), moves, lambda _question, _response: Grade(right=True, credit=1.0))
    assert [row.points for row in all_right.table.rows] == [100, 100]


def test_every_pair_of_phase_and_move_stands_in_exactly_one_table() -> None:
    assert set(TRANSITIONS) | set(REFUSALS) == set(product(Phase, MOVES))
    assert not set(TRANSITIONS) & set(REFUSALS)


def samples() -> dict[type[Move], Move]:
    return {
        type(move): move
        for move in (
            *(Start(1, "t"), Join("z", "Z", 1), Leave("a", 1), Answer("a", 0, RIGHT, 1), TimeUp(0, None, 1)),
            *(Next(1), Skip("t", 1), Close("t", 1), Extend("t", 1, 1), Resume(1), Stop("t", 1)),
        )
    }


@pytest.mark.parametrize("pair", list(REFUSALS))
def test_what_is_always_refused(pair: tuple[Phase, type[Move]]) -> None:
    moves = {
        Phase.LOBBY: BOTH,
        Phase.OPEN: OPEN,
        Phase.REVEALED: REVEALED,
        Phase.FINISHED: (Stop("teacher", 1),),
    }
    session, _ = played(moves[pair[0]], setup())
    after, (refused,) = step(session, samples()[pair[1]], grade)
    assert after is session
    assert isinstance(refused, Refused)
    assert refused.reason is REFUSALS[pair]


@pytest.mark.parametrize("seconds", [0, -1, math.nan, math.inf])
def test_a_set_up_has_a_positive_time_or_none(seconds: float) -> None:
    with pytest.raises(ValueError, match="positive number"):
        setup(seconds=seconds)


def test_an_answer_in_words_is_kept_as_it_was_written() -> None:
    session, _ = played((*OPEN, Answer("a", 0, Written("مسعود"), 101)), setup())
    assert [given.response for given in session.answers] == [Written("مسعود")]


@pytest.mark.parametrize("times", [{"wait": -1}, {"wait": math.inf}, {"pause": 0}, {"pause": math.nan}])
def test_a_set_up_has_no_time_that_cannot_be(times: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="number of seconds"):
        Setup(7, (), 30, False, "teacher", **times)


def test_without_a_limit_a_question_waits_for_those_who_were_invited() -> None:
    of = setup(seconds=None, wait=20)
    session, effects = played((Start(100, "teacher"), Answer("a", 0, RIGHT, 101)), of)
    assert session.phase is Phase.OPEN
    assert effects == (Joined("a", "a"), Accepted("a", 0))
    session, effects = step(session, Close("teacher", 102), grade)
    assert effects == (Reveal(0, (RESULTS[0],)),)
