from __future__ import annotations

import re
import struct
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.discord.offer import (
    LOCALES,
    OfferError,
    commands,
    fingerprint,
    focused,
    read,
    translated,
)
from bot.commands import COMMANDS, SHORTCUTS, Command, Option, Shortcut, Takes, Where
from bot.texts import texts
from tests.adapters.discord.taken import described

if TYPE_CHECKING:
    from pathlib import Path

    from bot.app import App, Request
    from bot.message import Message


async def _done(app: App, request: Request) -> tuple[Message, ...]:  # noqa: ARG001 -- a handler's shape
    return ()


CALENDARS = (("gregorian", "Gregorian first"), ("solar_hijri", "Solar Hijri first"))
INVENTED = (
    Command(
        "find",
        "Finds things.",
        _done,
        (
            Option("near", "a day", Takes.DATE),
            Option("what", "a thing", Takes.ENTRY, required=True, rest=True),
            Option("much", "how much", Takes.NUMBER, least=1, most=5),
            Option("any", "any number", Takes.NUMBER),
            Option("calendar", "which first", Takes.CHOICE, choices=CALENDARS),
            Option("note", "words"),
        ),
    ),
    Command(
        "game start", "Starts a game.", _done, (Option("topic", "a topic", Takes.TOPIC),), where=Where.PLACES
    ),
    Command("settle", "Settles things.", _done, where=Where.SERVERS, manages=True),
    Command("game stop", "Stops the game.", _done, where=Where.SERVERS, manages=True),
)
SHORTCUT = Shortcut("Find this", "find", "what")


def named(payload: list[dict[str, Any]], name: str) -> dict[str, Any]:
    (found,) = (each for each in payload if each["name"] == name)
    return found


