"""Topics as people type them: what is meant, and what is asked where that is not known."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.texts import texts
from bot.topics import TopicError, topics_named

if TYPE_CHECKING:
    from content.library import Library

SAY = texts("en")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("", ()),
        ("all", ()),
        ("geneva", ("geneva-process",)),
        ("Kabul War، mediators", ("kabul-war", "mediators")),
        ("kabul, KABUL-WAR", ("kabul-war",)),
    ],
)
def test_topics_are_named_as_people_name_them(library: Library, typed: str, meant: tuple[str, ...]) -> None:
    assert topics_named(library, typed, SAY) == meant


@pytest.mark.parametrize(
    ("typed", "near"),
    [
        ("genva", "geneva-process"),
        ("mediatrs", "mediators"),
        ("kabul wor", "kabul-war"),
        ("geneva, talibn", "taliban-talks"),
        ("reconcilation", "national-reconciliation"),
    ],
)
def test_of_a_slip_it_is_asked_what_is_meant(library: Library, typed: str, near: str) -> None:
    with pytest.raises(TopicError, match=f"Is {near} meant"):
        topics_named(library, typed, SAY)


def test_where_several_begin_so_it_is_asked_which(library: Library) -> None:
    with pytest.raises(TopicError, match=r"Is one of these meant: .*mujahedin-accords.*mediators"):
        topics_named(library, "m", SAY)


def test_where_nothing_is_near_all_are_named(library: Library) -> None:
    with pytest.raises(TopicError) as told:
        topics_named(library, "football", SAY)
    assert all(topic in str(told.value) for topic in library.topics)
