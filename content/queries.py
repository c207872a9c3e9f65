"""What a typed query asks for: the date found in it, and the words that tell what it is about.

A date is found wherever it stands in a question. Its words are taken out of the query; what remains is
searched by content. Day comes before month in all-number dates, as Afghans and Europeans write them,
unless only the other order makes sense.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from rapidfuzz.distance import OSA

from content.asked import Asked, Calendar
from content.dates import GREGORIAN_MONTHS, MONTHS
from content.dating import (
    GREGORIAN_YEARS,
    HIJRI_YEARS,
    NOTHING,
    ImpossibleDateError,
    Parts,
    between,
    resolve,
)
from content.model import Kind
from content.spelling import fold, plain
from content.words import words

if TYPE_CHECKING:
    from collections.abc import Callable

    from content.words import Word

MAX_CHARACTERS = 300  # a longer text is no query; what stands at its start decides
MAX_WORDS = 12

# Gregorian months as Afghans and Iranians write them; "می" (May) is also a part of half of all verbs, so that
# like "may" it counts beside a number only.
_PERSIAN_GREGORIAN = (
    "جنوری ژانویه",
    "فبروری فوریه",
    "مارچ مارس",
    "اپریل آوریل",
    "می مه",
    "جون ژوئن",
    "جولای جولایی ژوئیه ژوییه",
    "اگست آگوست اوت",
    "سپتمبر سپتامبر",
    "اکتوبر اکتبر",
    "نومبر نوامبر",
    "دسمبر دسامبر",
)
_SEASONS = {
    "spring": 21,
    "springtime": 21,
    "بهار": 21,
    "پسرلی": 21,
    "summer": 22,
    "summertime": 22,
    "تابستان": 22,
    "اوړی": 22,
    "autumn": 23,
    "fall": 23,
    "خزان": 23,
    "پاییز": 23,
    "منی": 23,
    "winter": 24,
    "wintertime": 24,
    "زمستان": 24,
    "ژمی": 24,
}
_THIRD_OF = {
    "early": "early",
    "beginning": "early",
    "اوایل": "early",
    "mid": "mid",
    "middle": "mid",
    "اواسط": "mid",
    "late": "late",
    "end": "late",
    "اواخر": "late",
}
_TO = frozenset({"to", "until", "till", "through", "and", "تا", "و", "الی", "او", "تر"})
_FROM = frozenset({"between", "from", "since", "از", "بین", "له"})
_MONTH = frozenset({"month"})
_IN = frozenset({"in", "during", "در", "په"})
_FILLING = frozenset({"of", "the", "year", "سال", "ماه", "د", "کال"})
_HIJRI_YEARS = range(1300, 1500)  # of dates in numbers

_PIECE = re.compile(
    r"(?<![\w.-])(?:(?P<year>\d{4})(?P<mark>[-–—/.])(?P<month>\d\d?)(?:(?P=mark)(?P<day>\d\d?))?"
    r"|(?P<a>\d\d?)(?P<mark2>[-/.])(?P<b>\d\d?)(?P=mark2)(?P<last>\d{4}))(?![\w-]|[.]\d)"
    r"|(?P<decade>\d{3}0)['’]?s\b"
    r"|(?P<number>\d+)(?:(?:st|nd|rd|th|م|مه)(?![^\W\d_]))?"
    r"|(?P<word>[^\W\d_]+)"
    r"|(?P<dash>[-–—−/])",
    re.IGNORECASE,
)
# A date as signs of its pieces: D in numbers, N a number up to 31, n one up to 99, Y a year, A a decade,
# M a Gregorian month, H an Afghan month, S a season, E early, mid or late.
_ATOM = "D|N[MH][Yn]|[MH]N[Yn]|Y[MH]N|[Nn][MH]|[MH][Nn]|(?:E-?)?(?:[MH]Y|SY|A|Y[MHS]|Y)|E-?[MHS]"
_RANGE = re.compile(rf"F?({_ATOM}|[MHS])[T-]({_ATOM})|F({_ATOM}|[MHS])[T-]({_ATOM}|[MHS])")
_DAYS = re.compile(r"F?(?:N[T-]N[MH][Yn]?|[MH]N[T-]N[Yn]?)")
_ONE = re.compile(rf"{_ATOM}")
_ALONE = re.compile(r"i?[MHS]")
_ASKS = re.compile(
    r"[?؟]|^\W*(?:who|whom|whose|what|which|when|where|why|how|did|do|does|was|were|is|are|can|tell|explain|describe"
    r"|list|name|کی|چه|چرا|چند|کجا|چطور|چگونه|څوک|څه|کله|ولې)\b",
    re.IGNORECASE,
)
_BESIDE = re.compile(r"\b(?:after|before|succeeded|successor|predecessor|instead)\b", re.IGNORECASE)
_WANTS = (
    (
        re.compile(r"\b(?:who|whom|whose)\b|کیست|کی بود|څوک", re.IGNORECASE),
        frozenset({Kind.PERSON, Kind.GROUP}),
    ),
    (re.compile(r"\bwhere\b|کجا|چیرته", re.IGNORECASE), frozenset({Kind.PLACE})),
    (re.compile(r"\b(?:when|happened)\b|کله", re.IGNORECASE), frozenset({Kind.EVENT, Kind.AGREEMENT})),
)


@dataclass(frozen=True, slots=True)
class Query:
    """A typed query, read.

    `asked` is the date in it; `correction` says kindly why a date in it cannot be. `words` are its
    telling words without the date's, at most `MAX_WORDS`. `question` tells that it asks in a whole
    sentence, `bare_month` that it is a month or season and no more: Saur is a month and a revolution, so
    that it stands among the words too. `wants` are the kinds of entries that its question word asks for,
    if it does. `beside` tells that it asks for what came before or after the thing it names.
    """

    text: str
    asked: Asked | None
    correction: str | None
    words: tuple[Word, ...]
    question: bool = False
    bare_month: bool = False
    wants: frozenset[Kind] = frozenset()
    beside: bool = False


@dataclass(frozen=True, slots=True)
class _Piece:
    """A piece of the query: its sign (see `_ATOM`), what it says, and where it stands.

    `number` is a day, a year, a month, or a season's number in EDTF. `word` is the piece as typed, but
    for early, mid and late.
    """

    sign: str
    number: int
    word: str
    start: int
    end: int
    parts: Parts = NOTHING


def read(text: str) -> Query:
    """Read what a person typed.

    Args:
        text: Anything; what stands behind `MAX_CHARACTERS` is not read.
    """
    text = _visible(text[:MAX_CHARACTERS])
    pieces = _pieces(text)
    question = bool(_ASKS.search(text))
    beside = bool(_BESIDE.search(text))
    wants = next((kinds for pattern, kinds in _WANTS if pattern.search(text)), frozenset())
    try:
        asked, start, end = _date(pieces)
    except ImpossibleDateError as error:
        return Query(text, None, str(error), _words(text), question, wants=wants, beside=beside)
    bare = len(pieces) == 1 and asked is not None and asked.yearly
    rest = text if bare else f"{text[:start]} {text[end:]}"
    return Query(text, asked, None, _words(rest), question, bare, wants, beside)


def _words(text: str) -> tuple[Word, ...]:
    return words(text)[:MAX_WORDS]


def _visible(text: str) -> str:
    """The text without invisible signs and with ASCII digits; positions count in this."""
    return "".join(
        str(unicodedata.decimal(letter)) if letter.isdecimal() else letter
        for letter in text
        if unicodedata.category(letter) != "Cf"
    )


def _date(pieces: list[_Piece]) -> tuple[Asked | None, int, int]:
    """The first date in the pieces, and where it starts and ends in the text."""
    signs = "".join(piece.sign for piece in pieces)
    for wrong in re.finditer("Nm|mN", signs):
        number, named = sorted(pieces[wrong.start() : wrong.end()], key=lambda piece: piece.sign)
        if number.number > 12 and (named.start < number.start or not number.word.isdecimal()):
            resolve(Parts(month=number.number))  # the 13th month, month 13
    for at in range(len(pieces)):
        for pattern, understand in _FORMS:
            match = pattern.match(signs, at)
            asked = understand(pieces, match) if match else None
            if match and asked:
                return asked, pieces[at].start, pieces[match.end() - 1].end
    alone = _ALONE.fullmatch(signs) or re.search("iM", signs)
    if alone:
        last = pieces[alone.end() - 1]
        return resolve(_parts([last])), last.start, last.end
    return None, 0, 0


def _years(pieces: list[_Piece], match: re.Match[str]) -> Asked | None:
    piece = pieces[match.start()]
    year = piece.parts.year or 0
    return between(piece.parts, Parts(year - year % 100 + piece.number))


def _range(pieces: list[_Piece], match: re.Match[str]) -> Asked | None:
    first, last = (match.span(group) for group in range(1, len(match.groups()) + 1) if match[group])
    return between(_parts(pieces[slice(*first)]), _parts(pieces[slice(*last)]))


def _range_of_days(pieces: list[_Piece], match: re.Match[str]) -> Asked | None:
    span = pieces[match.start() : match.end()]
    days = [piece.number for piece in span if piece.sign == "N"]
    rest = _parts([piece for piece in span if piece.sign in "MHYn"])
    return between(replace(rest, day=days[0]), replace(rest, day=days[1]))


def _single(pieces: list[_Piece], match: re.Match[str]) -> Asked | None:
    parts = _parts(pieces[match.start() : match.end()])
    known = parts.year in GREGORIAN_YEARS or parts.year in HIJRI_YEARS
    if parts.month is None and parts.season is None and not known:
        return None
    return resolve(parts)


_FORMS: tuple[tuple[re.Pattern[str], Callable[[list[_Piece], re.Match[str]], Asked | None]], ...] = (
    (re.compile("R"), _years),
    (_DAYS, _range_of_days),
    (_RANGE, _range),
    (_ONE, _single),
)


def _parts(pieces: list[_Piece]) -> Parts:
    """What pieces say together."""
    result = NOTHING
    month = ""
    for piece in pieces:
        number = piece.number
        match piece.sign:
            case "n" if month:
                # March 93, Hoot 71: a number behind a month that can be no day is the end of a year.
                result = replace(result, year=number + (1900 if month == "M" else 1300))
            case "N" | "n":
                result = replace(result, day=number)
            case "Y" | "A":
                result = replace(result, year=number, decade=piece.sign == "A")
            case "M" | "H":
                month = piece.sign
                calendar = Calendar.GREGORIAN if month == "M" else Calendar.SOLAR_HIJRI
                result = replace(result, month=number, calendar=calendar)
            case "S":
                result = replace(result, season=number)
            case "E":
                result = replace(result, third=piece.word)
            case "D":
                result = piece.parts
            case _:
                pass  # a dash or a joining word inside the date
    return result


def _pieces(text: str) -> list[_Piece]:
    found = [piece for match in _PIECE.finditer(text) if (piece := _piece(match)) is not None]
    return [_mended(found, at) for at in range(len(found))]


def _piece(match: re.Match[str]) -> _Piece | None:
    word, start, end = match[0], match.start(), match.end()
    if match["day"] or match["month"] or match["last"]:
        return _in_numbers(match)
    if match["dash"]:
        return _Piece("-", 0, word, start, end)
    if match["decade"]:
        return _Piece("A", int(match["decade"]), word, start, end)
    if match["number"]:
        number = int(match["number"])
        sign = {1: "N", 2: "N" if number <= 31 else "n", 4: "Y"}.get(len(match["number"]), "w")
        return _Piece(sign, number, word, start, end)
    word = plain(word)
    if word in _FILLING:
        return None
    sign, number = _meanings().get(word) or _months().get(fold(word)) or ("w", 0)
    return _Piece(sign, number, _THIRD_OF.get(word, word), start, end)


def _in_numbers(match: re.Match[str]) -> _Piece:
    """A date all in numbers: year first, or day, month and year."""
    start, end = match.span()
    if match["last"]:
        day, month, year = int(match["a"]), int(match["b"]), int(match["last"])
        if month > 12 >= day and match["mark2"] == "/":
            day, month = month, day  # 4/28/1992, as Americans write it
    else:
        year, month, day = int(match["year"]), int(match["month"]), int(match["day"] or 0)
        if not match["day"] and month > max(12, year % 100):  # 1992-96
            return _Piece("R", month, match[0], start, end, Parts(year))
    calendar = Calendar.SOLAR_HIJRI if year in _HIJRI_YEARS else Calendar.GREGORIAN
    return _Piece(
        "D",
        0,
        match[0],
        start,
        end,
        Parts(year, month, day if match["last"] or match["day"] else None, calendar),
    )


def _mended(pieces: list[_Piece], at: int) -> _Piece:
    """The piece; a word beside a number that misses a month's name by one slip is that month."""
    piece = pieces[at]
    beside = {each.sign for each in pieces[max(at - 1, 0) : at + 2]}
    if piece.sign != "w" or len(piece.word) < 5 or not beside & {"N", "n", "Y"}:
        return piece
    for name, (sign, number) in _long_months().items():
        if OSA.distance(piece.word, name, score_cutoff=1) <= 1:
            return replace(piece, sign=sign, number=number)
    return piece


