"""What a day has to tell that was not told before: anniversaries, what its month has, subjects of no date."""

from __future__ import annotations

from calendar import isleap
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import islice
from typing import TYPE_CHECKING

from bot.cards import Footnotes, telling
from bot.chosen import Told, Why
from content.dates import Precision
from content.days import SPOTLIGHT_KINDS, Calendar, Mark, anniversaries, of_the_month, subjects
from content.model import Kind, Sensitivity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from bot.subscriptions import Wish
    from content.days import Anniversary
    from content.library import Library
    from content.model import Claim, Entry

YEAR = 366  # days in which nothing is told again, but on its anniversary
MONTH = 30  # days in which nothing is told again at all
_NEAR = 2  # days that an anniversary may lie apart in the two calendars

_OTHERS = frozenset(Kind) - SPOTLIGHT_KINDS
_COARSE = frozenset({Precision.SEASON, Precision.YEAR})
_THINGS = 3  # of a day: what two screens of a phone hold; the rest is a press away
_MONTHLY = 2  # of a month, which has few: a day's share
_ALONE, _TOGETHER = 4, 2  # statements on one thing, where it is told alone and with others
_SIZE = 1_500  # characters of all, beyond which no second statement is told
_HEAD = 100  # characters of a heading beside the name


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for on a day.

    Attributes:
        library: What is known.
        wish: What the channel wants.
        day: The day.
        shown: The keys (see `bot.choosing`) of what it was told in the last `YEAR` days, with the last day.
        exclude: Ids of entries that cannot be told.
    """

    library: Library
    wish: Wish
    day: date
    shown: Mapping[str, date]
    exclude: frozenset[str]

    def fits(self, entry: Entry) -> bool:
        """Whether an entry may be told at all."""
        topics = self.wish.topics
        return entry.id not in self.exclude and (not topics or not {*topics}.isdisjoint(entry.topics))

    def told(self, key: str, days: int) -> bool:
        """Whether it was told within so many days, before or after."""
        last = self.shown.get(key)
        return last is not None and abs((self.day - last).days) <= days

    def untold(self, entry: Entry, claims: Iterable[Claim], days: int) -> tuple[str, ...]:
        """The ids of claims that were not told within some days; for a side of a dispute, of all sides."""
        ids: dict[str, None] = {}
        for claim in claims:
            sides = _sides(self.library, entry.id, claim.id)
            if not any(self.told(f"{entry.id}/{side}", days) for side in sides):
                ids.update(dict.fromkeys(sides))
        return tuple(ids)


def pick(search: Search) -> tuple[Why, tuple[Told, ...]]:
    """What a post tells of its day, and why; nothing where all was told before."""
    if things := list(_of_the_day(search)):
        return Why.DAY, _fitting(search.library, things)
    if things := list(_of_the_month(search)):
        return Why.MONTH, _fitting(search.library, things, _MONTHLY)
    return Why.SUBJECT, _fitting(search.library, list(islice(_of_no_date(search), 1)))


def _of_the_day(search: Search) -> Iterator[Told]:
    """The anniversaries, what weighs most first, each with all that may be said of it."""
    groups: dict[tuple[str, date], list[Anniversary]] = {}
    for each in anniversaries(search.library, search.day, graphic=search.wish.graphic):
        key = f"{each.entry.id}/{each.claim.id}" if each.claim else each.entry.id
        if search.fits(each.entry) and _today(each, search) and not search.told(key, MONTH):
            groups.setdefault((each.entry.id, _then(each)), []).append(each)
    said: set[tuple[str, str]] = set()  # a dispute's sides may be of the same day in two years
    for found in groups.values():
        group = sorted(found, key=lambda each: each.claim is not None)  # the entry's own date first
        first = group[0]
        claims = [claim for each in group for claim in ([each.claim] if each.claim else _of_its_day(each))]
        untold = search.untold(first.entry, claims, MONTH)
        ids = tuple(claim for claim in untold if (first.entry.id, claim) not in said)
        said.update((first.entry.id, claim) for claim in ids)
        if ids:
            whole, edtf = first.claim is None, first.when.edtf
            yield Told(first.entry.id, ids, whole, edtf, first.years, first.mark, first.calendar)


def _then(each: Anniversary) -> date:
    """The true day that is remembered."""
    return each.when.days[-1 if each.mark is Mark.ENDED else 0]


def _today(each: Anniversary, search: Search) -> bool:
    """Whether an anniversary is told today, by the calendars that are wished for.

    By both, it is told on its Gregorian day, unless that comes a little later and has no post.
    """
    wish = search.wish
    if wish.calendar is not Calendar.BOTH:
        return each.calendar in {wish.calendar, Calendar.BOTH}
    if each.calendar is not Calendar.SOLAR_HIJRI:
        return True
    days = {(then.month, then.day) for then in each.when.days}
    ahead = (search.day + timedelta(number) for number in range(1, _NEAR + 1))
    return not any(
        (day.month, day.day) in days and day.isoweekday() in wish.schedule.weekdays for day in ahead
    )


def _of_its_day(each: Anniversary) -> tuple[Claim, ...]:
    """What tells of an entry's own day: nothing that has another day, where there is anything else."""
    then = _then(each)
    claims = telling(each.entry, (then,))
    its_own = tuple(claim for claim in claims if claim.when is None or then in claim.when.days)
    return its_own or claims


