"""Whether a typed answer gives the year that is asked for.

An answer gives exactly one year, in Gregorian or Solar Hijri, alone or as part of a date ("in 1993", "14
April 1988", "16 Hoot 1371"); only its year is judged. Two years, or any word that is no part of a date,
make it wrong.

A Solar Hijri year runs from March to March and so touches two Gregorian years. It is right if what the
question stands on happened in it, as far as its claims and entries are dated; where they give no date in
the year asked for, each of the two Solar Hijri years that touch it is right. So for the accord of 7 March
1993 (16 Hoot 1371) 1371 is right and 1372 is wrong, though it too began in 1993.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from content.dates import GREGORIAN_MONTHS, MONTHS, gregorian_day
from content.spelling import fold, plain
from quizzes.wording import without_lead, words_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from content.library import Library
    from quizzes.model import Question, Year

SOLAR_HIJRI_YEARS = range(1336, 1500)  # the first has computable months; as Gregorian years all are too old

_BETWEEN = 621  # years between the calendars from 21 March on; before it, one more
_SOLAR = words_of("sh hs ah shamsi hijri solar هجری شمسی خورشیدی ه ش لمریز")
_COMMON = words_of("ad ce common era gregorian میلادی م")
_FILLERS = words_of("in the year of on about around circa ca c a d e s h سال در د کال حدود ماه په")
_ORDINAL = re.compile(r"(\d{1,2})(?:st|nd|rd|th)")


def year(typed: str, question: Question, asked: Year, library: Library) -> bool:
    """Whether an answer gives the year that the question asks for, or one within its margin.

    Args:
        typed: What the player wrote.
        question: The question, for the dates of its claims.
        asked: Its body.
        library: What the claims stand in.
    """
    given = _given(typed)
    if given is None:
        return False
    if given not in SOLAR_HIJRI_YEARS:
        return abs(given - asked.year) <= asked.margin
    first, after = gregorian_day(given, 1, 1), gregorian_day(given + 1, 1, 1)
    return any(start < after and first <= end for start, end in _spans(question, asked, library))


def solar_years(question: Question, asked: Year, library: Library) -> tuple[int, ...]:
    """The Solar Hijri years that are right without a margin: one, where a date settles which."""
    exact = replace(asked, margin=0)
    touching = (asked.year - _BETWEEN - 1, asked.year - _BETWEEN)
    return tuple(each for each in touching if year(str(each), question, exact, library))


def has_year(typed: str) -> bool:
    """Whether there is any number that could be meant as a year."""
    return any(len(word) == 4 for word in plain(typed).split() if word.isdecimal())


def _given(typed: str) -> int | None:
    """The one year that an answer gives; None where there is none, or more, or another word."""
    words = [_ORDINAL.sub(r"\1", word) for word in without_lead(plain(typed).split())]
    numbers = [word for word in words if word.isdecimal()]
    years = [int(word) for word in numbers if len(word) == 4]
    others = [word for word in words if word not in numbers]
    if len(years) != 1 or any(int(word) > 31 for word in numbers if len(word) != 4):
        return None
    known = _SOLAR | _COMMON | _FILLERS
    if not all(word in known or fold(word) in _months() for word in others):
        return None
    marked = _SOLAR if years[0] not in SOLAR_HIJRI_YEARS else _COMMON
    return None if marked.intersection(others) else years[0]


@lru_cache(maxsize=1)
def _months() -> frozenset[str]:
    """The folded names of all months in both calendars."""
    solar = (name for month in MONTHS for name in (month.latin, month.dari, month.pashto, *month.aliases))
    gregorian = (name for month in GREGORIAN_MONTHS for name in (month, month[:3]))
    return frozenset(fold(name) for name in (*solar, *gregorian))


def _spans(question: Question, asked: Year, library: Library) -> Iterator[tuple[date, date]]:
    """The days on which what is asked for happened; the whole of the years that count where none is known."""
    first, last = date(asked.year - asked.margin, 1, 1), date(asked.year + asked.margin, 12, 31)
    known = False
    for claim_id in question.claims:
        entry, claim = library.claim(claim_id)
        when = claim.when or entry.when
        if when is not None and not asked.margin and when.first <= last and first <= when.last:
            known = True
            yield max(first, when.first), min(last, when.last)
    if not known:
        yield first, last
