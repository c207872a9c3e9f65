"""Plain words as Discord's markup: escaped, so that a reader sees just what was written.

Discord reads far more than bold and lists: mentions, timestamps, slash commands, `:emoji:`, bare addresses.
A backslash takes the meaning from any mark but a letter, a digit or a space, and is itself not shown; where a
line begins, some marks mean something that do not elsewhere. Only inside a masked link's words a backslash
is shown as it is, so such words must need none.

Persian and Pashto run from right to left. Phones lay out each paragraph by its first letter, desktops all of
them from left to right, so a paragraph says by itself what holds in it: with a mark before it, and with
isolates (Unicode Standard Annex 9) around what runs the other way.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Sequence

_LEFT_MARK, _RIGHT_MARK = "\u200e", "\u200f"
_LEFT_ISOLATE, _RIGHT_ISOLATE, _FIRST_ISOLATE, _POP = "\u2066", "\u2067", "\u2068", "\u2069"

# Controls, line and paragraph separators, embeddings and overrides, isolates, deprecated format characters,
# halves of surrogate pairs (which no JSON holds).
_STRANGE = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u206f\ud800-\udfff]")
_LINE_END = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_DROPPED = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u206a-\u206f\ud800-\udfff]")

# `:` begins an emoji's name, or ends an address's scheme.
_MARKUP = re.compile(r"[\\*_~|`<\[@]|:(?=//|[^\s:]+:)")
# Quotes, headings, lists, small print. Discord allows spaces before them.
_OPENING = re.compile(r"^[^\S\n]*(?:(?=[>#-])|[0-9]+(?=\.))", re.MULTILINE)

_WEB = re.compile(r"https?://\S", re.IGNORECASE)
# What would end an address, or be read as something else in it. Parentheses end one in a masked link.
_UNSAFE = re.compile(r"""[\s<>"'\\^`{|}\x00-\x20\x7f-\x9f\u2028-\u202e\u2066-\u206f\ud800-\udfff]""")
_PARENTHESES = {"(": "%28", ")": "%29"}

# Hebrew, Arabic and their like, with the forms that old texts write them in.
_FROM_RIGHT = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
# Bidirectional classes that stand right of themselves: letters, and what sits on, between or joins them.
_SETTLED = frozenset({"R", "AL", "NSM", "BN", "WS"})


def clean(text: str) -> str:
    """A text without what is not seen but changes how the rest is: controls and unbalanced directions.

    All kinds of line ends become newlines, and a tab a space. Isolates stay where each is closed in its line.
    """
    if not _STRANGE.search(text):
        return text
    text = _LINE_END.sub("\n", text).replace("\t", " ")
    return _balanced(_DROPPED.sub("", text))


def _balanced(text: str) -> str:
    kept = list(text)
    opened: list[int] = []
    for at, letter in enumerate(text):
        if letter in {_LEFT_ISOLATE, _RIGHT_ISOLATE, _FIRST_ISOLATE}:
            opened.append(at)
        elif letter == _POP and opened:
            opened.pop()
        elif letter == _POP:
            kept[at] = ""
        elif letter == "\n":
            for each in opened:
                kept[each] = ""
            opened.clear()
    for each in opened:
        kept[each] = ""
    return "".join(kept)


def flat(text: str) -> str:
    """A cleaned text on one line."""
    return clean(text).replace("\n", " ")


def escape(text: str) -> str:
    """A text of which nothing is markup, mention, link, emoji or timestamp on Discord; cleaned first.

    Its beginning is taken for the beginning of a line, so it can stand anywhere.
    """
    return opening(_MARKUP.sub(r"\\\g<0>", clean(text)))


def opening(markup: str) -> str:
    """Markup of which no line begins a quote, a heading, a list or small print."""
    return _OPENING.sub(r"\g<0>\\", markup)


def strong(text: str) -> str:
    """A text in bold, escaped. Spaces at its ends stay outside, for readers who bind the marks to words."""
    core = text.strip()
    if not core:
        return text
    begin = text.index(core)
    return f"{text[:begin]}**{escape(core)}**{text[begin + len(core) :]}"


def link(text: str, address: str) -> str:
    """Words that lead to an address, without a preview of it.

    Where the words are the address, or Discord could not show them masked as they are, the address is seen.
    What is no address of the web is not linked.
    """
    text = flat(text).strip()
    if not _WEB.match(address):
        return escape(text if text == address else f"{text} ({address})".strip())
    target = _UNSAFE.sub(lambda found: quote(found[0], safe="", errors="replace"), address)
    if text in {"", address}:
        return f"<{target}>"
    if "]" in text or escape(text) != text:
        return f"{escape(text)} (<{target}>)"
    return f"[{text}](<{re.sub('[()]', lambda found: _PARENTHESES[found[0]], target)}>)"


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a paragraph.

    Attributes:
        words: What is seen of it.
        markup: How it is written.
        own: Whether it is of the sentence itself, which decides how the paragraph runs; a name put into the
            sentence is not.
    """

    words: str
    markup: str
    own: bool = True


def directed(pieces: Sequence[Piece], lead: str = "") -> str:
    """One paragraph out of pieces, each of which keeps its direction.

    Args:
        pieces: Its parts, in order.
        lead: The item's marker, as markup, that stands before them.

    Returns:
        The markup of all; with marks and isolates only where something runs from right to left.
    """
    words = "".join(piece.words for piece in pieces)
    body = "".join(piece.markup for piece in pieces)
    if not _FROM_RIGHT.search(words):
        return lead + body
    left, right = _letters("".join(piece.words for piece in pieces if piece.own))
    from_right = right > left if left or right else not _letters(words)[0]
    within = words
    if len(pieces) > 1:
        body = within = ""
        for piece in pieces:
            left, right = _letters(piece.words)
            if left > right if from_right else right > left:
                body += f"{_LEFT_ISOLATE if from_right else _RIGHT_ISOLATE}{piece.markup}{_POP}"
            else:
                body += piece.markup
                within += piece.words
    first = _first(lead) or _first(within)
    if not from_right:
        return f"{_LEFT_MARK if first == 'R' else ''}{lead}{body}"
    if not lead and {unicodedata.bidirectional(letter) for letter in words} <= _SETTLED:
        return body
    return f"{'' if _first(lead) else _RIGHT_MARK}{lead}{_RIGHT_ISOLATE}{body}{_POP}"


def _letters(words: str) -> tuple[int, int]:
    """How many letters run from left to right, and from right to left."""
    classes = [unicodedata.bidirectional(letter) for letter in words]
    return classes.count("L"), classes.count("R") + classes.count("AL")


def _first(words: str) -> str:
    """The direction of the first letter that has one, "L" or "R"; or an empty text."""
    for letter in words:
        found = unicodedata.bidirectional(letter)
        if found in {"L", "R", "AL"}:
            return found[0].replace("A", "R")
    return ""
