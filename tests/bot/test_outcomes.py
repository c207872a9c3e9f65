"""What a question of the day came to, in words: each sentence with its sources, and who was right."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.grounds import grounds
from bot.message import MAX_LINE, Style
from bot.outcomes import Previous, outcome, results
from bot.texts import texts
from content.library import make
from content.model import Citation
from quizzes import banks

if TYPE_CHECKING:
    from bot.message import Line
    from content.library import Library
    from quizzes.banks import Bank

SAY = texts("en")
NAMED = Previous("where-signed", 3, 2, ("Amina", "Omid"))


def notes(lines: tuple[Line, ...]) -> dict[str, str]:
    """The sources of a result, by their markers."""
    return {each.marker: each.text for each in lines if each.style is Style.NOTE and each.marker}


def marks(lines: tuple[Line, ...]) -> list[str]:
    """The markers in the sentences of a result."""
    told = (each.text for each in lines if not (each.style is Style.NOTE and each.marker))
    return [mark for text in told for mark in re.findall(r"\[\d+\]", text)]


def test_each_result_of_the_pack_refers_to_each_of_its_sources_once(library: Library, bank: Bank) -> None:
    for question in bank.questions:
        previous = Previous(question, 9, 2, ("Amina", "Omid"))
        for told in (outcome(previous, library, bank, SAY), *results(previous, library, bank, SAY)):
            listed = [each.marker for each in told if each.style is Style.NOTE and each.marker]
            assert listed == [f"[{number}]" for number in range(1, len(listed) + 1)]
            assert {*marks(told)} == {*listed}
            titles = [text.split("”")[0] for text in notes(told).values()]
            assert len({*titles}) == len(titles)


def test_every_sentence_of_a_solution_has_its_source(library: Library, bank: Bank) -> None:
    for question in bank.questions:
        _, head, *told = outcome(Previous(question, 0, 0), library, bank, SAY)
        why = told[: [each.text for each in told].index("Nobody answered.")]
        assert why
        assert head.text.startswith("Right ")
        assert all(re.search(r" (\[\d+\])+$", each.text) for each in why)


def test_the_places_of_a_source_stand_in_one_line(library: Library, bank: Bank) -> None:
    told = outcome(Previous("people-order-massoud", 0, 0), library, bank, SAY)
    assert notes(told)["[1]"] == (
        "“Lessons Learned from the Intra-Afghan Peace Negotiations of the 1980s and 1990s”, Mir Ahmad "
        "Daimirian, 2021, PDPA Governments and the Mujahedin Factions; Lessons learned: the Mujahedin "
        "factions and the Taliban: https://www.heartofasiasociety.org"
    )


@pytest.mark.parametrize(
    ("question", "answer", "why", "found"),
    [
        # Of what only the wrong options need, nothing is given.
        ("people-gul-argument", "Divide the Mujahedin", "And harm Pakistan's interests, he argued.", [0]),
        ("source-dates-rawalpindi", "Heart of Asia report (2021)", "10 February 1989.", [0]),
        (
            "who-stood-behind",
            "Geneva Accords – The United States and the Soviet Union as guarantors",
            "They were signed by Afghanistan and Pakistan in 1988.",
            [0, 2],
        ),
        (
            "beside-the-arms",
            "Financial aid for Kabul",
            (
                "All financial aid to Najibullah's government. The article on 1989–1992 tells of Yeltsin, "
                "who announced the month before that direct help would be curtailed."
            ),
            [0, 2],
        ),
    ],
)
def test_a_solution_stands_on_the_claims_that_hold_its_words(
    library: Library, bank: Bank, question: str, answer: str, why: str, found: list[int]
) -> None:
    asked = bank.questions[question]
    claims = [library.claim(asked.claims[number])[1] for number in found]
    assert list(grounds(asked, library, answer, why)) == claims


@pytest.mark.parametrize("named", [True, False])
def test_those_who_were_right_are_named_only_where_that_is_wanted(
    sample: Library, sample_bank: Bank, *, named: bool
) -> None:
    said = "2 of 3 answered right: Amina, Omid." if named else "2 of 3 answered right."
    told = (outcome(NAMED, sample, sample_bank, SAY, named=named),)
    for lines in told + results(NAMED, sample, sample_bank, SAY, named=named):
        assert said in [each.text for each in lines]
        assert named == any("Amina" in each.text for each in lines)


def test_places_that_are_too_many_for_a_line_stand_in_two(sample: Library, sample_bank: Bank) -> None:
    asked = sample_bank.questions["where-signed"]
    entry, claim = sample.claim(asked.claims[0])
    source = claim.citations[0].source
    cites = tuple(Citation(source, f"{number} {'z' * 300}") for number in range(4))
    entries = [
        replace(
            each, claims=tuple(replace(one, citations=cites) if one == claim else one for one in each.claims)
        )
        if each == entry
        else each
        for each in sample.pack.entries
    ]
    known = make(replace(sample.pack, entries=tuple(entries)))
    bank = banks.make((replace(asked, claims=asked.claims[:1]),))
    told = outcome(Previous(asked.id, 0, 0), known, bank, SAY)
    rows = [each for each in told if each.style is Style.NOTE]
    assert [each.marker for each in rows] == ["[1]", "[1]"]
    assert all(len(each.text) <= MAX_LINE for each in rows)
    assert all(any(place.place in each.text for each in rows) for place in cites)
