from __future__ import annotations

from pathlib import Path

import pytest

from content import check, library
from content.model import Picture

SMALL = Path(__file__).parent / "small_pack"
PACKS = Path(check.__file__).parent / "packs"
PACK = {file.name: file.read_text(encoding="utf-8") for file in SMALL.iterdir()}

EVENT = """\
[[entry]]
id = "afshar"
kind = "event"
topics = ["talks"]
when = "1993-02-11/1993-02-12"

[entry.name]
latin = "Afshar"

[[entry.claim]]
id = "happened"
text = "It happened in the city."
cite = [["report", "Aftermath"]]
"""


def told(tmp_path: Path, files: dict[str, str]) -> list[str]:
    """The faults of the small pack with some files replaced or added."""
    for name, text in {**PACK, **files}.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return [str(fault) for fault in check.faults(tmp_path)]


def entry(entry_id: str, kind: str, rest: str = "", names: str = "") -> str:
    """A sound entry of a kind, with further relations or names."""
    return f"""\
[[entry]]
id = "{entry_id}"
kind = "{kind}"
topics = ["talks"]
[entry.name]
latin = "{entry_id}"
{names or 'dari = "نام"' + chr(10) + 'pashto = "نوم"'}
[[entry.claim]]
id = "is"
text = "It is one."
cite = [["report", "Aftermath"]]
{rest}
"""


def relation(kind: str, to: str, more: str = "") -> str:
    return f'[[entry.relation]]\nkind = "{kind}"\nto = "{to}"\n{more}\n'


def test_a_sound_pack_has_no_faults() -> None:
    assert check.faults(SMALL) == ()


@pytest.mark.parametrize("pack", sorted(PACKS.glob("*/pack.toml")), ids=lambda pack: pack.parent.name)
def test_a_pack_of_ours_has_no_faults(pack: Path) -> None:
    assert [str(fault) for fault in check.faults(pack.parent)] == []


def test_faults_come_sorted_and_each_once(tmp_path: Path) -> None:
    twice = EVENT.replace("the city.", "the city")
    found = told(tmp_path, {"events/b.toml": twice, "a.toml": "x = 1", "events/a.toml": twice})
    assert [fault.split(": ")[0] for fault in found] == [
        "a.toml",
        "events/a.toml, afshar",
        "events/a.toml, afshar/happened",
        "events/b.toml, afshar",
        "events/b.toml, afshar",
        "events/b.toml, afshar/happened",
    ]


@pytest.mark.parametrize(
    ("text", "holder", "faults"),
    [
        ("They signed it.", None, []),
        ("Did they sign it?", None, []),
        ("They signed “it.”", None, []),
        ("They signed it (in Islamabad.)", None, []),
        ("آنان آن را امضا کردند؟", None, []),
        ("They signed it", None, ["does not end like a sentence"]),
        ("They signed it,", None, ["does not end like a sentence"]),
        ("Saikal's view is that they did not.", "Amin Saikal", []),
        ("SAIKAL doubts it.", "Amin Saikal", []),
        ("Gul argued against it.", "Hamid Gul", []),
        ("A former official of the PDPA doubts it.", "a former PDPA official", []),
        ("The UN doubts it.", "the UN", []),
        ("He doubts it.", "Amin Saikal", ["is attributed to 'Amin Saikal', whom its text does not name"]),
        ("The Gulf is near.", "Hamid Gul", ["is attributed to 'Hamid Gul', whom its text does not name"]),
        ("The city is far.", "the UN", ["is attributed to 'the UN', whom its text does not name"]),
        ("The report doubts it.", "An author", []),
        ("The book doubts it.", "An author", ["is attributed to 'An author', whom its text does not name"]),
    ],
)
def test_a_claim_is_a_sentence_that_says_whose_view_it_is(
    tmp_path: Path, text: str, holder: str | None, faults: list[str]
) -> None:
    claim = f'text = "{text}"' + (f'\nattributed_to = "{holder}"' if holder else "")
    places = PACK["places.toml"].replace('text = "It is the capital of Pakistan."', claim)
    found = told(tmp_path, {"places.toml": places})
    assert [
        fault.removeprefix("places.toml, islamabad/capital: ").split("; ")[0] for fault in found
    ] == faults


