from __future__ import annotations

import re
from pathlib import Path

import pytest

from content import check
from content.library import Fault, PackError, load

SMALL = Path(__file__).parent / "small_pack"
PACK = {file.name: file.read_text(encoding="utf-8") for file in SMALL.iterdir()}
ACCORD = PACK["agreements.toml"]


def write(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def refused(folder: Path) -> list[str]:
    """The faults for which a pack does not load; the check finds all of them as well."""
    with pytest.raises(PackError) as caught:
        load(folder)
    assert set(caught.value.faults) <= set(check.faults(folder))
    assert list(caught.value.faults) == sorted(caught.value.faults)
    return [str(fault) for fault in caught.value.faults]


# A slip in a sound pack: its file, what is replaced, by what, and how the fault begins that it is.
SLIPS = [
    ("pack.toml", 'title = "Small"\n', "", "pack.toml, small: has no 'title'; add it: a text in quotes"),
    ("pack.toml", "licence", "license", "pack.toml, small: has no 'licence'; add it: a text in quotes"),
    ("topics.toml", 'name = "Talks"', "name = 3", "topics.toml, talks: 'name' is a number; make it a text"),
    ("topics.toml", '"talks"', '"Talks"', "topics.toml, topic 1: 'id' is 'Talks'; write lower-case words"),
    (
        "topics.toml",
        '"Talks"',
        f'"{"t" * 76}"',
        "topics.toml, talks: 'name' has 76 characters; shorten it to 75",
    ),
    (
        "sources.toml",
        '"report"\nkind = "report"',
        '"report"\nkind = "reprot"',
        "sources.toml, report: 'kind' is",
    ),
    ("sources.toml", '"2021"', "2021", "sources.toml, report: 'year' is a number; make it a text in quotes"),
    (
        "sources.toml",
        '"book"\nkind',
        '"report"\nkind',
        "sources.toml, report: 2 sources have this id; give each",
    ),
    ("agreements.toml", "[[entry]]", "[[entries]]", "agreements.toml: has an unknown key 'entries'"),
    (
        "agreements.toml",
        '"agreement"',
        '"accord"',
        "agreements.toml, accord: 'kind' is 'accord'; make it one of",
    ),
    (
        "agreements.toml",
        'id = "accord"\n',
        "",
        "agreements.toml, entry 1: has no 'id'; add it: a text in quotes",
    ),
    (
        "agreements.toml",
        "weight = 5",
        "weight = 6",
        "agreements.toml, accord: 'weight' is not a whole number fr",
    ),
    ("agreements.toml", '"care"', '"gore"', "agreements.toml, accord: 'sensitivity' is 'gore'"),
    (
        "agreements.toml",
        '"1993-03-07"\nweight',
        '"1993-02-30"\nweight',
        "agreements.toml, accord: 'when' cannot",
    ),
    (
        "agreements.toml",
        'topics = ["talks"]\n',
        "",
        "agreements.toml, accord: has no 'topics'; add it: a list of",
    ),
    (
        "agreements.toml",
        '["talks"]',
        '["talk"]',
        "agreements.toml, accord: is filed under the unknown topic 'tal",
    ),
    (
        "agreements.toml",
        '["report"]\n',
        '["repot"]\n',
        "agreements.toml, accord: gives the unknown source 'repo",
    ),
    ("agreements.toml", "latin =", "latni =", "agreements.toml, accord, name: has no 'latin'; add it"),
    (
        "agreements.toml",
        "Islamabad Accord",
        "I" * 76,
        "agreements.toml, accord, name: 'latin' has 76 characters",
    ),
    ("agreements.toml", "Islamabad Agreement", "I" * 151, "agreements.toml, accord, name: 'aliases' has 151"),
    ("agreements.toml", 'id = "view"\n', "", "agreements.toml, accord, claim 2: has no 'id'; add it"),
    (
        "agreements.toml",
        'id = "view"',
        'id = "signed"',
        "agreements.toml, accord/signed: 2 claims of the entry",
    ),
    (
        "agreements.toml",
        'id = "one"',
        'id = "view"',
        "agreements.toml, accord/view: 2 claims of the entry hav",
    ),
    (
        "agreements.toml",
        'cite = [["book", "p. 24"]]\n',
        "",
        "agreements.toml, accord/view: cites no source; add",
    ),
    (
        "agreements.toml",
        'cite = [["book", "p. 24"]]',
        "cite = []",
        "agreements.toml, accord/view: cites no sourc",
    ),
    (
        "agreements.toml",
        'cite = [["book", "p. 24"]]',
        'cite = "book"',
        "agreements.toml, accord/view: 'cite' is",
    ),
    (
        "agreements.toml",
        '[["book", "p. 24"]]',
        '[["bok", "p. 24"]]',
        "agreements.toml, accord/view: cites the un",
    ),
    (
        "agreements.toml",
        '"Introduction"]',
        '"Intro"]',
        "agreements.toml, accord/signed: cites the place 'Intro', w",
    ),
    (
        "agreements.toml",
        "Saikal holds",
        "Saikal\\u202e holds",
        "agreements.toml, accord/view: 'text' holds the in",
    ),
    (
        "agreements.toml",
        "of Pakistan.",
        "of Pakistan" + "!" * 460,
        "agreements.toml, accord/view: 'text' has 50",
    ),
    (
        "agreements.toml",
        '"Amin Saikal"',
        '" Saikal"',
        "agreements.toml, accord/view: 'attributed_to' begins or",
    ),
    (
        "agreements.toml",
        '"1993-03"',
        "1993-03-07",
        "agreements.toml, accord/view: 'when' is a date or time with",
    ),
    (
        "agreements.toml",
        '"Who broke it first?"',
        '""',
        "agreements.toml, accord/who: 'question' is empty; write",
    ),
    (
        "agreements.toml",
        "broke it first?",
        "?" * 250,
        "agreements.toml, accord/who: 'question' has 254 characte",
    ),
    ("agreements.toml", 'id = "one"\n', "", "agreements.toml, accord/who, position 2: has no 'id'; add it"),
    (
        "agreements.toml",
        '"located_in"',
        '"lies_in"',
        "agreements.toml, accord, relation 1: 'kind' is 'lies_in'",
    ),
    (
        "agreements.toml",
        '"islamabad"',
        '"isalmabad"',
        "agreements.toml, accord, relation 1: leads to the unkno",
    ),
    (
        "agreements.toml",
        'to = "islamabad"',
        "",
        "agreements.toml, accord, relation 1: has no 'to'; add it: a",
    ),
    (
        "agreements.toml",
        '"all"]',
        '"al"]',
        "agreements.toml, accord, relation 1: rests on the claim 'al', which",
    ),
    (
        "places.toml",
        'id = "islamabad"',
        'id = "accord"',
        "places.toml, accord: this id is already that of an en",
    ),
]


@pytest.mark.parametrize(("file", "old", "new", "fault"), SLIPS, ids=[row[3][:70] for row in SLIPS])
def test_a_slip_is_named_with_file_and_id(tmp_path: Path, file: str, old: str, new: str, fault: str) -> None:
    text = PACK[file]
    assert text.count(old) >= 1
    found = refused(write(tmp_path, {**PACK, file: text.replace(old, new, 1)}))
    assert any(each.startswith(fault) for each in found), found
    assert all(re.fullmatch(r"[a-z]+\.toml(, [^:;]+)?: [^;\n]+; [^;\n]+", each) for each in found)


def test_a_slip_of_one_entry_does_not_look_like_one_of_others(tmp_path: Path) -> None:
    places = PACK["places.toml"].replace('"place"', '"plaice"')
    assert refused(write(tmp_path, {**PACK, "places.toml": places})) == [
        (
            "places.toml, islamabad: 'kind' is 'plaice' (did you mean 'place'?); "
            "make it one of event, person, group, place, agreement, lesson, term"
        )
    ]


def test_an_entry_must_claim_something(tmp_path: Path) -> None:
    places = PACK["places.toml"].split("[[entry.claim]]")[0]
    assert refused(write(tmp_path, {**PACK, "places.toml": places})) == [
        "places.toml, islamabad: makes no claim; add one as [[entry.claim]], with the source that it cites"
    ]


def test_a_dispute_has_two_positions(tmp_path: Path) -> None:
    one, two, three = ACCORD.partition('[[entry.dispute.position]]\nid = "one"')
    accord = one + three[three.index("[[entry.relation]]") :]
    assert two
    assert refused(write(tmp_path, {**PACK, "agreements.toml": accord})) == [
        (
            "agreements.toml, accord/who: has fewer than two positions; "
            "add the others as [[entry.dispute.position]], or make it a claim"
        )
    ]


def test_disputes_have_ids_of_their_own(tmp_path: Path) -> None:
    dispute = ACCORD[ACCORD.index("[[entry.dispute]]") : ACCORD.index("[[entry.relation]]")]
    again = dispute.replace('"all"', '"all-again"').replace('"one"', '"one-again"')
    assert refused(write(tmp_path, {**PACK, "agreements.toml": ACCORD + again})) == [
        "agreements.toml, accord/who: 2 disputes of the entry have this id; give each its own"
    ]


def test_a_dispute_alone_is_enough(tmp_path: Path) -> None:
    head, _, rest = ACCORD.partition("[[entry.claim]]")
    dispute = rest[rest.index("[[entry.dispute]]") : rest.index("[[entry.relation]]")]
    library = load(write(tmp_path, {**PACK, "agreements.toml": head + dispute}))
    assert library.entries["accord"].claims == ()


def test_all_faults_of_all_files_are_told(tmp_path: Path) -> None:
    write(tmp_path, {"people.toml": "[[entry]]\nkind = 3\n[[entry]]\n", "terms.toml": "a ="})
    found = refused(tmp_path)
    for fault in (
        "pack.toml: is missing; write it",
        (
            "people.toml, entry 1: 'kind' is a number; "
            "make it one of event, person, group, place, agreement, lesson, term"
        ),
        "people.toml, entry 1: has no 'id'; add it: a text in quotes",
        "people.toml, entry 1: makes no claim; add one as [[entry.claim]], with the source that it cites",
        "people.toml, entry 2: has no 'name'; add it: a table [name]",
        "sources.toml: is missing; write it",
        "terms.toml: is not valid TOML: Invalid value (at end of document); correct it there",
        "topics.toml: is missing; write it",
    ):
        assert fault in found


def test_a_file_that_cannot_be_read_is_not_missing(tmp_path: Path) -> None:
    files = {**PACK, "pack.toml": "id", "sources.toml": "id", "topics.toml": "id"}
    del files["agreements.toml"], files["places.toml"]
    found = refused(write(tmp_path, files))
    assert [each.split(": ")[:2] for each in found] == [
        [f"{name}.toml", "is not valid TOML"] for name in ("pack", "sources", "topics")
    ]


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    found = refused(tmp_path / "none")
    assert found[0] == ".: the folder cannot be read (no such file or directory); give the pack's folder"


def test_what_only_editors_mind_does_not_stop_a_pack(tmp_path: Path) -> None:
    accord = ACCORD.replace("signed it.", "signed it")
    folder = write(tmp_path, {**PACK, "agreements.toml": accord})
    assert load(folder).entries["accord"].claims[0].text == "Leaders of the parties signed it"
    assert check.faults(folder) == (
        Fault(
            "agreements.toml",
            "accord/signed",
            "does not end like a sentence",
            "write one whole sentence with its full stop",
        ),
    )
