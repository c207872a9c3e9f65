"""Messages, forms and pages look on Slack as their golden files; each is made once."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from adapters.slack.render import Renderer
from bot import config
from bot.app import App, Request
from bot.commands import Parsed, dispatch, parse
from bot.dailies import Daily
from bot.database import open_database
from bot.host import Host
from bot.leaves import first
from bot.message import Button, Choice, Field, Form, Message, Place, Select, line
from bot.migrating import migrate
from bot.preferences import Preferences, Settings
from bot.store import Store
from bot.texts import texts
from tests.adapters.messages import ASKED, MESSAGES, NOW
from tests.adapters.slack.rendered import AMINA, SAY, payload
from tests.adapters.slack.shown import NAMES, Payload, controls, on_slack
from tests.conftest import ROOT
from tests.servers.slack.checks import all_faults, types

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from content.library import Library
    from content.search import Index
    from quizzes.banks import Bank

GOLDEN = ROOT / "tests" / "golden" / "slack"


@pytest.fixture
def hold(golden: Callable[[str, str], None]) -> Callable[..., None]:
    """Hold what is sent against its golden file, and against what Slack takes."""

    def held(name: str, body: Payload | list[Payload]) -> None:
        golden(f"slack/{name}.json", json.dumps(body, ensure_ascii=False, indent=1) + "\n")
        for each in body if isinstance(body, list) else [body]:
            assert all_faults(name, each) == []

    return held


@pytest.mark.parametrize("name", MESSAGES)
def test_a_message_looks_as_its_golden_file(name: str, hold: Callable[..., None]) -> None:
    hold(name, payload(on_slack(MESSAGES[name])))


@pytest.mark.parametrize("name", ASKED)
async def test_an_answer_looks_as_its_golden_file(
    name: str,
    tmp_path: Path,
    sample: Library,
    sample_bank: Bank,
    sample_index: Index,
    hold: Callable[..., None],
) -> None:
    settings = config.read({"TARIKH_DATABASE_URL": f"sqlite:///{tmp_path}/tarikh.sqlite3"})
    async with await open_database(settings.database_url) as database:
        await migrate(database, NOW)
        store = Store(database)
        host = Host(store, sample_bank, sample, lambda: NOW)
        preferences = Preferences(store, Settings(), lambda: NOW)
        app = App(
            settings, sample, sample_index, sample_bank, host, preferences, lambda: NOW, Daily.on(database)
        )
        request = Request(AMINA, Place("slack", "T1/C1"), within=("T1/C1", "C1"))
        understood = parse(ASKED[name])
        assert isinstance(understood, Parsed)
        reply = await dispatch(app, replace(request, values=understood.values), understood.command)
        assert isinstance(reply, tuple)
        hold(name, [payload(message) for message in first(reply, request.say)])


FORM = Form(
    "Your answer",
    "quiz:7f3a:2:w",
    (
        Field("answer", "A year, Gregorian or Solar Hijri", "like 1988 or 1367", most=4),
        Field("why", "Why do you think so? " * 3, "a sentence; /help tells more", most=3_000, least=0),
        Field(
            "calendar",
            "Which calendar stands first",
            "In every answer",
            1,
            (Choice("Gregorian", "gregorian"), Choice("Solar Hijri", "solar_hijri", chosen=True)),
        ),
        Field(
            "parties", "Who signed?", most=3, choices=tuple(Choice(f"Party {n}", str(n)) for n in range(3))
        ),
        Field(
            "channels",
            "Where I answer openly",
            "Nothing chosen means everywhere",
            25,
            (Choice("history", "C0HISTORY"), Choice("gone", "none")),
            channels=True,
            least=0,
        ),
    ),
)


def test_a_form_looks_as_its_golden_file(hold: Callable[..., None]) -> None:
    renderer = Renderer(NAMES)
    hold("form", renderer.form(FORM, SAY, '{"token":"quiz:7f3a:2:w"}'))
    assert renderer.form(replace(FORM, submit="Save"), SAY, "")["submit"]["text"] == "Save"


def test_a_modal_and_home_look_as_their_golden_files(hold: Callable[..., None]) -> None:
    renderer = Renderer(NAMES)
    settings, question, several = (
        on_slack(MESSAGES[name]) for name in ("settings", "question", "question-of-several")
    )
    hold("modal", renderer.modal(several, SAY, "{}"))
    hold("home", renderer.home((question, settings, several), SAY))


def test_slack_s_own_types_take_every_golden_file() -> None:
    files = sorted(GOLDEN.rglob("*.json"))
    assert len(files) > 60
    read = {str(file.relative_to(GOLDEN)): json.loads(file.read_text(encoding="utf-8")) for file in files}
    bodies = {
        f"{name} {number}": each
        for name, body in read.items()
        for number, each in enumerate(body if isinstance(body, list) else [body])
    }
    assert types.faults(bodies) == []


def test_the_very_same_message_is_made_once_and_those_made_last_are_kept() -> None:
    renderer = Renderer(NAMES, most=2)
    one, equal, other = Message((line("x"),)), Message((line("x"),)), Message((line("y"),))
    made = renderer.payload(one, SAY)
    assert renderer.payload(one, SAY) is made
    assert renderer.payload(replace(one, private=True), SAY) is made
    assert renderer.payload(equal, SAY) == made
    assert renderer.payload(equal, SAY) is not made
    assert renderer.payload(one, SAY) is made  # so that it is newer than its equal
    renderer.payload(other, SAY)
    assert renderer.payload(one, SAY) is made


def test_a_payload_is_never_taken_for_another_one() -> None:
    renderer = Renderer(NAMES, most=50)
    for number in range(500):
        assert renderer.payload(Message((line(f"n{number}"),)), SAY)["text"] == f"n{number}"
    lines = (line("x"),)
    messages = (
        Message(lines),
        Message(lines, (Button("a", "1"),)),
        Message(lines, (Button("b", "1"),)),
        Message(lines, selects=(Select("s", "hint", (Choice("a", "1"),), most=2),)),
    )
    made = [renderer.payload(each, SAY)["blocks"] for each in messages]
    assert [[each.get("action_id") for each in controls(each)] for each in made] == [
        [],
        ["1"],
        ["1"],
        ["pick:s", "s"],
    ]
    assert made[1] != made[2]
    assert renderer.payload(messages[0], texts("fa"))["blocks"] is not made[0]  # its words may be others
