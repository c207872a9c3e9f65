from __future__ import annotations

import re
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.discord.render import payload
from bot.message import (
    GAP,
    MAX_ADDRESS,
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
    Picture,
    Select,
    Style,
    Text,
    span_text,
)
from tests.adapters.discord.taken import contents, described, flaws

HARD = st.text("*_`~|<>[])@:#-\\/.1 a\nاب\u200f\u2067\u2069😀", min_size=1, max_size=9)
LONG = st.builds(lambda part, times: (part * times)[:MAX_LINE], HARD, st.sampled_from([1, 2, 30, 1000]))
ADDRESS = st.builds(
    lambda size, end: f"https://example.org/{'x' * size}{end}", st.sampled_from([0, 60, 900]), HARD
)
PICTURED = st.sampled_from(["https://example.org/a.jpg", f"https://example.org/{'x' * (MAX_ADDRESS - 20)}"])
NAMES = [f"Al{letter}" for letter in "*_`<[@:#-./ \nاب\u2067\u2069"]
SPAN = st.one_of(
    st.builds(Text, LONG, st.booleans()),
    st.builds(lambda text, address: Link(f"a{text}", address), HARD, ADDRESS),
    st.builds(lambda address: Link(address, address), ADDRESS),
    st.builds(lambda n: Mention(Person(str(10**18 + n), NAMES[n % len(NAMES)])), st.integers(0, 300)),
    st.builds(Moment, st.floats(), HARD),
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
            f"s{n}",
            draw(HARD),
            tuple(draw(choices)),
            least,
            draw(st.integers(least, 25)),
            draw(st.booleans()),
        )
        for n in range(draw(st.integers(0, MAX_SELECTS)))
        for least in [draw(st.integers(0, 3))]
    )
    room = MAX_TEXT - sum(len(button.label) for button in buttons)
    lines: list[Line] = []
    while len(lines) < MAX_LINES and (not lines or draw(st.integers(0, 9))):
        style = draw(st.sampled_from(Style))
        if style is Style.GAP:
            lines.append(GAP)
            continue
        marker = draw(st.sampled_from(["", "", "a)", "1.", "[12]"]))
        each = Line((), style, marker)
        for span in draw(SPANS):
            words = sum(len(span_text(one)) for one in (*each.spans, span))
            longer = Line((*each.spans, span), style, marker) if words <= MAX_LINE else each
            each = longer if longer.size <= room else each
        if each.size > room:
            break
        room -= each.size
        lines.append(each)
    return Message(
        tuple(lines or [GAP]),
        buttons,
        draw(st.booleans()),
        selects,
        picture=draw(st.none() | st.builds(Picture, PICTURED, LONG)),
        ping=draw(st.sampled_from(["", "912345678901234567", "9" * 19, "S0TEAM"])),
    )


@pytest.mark.sweep
@given(messages())
def test_no_message_is_more_than_discord_takes(message: Message) -> None:
    assert flaws(payload(message)) == []


@pytest.mark.sweep
@given(messages())
def test_discord_s_description_takes_every_message(message: Message) -> None:
    described("MessageCreateRequest").validate(payload(message))


# What a reader of the markup takes together: an escaped sign; somebody named; a moment; an address behind or
# beside words; an address that is seen; a sign of the dress.
MARKUP = re.compile(
    r"\\([^0-9A-Za-z\s])|<@(\d+)>|<t:(-?\d+):R>|\]?\s?\(<https:[^>]*>\)|<(https:[^>]*)>|^(?:#+|-#|-) |[*\[]",
    re.MULTILINE,
)
UNSEEN = re.compile("[\\s\u200b\u200e\u200f\u2066-\u2069\\]-]")  # and what the dress also uses


@pytest.mark.sweep
@given(messages())
def test_no_words_are_cut(message: Message) -> None:
    spans = [span for each in message.lines for span in each.spans]
    names = {span.person.id: span.person.name for span in spans if isinstance(span, Mention)}
    moments = iter([span.text for span in spans if isinstance(span, Moment) and abs(span.at) < 10**17])

    def read(found: re.Match[str]) -> str:
        escaped, named, moment, address = found.groups()
        if named:
            return names[named]
        return next(moments) if moment else escaped or unquote(address or "")

    whole = "\n".join(contents(payload(message)))
    bare = whole.startswith("```\n")
    seen = whole[4:-4].replace("ˋ", "`") if bare else MARKUP.sub(read, whole)
    said = "".join(each.marker + each.text for each in message.lines)
    assert UNSEEN.sub("", seen) == UNSEEN.sub("", said)
