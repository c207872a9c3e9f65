"""The app's manifest, held against Slack's documented schema and against what the bot does."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from adapters.slack import hearing, manifest, pages, requests
from bot.commands import COMMANDS, SHORTCUTS
from tests.bot.command import environment, tarikh

COMMITTED = Path(manifest.__file__).with_name("manifest.json")

URL = {"type": "string", "pattern": "^https?://", "maxLength": 3000}


def text(most: int, least: int = 1, **more: object) -> dict[str, Any]:
    return {"type": "string", "minLength": least, "maxLength": most, **more}


def exactly(required: tuple[str, ...], **properties: object) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(required),
        "additionalProperties": False,
    }


def several(items: dict[str, Any], most: int) -> dict[str, Any]:
    return {"type": "array", "items": items, "maxItems": most, "uniqueItems": True}


FLAG = {"type": "boolean"}
# What docs.slack.dev/reference/app-manifest says of the fields that are used, with its lengths.
SCHEMA = exactly(
    ("display_information", "features", "oauth_config", "settings"),
    display_information=exactly(
        ("name", "description"),
        name=text(35),
        description=text(140),
        background_color=text(7, pattern="^#([0-9a-fA-F]{3}){1,2}$"),
    ),
    features=exactly(
        ("app_home", "bot_user", "shortcuts", "slash_commands"),
        app_home=exactly(
            (),
            home_tab_enabled={"const": True},
            messages_tab_enabled={"const": True},
            messages_tab_read_only_enabled={"const": False},
        ),
        bot_user=exactly(("display_name",), display_name=text(80), always_online=FLAG),
        shortcuts=several(
            exactly(
                ("name", "type", "callback_id", "description"),
                name=text(24),
                type={"enum": ["message", "global"]},
                callback_id=text(255),
                description=text(150),
            ),
            10,
        ),
        slash_commands=several(
            exactly(
                ("command", "description", "should_escape"),
                command=text(32, 2, pattern="^/"),
                url=URL,
                description=text(2000),
                usage_hint=text(1000),
                should_escape=FLAG,
            ),
            50,
        ),
    ),
    oauth_config=exactly(
        ("scopes",), redirect_urls=several(URL, 1000), scopes=exactly(("bot",), bot=several(text(50), 255))
    ),
    settings=exactly(
        (
            "event_subscriptions",
            "interactivity",
            "org_deploy_enabled",
            "socket_mode_enabled",
            "token_rotation_enabled",
        ),
        event_subscriptions=exactly(("bot_events",), request_url=URL, bot_events=several(text(50), 100)),
        interactivity=exactly(("is_enabled",), is_enabled={"const": True}, request_url=URL),
        org_deploy_enabled=FLAG,
        socket_mode_enabled=FLAG,
        token_rotation_enabled={"const": False},
    ),
)
ADDRESS = "https://tarikh.example"

# What docs.slack.dev/reference/events and /methods ask for; one of several is enough.
NEEDED = {
    "app_mention": {"app_mentions:read"},
    "channel_archive": {"channels:read"},
    "channel_deleted": {"channels:read"},
    "channel_left": {"channels:read"},
    "group_archive": {"groups:read"},
    "group_deleted": {"groups:read"},
    "group_left": {"groups:read"},
    "message.im": {"im:history"},
    "app_home_opened": set(),
    "app_uninstalled": set(),
    "tokens_revoked": set(),
}


def made(address: str | None, *, sockets: bool) -> dict[str, Any]:
    return manifest.manifest(COMMANDS, SHORTCUTS, address, sockets=sockets)


@pytest.mark.parametrize(("address", "sockets"), [(None, True), (ADDRESS, False), (ADDRESS, True)])
def test_it_keeps_to_slacks_schema(address: str | None, *, sockets: bool) -> None:
    jsonschema_rs.validate(SCHEMA, made(address, sockets=sockets))


def test_the_committed_one_is_what_the_command_prints(tmp_path: Path) -> None:
    done = tarikh(environment(tmp_path), "manifest", "slack")
    assert (done.returncode, done.stderr) == (0, "")
    assert COMMITTED.read_text(encoding="utf-8") == done.stdout
    assert json.loads(done.stdout) == made(None, sockets=True)


@pytest.mark.parametrize("how", ["--url", "TARIKH_SLACK_PUBLIC_URL"])
def test_with_an_address_slack_sends_requests_there(tmp_path: Path, how: str) -> None:
    home = environment(tmp_path)
    done = (
        tarikh(home, "manifest", "slack", "--url", f"{ADDRESS}/")
        if how == "--url"
        else tarikh({**home, how: ADDRESS}, "manifest", "slack")
    )
    printed = json.loads(done.stdout)
    assert printed == made(ADDRESS, sockets=False)
    assert printed["settings"]["socket_mode_enabled"] is False
    assert printed["settings"]["org_deploy_enabled"] is True
    events = f"{ADDRESS}/slack/events"
    assert printed["settings"]["event_subscriptions"]["request_url"] == events
    assert printed["settings"]["interactivity"]["request_url"] == events
    assert [each["url"] for each in printed["features"]["slash_commands"]] == [events]
    assert printed["oauth_config"]["redirect_urls"] == [f"{ADDRESS}/slack/oauth_redirect"]


def test_many_workspaces_may_be_heard_through_sockets(tmp_path: Path) -> None:
    settings = {
        "TARIKH_SLACK_APP_TOKEN": "xapp-1",
        "TARIKH_SLACK_CLIENT_ID": "1.2",
        "TARIKH_SLACK_CLIENT_SECRET": "geheim",
        "TARIKH_SLACK_LISTEN": "3000",
        "TARIKH_SLACK_PUBLIC_URL": ADDRESS,
        "TARIKH_ENCRYPTION_KEYS": f"{'k' * 42}Q=",
    }
    done = tarikh(environment(tmp_path) | settings, "manifest", "slack")
    assert json.loads(done.stdout) == made(ADDRESS, sockets=True)
    assert "slack/events" not in done.stdout
    assert "slack/oauth_redirect" in done.stdout
    assert "geheim" not in done.stdout


def test_an_address_that_slack_cannot_use_is_refused(tmp_path: Path) -> None:
    done = tarikh(environment(tmp_path), "manifest", "slack", "--url", "http://tarikh.example")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "tarikh: TARIKH_SLACK_PUBLIC_URL: must begin with https://, since Slack sends secrets there\n"
    )


def test_nothing_is_named_otherwise_than_the_bot_hears_it() -> None:
    assert manifest.EVENTS_PATH == requests.EVENTS
    assert manifest.REDIRECT_PATH == pages.REDIRECT
    assert [manifest.callback_id(each) for each in SHORTCUTS] == [hearing.LOOK_UP]


def test_what_it_hears_of_it_may_hear_of() -> None:
    assert set(NEEDED) == set(manifest.EVENTS)
    for event, scopes in NEEDED.items():
        assert scopes <= set(manifest.SCOPES), event


@pytest.mark.parametrize("names", [manifest.SCOPES, manifest.EVENTS], ids=["scopes", "events"])
def test_lists_are_in_order_and_hold_nothing_twice(names: tuple[str, ...]) -> None:
    assert list(names) == sorted(set(names))


def test_it_asks_for_no_more_than_to_read_where_it_is_and_to_write() -> None:
    """Nothing of what somebody who installs it would not expect of a quiz."""
    for scope in manifest.SCOPES:
        assert re.fullmatch(
            r"(app_mentions|channels|groups|im|mpim|usergroups|users):(read|history|write)"
            r"|chat:write|commands|pins:write",
            scope,
        )
    for unused in ("chat:write.public", "channels:write", "users:read.email", "files:read"):
        assert unused not in manifest.SCOPES


def test_every_command_is_hinted_at() -> None:
    hint = made(None, sockets=True)["features"]["slash_commands"][0]["usage_hint"]
    for command in COMMANDS:
        if command.name != "lookup":
            assert re.search(rf"\b{command.name.split()[0]}\b", hint)
