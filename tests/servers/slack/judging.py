"""What a payload must be like: by Slack's documented limits, and by what a careful app does."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.servers.slack.answers import CIRCUMSTANCES, ApiError
from tests.servers.slack.checks import message_faults, view_faults
from tests.servers.slack.wire import compact

if TYPE_CHECKING:
    from tests.servers.slack.wire import Json

BLOCKS_LENGTH = 13_200
"""Characters of the JSON of all blocks of a message. Slack does not tell the limit; this is what was seen."""
UPDATE_LENGTH = 4_000
POST_LENGTH = 40_000
_LOUD = re.compile(r"<!(?:channel|here|everyone|subteam\^)")

_LOUD_SPAN = re.compile(r'"type":"(?:broadcast|usergroup)"')


@dataclass(slots=True)
class Judge:
    """Holds payloads against the rules, and writes down what is wrong.

    Attributes:
        every: Of how many payloads one is judged; load runs judge only some.
    """

    violations: list[str]
    every: int = 1
    _turn: int = 0

    def refusal(self, method: str, error: ApiError) -> None:
        """Write a refusal down, unless the world can bring it about for a bot that does nothing wrong."""
        if error.error not in CIRCUMSTANCES:
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
        if _LOUD.search(text + compact(blocks)) or _LOUD_SPAN.search(compact(blocks)):
            self.violations.append(f"{method}: calls everybody of a channel or group")

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