def test_a_faulty_text_or_source_is_one_fault_only(tmp_path: Path) -> None:
    places = PACK["places.toml"].replace('text = "It is the capital of Pakistan."\n', "")
    assert told(tmp_path, {"places.toml": places}) == [
        "places.toml, islamabad/capital: has no 'text'; add it: a text in quotes"
    ]
    places = PACK["places.toml"].replace('"report", ', '"nothing", ')
    places += 'attributed_to = "Pakistan"\n'
    assert [fault.split("; ")[0] for fault in told(tmp_path, {"places.toml": places})] == [
        "places.toml, islamabad/capital: cites the unknown source 'nothing'"
    ]
    places = places.replace("of Pakistan.", "of a state.")
    assert len(told(tmp_path, {"places.toml": places})) == 2


@pytest.mark.parametrize("kind", ["person", "group", "place", "agreement", "lesson", "term"])
def test_who_needs_names_in_dari_and_pashto(tmp_path: Path, kind: str) -> None:
    found = told(tmp_path, {"more.toml": entry("more", kind, names="aliases = []")})
    needs = [
        f"more.toml, more: {'an' if kind == 'agreement' else 'a'} {kind} needs a {name} name"
        for name in ("dari", "pashto")
    ]
    assert [fault.split("; ")[0] for fault in found] == ([] if kind in {"lesson", "term"} else needs)


@pytest.mark.parametrize(
    ("name", "right"),
    [
        ("گفت‌وگوهای ژنو", True),
        ("د سولې خبرې ۱۹۸۹ (لومړۍ)", True),
        ("توافق‌نامهٔ اسلام‌آباد", True),
        ("Kabul", False),
        ("کابل Kabul", False),
        ("Кабул", False),
        ("۱۳۷۱", False),
        ("ﻛﺎﺑﻞ", False),
    ],
)
def test_which_names_are_in_arabic_script(tmp_path: Path, name: str, right: bool) -> None:
    found = told(tmp_path, {"more.toml": entry("more", "lesson", names=f'pashto = "{name}"')})
    fault = f"more.toml, more: its pashto name {name!r} is not in Arabic script"
    assert [each.split("; ")[0] for each in found] == ([] if right else [fault])


def test_a_spelling_is_unique_within_a_kind(tmp_path: Path) -> None:
    names = 'dari = "یک"\npashto = "یو"\naliases = ["ISLAMABAD agreement", "Islamabad", "Cafe\u0301"]'
    other = entry("other", "agreement", names=names)
    third = entry(
        "third", "agreement", names=names.replace("Cafe\u0301", "Caf\u00e9").replace("ISLAMABAD", "third")
    )
    assert [each.split("; ")[0] for each in told(tmp_path, {"more.toml": other + third})] == [
        "more.toml, other: the spelling 'ISLAMABAD agreement' is also that of the agreement 'accord'",
        "more.toml, third: the spelling 'Caf\u00e9' is also that of the agreement 'other'",
        "more.toml, third: the spelling 'Islamabad' is also that of the agreement 'other'",
        "more.toml, third: the spelling 'یو' is also that of the agreement 'other'",
        "more.toml, third: the spelling 'یک' is also that of the agreement 'other'",
    ]


def test_one_entry_may_repeat_a_spelling(tmp_path: Path) -> None:
    names = 'dari = "کابل"\npashto = "کابل"\naliases = ["KABUL", "Kabul", "kabul"]'
    assert told(tmp_path, {"more.toml": entry("kabul", "place", names=names)}) == []


def test_an_entry_has_a_topic(tmp_path: Path) -> None:
    places = PACK["places.toml"].replace('["talks"]', "[]")
    assert told(tmp_path, {"places.toml": places}) == [
        "places.toml, islamabad: is filed under no topic; add one from topics.toml"
    ]


def test_a_topic_may_have_no_entries(tmp_path: Path) -> None:
    topics = PACK["topics.toml"] + '[[topic]]\nid = "more"\nname = "More"\nabout = "More of it."\n'
    assert told(tmp_path, {"topics.toml": topics}) == []


def test_an_address_is_one(tmp_path: Path) -> None:
    sources = PACK["sources.toml"].replace("https://example.org", "example.org")
    assert told(tmp_path, {"sources.toml": sources}) == [
        "sources.toml, report: 'address' is no web address; begin it with https://"
    ]


# Entries of each kind to relate to: those of the small pack, and these.
OTHERS = "".join(
    entry(
        kind, kind, names=f'dari = "نام{number}"\npashto = "نوم{number}"'.replace(str(number), "ا" * number)
    )
    for number, kind in enumerate(["person", "group", "lesson", "term"], start=1)
)


