from __future__ import annotations

import tomllib
from enum import StrEnum
from typing import TYPE_CHECKING

import pytest

from content.faults import Fault, PackError
from content.files import MAX_BYTES, read_toml, toml_files
from content.reading import Table, nearest, text_fault

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


class Colour(StrEnum):
    RED = "red"
    GREEN = "green"


def table(toml: str) -> Table:
    return Table(tomllib.loads(toml), "people.toml", [], "somebody")


def wrong(read: Table) -> list[str]:
    return [fault.wrong for fault in read.faults]


def test_a_fault_is_one_line() -> None:
    assert str(Fault("a.toml", "x/y", "is empty", "write it")) == "a.toml, x/y: is empty; write it"
    assert str(Fault("a.toml", "", "is missing", "write it")) == "a.toml: is missing; write it"


def test_an_error_holds_and_says_all_faults() -> None:
    faults = (Fault("a.toml", "", "is missing", "write it"), Fault("b.toml", "x", "is empty", "write it"))
    error = PackError(faults)
    assert error.faults == faults
    assert str(error) == "a.toml: is missing; write it\nb.toml, x: is empty; write it"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("Kabul", None),
        ("گفت‌وگوهای ژنو", None),
        ("ک" * 20, None),
        ("", "is empty"),
        (" \t", "is empty"),
        (" Kabul", "begins or ends with white space"),
        ("Kabul\n", "begins or ends with white space"),
        ("Kabul\u00a0", "begins or ends with white space"),
        ("k" * 21, "has 21 characters"),
        ("Ka\tbul", "holds the invisible character U+0009 after 'Ka'"),
        ("Ka\x00bul", "holds the invisible character U+0000"),
        ("Ka\x9bbul", "holds the invisible character U+009B"),
        ("\u202eKabul", "holds the invisible character U+202E after ''"),
        ("Ka\u202abul", "holds the invisible character U+202A"),
        ("Ka\u2066bul\u2069", "holds the invisible character U+2066"),
        ("Ka\u200fbul", "holds the invisible character U+200F"),
        ("Ka\u00adbul", "holds the invisible character U+00AD"),
        ("Ka\ufeffbul", "holds the invisible character U+FEFF"),
        ("Ka\U000e0041bul", "holds the invisible character U+E0041"),
        ("Ka\u200cbul", "holds the invisible character U+200C"),
        ("کابل\u200c", "holds the invisible character U+200C"),
        ("\u200cکابل", "holds the invisible character U+200C"),
        ("گفت\u200c وگو", "holds the invisible character U+200C"),
    ],
)
def test_what_is_wrong_with_a_text(text: str, fault: str | None) -> None:
    found = text_fault(text, 20)
    assert found is None if fault is None else (found is not None and found[0].startswith(fault))


def test_a_near_word_is_suggested() -> None:
    assert nearest("pubisher", ["publisher", "author"]) == " (did you mean 'publisher'?)"
    assert nearest("zzz", ["publisher", "author"]) == ""
    assert nearest("zzz", []) == ""


