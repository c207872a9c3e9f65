"""Small packs of a test's own, and what a daily post tells of them on a day."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from bot.choosing import Chosen, choose
from bot.schedules import EVERY_DAY, Schedule
from bot.subscriptions import Kind, Wish
from content.dates import parse
from content.library import make
from content.model import Citation, Claim, Dispute, Entry, Name, Pack, Sensitivity, Source, SourceKind
from content.model import Kind as Sort
from quizzes import banks

if TYPE_CHECKING:
    from content.library import Library

POST = "00112233445566ff"
REPORT = Source("report", SourceKind.REPORT, "A report", "An author", "A publisher", "2021")
NOBODY = banks.make(())
GRAVE = Sensitivity.CARE


def wish(**more: object) -> Wish:
    schedule = Schedule(8, 0, "Asia/Kabul", more.pop("weekdays", EVERY_DAY))  # type: ignore[arg-type] # a test's own
    return Wish(more.pop("kind", Kind.DAY), schedule, **more)  # type: ignore[arg-type] # a test's own


def claim(name: str, when: str = "", text: str = "It happened.") -> Claim:
    return Claim(name, text, (Citation("report", "p. 1"),), when=parse(when) if when else None)


def entry(
    name: str,
    when: str = "",
    *claims: Claim,
    sort: Sort = Sort.EVENT,
    topics: tuple[str, ...] = ("talks",),
    sensitivity: Sensitivity = Sensitivity.NONE,
    weight: int = 2,
    disputes: tuple[Dispute, ...] = (),
) -> Entry:
    said = claims or (() if disputes else (claim("is"),))
    dated = parse(when) if when else None
    return Entry(
        name, sort, Name(name), said, topics, dated, disputes, sensitivity=sensitivity, weight=weight
    )


def pack(*entries: Entry) -> Library:
    return make(Pack("small", "Small", "A small pack.", "CC BY-SA 4.0", (REPORT,), (), entries))


def told(
    known: Library,
    day: str,
    shown: dict[str, str] | None = None,
    exclude: frozenset[str] = frozenset(),
    **more: object,
) -> list[str]:
    """What is told on a day: `entry`, or `entry/claim, claim` where it is not of the entry itself."""
    before = {key: date.fromisoformat(on) for key, on in (shown or {}).items()}
    chosen = choose(
        known,
        NOBODY,
        wish(**more),
        date.fromisoformat(day),
        before,
        frozenset(),
        post_id=POST,
        exclude=exclude,
    )
    if chosen is None:
        return []
    return [each.entry if each.whole else f"{each.entry}/{', '.join(each.claims)}" for each in chosen.told]


def chosen_on(known: Library, day: str, shown: dict[str, str] | None = None, **more: object) -> Chosen:
    before = {key: date.fromisoformat(on) for key, on in (shown or {}).items()}
    chosen = choose(known, NOBODY, wish(**more), date.fromisoformat(day), before, frozenset(), post_id=POST)
    assert chosen is not None
    return chosen


# Its Solar Hijri day, 16 Hoot, is 7 March in 2022 to 2024 and 6 March in 2025.
ACCORD = entry("accord", "1993-03-07")
