"""How many typing slips lie between two folded words, and which of them are forgiven.

A slip is a letter left out, put in, or changed for another, or two neighbours swapped (Damerau and
Levenshtein's restricted distance). How many are forgiven grows with the word's length. One name must not
pass for another that exists (Khalis and Khalil, Kabul and Zabul), so one consonant for another is only
forgiven where the two keys lie side by side or sound alike, and the first letter must be right. Words of up
to four letters, and so most acronyms, hold no slip: ISIS is not ISI. Nor is a common given name a slip of
another name: Abdullah is not Abdul Haq.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from rapidfuzz.distance import OSA

from content.spelling import fold, plain, skeleton

if TYPE_CHECKING:
    from collections.abc import Sequence

_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_ALIKE = (
    "sz",
    "bv",
    "pb",
    "dt",
    "kg",
    "fv",
    "kχ",
    "gɣ",
    "sʃ",
    "zʒ",
    "tθ",
    "χʧ",
)  # χ is kh folded, ɣ gh, ʃ sh, ʒ zh
_NEIGHBOURS = frozenset(
    frozenset(pair) for pair in (*_ALIKE, *(row[at : at + 2] for row in _ROWS for at in range(len(row) - 1)))
)


# Names beyond this history, or beside it, that are no slips of a name in it though they look so.
_OTHER_NAMES = ("Mahsud", "Mehsud", "Mujahid", "Jamaat", "Talabani", "Khalid", "Zabul", "Mosaddeq")
# Given names that many people bear: each means itself, however like another name it looks.
_GIVEN_NAMES = (
    *("Mohammad", "Ahmad", "Mahmoud", "Hamid", "Abdul", "Abdullah", "Habibullah", "Asadullah", "Rahman"),
    *("Rahim", "Karim", "Aziz", "Rashid", "Rasul", "Hassan", "Hussain", "Ibrahim", "Ismail", "Yusuf"),
    *("Mustafa", "Mansour", "Nasir", "Naser", "Jalal", "Jamal", "Salim", "Salman", "Zahir"),
    *("محمد", "احمد", "محمود", "حامد", "حمید", "عبدل", "عبدالله", "حبیب‌الله", "اسدالله", "رحمان", "رحیم"),
    *("کریم", "عزیز", "رشید", "رسول", "حسن", "حسین", "ابراهیم", "اسماعیل", "یوسف", "مصطفی", "منصور", "ناصر"),
    *("جلال", "جمال", "سلیم", "سلمان", "ظاهر"),
)
_SHORT = 5  # words of fewer letters hold no slip
# A word of fewer letters does not lose its last consonant by a slip, nor a word of up to as many letters one
# before it, nor are its last two letters swapped: Naji is not Najib, nor Khalis Khalqis, nor Fahmi Fahim.
_UNCUT = 7


@lru_cache(maxsize=1)
def _other_names() -> frozenset[str]:
    return frozenset(
        spelled for name in (*_OTHER_NAMES, *_GIVEN_NAMES) for spelled in (fold(name), plain(name))
    )


MOST = 2  # slips in one word, however long it is


def allowed(meant: str) -> int:
    """How many slips a word of this length may hold: none up to 2 letters, one up to 7, two from 8 on."""
    return 0 if len(meant) < 3 else 1 if len(meant) < 8 else MOST


def near(typed: str, meant: str) -> int | None:
    """The number of slips between two words where it is small enough to be thought of; None otherwise.

    Numbers are exact: a word with a digit allows no slip.
    """
    if typed == meant:
        return 0
    most = allowed(meant)
    if abs(len(typed) - len(meant)) > most or not (typed.isalpha() and meant.isalpha()):
        return None
    distance = int(OSA.distance(typed, meant, score_cutoff=most))
    return distance if distance <= most else None


def slips(typed: str, meant: str) -> int | None:
    """The number of slips between two words where they are forgiven; None where the words are different."""
    distance = near(typed, meant)
    if not distance:
        return distance
    return distance if typed not in _other_names() and _forgiven(typed, meant, distance) else None


def _forgiven(typed: str, meant: str, distance: int) -> bool:
    if len(meant) < _SHORT:
        return False
    if len(meant) <= _UNCUT and typed[:-2] == meant[:-2] and typed[-2:] == meant[:-3:-1]:
        return False
    if skeleton(typed) == skeleton(meant):
        return True
    whole = _UNCUT if meant.startswith(typed) else _UNCUT + 1
    if typed[0] != meant[0] or len(typed) < len(meant) < whole:
        return False
    if distance == 1:
        return len(typed) != len(meant) or _key_slip(typed, meant)
    return int(OSA.distance(skeleton(typed), skeleton(meant))) <= 1


def _key_slip(typed: str, meant: str) -> bool:
    """Whether two words of one length, one slip apart, differ by two letters swapped or one such key."""
    different = [frozenset(pair) for pair in zip(typed, meant, strict=True) if pair[0] != pair[1]]
    return len(different) == 2 or different[0] in _NEIGHBOURS


def best(typed: str, words: Sequence[str], *, lenient: bool) -> tuple[int, str] | None:
    """The word that is meant most likely, after its number of slips; None where none is.

    Args:
        typed: A folded word.
        words: The folded words of a name.
        lenient: Count what is merely near as well: for a rival, to see that an answer is doubtful.
    """
    judge = near if lenient else slips
    found = [(count, word) for word in words if (count := judge(typed, word)) is not None]
    return min(found) if found else None
