"""How the lines of a message are laid out in blocks, and how they read where no blocks are shown."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from adapters.slack.render import MAX_JSON, MAX_TEXT
from bot.message import GAP, Button, Line, Link, Mention, Message, Moment, Person, Style, Text, line
from tests.adapters.messages import NOW
from tests.adapters.slack.rendered import AMINA, OMID, blocks, payload
from tests.adapters.slack.shown import parts, seen


@pytest.mark.parametrize(
    ("lines", "read"),
    [
        ((line("a"), line("b")), ["a\nb"]),
        ((line("a"), GAP, GAP, line("b"), GAP), ["a", "b"]),
        ((GAP, line("a"), GAP, line("H", Style.HEADING), line("b")), ["a", "H\nb"]),
        ((line("T", Style.TITLE), GAP, line("a")), ["T", "a"]),
        ((line("T", Style.TITLE), line("U", Style.TITLE), line("a")), ["T", "U", "a"]),
        (
            (line("a", Style.ITEM), line("b", Style.ITEM, marker="2."), line("c", Style.NOTE)),
            ["• a\n2. b", "c"],
        ),
        ((line("a"), line("b", Style.ITEM), line("c", Style.ITEM), line("d")), ["a\n\n• b\n• c\nd"]),
        (
            (line("a"), line("b", Style.NOTE), line("c", Style.NOTE), GAP, line("d", Style.NOTE)),
            ["a", "b\nc", "d"],
        ),
        ((line("- a", Style.ITEM), line("# b\n> c")), ["• - a\n# b > c"]),
        ((line("  a  ", Style.ITEM), line(" ", Style.ITEM), line("", Style.NOTE), line("b")), ["• a\nb"]),
        ((line("[1]", Style.NOTE), line("a", marker="§")), ["[1]", "§ a"]),
        ((line("", marker="7."), line("a")), ["7.\na"]),
        ((line(""),), ["…"]),
        ((line("\x00\x07"), GAP), ["…"]),
    ],
)
def test_lines_are_laid_out(lines: tuple[Line, ...], read: list[str]) -> None:
    assert seen(blocks(*lines)) == read


def test_only_titles_headings_strong_words_and_markers_are_bold() -> None:
    made = blocks(
        Line((Text("A title with a "), Link("link", "https://a.b")), Style.TITLE),
        line("A heading", Style.HEADING),
        Line((Text("Its "), Text("own", strong=True)), Style.HEADING),
        Line((Text("Words "), Text("strong", strong=True), Text("er", strong=True), Text(" here"))),
        line("item", Style.ITEM, marker="a)"),
        line("more", marker="§"),
    )
    bold = [each.get("text") for each in parts(made) if each.get("style") == {"bold": True}]
    assert bold == ["A title with a ", "link", "A heading\n", "own\n", "stronger", "a) "]
    assert [each["type"] for each in made] == ["rich_text"]


def test_a_title_that_a_header_cannot_hold_is_rich_text() -> None:
    long = blocks(line("x" * 151, Style.TITLE), line("a"))
    assert [each["type"] for each in long] == ["rich_text"]
    assert next(parts(long))["style"] == {"bold": True}
    assert [each["type"] for each in blocks(line("x" * 150, Style.TITLE), line("a"))] == [
        "header",
        "rich_text",
    ]
    # An edit may not take rich text away, so every message has some.
    assert [each["type"] for each in blocks(line("T", Style.TITLE))] == ["rich_text"]
    assert [each["type"] for each in blocks(line("T", Style.TITLE), line("n", Style.NOTE))] == ["rich_text"]


SOURCE = Line((Text("“A & B”, "), Link("p. <4>", "https://a.b/c_d?e&f"), Text(".")), Style.NOTE, "[1]")


def test_small_print_holds_links_where_nothing_else_is_read_in_it() -> None:
    made = blocks(line("a"), SOURCE, Line((Link("", "https://a.b/*_*"),), Style.NOTE))
    assert [each["type"] for each in made] == ["rich_text", "context"]
    assert made[1]["elements"] == [
        {
            "type": "mrkdwn",
            "text": "[1] “A &amp; B”, <https://a.b/c_d?e&amp;f|p. &lt;4&gt;>.\n<https://a.b/*_*>",
            "verbatim": True,
        }
    ]


@pytest.mark.parametrize("words", ["*Sher*", "_a", "~", "`x`", ":smile:", "> q", "a|b"])
def test_small_print_that_would_be_misread_is_shown_larger_and_whole(words: str) -> None:
    for span in (Text(words), Link(words, "https://a.b/x")):
        made = blocks(line("a"), Line((span, Link("c", "https://a.b")), Style.NOTE))
        assert [each["type"] for each in made] == ["rich_text"]
        assert seen(made) == [f"a\n{words}c"]
    # Without a link there is no markup, and nothing to be misread.
    assert [each["type"] for each in blocks(line("a"), line(words, Style.NOTE))] == ["rich_text", "context"]


def test_words_that_are_written_in_two_parts_are_judged_together() -> None:
    made = blocks(line("a"), Line((Text(":smi"), Link("le:", "https://a.b")), Style.NOTE))
    assert [each["type"] for each in made] == ["rich_text"]
    assert blocks(Line((Text("/qu"), Text("iz stop"))))[0]["elements"][0]["elements"] == [
        {"type": "text", "text": "/tarikh quiz stop"}
    ]


def test_long_small_print_is_parted_between_lines() -> None:
    made = blocks(line("a"), *(line("x" * 900, Style.NOTE) for _ in range(3)), line("&" * 500, Style.NOTE))
    assert [len(text) for text in seen(made)[1:]] == [2702, 500]
    linked = [replace(SOURCE, spans=(Text("&" * 500), *SOURCE.spans))] * 2
    assert [each["type"] for each in blocks(line("a"), *linked)] == ["rich_text", "context", "context"]
    # A text longer than a context block holds is no small print.
    (alone,) = blocks(line("a"), replace(SOURCE, spans=(Text("&" * 700), *SOURCE.spans)))
    assert alone["type"] == "rich_text"


def test_people_are_mentioned_by_slack_s_ids_and_named_in_the_text() -> None:
    body = payload(
        Message((Line((Mention(AMINA), Text(" <!channel> @here <@U1> "), Mention(OMID), Text(" plays"))),))
    )
    assert [each.get("user_id") for each in parts(body["blocks"])] == ["U0AMINA", None, "W0OMID", None]
    assert seen(body["blocks"], {"U0AMINA": "Amina", "W0OMID": "Omid"}) == [
        "Amina <!channel> @here <@U1> \u2067Omid\u2069 plays"
    ]
    assert body["text"] == "Amina &lt;!channel&gt; @here &lt;@U1&gt; امید plays"


def test_somebody_of_another_platform_is_named_and_not_mentioned() -> None:
    for known in ("812345678901234567", "amina", "U1>", "u1", "B0BOT", ""):
        body = payload(Message((Line((Mention(Person(known, "Amina_*")), Text(" plays"))),)))
        assert list(parts(body["blocks"])) == [{"type": "text", "text": "Amina_* plays"}]


def test_a_moment_has_its_words_and_the_reader_s_time_of_day() -> None:
    closes = Line((Text("Closes "), Moment(NOW + 30.4, "after 30 seconds"), Text(".")))
    date = {
        "type": "date",
        "timestamp": 1_763_800_230,
        "format": "{time_secs}",
        "fallback": "08:30:30 UTC",
    }
    assert list(parts(blocks(closes))) == [
        {"type": "text", "text": "Closes after 30 seconds ("},
        date,
        {"type": "text", "text": ")."},
    ]
    assert blocks(line("a"), replace(closes, style=Style.NOTE))[1]["elements"][0]["text"] == (
        "Closes after 30 seconds (<!date^1763800230^{time_secs}|08:30:30 UTC>)."
    )
    assert payload(Message((closes,)))["text"] == "Closes after 30 seconds."
    for never in (float("nan"), float("inf"), -1.0, 0.0, 1e10):
        assert seen(blocks(Line((Moment(never, "soon"),)))) == ["soon"]


@pytest.mark.parametrize(
    ("link", "made"),
    [
        (Link("the *report*", "https://a.b/x_(y)"), [("the *report*", "https://a.b/x_(y)")]),
        (Link("https://a.b/c_d", "https://a.b/c_d"), [(None, "https://a.b/c_d")]),
        (Link("", "https://a.b"), [(None, "https://a.b")]),
        (Link("a b", "https://a.b/a b>c\\d"), [("a b", "https://a.b/a%20b%3Ec%5Cd")]),
        # Words that look like an address lead nowhere but to the one that is seen.
        (
            Link("https://bank", "https://evil"),
            [("https://bank (", None), (None, "https://evil"), (")", None)],
        ),
        (Link("words", "javascript:alert(1)"), [("words (javascript:alert(1))", None)]),
        (Link("mailto:a@b.c", "mailto:a@b.c"), [("mailto:a@b.c", None)]),
    ],
)
def test_a_link_leads_to_its_address_and_shows_its_words(
    link: Link, made: list[tuple[str | None, str | None]]
) -> None:
    assert [(each.get("text"), each.get("url")) for each in parts(blocks(Line((link,))))] == made


def test_a_line_that_runs_from_right_to_left_is_kept_together() -> None:
    omid = Mention(OMID)
    assert seen(blocks(Line((omid, Text(": 3 points")))), {"W0OMID": "Omid"}) == [
        "\u2067Omid\u2069: 3 points"
    ]
    right = Line((Text("سال ۱۳۶۷ "), Moment(NOW, "زود"), Text(".")), marker="1.")
    assert seen(blocks(right)) == ["\u200f1. \u2067سال ۱۳۶۷ زود (\u2066{time_secs}\u2069).\u2069"]
    small = replace(right, style=Style.NOTE)
    assert seen(blocks(line("a"), small))[1] == seen(blocks(right))[0]
    assert seen(blocks(line("سال ۱۳۶۷.", Style.TITLE), line("a")))[0] == "\u200f\u2067سال ۱۳۶۷.\u2069"


def test_the_text_says_all_in_plain_words() -> None:
    body = payload(
        Message(
            (
                line("A & B", Style.TITLE),
                line("one <1>", Style.ITEM),
                line("two", Style.ITEM, marker="2."),
                GAP,
                Line((Text("Type "), Text("/quiz stop", strong=True))),
            ),
            (Button("x", "x"),),
        )
    )
    assert body["text"] == "A &amp; B\n• one &lt;1&gt;\n2. two\n\nType /tarikh quiz stop"


def test_a_text_too_long_for_an_edit_says_how_it_begins() -> None:
    lines = tuple(line("س" * 599) for _ in range(6))  # two bytes a letter
    assert payload(Message(lines[:3]))["text"] == "\n".join(each.text for each in lines[:3])
    cut = payload(Message(lines))
    assert cut["text"] == "\n".join(
        [*(each.text for each in lines[:3]), "س" * ((3900 - 3 * 1199) // 5) + "…"]
    )
    assert len(cut["text"].encode()) <= MAX_TEXT + len("…".encode())
    assert "".join(seen(cut["blocks"])).count("س") == 6 * 599
    for letter, shown in (("&", "&amp;"), ("😀", "😀")):
        text = payload(Message((line("T"), line(letter * 1000))))["text"]
        assert text == "T\n" + shown * ((3900 - 2) // 5) + "…"
    for last, end in ((297, "a"), (298, "…")):
        lines = (line("س" * 900), line("س" * 900), line("a" * last))
        assert payload(Message(lines))["text"][-1] == end


def test_a_message_too_long_as_json_is_one_rich_text_with_its_addresses() -> None:
    spans = [Text("x", strong=bool(n % 2)) for n in range(590)]
    lines = (
        *(Line(tuple(spans)) for _ in range(5)),
        Line((Link("report", "https://a.b/c"), Text(" of "), Mention(AMINA)), Style.ITEM),
        Line((Link("https://a.b", "https://a.b"), Text(" /quiz stop")), Style.NOTE, marker="[1]"),
        line("", marker="7."),
    )
    buttons = (Button("x", "x"),)
    body = payload(Message(lines, buttons))
    rich, actions = body["blocks"]
    assert list(parts([rich])) == [
        {
            "type": "text",
            "text": "\n".join(
                [
                    *["x" * 590] * 5,
                    "• report (https://a.b/c) of Amina",
                    "[1] https://a.b /tarikh quiz stop",
                    "7.",
                ]
            ),
        }
    ]
    assert [each["action_id"] for each in actions["elements"]] == ["x"]
    # As much in fewer parts is dressed.
    assert len(list(parts(blocks(*(line("x" * 590) for _ in range(5)), *lines[5:])))) > 1
    assert len(json.dumps(body["blocks"])) < MAX_JSON
