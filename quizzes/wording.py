"""The words around a name in an answer: what leads in, titles, and words that name nobody by themselves.

All lists hold plain lower-case words (`content.spelling.plain`). What is not listed here must be part of
the name that is asked for, so a word too few costs an odd right answer; a word too many could let a wrong
one pass.
"""

from __future__ import annotations

from functools import lru_cache

from content.model import Kind
from content.spelling import fold, plain
from quizzes.slips import slips


def words_of(text: str) -> frozenset[str]:
    """The plain words of a text, for a list to look words up in."""
    return frozenset(plain(text).split())


_LEADS = words_of(
    "it its is was were i im think believe guess suppose say would sure that thats this he she they be"
    " been must have the answer my name called named maybe perhaps probably surely definitely could in"
    " at by um uh well ok oh so من فکر میکنم می کنم به نظر نظرم او این آن شاید جواب در زما په اند دا"
)
_TRAILS = words_of(
    "i think believe guess was is it of course probably maybe surely please sir بود است هست شاید دی وو"
)
_JOINERS = words_of("the of da د")
_ARTICLES = words_of("a an")

_TITLES = words_of(
    "general gen marshal commander cmdr engineer eng doctor dr professor prof president prime minister"
    " king comrade mullah mulla maulvi mawlawi mawlana maulana ustad ostad teacher pir hazrat haji hajji"
    " sayyid sayed syed sardar shahid martyr mujahid amir emir khan agha aqa mr sir ambassador colonel col"
    " sheikh shaykh qari imam baba sahib saheb جنرال ژنرال داکتر دکتر دکتور استاد ملا مولوی مولانا پیر"
    " حضرت حاجی سید مارشال قوماندان انجنیر رئیس جمهور شهید امیر خان آقای آغا صاحب سردار بابا پروفسور"
)
_GIVEN = words_of(
    "mohammad ahmad abdul abd shah ali hassan hussain karim rahim hamid mir gul jan"
    " محمد احمد عبدال شاه علی حسن حسین میر گل جان کریم"
)
_AGREEMENT = words_of(
    "accord accords agreement agreements treaty pact deal توافقنامه موافقتنامه توافقات معاهده پیمان"
)
_FILLERS = {
    Kind.PERSON: _TITLES,
    Kind.GROUP: words_of("party group faction movement organisation organization afghanistan افغانستان"),
    Kind.AGREEMENT: _AGREEMENT | {"peace"},
    Kind.PLACE: words_of("city"),
}
_GENERIC = words_of(
    "hezb hizb party group faction movement front alliance union council shura army government state"
    " emirate regime islami islamic islam afghan afghanistan national democratic united people peoples"
    " unity peace soviet civil battle massacre operation campaign coup revolution siege war fall"
    " invasion withdrawal attack assassination conference meeting talks process plan resolution north"
    " south east west northern southern eastern western province valley pass district city new first"
    " second حزب اسلامی افغانستان ملی جنبش نهضت اتحاد شورا دولت جنگ عملیات انقلاب کودتا صلح ولایت شهر"
)


def without_lead(words: list[str]) -> list[str]:
    """Plain words of an answer without those that lead in ("i think it was") and trail ("of course")."""
    kept = list(words)
    while kept and kept[0] in _LEADS:
        kept.pop(0)
    while kept and kept[-1] in _TRAILS:
        kept.pop()
    return kept


def readings(typed: str) -> tuple[tuple[str, str], ...]:
    """What an answer may mean to name, folded and plain: as it stands, and without what leads in."""
    words = plain(typed).split()
    texts = dict.fromkeys((plain(typed), " ".join(without_lead(words))))
    return tuple((fold(text), text) for text in texts if text)


@lru_cache(maxsize=1)
def joiners() -> frozenset[str]:
    """Folded words between the words of a name that nobody minds."""
    return _folded(_JOINERS)


@lru_cache(maxsize=len(Kind))
def fillers(kind: Kind) -> frozenset[str]:
    """Folded words that an answer may add to a name of this kind: titles of people, `party` of a group."""
    articles = frozenset() if kind is Kind.PERSON else _ARTICLES  # before a person's name, `A.` is an initial
    return _folded(_FILLERS.get(kind, frozenset()) | articles) | joiners()


@lru_cache(maxsize=len(Kind))
def generic(kind: Kind) -> frozenset[str]:
    """Folded words that name nothing of this kind by themselves, nor together."""
    return fillers(kind) | _folded(_GIVEN if kind is Kind.PERSON else _GENERIC)


@lru_cache(maxsize=1)
def _agreements() -> frozenset[str]:
    return _folded(_AGREEMENT)


def is_filler(word: str, kind: Kind) -> bool:
    """Whether a word of an answer may be added to a name of this kind, with typing slips where it is long."""
    return _among(word, fillers(kind))


def significant(text: str, kind: Kind) -> tuple[str, ...]:
    """The words of a folded or plain name that count.

    `accord`, `treaty` and their like are one word in the names of agreements.
    """
    words = (word for word in text.split() if word not in joiners())
    if kind is not Kind.AGREEMENT:
        return tuple(words)
    return tuple("accord" if _among(word, _agreements()) else word for word in words)


@lru_cache(maxsize=8192)
def _among(word: str, listed: frozenset[str]) -> bool:
    return word in listed or any(slips(word, each) is not None for each in listed if len(each) > 5)


def _folded(words: frozenset[str]) -> frozenset[str]:
    """The words as they stand, and folded."""
    return words | {part for word in words for part in fold(word).split()}