def _of_the_month(search: Search) -> Iterator[Told]:
    """What happened in the month, of entries of which nothing was told within a year."""
    told = _entries(search)
    for each in of_the_month(search.library, search.day, graphic=search.wish.graphic):
        entry = each.entry
        if entry.id in told or not search.fits(entry) or _comes(each.when.days, search.day):
            continue
        claims = (each.claim,) if each.claim else _dayless(entry, search.day)
        ids = search.untold(entry, claims, YEAR)
        if ids:
            told.add(entry.id)
            yield Told(entry.id, ids, each.claim is None, each.when.edtf)


def _of_no_date(search: Search) -> Iterator[Told]:
    """The subject of the day, and those after it, of which nothing was told within a year.

    A topic soon has none left: then come entries of other kinds that have no day or month to wait for.
    """
    told = _entries(search)
    found = [
        *subjects(search.library, search.day, graphic=search.wish.graphic),
        *(
            entry
            for entry in subjects(search.library, search.day, graphic=search.wish.graphic, kinds=_OTHERS)
            if entry.when is None or entry.when.precision in _COARSE
        ),
    ]
    for entry in found:
        days = entry.when.days if entry.when else ()
        if entry.id in told or not search.fits(entry) or _comes(days, search.day):
            continue
        ids = search.untold(entry, _dayless(entry, search.day), YEAR)
        if ids:
            yield Told(entry.id, ids, whole=True)


def _entries(search: Search) -> set[str]:
    """The ids of the entries of which anything was told within a year."""
    return {key.partition("/")[0] for key in search.shown if search.told(key, YEAR)}


def _dayless(entry: Entry, day: date) -> tuple[Claim, ...]:
    """The claims of an entry without those whose own day comes soon."""
    claims = entry.claims or entry.statements()
    return tuple(claim for claim in claims if claim.when is None or not _comes(claim.when.days, day))


def _comes(days: tuple[date, ...], day: date) -> bool:
    """Whether a day's anniversary is near, and could not be told any more if it were told now."""
    ahead = (day + timedelta(number) for number in range(-_NEAR, MONTH + _NEAR + 1))
    near = {(each.month, each.day) for each in ahead}
    if (2, 28) in near and not isleap(day.year):
        near.add((2, 29))
    return any((each.month, each.day) in near for each in days)


def _fitting(library: Library, things: list[Told], many: int = _THINGS) -> tuple[Told, ...]:
    """As much of some things as a post has room for.

    The first thing always has room for one statement. What people suffered does not stand beside anything
    else: the first thing decides. Things of other dates come before those of its own, for much that is known
    of one event tells the same.
    """
    taken: list[Told] = []
    alike = [each for each in things if _grave(library, each) is _grave(library, things[0])]
    alike.sort(key=lambda each: each is not things[0] and each.when == things[0].when)
    most = _ALONE if len(alike) == 1 else _TOGETHER
    for thing in alike[:many]:
        kept: tuple[str, ...] = ()
        for statement in _statements(library, thing)[:most]:
            wider = replace(thing, claims=kept + statement)
            if _size(library, [*taken, wider]) <= _SIZE or not (taken or kept):
                kept += statement
        if kept:
            taken.append(replace(thing, claims=kept))
    return tuple(taken)


def _grave(library: Library, thing: Told) -> bool:
    return library.entries[thing.entry].sensitivity is not Sensitivity.NONE


def _statements(library: Library, thing: Told) -> list[tuple[str, ...]]:
    """What is said of a thing, piece by piece: a claim, or a dispute with all its sides."""
    return list(dict.fromkeys(_sides(library, thing.entry, claim) for claim in thing.claims))


def _sides(library: Library, entry: str, claim: str) -> tuple[str, ...]:
    dispute = library.disputed(f"{entry}/{claim}")
    return tuple(side.id for side in dispute.positions) if dispute else (claim,)


def _size(library: Library, things: list[Told]) -> int:
    """About how many characters a post has that tells some things."""
    notes, size = Footnotes(library), 0
    for thing in things:
        size += len(library.entries[thing.entry].name.latin) + _HEAD
        for claim_id in thing.claims:
            _, claim = library.claim(f"{thing.entry}/{claim_id}")
            size += len(claim.text) + len(notes.marks(claim))
    return size + sum(each.size for each in notes.lines(care=False))
