from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content import queries, sides
from content.asked import Asked, Calendar
from content.dates import Precision, parse
from content.model import Kind, RelationKind
from content.sides import Stand
from tests.content.factions import entry, relation, valley
from tests.content.factions import library as war

if TYPE_CHECKING:
    from content.library import Library
    from content.sides import Side

WITH, AGAINST, BACKED_BY, BACKED = Stand.WITH, Stand.AGAINST, Stand.BACKED_BY, Stand.BACKED


def asked(words: str) -> Asked:
    read = queries.read(words).asked
    assert read is not None
    return read


def said(found: tuple[Side, ...]) -> list[tuple[str, ...]]:
    """Each side in words: party, stand, other, and when."""
    return [
        (side.party.id, side.stand.value, side.other.id, side.when.edtf if side.when else "")
        for side in found
    ]


# --- An invented war ---


def test_a_group_has_its_sides_and_those_of_its_leaders_in_their_time() -> None:
    known = valley()
    assert said(sides.of(known, known.entries["otters"])) == [
        ("behruz", "with", "nilo", "1990-05"),
        ("otters", "with", "herons", "1991"),
        ("otters", "against", "herons", "1993-03"),
        ("zarrin", "against", "nilo", "1994"),
        ("otters", "against", "elders", ""),
        ("otters", "against", "zarrin", ""),
    ]


@pytest.mark.parametrize(
    ("name", "found"),
    [
        # What his group did after his time is not laid to him, nor what is not dated; what he did is.
        (
            "behruz",
            [
                ("behruz", "with", "nilo", "1990-05"),
                ("otters", "with", "herons", "1991"),
                ("behruz", "against", "nilo", "1995"),
            ],
        ),
        (
            "zarrin",
            [
                ("otters", "against", "herons", "1993-03"),
                ("zarrin", "against", "nilo", "1994"),
                ("zarrin", "against", "elders", ""),
                ("zarrin", "against", "otters", ""),
            ],
        ),
        # The only leader, of whose time nothing is said, stands for the group and it for the leader.
        (
            "nilo",
            [
                ("nilo", "with", "behruz", "1990-05"),
                ("kites", "backed_by", "river-state", "1992/1994"),
                ("nilo", "against", "zarrin", "1994"),
                ("nilo", "against", "behruz", "1995"),
                ("kites", "with", "league", "1996"),
            ],
        ),
        (
            "kites",
            [
                ("nilo", "with", "behruz", "1990-05"),
                ("kites", "backed_by", "river-state", "1992/1994"),
                ("nilo", "against", "zarrin", "1994"),
                ("nilo", "against", "behruz", "1995"),
                ("kites", "with", "league", "1996"),
            ],
        ),
        ("league", [("league", "with", "kites", "1996")]),
        ("river-state", [("river-state", "backed", "kites", "1992/1994")]),
        ("kin", []),
        ("truce", []),
    ],
)
def test_whose_sides_are_whose(name: str, found: list[tuple[str, ...]]) -> None:
    known = valley()
    assert said(sides.of(known, known.entries[name])) == found


def test_of_several_leaders_one_without_a_time_is_laid_nothing_to() -> None:
    known = war(
        entry("first", Kind.PERSON, relations=(relation(RelationKind.LED, "group"),)),
        entry("second", Kind.PERSON, relations=(relation(RelationKind.LED, "group", "1992"),)),
        entry("group", relations=(relation(RelationKind.FOUGHT, "foe", "1992-04"),)),
        entry("foe"),
    )
    assert said(sides.of(known, known.entries["first"])) == []
    assert said(sides.of(known, known.entries["second"])) == [("group", "against", "foe", "1992-04")]


def test_everybody_is_told_of_once() -> None:
    assert said(sides.everybody(valley())) == [
        ("behruz", "with", "nilo", "1990-05"),
        ("otters", "with", "herons", "1991"),
        ("river-state", "backed", "kites", "1992/1994"),
        ("otters", "against", "herons", "1993-03"),
        ("zarrin", "against", "nilo", "1994"),
        ("behruz", "against", "nilo", "1995"),
        ("kites", "with", "league", "1996"),
        ("otters", "against", "elders", ""),
        ("zarrin", "against", "elders", ""),
        ("zarrin", "against", "otters", ""),
    ]


