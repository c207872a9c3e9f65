"""users.*: people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.servers.slack.answers import ApiError
from tests.servers.slack.wire import true

if TYPE_CHECKING:
    from tests.servers.slack.calls import Call
    from tests.servers.slack.wire import Json


def info(call: Call) -> Json:
    """Describe somebody."""
    call.need("users:read")
    user = call.team.users.get(call.text("user", missing="user_not_found"))
    if user is None:
        raise ApiError("user_not_found")
    return {"user": user.payload(locale=true(call.arguments.get("include_locale", False)))}


METHODS = {"users.info": info}
