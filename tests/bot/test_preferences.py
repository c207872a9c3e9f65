from __future__ import annotations

import asyncio
import json
import logging
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.backend import DatabaseError
from bot.config import Calendar
from bot.database import Database, open_database
from bot.postgres import open_postgres
from bot.preferences import (
    MAX_CHANNELS,
    Preferences,
    Scope,
    Sensitivity,
    Settings,
    Starters,
    _plain,
    _settled,
)
from bot.sqlite import open_sqlite
from bot.store import Store

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.address import DatabaseUrl
    from bot.backend import Backend, Dialect, Statements

T = TypeVar("T")
HERE = Scope("discord", "s1")
DEFAULTS = Settings("fa", Calendar.SOLAR_HIJRI)


class Clock:
    """Seconds that only a test moves."""

    def __init__(self) -> None:
        self.at = 1_795_000_000.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def now() -> Clock:
    return Clock()


@pytest.fixture
def preferences(store: Store, now: Clock) -> Preferences:
    return Preferences(store, DEFAULTS, now)


async def test_where_nothing_was_settled_the_defaults_hold(preferences: Preferences) -> None:
    assert preferences.known(HERE) is None
    assert await preferences.of(HERE) == DEFAULTS
    assert preferences.known(HERE) == DEFAULTS


async def test_a_change_holds_at_its_scope_alone(preferences: Preferences, store: Store, now: Clock) -> None:
    changed = await preferences.change(HERE, locale="ps", channels=("11", "12"))
    assert changed == Settings("ps", Calendar.SOLAR_HIJRI, channels=("11", "12"))
    assert preferences.known(HERE) == await preferences.of(HERE) == changed
    assert await Preferences(store, DEFAULTS, now).of(HERE) == changed
    for other in (Scope("slack", "s1"), Scope("discord", "s2")):
        assert await preferences.of(other) == DEFAULTS


async def test_changes_add_up_and_can_be_taken_back(preferences: Preferences) -> None:
    await preferences.change(HERE, starters=Starters.MODERATORS)
    await preferences.change(HERE, sensitivity=Sensitivity.ASK, channels=("1",))
    assert await preferences.of(HERE) == replace(
        DEFAULTS, starters=Starters.MODERATORS, sensitivity=Sensitivity.ASK, channels=("1",)
    )
    await preferences.change(HERE, starters=Starters.EVERYONE, channels=())
    assert await preferences.of(HERE) == replace(DEFAULTS, sensitivity=Sensitivity.ASK)


async def test_only_what_was_settled_is_saved_so_that_the_rest_follows_the_defaults(
    preferences: Preferences, store: Store, now: Clock
) -> None:
    await preferences.change(HERE, calendar=Calendar.SOLAR_HIJRI, starters=Starters.MODERATORS)
    text = await store.settings("discord", "s1")
    assert json.loads(text or "") == {"calendar": "solar_hijri", "starters": "moderators"}
    later = Preferences(store, Settings("ps", Calendar.GREGORIAN), now)
    assert await later.of(HERE) == Settings("ps", Calendar.SOLAR_HIJRI, Starters.MODERATORS)


async def test_values_as_texts_become_what_they_mean(preferences: Preferences) -> None:
    """As they come from a select."""
    settings = await preferences.change(
        HERE, calendar="gregorian", starters="moderators", sensitivity="show", channels=["1", "2"]
    )
    assert settings.calendar is Calendar.GREGORIAN
    assert settings.starters is Starters.MODERATORS
    assert settings.sensitivity is Sensitivity.SHOW
    assert settings.channels == ("1", "2")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("locale", ""),
        ("locale", None),
        ("calendar", "julian"),
        ("calendar", ["gregorian"]),
        ("starters", None),
        ("sensitivity", "ASK"),
        ("channels", "11"),
        ("channels", (11,)),
        ("channels", ("1", "")),
        ("channels", tuple(map(str, range(MAX_CHANNELS + 1)))),
    ],
)
async def test_a_wrong_value_changes_nothing(
    preferences: Preferences, store: Store, name: str, value: object
) -> None:
    await preferences.change(HERE, channels=tuple(map(str, range(MAX_CHANNELS))))
    before = await store.settings("discord", "s1"), preferences.known(HERE)
    with pytest.raises(ValueError, match=r"not a valid|no text|no channels|more than 25"):
        await preferences.change(HERE, **{"starters": Starters.MODERATORS, name: value})
    assert (await store.settings("discord", "s1"), preferences.known(HERE)) == before


async def test_there_is_no_such_setting(preferences: Preferences, store: Store) -> None:
    with pytest.raises(TypeError, match="there is no setting colour"):
        await preferences.change(HERE, locale="en", colour="red")
    assert await store.settings("discord", "s1") is None


async def test_another_processs_change_is_seen_within_a_minute(
    preferences: Preferences, store: Store, now: Clock
) -> None:
    other = Preferences(store, DEFAULTS, now)
    assert await preferences.of(HERE) == DEFAULTS
    changed = await other.change(HERE, locale="ps")
    now.at += 59
    assert preferences.known(HERE) == await preferences.of(HERE) == DEFAULTS
    now.at += 1
    assert preferences.known(HERE) is None
    assert await preferences.of(HERE) == changed
    assert preferences.known(HERE) == changed


async def test_a_clock_that_is_set_back_makes_nothing_fresh_for_ever(
    preferences: Preferences, store: Store, now: Clock
) -> None:
    await preferences.of(HERE)
    changed = await Preferences(store, DEFAULTS, now).change(HERE, locale="ps")
    now.at -= 3_600
    assert preferences.known(HERE) is None
    assert await preferences.of(HERE) == changed