@pytest.mark.parametrize(
    ("kind", "relation_kind", "to", "right"),
    [
        ("person", "signed", "accord", True),
        ("group", "signed", "accord", True),
        ("person", "signed", "islamabad", False),
        ("lesson", "signed", "accord", False),
        ("person", "negotiated", "accord", True),
        ("place", "mediated", "accord", True),
        ("group", "guaranteed", "accord", True),
        ("group", "opposed", "accord", True),
        ("group", "allied_with", "person", True),
        ("group", "allied_with", "lesson", False),
        ("person", "fought", "group", True),
        ("agreement", "fought", "group", False),
        ("place", "supported", "group", True),
        ("person", "led", "group", True),
        ("person", "led", "lesson", False),
        ("person", "member_of", "group", True),
        ("person", "member_of", "accord", False),
        ("person", "held", "term", True),
        ("person", "held", "group", False),
        ("person", "took_part_in", "accord", True),
        ("agreement", "took_part_in", "person", False),
        ("agreement", "located_in", "islamabad", True),
        ("agreement", "located_in", "person", False),
        ("agreement", "part_of", "lesson", True),
        ("agreement", "replaced", "accord", True),
        ("agreement", "followed", "accord", True),
        ("lesson", "about", "person", True),
    ],
)
def test_which_relations_make_sense(
    tmp_path: Path, kind: str, relation_kind: str, to: str, right: bool
) -> None:
    more = entry("more", kind, relation(relation_kind, to), names='dari = "دیگر"\npashto = "بل"')
    found = told(tmp_path, {"more.toml": more, "others.toml": OTHERS})
    article = "an" if kind == "agreement" else "a"
    begin = f"more.toml, more, relation 1: {article} {kind} cannot stand as '{relation_kind}' to "
    assert [fault.startswith(begin) for fault in found] == ([] if right else [True])


def test_a_senseless_relation_is_explained(tmp_path: Path) -> None:
    more = entry("more", "term", relation("signed", "accord") + relation("located_in", "accord"))
    assert told(tmp_path, {"more.toml": more}) == [
        (
            "more.toml, more, relation 1: a term cannot stand as 'signed' to an agreement; "
            "it leads from person or group or place to agreement, so turn it round or choose another kind"
        ),
        (
            "more.toml, more, relation 2: a term cannot stand as 'located_in' to an agreement; "
            "it leads from anything to place, so turn it round or choose another kind"
        ),
    ]


def test_a_senseless_relation_to_nowhere_is_two_faults(tmp_path: Path) -> None:
    more = entry("more", "term", relation("signed", "nothing-like-it") + relation("about", "nothing-like-it"))
    assert [fault.split("; ")[0] for fault in told(tmp_path, {"more.toml": more})] == [
        "more.toml, more, relation 1: a term cannot stand as 'signed' to it",
        "more.toml, more, relation 1: leads to the unknown entry 'nothing-like-it'",
        "more.toml, more, relation 2: leads to the unknown entry 'nothing-like-it'",
    ]


def test_a_relation_leads_elsewhere_and_stands_once(tmp_path: Path) -> None:
    more = entry(
        "more",
        "group",
        relation("fought", "more")
        + relation("opposed", "accord")
        + relation("opposed", "accord")
        + relation("opposed", "accord")
        + relation("opposed", "accord", 'when = "1993"'),
    )
    assert told(tmp_path, {"more.toml": more}) == [
        "more.toml, more, relation 1: leads to its own entry; name another, or remove it",
        "more.toml, more, relation 3: says the same as an earlier relation of this entry; remove one",
        "more.toml, more, relation 4: says the same as an earlier relation of this entry; remove one",
    ]


POSITIONS = """
[[entry.dispute]]
id = "day"
question = "On which day?"
[[entry.dispute.position]]
id = "early"
text = "On an early day."
when = "1993-02-11~"
cite = [["report", "Aftermath"]]
[[entry.dispute.position]]
id = "late"
text = "On a late day."
when = "1993-03/.."
cite = [["report", "Aftermath"]]
"""


