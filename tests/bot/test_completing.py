from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, example, given
from hypothesis import settings as effort
from hypothesis import strategies as st

from bot.app import App
from bot.commands import COMMANDS, Option, Takes
from bot.completing import complete
from bot.message import MAX_LABEL, MAX_TOKEN, Choice
from bot.texts import texts
from bot.today import day_meant, this_day
from content.library import make
from content.search import Status, build

if TYPE_CHECKING:
    from content.library import Library
    from content.search import Index
    from quizzes.banks import Bank

AT = datetime(2026, 4, 1, 12, tzinfo=UTC).timestamp()  # 12 Hamal 1405
ENTRY, DATE, TOPIC, COMMAND, ZONE = (
    Option("x", "about", takes) for takes in (Takes.ENTRY, Takes.DATE, Takes.TOPIC, Takes.COMMAND, Takes.ZONE)
)
CHOICE = Option("x", "about", Takes.CHOICE, choices=(("en", "English"), ("fa-AF", "Dari")))


def app_on(library: Library, index: Index, bank: Bank) -> App:
    # Completing needs no database, no host and no settings of the process.
    return App(None, library, index, bank, None, None, lambda: AT, None)  # type: ignore[arg-type] # see above


@pytest.fixture
def app(sample: Library, sample_index: Index, sample_bank: Bank) -> App:
    return app_on(sample, sample_index, sample_bank)


@pytest.fixture(scope="module")
def packed(library: Library, index: Index, bank: Bank) -> App:
    return app_on(library, index, bank)


def values(choices: tuple[Choice, ...]) -> list[str]:
    return [choice.value for choice in choices]


@pytest.mark.parametrize(
    ("option", "typed", "choices"),
    [
        (ENTRY, "amina", [("Amina Darya", "Amina Darya")]),
        (ENTRY, "Darya", [("Amina Darya", "Amina Darya")]),
        (ENTRY, "umid", [("Omid Sahel · Umid Sahil", "Omid Sahel")]),
        (ENTRY, "امید", [("Omid Sahel · امید ساحل", "Omid Sahel")]),
        (ENTRY, "qqqq", []),
        (ENTRY, "rivver accrd", [("River Accord", "River Accord")]),
        (ENTRY, "the river ac", [("River Accord", "River Accord")]),
        (ENTRY, "who signed", []),
        (ENTRY, "river amina", []),
        (ENTRY, "aaaa", []),  # folding makes one letter of it, which begins a name
        (ENTRY, "oo", []),
        (ENTRY, "7 mar", [("7 March · River Accord", "7 March")]),
        (ENTRY, "march 7", [("7 March · River Accord", "7 March")]),
        (ENTRY, "۱۶ حوت", [("16 Hoot · River Accord", "16 Hoot")]),
        (ENTRY, "7 march 1993", [("7 March 1993 · River Accord", "7 March 1993")]),
        (ENTRY, "1993-03-07", [("7 March 1993 · River Accord", "7 March 1993")]),
        (ENTRY, "16 Hoot 1371", [("16 Hoot 1371 · River Accord", "16 Hoot 1371")]),
        (ENTRY, "7 march 1994", []),
        (ENTRY, "8 march", []),  # a day that tells nothing
        (ENTRY, "30 January", []),  # what is graphic is not told
        (ENTRY, "30 January 1994", []),
        (DATE, "tod", [("today (1 April · 12 Hamal)", "today")]),
        (DATE, "Tomorrow", [("tomorrow (2 April · 13 Hamal)", "tomorrow")]),
        (DATE, "7 marc", [("7 March · 16 Hoot · River Accord", "7 March")]),
        (DATE, "march 7", [("7 March · 16 Hoot · River Accord", "7 March")]),
        (DATE, "۱۶ حوت", [("16 Hoot · 7 March · River Accord", "16 Hoot")]),
        (DATE, "16 hut", [("16 Hoot · 7 March · River Accord", "16 Hoot")]),
        (DATE, "29 feb", [("29 February", "29 February")]),
        (DATE, "7 March 1993", [("7 March · 16 Hoot", "7 March 1993")]),
        (DATE, "1993-03-07", [("7 March · 16 Hoot", "1993-03-07")]),
        (DATE, "32 march", []),
        # Marghumay
        (DATE, "7 mar", [("7 March · 16 Hoot · River Accord", "7 March"), ("7 Jadi", "7 Jadi")]),
        (DATE, "2026-13", []),
        (DATE, "2026-", []),
        (DATE, "march march", []),
        (DATE, "30 January", [("30 January", "30 January")]),  # what is graphic is not told
        (TOPIC, "riv", [("The river talks", "river-talks")]),
        (TOPIC, "TALKS", [("The river talks", "river-talks")]),
        (TOPIC, "", [("The river talks", "river-talks"), ("People", "people")]),
        (TOPIC, "iver", []),
        (TOPIC, "people, riv", [("people, The river talks", "people, river-talks")]),
        (TOPIC, "people,x", []),
        (ZONE, "kabul", [("Asia/Kabul (now 16:30, UTC+04:30)", "Asia/Kabul")]),
        (ZONE, "qqqq", []),
        (COMMAND, "/look", [("lookup", "lookup")]),
        (COMMAND, "quiz  sk", [("quiz skip", "quiz skip")]),
        (CHOICE, "", [("English", "en"), ("Dari", "fa-AF")]),
        (CHOICE, "dar", [("Dari", "fa-AF")]),
        (CHOICE, "EN", [("English", "en")]),
        (Option("x", "about"), "amina", []),
        (Option("x", "about", Takes.NUMBER, least=1, most=3), "1", []),
        (Option("x", "about", Takes.CHANNEL), "his", []),  # a platform offers its own
        (Option("x", "about", Takes.ROLE), "cla", []),
    ],
)
def test_what_completes(option: Option, typed: str, choices: list[tuple[str, str]], app: App) -> None:
    assert [(choice.label, choice.value) for choice in complete(app, option, typed)] == choices


