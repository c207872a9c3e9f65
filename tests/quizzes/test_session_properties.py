"""What holds of a session whatever is done to it."""

from __future__ import annotations

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.draw import Drawn
from quizzes.effects import Accepted, Ask, Finish, Refused
from quizzes.grading import Grade
from quizzes.model import Chosen, Response, Written
from quizzes.moves import Answer, Close, Extend, Join, Leave, Move, Next, Resume, Skip, Start, Stop, TimeUp
from quizzes.scoring import points
from quizzes.session import TRANSITIONS, Phase, Session, Setup, replay, step

PLAYERS = st.sampled_from(["a", "b", "c"])
NUMBERS = st.integers(-1, 3)
NOW = st.one_of(st.integers(0, 60).map(float), st.floats())
RESPONSES = st.one_of(
    st.builds(Chosen, st.tuples(st.integers(0, 3))), st.builds(Written, st.sampled_from("xyz"))
)
MOVES: st.SearchStrategy[Move] = st.one_of(
    st.builds(Start, NOW, PLAYERS),
    st.builds(Join, PLAYERS, PLAYERS, NOW),
    st.builds(Leave, PLAYERS, NOW),
    st.builds(Answer, PLAYERS, NUMBERS, RESPONSES, NOW),
    st.builds(Answer, PLAYERS, NUMBERS, RESPONSES, NOW),
    st.builds(TimeUp, NUMBERS, st.one_of(st.none(), PLAYERS), NOW),
    st.builds(Next, NOW, st.one_of(st.none(), NUMBERS)),
    st.builds(Skip, PLAYERS, NOW),
    st.builds(Close, PLAYERS, NOW),
    st.builds(Extend, PLAYERS, st.floats(), NOW),
    st.builds(Resume, NOW),
    st.builds(Stop, PLAYERS, NOW),
)
SETUPS = st.builds(
    Setup,
    st.integers(),
    st.lists(st.builds(Drawn, st.sampled_from("pqr"), st.just((0, 1))), max_size=3).map(tuple),
    st.sampled_from([None, 10.0]),
    st.booleans(),
    PLAYERS,
)


def grade(_question: str, response: Response) -> Grade:
    credit = response.numbers[0] / 3 if isinstance(response, Chosen) else 0.0
    return Grade(credit == 1, credit)


@st.composite
def likely(draw: st.DrawFn) -> tuple[Setup, list[Move]]:
    """A set-up and moves, most of which fit where they come, so that quizzes get far."""
    setup = draw(SETUPS)
    session, moves, now = Session(setup), [], 0.0
    for _ in range(draw(st.integers(0, 25))):
        now += draw(st.sampled_from([1.0, 5.0, 20.0]))
        player = session.turn or draw(PLAYERS)
        fitting: dict[Phase, list[Move]] = {
            Phase.LOBBY: [Join(player, player, now), Start(now, player)],
            Phase.OPEN: [
                Answer(player, session.number, draw(RESPONSES), now),
                TimeUp(session.number, session.turn, now),
            ],
            Phase.REVEALED: [Next(now, session.number)],
            Phase.FINISHED: [Resume(now)],
        }
        move = draw(st.one_of(st.sampled_from(fitting[session.phase]), MOVES))
        moves.append(move)
        session, _ = step(session, move, grade)
    return setup, moves


@settings(max_examples=120)
@given(likely())
def test_refused_moves_change_nothing_and_the_others_lead_where_the_table_says(
    quiz: tuple[Setup, list[Move]],
) -> None:
    session = Session(quiz[0])
    for move in quiz[1]:
        before = session
        session, effects = step(before, move, grade)
        if any(isinstance(effect, Refused) for effect in effects):
            assert len(effects) == 1
            assert session is before
        else:
            assert session.phase in TRANSITIONS[before.phase, type(move)].leads_to


@settings(max_examples=120)
@given(likely())
def test_accepted_answers_are_neither_lost_nor_doubled(quiz: tuple[Setup, list[Move]]) -> None:
    session = Session(quiz[0])
    accepted: dict[tuple[str, int], Response] = {}
    for move in quiz[1]:
        session, effects = step(session, move, grade)
        for effect in effects:
            if isinstance(effect, Accepted):
                assert isinstance(move, Answer)
                assert (effect.player, effect.number) not in accepted
                accepted[effect.player, effect.number] = move.response
        told = {
            (result.player, reveal.number): result.response
            for reveal in session.reveals
            for result in reveal.results
            if result.response is not None
        }
        waiting = {(one.player, session.number): one.response for one in session.answers}
        assert told | waiting == accepted


@settings(max_examples=120)
@given(likely())
def test_stored_moves_give_the_same_session_again(quiz: tuple[Setup, list[Move]]) -> None:
    setup, moves = quiz
    session, kept = Session(setup), []
    for move in moves:
        session, effects = step(session, move, grade)
        if not any(isinstance(effect, Refused) for effect in effects):
            kept.append(move)
    assert replay(setup, moves, grade) == session
    assert replay(setup, kept, grade) == session


@settings(max_examples=120)
@given(likely())
def test_the_table_adds_up(quiz: tuple[Setup, list[Move]]) -> None:
    session = replay(*quiz, grade)
    counted = [reveal for reveal in session.reveals if not reveal.skipped]
    earned = Counter({player.id: 0 for player in session.players})
    for result in (result for reveal in counted for result in reveal.results):
        if result.response is not None:
            earned[result.player] += points(grade("", result.response).credit)
    rows = session.table.rows
    assert {row.player: row.points for row in rows} == earned
    assert session.table.total == len(counted)
    assert [row.rank for row in rows] == [1 + sum(one.points > row.points for one in rows) for row in rows]
    assert list(rows) == sorted(rows, key=lambda row: row.rank)


@settings(max_examples=100)
@given(likely())
def test_what_is_asked_fits_the_set_up(quiz: tuple[Setup, list[Move]]) -> None:
    setup, moves = quiz
    session = Session(setup)
    for move in moves:
        session, effects = step(session, move, grade)
        for effect in effects:
            if isinstance(effect, Ask):
                assert (effect.deadline is None) == (setup.seconds is None)
                assert (effect.turn is not None) == setup.in_turn
            elif isinstance(effect, Finish):
                assert effect.table == session.table


def test_points_are_whole_and_nearest() -> None:
    assert [points(credit) for credit in (0, 1 / 3, 0.5, 2 / 3, 1)] == [0, 33, 50, 67, 100]
