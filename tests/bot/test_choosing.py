"""What a daily post tells and asks: by calendar and topic, at its time, and not again too soon."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.choosing import Chosen, ChosenError, Told, Why, choose, read, write
from bot.schedules import EVERY_DAY, Schedule
from bot.subscriptions import Kind, Wish
from content.dates import parse
from content.days import Calendar, Mark
from content.library import make
from content.model import (
    Citation,
    Claim,
    Dispute,
    Entry,
    Name,
    Pack,
    Relation,
    RelationKind,
    Sensitivity,
    Source,
    SourceKind,
)
from content.model import Kind as Sort
from quizzes import banks
from quizzes.model import Choice, Named, Option, Question, QuestionKind

if TYPE_CHECKING:
    from content.library import Library

POST = "00112233445566ff"
SOURCE = Source("report", SourceKind.REPORT, "A report", "An author", "A publisher", "2021")
NOBODY = banks.make(())
GRAVE = Sensitivity.CARE


def wish(**more: object) -> Wish:
    schedule = Schedule(8, 0, "Asia/Kabul", more.pop("weekdays", EVERY_DAY))  # type: ignore[arg-type] # a test's own
    return Wish(more.pop("kind", Kind.DAY), schedule, **more)  # type: ignore[arg-type] # a test's own


def claim(name: str, when: str = "", text: str = "It happened.") -> Claim:
    return Claim(name, text, (Citation("report", "p. 1"),), when=parse(when) if when else None)


def entry(
    name: str,
    when: str = "",
    *claims: Claim,
    sort: Sort = Sort.EVENT,
    topics: tuple[str, ...] = ("talks",),
    sensitivity: Sensitivity = Sensitivity.NONE,
    weight: int = 2,
    disputes: tuple[Dispute, ...] = (),
) -> Entry:
    said = claims or (() if disputes else (claim("is"),))
    dated = parse(when) if when else None
    return Entry(
        name, sort, Name(name), said, topics, dated, disputes, sensitivity=sensitivity, weight=weight
    )


def pack(*entries: Entry) -> Library:
    return make(Pack("small", "Small", "A small pack.", "CC BY-SA 4.0", (SOURCE,), (), entries))


def told(
    known: Library,
    day: str,
    shown: dict[str, str] | None = None,
    exclude: frozenset[str] = frozenset(),
    **more: object,
) -> list[str]:
    """What is told on a day: `entry`, or `entry/claim, claim` where it is not of the entry itself."""
    before = {key: date.fromisoformat(on) for key, on in (shown or {}).items()}
    chosen = choose(
        known,
        NOBODY,
        wish(**more),
        date.fromisoformat(day),
        before,
        frozenset(),
        post_id=POST,
        exclude=exclude,
    )
    if chosen is None:
        return []
    return [each.entry if each.whole else f"{each.entry}/{', '.join(each.claims)}" for each in chosen.told]


def question(name: str, *claims: str, topic: str = "talks", **more: object) -> Question:
    body = more.pop("body", Choice((Option("Yes", True, "Right."), Option("No", False, "No."))))
    return Question(name, QuestionKind.SINGLE, topic, 1, claims, "So?", body, **more)  # type: ignore[arg-type] # a test's own


# --- What is kept ---

names = st.text(min_size=1, max_size=8)


@given(
    st.builds(
        Chosen,
        st.sampled_from(Why),
        st.lists(
            st.builds(
                Told,
                names,
                st.lists(names, max_size=3).map(tuple),
                st.booleans(),
                names,
                st.integers(0, 99),
                st.sampled_from(Mark),
                st.sampled_from(Calendar),
            ),
            max_size=3,
        ).map(tuple),
        names,
        st.permutations(range(4)).map(tuple),
    )
)
def test_a_choice_is_kept_as_it_is(chosen: Chosen) -> None:
    assert read(write(chosen)) == chosen


@pytest.mark.parametrize(
    "kept",
    [
        "",
        "nothing",
        "[]",
        "{}",
        '"told"',
        '{"why": "day", "told": 1, "question": "", "order": []}',
        '{"why": "day", "told": [{"entry": "a"}], "question": "", "order": []}',
        '{"why": "never", "told": [], "question": "", "order": []}',
        '{"why": "day", "told": [], "question": "", "order": ["x"]}',
    ],
)
def test_what_is_no_choice_is_said_so(kept: str) -> None:
    with pytest.raises(ChosenError):
        read(kept)


def test_a_choice_has_a_key_for_each_thing_that_it_tells() -> None:
    accord, person = Told("accord", ("signed", "seen"), whole=True), Told("amina", ("born",), whole=False)
    chosen = Chosen(Why.DAY, (accord, person), "who", (1, 0))
    assert chosen.keys == ("accord/signed", "accord/seen", "amina/born", "accord", "?who")
    assert Chosen(Why.DAY, (person,)).keys == ("amina/born",)


def test_a_choice_says_how_its_question_is_drawn() -> None:
    drawn = Chosen(Why.DAY, (), "who", (1, 0)).drawn
    assert drawn is not None
    assert (drawn.question, drawn.order) == ("who", (1, 0))
    assert Chosen(Why.DAY, ()).drawn is None


# --- On this day ---

# Its Solar Hijri day, 16 Hoot, is 7 March in 2022 to 2024 and 6 March in 2025.
ACCORD = entry("accord", "1993-03-07")


@pytest.mark.parametrize(
    ("calendar", "day", "found"),
    [
        (Calendar.BOTH, "2022-03-07", ["accord"]),
        (Calendar.GREGORIAN, "2022-03-07", ["accord"]),
        (Calendar.SOLAR_HIJRI, "2022-03-07", ["accord"]),
        (Calendar.GREGORIAN, "2025-03-07", ["accord"]),
        (Calendar.GREGORIAN, "2025-03-06", []),
        (Calendar.SOLAR_HIJRI, "2025-03-06", ["accord"]),
        (Calendar.SOLAR_HIJRI, "2025-03-07", []),
        (Calendar.BOTH, "2025-03-07", ["accord"]),
        (Calendar.BOTH, "2025-03-06", []),  # it comes tomorrow
    ],
)
def test_an_anniversary_is_told_by_the_calendars_wished_for(
    calendar: Calendar, day: str, found: list[str]
) -> None:
    assert told(pack(ACCORD), day, calendar=calendar) == found


def test_where_the_gregorian_day_has_no_post_the_solar_day_is_told() -> None:
    friday = date(2025, 3, 7).isoweekday()
    assert told(pack(ACCORD), "2025-03-06", weekdays=EVERY_DAY - {friday}) == ["accord"]


def test_what_one_calendar_has_told_the_other_does_not_tell_again() -> None:
    # 8 Sawr is 28 April in 1978, and 27 April in 1980 and 2024.
    known = pack(entry("change", "1978-04-28"))
    assert told(known, "2025-04-28", {"change": "2025-04-27", "change/is": "2025-04-27"}) == []
    assert told(known, "2025-04-28", {"change": "2025-03-29"}) == []
    assert told(known, "2025-04-28", {"change": "2025-03-28"}) == ["change"]


def test_a_range_that_ends_as_it_has_begun_is_told_once() -> None:
    known = pack(entry("night", "1993-02-11/1993-02-12"), entry("siege", "1993-02-11/1993-06-12"))
    assert told(known, "2026-02-11") == ["night", "siege"]
    assert told(known, "2026-02-12", {"night": "2026-02-11", "night/is": "2026-02-11"}) == []
    assert told(known, "2026-06-12", {"siege": "2026-02-11", "siege/is": "2026-02-11"}) == ["siege"]


def test_a_date_says_whether_it_began_or_ended_and_how_long_ago() -> None:
    chosen = choose(
        pack(entry("siege", "1993-02-11/1993-06-12")),
        NOBODY,
        wish(),
        date(2026, 6, 12),
        {},
        frozenset(),
        post_id=POST,
    )
    assert chosen is not None
    assert chosen.told == (
        Told("siege", ("is",), True, "1993-02-11/1993-06-12", 33, Mark.ENDED, Calendar.BOTH),
    )


def test_what_tells_of_the_end_is_told_on_that() -> None:
    began, ended = (
        claim("began", text="It began on 11 February."),
        claim("ended", text="It ended on 12 June."),
    )
    known = pack(entry("siege", "1993-02-11/1993-06-12", began, ended))
    assert [each.claims for each in chosen_on(known, "2026-02-11").told] == [("began",)]
    assert [each.claims for each in chosen_on(known, "2026-06-12").told] == [("ended",)]


def test_nothing_is_sharper_than_its_source() -> None:
    known = pack(entry("flood", "1992-04"), entry("fire", "1992-04-09~"), entry("talks", "1992-04-09?"))
    assert told(known, "2026-04-09") == ["flood"]  # as what happened in the month


def test_a_claim_with_a_day_of_its_own_is_told_on_that() -> None:
    known = pack(entry("war", "1993-02-11", claim("began"), claim("ended", "1993-09-09")))
    assert told(known, "2026-02-11") == ["war"]
    (thing,) = chosen_on(known, "2026-02-11").told
    assert thing.claims == ("began",)
    assert told(known, "2026-09-09") == ["war/ended, began"]  # with what it belongs to


def test_a_claim_that_was_told_lately_is_left_out_of_its_entry_s_day() -> None:
    known = pack(entry("war", "1993-02-11", claim("began"), claim("why"), claim("how")))
    (thing,) = chosen_on(known, "2026-02-11", {"war/began": "2026-01-20"}).told
    assert thing.claims == ("why", "how")


def test_an_entry_whose_claims_are_all_dated_otherwise_is_still_told() -> None:
    known = pack(entry("war", "1993-02-11", claim("ended", "1993-09-09")))
    assert told(known, "2026-02-11") == ["war"]


def test_what_a_day_has_of_one_entry_is_told_together_and_once() -> None:
    known = pack(entry("war", "1993-02-11/1993-06", claim("began"), claim("day", "1993-02-11")))
    (thing,) = chosen_on(known, "2026-02-11").told
    assert (thing.claims, thing.when) == (("day", "began"), "1993-02-11/1993-06")


def chosen_on(known: Library, day: str, shown: dict[str, str] | None = None, **more: object) -> Chosen:
    before = {key: date.fromisoformat(on) for key, on in (shown or {}).items()}
    chosen = choose(known, NOBODY, wish(**more), date.fromisoformat(day), before, frozenset(), post_id=POST)
    assert chosen is not None
    return chosen


def test_a_dispute_is_told_with_all_its_sides_and_not_again_on_the_day_of_another() -> None:
    day = Dispute("day", "When?", (claim("first", "1994-05-01"), claim("third", "1994-05-03")))
    known = pack(entry("fire", "1994-05", claim("burned"), disputes=(day,)))
    (thing,) = chosen_on(known, "2026-05-01").told
    assert thing.claims == ("first", "third", "burned")
    assert told(known, "2026-05-03", dict.fromkeys(("fire/first", "fire/third"), "2026-05-01")) == []
    assert told(known, "2026-05-03") == ["fire/first, third, burned"]


def test_a_dispute_of_the_same_day_in_two_years_is_told_once() -> None:
    year = Dispute("year", "When?", (claim("first", "1994-05-01"), claim("third", "1996-05-01")))
    (thing,) = chosen_on(pack(entry("fire", disputes=(year,))), "2026-05-01").told
    assert (thing.claims, thing.when) == (("first", "third"), "1994-05-01")


def test_topics_are_kept() -> None:
    known = pack(ACCORD, entry("war", "1992-03-07", topics=("war", "people")))
    assert told(known, "2026-03-07", topics=("people",)) == ["war"]
    assert told(known, "2026-03-07", topics=("talks", "war")) == ["war", "accord"]
    assert told(known, "2026-03-07", topics=("sources",)) == []


def test_what_cannot_be_told_is_left_out() -> None:
    known = pack(ACCORD, entry("war", "1992-03-07"))
    assert told(known, "2026-03-07", exclude=frozenset({"war"})) == ["accord"]


def test_atrocities_are_told_only_where_that_is_wanted() -> None:
    known = pack(
        entry("raid", "1994-01-30", sensitivity=Sensitivity.GRAPHIC),
        entry("dark", "1994-03", sensitivity=Sensitivity.GRAPHIC),
        entry("dread", sort=Sort.PERSON, sensitivity=Sensitivity.GRAPHIC),
    )
    assert [told(known, day) for day in ("2026-01-30", "2026-03-10", "2026-07-01")] == [[], [], []]
    days = ("2026-01-30", "2026-03-10", "2026-07-01")
    assert [told(known, day, graphic=True) for day in days] == [["raid"], ["dark"], ["dread"]]


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


# --- On days that have nothing ---


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


# --- The question of the day ---

SUBJECTS = pack(
    entry("accord", "1993-03-07"),
    entry("amina", sort=Sort.PERSON),
    entry("dead", sensitivity=GRAVE),
    entry("raid", sensitivity=Sensitivity.GRAPHIC),
)
ASKED = banks.make(
    (
        question("on-accord", "accord/is"),
        question("on-both", "accord/is", "amina/is"),
        question("on-amina", "amina/is"),
        question("amina-again", "amina/is"),
        question("amina-old", "amina/is"),
        question("amina-new", "amina/is", replaces="amina-old"),
        question("on-dead", "dead/is"),
        question("on-raid", "raid/is"),
        question("raid-too", "amina/is", "raid/is"),
        question("elsewhere", "amina/is", topic="people"),
        question("who-signed", "amina/is", body=Named("accord", (), "Right.", "No.")),
    )
)


def asked(
    day: str = "2026-07-01",
    shown: dict[str, str] | None = None,
    seen: frozenset[str] = frozenset(),
    exclude: frozenset[str] = frozenset(),
    post: str = POST,
    **more: object,
) -> str:
    before = {key: date.fromisoformat(on) for key, on in (shown or {}).items()}
    wanted = wish(**{"kind": Kind.QUESTION, **more})
    chosen = choose(
        SUBJECTS, ASKED, wanted, date.fromisoformat(day), before, seen, post_id=post, exclude=exclude
    )
    return chosen.question if chosen else ""


def every(**more: object) -> set[str]:
    """All that is asked in many posts."""
    return {asked(post=f"{number:016x}", **more) for number in range(300)}  # type: ignore[arg-type] # a test's own


GENTLE = {"on-accord", "on-both", "on-amina", "amina-again", "amina-new", "elsewhere", "who-signed"}


def test_any_question_may_be_asked_but_on_atrocities_and_what_was_replaced() -> None:
    assert every() == GENTLE
    assert every(seen=frozenset(GENTLE)) == {"on-dead"}


def test_questions_keep_to_topics() -> None:
    assert every(topics=("people",)) == {"elsewhere"}
    assert every(topics=("sources",)) == {""}


def test_nothing_is_asked_on_what_the_same_post_tells() -> None:
    found = every(day="2026-03-07", kind=Kind.DAY, question=True)
    assert found == {"on-amina", "amina-again", "amina-new", "elsewhere"}
    assert every(day="2026-03-07", kind=Kind.DAY) == {""}


def test_a_question_that_cannot_be_asked_is_left_out() -> None:
    assert "on-amina" not in every(exclude=frozenset({"on-amina"}))
    assert every(exclude=frozenset({"amina"})) == {"on-accord"}


def test_what_the_channel_has_not_seen_is_asked_first() -> None:
    seen = GENTLE | {"on-dead"}
    assert every(seen=frozenset(seen - {"on-both"})) == {"on-both"}
    assert every(seen=frozenset(seen)) == GENTLE
    assert every(shown=dict.fromkeys([f"?{name}" for name in seen - {"on-both"}], "2026-06-30")) == {
        "on-both"
    }


def test_where_all_were_seen_the_one_asked_longest_ago_is_asked() -> None:
    shown = {f"?{name}": f"2026-06-{day:02}" for day, name in enumerate(sorted(GENTLE | {"on-dead"}), 1)}
    assert every(shown=shown) == {"amina-again"}


def test_a_question_is_drawn_by_the_post() -> None:
    wanted, day = wish(kind=Kind.QUESTION), date(2026, 7, 1)
    drawn = [
        choose(SUBJECTS, ASKED, wanted, day, {}, frozenset(), post_id=post) for post in (POST, POST, POST[1:])
    ]
    assert drawn[0] == drawn[1] != drawn[2]
    assert drawn[0] is not None
    assert sorted(drawn[0].order) == [0, 1]


def test_a_day_without_anything_to_tell_may_still_ask() -> None:
    empty = pack()
    assert choose(empty, NOBODY, wish(), date(2026, 7, 1), {}, frozenset(), post_id=POST) is None
    chosen = choose(
        SUBJECTS,
        ASKED,
        wish(question=True),
        date(2026, 7, 1),
        dict.fromkeys(("amina", "dead"), date(2026, 6, 1)),
        frozenset(),
        post_id=POST,
    )
    assert chosen is not None
    assert chosen.told == ()
    assert chosen.question
