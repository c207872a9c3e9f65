"""Messages look in Discord as their golden files: how lines and controls are laid out, each made once."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from adapters.discord.render import Renderer, payload
from bot import config
from bot.app import App, Request
from bot.commands import Parsed, dispatch, parse
from bot.dailies import Daily
from bot.database import open_database
from bot.host import Host
from bot.leaves import first
from bot.message import (
    GAP,
    Button,
    Choice,
    Line,
    Link,
    Mention,
    Message,
    Person,
    Place,
    Select,
    Style,
    Text,
    line,
)
from bot.migrating import migrate
from bot.preferences import Preferences, Settings
from bot.store import Store
from tests.adapters.discord.taken import contents, controls, described, flaws, inside
from tests.adapters.messages import AMINA, ASKED, MESSAGES, NOW, OMID

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from content.library import Library
    from content.search import Index
    from quizzes.banks import Bank


@pytest.mark.parametrize("name", MESSAGES)
def test_a_message_looks_as_its_golden_file(name: str, golden: Callable[[str, str], None]) -> None:
    body = payload(MESSAGES[name])
    golden(f"discord/{name}.json", json.dumps(body, ensure_ascii=False, indent=1) + "\n")
    assert flaws(body) == []
    described("MessageCreateRequest").validate(body)
    described("CreateMessageInteractionCallbackRequest").validate({"type": 4, "data": body})
    described("UpdateMessageInteractionCallbackRequest").validate({"type": 7, "data": body})


@pytest.mark.parametrize("name", ASKED)
async def test_an_answer_looks_as_its_golden_file(
    name: str,
    tmp_path: Path,
    sample: Library,
    sample_bank: Bank,
    sample_index: Index,
    golden: Callable[[str, str], None],
) -> None:
    settings = config.read({"TARIKH_DATABASE_URL": f"sqlite:///{tmp_path}/tarikh.sqlite3"})
    async with await open_database(settings.database_url) as database:
        await migrate(database, NOW)
        store = Store(database)
        host = Host(store, sample_bank, sample, lambda: NOW)
        preferences = Preferences(store, Settings(), lambda: NOW)
        app = App(
            settings, sample, sample_index, sample_bank, host, preferences, lambda: NOW, Daily.on(database)
        )
        request = Request(AMINA, Place("discord", "912345678901234567"), within=("912345678901234567",))
        understood = parse(ASKED[name])
        assert isinstance(understood, Parsed)
        reply = await dispatch(app, replace(request, values=understood.values), understood.command)
        assert isinstance(reply, tuple)
        bodies = [payload(message) for message in first(reply, request.say)]
    golden(f"discord/{name}.json", json.dumps(bodies, ensure_ascii=False, indent=1) + "\n")
    assert [flaws(body) for body in bodies] == [[]] * len(bodies)
    for body in bodies:
        described("MessageCreateRequest").validate(body)
        described("CreateMessageInteractionCallbackRequest").validate({"type": 4, "data": body})


def test_only_those_whom_a_message_names_are_notified() -> None:
    body = payload(
        Message((Line((Mention(AMINA), Text(" @everyone <@99>"), Mention(AMINA), Mention(OMID))),))
    )
    assert body["allowed_mentions"] == {"parse": [], "users": [AMINA.id, OMID.id]}
    assert contents(body) == [
        f"<@{AMINA.id}> \\@everyone \\<\\@99><@{AMINA.id}>\u2067<@{OMID.id}>\u2069",
    ]
    assert payload(Message((line("x"),)))["allowed_mentions"] == {"parse": [], "users": []}


def test_somebody_of_another_platform_is_named_and_not_mentioned() -> None:
    body = payload(Message((Line((Mention(Person("amina", "Amina_*")), Text(" plays"))),)))
    assert contents(body) == [r"Amina\_\* plays"]
    assert body["allowed_mentions"]["users"] == []


def test_private_is_a_flag() -> None:
    assert payload(Message((line("x"),)))["flags"] == 32768
    assert payload(Message((line("x"),), private=True))["flags"] == 32768 | 64


@pytest.mark.parametrize(
    ("spans", "text"),
    [
        ((Text("https:"), Text("//bank.example")), r"https\://bank.example"),
        ((Text(":smi"), Text("le:")), r"\:smile:"),
        ((Text("a"), Text("b", strong=True), Text("c", strong=True), Text("d")), "a**bc**d"),
        ((Text("1"), Link(". a", "b")), r"1\. a (b)"),
        ((Text("x"), Link("y", "https://z")), "x[y](<https://z>)"),
    ],
)
def test_neighbours_make_no_markup_together(spans: tuple[Text | Link, ...], text: str) -> None:
    assert contents(payload(Message((Line(spans),)))) == [text]


@pytest.mark.parametrize(
    ("lines", "texts"),
    [
        ((line("a"), line("b")), ["a\nb"]),
        ((line("a"), GAP, GAP, line("b"), GAP), ["a\n\nb"]),
        ((GAP, line("a"), GAP, line("H", Style.HEADING), line("b")), ["a", "### H\nb"]),
        ((line("T", Style.TITLE), GAP, line("a")), ["## T\n\na"]),
        ((line("C#", Style.TITLE),), [r"## **C#**"]),
        ((Line((Text("x "), Text("y", strong=True)), Style.HEADING),), ["x **y**"]),
        ((Line((Text("x "), Text("y", strong=True)), Style.TITLE),), ["## x y"]),
        (
            (line("a", Style.ITEM), line("b", Style.ITEM, marker="2."), line("c", Style.NOTE)),
            ["- a\n**2\\.** b\n-# c"],
        ),
        ((line("- a", Style.ITEM), line("# b", Style.NOTE)), ["- \\- a\n-# \\# b"]),
        ((line("two\nlines\r\nmore", Style.NOTE),), ["-# two lines more"]),
        ((line("  a  ", Style.ITEM), line(" ", Style.ITEM), line("", Style.NOTE)), ["- a"]),
        ((line(""),), ["\u200b"]),
        ((line("\x00\x07"),), ["\u200b"]),
    ],
)
def test_lines_are_laid_out(lines: tuple[Line, ...], texts: list[str]) -> None:
    assert contents(payload(Message(lines))) == texts


def test_a_message_too_long_in_full_dress_is_dressed_more_plainly() -> None:
    names = tuple(
        Line((Mention(Person(str(10**18 + n), "Al")), Text("_" * 47)), Style.NOTE) for n in range(35)
    )
    full = payload(Message(names[:2]))
    assert contents(full)[0].startswith("-# <@1000000000000000000>")
    plainer = payload(Message(names))
    assert contents(plainer)[0].startswith(r"-# Al\_\_")
    assert plainer["allowed_mentions"]["users"] == []

    address = "https://example.org/" + "x" * 200
    linked = tuple(Line((Link(f"report {n} ", address), Text("_" * 80))) for n in range(11))
    assert "https://example.org/" in contents(payload(Message(linked[:9])))[0]
    assert "https://example.org/" not in contents(payload(Message(linked)))[0]

    marks = payload(
        Message((line("*_" * 450, Style.ITEM, marker="1."),) * 3 + (line("```" * 100, Style.ITEM),))
    )
    (text,) = contents(marks)
    assert text.startswith("```\n1. *_*_")
    assert text.endswith("ˋˋˋ\n```")
    assert text.count("```") == 2


def test_many_parts_are_not_parted_by_lines() -> None:
    heads = (line("H", Style.HEADING), line("a"), GAP)
    few, many = (
        payload(Message(heads * 5)),
        payload(Message(heads * 13, tuple(Button("x", str(n)) for n in range(15)))),
    )
    assert [each["type"] for each in inside(few)] == [10, 14, 10, 14, 10, 14, 10, 14, 10]
    assert [each["type"] for each in inside(many)] == [10, 1, 1, 1]
    assert contents(many)[0].count("### H\na") == 13


def test_buttons_stand_five_in_a_row_and_a_select_alone() -> None:
    select = Select("s", "hint", (Choice("a", "1"), Choice("again", "1"), Choice("b", "2")), least=1, most=9)
    body = payload(
        Message((line("x"),), tuple(Button("b" * 75, f"b{n}") for n in range(7)), selects=(select,))
    )
    rows = [[each["custom_id"] for each in row["components"]] for row in inside(body)[1:]]
    assert rows == [["s"], ["b0", "b1", "b2", "b3", "b4"], ["b5", "b6"]]
    made = next(controls(body))
    assert (made["min_values"], made["max_values"]) == (1, 2)
    assert [option["value"] for option in made["options"]] == ["1", "2"]


def test_a_label_is_no_markup_and_never_empty() -> None:
    body = payload(Message((line("x"),), (Button("*a*\u202e_b_\n", "1"), Button("\x00", "2"))))
    assert [each["label"] for each in controls(body)] == ["*a*_b_", "…"]


def test_channels_chosen_before_are_shown_chosen() -> None:
    known = tuple(Choice("x", value) for value in ("912345678901234567", "general", "912345678901234568"))
    make = Select("set:channels", "hint", known, least=0, most=2, channels=True)
    (made,) = controls(payload(Message((line("x"),), selects=(make,))))
    assert made["type"] == 8
    assert made["channel_types"] == [0, 5, 15]
    assert [each["id"] for each in made["default_values"]] == ["912345678901234567", "912345678901234568"]
    (fewer,) = controls(payload(Message((line("x"),), selects=(replace(make, least=2, choices=known[:2]),))))
    assert "default_values" not in fewer  # Discord refuses fewer than must be chosen


def test_the_very_same_message_is_made_once_and_those_made_last_are_kept() -> None:
    renderer = Renderer(most=2)
    one, equal, other = Message((line("x"),)), Message((line("x"),)), Message((line("y"),))
    made = renderer.payload(one)
    assert renderer.payload(one) is made
    assert renderer.payload(equal) == made
    assert renderer.payload(equal) is not made
    assert renderer.payload(one) is made  # so that it is newer than its equal
    renderer.payload(other)
    assert renderer.payload(one) is made


def test_a_payload_is_never_taken_for_that_of_a_message_that_is_gone() -> None:
    renderer = Renderer(most=50)
    for number in range(500):
        assert contents(renderer.payload(Message((line(f"n{number}"),)))) == [f"n{number}"]
