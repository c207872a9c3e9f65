"""Rules that look at all blocks of a message or view together."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.servers.slack.checks.rules import Json

TOTAL = 13_200
"""Characters of a message's blocks, written as JSON, above which Slack answers msg_blocks_too_long.

Slack does not document it; slackapi/bolt-js#2509 reports it.
"""

MARKDOWN = 12_000
"""Characters of all markdown blocks of a message together (reference, "Markdown block")."""

VIEW_BYTES = 250_000
"""Bytes of a view written as JSON (reference, "views.open": view_too_large)."""


def together(blocks: object, path: str = "blocks") -> Iterator[str]:
    """Tell what is wrong between blocks: ids used twice, more than one element with the focus."""
    listed = _objects(blocks)
    seen = Counter(block["block_id"] for block in listed if isinstance(block.get("block_id"), str))
    for name, times in seen.items():
        if times > 1:
            yield f"{path}: block_id {name!r} {times} times; it must be unique"
    focused = 0
    for place, block in enumerate(listed):
        held = list(elements(block))
        actions = Counter(each["action_id"] for each in held if isinstance(each.get("action_id"), str))
        for name, times in actions.items():
            if times > 1:
                yield f"{path}[{place}]: action_id {name!r} {times} times; it must be unique in its block"
        focused += sum(each.get("focus_on_load") is True for each in held)
    if focused > 1:
        yield f"{path}: {focused} elements with focus_on_load; at most 1"


def message_totals(blocks: object) -> Iterator[str]:
    """Tell where all blocks of a message are too much together."""
    listed = _objects(blocks)
    marked = [len(str(block.get("text", ""))) for block in listed if block.get("type") == "markdown"]
    if len(marked) > 1 and sum(marked) > MARKDOWN:
        yield f"blocks: {sum(marked)} characters in markdown blocks; at most {MARKDOWN}"
    tables = sum(block.get("type") == "table" for block in listed)
    if tables > 1:
        yield f"blocks: {tables} tables; at most 1"
    total = len(written(blocks))
    if total > TOTAL:
        yield f"blocks: {total} characters as JSON; at most {TOTAL}"


def elements(block: Json) -> Iterator[Json]:
    """Give the elements that stand in a block, those of its cards too."""
    for name in ("accessory", "element"):
        if isinstance(block.get(name), Mapping):
            yield block[name]
    for name in ("elements", "actions"):
        for each in _objects(block.get(name)):
            yield each
            if each.get("type") == "card":
                yield from elements(each)


def written(value: object) -> str:
    """Write JSON as briefly as it can be written."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _objects(value: object) -> list[Mapping[str, Any]]:
    return [each for each in value if isinstance(each, Mapping)] if isinstance(value, list | tuple) else []
