"""A line that is said to the bot alone: a command without a slash, or just a question."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands import Misread, Parsed, parse

QUIZ = (
    "needs one word more: /quiz start, /quiz resume, /quiz skip, /quiz reveal, /quiz extend, /quiz scores, "
    "/quiz stop."
)


@pytest.mark.parametrize(
    ("typed", "command", "values"),
    [
        ("", "help", {}),
        ("  ", "help", {}),
        ("/", "help", {}),
        ("help", "help", {}),
        ("Help!", "help", {}),
        ("help quiz start", "help", {"command": "quiz start"}),
        ("help /today", "help", {"command": "/today"}),
        ("today", "today", {}),
        ("/today", "today", {}),
        ("Today?", "today", {}),
        ("today 14 April", "today", {"date": "14 April"}),
        ("/today 14 April", "today", {"date": "14 April"}),
        ("today ۸ ثور", "today", {"date": "۸ ثور"}),
        ("today tomorrow", "today", {"date": "tomorrow"}),
        ("today 31 February", "today", {"date": "31 February"}),
        ("today graphic:yes", "today", {"graphic": "yes"}),
        ("quiz start", "quiz start", {}),
        ("QUIZ  start questions:3", "quiz start", {"questions": 3}),
        ("/quiz start questions:3", "quiz start", {"questions": 3}),
        ("quiz stop!", "quiz stop", {}),
        ("daily", "daily show", {}),
        ("Daily?", "daily show", {}),
        ("daily set time:8:30 pm zone:Kabul", "daily set", {"time": "8:30 pm", "zone": "Kabul"}),
        ("daily list", "daily show", {}),
        ("daily delete", "daily remove", {}),
        ("daily delete channel:#history", "daily remove", {"channel": "#history"}),
        ("daily set 8:00", "daily set", {"time": "8:00"}),
        ("daily set every day at 9am", "daily set", {"time": "every day at 9am"}),
        ("leaderboard", "leaderboard", {}),
        ("leaderboard all", "leaderboard", {"window": "all"}),
        ("Leaderboard Month", "leaderboard", {"window": "month"}),
        ("daily preview 14 April", "daily preview", {"date": "14 April"}),
        ("daily pause until 5 January", "daily pause", {"until": "until 5 January"}),
        ("results?", "results", {}),
        ("topics", "topics", {}),
        ("settings calendar:gregorian", "settings", {"calendar": "gregorian"}),
        ("lookup Geneva Accords", "lookup", {"query": "Geneva Accords"}),
        ("lookup who signed it?", "lookup", {"query": "who signed it?"}),
        ("Geneva Accords", "lookup", {"query": "Geneva Accords"}),
    ],
)
def test_a_command_needs_no_slash(typed: str, command: str, values: dict[str, str | int]) -> None:
    understood = parse(typed, bare=True)
    assert isinstance(understood, Parsed)
    assert (understood.command.name, understood.values) == (command, values)


@pytest.mark.parametrize(
    "typed",
    [
        "today's talks",
        "today the talks failed",
        "today talk about 14 April 1988",
        "today: what happened?",
        "helpers of Najibullah",
        "help me understand the Geneva Accords",
        "who may help the refugees?",
        "topics of the talks in 1988",
        "results of the Bonn conference",
        "settings of the peace process",
        "quizzes on Kabul",
        "daily life in Kabul",
        "daily bread",
        "daily change in the bazaars",
        "leaderboard of the council",
        "quiz: who signed it?",
        "topics https://example.org/a",
        "https://example.org/quiz:1",
        "what is /quiz start?",
    ],
)
def test_a_sentence_is_looked_up(typed: str) -> None:
    understood = parse(typed, bare=True)
    assert isinstance(understood, Parsed)
    assert (understood.command.name, understood.values) == ("lookup", {"query": typed})


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("quiz", f"/quiz {QUIZ}"),
        ("Quiz?", f"/Quiz {QUIZ}"),
        ("quiz questions:3", f"/quiz {QUIZ}"),
        ("quiz start questions:many", "questions takes a whole number, not “many”."),
        ("quiz stop now", "/quiz stop does not understand “now”. It takes nothing more."),
        ("topics colour:red", "/topics does not understand “colour:red”. It takes nothing more."),
        ("lookup", "/lookup needs a name, a date or a question."),
        (
            "daily resume now",
            "/daily resume does not understand “now”. It takes channel:…, kind:….",
        ),
        ("daily stop", "Did you mean /daily pause or /daily remove? /help daily tells how."),
        (
            "daily shwo",
            (
                "/daily takes set, show, preview, pause, resume, remove, history, post, but not “shwo”. "
                "/help daily tells how."
            ),
        ),
        ("leaderboard year", "window is one of: week, month, all; not “year”."),
        ("/dance", "There is no command “/dance”. Type /help to see what there is."),
    ],
)
def test_what_means_a_command_and_is_misread_is_told_kindly(typed: str, sentence: str) -> None:
    assert parse(typed, bare=True) == Misread(sentence)


@given(st.text(max_size=200))
def test_no_line_is_too_strange(typed: str) -> None:
    for prefix in ("", "/", "quiz ", "quiz start ", "today ", "help "):
        assert isinstance(parse(prefix + typed, bare=True), Parsed | Misread)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("quiz begin", "/quiz start"),
        ("start a quiz", "/quiz start"),
        ("quiz about Geneva", "/quiz start"),
        ("topic", "/topics"),
        ("Settings?", None),
        ("result", "/results"),
        ("setting", "/settings"),
    ],
)
def test_what_is_nearly_a_command_names_it(typed: str, meant: str | None) -> None:
    understood = parse(typed, bare=True)
    if meant is None:
        assert isinstance(understood, Parsed)
    else:
        assert isinstance(understood, Misread)
        assert f"Did you mean {meant}?" in understood.sentence


@pytest.mark.parametrize("typed", ["hi", "Salaam!", "سلام", "thank you."])
def test_a_greeting_is_answered_with_what_there_is(typed: str) -> None:
    understood = parse(typed, bare=True)
    assert isinstance(understood, Parsed)
    assert understood.command.name == "help"


@pytest.mark.parametrize("typed", ["quizzes of the whole country then", "topiary", "Geneva"])
def test_what_is_far_from_a_command_is_looked_up(typed: str) -> None:
    understood = parse(typed, bare=True)
    assert isinstance(understood, Parsed)
    assert understood.command.name == "lookup"
