from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from adapters.slack.render import Renderer
from bot.message import Button, Choice, Field, Form, Message, Select, Style, line
from bot.texts import texts
from tests.adapters.slack.shown import NAMES, Payload, controls, seen
from tests.servers.slack.checks import all_faults

if TYPE_CHECKING:
    from collections.abc import Iterable

SAY = texts("en")
CHANNELS = {"include": ["public", "private"], "exclude_bot_users": True}


def below(*, buttons: Iterable[Button] = (), selects: Iterable[Select] = ()) -> list[Payload]:
    """The blocks of a message below its only line."""
    message = Message((line("x"),), tuple(buttons), selects=tuple(selects))
    body = Renderer(NAMES).payload(message, SAY)
    assert all_faults("message", body) == []
    made: list[Payload] = body["blocks"][1:]
    return made


def asked(field: Field) -> Payload:
    """The block that a form has for a field."""
    view = Renderer(NAMES).form(Form("Form", "t", (field,)), SAY, "")
    assert all_faults("form", view) == []
    made: Payload = view["blocks"][0]
    return made


def words(text: str) -> Payload:
    return {"type": "plain_text", "text": text, "emoji": False}


def option(label: str, value: str) -> Payload:
    return {"text": words(label), "value": value}


def picks(number: int, *chosen: int) -> tuple[Choice, ...]:
    return tuple(Choice(f"c{n}", str(n), n in chosen) for n in range(number))


def test_all_buttons_stand_in_one_block_under_their_tokens() -> None:
    (row,) = below(buttons=[Button("b" * 75, f"quiz:{n}") for n in range(15)])
    assert row["type"] == "actions"
    assert [each["action_id"] for each in row["elements"]] == [f"quiz:{n}" for n in range(15)]
    assert row["elements"][0] == {"type": "button", "text": words("b" * 75), "action_id": "quiz:0"}


@pytest.mark.parametrize(
    ("label", "seen"),
    [
        ("*a* :smile: <b>", "*a* :smile: <b>"),
        ("a\u202e\nb", "a b"),
        ("\x00", "…"),
        ("/quiz stop", "/tarikh quiz stop"),
        ("/quiz stop" + "x" * 65, "/quiz stop" + "x" * 65),
        ("/quiz stop " + "x" * 64, "/quiz stop " + "x" * 64),  # too long in Slack's words
    ],
)
def test_a_label_is_no_markup_never_empty_and_never_too_long(label: str, seen: str) -> None:
    (row,) = below(buttons=[Button(label, "1")])
    assert row["elements"][0]["text"] == words(seen)
    (row,) = below(selects=[Select("s", "hint", (Choice(label, "1"),))])
    assert row["elements"][0]["options"] == [option(seen, "1")]


def test_one_of_several_is_chosen_at_once() -> None:
    choices = (Choice("a", "1"), Choice("again", "1"), Choice("b", "2"))
    assert below(selects=[Select("s", "Which?", choices)]) == [
        {
            "type": "actions",
            "elements": [
                {
                    "type": "static_select",
                    "options": [option("again", "1"), option("b", "2")],
                    "action_id": "s",
                    "placeholder": words("Which?"),
                }
            ],
        }
    ]


def test_what_is_chosen_already_does_not_hide_the_question() -> None:
    (section,) = below(selects=[Select("s", "Which?", picks(2, 1))])
    assert section == {
        "type": "section",
        "text": words("Which?"),
        "accessory": {
            "type": "static_select",
            "options": [option("c0", "0"), option("c1", "1")],
            "initial_option": option("c1", "1"),
            "action_id": "s",
        },
    }


def test_several_are_ticked_and_then_sent() -> None:
    section, row = below(selects=[Select("quiz:1:m", "All that are right", picks(10), most=10)])
    assert section == {"type": "section", "text": words("All that are right")}
    ticks, send = row["elements"]
    assert (ticks["type"], ticks["action_id"]) == ("checkboxes", "pick:quiz:1:m")
    assert ticks["options"] == [option(f"c{n}", str(n)) for n in range(10)]
    assert "initial_options" not in ticks
    assert send == {"type": "button", "text": words("Send"), "action_id": "quiz:1:m"}


def test_ticks_made_before_are_shown_and_saved_anew() -> None:
    _, row = below(selects=[Select("s", "hint", picks(3, 0, 2), most=3)])
    ticks, save = row["elements"]
    assert ticks["initial_options"] == [option("c0", "0"), option("c2", "2")]
    assert save["text"] == words("Save")


@pytest.mark.parametrize(("number", "most"), [(11, 11), (4, 3), (25, 2)])
def test_more_than_checkboxes_can_hold_or_count_are_chosen_from_a_list(number: int, most: int) -> None:
    section, row = below(selects=[Select("s", "hint", picks(number, 0, 1, 2, 3), most=most)])
    menu = section["accessory"]
    assert section["text"] == words("hint")
    assert (menu["type"], menu["action_id"]) == ("multi_static_select", "pick:s")
    assert (len(menu["options"]), menu["max_selected_items"]) == (number, most)
    assert menu["initial_options"] == [option(f"c{n}", str(n)) for n in range(min(4, most))]
    assert [each["action_id"] for each in row["elements"]] == ["s"]


