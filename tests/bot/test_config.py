from __future__ import annotations

import copy
import pickle
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.config import (
    CONFIG_VARIABLE,
    MAX_FILE,
    SETTINGS,
    Calendar,
    Config,
    ConfigError,
    Secret,
    database_url,
    read,
)

DOCUMENT = Path(__file__).parents[2] / "docs" / "reference" / "configuration.md"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "home"
    (folder / ".config" / "tarikh").mkdir(parents=True)
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(folder / ".config"))
    monkeypatch.setenv("XDG_DATA_HOME", str(folder / ".local" / "share"))
    return folder


def problems(environ: dict[str, str], file: Path | None = None) -> tuple[str, ...]:
    with pytest.raises(ConfigError) as caught:
        read(environ, file)
    assert str(caught.value) == "\n".join(caught.value.problems)
    assert not [line for line in caught.value.problems if "\n" in line]
    return caught.value.problems


def test_without_any_setting(home: Path) -> None:
    config = read({"PATH": "/bin", "tarikh_locale": "not ours"})
    path = home / ".local" / "share" / "tarikh" / "tarikh.sqlite3"
    assert config == Config(database_url(f"sqlite:///{path}"))
    assert config.database_url.path == path
    assert (config.locale, config.calendar, config.log_level) == ("en", Calendar.GREGORIAN, "WARNING")
    assert not path.parent.exists()  # reading settings makes nothing


ONE = {"TARIKH_SLACK_BOT_TOKEN"}  # what only a bot of one workspace has
MANY = {"TARIKH_SLACK_CLIENT_ID", "TARIKH_SLACK_CLIENT_SECRET"}


@pytest.mark.parametrize("without", [ONE, MANY])
def test_every_setting_from_the_environment_and_from_a_file(tmp_path: Path, without: set[str]) -> None:
    values = {setting.name: setting.example for setting in SETTINGS if setting.name not in without}
    values["TARIKH_DATABASE_URL"] = "postgresql:///tarikh"  # the example of shards needs it
    by_environment = read(values)
    file = tmp_path / "all.toml"
    lines = [f'{setting.key} = "{values[setting.name]}"' for setting in SETTINGS if setting.name in values]
    file.write_text("\ufeff" + "\n".join(lines), encoding="utf-8")  # some editors begin a file so
    by_file = read({}, file)
    assert by_environment.discord_token is not None
    assert by_environment.discord_token.reveal() == values["TARIKH_DISCORD_TOKEN"]
    for name, value in values.items():
        if name.startswith("TARIKH_SLACK_") and name.endswith(("_TOKEN", "_SECRET")):
            held = getattr(by_environment, name.removeprefix("TARIKH_").lower())
            assert held == Secret(value)
    assert by_environment.slack
    assert by_environment.slack_client_id == values.get("TARIKH_SLACK_CLIENT_ID")
    assert by_environment.slack_api_url == "http://127.0.0.1:8082/api/"
    assert by_environment.slack_listen == ("0.0.0.0", 3000)  # noqa: S104 -- only read
    assert by_environment.slack_public_url == "https://tarikh.example"
    assert by_environment.encryption_keys == (Secret(values["TARIKH_ENCRYPTION_KEYS"]),)
    assert by_environment.calendar is Calendar.SOLAR_HIJRI
    assert (by_environment.locale, by_environment.log_level) == ("fa-AF", "INFO")
    assert by_environment.discord_api_url == "http://127.0.0.1:8080/api/v10"
    assert by_environment.discord_gateway_url == "ws://127.0.0.1:8081"
    assert (by_environment.shard_ids, by_environment.shard_count) == ((0, 1, 2, 3, 6), 8)
    assert by_environment.health_port == 8090
    assert by_environment.file is None
    assert by_file.file == file
    for name in Config.__slots__:
        if name != "file":
            assert getattr(by_file, name) == getattr(by_environment, name)


def test_the_environment_wins_over_the_file_and_an_empty_variable_is_none(home: Path, tmp_path: Path) -> None:
    own = home / ".config" / "tarikh" / "tarikh.toml"
    own.write_text('locale = "ps"\ncalendar = "solar_hijri"\nlog_level = " "\n', encoding="utf-8")
    config = read({"TARIKH_LOCALE": "fa-AF", "TARIKH_CALENDAR": "  ", "TARIKH_CONFIG": ""})
    assert (config.locale, config.calendar, config.log_level) == ("fa-AF", Calendar.SOLAR_HIJRI, "WARNING")
    assert config.file == own
    other = tmp_path / "other.toml"
    other.write_text("", encoding="utf-8")
    assert read({"TARIKH_CONFIG": str(other)}).calendar is Calendar.GREGORIAN
    assert read({"TARIKH_CONFIG": str(own)}, other).file == other


