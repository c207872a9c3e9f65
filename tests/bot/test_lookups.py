from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, example, given
from hypothesis import settings as effort
from hypothesis import strategies as st

from bot import commands, lookups
from bot.app import App, Request
from bot.config import Calendar
from bot.leads import worth_reading
from bot.message import MAX_TOKEN, Message, Person, Place, Style
from bot.preferences import Sensitivity, Settings
from content.library import make
from content.model import Relation, RelationKind
from content.model import Sensitivity as Graveness
from content.search import build

if TYPE_CHECKING:
    from content.library import Library
    from content.search import Index
    from quizzes.banks import Bank

REQUEST = Request(Person("a", "A"), Place("test", "room"))


def app_on(library: Library, index: Index, bank: Bank) -> App:
    # Look-ups need no database, no host and no settings of the process.
    return App(None, library, index, bank, None, None, lambda: 0.0, None)  # type: ignore[arg-type] # see above


@pytest.fixture
def app(sample: Library, sample_index: Index, sample_bank: Bank) -> App:
    return app_on(sample, sample_index, sample_bank)


@pytest.fixture(scope="module")
def packed(library: Library, index: Index, bank: Bank) -> App:
    return app_on(library, index, bank)


def settled(**settings: object) -> Request:
    return replace(REQUEST, settings=replace(Settings(), **settings))  # type: ignore[arg-type] # named fields


def tokens(messages: tuple[Message, ...]) -> list[str]:
    return [button.token for message in messages for button in message.buttons]


def said(messages: tuple[Message, ...]) -> str:
    return "\n".join(message.text for message in messages)


# --- Cards and what leads on from them ---


@pytest.mark.parametrize(
    ("query", "pressable"),
    [
        (
            "River Accord",
            [
                "lookup:amina-darya",
                "lookup:the-mill",
                "lookup:omid-sahel",
                "sources:river-accord",
                "try:entry:river-accord",
            ],
        ),
        ("Amina", ["lookup:river-accord", "sources:amina-darya", "try:entry:amina-darya"]),
        ("Night on the bank", ["sources:night-on-the-bank"]),
        ("the raid", ["sources:raid"]),
        ("river ceremony", ["lookup:river-accord", "lookup:flood"]),
        ("battle of stalingrad", []),
        ("", []),
        ("31 April", []),
    ],
)
def test_what_can_be_pressed_under_an_answer(query: str, pressable: list[str], app: App) -> None:
    assert tokens(lookups.ask(app, REQUEST, query)) == pressable


def test_a_list_has_the_numbers_of_its_lines_on_its_buttons(app: App) -> None:
    (message,) = lookups.ask(app, REQUEST, "1993")
    markers = [each.marker for each in message.lines if each.style is Style.ITEM]
    assert markers == ["1.", "2."]
    assert [button.label for button in message.buttons] == ["1. Night on the bank", "2. River Accord"]


def test_every_card_leads_on_to_five_entries_at_most_and_not_to_itself(packed: App) -> None:
    drawable = [question for questions in packed.bank.by_topic.values() for question in questions]
    asked = {claim.partition("/")[0] for question in drawable for claim in question.claims}
    assert asked
    for entry in packed.library.entries.values():
        pressable = tokens(lookups.entry(packed, REQUEST, entry.id))
        others = [token.removeprefix("lookup:") for token in pressable if token.startswith("lookup:")]
        assert len(others) == len({*others}) <= 5, entry.id
        assert entry.id not in others
        assert min(5, len({each.entry.id for each in packed.library.related(entry.id)}) - 1) <= len(others)
        assert f"sources:{entry.id}" in pressable
        assert (f"try:entry:{entry.id}" in pressable) == (entry.id in asked), entry.id


def test_one_leader_says_more_than_the_fifth_member(sample: Library) -> None:
    group, *others = list(sample.entries.values())
    plain = [replace(each, relations=(), disputes=(), claims=each.claims[:1], weight=3) for each in others]
    group = replace(
        group,
        weight=3,
        relations=(
            *(Relation(RelationKind.FOUGHT, each.id) for each in plain[:3]),
            Relation(RelationKind.MEMBER_OF, plain[3].id),
            Relation(RelationKind.LED, plain[4].id),
        ),
    )
    library = make(replace(sample.pack, entries=(group, *plain)))
    chosen = [entry.id for entry in worth_reading(library.entries[group.id], library, 3)]
    assert chosen == [plain[4].id, plain[0].id, plain[3].id]


