"""What of a day is told first, and how much: what people suffered, and an event before its people."""

from __future__ import annotations

from dataclasses import replace

import pytest

from content.days import Calendar
from content.model import Citation, Claim, Dispute, Relation, RelationKind, Sensitivity
from content.model import Kind as Sort
from tests.bot.packs import GRAVE, chosen_on, claim, entry, pack, told


@pytest.mark.parametrize(
    ("first", "found"), [(GRAVE, ["most", "like-it", "apart"]), (Sensitivity.NONE, ["apart", "most"])]
)
def test_what_people_suffered_is_told_first(first: Sensitivity, found: list[str]) -> None:
    other = Sensitivity.NONE if first is GRAVE else GRAVE
    known = pack(
        entry("most", "1993-03-07", weight=5, sensitivity=first),
        entry("apart", "1992-03-07", weight=4, sensitivity=other),
        entry("like-it", "1991-03-07", weight=3, sensitivity=first),
    )
    assert told(known, "2026-03-07")[: len(found)] == found


def test_all_that_people_suffered_on_a_day_is_told_and_nothing_of_it_only_in_its_month() -> None:
    known = pack(*(entry(f"raid-{number}", f"199{number}-03-07", sensitivity=GRAVE) for number in range(5)))
    assert told(known, "2026-03-07") == [f"raid-{number}" for number in range(5)]
    assert told(known, "2026-03-20") == []


def test_of_the_month_what_people_suffered_does_not_stand_beside_anything_else() -> None:
    known = pack(
        entry("flood", "1992-04", weight=5),
        entry("hunger", "1993-04", weight=4, sensitivity=GRAVE),
        entry("hail", "1994-04", weight=3),
    )
    assert told(known, "2026-04-09") == ["flood", "hail"]
    assert told(known, "2026-04-09", exclude=frozenset({"flood"})) == ["hunger"]


def cited(name: str, when: str, place: str) -> Claim:
    return replace(claim(name, when), citations=(Citation("report", place),))


def test_an_event_is_told_and_not_what_its_people_have_of_it() -> None:
    person = entry("amina", "", cited("spoke", "1993-03-07", "p. 9"), sort=Sort.PERSON, weight=5)
    town = entry("town", "", cited("was-there", "1993-03-07", "p. 4"), sort=Sort.PLACE, weight=5)
    talks = entry("talks", "1993-03-07", cited("met", "1993-03-07", "p. 4"))
    assert told(pack(person, town, talks), "2026-03-07") == ["talks", "amina/spoke"]  # the town's is the same
    related = replace(talks, relations=(Relation(RelationKind.ABOUT, "amina"),))
    assert told(pack(person, related), "2026-03-07") == ["talks"]
    another = replace(person, claims=(cited("spoke", "1990-03-07", "p. 9"),))
    assert told(pack(another, related), "2026-03-07") == ["talks", "amina/spoke"]


def test_what_an_event_tells_is_not_told_of_its_people_in_the_month() -> None:
    person = entry("amina", "", cited("spoke", "1993-03-07", "p. 4"), claim("left", "1991-03-02"))
    amina = replace(person, kind=Sort.PERSON)
    talks = entry("talks", "1993-03-07", cited("met", "1993-03-07", "p. 4"))
    before = dict.fromkeys(("talks", "talks/met"), "2026-03-07")
    assert told(pack(amina, talks), "2026-03-20", before) == ["amina/left"]


def test_what_an_event_told_is_not_told_of_its_people_on_the_day_of_the_other_calendar() -> None:
    amina = entry("amina", "", cited("spoke", "1993-03-07", "p. 4"), sort=Sort.PERSON)
    known = pack(amina, entry("talks", "1993-03-07", cited("met", "1993-03-07", "p. 4")))
    calendar = Calendar.SOLAR_HIJRI
    assert told(known, "2025-03-06", {"talks/met": "2025-03-05"}, calendar=calendar) == []
    assert told(known, "2025-03-06", {"talks": "2025-02-01"}, calendar=calendar) == ["talks"]
    topics = entry("talks", "1993-03-07", cited("met", "1993-03-07", "p. 4"), topics=("war",))
    assert told(pack(amina, topics), "2025-03-06", calendar=calendar, topics=("talks",)) == ["amina/spoke"]


