"""The manifest from which the Slack app is made: what it is called, may do and hears of.

Its form is Slack's app manifest, version 1 (docs.slack.dev/reference/app-manifest), which Slack's pages take
as JSON.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.commands import Command, Shortcut

COMMAND = "/tarikh"
EVENTS_PATH = "/slack/events"  # where Slack sends everything that it does not send through sockets
REDIRECT_PATH = "/slack/oauth_redirect"  # where an installation ends; Bolt's own

# Slack's words for what the bot may do, in the order of the alphabet, and why it asks for it.
SCOPES: tuple[str, ...] = (
    "app_mentions:read",  # to answer @Tarikh
    "channels:history",  # to see whether a post whose answer was lost is there
    "channels:read",  # to know whether it is in a channel, and when one is archived or deleted
    "chat:write",  # to post quizzes and answers
    "commands",  # /tarikh, and the message shortcut
    "groups:history",  # the same in private channels
    "groups:read",
    "im:history",  # to answer direct messages
    "im:read",
    "im:write",  # to tell whoever installed it what is missing
    "mpim:history",  # the same in conversations of several
    "mpim:read",
    "pins:write",  # to pin daily posts
    "usergroups:read",  # to know which group of people is meant that daily posts are to notify
    "users:read",  # names, time zones, and who administers the workspace
)

# What it hears of, each with a listener: what nobody listens to would be sent again and again.
EVENTS: tuple[str, ...] = (
    "app_home_opened",
    "app_mention",
    "app_uninstalled",
    "channel_archive",
    "channel_deleted",
    "channel_left",
    "group_archive",
    "group_deleted",
    "group_left",
    "message.im",
    "tokens_revoked",
)


def manifest(
    commands: Iterable[Command], shortcuts: Iterable[Shortcut], address: str | None, *, sockets: bool
) -> dict[str, Any]:
    """The manifest.

    Args:
        commands: What can be asked.
        shortcuts: What can be done with somebody's message.
        address: The public address under which Slack and people reach the bot, without a slash at its end;
            None where nobody does.
        sockets: Whether Slack sends through sockets, not to the address.
    """
    events = f"{address}{EVENTS_PATH}" if address is not None and not sockets else ""
    heard = {"request_url": events} if events else {}
    url = {"url": events} if events else {}
    installed = {"redirect_urls": [f"{address}{REDIRECT_PATH}"]} if address is not None else {}
    return {
        "display_information": {
            "name": "Tarikh",
            "description": "The cited history of the Afghan peace processes and civil war, 1978–2001",
            "background_color": "#1f4e5f",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "Tarikh", "always_online": True},
            "shortcuts": [_shortcut(each) for each in shortcuts],
            "slash_commands": [
                {
                    "command": COMMAND,
                    **url,
                    "description": "Look something up, see what happened on this day, or start a quiz",
                    "usage_hint": _usage(commands),
                    "should_escape": True,  # channels and groups come with their ids
                }
            ],
        },
        "oauth_config": {**installed, "scopes": {"bot": list(SCOPES)}},
        "settings": {
            "event_subscriptions": {**heard, "bot_events": list(EVENTS)},
            "interactivity": {"is_enabled": True, **heard},
            "org_deploy_enabled": address is not None,  # a bot token is one workspace's
            "socket_mode_enabled": sockets,
            "token_rotation_enabled": False,
        },
    }


def callback_id(shortcut: Shortcut) -> str:
    """How Slack names a shortcut to the bot."""
    return shortcut.name.casefold().replace(" ", "_")


def _shortcut(shortcut: Shortcut) -> dict[str, str]:
    return {
        "name": shortcut.name,
        "type": "message",
        "callback_id": callback_id(shortcut),
        "description": "Read, privately, what the sources say about what this message names",
    }


def _usage(commands: Iterable[Command]) -> str:
    """What may follow the command: the first words of what can be asked; a look-up needs none."""
    words = dict.fromkeys(command.name.partition(" ")[0] for command in commands)
    words.pop("lookup", None)
    return f"a name, date or question, or: {', '.join(words)}"
