"""Daily posts on Slack come each once, whatever is slow, missing or goes wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.posts import State
from tests.adapters.slack.daily import (
    ADDRESS,
    DAY,
    INSTALLED,
    POST,
    TALK,
    ZONE,
    answered,
    bank,
    due,
    farah,
    heads,
    index,
    library,
    set_up,
    soon,
    subscriptions,
)

if TYPE_CHECKING:
    from tests.adapters.slack.conftest import Tarikh
    from tests.servers.slack import Channel, Person, SlackServer

__all__ = ["bank", "farah", "index", "library"]  # fixtures

pytestmark = INSTALLED


async def test_a_picture_that_slack_cannot_get_costs_nothing_but_itself(
    tarikh: Tarikh, server: SlackServer, room: Channel, farah: Person
) -> None:
    server.judge.lost.add(ADDRESS)
    await tarikh.start()
    await set_up(tarikh, farah, room, "question:yes")
    shown = await farah.command(room, "daily preview")
    assert "Preview of" in shown.text
    await server.wait_for(lambda: len([each for each in farah.seen(room) if each.ephemeral]) == 4)
    told = [each.text for each in farah.seen(room) if each.ephemeral][2]
    assert "Picture: Somebody (CC0)" in told
    assert "A map of Geneva" not in told
    await due(tarikh)
    await server.settled()
    on_day, question = heads(room)
    assert "Picture: Somebody (CC0)" in on_day.text
    assert "A map of Geneva" not in on_day.text
    assert "Question of the day" in question.text


async def test_an_installation_of_old_works_without_what_it_was_not_granted(
    tarikh: Tarikh, server: SlackServer, room: Channel, farah: Person
) -> None:
    """Its manifest has Slack pass on what is typed as it is, and asks neither to pin nor to know groups."""
    server.escapes = False
    server.team.installation = None
    tarikh.for_many(sockets=True)
    await tarikh.start()
    assert (await farah.install(server.team, f"{tarikh.url}/slack/install")).status == 200
    for scope in ("pins:write", "usergroups:read"):
        server.team.remove_scope(scope)
    server.team.add_group("class-9", farah)
    office = server.team.add_channel("office")
    typed = f"daily set channel:#history time:{soon(tarikh)} zone:{ZONE} pin:yes thread:yes"
    refused = await farah.command(office, f"{typed} ping:@class-9")
    assert "@class-9" in refused.text
    assert await subscriptions(tarikh, server.team) == ()
    assert "Set up: a daily post in #history" in (await farah.command(office, typed)).text
    await due(tarikh)
    tarikh.later += DAY
    await tarikh.deliver()
    await server.settled()
    assert len(heads(room)) == 2
    assert [[each.text for each in head.thread] for head in heads(room)] == [[TALK]] * 2
    assert room.pins == []
    missing = [each.text for each in farah.dm().messages if "I lack a permission" in each.text]
    assert len(missing) == 2
    assert "usergroups:read" in missing[0]
    assert "pins:write" in missing[1]


async def test_a_workspace_that_slack_lets_wait_holds_up_no_other(
    tarikh: Tarikh, server: SlackServer
) -> None:
    server.team.installation = None
    tarikh.for_many(sockets=True)
    await tarikh.start()
    rooms = []
    for number in range(3):
        team = server.add_team(f"School {number}")
        zahra, room = team.person("Zahra", owner=True), team.add_channel("history")
        assert (await zahra.install(team, f"{tarikh.url}/slack/install")).status == 200
        await set_up(tarikh, zahra, room)
        rooms.append(room)
    server.fail(POST, retry_after=600)
    await due(tarikh)
    assert sorted(len(heads(room)) for room in rooms) == [0, 1, 1]
    waits = next(room for room in rooms if not room.messages)
    [kept] = await subscriptions(tarikh, waits.team)
    [post] = await tarikh.app.daily.outbox.history(kept.id, 5)
    assert post.state is State.WAITING


FAULTS = [
    {"status": 503, "times": 3},
    {"drop": True, "lost_answer": True, "times": 3},
    {"error": "internal_error", "lost_answer": True},
    {"retry_after": 2, "times": 2},
]


@pytest.mark.parametrize("fault", FAULTS, ids=str)
async def test_whatever_happens_to_a_post_there_is_exactly_one(
    tarikh: Tarikh, server: SlackServer, room: Channel, farah: Person, fault: dict[str, int]
) -> None:
    await tarikh.start()
    kept = await set_up(tarikh, farah, room, "question:yes thread:yes")
    struck = server.fail(POST, **fault)  # type: ignore[arg-type] # a table's columns
    await due(tarikh)
    for _ in range(3):
        await tarikh.deliver()
    await server.settled()
    assert struck.hits == fault.get("times", 1)
    on_day, question = heads(room)
    assert [each.text for each in on_day.thread] == [TALK]
    [post] = await tarikh.app.daily.outbox.history(kept.id, 5)
    assert (post.day_message, post.question_message) == (on_day.ts, question.ts)


async def test_what_was_set_up_and_posted_outlives_a_restart(
    tarikh: Tarikh, server: SlackServer, room: Channel, farah: Person, amina: Person
) -> None:
    await tarikh.start()
    await set_up(tarikh, farah, room, "question:yes")
    await tarikh.kill()
    await tarikh.start()
    await due(tarikh)
    await tarikh.kill()
    await tarikh.start()
    await tarikh.deliver()
    await server.settled()
    _, question = heads(room)
    assert (await answered(tarikh, question, amina)).text.startswith("Right")
    assert "Amina" in (await amina.press(question, label="Table")).text
