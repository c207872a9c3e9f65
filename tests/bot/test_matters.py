"""Which entries tell of one matter, and when what they tell is to be told with care."""

from __future__ import annotations

import pytest

from bot.matters import cite_alike, events, grave, gravity, same
from content.dates import parse
from content.library import Library, make
from content.model import Citation, Claim, Entry, Kind, Name, Pack, Relation, RelationKind, Sensitivity


def claim(name: str, when: str = "", place: str = "p. 1") -> Claim:
    return Claim(name, "It happened.", (Citation("report", place),), when=parse(when) if when else None)


def entry(name: str, when: str, *claims: Claim, kind: Kind = Kind.PERSON, **more: object) -> Entry:
    return Entry(name, kind, Name(name), claims, (), parse(when) if when else None, **more)  # type: ignore[arg-type] # a test's own


def pack(*entries: Entry) -> Library:
    return make(Pack("small", "Small", "A small pack.", "CC BY-SA 4.0", (), (), entries))


DEAD = entry("dead", "1993-02-11", claim("what"), kind=Kind.EVENT, sensitivity=Sensitivity.CARE)
DIED = claim("died", "1993-02-11")


@pytest.mark.parametrize(
    ("event", "said", "found"),
    [
        (DEAD, DIED, True),
        (DEAD, claim("died", "1993-02-12"), False),  # another day
        (DEAD, claim("died", "1994-02-11"), False),
        (DEAD, claim("died", "1993-02"), False),
        (DEAD, claim("died", "1993-02-11", "p. 2"), False),  # another place, and no relation
        (DEAD, claim("died"), False),
        (entry("dead", "", DIED, kind=Kind.EVENT, sensitivity=Sensitivity.GRAPHIC), DIED, True),
        (entry("dead", "1993-02-11", claim("what"), kind=Kind.EVENT), DIED, False),
        (entry("dead", "1993-02-11", claim("what"), sensitivity=Sensitivity.CARE), DIED, False),  # no event
    ],
)
def test_what_an_event_that_needs_care_tells_on_the_same_day_is_grave(
    event: Entry, said: Claim, found: bool
) -> None:
    amina = entry("amina", "", said)
    known = pack(amina, event)
    assert grave(known, amina, said) is found
    assert gravity(known, amina, (said,)) is (Sensitivity.CARE if found else Sensitivity.NONE)
    assert gravity(known, amina, ()) is Sensitivity.NONE


def test_a_relation_says_that_it_is_the_same_from_either_side() -> None:
    said = claim("died", "1993-02-11", "p. 2")
    for ours, theirs in ((("dead",), ()), ((), ("amina",))):
        amina = entry("amina", "", said, relations=tuple(Relation(RelationKind.ABOUT, to) for to in ours))
        dead = entry(
            "dead",
            "1993-02-11",
            claim("what"),
            kind=Kind.EVENT,
            sensitivity=Sensitivity.CARE,
            relations=tuple(Relation(RelationKind.ABOUT, to) for to in theirs),
        )
        known = pack(amina, dead)
        assert grave(known, amina, said)
        assert [each.id for each in events(known, amina, said)] == ["dead"]
        assert same(known, (amina, ()), (dead, ()))


def test_an_entry_s_own_sensitivity_comes_first() -> None:
    raid = entry("raid", "1993-02-11", DIED, kind=Kind.EVENT, sensitivity=Sensitivity.GRAPHIC)
    assert gravity(pack(raid, DEAD), raid, ()) is Sensitivity.GRAPHIC
    assert not [each.id for each in events(pack(DEAD), DEAD, DEAD.claims[0])]


def test_claims_that_cite_one_place_are_alike() -> None:
    assert cite_alike((claim("a"),), (claim("b", place="p. 2"), claim("c")))
    assert not cite_alike((claim("a"),), (claim("b", place="p. 2"),))
