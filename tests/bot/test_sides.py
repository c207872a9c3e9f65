from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from adapters.terminal.render import plain
from bot import __main__ as program
from bot import commands, lookups
from bot.app import App, Request
from bot.config import Calendar
from bot.message import Message, Person, Place
from bot.preferences import Sensitivity, Settings
from content import search, sides
from content.library import make
from content.model import Name, Relation, RelationKind
from tests.content.factions import valley

if TYPE_CHECKING:
    from collections.abc import Callable

    from content.library import Library
    from content.search import Index
    from quizzes.banks import Bank

REQUEST = Request(Person("a", "A"), Place("test", "room"))


def app_on(library: Library, bank: Bank, index: Index | None = None) -> App:
    # Look-ups need no database, no host and no settings of the process.
    return App(None, library, index or search.build(library), bank, None, None, lambda: 0.0, None)  # type: ignore[arg-type] # see above


@pytest.fixture(scope="module")
def app(sample_bank: Bank) -> App:
    known = valley()
    named = {"kites": "Kites of the Cliff", "otters": "Otter Clan", "league": "Winter League"}
    entries = tuple(
        replace(entry, name=Name(named.get(entry.id, entry.name.latin))) for entry in known.pack.entries
    )
    return app_on(make(replace(known.pack, entries=entries)), sample_bank)


@pytest.fixture(scope="module")
def packed(library: Library, index: Index, bank: Bank) -> App:
    return app_on(library, bank, index)


def said(messages: tuple[Message, ...]) -> str:
    return "\n".join(message.text for message in messages)


def tokens(messages: tuple[Message, ...]) -> list[str]:
    return [button.token for message in messages for button in message.buttons]


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("sides-then", "who were the Otter Clan's allies in 1991"),
        ("sides-nobody", "who backed the Otter Clan in 1992"),
        ("sides-nearest", "who were the Otter Clan's allies in 1993"),
        ("sides-of-a-leader", "whose side was Nilo on in 1993"),
        ("sides-at-all-times", "Otter Clan enemies"),
        ("sides-none-at-all", "Herons backers"),
        ("sides-of-all", "who fought whom in 1993"),
        ("sides-of-all-none", "who fought whom in 1985"),
    ],
)
def test_what_is_said(name: str, asked: str, app: App, golden: Callable[[str, str], None]) -> None:
    golden(f"terminal/{name}.txt", plain(lookups.ask(app, REQUEST, asked), 78))


def test_of_all_parties_in_a_place_it_is_said_that_places_are_not_told_apart(packed: App) -> None:
    text = said(lookups.ask(packed, REQUEST, "who fought whom in Kabul in February 1993"))
    assert "sides are not sorted by place, so Kabul is not picked out" in text
    assert "Hezb-e Wahdat against Islamic State of Afghanistan (February 1993" in text


def test_the_calendar_named_first_is_that_of_the_place(packed: App) -> None:
    asking = replace(REQUEST, settings=replace(Settings(), calendar=Calendar.SOLAR_HIJRI))
    text = said(lookups.ask(packed, asking, "Wahdat's allies in 1993"))
    assert "Hezb-e Islami Gulbuddin (Hoot 1371–Hamal 1372 · March 1993)" in text


def test_claims_of_what_is_shown_only_when_asked_for_are_held_back(app: App) -> None:
    assert "killed prisoners" in said(lookups.ask(app, REQUEST, "Nilo's enemies in 1994"))
    asking = replace(REQUEST, settings=replace(Settings(), sensitivity=Sensitivity.ASK))
    veiled = said(lookups.ask(app, asking, "Nilo's enemies in 1994"))
    assert "killed prisoners" not in veiled
    assert "Zarrin (1994 · 1372–1373)\nContent note: this entry reports atrocities." in veiled


async def test_the_button_on_a_card_brings_all_sides(packed: App) -> None:
    assert "sides:hezb-e-wahdat" in tokens(lookups.entry(packed, REQUEST, "hezb-e-wahdat"))
    reply = await commands.press(packed, REQUEST, "sides:hezb-e-wahdat")
    assert isinstance(reply, tuple)
    assert said(reply).startswith("Hezb-e Wahdat: with whom, and against whom")
    assert all(message.again == "sides:hezb-e-wahdat" for message in reply)
    assert tokens(reply)[0] == "lookup:hezb-e-wahdat"
    stale = await commands.press(packed, REQUEST, "sides:nobody")
    assert isinstance(stale, tuple)
    assert "no longer leads anywhere" in said(stale)


def test_only_parties_with_sides_have_the_button(packed: App) -> None:
    for entry in packed.library.entries.values():
        offered = f"sides:{entry.id}" in tokens(lookups.entry(packed, REQUEST, entry.id))
        has = entry.kind.value in {"person", "group"} and bool(sides.of(packed.library, entry))
        assert offered == has, entry.id


def test_the_sides_of_every_party_can_be_said(packed: App) -> None:
    for entry in packed.library.entries.values():
        for message in lookups.sides(packed, REQUEST, entry.id):
            assert message.lines
    assert lookups.sides(packed, REQUEST, "taliban") is lookups.sides(packed, REQUEST, "taliban")


def test_a_list_of_all_parties_is_said_whatever_the_year(packed: App) -> None:
    for year in range(1978, 2002):
        assert "This is what the sources report" in said(
            lookups.ask(packed, REQUEST, f"who fought whom in {year}")
        )


def test_the_command_line_answers_it_too(capsys: pytest.CaptureFixture[str]) -> None:
    assert program.main(["ask", "Wahdat's allies in 1992"]) == 0
    told = capsys.readouterr().out
    assert told.startswith("Hezb-e Wahdat, 1992: with whom, and against whom\n")
    assert "Northern Alliance (1992) (1992 · 1370–1371), of which Hezb-e Wahdat was a part" in told


def test_a_part_is_named_from_either_side(app: App) -> None:
    assert "Kites of the Cliff (1996 · 1374–1375), as a part of Winter League\n" in said(
        lookups.ask(app, REQUEST, "Winter League allies")
    )
    of_the_part = "Winter League (1996 · 1374–1375), of which Kites of the Cliff was a part\n"
    assert of_the_part in said(lookups.ask(app, REQUEST, "Kites of the Cliff allies"))
    assert of_the_part in said(lookups.ask(app, REQUEST, "Nilo's allies"))  # who led them


def test_a_part_of_what_somebody_led_is_named_with_it(packed: App) -> None:
    told = ", as a part of Northern Alliance (1992), which Ahmad Shah Massoud led\n"
    assert f"Junbish-e Milli (1992 · 1370–1371){told}" in said(
        lookups.ask(packed, REQUEST, "Massoud's allies in 1992")
    )


def test_a_relation_without_claims_still_says_to_whom(sample_bank: Bank) -> None:
    known = valley()
    herons = replace(known.entries["herons"], relations=(Relation(RelationKind.FOUGHT, "elders"),))
    entries = tuple(herons if entry.id == "herons" else entry for entry in known.pack.entries)
    told = app_on(make(replace(known.pack, entries=entries)), sample_bank)
    text = said(lookups.ask(told, REQUEST, "Elders' enemies"))
    assert "Against: Herons" in text
    assert "The Otters refused the elders." in text
