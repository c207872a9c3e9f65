"""What a day has to tell that was not told before: anniversaries, what its month has, subjects of no date."""

from __future__ import annotations

from calendar import isleap
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import islice
from typing import TYPE_CHECKING

from bot.chosen import Told, Why
from bot.context import context, of_its_day
from bot.fitting import MONTHLY, THINGS, fitting, sides
from bot.matters import LASTING, cite_alike, events, grave, gravity, same
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
_HAPPENINGS = frozenset({Kind.EVENT, Kind.AGREEMENT})
_PLAIN = 3  # the turn of what is not grave
_COARSE = frozenset({Precision.SEASON, Precision.YEAR})


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

    def heard(self, entry: Entry, claim: Claim) -> bool:
        """Whether an event was told lately that tells what a claim of somebody or some place tells."""
        return entry.kind in LASTING and any(
            self.told(key, MONTH)
            for event in events(self.library, entry, claim)
            for key in (event.id, *(f"{event.id}/{each.id}" for each in event.statements()))
        )

    def untold(self, entry: Entry, claims: Iterable[Claim], days: int) -> tuple[str, ...]:
        """The ids of claims that were not told within some days; for a side of a dispute, of all sides."""
        ids: dict[str, None] = {}
        for claim in claims:
            together = sides(self.library, entry.id, claim.id)
            if not any(self.told(f"{entry.id}/{side}", days) for side in together):
                ids.update(dict.fromkeys(together))
        return tuple(ids)


@dataclass(frozen=True, slots=True)
class _Thing:
    """An anniversary that could be told: what of it, for which true day, and how much it must be.

    `said` is what tells of the day, without its context. `turn` orders: an event that people suffered in, on
    its own day, comes first; then what else is told of such events; what tells of the same in the entries of
    others; and all that is not grave.
    """

    told: Told
    then: date
    entry: Entry
    said: tuple[Claim, ...]
    turn: int

    @property
    def happening(self) -> bool:
        """Whether the day's own story is told, not that of somebody or some place that was in it."""
        return self.entry.kind in _HAPPENINGS

    @property
    def better(self) -> tuple[bool, bool, int, int, str]:
        """Orders things by how well they tell of one matter, the best first."""
        return not self.happening, not self.told.whole, self.turn, -self.entry.weight, self.entry.id


def pick(search: Search) -> tuple[Why, tuple[Told, ...]]:
    """What a post tells of its day, and why; nothing where all was told before.

    What people suffered is told first on a day that has such, and never only as something of the month. Of
    the month, and of no date, it does not stand beside anything else: the first thing decides.
    """
    if things := _ordered(search.library, list(_of_the_day(search))):
        needed = sum(each.turn == 0 for each in things)
        told = [each.told for each in things[: max(THINGS, needed)]]
        if len(told) == 1:
            told = [_in_context(search, things[0])]
        return Why.DAY, fitting(search.library, told, needed)
    if month := list(_of_the_month(search)):
        first = _grave(search.library, month[0])
        alike = [each for each in month if _grave(search.library, each) is first]
        return Why.MONTH, fitting(search.library, alike[:MONTHLY])
    return Why.SUBJECT, fitting(search.library, list(islice(_of_no_date(search), 1)))


def _of_the_day(search: Search) -> Iterator[_Thing]:
    """The anniversaries, what weighs most first, each with all that may be said of it."""
    groups: dict[tuple[str, date], list[Anniversary]] = {}
    for each in anniversaries(search.library, search.day, graphic=search.wish.graphic):
        key = f"{each.entry.id}/{each.claim.id}" if each.claim else each.entry.id
        if search.fits(each.entry) and _today(each, search) and not search.told(key, MONTH):
            groups.setdefault((each.entry.id, _then(each)), []).append(each)
    told: set[tuple[str, str]] = set()  # a dispute's sides may be of the same day in two years
    for (_, then), found in groups.items():
        group = sorted(found, key=lambda each: each.claim is not None)  # the entry's own date first
        first = group[0]
        entry, whole = first.entry, first.claim is None
        said = [
            claim for each in group for claim in ([each.claim] if each.claim else of_its_day(entry, then))
        ]
        more = context(search.library, entry, said, then) if whole else ()
        untold = search.untold(
            entry, [each for each in (*said, *more) if not search.heard(entry, each)], MONTH
        )
        ids = tuple(claim for claim in untold if (entry.id, claim) not in told)
        told.update((entry.id, claim) for claim in ids)
        if ids:
            thing = Told(entry.id, ids, whole, first.when.edtf, first.years, first.mark, first.calendar)
            yield _Thing(thing, then, entry, tuple(said), _turn(search.library, entry, said, whole=whole))