async def test_a_change_does_not_write_over_another_processs_change(
    preferences: Preferences, store: Store, now: Clock
) -> None:
    await preferences.of(HERE)
    await Preferences(store, DEFAULTS, now).change(HERE, locale="ps")
    changed = await preferences.change(HERE, starters=Starters.MODERATORS)
    assert changed == replace(DEFAULTS, locale="ps", starters=Starters.MODERATORS)


async def test_changes_at_once_are_all_kept(preferences: Preferences, store: Store, now: Clock) -> None:
    await asyncio.gather(
        preferences.change(HERE, locale="ps"),
        preferences.change(HERE, calendar=Calendar.GREGORIAN),
        preferences.change(HERE, starters=Starters.MODERATORS),
        preferences.change(HERE, channels=("1",)),
        preferences.change(HERE, sensitivity=Sensitivity.SHOW),
    )
    all_changed = Settings("ps", Calendar.GREGORIAN, Starters.MODERATORS, ("1",), Sensitivity.SHOW)
    assert preferences.known(HERE) == all_changed
    assert await Preferences(store, DEFAULTS, now).of(HERE) == all_changed


class Lingering:
    """A database whose first read comes back only when it is let."""

    def __init__(self, backend: Backend) -> None:
        self._backend = backend
        self._reads = 0
        self.has_read = asyncio.Event()
        self.let = asyncio.Event()

    @property
    def dialect(self) -> Dialect:
        return self._backend.dialect

    @property
    def shown(self) -> str:
        return self._backend.shown

    async def transact(self, work: Callable[[Statements], Awaitable[T]]) -> T:
        return await self._backend.transact(work)

    async def read(self, work: Callable[[Statements], Awaitable[T]]) -> T:
        self._reads += 1
        first = self._reads == 1
        result = await self._backend.read(work)
        if first:
            self.has_read.set()
            await self.let.wait()
        return result

    async def close(self) -> None:
        await self._backend.close()


async def test_what_was_read_before_a_change_is_not_kept_after_it(
    url: DatabaseUrl, store: Store, now: Clock
) -> None:
    """A reader whose turn comes only after a change was saved must not bring the old settings back."""
    assert await store.settings("discord", "s1") is None
    slow = Lingering(await (open_sqlite(url.path, 10.0) if url.path else open_postgres(url, 10.0)))
    async with Database(slow) as database:
        preferences = Preferences(Store(database), DEFAULTS, now)
        reader = asyncio.create_task(preferences.of(HERE))
        await slow.has_read.wait()
        changed = await preferences.change(HERE, locale="ps")
        slow.let.set()
        assert await reader == changed
        assert preferences.known(HERE) == changed


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '"en"', "7"])
async def test_settings_that_cannot_be_read_are_the_defaults_and_the_log_says_so(
    preferences: Preferences, store: Store, caplog: pytest.LogCaptureFixture, text: str
) -> None:
    await store.keep_settings("discord", "s1", text, 1.0)
    with caplog.at_level(logging.WARNING):
        assert await preferences.of(HERE) == DEFAULTS
    told = [record.getMessage() for record in caplog.records]
    assert told == (["settings unreadable platform=discord scope=s1: the defaults hold"] if text else [])
    assert await preferences.change(HERE, locale="en") == replace(DEFAULTS, locale="en")


async def test_what_only_another_version_understands_is_left_as_it_is(
    preferences: Preferences, store: Store
) -> None:
    saved = {"locale": "ps", "calendar": "lunar", "starters": 7, "channels": "1", "colour": ["red"]}
    await store.keep_settings("discord", "s1", json.dumps(saved), 1.0)
    assert await preferences.of(HERE) == replace(DEFAULTS, locale="ps")
    await preferences.change(HERE, starters=Starters.MODERATORS)
    text = await store.settings("discord", "s1")
    assert json.loads(text or "") == {**saved, "starters": "moderators"}


async def test_without_the_database_the_last_known_settings_hold(
    url: DatabaseUrl, store: Store, now: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    async with await open_database(url) as database:
        preferences = Preferences(Store(database), DEFAULTS, now)
        changed = await preferences.change(HERE, locale="ps")
        now.at += 3_600
    with caplog.at_level(logging.WARNING):
        assert await preferences.of(HERE) == changed
    assert [record.getMessage() for record in caplog.records] == [
        "settings not read platform=discord trouble=closed"
    ]
    assert preferences.known(HERE) is None  # and the next one asks again
    with pytest.raises(DatabaseError):
        await preferences.of(Scope("discord", "never asked for"))
    with pytest.raises(DatabaseError):
        await preferences.change(HERE, locale="en")
    assert await Preferences(store, DEFAULTS, now).of(HERE) == changed


SETTINGS = st.builds(
    Settings,
    st.text(min_size=1),
    st.sampled_from(Calendar),
    st.sampled_from(Starters),
    st.lists(st.text(min_size=1), max_size=MAX_CHANNELS).map(tuple),
    st.sampled_from(Sensitivity),
)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(settings=SETTINGS, defaults=SETTINGS)
def test_all_settings_come_back_as_they_were(settings: Settings, defaults: Settings) -> None:
    saved = {name: _plain(name, getattr(settings, name)) for name in Settings.__slots__}
    assert _settled(json.loads(json.dumps(saved)), defaults) == settings


@given(saved=st.dictionaries(st.sampled_from(Settings.__slots__), ANYTHING))
def test_whatever_was_saved_settings_are_of_their_kinds(saved: dict[str, object]) -> None:
    settings = _settled(saved, DEFAULTS)
    assert isinstance(settings.locale, str)
    assert isinstance(settings.calendar, Calendar)
    assert isinstance(settings.starters, Starters)
    assert isinstance(settings.sensitivity, Sensitivity)
    assert isinstance(settings.channels, tuple)
    assert all(isinstance(each, str) for each in settings.channels)
