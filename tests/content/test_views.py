"""What a pack covers, counted."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from content.views import Cited, Has, coverage, year

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
