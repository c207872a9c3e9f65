"""As much of what could be told as a post has room for."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.cards import Footnotes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.chosen import Told
    from content.library import Library

THINGS = 3  # of a day: what two screens of a phone hold; the rest is a press away
MONTHLY = 2  # of a month, which has few: a day's share

_ALONE, _TOGETHER = 4, 2  # statements on one thing, where it is told alone and with others
_SIZE = 1_500  # characters of all, beyond which no second statement is told of a thing
_MOST = 2_200  # and beyond which nothing more is told
_HEAD = 100  # characters of a heading beside the name


def fitting(library: Library, things: Sequence[Told], needed: int = 0) -> tuple[Told, ...]:
    """Of each thing as many statements as there is room for: of all the first, then of all the second.

    Args:
        library: Where the statements are found.
        things: What could be told, the first first; of that, one statement is told however long it is.
        needed: How many of them, from the first on, are told whatever becomes of the others, and have their
            context before these have anything.
    """
    alone = len(things) == 1
    share = _ALONE if alone else max(_TOGETHER, _ALONE // max(needed, 1))
    kept: list[tuple[str, ...]] = [() for _ in things]
    for first, last, most in ((0, needed, share), (needed, len(things), share if alone else _TOGETHER)):
        for turn in range(most):
            for number in range(first, last):
                statements = _statements(library, things[number])
                if turn >= len(statements) or (turn and not kept[number]):
                    continue
                wider = [*kept]
                wider[number] += statements[turn]
                certain = turn == 0 and number < max(needed, 1)
                if certain or _size(library, _told(things, wider)) <= (_SIZE if turn else _MOST):
                    kept = wider
    return tuple(_told(things, kept))


def _told(things: Sequence[Told], kept: Sequence[tuple[str, ...]]) -> list[Told]:
    """What is told of some things: of each the statements that were kept."""
    return [replace(thing, claims=claims) for thing, claims in zip(things, kept, strict=True) if claims]


def _statements(library: Library, thing: Told) -> list[tuple[str, ...]]:
    """What is said of a thing, piece by piece: a claim, or a dispute with all its sides."""
    return list(dict.fromkeys(sides(library, thing.entry, claim) for claim in thing.claims))


def sides(library: Library, entry: str, claim: str) -> tuple[str, ...]:
    """The ids of all that is said with a claim: of a dispute's position, those of all its positions."""
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
