"""Words as Slack shows them where nothing is markup: cleaned, in their direction, with Slack's own commands.

Persian and Pashto run from right to left. A paragraph's direction is guessed from its first letter, or not
guessed at all, by one client or another, so a paragraph says by itself what holds in it: with a mark before
it, and with isolates (Unicode Standard Annex 9) around what runs the other way.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

COMMAND = "/tarikh"  # the one that Slack knows; all others are its words
MENTION = "@Tarikh"  # what stands in its place in threads, where Slack takes no commands

_LEFT_MARK, _RIGHT_MARK = "\u200e", "\u200f"
_LEFT_ISOLATE, _RIGHT_ISOLATE, _POP = "\u2066", "\u2067", "\u2069"
_ISOLATES = "\u2066\u2067\u2068"

_BREAK = re.compile("\r\n|[\t\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
# Controls, embeddings and overrides, deprecated format characters, halves of surrogate pairs (no JSON holds
# them).
_DROPPED = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u206a-\u206f\ud800-\udfff]")
_ISOLATED = re.compile("[\u2066-\u2069]")

# Hebrew, Arabic and their like, with the forms that old texts write them in.
_FROM_RIGHT = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
# Classes of letters that need no help to stand right: letters, and what sits on, between or joins them.
_SETTLED = frozenset({"R", "AL", "NSM", "BN", "WS"})


def flat(text: str) -> str:
    """A text on one line, without what is not seen but changes how the rest is.

    Controls and overriding directions go; isolates stay where each is closed.
    """
    text = _DROPPED.sub("", _BREAK.sub(" ", text))
    return _balanced(text) if _ISOLATED.search(text) else text


def _balanced(text: str) -> str:
    kept = list(text)
    opened: list[int] = []
    for at, letter in enumerate(text):
        if letter in _ISOLATES:
            opened.append(at)
        elif letter == _POP and opened:
            opened.pop()
        elif letter == _POP:
            kept[at] = ""
    for at in opened:
        kept[at] = ""
    return "".join(kept)


class Wording:
    """How the bot's sentences speak of its commands on Slack: `/quiz stop` is `/tarikh quiz stop` there.

    Args:
        commands: The names of all commands. What begins with the first word of one, after a slash at a
            word's beginning, is taken for a command; an address or `and/quizzes` is not.
        command: What is typed before them.
    """

    def __init__(self, commands: tuple[str, ...], command: str = COMMAND) -> None:
        self._command = command
        firsts = sorted({name.split()[0] for name in commands})
        names = "|".join(map(re.escape, firsts))
        begins = r"""(?<![^\s“‘"'«(\[—–])"""
        self._named = re.compile(rf"{begins}/(?=(?:{names or '(?!)'})(?![\w/-]|[.:]\w))")

    def __call__(self, text: str) -> str:
        """A text on one line, cleaned, that names commands as on Slack."""
        return self._named.sub(f"{self._command} ", flat(text))


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a paragraph.

    Attributes:
        words: What is seen of it.
        own: Whether it is of the sentence itself, which decides how the paragraph runs; a name put into the
            sentence is not.
    """

    words: str
    own: bool = True


def marks(parts: Sequence[Part], lead: str = "") -> tuple[str, list[tuple[str, str]], str]:
    """What is to stand around a paragraph's parts so that each keeps its direction.

    Args:
        parts: Its parts, in order.
        lead: The item's marker, which stands before them.

    Returns:
        What stands before the marker; then for each part what stands before it and after it; and what
        stands after all. All are empty where nothing runs from right to left.
    """
    around = [("", "")] * len(parts)
    words = "".join(part.words for part in parts)
    if not _FROM_RIGHT.search(words):
        return "", around, ""
    left, right = _letters("".join(part.words for part in parts if part.own))
    from_right = right > left if left or right else not _letters(words)[0]
    within = words
    if len(parts) > 1:
        within = ""
        for at, part in enumerate(parts):
            left, right = _letters(part.words)
            if left > right if from_right else right > left:
                around[at] = (_LEFT_ISOLATE if from_right else _RIGHT_ISOLATE), _POP
            else:
                within += part.words
    if not from_right:
        return _LEFT_MARK if (_first(lead) or _first(within)) == "R" else "", around, ""
    if not lead and {unicodedata.bidirectional(letter) for letter in words} <= _SETTLED:
        return "", around, ""
    around[0] = _RIGHT_ISOLATE + around[0][0], around[0][1]
    return "" if _first(lead) else _RIGHT_MARK, around, _POP


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
