"""Only one process serves a SQLite file; a process that has ended, however, is in nobody's way."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from bot.alone import alone
from bot.backend import DatabaseError, Trouble

ROOT = Path(__file__).parents[2]
HOLD = """
import pathlib, sys
from bot.alone import alone
with alone(pathlib.Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "tarikh.sqlite3"


@pytest.mark.parametrize("end", ["quietly", "killed"])
def test_another_process_is_refused_until_the_first_has_ended(file: Path, end: str) -> None:
    command = [sys.executable, "-c", HOLD, str(file)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        with pytest.raises(DatabaseError, match=r"^Another `tarikh run` serves ") as caught, alone(file):
            pass
        assert caught.value.trouble is Trouble.LOCKED
        if end == "killed":
            other.kill()
        other.communicate()
    with alone(file):
        pass


def test_each_file_has_its_own_and_may_be_served_again(file: Path) -> None:
    with alone(file), alone(file.with_name("other.sqlite3")), pytest.raises(DatabaseError), alone(file):
        pass
    with alone(file):
        pass


def test_nothing_is_written_but_an_empty_file_beside_the_database(file: Path) -> None:
    with alone(file):
        assert [each.name for each in file.parent.iterdir()] == ["tarikh.sqlite3-serving"]
    assert file.with_name("tarikh.sqlite3-serving").stat().st_size == 0


def test_postgresql_is_shared() -> None:
    with alone(None), alone(None):
        pass


def test_a_directory_that_is_not_there_is_told_as_that(tmp_path: Path) -> None:
    with pytest.raises(DatabaseError) as caught, alone(tmp_path / "nowhere" / "tarikh.sqlite3"):
        pass
    assert caught.value.trouble is Trouble.MISSING
