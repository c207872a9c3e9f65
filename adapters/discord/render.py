"""A message as Discord takes it: JSON of its Components V2, inside one container.

Pure. Discord counts at most 40 components and 4,000 characters of text in a message, with all marks that the
text is dressed in. A message is dressed as well as fits: where escaped marks and names would make it too
long, first the dress goes, then the addresses behind words, and at last it stands as a code block, in which
nothing needs an escape. No words are ever cut.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from adapters.discord.markdown import Piece, directed, escape, flat, link, opening, strong
from bot.message import Field, Line, Link, Mention, Message, Moment, Style, Text, span_text

if TYPE_CHECKING:
    from bot.message import Button, Form, Picture, Select, Span

Payload: TypeAlias = dict[str, Any]
_Key: TypeAlias = "tuple[int, bool, tuple[Button, ...], tuple[Select, ...], Picture | None, str]"

# Discord's numbers for what this file makes.
ACTION_ROW, BUTTON, STRING_SELECT, TEXT_INPUT, CHANNEL_SELECT = 1, 2, 3, 4, 8
TEXT_DISPLAY, GALLERY, SEPARATOR, CONTAINER, LABEL = 10, 12, 14, 17, 18
SECONDARY = 2  # a button's style: one for all, so that no colour says what the label does not
SHORT = 1  # a text input's style: one line
PRIVATE, COMPONENTS = 64, 32_768  # flags of a message
CHANNELS = (0, 5, 15)  # text, announcements, forums: what threads can be opened in, too
POSTED_IN = (0, 5, 10, 11)  # what messages are posted in: text, announcements, and threads of these for all

MAX_COMPONENTS = 40
MAX_TEXT = 4_000
MAX_ROW = 5  # buttons
MAX_LABEL, MAX_DESCRIPTION, MAX_PLACEHOLDER = 45, 100, 100  # of a form's field
MAX_INPUT = 4_000
MAX_MENTIONED = 100

_KEPT = 1_024  # payloads, about 5 KiB each
_SNOWFLAKE = re.compile("[1-9][0-9]{0,18}")
_SECONDS = 10**17  # Discord reads a moment of up to 17 digits
_HEADED = frozenset({Style.TITLE, Style.HEADING})
_NOTHING = "\u200b"  # Discord refuses a text of spaces; this one is none, and not seen


@dataclass(frozen=True, slots=True)
class _Dress:
    """How a text is dressed: with bold, headings, mentions and directions; with addresses behind words."""

    full: bool
    linked: bool


_DRESSES = (_Dress(full=True, linked=True), _Dress(full=False, linked=True), _Dress(full=False, linked=False))


def payload(message: Message) -> Payload:
    """The parts of a message's JSON body that say what it shows: `components`, `flags`, `allowed_mentions`.

    The same for an interaction's answer, a post and an edit; `flags` holds whether it is private, which an
    edit and a post must leave out. Only those are notified whom the message mentions by id, and the role that
    it is to notify, which stands above all else.
    """
    ping = _ping(message)
    below = [*_gallery(message.picture), *map(_select, message.selects), *_rows(message.buttons)]
    room = MAX_COMPONENTS - 1 - len(ping) - sum(1 + len(each.get("components", ())) for each in below)
    most = MAX_TEXT - sum(len(each["content"]) for each in ping)
    for dress in _DRESSES:
        texts = _texts(message.lines, dress)
        if 2 * len(texts) - 1 > room:
            texts = ["\n\n".join(texts)]
        if sum(map(len, texts)) <= most:
            mentioned = _mentioned(message) if dress.full else []
            break
    else:
        texts, mentioned = [_bare(message.lines)], []
    shown: list[Payload] = []
    for text in texts or [_NOTHING]:
        if shown:
            shown.append({"type": SEPARATOR, "divider": True, "spacing": 1})
        shown.append({"type": TEXT_DISPLAY, "content": text})
    roles = {"roles": [message.ping]} if ping else {}
    return {
        "components": [*ping, {"type": CONTAINER, "components": [*shown, *below]}],
        "flags": COMPONENTS | (PRIVATE if message.private else 0),
        "allowed_mentions": {"parse": [], "users": mentioned} | roles,
    }


def form(asked: Form) -> Payload:
    """A form as the data of an interaction's answer that opens it. Its fields come back by their names."""
    return {
        "custom_id": asked.token,
        "title": _said(asked.title),
        "components": [_field(each) for each in asked.fields],
    }


