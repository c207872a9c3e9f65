from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from content.dates import gregorian_day, parse
from content.days import Calendar, Mark, of_the_month, on_this_day, subjects
from content.hijri import FIRST_DAY, HijriDay, hijri_day, month_length
from content.library import Library, make
from content.model import Citation, Claim, Dispute, Entry, Kind, Name, Pack, Sensitivity


def entry(
    entry_id: str,
    when: str | None = None,
    *,
    kind: Kind = Kind.EVENT,
    claims: tuple[Claim, ...] = (),
    disputes: tuple[Dispute, ...] = (),
    sensitivity: Sensitivity = Sensitivity.NONE,
    weight: int = 2,
) -> Entry:
    return Entry(
        entry_id,
        kind,
        Name(entry_id),
        claims,
        (),
        parse(when) if when else None,
        disputes,
        sensitivity=sensitivity,
        weight=weight,
    )


def claim(claim_id: str, when: str) -> Claim:
    return Claim(claim_id, "It happened.", (Citation("report", "Aftermath"),), when=parse(when))


def library(*entries: Entry) -> Library:
    return make(Pack("small", "Small", "A small pack.", "CC BY-SA 4.0", (), (), entries))


def anniversaries(known: Library, day: str, *, graphic: bool = False) -> list[tuple[object, ...]]:
    """Entry or entry/claim, calendar, years and mark of each anniversary, in order."""
    found = on_this_day(known, date.fromisoformat(day), graphic=graphic)
    return [
        (
            f"{each.entry.id}/{each.claim.id}" if each.claim else each.entry.id,
            each.calendar.value,
            each.years,
            each.mark.value,
        )
        for each in found.anniversaries
    ]


@pytest.mark.parametrize(
    ("when", "day", "found"),
    [
        # The Islamabad Accord: 7 March 1993, 16 Hoot 1371.
        ("1993-03-07", "1993-03-07", ("both", 0, "on")),
        ("1993-03-07", "2021-03-07", ("gregorian", 28, "on")),  # 17 Hoot 1399
        ("1993-03-07", "2021-03-06", ("solar_hijri", 28, "on")),  # 16 Hoot 1399
        ("1993-03-07", "2022-03-07", ("both", 29, "on")),
        ("1993-03-07", "1992-03-07", None),
        ("1993-03-07", "1992-03-06", None),  # 16 Hoot 1370
        ("1993-03-07", "2021-03-08", None),
        # Before 1957 only the Gregorian day is known.
        ("1919-08-19", "2019-08-19", ("gregorian", 100, "on")),
        ("1919-08-19", "2019-08-18", None),
        ("1919-08-19", "1920-08-19", ("gregorian", 1, "on")),
        # Ranges count with their day-precise ends.
        ("1993-02-11/1993-02-12", "1994-02-11", ("both", 1, "began")),
        ("1993-02-11/1993-02-12", "1994-02-12", ("both", 1, "ended")),
        ("1989-03-05/1989-07", "1990-03-05", ("both", 1, "began")),
        ("1989-03/1989-07-05", "1990-07-05", ("both", 1, "ended")),
        ("1989-03/1989-07-05", "1990-03-01", None),
        ("1989-03/1989-03-01", "1990-03-01", ("both", 1, "ended")),
        ("1989-03-05/..", "1990-03-05", ("both", 1, "began")),
        # What is about or uncertain, or not known to the day, has no anniversary.
        ("1993-03-07~", "1994-03-07", None),
        ("1993-03-07?", "1994-03-07", None),
        ("1993-03", "1994-03-01", None),
        # 29 February, which is 10 Hoot 1370 in 1992.
        ("1992-02-29", "1996-02-29", ("both", 4, "on")),
        ("1992-02-29", "1993-02-28", ("gregorian", 1, "on")),
        ("1992-02-29", "1996-02-28", None),
        ("1992-02-29", "1993-03-01", ("solar_hijri", 1, "on")),
        ("1992-02-28", "1993-02-28", ("both", 1, "on")),
        # 30 Hoot 1370, which is 20 March 1992.
        ("1992-03-20", "1996-03-20", ("gregorian", 4, "on")),  # 1 Hamal 1375
        ("1992-03-20", "1997-03-20", ("both", 5, "on")),  # 30 Hoot 1375
        ("1992-03-20", "1996-03-19", ("solar_hijri", 4, "on")),  # 29 Hoot 1374, its last day
        ("1992-03-20", "1997-03-19", None),  # 29 Hoot 1375, which has a 30th
        ("1992-03-19", "1997-03-19", ("both", 5, "on")),  # 29 Hoot
    ],
)
def test_one_thing_on_one_day(when: str, day: str, found: tuple[object, ...] | None) -> None:
    assert anniversaries(library(entry("thing", when)), day) == ([("thing", *found)] if found else [])


def test_the_true_date_stays() -> None:
    known = library(entry("thing", "1992-02-29"))
    (found,) = on_this_day(known, date(1993, 2, 28)).anniversaries
    assert found.when == parse("1992-02-29")
    assert (found.calendar, found.mark) == (Calendar.GREGORIAN, Mark.ON)