def test_what_reports_atrocities_is_not_offered_unasked(sample: Library) -> None:
    accord = sample.entries["river-accord"]
    linked = replace(accord, relations=(*accord.relations, Relation(RelationKind.FOLLOWED, "raid")))
    entries = tuple(linked if entry is accord else entry for entry in sample.pack.entries)
    library = make(replace(sample.pack, entries=entries))
    assert "raid" in {each.entry.id for each in library.related("river-accord")}
    assert "raid" not in {entry.id for entry in worth_reading(linked, library)}


# --- All sources of an entry ---


def test_the_sources_of_an_entry_in_full(app: App) -> None:
    (message,) = lookups.sources(app, REQUEST, "river-accord")
    assert message.private
    assert [each.text for each in message.lines] == [
        "Sources of River Accord",
        "",
        "“A Chronicle”",
        "A. Writer; Test Press, 2001 (book)",
        "https://example.org/chronicle",
        "With care: It was written long after.",
        "Both banks signed the accord in the mill. (One)",
        "A. Writer argues that nobody meant it. (Two)",
        "The north bank broke it first. (Two)",
        "",
        "“The Gazette”",
        "Several hands; Test Press, 1994 (press)",
        "Both banks signed the accord in the mill. (p. 4)",
        "The bridge was opened a month later. (p. 5)",
        "The south bank broke it first. (p. 6)",
    ]


def test_a_work_that_nothing_stands_on_is_there_to_read_on(sample: Library, app: App) -> None:
    person = replace(sample.entries["amina-darya"], reading=("chronicle", "gazette"))
    entries = tuple(person if entry.id == person.id else entry for entry in sample.pack.entries)
    told = replace(app, library=make(replace(sample.pack, entries=entries)))
    lines = [each.text for each in lookups.sources(told, REQUEST, person.id)[0].lines]
    assert lines.count("“A Chronicle”") == 1
    assert lines[-3:] == [
        "“The Gazette”",
        "Several hands; Test Press, 1994 (press)",
        "To read on; nothing here stands on it.",
    ]


def test_the_sources_of_every_entry_hold_every_statement_and_work(packed: App) -> None:
    for entry in packed.library.entries.values():
        pages = lookups.sources(packed, REQUEST, entry.id)
        assert all(page.private and page.again == f"sources:{entry.id}" for page in pages)
        text = said(pages)
        for claim in entry.statements():
            assert all(f"{claim.text} ({citation.place})" in text for citation in claim.citations)
        for name in {citation.source for claim in entry.statements() for citation in claim.citations}:
            source = packed.library.sources[name]
            assert all(each in text for each in (source.title, source.author, source.publisher, source.year))
            assert source.care is None or source.care in text
            assert source.address is None or source.address in text


# --- How grave things are shown ---


def test_who_is_to_be_asked_sees_name_date_and_note_first(app: App) -> None:
    asking = settled(sensitivity=Sensitivity.ASK)
    for messages in (lookups.ask(app, asking, "the raid"), lookups.entry(app, asking, "raid")):
        text = said(messages)
        assert "The raid" in text
        assert "30 January 1994" in text
        assert "reports atrocities" in text
        assert "Houses were burned" not in text
        assert [(each.label, each.token) for each in messages[0].buttons] == [("Show it to me", "show:raid")]
        assert not messages[0].private
    shown = lookups.shown(app, asking, "raid")
    assert all(message.private for message in shown)
    assert "Houses were burned" in said(shown)
    assert "reports atrocities" in said(shown)


@pytest.mark.parametrize("sensitivity", [Sensitivity.NOTE, Sensitivity.SHOW])
def test_otherwise_a_look_up_shows_it_with_a_note(sensitivity: Sensitivity, app: App) -> None:
    text = said(lookups.ask(app, settled(sensitivity=sensitivity), "the raid"))
    assert "reports atrocities" in text
    assert "Houses were burned" in text


def test_a_list_does_not_tell_what_is_to_be_asked_for(sample: Library, app: App) -> None:
    flood = replace(sample.entries["flood"], when=sample.entries["raid"].when)
    entries = tuple(flood if entry.id == "flood" else entry for entry in sample.pack.entries)
    library = make(replace(sample.pack, entries=entries))
    found = replace(app, library=library, index=build(library))
    listed = said(lookups.ask(found, settled(sensitivity=Sensitivity.ASK), "January 1994"))
    assert "The raid. Content note: this entry reports atrocities." in listed
    assert "Houses were burned" not in listed
    shown = said(lookups.ask(found, REQUEST, "January 1994"))
    assert "The raid. Content note: this entry reports atrocities. Houses were burned" in shown
    assert shown.count("Content note") == 1