def test_a_side_holds_the_claims_that_it_rests_on_from_either_side() -> None:
    known = valley()
    for name in ("otters", "herons"):
        (fought,) = (each for each in sides.of(known, known.entries[name]) if each.when == parse("1993-03"))
        assert fought.holder.id == "otters"
        assert [claim.id for claim in fought.claims] == ["weir", "otters", "herons"]


@pytest.mark.parametrize(
    ("when", "found"),
    [
        ("1991", [("otters", "with", "herons", "1991")]),
        # A relation of a year answers a month of it, with its own date.
        ("April 1991", [("otters", "with", "herons", "1991")]),
        ("April 1993", []),
        ("31 March 1993", [("otters", "against", "herons", "1993-03")]),
        ("1993-1994", [("otters", "against", "herons", "1993-03"), ("zarrin", "against", "nilo", "1994")]),
        ("Hamal 1372", [("otters", "against", "herons", "1993-03")]),  # from 21 March 1993
        ("March", [*[("behruz", "with", "nilo", "1990-05")], *[("otters", "with", "herons", "1991")]]),
    ],
)
def test_what_was_so_at_a_time(when: str, found: list[tuple[str, ...]]) -> None:
    known = valley()
    then = said(sides.during(sides.of(known, known.entries["otters"]), asked(when)))
    assert then[: len(found)] == found
    assert (len(then) == len(found)) == (when != "March")  # a date without a year has every dated one


def test_a_leader_counts_only_while_leading_at_the_time_asked_for() -> None:
    known = war(
        entry("chief", Kind.PERSON, relations=(relation(RelationKind.LED, "group", "1992-04/1992-06"),)),
        entry("group", relations=(relation(RelationKind.FOUGHT, "foe", "1992/1994"),)),
        entry("foe"),
    )
    of_chief = sides.of(known, known.entries["chief"])
    assert said(sides.during(of_chief, asked("May 1992"))) == [("group", "against", "foe", "1992/1994")]
    assert sides.during(of_chief, asked("1993")) == ()
    assert sides.nearest(of_chief, asked("1993")) == of_chief


@pytest.mark.parametrize(
    ("when", "found"),
    [
        ("1980", ["1990-05"]),
        ("1992", ["1991"]),  # 1991 ends a day before; March 1993 begins two months after
        ("1993", ["1993-03"]),  # one that overlaps lies at no distance
        ("2001", ["1994"]),
    ],
)
def test_what_lies_nearest_in_time(when: str, found: list[str]) -> None:
    known = valley()
    near = sides.nearest(sides.of(known, known.entries["otters"]), asked(when))
    assert [side.when.edtf for side in near if side.when] == found


def test_without_a_year_nothing_is_nearer_and_without_sides_there_is_nothing() -> None:
    known = valley()
    of_otters = sides.of(known, known.entries["otters"])
    assert len(sides.nearest(of_otters, asked("March"))) == 4
    assert sides.nearest((), asked("1992")) == ()
    assert said(sides.undated(of_otters)) == [
        ("otters", "against", "elders", ""),
        ("otters", "against", "zarrin", ""),
    ]


DAYS = st.dates(date(1990, 1, 1), date(1996, 12, 31))
WRITTEN = st.one_of(
    DAYS.map(lambda day: day.isoformat()),
    DAYS.map(lambda day: f"{day:%Y-%m}"),
    DAYS.map(lambda day: f"{day:%Y}~"),
    DAYS.map(lambda day: f"{day:%Y-%m}/.."),
    st.tuples(DAYS, DAYS)
    .filter(lambda both: both[0] < both[1])
    .map(lambda both: f"{both[0].isoformat()}/{both[1].isoformat()}"),
)


