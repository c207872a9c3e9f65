"""Daily posts on Slack: set up once, in words or in App Home, and then they come by themselves."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.adapters.slack.daily import (
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
from tests.adapters.slack.troubles import Trouble
from tests.servers.slack.checks import all_faults, types

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from tests.adapters.slack.conftest import Tarikh
    from tests.servers.slack import Channel, Person, SlackServer

__all__ = ["bank", "farah", "index", "library"]  # fixtures

OPEN = "views.open"
pytestmark = INSTALLED

WAYS = [
    *(
        pytest.param(("sockets", kind), id=f"sockets-{kind}")
        for kind in ("nothing", "503", "reset", "lost answer", "429", "redelivered", "dropped")
    ),
    *(pytest.param(("requests", kind), id=f"requests-{kind}") for kind in ("nothing", "lost answer")),
]


@pytest.fixture(params=WAYS)
def trouble(
    request: pytest.FixtureRequest, server: SlackServer, tarikh: Tarikh, monkeypatch: pytest.MonkeyPatch
) -> Trouble:
    """The bot reached in one way, and one kind of trouble."""
    way, kind = request.param
    if way == "requests":
        tarikh.by_requests()
    return Trouble(kind, server, monkeypatch)


async def test_a_daily_post_is_set_up_once_and_comes_by_itself(  # noqa: PLR0915 -- two days have many steps
    tarikh: Tarikh,
    server: SlackServer,
    room: Channel,
    farah: Person,
    amina: Person,
    omid: Person,
    trouble: Trouble,
) -> None:
    group = server.team.add_group("class-9", amina, omid)
    server.judge.welcome.add(group.id)
    office = server.team.add_channel("office", member=False)
    await tarikh.start()

    # Who does not manage the channel cannot set it up. Who does says all of it in one line, from anywhere.
    await trouble()
    typed = f"daily set channel:#history time:{soon(tarikh)} zone:{ZONE} question:yes"
    refused = await amina.command(room, f"daily set time:8 zone:{ZONE}")
    assert "those who may manage that channel" in refused.text
    card = await farah.command(office, f"{typed} ping:@class-9 thread:yes pin:yes")
    assert card.private
    assert "Set up: a daily post in #history" in card.text
    [kept] = await subscriptions(tarikh, server.team)
    assert (kept.place, kept.name) == (f"{server.team.id}/{room.id}", "#history")
    assert (kept.wish.ping, kept.wish.schedule.zone) == (group.id, ZONE)
    await trouble("response_url")
    shown = await trouble.asked(lambda: farah.press(card.message, label="Preview"))
    assert shown.private
    assert "Preview of" in shown.text
    await server.settled(0.5)
    assert room.messages == []

    # It comes: one post of two messages, and the thread below the first.
    await trouble(POST)
    await due(tarikh)
    await server.settled()
    on_day, question = heads(room)
    assert on_day.text.startswith("@class-9\n")
    assert "A map of Geneva" in on_day.text
    assert "Picture: Somebody (CC0)" in on_day.text
    assert "All of this day" in on_day.labels
    assert "Question of the day" in question.text
    assert [each.text for each in on_day.thread] == [TALK]
    assert room.pins == [on_day.ts]
    await tarikh.deliver()
    assert len(room.messages) == 3

    # Each answers alone, and the first answer counts.
    for person, right in ((amina, True), (omid, False)):
        await trouble("response_url")
        worth = await trouble.asked(
            lambda person=person, right=right: answered(tarikh, question, person, right=right)  # type: ignore[misc] # mypy and defaults
        )
        assert worth.private
        assert worth.text.startswith("Right" if right else "Wrong")
    await trouble()
    assert "the first answer counts" in (await answered(tarikh, question, omid)).text
    await trouble("response_url")
    told = await trouble.asked(lambda: amina.press(on_day, label="All of this day"))
    assert told.private
    await trouble.over()

    # The next day tells what came of it, closes the question of the day before, and takes the pin.
    tarikh.later += DAY
    await tarikh.deliver()
    await server.settled()
    assert len(heads(room)) == 4
    on_day, following = heads(room)[2:]
    assert "1 of 2 answered right: Amina" in following.text
    assert "1 of 2 answered right: Amina" in question.text
    assert not [each for each in question.elements if each.token.startswith("daily:q:")]
    assert room.pins == [on_day.ts]
    past = await farah.press(card.message, label="History")
    links = re.findall(r"/archives/(\w+)/p(\d+)", str(past.message.blocks))
    assert links == [(room.id, each.ts.replace(".", "")) for each in (on_day, heads(room)[0])]


@pytest.fixture(params=["nothing", "503", "reset", "lost answer", "redelivered"])
def at_home(request: pytest.FixtureRequest, server: SlackServer, monkeypatch: pytest.MonkeyPatch) -> Trouble:
    """One kind of trouble in App Home."""
    return Trouble(request.param, server, monkeypatch)


async def opened(server: SlackServer, person: Person, doing: Callable[[], Awaitable[object]]) -> None:
    """Do what opens a view, again where it was told that it was too late."""
    depth = len(person.modals)
    while len(person.modals) <= depth:
        told = len(person.dm().messages)
        await doing()
        await server.wait_for(
            lambda before=told: len(person.modals) > depth or len(person.dm().messages) > before,  # type: ignore[misc] # mypy and defaults
            10.0,
        )


async def test_it_is_set_up_and_changed_in_app_home(
    tarikh: Tarikh,
    server: SlackServer,
    room: Channel,
    farah: Person,
    amina: Person,
    at_home: Trouble,
) -> None:
    group = server.team.add_group("class-9", amina)
    server.judge.welcome.add(group.id)
    await tarikh.start()
    assert "Daily posts" not in (await amina.open_home()).labels
    home = await farah.open_home()

    await at_home(OPEN)
    await opened(server, farah, lambda: farah.press(home, label="Daily posts"))
    await at_home("views.push")
    await opened(server, farah, lambda: farah.press(farah.modals[-1], label="Set it up"))
    await at_home()
    wrong = await farah.submit(farah.modals[-1], channel=room, time="half past", posted="both")
    assert "half past" in str(wrong.errors)
    await farah.submit(farah.modals[-1], channel=room, time=soon(tarikh), posted="both", days=[*"1234567"])
    assert "Set up: a daily post in #history" in farah.modals[-1].text
    [kept] = await subscriptions(tarikh, server.team)
    assert kept.wish.schedule.zone == ZONE  # what her client has told Slack
    assert kept.wish.question

    await at_home("views.push")
    await opened(server, farah, lambda: farah.press(farah.modals[-1], label="Topics and more"))
    await at_home()
    topics = [*tarikh.app.library.topics][:2]
    await farah.submit(farah.modals[-1], topics=topics, ping="@class-9", extras=["pin", "thread"])
    assert "Changed" in farah.modals[-1].text
    await at_home.over()
    [kept] = await subscriptions(tarikh, server.team)
    assert (kept.wish.topics, kept.wish.ping) == (tuple(topics), group.id)
    assert (kept.wish.pin, kept.wish.thread) == (True, True)

    await due(tarikh)
    await server.settled()
    on_day, question = heads(room)
    assert on_day.text.startswith("@class-9\n")
    assert on_day.pinned
    assert [each.text for each in on_day.thread] == [TALK]
    assert "Question of the day" in question.text


async def test_all_of_it_is_as_slack_takes_it(
    tarikh: Tarikh, server: SlackServer, room: Channel, farah: Person, amina: Person
) -> None:
    group = server.team.add_group("class-9", amina)
    server.judge.welcome.add(group.id)
    await tarikh.start()
    await set_up(tarikh, farah, room, "question:yes ping:@class-9 thread:yes pin:yes")
    await farah.command(room, "daily preview 14 April")
    await due(tarikh)
    for each in (0.0, DAY):
        tarikh.later += each
        await tarikh.deliver()
        await server.settled()
        question = heads(room)[-1]
        await answered(tarikh, question, amina)
        await amina.press(question, label="Table")
    await farah.command(room, "daily history")
    await farah.command(room, "daily remove")
    home = await farah.open_home()
    listed = (await farah.press(home, label="Daily posts")).modal
    label = "#history: On this day, with a question of the day"
    card = (await farah.press(listed, label=label)).modal
    views = [home.raw, listed.raw, card.raw]
    for label in ("Change time or days", "Topics and more"):
        views.append((await farah.press(card, label=label)).modal.raw)
        await farah.close(farah.modals[-1])
    shown = {*farah.seen(room), *amina.seen(room), *farah.dm().messages}
    payloads = {each.ts: {"text": each.fallback, "blocks": each.blocks} for each in shown if each.by_bot}
    payloads |= {f"view {number}": raw for number, raw in enumerate(views)}
    assert len(payloads) > 12
    for name, payload in payloads.items():
        assert all_faults(name, payload) == []
    assert types.faults(payloads) == []


async def test_it_is_set_up_by_a_mention_and_in_a_conversation_too(
    tarikh: Tarikh, server: SlackServer, room: Channel, farah: Person
) -> None:
    office = server.team.add_channel("office")
    await tarikh.start()
    reply = await farah.mention(office, f"daily set channel:#history time:{soon(tarikh)} zone:{ZONE}")
    assert reply.private
    assert "Set up: a daily post in #history" in reply.text
    assert "Changed" in (await farah.write("daily set channel:#history thread:yes")).text
    await due(tarikh)
    await server.settled()
    assert [each.text for each in heads(room)[0].thread] == [TALK]


async def test_everybody_may_have_one_in_their_conversation(
    tarikh: Tarikh, server: SlackServer, amina: Person
) -> None:
    await tarikh.start()
    reply = await amina.write(f"daily set time:{soon(tarikh)} question:yes thread:yes pin:yes")
    assert "Set up: a daily post in this conversation" in reply.text
    await due(tarikh)
    await server.settled()
    on_day, question = heads(amina.dm())[-2:]
    assert "All of this day" in on_day.labels
    assert on_day.pinned
    assert (await answered(tarikh, question, amina)).text.startswith("Right")
