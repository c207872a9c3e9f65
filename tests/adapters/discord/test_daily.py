"""Daily posts in Discord: set up in one command, posted, pinned, talked about, answered and changed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.posts import State
from bot.subscriptions import Why
from tests.adapters.discord.daily import BOTH, DAY, QUESTION, Dailies, dailies, hall
from tests.servers.discord import BOT, PEOPLE, NotOfferedError, Permission

if TYPE_CHECKING:
    from tests.servers.discord import Channel, DiscordServer, Guild, Person

__all__ = ["dailies", "hall"]  # fixtures


async def test_a_moderator_sets_it_up_and_never_thinks_of_it_again(
    dailies: Dailies,
    server: DiscordServer,
    guild: Guild,
    room: Channel,
    hall: Channel,
    amina: Person,
    omid: Person,
) -> None:
    pupils = guild.add_role("pupils", mentionable=True)
    (zone,) = await amina.complete(room, "daily set", "zone", "kabul")
    reply = await amina.command(
        room,
        "daily set",
        channel=hall,
        time="8:00",
        zone=zone.value,
        days="Wed Sun",
        question="yes",
        ping=pupils,
        thread="yes",
        pin="yes",
    )
    assert reply.private
    assert "a daily post in #hall" in reply.text
    assert "Wednesday, 14 April 2027 at 08:00 in Asia/Kabul" in reply.text
    assert "a role or group is notified; a thread to talk in; the newest post is pinned" in reply.text

    # She looks at it before it comes: she alone sees it, and nobody is notified.
    assert (await amina.press(reply.message, label="Preview")).private
    preview = await amina.command(room, "daily preview", channel=hall, date="14 April")
    day = await preview.followup()
    assert preview.private
    assert day.private_to == amina.user
    assert "**Geneva Accords**" in day.text
    assert day.notified == []
    assert "<@&" not in day.text
    assert hall.history == []

    await dailies.due(hall)
    told, asked = hall.messages
    assert told.text.startswith(f"<@&{pupils.id}>\n## On this day: 14 April")
    assert "**Geneva Accords**" in told.text
    assert "### Sources" in told.text
    assert told.notified == [str(pupils.id)]
    assert told.pinned
    assert told.thread is not None
    assert "Geneva Accords" in told.thread.name
    assert told.thread.messages == []
    assert asked.text.startswith("## Question of the day")
    assert asked.notified == []

    # Whoever wants reads on, and answers: all of it for them alone.
    more = await omid.press(told, label="All of this day")
    assert more.private
    right = await dailies.answer(hall, omid)
    wrong = await dailies.answer(hall, amina, right=False)
    assert right.private
    assert wrong.private
    again = await dailies.answer(hall, amina)
    assert again.private
    assert "the first answer counts" in again.text
    assert len(hall.messages) == 2

    # The next post tells the result, and has the pin. It is of 18 April, when nothing grave is told: on a
    # grave day nobody would be named.
    await dailies.due(hall)
    assert [message.pinned for message in hall.messages] == [False, False, True, False]
    assert "Omid" in hall.messages[3].text
    assert "Amina" not in hall.messages[3].text
    assert "closed" in hall.messages[1].text
    late = await omid.press(hall.messages[1], label="Table")
    assert "Omid" in late.text
    past = await amina.command(room, "daily history", channel=hall)
    for message in (hall.messages[0], hall.messages[2]):
        assert f"https://discord.com/channels/{guild.id}/{hall.id}/{message.id}" in past.text
    table = await omid.command(hall, "leaderboard")
    assert "Omid" in table.text
    assert server.violations == []


async def test_it_is_set_up_by_a_form_where_nothing_was_typed(
    dailies: Dailies, room: Channel, hall: Channel, amina: Person
) -> None:
    nothing = await amina.command(room, "daily show")
    opened = await amina.press(nothing.message, label="Set it up")
    fields = {"time": "8 pm", "zone": "kabul", "days": ["1", "3"], "posted": ["question"]}
    reply = await amina.submit(opened.modal, {"channel": [hall], **fields})
    assert "a daily post in #hall" in reply.text
    assert (await dailies.of(hall)).wish.schedule.weekdays == {1, 3}
    extras = await amina.press(reply.message, label="Topics and more")
    changed = await amina.submit(extras.modal, {"extras": ["pin"]})
    assert "pinned" in changed.text
    await dailies.due(hall)
    (asked,) = hall.messages
    assert asked.text.startswith("## Question of the day")
    assert asked.pinned


async def test_it_can_be_previewed_paused_resumed_posted_now_and_removed(
    dailies: Dailies, room: Channel, hall: Channel, amina: Person
) -> None:
    await dailies.wanted(hall, amina)
    preview = await amina.command(room, "daily preview", channel=hall, date="24 December")
    assert "24 December" in preview.text
    paused = await amina.command(room, "daily pause", channel=hall, until="20 April")
    assert "Paused" in paused.text
    resumed = await amina.press(paused.message, label="Resume")
    assert (await dailies.of(hall)).pause is None
    # Buttons work after a restart as before.
    await dailies.stop()
    await dailies.start()
    await amina.press(resumed.message, label="Post today's now")
    await dailies.tick()
    assert len(hall.messages) == 1
    again = await amina.command(room, "daily post", channel=hall)
    assert "already" in again.text
    sure = await amina.command(room, "daily remove", channel=hall)
    removed = await amina.press(sure.message, label="Remove it")
    assert "Removed" in removed.text
    assert not await dailies.tarikh.app.daily.subscriptions.of_place("discord", str(hall.id))


async def test_only_those_who_manage_the_channel_change_it(
    dailies: Dailies, guild: Guild, room: Channel, hall: Channel, amina: Person, omid: Person
) -> None:
    with pytest.raises(NotOfferedError):
        await omid.command(hall, "daily set", time="8:00", zone="Asia/Kabul")
    # He manages another channel only, and is offered the command there.
    other = guild.add_channel("other")
    other.permit(omid.user, PEOPLE | Permission.MANAGE_CHANNELS)
    refused = await omid.command(other, "daily set", channel=hall, time="8:00", zone="Asia/Kabul")
    assert "by those who may manage that channel" in refused.text
    assert not await dailies.tarikh.app.daily.subscriptions.of_place("discord", str(hall.id))
    await dailies.wanted(hall, amina)
    card = await amina.command(room, "daily show")
    guild.permit(amina.user, PEOPLE)  # somebody has taken it from her since
    for label in ("Pause", "Remove", "Post today's now", "Change time or days"):
        refused = await amina.press(card.message, label=label)
        assert "by those who may manage that channel" in refused.text
    assert (await dailies.of(hall)).pause is None


async def test_what_posting_needs_is_said_when_it_is_set_up(
    dailies: Dailies, server: DiscordServer, guild: Guild, room: Channel, hall: Channel, amina: Person
) -> None:
    hall.permit_bot(BOT & ~Permission.SEND_MESSAGES)
    await server.settled()
    values = {"time": "8:00", "zone": "Asia/Kabul", "thread": "yes", "pin": "yes"}
    refused = await amina.command(room, "daily set", channel=hall, **values)
    assert "Send Messages" in refused.text
    # A role that Discord would not notify is not taken.
    hall.permit_bot(BOT)
    await server.settled()
    staff = guild.add_role("staff")
    await server.settled()
    refused = await amina.command(room, "daily set", channel=hall, ping=staff, **values)
    assert "That role cannot be notified." in refused.text
    # What only goes with a post is not needed for it.
    hall.permit_bot(Permission.VIEW_CHANNEL | Permission.SEND_MESSAGES)
    await server.settled()
    taken = await amina.command(room, "daily set", channel=hall, **values)
    assert "a daily post in #hall" in taken.text
    assert "Tarikh lacks there: Create Public Threads, Pin Messages" in taken.text
    await dailies.due(hall)
    (told,) = hall.messages
    assert (told.pinned, told.thread) == (False, None)
    assert (await dailies.post(hall)).state is State.POSTED
    assert not amina.dm().messages


async def test_a_thread_has_daily_posts_too(
    dailies: Dailies, server: DiscordServer, hall: Channel, amina: Person
) -> None:
    thread = hall.add_thread("every day")
    await server.settled()
    reply = await amina.command(thread, "daily set", time="8:00", zone="Asia/Kabul", thread="yes", pin="yes")
    assert "a daily post in #every day" in reply.text
    assert "Tarikh lacks there: a channel instead of a thread" in reply.text
    await dailies.due(thread)
    (told,) = thread.messages
    assert (told.pinned, told.thread) == (True, None)


async def test_a_channel_that_is_deleted_pauses_its_post_and_its_creator_is_told_once(
    dailies: Dailies, server: DiscordServer, room: Channel, hall: Channel, amina: Person
) -> None:
    await dailies.wanted(hall, amina, BOTH)
    await dailies.wanted(room, amina)
    hall.delete()
    await server.settled()
    await dailies.due(room)
    assert (await dailies.post(hall)).state is State.FAILED
    pause = (await dailies.of(hall)).pause
    assert pause is not None
    assert pause.why is Why.GONE
    assert (await dailies.of(hall)).wish == BOTH
    (letter,) = amina.dm().messages
    assert "#hall is paused" in letter.text.replace("\\", "")
    assert len(room.messages) == 1
    await dailies.due(room)
    assert len(amina.dm().messages) == 1


async def test_the_post_of_a_deleted_channel_goes_on_in_another_by_a_button_or_a_form(
    dailies: Dailies, server: DiscordServer, guild: Guild, room: Channel, hall: Channel, amina: Person
) -> None:
    attic = guild.add_channel("attic")
    kept = await dailies.wanted(hall, amina, replace(BOTH, pin=True))
    await dailies.due(hall)
    hall.delete()
    await server.settled()
    await dailies.due(hall)
    (letter,) = amina.dm().messages
    assert letter.text.endswith(f"-# This is about the server {guild.name}.")
    assert "/daily show, typed in that server" in letter.text
    assert letter.buttons == []  # nobody knows there what she may do in the server

    card = await amina.command(room, "daily show")
    assert "#hall" in card.text
    opened = await amina.press(card.message, label="Move to another channel")
    moved = await amina.submit(opened.modal, {"channel": [attic]})
    assert "It goes on in #attic" in moved.text
    now = await dailies.of(attic)
    assert (now.id, now.wish, now.pause) == (kept.id, replace(BOTH, pin=True), None)
    await dailies.due(attic)
    assert [message.pinned for message in attic.messages] == [True, False]
    past = await amina.command(room, "daily history", channel=attic)
    assert f"/{hall.id}/" in past.text  # what was posted there, too
    assert f"/{attic.id}/{attic.messages[0].id}" in past.text

    # What is gone once more is offered where a channel has none.
    attic.delete()
    await server.settled()
    await dailies.due(attic)
    offered = await amina.command(room, "daily set")
    label = "Move here: On this day, with a question of the day, #attic"
    moved = await amina.press(offered.message, label=label)
    assert "It goes on in #history" in moved.text
    await dailies.due(room)
    assert len(room.messages) == 2
    assert server.violations == []


@pytest.mark.parametrize("closed", [False, True])
async def test_a_right_that_is_taken_away_pauses_its_post_until_somebody_resumes_it(
    dailies: Dailies,
    server: DiscordServer,
    guild: Guild,
    room: Channel,
    hall: Channel,
    amina: Person,
    closed: bool,
) -> None:
    await dailies.wanted(hall, amina)
    await dailies.due(hall)
    hall.permit_bot(BOT & ~Permission.SEND_MESSAGES)
    await server.settled()
    if closed:
        amina.close_dms()
    await dailies.due(hall)
    assert (await dailies.post(hall)).state is State.FAILED
    letters = amina.dm().messages
    assert len(letters) == (0 if closed else 1)
    for letter in letters:
        where = f"https://discord.com/channels/{guild.id}/{hall.id}"
        assert f"#hall (<{where}>) is paused: Tarikh may not post there any more" in letter.text
        assert "What that takes there: Send Messages." in letter.text
        assert "/daily resume channel:" in letter.text
        assert letter.text.endswith(f"-# This is about the server {guild.name}.")
        asked = await amina.command(amina.dm(), "daily resume")
        assert "What concerns a server's channel is typed in that server." in asked.text
    refused = await amina.command(room, "daily resume", channel=hall)
    assert "Send Messages" in refused.text
    hall.permit_bot(BOT)
    await server.settled()
    resumed = await amina.command(room, "daily resume", channel=hall)
    assert "It goes on" in resumed.text
    await dailies.due(hall)
    assert len(hall.messages) == 2


async def test_questions_alone_come_with_the_role_and_their_result(
    dailies: Dailies, guild: Guild, hall: Channel, amina: Person, omid: Person
) -> None:
    pupils = guild.add_role("pupils", mentionable=True)
    await dailies.wanted(hall, amina, replace(QUESTION, ping=str(pupils.id)))
    await dailies.due(hall)
    await dailies.answer(hall, omid)
    await dailies.due(hall)
    first, second = hall.messages
    assert [first.notified, second.notified] == [[str(pupils.id)]] * 2
    assert "closed" in first.text
    assert "Omid" in second.text


async def test_days_alone_come_without_a_question(dailies: Dailies, hall: Channel, amina: Person) -> None:
    await dailies.wanted(hall, amina, DAY)
    for _ in range(3):
        await dailies.due(hall)
    assert len({message.text for message in hall.messages}) == 3
    assert not [message for message in hall.messages if "Question of the day" in message.text]
