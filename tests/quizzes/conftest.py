"""A small history that the quiz tests ask about, and questions of every kind."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from content.dates import parse
from content.library import Library, make
from content.model import Claim, Dispute, Entry, Kind, Name, Pack, Sensitivity, Topic
from quizzes.model import (
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
    from quizzes.model import Body

PAIRS = Path(__file__).with_name("grading_pairs.toml")
FULL_DATE = Claim("signed", "It was signed.", (), when=parse("1993-03-07"))
NO_DATE = Claim("undated", "It happened.", ())


def _entry(table: dict[str, Any]) -> Entry:
    name = Name(
        table["latin"], table.get("dari"), table.get("pashto"), aliases=tuple(table.get("aliases", ()))
    )
    when = parse(table["when"]) if "when" in table else None
    return Entry(
        table["id"],
        Kind(table["kind"]),
        name,
        (FULL_DATE, NO_DATE) if table["id"] == "islamabad-accord" else (NO_DATE,),
        ("accords",),
        when=when,
        weight=table.get("weight", 2),
    )


@pytest.fixture(scope="session")
def library() -> Library:
    """The entities of `grading_pairs.toml`, with a disputed and a graphic entry."""
    entries = [_entry(table) for table in tomllib.loads(PAIRS.read_text(encoding="utf-8"))["entity"]]
    position = Claim("backed", "Pakistan backed it.", ())
    dispute = Dispute("role", "What was Pakistan's role?", (position,))
    entries.append(
        Entry(
            "pakistan-role",
            Kind.LESSON,
            Name("Pakistan's part"),
            (NO_DATE,),
            ("accords",),
            disputes=(dispute,),
        )
    )
    entries.append(
        Entry(
            "killing",
            Kind.EVENT,
            Name("a killing"),
            (NO_DATE,),
            ("accords",),
            sensitivity=Sensitivity.GRAPHIC,
        )
    )
    topics = (Topic("accords", "Accords", "Accords."), Topic("war", "War", "War."))
    return make(Pack("small", "Small", "Small.", "CC0", (), topics, tuple(entries)))


def _options(*texts: str, right: str) -> Choice:
    return Choice(tuple(Option(text, text[0] in right, f"about {text}") for text in texts))


@pytest.fixture(scope="session")
def questions() -> dict[QuestionKind, Question]:
    """One question of each kind. Options that are right begin with a capital R or T."""
    bodies: dict[QuestionKind, Body] = {
        QuestionKind.SINGLE: _options("Red", "green", "blue", right="R"),
        QuestionKind.MULTIPLE: _options("Rabbani", "Rahmani", "Massoud", "Dostum", right="R"),
        QuestionKind.TRUE_FALSE: _options("True", "False", right="T"),
        QuestionKind.WHICH_SOURCE: _options("the Report", "The article", right="T"),
        QuestionKind.ORDER: Order(
            tuple(Item(text, f"about {text}") for text in ("Saur coup", "Geneva", "Peshawar"))
        ),
        QuestionKind.PAIRS: Pairs(
            (
                Pair("Geneva", "1988", "about Geneva"),
                Pair("Peshawar", "1992", "about Peshawar"),
                Pair("Islamabad", "1993", "about Islamabad"),
            )
        ),
        QuestionKind.YEAR: Year(1993, 0, "yes", "no"),
        QuestionKind.NAME: Named("islamabad-accord", ("Accord of Mecca",), "yes", "no"),
    }
    return {
        kind: Question(
            str(kind).replace("_", "-"), kind, "accords", 1, ("islamabad-accord/signed",), "Well?", body
        )
        for kind, body in bodies.items()
    }
