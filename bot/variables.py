"""Every setting's name: its environment variable, what it means, what holds without it, and an example.

`docs/reference/configuration.md` shows the same table.
"""

from __future__ import annotations

from dataclasses import dataclass

PREFIX = "TARIKH_"


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: its environment variable, what it means, what holds without it, and an example."""

    name: str
    meaning: str
    default: str
    example: str

    @property
    def key(self) -> str:
        """The setting's name in the file."""
        return self.name.removeprefix(PREFIX).lower()


SETTINGS = (
    Setting(
        "TARIKH_DATABASE_URL",
        "Where quizzes and settings are kept: `sqlite:///path` or `postgresql://user:password@host/name`.",
        "`tarikh.sqlite3` in the user's data directory",
        "sqlite:///~/tarikh.sqlite3",
    ),
    Setting(
        "TARIKH_DISCORD_TOKEN",
        "The bot token of the Discord application.",
        "none: Discord is not joined",
        "MTA2NzQ1.GhRk3f.x9Qp",
    ),
    Setting(
        "TARIKH_DISCORD_API_URL",
        "Where Discord's API is asked, if a proxy stands before it: `http://` or `https://`, "
        "ending in `/api/v10`.",
        "Discord itself",
        "http://127.0.0.1:8080/api/v10",
    ),
    Setting(
        "TARIKH_DISCORD_GATEWAY_URL",
        "Where Discord's gateway is joined, if a proxy stands before it: `ws://` or `wss://`.",
        "Discord itself",
        "ws://127.0.0.1:8081",
    ),
    Setting(
        "TARIKH_SLACK_BOT_TOKEN",
        "The bot token of the Slack app, for one workspace; it begins with `xoxb-`.",
        "none: Slack is not joined, or many workspaces are",
        "xoxb-1234-5678-abcd",
    ),
    Setting(
        "TARIKH_SLACK_APP_TOKEN",
        "The app-level token of the Slack app, for Socket Mode; it begins with `xapp-`.",
        "none: no sockets are opened",
        "xapp-1-A0123-4567-abcd",
    ),
    Setting(
        "TARIKH_SLACK_SIGNING_SECRET",
        "The signing secret of the Slack app, by which Slack's requests are known. Needs "
        "`TARIKH_SLACK_LISTEN`.",
        "none: no requests are taken",
        "8f742231b10e8888abcd99yyyzzz85a5",
    ),
    Setting(
        "TARIKH_SLACK_CLIENT_ID",
        "The client ID of the Slack app, where many workspaces install it; never together with a bot token.",
        "none: one workspace, by its bot token",
        "1234567890.2345678901",
    ),
    Setting(
        "TARIKH_SLACK_CLIENT_SECRET",
        "The client secret of the Slack app, for installations.",
        "none: nobody can install it",
        "f25b5ceaf8a3c2a2c4f52bb4f0b0499e",
    ),
    Setting(
        "TARIKH_SLACK_API_URL",
        "Where Slack's Web API is asked, if a proxy stands before it: `http://` or `https://`, "
        "ending in `/api/`.",
        "Slack itself",
        "http://127.0.0.1:8082/api/",
    ),
    Setting(
        "TARIKH_SLACK_LISTEN",
        "Where Slack's requests and installations are taken: a port of 127.0.0.1, or an address and a port.",
        "nowhere",
        "0.0.0.0:3000",
    ),
    Setting(
        "TARIKH_SLACK_PUBLIC_URL",
        "The address under which Slack and people reach what listens there: `https://` and a host, no path.",
        "none: Socket Mode alone needs none",
        "https://tarikh.example",
    ),
    Setting(
        "TARIKH_ENCRYPTION_KEYS",
        "The keys that seal the tokens of workspaces in the database, the newest first, with commas between; "
        "`tarikh key` makes one.",
        "none: no installations are kept",
        "YW4gZXhhbXBsZTogbmV2ZXIgdXNlIGl0IGFzIGtleSE=",
    ),
    Setting(
        "TARIKH_LOCALE",
        "The language of menus and messages: a language code, with a country where it matters.",
        "en",
        "fa-AF",
    ),
    Setting(
        "TARIKH_CALENDAR",
        "Which calendar's date is shown first: `gregorian` or `solar_hijri`.",
        "gregorian",
        "solar_hijri",
    ),
    Setting(
        "TARIKH_LOG_LEVEL",
        "How much is logged: `DEBUG`, `INFO`, `WARNING`, `ERROR` or `CRITICAL`.",
        "WARNING",
        "INFO",
    ),
    Setting(
        "TARIKH_SHARD_IDS",
        "Which of Discord's shards this process serves, from 0: numbers and ranges. Needs "
        "`TARIKH_SHARD_COUNT` and PostgreSQL.",
        "all of them",
        "0-3,6",
    ),
    Setting(
        "TARIKH_SHARD_COUNT",
        "How many of Discord's shards there are in all processes together; the same in each.",
        "as many as Discord advises",
        "8",
    ),
    Setting(
        "TARIKH_HEALTH_PORT",
        "The port, from 1 to 65535, where this machine can ask whether the bot is well.",
        "none: it cannot be asked",
        "8090",
    ),
)
CONFIG_VARIABLE = Setting(
    "TARIKH_CONFIG",
    "The settings file. Only in the environment.",
    "`tarikh.toml` in the user's configuration directory, if it exists",
    "/etc/tarikh/tarikh.toml",
)