def walk(payload: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [each for one in payload for each in (one, *walk(one.get("options", [])))]


def test_discord_takes_what_is_offered() -> None:
    payload = commands()
    for each in payload:
        described("ApplicationCommandUpdateRequest").validate(each)
    assert len({(each["type"], each["name"]) for each in payload}) == len(payload)


def test_what_is_offered_keeps_discord_s_other_rules() -> None:
    payload = commands()
    on_messages = [each for each in payload if each["type"] == 3]
    assert not [each for each in on_messages if "description" in each or "options" in each]
    for each in walk([each for each in payload if each["type"] == 1]):
        assert re.fullmatch(r"[-_'\w]{1,32}", each["name"])
        assert each["name"] == each["name"].lower()
        assert 1 <= len(each["description"]) <= 100
        needed = [option["required"] for option in each.get("options", []) if "required" in option]
        assert needed == sorted(needed, reverse=True)
        assert not ("choices" in each and "autocomplete" in each)
        assert {*each.get("name_localizations", {})} <= {*LOCALES}
    for each in payload:
        said = [one["name"] + one.get("description", "") for one in walk([each])]
        assert sum(map(len, said)) <= 8_000


def test_every_command_is_offered_and_understood_when_it_comes_back() -> None:
    payload = commands()
    for command in COMMANDS:
        group, _, sub = command.name.partition(" ")
        offered = named(payload, group)
        given = offered["options"]
        if sub:
            given = named(given, sub)["options"]
        assert {each["name"] for each in given} == {
            option.name for option in command.options if not option.keyboard
        }
        nested = [{"type": 1, "name": sub, "options": []}] if sub else []
        assert read({"type": 1, "name": group, "options": nested}) == (command, {})
    for shortcut in SHORTCUTS:
        assert named(payload, shortcut.name)["type"] == 3


def test_what_is_for_one_keyboard_is_not_offered() -> None:
    start = named(named(commands(), "quiz")["options"], "start")
    assert "players" not in {each["name"] for each in start["options"]}
    assert {"topic", "wait"} <= {each["name"] for each in start["options"]}


def test_options_are_offered_as_what_they_take() -> None:
    find = named(commands(INVENTED, (SHORTCUT,), {}), "find")
    completed = {"type": 3, "max_length": 300, "autocomplete": True}
    assert find == {
        "name": "find",
        "description": "Finds things.",
        "type": 1,
        "contexts": [0, 1, 2],
        "integration_types": [0, 1],
        "default_member_permissions": None,
        "options": [
            {"name": "what", "description": "a thing", "required": True} | completed,
            {"name": "near", "description": "a day", "required": False} | completed,
            {
                "name": "much",
                "description": "how much",
                "required": False,
                "type": 4,
                "min_value": 1,
                "max_value": 5,
            },
            {"name": "any", "description": "any number", "required": False, "type": 4},
            {
                "name": "calendar",
                "description": "which first",
                "required": False,
                "type": 3,
                "choices": [
                    {"name": "Gregorian first", "value": "gregorian"},
                    {"name": "Solar Hijri first", "value": "solar_hijri"},
                ],
            },
            {"name": "note", "description": "words", "required": False, "type": 3, "max_length": 300},
        ],
    }


def test_where_and_by_whom_a_command_is_used() -> None:
    payload = commands(INVENTED, (SHORTCUT,), {})
    settle, game, shortcut = named(payload, "settle"), named(payload, "game"), named(payload, "Find this")
    assert (settle["contexts"], settle["integration_types"]) == ([0], [0])
    assert settle["default_member_permissions"] == 32
    # The group is as loose as its loosest, or nobody could reach that one.
    assert (game["contexts"], game["integration_types"]) == ([0, 1], [0, 1])
    assert game["default_member_permissions"] is None
    assert [each["name"] for each in game["options"]] == ["start", "stop"]
    assert shortcut == {
        "type": 3,
        "name": "Find this",
        "contexts": [0, 1, 2],
        "integration_types": [0, 1],
        "default_member_permissions": None,
    }


@pytest.mark.parametrize(
    ("wrong", "fault"),
    [
        ((Command("Find", "x", _done),), "lower-case"),
        ((Command("f" * 33, "x", _done),), "32 lower-case"),
        ((Command("a b c", "x", _done),), "two words"),
        ((Command("a", "x", _done), Command("a b", "x", _done)), "two words"),
        ((Command("a", "x" * 101, _done),), "100 characters"),
        ((Command("a", "", _done),), "100 characters"),
        ((Command("a", "x", _done, (Option("b", "x" * 101),)),), "100 characters"),
        ((Command("a", "x", _done, (Option("b", "x", Takes.CHOICE),)),), "choices"),
        ((Command("a", "x", _done, tuple(Option(f"b{n}", "x") for n in range(26))),), "25 options"),
        (tuple(Command(f"a b{n}", "x", _done) for n in range(26)), "25 subcommands"),
    ],
)
def test_what_discord_would_not_take_is_told_to_the_author(wrong: tuple[Command, ...], fault: str) -> None:
    with pytest.raises(OfferError, match=fault):
        commands(wrong, (), {})
    with pytest.raises(OfferError, match="shorten"):
        commands(INVENTED, (Shortcut("x" * 33, "find", "what"),), {})


def catalogue(said: dict[str, str]) -> bytes:
    """A catalogue as gettext reads it (the GNU gettext manual, "The Format of GNU MO Files")."""
    pairs = sorted({"": "Content-Type: text/plain; charset=UTF-8\n", **said}.items())
    start = 28 + 16 * len(pairs)
    table = words = b""
    for side in (0, 1):
        for pair in pairs:
            table += struct.pack("<II", len(pair[side].encode()), start + len(words))
            words += pair[side].encode() + b"\0"
    return struct.pack("<7I", 0x950412DE, 0, len(pairs), 28, 28 + 8 * len(pairs), 0, 0) + table + words


def test_words_are_offered_in_the_languages_that_there_are(tmp_path: Path) -> None:
    said = {
        "find": "Finde",
        "Finds things.": "Findet Dinge.",
        "what": "was ist",  # no name: it has a space
        "Gregorian first": "Gregorianisch zuerst",
        "a day": "x" * 101,
        "Find this": "Finde das",
    }
    folder = tmp_path / "de" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "tarikh.mo").write_bytes(catalogue(said))
    payload = commands(INVENTED, (SHORTCUT,), {"de": texts("de", tmp_path), "fr": texts("fr", tmp_path)})
    find = named(payload, "find")
    assert find["name_localizations"] == {"de": "finde"}
    assert find["description_localizations"] == {"de": "Findet Dinge."}
    what, near = find["options"][:2]
    assert "name_localizations" not in what
    assert "description_localizations" not in near
    choices = named(find["options"], "calendar")["choices"]
    assert choices[0]["name_localizations"] == {"de": "Gregorianisch zuerst"}
    assert "name_localizations" not in choices[1]
    assert named(payload, "Find this")["name_localizations"] == {"de": "Finde das"}
    assert "name_localizations" not in named(payload, "game")
    for each in payload:
        described("ApplicationCommandUpdateRequest").validate(each)


def test_there_is_no_other_language_yet() -> None:
    assert translated() == {}
    assert not [each for each in walk(commands()) if "name_localizations" in each]


def test_an_offer_is_told_from_another() -> None:
    first, again = commands(INVENTED, (SHORTCUT,), {}), commands(INVENTED, (SHORTCUT,), {})
    turned = [dict(reversed(each.items())) for each in again]
    assert fingerprint(first) == fingerprint(again) == fingerprint(turned)
    assert len(fingerprint(first)) == 64
    again[0]["description"] = "Finds thing."
    assert fingerprint(again) != fingerprint(first)
    assert fingerprint(list(reversed(first))) != fingerprint(first)
    # So that a change of how it is made, which would offer everything anew, is seen.
    assert fingerprint([{"name": "é"}]) == "aa0acefdcfda48f979f63411f365b6d4c8a4d818a306595400390910173a177c"


