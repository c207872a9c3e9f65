"""usergroups.*: groups of people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.servers.slack.wire import true

if TYPE_CHECKING:
    from tests.servers.slack.calls import Call
    from tests.servers.slack.wire import Json


def listed(call: Call) -> Json:
    """List the groups of the workspace."""
    call.need("usergroups:read")
    every = true(call.arguments.get("include_disabled", False))
    found = [each for each in call.team.groups.values() if every or not each.disabled]
    return {"usergroups": [each.payload(call.team.id) for each in found]}


METHODS = {"usergroups.list": listed}
