"""The connection of Socket Mode: lost, silent, refused, and back each time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.running import JoinError

if TYPE_CHECKING:
    from tests.adapters.slack.conftest import Tarikh
    from tests.servers.slack import Channel, Person, SlackServer


async def asked(amina: Person, room: Channel) -> None:
    """A look-up is answered."""
    assert "14 April 1988" in (await amina.command(room, "lookup Geneva Accords")).text


async def test_a_lost_connection_is_made_anew(
    tarikh: Tarikh, server: SlackServer, amina: Person, room: Channel
) -> None:
    await tarikh.start()
    for _ in range(3):
        server.socket.drop()
        await server.wait_for(lambda: not server.socket.ready)
        await server.connected()
        await server.wait_for(lambda: not tarikh.slack.trouble())
        await asked(amina, room)


async def test_a_silent_connection_is_left(
    tarikh: Tarikh, server: SlackServer, amina: Person, room: Channel
) -> None:
    await tarikh.start()
    silent = server.socket.ready[0]
    server.socket.freeze()
    await server.wait_for(lambda: any(each is not silent for each in server.socket.ready), 10.0)
    await server.wait_for(lambda: len(server.socket.connections) == 1, 10.0)
    await asked(amina, room)


async def test_slack_asks_to_connect_anew(
    tarikh: Tarikh, server: SlackServer, amina: Person, room: Channel
) -> None:
    await tarikh.start()
    old = server.socket.ready[0]
    server.socket.refresh()
    await server.wait_for(lambda: server.socket.ready and server.socket.ready[0] is not old)
    await asked(amina, room)


async def test_an_address_that_was_spent_is_not_used_for_ever(
    tarikh: Tarikh, server: SlackServer, amina: Person, room: Channel
) -> None:
    await tarikh.start()
    server.socket.refuse_handshakes(2)
    server.socket.drop()
    await server.wait_for(lambda: server.socket.refused >= 2, 10.0)
    await server.connected()
    await asked(amina, room)


async def test_the_first_handshake_is_refused(
    tarikh: Tarikh, server: SlackServer, amina: Person, room: Channel
) -> None:
    server.socket.refuse_handshakes(2)
    await tarikh.start()
    await asked(amina, room)


@pytest.mark.parametrize("fault", [{"status": 503}, {"drop": True}, {"error": "internal_error"}], ids=str)
async def test_slack_gives_no_address_for_a_while(
    tarikh: Tarikh, server: SlackServer, amina: Person, room: Channel, fault: dict[str, bool]
) -> None:
    await tarikh.start()
    ordered = server.fail("apps.connections.open", times=3, **fault)  # type: ignore[arg-type] # a table's columns
    server.socket.drop()
    await server.wait_for(tarikh.slack.trouble)
    await server.wait_for(lambda: ordered.hits == 3, 15.0)
    await server.connected()
    await server.wait_for(lambda: not tarikh.slack.trouble())
    await asked(amina, room)


async def test_slack_wants_to_be_left_alone_for_a_while(
    tarikh: Tarikh, server: SlackServer, amina: Person, room: Channel
) -> None:
    await tarikh.start()
    server.fail("apps.connections.open", retry_after=1.0)
    before = server.socket.issued
    server.socket.drop()
    await server.wait_for(lambda: "429" in tarikh.slack.trouble() or "ratelimited" in tarikh.slack.trouble())
    assert server.socket.issued == before
    await server.connected()
    await asked(amina, room)


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ({"error": "invalid_auth"}, "does not accept TARIKH_SLACK_APP_TOKEN"),
        ({"error": "missing_scope"}, "connections:write"),
        ({"status": 503}, "it answered 503"),
        ({"drop": True}, "cannot be reached"),
    ],
    ids=str,
)
async def test_it_cannot_be_joined(
    tarikh: Tarikh, server: SlackServer, fault: dict[str, str], words: str
) -> None:
    server.fail("apps.connections.open", **fault)  # type: ignore[arg-type] # a table's columns
    with pytest.raises(JoinError, match=words):
        await tarikh.start()


async def test_nothing_is_heard_twice(
    tarikh: Tarikh, server: SlackServer, amina: Person, omid: Person, room: Channel
) -> None:
    await tarikh.start()
    card = (await amina.command(room, "lookup Islamabad Accord")).message
    await server.socket.redeliver()
    await omid.press(card, label="Page 2 ▶")
    await server.socket.redeliver()
    await amina.mention(room, "Geneva Accords")
    await server.redeliver_last()
    await amina.write("Geneva Accords")
    await server.redeliver_last()
    await server.settled()
    assert len(room.messages) == 3  # the card, the mention and its answer
    assert len(omid.seen(room)) == 4
    assert len(amina.dm().messages) == 2


async def test_an_event_that_came_while_nobody_listened_is_heard_later(
    tarikh: Tarikh, server: SlackServer, amina: Person, room: Channel
) -> None:
    await tarikh.start()
    server.times.retry_waits = (0.0, 0.5, 5.0)
    server.socket.drop()
    reply = await amina.mention(room, "Geneva Accords")
    assert "14 April 1988" in reply.text
    await server.settled()
    assert len(room.messages) == 2
