"""Reads what a player types into a response, or says kindly how to answer.

What is shown in place 1, 2, 3 … is also called a, b, c … (and الف، ب، ج، د). Digits of every script are
read. A player who does not know may say so ("pass", "I don't know"): that is an answer without any choice,
and wrong.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, assert_never

from rapidfuzz.distance import OSA

from content.spelling import fold, plain
from quizzes.model import Choice, Chosen, Named, Order, Pairs, QuestionKind, Written, Year
from quizzes.wording import readings, words_of
from quizzes.years import has_year

if TYPE_CHECKING:
    from collections.abc import Sequence

    from quizzes.model import Question, Response
    from quizzes.shown import Drawn

LETTERS = "abcdefghij"
_PERSIAN_LETTERS = {"الف": "a", "ا": "a", "ب": "b", "ج": "c", "د": "d"}

_PASS = frozenset(
    plain(words)
    for words in (
        *("pass", "idk", "dunno", "no idea", "not sure", "dont know", "i dont know", "i do not know"),
        *("نمی دانم", "نمیدانم", "نه پوهیږم"),
    )
)
_TRUE = words_of("t true yes y correct right درست صحیح بلی بله سم سمه هو")
_FALSE = words_of("f false no n incorrect wrong نادرست غلط نخیر نه ناسم ناسمه")
_BETWEEN = words_of("and then و بعد option options number answer")
_SEPARATOR = re.compile(r"[,;،؛/&+>|\n]+|\s(?:and|then|و)\s", re.IGNORECASE)

MIN_BEGINNING = 3  # letters of an option's text that may stand for the whole

HOW_SINGLE = "Type the letter or the number of one option, such as b or 2."
HOW_TRUE_FALSE = "Type true or false; t or f is enough."
HOW_MULTIPLE = "Type the letters or numbers of all options that are right, such as a c."
HOW_ORDER = "Type all letters or numbers in order, the earliest first, such as b a c."
HOW_PAIRS = "Type a letter for each number, each letter once, such as 1b 2a 3c."
HOW_YEAR = "Type a year of four digits, such as 1993, or 1371 in the Solar Hijri calendar."
HOW_NAME = "Type a name; a family name is enough where it is clear."


def read(question: Question, drawn: Drawn, typed: str) -> Response | str:
    """The response that a typed answer means, or a kind sentence that says how to answer.

    Args:
        question: What was asked.
        drawn: The order in which it was shown.
        typed: What the player wrote, in any script and spelling.
    """
    words = plain(typed)
    passed = words in _PASS
    match question.body:
        case Year():
            return Written(typed) if passed or has_year(typed) else HOW_YEAR
        case Named():
            return Written(typed) if words else HOW_NAME
        case Choice() | Order() | Pairs() if passed:
            return Chosen(())
        case Choice(options):
            return _choice(question.kind, [option.text for option in options], drawn.order, typed)
        case Order(items):
            texts = [items[number].text for number in drawn.order]
            return _all(_places(typed, texts), drawn.order, HOW_ORDER)
        case Pairs(pairs):
            return _all(_rights(words, len(pairs)), drawn.order, HOW_PAIRS)
        case _ as never:
            assert_never(never)


def _choice(kind: QuestionKind, texts: list[str], order: tuple[int, ...], typed: str) -> Response | str:
    """The option or options chosen."""
    shown = [texts[number] for number in order]
    if kind is QuestionKind.TRUE_FALSE:
        truth = _truth(typed)
        if truth is not None:
            return Chosen((texts.index(truth),))
    if kind is QuestionKind.MULTIPLE:
        places = _places(typed, shown)
        return Chosen(tuple(sorted({order[place] for place in places}))) if places else HOW_MULTIPLE
    place = _place(typed, shown)
    if place is None:
        return HOW_TRUE_FALSE if kind is QuestionKind.TRUE_FALSE else HOW_SINGLE
    return Chosen((order[place],))


def _truth(typed: str) -> str | None:
    word = plain(typed)
    if word in _TRUE:
        return "True"
    return "False" if word in _FALSE else None


def _all(places: Sequence[int] | None, order: tuple[int, ...], how: str) -> Response | str:
    """A response that needs every place exactly once."""
    if places is None or sorted(places) != list(range(len(order))):
        return how
    return Chosen(tuple(order[place] for place in places))


def _sign(word: str, size: int) -> int | None:
    """The place that a number or letter names; None where it names none."""
    letter = _PERSIAN_LETTERS.get(word, word)
    if len(letter) != 1:
        return None
    place = LETTERS.find(letter) if letter in LETTERS else "123456789".find(letter)
    return place if 0 <= place < size else None


def _signs(words: str, size: int) -> list[int] | None:
    """The places that numbers or letters name, apart (`2 1 3`) or together (`213`, `bac`)."""
    each = [word for word in words.split() if word not in _BETWEEN]
    if len(each) == 1 and each[0] not in _PERSIAN_LETTERS:
        each = list(each[0])
    places = [place for word in each if (place := _sign(word, size)) is not None]
    return places if places and len(places) == len(each) else None


def _places(typed: str, shown: list[str]) -> list[int] | None:
    """The places of several options, by their signs or by their texts with commas or `and` between them."""
    places = _signs(plain(typed), len(shown))
    if places is not None:
        return places
    parts = [part for part in _SEPARATOR.split(typed) if plain(part)]
    named = [place for part in parts if (place := _place(part, shown)) is not None]
    return named if named and len(named) == len(parts) else None


def _place(typed: str, shown: list[str]) -> int | None:
    """The place of the one option that is meant, by its sign or by its text, its beginning or slips of it."""
    words = [word for word in plain(typed).split() if word not in _BETWEEN]
    sign = _sign(words[0], len(shown)) if len(words) == 1 else None
    texts = [fold(text) for text in shown]
    exact = [place for place, text in enumerate(texts) if text == fold(typed)]
    if exact:
        # "3" may be the third option, and may be what another one says: then only its letter is clear.
        return exact[0] if sign in {None, exact[0]} else None
    if sign is not None:
        return sign
    for reading, _ in readings(typed):
        begun = [place for place, text in enumerate(texts) if text.startswith(reading)]
        if len(begun) == 1 and len(reading) >= MIN_BEGINNING:
            return begun[0]
        slipped = [place for place, text in enumerate(texts) if _slipped(reading, text)]
        if len(slipped) == 1:
            return slipped[0]
    return None


def _slipped(typed: str, text: str) -> bool:
    """Whether a text is meant with typing slips: one in every six letters; numbers are exact."""
    most = len(text) // 6 if _digits(typed) == _digits(text) else 0
    return OSA.distance(typed, text, score_cutoff=most) <= most


def _digits(text: str) -> list[str]:
    return re.findall(r"\d+", text)


def _rights(words: str, size: int) -> list[int] | None:
    """For each left side in turn, the place of the right side given to it."""
    each = [_PERSIAN_LETTERS.get(word, word) for word in words.split() if word not in _BETWEEN]
    run = "".join(each)
    pairs = re.findall(r"(\d)([a-j])", run) if re.fullmatch(r"(?:\d[a-j])+", run) else []
    if re.fullmatch(r"(?:[a-j]\d)+", run):
        pairs = [(number, letter) for letter, number in re.findall(r"([a-j])(\d)", run)]
    if not pairs:
        return _signs(words, size)
    given = {int(number): LETTERS.index(letter) for number, letter in pairs}
    if len(pairs) != size or sorted(given) != list(range(1, size + 1)):
        return None
    return [given[number] for number in sorted(given)]
