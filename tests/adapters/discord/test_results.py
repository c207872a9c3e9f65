"""A person's own results on Discord, practising what was missed, and the settings in a form."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from adapters.discord.client import PLATFORM
from bot.config import Calendar
from bot.preferences import Scope, Sensitivity, Starters
from quizzes.model import Choice
from tests.servers.discord import PEOPLE, Permission
from tests.servers.discord.interactions import Doing, Interaction

if TYPE_CHECKING:
    from tests.adapters.discord.conftest import Tarikh
    from tests.servers.discord import Channel, DiscordServer, Guild, Message, Person


def place_of(tarikh: Tarikh, asked: Message, *, right: bool) -> str:
    """The button that answers a question with letters rightly or wrongly."""
    for button in asked.buttons:
        match = re.fullmatch(r"try:([a-z0-9-]+):m?(\d+):c(\d)", button.custom_id or "")
        assert match, button
        body = tarikh.app.bank.questions[match[1]].body
        assert isinstance(body, Choice)
        if body.options[int(match[2][int(match[3])])].right is right:
            return match[0]
    raise AssertionError


async def test_what_was_missed_is_practised_privately(
    tarikh: Tarikh, server: DiscordServer, room: Channel, amina: Person, omid: Person
) -> None:
    await tarikh.start()
    assert "Nothing yet" in (await amina.command(room, "results")).text
    asked = await amina.press(
        (await amina.command(room, "lookup", query="Geneva Accords")).message, label="Quiz me on this"
    )
    told = await amina.press(asked.message, custom_id=place_of(tarikh, asked.message, right=False))
    assert "Wrong" in told.text
    await tarikh.stop()
    await tarikh.start()
    results = await amina.command(room, "results")
    assert results.private
    assert "You have answered 1 question, 0 right." in results.text
    again = await amina.press(results.message, label="Practise what you missed")
    assert again.private
    assert "A question that you missed" in again.text
    told = await amina.press(again.message, custom_id=place_of(tarikh, again.message, right=True))
    assert "That was the last one that you had missed." in told.text
    assert "Nothing yet" in (await omid.command(room, "results")).text
    results = await amina.command(amina.dm(), "results")
    sure = await amina.press(results.message, label="Delete my results")
    gone = await amina.press(sure.message, label="Delete them")
    assert "Your results are deleted." in gone.text
    assert "Nothing yet" in (await amina.command(room, "results")).text
    assert [message.text.split("\n")[0] for message in room.messages] == ["## Geneva Accords (agreement)"]
    assert not server.violations


async def test_settings_are_changed_together_in_a_form(
    tarikh: Tarikh, server: DiscordServer, guild: Guild, room: Channel, amina: Person
) -> None:
    guild.permit(amina.user, PEOPLE | Permission.MANAGE_GUILD)
    hall = guild.add_channel("hall")
    await tarikh.start()
    panel = (await amina.command(room, "settings")).message
    # Nothing on Discord has this button: there, each list of the panel acts at once.
    press = Interaction(
        server.world.ids,
        Doing.PRESS,
        amina.user,
        room,
        {"component_type": 2, "custom_id": "set:form", "id": 1},
        source=panel,
    )
    opened = (await server.hands.do(press)).modal
    chosen = {"calendar": ["solar_hijri"], "sensitivity": ["ask"], "channels": [room, hall]}
    told = await amina.submit(opened, chosen)
    assert told.private
    assert "Calendar: Solar Hijri first" in told.text
    assert "Channels: 2 channels" in told.text
    held = await tarikh.app.preferences.of(Scope(PLATFORM, str(guild.id)))
    assert (held.calendar, held.starters) == (Calendar.SOLAR_HIJRI, Starters.EVERYONE)
    assert held.sensitivity is Sensitivity.ASK
    assert {*held.channels} == {str(room.id), str(hall.id)}
    told = await amina.submit(opened, {"channels": []})
    assert "Channels: All." in told.text
    assert not server.violations