def test_days_that_have_something_to_tell_come_first_and_the_next_of_them_before_others(app: App) -> None:
    found = values(complete(app, DATE, ""))
    assert found[:3] == ["today", "tomorrow", "yesterday"]
    told = [choice for choice in complete(app, DATE, "")[3:] if "·" in choice.label]
    assert found[3 : 3 + len(told)] == values(tuple(told))
    assert len(told) > 2
    march = complete(app, DATE, "march")
    assert march[0].label == "7 March · 16 Hoot · River Accord"
    assert values(march)[1:3] == ["1 March", "2 March"]


def test_each_happening_is_shown_once_with_both_calendars_days(app: App) -> None:
    told = [choice.label for choice in complete(app, DATE, "")[3:] if "·" in choice.label]
    assert "7 March · 16 Hoot · River Accord" in told
    assert "16 Hoot · 7 March · River Accord" not in told
    both = [frozenset(label.split(" · ")) for label in told]
    assert len({*both}) == len(both)


def test_a_month_in_numbers_is_its_days(app: App) -> None:
    for typed, month in (("2026-03", "March"), ("1993-3", "March"), ("1371-12", "Hoot")):
        offered = complete(app, DATE, typed)
        assert "River Accord" in offered[0].label
        assert {value.split()[1] for value in values(offered)} == {month}
        assert len(offered) == 25
    assert {*values(complete(app, DATE, "2026-03-1"))} == {
        "1 March",
        *(f"{number} March" for number in range(10, 20)),
    }


def test_a_day_that_is_offered_to_a_look_up_is_answered_with_what_it_promised(packed: App) -> None:
    days = [
        f"{number} {month}" for month in ("apr", "saw", "feb", "dalw", "march") for number in range(1, 32)
    ]
    offered = [each for day in days for each in complete(packed, ENTRY, day) if each.value[0].isdecimal()]
    assert len(offered) > 20
    for choice in offered:
        found = packed.index.search(choice.value, 30)
        assert found.status is Status.FOUND, choice
        name = choice.label.split(" · ")[1].rstrip("…")
        assert any(match.entry.name.latin.startswith(name) and match.when for match in found.matches), choice


