"""The spellings of an entry, prepared for comparing answers with them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from content.spelling import fold, skeleton
from quizzes.wording import significant, tidy

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from content.model import Entry, Kind, Name

_TELLING = 3  # consonants; fewer sound like many another word
_INITIALS = str.maketrans("χɣʃʧʒθ", "kgskzt")  # folded signs of kh, gh, sh, ch, zh, th


@dataclass(frozen=True, slots=True)
class Spelled:
    """One spelling of an entry, folded or plain, and its words that count.

    Of canonical names a part may be enough.
    """

    whole: str
    words: tuple[str, ...]
    canonical: bool

    @property
    def initials(self) -> str:
        """The first letters of the words, as one would type them."""
        return "".join(word[0] for word in self.words).translate(_INITIALS)


@lru_cache(maxsize=65536)
def _spelled(spelling: str, kind: Kind, *, canonical: bool) -> tuple[Spelled, Spelled]:
    """A spelling folded, and plain."""
    unfolded = tidy(spelling)
    folded = fold(unfolded)
    return (
        Spelled(folded, significant(folded, kind), canonical),
        Spelled(unfolded, significant(unfolded, kind), canonical),
    )


def spellings(entry: Entry, accept: Iterable[str] = ()) -> Iterator[tuple[Spelled, Spelled]]:
    """Every spelling of an entry, folded and plain, and those that are accepted beyond its own."""
    name = entry.name
    for spelling in (name.latin, name.dari, name.pashto):
        if spelling:
            yield _spelled(spelling, entry.kind, canonical=True)
    for spelling in (*name.aliases, *_in_other_script(name), *accept):
        yield _spelled(spelling, entry.kind, canonical=False)


@lru_cache(maxsize=4096)
def _in_other_script(name: Name) -> tuple[str, ...]:
    """Words of the name in Persian script that sound as a one-word alias does: گلبدین as `Gulbuddin`."""
    sounds = {skeleton(fold(alias)) for alias in name.aliases if " " not in alias}
    telling = {sound for sound in sounds if len(sound) >= _TELLING}
    words = f"{name.dari or ''} {name.pashto or ''}".split()
    return tuple(dict.fromkeys(word for word in words if skeleton(fold(word)) in telling))
