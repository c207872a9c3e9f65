"""Secrets, and the address of the database, which may hold one."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit


class Secret:
    """A text that nothing prints: `reveal()` is the only way to it."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """The text itself, for the library that needs it."""
        return self._text

    def __repr__(self) -> str:
        return "Secret('…')"

    __str__ = __repr__

    def __format__(self, _spec: str) -> str:
        return repr(self)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and self._text == other._text

    def __hash__(self) -> int:
        return hash((Secret, self._text))

    def __reduce__(self) -> str:
        raise TypeError("a secret is not written down")


@dataclass(frozen=True, slots=True)
class DatabaseUrl:
    """Where the state is kept.

    `path` is the SQLite file, made absolute; None means PostgreSQL, whose whole address is `address`.
    `shown` is the address without its password and options, for people.
    """

    shown: str
    path: Path | None
    address: Secret


def database_url(text: str) -> DatabaseUrl:
    """Read a database's address.

    `sqlite:///name` is a file in the working directory, `sqlite:////name` one from the root, `sqlite:///~/name`
    one in the home directory; nothing in it is escaped. A `postgresql://` address is the driver's affair.

    Raises:
        ValueError: with what is wrong. It never holds the address, which may hold a password.
    """
    if text.startswith("sqlite:"):
        return _sqlite(text)
    if not text.startswith(("postgresql://", "postgres://")):
        raise ValueError("must begin with sqlite:/// or postgresql://")
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise ValueError(
            "is no address of the form postgresql://user:password@host:port/name (%2F is / in a password)"
        ) from None
    user = f"{parts.username}@" if parts.username else ""
    where = f"{user}[{host}]" if ":" in host else f"{user}{host}"
    shown = f"postgresql://{where}{f':{port}' if port else ''}{parts.path}"
    return DatabaseUrl(shown, None, Secret(text))


def _sqlite(text: str) -> DatabaseUrl:
    name = text.removeprefix("sqlite:///")
    if name == text:
        raise ValueError("needs three strokes before the path of the file: sqlite:///path")
    if not name.strip("/~") or name.endswith("/"):
        raise ValueError("names no file: sqlite:///path")
    if "?" in name or "\0" in name:
        raise ValueError("takes nothing but a path after sqlite:///")
    try:
        path = Path(name).expanduser().absolute()
    except RuntimeError:
        raise ValueError("begins with ~, but no such home directory is known; write the whole path") from None
    return DatabaseUrl(f"sqlite:///{path}", path, Secret(text))