def test_channels_are_slack_s_own_and_those_chosen_before_are_shown() -> None:
    known = tuple(Choice("x", value) for value in ("C0A", "general", "C0A", "G0B", "D0C", "C0D"))
    make = Select("set:channels", "Where", known, least=0, most=2, channels=True)
    section, row = below(selects=[make])
    assert section["accessory"] == {
        "type": "multi_conversations_select",
        "filter": CHANNELS,
        "max_selected_items": 2,
        "initial_conversations": ["C0A", "G0B"],
        "action_id": "pick:set:channels",
    }
    assert [each["text"]["text"] for each in row["elements"]] == ["Save"]
    section, _ = below(selects=[replace(make, choices=())])
    assert "initial_conversations" not in section["accessory"]
    (alone,) = below(selects=[replace(make, most=1)])
    assert alone["accessory"]["type"] == "conversations_select"
    assert alone["accessory"]["initial_conversation"] == "C0A"
    (row,) = below(selects=[replace(make, most=1, choices=())])
    assert row["elements"][0]["placeholder"] == words("Where")


def test_a_typed_answer_comes_back_by_its_field_s_name() -> None:
    made = asked(Field("answer", "A year", "like 1988", most=4))
    assert made == {
        "type": "input",
        "block_id": "field:answer",
        "label": words("A year"),
        "element": {"type": "plain_text_input", "max_length": 4, "action_id": "field:answer"},
        "hint": words("like 1988"),
    }
    assert asked(Field("a", "b", least=0))["optional"] is True
    assert asked(Field("a", "b", least=2, most=9))["element"]["min_length"] == 2


def test_a_choice_in_a_form_comes_back_by_its_field_s_name() -> None:
    one = asked(Field("a", "Which?", "hint", 1, picks(2, 1)))
    assert one["element"] == {
        "type": "static_select",
        "options": [option("c0", "0"), option("c1", "1")],
        "initial_option": option("c1", "1"),
        "action_id": "field:a",
    }
    assert one["label"] == words("Which?")
    several = asked(Field("a", "Which?", "", 3, picks(3), least=0))
    assert several["element"]["type"] == "checkboxes"
    assert several["optional"] is True
    assert "hint" not in several
    assert asked(Field("a", "Which?", "", 2, picks(3)))["element"]["max_selected_items"] == 2


def test_channels_in_a_form_are_slack_s_own() -> None:
    made = asked(Field("a", "Where?", "", 25, (Choice("x", "C0A"),), channels=True, least=0))
    assert made["element"] == {
        "type": "multi_conversations_select",
        "filter": CHANNELS,
        "max_selected_items": 25,
        "initial_conversations": ["C0A"],
        "action_id": "field:a",
    }


def test_a_form_says_who_it_is_and_can_be_left() -> None:
    view = Renderer(NAMES).form(Form("Your\nanswer", "t", (Field("a", "b"),)), SAY, '{"token":"t"}')
    assert {name: view[name] for name in view if name != "blocks"} == {
        "type": "modal",
        "callback_id": "form",
        "title": words("Your answer"),
        "submit": words("Send"),
        "close": words("Cancel"),
        "private_metadata": '{"token":"t"}',
    }


def test_a_message_in_a_window_is_named_and_can_be_closed() -> None:
    view = Renderer(NAMES).modal(Message((line("x"),), (Button("b", "1"),)), SAY, "{}")
    assert all_faults("modal", view) == []
    assert {name: view[name] for name in view if name != "blocks"} == {
        "type": "modal",
        "callback_id": "shown",
        "title": words("Tarikh"),
        "close": words("Close"),
        "private_metadata": "{}",
    }
    assert [each["action_id"] for each in controls(view["blocks"])] == ["1"]


def test_home_keeps_all_buttons_however_much_it_holds() -> None:
    renderer = Renderer(NAMES)
    few = tuple(Message((line(f"m{n}"),), (Button("b", f"b{n}"),)) for n in range(3))
    view = renderer.home(few, SAY)
    assert [each["type"] for each in view["blocks"]] == [
        *("rich_text", "actions", "divider", "rich_text", "actions", "divider", "rich_text", "actions")
    ]
    lines = tuple(line(f"l{n}", style) for n in range(20) for style in (Style.TEXT, Style.NOTE))
    many = tuple(Message(lines, (Button("b", f"b{number}"),)) for number in range(5))
    view = renderer.home(many, SAY)
    assert all_faults("home", view) == []
    assert [each["action_id"] for each in controls(view["blocks"])] == [f"b{n}" for n in range(5)]
    assert "".join(seen(view["blocks"])).count("l19") == 5 * 2
