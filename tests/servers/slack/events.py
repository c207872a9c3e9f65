"""Events: what the app subscribed to, and how they are written."""

from __future__ import annotations

import secrets
import time
from typing import TYPE_CHECKING

from tests.servers.slack.delivery import Delivery

if TYPE_CHECKING:
    from tests.servers.slack.delivery import Deliverer
    from tests.servers.slack.messages import Message
    from tests.servers.slack.teams import Team
    from tests.servers.slack.wire import Json

SUBSCRIBED = (
    "app_home_opened",
    "app_mention",
    "app_uninstalled",
    "channel_archive",
    "channel_deleted",
    "channel_left",
    "member_joined_channel",
    "member_left_channel",
    "message.im",
    "tokens_revoked",
)
"""What an app like ours subscribes to."""
ALWAYS = frozenset({"app_uninstalled", "tokens_revoked"})
"""What an app is told though it is no longer installed."""
SCOPES = {"app_mention": "app_mentions:read", "message.im": "im:history"}
_MESSAGES = {"im": "message.im", "public_channel": "message.channels", "private_channel": "message.groups"}


class Events:
    """Tells the app what happened, if it subscribed to that and may know."""

    def __init__(self, deliverer: Deliverer) -> None:
        self.subscribed: set[str] = set(SUBSCRIBED)
        self._deliverer = deliverer

    def tell(self, team: Team, event: Json) -> None:
        """Tell the app of an event of a workspace, and again until it acknowledges."""
        delivery = self.written(team, event)
        if delivery is not None:
            self._deliverer.event(delivery)

    def written(self, team: Team, event: Json) -> Delivery | None:
        """Write an event for the app; None when it is not to be told of it."""
        name = str(event["type"])
        if name == "message":
            name = _MESSAGES[team.channels[event["channel"]].kind]
        if name not in self.subscribed or team.installation is None:
            return None
        if name not in ALWAYS:
            scope = SCOPES.get(name)
            if not team.installed or (scope is not None and not team.granted(scope)):
                return None
        return Delivery("events_api", team, outer(team, event))

    def message(self, message: Message) -> None:
        """Tell the app of a new message, its own too."""
        self._of(message, message.payload())

    def changed(self, message: Message, before: Json) -> None:
        """Tell the app that a message was changed."""
        after = {"message": message.payload(), "previous_message": before, "subtype": "message_changed"}
        self._of(message, after | {"hidden": True, "ts": message.channel.team.around.stamps.next()})

    def deleted(self, message: Message, before: Json) -> None:
        """Tell the app that a message was deleted."""
        gone = {"subtype": "message_deleted", "deleted_ts": message.ts, "previous_message": before}
        self._of(message, gone | {"hidden": True, "ts": message.channel.team.around.stamps.next()})

    def _of(self, message: Message, event: Json) -> None:
        channel = message.channel
        if message.private_to is not None or not channel.has_bot:
            return
        kind = {"im": "im", "public_channel": "channel", "private_channel": "group"}[channel.kind]
        where = {"type": "message", "channel": channel.id, "channel_type": kind, "event_ts": event["ts"]}
        self.tell(channel.team, event | where)


def outer(team: Team, event: Json) -> Json:
    """Put an event into its envelope."""
    return {
        "token": "a-verification-token",
        "team_id": team.id,
        "context_team_id": team.id,
        "context_enterprise_id": None,
        "api_app_id": team.app_id,
        "event": event,
        "type": "event_callback",
        "event_id": f"Ev{secrets.token_hex(6).upper()}",
        "event_time": int(time.time()),
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": team.id,
                "user_id": team.bot_user,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": False,
        "event_context": f"4-{secrets.token_hex(16)}",
    }