def test_what_only_needs_care_is_shown_at_once(app: App) -> None:
    asking = settled(sensitivity=Sensitivity.ASK)
    assert app.library.entries["night-on-the-bank"].sensitivity is Graveness.CARE
    assert "People of the south bank died" in said(lookups.ask(app, asking, "night on the bank"))


# --- What finds nothing, or only something near ---


@pytest.mark.parametrize("query", ["battle of stalingrad", "", "31 April", "!?"])
def test_that_there_is_no_answer_is_said_to_the_one_who_asked(query: str, app: App) -> None:
    assert all(message.private for message in lookups.ask(app, REQUEST, query))
    assert not any(message.private for message in lookups.ask(app, REQUEST, "River Accord"))


@pytest.mark.parametrize(
    "query",
    ["3 March 1993", "1993-03-03", "03/03/1993", "3 March", "12 Hoot", "12 Hoot 1371", "۱۲ حوت ۱۳۷۱"],
)
def test_beside_a_day_without_anything_stands_what_is_around_it(query: str, app: App) -> None:
    text = said(lookups.ask(app, REQUEST, query))
    assert text.startswith("The sources have nothing just for ")
    assert "Around it:\nRiver Accord (agreement, 7 March 1993 · 16 Hoot 1371)" in text


def test_a_day_with_nothing_near_is_not_covered(app: App) -> None:
    assert "do not cover" in said(lookups.ask(app, REQUEST, "3 March 2020"))


def test_what_a_long_message_names_is_asked_back(app: App) -> None:
    talk = "I had lunch with my cousin and in the end we talked about Umid Sahel and the weather"
    text = said(lookups.ask(app, REQUEST, talk))
    assert "Did you mean:\nOmid Sahel (person)" in text
    assert "Sources" not in text


# --- The same answer again ---


def test_the_same_question_gives_the_very_same_messages(app: App) -> None:
    assert lookups.ask(app, REQUEST, "River Accord") is lookups.ask(app, REQUEST, " River Accord ")
    assert lookups.entry(app, REQUEST, "raid") is lookups.entry(app, REQUEST, "raid")
    assert lookups.sources(app, REQUEST, "raid") is lookups.sources(app, REQUEST, "raid")


@pytest.mark.parametrize(
    "settings",
    [{"calendar": Calendar.SOLAR_HIJRI}, {"sensitivity": Sensitivity.ASK}],
    ids=["calendar", "sensitivity"],
)
def test_other_settings_give_another_answer(settings: dict[str, object], app: App) -> None:
    for ask, value in ((lookups.ask, "the raid"), (lookups.entry, "raid")):
        before = said(ask(app, REQUEST, value))
        assert said(ask(app, settled(**settings), value)) != before
        assert said(ask(app, REQUEST, value)) == before


async def test_every_page_can_be_turned_to_from_every_other(packed: App) -> None:
    for first in (
        await lookups.lookup(packed, replace(REQUEST, values={"query": "Ahmad Shah Massoud"})),
        lookups.entry(packed, REQUEST, "gulbuddin-hekmatyar"),
        lookups.sources(packed, REQUEST, "afshar-operation"),
    ):
        assert len(first) > 1
        for number, page in enumerate(first):
            turned = await commands.press(packed, REQUEST, f"leaf:{number}:{page.again}")
            assert isinstance(turned, tuple)
            assert turned[0].lines[-len(page.lines) :] == page.lines
            assert turned[0].replaces


def test_a_question_too_long_for_a_token_is_answered_all_the_same(packed: App) -> None:
    query = "please tell me " * 10 + "who Ahmad Shah Massoud was"
    messages = lookups.ask(packed, REQUEST, query)
    assert "Massoud" in said(messages)
    assert {message.again for message in messages} == {""}


@given(st.text(max_size=400))
@example("\x00\x07\u202e")
@example("x" * 10_000)
@example("River\nAccord")
@effort(suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
def test_whatever_is_asked_is_answered(app: App, query: str) -> None:
    messages = lookups.ask(app, REQUEST, query)
    assert messages
    assert all(len(message.again) <= MAX_TOKEN and message.again.isprintable() for message in messages)