@given(written=WRITTEN, first=DAYS, length=st.integers(0, 900))
def test_a_side_answers_when_a_day_is_in_both_times(written: str, first: date, length: int) -> None:
    known = war(entry("one", relations=(relation(RelationKind.FOUGHT, "other", written),)), entry("other"))
    last = first + timedelta(days=length)
    span = Asked("then", Calendar.GREGORIAN, Precision.DAY, first, last)
    when = parse(written)
    days = {when.first + timedelta(days=n) for n in range((when.last - when.first).days + 1)}
    both = days & {first + timedelta(days=n) for n in range(length + 1)}
    of_one = sides.of(known, known.entries["one"])
    assert bool(sides.during(of_one, span)) == bool(both)
    assert sides.nearest(of_one, span) == of_one
    assert sides.of(known, known.entries["other"])[0].stand is AGAINST


def test_only_the_parts_of_something_are_joined() -> None:
    known = valley()
    joined = {(side.party.id, side.other.id): side.joined for side in sides.everybody(known)}
    assert [pair for pair, joins in joined.items() if joins] == [("kites", "league")]


# --- The packed content: each party at two times ---


@pytest.mark.parametrize(
    ("party", "when", "stand", "others"),
    [
        ("hezb-e-wahdat", "1992", WITH, {"jamiat-e-islami", "junbish-e-milli", "northern-alliance-1992"}),
        ("hezb-e-wahdat", "March 1993", WITH, {"hezb-e-islami-gulbuddin"}),
        ("hezb-e-wahdat", "March 1995", AGAINST, {"islamic-state-of-afghanistan"}),
        ("junbish-e-milli", "May 1990", BACKED, {"republic-of-afghanistan"}),
        (
            "junbish-e-milli",
            "April 1992",
            WITH,
            {"jamiat-e-islami", "harakat-e-islami", "ahmad-shah-massoud"},
        ),
        ("junbish-e-milli", "January 1994", WITH, {"hezb-e-islami-gulbuddin"}),
        ("hezb-e-islami-gulbuddin", "March 1989", WITH, {"ittehad-e-islami", "isi"}),
        ("hezb-e-islami-gulbuddin", "June 1990", AGAINST, {"jamiat-e-islami"}),
        ("hezb-e-islami-gulbuddin", "June 1996", WITH, {"islamic-state-of-afghanistan"}),
        ("jamiat-e-islami", "June 1990", AGAINST, {"hezb-e-islami-gulbuddin"}),
        ("jamiat-e-islami", "1998", AGAINST, {"taliban"}),
        ("ittehad-e-islami", "1989", WITH, {"hezb-e-islami-gulbuddin", "arab-fighters"}),
        ("ittehad-e-islami", "February 1993", WITH, {"islamic-state-of-afghanistan"}),
        ("harakat-e-islami", "April 1992", WITH, {"jamiat-e-islami", "junbish-e-milli"}),
        ("harakat-e-islami", "2001", WITH, {"united-front"}),
        ("shura-e-nazar", "1989", AGAINST, {"hezb-e-islami-gulbuddin"}),
        ("shura-e-nazar", "2001", AGAINST, {"taliban"}),
        ("taliban", "March 1995", AGAINST, {"islamic-state-of-afghanistan", "abdul-ali-mazari"}),
        ("taliban", "1999", BACKED_BY, {"government-of-pakistan"}),
        ("taliban", "October 2001", AGAINST, {"united-states", "united-front"}),
        ("united-front", "1999", AGAINST, {"taliban"}),
        ("united-front", "October 2001", WITH, {"united-states"}),
        ("islamic-state-of-afghanistan", "August 1992", AGAINST, {"hezb-e-islami-gulbuddin"}),
        ("islamic-state-of-afghanistan", "January 1994", AGAINST, {"junbish-e-milli"}),
        ("pdpa", "1980", AGAINST, {"mujahedin-factions"}),
        ("republic-of-afghanistan", "1989", AGAINST, {"peshawar-seven", "mujahedin-factions"}),
        ("soviet-union", "1985", AGAINST, {"mujahedin-factions", "peshawar-seven"}),
        ("soviet-union", "February 1989", BACKED, {"republic-of-afghanistan"}),
        ("government-of-pakistan", "1990", BACKED, {"hezb-e-islami-gulbuddin", "yunus-khalis"}),
        ("government-of-pakistan", "1997", BACKED, {"taliban"}),
        ("united-states", "1990", BACKED, {"ahmad-shah-massoud", "abdul-haq"}),
        ("united-states", "October 2001", AGAINST, {"taliban", "al-qaeda"}),
        ("peshawar-seven", "1985", BACKED_BY, {"government-of-pakistan"}),
        ("peshawar-seven", "1989", BACKED_BY, {"isi"}),
        ("khalq", "April 1992", WITH, {"hezb-e-islami-gulbuddin"}),
        ("abdul-rashid-dostum", "January 1994", WITH, {"gulbuddin-hekmatyar", "abdul-ali-mazari"}),
        ("abdul-rashid-dostum", "October 1996", WITH, {"ahmad-shah-massoud", "abdul-karim-khalili"}),
        ("abdul-rashid-dostum", "September 1995", BACKED, {"taliban"}),
        ("ahmad-shah-massoud", "1988", AGAINST, {"gulbuddin-hekmatyar"}),
        ("ahmad-shah-massoud", "1999", AGAINST, {"taliban"}),
        ("abdul-ali-mazari", "1992", WITH, {"ahmad-shah-massoud"}),
        ("abdul-ali-mazari", "January 1994", WITH, {"gulbuddin-hekmatyar", "abdul-rashid-dostum"}),
        ("burhanuddin-rabbani", "June 1997", WITH, {"abdul-malik", "hezb-e-wahdat"}),
        ("abdul-malik", "28 May 1997", AGAINST, {"taliban"}),
        ("abdul-malik", "16 June 1997", WITH, {"burhanuddin-rabbani", "hezb-e-wahdat"}),
        ("ismail-khan", "1995", AGAINST, {"taliban"}),
        ("ismail-khan", "2001", WITH, {"united-front"}),
        ("yunus-khalis", "1990", BACKED_BY, {"government-of-pakistan"}),
        ("yunus-khalis", "2001", AGAINST, {"taliban"}),
        ("shahnawaz-tanai", "1990", WITH, {"gulbuddin-hekmatyar"}),
        ("gulbuddin-hekmatyar", "1989", AGAINST, {"ahmad-shah-massoud"}),
        ("gulbuddin-hekmatyar", "1993", AGAINST, {"burhanuddin-rabbani"}),
    ],
)
def test_each_party_at_a_time(
    party: str, when: str, stand: Stand, others: set[str], library: Library
) -> None:
    then = sides.during(sides.of(library, library.entries[party]), asked(when))
    assert others <= {side.other.id for side in then if side.stand is stand}


@pytest.mark.parametrize(
    ("party", "when", "stand", "others"),
    [
        ("abdul-ali-mazari", "1998", AGAINST, {"taliban"}),  # he had died
        ("sibghatullah-mojaddedi", "1993", AGAINST, {"hezb-e-islami-gulbuddin"}),  # his term was over
        ("akhtar-abdur-rahman", "1990", BACKED, {"hezb-e-islami-gulbuddin"}),  # his time is not dated
        ("zia-ul-haq", "1997", BACKED, {"taliban"}),
        ("hezb-e-wahdat", "June 1994", WITH, {"jamiat-e-islami"}),
    ],
)
def test_what_is_laid_to_nobody(
    party: str, when: str, stand: Stand, others: set[str], library: Library
) -> None:
    then = sides.during(sides.of(library, library.entries[party]), asked(when))
    assert not others & {side.other.id for side in then if side.stand is stand}


def test_every_side_rests_on_claims(library: Library) -> None:
    assert [(side.party.id, side.other.id) for side in sides.everybody(library) if not side.claims] == []
