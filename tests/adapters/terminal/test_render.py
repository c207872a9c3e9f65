from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wcwidth import wcswidth

from adapters.terminal.render import NARROWEST, STYLES, WIDEST, choices, numbered, plain, pressable, render
from bot.message import (
    GAP,
    MAX_ADDRESS,
    MAX_DESCRIPTION,
    Button,
    Line,
    Link,
    Message,
    Picture,
    Style,
    Text,
    line,
)
from bot.texts import texts

MESSAGE = Message(
    (
        Line((Text("River Accord", strong=True), Text(" (agreement)")), Style.TITLE),
        line("معاهدهٔ دریا"),
        GAP,
        line("Both banks signed the accord in the mill, which stood between them. [1]", Style.ITEM),
        line("The north bank broke it first. [1]", Style.ITEM, marker="a)"),
        line("Sources", Style.HEADING),
        Line(
            (Text("“A Chronicle”: "), Link("https://example.org/c", "https://example.org/c")),
            Style.NOTE,
            "[1]",
        ),
    ),
    (Button("The Old Mill", "lookup:the-mill"),),
)


def test_a_message_in_plain_text() -> None:
    assert plain((MESSAGE,), 40) == (
        "River Accord (agreement)\n"
        "معاهدهٔ دریا\n"
        "\n"
        "  • Both banks signed the accord in the\n"
        "    mill, which stood between them. [1]\n"
        "  a) The north bank broke it first. [1]\n"
        "Sources\n"
        "  [1] “A Chronicle”:\n"
        "      https://example.org/c\n"
    )


def test_a_picture_is_said_with_its_address() -> None:
    picture = Picture("https://example.org/a.jpg", "Two people sign a sheet of paper on a millstone.")
    message = Message((line("River Accord"),), picture=picture)
    assert plain((message,), 40) == (
        "River Accord\n  [Two people sign a sheet of paper on a\n  millstone.]\n  https://example.org/a.jpg\n"
    )


def test_the_longest_description_and_address_are_said_whole() -> None:
    address = f"https://example.org/{'a' * (MAX_ADDRESS - 20)}"
    shown = plain((Message((line("x"),), picture=Picture(address, "d" * MAX_DESCRIPTION)),), 80)
    assert address in shown
    assert "d" * MAX_DESCRIPTION in shown


def test_the_pages_of_an_answer_read_on_and_its_parts_stand_apart() -> None:
    pages = (
        Message((line("one"),)),
        Message((line("two"),)),
        Message((line("Three", Style.HEADING), line("x"))),
    )
    assert plain(pages, 40) == "one\ntwo\n\nThree\nx\n"


def test_styles_are_known_and_carry_no_meaning_alone() -> None:
    used = {style for style, _ in render(MESSAGE, 80)}
    assert used == {"", "title", "strong", "heading", "note", "link"}
    assert used - {""} == set(STYLES)


@pytest.mark.parametrize(("width", "columns"), [(1, NARROWEST), (60, 60), (1000, WIDEST)])
def test_width_is_kept_within_what_can_be_read(width: int, columns: int) -> None:
    long = Message((line("word " * 100),))
    widths = [wcswidth(each.rstrip()) for each in plain((long,), width).splitlines()]
    assert max(widths) <= columns
    assert max(widths) > columns - 6


@given(st.lists(st.text(min_size=1, max_size=60), min_size=1, max_size=5), st.integers(0, 200))
def test_any_text_is_shown_whole(texts: list[str], width: int) -> None:
    shown = plain((Message(tuple(line(each) for each in texts)),), width)
    assert "".join(shown.split()) == "".join("".join(texts).split())


def test_buttons_that_no_line_numbers_are_numbered_behind_the_answer() -> None:
    practice = Button("Quiz me on this", "try:entry:river-accord")
    other = Message((line("two"),), (practice, Button("Sources", "sources:river-accord")))
    buttons = pressable((MESSAGE, other))
    assert [button.label for button in buttons] == ["The Old Mill", "Sources"]
    assert not numbered((MESSAGE, other), buttons)
    hint = choices(buttons, texts("en"))
    assert plain((other, hint), 80) == "two\n\n  Numbers lead on: 1 The Old Mill · 2 Sources\n"


@pytest.mark.parametrize(
    ("markers", "listed"), [(["1.", "2."], True), (["1."], False), (["a)", "b)"], False), ([], False)]
)
def test_whether_a_list_numbers_its_buttons_itself(markers: list[str], listed: bool) -> None:
    lines = [line("x", Style.ITEM, marker=marker) for marker in markers]
    buttons = Button("A", "lookup:a"), Button("B", "lookup:b")
    assert numbered((Message((line("list"), *lines), buttons),), buttons) == listed
