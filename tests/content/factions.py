"""An invented war of a few parties, for tests of who stood with whom."""

from __future__ import annotations

from content.dates import parse
from content.library import Library, make
from content.model import (
    Citation,
    Claim,
    Dispute,
    Entry,
    Kind,
    Name,
    Pack,
    Relation,
    RelationKind,
    Sensitivity,
    Source,
    SourceKind,
)

PAPER = Source("paper", SourceKind.BOOK, "The Valley Wars", "B. Author", "Valley Press", "2001")


def claim(claim_id: str, text: str, when: str | None = None) -> Claim:
    return Claim(claim_id, text, (Citation("paper", "p. 1"),), when=parse(when) if when else None)


def relation(kind: RelationKind, to: str, when: str | None = None, *claims: str) -> Relation:
    return Relation(kind, to, parse(when) if when else None, claims)


def entry(
    entry_id: str,
    kind: Kind = Kind.GROUP,
    claims: tuple[Claim, ...] = (),
    relations: tuple[Relation, ...] = (),
    disputes: tuple[Dispute, ...] = (),
    sensitivity: Sensitivity = Sensitivity.NONE,
) -> Entry:
    name = Name(entry_id.replace("-", " ").title())
    return Entry(entry_id, kind, name, claims, (), None, disputes, relations, sensitivity=sensitivity)


def library(*entries: Entry) -> Library:
    return make(Pack("factions", "Factions", "Invented.", "CC BY-SA 4.0", (PAPER,), (), entries))


def valley() -> Library:
    """Otters and Herons, allies who fell out; Zarrin, who led the Otters after Behruz; and neighbours."""
    blame = Dispute(
        "blame",
        "Who began it?",
        (claim("otters", "One account names the Otters."), claim("herons", "Another names the Herons.")),
    )
    return library(
        entry(
            "otters",
            claims=(
                claim("pact", "The Otters and the Herons made a pact in 1991.", "1991"),
                claim("weir", "In March 1993 the Otters attacked the Herons at the weir.", "1993-03"),
                claim("elders", "The Otters refused the elders."),
            ),
            disputes=(blame,),
            relations=(
                relation(RelationKind.ALLIED_WITH, "herons", "1991", "pact"),
                relation(RelationKind.FOUGHT, "herons", "1993-03", "weir", "otters", "herons"),
                relation(RelationKind.OPPOSED, "elders", None, "elders"),
                relation(RelationKind.OPPOSED, "truce", "1993", "elders"),
            ),
        ),
        entry("herons"),
        entry("elders"),
        entry("truce", Kind.AGREEMENT),
        entry(
            "behruz",
            Kind.PERSON,
            claims=(claim("march", "In May 1990 Behruz marched with Nilo.", "1990-05"),),
            relations=(
                relation(RelationKind.LED, "otters", "1989/1991"),
                relation(RelationKind.ALLIED_WITH, "nilo", "1990-05", "march"),
                relation(RelationKind.FOUGHT, "nilo", "1995", "march"),
            ),
        ),
        entry(
            "zarrin",
            Kind.PERSON,
            claims=(
                claim("raid", "In 1994 the men of Zarrin killed prisoners.", "1994"),
                claim("own", "Zarrin disliked the Otters."),
            ),
            relations=(
                relation(RelationKind.LED, "otters", "1992/.."),
                relation(RelationKind.FOUGHT, "nilo", "1994", "raid"),
                relation(RelationKind.OPPOSED, "otters", None, "own"),
                relation(RelationKind.OPPOSED, "elders", None, "own"),
            ),
            sensitivity=Sensitivity.GRAPHIC,
        ),
        entry("nilo", Kind.PERSON, relations=(relation(RelationKind.LED, "kites"),)),
        entry(
            "kites",
            claims=(
                claim("joined", "The Kites joined the League in 1996.", "1996"),
                claim("paid", "The River State paid the Kites."),
            ),
            relations=(
                relation(RelationKind.PART_OF, "league", "1996", "joined"),
                relation(RelationKind.PART_OF, "kin"),
            ),
        ),
        entry("league"),
        entry("kin"),
        entry(
            "river-state",
            claims=(claim("grain", "From 1992 to 1994 the River State sent the Kites grain.", "1992/1994"),),
            relations=(relation(RelationKind.SUPPORTED, "kites", "1992/1994", "grain"),),
        ),
    )
