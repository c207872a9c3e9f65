from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from content.dates import parse
from content.library import Library, Related, load, make
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
    Topic,
)

SMALL = Path(__file__).parent / "small_pack"

ACCORD_READ = Entry(
    id="accord",
    kind=Kind.AGREEMENT,
    name=Name("Islamabad Accord", "توافق‌نامهٔ اسلام‌آباد", "د اسلام آباد تړون", ("Islamabad Agreement",)),
    claims=(
        Claim(
            "signed",
            "Leaders of the parties signed it.",
            (Citation("report", "Introduction"), Citation("book", "p. 23")),
        ),
        Claim(
            "view",
            "Saikal holds that it was the work of Pakistan.",
            (Citation("book", "p. 24"),),
            "Amin Saikal",
            parse("1993-03"),
        ),
    ),
    topics=("talks",),
    when=parse("1993-03-07"),
    disputes=(
        Dispute(
            "who",
            "Who broke it first?",
            (
                Claim("all", "All of the parties broke it.", (Citation("report", "Aftermath"),)),
                Claim(
                    "one",
                    "One of the parties broke it.",
                    (Citation("report", "Aftermath"),),
                    when=parse("1993-05/.."),
                ),
            ),
        ),
    ),
    relations=(Relation(RelationKind.LOCATED_IN, "islamabad", parse("1993-03-07"), ("signed", "all")),),
    reading=("report",),
    sensitivity=Sensitivity.CARE,
    weight=5,
)


@pytest.fixture
def small() -> Library:
    return load(SMALL)


def test_a_pack_is_read_as_it_is_written(small: Library) -> None:
    assert small.pack == Pack(
        id="small",
        title="Small",
        about="A small pack.",
        licence="CC BY-SA 4.0",
        sources=(
            Source(
                "report",
                SourceKind.REPORT,
                "A report",
                "An author",
                "A publisher",
                "2021",
                "https://example.org",
                "CC BY",
                "Its dates.",
                ("Introduction", "Aftermath"),
            ),
            Source("book", SourceKind.BOOK, "A book", "Amin Saikal", "A publisher", "2004"),
        ),
        topics=(Topic("talks", "Talks", "Talks about peace."),),
        entries=(ACCORD_READ, small.entries["islamabad"]),
    )
    place = small.entries["islamabad"]
    assert (place.when, place.weight, place.sensitivity) == (None, 2, Sensitivity.NONE)
    assert small.pack.entries[0].name.spellings == (
        "Islamabad Accord",
        "توافق‌نامهٔ اسلام‌آباد",
        "د اسلام آباد تړون",
        "Islamabad Agreement",
    )


def test_everything_is_found_by_its_id(small: Library) -> None:
    accord = small.entries["accord"]
    assert list(small.entries) == ["accord", "islamabad"]
    assert list(small.sources) == ["report", "book"]
    assert list(small.topics) == ["talks"]
    assert small.claim("accord/view") == (accord, accord.claims[1])
    assert small.claim("accord/one") == (accord, accord.disputes[0].positions[1])
    with pytest.raises(KeyError):
        small.claim("accord/none")
    assert small.disputed("accord/one") == accord.disputes[0]
    assert small.disputed("accord/view") is None


def test_what_is_dated_stands_in_order(small: Library) -> None:
    assert [
        (dated.when.edtf, dated.entry.id, dated.claim.id if dated.claim else None) for dated in small.dated
    ] == [
        ("1993-03", "accord", "view"),
        ("1993-03-07", "accord", None),
        ("1993-05/..", "accord", "one"),
    ]


def test_a_relation_is_seen_from_both_sides(small: Library) -> None:
    accord, place = small.entries["accord"], small.entries["islamabad"]
    (relation,) = accord.relations
    assert small.related("accord") == (Related(relation, place, inverse=False),)
    assert small.related("islamabad") == (Related(relation, accord, inverse=True),)
    with pytest.raises(KeyError):
        small.related("none")


def entry(entry_id: str, *relations: Relation, weight: int = 2) -> Entry:
    return Entry(entry_id, Kind.GROUP, Name(entry_id), (), (), relations=relations, weight=weight)


def related(entries: tuple[Entry, ...], entry_id: str) -> list[tuple[str, str, bool]]:
    library = make(Pack("p", "P", "About.", "None", (), (), entries))
    return [(each.relation.kind.value, each.entry.id, each.inverse) for each in library.related(entry_id)]


def test_relations_come_by_weight_and_each_once() -> None:
    allied, fought, part = RelationKind.ALLIED_WITH, RelationKind.FOUGHT, RelationKind.PART_OF
    early, late = parse("1992"), parse("1994")
    entries = (
        entry(
            "a",
            Relation(allied, "b"),
            Relation(allied, "b"),
            Relation(fought, "b", early),
            Relation(fought, "b", late),
            Relation(part, "c"),
        ),
        entry("b", Relation(allied, "a"), Relation(fought, "a", late), Relation(part, "a"), weight=1),
        entry("c", Relation(part, "a"), weight=5),
    )
    assert related(entries, "a") == [
        ("part_of", "c", False),
        ("part_of", "c", True),
        ("allied_with", "b", False),
        ("fought", "b", False),
        ("fought", "b", False),
        ("part_of", "b", True),
    ]
    assert related(entries, "c") == [("part_of", "a", True), ("part_of", "a", False)]


def test_a_relation_to_nowhere_cannot_be_indexed() -> None:
    with pytest.raises(KeyError):
        related((entry("a", Relation(RelationKind.PART_OF, "none")),), "a")


def test_the_things_of_a_day_are_found_by_it(small: Library) -> None:
    (day,) = small.days
    assert day == date(1993, 3, 7)
    assert [(each.entry.id, each.claim) for each in small.days[day]] == [("accord", None)]