def test_both_ends_of_a_range_may_fall_on_a_day() -> None:
    # 21 March 1995 is 1 Hamal 1374, and 20 March 1996 is 1 Hamal 1375.
    known = library(entry("year", "1995-03-21/1996-03-20"))
    assert anniversaries(known, "1996-03-20") == [
        ("year", "both", 0, "ended"),
        ("year", "solar_hijri", 1, "began"),
    ]


def test_an_entry_and_its_claim_of_the_same_date_are_one() -> None:
    dispute = Dispute("when", "When?", (claim("early", "1993-03-07"), claim("late", "1993-03-08")))
    same = entry(
        "same", "1993-03-07", claims=(claim("signed", "1993-03-07"), claim("sworn", "1993-03-07/.."))
    )
    other = entry("other", "1993-03", claims=(claim("signed", "1993-03-07"),), disputes=(dispute,))
    assert anniversaries(library(same, other), "1994-03-07") == [
        ("other/early", "both", 1, "on"),
        ("other/signed", "both", 1, "on"),
        ("same", "both", 1, "on"),
        ("same/sworn", "both", 1, "began"),
    ]


def test_gregorian_days_come_first_then_weight_then_age() -> None:
    known = library(
        entry("light", "1993-03-07"),
        entry("old", "1985-03-07"),
        entry("hijri", "1992-03-06", weight=5),  # 16 Hoot 1370
        entry("heavy", "1999-03-07", weight=4),  # 16 Hoot 1377
    )
    assert anniversaries(known, "2022-03-07") == [
        ("heavy", "both", 23, "on"),
        ("old", "both", 37, "on"),
        ("light", "both", 29, "on"),
        ("hijri", "solar_hijri", 30, "on"),
    ]


def test_graphic_things_are_shown_only_when_asked_for() -> None:
    graphic = entry("graphic", "1993-02-11", sensitivity=Sensitivity.GRAPHIC)
    known = library(graphic, entry("care", "1993-02-11", sensitivity=Sensitivity.CARE))
    assert anniversaries(known, "1994-02-11") == [("care", "both", 1, "on")]
    assert [row[0] for row in anniversaries(known, "1994-02-11", graphic=True)] == ["care", "graphic"]
    known = library(graphic, entry("person", kind=Kind.PERSON))
    assert on_this_day(known, date(1994, 2, 12)).month == ()
    assert [each.entry for each in on_this_day(known, date(1994, 2, 12), graphic=True).month] == [graphic]


def test_a_day_says_its_date_in_both_calendars() -> None:
    known = library(entry("thing", "1993-03-07"))
    found = on_this_day(known, date(1993, 3, 7))
    assert (found.date, found.hijri) == (date(1993, 3, 7), HijriDay(1371, 12, 16))
    assert (found.month, found.spotlight) == ((), None)
    assert on_this_day(known, date(1950, 1, 1)).hijri is None


def test_a_day_without_anniversaries_has_its_month() -> None:
    known = library(
        entry("month", "1989-03", weight=5),
        entry("after", "1993-03-20"),
        entry("before", "1991-03-08", weight=3),
        entry("light", "1990-03-12"),
        entry("old", "1988-03-12"),
        entry("claims", "1992", claims=(claim("later", "1992-03-25"),)),
        entry("begins", "1989-03-05/1989-07"),
        entry("ends", "1989-07/1990-03"),
        entry("within", "1990-03-01/1990-03-11"),
        entry("otherwise", "1990-04-10"),
        entry("about", "1990-03~"),
        entry("uncertain", "1990-03-10?"),
        entry("future", "1999-03-12"),
        entry("year", "1990"),
        entry("spring", "1989-21"),
    )
    found = on_this_day(known, date(1994, 3, 10))
    assert found.anniversaries == ()
    assert found.spotlight is None
    assert [each.entry.id for each in found.month] == [
        "within",
        "before",
        "old",
        "light",
        "begins",
        "after",
        "claims",
        "month",
        "ends",
    ]
    assert [each.claim.id for each in found.month if each.claim] == ["later"]


SUBJECTS = (
    *(entry(f"person-{number}", kind=Kind.PERSON) for number in range(5)),
    *(entry(f"accord-{number}", kind=Kind.AGREEMENT) for number in range(4)),
    *(entry(f"lesson-{number}", kind=Kind.LESSON) for number in range(3)),
)


def test_every_subject_has_its_day_before_one_comes_again() -> None:
    others = (
        entry("event"),
        entry("group", kind=Kind.GROUP),
        entry("care", kind=Kind.PERSON, sensitivity=Sensitivity.CARE),
        entry("graphic", kind=Kind.PERSON, sensitivity=Sensitivity.GRAPHIC),
    )
    known = library(*others, *SUBJECTS)
    spots = [on_this_day(known, date(2026, 1, 1) + timedelta(days=many)).spotlight for many in range(36)]
    assert set(spots[:12]) == set(SUBJECTS)
    assert spots[:12] == spots[12:24] == spots[24:]
    assert [spot.kind for spot in spots[:12] if spot] != sorted(spot.kind for spot in spots[:12] if spot)


