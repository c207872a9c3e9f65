"""The `tarikh` command, as scripts and people call it."""

from __future__ import annotations

import asyncio
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from bot.address import Secret, database_url
from bot.commands import COMMANDS, Example
from bot.database import open_database
from bot.migrating import migrate
from bot.sealing import Sealer, SealError
from bot.workspaces import Installed, Workspaces
from tests.bot.command import environment, tarikh

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.address import DatabaseUrl

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def home(tmp_path: Path) -> dict[str, str]:
    return environment(tmp_path)


def test_ask_finds(home: dict[str, str]) -> None:
    done = tarikh(home, "ask", "Islamabad", "Accord")
    assert done.returncode == 0
    assert done.stdout.startswith("Islamabad Accord (agreement)\n")
    assert "7 March 1993 · 16 Hoot 1371" in done.stdout
    assert "[1]" in done.stdout


def test_ask_says_when_it_finds_nothing(home: dict[str, str]) -> None:
    done = tarikh(home, "ask", "battle of Stalingrad")
    assert done.returncode == 1
    assert "do not cover" in done.stdout


def test_ask_json_answers_each_line(home: dict[str, str]) -> None:
    done = tarikh(home, "ask", "--json", "-", typed="Geneva Accords\n\nbattle of Stalingrad\r\n31 April\n")
    answers: list[dict[str, Any]] = [json.loads(line) for line in done.stdout.splitlines()]
    assert [answer["query"] for answer in answers] == [
        "Geneva Accords",
        "",
        "battle of Stalingrad",
        "31 April",
    ]
    assert [answer["status"] for answer in answers] == ["found", "not_covered", "not_covered", "not_covered"]
    first = answers[0]["entries"][0]
    assert first["id"] == "geneva-accords"
    assert first["kind"] == "agreement"
    assert first["name"] == "Geneva Accords"
    assert first["dates"][0]["gregorian"] == "14 April 1988"
    assert first["dates"][0]["solar_hijri"] == "25 Hamal 1367"
    assert first["claims"][0]["sources"][0]["title"]
    assert isinstance(first["disputes"], list)
    assert "Geneva Accords" in answers[0]["text"]
    assert done.returncode == 1  # not every query was answered


def test_ask_reads_what_is_not_utf_8(home: dict[str, str]) -> None:
    done = tarikh(home, "ask", "--json", "-", typed=b"\xff\xfe\x00Geneva\n")
    assert json.loads(done.stdout)["status"]


def test_ask_into_a_closed_pipe(home: dict[str, str]) -> None:
    command = f"yes 'Geneva Accords' | head -2000 | {sys.executable} -m bot ask --json - | head -1"
    done = subprocess.run(["/bin/sh", "-c", command], capture_output=True, env=home, check=False, timeout=120)
    assert json.loads(done.stdout)["status"] == "found"
    assert done.stderr == b""


def test_chat_through_a_pipe(home: dict[str, str]) -> None:
    done = tarikh(home, "chat", typed="/lookup Islamabad Accord\n/quit\n")
    assert done.returncode == 0
    assert "7 March 1993" in done.stdout
    assert done.stdout.endswith("Goodbye.\n\n")
    assert "\x1b" not in done.stdout


def test_check_finds_nothing_in_what_is_packed(home: dict[str, str]) -> None:
    done = tarikh(home, "check")
    assert (done.returncode, done.stderr) == (0, "")
    assert "0 faults" in done.stdout


def test_check_shows_what_is_covered(home: dict[str, str]) -> None:
    done = tarikh(home, "check", "--coverage", "--calendar")
    assert done.returncode == 0
    assert "Text of the Islamabad Accord" in done.stdout
    assert "\nApr " in done.stdout
    assert "# a day-precise date: " in done.stdout


