"""Independent opinions about what goes to Slack: is this a message or view that it would take?

The first is ours, by the documented limits and shapes (`message_faults`, `view_faults`). The second is that
of Slack's own models for Python (`models`), the third that of its types for TypeScript (`types`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.servers.slack.checks import models
from tests.servers.slack.checks.messages import message_faults
from tests.servers.slack.checks.views import view_faults

if TYPE_CHECKING:
    from tests.servers.slack.checks.rules import Json

__all__ = ["all_faults", "message_faults", "view_faults"]


def all_faults(name: str, payload: Json) -> list[str]:
    """Give the first two opinions about a message or a view; `types.faults` gives the third about many.

    A message is judged as chat.update takes it, which is the strictest about `text`.

    Args:
        name: What it is, for the faults.
        payload: A view, which has a `type`, or a message.
    """
    ours = view_faults(payload) if "type" in payload else message_faults(payload, "chat.update")
    theirs = [f"slack_sdk: {fault}" for fault in models.faults(payload)]
    return [f"{name}: {fault}" for fault in ours + theirs]
