"""What a question about sides asks for: whose, at what time, and whether friends, enemies or backers.

    asked = read("Who was Dostum allied with in January 1994?", index)

Only a question that holds a word for siding, and beside it nothing but one person's or group's name and a
date, is one; anything else is left to the search (`content.search`), so that no other question loses its
answer.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from content import queries
from content.model import Kind
from content.search import Status
from content.sides import Stand
from content.spelling import plain

if TYPE_CHECKING:
    from content.asked import Asked
    from content.model import Entry
    from content.search import Index
    from content.words import Word

_MOST = 6  # telling words beside those for siding: the longest names have so many
_WHOLE = 1.0  # the score of a completion that is a name in full
_NAMED = 8  # completions among which the name must be


def _table(text: str) -> frozenset[str]:
    return frozenset(plain(text).split())


_FRIENDS = _table(
    """
    ally allies allied allying alliances
    متحدان متحدین متحدانش همپیمان همپیمانان همپیمانانش
    """
)
_ENEMIES = _table(
    """
    enemy enemies foe foes fight fights fighting fought oppose opposes opposed opposing opponent opponents
    دشمن دشمنان دشمنانش مخالف مخالفان مخالفین جنگید جنگیدند میجنگید میجنگیدند
    دښمن دښمنان دښمنانو مخالفینو جنګېد جنګېده جنګېدل
    """
)
_BACKERS = _table(
    """
    support supports supported supporting supporter supporters backed backing backer backers sponsor sponsors
    sponsored armed funded financed
    حامی حامیان حمایت پشتیبان پشتیبانان پشتیبانی طرفدار طرفداران
    ملاتړ ملاتړی ملاتړي ملاتړو پلوی پلويان پلویان
    """
)
_SIDES = _table("side sides sided siding طرف جانب کنار خوا")
# What asks for a side only beside a word for who: "who was against the Taliban", "who stood with Massoud".
_WITH_WHO = _table("against versus stood stand stands علیه ضد خلاف")
_OPPOSING = _table("against versus علیه ضد خلاف")
# What stands in names as well as for siding, or for those who side: in a name it is tried first.
_EITHER = _table(
    "party parties group groups faction factions alliance متحد ملګري ملګری گروه گروهها حزب احزاب"
)
_BOUND = _table("alliance متحد ملګري ملګری")  # those of them that ask for friends
# What else such a question is made of.
_FILLING = _table(
    """
    standing whom whose
    کسی کسانی کس کیها میکرد میکردند داشت داشتند بوده کرده گرفت گرفتند قرار جنگ کدام علیه ضد خلاف مقابل برابر
    کاوه کوله کول کړ وکړ ورکاوه درلود درلودل ولاړ جګړه جګړې پر سره کې کی
    """
)
_WHO = _table("who whom whose کی چه کسانی کسی کیها څوک چا")
_OTHER_QUESTIONS = _table(
    "when where why how many much چرا کجا چگونه چطور چند کله ولې چیرته چېرته څنګه څومره"
)
_YES_OR_NO = _table("did do does was were is are has had آیا ایا")  # they ask of two parties, and this of one
_WHO_WHOM = re.compile(
    r"\bwho\b.*\b(?:who(?:m|se)?|each other|one another)\b"
    r"|\b(?:کی|کیها|کسانی)\b.*\b(?:کی|کسانی|کسی|هم)\b|\bسوک\b.*\bچا\b|\bچا\b.*\bچا\b"
)

_CAN_BE_ASKED = frozenset({Kind.PERSON, Kind.GROUP})

_ASKED = (
    (_FRIENDS | _BOUND, (Stand.WITH,)),
    (_ENEMIES | _OPPOSING, (Stand.AGAINST,)),
    (_BACKERS, (Stand.BACKED_BY, Stand.BACKED)),
)


@dataclass(frozen=True, slots=True)
class Siding:
    """A question about sides, read.

    Attributes:
        party: Whose sides; None asks for those of all parties, which only a question with a year does.
        asked: At what time; None asks for all times, a date without a year among them.
        stands: What was asked for in so many words; none where it was for sides as such.
        place: Where, if a question about all parties names a place.
    """

    party: Entry | None
    asked: Asked | None
    stands: tuple[Stand, ...] = ()
    place: Entry | None = None


def read(text: str, index: Index) -> Siding | None:
    """Read what a person typed as a question about sides.

    Args:
        text: Anything; of a long text only the start is read (see `content.queries`).
        index: What finds the name in it.

    Returns:
        What it asks for; None where it is no such question.
    """
    tokens = plain(text[: queries.MAX_CHARACTERS]).split()
    held = {*tokens}
    who = bool(held & _WHO)
    sure = _FRIENDS | _ENEMIES | _BACKERS | _SIDES | (_WITH_WHO if who else frozenset())
    yes_or_no = not who and bool({*tokens[:1]} & _YES_OR_NO)
    if not held & (sure | _BOUND) or held & _OTHER_QUESTIONS or yes_or_no:
        return None
    query = queries.read(text)
    if query.correction or _names(text, index):
        return None
    asked = None if query.asked is None or query.asked.yearly else query.asked
    rest = [word for word in query.words if word.plain not in sure | _FILLING]
    if _WHO_WHOM.search(" ".join(tokens)) and asked is not None:
        return _of_all(rest, asked, held, index)
    if not held & sure and not who:
        return None
    party, name = _party(rest, index)
    return Siding(party, asked, _stands(held - name)) if party is not None else None


def _stands(held: set[str]) -> tuple[Stand, ...]:
    """What words ask for."""
    return tuple(stand for words, several in _ASKED if held & words for stand in several)


def _names(text: str, index: Index) -> bool:
    """Whether the whole text is the name of something: the Northern Alliance asks for no allies."""
    return any(match.score >= _WHOLE for match in index.complete(text, 1))


def _of_all(rest: list[Word], asked: Asked, held: set[str], index: Index) -> Siding | None:
    """A question about all parties: nothing may be left of it, or the name of a place."""
    rest = [word for word in rest if word.plain not in _EITHER]
    place = _named(rest, frozenset({Kind.PLACE}), index) if rest else None
    return Siding(None, asked, _stands(held), place) if place or not rest else None


def _party(rest: list[Word], index: Index) -> tuple[Entry | None, set[str]]:
    """The one person or group that the words name, and the words of its name.

    Those that may stand in a name as well as beside it are first read as a part of it.
    """
    for beside in (frozenset[str](), _BOUND, _EITHER):
        words = [word for word in rest if word.plain not in beside]
        if (party := _named(words, _CAN_BE_ASKED, index)) is not None:
            return party, {word.plain for word in words}
    return None, set()


def _named(words: list[Word], kinds: frozenset[Kind], index: Index) -> Entry | None:
    """What the words name, all of them and nothing else; slips are forgiven as in a search."""
    if not 0 < len(words) <= _MOST:
        return None
    name = " ".join(word.plain for word in words)
    found = index.search(name, 1)
    if found.status is not Status.FOUND or found.matches[0].entry.kind not in kinds:
        return None
    entry = found.matches[0].entry
    named = {match.entry.id for match in index.complete(name, _NAMED, kinds)}
    return entry if entry.id in named else None
