from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.slack.words import MENTION, Part, Wording, flat, marks
from tests.adapters.slack.shown import NAMES

SIGNS = "a1. \t\n\r\x00\x1b\x85ب۱\u0650\u200d\u200e\u2028\u202e\u2066\u2067\u2068\u2069\ud800"
LTR, RTL, LRI, RLI, PDI = "\u200e", "\u200f", "\u2066", "\u2067", "\u2069"


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("a\x00b\x1b[31mc\x7f\x9f", "ab[31mc"),
        ("a\tb\r\nc\rd\u2028e\x85f\x0bg", "a b c d e f g"),
        ("\u202egnp.exe\u202c \u202aa\u202bb", "gnp.exe ab"),
        ("\u2067پنج\u2069!", "\u2067پنج\u2069!"),
        ("\u2067a b\u2069\u2069", "\u2067a b\u2069"),
        ("\u2066\u2067a\u2069", "\u2067a\u2069"),
        ("می‌رود \u200e\u200f", "می‌رود \u200e\u200f"),
        ("\ud800x\udfff", "x"),
    ],
)
def test_what_is_not_seen_is_dropped(text: str, cleaned: str) -> None:
    assert flat(text) == cleaned


@given(st.text(SIGNS, max_size=30))
def test_a_cleaned_text_has_one_line_no_control_and_no_open_direction(text: str) -> None:
    cleaned = flat(text)
    assert flat(cleaned) == cleaned
    assert not [letter for letter in cleaned if unicodedata.category(letter) in {"Cc", "Cs", "Zl", "Zp"}]
    depth = 0
    for letter in cleaned:
        assert not "\u202a" <= letter <= "\u202e"
        depth += ("\u2066" <= letter <= "\u2068") - (letter == "\u2069")
        assert depth >= 0
    assert depth == 0
    seen = re.compile(r"[^a1.ب۱\u0650\u200d]")
    assert seen.sub("", cleaned) == seen.sub("", text)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("/quiz stop", "/tarikh quiz stop"),
        (
            "No quiz is open here. /quiz start begins one.",
            "No quiz is open here. /tarikh quiz start begins one.",
        ),
        ("/quiz skip, extend and stop", "/tarikh quiz skip, extend and stop"),
        ("/lookup ۸ ثور", "/tarikh lookup ۸ ثور"),
        ("“/help”, (/today) and ‘/topics’", "“/tarikh help”, (/tarikh today) and ‘/tarikh topics’"),
        ("Type /help. Or /help: it tells", "Type /tarikh help. Or /tarikh help: it tells"),
        ("/settings calendar:gregorian", "/tarikh settings calendar:gregorian"),
        ("see\n/help", "see /tarikh help"),
        # What is no command, or none of ours.
        ("/quizzes and/quizzes and/quiz", "/quizzes and/quizzes and/quiz"),
        ("https://a.b/quiz/start http://today/", "https://a.b/quiz/start http://today/"),
        ("/help/me /help.html /help-me /today:x", "/help/me /help.html /help-me /today:x"),
        ("/tarikh quiz stop", "/tarikh quiz stop"),
        ("/unknown quiz, help", "/unknown quiz, help"),
        ("/Help", "/Help"),
        ("/", "/"),
    ],
)
def test_commands_are_named_as_on_slack(text: str, told: str) -> None:
    assert Wording(NAMES)(text) == told
    assert Wording(NAMES)(told) == told


def test_where_there_are_no_commands_none_is_named() -> None:
    assert Wording(())("/help / //") == "/help / //"


def test_in_a_thread_the_bot_is_mentioned() -> None:
    assert Wording(NAMES, MENTION)("/quiz stop ends it; and/or /nothing") == (
        "@Tarikh quiz stop ends it; and/or /nothing"
    )


@pytest.mark.parametrize(
    ("parts", "lead", "written"),
    [
        ([Part("Words")], "", "Words"),
        ([Part("Words")], "a)", "a)Words"),
        # Letters alone stand right; so nothing is added to a name in its own script.
        ([Part("موافقت‌نامه‌های ژنو")], "", "موافقت‌نامه‌های ژنو"),
        # Full stops, digits and Latin letters would go astray where the paragraph runs from the left.
        ([Part("سال ۱۳۶۷.")], "", f"{RTL}{RLI}سال ۱۳۶۷.{PDI}"),
        ([Part("سال")], "1.", f"{RTL}1.{RLI}سال{PDI}"),
        ([Part("سال")], "a)", f"a){RLI}سال{PDI}"),
        # A player's name in a sentence that runs from the left, and the other way round.
        ([Part("امید", own=False), Part(": 3 points")], "", f"{RLI}امید{PDI}: 3 points"),
        ([Part("Well done, "), Part("امید", own=False)], "", f"Well done, {RLI}امید{PDI}"),
        (
            [Part("آفرین "), Part("Amina", own=False), Part("!")],
            "",
            f"{RTL}{RLI}آفرین {LRI}Amina{PDI}!{PDI}",
        ),
        ([Part("امید", own=False)], "", "امید"),
        # What a person typed begins the sentence: a client would take its direction for the whole of it.
        ([Part("“جنگ” is not a day.")], "", f"{LTR}“جنگ” is not a day."),
        ([], "۱.", "۱."),
    ],
)
def test_names_and_sentences_keep_their_direction(parts: list[Part], lead: str, written: str) -> None:
    assert _written(parts, lead) == written


@given(st.lists(st.tuples(st.text("aب1. \u0650", max_size=12), st.booleans()), max_size=5), st.booleans())
def test_directions_add_only_balanced_marks(made: list[tuple[str, bool]], marked: bool) -> None:
    lead = "b) " if marked else ""
    written = _written([Part(words, own=own) for words, own in made], lead)
    assert re.sub("[\u200e\u200f\u2066\u2067\u2069]", "", written) == lead + "".join(each for each, _ in made)
    assert flat(written) == written


def _written(parts: list[Part], lead: str) -> str:
    start, around, end = marks(parts, lead)
    pairs = zip(parts, around, strict=True)
    return start + lead + "".join(f"{before}{part.words}{after}" for part, (before, after) in pairs) + end
