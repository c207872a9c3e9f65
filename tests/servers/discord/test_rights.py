"""What people may do, roles that are notified, pins and threads, and what a history no longer tells."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
import pytest

from tests.servers.discord import BOT, PEOPLE, DiscordServer, Permission, running
from tests.servers.discord.payloads import call
from tests.servers.discord.sample import SampleClient

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.servers.discord import Channel
    from tests.servers.discord.wire import Json

V2 = 32_768


@pytest.fixture
async def server() -> AsyncIterator[DiscordServer]:
    async with DiscordServer() as server:
        yield server


@pytest.fixture
def room(server: DiscordServer) -> Channel:
    return server.add_guild("Class 9").add_channel("history")


@pytest.mark.parametrize("before", [True, False])
async def test_what_a_person_may_do_is_what_the_client_computes(
    server: DiscordServer, room: Channel, before: bool
) -> None:
    guild = room.guild
    assert guild is not None
    amina, omid, farah = (server.person(name) for name in ("Amina", "Omid", "Farah"))
    other = guild.add_channel("other")

    def permit() -> None:
        guild.permit(amina.user, PEOPLE | Permission.MANAGE_CHANNELS)
        other.permit(amina.user, PEOPLE & ~Permission.SEND_MESSAGES)
        other.permit(omid.user, PEOPLE | Permission.MANAGE_MESSAGES)
        guild.permit(farah.user, Permission.ADMINISTRATOR)

    if before:
        permit()
    async with running(server, SampleClient()) as client:
        if not before:
            permit()
        await server.settled()
        known = client.guilds[0]
        for person in (amina, omid, farah):
            member = discord.Member(
                data=guild.member(person.user),  # type: ignore[arg-type] # JSON
                guild=known,
                state=known._state,  # noqa: SLF001 -- as discord.py makes a member of an interaction
            )
            for channel in (room, other):
                found = known.get_channel(channel.id)
                assert found is not None
                held = found.permissions_for(member)
                for name, bit in (
                    ("manage_channels", Permission.MANAGE_CHANNELS),
                    ("manage_messages", Permission.MANAGE_MESSAGES),
                    ("send_messages", Permission.SEND_MESSAGES),
                    ("view_channel", Permission.VIEW_CHANNEL),
                ):
                    exact = channel.permissions_of(person.user)
                    assert getattr(held, name) is bool(exact & bit), (person.user.name, channel.name, name)


async def test_a_role_is_notified_if_it_is_listed_and_may_be(server: DiscordServer, room: Channel) -> None:
    assert room.guild is not None
    pupils = room.guild.add_role("pupils", mentionable=True)
    staff = room.guild.add_role("staff")
    path = f"/channels/{room.id}/messages"

    def body(role: int, listed: list[str]) -> Json:
        display = {"type": 10, "content": f"<@&{role}>"}
        return {"flags": V2, "components": [display], "allowed_mentions": {"parse": [], "roles": listed}}

    for role, listed, notified in (
        (pupils.id, [str(pupils.id)], [str(pupils.id)]),
        (pupils.id, [], []),
        (staff.id, [str(staff.id)], []),
    ):
        _, sent = await call(server, "POST", path, body(role, listed))
        assert sent["mention_roles"] == notified
    room.permit_bot(BOT | Permission.MENTION_EVERYONE)
    _, sent = await call(server, "POST", path, body(staff.id, [str(staff.id)]))
    assert sent["mention_roles"] == [str(staff.id)]
    assert room.messages[-1].notified == [str(staff.id)]
    assert server.violations == []


async def test_an_edit_notifies_nobody(server: DiscordServer, room: Channel) -> None:
    assert room.guild is not None
    role = str(room.guild.add_role("pupils", mentionable=True).id)
    path = f"/channels/{room.id}/messages"
    _, sent = await call(server, "POST", path, {"flags": V2, "components": [{"type": 10, "content": "x"}]})
    display = {"type": 10, "content": f"<@&{role}>"}
    body = {"components": [display], "allowed_mentions": {"parse": [], "roles": [role]}}
    _, edited = await call(server, "PATCH", f"{path}/{sent['id']}", body)
    assert edited["mention_roles"] == []
    assert server.violations == []


async def test_a_history_tells_no_nonces(server: DiscordServer, room: Channel) -> None:
    path = f"/channels/{room.id}/messages"
    _, sent = await call(server, "POST", path, {"content": "x", "nonce": "n", "enforce_nonce": True})
    assert sent["nonce"] == "n"
    _, listed = await call(server, "GET", path, None)
    _, alone = await call(server, "GET", f"{path}/{sent['id']}", None)
    assert [each["id"] for each in (*listed, alone)] == [sent["id"]] * 2
    assert not [each for each in (*listed, alone) if "nonce" in each]


async def test_no_thread_is_opened_in_a_thread(server: DiscordServer, room: Channel) -> None:
    thread = room.add_thread("answers")
    _, sent = await call(server, "POST", f"/channels/{thread.id}/messages", {"content": "x"})
    path = f"/channels/{thread.id}/messages/{sent['id']}/threads"
    status, answer = await call(server, "POST", path, {"name": "further"})
    assert (status, answer["code"]) == (400, 50024)


async def test_pictures_are_seen_with_their_words(server: DiscordServer, room: Channel) -> None:
    item = {"media": {"url": "https://example.org/a.jpg"}, "description": "A bridge."}
    body = {"flags": V2, "components": [{"type": 17, "components": [{"type": 12, "items": [item]}]}]}
    await call(server, "POST", f"/channels/{room.id}/messages", body)
    assert room.messages[0].pictures == [("https://example.org/a.jpg", "A bridge.")]
    assert server.violations == []
