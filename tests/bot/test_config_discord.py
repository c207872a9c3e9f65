"""The settings of where Discord is, of shards, and of the page about health."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.config import ConfigError, read

if TYPE_CHECKING:
    import random
    from pathlib import Path


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No settings of whoever runs the tests."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))


def problems(environ: dict[str, str], file: Path | None = None) -> tuple[str, ...]:
    with pytest.raises(ConfigError) as caught:
        read(environ, file)
    return caught.value.problems


@pytest.mark.parametrize(
    ("name", "value", "kept"),
    [
        (
            "discord_api_url",
            "https://proxy.example/discord/api/v10/",
            "https://proxy.example/discord/api/v10",
        ),
        ("discord_api_url", "http://[::1]:8080/api/v10", "http://[::1]:8080/api/v10"),
        ("discord_gateway_url", "wss://proxy.example", "wss://proxy.example"),
        ("discord_gateway_url", "ws://127.0.0.1:8081/gateway/", "ws://127.0.0.1:8081/gateway"),
        ("shard_count", "1", 1),
        ("shard_count", "099", 99),
        ("health_port", "1", 1),
        ("health_port", "65535", 65535),
    ],
)
def test_settings_of_addresses_and_numbers(name: str, value: str, kept: object) -> None:
    assert getattr(read({f"TARIKH_{name.upper()}": value}), name) == kept


API = "TARIKH_DISCORD_API_URL: must be an address like https://host/api/v10"
GATEWAY = "TARIKH_DISCORD_GATEWAY_URL: must be an address like wss://host"
PLAIN = ", without a user, a password, or anything after the path"
NUMBERS = "TARIKH_SHARD_IDS: must be numbers from 0, and ranges of them, like 0,1 or 0-3,6"


@pytest.mark.parametrize(
    ("name", "value", "line"),
    [
        ("DISCORD_API_URL", "127.0.0.1:8080/api/v10", API),
        ("DISCORD_API_URL", "ws://127.0.0.1/api/v10", API),
        ("DISCORD_API_URL", "https:///api/v10", API),
        ("DISCORD_API_URL", "https://host:geheim/api/v10", API),
        ("DISCORD_API_URL", "https://host:0/api/v10", API),
        ("DISCORD_API_URL", "https://host:70000/api/v10", API),
        ("DISCORD_API_URL", "https://[::1/api/v10", API),
        ("DISCORD_API_URL", "https://host /api/v10", API),
        ("DISCORD_API_URL", "https://hóst/api/v10", API),
        ("DISCORD_API_URL", "https://ho\nst/api/v10", API),
        ("DISCORD_API_URL", "https://host", f"{API}, ending in /api/v10"),
        ("DISCORD_API_URL", "https://host/api/v9", f"{API}, ending in /api/v10"),
        ("DISCORD_API_URL", "https://user:geheim@host/api/v10", API + PLAIN),
        ("DISCORD_API_URL", "https://geheim@host/api/v10", API + PLAIN),
        ("DISCORD_API_URL", "https://host/api/v10?token=geheim", API + PLAIN),
        ("DISCORD_API_URL", "https://host/?/api/v10", API + PLAIN),
        ("DISCORD_API_URL", "https://host/api/v10#x", API + PLAIN),
        ("DISCORD_GATEWAY_URL", "https://host", GATEWAY),
        ("DISCORD_GATEWAY_URL", "wss:host", GATEWAY),
        ("DISCORD_GATEWAY_URL", "wss://host/?v=10", GATEWAY + PLAIN),
        ("SHARD_COUNT", "0", "TARIKH_SHARD_COUNT: must be a whole number from 1 to 99999"),
        ("SHARD_COUNT", "100000", "TARIKH_SHARD_COUNT: must be a whole number from 1 to 99999"),
        ("SHARD_COUNT", "-1", "TARIKH_SHARD_COUNT: must be a whole number from 1 to 99999"),
        ("SHARD_COUNT", "1.5", "TARIKH_SHARD_COUNT: must be a whole number from 1 to 99999"),
        ("SHARD_COUNT", "۸", "TARIKH_SHARD_COUNT: must be a whole number from 1 to 99999"),
        ("HEALTH_PORT", "0", "TARIKH_HEALTH_PORT: must be a whole number from 1 to 65535"),
        ("HEALTH_PORT", "65536", "TARIKH_HEALTH_PORT: must be a whole number from 1 to 65535"),
        ("HEALTH_PORT", "127.0.0.1:80", "TARIKH_HEALTH_PORT: must be a whole number from 1 to 65535"),
        ("SHARD_IDS", "all", NUMBERS),
        ("SHARD_IDS", "0,,1", NUMBERS),
        ("SHARD_IDS", "0-", NUMBERS),
        ("SHARD_IDS", "-1", NUMBERS),
        ("SHARD_IDS", "0-1-2", NUMBERS),
        ("SHARD_IDS", "0-999999999", NUMBERS),
        ("SHARD_IDS", "۰", NUMBERS),
        (
            "SHARD_IDS",
            "3-0",
            "TARIKH_SHARD_IDS: holds a range whose end comes before its beginning; write it like 0-3",
        ),
    ],
)
def test_wrong_addresses_and_numbers_of_discord(name: str, value: str, line: str) -> None:
    environ = {
        "TARIKH_DATABASE_URL": "postgresql:///x",
        "TARIKH_SHARD_COUNT": "8",
        f"TARIKH_{name}": value,
    }
    assert problems(environ) == (line,)


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("0", (0,)),
        ("0,1", (0, 1)),
        ("0-3,6", (0, 1, 2, 3, 6)),
        (" 6 , 2-3,3-5 ", (2, 3, 4, 5, 6)),
        ("7,7-7,0-1,1", (0, 1, 7)),
    ],
)
def test_shard_ids_are_ascending_and_each_once(text: str, ids: tuple[int, ...]) -> None:
    environ = {"TARIKH_DATABASE_URL": "postgresql:///x", "TARIKH_SHARD_COUNT": "8"}
    assert read({**environ, "TARIKH_SHARD_IDS": text}).shard_ids == ids


SHARDS = st.sets(st.integers(0, 400), min_size=1, max_size=60)


@given(ids=SHARDS, seed=st.randoms(use_true_random=False))
def test_shard_ids_are_read_however_they_are_written(ids: set[int], seed: random.Random) -> None:
    parts = [str(each) for each in ids]
    for first in ids:
        last = first
        while last + 1 in ids and seed.random() < 0.7:
            last += 1
        parts.append(f"{first}-{last}")
    seed.shuffle(parts)
    environ = {"TARIKH_DATABASE_URL": "postgresql:///x", "TARIKH_SHARD_COUNT": "401"}
    assert read({**environ, "TARIKH_SHARD_IDS": ",".join(parts)}).shard_ids == tuple(sorted(ids))


NO_SERVER = (
    "TARIKH_SHARD_IDS: shares the shards among processes, which need PostgreSQL; a SQLite file serves only "
    "one; set TARIKH_DATABASE_URL"
)
NO_COUNT = "TARIKH_SHARD_IDS: needs TARIKH_SHARD_COUNT, the number of all shards; set both in every process"
TOO_HIGH = "TARIKH_SHARD_IDS: names a shard that there is not; by TARIKH_SHARD_COUNT the last is 3"


@pytest.mark.parametrize(
    ("url", "count", "ids", "lines"),
    [
        ("postgresql:///x", "4", "0-3", ()),
        ("postgresql:///x", "4", "", ()),
        ("postgresql:///x", "", "0", (NO_COUNT,)),
        ("postgresql:///x", "4", "0,4", (TOO_HIGH,)),
        ("sqlite:///x", "4", "", ()),
        ("", "4", "0-3", (NO_SERVER,)),
        ("sqlite:///x", "4", "0-3", (NO_SERVER,)),
        ("sqlite:///x", "4", "4", (TOO_HIGH, NO_SERVER)),
        ("sqlite:///x", "", "0", (NO_COUNT, NO_SERVER)),
        # What only seems at odds because something else is malformed is not told.
        (
            "sqlite:///x",
            "four",
            "0",
            ("TARIKH_SHARD_COUNT: must be a whole number from 1 to 99999",),
        ),
        ("mysql://x", "", "0", ("TARIKH_DATABASE_URL: must begin with sqlite:/// or postgresql://",)),
    ],
)
def test_shards_of_several_processes_need_each_other(
    url: str, count: str, ids: str, lines: tuple[str, ...]
) -> None:
    environ = {"TARIKH_DATABASE_URL": url, "TARIKH_SHARD_COUNT": count, "TARIKH_SHARD_IDS": ids}
    if lines:
        assert problems(environ) == lines
    else:
        config = read(environ)
        assert config.shard_count == 4
        assert config.shard_ids == ((0, 1, 2, 3) if ids else None)


def test_what_is_at_odds_is_told_where_it_was_written(tmp_path: Path) -> None:
    file = tmp_path / "tarikh.toml"
    file.write_text('shard_ids = "5"\nlocale = "?"\n', encoding="utf-8")
    environ = {"TARIKH_DATABASE_URL": "postgresql:///x", "TARIKH_SHARD_COUNT": "4"}
    assert problems(environ, file) == (
        f"{file}, locale: must be a language code like en or fa-AF",
        TOO_HIGH.replace("TARIKH_SHARD_IDS", f"{file}, shard_ids"),
    )
