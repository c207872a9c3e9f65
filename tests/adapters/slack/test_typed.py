"""What people type on Slack, as plain words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.slack.typed import addressed, command, named, plain

BOT = "U0BOT"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Geneva Accords", "Geneva Accords"),
        ("*Geneva* _Accords_ ~of~ `1988`", "Geneva Accords of 1988"),
        ("*_Geneva_*", "Geneva"),
        ("2 * 3 * 4, snake_case_name and a_b", "2 * 3 * 4, snake_case_name and a_b"),
        ("A &amp; B &lt;C&gt; &amp;lt;", "A & B <C> &lt;"),
        ("<https://example.org/a|the page>", "the page"),
        ("<https://example.org/a>", "https://example.org/a"),
        ("<mailto:a@example.org|a@example.org>", "a@example.org"),
        ("in <#C1|history> or <#C2>", "in #history or #C2"),
        ("<!here> <!subteam^S1|@class> <!subteam^S2>", "@here @class @S2"),
        ("<!date^1700000000^{date}|14 Nov>", "14 Nov"),
        ("<@U1> and <@U2|omid>", "and @omid"),
        ("۸ ثور", "۸ ثور"),
        ("", ""),
    ],
)
def test_a_message(text: str, words: str) -> None:
    assert plain(text) == words


def test_a_command_has_no_marks() -> None:
    assert command("*Geneva* &amp; <#C1|history>") == "*Geneva* & #history"


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("daily set channel:<#C1|history> ping:<!subteam^S1|@class>", {"#history": "C1", "@class": "S1"}),
        ("in <#C2> or <#C3|> for <!subteam^S2>", {"#C2": "C2", "#C3": "C3", "@S2": "S2"}),
        ("<#C4|a&amp;b>", {"#a&b": "C4"}),
        ("<@U1|omid> <!here> <!date^1^{date}|x> <https://a.invalid|b> #history @class", {}),
        ("", {}),
    ],
)
def test_the_ids_behind_what_is_named(text: str, ids: dict[str, str]) -> None:
    assert named(text) == ids
    for words in ids:
        assert words in command(text)


def test_a_command_that_is_typed_twice_counts_once() -> None:
    assert command("/tarikh quiz start questions:5") == "quiz start questions:5"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<@U0BOT> Geneva Accords", "Geneva Accords"),
        ("<@U0BOT|tarikh>, what is this?", "what is this?"),
        ("<@U0BOT>: quiz start", "quiz start"),
        ("hey <@U0BOT> lookup Geneva", "lookup Geneva"),
        ("Geneva Accords <@U0BOT>", "Geneva Accords"),
        ("Geneva Accords, <@U0BOT>?", "Geneva Accords,"),
        ("<@U0BOT> <@U0BOT> Geneva", "Geneva"),
        ("<@U0BOT>", ""),
        ("<@U0BOT> ?", "?"),
        ("<@U0BOT> /tarikh quiz stop", "quiz stop"),
        ("<@U0BOT>: /Tarikh", ""),
        ("/tarikh today", "today"),
        ("<@U0BOT> /tarikhs", "/tarikhs"),
        ("<@U0BOT> tarikh today", "tarikh today"),
        ("Geneva Accords", "Geneva Accords"),
    ],
)
def test_what_is_said_to_the_bot(text: str, words: str) -> None:
    assert addressed(text, BOT) == words


@given(st.text(max_size=4_000))
def test_nothing_typed_is_too_much(text: str) -> None:
    assert len(named(text)) <= 250
    for read in (plain(text), command(text), addressed(text, BOT)):
        assert len(read) <= 2_000


@given(st.text(alphabet="abc &<>", max_size=100))
def test_what_slack_escapes_is_read_as_typed(text: str) -> None:
    sent = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert plain(sent) == text.strip()
