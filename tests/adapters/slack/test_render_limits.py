from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.slack.render import Renderer
from bot.message import (
    GAP,
    MAX_BUTTONS,
    MAX_CHOICES,
    MAX_LINE,
    MAX_LINES,
    MAX_SELECTS,
    MAX_TEXT,
    Button,
    Choice,
    Line,
    Link,
    Mention,
    Message,
    Moment,
    Person,
    Select,
    Style,
    Text,
    span_text,
)
from bot.texts import texts
from tests.adapters.slack.shown import NAMES, letters, parts, seen, unescaped
from tests.servers.slack.checks import all_faults, message_faults, view_faults

if TYPE_CHECKING:
    from bot.message import Span

SAY = texts("en")

HARD = st.text("*_`~|<>[])@:#-\\/&\"'.1 a\nاب\u200f\u2067\u2069😀", min_size=1, max_size=9)
ANY = st.text(min_size=1, max_size=9).filter(lambda text: "(" not in text and "…" not in text)
LONG = st.builds(
    lambda part, times: (part * times)[:MAX_LINE], st.one_of(HARD, ANY), st.sampled_from([1, 2, 30, 1000])
)
ADDRESS = st.builds(
    lambda size, end: f"https://example.org/{'x' * size}{end}", st.sampled_from([0, 60, 900]), HARD
)
PEOPLE = {f"U{n}": f"Al{letter}" for n, letter in enumerate("*_`<[@:#-./ \nاب\u2067\u2069")}
SPAN: st.SearchStrategy[Span] = st.one_of(
    st.builds(Text, LONG, st.booleans()),
    st.builds(lambda text, address: Link(f"a{text}", address), HARD, ADDRESS),
    st.builds(lambda address: Link(address, address), ADDRESS),
    st.sampled_from([Mention(Person(known, name)) for known, name in PEOPLE.items()]),
    st.builds(Moment, st.one_of(st.floats(), st.floats(1.0, 1e9)), HARD),
)
SPANS = st.one_of(
    st.lists(SPAN, max_size=4),
    st.builds(lambda span, times: [span] * times, SPAN, st.sampled_from([1, 50, 400])),
)


@st.composite
def messages(draw: st.DrawFn) -> Message:
    """Messages up to their limits, of what is hardest to show."""
    buttons = tuple(Button(draw(HARD), f"b{n}") for n in range(draw(st.integers(0, MAX_BUTTONS))))
    most = MAX_CHOICES // MAX_SELECTS
    choices = st.lists(st.builds(Choice, HARD, HARD, st.booleans()), min_size=1, max_size=most)
    selects = tuple(
        Select(
            f"s{n}", draw(HARD), tuple(draw(choices)), least, draw(st.integers(max(1, least), 25)), channels
        )
        for n in range(draw(st.integers(0, MAX_SELECTS)))
        for least, channels in [(draw(st.integers(0, 3)), draw(st.booleans()))]
    )
    room = MAX_TEXT - sum(len(button.label) for button in buttons)
    lines: list[Line] = []
    while len(lines) < MAX_LINES and (not lines or draw(st.integers(0, 9))):
        style = draw(st.sampled_from(Style))
        if style is Style.GAP:
            lines.append(GAP)
            continue
        marker = draw(st.sampled_from(["", "", "a)", "1.", "[12]", "*", ">"]))
        each = Line((), style, marker)
        for span in draw(SPANS):
            words = sum(len(span_text(one)) for one in (*each.spans, span))
            longer = Line((*each.spans, span), style, marker) if words <= MAX_LINE else each
            each = longer if longer.size <= room else each
        if each.size > room:
            break
        room -= each.size
        lines.append(each)
    return Message(tuple(lines or [GAP]), buttons, draw(st.booleans()), selects)


@pytest.mark.sweep
@given(messages())
def test_no_message_is_more_than_slack_takes(message: Message) -> None:
    renderer = Renderer(NAMES)
    body = renderer.payload(message, SAY)
    assert all_faults("message", body) == []
    for method in ("chat.postMessage", "chat.postEphemeral", "response_url", "ack"):
        assert message_faults(body, method) == []
    assert view_faults(renderer.modal(message, SAY, "{}")) == []


@pytest.mark.sweep
@given(st.lists(messages(), min_size=1, max_size=3))
def test_no_home_is_more_than_slack_takes(several: list[Message]) -> None:
    # Two buttons of one message never have the same token, those of two messages may.
    assert view_faults(Renderer(NAMES).home(tuple(several), SAY)) == []


@pytest.mark.sweep
@given(messages())
def test_every_message_has_rich_text_so_that_an_edit_never_takes_it_away(message: Message) -> None:
    kinds = [block["type"] for block in Renderer(NAMES).payload(message, SAY)["blocks"]]
    assert "rich_text" in kinds


@pytest.mark.sweep
@given(messages())
def test_only_those_whom_a_message_names_are_notified(message: Message) -> None:
    body = Renderer(NAMES).payload(message, SAY)
    spans = [span for each in message.lines for span in each.spans]
    named = {span.person.id for span in spans if isinstance(span, Mention)}
    assert {each["user_id"] for each in parts(body["blocks"]) if each["type"] == "user"} <= named
    seen(body["blocks"], {known: PEOPLE[known] for known in named})  # fails for any other mention
    assert "<" not in body["text"]


def _said(message: Message) -> str:
    return letters("".join(each.marker + each.text for each in message.lines))


@pytest.mark.sweep
@given(messages())
def test_no_words_are_cut_from_what_is_shown(message: Message) -> None:
    read = letters("".join(seen(Renderer(NAMES).payload(message, SAY)["blocks"], PEOPLE)))
    # An address that is not its words may stand beside them, and a time of day beside its own.
    for span in (span for each in message.lines for span in each.spans):
        if isinstance(span, Link) and span.text != span.address:
            read = read.replace(f"({letters(span.address)})", "", 1)
    read = read.replace("({time_secs})", "").replace("•", "").replace("…", "")
    assert read == _said(message)


@pytest.mark.sweep
@given(messages())
def test_no_words_are_cut_from_the_text_but_the_last(message: Message) -> None:
    text = unescaped(Renderer(NAMES).payload(message, SAY)["text"])
    said = _said(message)
    if text.endswith("…"):
        assert said.startswith(letters(text[:-1]).replace("•", ""))
        assert not said or len(text.encode()) > 600
    else:
        assert letters(text).replace("•", "") == said
