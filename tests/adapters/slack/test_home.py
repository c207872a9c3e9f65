"""App Home and its forms, also with Slack misbehaving at every step."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from adapters.slack.places import PLATFORM
from bot.config import Calendar
from bot.preferences import Scope
from quizzes.model import QuestionKind
from tests.adapters.slack.playing import answer, said, seed_of
from tests.adapters.slack.troubles import Trouble

if TYPE_CHECKING:
    from tests.adapters.slack.conftest import Tarikh
    from tests.servers.slack import Channel, Person, SlackServer, View

LATE = "That took too long. Please press the button again."
PUBLISH, OPEN, PUSH, UPDATE = "views.publish", "views.open", "views.push", "views.update"


@pytest.fixture
def farah(server: SlackServer) -> Person:
    """Who manages the workspace."""
    return server.team.person("Farah", admin=True)


@pytest.fixture(params=["nothing", "503", "reset", "lost answer", "redelivered"])
def trouble(request: pytest.FixtureRequest, server: SlackServer, monkeypatch: pytest.MonkeyPatch) -> Trouble:
    """One kind of trouble."""
    return Trouble(request.param, server, monkeypatch)


async def opened(server: SlackServer, person: Person, home: View, label: str) -> View:
    """What a button of the home opens. Where that was too late, it is said, and the button pressed again."""
    while not person.modals:
        told = len(person.dm().messages)
        await person.press(home, label=label)
        await server.wait_for(lambda before=told: person.modals or len(person.dm().messages) > before, 10.0)  # type: ignore[misc] # mypy and defaults
    return person.modals[-1]


async def test_a_teacher_settles_everything_in_the_home(
    server: SlackServer, tarikh: Tarikh, room: Channel, farah: Person, amina: Person, trouble: Trouble
) -> None:
    await tarikh.start()
    scope = Scope(PLATFORM, server.team.id)
    await trouble(PUBLISH)
    home = await farah.open_home()
    await trouble(OPEN)
    await opened(server, farah, home, "Settings")
    await trouble(PUBLISH)  # the home is shown anew behind what the form turns into
    await farah.submit(farah.modals[-1], calendar="solar_hijri", channels=[room])
    await server.settled()
    assert "Solar Hijri first" in farah.modals[-1].text
    await trouble()
    await farah.close(farah.modals[-1])

    # Help is longer than a page: it is turned in its place.
    await trouble(OPEN)
    helped = await opened(server, farah, home, "Help")
    first = helped.text
    if "Page 2 ▶" in helped.labels:
        await trouble(UPDATE)
        await farah.press(helped, label="Page 2 ▶")
        assert farah.modals == [helped]
        assert helped.text != first
        await server.settled(0.5)  # where the answer was lost, it is turned once more
    await trouble()
    await farah.close(helped)

    # A pupil's home has no settings; what a pupil missed is practised over it.
    seed = seed_of(tarikh.app.bank, QuestionKind.SINGLE)
    await amina.command(room, f"quiz start questions:1 seed:{seed} wait:0 seconds:600 pause:0")
    await said(server, room, "Question 1 of 1")
    await answer(tarikh, room, amina, right=False)
    await amina.command(room, "quiz reveal")
    await said(server, room, "Right answer")
    await amina.command(room, "quiz stop")
    await said(server, room, "Final table")
    await trouble(PUBLISH)
    home = await amina.open_home()
    assert "Settings" not in home.labels
    practise = next(each for each in home.labels if "ractise" in each or "missed" in each)
    await trouble(OPEN)
    asked = await opened(server, amina, home, practise)
    await trouble.over()

    kept = await tarikh.app.preferences.of(scope)
    assert (kept.calendar, kept.channels) == (Calendar.SOLAR_HIJRI, (room.id,))
    assert farah.modals == []
    assert amina.modals == [asked]
    assert {each.text for person in (farah, amina) for each in person.dm().messages} <= {LATE}


@pytest.mark.parametrize("fault", [{"status": 503}, {"retry_after": 30.0}], ids=str)
async def test_where_a_form_cannot_be_opened_in_time_it_is_said(
    server: SlackServer, tarikh: Tarikh, room: Channel, farah: Person, fault: dict[str, float]
) -> None:
    await tarikh.start()
    home = await farah.open_home()
    server.fail(OPEN, times=-1, **fault)  # type: ignore[arg-type] # a table's columns
    told = await farah.press(home, label="Settings")
    assert told.text == LATE
    assert farah.modals == []
    assert [each.text for each in farah.dm().messages] == [LATE]
    await farah.open_home()
    assert room.messages == []


@pytest.mark.parametrize("fault", [{"status": 503, "times": 3}, {"retry_after": 1.0, "times": 2}], ids=str)
async def test_a_home_that_slack_did_not_take_is_shown_as_soon_as_it_does(
    server: SlackServer, tarikh: Tarikh, amina: Person, fault: dict[str, int]
) -> None:
    await tarikh.start()
    failed = server.fail(PUBLISH, **fault)  # type: ignore[arg-type] # a table's columns
    home = await amina.open_home()
    assert "Tarikh" in home.text
    assert failed.hits == fault["times"]