READS: list[tuple[str, Callable[[Table], object], object, list[str]]] = [
    ("a = 'x'", lambda t: t.text("a"), "x", []),
    ("", lambda t: t.text("a"), "", ["has no 'a'"]),
    ("a = 3", lambda t: t.text("a"), "", ["'a' is a number"]),
    ("a = 3.5", lambda t: t.text("a"), "", ["'a' is a number"]),
    ("a = true", lambda t: t.text("a"), "", ["'a' is true or false"]),
    ("a = 1993-03-07", lambda t: t.text("a"), "", ["'a' is a date or time without quotes"]),
    ("a = ['x']", lambda t: t.text("a"), "", ["'a' is a list"]),
    ("a = {}", lambda t: t.text("a"), "", ["'a' is a table"]),
    ("a = ''", lambda t: t.text("a"), "", ["'a' is empty"]),
    ("a = 'long'", lambda t: t.text("a", 3), "", ["'a' has 4 characters"]),
    ("a = 'x'", lambda t: t.optional_text("a"), "x", []),
    ("", lambda t: t.optional_text("a"), None, []),
    ("a = 3", lambda t: t.optional_text("a"), None, ["'a' is a number"]),
    ("a = ' '", lambda t: t.optional_text("a"), None, ["'a' is empty"]),
    ("a = ['x', 'y']", lambda t: t.texts("a"), ("x", "y"), []),
    ("", lambda t: t.texts("a"), (), []),
    ("", lambda t: t.texts("a", required=True), (), ["has no 'a'"]),
    ("a = 'x'", lambda t: t.texts("a"), (), ["'a' is text"]),
    ("a = ['x', 3, '']", lambda t: t.texts("a"), ("x",), ["'a' holds a number", "'a' is empty"]),
    ("a = [['s', 'p']]", lambda t: t.pairs("a"), (("s", "p"),), []),
    ("", lambda t: t.pairs("a"), (), []),
    ("a = 3", lambda t: t.pairs("a"), (), ["'a' is a number"]),
    ("a = ['s', 'p']", lambda t: t.pairs("a"), (), ["'a' holds something else than a pair of texts"] * 2),
    ("a = [['s', 3]]", lambda t: t.pairs("a"), (), ["'a' holds something else than a pair of texts"]),
    ("a = [['s', ''], ['', 'p']]", lambda t: t.pairs("a"), (), ["'a' is empty"] * 2),
    ("a = 5", lambda t: t.number("a", 1, 5), 5, []),
    ("a = 6", lambda t: t.number("a", 1, 5), 1, ["'a' is not a whole number from 1 to 5"]),
    ("a = 0", lambda t: t.number("a", 1, 5, 2), 2, ["'a' is not a whole number from 1 to 5"]),
    ("a = '3'", lambda t: t.number("a", 1, 5, 2), 2, ["'a' is text"]),
    ("a = 3.0", lambda t: t.number("a", 1, 5, 2), 2, ["'a' is a number"]),
    ("a = true", lambda t: t.number("a", 1, 5, 2), 2, ["'a' is true or false"]),
    ("", lambda t: t.number("a", 1, 5, 2), 2, []),
    ("", lambda t: t.number("a", 1, 5), 1, ["has no 'a'"]),
    ("a = true", lambda t: t.flag("a"), True, []),
    ("a = false", lambda t: t.flag("a"), False, []),
    ("", lambda t: t.flag("a"), False, []),
    ("a = 'true'", lambda t: t.flag("a"), False, ["'a' is text"]),
    ("a = 'red'", lambda t: t.choice("a", Colour), Colour.RED, []),
    ("a = 'gren'", lambda t: t.choice("a", Colour), None, ["'a' is 'gren' (did you mean 'green'?)"]),
    ("a = 3", lambda t: t.choice("a", Colour), None, ["'a' is a number"]),
    ("", lambda t: t.choice("a", Colour), None, ["has no 'a'"]),
    ("", lambda t: t.choice("a", Colour, required=False), None, []),
    ("", lambda t: t.when("a"), None, []),
    ("a = 1993", lambda t: t.when("a"), None, ["'a' is a number"]),
    ("a = 1993-03-07", lambda t: t.when("a"), None, ["'a' is a date or time without quotes"]),
    (
        "a = '1993-02-30'",
        lambda t: t.when("a"),
        None,
        ["'a' cannot be read: '1993-02-30': February 1993 had 28 days, so it has no day 30"],
    ),
    ("a = []", lambda t: t.lacks("a"), True, []),
    ("", lambda t: t.lacks("a"), True, []),
    ("a = ['x']", lambda t: t.lacks("a"), False, []),
    ("a = 3", lambda t: t.tables("a"), (), ["'a' is a number"]),
    ("", lambda t: t.tables("a"), (), []),
    ("a = [3]", lambda t: t.tables("a"), (), ["is a number"]),
]


@pytest.mark.parametrize(("toml", "ask", "value", "faults"), READS)
def test_what_is_read(toml: str, ask: Callable[[Table], object], value: object, faults: list[str]) -> None:
    read = table(toml)
    assert ask(read) == value
    assert wrong(read) == faults
    assert all((fault.file, fault.id.split(",")[0]) == ("people.toml", "somebody") for fault in read.faults)
    assert all(fault.remedy for fault in read.faults)


def test_a_date_is_read() -> None:
    when = table("when = '1993-03-07'").when()
    assert when is not None
    assert when.edtf == "1993-03-07"


@pytest.mark.parametrize(
    ("toml", "found", "place", "faults"),
    [
        ("id = 'a-b2'", "a-b2", "within/a-b2", []),
        ("id = 'A'", "", "somebody", ["'id' is 'A'"]),
        ("id = 'a_b'", "", "somebody", ["'id' is 'a_b'"]),
        ("id = '-a'", "", "somebody", ["'id' is '-a'"]),
        ("id = 'a--b'", "", "somebody", ["'id' is 'a--b'"]),
        ("id = 'کابل'", "", "somebody", ["'id' is 'کابل'"]),
        ("id = '" + "a" * 61 + "'", "", "somebody", ["'id' is '" + "a" * 60 + "'"]),
        ("", "", "somebody", ["has no 'id'"]),
    ],
)
def test_a_table_is_named_by_its_id(toml: str, found: str, place: str, faults: list[str]) -> None:
    read = table(toml)
    assert read.identify("within/") == found
    assert read.place == place
    assert wrong(read) == faults


