"""One line of a message as Slack shows it: as parts of a rich text, as small print, as words alone.

Nothing in a rich text's words is ever read as markup, so nothing there is escaped or disguised.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeAlias

from adapters.slack import mrkdwn
from adapters.slack.words import Part, flat, marks
from bot.message import Line, Link, Mention, Moment, Person, Style, Text, span_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from adapters.slack.words import Wording
    from bot.message import Span

Payload: TypeAlias = dict[str, Any]

_PERSON = re.compile("[UW][A-Z0-9]+")  # the ids of people on Slack
_LATEST = 10**10  # seconds: in the year 2286
_HOUR = Part("AM", own=False)  # what a time of day reads like to those who decide on directions


@dataclass(frozen=True, slots=True)
class Said:
    """A line in Slack's words.

    Attributes:
        style: What it is.
        lead: The marker before it, or nothing.
        spans: Its parts. Words are cleaned, a link's address is one that Slack takes, mentioned people are
            Slack's own, and a moment is a time of day that stands in brackets beside its words.
        around: For each part what stands before it and after it, so that it keeps its direction.
        ends: What stands before the marker, and after all, to the same end.
    """

    style: Style
    lead: str
    spans: tuple[Span, ...]
    around: tuple[tuple[str, str], ...]
    ends: tuple[str, str]

    @property
    def plain(self) -> bool:
        """Whether it holds nothing but words."""
        return all(isinstance(span, Text) for span in self.spans)


def said(line: Line, wording: Wording) -> Said:
    """A line in Slack's words, in which commands are named as there."""
    spans = _stripped(_joined([each for span in line.spans for each in _worn(span)], wording))
    lead = flat(line.marker).strip()
    before, around, after = marks([_part(span) for span in spans], lead)
    return Said(line.style, lead, tuple(spans), tuple(around), (before, after))


def _worn(span: Span) -> tuple[Span, ...]:
    """A span, or what Slack has for it."""
    if isinstance(span, Link):
        return _linked(span)
    if isinstance(span, Mention):
        known = _PERSON.fullmatch(span.person.id) is not None
        name = flat(span.person.name)
        return (Mention(Person(span.person.id, name)) if known else Text(name),)
    if isinstance(span, Moment) and 0 < span.at < _LATEST:
        # Slack counts nothing down: beside words that held when they were posted stands a time that stays.
        return Text(f"{span.text} ("), Moment(round(span.at), ""), Text(")")
    return (Text(span_text(span), isinstance(span, Text) and span.strong),)


def _linked(span: Link) -> tuple[Span, ...]:
    """A link; beside its words where Slack takes no such address, or where they look like another one."""
    words, meant, target = flat(span.text).strip(), flat(span.address).strip(), mrkdwn.address(span.address)
    if not target:
        return (Text(words if words == meant else f"{words} ({meant})".strip()),)
    if words in {"", meant, target}:
        return (Link("", target),)
    if "://" in words:
        return Text(f"{words} ("), Link("", target), Text(")")
    return (Link(words, target),)


def _joined(spans: list[Span], wording: Wording) -> list[Span]:
    """The spans, neighbouring texts that are equally strong as one: only together they may name a command."""
    joined: list[Span] = []
    for span in spans:
        last = joined[-1] if joined else None
        if isinstance(span, Text) and isinstance(last, Text) and span.strong is last.strong:
            joined[-1] = Text(last.text + span.text, last.strong)
        else:
            joined.append(span)
    texts = [Text(wording(span.text), span.strong) if isinstance(span, Text) else span for span in joined]
    return [span for span in texts if not isinstance(span, Text) or span.text]


def _stripped(spans: list[Span]) -> list[Span]:
    """The spans without the spaces that all of them together begin and end with."""
    for end, strip in ((0, str.lstrip), (-1, str.rstrip)):
        while spans and isinstance(span := spans[end], Text):
            if bare := strip(span.text):
                spans[end] = Text(bare, span.strong)
                break
            spans.pop(end)
    return spans


def _words(span: Span) -> str:
    return (span.text or span.address) if isinstance(span, Link) else span_text(span)


def _part(span: Span) -> Part:
    return (
        _HOUR if isinstance(span, Moment) else Part(_words(span), isinstance(span, Text) and not span.strong)
    )


def rich(lines: Iterable[Said]) -> list[Payload]:
    """The parts of a rich text that show lines, one below the other."""
    made: list[Payload] = []
    for each in lines:
        if made:
            _add(made, "\n")
        _rich(made, each)
    return made


def _rich(made: list[Payload], line: Said) -> None:
    # A heading with strong words of its own keeps them apart from the others, where bold for all would not.
    own = any(isinstance(span, Text) and span.strong for span in line.spans)
    bold = line.style is Style.TITLE or (line.style is Style.HEADING and not own)
    _add(made, line.ends[0])
    if line.lead:
        _add(made, line.lead, bold=line.style is Style.ITEM)
        _add(made, " " if line.spans else "")
    for span, (before, after) in zip(line.spans, line.around, strict=True):
        if isinstance(span, Text):
            _add(made, before + span.text + after, bold=bold or span.strong)
            continue
        _add(made, before)
        made.append(_element(span) | ({"style": {"bold": True}} if bold else {}))
        _add(made, after)
    _add(made, line.ends[1])


def _add(made: list[Payload], text: str, *, bold: bool = False) -> None:
    """Add words, to the last part where that looks the same: spaces and marks look the same in bold."""
    style = {"style": {"bold": True}} if bold else {}
    last = made[-1] if made and made[-1]["type"] == "text" else None
    if last is not None and (last.get("style") == style.get("style") or not _seen(text)):
        last["text"] += text
    elif text:
        made.append({"type": "text", "text": text, **style})


def _seen(text: str) -> bool:
    return any(unicodedata.category(letter)[0] not in "CZ" for letter in text)


def _element(span: Link | Mention | Moment) -> Payload:
    if isinstance(span, Link):
        return {"type": "link", "url": span.address, **({"text": span.text} if span.text else {})}
    if isinstance(span, Mention):
        return {"type": "user", "user_id": span.person.id}
    at = round(span.at)
    return {"type": "date", "timestamp": at, "format": "{time_secs}", "fallback": _clock(at)}


def small(line: Said) -> str:
    """A line as mrkdwn; empty where its words could be read as markup."""
    read = "".join(span.text for span in line.spans if isinstance(span, Text | Link))
    if mrkdwn.misread(f"{line.lead} {read}".lstrip()):
        return ""
    made = line.ends[0] + mrkdwn.escape(f"{line.lead} " if line.lead else "")
    for span, (before, after) in zip(line.spans, line.around, strict=True):
        made += before + _markup(span) + after
    return made + line.ends[1]


def _markup(span: Span) -> str:
    if isinstance(span, Link):
        return mrkdwn.link(span.text, span.address)
    if isinstance(span, Mention):
        return mrkdwn.mention(span.person.id)
    if isinstance(span, Moment):
        return mrkdwn.moment(round(span.at), _clock(round(span.at)))
    return mrkdwn.escape(span.text)


def plain(line: Said) -> str:
    """A line as words alone, for what knows no markup."""
    made = line.ends[0] + (f"{line.lead} " if line.lead else "")
    for span, (before, after) in zip(line.spans, line.around, strict=True):
        made += before + _words(span) + after
    return made + line.ends[1]


def _clock(at: int) -> str:
    """A time of day for those whose own clock Slack does not know."""
    return datetime.fromtimestamp(at, UTC).strftime("%H:%M:%S UTC")
