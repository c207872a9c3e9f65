"""The settings of the ways in which Slack is joined."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

import pytest

from bot.config import ConfigError, Secret, read

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No settings of whoever runs the tests."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))


def problems(environ: dict[str, str], file: Path | None = None) -> tuple[str, ...]:
    with pytest.raises(ConfigError) as caught:
        read(environ, file)
    return caught.value.problems


KEY = base64.urlsafe_b64encode(bytes(range(32))).decode()  # always the same: it names cases
VALUES = {
    "BOT_TOKEN": "xoxb-geheim",
    "APP_TOKEN": "xapp-geheim",
    "SIGNING_SECRET": "geheim",
    "CLIENT_ID": "12.34",
    "CLIENT_SECRET": "geheim",
    "LISTEN": "3000",
    "PUBLIC_URL": "https://tarikh.example",
    "KEYS": KEY,
}


def environment(*names: str) -> dict[str, str]:
    return {
        "TARIKH_ENCRYPTION_KEYS" if name == "KEYS" else f"TARIKH_SLACK_{name}": VALUES[name] for name in names
    }


MANY = ("CLIENT_ID", "CLIENT_SECRET", "LISTEN", "PUBLIC_URL", "KEYS")


@pytest.mark.parametrize(
    "names",
    [
        ("BOT_TOKEN", "APP_TOKEN"),
        ("BOT_TOKEN", "SIGNING_SECRET", "LISTEN"),
        ("BOT_TOKEN", "APP_TOKEN", "SIGNING_SECRET", "LISTEN", "PUBLIC_URL", "KEYS"),
        ("APP_TOKEN", *MANY),
        ("SIGNING_SECRET", *MANY),
    ],
)
def test_ways_in_that_work(names: tuple[str, ...]) -> None:
    config = read(environment(*names))
    assert config.slack
    assert (config.slack_bot_token is not None) == ("BOT_TOKEN" in names)
    assert config.slack_listen == (("127.0.0.1", 3000) if "LISTEN" in names else None)
    assert config.encryption_keys == ((Secret(KEY),) if "KEYS" in names else ())


@pytest.mark.parametrize("names", [(), ("KEYS",), ("PUBLIC_URL",), ("LISTEN",)])
def test_without_a_bot_token_and_a_client_id_slack_is_not_joined(names: tuple[str, ...]) -> None:
    assert not read(environment(*names)).slack


HEAR = (
    "needs a way to hear from Slack: set TARIKH_SLACK_APP_TOKEN for Socket Mode, or "
    "TARIKH_SLACK_SIGNING_SECRET for requests"
)
WHOSE = "needs TARIKH_SLACK_BOT_TOKEN for one workspace, or TARIKH_SLACK_CLIENT_ID for many"
PORT = "needs TARIKH_SLACK_LISTEN, the port where Slack's requests are taken"


@pytest.mark.parametrize(
    ("names", "lines"),
    [
        (("BOT_TOKEN",), (f"BOT_TOKEN: {HEAR}",)),
        (MANY, (f"CLIENT_ID: {HEAR}",)),
        (("APP_TOKEN",), (f"APP_TOKEN: {WHOSE}",)),
        (("SIGNING_SECRET", "LISTEN"), (f"SIGNING_SECRET: {WHOSE}",)),
        (("BOT_TOKEN", "SIGNING_SECRET"), (f"SIGNING_SECRET: {PORT}",)),
        (("BOT_TOKEN", "APP_TOKEN", "SIGNING_SECRET"), (f"SIGNING_SECRET: {PORT}",)),
        (
            ("BOT_TOKEN", "APP_TOKEN", *MANY),
            ("CLIENT_ID: is for many workspaces, TARIKH_SLACK_BOT_TOKEN for one; unset one of the two",),
        ),
        (
            ("BOT_TOKEN", "APP_TOKEN", "CLIENT_SECRET"),
            ("CLIENT_SECRET: needs TARIKH_SLACK_CLIENT_ID, which stands beside it at Slack",),
        ),
        (
            ("APP_TOKEN", "CLIENT_ID"),
            (
                "CLIENT_ID: needs TARIKH_SLACK_CLIENT_SECRET, which stands beside it at Slack",
                "CLIENT_ID: needs TARIKH_ENCRYPTION_KEYS; `tarikh key` makes one",
                "CLIENT_ID: needs TARIKH_SLACK_LISTEN, the port where installations are taken",
                "CLIENT_ID: needs TARIKH_SLACK_PUBLIC_URL, the address where people install it",
            ),
        ),
    ],
)
def test_ways_in_that_cannot_work_are_told_with_what_to_do(
    names: tuple[str, ...], lines: tuple[str, ...]
) -> None:
    told = problems(environment(*names))
    assert told == tuple(f"TARIKH_SLACK_{line}" for line in lines)
    assert "geheim" not in str(told)


@pytest.mark.parametrize("name", [*VALUES, "API_URL"])
def test_where_one_is_malformed_no_more_is_said_of_the_others(name: str) -> None:
    environ = environment("APP_TOKEN", "CLIENT_ID", "CLIENT_SECRET")
    variable = "TARIKH_ENCRYPTION_KEYS" if name == "KEYS" else f"TARIKH_SLACK_{name}"
    (line,) = problems({**environ, variable: "¿geheim?"})
    assert line.startswith(f"{variable}: ")
    assert "geheim" not in line


def test_what_cannot_work_is_told_where_it_was_written(tmp_path: Path) -> None:
    file = tmp_path / "tarikh.toml"
    file.write_text('slack_bot_token = "xoxb-geheim"\n', encoding="utf-8")
    assert problems({}, file) == (f"{file}, slack_bot_token: {HEAR}",)
    assert read(environment("APP_TOKEN"), file).slack


API = "must be an address like https://host/api"
LISTEN = "must be a port, or a host and a port: 3000, 0.0.0.0:3000 or [::]:3000"
NUMBER = "must be a whole number from 1 to 65535"
KEYS = "must be keys as `tarikh key` makes them, the newest first, with commas between"


@pytest.mark.parametrize(
    ("name", "value", "kept"),
    [
        ("slack_api_url", "https://proxy.example/slack/api", "https://proxy.example/slack/api/"),
        ("slack_api_url", "http://[::1]:8080/api/", "http://[::1]:8080/api/"),
        ("slack_listen", "1", ("127.0.0.1", 1)),
        ("slack_listen", "0.0.0.0:65535", ("0.0.0.0", 65535)),  # noqa: S104 -- only read
        ("slack_listen", "[::1]:3000", ("::1", 3000)),
        ("slack_listen", "tarikh-1.internal:3000", ("tarikh-1.internal", 3000)),
        ("slack_public_url", "https://tarikh.school.example:8443/", "https://tarikh.school.example:8443"),
        ("slack_public_url", "http://127.0.0.1:3000", "http://127.0.0.1:3000"),
        ("slack_public_url", "http://localhost:3000", "http://localhost:3000"),
        ("encryption_keys", f" {KEY} , {KEY[::-1][1:]}= ", (Secret(KEY), Secret(f"{KEY[::-1][1:]}="))),
    ],
)
def test_addresses_and_keys(name: str, value: str, kept: object) -> None:
    assert getattr(read({f"TARIKH_{name.upper()}": value}), name) == kept


@pytest.mark.parametrize(
    ("name", "value", "wrong"),
    [
        ("SLACK_API_URL", "https://slack.example", f"{API}, ending in /api"),
        ("SLACK_API_URL", "wss://slack.example/api/", API),
        ("SLACK_API_URL", "https://x:geheim@slack.example/api/", API),
        ("SLACK_LISTEN", "geheim", NUMBER),
        ("SLACK_LISTEN", "0", NUMBER),
        ("SLACK_LISTEN", "localhost:65536", NUMBER),
        ("SLACK_LISTEN", "::1:3000", LISTEN),
        ("SLACK_LISTEN", "http://localhost:3000", LISTEN),
        ("SLACK_LISTEN", "ge heim:3000", LISTEN),
        ("SLACK_PUBLIC_URL", "http://tarikh.example", "must begin with https://"),
        ("SLACK_PUBLIC_URL", "tarikh.example", "must be an address like https://host"),
        (
            "SLACK_PUBLIC_URL",
            "https://x.example/geheim",
            "must be an address like https://host, without a path",
        ),
        ("SLACK_PUBLIC_URL", "https://tarikh.example/?geheim", "must be an address like https://host"),
        ("SLACK_CLIENT_ID", "geheim", "must be two numbers with a dot between"),
        ("SLACK_CLIENT_ID", "۱.۲", "must be two numbers with a dot between"),
        ("SLACK_SIGNING_SECRET", "ge heim", "is no token: tokens hold no spaces"),
        ("ENCRYPTION_KEYS", "geheim", KEYS),
        ("ENCRYPTION_KEYS", KEY[:-2], KEYS),
        ("ENCRYPTION_KEYS", f"{KEY},", KEYS),
        ("ENCRYPTION_KEYS", f"{KEY} {KEY}", KEYS),
    ],
)
def test_wrong_addresses_and_keys(name: str, value: str, wrong: str) -> None:
    (line,) = problems({f"TARIKH_{name}": value})
    assert line.startswith(f"TARIKH_{name}: {wrong}")
    assert "geheim" not in line
    assert KEY[:20] not in line
