"""Reading a bank's files into questions, with every fault of their form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from content.faults import Fault
from content.files import read_toml, shown, toml_files
from content.model import MAX_QUESTION
from content.reading import Table
from quizzes.model import (
    MAX_FEEDBACK,
    MAX_OPTION,
    Choice,
    Item,
    Named,
    Option,
    Order,
    Pair,
    Pairs,
    Question,
    QuestionKind,
    Year,
)

if TYPE_CHECKING:
    from pathlib import Path

    from quizzes.model import Body

MAX_ACCEPT = 150  # of a further spelling, as for an entry's aliases
MAX_MARGIN = 10  # years; a question that needs more does not ask for a year
LAST_YEAR = 2100


@dataclass(frozen=True, slots=True)
class Placed:
    """A question, and the file that holds it."""

    file: str
    question: Question


Read: TypeAlias = "tuple[tuple[Placed, ...], tuple[Fault, ...]]"


def _option(table: Table) -> Option:
    option = Option(table.text("text", MAX_OPTION), table.flag("right"), table.text("feedback", MAX_FEEDBACK))
    table.close()
    return option


def _item(table: Table) -> Item:
    item = Item(table.text("text", MAX_OPTION), table.text("feedback", MAX_FEEDBACK))
    table.close()
    return item


def _pair(table: Table) -> Pair:
    left, right = table.text("left", MAX_OPTION), table.text("right", MAX_OPTION)
    pair = Pair(left, right, table.text("feedback", MAX_FEEDBACK))
    table.close()
    return pair


def _year(table: Table) -> Year:
    year, margin = table.number("year", 1, LAST_YEAR), table.number("margin", 0, MAX_MARGIN, default=0)
    answer = Year(year, margin, table.text("right", MAX_FEEDBACK), table.text("wrong", MAX_FEEDBACK))
    table.close()
    return answer


def _named(table: Table) -> Named:
    entry, accept = table.text("entry"), table.texts("accept", MAX_ACCEPT)
    answer = Named(entry, accept, table.text("right", MAX_FEEDBACK), table.text("wrong", MAX_FEEDBACK))
    table.close()
    return answer


def _body(table: Table, kind: QuestionKind) -> Body:
    if kind is QuestionKind.ORDER:
        return Order(tuple(_item(each) for each in table.tables("item")))
    if kind is QuestionKind.PAIRS:
        return Pairs(tuple(_pair(each) for each in table.tables("pair")))
    if kind is QuestionKind.YEAR:
        return _year(table.table("answer"))
    if kind is QuestionKind.NAME:
        return _named(table.table("answer"))
    return Choice(tuple(_option(each) for each in table.tables("option")))


def _question(table: Table) -> Question | None:
    """The question of a table; None where it has no id, or no kind that tells how to read on."""
    question_id = table.identify()
    kind = table.choice("kind", QuestionKind)
    if kind is None:
        return None
    question = Question(
        id=question_id,
        kind=kind,
        topic=table.text("topic"),
        difficulty=table.number("difficulty", 1, 3),
        claims=table.texts("claims", required=True),
        prompt=table.text("prompt", MAX_QUESTION),
        body=_body(table, kind),
        replaces=table.optional_text("replaces"),
    )
    table.close()
    return question if question_id else None


def read(folder: Path) -> Read:
    """Read a bank's folder.

    Returns:
        What was understood, with stand-ins ("" or the lowest number) for the rest, and every fault of form.
    """
    names, found = toml_files(folder)
    faults = list(found)
    placed: list[Placed] = []
    for name in names:
        values = read_toml(folder, name)
        if isinstance(values, Fault):
            faults.append(values)
            continue
        table = Table(values, shown(name), faults)
        questions = [_question(each) for each in table.tables("question")]
        placed.extend(Placed(table.file, question) for question in questions if question)
        table.close()
    return tuple(placed), tuple(faults)
