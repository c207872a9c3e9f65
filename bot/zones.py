"""Time zones: found by what people call them, and offered while they type.

What is offered is what the IANA database's own table for choosing holds, `zone.tab`: one zone or more for
each country. Whoever types another zone's whole name is given that.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib.resources import files
from itertools import chain
from typing import TYPE_CHECKING
from zoneinfo import available_timezones

from rapidfuzz import fuzz, process

from bot.controls import MAX_OPTIONS
from bot.schedules import zone
from content.spelling import fold, plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_LONGEST = 80  # characters of what is typed
_LIKELY = 12  # zones that may be meant by a country's name
_NEARLY = 5  # zones that may be meant by a name that was mistyped
_ALIKE = 75.0  # of 100: from there on a name is taken for a slip of another
_YEAR = 2030  # one to come: zones that keep the same time in its months need not be told apart

# Zones of nowhere: a mark that nothing was set, and what this machine is set to.
_NOWHERE = frozenset({"Factory", "localtime"})
# Where a zone's last word is a city also if its name is an old one; of others it may be “East”.
_REGIONS = ("Africa/", "America/", "Asia/", "Atlantic/", "Europe/", "Indian/", "Pacific/")

# Offered before anything is typed: where most of those are who learn this history.
_FIRST = (
    "Asia/Kabul",
    "Asia/Karachi",
    "Asia/Tehran",
    "Asia/Dushanbe",
    "Asia/Tashkent",
    "Asia/Dubai",
    "Europe/Istanbul",
    "Asia/Kolkata",
    "Europe/Berlin",
    "Europe/London",
    "Europe/Stockholm",
    "America/New_York",
    "America/Los_Angeles",
    "Australia/Sydney",
    "UTC",
)

# What people also call these, before what anything else is called so.
_ALSO = {
    "Asia/Kabul": (
        "کابل افغانستان هرات قندهار کندهار ننگرهار بلخ AFT Herat Kandahar Qandahar Jalalabad Mazar "
        "Mazar-i-Sharif Balkh Kunduz Bamyan Ghazni"
    ),
    "Asia/Karachi": "پاکستان کراچی پشاور کویته PKT Islamabad Peshawar Quetta Lahore Rawalpindi",
    "Asia/Tehran": "ایران تهران مشهد IRST Mashhad Isfahan Qom",
    "Asia/Dushanbe": "تاجکستان دوشنبه Khujand",
    "Asia/Tashkent": "ازبکستان تاشکند Uzbekistan",
    "Asia/Kolkata": "هند دهلی IST Delhi New_Delhi Mumbai Calcutta",
    "Asia/Dubai": "دبی UAE Abu_Dhabi",
    "Europe/Istanbul": "ترکیه استانبول Ankara",
    "Asia/Shanghai": "Beijing Peking",
    "Europe/Berlin": "آلمان جرمنی CET CEST Bonn Hamburg Munich Frankfurt Cologne",
    "Europe/Zurich": "Geneva",
    "Europe/London": "لندن UK GB England Scotland BST",
    "Europe/Amsterdam": "The_Hague",
    "America/New_York": "USA US ET EST EDT Eastern_Time Washington Boston Philadelphia",
    "America/Chicago": "USA US CT CST CDT Central_Time Houston Dallas",
    "America/Denver": "USA US MT MST MDT Mountain_Time",
    "America/Los_Angeles": "USA US PT PST PDT Pacific_Time San_Francisco Sacramento San_Diego Seattle",
    "UTC": "GMT Zulu",
}

_OFFSET = re.compile(r"(?:utc|gmt)?\s*([+-])\s*(\d{1,2})(?::?(\d\d))?")


@dataclass(frozen=True, slots=True)
class _Names:
    """What zones are called.

    Attributes:
        whole: Every zone by its own name, in small letters.
        offered: Those that are offered.
        called: Zones by everything that they are called (plain), the best first.
    """

    whole: Mapping[str, str]
    offered: tuple[str, ...]
    called: Mapping[str, tuple[str, ...]]


def find(typed: str) -> str | tuple[str, ...]:
    """The zone that somebody means by its name, a city, a country, a short form or its offset.

    Returns:
        The zone's name in the IANA database. Where it may be several, or was mistyped, the likely ones, which
        may be none.
    """
    names, words = _names(), _read(typed)
    whole = names.whole.get(re.sub(r"\s*/\s*", "/", words).replace(" ", "_"), "")
    if "/" in whole:
        return whole
    # “Afghanistan/Kabul” and “Kabul, Afghanistan” are called by their city.
    for part in (words, words.rpartition("/")[2], words.partition(",")[0]):
        if likely := names.called.get(plain(part), ()):
            return likely[0] if len(likely) == 1 else likely[:_LIKELY]
    if whole:
        return whole
    if offset := _OFFSET.fullmatch(words):
        ahead = _keeping(offset)
        return ahead[0] if len(ahead) == 1 else ahead[:_LIKELY]
    key = plain(words)
    if not key:
        return ()
    return (_unique(_begun(key)) or _unique(_alike(key)))[:_NEARLY]


def complete(typed: str, now: float) -> list[tuple[str, str]]:
    """What somebody may mean who has typed so much of a zone, a place in it, or its offset: “kab”, “+4:30”.

    Args:
        typed: The letters so far, any at all.
        now: Seconds since the epoch, for the time that each zone is shown with.

    Returns:
        At most 25 labels, “Asia/Kabul (now 10:05, UTC+04:30)”, each with its zone's name; the best first.
    """
    words = _read(typed)
    key = plain(words)
    if offset := _OFFSET.fullmatch(words):
        found = _unique(_at(offset, now))
    elif key:
        meant = find(typed)
        found = _unique(chain((meant,) if isinstance(meant, str) else meant, _begun(key)))
    else:
        found = _FIRST
    return [(_label(name, now), name) for name in found[:MAX_OPTIONS]]


def _label(name: str, now: float) -> str:
    there = datetime.fromtimestamp(now, zone(name))
    return f"{name} (now {there:%H:%M}, UTC{there.isoformat()[-6:]})"  # %z has no colon before Python 3.12


def _read(typed: str) -> str:
    words = unicodedata.normalize("NFKC", typed[:_LONGEST]).replace("−", "-")
    return " ".join(words.casefold().split())


def _begun(key: str) -> Iterator[str]:
    """The zones of which a name begins so, and then those of which a later word does."""
    called = _names().called
    yield from chain.from_iterable(zones for name, zones in called.items() if name.startswith(key))
    yield from chain.from_iterable(zones for name, zones in called.items() if f" {key}" in name)


def _alike(key: str) -> Iterator[str]:
    """The zones of which a name is nearly so."""
    called = _names().called
    spelt = {name: fold(name) for name in called}
    near = process.extract(fold(key), spelt, scorer=fuzz.ratio, limit=_NEARLY, score_cutoff=_ALIKE)
    return chain.from_iterable(called[name] for _, _, name in near)


def _at(offset: re.Match[str], now: float) -> Iterator[str]:
    """The zones whose clocks are ahead of UTC, or behind, by so much now."""
    ahead = timedelta(hours=int(offset[2]), minutes=int(offset[3] or 0))
    wanted = -ahead if offset[1] == "-" else ahead
    at = datetime.fromtimestamp(now, UTC)
    return (name for name in _names().offered if at.astimezone(zone(name)).utcoffset() == wanted)


def _keeping(offset: re.Match[str]) -> tuple[str, ...]:
    """The zones whose clocks are ahead of UTC, or behind, by so much at some time of the year."""
    months = (datetime(_YEAR, month, 1, tzinfo=UTC).timestamp() for month in (1, 7))
    return _unique(chain.from_iterable(_at(offset, month) for month in months))


def _unique(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


@cache
def _names() -> _Names:
    table = [(row[0], row[2]) for row in _table("zone.tab")]
    offered = _unique(chain(_FIRST, (name for _, name in table)))
    whole = sorted(available_timezones() - _NOWHERE)
    called: dict[str, tuple[str, ...]] = {}
    for name in offered:
        called[_city(name)] = (name,)
    for name, also in _ALSO.items():
        for each in map(plain, also.split()):
            called[each] = (*called.get(each, ()), name)
    for country, zones in _countries(table).items():
        called.setdefault(country, zones)
    for name in whole:
        if name.startswith(_REGIONS):
            called.setdefault(_city(name), (name,))
    for name in offered:
        called.setdefault(plain(name), (name,))
    return _Names({name.casefold(): name for name in whole}, offered, called)


def _city(name: str) -> str:
    return plain(name.rpartition("/")[2])


def _countries(table: list[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    """The zones of countries by their names (plain)."""
    found: dict[str, tuple[str, ...]] = {}
    for code, country in _table("iso3166.tab"):
        called = plain(country.partition("(")[0])  # two are called Korea, which is all that most type
        found[called] = found.get(called, ()) + _told_apart([name for of, name in table if of == code])
    return found


def _told_apart(names: list[str]) -> tuple[str, ...]:
    """The zones of a country without those that keep the time of one before."""
    if len(names) == 1:
        return tuple(names)
    months = [datetime(_YEAR, month, 1, tzinfo=UTC) for month in range(1, 13)]
    kept: dict[tuple[timedelta | None, ...], str] = {}
    for name in names:
        kept.setdefault(tuple(month.astimezone(zone(name)).utcoffset() for month in months), name)
    return tuple(kept.values())


def _table(name: str) -> Iterator[list[str]]:
    """The rows of a table of the database."""
    text = (files("tzdata") / "zoneinfo" / name).read_text(encoding="utf-8")
    return (row.split("\t") for row in text.splitlines() if not row.startswith("#"))
