"""The words of a text that tell what it is about, with their stems and what they mean."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

from rapidfuzz import process
from rapidfuzz.distance import OSA

from content.spelling import joined, plain, spell


def _table(text: str) -> frozenset[str]:
    return frozenset(plain(text).split())


# Words that say nothing about the subject. "us" and "un" are not among them: they are also states and bodies.
STOP = _table(
    """
    a about above after again against all also am an and any anybody anyone anything are aren as at
    be became because become been before being both but by call called came can cannot cant come
    could couldn couldnt d define definition describe detail details did didn didnt do does doesn
    doesnt doing don done dont down during each ever every everyone everything exactly explain fact
    facts few find for from further gave get give given go going got had hadn hadnt happen happened
    happening happens has hasn hasnt have haven havent having he hello help her here hers hey hi him
    himself his history how i if im in info information into is isn isnt it its itself ive just know
    known let like ll look lot m made make many may me mean means might more most much must my
    myself named need no nor not now occur occurred occurs of off on once one only or other our ours
    out over overview own place places please question quite re really s same say says she should
    shouldnt show so some somebody someone something still such summary t take taken takes tell than
    thank thanks that thats the their theirs them then there these they theyre thing things this
    those though through to too took under until up upon ve very want was wasn wasnt we went were
    weren werent what whatever whats when where which while who whom whos whose why will with within
    without won wont would wouldn wouldnt yes yet you your yours

    از به با در بر برای را که و یا این آن است بود شد شده کرد کرده کردند می چه چی کی کیست چیست کجا
    چرا چگونه چطور چند کدام هم تا نیز بودند شدند اند کن بگو درباره مورد هست یک ها های کسی وقت سال
    ماه روز چیزی د په ته له او دی ده دي وو وه څه شی څوک چا کله چیرته ولی څنگه څومره کی کوم چی هم دا
    هغه شو شوی کړ کړی
    """
)
# Words that a question may hold and no content needs to: unknown, they do not count against an answer.
SOFT = _table(
    """
    act actual actually add afghan allow answer appear article ask attempt avoid back background
    base believe between big bit book briefly bring care case cause causes change claim close come
    common consequence consequences consider continue course date dates day days decide develop
    different easy effect effects end ended ending enter event events exact exist expect famous far
    fast feel first follow form full gain goal good hand hard hear high hold hope idea impact
    importance important important important include increase influence interested issue join keep
    kind kinds large last less listen live local long lose low main mainly man many matter meaning
    meet men month months move name names new next number numbers occur offer old open order outcome
    part particular pass pay people person persons plan play point points possible prevent problem
    produce provide purpose put raise reach real reason reasons receive refuse remain remember reply
    report require respond rest result results role roles rule run said see seem send serve set
    short side significance significant simple situation small sort source sources speak special
    spend stand start started stay step stop story support sure teach tend text thing think time
    times tried tries try turn type understand use used view visit wait walk wants watch ways well
    whole win wish wonder work world write wrong year years
    """
)

# Words that mean the same in a question, each line under its first. What a stem does not bring together.
_CONCEPTS = """
accord accords agreement agreements treaty treaties pact pacts deal deals
accord توافقنامه موافقتنامه معاهده پیمان تړون
withdraw خروج خارج وتل
withdraw withdrawal withdrew withdrawn leave leaves left leaving pullout departure depart departed
kill kills killed killing killings die dies died dead death deaths dying
kill casualty casualties victim victims toll
soviet soviets ussr russia russian russians شوروی
mediate mediator mediators mediated mediating mediation envoy envoys broker brokered brokers
negotiate negotiation negotiations negotiated negotiating negotiator talks talk
fight fights fighting fought battle battles clash clashes clashed جنگ
war wars conflict conflicts
fall fell fallen collapse collapsed overthrow overthrown overthrew topple toppled
invade invaded invasion invading intervention intervene intervened
lead led leads leader leaders leading head headed
found founded founder founders founding establish established
president presidents presidency presidential
premier premiership
ceasefire ceasefires truce truces armistice
mujahidin mujahideen mujahedin mujahid mojahedin mujahedeen
sign signed signs signing signatory signatories signature signatures
begin began begun start started starts beginning
united unite
islam islamic islamist islamists
afghanistan afghanistans
taliban taleban talibs talib
massacre massacres atrocity atrocities
election elections elect elected
capture captured captures seize seized took conquest conquer conquered
supply supplied arm armed arms weapon weapons
fail failed fails failure failures
refugee refugees
lesson lessons
sign امضا لاسلیک
fall سقوط
kill کشته قتل کشتار مرگ
lead رهبر مشر
operation عملیات
negotiate مذاکرات مذاکره خبرې
accord تړونونه توافقات
neutral neutrality impartial impartiality unbiased بیطرف
agree agreed agrees disagree disagreed
kill murder murdered assassinated execute executed execution executions
"""
_CONCEPT = {each: line.split()[0] for line in _CONCEPTS.strip().splitlines() for each in plain(line).split()}

# Nouns for a sort of thing. Alone they point at nothing; with a name they must stand in the found name too:
# who asks for the Battle of Kunduz is not answered by the place Kunduz.
SORTS = _table(
    """
    academy accord attack bombing campaign ceasefire conference council coup crisis declaration
    fight front government invade league massacre movement offensive operation organization party
    protocol republic resolution revolution school siege summit union university uprising war
    withdraw
    """
)
# Titles and offices: what somebody is called, and may be without the content calling him so.
TITLES = _table(
    """
    ambassador amir baba captain colonel commander doctor dr emir engineer foreign found general
    haji king lead marshal maulana maulvi mawlawi mediate minister mr mullah negotiate pir
    politician premier president prime prof professor sardar sayyid secretary sir ustad warlord

    داکتر دکتر استاد جنرال مارشال انجنیر ملا مولوی مولانا حاجی سید پیر آقای شهید رییس جمهور صدراعظم
    وزیر قوماندان رهبر
    """
)
# Other nouns and verbs for what somebody or something is or did. They help to choose, and prove nothing.
ROLES = TITLES | _table(
    """
    afghanistan agree army begin capture city country east eastern election fail fall force forces
    international islam kill lesson member militia national north northern peace political province
    sign soldier south southern state town troop united west western
    """
)
# What almanacs tell and this history does not: asked for, it must stand in what is found.
ASIDES = _table(
    """
    age birthday born brother capital children climate currency daughter divorce economy email
    father flag hair height hobby house husband income language languages map married marry mother
    music net phone photo picture population price recipe religion salary sister son song sons
    temperature weather weight wife wives worth
    """
)

# What two words say together, and the word that says it alone.
_PHRASES = {
    ("united", "nations"): "un",
    ("united", "states"): "us",
    ("soviet", "union"): "soviet",
    ("prime", "minister"): "premier",
    ("cease", "fire"): "ceasefire",
    ("back", "channel"): "backchannel",
    ("back", "channels"): "backchannels",
    ("power", "sharing"): "powersharing",
    ("ملل", "متحد"): "un",
}

_SUFFIX = re.compile(r"(?:های?|ations?|ing(?:s|ly)?|ions?|ments?|ed(?:ly)?|ies|es|s|e|y)$")
_CAPITAL = re.compile(r"\b[^\W\d_a-z][^\s–—-]*")


@dataclass(frozen=True, slots=True)
class Word:
    """A word that tells something.

    `fold` is its one spelling (see `content.spelling`); names are compared by it. `key` is what it shares
    with other words of the same meaning, its concept or its stem; ordinary words are compared by it,
    because folding makes too many of them equal (cup and coup). `soft` words do not count when nothing
    matches them. `sort` and `role` are nouns that name no single thing; a `title` is a role that the
    content need not repeat, an `aside` what this history does not tell.
    """

    plain: str
    fold: str
    key: str
    soft: bool = False
    sort: bool = False
    role: bool = False
    title: bool = False
    aside: bool = False

    def __hash__(self) -> int:
        return hash(self.plain)

    @property
    def telling(self) -> bool:
        """Whether the word can single a thing out."""
        return not (self.soft or self.sort or self.role)

    @property
    def nameable(self) -> bool:
        """Whether it is a name where it is capitalised; titles (Maulavi) are spelled as freely as names."""
        return self.title or not (self.sort or self.role)


@lru_cache(maxsize=32768)
def word(text: str) -> Word:
    """The word of one plain spelling."""
    classes = _classes()
    of = classes.get(text) or classes.get(key(text)) or classes.get("=" + stem(text))
    return Word(
        plain=text,
        fold=spell(text),
        key=key(text),
        soft=of is SOFT or (text.isdecimal() and len(text) < 3),
        sort=of is SORTS,
        role=of is ROLES,
        title=of is ROLES and (text in TITLES or key(text) in TITLES),
        aside=text in ASIDES,
    )


@lru_cache(maxsize=32768)
def key(text: str) -> str:
    """What a plain word shares with others of its meaning: its concept, or its stem."""
    return _CONCEPT.get(text) or _CONCEPT.get(stem(text)) or stem(text)


@cache
def _classes() -> dict[str, frozenset[str]]:
    """Which table a word, or under "=" its stem, belongs to; a word itself comes before another's stem."""
    tables = (SORTS, ROLES, SOFT)
    stems = {"=" + stem(each): table for table in reversed(tables) for each in table}
    return stems | {each: table for table in reversed(tables) for each in table}


