"""Banks are read and checked: every fault has its place and a remedy; nothing ends in a traceback."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.faults import PackError
from content.library import load as load_pack
from quizzes import questions
from quizzes.banks import load
from quizzes.check import faults
from quizzes.grading import grade, solution
from quizzes.model import Choice, Chosen, Named, Order, Pairs, QuestionKind, Written, Year

if TYPE_CHECKING:
    from content.library import Library

ROOT = Path(__file__).parents[2]

HEAD = """[[question]]
id = "asked"
kind = "{kind}"
topic = "accords"
difficulty = 1
claims = ["islamabad-accord/signed"]
prompt = "Well?"
"""
OPTION = '[[question.option]]\ntext = "{0}"\nright = {1}\nfeedback = "f"\n'
TWO = OPTION.format("one", "true") + OPTION.format("two", "false")
SINGLE = HEAD.format(kind="single") + TWO
ITEM = '[[question.item]]\ntext = "{0}"\nfeedback = "f"\n'
PAIR = '[[question.pair]]\nleft = "{0}"\nright = "{1}"\nfeedback = "f"\n'
YEAR = HEAD.format(kind="year") + '[question.answer]\nyear = 1993\nright = "yes"\nwrong = "no"\n'
NAME = HEAD.format(kind="name") + '[question.answer]\nentry = "kabul"\nright = "yes"\nwrong = "no"\n'
ORDER = HEAD.format(kind="order") + "".join(ITEM.format(text) for text in "abc")
PAIRS = HEAD.format(kind="pairs") + "".join(PAIR.format(text, text.upper()) for text in "abc")


def bank(folder: Path, text: str, name: str = "war.toml") -> Path:
    (folder / name).write_text(text, encoding="utf-8")
    return folder


def said(folder: Path, library: Library) -> list[str]:
    return [str(fault) for fault in faults(folder, library)]


@pytest.mark.parametrize(
    ("text", "body"),
    [(SINGLE, Choice), (YEAR, Year), (NAME, Named), (ORDER, Order), (PAIRS, Pairs)],
)
def test_every_kind_is_read(text: str, body: type, tmp_path: Path, library: Library) -> None:
    assert said(bank(tmp_path, text), library) == []
    loaded = load(tmp_path, library)
    assert isinstance(loaded.questions["asked"].body, body)
    assert loaded.by_topic == {"accords": (loaded.questions["asked"],)}


def test_a_replaced_question_is_kept_but_not_drawn(tmp_path: Path, library: Library) -> None:
    newer = SINGLE.replace('id = "asked"', 'id = "newer"\nreplaces = "asked"')
    loaded = load(bank(tmp_path, SINGLE + newer), library)
    assert set(loaded.questions) == {"asked", "newer"}
    assert [question.id for question in loaded.by_topic["accords"]] == ["newer"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (SINGLE.replace('"accords"', '"acords"'), "topic 'acords' is unknown (did you mean 'accords'?)"),
        (SINGLE.replace('["islamabad-accord/signed"]', "[]"), "stands on no claim; name one"),
        (SINGLE.replace("/signed", "/singed"), "claim 'islamabad-accord/singed' is unknown (did you mean"),
        (
            SINGLE.replace("islamabad-accord/signed", "pakistan-role/backed"),
            "one position of the dispute 'role'",
        ),
        (
            SINGLE.replace("islamabad-accord/signed", "killing/undated"),
            "stands on 'killing', which is graphic",
        ),
        (SINGLE.replace('"single"', '"singel"'), "'kind' is 'singel' (did you mean 'single'?)"),
        (
            SINGLE.replace("difficulty = 1", "difficulty = 4"),
            "'difficulty' is not a whole number from 1 to 3",
        ),
        (SINGLE.replace("difficulty = 1", "difficulty = true"), "'difficulty' is true or false"),
        (SINGLE.replace('"Well?"', f'"{"x" * 251}"'), "'prompt' has 251 characters; shorten it to 250"),
        (SINGLE.replace('"Well?"', '"We\\u202ell?"'), "invisible character U+202E"),
        (SINGLE.replace('"Well?"', '"We\\u0007ll?"'), "invisible character U+0007"),
        (SINGLE.replace('prompt = "Well?"', ""), "has no 'prompt'"),
        (SINGLE.replace('id = "asked"', 'id = "As ked"'), "'id' is 'As ked'"),
        (SINGLE.replace('id = "asked"', 'id = "asked"\ncolour = "red"'), "unknown key 'colour'"),
        (SINGLE.replace('feedback = "f"\n', "", 1), "war.toml, asked, option 1:"),
        (SINGLE.replace('feedback = "f"\n', "", 1), "has no 'feedback'"),
        (SINGLE.replace('"f"', f'"{"x" * 301}"', 1), "'feedback' has 301 characters; shorten it to 300"),
        (SINGLE.replace('"two"', f'"{"x" * 76}"', 1), "'text' has 76 characters; shorten it to 75"),
        (SINGLE.replace('"two"', '"One!"'), "2 options read 'one'"),
        (SINGLE + OPTION.format("three", "true"), "2 of its options are right; make exactly one right"),
        (SINGLE.replace("right = true", "right = false"), "0 of its options are right"),
        (HEAD.format(kind="single") + OPTION.format("one", "true"), "has 1 options; write 2 to 4"),
        (SINGLE + "".join(OPTION.format(text, "false") for text in "abc"), "has 5 options"),
        (
            HEAD.format(kind="multiple") + TWO,
            "1 of its 2 options are right; make at least two right and one wrong",
        ),
        (HEAD.format(kind="multiple") + TWO.replace("false", "true"), "2 of its 2 options are right"),
        (HEAD.format(kind="true_false") + TWO, "not exactly 'True' and 'False'"),
        (
            HEAD.format(kind="true_false") + OPTION.format("True", "true") * 2,
            "not exactly 'True' and 'False'",
        ),
        (HEAD.format(kind="order") + ITEM.format("a") + ITEM.format("b"), "has 2 items; write 3 to 4"),
        (ORDER.replace('"c"', '"a"'), "2 items read 'a'"),
        (HEAD.format(kind="pairs") + PAIR.format("a", "A"), "has 1 pairs; write 3 to 4"),
        (PAIRS.replace('right = "C"', 'right = "A."'), "2 right sides read 'a'"),
        (PAIRS.replace('left = "c"', 'left = "a"'), "2 left sides read 'a'"),
        (
            PAIRS.replace('right = "C"', 'right = "…"').replace('right = "A"', 'right = "…"'),
            "2 right sides read '…'",
        ),
        (YEAR.replace("1993", '"1993"'), "'year' is text"),
        (
            YEAR.replace("year = 1993", "year = 1993\nmargin = 11"),
            "'margin' is not a whole number from 0 to 10",
        ),
        (YEAR.replace('wrong = "no"\n', ""), "has no 'wrong'"),
        (HEAD.format(kind="year"), "has no 'answer'"),
        (NAME.replace('"kabul"', '"kabull"'), "entry 'kabull' is unknown (did you mean 'kabul'?)"),
        (NAME.replace('"kabul"', '"killing"'), "stands on 'killing', which is graphic"),
        (NAME.replace('right = "yes"', 'accept = ["Jallalabad"]\nright = "yes"'), "is a name of 'jalalabad'"),
        (
            SINGLE.replace('id = "asked"', 'id = "asked"\nreplaces = "aksed"'),
            "replaces 'aksed', which is unknown",
        ),
        (SINGLE.replace('id = "asked"', 'id = "asked"\nreplaces = "asked"'), "replaces itself in the end"),
        (SINGLE + SINGLE, "this id is already that of a question in war.toml"),
        ("[[question]]\n", "has no 'id'"),
        ("question = 3", "'question' is a number"),
        ("question = [1]", "question 1: is a number"),
        ("queston = 1", "unknown key 'queston'"),
        ("[[question]", "is not valid TOML"),
        ("x = " + "[" * 5000, "is not valid TOML"),
        ("#" * 2_000_000, "has more than 1024 KiB"),
    ],
)
def test_faults(text: str, expected: str, tmp_path: Path, library: Library) -> None:
    found = said(bank(tmp_path, text), library)
    assert any(expected in fault for fault in found), found
    assert all(fault.startswith("war.toml") for fault in found)
    with pytest.raises(PackError) as error:
        load(tmp_path, library)
    assert [str(fault) for fault in error.value.faults] == found


def test_a_position_may_be_asked_of_which_source_only(tmp_path: Path, library: Library) -> None:
    text = SINGLE.replace("islamabad-accord/signed", "pakistan-role/backed").replace("single", "which_source")
    assert said(bank(tmp_path, text), library) == []


def test_what_cannot_be_read_is_told_once(tmp_path: Path, library: Library) -> None:
    text = NAME.replace('topic = "accords"', "topic = 3").replace('entry = "kabul"', "entry = 3")
    found = said(bank(tmp_path, text), library)
    assert found == [
        "war.toml, asked: 'topic' is a number; make it a text in quotes",
        "war.toml, asked, answer: 'entry' is a number; make it a text in quotes",
    ]


def test_an_accepted_spelling_that_is_nobody_elses_is_no_fault(tmp_path: Path, library: Library) -> None:
    text = NAME.replace('right = "yes"', 'accept = ["the capital", "Kabul"]\nright = "yes"')
    assert said(bank(tmp_path, text), library) == []


def test_a_chain_that_is_longer_is_no_circle_but_a_circle_is(tmp_path: Path, library: Library) -> None:
    def chained(question: str, older: str) -> str:
        return SINGLE.replace('id = "asked"', f'id = "{question}"\nreplaces = "{older}"')

    bank(tmp_path, SINGLE + chained("second", "asked") + chained("third", "second"))
    assert said(tmp_path, library) == []
    bank(tmp_path, chained("one", "two") + chained("two", "one") + chained("three", "one"))
    remedy = "replaces itself in the end; let the newest replace the one before it, and so on"
    assert said(tmp_path, library) == [f"war.toml, {each}: {remedy}" for each in ("one", "three", "two")]


def test_faults_of_all_files_are_sorted(tmp_path: Path, library: Library) -> None:
    bank(tmp_path, SINGLE.replace('"accords"', '"b"'), "b.toml")
    bank(tmp_path, SINGLE.replace('"accords"', '"a"'), "a.toml")
    assert [fault.split(":")[0] for fault in said(tmp_path, library)] == [
        "a.toml, asked",
        "b.toml, asked",
        "b.toml, asked",
    ]


def test_bytes_that_are_no_text(tmp_path: Path, library: Library) -> None:
    (tmp_path / "war.toml").write_bytes(b"\xff\xfe\x00")
    assert "is not UTF-8 text" in said(tmp_path, library)[0]


def test_a_folder_that_is_not_there(tmp_path: Path, library: Library) -> None:
    assert "cannot be read" in said(tmp_path / "nowhere", library)[0]


@settings(max_examples=60)
@given(text=st.text(st.characters(codec="utf-8"), max_size=300))
def test_no_text_ends_in_a_traceback(
    text: str, library: Library, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("bank")
    for content in (text, SINGLE.replace("Well?", text), SINGLE.replace("single", text), text + YEAR):
        bank(folder, content)
        read, found = questions.read(folder)
        assert read or found or not content.strip() or content.lstrip().startswith("#")
        faults(folder, library)


def test_the_real_bank_is_sound_and_every_question_can_be_answered() -> None:
    library = load_pack(ROOT / "content" / "packs" / "afghan-peace")
    loaded = load(ROOT / "quizzes" / "banks" / "afghan-peace", library)
    assert {question.kind for question in loaded.questions.values()} == set(QuestionKind)
    for question in loaded.questions.values():
        match question.body:
            case Choice(options):
                right = Chosen(tuple(number for number, option in enumerate(options) if option.right))
                assert grade(question, right, library).right
            case Order() | Pairs():
                everything = Chosen(tuple(range(len(solution(question, library)))))
                assert grade(question, everything, library).right
            case Year() | Named():
                assert grade(question, Written(solution(question, library)[0]), library).right, question.id
