from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands import COMMANDS, Manages, Misread, Parsed, Takes, parse
from bot.message import MAX_LABEL


@pytest.mark.parametrize(
    ("typed", "command", "values"),
    [
        ("Geneva Accords", "lookup", {"query": "Geneva Accords"}),
        ("  8 Saur  ", "lookup", {"query": "8 Saur"}),
        ("/lookup Geneva Accords", "lookup", {"query": "Geneva Accords"}),
        ("/LOOKUP  Geneva", "lookup", {"query": "Geneva"}),
        ("/lookup time: 12:30", "lookup", {"query": "time: 12:30"}),
        ("/today", "today", {}),
        ("/today 14 April", "today", {"date": "14 April"}),
        ("/today graphic:yes", "today", {"graphic": "yes"}),
        ("/today graphic:", "today", {"graphic": ""}),
        ("/today 30 January graphic: yes", "today", {"date": "30 January", "graphic": "yes"}),
        ("/quiz start", "quiz start", {}),
        ("/quiz   start", "quiz start", {}),
        (
            "/quiz start topic:geneva questions:3 seconds=20 players:Amina,Omid",
            "quiz start",
            {"topic": "geneva", "questions": 3, "seconds": 20, "players": "Amina,Omid"},
        ),
        ('/quiz start players:"Amina Darya, Omid"', "quiz start", {"players": "Amina Darya, Omid"}),
        ("/quiz start players:“Amina Darya, Omid”", "quiz start", {"players": "Amina Darya, Omid"}),
        ("/quiz start questions: 4", "quiz start", {"questions": 4}),
        ("/quiz start questions:۴", "quiz start", {"questions": 4}),
        ("/daily", "daily show", {}),
        ("/Daily  show", "daily show", {}),
        ("/daily list", "daily show", {}),
        ("/daily Delete kind:day", "daily remove", {"kind": "day"}),
        ("/daily set 8:00 zone:Kabul", "daily set", {"time": "8:00", "zone": "Kabul"}),
        ("/leaderboard all", "leaderboard", {"window": "all"}),
        ("/leaderboard window: Week", "leaderboard", {"window": "week"}),
        (
            "/daily set channel:#history time:8:30 pm zone=Asia/Kabul days:mon, wed ping:@class",
            "daily set",
            {
                "channel": "#history",
                "time": "8:30 pm",
                "zone": "Asia/Kabul",
                "days": "mon, wed",
                "ping": "@class",
            },
        ),
        (
            "/daily preview 14 April channel:#history kind:day",
            "daily preview",
            {"date": "14 April", "channel": "#history", "kind": "day"},
        ),
        ("/daily pause until: 5 January", "daily pause", {"until": "5 January"}),
        ("/daily pause until:5 January kind:day", "daily pause", {"until": "5 January", "kind": "day"}),
        ("/today date:14 April", "today", {"date": "14 April"}),
        ("/help quiz start", "help", {"command": "quiz start"}),
        ("/ help", "help", {}),
    ],
)
def test_a_typed_line_is_understood(typed: str, command: str, values: dict[str, str | int]) -> None:
    understood = parse(typed)
    assert isinstance(understood, Parsed)
    assert (understood.command.name, understood.values) == (command, values)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("/lookup", "/lookup needs a name, a date or a question."),
        ("/dance", "There is no command “/dance”. Type /help to see what there is."),
        ("/", "There is no command “/”. Type /help to see what there is."),
        ("/todayish", "There is no command “/todayish”. Type /help to see what there is."),
        (
            "/quiz",
            (
                "/quiz needs one word more: /quiz start, /quiz resume, /quiz skip, /quiz reveal, "
                "/quiz extend, /quiz scores, /quiz stop."
            ),
        ),
        (
            "/daily now",
            (
                "/daily takes set, show, preview, pause, resume, remove, history, post, but not “now”. "
                "/help daily tells how."
            ),
        ),
        ("/daily stop", "Did you mean /daily pause or /daily remove? /help daily tells how."),
        ("/leaderboard year", "window is one of: week, month, all; not “year”."),
        ("/quiz start questions:many", "questions takes a whole number, not “many”."),
        ("/quiz start questions:0", "questions is from 1 to 50, not 0."),
        (
            "/quiz start questions:51 seconds:-1",
            "questions is from 1 to 50, not 51. seconds is from 0 to 3600, not -1.",
        ),
        (
            "/quiz start colour:red",
            (
                "/quiz start does not understand “colour:red”. It takes topic:…, questions:…, seconds:…, "
                "difficulty:…, wait:…, pause:…, players:…, seed:…."
            ),
        ),
        ("/quiz stop now", "/quiz stop does not understand “now”. It takes nothing more."),
    ],
)
def test_what_is_not_understood_is_told_kindly(typed: str, sentence: str) -> None:
    assert parse(typed) == Misread(sentence)


def test_what_is_typed_without_its_name_and_with_it_is_told_kindly() -> None:
    understood = parse("/daily set 8:00 time:9:00")
    assert isinstance(understood, Misread)
    assert understood.sentence.startswith(
        "/daily set does not understand “8:00”. It takes channel:…, time:…,"
    )


def test_no_other_word_for_a_command_is_one_itself() -> None:
    names = {command.name for command in COMMANDS}
    for command in COMMANDS:
        assert not {f"{command.name.split()[0]} {word}" for word in command.also} & names


@given(st.text(max_size=200))
def test_no_line_is_too_strange(typed: str) -> None:
    for prefix in ("", "/", "/quiz start ", "/lookup "):
        assert isinstance(parse(prefix + typed), Parsed | Misread)


def test_a_huge_number_is_refused() -> None:
    assert isinstance(parse("/quiz start seed:" + "9" * 5000), Misread)


def test_who_manages_what_a_command_is_for() -> None:
    for command in COMMANDS:
        daily = command.name.startswith("daily ")
        expected = Manages.CHANNEL if daily else Manages.NOTHING
        assert command.manages is (Manages.SERVER if command.name == "settings" else expected)


def test_commands_fit_the_platforms() -> None:
    names = [command.name for command in COMMANDS]
    assert len(set(names)) == len(names)
    for command in COMMANDS:
        assert command.name == command.name.lower()
        assert len(command.about) <= 100  # Discord's limit for a description
        assert all(len(option.about) <= 100 for option in command.options)
        assert sum(option.rest for option in command.options) <= 1
        for option in command.options:
            assert (option.most > option.least) == (option.takes is Takes.NUMBER)
        assert len(command.name) <= MAX_LABEL
    first = [command.name.split()[0] for command in COMMANDS if command.first]
    assert len({*first}) == len(first)  # one at most for a word
    assert not {*first} & {*names}
