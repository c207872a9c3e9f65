"""Names are judged by entity: the labelled table, the whole real pack, and the rules one by one."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from content.library import load, make
from content.model import Entry, Kind, Name, Pack
from quizzes.names import names
from quizzes.slips import slips

if TYPE_CHECKING:
    from content.library import Library

PAIRS = Path(__file__).with_name("grading_pairs.toml")
BLIND = Path(__file__).with_name("blind_pairs.toml")
PACK = Path(__file__).parents[2] / "content" / "packs" / "afghan-peace"


def labelled() -> list[tuple[str, str, bool]]:
    tables = tomllib.loads(PAIRS.read_text(encoding="utf-8"))
    return [
        (table["id"], answer, label)
        for table in (*tables["entity"], *tables["more"])
        for label, answers in ((True, table["right"]), (False, table["wrong"]))
        for answer in answers
    ]


def test_at_least_98_in_100_labelled_answers_are_judged_right_and_no_wrong_one_passes(
    library: Library,
) -> None:
    pairs = labelled()
    missed = [
        (entity, answer, label)
        for entity, answer, label in pairs
        if names(answer, library.entries[entity], library) is not label
    ]
    accepted = [(entity, answer) for entity, answer, label in missed if not label]
    shown = "\n".join(f"{entity}: {answer!r} should be {label}" for entity, answer, label in missed)
    print(f"{len(pairs)} pairs, {len(missed)} missed:\n{shown}")  # noqa: T201 # shown by pytest -s, and on failure
    assert len(pairs) >= 200
    assert len(missed) <= 0.02 * len(pairs)
    assert not accepted


def test_at_least_98_in_100_blind_answers_about_the_real_pack_are_judged_right_and_no_wrong_one_passes() -> (
    None
):
    library = load(PACK)
    pairs = tomllib.loads(BLIND.read_text(encoding="utf-8"))["pair"]
    missed = [
        pair
        for pair in pairs
        if names(pair["typed"], library.entries[pair["entry"]], library) is not pair["right"]
    ]
    accepted = [pair for pair in missed if not pair["right"]]
    print(f"{len(pairs)} pairs, {len(missed)} missed: {missed}")  # noqa: T201 # shown by pytest -s, and on failure
    assert len(pairs) >= 1000
    assert len(missed) <= 0.02 * len(pairs)
    assert not accepted


@pytest.mark.sweep
def test_every_spelling_of_the_pack_names_its_own_entry_and_no_other_of_its_kind() -> None:
    library = load(PACK)
    for kind in (Kind.PERSON, Kind.GROUP, Kind.AGREEMENT, Kind.PLACE):
        entries = [entry for entry in library.entries.values() if entry.kind is kind]
        for entry in entries:
            for spelling in entry.name.spellings:
                named = [other.id for other in entries if names(spelling, other, library)]
                assert named == [entry.id], spelling


@pytest.mark.parametrize(
    ("typed", "meant", "expected"),
    [
        ("masud", "masud", 0),
        ("mansud", "masud", 1),  # a letter too many
        ("msaud", "masud", 1),  # swapped
        ("masus", "masud", 1),  # the key beside
        ("masur", "masud", None),  # another consonant
        ("basud", "masud", None),  # another first letter
        ("amsud", "masud", 1),  # the first two swapped
        ("kab", "kabul", None),  # two slips in a short word
        ("umr", "umar", None),  # a short word that lacks a letter
        ("umir", "umar", None),  # too short for any slip
        ("isis", "isi", None),
        ("umars", "umar", None),
        ("ua", "um", None),  # too short for any slip
        ("najib", "najibula", None),
        ("nagi", "nagib", None),  # cut short
        ("χalis", "χalkis", None),  # a consonant left out of a short word
        ("fahmi", "fahim", None),  # the last two letters of a short word
        ("ahmad", "ahmar", None),  # a given name of its own
        ("1267", "1276", None),  # numbers are exact
        ("hikmatuir", "hikmatiar", 2),
        ("hafizula", "habibula", None),  # two consonants
        ("mahsud", "masud", None),  # another name
    ],
)
def test_slips(typed: str, meant: str, expected: int | None) -> None:
    assert slips(typed, meant) == expected


def person(entry_id: str, latin: str, weight: int = 2, kind: Kind = Kind.PERSON) -> Entry:
    return Entry(entry_id, kind, Name(latin), (), (), weight=weight)


def named(typed: str, *entries: Entry, accept: tuple[str, ...] = ()) -> bool:
    """Whether an answer names the first of these entries."""
    return names(typed, entries[0], make(Pack("p", "p", "p", "p", (), (), entries)), accept)


@pytest.mark.parametrize(("mine", "other", "expected"), [(5, 3, True), (3, 3, False), (3, 5, False)])
def test_a_shared_last_name_stands_for_the_weightier(mine: int, other: int, expected: bool) -> None:
    asked, rival = person("a", "Burhanuddin Rabbani", mine), person("b", "Salahuddin Rabbani", other)
    assert named("Rabbani", asked, rival) is expected


def test_a_shared_first_name_stands_for_nobody() -> None:
    assert not named("Ismail", person("a", "Ismail Khan", 5), person("b", "Ismail Balkhi", 1))


def test_the_weightier_of_things_is_not_meant_by_a_part_that_they_share() -> None:
    asked = person("a", "Panjshir truce", 5, Kind.AGREEMENT)
    assert not named("Panjshir", asked, person("b", "Panjshir protocol", 1, Kind.AGREEMENT))


def test_the_whole_name_is_nearer_than_a_part_of_another() -> None:
    assert not named("Nabi", person("a", "Nabi Azimi", 5), person("b", "Nabi", 1))


def test_with_a_slip_the_exact_name_of_another_kind_is_nearer() -> None:
    asked = person("a", "Mazari")
    assert named("Mazar", asked)
    assert not named("Mazar", asked, person("b", "Mazar", kind=Kind.PLACE))


@pytest.mark.parametrize("typed", ["Kabuli", "کابلی"])
def test_a_person_from_a_place_is_not_the_place(typed: str) -> None:
    assert not named(typed, Entry("a", Kind.PLACE, Name("Kabul", "کابل"), (), ()))


def test_a_person_is_no_answer_where_a_group_is_asked_for() -> None:
    group = person("a", "Khalisa", kind=Kind.GROUP)
    assert named("Khalis", group)
    assert not named("Khalis", group, person("b", "Yunus Khalis"))


def test_further_spellings_of_the_question_are_taken_whole() -> None:
    asked = person("a", "Ahmad Shah Massoud")
    assert named("The Engineer's Rival", asked, accept=("Engineer's rival",))
    assert not named("rival", asked, accept=("Engineer's rival",))


@pytest.mark.parametrize("latin", ["The", "…"])
def test_a_name_without_a_telling_word_is_only_itself(latin: str) -> None:
    assert not named("of", person("a", latin))
    assert not named("…", person("a", latin))


def test_slips_in_many_words_are_another_name() -> None:
    asked = person("a", "Sahabzada Yaqub Ghulam Ishaq")
    assert named("Sahibzada Yakub Gholam Ishak", asked)
    assert not named("Sahabzadda Yaqkub Ghulamm Ishasq Sahabzasda Yaqsub", asked)


def test_what_is_merely_near_to_another_is_no_doubt() -> None:
    assert named("Mazari", person("a", "Abdul Ali Mazari", 1), person("b", "Karim Mazar", 5))


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Geneva Accords", True),
        ("accord of Geneva", True),
        ("Geneva", False),  # the bare place, though no entry of the library is it
        ("Geneva talks", False),
        ("accords", False),
    ],
)
def test_the_bare_place_is_no_agreement(typed: str, expected: bool) -> None:
    assert named(typed, person("a", "Geneva Accords", kind=Kind.AGREEMENT)) is expected


@pytest.mark.parametrize(
    ("typed", "expected"), [("Hezb Gulbuddin", True), ("Gulbuddin", False), ("Hezb", False)]
)
def test_of_a_group_the_telling_words_need_one_that_says_what_it_is(typed: str, expected: bool) -> None:
    assert named(typed, person("a", "Hezb-e Islami Gulbuddin", kind=Kind.GROUP)) is expected


@pytest.mark.parametrize(("typed", "expected"), [("the Soviet withdrawal", True), ("withdrawal", False)])
def test_an_event_need_not_say_that_it_was_in_afghanistan(typed: str, expected: bool) -> None:
    assert named(typed, person("a", "Soviet withdrawal from Afghanistan", kind=Kind.EVENT)) is expected


def test_the_exact_name_of_any_other_entry_means_that_entry() -> None:
    asked = person("a", "Gholam Kandahar")
    assert named("Kandahar", asked)
    assert not named("Kandahar", asked, person("b", "Kandahar", kind=Kind.PLACE))


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Mohammad Qasim", True),
        ("Qasim Fahim", True),
        ("Fahim (Qasim)", True),
        ("Qasim Amin", False),
        ("قاسم", True),  # as the alias sounds
        ("محمد", False),
    ],
)
def test_aliases_stand_beside_the_words_of_the_name(typed: str, expected: bool) -> None:
    asked = Entry("a", Kind.PERSON, Name("Mohammad Fahim", "محمد قاسم فهیم", None, ("Qasim",)), (), ())
    assert named(typed, asked) is expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Human Rights Watch (HRW)", True),
        ("HRW", True),
        ("HRI", False),
        ("Human Rights", False),
    ],
)
def test_a_group_may_be_called_by_its_initials(typed: str, expected: bool) -> None:
    aliases = ("HRW",) if "(" in typed else ()
    assert (
        named(typed, Entry("a", Kind.GROUP, Name("Human Rights Watch", aliases=aliases), (), ())) is expected
    )


def test_an_acronym_is_exact() -> None:
    assert not named(
        "ISIS", Entry("a", Kind.GROUP, Name("Inter-Services Intelligence", aliases=("ISI",)), (), ())
    )
