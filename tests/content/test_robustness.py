from __future__ import annotations

from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from content import check
from content.library import Fault, PackError, load

SMALL = Path(__file__).parent / "small_pack"
PACK = {file.name: file.read_text(encoding="utf-8") for file in SMALL.iterdir()}


def write(folder: Path) -> None:
    for name, text in PACK.items():
        (folder / name).write_text(text, encoding="utf-8")


def refusal(folder: Path) -> set[Fault]:
    """The faults for which a pack does not load; none where it does. Nothing else may be raised."""
    try:
        load(folder)
    except PackError as error:
        return set(error.faults)
    return set()


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(
    name=st.sampled_from(sorted(PACK)),
    changes=st.lists(st.tuples(st.integers(0, 5000), st.binary(max_size=4), st.integers(0, 4)), max_size=4),
)
def test_whatever_bytes_a_file_holds_it_loads_or_says_why(
    tmp_path: Path, name: str, changes: list[tuple[int, bytes, int]]
) -> None:
    write(tmp_path)
    content = bytearray(PACK[name].encode())
    for start, new, length in changes:
        at = start % (len(content) + 1)
        content[at : at + length] = new
    (tmp_path / name).write_bytes(content)
    found = check.faults(tmp_path)
    assert refusal(tmp_path) <= set(found)
    for fault in found:
        assert str(fault).isprintable()
        assert fault.wrong
        assert fault.remedy


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["1993-03-07", "accord", "event", "signed"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)


def toml(value: object) -> str:
    """A value as TOML writes it in one line."""
    match value:
        case None:
            return "1993-03-07"
        case bool():
            return str(value).lower()
        case list():
            return f"[{', '.join(toml(each) for each in value)}]"
        case dict():
            return f"{{{', '.join(f'{toml(key)} = {toml(each)}' for key, each in value.items())}}}"
        case str():
            signs = (sign if sign.isalnum() and ord(sign) < 128 else f"\\U{ord(sign):08x}" for sign in value)
            return f'"{"".join(signs)}"'
        case _:
            return str(value)


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(name=st.sampled_from(sorted(PACK)), row=st.integers(0, 100), value=VALUES)
def test_whatever_value_a_key_has_it_loads_or_says_why(
    tmp_path: Path, name: str, row: int, value: object
) -> None:
    write(tmp_path)
    rows = PACK[name].splitlines()
    keys = [number for number, text in enumerate(rows) if " = " in text and text[0].isalpha()]
    number = keys[row % len(keys)]
    rows[number] = f"{rows[number].split(' = ')[0]} = {toml(value)}"
    (tmp_path / name).write_text("\n".join(rows), encoding="utf-8")
    found = check.faults(tmp_path)
    assert not any("is not valid TOML" in fault.wrong for fault in found if "\\U000" not in rows[number])
    assert refusal(tmp_path) <= set(found)
