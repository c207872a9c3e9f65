"""What entries tell of one matter on one day: so that it is told once, and soberly where people suffered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from content.model import Kind, Sensitivity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from content.library import Dated, Library
    from content.model import Citation, Claim, Entry

# A date before the name of any other kind would seem to be the date of what is named.
LASTING = frozenset({Kind.PERSON, Kind.GROUP, Kind.PLACE})


def gravity(library: Library, entry: Entry, claims: Iterable[Claim]) -> Sensitivity:
    """How what is told of an entry is to be told: as its entry says, and with care where a claim is grave."""
    if entry.sensitivity is not Sensitivity.NONE:
        return entry.sensitivity
    return Sensitivity.CARE if any(grave(library, entry, claim) for claim in claims) else Sensitivity.NONE


def grave(library: Library, entry: Entry, claim: Claim) -> bool:
    """Whether a claim tells of what people suffered, though its own entry needs no care.

    It does where an event that needs care, or is graphic, tells of the same matter on the same day: a person
    whose death is announced has an entry like any other's.
    """
    return any(each.sensitivity is not Sensitivity.NONE for each in events(library, entry, claim))


def events(library: Library, entry: Entry, claim: Claim) -> Iterator[Entry]:
    """The events that tell, on the same day, of the matter that a claim of another entry tells of."""
    when = claim.when or entry.when
    for day in when.days if when else ():
        for each in library.days.get(day, ()):
            other = each.entry
            if other.kind is not Kind.EVENT or other.id == entry.id:
                continue
            if same(library, (entry, (claim,)), (other, _said(each, day))):
                yield other


def same(library: Library, one: tuple[Entry, Iterable[Claim]], other: tuple[Entry, Iterable[Claim]]) -> bool:
    """Whether what two entries tell of one day is of one matter: they are related, or cite the same place."""
    (here, claims), (there, others) = one, other
    if any(each.entry.id == there.id for each in library.related(here.id)):
        return True
    return cite_alike(claims, others)


def cite_alike(claims: Iterable[Claim], others: Iterable[Claim]) -> bool:
    """Whether any of some claims cites the place of a source that any of the others cites."""
    return not _cited(claims).isdisjoint(_cited(others))


def _said(dated: Dated, day: date) -> tuple[Claim, ...]:
    """What a dated thing tells of a day of it."""
    if dated.claim is not None:
        return (dated.claim,)
    return tuple(each for each in dated.entry.statements() if each.when is None or day in each.when.days)


def _cited(claims: Iterable[Claim]) -> set[Citation]:
    return {citation for claim in claims for citation in claim.citations}
