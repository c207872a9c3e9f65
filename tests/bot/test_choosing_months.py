"""What a daily post tells on a day that has nothing of its own: something of the month, or a subject."""

from __future__ import annotations

import pytest

from bot.choosing import Why
from content.model import Kind as Sort
from tests.bot.packs import ACCORD, chosen_on, claim, entry, pack, told


def test_the_month_is_told_where_the_day_has_nothing() -> None:
    known = pack(entry("flood", "1992-04"), entry("fire", "1994-04"), entry("hail", "1995-04"))
    chosen = chosen_on(known, "2026-04-09")
    assert (chosen.why, [each.entry for each in chosen.told]) == (Why.MONTH, ["flood", "fire"])
    assert told(known, "2026-04-10", dict.fromkeys(("flood", "fire/is"), "2026-04-09")) == ["hail"]
    assert told(known, "2026-05-10") == []


@pytest.mark.parametrize(
    ("day", "found"),
    [
        ("2026-03-04", []),  # it comes
        ("2026-03-09", []),  # its day in the other calendar may come
        ("2026-03-10", ["accord"]),  # it had no post on its day
        ("2026-03-31", ["accord"]),
    ],
)
def test_what_has_a_day_soon_waits_for_it(day: str, found: list[str]) -> None:
    assert told(pack(ACCORD), day) == found


@pytest.mark.parametrize(("day", "found"), [("2026-01-28", []), ("2028-01-28", []), ("2026-02-04", [])])
def test_a_leap_day_comes_soon_in_every_year(day: str, found: list[str]) -> None:
    leap = entry("leap", "1992-02-29", claim("is"), sort=Sort.PERSON)
    assert told(pack(leap), day) == found
    assert told(pack(leap), "2026-07-01") == ["leap"]


def test_a_subject_is_told_where_the_month_has_nothing() -> None:
    known = pack(entry("amina", sort=Sort.PERSON), entry("omid", sort=Sort.PERSON))
    first = told(known, "2026-07-01")
    assert sorted([*first, *told(known, "2026-07-02")]) == ["amina", "omid"]
    assert chosen_on(known, "2026-07-01").why is Why.SUBJECT


def test_after_all_subjects_come_groups_places_and_what_has_no_day_or_month() -> None:
    known = pack(
        entry("town", sort=Sort.PLACE),
        entry("siege", "1991-21"),
        entry("accord", "1993-03-07"),
        entry("flood", "1992-04"),
        entry("amina", sort=Sort.PERSON, weight=1),
    )
    shown: dict[str, str] = {}
    for _ in range(3):
        (name,) = told(known, "2026-07-01", shown)
        shown[name] = "2026-06-01"
    assert next(iter(shown)) == "amina"
    assert {*shown} == {"amina", "town", "siege"}
    assert told(known, "2026-07-01", shown) == []


def test_a_subject_is_not_told_again_within_a_year_nor_beside_what_was_told_of_it() -> None:
    known = pack(entry("amina", "", claim("a"), claim("b"), sort=Sort.PERSON))
    assert told(known, "2026-07-01", {"amina/b": "2025-06-30"}) == []
    assert told(known, "2026-07-01", {"amina/b": "2025-06-29"}) == ["amina"]
    assert told(known, "2026-07-01", {"amina": "2026-06-30"}) == []
    assert told(known, "2026-07-01", {"amina": "2026-08-30"}) == []  # a preview of a day that is past


def test_a_subject_keeps_what_has_a_day_soon() -> None:
    person = entry("amina", "", claim("spoke"), claim("left", "1993-07-20"), sort=Sort.PERSON)
    (thing,) = chosen_on(pack(person), "2026-07-01").told
    assert thing.claims == ("spoke",)
    (thing,) = chosen_on(pack(person), "2026-10-01").told
    assert thing.claims == ("spoke", "left")
    only = entry("omid", "", claim("left", "1993-07-20"), sort=Sort.PERSON)
    assert told(pack(only), "2026-07-01") == []


def test_a_month_s_thing_of_which_all_has_a_day_soon_waits() -> None:
    known = pack(entry("war", "1992-04", claim("began", "1992-04-20")))
    assert told(known, "2026-04-09") == []
    assert told(known, "2026-04-23") == ["war/began"]


def test_of_a_month_s_thing_that_is_a_claim_only_that_is_told() -> None:
    known = pack(entry("war", "", claim("began", "1993-04"), claim("why")))
    assert told(known, "2026-04-09") == ["war/began"]


def test_fallbacks_keep_to_topics_and_leave_out_what_cannot_be_told() -> None:
    known = pack(entry("flood", "1992-04"), entry("amina", sort=Sort.PERSON, topics=("people",)))
    assert told(known, "2026-04-09", topics=("people",)) == ["amina"]
    assert told(known, "2026-04-09", exclude=frozenset({"flood"})) == ["amina"]
    assert told(known, "2026-04-09", exclude=frozenset({"flood", "amina"})) == []
