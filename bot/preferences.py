"""What a server has settled: language, calendar, who starts quizzes, where, and how grave things are shown.

Only what was settled is saved. The rest follows the defaults of whoever runs the bot, also when those change.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections import OrderedDict
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from bot.backend import DatabaseError
from bot.config import Calendar

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.store import Store

_KEPT = 10_000  # scopes in memory, about 300 bytes each
_FRESH = 60.0  # seconds after which another process's change is looked for
MAX_CHANNELS = 25  # as many as one select can name

_LOG = logging.getLogger(__name__)


class Starters(StrEnum):
    """Who may start quizzes."""

    EVERYONE = "everyone"
    MODERATORS = "moderators"


class Sensitivity(StrEnum):
    """How entries are shown that report atrocities (`graphic` in the pack)."""

    ASK = "ask"  # a look-up shows them on a second press, to the one who asked only
    NOTE = "note"  # look-ups show them with a note; On this day leaves them out unless asked
    SHOW = "show"  # both show them, with a note


@dataclass(frozen=True, slots=True)
class Scope:
    """Where settings hold: a platform, and the id of a server or of a conversation there."""

    platform: str
    id: str


@dataclass(frozen=True, slots=True)
class Settings:
    """What holds at a scope.

    Attributes:
        locale: The language of the bot's own words.
        calendar: Which calendar's date stands first.
        starters: Who may start quizzes.
        channels: The ids of the channels where the bot answers openly; all where empty.
        sensitivity: How entries are shown that report atrocities.
    """

    locale: str = "en"
    calendar: Calendar = Calendar.GREGORIAN
    starters: Starters = Starters.EVERYONE
    channels: tuple[str, ...] = ()
    sensitivity: Sensitivity = Sensitivity.NOTE


class Preferences:
    """The settings of every scope, remembered in the store and kept at hand.

    Args:
        store: Where they are saved.
        defaults: What holds where nothing was settled.
        now: Seconds since the epoch (UTC).
    """

    def __init__(self, store: Store, defaults: Settings, now: Callable[[], float]) -> None:
        self._store = store
        self._defaults = defaults
        self._now = now
        self._known: OrderedDict[Scope, tuple[float, Settings]] = OrderedDict()
        self._changing = asyncio.Lock()
        self._changes = 0

    def known(self, scope: Scope) -> Settings | None:
        """The settings of a scope where they are at hand and no older than a minute."""
        found = self._known.get(scope)
        return found[1] if found is not None and 0 <= self._now() - found[0] < _FRESH else None

    async def of(self, scope: Scope) -> Settings:
        """The settings of a scope: those at hand, or those in the store.

        Raises:
            DatabaseError: They could not be read, and are not at hand from earlier either.
        """
        at_hand = self.known(scope)
        if at_hand is not None:
            return at_hand
        changes = self._changes
        try:
            saved = await self._saved(scope)
        except DatabaseError as error:
            earlier = self._known.get(scope)
            if earlier is None:
                raise
            # History can be looked up without the database, and what held a while ago most likely still does.
            _LOG.warning("settings not read platform=%s trouble=%s", scope.platform, error.trouble)
            return earlier[1]
        settings = _settled(saved, self._defaults)
        if self._changes != changes:  # a change was saved while this was read, which may be older
            return self.known(scope) or settings
        return self._keep(scope, settings)

    async def change(self, scope: Scope, **changed: object) -> Settings:
        """Change some settings by name, and save them.

        Changes of one process come one after another. Two processes that change the same scope within the
        same few milliseconds do not see each other: the later one's settings hold.

        Returns:
            What holds now.

        Raises:
            DatabaseError: They could not be saved; nothing has changed, but for `Trouble.UNCERTAIN`.
            TypeError: There is no such setting.
            ValueError: A setting cannot have such a value; nothing has changed.
        """
        new = {name: _plain(name, value) for name, value in changed.items()}
        async with self._changing:
            # From the store: what another process has changed is not to be written over.
            saved = {**await self._saved(scope), **new}
            text = json.dumps(saved, ensure_ascii=False, separators=(",", ":"))
            self._changes += 1
            self._known.pop(scope, None)  # if it comes to an error, nobody knows what holds
            await self._store.keep_settings(scope.platform, scope.id, text, self._now())
            self._changes += 1
            return self._keep(scope, _settled(saved, self._defaults))

    async def _saved(self, scope: Scope) -> dict[str, Any]:
        """What was settled, as it was saved: also what only another version of Tarikh understands."""
        text = await self._store.settings(scope.platform, scope.id)
        try:
            saved = json.loads(text or "{}")
        except ValueError:
            saved = None
        if isinstance(saved, dict):
            return saved
        _LOG.warning("settings unreadable platform=%s scope=%s: the defaults hold", scope.platform, scope.id)
        return {}

    def _keep(self, scope: Scope, settings: Settings) -> Settings:
        self._known[scope] = self._now(), settings
        self._known.move_to_end(scope)
        if len(self._known) > _KEPT:
            self._known.popitem(last=False)
        return settings


def _text(value: object) -> str:
    if not isinstance(value, str) or not value:
        raise ValueError("is no text")
    return value


def _channels(value: object) -> tuple[str, ...]:
    if not isinstance(value, list | tuple):
        raise ValueError("are no channels")  # noqa: TRY004 -- a wrong value, as a text that names no calendar is
    return tuple(map(_text, value))


# How a setting is read from what was saved; each raises ValueError for what it does not know.
_READ: Mapping[str, Callable[[Any], object]] = {
    "locale": _text,
    "calendar": Calendar,
    "starters": Starters,
    "channels": _channels,
    "sensitivity": Sensitivity,
}


def _plain(name: str, value: object) -> object:
    """A setting's new value as it is saved."""
    if name not in _READ:
        raise TypeError(f"there is no setting {name}")
    read = _READ[name](value)
    if isinstance(read, tuple) and len(read) > MAX_CHANNELS:
        raise ValueError(f"more than {MAX_CHANNELS} channels")
    return read


def _settled(saved: Mapping[str, object], defaults: Settings) -> Settings:
    """Settings as they were saved; what this version does not know is left at its default."""
    known: dict[str, Any] = {}
    for name, read in _READ.items():
        if name in saved:
            try:
                known[name] = read(saved[name])
            except ValueError:
                continue
    return replace(defaults, **known)
