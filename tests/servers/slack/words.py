"""What a person reads: the plain words of mrkdwn and of blocks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from tests.servers.slack.wire import Json

_LINK = re.compile(r"<([^<>|]+)(?:\|([^<>]*))?>")
_MARKS = re.compile(r"(?<![\w*])\*(?=\S)([^*\n]+?)(?<=\S)\*(?![\w*])")
_SLANTED = re.compile(r"(?<![\w_])_(?=\S)([^_\n]+?)(?<=\S)_(?![\w_])")
_STRUCK = re.compile(r"(?<![\w~])~(?=\S)([^~\n]+?)(?<=\S)~(?![\w~])")
_CODE = re.compile(r"```\n?(.*?)\n?```|`([^`\n]+)`", re.DOTALL)


def decoded(text: str) -> str:
    """Undo Slack's three escapes."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def escaped(text: str) -> str:
    """Write what somebody typed with Slack's three escapes."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def plain(text: str, name: Callable[[str], str]) -> str:
    """Give what a person reads of mrkdwn. `name` gives the name of a person's or channel's id."""

    def shown(found: re.Match[str]) -> str:
        target, label = found[1], found[2]
        if target.startswith("@"):
            return f"@{name(target[1:])}"
        if target.startswith("#"):
            return f"#{label or name(target[1:])}"
        if target.startswith("!"):
            return label or f"@{target[1:]}"
        return label or target

    text = _CODE.sub(lambda found: found[1] or found[2] or "", text)
    for marks in (_MARKS, _SLANTED, _STRUCK):
        text = marks.sub(r"\1", text)
    return decoded(_LINK.sub(shown, text))


def read(blocks: Iterable[Json], name: Callable[[str], str]) -> str:
    """Give what a person reads of blocks, a line for each part; the labels of buttons are not among it."""
    return "\n".join(line for block in blocks for line in _block(block, name) if line)


def _block(block: Json, name: Callable[[str], str]) -> list[str]:
    kind = block.get("type")
    lines: list[str] = []
    if kind in {"section", "header"}:
        lines = [_text(text, name) for text in (block.get("text"), *(block.get("fields") or ())) if text]
    elif kind == "context":
        lines = [
            part.get("alt_text", "") if part.get("type") == "image" else _text(part, name)
            for part in block["elements"]
        ]
    elif kind == "markdown":
        lines = [block.get("text", "")]
    elif kind == "rich_text":
        lines = [_rich(part, name) for part in block["elements"]]
    elif kind == "input":
        lines = [_text(block[part], name) for part in ("label", "hint") if block.get(part)]
    elif kind == "image":
        lines = [_text(block["title"], name) if block.get("title") else "", block.get("alt_text", "")]
    elif kind == "table":
        lines = [" | ".join(_cell(cell, name) for cell in row) for row in block.get("rows", ())]
    return lines


def _text(text: Json, name: Callable[[str], str]) -> str:
    words = str(text.get("text", ""))
    return plain(words, name) if text.get("type") == "mrkdwn" else words


def _cell(cell: Json, name: Callable[[str], str]) -> str:
    return _rich(cell, name) if cell.get("type") == "rich_text" else str(cell.get("text", ""))


def _rich(part: Json, name: Callable[[str], str]) -> str:
    kind = part.get("type")
    if kind == "rich_text_list":
        return "\n".join(f"• {_rich(each, name)}" for each in part["elements"])
    if kind in {"rich_text", "rich_text_section", "rich_text_quote", "rich_text_preformatted"}:
        return "".join(_rich(each, name) for each in part.get("elements", ()))
    return _span(part, name)


def _span(part: Json, name: Callable[[str], str]) -> str:
    kind = part.get("type")
    if kind == "user":
        return f"@{name(part['user_id'])}"
    if kind == "channel":
        return f"#{name(part['channel_id'])}"
    if kind == "usergroup":
        return f"@{name(part['usergroup_id'])}"
    if kind == "emoji":
        return f":{part['name']}:"
    if kind == "broadcast":
        return f"@{part['range']}"
    return str(part.get("text") or part.get("fallback") or part.get("url") or "")