@pytest.mark.parametrize(
    ("name", "value", "line"),
    [
        ("TARIKH_LOCALE", "English", "TARIKH_LOCALE: must be a language code like en or fa-AF"),
        ("TARIKH_CALENDAR", "julian", "TARIKH_CALENDAR: must be gregorian or solar_hijri"),
        (
            "TARIKH_LOG_LEVEL",
            "loud",
            "TARIKH_LOG_LEVEL: must be one of DEBUG, INFO, WARNING, ERROR, CRITICAL",
        ),
        (
            "TARIKH_DISCORD_TOKEN",
            "two words",
            "TARIKH_DISCORD_TOKEN: is no token: tokens hold no spaces and no special characters",
        ),
        (
            "TARIKH_DISCORD_TOKEN",
            "tokén",
            "TARIKH_DISCORD_TOKEN: is no token: tokens hold no spaces and no special characters",
        ),
        (
            "TARIKH_SLACK_BOT_TOKEN",
            "xapp-1-A",
            "TARIKH_SLACK_BOT_TOKEN: must begin with xoxb-; Slack's other token begins otherwise",
        ),
        (
            "TARIKH_SLACK_APP_TOKEN",
            "xoxb-1",
            "TARIKH_SLACK_APP_TOKEN: must begin with xapp-; Slack's other token begins otherwise",
        ),
        (
            "TARIKH_SLACK_APP_TOKEN",
            "xapp-1\x00",
            "TARIKH_SLACK_APP_TOKEN: is no token: tokens hold no spaces and no special characters",
        ),
        (
            "TARIKH_DATABASE_URL",
            "mysql://x",
            "TARIKH_DATABASE_URL: must begin with sqlite:/// or postgresql://",
        ),
        ("TARIKH_LOCAL", "en", "TARIKH_LOCAL: there is no such setting; did you mean TARIKH_LOCALE?"),
        ("TARIKH_DB_URL", "x", "TARIKH_DB_URL: there is no such setting; did you mean TARIKH_DATABASE_URL?"),
        ("TARIKH_CONFIGS", "x", "TARIKH_CONFIGS: there is no such setting; did you mean TARIKH_CONFIG?"),
    ],
)
def test_a_wrong_variable_is_one_line(name: str, value: str, line: str) -> None:
    assert problems({name: value}) == (line,)


def test_a_name_unlike_any_other_lists_what_there_is() -> None:
    (line,) = problems({"TARIKH_ZZZ": "1"})
    assert line.startswith("TARIKH_ZZZ: there is no such setting; the settings are TARIKH_DATABASE_URL, ")
    assert line.endswith("TARIKH_HEALTH_PORT, TARIKH_CONFIG")


def test_all_problems_are_told_at_once(tmp_path: Path) -> None:
    file = tmp_path / "tarikh.toml"
    file.write_text('locale = "?"\ncalender = "x"\nlog_level = 3\n', encoding="utf-8")
    told = problems({"TARIKH_CALENDAR": "x", "TARIKH_DISCORD_TOKN": "y"}, file)
    assert sorted(told) == sorted(
        [
            f"{file}, locale: must be a language code like en or fa-AF",
            f"{file}: there is no setting 'calender'; did you mean calendar?",
            f"{file}, log_level: must be a text in quotation marks",
            "TARIKH_CALENDAR: must be gregorian or solar_hijri",
            "TARIKH_DISCORD_TOKN: there is no such setting; did you mean TARIKH_DISCORD_TOKEN?",
        ]
    )


@pytest.mark.parametrize(
    ("data", "wrong"),
    [
        (b"locale = en\n", "is not TOML: the fault is at line 1, column 10; write a line for each setting"),
        (b'locale = "en', "is not TOML: the fault is at end of document; write a line for each setting"),
        (b'locale = "en"\nlocale = "ps"', "is not TOML: the fault is at end of document"),
        (b"a = " + b"[" * 50_000, "is not TOML: it cannot be read; write a line for each setting"),
        (b'locale = "\xff"', "is not written in UTF-8; save it as UTF-8"),
        (b"#" * (MAX_FILE + 1), "is larger than 100000 bytes and no settings file; name the right one"),
        (b'[discord]\ntoken = "x"', "there is no setting 'discord'; did you mean discord_token?"),
        (b'config = "x"', "there is no setting 'config'; the settings are database_url, discord_token, "),
        (b"locale = 1e400\n", ", locale: must be a text in quotation marks"),
    ],
)
def test_a_wrong_file_is_one_line(tmp_path: Path, data: bytes, wrong: str) -> None:
    file = tmp_path / "tarikh.toml"
    file.write_bytes(data)
    (line,) = problems({}, file)
    assert line.startswith(str(file))
    assert wrong in line


def test_a_missing_and_an_unreadable_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    missing = tmp_path / "missing.toml"
    line = f"TARIKH_CONFIG: there is no file {missing}; create it or name another"
    assert problems({"TARIKH_CONFIG": str(missing)}) == (line,)
    assert problems({"TARIKH_CONFIG": str(tmp_path)})[0].startswith(
        f"TARIKH_CONFIG: there is no file {tmp_path}"
    )
    file = tmp_path / "tarikh.toml"
    file.write_text("", encoding="utf-8")

    def refuse(*_args: object, **_options: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)  # a file's rights do not bind root, who may run the tests
    assert problems({}, file) == (f"{file}: cannot be read: Permission denied",)


