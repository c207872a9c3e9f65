"""The chat on a real (pseudo-)terminal, typed at as a person types."""

from __future__ import annotations

import os
import re
import signal
import sys
from typing import TYPE_CHECKING

import pexpect
import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TAB, ENTER, CTRL_C, CTRL_D, UP = "\t", "\r", "\x03", "\x04", "\x1b[A"
PATIENCE = 30


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TARIKH_")}
    # Else prompt_toolkit asks the terminal where its cursor is, and a pseudo-terminal does not answer.
    extra = {"TERM": "xterm-256color", "PROMPT_TOOLKIT_NO_CPR": "1", "LC_ALL": "C.UTF-8"}
    return kept | extra | {"TARIKH_DATABASE_URL": f"sqlite:///{tmp_path}/tarikh.sqlite3"}


@pytest.fixture
def chat(environ: dict[str, str]) -> Iterator[pexpect.spawn[str]]:
    child = start(environ)
    yield child
    leave(child)


def leave(child: pexpect.spawn[str]) -> None:
    """End the chat as a person does; a process that is ended otherwise tells nothing of its coverage."""
    if child.isalive():
        child.send(CTRL_C)
        child.expect("leaves")
        child.send(CTRL_D)
        child.expect(pexpect.EOF)
    child.close(force=True)


def start(environ: dict[str, str]) -> pexpect.spawn[str]:
    child = pexpect.spawn(
        sys.executable,
        ["-m", "bot", "chat"],
        env=environ,
        encoding="utf-8",
        timeout=PATIENCE,
        dimensions=(40, 90),
    )
    child.expect("tarikh>")
    return child


def bare(said: str) -> str:
    """What was said without the terminal's control sequences."""
    return re.sub(r"\x1b(\[[0-9;?]*[a-zA-Z]|\][^\x07]*\x07|[=>()][0-9A-B]?)", "", said).replace("\r", "")


def test_a_look_up_with_completion_and_history(chat: pexpect.spawn[str]) -> None:
    chat.send("Islamabad Acc" + TAB)
    chat.expect("ord")  # what Tab added
    chat.send(ENTER)
    chat.expect("7 March 1993")
    chat.expect("more lines>")
    chat.send(UP)
    chat.expect("Islamabad Accord")
    chat.send(ENTER)
    chat.expect("7 March 1993")


def test_completion_of_commands_and_their_options(chat: pexpect.spawn[str]) -> None:
    chat.send("/quiz sta" + TAB)
    chat.expect("rt")
    chat.send(" que" + TAB)
    chat.expect("stions:")


def test_ctrl_c_is_no_end_and_ctrl_d_is_a_polite_one(chat: pexpect.spawn[str]) -> None:
    chat.send("half a line" + CTRL_C)
    chat.expect("Ctrl-D leaves")
    chat.expect("tarikh>")
    chat.send(CTRL_D)
    chat.expect("Goodbye")
    chat.expect(pexpect.EOF)
    chat.wait()
    assert chat.exitstatus == 0


def test_a_quiz_hides_answers_from_the_others(chat: pexpect.spawn[str]) -> None:
    chat.send("/quiz start questions:1 seed:3 topic:people players:Amina,Omid" + ENTER)
    chat.expect("Amina, it is your turn")
    chat.expect("Amina>")
    chat.send("zzzzqqqq")
    chat.expect(r"\*{4}")
    shown = chat.before or ""
    chat.send(CTRL_C)
    chat.expect("The quiz is kept")
    chat.send("/quiz sco")
    chat.expect("/quiz sco")  # a command is no answer and may be seen
    assert "zzzz" not in bare(shown)


def test_a_turn_passes_on_while_nobody_types(chat: pexpect.spawn[str]) -> None:
    chat.send("/quiz start questions:1 seed:3 seconds:1 players:Amina,Omid" + ENTER)
    chat.expect("Amina, it is your turn")
    chat.expect("Omid, it is your turn")
    chat.expect("Right (answer|order)")
    chat.expect("Enter for the final table>")
    chat.send(ENTER)
    chat.expect("Final table")
    chat.expect("tarikh>")


def test_a_half_typed_answer_is_not_given_to_the_next_player(chat: pexpect.spawn[str]) -> None:
    chat.send("/quiz start questions:1 seed:3 seconds:2 topic:people players:Amina,Omid" + ENTER)
    chat.expect("Amina, it is your turn")
    chat.send("a")
    chat.expect("Time is up")
    chat.expect("Omid, it is your turn")
    chat.send(ENTER)
    chat.expect("Right (answer|order)")
    chat.expect("Omid: no answer")


def test_an_answer_after_the_reveal_does_not_start_the_next_question(chat: pexpect.spawn[str]) -> None:
    chat.send("/quiz start questions:2 seed:3 seconds:1" + ENTER)
    chat.expect("Enter for the next question>")
    chat.send("a" + ENTER)
    chat.expect("That question is closed")
    chat.send(ENTER)
    chat.expect("Question 2 of 2")


def test_a_long_answer_waits_to_be_read(chat: pexpect.spawn[str]) -> None:
    chat.send("Ahmad Shah Massoud" + ENTER)
    chat.expect(r"Enter for (\d+) more lines>")
    assert isinstance(chat.match, re.Match)
    left = int(chat.match[1])
    chat.send(ENTER)
    chat.expect(rf"Enter for (?!{left} )(\d+) more lines>")
    assert isinstance(chat.match, re.Match)
    assert int(chat.match[1]) < left
    chat.send("Islamabad Accord" + ENTER)
    chat.expect("7 March 1993")


def test_a_quiz_goes_on_after_the_plug_was_pulled(environ: dict[str, str]) -> None:
    child = start(environ)
    child.send("/quiz start questions:3 seed:3 players:Amina,Omid" + ENTER)
    child.expect("Amina>")
    child.kill(signal.SIGKILL)
    child.close(force=True)
    again = start(environ)
    assert "A quiz was interrupted at question 1 of 3" in bare(again.before or "")
    again.send("/quiz resume" + ENTER)
    again.expect("Question 1 of 3")
    again.expect("Amina>")
    again.send(CTRL_D)
    again.expect("offered again")
    again.expect(pexpect.EOF)
    again.close()


def test_no_colours_where_none_are_wanted(environ: dict[str, str]) -> None:
    child = start(environ | {"NO_COLOR": "1"})
    child.send("Islamabad Accord" + ENTER)
    child.expect("7 March 1993")
    assert not re.search(r"\x1b\[[0-9;]*3[0-7]m", child.before or "")
    leave(child)
