"""What students type, on the packed content. The table was written by reading the content, not the search."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from content.search import Status

if TYPE_CHECKING:
    from content.library import Library
    from content.search import Index

QUERIES: list[dict[str, Any]] = tomllib.loads(
    Path(__file__).with_name("student_queries.toml").read_text(encoding="utf-8")
)["query"]


def test_every_expected_entry_is_there(library: Library) -> None:
    assert {name for query in QUERIES for name in query["expects"]} <= library.entries.keys()


def test_what_is_not_covered_is_never_answered_with_confidence(index: Index) -> None:
    asked = [query["typed"] for query in QUERIES if query["status"] in {"not_covered", "not_found"}]
    assert len(asked) > 40
    assert [typed for typed in asked if index.search(typed).status is Status.FOUND] == []


def test_the_right_entry_comes_first_or_second(index: Index) -> None:
    missed, sure = [], 0
    asked = [query for query in QUERIES if query["status"] == "found"]
    for query in asked:
        found = index.search(query["typed"])
        sure += found.status is Status.FOUND
        if not {match.entry.id for match in found.matches[:2]} & {*query["expects"]}:
            missed.append(query["typed"])
    assert len(missed) <= 0.05 * len(asked), missed
    assert sure >= 0.85 * len(asked)


def test_a_short_name_that_only_folds_alike_is_asked_back(index: Index) -> None:
    assert index.search("Rome").status is Status.FOUND
    assert index.search("Rumi").status is Status.UNSURE
    assert index.search("Umar").status is Status.FOUND  # one letter from Omar
