"""How many typing slips lie between two folded words, and which of them are forgiven.

A slip is a letter left out, put in, or changed for another, or two neighbours swapped (Damerau and
Levenshtein's restricted distance). How many are forgiven grows with the word's length. One name must not
pass for another that exists (Khalis and Khalil, Kabul and Zabul), so one consonant for another is only
forgiven where the two keys lie side by side or sound alike, and the first letter must be right. Of short
words only a vowel may be wrong.
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
)  # χ is kh folded, ɣ gh, ʃ sh, ʒ zh
_NEIGHBOURS = frozenset(
    frozenset(pair) for pair in (*_ALIKE, *(row[at : at + 2] for row in _ROWS for at in range(len(row) - 1)))
)


# Names beyond this history, or beside it, that are no slips of a name in it though they look so.
_OTHER_NAMES = ("Mahsud", "Mehsud", "Mujahid", "Jamaat", "Talabani", "Khalid", "Zabul", "Mosaddeq")
_UNCUT = 7  # a word of fewer letters does not lose its last consonant by a slip: Naji is not Najib


@lru_cache(maxsize=1)
def _other_names() -> frozenset[str]:
    return frozenset(spelled for name in _OTHER_NAMES for spelled in (fold(name), plain(name)))


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
    same_sound = skeleton(typed) == skeleton(meant)
    if len(meant) < 5:
        return same_sound and len(typed) >= len(meant)
    if same_sound:
        return True
    if typed[0] != meant[0] or (len(meant) < _UNCUT and meant.startswith(typed)):
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
