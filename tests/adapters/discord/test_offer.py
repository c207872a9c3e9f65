from __future__ import annotations

import re
import struct
from typing import TYPE_CHECKING, Any

import pytest

from adapters.discord.offer import (
    LOCALES,
    OfferError,
    commands,
    fingerprint,
    read,
    translated,
)
from bot.commands import COMMANDS, SHORTCUTS, Command, Manages, Option, Shortcut, Takes, Where
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
        "place",
        "Places things.",
        _done,
        (
            Option("room", "a channel", Takes.CHANNEL, required=True),
            Option("group", "a role", Takes.ROLE),
            Option("zone", "a time zone", Takes.ZONE),
        ),
    ),
    Command(
        "game start", "Starts a game.", _done, (Option("topic", "a topic", Takes.TOPIC),), where=Where.PLACES
    ),
    Command("settle", "Settles things.", _done, where=Where.SERVERS, manages=Manages.SERVER),
    Command("post set", "Sets.", _done, where=Where.PLACES, manages=Manages.CHANNEL),
    Command("post drop", "Drops.", _done, where=Where.PLACES, manages=Manages.SERVER),
    Command("game stop", "Stops the game.", _done, where=Where.SERVERS, manages=Manages.SERVER),
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


def test_daily_posts_are_offered_to_those_who_manage_channels() -> None:
    payload = commands()
    assert named(payload, "daily")["default_member_permissions"] == 16
    assert named(payload, "leaderboard")["default_member_permissions"] is None
    options = {
        each["name"]: each["type"] for each in named(named(payload, "daily")["options"], "set")["options"]
    }
    assert (options["channel"], options["ping"], options["zone"]) == (7, 8, 3)


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


def test_channels_and_roles_are_chosen_and_zones_completed() -> None:
    place = named(commands(INVENTED, (SHORTCUT,), {}), "place")
    assert place["options"] == [
        {
            "name": "room",
            "description": "a channel",
            "required": True,
            "type": 7,
            "channel_types": [0, 5, 10, 11],
        },
        {"name": "group", "description": "a role", "required": False, "type": 8},
        {
            "name": "zone",
            "description": "a time zone",
            "required": False,
            "type": 3,
            "max_length": 300,
            "autocomplete": True,
        },
    ]
    described("ApplicationCommandUpdateRequest").validate(place)


def test_where_and_by_whom_a_command_is_used() -> None:
    payload = commands(INVENTED, (SHORTCUT,), {})
    settle, game, shortcut = named(payload, "settle"), named(payload, "game"), named(payload, "Find this")
    assert (settle["contexts"], settle["integration_types"]) == ([0], [0])
    assert settle["default_member_permissions"] == 32
    # Of a group, the least that one of it takes.
    assert named(payload, "post")["default_member_permissions"] == 16
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
