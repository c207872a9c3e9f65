from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.controls import MAX_LABEL, MAX_OPTIONS
from bot.schedules import Schedule
from bot.zones import complete, find

NOWHERE = {"localtime", "Factory"}
WINTER = datetime.fromisoformat("2027-01-15T12:00+00:00").timestamp()
SUMMER = datetime.fromisoformat("2027-07-15T12:00+00:00").timestamp()


def offered(typed: str, now: float = WINTER) -> list[str]:
    return [value for _, value in complete(typed, now)]


def test_every_zone_is_found_by_its_own_name() -> None:
    for name in available_timezones() - NOWHERE:
        if "/" in name:
            assert find(name) == name
            assert find(f"  {name.lower().replace('_', ' ')} ") == name
        else:  # “Iran” is a country before it is a zone
            found = find(name)
            assert found
            Schedule(8, 0, found if isinstance(found, str) else found[0])


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("asia / kabul", "Asia/Kabul"),
        ("kabul", "Asia/Kabul"),
        ("KABUL", "Asia/Kabul"),
        ("Asia Kabul", "Asia/Kabul"),
        ("Kabul, Afghanistan", "Asia/Kabul"),
        ("Afghanistan/Kabul", "Asia/Kabul"),
        ("Afghanistan", "Asia/Kabul"),
        ("کابل", "Asia/Kabul"),
        ("كابل", "Asia/Kabul"),  # with an Arabic keyboard's letter
        ("هرات", "Asia/Kabul"),
        ("Herat", "Asia/Kabul"),
        ("mazar-i-sharif", "Asia/Kabul"),
        ("new york", "America/New_York"),
        ("New_York", "America/New_York"),
        ("São Paulo", "America/Sao_Paulo"),
        ("sao paulo", "America/Sao_Paulo"),
        ("Port au Prince", "America/Port-au-Prince"),
        ("America/Buenos Aires", "America/Buenos_Aires"),
        ("argentina/buenos aires", "America/Argentina/Buenos_Aires"),
        ("Germany", "Europe/Berlin"),  # its other zone keeps the same time
        ("Iran", "Asia/Tehran"),
        ("Pakistan", "Asia/Karachi"),
        ("UK", "Europe/London"),
        ("Britain", "Europe/London"),
        ("UTC", "UTC"),
        ("gmt", "UTC"),
        ("PST", "America/Los_Angeles"),
        ("EST", "America/New_York"),  # the database's zone of that name has no summer time
        ("CET", "Europe/Berlin"),
        ("US/Eastern", "US/Eastern"),
        ("Kiev", "Europe/Kiev"),
        ("etc/gmt+3", "Etc/GMT+3"),
        ("UTC+4:30", "Asia/Kabul"),  # the one place where clocks are ever ahead so far
        ("+4:30", "Asia/Kabul"),
        ("gmt -3:30", "America/St_Johns"),
    ],
)
def test_zones_by_what_people_call_them(typed: str, zone: str) -> None:
    assert find(typed) == zone


def test_of_an_offset_that_many_keep_the_likely_are_told() -> None:
    found = find("UTC+1")
    assert isinstance(found, tuple)
    assert found[0] == "Europe/Berlin"  # in winter
    assert "Europe/London" in find("UTC+0")
    assert "Etc/GMT+3" not in find("GMT+3")  # the database's own names of offsets mean the opposite


@pytest.mark.parametrize(
    ("typed", "likely"),
    [
        ("Kabool", "Asia/Kabul"),
        ("kabu", "Asia/Kabul"),
        ("berln", "Europe/Berlin"),
        ("los angelas", "America/Los_Angeles"),
        ("United States", "Pacific/Honolulu"),
        ("USA", "America/Chicago"),
        ("Russia", "Europe/Moscow"),
        ("Korea", "Asia/Seoul"),
        ("Samoa", "Pacific/Apia"),
        ("Eastern", "America/New_York"),
    ],
)
def test_what_may_mean_several_or_was_mistyped_is_asked_about(typed: str, likely: str) -> None:
    found = find(typed)
    assert isinstance(found, tuple)
    assert likely in found
    assert len(found) <= 12
    assert len(set(found)) == len(found)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "  ",
        "zzzzzz",
        "UTC+13:37",
        "+99",
        "localtime",
        "../../etc/passwd",
        "/etc/localtime",
        "a\0b",
        "?",
        "x" * 5_000,
    ],
)
def test_what_is_no_zone(typed: str) -> None:
    assert find(typed) == ()


def test_names_are_completed_with_the_time_there() -> None:
    assert complete("kab", WINTER) == [("Asia/Kabul (now 16:30, UTC+04:30)", "Asia/Kabul")]
    berlin = ("Europe/Berlin (now 13:00, UTC+01:00)", "Europe/Berlin")
    assert complete("berlin", WINTER)[0] == berlin
    assert complete("berlin", SUMMER)[0] == ("Europe/Berlin (now 14:00, UTC+02:00)", "Europe/Berlin")
    assert complete("new york", WINTER)[0][0] == "America/New_York (now 07:00, UTC-05:00)"


def test_the_best_comes_first() -> None:
    assert offered("asia/ka")[0] == "Asia/Kabul"
    assert offered("germ") == ["Europe/Berlin"]
    assert offered("new")[0] == "America/New_York"
    assert offered("york") == ["America/New_York"]
    assert offered("usa")[:2] == ["America/New_York", "America/Chicago"]
    assert offered("US/Pac") == []
    assert offered("us/pacific") == ["US/Pacific"]
    assert offered("kabool") == ["Asia/Kabul"]
    assert offered("") == offered("  ")
    assert offered("")[0] == "Asia/Kabul"
    assert offered("zzzzzz") == []


def test_zones_are_offered_by_what_their_clocks_show() -> None:
    assert offered("+4:30") == offered("UTC+04:30") == offered("gmt +0430") == ["Asia/Kabul"]
    assert "Europe/Berlin" in offered("+1", WINTER)
    assert "Europe/Berlin" not in offered("+1", SUMMER)
    assert "Europe/Berlin" in offered("UTC+2", SUMMER)
    assert "America/New_York" in offered("UTC−5", WINTER)
    assert offered("+14:45") == []
    assert offered("+99") == []


@given(st.text(max_size=100), st.integers(int(WINTER), int(SUMMER)))
def test_whatever_is_typed_what_is_offered_can_be_taken(typed: str, now: int) -> None:
    found = complete(typed, now)
    assert len(found) <= MAX_OPTIONS
    assert len({value for _, value in found}) == len(found)
    for label, value in found:
        assert len(label) <= MAX_LABEL
        assert f"{datetime.fromtimestamp(now, ZoneInfo(value)):%H:%M}" in label
        assert find(value) == value
    meant = find(typed)
    for name in (meant,) if isinstance(meant, str) else meant:
        Schedule(8, 0, name)


def test_all_that_is_ever_offered_is_found_again() -> None:
    letters = "abcdefghijklmnopqrstuvwxyz"
    for value in {each for first in letters for second in letters for each in offered(first + second)}:
        assert find(value) == value
