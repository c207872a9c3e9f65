"""The settings: one frozen value, read from the environment and an optional file.

`SETTINGS` names every setting; `docs/reference/configuration.md` shows the same table. The environment wins
over the file. Whatever is unknown or malformed is told at once, a line each. No line quotes a value: it may
be a token that was put in the wrong place.
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
from urllib.parse import urlsplit

import platformdirs

from bot.address import DatabaseUrl, Secret, database_url

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import TypeVar

    T = TypeVar("T")

__all__ = ["SETTINGS", "Calendar", "Config", "ConfigError", "DatabaseUrl", "Secret", "database_url", "read"]

PREFIX = "TARIKH_"
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
MAX_FILE = 100_000  # bytes; a settings file is some lines, so a larger one is the wrong file
API_PATH = "/api/v10"  # the version that discord.py speaks
NEEDS_SERVER = "shares the shards among processes, which need PostgreSQL; a SQLite file serves only one"
MAX_SHARDS = 99_999  # far more than Discord has ever given out; a longer number is a slip


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
        "The bot token of the Slack app; it begins with `xoxb-`.",
        "none: Slack is not joined",
        "xoxb-1234-5678-abcd",
    ),
    Setting(
        "TARIKH_SLACK_APP_TOKEN",
        "The app-level token of the Slack app, for Socket Mode; it begins with `xapp-`.",
        "none: Slack is not joined",
        "xapp-1-A0123-4567-abcd",
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


@dataclass(frozen=True, slots=True)
class Config:
    """Every setting.

    `shard_ids` are ascending, each once; None means all. `file` is the settings file that was read, if there
    was one.
    """

    database_url: DatabaseUrl
    discord_token: Secret | None = None
    discord_api_url: str | None = None
    discord_gateway_url: str | None = None
    slack_bot_token: Secret | None = None
    slack_app_token: Secret | None = None
    locale: str = "en"
    calendar: Calendar = Calendar.GREGORIAN
    log_level: str = "WARNING"
    shard_ids: tuple[int, ...] | None = None
    shard_count: int | None = None
    health_port: int | None = None
    file: Path | None = None


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
        discord_token=take("discord_token", _token, None),
        discord_api_url=take("discord_api_url", _web_address(("http", "https"), API_PATH), None),
        discord_gateway_url=take("discord_gateway_url", _web_address(("ws", "wss"), ""), None),
        slack_bot_token=take("slack_bot_token", _prefixed("xoxb-"), None),
        slack_app_token=take("slack_app_token", _prefixed("xapp-"), None),
        locale=take("locale", _locale, "en"),
        calendar=take("calendar", _calendar, Calendar.GREGORIAN),
        log_level=take("log_level", _log_level, "WARNING"),
        shard_ids=take("shard_ids", _shard_ids, None),
        shard_count=take("shard_count", _shard_count, None),
        health_port=take("health_port", _port, None),
        file=chosen,
    )
    if failed.isdisjoint(("database_url", "shard_ids", "shard_count")):  # else some are not what was meant
        problems.extend(f"{values[key][0]}: {wrong}" for key, wrong in _at_odds(config))
    if problems:
        raise ConfigError(problems)
    return config


def _at_odds(config: Config) -> Iterable[tuple[str, str]]:
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


def _token(text: str) -> Secret:
    if not text.isascii() or not text.isprintable() or " " in text:
        raise ValueError("is no token: tokens hold no spaces and no special characters")
    return Secret(text)


def _web_address(schemes: tuple[str, ...], path: str) -> Callable[[str], str]:
    form = f"must be an address like {schemes[-1]}://host{path}"

    def convert(text: str) -> str:
        try:
            parts = urlsplit(text)
            whole = parts.scheme in schemes and bool(parts.hostname) and parts.port != 0
        except ValueError:  # a port that is no number; the error would quote it
            whole, parts = False, urlsplit("")
        if not whole or not text.isascii() or not text.isprintable() or " " in text:
            raise ValueError(form)
        if parts.username is not None or parts.password is not None or "?" in text or "#" in text:
            raise ValueError(f"{form}, without a user, a password, or anything after the path")
        if not parts.path.rstrip("/").endswith(path):
            raise ValueError(f"{form}, ending in {path}")
        return text.rstrip("/")

    return convert


def _prefixed(prefix: str) -> Callable[[str], Secret]:
    def convert(text: str) -> Secret:
        if not text.startswith(prefix):
            raise ValueError(f"must begin with {prefix}; Slack's other token begins otherwise")
        return _token(text)

    return convert


def _locale(text: str) -> str:
    if re.fullmatch(r"[a-z]{2,3}(-[A-Z]{2})?", text) is None:
        raise ValueError("must be a language code like en or fa-AF")
    return text


def _calendar(text: str) -> Calendar:
    try:
        return Calendar(text)
    except ValueError:
        raise ValueError(f"must be {' or '.join(Calendar)}") from None


def _log_level(text: str) -> str:
    if text.upper() not in LOG_LEVELS:
        raise ValueError(f"must be one of {', '.join(LOG_LEVELS)}")
    return text.upper()


def _shard_ids(text: str) -> tuple[int, ...]:
    ids: set[int] = set()
    for part in text.split(","):
        found = re.fullmatch(r"([0-9]{1,5})(?:-([0-9]{1,5}))?", part.strip())
        if found is None:
            raise ValueError("must be numbers from 0, and ranges of them, like 0,1 or 0-3,6")
        first, last = int(found[1]), int(found[2] or found[1])
        if last < first:
            raise ValueError("holds a range whose end comes before its beginning; write it like 0-3")
        ids.update(range(first, last + 1))
    return tuple(sorted(ids))


def _shard_count(text: str) -> int:
    return _whole_number(text, MAX_SHARDS)


def _port(text: str) -> int:
    return _whole_number(text, 65_535)


def _whole_number(text: str, most: int) -> int:
    if re.fullmatch(r"[0-9]{1,5}", text) is None or not 1 <= int(text) <= most:
        raise ValueError(f"must be a whole number from 1 to {most}")
    return int(text)
