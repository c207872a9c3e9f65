"""The packed content is as full as it is meant to be; the counts are those of its plan."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from content.model import Kind
from content.views import Has, coverage, year
from quizzes.model import QuestionKind

if TYPE_CHECKING:
    from content.library import Library
    from content.model import Entry
    from quizzes.banks import Bank

FOUNDING = {"islamabad-article", "history-article", "lessons-report", "afshar-article"}
NAMED = {Kind.PERSON, Kind.GROUP, Kind.PLACE, Kind.AGREEMENT}
PRINCIPAL = 20  # people of whom the pack holds the most


def asked_of(bank: Bank) -> Counter[str]:
    """How many questions stand on each entry."""
    return Counter(
        entry
        for question in bank.questions.values()
        for entry in {claim.partition("/")[0] for claim in question.claims}
    )


def principal(library: Library) -> list[Entry]:
    """The people of whom most is told, without those who are only cited."""
    people = [entry for entry in library.entries.values() if entry.kind is Kind.PERSON and entry.weight >= 3]
    return sorted(people, key=lambda entry: -len(entry.statements()))[:PRINCIPAL]


def test_every_place_of_the_founding_sources_is_cited(library: Library) -> None:
    assert [each for each in coverage(library) if each.source in FOUNDING and not each.claims] == []


def test_half_the_days_of_a_year_have_a_day_precise_entry(library: Library) -> None:
    assert sum(has in {Has.GREGORIAN, Has.SOLAR_HIJRI} for has in year(library).values()) >= 180


def test_who_and_what_is_named_is_named_in_its_own_scripts(library: Library) -> None:
    assert [
        entry.id
        for entry in library.entries.values()
        if entry.kind in NAMED and not (entry.name.dari and entry.name.pashto)
    ] == []


def test_there_are_questions_enough_of_every_topic_kind_and_difficulty(bank: Bank) -> None:
    questions = bank.questions.values()
    assert len(questions) >= 400
    assert min(Counter(question.topic for question in questions).values()) >= 10
    assert {question.kind for question in questions} == {*QuestionKind}
    shares = Counter(question.difficulty for question in questions)
    assert min(shares[level] for level in (1, 2, 3)) > 0.2 * len(questions)
    assert sum(question.topic == "reading-sources" for question in questions) >= 60


@pytest.mark.parametrize("kind", [Kind.AGREEMENT, Kind.LESSON])
def test_every_agreement_and_lesson_is_asked_of_twice(kind: Kind, library: Library, bank: Bank) -> None:
    asked = asked_of(bank)
    assert [e.id for e in library.entries.values() if e.kind is kind and asked[e.id] < 2] == []


def test_every_principal_person_is_asked_of_twice(library: Library, bank: Bank) -> None:
    asked = asked_of(bank)
    assert [entry.id for entry in principal(library) if asked[entry.id] < 2] == []