def test_the_order_of_subjects_is_the_packs_own() -> None:
    day = date(2026, 1, 1)
    forwards, backwards = library(*SUBJECTS), library(*reversed(SUBJECTS))
    assert on_this_day(forwards, day).spotlight == on_this_day(backwards, day).spotlight


def test_sensitive_subjects_stand_in_only_for_want_of_others() -> None:
    care = entry("care", kind=Kind.LESSON, sensitivity=Sensitivity.CARE)
    graphic = entry("graphic", kind=Kind.LESSON, sensitivity=Sensitivity.GRAPHIC)
    day = date(2026, 1, 1)
    assert on_this_day(library(graphic, care), day, graphic=True).spotlight == care
    assert on_this_day(library(graphic), day).spotlight is None
    assert on_this_day(library(graphic), day, graphic=True).spotlight == graphic


WHENS = st.lists(
    st.dates(date(1900, 1, 1), date(2001, 12, 31)).map(date.isoformat)
    | st.sampled_from(["1992-02-29", "1992-03-20", "1975-03-21", "1993-03", "1994", "1993-03-07~"]),
    max_size=6,
)


@given(WHENS, st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_no_day_is_empty_or_wrong(whens: list[str], day: date) -> None:
    events = [entry(f"event-{number}", when) for number, when in enumerate(whens)]
    found = on_this_day(library(entry("person", kind=Kind.PERSON), *events), day)
    assert found.anniversaries or found.spotlight
    assert len({each.entry.id for each in found.anniversaries}) == len(found.anniversaries)
    for each in found.anniversaries:
        then = each.when.first
        assert then <= day
        assert abs((day - then).days - each.years * 365.2425) < 3
    for near in found.month:
        assert near.when.first.month == day.month
        assert near.when.first.year <= day.year


@settings(max_examples=12)  # each asks for every day of a year
@example(date(1992, 2, 29), 2023)
@example(date(1992, 3, 20), 2024)
@example(date(1992, 3, 20), 2026)
@given(st.dates(FIRST_DAY, date(2001, 12, 31)), st.integers(2002, 2060))
def test_each_thing_has_its_day_once_a_year_by_each_calendar(then: date, year: int) -> None:
    known = library(entry("thing", then.isoformat()))
    days = [date(year, 1, 1) + timedelta(days=many) for many in range(366)]
    shown = [
        (day, each.calendar)
        for day in days
        if day.year == year
        for each in on_this_day(known, day).anniversaries
    ]
    by_gregorian = [day for day, calendar in shown if calendar is not Calendar.SOLAR_HIJRI]
    assert len(by_gregorian) == 1
    assert (by_gregorian[0].month, by_gregorian[0].day) in {(then.month, then.day), (2, 28)}
    hijri = hijri_day(then)
    assert hijri is not None
    by_hijri = {day for day, calendar in shown if calendar is not Calendar.GREGORIAN}
    for hijri_year in (year - 622, year - 621):
        expected = gregorian_day(
            hijri_year, hijri.month, min(hijri.day, month_length(hijri_year, hijri.month))
        )
        assert expected.year != year or expected in by_hijri
        by_hijri.discard(expected)
    assert not by_hijri


def test_the_month_of_a_day_that_has_anniversaries_too() -> None:
    known = library(entry("on-it", "1993-03-07"), entry("near", "1993-03-09"), entry("in-it", "1989-03"))
    near = of_the_month(known, date(2021, 3, 7))
    assert [each.entry.id for each in near] == ["on-it", "near", "in-it"]


@pytest.mark.parametrize("graphic", [False, True])
def test_every_subject_has_its_turn_and_the_gravest_are_last(graphic: bool) -> None:
    known = library(
        *(entry(f"p{number}", kind=Kind.PERSON) for number in range(3)),
        *(entry(f"named{number}", kind=Kind.PERSON, weight=1) for number in range(2)),
        entry("mourned", kind=Kind.PERSON, sensitivity=Sensitivity.CARE),
        entry("dark", kind=Kind.AGREEMENT, sensitivity=Sensitivity.GRAPHIC),
        entry("town", kind=Kind.PLACE),
    )
    turns = [
        [each.id for each in subjects(known, date(2021, 3, 1 + number), graphic=graphic)]
        for number in range(3)
    ]
    assert {turn[0] for turn in turns} == {"p0", "p1", "p2"}
    for turn in turns:
        assert {*turn[:3]} == {"p0", "p1", "p2"}
        assert {*turn[3:5]} == {"named0", "named1"}
        assert turn[5:] == ["mourned", *(["dark"] if graphic else [])]


def test_a_pack_without_subjects_has_none() -> None:
    assert subjects(library(entry("town", kind=Kind.PLACE)), date(2021, 3, 1)) == ()


def test_subjects_may_be_of_other_kinds() -> None:
    known = library(entry("town", kind=Kind.PLACE), entry("amina", kind=Kind.PERSON))
    assert [each.id for each in subjects(known, date(2021, 3, 1), kinds={Kind.PLACE})] == ["town"]
