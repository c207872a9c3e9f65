from __future__ import annotations

import contextlib
import io
import sqlite3
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from adapters.terminal.chat import PLACE, Screen
from adapters.terminal.keyboard import Pipe
from bot.message import Message, line
from content.library import make

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from content.library import Library
    from tests.adapters.terminal.conftest import Converse

SEED = "seed:5"
GOODBYE = "Goodbye.\n\n"

# What is typed, by the name of the golden file that holds the answer. Read a changed file before keeping it.
CONVERSATIONS: dict[str, list[str]] = {
    "card": ["River Accord"],
    "card-of-a-person": ["amina"],
    "card-with-care": ["night on the bank"],
    "card-graphic": ["the raid"],
    "unsure": ["river ceremony"],
    "choosing": ["river ceremony", "1", "9", "q"],
    "leading-on": ["River Accord", "2", "1", "4", "1", "/today 20 April", "1"],
    "settings": [
        "/settings",
        "/settings calendar:solar_hijri",
        "amina",
        "River Accord",
        "/settings calendar: julian",
        "/settings channels:x",
    ],
    "graphic-when-asked": ["/settings sensitivity:ask", "the raid", "1", "/today 30 January graphic:yes"],
    "help-bare": ["help"],
    "not-covered": ["battle of stalingrad"],
    "impossible-date": ["31 April"],
    "on-a-date": ["1993"],
    "on-one-day": ["7 March 1993"],
    "today": ["/today 7 March"],
    "today-with-care": ["/today 12 February"],
    "today-without-graphic": ["/today 30 January"],
    "today-graphic": ["/today 30 January graphic:yes"],
    "today-nothing": ["/today 20 April"],
    "today-disputed": ["/today 1 May"],
    "today-of-another-year": ["/today 29 February", "/today 30 Hoot"],
    "today-no-day": ["/today spring", "/today 31 April"],
    "topics": ["/topics"],
    "help": ["/help"],
    "help-quiz-start": ["/help quiz start"],
    "help-nothing": ["/help dancing"],
    "help-daily": ["/help daily", "/help daily set"],
    "misread": ["/quiz", "/dance", "/quiz start questions:99"],
    "no-quiz": ["/quiz stop", "/quiz skip", "/quiz scores", "/quiz resume"],
    "quiz-refused": [
        "/quiz start topic:mountains",
        "/quiz start topic:people difficulty:3",
        "/quiz start players:Amina,amina",
        "/quiz start players:" + ",".join(f"P{n}" for n in range(13)),
    ],
    "quiz-alone": [
        f"/quiz start questions:8 {SEED}",
        "what?",
        "a c b",
        "b",
        "/quiz skip",
        "1b 2c 3a",
        "b",
        "umid sahil",
        "a",
        "1993",
    ],
    "quiz-together": [
        f"/quiz start questions:2 {SEED} players:Amina,Omid seconds:30",
        "a c b",
        "/quiz scores",
        "c b a",
        "true",
        "f",
    ],
    "quiz-and-a-look-up": [f"/quiz start questions:2 {SEED}", "/lookup amina", "a c b", "/quiz stop"],
    "quiz-and-a-list": [f"/quiz start questions:1 {SEED}", "/lookup river ceremony", "", "/quiz resume"],
    "quiz-for-all": [f"/quiz start topic:all questions:1 {SEED} players:Amina and Omid", "/quiz stop"],
    "quiz-by-topic": [
        f"/quiz start topic:river talks questions:1 {SEED} players:Amina Darya, Omid",
        "/quiz stop",
    ],
    "quiz-stopped": [f"/quiz start questions:3 {SEED}", "a b c", "/quiz start", "/quiz stop"],
    "results": [
        "/results",
        f"/quiz start questions:8 {SEED}",
        *("a c b", "b", "/quiz skip", "1b 2c 3a", "b", "umid sahil", "a", "1993"),
        "/results",
        "1",
        "1",
        "/results",
    ],
    "quiz-left": [f"/quiz start questions:3 {SEED}"],
}


@pytest.mark.parametrize("name", CONVERSATIONS)
async def test_what_is_said(name: str, converse: Converse, golden: Callable[[str, str], None]) -> None:
    golden(f"terminal/{name}.txt", await converse(*CONVERSATIONS[name]))


async def test_a_narrow_window(converse: Converse, golden: Callable[[str, str], None]) -> None:
    golden("terminal/narrow.txt", await converse("River Accord", width=24))


