"""auth.*, apps.*: who the bot is, and how it ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.servers.slack.answers import ApiError
from tests.servers.slack.wire import true

if TYPE_CHECKING:
    from tests.servers.slack.calls import Call
    from tests.servers.slack.wire import Json


def test(call: Call) -> Json:
    """Tell whose token it is."""
    team = call.team
    return {
        "url": f"https://{team.domain}.slack.com/",
        "team": team.name,
        "user": team.around.bot_name.lower(),
        "team_id": team.id,
        "user_id": team.bot_user,
        "bot_id": team.bot_id,
        "is_enterprise_install": False,
    }


def revoke(call: Call) -> Json:
    """Make the token no good."""
    if true(call.arguments.get("test", False)):
        return {"revoked": False}
    call.team.revoke_tokens()
    return {"revoked": True}


def uninstall(call: Call) -> Json:
    """Uninstall the app from the workspace of the token."""
    given = call.arguments.get("client_id"), call.arguments.get("client_secret")
    oauth = call.server.oauth
    if given[0] != oauth.client_id:
        raise ApiError("invalid_client_id")
    if given[1] != oauth.client_secret:
        raise ApiError("bad_client_secret")
    call.team.uninstall()
    return {}


METHODS = {"apps.uninstall": uninstall, "auth.revoke": revoke, "auth.test": test}