class Renderer:
    """Makes payloads, and keeps those made last: an answer that is kept at hand need not be made again.

    A payload is shared by all who send it: nobody may change it; who needs another makes a copy.

    Args:
        most: How many are kept.
    """

    def __init__(self, most: int = _KEPT) -> None:
        self._most = most
        # Found by the identity of its lines, which costs nothing, where a message's hash would be a walk over
        # all of it; a page that is turned to, or made private, shares its lines with the answer that is kept.
        # The message is kept beside its payload, so that the id is no other's.
        self._made: OrderedDict[_Key, tuple[Message, Payload]] = OrderedDict()

    def payload(self, message: Message) -> Payload:
        """What `payload` makes of a message; of the very same message made only once."""
        buttons, selects = message.buttons, message.selects
        key = id(message.lines), message.private, buttons, selects, message.picture, message.ping
        found = self._made.get(key)
        if found is not None:
            self._made.move_to_end(key)
            return found[1]
        made = payload(message)
        self._made[key] = message, made
        if len(self._made) > self._most:
            self._made.popitem(last=False)
        return made

    def form(self, asked: Form) -> Payload:
        """What `form` makes of a form."""
        return form(asked)


def _texts(lines: tuple[Line, ...], dress: _Dress) -> list[str]:
    """The texts of the lines. A gap before a heading ends one; other gaps are empty lines."""
    texts: list[list[str]] = [[]]
    gap = False
    for each in lines:
        if each.style is Style.GAP:
            gap = True
            continue
        if gap and dress.full and each.style in _HEADED:
            texts.append([])
        elif gap and texts[-1]:
            texts[-1].append("")
        gap = False
        texts[-1].append(_line(each, dress))
    joined = ("\n".join(text).strip() for text in texts)
    return [text for text in joined if text]


def _line(each: Line, dress: _Dress) -> str:
    title, heading = (dress.full and each.style is style for style in (Style.TITLE, Style.HEADING))
    # A heading with strong words of its own keeps them apart from the others, where bold for all would not.
    heading = heading and not any(isinstance(span, Text) and span.strong for span in each.spans)
    bold = dress.full and not (title or heading)
    pieces = [_piece(span, bold=bold) for span in _joined(each.spans, dress, apart=bold)]
    marker = flat(each.marker).strip()
    lead = ""
    if marker:
        lead = f"{strong(marker) if dress.full and each.style is Style.ITEM else escape(marker)} "
    body = directed(pieces, lead) if dress.full else lead + "".join(piece.markup for piece in pieces)
    body = opening(body.strip())
    if not body:
        return ""
    if title or heading:
        # Discord takes number signs at a heading's end for a part of its mark.
        body = f"**{body}**" if body.endswith("#") else body
        return f"{'##' if title else '###'} {body}"
    if each.style is Style.NOTE:
        return f"-# {body}"
    return f"- {body}" if each.style is Style.ITEM and not marker else body


def _joined(spans: tuple[Span, ...], dress: _Dress, *, apart: bool) -> list[Span]:
    """The spans in this dress, neighbouring texts as one (`apart`: where they are equally strong).

    What two texts only make together, such as an address's scheme, is seen only so.
    """
    joined: list[Span] = []
    for span in (_worn(span, dress) for span in spans):
        last = joined[-1] if joined else None
        if isinstance(span, Text) and isinstance(last, Text) and (span.strong is last.strong or not apart):
            joined[-1] = Text(last.text + span.text, last.strong)
        else:
            joined.append(span)
    return joined


def _worn(span: Span, dress: _Dress) -> Span:
    """A span, or its words where this dress or Discord has nothing else for them."""
    if isinstance(span, Link):
        return span if dress.linked else Text(span.text)
    if isinstance(span, Mention):
        return span if dress.full and _SNOWFLAKE.fullmatch(span.person.id) else Text(span.person.name)
    if isinstance(span, Moment):
        return span if dress.full and abs(span.at) < _SECONDS else Text(span.text)
    return span


def _piece(span: Span, *, bold: bool) -> Piece:
    words = flat(span_text(span))
    if isinstance(span, Link):
        return Piece(words, link(span.text, span.address), own=False)
    if isinstance(span, Mention):
        return Piece(words, f"<@{span.person.id}>", own=False)
    if isinstance(span, Moment):
        return Piece(words, f"<t:{round(span.at)}:R>")
    return Piece(words, strong(words), own=False) if bold and span.strong else Piece(words, escape(words))