async def test_silence_is_answered_with_a_farewell(converse: Converse) -> None:
    assert await converse() == GOODBYE
    assert await converse("", "   ") == GOODBYE


@pytest.mark.parametrize("leave", ["/quit", "/exit", "/Q"])
async def test_leaving(leave: str, converse: Converse) -> None:
    assert await converse(leave, "River Accord") == GOODBYE


async def test_an_interrupted_quiz_is_offered_and_resumed(converse: Converse) -> None:
    before = await converse(f"/quiz start questions:3 {SEED} players:Amina,Omid", "a b c")
    assert "offered again" in before
    after = await converse("/quiz resume", "b a c", "/quiz stop")
    assert "A quiz was interrupted at question 1 of 3 (Amina 0, Omid 0)." in after
    # Amina's answer was kept: it is Omid's turn, and his answer closes the question.
    resumed = after.split("Question 1 of 3")[1]
    assert resumed.index("Omid, it is your turn.") < resumed.index("Right")
    assert "Amina, it is your turn." not in resumed.split("Right")[0]
    assert "Final table" in resumed
    assert "interrupted" not in await converse()


async def test_an_interrupted_quiz_can_be_ended_without_playing(converse: Converse) -> None:
    await converse(f"/quiz start questions:3 {SEED}", "a b c")
    ended = await converse("River Accord", "/quiz start", "/quiz stop")
    assert "معاهدهٔ دریا" in ended  # until it is resumed, what is typed is a look-up
    assert "A quiz is open here." in ended
    assert "Final table" in ended


async def test_questions_are_not_asked_again_before_all_were(converse: Converse) -> None:
    first = await converse("/quiz start questions:4", "a", "a", "a", "a", "/quiz stop")
    second = await converse("/quiz start questions:4", "a", "a", "a", "a", "/quiz stop")
    assert first.count("Question 1 of 4") == second.count("Question 1 of 4") == 1


async def test_strange_input_is_answered(converse: Converse) -> None:
    said = await converse("\x00\x07\u202e", "x" * 20_000, "'; DROP TABLE quiz; --", "99")
    assert "Traceback" not in said
    assert said.endswith(GOODBYE)


async def test_the_solar_hijri_date_first(converse: Converse, golden: Callable[[str, str], None]) -> None:
    said = await converse("River Accord", "/today 7 March", calendar="solar_hijri")
    golden("terminal/solar-hijri-first.txt", said)


async def test_a_quiz_that_cannot_be_read_is_closed_and_said_so(converse: Converse, tmp_path: Path) -> None:
    await converse(f"/quiz start questions:3 {SEED}")
    spoil(tmp_path / "chat.sqlite3")
    said = await converse("/quiz start questions:1")
    assert "its questions have changed" in said
    assert "Question 1 of 1" in said
    spoil(tmp_path / "chat.sqlite3")
    assert "its questions have changed" in await converse()


def spoil(file: Path) -> None:
    """Write a set-up that no version of ours would read."""
    with contextlib.closing(sqlite3.connect(file)) as database, database:
        assert database.execute("UPDATE quiz SET setup = '{}' WHERE closed_at IS NULL").rowcount == 1


async def test_a_fault_of_ours_ends_no_conversation(converse: Converse, sample: Library) -> None:
    accord = sample.entries["river-accord"]
    endless = replace(accord, claims=(replace(accord.claims[0], text="x" * 5_000),))
    entries = tuple(endless if entry is accord else entry for entry in sample.pack.entries)
    said = await converse("river ceremony", "1", "amina", library=make(replace(sample.pack, entries=entries)))
    assert "a fault in Tarikh" in said
    assert "Traceback" not in said
    assert "امینه دریا" in said


async def test_what_other_platforms_do_beside_posting_leaves_the_screen_as_it_is() -> None:
    said = io.StringIO()
    screen = Screen(Pipe(io.StringIO(), said, 80))
    posted = await screen.post(PLACE, Message((line("A post"),)))
    await screen.discuss(posted, "A post", Message((line("Discuss it"),)))
    await screen.pin(posted, instead_of="0")
    assert await screen.address(posted, "") == ""
    assert said.getvalue() == "A post\n\n"


async def test_who_is_written_to_sits_at_the_keyboard() -> None:
    said = io.StringIO()
    await Screen(Pipe(io.StringIO(), said, 80)).write_to("amina", "", Message((line("For you"),)))
    assert said.getvalue() == "For you\n\n"
