"""How the Web API answers, and how it refuses."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tests.servers.slack.wire import Json

CIRCUMSTANCES = frozenset(
    {
        "account_inactive",
        "already_pinned",
        "channel_is_archived",
        "channel_not_found",
        "is_archived",
        "message_not_found",
        "missing_scope",
        "no_pin",
        "not_in_channel",
        "ratelimited",
        "thread_not_found",
        "token_revoked",
        "user_not_in_channel",
        "users_not_found",
        "user_not_found",
        "hash_conflict",
    }
)
"""Refusals that the world can bring about under the feet of a bot that does nothing wrong."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A status, a JSON object (or plain text), and headers."""

    status: int = 200
    body: Json | str = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)


class ApiError(Exception):
    """A request that Slack refuses with `ok` false.

    Args:
        error: Slack's own word for it, for example channel_not_found.
        faults: What was wrong where, as sentences.
        extra: Further properties of the answer.
        blameless: Whether the world brought it about, and the bot did nothing wrong.
    """

    def __init__(
        self, error: str, faults: Sequence[str] = (), extra: Json | None = None, *, blameless: bool = False
    ) -> None:
        super().__init__(error)
        self.error = error
        self.faults = tuple(faults)
        self.blameless = blameless or error in CIRCUMSTANCES
        self.body: Json = {"ok": False, "error": error} | (extra or {})
        if faults:
            self.body["response_metadata"] = {"messages": [f"[ERROR] {fault}" for fault in faults]}