def _turn(library: Library, entry: Entry, said: list[Claim], *, whole: bool) -> int:
    """See `_Thing`."""
    if entry.sensitivity is not Sensitivity.NONE:
        return 0 if entry.kind in _HAPPENINGS and (whole or entry.when is None) else 1
    return 2 if any(grave(library, entry, claim) for claim in said) else _PLAIN


def _ordered(library: Library, things: list[_Thing]) -> list[_Thing]:
    """What is grave first, then events on their own days, before others; nothing that another one tells.

    Where nothing is grave, things of other dates come before those of the first one's, for much that is known
    of one event tells the same.
    """
    solar = Calendar.SOLAR_HIJRI
    things.sort(
        key=lambda each: (each.turn, each.told.calendar is solar, not each.happening, not each.told.whole)
    )
    kept = [each for each in things if not any(_repeats(library, each, other) for other in things)]
    if kept and kept[0].turn == _PLAIN:
        kept[1:] = sorted(kept[1:], key=lambda each: each.then == kept[0].then)
    return kept


def _repeats(library: Library, one: _Thing, other: _Thing) -> bool:
    """Whether a thing tells what another one of the same day tells better: events do, first on their own."""
    if one.then != other.then or one.entry.id == other.entry.id or other.better >= one.better:
        return False
    if not one.happening:
        return same(library, (one.entry, one.said), (other.entry, other.said))
    return not one.told.whole and one.turn == _PLAIN and cite_alike(one.said, other.said)


def _in_context(search: Search, thing: _Thing) -> Told:
    """What is told alone of an event on another day than its own, with what belongs to it."""
    told, entry = thing.told, thing.entry
    days = entry.when.days if entry.when else ()
    if told.whole or not thing.happening or _comes(days, search.day):
        return told
    more = search.untold(entry, context(search.library, entry, thing.said, None), MONTH)
    return replace(told, claims=tuple(dict.fromkeys((*told.claims, *more))))


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


def _of_the_month(search: Search) -> Iterator[Told]:
    """What happened in the month, of entries of which nothing was told within a year."""
    told = _entries(search)
    for each in of_the_month(search.library, search.day, graphic=search.wish.graphic):
        entry = each.entry
        if entry.id in told or not search.fits(entry) or _comes(each.when.days, search.day):
            continue
        claims = (each.claim,) if each.claim else _dayless(search, entry)
        if each.when.days and gravity(search.library, entry, claims) is not Sensitivity.NONE:
            continue  # it has a day, on which it is told for what it is
        if each.claim and entry.kind in LASTING and any(events(search.library, entry, each.claim)):
            continue  # an event tells it
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
        ids = search.untold(entry, _dayless(search, entry), YEAR)
        if ids:
            yield Told(entry.id, ids, whole=True)


def _entries(search: Search) -> set[str]:
    """The ids of the entries of which anything was told within a year."""
    return {key.partition("/")[0] for key in search.shown if search.told(key, YEAR)}


def _dayless(search: Search, entry: Entry) -> tuple[Claim, ...]:
    """The claims of an entry without those whose own day comes soon, or is one on which people suffered."""
    claims = entry.claims or entry.statements()
    plain = entry.sensitivity is Sensitivity.NONE
    return tuple(
        claim
        for claim in claims
        if claim.when is None
        or not (_comes(claim.when.days, search.day) or (plain and grave(search.library, entry, claim)))
    )


def _comes(days: tuple[date, ...], day: date) -> bool:
    """Whether a day's anniversary is near, and could not be told any more if it were told now."""
    ahead = (day + timedelta(number) for number in range(-_NEAR, MONTH + _NEAR + 1))
    near = {(each.month, each.day) for each in ahead}
    if (2, 28) in near and not isleap(day.year):
        near.add((2, 29))
    return any((each.month, each.day) in near for each in days)


def _grave(library: Library, thing: Told) -> bool:
    return library.entries[thing.entry].sensitivity is not Sensitivity.NONE
