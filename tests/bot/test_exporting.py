"""`tarikh export`, as scripts and people call it."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
import vobject

from tests.bot.command import environment, tarikh

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def home(tmp_path: Path) -> dict[str, str]:
    return environment(tmp_path)


def shell(home: dict[str, str], command: str) -> subprocess.CompletedProcess[bytes]:
    """Run a command line in which `$tarikh` is ours."""
    env = home | {"tarikh": f"{sys.executable} -m bot", "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(["/bin/sh", "-c", command], capture_output=True, env=env, check=False, timeout=120)
    assert b"Traceback" not in done.stderr
    return done


def titles(written: bytes) -> set[str]:
    (calendar,) = vobject.readComponents(written.decode())
    return {event.summary.value for event in calendar.vevent_list}


def test_to_standard_output(home: dict[str, str]) -> None:
    done = shell(home, "$tarikh export ics")
    assert (done.returncode, done.stderr) == (0, b"")
    assert "1988: Geneva Accords" in titles(done.stdout)
    assert done.stdout.startswith(b"BEGIN:VCALENDAR\r\n")
    assert done.stdout.endswith(b"END:VCALENDAR\r\n")


def test_to_a_file_that_takes_the_place_of_the_one_before_it(home: dict[str, str], tmp_path: Path) -> None:
    file, link = tmp_path / "تاریخ.ics", tmp_path / "link.ics"
    file.write_bytes(b"before")
    link.symlink_to(file)
    done = tarikh(home, "export", "ics", "--calendar", "solar_hijri", "--output", str(link))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"{link} is written.\n"
    assert "25 Hamal 1367: Geneva Accords" in titles(file.read_bytes())
    assert link.is_symlink()
    assert {each.name for each in tmp_path.iterdir()} == {file.name, link.name}


def test_into_a_closed_pipe(home: dict[str, str]) -> None:
    done = shell(home, "$tarikh export ics --calendar both | head -1")
    assert (done.stdout, done.stderr) == (b"BEGIN:VCALENDAR\r\n", b"")


def test_without_standard_output(home: dict[str, str]) -> None:
    done = shell(home, "$tarikh export ics >&-")
    assert done.returncode == 2
    assert b"name a file: --output FILE" in done.stderr


def test_into_what_is_full(home: dict[str, str]) -> None:
    for command in ("$tarikh export ics >/dev/full", "$tarikh export ics --output /dev/full"):
        done = shell(home, command)
        assert done.returncode == 2
        assert b"could not be written: No space left on device." in done.stderr


def test_a_device_is_written_to_and_not_replaced(home: dict[str, str]) -> None:
    done = shell(home, "$tarikh export ics --output /dev/stdout | cat")
    assert "1988: Geneva Accords" in titles(done.stdout.removesuffix(b"/dev/stdout is written.\n"))


@pytest.mark.parametrize("name", ["nowhere/file.ics", ".", "before.ics/file.ics"])
def test_where_no_file_can_be(name: str, home: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "before.ics").write_bytes(b"before")
    done = tarikh(home, "export", "ics", "--output", f"{tmp_path}/{name}")
    assert done.returncode == 2
    assert f"{tmp_path}" in done.stderr
    assert "could not be written: " in done.stderr
    assert [each.name for each in tmp_path.iterdir()] == ["before.ics"]


def test_a_file_that_cannot_be_written_whole_leaves_the_one_before_it(
    home: dict[str, str], tmp_path: Path
) -> None:
    file = tmp_path / "tarikh.ics"
    file.write_bytes(b"before")
    # What measures the tests' coverage would write a file, too, and complain.
    bare = "unset COVERAGE_PROCESS_CONFIG COVERAGE_PROCESS_START"
    done = shell(home, f"{bare}; ulimit -f 8; $tarikh export ics --output '{file}'")
    assert done.returncode == 2
    assert b"could not be written: File too large. Nothing was changed." in done.stderr
    assert file.read_bytes() == b"before"
    assert [each.name for each in tmp_path.iterdir()] == [file.name]


@pytest.mark.parametrize("arguments", [("--help",), ("ics", "--help")])
def test_help(arguments: tuple[str, ...], home: dict[str, str]) -> None:
    done = tarikh(home, "export", *arguments)
    assert done.returncode == 0
    assert "--calendar" in done.stdout


@pytest.mark.parametrize("arguments", [(), ("pdf",), ("ics", "--calendar", "lunar")])
def test_what_is_not_there_is_said_so(arguments: tuple[str, ...], home: dict[str, str]) -> None:
    done = tarikh(home, "export", *arguments)
    assert done.returncode == 2
    assert "usage: tarikh export" in done.stderr
