"""What a person reads of what a bot writes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.servers.slack.sample import field, words
from tests.servers.slack.words import decoded, escaped, plain, read

if TYPE_CHECKING:
    from tests.servers.slack.wire import Json


def name(any_id: str) -> str:
    return {"U1": "Amina", "C1": "history"}.get(any_id, any_id)


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("*bold* _slanted_ ~struck~ `code`", "bold slanted struck code"),
        ("2*3*4 snake_case_name a~b~c", "2*3*4 snake_case_name a~b~c"),
        ("* not bold *", "* not bold *"),
        ("```\nblock\n```", "block"),
        ("<@U1> in <#C1> or <#C2|other>", "@Amina in #history or #other"),
        ("<https://example.org|words> <https://example.org>", "words https://example.org"),
        ("<!date^1^{date}|14 April 1988> <!here>", "14 April 1988 @here"),
        ("a &lt;b&gt; &amp;amp; c", "a <b> &amp; c"),
        ("*«صلح»* است", "«صلح» است"),
    ],
)
def test_mrkdwn(text: str, seen: str) -> None:
    assert plain(text, name) == seen


def test_what_is_typed_comes_back() -> None:
    assert decoded(escaped("a < b > c & &lt;")) == "a < b > c & &lt;"


@pytest.mark.parametrize(
    ("block", "seen"),
    [
        (words("*a*"), "a"),
        ({"type": "section", "fields": [{"type": "plain_text", "text": "*a*"}] * 2}, "*a*\n*a*"),
        ({"type": "header", "text": {"type": "plain_text", "text": "Head"}}, "Head"),
        ({"type": "markdown", "text": "# a"}, "# a"),
        ({"type": "divider"}, ""),
        (
            {
                "type": "context",
                "elements": [{"type": "mrkdwn", "text": "_a_"}, {"type": "image", "alt_text": "b"}],
            },
            "a\nb",
        ),
        (
            {"type": "image", "alt_text": "map", "title": {"type": "plain_text", "text": "Kabul"}},
            "Kabul\nmap",
        ),
        ({"type": "image", "alt_text": "map"}, "map"),
        (field("answer"), "Answer"),
        (
            {
                "type": "table",
                "rows": [
                    [
                        {"type": "raw_text", "text": "a"},
                        {"type": "rich_text", "elements": [{"type": "text", "text": "b"}]},
                    ]
                ],
            },
            "a | b",
        ),
        (
            {
                "type": "rich_text",
                "elements": [
                    {
                        "type": "rich_text_section",
                        "elements": [
                            {"type": "user", "user_id": "U1"},
                            {"type": "channel", "channel_id": "C1"},
                            {"type": "emoji", "name": "wave"},
                            {"type": "broadcast", "range": "here"},
                            {"type": "link", "url": "https://example.org"},
                            {"type": "link", "url": "https://example.org", "text": "words"},
                            {"type": "date", "timestamp": 1, "format": "{date}", "fallback": "1988"},
                        ],
                    },
                    {
                        "type": "rich_text_list",
                        "elements": [
                            {"type": "rich_text_section", "elements": [{"type": "text", "text": "one"}]}
                        ],
                    },
                ],
            },
            "@Amina#history:wave:@herehttps://example.orgwords1988\n• one",
        ),
    ],
)
def test_blocks(block: Json, seen: str) -> None:
    assert read([block], name) == seen