def words(text: str) -> tuple[Word, ...]:
    """The telling words of a query in their order, repeats included; a phrase is one word ("UN")."""
    kept = [each for each in plain(text).split() if each not in STOP]
    told: list[str] = []
    for each in kept:
        phrase = _PHRASES.get((told[-1], each)) if told else None
        if phrase:
            told[-1] = phrase
        else:
            told.append(each)
    return tuple(map(word, joined(" ".join(told))))


def indexed(text: str) -> list[tuple[Word, bool]]:
    """The different telling words of a name, and of each whether it is a name by itself.

    A word is a name where it is capitalised, or written in a script without capitals, unless it is a noun
    for a sort or a role. Phrases count beside the words that they are made of.
    """
    capitals = _capitals(text)
    held = map(word, dict.fromkeys(_held(text)))
    return [(each, each.plain in capitals and each.nameable) for each in held]


def told(text: str) -> tuple[set[str], list[Word]]:
    """The keys of all telling words of a claim, and those words that are names in it (see `indexed`)."""
    held = {*_held(text)}
    names = map(word, held & _capitals(text))
    return set(map(key, held)), [each for each in names if each.nameable]


def _held(text: str) -> list[str]:
    kept = [each for each in plain(text).split() if each not in STOP]
    phrases = [_PHRASES[pair] for pair in pairwise(kept) if pair in _PHRASES]
    return [*joined(" ".join(kept)), *phrases]