def test_tables_within_tables_are_named_by_number() -> None:
    read = table("[[claim]]\n[[claim]]\n[name]\n")
    assert [each.place for each in read.tables("claim")] == ["somebody, claim 1", "somebody, claim 2"]
    assert read.table("name").place == "somebody, name"
    whole = Table(tomllib.loads("[[entry]]\n[name]"), "people.toml", [])
    assert [each.place for each in whole.tables("entry")] == ["entry 1"]
    assert whole.table("name").place == "name"


def test_a_missing_table_is_one_fault() -> None:
    read = table("")
    assert read.table("name").text("latin") == ""
    assert wrong(read) == ["has no 'name'"]


def test_unknown_keys_are_reported() -> None:
    read = table("latin = 'x'\nlatni = 'y'\nzzz = 3")
    read.text("latin")
    read.close()
    assert [(fault.wrong, fault.remedy) for fault in read.faults] == [
        ("has an unknown key 'latni' (did you mean 'latin'?)", "known are latin"),
        ("has an unknown key 'zzz'", "known are latin"),
    ]


def test_files_are_found_sorted_and_hidden_ones_passed_over(tmp_path: Path) -> None:
    for name in ("b.toml", "a.TOML", ".hidden.toml", "readme.txt", "events/c.toml", ".git/d.toml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("")
    assert toml_files(tmp_path) == (("a.TOML", "b.toml", "events/c.toml"), ())


def test_a_missing_folder_is_a_fault(tmp_path: Path) -> None:
    names, faults = toml_files(tmp_path / "none")
    assert names == ()
    assert [str(fault) for fault in faults] == [
        ".: the folder cannot be read (no such file or directory); give the pack's folder"
    ]


def test_a_link_to_a_folder_is_a_fault_and_not_followed(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text("")
    (tmp_path / "loop").symlink_to(tmp_path)
    names, faults = toml_files(tmp_path)
    assert names == ("a.toml",)
    assert [str(fault) for fault in faults] == ["loop: is a link to a folder; put the folder itself there"]


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"a = ", "is not valid TOML: invalid value (at end of document)"),
        (b"a = 1\na = 2", "is not valid TOML: "),
        (b"a = " + b"9" * 5000, "is not valid TOML: "),
        (b"a = 1993-02-30", "is not valid TOML: "),
        (b"a = " + b"[" * 100_000, "is not valid TOML: brackets are nested too deeply"),
        (b"\xef\xbb\xbfa = 1", "begins with a byte-order mark"),
        ("a = 1".encode("utf-16"), "is not UTF-8 text but looks like UTF-16"),
        ("a = 1".encode("utf-16-be"), "is not UTF-8 text but looks like UTF-16"),
        ("a = 1\nb = 'é'".encode("latin-1"), "is not UTF-8 text (line 2)"),
        (b"#" * (MAX_BYTES + 1), "has more than 1024 KiB"),
    ],
)
def test_a_file_that_cannot_be_understood(tmp_path: Path, content: bytes, fault: str) -> None:
    (tmp_path / "a.toml").write_bytes(content)
    found = read_toml(tmp_path, "a.toml")
    assert isinstance(found, Fault)
    assert found.wrong.casefold().startswith(fault.casefold())
    assert "\n" not in str(found)


def test_a_file_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "folder.toml").mkdir()
    (tmp_path / "loop.toml").symlink_to(tmp_path / "loop.toml")
    (tmp_path / "gone.toml").symlink_to(tmp_path / "nothing")
    assert str(read_toml(tmp_path, "folder.toml")).startswith("folder.toml: is not a file")
    assert str(read_toml(tmp_path, "loop.toml")).startswith("loop.toml: cannot be read (")
    assert str(read_toml(tmp_path, "gone.toml")).startswith("gone.toml: cannot be read (no such file")


def test_a_sound_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_bytes("a = 'گفت‌وگو'\r\nb = 2\r\n".encode())
    assert read_toml(tmp_path, "a.toml") == {"a": "گفت‌وگو", "b": 2}


def test_a_file_of_the_largest_size_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_bytes(b"#" * MAX_BYTES)
    assert read_toml(tmp_path, "a.toml") == {}


def test_a_strange_file_name_is_printable(tmp_path: Path) -> None:
    (tmp_path / "a\n\u202eb.toml").write_text("a =")
    (name,), _ = toml_files(tmp_path)
    assert str(read_toml(tmp_path, name)).startswith("a\\n\\u202eb.toml: is not valid TOML")
