"""What a pack covers, counted."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from content.views import Cited, Has, coverage, coverage_lines, year, year_lines

if TYPE_CHECKING:
    from content.library import Library


def test_every_place_of_every_source_is_counted(sample: Library) -> None:
    found = coverage(sample)
    assert Cited("gazette", "p. 9", 1) in found
    assert sum(each.claims for each in found) == sum(
        len({(citation.source, citation.place) for citation in claim.citations})
        for entry in sample.entries.values()
        for claim in entry.statements()
    )
    listed = {(source.id, place) for source in sample.sources.values() for place in source.places}
    assert listed <= {(each.source, each.place) for each in found}


def test_a_year_tells_what_each_day_has(sample: Library) -> None:
    days = year(sample)
    assert len(days) == 366
    assert days[date(2028, 3, 7)] is Has.GREGORIAN
    assert {*days.values()} == {*Has}


def test_nothing_in_the_packed_sources_is_left_uncited(library: Library) -> None:
    founding = {"islamabad-article", "history-article", "lessons-report", "afshar-article"}
    assert [each for each in coverage(library) if each.source in founding and not each.claims] == []


def test_people_can_read_it(sample: Library) -> None:
    assert "      1 p. 9" in coverage_lines(sample)
    lines = year_lines(sample)
    assert lines[0] == "    1234567890123456789012345678901"
    assert lines[3].startswith("Mar .....s#")
    assert len(lines) == 1 + 12 + 4


def test_what_nothing_cites_shows(sample: Library) -> None:
    sources = {name: replace(source, places=("Nowhere",)) for name, source in sample.sources.items()}
    lines = coverage_lines(replace(sample, sources=sources))
    assert "      0 Nowhere  nothing cites it" in lines
