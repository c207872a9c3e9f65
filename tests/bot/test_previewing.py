"""`tarikh daily preview`, as scripts and people call it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from bot.previewing import post
from bot.schedules import Schedule
from bot.subscriptions import Kind, Wish
from bot.texts import texts
from tests.bot.command import environment, tarikh

if TYPE_CHECKING:
    from pathlib import Path

    from content.library import Library
    from quizzes.banks import Bank


@pytest.fixture
def home(tmp_path: Path) -> dict[str, str]:
    return environment(tmp_path)


def test_the_post_of_a_day(home: dict[str, str], tmp_path: Path) -> None:
    done = tarikh(home, "daily", "preview", "--date", "14 April")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("On this day: 14 April · 25 Hamal\n")
    assert "14 April 1988 · 25 Hamal 1367: Geneva Accords" in done.stdout
    assert "Sources\n" in done.stdout
    assert "Question of the day" not in done.stdout
    assert not list(tmp_path.iterdir())  # nothing is kept, nor is there anything to keep it in


def test_of_the_other_calendar_and_with_a_question(home: dict[str, str]) -> None:
    done = tarikh(home, "daily", "preview", "--date", "25 Hamal", "--calendar", "solar_hijri", "--question")
    assert done.returncode == 0
    assert done.stdout.startswith("On this day: 25 Hamal · 14 April\n")
    assert "Geneva Accords" in done.stdout
    assert "\nQuestion of the day · " in done.stdout


def test_a_question_alone_about_one_topic(home: dict[str, str], library: Library) -> None:
    asked = ("daily", "preview", "--date", "2027-04-14", "--kind", "question")
    for typed in ("kabul-war", " Kabul War", "kab"):
        done = tarikh(home, *asked, "--topics", typed)
        assert done.returncode == 0
        assert done.stdout.startswith(f"Question of the day · {library.topics['kabul-war'].name} · ")
        assert "On this day" not in done.stdout


def test_today_is_the_day_if_none_is_named(home: dict[str, str]) -> None:
    done = tarikh(home | {"TZ": "Asia/Kabul"}, "daily", "preview")
    assert (done.returncode, done.stderr) == (0, "")
    assert "Sources\n" in done.stdout


def test_graphic_only_if_it_is_asked_for(home: dict[str, str]) -> None:
    asked = ("daily", "preview", "--date", "2027-09-03")
    assert "Shindand" in tarikh(home, *asked).stdout
    with_it = tarikh(home, *asked, "--graphic").stdout
    assert "Mazar" in with_it
    assert not with_it.startswith("On this day")  # a note comes first


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--date", "31 February"), "there is no 31 February"),
        (("--date", "Geneva"), "“Geneva” is not a day."),
        (("--topics", "kabul-war,football"), "“football”. The topics are: geneva-process, "),
        (("--topics", "genva"), "There is no one topic “genva”. Is geneva-process meant?"),
        (("--calendar", "julian"), "invalid choice: 'julian'"),
        (("--kind", "poem"), "invalid choice: 'poem'"),
    ],
)
def test_what_cannot_be_meant(home: dict[str, str], arguments: tuple[str, str], told: str) -> None:
    done = tarikh(home, "daily", "preview", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert told in done.stderr


def test_daily_alone_says_what_it_takes(home: dict[str, str]) -> None:
    done = tarikh(home, "daily")
    assert done.returncode == 2
    assert "COMMAND" in done.stderr


def test_where_there_is_nothing_to_tell(library: Library, bank: Bank) -> None:
    wish = Wish(Kind.DAY, Schedule(8, 0, "Asia/Kabul"), ("football",), question=True)
    assert post(library, bank, wish, date(2027, 4, 14), texts("en")) == ()