def _capitals(text: str) -> set[str]:
    return {each for chunk in _CAPITAL.findall(text) for each in _parts(chunk)}


@lru_cache(maxsize=8192)
def _parts(chunk: str) -> tuple[str, ...]:
    return joined(plain(chunk))


def slipped_stop(text: str) -> bool:
    """Whether a plain word is one slip away from a long word that says nothing ("happenned")."""
    return (
        len(text) >= 7
        and process.extractOne(text, _long_stops(), scorer=OSA.distance, score_cutoff=1) is not None
    )


@cache
def _long_stops() -> tuple[str, ...]:
    return tuple(sorted(each for each in STOP if len(each) >= 7 and each.isascii()))


def mended(text: str) -> Word | None:
    """The noun for a sort or a role that an unknown plain word misses by one slip, if there is one."""
    if len(text) < 5 or not text.isascii():
        return None
    hit = process.extractOne(text, _nouns(), scorer=OSA.distance, score_cutoff=1)
    return word(hit[0]) if hit else None


@cache
def _nouns() -> tuple[str, ...]:
    return tuple(sorted(each for each in (*SORTS, *ROLES, *_CONCEPT) if len(each) >= 5 and each.isascii()))


def stem(text: str) -> str:
    """A word without its English ending or Persian plural, where at least three letters stay."""
    suffix = _SUFFIX.search(text, 3)
    if suffix is None:
        return text
    root = text[: suffix.start()]
    return root[:-1] if len(root) > 3 and root[-1] == root[-2] else root