@cache
def _meanings() -> dict[str, tuple[str, int]]:
    """What plain words other than months mean in a date."""
    groups = (("T", _TO), ("F", _FROM), ("i", _IN), ("m", _MONTH), ("E", _THIRD_OF))
    meanings = {plain(word): (sign, 0) for sign, group in groups for word in group}
    return meanings | {plain(word): ("S", number) for word, number in _SEASONS.items()}


@cache
def _months() -> dict[str, tuple[str, int]]:
    """Folded names of months: M the Gregorian, H the Afghan, in every script and spelling."""
    months: dict[str, tuple[str, int]] = {}
    for number, month in enumerate(MONTHS, 1):
        for name in (month.latin, month.dari, month.pashto, *month.aliases):
            months[fold(name)] = ("H", number)
    for number, (english, persian) in enumerate(zip(GREGORIAN_MONTHS, _PERSIAN_GREGORIAN, strict=True), 1):
        for name in (english, english[:3], *persian.split()):
            months[fold(name)] = ("M", number)
    return months | {"sipt": ("M", 9)}


@cache
def _long_months() -> dict[str, tuple[str, int]]:
    """Plain Latin names of months that are long enough for a slip to leave them recognisable."""
    gregorian = {name.lower(): ("M", number) for number, name in enumerate(GREGORIAN_MONTHS, 1)}
    hijri = {month.latin.lower(): ("H", number) for number, month in enumerate(MONTHS, 1)}
    return {name: month for name, month in (gregorian | hijri).items() if len(name) >= 5}
