"""A quiz's set-up and moves as compact JSON text, for whoever stores them.

The text is plain ASCII, so that any database column holds any answer. Reading is strict: what this version
did not write, it does not guess at.
"""

from __future__ import annotations

import json
import math
from dataclasses import fields
from typing import TYPE_CHECKING, NoReturn, TypeAlias

from quizzes.model import Chosen, Written
from quizzes.moves import Answer, Close, Extend, Join, Leave, Next, Resume, Skip, Start, Stop, TimeUp
from quizzes.session import Setup
from quizzes.shown import Drawn

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from quizzes.model import Response
    from quizzes.moves import Move

VERSION = 1
Reader: TypeAlias = "Callable[[object, str], object]"  # a value and its name -> the value, or ExchangeError

MOVES: dict[str, type[Move]] = {
    "start": Start,
    "join": Join,
    "leave": Leave,
    "answer": Answer,
    "time_up": TimeUp,
    "next": Next,
    "skip": Skip,
    "close": Close,
    "extend": Extend,
    "resume": Resume,
    "stop": Stop,
}
_NAMES = {kind: name for name, kind in MOVES.items()}
# Made once: a move is written for every press of a button.
_FIELDS = {kind: tuple(field.name for field in fields(kind)) for kind in _NAMES}
_ENCODER = json.JSONEncoder(separators=(",", ":"), allow_nan=False)


class ExchangeError(ValueError):
    """A stored text is not a set-up or a move that this version knows."""


def write_setup(setup: Setup) -> str:
    """The set-up as JSON text."""
    values = {name.name: getattr(setup, name.name) for name in fields(Setup)}
    values["drawn"] = [[each.question, list(each.order)] for each in setup.drawn]
    return _write({name: value for name, value in values.items() if _LATER.get(name, ...) is not value})


def read_setup(text: str) -> Setup:
    """The set-up that `write_setup` wrote.

    Raises:
        ExchangeError: If the text is anything else.
    """
    document = _LATER | _document(text)
    values = _values(document, [name.name for name in fields(Setup)], "the set-up", _SETUP)
    try:
        return Setup(**values)  # type: ignore[arg-type] # each value was read by its field's own reader
    except ValueError as error:
        raise ExchangeError(f"the set-up: {error}") from error


def write_move(move: Move) -> str:
    """The move as JSON text.

    Raises:
        ExchangeError: If a time in it is not a finite number.
    """
    values = {name: getattr(move, name) for name in _FIELDS[type(move)]}
    if isinstance(move, Answer):
        values["response"] = _plain(move.response)
    return _write({"move": _NAMES[type(move)]} | values)


def read_move(text: str) -> Move:
    """The move that `write_move` wrote.

    Raises:
        ExchangeError: If the text is anything else.
    """
    document = _document(text)
    name = _text(document.pop("move", None), "move")
    if name not in MOVES:
        raise ExchangeError(f"{_short(name)} is no move that this version knows")
    kind = MOVES[name]
    values = _values(document, _FIELDS[kind], f"the move {name!r}", _MOVE)
    return kind(**values)  # type: ignore[arg-type] # each value was read by its field's own reader


def _write(document: dict[str, object]) -> str:
    try:
        return _ENCODER.encode({"v": VERSION} | document)
    except ValueError as error:
        raise ExchangeError(f"this cannot be written: {error}") from error


def _plain(response: Response) -> dict[str, object]:
    if isinstance(response, Chosen):
        return {"chosen": list(response.numbers)}
    return {"written": response.text}


def _document(text: str) -> dict[str, object]:
    """The object in a JSON text of this version, without its version."""
    try:
        document = json.loads(text, object_pairs_hook=_unique, parse_constant=_no_constant)
    except ExchangeError:
        raise
    except (ValueError, RecursionError) as error:
        raise ExchangeError(f"this is not JSON text: {error}") from error
    if not isinstance(document, dict):
        raise ExchangeError(f"an object is expected, not {_short(document)}")
    version = document.pop("v", None)
    if type(version) is not int or version != VERSION:
        raise ExchangeError(f"version {_short(version)} is not known; this program reads version {VERSION}")
    return document


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    document = dict(pairs)
    if len(document) < len(pairs):
        raise ExchangeError("a key stands twice in one object")
    return document


