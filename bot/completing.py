"""What completes an option while it is typed: names of entries, days, topics, zones, commands and choices."""

from __future__ import annotations

import re
from calendar import monthrange
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from itertools import chain, islice
from typing import TYPE_CHECKING, TypeAlias

from bot import zones
from bot.cards import KINDS, dates
from bot.commands import COMMANDS, Takes
from bot.message import MAX_LABEL, MAX_OPTIONS, MAX_TOKEN, Choice
from bot.texts import texts
from bot.today import NEAR, day_meant, this_day
from bot.topics import topics_like
from content.asked import Calendar
from content.dates import GREGORIAN_MONTHS, MONTHS, Precision, hijri_day
from content.model import Sensitivity
from content.queries import MAX_CHARACTERS, read
from content.spelling import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from bot.app import App
    from bot.commands import Option
    from content.library import Dated
    from content.model import Entry, Name

_YEAR = 366
_LEAP_YEAR = 2000  # has every Gregorian day; days are counted in it
_HIJRI_LENGTHS = (31,) * 6 + (30,) * 6  # with the 30 Hoot of leap years
_NEW_YEAR = 80  # days from 1 January to 1 Hamal, to set the days of both calendars in one order
_FEW_DAYS = 8  # offered before names, where a number alone is typed that both may hold
# A month, or the days of it that begin so, as machines write them; whole days are read as every date is.
_ISO = re.compile(r"(?P<year>[12]\d{3})-(?P<month>\d{1,2})(?:-(?P<day>\d?))?")
_HIJRI_YEARS = range(1200, 1500)


@dataclass(frozen=True, slots=True)
class _Happening:
    """The weightiest thing that a day of the year tells of, and its true day."""

    id: str
    name: str
    day: date


_Told: TypeAlias = "dict[tuple[Calendar, int, int], _Happening]"


@dataclass(frozen=True, slots=True)
class _Month:
    """A month of a calendar: its name, every spelling of it (plain), its days, and where it begins."""

    calendar: Calendar
    number: int
    name: str
    spellings: tuple[str, ...]
    length: int
    begins: int  # days after 1 January


def complete(app: App, option: Option, typed: str) -> tuple[Choice, ...]:
    """What a person may mean who has typed so much of an option.

    Args:
        app: Where names, days and topics are looked up.
        option: What is being typed; for one that takes free words or a number there is nothing to offer.
        typed: The letters so far, any at all; what stands behind 300 is not read.

    Returns:
        At most 25 choices, the best first. A choice's value is what the command takes.
    """
    typed = typed[:MAX_CHARACTERS]
    found: Iterable[tuple[str, str]] = ()
    match option.takes:
        case Takes.ENTRY:
            found = chain(_days_told(app, typed), _entries(app, typed))
        case Takes.DATE:
            found = _days(app, typed)
        case Takes.TOPIC:
            found = _topics(app, typed)
        case Takes.ZONE:
            found = zones.complete(typed, app.now())
        case Takes.COMMAND:
            begin = " ".join(typed.casefold().removeprefix("/").split())
            found = ((each.name, each.name) for each in COMMANDS if each.name.startswith(begin))
        case Takes.CHOICE:
            found = _choices(option, typed)
        case Takes.WORDS | Takes.NUMBER | Takes.CHANNEL | Takes.ROLE:
            pass  # of channels and roles a platform offers its own
    fitting = {value: label for label, value in found if 0 < len(value) <= MAX_TOKEN}
    return tuple(Choice(_short(label), value) for value, label in [*fitting.items()][:MAX_OPTIONS])


def _topics(app: App, typed: str) -> Iterator[tuple[str, str]]:
    """Topics; where several are typed, the last one's, behind those before."""
    before, comma, last = typed.rpartition(",")
    begin = f"{' '.join(before.split())}, " if comma else ""
    for topic in topics_like(app, last) if begin.isprintable() else ():
        yield f"{begin}{topic.name}", f"{begin}{topic.id}"


def _choices(option: Option, typed: str) -> Iterator[tuple[str, str]]:
    begin = typed.strip().casefold()
    for value, label in option.choices:
        if value.casefold().startswith(begin) or label.casefold().startswith(begin):
            yield label, str(value)


def _short(label: str) -> str:
    return label if len(label) <= MAX_LABEL else label[: MAX_LABEL - 1] + "…"


