from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.slack.mrkdwn import address, escape, link, mention, misread, moment
from tests.adapters.slack.shown import mrkdwn, unescaped

MARKS = st.text("*_~`<>&|:@#!-. a\nبé😀", max_size=30)
WORDS = st.sampled_from(
    ["<!channel>", "<@U1>", "<#C1>", "<!date^1^{time}|x>", "https://x.y", ":smile:", "> ", "&lt;", "<x|y>"]
)
HARD = st.lists(st.one_of(MARKS, WORDS, st.text(max_size=20)), max_size=6).map("".join)


@given(HARD)
def test_what_is_escaped_links_and_mentions_nothing_and_comes_back_whole(text: str) -> None:
    escaped = escape(text)
    assert not re.search(r"[<>]|&(?!amp;|lt;|gt;)", escaped)
    assert unescaped(escaped) == text


@given(HARD)
def test_what_is_not_misread_is_read_as_it_was_written(text: str) -> None:
    row = " ".join(text.split("\n"))
    if not misread(row):
        assert mrkdwn(escape(row)) == row


@pytest.mark.parametrize(
    "text",
    ["*a*", "a_b_c", "~a~", "`a`", "```a", ":smile:", "x :+1: y", "> a", "  > a", "12:30:45", "a|b", "*"],
)
def test_words_that_mrkdwn_would_make_something_of_are_told_apart(text: str) -> None:
    assert misread(text)


@pytest.mark.parametrize(
    "text", ["", "Plain words, 1988–1992 (both).", "12:30", "a: b: c", "1. a", "- a", "a > b", "@a #b & <c>"]
)
def test_other_words_are_not(text: str) -> None:
    assert not misread(text)


@pytest.mark.parametrize(
    ("wanted", "held"),
    [
        ("https://a.b/c_d?e=f&g=(h)#i", "https://a.b/c_d?e=f&g=(h)#i"),
        ("HTTPS://a.b", "HTTPS://a.b"),
        ("https://a.b/گ", "https://a.b/گ"),
        ("https://a.b/a b>c|d<e\\", "https://a.b/a%20b%3Ec%7Cd%3Ce%5C"),
        ("https://a\u202e\n\ud800", "https://a%E2%80%AE%0A%3F"),
        ("https://", ""),
        ("mailto:a@b.c", ""),
        ("javascript:alert(1)", ""),
        ("words", ""),
    ],
)
def test_only_addresses_of_the_web_are_linked(wanted: str, held: str) -> None:
    assert address(wanted) == held


@given(HARD, HARD)
def test_no_address_and_no_words_break_out_of_their_link(words: str, end: str) -> None:
    target = address(f"https://x{end}")
    assert re.fullmatch(r"<https://x[^\s<>|]*>", link("", target))
    assert re.fullmatch(r"<https://x[^\s<>|]*\|[^<>]*>", link(f"a{words}", target))


def test_people_and_moments_are_slack_s_own() -> None:
    assert mention("U1") == "<@U1>"
    assert moment(1763800220, "08:30 <UTC>") == "<!date^1763800220^{time_secs}|08:30 &lt;UTC&gt;>"
    assert mrkdwn(f"{mention('U1')} at {moment(1, 'x')}", {"U1": "Amina"}) == "Amina at {time_secs}"