def _no_constant(name: str) -> NoReturn:
    raise ExchangeError(f"{name} is not a number")


def _values(
    document: dict[str, object], names: Sequence[str], where: str, readers: Mapping[str, Reader]
) -> dict[str, object]:
    """The values of exactly these fields, each read by its reader."""
    missing = [name for name in names if name not in document]
    unknown = sorted(set(document) - set(names))
    if missing:
        raise ExchangeError(f"{where} lacks {', '.join(missing)}")
    if unknown:
        raise ExchangeError(f"{where} has what is not known: {_short(', '.join(unknown))}")
    return {name: readers[name](document[name], name) for name in names}


def _short(value: object) -> str:
    """A value for an error's sentence, cut to a readable length."""
    words = repr(value)
    return words if len(words) <= 60 else words[:59] + "…"


def _text(value: object, name: str) -> str:
    if not isinstance(value, str):
        raise ExchangeError(f"{name} must be text, not {_short(value)}")
    return value


def _maybe_text(value: object, name: str) -> str | None:
    return None if value is None else _text(value, name)


def _whole(value: object, name: str) -> int:
    if type(value) is not int:
        raise ExchangeError(f"{name} must be a whole number, not {_short(value)}")
    return value


def _maybe_whole(value: object, name: str) -> int | None:
    return None if value is None else _whole(value, name)


def _real(value: object, name: str) -> float:
    if type(value) is int and abs(value) <= 2**53:  # beyond, a float would not be the same number
        return float(value)
    if type(value) is not float or not math.isfinite(value):
        raise ExchangeError(f"{name} must be a finite number, not {_short(value)}")
    return value


def _maybe_real(value: object, name: str) -> float | None:
    return None if value is None else _real(value, name)


def _truth(value: object, name: str) -> bool:
    if type(value) is not bool:
        raise ExchangeError(f"{name} must be true or false, not {_short(value)}")
    return value


def _list(value: object, name: str) -> list[object]:
    if not isinstance(value, list):
        raise ExchangeError(f"{name} must be a list, not {_short(value)}")
    return value


def _numbers(value: object, name: str) -> tuple[int, ...]:
    return tuple(_whole(number, name) for number in _list(value, name))


def _drawn(value: object, name: str) -> tuple[Drawn, ...]:
    drawn = []
    for pair in _list(value, name):
        match pair:
            case [question, order]:
                drawn.append(Drawn(_text(question, name), _numbers(order, name)))
            case _:
                raise ExchangeError(f"{name} must hold pairs of a question and an order, not {_short(pair)}")
    return tuple(drawn)


def _response(value: object, name: str) -> Response:
    match value:
        case {"chosen": numbers, **rest} if not rest:
            return Chosen(_numbers(numbers, name))
        case {"written": text, **rest} if not rest:
            return Written(_text(text, name))
        case _:
            raise ExchangeError(f"{name} must be chosen numbers or written text, not {_short(value)}")


# A field's name means the same in every move, so one reader a name is enough.
_MOVE: dict[str, Reader] = {
    "now": _real,
    "by": _text,
    "player": _text,
    "name": _text,
    "number": _whole,
    "response": _response,
    "turn": _maybe_text,
    "after": _maybe_whole,
    "seconds": _real,
}
_SETUP: dict[str, Reader] = {
    "seed": _whole,
    "drawn": _drawn,
    "seconds": _maybe_real,
    "in_turn": _truth,
    "created_by": _text,
    "wait": _maybe_real,
    "pause": _maybe_real,
}
_LATER: dict[str, object] = {"wait": None, "pause": None}  # what the first set-ups were written without