def _entries(app: App, typed: str) -> Iterator[tuple[str, str]]:
    """Names of entries, each with what finds just that entry: the name, or where others share it the id."""
    found = [match.entry for match in app.index.complete(typed, MAX_OPTIONS)]
    names = {entry.name.latin.casefold() for entry in found}
    every = (entry.name.latin.casefold() for entry in app.library.entries.values())
    shared = Counter(name for name in every if name in names)
    for entry in found:
        if shared[entry.name.latin.casefold()] > 1:
            yield _told_apart(entry), entry.id
        else:
            yield _as_typed(entry.name, typed), entry.name.latin


def _told_apart(entry: Entry) -> str:
    when = f", {dates(entry.when)}" if entry.when else ""
    about = f" ({KINDS[entry.kind]}{when})"
    return f"{entry.name.latin[: MAX_LABEL - len(about)]}{about}"


def _as_typed(name: Name, typed: str) -> str:
    """A name, and where another spelling goes on as it was typed, that one too."""
    begin = plain(typed)
    if not begin or f" {begin}" in f" {plain(name.latin)}":
        return name.latin
    spelling = next((each for each in name.spellings if plain(each).startswith(begin)), None)
    return f"{name.latin} · {spelling}" if spelling else name.latin


def _days_told(app: App, typed: str) -> Iterator[tuple[str, str]]:
    """Days that somebody types into a look-up, where the sources tell of them, each with its happening."""
    words = plain(typed).split()
    if not any(word.isdecimal() for word in words):
        return
    meant = _meant(typed, words)
    if meant:
        told = _told(app)
        most = MAX_OPTIONS if len(words) > 1 else _FEW_DAYS
        yield from islice(_happenings(meant, told, this_day(app)), most)
        return
    asked = read(typed).asked
    if asked is None or asked.first is None or asked.precision is not Precision.DAY:
        return
    happened = max(
        (dated for dated in app.library.dated if _shown(dated) and asked.first in dated.when.days),
        key=_weight,
        default=None,
    )
    if happened is not None:
        yield f"{asked.text} · {happened.entry.name.latin}", asked.text


def _happenings(
    meant: list[tuple[_Month, int]], told: _Told, today: date, *, both: bool = False
) -> Iterator[tuple[str, str]]:
    """Those days that tell something, each thing once: by the calendar that comes first here.

    `both`: the day in the other calendar, in the year of what is told, is named too.
    """
    elapsed = today.replace(year=_LEAP_YEAR).timetuple().tm_yday
    days: dict[_Happening, tuple[_Month, int]] = {}
    for month, number in meant:
        happening = told.get((month.calendar, month.number, number))
        if happening is not None:
            days.setdefault(happening, (month, number))
    ranked = sorted(days.items(), key=lambda each: (each[1][0].begins + each[1][1] - elapsed) % _YEAR)
    for happening, (month, number) in ranked:
        said = f"{number} {month.name}"
        other = _other(happening.day, month.calendar) if both else ""
        yield " · ".join(each for each in (said, other, happening.name) if each), said


def _other(day: date, calendar: Calendar) -> str:
    """A day in the other calendar than this."""
    gregorian, _, hijri = _both(day).partition(" · ")
    return hijri if calendar is Calendar.GREGORIAN else gregorian


def _days(app: App, typed: str) -> Iterator[tuple[str, str]]:
    """Days of the year that begin as typed: near ones, then those that have something to tell, then others.

    Within each, those come first that are next from today on.
    """
    today, words = this_day(app), plain(typed).split()
    near = [name for name in NEAR if name.startswith(" ".join(words))]
    for name in near:
        yield f"{name} ({_both(today + timedelta(NEAR[name]))})", name
    meant = _meant(typed, words)
    told = _told(app) if meant else {}
    yield from _happenings(meant, told, today, both=True)
    yield from _others(meant, told, today)
    if words and not near and not meant:  # a day with a year, or one whose month is written otherwise
        day = day_meant(typed, today, texts("en"))
        said = " ".join(typed.split())
        if not isinstance(day, str) and said.isprintable():
            yield _both(day), said


