"""What a payload must be like: by Slack's documented limits, and by what a careful app does."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.servers.slack.answers import ApiError
from tests.servers.slack.checks import message_faults, view_faults
from tests.servers.slack.wire import compact

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.servers.slack.wire import Json

BLOCKS_LENGTH = 13_200
"""Characters of the JSON of all blocks of a message. Slack does not tell the limit; this is what was seen."""
UPDATE_LENGTH = 4_000
POST_LENGTH = 40_000
_LOUD = re.compile(r"<!(?:channel|here|everyone|subteam\^)")


@dataclass(slots=True)
class Judge:
    """Holds payloads against the rules, and writes down what is wrong.

    Attributes:
        every: Of how many payloads one is judged; load runs judge only some.
        welcome: The ids of groups of people that somebody has asked the bot to call, in rich text.
        lost: The addresses of pictures that Slack cannot fetch.
    """

    violations: list[str]
    every: int = 1
    welcome: set[str] = field(default_factory=set)
    lost: set[str] = field(default_factory=set)
    _turn: int = 0

    def refusal(self, method: str, error: ApiError) -> None:
        """Write a refusal down, unless the world can bring it about for a bot that does nothing wrong."""
        if not error.blameless:
            details = f": {'; '.join(error.faults)}" if error.faults else ""
            self.violations.append(f"{method}: {error.error}{details}")

    def message(self, payload: Json, method: str) -> None:
        """Hold a message against the limits.

        Raises:
            ApiError: Slack refuses it.
        """
        text, blocks = payload.get("text") or "", payload.get("blocks") or []
        if not isinstance(text, str) or not isinstance(blocks, list):
            raise ApiError("invalid_arguments", ["text is a string and blocks a list"])
        if not (text or blocks or payload.get("attachments")):
            raise ApiError("no_text")
        if method == "chat.update" and len(text) > UPDATE_LENGTH:
            raise ApiError("msg_too_long", [f"text: {len(text)} characters; at most {UPDATE_LENGTH}"])
        self._turn += 1
        if self._turn % self.every:
            return
        if blocks and len(compact(blocks)) > BLOCKS_LENGTH:
            raise ApiError("msg_blocks_too_long", [f"blocks: {len(compact(blocks))} characters"])
        faults = message_faults(payload, method)
        refused = [fault for fault in faults if fault.startswith("blocks")]
        if refused:
            raise ApiError("invalid_blocks", refused)
        self.violations.extend(f"{method}: {fault}" for fault in faults)
        if _LOUD.search(text) or any(self._loud(each) for each in _objects(blocks)):
            self.violations.append(f"{method}: calls everybody of a channel or group")
        self._fetch(blocks, "invalid_blocks")

    def view(self, view: Json) -> None:
        """Hold a view against the limits.

        Raises:
            ApiError: Slack refuses it.
        """
        self._turn += 1
        if self._turn % self.every:
            return
        faults = view_faults(view)
        if any("250" in fault for fault in faults):
            raise ApiError("view_too_large", faults)
        if faults:
            raise ApiError("invalid_arguments", faults)
        self._fetch(view.get("blocks") or [], "invalid_arguments")

    def _loud(self, part: Json) -> bool:
        """Tell whether a part of a block calls many: only mrkdwn is parsed; rich text has parts for it."""
        kind = part.get("type")
        if kind in {"mrkdwn", "markdown"}:
            return _LOUD.search(str(part.get("text", ""))) is not None
        return kind == "broadcast" or (kind == "usergroup" and part.get("usergroup_id") not in self.welcome)

    def _fetch(self, blocks: list[Json], error: str) -> None:
        """Get the pictures of image blocks, which Slack does before it takes any of them.

        Raises:
            ApiError: One cannot be had.
        """
        for number, block in enumerate(blocks):
            if block.get("type") == "image" and block.get("image_url") in self.lost:
                fault = f"downloading image failed [json-pointer:/blocks/{number}/image_url]"
                raise ApiError(error, [fault], blameless=True)


def _objects(value: object) -> Iterator[Json]:
    """Give all objects in blocks."""
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from _objects(each)