def given_to(name: str, *options: dict[str, Any], kind: int = 1) -> dict[str, Any]:
    return {"id": "1", "type": kind, "name": name, "options": list(options)}


@pytest.mark.parametrize(
    ("data", "name", "values"),
    [
        (given_to("find", {"type": 3, "name": "what", "value": "Accord"}), "find", {"what": "Accord"}),
        (
            given_to(
                "find",
                {"type": 4, "name": "much", "value": 5},
                {"type": 4, "name": "any", "value": -9},
                {"type": 3, "name": "calendar", "value": "gregorian"},
            ),
            "find",
            {"much": 5, "any": -9, "calendar": "gregorian"},
        ),
        (
            given_to(
                "game", {"type": 1, "name": "start", "options": [{"type": 3, "name": "topic", "value": "x"}]}
            ),
            "game start",
            {"topic": "x"},
        ),
        (given_to("game", {"type": 1, "name": "stop"}), "game stop", {}),
        ({"type": 1, "name": "settle"}, "settle", {}),
        # What it does not take, or not any more, is left out.
        (
            given_to(
                "find",
                {"type": 4, "name": "much", "value": 6},
                {"type": 5, "name": "any", "value": True},
                {"type": 3, "name": "calendar", "value": "julian"},
                {"type": 3, "name": "colour", "value": "red"},
                {"type": 3, "name": "note", "value": 7},
                {"type": 3, "name": "what", "value": None},
                {"type": 3, "name": "near"},
            ),
            "find",
            {},
        ),
    ],
)
def test_a_command_is_read(data: dict[str, Any], name: str, values: dict[str, str | int]) -> None:
    found = read(data, INVENTED, (SHORTCUT,))
    assert found is not None
    assert (found[0].name, found[1]) == (name, values)


@pytest.mark.parametrize(
    "data",
    [
        {},
        given_to("dance"),
        given_to("game"),
        given_to("game", {"type": 1, "name": "pause"}),
        {"type": 3, "name": "Find that", "target_id": "5"},
    ],
)
def test_what_is_not_offered_is_not_read(data: dict[str, Any]) -> None:
    assert read(data, INVENTED, (SHORTCUT,)) is None
    assert focused(data, INVENTED) is None


@pytest.mark.parametrize(
    ("message", "words"),
    [
        ({"content": "  When was the\nAccord signed? "}, "When was the Accord signed?"),
        (
            {"content": "<@7> <@!7> <@&7> <#7> <:e:7> <a:e:7> <t:7:R> </quiz start:7> <id:guide> 3 < 4 > 2"},
            "3 < 4 > 2",
        ),
        (
            {"content": "", "embeds": [{"title": "The", "description": "Accord"}, {"fields": []}]},
            "The Accord",
        ),
        (
            {
                "components": [
                    {"type": 17, "components": [{"type": 10, "content": "The"}, {"content": "Accord"}]}
                ]
            },
            "The Accord",
        ),
        ({}, ""),
        (None, ""),
    ],
)
def test_a_message_is_read_as_the_words_of_its_command(message: dict[str, Any] | None, words: str) -> None:
    data = {"type": 3, "name": "Find this", "target_id": "5", "resolved": {"messages": {"5": message}}}
    found = read(data, INVENTED, (SHORTCUT,))
    assert found == (INVENTED[0], {"what": words})


def test_the_option_that_is_typed_is_found() -> None:
    typing = {"type": 3, "name": "what", "value": "acc", "focused": True}
    before = {"type": 3, "name": "note", "value": "x"}
    assert focused(given_to("find", before, typing), INVENTED) == (INVENTED[0], INVENTED[0].options[1], "acc")
    assert focused(given_to("find", before), INVENTED) is None
    nested = {
        "type": 1,
        "name": "start",
        "options": [{"type": 3, "name": "topic", "value": "", "focused": True}],
    }
    found = focused(given_to("game", nested), INVENTED)
    assert found is not None
    assert (found[0].name, found[1].name, found[2]) == ("game start", "topic", "")
    assert focused(given_to("find", typing | {"name": "gone"}), INVENTED) is None


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=5)
    | st.sampled_from(["find", "game", "start", "what"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["type", "name", "options", "value", "focused", "resolved", "messages", "target_id", "5"]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(["type", "name", "options", "resolved", "target_id"]), JSON), JSON)
def test_nothing_that_arrives_is_too_strange(data: dict[str, Any], option: object) -> None:
    resolved = {"messages": {"5": option}}
    for each in (
        data,
        data | {"name": "find", "options": [option, {"name": "calendar", "value": option}]},
        data | {"type": 3, "name": "Find this"},
        {"type": 3, "name": "Find this", "target_id": "5", "resolved": resolved},
        {"type": 3, "name": "Find this", "target_id": "5", "resolved": {"messages": option}},
    ):
        found = read(each, INVENTED, (SHORTCUT,))
        assert found is None or found[0] in INVENTED
        typed = focused(each, INVENTED)
        assert typed is None or typed[1] in typed[0].options
