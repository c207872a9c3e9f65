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
    " been are were must have the answer my his her their its name whose called known as named maybe"
    " perhaps probably surely definitely could in at by um uh well ok oh so من فکر میکنم می کنم به نظر"
    " نظرم او این آن شاید جواب نام نامش اسم اسمش در زما په اند دا نوم یې"
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
    " sheikh shaykh qari imam baba sahib saheb pm pres lt lieutenant maj major brig brigadier adm admiral"
    " capt captain majesty excellency former late chief leader foreign minister secretary ms mrs madam"
    " lady begum جنرال ژنرال داکتر دکتر دکتور استاد ملا مولوی مولانا پیر حضرت حاجی سید مارشال قوماندان"
    " انجنیر رئیس جمهور شهید امیر خان آقای آغا صاحب سردار بابا پروفسور اعلیحضرت اعلی پادشاه صدراعظم"
    " رئیس‌جمهور مرحوم فقید خانم بانو بی‌بی ډاکټر"
)
_GIVEN = words_of(
    "mohammad ahmad abdul abd shah ali hassan hussain karim rahim hamid mir gul jan hazara pashtun tajik"
    " uzbek sulaiman habibullah asadullah nasrullah rahmatullah سلیمان حبیب‌الله اسدالله نصرالله رحمت‌الله"
    " محمد احمد عبدال شاه علی حسن حسین میر گل جان کریم هزاره پشتون تاجیک ازبک"
)
_AGREEMENT = words_of(
    "accord accords agreement agreements treaty pact deal توافقنامه موافقتنامه توافق توافقات معاهده پیمان"
    " تړون تړونونه هوکړه هوکړه‌لیک"
)
_FILLERS = {
    Kind.PERSON: _TITLES,
    Kind.GROUP: words_of("party group faction movement organisation organization afghanistan افغانستان"),
    Kind.AGREEMENT: _AGREEMENT | {"peace"},
    Kind.PLACE: words_of("city"),
}
_GENERIC = words_of(
    "hezb hizb party group faction factions movement front alliance coalition union council shura"
    " assembly army government state states republic emirate kingdom regime islami islamic islam afghan"
    " afghanistan national nations democratic united people peoples unity peace soviet civil human rights"
    " watch justice project liberation organisation organization service services intelligence information"
    " security international interim provisional ministry commission committee agency office north south"
    " east west northern southern eastern western resolution declaration ceasefire cease fire truce"
    " protocol protocols plan proposal process talks negotiations new first second two three four five six"
    " seven eight nine ten in on at from to for with and by january february march april may june july"
    " august september october november december hamal sawr jawza saratan asad sonbola mizan aqrab qaws"
    " jadi dalw hoot حزب اسلامی افغانستان ملی جنبش نهضت اتحاد ائتلاف جبهه شورا شورای دولت حکومت جمهوری"
    " امارت سازمان ملل متحد متحده گوند ټلواله صلح سوله طرح پلان پروتوکول آتش‌بس متارکه اوربند ثور جوزا"
    " غبرګولی کال در از به برای و بر په له"
)
_PROPER = frozenset((Kind.PERSON, Kind.PLACE))  # kinds whose names are not made of ordinary words
UNSAID = words_of("in of from to on afghanistan افغانستان در به از")  # where an event was, in this history

_ENDINGS = words_of("ها های هایی نامه نامه‌ها نامه‌های لیک")


def tidy(text: str) -> str:
    """The plain words of a text, with Persian endings that are written apart put back: توافق نامه."""
    kept: list[str] = []
    for word in plain(text).split():
        if kept and word in _ENDINGS:
            kept[-1] += word
        else:
            kept.append(word)
    return " ".join(kept)


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
    whole = tidy(typed)
    texts = dict.fromkeys((whole, " ".join(without_lead(whole.split()))))
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


@lru_cache(maxsize=len(Kind))
def ordinary(kind: Kind) -> frozenset[str]:
    """Folded words that mean themselves, and are no slip of a name of this kind: `seven` is not Sevan."""
    return generic(kind) | generic(Kind.GROUP) if kind in _PROPER else fillers(kind)


def telling(words: tuple[str, ...], kind: Kind) -> tuple[str, ...]:
    """The words of a name that tell it apart from others of its kind: no titles, common names, dates."""
    return tuple(word for word in words if word not in generic(kind) and not word.isdigit())


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
