"""Which channel, group and time zone somebody means, and what they may do with it."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

import pytest

from adapters.slack.channels import Channels
from adapters.slack.directory import Directory
from adapters.slack.finding import Finding
from adapters.slack.heard import Heard
from adapters.slack.limits import Limits
from adapters.slack.people import People
from adapters.slack.places import PLATFORM, Spot
from adapters.slack.trying import Trying
from adapters.slack.web import Web
from bot.app import Channel as Found
from bot.message import Place, UnreachableError
from bot.texts import texts

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from tests.adapters.slack.voices import Voices
    from tests.servers.slack import Channel, Person, SlackServer

    Asks = Callable[..., Finding]

INFO, OWN, ALL, GROUPS = (
    "conversations.info",
    "users.conversations",
    "conversations.list",
    "usergroups.list",
)


@pytest.fixture
async def asks(server: SlackServer, voices: Voices) -> AsyncIterator[Asks]:
    """Make what finds for somebody, where they ask; nothing where they ask in App Home."""

    async def token(_team: str) -> str:
        return server.bot_token

    web = Web(token, Limits(), base=server.api_url, patience=2.0)
    people, channels = People(web, time.time), Channels(web, time.time)
    directory = Directory(web, Trying(voices.telling, pause=0.02))

    def make(person: Person, room: Channel | None = None, thread: str = "") -> Finding:
        spot = Spot(server.team.id, room.id if room is not None else person.id, thread)
        return Finding(directory, people, channels, Heard(spot, person.id), texts("en"))

    yield make
    await people.close()
    await channels.close()
    await web.close()


@pytest.fixture
def farah(server: SlackServer) -> Person:
    """Who administers the workspace."""
    return server.team.person("Farah", admin=True)


def place(room: Channel) -> Place:
    return Place(PLATFORM, f"{room.team.id}/{room.id}")


async def test_the_channel_of_the_request(asks: Asks, room: Channel, amina: Person) -> None:
    found = Found(place(room), "#history", manages=False)
    assert await asks(amina, room).find("") == found
    assert await asks(amina, room, "1700000000.000100").find(" ") == found


@pytest.mark.parametrize("form", ["{id}", "{team}/{id}", "{team}/{id}/1700000000.000100", "#maps", "Maps"])
async def test_a_channel_that_is_named(
    asks: Asks, server: SlackServer, room: Channel, amina: Person, form: str
) -> None:
    maps = server.team.add_channel("maps")
    named = form.format(id=maps.id, team=server.team.id)
    assert await asks(amina, room).find(named) == Found(place(maps), "#maps", manages=False)


@pytest.mark.parametrize(
    "named", ["#nowhere", "C0NOWHERE", "T0OTHER/C0NOWHERE", "/", "none such", "U0NOBODY"]
)
async def test_what_names_no_channel(
    asks: Asks, server: SlackServer, room: Channel, amina: Person, named: str
) -> None:
    assert await asks(amina, room).find(named) is None
    server.violations.clear()  # somebody may type the id of a channel that never was


async def test_who_manages_a_channel(
    asks: Asks, server: SlackServer, amina: Person, omid: Person, farah: Person
) -> None:
    maps = server.team.add_channel("maps", creator=omid)
    found = [await asks(person, maps).find("") for person in (amina, omid, farah)]
    assert [each.manages for each in found if each] == [False, True, True]


async def test_everybody_manages_their_own_conversation_and_sees_no_other(
    asks: Asks, room: Channel, amina: Person, omid: Person, farah: Person
) -> None:
    own = Found(place(amina.dm()), "", manages=True)
    assert await asks(amina, amina.dm()).find("") == own
    assert await asks(amina).find("") == own  # in App Home
    assert await asks(amina, room).find(amina.dm().id) == own
    for other in (omid, farah):
        assert await asks(other, room).find(amina.dm().id) is None


async def test_a_private_channel_is_seen_by_its_members(
    asks: Asks, server: SlackServer, room: Channel, amina: Person, farah: Person
) -> None:
    hidden = server.team.add_channel("teachers", private=True)
    hidden.leave(farah.id)
    for named in (hidden.id, "#teachers"):
        found = await asks(amina, room).find(named)
        assert found is not None
        assert found.name == "#teachers"
        assert await asks(farah, room).find(named) is None


async def test_what_has_to_be_done_before_the_bot_can_post(
    asks: Asks, server: SlackServer, room: Channel, amina: Person
) -> None:
    server.team.add_channel("maps", member=False)
    old = server.team.add_channel("old")
    old.archive()
    hidden = server.team.add_channel("teachers", private=True, member=False)
    lacking = [
        found.lacking
        for found in (
            await asks(amina, room).find("#maps"),
            await asks(amina, room).find(old.id),
            await asks(amina, hidden).find(""),
        )
        if found
    ]
    assert lacking == [("/invite @Tarikh",), ("take it out of the archive",), ("/invite @Tarikh",)]


async def test_groups(asks: Asks, server: SlackServer, room: Channel, amina: Person) -> None:
    group = server.team.add_group("class-9", amina)
    gone = server.team.add_group("class-8")
    gone.disabled = True
    finding = asks(amina, room)
    for named in ("@class-9", "Class-9", group.id):
        assert await finding.role(named) == group.id
    for named in ("@class-8", "@here", "everyone", ""):
        assert await finding.role(named) is None


async def test_an_installation_of_old_knows_no_groups_by_name_and_its_installer_is_told(
    asks: Asks, server: SlackServer, voices: Voices, room: Channel, amina: Person, farah: Person
) -> None:
    voices.installers[server.team.id] = farah.id
    group = server.team.add_group("class-9", amina)
    server.team.remove_scope("usergroups:read")
    assert await asks(amina, room).role("@class-9") is None
    assert await asks(amina, room).role(group.id) == group.id
    await voices.telling.close()
    [letter] = farah.dm().messages
    assert "usergroups:read" in letter.text


async def test_the_zone_that_somebody_has_told_slack(asks: Asks, server: SlackServer, room: Channel) -> None:
    omid = server.team.person("Omid", zone="Europe/Berlin")
    assert await asks(omid, room).zone() == "Europe/Berlin"
    omid.user.zone = ""
    zahra = server.team.person("Zahra", zone="")
    assert not await asks(zahra, room).zone()


@pytest.mark.parametrize("fault", [{"status": 503}, {"drop": True}, {"error": "internal_error"}], ids=str)
async def test_a_fault_is_asked_again(
    asks: Asks, server: SlackServer, room: Channel, amina: Person, fault: dict[str, bool]
) -> None:
    maps = server.team.add_channel("maps", private=True)
    group = server.team.add_group("class-9")
    for method in (INFO, OWN, OWN, ALL, GROUPS, "users.info"):
        server.fail(method, **fault)  # type: ignore[arg-type] # a table's columns
    finding = asks(amina, room)
    found = await finding.find("#maps")
    assert found is not None
    assert found.place == place(maps)
    assert await finding.role("@class-9") == group.id
    assert await finding.zone() == "Asia/Kabul"


async def test_where_slack_does_not_tell_it_is_not_said_that_there_is_none(
    asks: Asks, server: SlackServer, room: Channel, amina: Person
) -> None:
    server.fail(INFO, status=503, times=-1)
    with pytest.raises(UnreachableError):
        await asks(amina, room).find("")


async def test_many_channels_are_asked_for_together(
    asks: Asks, server: SlackServer, room: Channel, farah: Person
) -> None:
    rooms = [server.team.add_channel(f"room-{number}", private=number % 2 == 0) for number in range(60)]
    server.limits.enforce = True
    finding = asks(farah, room)
    found = await asyncio.gather(*(finding.find(place(each).id) for each in rooms))
    assert [each.name for each in found if each] == [f"#{each.name}" for each in rooms]
    assert len(server.requested(INFO)) <= 4
    assert len(server.requested(OWN)) == 2
    assert not server.limits.refused