def _others(
    meant: list[tuple[_Month, int]], told: Mapping[tuple[Calendar, int, int], object], today: date
) -> Iterator[tuple[str, str]]:
    """Those days that tell nothing."""
    elapsed = today.replace(year=_LEAP_YEAR).timetuple().tm_yday
    days = [(month, number) for month, number in meant if (month.calendar, month.number, number) not in told]
    for month, number in sorted(days, key=lambda each: (each[0].begins + each[1] - elapsed) % _YEAR):
        yield f"{number} {month.name}", f"{number} {month.name}"


def _meant(typed: str, words: list[str]) -> list[tuple[_Month, int]]:
    """The days of the year that may be meant by what is typed of a day, without a year or as 1988-04."""
    iso = _ISO.fullmatch(typed.strip())
    if iso is None:
        return [(month, number) for month in _months() for number in _numbers(words, month)]
    hijri = int(iso["year"]) in _HIJRI_YEARS
    calendar = Calendar.SOLAR_HIJRI if hijri else Calendar.GREGORIAN
    return [
        (month, number)
        for month in _months()
        if month.calendar is calendar
        and (f"{month.number:02}".startswith(iso["month"]) or str(month.number) == iso["month"])
        for number in range(1, month.length + 1)
        if f"{number:02}".startswith(iso["day"] or "") or str(number) == iso["day"]
    ]


def _numbers(words: list[str], month: _Month) -> Iterable[int]:
    """The days of a month that may be meant by words such as 14, 14 apr, april 1."""
    every = range(1, month.length + 1)
    if not words:
        return every
    numbers, names = (
        [each for each in words if each.isdecimal()],
        [each for each in words if not each.isdecimal()],
    )
    if len(numbers) > 1 or len(names) > 1 or not all(_named(month, name) for name in names):
        return ()
    if not numbers:
        return every
    # A number at the end may have a digit more to come.
    whole = words[-1] != numbers[0]
    return [day for day in every if (str(day) == numbers[0] if whole else str(day).startswith(numbers[0]))]


def _named(month: _Month, begin: str) -> bool:
    return any(spelling.startswith(begin) for spelling in month.spellings)


def _told(app: App) -> _Told:
    """The days that have something to tell, each with its weightiest entry, but for graphic ones.

    A library never changes, and somebody who types asks again at every letter: the last one's are kept.
    """
    dated = app.library.dated
    if not _KEPT or _KEPT[0][0] is not dated:
        _KEPT[:] = [(dated, _days_of(dated))]
    return _KEPT[0][1]


_KEPT: list[tuple[Sequence[Dated], _Told]] = []


def _days_of(everything: Sequence[Dated]) -> _Told:
    found: _Told = {}
    for dated in sorted(filter(_shown, everything), key=_weight, reverse=True):
        for day in dated.when.days:
            hijri = hijri_day(day)
            keys = [(Calendar.GREGORIAN, day.month, day.day)]
            keys += [(Calendar.SOLAR_HIJRI, hijri.month, hijri.day)] if hijri else []
            for key in keys:
                found.setdefault(key, _Happening(dated.entry.id, dated.entry.name.latin, day))
    return found


def _shown(dated: Dated) -> bool:
    return dated.entry.sensitivity is not Sensitivity.GRAPHIC


def _weight(dated: Dated) -> tuple[bool, int]:
    """What is dated itself comes before what a claim dates."""
    return dated.claim is None, dated.entry.weight


def _both(day: date) -> str:
    hijri = hijri_day(day)
    other = f" · {hijri.day} {MONTHS[hijri.month - 1].latin}" if hijri else ""
    return f"{day.day} {GREGORIAN_MONTHS[day.month - 1]}{other}"


@cache
def _months() -> tuple[_Month, ...]:
    months: list[_Month] = []
    begins = 0
    for number, name in enumerate(GREGORIAN_MONTHS, 1):
        length = monthrange(_LEAP_YEAR, number)[1]
        months.append(_Month(Calendar.GREGORIAN, number, name, (plain(name),), length, begins))
        begins += length
    begins = _NEW_YEAR
    for number, (month, length) in enumerate(zip(MONTHS, _HIJRI_LENGTHS, strict=True), 1):
        spellings = tuple(plain(each) for each in (month.latin, month.dari, month.pashto, *month.aliases))
        months.append(_Month(Calendar.SOLAR_HIJRI, number, month.latin, spellings, length, begins))
        begins += length
    return tuple(months)