TOKENS = st.text(st.characters(codec="ascii", categories=["L", "N"]), min_size=12, max_size=40)


@given(token=TOKENS, where=st.sampled_from([setting.name for setting in SETTINGS]))
def test_no_secret_is_ever_shown(token: str, where: str) -> None:
    environ = {
        where: token,
        "TARIKH_SLACK_BOT_TOKEN": f"xoxb-{token}",
        "TARIKH_SLACK_APP_TOKEN": f"xapp-{token}",
        "TARIKH_DATABASE_URL": f"postgresql://user:{token}@host/name?password={token}&sslkey={token}",
    }
    try:
        shown = repr(read(environ)) + str(read(environ)) + f"{read(environ).slack_bot_token}"
    except ConfigError as error:
        shown = str(error) + repr(error)
    assert token not in shown


def test_a_secret_keeps_to_itself() -> None:
    secret = Secret("hidden-token")
    assert secret.reveal() == "hidden-token"
    assert {repr(secret), str(secret), f"{secret}", f"{secret:>5}", "%s" % secret} == {"Secret('…')"}  # noqa: UP031 - old formatting is a way out too
    assert secret == Secret("hidden-token")
    assert secret != Secret("other")
    assert secret != secret.reveal()
    assert len({secret, Secret("hidden-token")}) == 1
    for take in (pickle.dumps, copy.deepcopy):
        with pytest.raises(TypeError, match="not written down"):
            take(secret)


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("sqlite:////srv/tarikh/state.sqlite3", "/srv/tarikh/state.sqlite3"),
        ("sqlite:///state.sqlite3", "{cwd}/state.sqlite3"),
        ("sqlite:///a/b c%20.db", "{cwd}/a/b c%20.db"),
        ("sqlite:///~/state.sqlite3", "{home}/state.sqlite3"),
        ("sqlite:////srv/تاریخ.sqlite3", "/srv/تاریخ.sqlite3"),
    ],
)
def test_addresses_of_sqlite(text: str, path: str, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(home.parent)
    url = database_url(text)
    assert str(url.path) == path.format(cwd=home.parent, home=home)
    assert url.shown == f"sqlite:///{url.path}"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (
            "postgresql://u:pa%40ss@db.example:5433/tarikh?sslmode=require",
            "postgresql://u@db.example:5433/tarikh",
        ),
        ("postgres://u@db.example/tarikh", "postgresql://u@db.example/tarikh"),
        ("postgresql://u:secret@[::1]:5432/tarikh", "postgresql://u@[::1]:5432/tarikh"),
        ("postgresql:///tarikh?host=/run/postgresql", "postgresql:///tarikh"),
    ],
)
def test_addresses_of_postgresql(text: str, shown: str) -> None:
    url = database_url(text)
    assert url.path is None
    assert url.shown == shown
    assert url.address.reveal() == text


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("", "must begin with"),
        ("/srv/state.sqlite3", "must begin with sqlite:/// or postgresql://"),
        ("sqlite:state", "three strokes"),
        ("sqlite://state", "three strokes"),
        ("sqlite:///", "names no file"),
        ("sqlite:////", "names no file"),
        ("sqlite:///~", "names no file"),
        ("sqlite:///dir/", "names no file"),
        ("sqlite:///x?mode=ro", "nothing but a path"),
        ("sqlite:///x\0", "nothing but a path"),
        ("sqlite:///~nobody-of-that-name/x", "no such home directory"),
        ("postgresql://u:geheim@host:port/x", "no address of the form"),
        ("postgresql://u:geheim@[::1/x", "no address of the form"),
        ("postgresql+asyncpg://u:geheim@host/x", "must begin with"),
    ],
)
def test_wrong_addresses(text: str, wrong: str) -> None:
    with pytest.raises(ValueError, match=re.escape(wrong)) as caught:
        database_url(text)
    assert "geheim" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_the_document_holds_the_same_table() -> None:
    rows = [
        f"| `{setting.name}` | {f'`{setting.key}`' if setting is not CONFIG_VARIABLE else ''} "
        f"| {setting.meaning} | {setting.default} | `{setting.example}` |"
        for setting in (*SETTINGS, CONFIG_VARIABLE)
    ]
    held = [
        line for line in DOCUMENT.read_text(encoding="utf-8").splitlines() if line.startswith("| `TARIKH_")
    ]
    assert held == rows


def test_the_defaults_in_the_table_are_those_of_the_code() -> None:
    config = read({})
    defaults = {setting.key: setting.default for setting in SETTINGS}
    assert defaults["locale"] == config.locale
    assert defaults["calendar"] == config.calendar
    assert defaults["log_level"] == config.log_level
    assert not config.slack
    assert [setting.key for setting in SETTINGS] == [name for name in Config.__slots__ if name != "file"]