def test_check_prints_every_fault(home: dict[str, str], tmp_path: Path) -> None:
    pack, bank = tmp_path / "broken", tmp_path / "bank"
    pack.mkdir()
    bank.mkdir()
    (pack / "people.toml").write_bytes(b"\xff\xfe broken")
    (pack / "groups.toml").write_text("[[entry]\n", encoding="utf-8")
    done = tarikh(home, "check", "--pack", str(pack), "--bank", str(bank))
    assert done.returncode == 1
    lines = done.stdout.splitlines()
    for file in ("people.toml", "groups.toml", "pack.toml"):
        assert any(line.startswith((f"{file}, ", f"{file}: ")) for line in lines), lines
    assert "questions were not checked" in lines[-1]


def test_check_of_a_folder_that_is_not_there(home: dict[str, str]) -> None:
    done = tarikh(home, "check", "--pack", "nowhere")
    assert done.returncode == 1
    assert "nowhere" in done.stdout


def test_migrate(home: dict[str, str]) -> None:
    first, second = tarikh(home, "migrate"), tarikh(home, "migrate")
    assert first.returncode == second.returncode == 0
    assert "now has 0001 quizzes" in first.stdout
    assert "is up to date" in second.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("chat",),
        ("ask",),
        ("check",),
        ("migrate",),
        ("run",),
        ("invite",),
        ("manifest",),
        ("key",),
        ("rekey",),
        ("health",),
    ],
)
def test_help(home: dict[str, str], arguments: tuple[str, ...]) -> None:
    done = tarikh(home, *arguments, "--help")
    assert done.returncode == 0
    assert done.stdout.startswith("usage: tarikh")


def test_version(home: dict[str, str]) -> None:
    assert tarikh(home, "--version").stdout.startswith("tarikh 0.")


def test_wrong_settings_stop_the_start(home: dict[str, str]) -> None:
    wrong = {"TARIKH_DATABASE_URL": "mysql://x", "TARIKH_COLOUR": "red", "TARIKH_CALENDAR": "mayan"}
    done = tarikh(home | wrong, "chat")
    assert done.returncode == 2
    for name in wrong:
        assert name in done.stderr
    assert len(done.stderr.splitlines()) == 3


