from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from bot.texts import texts

if TYPE_CHECKING:
    from pathlib import Path


def test_english_is_its_own_translation() -> None:
    say = texts("en")
    assert say("Sources") == "Sources"
    assert say("Read on {name}", name="here") == "Read on here"
    assert say.count("{count} year", "{count} years", 1) == "1 year"
    assert say.count("{count} year", "{count} years", 3) == "3 years"


def test_a_locale_without_a_catalogue_is_english() -> None:
    assert texts("xx")("Sources") == "Sources"


def test_a_catalogue_translates_what_it_has(tmp_path: Path) -> None:
    folder = tmp_path / "fa" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "tarikh.mo").write_bytes(
        _catalogue({"": "Content-Type: text/plain; charset=UTF-8\n", "Sources": "منابع"})
    )
    say = texts("fa", tmp_path)
    assert say("Sources") == "منابع"
    assert say("Related") == "Related"


def _catalogue(entries: dict[str, str]) -> bytes:
    """A compiled catalogue by the format that gettext's manual gives: two tables of lengths and offsets."""
    pairs = sorted((key.encode(), value.encode()) for key, value in entries.items())
    start = 28 + 16 * len(pairs)
    keys, values, blob = b"", b"", b""
    for table in (0, 1):
        for pair in pairs:
            row = struct.pack("<II", len(pair[table]), start + len(blob))
            blob += pair[table] + b"\0"
            keys, values = (keys + row, values) if table == 0 else (keys, values + row)
    return struct.pack("<7I", 0x950412DE, 0, len(pairs), 28, 28 + 8 * len(pairs), 0, 0) + keys + values + blob
