from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.message import (
    GAP,
    MAX_BUTTONS,
    MAX_CHOICES,
    MAX_LABEL,
    MAX_LINE,
    MAX_LINES,
    MAX_TEXT,
    MAX_TOKEN,
    Button,
    Choice,
    Field,
    Form,
    Line,
    Link,
    Mention,
    Message,
    MessageError,
    Person,
    Select,
    Style,
    Text,
    line,
    pages,
)
from content.model import MAX_CLAIM, MAX_NAME, MAX_QUESTION
from quizzes.model import MAX_FEEDBACK, MAX_OPTION

MANY = tuple(Choice(f"c{n}", f"{n}") for n in range(MAX_CHOICES // 2 + 1))


def test_a_line_says_its_spans_without_markup() -> None:
    said = Line((Text("See "), Link("the source", "https://example.org"), Mention(Person("7", "Amina"))))
    assert said.text == "See the sourceAmina"


@pytest.mark.parametrize(
    "make",
    [
        lambda: line("x" * (MAX_LINE + 1)),
        lambda: Message(()),
        lambda: Message((line("x"),) * (MAX_LINES + 1)),
        lambda: Message((line("x" * 900),) * 5),
        lambda: Message((line("x"),), (Button("y", "z"),) * (MAX_BUTTONS + 1)),
        lambda: Message((line("x"),), selects=tuple(Select(f"s{n}", "h", MANY) for n in range(2))),
        lambda: Button("", "token"),
        lambda: Button("x" * (MAX_LABEL + 1), "token"),
        lambda: Button("label", ""),
        lambda: Button("label", "x" * (MAX_TOKEN + 1)),
    ],
)
def test_what_a_platform_could_not_show_is_not_made(make: object) -> None:
    assert callable(make)
    with pytest.raises(MessageError):
        make()


def test_content_fits_a_line() -> None:
    # A claim is shown with its date and its citations' numbers; a feedback with the option it is about.
    assert MAX_CLAIM + 200 <= MAX_LINE
    assert MAX_OPTION + MAX_FEEDBACK + 20 <= MAX_LINE
    assert MAX_QUESTION <= MAX_LINE
    assert MAX_NAME <= MAX_LABEL


LINES = st.lists(
    st.one_of(
        st.just(GAP),
        st.builds(
            line,
            st.text("abc ", min_size=1, max_size=MAX_LINE),
            st.sampled_from([Style.TEXT, Style.HEADING, Style.ITEM, Style.NOTE]),
        ),
    ),
    max_size=120,
)


@given(LINES)
def test_pages_hold_every_line_once_and_in_order(lines: list[Line]) -> None:
    laid = pages(tuple(lines))
    assert [each for page in laid for each in page.lines if each is not GAP] == [
        each for each in lines if each is not GAP
    ]
    for page in laid:
        assert sum(len(each.text) for each in page.lines) <= MAX_TEXT
        assert page.lines[0] is not GAP
        assert page.lines[-1] is not GAP


SECTIONS = st.lists(
    st.tuples(
        st.text("abc", min_size=1, max_size=60),
        st.booleans(),
        st.lists(st.text("abc", min_size=1, max_size=MAX_LINE), min_size=1, max_size=6),
    ),
    min_size=1,
    max_size=20,
)


@given(SECTIONS)
def test_a_heading_is_not_left_alone_at_the_foot_of_a_page(
    sections: list[tuple[str, bool, list[str]]],
) -> None:
    lines: list[Line] = []
    for heading, spaced, texts in sections:
        lines += [line(heading, Style.HEADING), *([GAP] if spaced else []), *map(line, texts), GAP]
    assert all(page.lines[-1].style is Style.TEXT for page in pages(tuple(lines)))


def test_private_pages_are_all_private() -> None:
    laid = pages(tuple(line("x" * 900) for _ in range(9)), private=True)
    assert len(laid) == 3
    assert all(page.private for page in laid)
    assert laid[0].text.startswith("xxx")


CHOICES = (Choice("Gregorian first", "gregorian", chosen=True), Choice("Solar Hijri first", "solar_hijri"))


@pytest.mark.parametrize(
    "make",
    [
        lambda: Field("answer", "Your answer", least=3, most=2),
        lambda: Field("answer", "Your answer", most=0, least=0),
        lambda: Field("answer", "Your answer", least=-1),
        lambda: Field("calendar", "Calendar", choices=CHOICES),  # nobody can choose 200 of two
        lambda: Field("calendar", "Calendar", most=1, choices=(Choice("Both", "gregorian,solar_hijri"),)),
        lambda: Field("channels", "Channels", most=26, channels=True),
        lambda: Field("many", "Many", most=1, choices=(Choice("x", "x"),) * 26),
        lambda: Form("Settings", "set:form", (Field("a", "One"), Field("a", "The same"))),
        lambda: Form("Settings", "set:form", (Field("a", "One"),), submit="x" * 25),
    ],
)
def test_a_form_that_a_platform_could_not_show_is_not_made(make: object) -> None:
    assert callable(make)
    with pytest.raises(MessageError):
        make()


def test_a_form_asks_for_words_choices_and_channels() -> None:
    fields = (
        Field("why", "Why?", least=0),
        Field("calendar", "Calendar", most=1, choices=CHOICES),
        Field("channels", "Channels", least=0, most=25, channels=True),
    )
    assert Form("Settings", "set:form", fields, submit="Save").fields == fields