@pytest.mark.parametrize(
    ("when", "positions", "name", "called"),
    [
        ("1993-02-11/1993-02-12", False, "events/1993-02-11-afshar.toml", None),
        ("1993-02-11/1993-02-12", False, "events/1993-02-afshar.toml", None),
        ("1993-02-11/1993-02-12", False, "events/1993-afshar.toml", None),
        ("1993-02-11/1993-02-12", False, "events/1993-02-12-afshar.toml", "events/1993-02-11-afshar.toml"),
        ("1993-02-11/1993-02-12", False, "events/afshar.toml", "events/1993-02-11-afshar.toml"),
        ("1993-02-11/1993-02-12", False, "1993-02-11-afshar.toml", "events/1993-02-11-afshar.toml"),
        ("1993-02?", False, "events/1993-02-afshar.toml", None),
        ("1993-02?", False, "events/1993-02-11-afshar.toml", "events/1993-02-afshar.toml"),
        ("1993-21/..", True, "events/1993-21-afshar.toml", None),
        ("1994~", True, "events/1993-02-11-afshar.toml", "events/1994-afshar.toml"),
        (None, True, "events/1993-02-11-afshar.toml", None),
        (None, True, "events/1993-03-afshar.toml", None),
        (None, True, "events/1993-afshar.toml", None),
        (None, True, "events/afshar.toml", None),
        (None, True, "events/1994-afshar.toml", "events/1993-02-11-afshar.toml"),
        (None, False, "events/afshar.toml", None),
        (None, False, "events/1993-afshar.toml", "events/afshar.toml"),
    ],
)
def test_how_the_file_of_an_event_is_named(
    tmp_path: Path, when: str | None, positions: bool, name: str, called: str | None
) -> None:
    dated = f'when = "{when}"\n' if when else ""
    event = EVENT.replace('when = "1993-02-11/1993-02-12"\n', dated) + (POSITIONS if positions else "")
    fault = f"{name}, afshar: the file of an event is named by its date and id; call it {called}"
    assert told(tmp_path, {name: event}) == ([fault] if called else [])


def test_the_file_of_an_event_holds_one(tmp_path: Path) -> None:
    name = "events/1993-02-11-afshar.toml"
    assert told(tmp_path, {name: EVENT + entry("more", "person")}) == [
        f"{name}, afshar: one of 2 entries in a file of one event; give each its own file",
        f"{name}, more: is a person among the events; move it to the file of its kind",
    ]


def test_an_event_file_may_not_be_empty(tmp_path: Path) -> None:
    assert told(tmp_path, {"events/1993-afshar.toml": "", "people.toml": "# None yet."}) == [
        "events/1993-afshar.toml: holds no event; write it, or remove the file"
    ]


NO_ADDRESS = "'address' is not one that platforms can fetch"
PICTURE = """\
[entry.picture]
address = "https://example.org/a.jpg"
description = "A bridge."
credit = "A painter"
licence = "CC BY 4.0"
"""


def place_with(picture: str, more: str = "") -> dict[str, str]:
    """The small pack's file of places with one more, which has a picture."""
    rest = entry("bridge", "place", picture)
    if more:
        rest = rest.replace('kind = "place"', f'kind = "place"\n{more}')
    return {"places.toml": f"{PACK['places.toml']}\n{rest}"}


def test_a_picture_is_read_whole(tmp_path: Path) -> None:
    assert told(tmp_path, place_with(PICTURE)) == []
    assert library.load(tmp_path).entries["bridge"].picture == Picture(
        "https://example.org/a.jpg", "A bridge.", "A painter", "CC BY 4.0"
    )


@pytest.mark.parametrize(
    ("part", "instead", "fault"),
    [
        ("https://example.org/a.jpg", "http://example.org/a.jpg", NO_ADDRESS),
        ("https://example.org/a.jpg", "https://example.org", NO_ADDRESS),
        ("https://example.org/a.jpg", "https://example.org/a b.jpg", NO_ADDRESS),
        ("https://example.org/a.jpg", "file:///a.jpg", NO_ADDRESS),
        ("https://example.org/a.jpg", f"https://example.org/{'a' * 1000}", "'address' has 1020 characters"),
        ("A bridge.", "A" * 501, "'description' has 501 characters"),
        ("A bridge.", "", "'description' is empty"),
        ("A painter", "", "'credit' is empty"),
        ("CC BY 4.0", "C" * 201, "'licence' has 201 characters"),
        ('credit = "A painter"\n', "", "has no 'credit'"),
        ("licence =", 'alt = "x"\nlicence =', "has an unknown key 'alt'"),
    ],
)
def test_what_is_wrong_with_a_picture(tmp_path: Path, part: str, instead: str, fault: str) -> None:
    (found,) = told(tmp_path, place_with(PICTURE.replace(part, instead)))
    assert found.startswith(f"places.toml, bridge, picture: {fault}")


def test_a_picture_is_a_table(tmp_path: Path) -> None:
    (found,) = told(tmp_path, place_with("", 'picture = "https://example.org/a.jpg"'))
    assert found == "places.toml, bridge: 'picture' is text; make it a table [picture]"


@pytest.mark.parametrize("sensitivity", ["care", "graphic"])
def test_what_people_suffered_has_no_picture(tmp_path: Path, sensitivity: str) -> None:
    (found,) = told(tmp_path, place_with(PICTURE, f'sensitivity = "{sensitivity}"'))
    assert found.startswith(f"places.toml, bridge: has a picture, and is marked '{sensitivity}'")
