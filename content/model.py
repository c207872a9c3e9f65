"""The values that content is made of.

Everything here is frozen and holds no behaviour beyond small look-ups: a pack is read once at start
(`content.library.load`), checked (`content.check.faults`), and only read from then on.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from content.dates import When

# The longest texts that every platform can show whole. Slack's and Discord's tighter limit decides:
# Slack sections hold 3,000 characters and buttons 75, Discord messages 4,000 characters in all.
MAX_NAME = 75
MAX_CLAIM = 500
MAX_QUESTION = 250  # a dispute's question, or a quiz question's prompt
MAX_DESCRIPTION = 500  # of a picture
MAX_CREDIT = 200  # of a picture: who made it; and as many for its licence


class Kind(StrEnum):
    """What an entry is about."""

    EVENT = "event"
    PERSON = "person"
    GROUP = "group"
    PLACE = "place"
    AGREEMENT = "agreement"
    LESSON = "lesson"
    TERM = "term"


class Sensitivity(StrEnum):
    """How an entry may be shown.

    `CARE`: soberly and with its context. `GRAPHIC`: only when asked for by name; never a quiz question,
    never a daily post unless an administrator has opted in.
    """

    NONE = "none"
    CARE = "care"
    GRAPHIC = "graphic"


class SourceKind(StrEnum):
    """What a source is; a reader weighs an encyclopaedia article and a treaty's text differently."""

    ARTICLE = "article"
    REPORT = "report"
    BOOK = "book"
    PAPER = "paper"
    PRESS = "press"
    DOCUMENT = "document"


class RelationKind(StrEnum):
    """How one entry stands to another, read from the entry that holds it: `A <kind> B`."""

    SIGNED = "signed"  # a person or group signed an agreement
    NEGOTIATED = "negotiated"  # took part in negotiating it without a reported signature
    MEDIATED = "mediated"  # mediated or facilitated an agreement or talks
    GUARANTEED = "guaranteed"  # stood as its guarantor
    OPPOSED = "opposed"  # opposed, refused or fought a thing or a party
    ALLIED_WITH = "allied_with"  # stood together, usually for an interval
    FOUGHT = "fought"  # fought against, usually for an interval
    SUPPORTED = "supported"  # backed with money, arms or diplomacy
    LED = "led"  # led a group, force or government
    MEMBER_OF = "member_of"  # belonged to a group
    HELD = "held"  # held an office (a term entry), usually for an interval
    TOOK_PART_IN = "took_part_in"  # took part in an event
    LOCATED_IN = "located_in"  # an event or a place lies in a place
    PART_OF = "part_of"  # belongs to a larger event, process or group
    REPLACED = "replaced"  # took the place of
    FOLLOWED = "followed"  # came after and because of, as a source says
    ABOUT = "about"  # a lesson or term is about it


@dataclass(frozen=True, slots=True)
class Source:
    """A work that claims cite.

    `places` are the headings (or other named places) that a citation may name; empty when the work is cited
    by page. `care` tells an author what to beware of. `year` is as printed, for example "2021".
    """

    id: str
    kind: SourceKind
    title: str
    author: str
    publisher: str
    year: str
    address: str | None = None
    licence: str | None = None
    care: str | None = None
    places: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a claim stands: a source's id and the place in it (a section heading, or a page)."""

    source: str
    place: str


@dataclass(frozen=True, slots=True)
class Claim:
    """One sentence that stands or falls alone.

    `id` is unique within its entry; `entry-id/claim-id` names it everywhere. `attributed_to` names whose
    opinion it is; the text itself then says so too. `when` dates the claim where it is dated otherwise than
    its entry.
    """

    id: str
    text: str
    citations: tuple[Citation, ...]
    attributed_to: str | None = None
    when: When | None = None


@dataclass(frozen=True, slots=True)
class Dispute:
    """A question on which sources differ, with each position as a claim of its own."""

    id: str
    question: str
    positions: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class Relation:
    """How an entry stands to the entry named by `to`, when, and by which of its own claims."""

    kind: RelationKind
    to: str
    when: When | None = None
    claims: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Name:
    """One canonical English spelling, the name in Persian (Dari) and Pashto script, and every alias.

    Aliases are in any script; they are searched and judged as equal to the name. `latin` is at most
    `MAX_NAME` characters.
    """

    latin: str
    dari: str | None = None
    pashto: str | None = None
    aliases: tuple[str, ...] = ()

    @property
    def spellings(self) -> tuple[str, ...]:
        """Every spelling, canonical first, without repeats."""
        every = (self.latin, self.dari, self.pashto, *self.aliases)
        return tuple(dict.fromkeys(spelling for spelling in every if spelling))


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that platforms fetch from its address (https) to show it.

    `description` says what it shows, for those who do not see it. `credit` names who made it, `licence` by
    what right it is shown; both are said beside it.
    """

    address: str
    description: str
    credit: str
    licence: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A thing of history that a reader can ask for.

    `weight` (1 to 5) settles ties between equally good matches: 5 for what every account names. `reading`
    lists ids of sources to read on in. `when` is what all positions agree on; a disputed day stands on the
    positions of its dispute.
    """

    id: str
    kind: Kind
    name: Name
    claims: tuple[Claim, ...]
    topics: tuple[str, ...]
    when: When | None = None
    disputes: tuple[Dispute, ...] = ()
    relations: tuple[Relation, ...] = ()
    reading: tuple[str, ...] = ()
    sensitivity: Sensitivity = Sensitivity.NONE
    weight: int = 2
    picture: Picture | None = None

    def statements(self) -> tuple[Claim, ...]:
        """All claims, those of the disputes' positions included, in the order in which they are shown."""
        return self.claims + tuple(position for dispute in self.disputes for position in dispute.positions)


@dataclass(frozen=True, slots=True)
class Topic:
    """A subject that entries and questions are filed under; what `/quiz start topic:` offers."""

    id: str
    name: str
    about: str


@dataclass(frozen=True, slots=True)
class Pack:
    """One body of content, as its files say it."""

    id: str
    title: str
    about: str
    licence: str
    sources: tuple[Source, ...]
    topics: tuple[Topic, ...]
    entries: tuple[Entry, ...]
