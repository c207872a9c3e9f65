"""The second opinion: Slack's own models for Python, slack_sdk.models.

They know part of the limits (`limits` says which). The Web API's client asks them about objects of theirs
alone, never about plain JSON; here that is parsed by them.
"""

from __future__ import annotations

import copy
import functools
from typing import TYPE_CHECKING, Any

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.servers.slack.checks.rules import Json


def faults(payload: Json) -> list[str]:
    """Tell what the models refuse in a message (its blocks) or a view, parsed and written again."""
    # The models change what they parse.
    own = copy.deepcopy(dict(payload))
    blocks = own.get("blocks")
    blocks = blocks if isinstance(blocks, list) else []
    found: list[str] = []
    for place, block in enumerate(blocks):
        found += _refused(f"blocks[{place}]", functools.partial(_block, block))
    if "type" in own:
        # The blocks were judged one by one, which tells which it is; here they only count.
        own["blocks"] = [{"type": "divider"}] * len(blocks)
        found += _refused("view", lambda: View(**own).to_dict())
    return found


def _block(block: dict[str, Any]) -> None:
    parsed = Block.parse(block)
    if parsed is None:
        raise SlackObjectFormationError(f"unknown block {block.get('type')!r}")
    parsed.to_dict()


def _refused(path: str, parse: Callable[[], object]) -> list[str]:
    try:
        parse()
    except Exception as error:  # noqa: BLE001 - on what they do not expect the models fail in any way
        return [f"{path}: {type(error).__name__}: {error}"]
    return []
