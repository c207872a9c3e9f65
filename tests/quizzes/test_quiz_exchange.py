"""Set-ups and moves survive being written and read; anything else is refused with a clear sentence."""

from __future__ import annotations

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.draw import Drawn
from quizzes.exchange import ExchangeError, read_move, read_setup, write_move, write_setup
from quizzes.model import Chosen, Written
from quizzes.moves import Answer, Close, Extend, Join, Leave, Move, Next, Resume, Skip, Start, Stop, TimeUp
from quizzes.session import Setup

TEXT = st.text()
NOW = st.floats(allow_nan=False, allow_infinity=False)
WHOLE = st.integers()
RESPONSES = st.one_of(st.builds(Chosen, st.lists(WHOLE).map(tuple)), st.builds(Written, TEXT))
MOVES: st.SearchStrategy[Move] = st.one_of(
    st.builds(Start, NOW, TEXT),
    st.builds(Join, TEXT, TEXT, NOW),
    st.builds(Leave, TEXT, NOW),
    st.builds(Answer, TEXT, WHOLE, RESPONSES, NOW, TEXT),
    st.builds(TimeUp, WHOLE, st.one_of(st.none(), TEXT), NOW),
    st.builds(Next, NOW, st.one_of(st.none(), WHOLE)),
    st.builds(Skip, TEXT, NOW),
    st.builds(Close, TEXT, NOW),
    st.builds(Extend, TEXT, NOW, NOW),
    st.builds(Resume, NOW),
    st.builds(Stop, TEXT, NOW),
)
SETUPS = st.builds(
    Setup,
    WHOLE,
    st.lists(st.builds(Drawn, TEXT, st.lists(WHOLE).map(tuple))).map(tuple),
    st.one_of(st.none(), st.floats(min_value=0, exclude_min=True, allow_infinity=False)),
    st.booleans(),
    TEXT,
)


@given(MOVES)
def test_moves_come_back_as_they_were(move: Move) -> None:
    written = write_move(move)
    assert read_move(written) == move
    assert written.isascii()


@given(SETUPS)
def test_set_ups_come_back_as_they_were(setup: Setup) -> None:
    written = write_setup(setup)
    assert read_setup(written) == setup
    assert written.isascii()


def test_the_text_is_compact_and_does_not_change() -> None:
    move = Answer("u1", 2, Chosen((0, 3)), 1.5, "Ali")
    text = (
        '{"v":1,"move":"answer","player":"u1","number":2,"response":{"chosen":[0,3]},"now":1.5,"name":"Ali"}'
    )
    assert write_move(move) == text
    setup = Setup(7, (Drawn("afshar", (1, 0)),), None, in_turn=True, created_by="t")
    stored = '{"v":1,"seed":7,"drawn":[["afshar",[1,0]]],"seconds":null,"in_turn":true,"created_by":"t"}'
    assert write_setup(setup) == stored


def test_a_set_up_for_a_group_keeps_its_times() -> None:
    setup = Setup(7, (), 30.0, in_turn=False, created_by="t", wait=0.0, pause=20.0)
    assert '"wait":0.0,"pause":20.0' in write_setup(setup)
    assert read_setup(write_setup(setup)) == setup


def test_whole_seconds_are_read_too() -> None:
    assert read_move('{"v":1,"move":"resume","now":12}') == Resume(12.0)


@pytest.mark.parametrize("now", [math.nan, math.inf])
def test_a_time_that_is_no_number_is_not_written(now: float) -> None:
    with pytest.raises(ExchangeError, match="cannot be written"):
        write_move(Resume(now))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "not JSON"),
        ("{", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("[1]", "an object is expected"),
        ('"' + "x" * 100 + '"', "an object is expected, not 'xxx"),
        ("{}", "version None is not known"),
        ('{"v":2,"move":"resume","now":1}', "version 2 is not known; this program reads version 1"),
        ('{"v":true,"move":"resume","now":1}', "version True is not known"),
        ('{"v":1}', "move must be text"),
        ('{"v":1,"move":"jump","now":1}', "'jump' is no move that this version knows"),
        ('{"v":1,"move":"resume"}', "the move 'resume' lacks now"),
        ('{"v":1,"move":"resume","now":1,"mood":2}', "has what is not known: 'mood'"),
        ('{"v":1,"move":"resume","now":1,"now":2}', "a key stands twice"),
        ('{"v":1,"move":"resume","now":NaN}', "NaN is not a number"),
        ('{"v":1,"move":"resume","now":1e999}', "now must be a finite number"),
        ('{"v":1,"move":"resume","now":true}', "now must be a finite number"),
        ('{"v":1,"move":"resume","now":99999999999999999999}', "now must be a finite number"),
        ('{"v":1,"move":"leave","player":3,"now":1}', "player must be text"),
        ('{"v":1,"move":"time_up","number":1.5,"turn":null,"now":1}', "number must be a whole number"),
        ('{"v":1,"move":"time_up","number":true,"turn":null,"now":1}', "number must be a whole number"),
    ],
)
def test_no_move(text: str, said: str) -> None:
    with pytest.raises(ExchangeError) as error:
        read_move(text)
    assert said in str(error.value)
    assert len(str(error.value)) < 200


@pytest.mark.parametrize(
    "response",
    [
        None,
        {},
        {"chosen": [1], "written": "x"},
        {"written": "x", "more": 1},
        {"written": 1},
        {"chosen": [True]},
        {"chosen": 1},
    ],
)
def test_no_response(response: object) -> None:
    text = json.loads(write_move(Answer("u", 0, Written("x"), 1)))
    with pytest.raises(ExchangeError, match="response"):
        read_move(json.dumps(text | {"response": response}))


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"in_turn": 1}, "in_turn must be true or false"),
        ({"seconds": 0}, "the set-up: the seconds for a question are a positive number"),
        ({"seconds": "x"}, "seconds must be a finite number"),
        ({"drawn": {}}, "drawn must be a list"),
        ({"drawn": [["q"]]}, "drawn must hold pairs"),
        ({"drawn": [["q", [0.5]]]}, "drawn must be a whole number"),
    ],
)
def test_no_set_up(changed: dict[str, object], said: str) -> None:
    text = json.loads(write_setup(Setup(1, (), 3, in_turn=False, created_by="t")))
    with pytest.raises(ExchangeError, match=said):
        read_setup(json.dumps(text | changed))
