"""The lines of a message as blocks: a header, rich text, and small print in context blocks.

Every message has rich text, for Slack refuses an edit that takes it away (`block_mismatch`).
"""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING

from adapters.slack import mrkdwn, spans
from adapters.slack.words import flat
from bot.message import Link, Style, span_text

if TYPE_CHECKING:
    from adapters.slack.spans import Payload, Said
    from adapters.slack.words import Wording
    from bot.message import Line, Picture, Span

MAX_HEADER = 150
MAX_ADDRESS = 3_000  # of a picture
MAX_SMALL = 3_000  # characters of a context block's text
NOTHING = "…"  # Slack refuses a text of nothing

_GROUP = re.compile("S[A-Z0-9]+")  # the ids of groups of people on Slack

_RICH, _HEADER, _PLAIN, _MRKDWN, _GAP = "rich_text", "header", "plain_text", "mrkdwn", ""


def dressed(lines: tuple[Line, ...], wording: Wording) -> list[Payload]:
    """Lines as they look best: at most a block for each, and at least one."""
    told = [spans.said(each, wording) for each in lines]
    shown = [each for each in told if each.style is Style.GAP or spans.plain(each)]
    kinds = _kinds(shown)
    blocks: list[Payload] = []
    for kind, group in groupby(zip(kinds, shown, strict=True), key=lambda pair: pair[0]):
        run = [each for _, each in group]
        if kind == _RICH:
            blocks.append(_rich(run))
        elif kind == _HEADER:
            blocks += [{"type": "header", "text": words(spans.plain(each))} for each in run]
        elif kind != _GAP:
            blocks += _small(kind, [_printed(each, kind) for each in run])
    return blocks or [_text(NOTHING)]


def bare(lines: tuple[Line, ...], wording: Wording) -> list[Payload]:
    """The same words, and the addresses behind them, as one rich text: JSON could not say it in less."""
    shown = []
    for each in lines:
        lead = flat(each.marker).strip() or ("•" if each.style is Style.ITEM else "")
        said = wording("".join(map(_addressed, each.spans))).strip()
        shown.append(f"{lead} {said}" if lead and said else said or flat(each.marker).strip())
    return [_text("\n".join(shown).strip("\n") or NOTHING)]


def picture(shown: Picture) -> list[Payload]:
    """A picture with its description, which Slack fetches itself; nothing where it takes no such address."""
    target = mrkdwn.address(shown.address)
    if not target or len(target) > MAX_ADDRESS:
        return []
    return [{"type": "image", "image_url": target, "alt_text": flat(shown.description).strip() or NOTHING}]


def called(payload: Payload, group: str) -> Payload:
    """A message's payload that calls a group of people, in a line of its own above all others.

    Args:
        payload: `text` and `blocks`; it is not changed.
        group: The group's id; what is none calls nobody.
    """
    if not _GROUP.fullmatch(group):
        return payload
    call = {"type": "rich_text", "elements": [_section([{"type": "usergroup", "usergroup_id": group}])]}
    return {**payload, "blocks": [call, *payload["blocks"]]}


def words(text: str) -> Payload:
    """A text object in which nothing is read as markup or emoji."""
    return {"type": "plain_text", "text": text, "emoji": False}


def _addressed(span: Span) -> str:
    if isinstance(span, Link) and span.address != span.text:
        return f"{span.text} ({span.address})".strip()
    return span_text(span)


def _kinds(shown: list[Said]) -> list[str]:
    """What each line is shown in, with its neighbours where it can be."""
    kinds = [_kind(each) for each in shown]
    if _RICH not in kinds:
        return [_GAP if kind == _GAP else _RICH for kind in kinds]
    at = 0
    for small, group in groupby(kinds, key=lambda kind: kind in {_PLAIN, _MRKDWN}):
        run = range(at, at + len(list(group)))
        at = run.stop
        if small and any(kinds[number] == _MRKDWN for number in run):
            for number in run:
                kinds[number] = _MRKDWN if _fits(shown[number]) else kinds[number]
    return kinds


def _kind(line: Said) -> str:
    """What a line is shown in by itself."""
    if line.style is Style.GAP:
        return _GAP
    if line.style is Style.TITLE and line.plain and len(spans.plain(line)) <= MAX_HEADER:
        return _HEADER
    if line.style is Style.NOTE and line.plain:
        return _PLAIN
    if line.style is Style.NOTE and _fits(line):
        return _MRKDWN
    return _RICH


def _fits(line: Said) -> bool:
    """Whether a line can be said in mrkdwn."""
    return 0 < len(spans.small(line)) <= MAX_SMALL


def _printed(line: Said, kind: str) -> str:
    return spans.plain(line) if kind == _PLAIN else spans.small(line)


def _small(kind: str, notes: list[str]) -> list[Payload]:
    """Context blocks of one text each, a note a line; as few as hold them."""
    texts: list[str] = []
    for note in notes:
        if texts and len(texts[-1]) + 1 + len(note) <= MAX_SMALL:
            texts[-1] += f"\n{note}"
        else:
            texts.append(note)
    return [
        {
            "type": "context",
            "elements": [words(text) if kind == _PLAIN else {"type": kind, "text": text, "verbatim": True}],
        }
        for text in texts
    ]


def _rich(run: list[Said]) -> Payload:
    """A rich text of neighbouring lines: paragraphs with line ends between them, and lists."""
    elements: list[Payload] = []
    for listed, group in groupby(run, key=_listed):
        if listed:
            items = [_section(spans.rich([each])) for each in group]
            if elements:
                # As Slack's own composer does it; without it a client may begin the list on the same line.
                elements[-1]["elements"].append({"type": "text", "text": "\n"})
            elements.append({"type": "rich_text_list", "style": "bullet", "elements": items})
        else:
            elements.append(_section(spans.rich(group)))
    return {"type": "rich_text", "elements": elements}


def _listed(line: Said) -> bool:
    return line.style is Style.ITEM and not line.lead


def _section(elements: list[Payload]) -> Payload:
    return {"type": "rich_text_section", "elements": elements}


def _text(text: str) -> Payload:
    return {"type": "rich_text", "elements": [_section([{"type": "text", "text": text}])]}