def test_of_two_people_in_one_thing_the_weightier_is_told() -> None:
    amina = entry("amina", "", cited("met", "1993-03-07", "p. 4"), sort=Sort.PERSON, weight=3)
    omid = entry("omid", "", cited("met", "1993-03-07", "p. 4"), sort=Sort.PERSON, weight=4)
    assert told(pack(amina, omid), "2026-03-07") == ["omid/met"]


def test_another_event_does_not_repeat_the_day_of_one() -> None:
    accord = entry("accord", "1993-03-07", cited("signed", "1993-03-07", "p. 4"))
    war = entry("war", "1992", cited("accord", "1993-03-07", "p. 4"), weight=5)
    raid = entry("raid", "1992", cited("burned", "1993-03-07", "p. 4"), sensitivity=GRAVE)
    assert told(pack(accord, war), "2026-03-07") == ["accord"]
    assert told(pack(accord, raid), "2026-03-07") == ["raid/burned", "accord"]


def test_what_an_entry_has_of_what_people_suffered_is_told_first_and_not_as_anything_else() -> None:
    """Also where the event itself is of a topic that is not wished for, or graphic."""
    death = cited("died", "1993-03-07", "p. 4")
    raid = entry("raid", "1993-03-07", death, topics=("war",), sensitivity=Sensitivity.GRAPHIC)
    person = entry("amina", "", death, claim("spoke"), sort=Sort.PERSON)
    known = pack(raid, person, entry("talks", "1990-03-07", weight=5))
    assert told(known, "2026-03-07") == ["amina/died", "talks"]
    assert told(known, "2026-07-01") == ["amina"]
    assert [each.claims for each in chosen_on(known, "2026-07-01").told] == [("spoke",)]


def test_an_event_is_told_with_where_and_who_first() -> None:
    amina = entry("amina", sort=Sort.PERSON)
    claims = (
        claim("houses", text="Forty houses burned."),
        claim("what", text="The raid was on 11 and 12 February 1993."),
        claim("later", "1993-06-01"),
        claim("why"),
        claim("who", text="By one account amina led it."),
        claim("where"),
        claim("ended", text="It ended on 12 February."),
    )
    raid = replace(
        entry("raid", "1993-02-11/1993-02-12", *claims),
        relations=(
            Relation(RelationKind.LOCATED_IN, "amina", claims=("where",)),
            Relation(RelationKind.LED, "amina"),
        ),
    )
    (thing,) = chosen_on(pack(amina, raid), "2026-02-11").told
    assert thing.claims == ("what", "where", "who", "houses")


def test_of_much_the_weightiest_is_told_and_what_happened_on_other_days() -> None:
    known = pack(
        entry("accord", "1993-03-07", weight=5),
        entry("signer", "1993-03-07", weight=4),
        entry("place", "1993-03-07", weight=4),
        entry("talks", "2000-03-07", weight=3),
    )
    assert told(known, "2026-03-07") == ["accord", "talks", "place"]


def test_a_post_is_no_longer_than_it_may_be() -> None:
    long = [claim(f"c{number}", text="x" * 499 + ".") for number in range(9)]
    (alone,) = chosen_on(pack(entry("much", "1993-03-07", *long)), "2026-03-07").told
    assert len(alone.claims) == 2
    beside = pack(entry("much", "1993-03-07", *long, weight=5), entry("little", "1992-03-07"))
    assert [each.claims for each in chosen_on(beside, "2026-03-07").told] == [("c0", "c1"), ("is",)]
    short = [claim(f"c{number}") for number in range(9)]
    (alone,) = chosen_on(pack(entry("much", "1993-03-07", *short)), "2026-03-07").told
    assert len(alone.claims) == 4


def test_however_long_a_statement_is_it_is_told_whole() -> None:
    sides = tuple(claim(f"s{number}", "1993-03-07", "x" * 499 + ".") for number in range(5))
    known = pack(entry("much", disputes=(Dispute("how", "How?", sides),)), entry("more", "1992-03-07"))
    assert told(known, "2026-03-07") == ["more"]  # after which there is no room for the other
    assert told(known, "2026-03-07", exclude=frozenset({"more"})) == ["much/s0, s1, s2, s3, s4"]
