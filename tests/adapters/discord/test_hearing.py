"""What a press brings, and who sees it: the one whose answer it is, and everybody else."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from tests.servers.discord import Callback

if TYPE_CHECKING:
    from tests.adapters.discord.conftest import Tarikh
    from tests.servers.discord import Channel, DiscordServer, Person

RELATED = "lookup:peshawar-accord"  # an entry that this one leads to


async def test_a_long_answer_turns_its_pages(
    tarikh: Tarikh, room: Channel, amina: Person, omid: Person
) -> None:
    await tarikh.start()
    reply = await amina.command(room, "lookup", query="Islamabad Accord")
    first = reply.text
    beside = await omid.press(reply.message, label="Page 2 ▶")
    assert beside.private
    assert reply.text == first
    turned = await amina.press(reply.message, label="Page 2 ▶")
    assert turned.callback is Callback.UPDATE
    assert turned.text != first
    back = await amina.press(reply.message, label="◀ Page 1")
    assert back.text == first


async def test_a_card_goes_on_openly_only_for_the_one_who_asked(
    tarikh: Tarikh, server: DiscordServer, room: Channel, amina: Person
) -> None:
    await tarikh.start()
    card = (await amina.command(room, "lookup", query="Islamabad Accord")).message
    pupils = [server.person(f"Pupil {number}") for number in range(30)]
    replies = await asyncio.gather(*(each.press(card, custom_id=RELATED) for each in pupils))
    assert all(each.private and each.text.startswith("## Peshawar Accord") for each in replies)
    assert [message.text for message in room.messages] == [card.text]
    own = await amina.press(card, custom_id=RELATED)
    assert not own.private
    assert [message.text for message in room.messages] == [card.text, own.text]


async def test_what_one_person_sees_leads_to_nothing_that_all_see(
    tarikh: Tarikh, room: Channel, amina: Person, omid: Person
) -> None:
    await tarikh.start()
    asked = omid.write(room, "Islamabad Accord")
    private = await amina.message_command(room, "Look this up", asked)
    assert private.private
    further = await amina.press(private.message, custom_id=RELATED)
    assert further.private
    assert further.text.startswith("## Peshawar Accord")
    beside = await omid.press(
        (await amina.command(room, "lookup", query="Islamabad Accord")).message, custom_id=RELATED
    )
    assert beside.private
    further = await omid.press(beside.message, custom_id=beside.message.buttons[0].custom_id)
    assert further.private


async def test_in_a_conversation_of_two_nothing_is_hidden_that_was_not(
    tarikh: Tarikh, server: DiscordServer, amina: Person
) -> None:
    await tarikh.start()
    card = await amina.command(amina.dm(), "lookup", query="Islamabad Accord")
    assert not (await amina.press(card.message, custom_id=RELATED)).private
    assert not server.violations