@pytest.mark.parametrize(
    ("typed", "first", "absent"),
    [
        ("14 Apr", "14 April · Geneva Accords", "Karmal"),
        ("8 saw", "8 Sawr · ", "Vietnam"),
        ("genva acords", "Geneva Accords", "Geneva talks"),
        ("ahmad masoud", "Ahmad Shah Massoud", "Panjshir"),
    ],
)
def test_what_does_not_fit_every_word_is_not_offered(
    typed: str, first: str, absent: str, packed: App
) -> None:
    labels = [choice.label for choice in complete(packed, ENTRY, typed)]
    assert labels[0].startswith(first)
    assert not [label for label in labels if absent in label]


@pytest.mark.parametrize("typed", ["zzzz", "who signed"])
def test_what_fits_no_name_is_offered_nothing(typed: str, packed: App) -> None:
    assert complete(packed, ENTRY, typed) == ()


def test_a_number_may_have_a_digit_more_to_come_until_a_month_follows(app: App) -> None:
    assert {*values(complete(app, DATE, "april 1"))} == {"1 April", *(f"{n} April" for n in range(10, 20))}
    assert values(complete(app, DATE, "1 apri")) == ["1 April"]


def test_every_day_that_is_offered_is_one(app: App) -> None:
    now = this_day(app)
    for typed in ("", *"1234567890", "a", "h", "29 f", "30 h", "31 d"):
        for value in values(complete(app, DATE, typed)):
            assert not isinstance(day_meant(value, now, texts("en")), str), value


def test_every_name_that_is_offered_finds_just_its_entry(packed: App) -> None:
    for entry in packed.library.entries.values():
        choice = next(
            (each for each in complete(packed, ENTRY, entry.name.latin) if each.label == entry.name.latin),
            None,
        )
        assert choice is not None, entry.id
        found = packed.index.search(choice.value)
        assert found.status is Status.FOUND, entry.id
        assert found.matches[0].entry is entry
        assert found.matches[0].when is None


def test_entries_of_one_name_are_told_apart_and_found_apart(sample: Library, app: App) -> None:
    flood = sample.entries["flood"]
    twin = replace(flood, id="flood-of-1993", when=sample.entries["river-accord"].when)
    library = make(replace(sample.pack, entries=(*sample.pack.entries, twin)))
    two = replace(app, library=library, index=build(library))
    choices = complete(two, ENTRY, "the flood")
    assert {(choice.label, choice.value) for choice in choices} == {
        ("The flood (event, April 1992 · Hamal–Sawr 1371)", "flood"),
        ("The flood (event, 7 March 1993 · 16 Hoot 1371)", "flood-of-1993"),
    }
    for choice in choices:
        assert two.index.search(choice.value).matches[0].entry.id == choice.value


def test_every_command_is_offered() -> None:
    assert values(complete(None, COMMAND, "")) == [each.name for each in COMMANDS]  # type: ignore[arg-type] # not looked at


@pytest.mark.parametrize("option", [ENTRY, DATE, TOPIC, COMMAND, CHOICE], ids=lambda option: option.takes)
@given(typed=st.text(max_size=320) | st.from_regex(r"[0-9]{0,3} ?[a-zA-Z]{0,5} ?[0-9]{0,4}", fullmatch=True))
@example(typed="x" * 10_000)
@example(typed="\x00\x07\u202e")
@example(typed="7 March 1993\x00")
@example(typed="²")
@example(typed="\x08,")
@example(typed="\n,")
@example(typed="/" * 300)
@effort(suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture], max_examples=60)
def test_whatever_is_typed_gives_choices_that_fit(option: Option, typed: str, app: App) -> None:
    choices = complete(app, option, typed)
    assert len(choices) <= 25
    assert len({*values(choices)}) == len(choices)
    for choice in choices:
        assert 1 <= len(choice.label) <= MAX_LABEL
        assert 1 <= len(choice.value) <= MAX_TOKEN
        assert choice.value.isprintable()
