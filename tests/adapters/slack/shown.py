"""What a reader sees of blocks, told by Slack's own rules; and neutral messages with the ids of Slack."""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar, cast
from urllib.parse import unquote

from bot.commands import COMMANDS
from bot.message import Person

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Payload: TypeAlias = "dict[str, Any]"
T = TypeVar("T")

NAMES = tuple(command.name for command in COMMANDS)

# What stands between angle brackets in mrkdwn, as Slack reads it.
_HELD = re.compile(r"<(?:@([A-Z0-9]+)|!date\^(\d+)\^([^|>]*)\|([^>]*)|(https?://[^|>]*)(?:\|([^>]*))?)>")
# What mrkdwn would make something of: the marks of its formats, emoji, and quotes where a line begins.
_READ = re.compile(r"[*_~`]|:[^\s:]+:|^\s*&gt;|[<>]", re.MULTILINE)


def on_slack(value: T) -> T:
    """A neutral message in which people and channels have ids like Slack's: a letter before Discord's."""
    if isinstance(value, Person):
        return replace(value, id=re.sub(r"^(\d{18})$", r"U\1", value.id))
    if isinstance(value, tuple):
        return type(value)(on_slack(each) for each in value)
    if isinstance(value, str) and not isinstance(value, Enum):
        return cast("T", re.sub(r"^(9\d{17})$", r"C\1", value))
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{each.name: on_slack(getattr(value, each.name)) for each in fields(value)})
    return value


def seen(blocks: list[Payload], people: Mapping[str, str] | None = None) -> list[str]:
    """What is read in blocks that hold no controls, a text for each; times of day are "{time_secs}"."""
    return [_seen(block, people or {}) for block in blocks if block["type"] in _READERS]


def _seen(block: Payload, people: Mapping[str, str]) -> str:
    if block["type"] == "header":
        return _plain(block["text"])
    if block["type"] == "context":
        return "\n".join(_printed(each, people) for each in block["elements"])
    return "\n".join(_rich(each, people) for each in block["elements"])


_READERS = ("header", "context", "rich_text")


def _plain(text: Payload) -> str:
    assert text["type"] == "plain_text"
    assert text["emoji"] is False
    return str(text["text"])


def _printed(text: Payload, people: Mapping[str, str]) -> str:
    if text["type"] == "plain_text":
        return _plain(text)
    assert text["verbatim"] is True
    return mrkdwn(text["text"], people)


def mrkdwn(markup: str, people: Mapping[str, str] | None = None) -> str:
    """What is read in mrkdwn that is to hold no format; fails where Slack would find one."""
    outside = _HELD.sub("\0", markup)
    assert not _READ.search(outside), f"something would be read as markup: {markup!r}"

    def read(held: re.Match[str]) -> str:
        person, _, form, _, address, words = held.groups()
        if person:
            return (people or {})[person]
        if words is not None:
            assert not _READ.search(words), words
        return str(form) if form else unescaped(words or unquote(address))

    parts = _HELD.split(markup)
    texts = [unescaped(part) for part in parts[:: _HELD.groups + 1]]
    held = [read(found) for found in _HELD.finditer(markup)]
    return "".join(text + each for text, each in zip(texts, [*held, ""], strict=True))


def unescaped(text: str) -> str:
    """A text as it was before the three signs were escaped that Slack escapes."""
    return re.sub("&(?:amp|lt|gt);", lambda found: html.unescape(found[0]), text)


def _rich(element: Payload, people: Mapping[str, str]) -> str:
    if element["type"] == "rich_text_list":
        return "\n".join(f"• {_rich(each, people)}" for each in element["elements"])
    assert element["type"] == "rich_text_section"
    return "".join(_part(each, people) for each in element["elements"])


def _part(part: Payload, people: Mapping[str, str]) -> str:
    kind = part["type"]
    if kind == "user":
        return people.get(part["user_id"], f"@{part['user_id']}")
    if kind == "date":
        return str(part["format"])
    if kind == "link":
        return str(part.get("text") or unquote(part["url"]))
    assert kind == "text", f"{kind} may notify somebody"
    return str(part["text"])


def parts(blocks: list[Payload]) -> Iterator[Payload]:
    """All parts of all rich texts."""
    for block in blocks:
        if block["type"] == "rich_text":
            for element in block["elements"]:
                for section in element["elements"] if element["type"] == "rich_text_list" else [element]:
                    yield from section["elements"]


def controls(blocks: list[Payload]) -> Iterator[Payload]:
    """All that can be pressed, chosen or typed in."""
    for block in blocks:
        if block["type"] == "actions":
            yield from block["elements"]
        elif block["type"] == "section" and "accessory" in block:
            yield block["accessory"]
        elif block["type"] == "input":
            yield block["element"]


def letters(text: str) -> str:
    """A text without all that is not seen by itself: spaces, controls, marks of direction."""
    return "".join(letter for letter in text if unicodedata.category(letter)[0] not in "CZ")
