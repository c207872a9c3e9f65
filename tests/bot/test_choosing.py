"""What a daily post tells of its day: by calendar and topic, and not again too soon; how that is kept."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.choosing import Chosen, ChosenError, Told, Why, choose, read, write
from bot.schedules import EVERY_DAY
from content.days import Calendar, Mark
from content.model import Dispute, Sensitivity
from content.model import Kind as Sort
from tests.bot.packs import ACCORD, NOBODY, POST, chosen_on, claim, entry, pack, told, wish

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
