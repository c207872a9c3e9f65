"""What the guide to daily posts tells people to type works, line after line."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.address import database_url
from bot.commands import COMMANDS
from bot.message import Form
from tests.bot.room import AMINA
from tests.bot.town import Town
from tests.test_docs import ROOT, blocks

if TYPE_CHECKING:
    from pathlib import Path

    from bot.address import DatabaseUrl
    from content.library import Library
    from content.search import Index
    from quizzes.banks import Bank
    from tests.bot.room import Class

GUIDE = "docs/how-to/daily.md"
# How answers begin or what they hold that understand nothing, find nothing or do nothing.
REFUSALS = re.compile(
    r"no command|is not a|are not weekdays|takes yes or no|no one topic|I find no|I know no|Nothing is posted"
    r"|Say which one|may be one of|is one of:|Add the time|cannot post"
)


@pytest.fixture
def url(tmp_path: Path) -> DatabaseUrl:
    """One kind of database is enough to try commands on."""
    return database_url(f"sqlite:///{tmp_path}/tarikh.sqlite3")


async def test_each_line_of_the_guide_does_what_it_says(
    school: Class, library: Library, bank: Bank, index: Index
) -> None:
    school.app = replace(school.app, library=library, bank=bank, index=index)
    lines = blocks(GUIDE, "text")
    assert len(lines) >= 10
    for line in lines:
        reply = await school.command(AMINA, line, channels=Town())
        assert not isinstance(reply, Form)
        told = "\n".join(each.text for each in reply)
        assert REFUSALS.search(told) is None, f"{line}: {told}"


def test_the_guide_leaves_out_no_option_and_names_none_that_there_is_not() -> None:
    (known,) = (command for command in COMMANDS if command.name == "daily set")
    named = re.findall(r"^\| `(\w+):` \|", "\n".join(_rows()), re.MULTILINE)
    assert sorted(named) == sorted(option.name for option in known.options)


def _rows() -> list[str]:
    text = (ROOT / GUIDE).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line.startswith("| `")]
