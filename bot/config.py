"""The settings: one frozen value, read from the environment and an optional file.

`bot.variables` names every setting, `bot.converting` reads its value. The environment wins over the file.
Whatever is unknown or malformed is told at once, a line each. No line quotes a value: it may be a token that
was put in the wrong place.
"""

from __future__ import annotations

import difflib
import os
import re
import tomllib
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs

from bot import converting
from bot.address import DatabaseUrl, Secret, database_url
from bot.variables import CONFIG_VARIABLE, PREFIX, SETTINGS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import TypeVar

    T = TypeVar("T")

__all__ = [
    "CONFIG_VARIABLE",
    "SETTINGS",
    "Calendar",
    "Config",
    "ConfigError",
    "DatabaseUrl",
    "Secret",
    "database_url",
    "read",
]

MAX_FILE = 100_000  # bytes; a settings file is some lines, so a larger one is the wrong file
API_PATH = "/api/v10"  # the version that discord.py speaks
NEEDS_SERVER = "shares the shards among processes, which need PostgreSQL; a SQLite file serves only one"


class ConfigError(Exception):
    """The settings cannot be used. `problems` holds a line for each thing that is wrong."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


class Calendar(StrEnum):
    """Which date stands first where both calendars are shown."""

    GREGORIAN = "gregorian"
    SOLAR_HIJRI = "solar_hijri"


@dataclass(frozen=True, slots=True)
class Config:
    """Every setting.

    `shard_ids` are ascending, each once; None means all. `slack_listen` is a host and a port, `slack_api_url`
    ends with a slash and `slack_public_url` without one. `encryption_keys` begin with the newest. `file` is
    the settings file that was read, if there was one.
    """

    database_url: DatabaseUrl
    discord_token: Secret | None = None
    discord_api_url: str | None = None
    discord_gateway_url: str | None = None
    slack_bot_token: Secret | None = None
    slack_app_token: Secret | None = None
    slack_signing_secret: Secret | None = None
    slack_client_id: str | None = None
    slack_client_secret: Secret | None = None
    slack_api_url: str | None = None
    slack_listen: tuple[str, int] | None = None
    slack_public_url: str | None = None
    encryption_keys: tuple[Secret, ...] = ()
    locale: str = "en"
    calendar: Calendar = Calendar.GREGORIAN
    log_level: str = "WARNING"
    shard_ids: tuple[int, ...] | None = None
    shard_count: int | None = None
    health_port: int | None = None
    file: Path | None = None

    @property
    def slack(self) -> bool:
        """Whether Slack is joined: for one workspace by its bot token, or for many by the client ID."""
        return self.slack_bot_token is not None or self.slack_client_id is not None


def read(environ: Mapping[str, str], file: Path | None = None) -> Config:
    """Read every setting.

    An empty variable counts as not set, as service files and container platforms leave them.

    Args:
        environ: The environment's variables.
        file: The settings file; otherwise `TARIKH_CONFIG`, otherwise the user's own if there is one.

    Raises:
        ConfigError: with all problems at once.
    """
    problems: list[str] = []
    failed: set[str] = set()
    chosen = _file(environ, file, problems)
    values: dict[str, tuple[str, str]] = {}  # by key: what people call the place it came from, and the value
    if chosen is not None:
        values.update(_from_file(chosen, problems))
    values.update(_from_environment(environ, problems))

    def take(key: str, convert: Callable[[str], T], default: T) -> T:
        if key not in values:
            return default
        origin, text = values[key]
        try:
            return convert(text)
        except ValueError as error:
            problems.append(f"{origin}: {error}")
            failed.add(key)
            return default

    fallback = platformdirs.user_data_path("tarikh", appauthor=False) / "tarikh.sqlite3"
    default_url = DatabaseUrl(f"sqlite:///{fallback}", fallback, Secret(f"sqlite:///{fallback}"))
    config = Config(
        database_url=take("database_url", database_url, default_url),
        discord_token=take("discord_token", converting.token, None),
        discord_api_url=take("discord_api_url", converting.web_address(("http", "https"), API_PATH), None),
        discord_gateway_url=take("discord_gateway_url", converting.web_address(("ws", "wss"), ""), None),
        slack_bot_token=take("slack_bot_token", converting.prefixed("xoxb-"), None),
        slack_app_token=take("slack_app_token", converting.prefixed("xapp-"), None),
        slack_signing_secret=take("slack_signing_secret", converting.token, None),
        slack_client_id=take("slack_client_id", converting.client_id, None),
        slack_client_secret=take("slack_client_secret", converting.token, None),
        slack_api_url=take("slack_api_url", converting.slack_api, None),
        slack_listen=take("slack_listen", converting.listening, None),
        slack_public_url=take("slack_public_url", converting.public_address, None),
        encryption_keys=take("encryption_keys", converting.encryption_keys, ()),
        locale=take("locale", converting.locale, "en"),
        calendar=take("calendar", _calendar, Calendar.GREGORIAN),
        log_level=take("log_level", converting.log_level, "WARNING"),
        shard_ids=take("shard_ids", converting.shard_ids, None),
        shard_count=take("shard_count", converting.shard_count, None),
        health_port=take("health_port", converting.port, None),
        file=chosen,
    )
    for concerned, at_odds in ((_SHARDS, _shards_at_odds), (_SLACK, _slack_at_odds)):
        if failed.isdisjoint(concerned):  # else some are not what was meant
            problems.extend(f"{values[key][0]}: {wrong}" for key, wrong in at_odds(config))
    if problems:
        raise ConfigError(problems)
    return config


_SHARDS = ("database_url", "shard_ids", "shard_count")


def _shards_at_odds(config: Config) -> Iterable[tuple[str, str]]:
    """What is wrong with a setting only because of another: its key, and why."""
    if config.shard_ids is None:
        return
    if config.shard_count is None:
        yield "shard_ids", "needs TARIKH_SHARD_COUNT, the number of all shards; set both in every process"
    elif config.shard_ids[-1] >= config.shard_count:
        last = config.shard_count - 1
        yield "shard_ids", f"names a shard that there is not; by TARIKH_SHARD_COUNT the last is {last}"
    if config.database_url.path is not None:
        yield "shard_ids", f"{NEEDS_SERVER}; set TARIKH_DATABASE_URL"


_SLACK = tuple(
    setting.key
    for setting in SETTINGS
    if setting.key.startswith("slack_") or setting.key == "encryption_keys"
)


def _slack_at_odds(config: Config) -> Iterable[tuple[str, str]]:
    """The same for the ways in which Slack is joined."""
    one, many = config.slack_bot_token is not None, config.slack_client_id is not None
    hears = {"slack_app_token": config.slack_app_token, "slack_signing_secret": config.slack_signing_secret}
    listens = config.slack_listen is not None
    if one and many:
        yield (
            "slack_client_id",
            "is for many workspaces, TARIKH_SLACK_BOT_TOKEN for one; unset one of the two",
        )
    elif not any(hears.values()) and (one or many):
        ways = "TARIKH_SLACK_APP_TOKEN for Socket Mode, or TARIKH_SLACK_SIGNING_SECRET for requests"
        yield ("slack_bot_token" if one else "slack_client_id"), f"needs a way to hear from Slack: set {ways}"
    for key, secret in hears.items():
        if secret is not None and not (one or many):
            yield key, "needs TARIKH_SLACK_BOT_TOKEN for one workspace, or TARIKH_SLACK_CLIENT_ID for many"
    if config.slack_signing_secret is not None and not listens:
        yield "slack_signing_secret", "needs TARIKH_SLACK_LISTEN, the port where Slack's requests are taken"
    if config.slack_client_secret is not None and not many:
        yield "slack_client_secret", "needs TARIKH_SLACK_CLIENT_ID, which stands beside it at Slack"
    if many:
        needed = (
            (config.slack_client_secret, "TARIKH_SLACK_CLIENT_SECRET, which stands beside it at Slack"),
            (config.encryption_keys, "TARIKH_ENCRYPTION_KEYS; `tarikh key` makes one"),
            (listens, "TARIKH_SLACK_LISTEN, the port where installations are taken"),
            (config.slack_public_url, "TARIKH_SLACK_PUBLIC_URL, the address where people install it"),
        )
        yield from (("slack_client_id", f"needs {what}") for there, what in needed if not there)


def _file(environ: Mapping[str, str], file: Path | None, problems: list[str]) -> Path | None:
    named = environ.get(CONFIG_VARIABLE.name, "").strip()
    if file is None and named:
        file = Path(named)
    if file is None:
        own = platformdirs.user_config_path("tarikh", appauthor=False) / "tarikh.toml"
        return own if own.is_file() else None
    if not file.is_file():
        problems.append(f"{CONFIG_VARIABLE.name}: there is no file {file}; create it or name another")
        return None
    return file


def _from_file(file: Path, problems: list[str]) -> Iterable[tuple[str, tuple[str, str]]]:
    try:
        with file.open("rb") as opened:
            data = opened.read(MAX_FILE + 1)
    except OSError as error:
        problems.append(f"{file}: cannot be read: {os.strerror(error.errno or 0)}")
        return
    if len(data) > MAX_FILE:
        problems.append(f"{file}: is larger than {MAX_FILE} bytes and no settings file; name the right one")
        return
    try:
        table = tomllib.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        problems.append(f"{file}: is not written in UTF-8; save it as UTF-8")
        return
    except (tomllib.TOMLDecodeError, RecursionError) as error:  # the latter if brackets nest a thousand deep
        problems.append(f'{file}: is not TOML: {_place(error)}; write a line for each setting: locale = "en"')
        return
    keys = [setting.key for setting in SETTINGS]
    for key, value in table.items():
        if key not in keys:
            problems.append(f"{file}: there is no setting {key!r}{_nearest(key, keys)}")
        elif not isinstance(value, str):
            problems.append(f"{file}, {key}: must be a text in quotation marks")
        elif value.strip():
            yield key, (f"{file}, {key}", value.strip())


def _place(error: Exception) -> str:
    # Only where, not what: the message may quote a token.
    found = re.search(r"\(at (.*)\)$", str(error))
    return f"the fault is at {found[1]}" if found else "it cannot be read"


def _from_environment(
    environ: Mapping[str, str], problems: list[str]
) -> Iterable[tuple[str, tuple[str, str]]]:
    by_name = {setting.name: setting.key for setting in SETTINGS}
    for name in sorted(environ):
        if not name.startswith(PREFIX) or name == CONFIG_VARIABLE.name:
            continue
        if name not in by_name:
            nearest = _nearest(name, (*by_name, CONFIG_VARIABLE.name))
            problems.append(f"{name}: there is no such setting{nearest}")
        elif environ[name].strip():
            yield by_name[name], (name, environ[name].strip())


def _nearest(name: str, known: Iterable[str]) -> str:
    # The prefix that all share would make everything look near.
    by_key = {each.removeprefix(PREFIX).lower(): each for each in known}
    close = difflib.get_close_matches(name.removeprefix(PREFIX).lower(), by_key, n=1, cutoff=0.6)
    return (
        f"; did you mean {by_key[close[0]]}?" if close else f"; the settings are {', '.join(by_key.values())}"
    )


def _calendar(text: str) -> Calendar:
    try:
        return Calendar(text)
    except ValueError:
        raise ValueError(f"must be {' or '.join(Calendar)}") from None