def test_a_foreign_file_as_database_is_left_alone(home: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "letter.txt"
    file.write_text("dear reader " * 100, encoding="utf-8")
    done = tarikh(home | {"TARIKH_DATABASE_URL": f"sqlite:///{file}"}, "chat", typed="/quit\n")
    assert done.returncode == 2
    assert done.stderr.startswith("tarikh: ")
    assert len(done.stderr.splitlines()) == 1
    assert file.read_text(encoding="utf-8") == "dear reader " * 100


def test_what_cannot_be_read_is_told_before_what_misses_it(home: dict[str, str], tmp_path: Path) -> None:
    pack = tmp_path / "pack"
    shutil.copytree(ROOT / "tests" / "sample" / "pack", pack)
    (pack / "places.toml").write_text("[[entry]\n", encoding="utf-8")
    lines = tarikh(home, "check", "--pack", str(pack)).stdout.splitlines()
    assert lines[0].startswith("places.toml: is not valid TOML")
    assert any("the-mill" in line for line in lines[1:])
    assert "2 faults" in lines[-1]


def test_a_full_disk_behind_the_output(home: dict[str, str]) -> None:
    with open("/dev/full", "w", encoding="utf-8") as full:  # noqa: PTH123 -- a device, not a file
        done = subprocess.run(
            [sys.executable, "-m", "bot", "ask", "Geneva Accords"],
            stdout=full,
            stderr=subprocess.PIPE,
            env=home,
            check=False,
        )
    assert done.returncode == 2
    assert done.stderr.decode() == "tarikh: the answer could not be written: No space left on device.\n"


def test_a_quiz_on_postgresql(home: dict[str, str], new_postgres: Callable[[], DatabaseUrl]) -> None:
    there = home | {"TARIKH_DATABASE_URL": new_postgres().address.reveal()}
    early = tarikh(there, "chat", typed="/quit\n")
    assert early.returncode == 2
    assert "run: tarikh migrate" in early.stderr
    assert tarikh(there, "migrate").returncode == 0
    begun = tarikh(there, "chat", typed="/quiz start questions:2 seed:3 players:Amina,Omid\n")
    assert "offered again next time" in begun.stdout
    ended = tarikh(there, "chat", typed="/quiz resume\n/quiz stop\n")
    assert "A quiz was interrupted at question 1 of 2 (Amina 0, Omid 0)." in ended.stdout
    assert "Final table" in ended.stdout


def test_what_is_for_players_with_devices_is_refused_at_one_keyboard(home: dict[str, str]) -> None:
    done = tarikh(home, "chat", typed="/quiz start questions:2 wait:30 pause:5\n")
    assert "wait, pause: that is for players who each have a device." in done.stdout
    assert "Question 1" not in done.stdout


async def _installed(url: DatabaseUrl, *keys: str) -> list[str]:
    """Keep an installation for each key, sealed with it, and find those that the last one opens."""
    async with await open_database(url) as database:
        await migrate(database, at=0.0)
        for number, key in enumerate(keys):
            kept = Installed(f"T{number}", "", "UBOT", "UAMINA", 1.0, Secret("token"))
            await Workspaces(database, Sealer((Secret(key),))).save(kept)
    return [f"T{number}" for number in range(len(keys))]


async def _opened(url: DatabaseUrl, key: str, teams: list[str]) -> list[bool]:
    found = []
    async with await open_database(url) as database:
        workspaces = Workspaces(database, Sealer((Secret(key),)))
        for team in teams:
            try:
                found.append(await workspaces.find(team) is not None)
            except SealError:
                found.append(False)
    return found


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_keys_are_changed(
    home: dict[str, str], tmp_path: Path, kind: str, new_postgres: Callable[[], DatabaseUrl]
) -> None:
    """A new key in front of the old one, `tarikh rekey`, and the old one is not needed any more."""
    address = f"sqlite:///{tmp_path}/tarikh.sqlite3"
    url = database_url(address) if kind == "sqlite" else new_postgres()
    there = home | {"TARIKH_DATABASE_URL": url.address.reveal()}
    new, old, lost = (tarikh(home, "key").stdout.strip() for _ in range(3))
    assert len({new, old, lost}) == 3
    teams = asyncio.run(_installed(url, old, old))
    assert asyncio.run(_opened(url, new, teams)) == [False, False]
    done = tarikh({**there, "TARIKH_ENCRYPTION_KEYS": f"{new},{old}"}, "rekey")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        "2 installations are sealed with the first key. The others are not needed any more.\n"
    )
    assert asyncio.run(_opened(url, new, teams)) == [True, True]
    again = tarikh({**there, "TARIKH_ENCRYPTION_KEYS": new}, "rekey")
    assert again.stdout == done.stdout
    asyncio.run(_installed(url, lost))
    short = tarikh({**there, "TARIKH_ENCRYPTION_KEYS": new}, "rekey")
    assert (short.returncode, short.stdout) == (2, "")
    assert short.stderr.startswith("tarikh: 1 of 2 installations are sealed with a key that is not in")
    for key in (new, old, lost):
        assert key not in done.stdout + short.stderr


def test_keys_cannot_be_changed_without_any(home: dict[str, str]) -> None:
    done = tarikh(home, "rekey")
    assert done.returncode == 2
    assert done.stderr.startswith("tarikh: TARIKH_ENCRYPTION_KEYS is missing")
    key = tarikh(home, "key").stdout.strip()
    done = tarikh({**home, "TARIKH_ENCRYPTION_KEYS": key}, "rekey")
    assert "run: tarikh migrate" in done.stderr


@pytest.mark.parametrize(
    "example",
    [example for command in COMMANDS for example in command.examples],
    ids=lambda example: example.line,
)
def test_the_examples_of_the_help_show_what_they_promise(home: dict[str, str], example: Example) -> None:
    done = tarikh(home, "chat", typed=f"{example.line}\n")
    assert done.returncode == 0
    assert example.shows in done.stdout
