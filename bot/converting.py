"""What is typed for a setting, made into its value.

Each raises ValueError with what the text must be; it never quotes the text, which may be a secret.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bot.address import Secret

if TYPE_CHECKING:
    from collections.abc import Callable

LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
MAX_SHARDS = 99_999  # far more than Discord has ever given out; a longer number is a slip
_LOOPBACK = ("127.0.0.1", "::1", "localhost")


def token(text: str) -> Secret:
    """A token or another secret of one word."""
    if not text.isascii() or not text.isprintable() or " " in text:
        raise ValueError("is no token: tokens hold no spaces and no special characters")
    return Secret(text)


def web_address(schemes: tuple[str, ...], path: str) -> Callable[[str], str]:
    """Addresses with one of the schemes, ending in a path; without the last slash.

    Args:
        schemes: Those that are taken; the last is shown as the example.
        path: What the path must end in; empty where any is good.
    """
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


def prefixed(prefix: str) -> Callable[[str], Secret]:
    """Tokens of Slack that begin so."""

    def convert(text: str) -> Secret:
        if not text.startswith(prefix):
            raise ValueError(f"must begin with {prefix}; Slack's other token begins otherwise")
        return token(text)

    return convert


def locale(text: str) -> str:
    """A language code."""
    if re.fullmatch(r"[a-z]{2,3}(-[A-Z]{2})?", text) is None:
        raise ValueError("must be a language code like en or fa-AF")
    return text


def log_level(text: str) -> str:
    """How much is logged, in capitals."""
    if text.upper() not in LOG_LEVELS:
        raise ValueError(f"must be one of {', '.join(LOG_LEVELS)}")
    return text.upper()


def shard_ids(text: str) -> tuple[int, ...]:
    """Numbers and ranges of them, ascending, each once."""
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


def shard_count(text: str) -> int:
    """How many shards there are."""
    return _whole_number(text, MAX_SHARDS)


def port(text: str) -> int:
    """A port that can be listened on."""
    return _whole_number(text, 65_535)


def slack_api(text: str) -> str:
    """Where Slack's Web API is, with its last slash, as Slack's library joins a method's name to it."""
    return f"{web_address(('http', 'https'), '/api')(text)}/"


def public_address(text: str) -> str:
    """An address that others reach; unencrypted only on this machine, where a browser allows it too."""
    address = web_address(("http", "https"), "")(text)
    parts = urlsplit(address)
    if parts.scheme == "http" and parts.hostname not in _LOOPBACK:
        raise ValueError("must begin with https://, since Slack sends secrets there")
    if parts.path:
        raise ValueError("must be an address like https://host, without a path")
    return address


def client_id(text: str) -> str:
    """A Slack app's client ID, which is no secret."""
    if re.fullmatch(r"[0-9]{1,20}\.[0-9]{1,20}", text) is None:
        raise ValueError("must be two numbers with a dot between, as Slack shows it under Basic Information")
    return text


def listening(text: str) -> tuple[str, int]:
    """Where to listen: the host, 127.0.0.1 if none is named, and the port."""
    host, _, number = text.rpartition(":")
    if re.fullmatch(r"|[A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\]", host) is None:
        raise ValueError("must be a port, or a host and a port: 3000, 0.0.0.0:3000 or [::]:3000")
    return host.strip("[]") or "127.0.0.1", port(number)


def encryption_keys(text: str) -> tuple[Secret, ...]:
    """Fernet keys: 32 bytes each, in base64."""
    keys = [each.strip() for each in text.split(",")]
    if any(re.fullmatch(r"[A-Za-z0-9+/_-]{43}=", key) is None for key in keys):
        raise ValueError("must be keys as `tarikh key` makes them, the newest first, with commas between")
    return tuple(Secret(key) for key in keys)


def _whole_number(text: str, most: int) -> int:
    if re.fullmatch(r"[0-9]{1,5}", text) is None or not 1 <= int(text) <= most:
        raise ValueError(f"must be a whole number from 1 to {most}")
    return int(text)
