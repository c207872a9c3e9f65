"""What is known of channels and roles with an interaction: who manages them, and whether the bot can post."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from adapters.discord import offer
from adapters.discord.channels import Channels
from adapters.discord.client import PLATFORM
from bot.app import Channel as Known
from bot.command import Command, Option, Takes
from bot.message import Message, Place
from tests.servers.discord import ALL, BOT, PEOPLE, Kind, NotOfferedError, Permission

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    import discord

    from adapters.discord.telling import Telling
    from bot.app import App, Request
    from tests.servers.discord import Channel, DiscordServer, Guild, Person


# In a thread, no message can have one of its own.
WITHIN = {"thread": ("a channel instead of a thread",)}


async def _done(app: App, request: Request) -> tuple[Message, ...]:  # noqa: ARG001 -- a handler's shape
    return ()


PLACE = Command(
    "place",
    "Places things.",
    _done,
    (Option("room", "a channel", Takes.CHANNEL), Option("group", "a role", Takes.ROLE)),
)


@pytest.fixture
async def ask(
    telling: Telling, server: DiscordServer
) -> Callable[..., Awaitable[tuple[Channels, discord.Interaction]]]:
    """Have somebody use a command that is given channels and roles, and take what comes of it."""
    client = telling.client
    heard: list[discord.Interaction] = []

    async def on_interaction(interaction: discord.Interaction) -> None:
        heard.append(interaction)
        await interaction.response.send_message("done")

    client.event(on_interaction)
    assert client.application_id is not None
    await client.http.bulk_upsert_global_commands(client.application_id, offer.commands([PLACE], (), {}))

    async def use(person: Person, place: Channel, **values: Any) -> tuple[Channels, discord.Interaction]:  # noqa: ANN401 -- what options take
        await server.settled()
        await person.command(place, "place", **values)
        interaction = heard[-1]
        return Channels(interaction, dict(interaction.data or {}), present=True), interaction

    return use


def at(channel: Channel) -> Place:
    return Place(PLATFORM, str(channel.id))


async def test_the_channel_of_the_request_is_found_without_a_name(
    ask: Callable[..., Any], room: Channel, amina: Person
) -> None:
    channels, _ = await ask(amina, room)
    here = Known(at(room), "#history", manages=False)
    for named in ("", str(room.id), f"<#{room.id}>", f" {room.id} "):
        assert await channels.find(named) == here
    assert await channels.zone() == ""


@pytest.mark.parametrize(
    ("more", "manages"),
    [
        (0, False),
        (Permission.MANAGE_MESSAGES, False),
        (Permission.MANAGE_CHANNELS, True),
        (Permission.MANAGE_GUILD, True),
        (Permission.ADMINISTRATOR, True),
    ],
)
async def test_who_manages_a_channel_manages_it_wherever_it_is_named(
    ask: Callable[..., Any], guild: Guild, room: Channel, amina: Person, more: int, manages: bool
) -> None:
    other, thread = guild.add_channel("hall"), room.add_thread("answers")
    if more:
        guild.permit(amina.user, PEOPLE | more)
    chosen, _ = await ask(amina, room, room=other)
    only_named, _ = await ask(amina, room)
    for channels in (chosen, only_named):
        assert await channels.find(str(other.id)) == Known(at(other), "#hall", manages)
        below = Known(at(thread), "#answers", manages, lacking_beside=WITHIN)
        assert await channels.find(str(thread.id)) == below
        assert await channels.find("") == Known(at(room), "#history", manages)


async def test_a_channel_may_be_managed_by_whom_another_is_not(
    ask: Callable[..., Any], guild: Guild, room: Channel, amina: Person
) -> None:
    own = guild.add_channel("own")
    own.permit(amina.user, PEOPLE | Permission.MANAGE_CHANNELS)
    channels, _ = await ask(amina, room)
    assert await channels.find(str(own.id)) == Known(at(own), "#own", manages=True)
    inside, _ = await ask(amina, own)
    assert await inside.find("") == Known(at(own), "#own", manages=True)
    assert await inside.find(str(room.id)) == Known(at(room), "#history", manages=False)


async def test_what_the_bot_lacks_in_a_channel_is_named(
    ask: Callable[..., Any], guild: Guild, room: Channel, amina: Person
) -> None:
    other, hidden = guild.add_channel("hall"), guild.add_channel("staff")
    thread = other.add_thread("answers")
    other.permit_bot(BOT & ~(Permission.SEND_MESSAGES | Permission.SEND_MESSAGES_IN_THREADS))
    hidden.permit_bot(0)
    for values in ({}, {"room": other}, {"room": hidden}):
        channels, _ = await ask(amina, room, **values)
        found = [await channels.find(str(each.id)) for each in (room, other, hidden, thread)]
        assert [each and each.lacking for each in found] == [
            (),
            ("Send Messages",),
            ("View Channels", "Send Messages"),
            ("Send Messages in Threads",),
        ]
    within, _ = await ask(amina, other)
    here = await within.find("")
    assert here is not None
    assert here.lacking == ("Send Messages",)


async def test_only_what_posting_needs_is_lacking_and_beside_it_what_goes_with_a_post(
    ask: Callable[..., Any], guild: Guild, room: Channel, amina: Person
) -> None:
    other = guild.add_channel("hall")
    thread = other.add_thread("answers")
    for more, lacks in (
        (0, {"thread": ("Create Public Threads",), "pin": ("Pin Messages",)}),
        (Permission.PIN_MESSAGES, {"thread": ("Create Public Threads",)}),
        (Permission.CREATE_PUBLIC_THREADS, {"pin": ("Pin Messages",)}),
        (Permission.ADMINISTRATOR, {}),
    ):
        other.permit_bot(Permission.VIEW_CHANNEL | Permission.SEND_MESSAGES | more)
        channels, _ = await ask(amina, room, room=other)
        known = Known(at(other), "#hall", manages=False, lacking_beside=lacks)
        assert await channels.find(str(other.id)) == known
        named, _ = await ask(amina, room)
        assert await named.find(str(other.id)) == known
        within, _ = await ask(amina, other)
        assert await within.find("") == known
        found = await channels.find(str(thread.id))
        assert found is not None
        assert found.lacking_beside == lacks | WITHIN


async def test_a_locked_thread_lacks_a_right(
    ask: Callable[..., Any], server: DiscordServer, room: Channel, amina: Person
) -> None:
    thread = room.add_thread("old")
    await server.settled()
    thread.archived, thread.locked = False, True
    thread.around.tell("THREAD_UPDATE", thread.payload(), room.guild.id if room.guild else None)
    for place in (room, thread):
        channels, _ = await ask(amina, place)
        found = await channels.find(str(thread.id))
        assert found is not None
        assert found.lacking == ("Manage Threads",)


async def test_what_somebody_does_not_see_or_is_not_there_is_not_found(
    ask: Callable[..., Any], server: DiscordServer, guild: Guild, room: Channel, amina: Person
) -> None:
    staff, elsewhere = guild.add_channel("staff"), server.add_guild("Another").add_channel("hall")
    staff.permit(amina.user, PEOPLE & ~Permission.VIEW_CHANNEL)
    channels, _ = await ask(amina, room)
    voice = guild.add_channel("voice", kind=Kind.VOICE)
    await server.settled()
    assert await channels.find(str(voice.id)) is None
    for named in (str(staff.id), str(elsewhere.id), "7", "#hall", "<@7>", "history", "0"):
        assert await channels.find(named) is None


async def test_of_a_forum_one_of_its_posts_is_taken(
    ask: Callable[..., Any], server: DiscordServer, guild: Guild, room: Channel, amina: Person
) -> None:
    forum = guild.add_forum("questions")
    post = forum.add_thread("Bonn?")
    await server.settled()
    channels, _ = await ask(amina, room)
    found = await channels.find(str(forum.id))
    assert found is not None
    assert found.lacking == ("one of its posts, chosen instead of the forum",)
    below = Known(at(post), "#Bonn?", manages=False, lacking_beside=WITHIN)
    assert await channels.find(str(post.id)) == below


async def test_only_what_holds_messages_can_be_chosen(
    ask: Callable[..., Any], guild: Guild, room: Channel, amina: Person
) -> None:
    for kind in (Kind.VOICE, Kind.CATEGORY, Kind.FORUM):
        with pytest.raises(NotOfferedError):
            await ask(amina, room, room=guild.add_channel("other", kind=kind))
    news = guild.add_channel("news", kind=Kind.ANNOUNCEMENT)
    channels, _ = await ask(amina, room, room=news)
    assert await channels.find(str(news.id)) == Known(at(news), "#news", manages=False)


async def test_a_conversation_of_two_is_managed_by_whom_it_is_with(
    ask: Callable[..., Any], guild: Guild, room: Channel, amina: Person
) -> None:
    channels, _ = await ask(amina, amina.dm())
    assert await channels.find("") == Known(at(amina.dm()), "", manages=True)
    assert await channels.find(str(room.id)) is None
    assert await channels.role(str(guild.everyone.id)) is None


async def test_a_role_is_taken_that_can_be_notified(
    ask: Callable[..., Any], guild: Guild, room: Channel, amina: Person
) -> None:
    open_role, closed = guild.add_role("pupils", mentionable=True), guild.add_role("staff")
    for values in ({}, {"group": open_role}, {"group": closed}):
        channels, _ = await ask(amina, room, **values)
        for named in (str(open_role.id), f"<@&{open_role.id}>", "pupils", " @Pupils "):
            assert await channels.role(named) == str(open_role.id)
        for named in (str(closed.id), str(guild.id), "7", "", "staff", "teachers", "@everyone"):
            assert await channels.role(named) is None
    guild.add_role("Pupils", mentionable=True)
    channels, _ = await ask(amina, room)
    assert await channels.role("pupils") is None
    assert await channels.role(str(open_role.id)) == str(open_role.id)
    guild.permit_bot(ALL & ~Permission.ADMINISTRATOR)
    guild.permit(amina.user, PEOPLE | Permission.MENTION_EVERYONE)
    channels, _ = await ask(amina, room, group=closed)
    assert await channels.role(str(closed.id)) == str(closed.id)
    assert await channels.role(str(guild.id)) is None


@pytest.mark.parametrize("bot", [Permission.ADMINISTRATOR, Permission.MENTION_EVERYONE, Permission(0)])
@pytest.mark.parametrize(
    "own",
    [
        Permission.ADMINISTRATOR,
        Permission.MENTION_EVERYONE,
        Permission.MANAGE_GUILD,
        Permission.MANAGE_CHANNELS,
    ],
)
async def test_nobody_notifies_through_the_bot_whom_they_may_not_notify_themselves(
    ask: Callable[..., Any], guild: Guild, room: Channel, amina: Person, own: Permission, bot: Permission
) -> None:
    staff, pupils = guild.add_role("staff"), guild.add_role("pupils", mentionable=True)
    guild.permit_bot(BOT | bot)
    guild.permit(amina.user, PEOPLE | own)
    channels, _ = await ask(amina, room, group=staff)
    both = bool(bot) and own in {Permission.ADMINISTRATOR, Permission.MENTION_EVERYONE}
    for named in (str(staff.id), "staff"):
        assert await channels.role(named) == (str(staff.id) if both else None)
    assert await channels.role("pupils") == str(pupils.id)


async def test_a_private_thread_is_found_only_by_its_members_and_who_manages_threads(
    ask: Callable[..., Any], guild: Guild, room: Channel, amina: Person, omid: Person
) -> None:
    thread, own = (
        room.add_thread("marks", private=True),
        room.add_thread("own", private=True, owner=amina.user),
    )
    channels, _ = await ask(amina, room)
    assert await channels.find(str(thread.id)) is None
    assert await channels.find(str(own.id)) is not None
    within, _ = await ask(amina, thread)
    assert await within.find("") is not None
    for more, seen in ((Permission.MANAGE_CHANNELS, False), (Permission.MANAGE_THREADS, True)):
        guild.permit(amina.user, PEOPLE | more)
        channels, _ = await ask(amina, room)
        assert (await channels.find(str(thread.id)) is not None) is seen
    joined = {
        "id": str(thread.id),
        "user_id": str(omid.id),
        "join_timestamp": "2027-04-14T00:00:00Z",
        "flags": 0,
    }
    update = {"id": str(thread.id), "guild_id": str(guild.id), "member_count": 2, "added_members": [joined]}
    thread.around.tell("THREAD_MEMBERS_UPDATE", update, guild.id)
    channels, _ = await ask(omid, room)
    found = await channels.find(str(thread.id))
    assert found is not None
    assert found.name == "#marks"


async def test_what_is_written_beside_voices_is_no_place_for_posts_from_within_either(
    ask: Callable[..., Any], guild: Guild, amina: Person
) -> None:
    voice = guild.add_channel("voice", kind=Kind.VOICE)
    channels, _ = await ask(amina, voice)
    here = await channels.find("")
    assert here is not None
    assert here.lacking == ("a text channel, chosen instead of this one",)