def _ping(message: Message) -> list[Payload]:
    """The mention of the role that a message notifies; Discord notifies nobody of what an edit adds."""
    if not _SNOWFLAKE.fullmatch(message.ping):
        return []
    return [{"type": TEXT_DISPLAY, "content": f"<@&{message.ping}>"}]


def _gallery(picture: Picture | None) -> list[Payload]:
    if picture is None:
        return []
    shown = {"media": {"url": picture.address}, "description": picture.description}
    return [{"type": GALLERY, "items": [shown]}]


def _mentioned(message: Message) -> list[str]:
    """The ids of those whom a message names, each once."""
    spans = (span for each in message.lines for span in each.spans)
    ids = dict.fromkeys(span.person.id for span in spans if isinstance(span, Mention))
    return [each for each in ids if _SNOWFLAKE.fullmatch(each)][:MAX_MENTIONED]


def _bare(lines: tuple[Line, ...]) -> str:
    """The words as a code block: `bot.message`'s limits keep it short enough.

    Three backticks would end it; others that look like them stand for them.
    """
    said = []
    for each in lines:
        marker = flat(each.marker).strip() or ("-" if each.style is Style.ITEM else "")
        said.append(f"{marker} {flat(each.text)}".strip())
    return "```\n" + "\n".join(said).strip("\n").replace("```", "ˋˋˋ") + "\n```"


def _rows(buttons: tuple[Button, ...]) -> list[Payload]:
    made = [
        {"type": BUTTON, "style": SECONDARY, "label": _said(each.label), "custom_id": each.token}
        for each in buttons
    ]
    return [
        {"type": ACTION_ROW, "components": made[start : start + MAX_ROW]}
        for start in range(0, len(made), MAX_ROW)
    ]


def _select(select: Select) -> Payload:
    """A select in its row."""
    return {"type": ACTION_ROW, "components": [_list(select, select.token, _said(select.hint))]}


def _list(asked: Select | Field, name: str, hint: str = "") -> Payload:
    """A list to choose from. Whatever it says is within what Discord takes for so many choices."""
    choices = {choice.value: choice for choice in asked.choices}  # Discord refuses a value given twice
    most = max(1, asked.most if asked.channels else min(asked.most, len(choices)))
    made: Payload = {
        "type": CHANNEL_SELECT if asked.channels else STRING_SELECT,
        "custom_id": name,
        **({"placeholder": hint} if hint else {}),
        "min_values": min(asked.least, most),
        "max_values": most,
    }
    chosen = [choice.value for choice in choices.values() if choice.chosen or asked.channels]
    if asked.channels:
        made["channel_types"] = list(POSTED_IN if isinstance(asked, Field) and asked.posts else CHANNELS)
        known = [each for each in chosen if _SNOWFLAKE.fullmatch(each)][:most]
        if known and len(known) >= asked.least:
            made["default_values"] = [{"id": each, "type": "channel"} for each in known]
    else:
        made["options"] = [
            {"label": _said(each.label), "value": each.value, "default": each.value in chosen[:most]}
            for each in choices.values()
        ]
    return made


def _field(field: Field) -> Payload:
    """A labelled line to type in, or list to choose from.

    A label too long for Discord is said whole below its beginning.
    """
    label, hint = _said(field.label), flat(field.hint).strip()
    if field.choices or field.channels:
        asked = _list(field, field.name)
    else:
        most = min(field.most, MAX_INPUT)
        asked = {"type": TEXT_INPUT, "custom_id": field.name, "style": SHORT, "max_length": most}
        if field.least > 1:
            asked["min_length"] = min(field.least, most)
    asked["required"] = field.least > 0
    made: Payload = {"type": LABEL, "label": label, "component": asked}
    if len(label) > MAX_LABEL:
        made["label"] = f"{label[: MAX_LABEL - 1]}…"
        made["description"] = label[:MAX_DESCRIPTION]
        if hint:
            asked["placeholder"] = hint[:MAX_PLACEHOLDER]
    elif hint:
        made["description"] = hint[:MAX_DESCRIPTION]
    return made


def _said(label: str) -> str:
    """A label, which Discord shows as it is; never empty."""
    return flat(label).strip() or "…"
