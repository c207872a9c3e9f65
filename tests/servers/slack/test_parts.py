"""The smaller parts: what a reply tells, what channels keep, and who is waited for."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from tests.servers.slack.acts import Act
from tests.servers.slack.conversation import Reply
from tests.servers.slack.hands import REMEMBERED
from tests.servers.slack.sample import BOARD, field, modal, words
from tests.servers.slack.test_chat import refused
from tests.servers.slack.test_views import HOME, act

if TYPE_CHECKING:
    from slack_sdk.web.async_client import AsyncWebClient

    from tests.servers.slack import Channel, Person, SlackServer
    from tests.servers.slack.sample import SampleApp


def waiting(server: SlackServer, made: Act) -> asyncio.Task[Reply]:
    """Wait for the answer to what a person did, of which the test plays the bot that hears of it."""
    server.hands.remember(made)
    return asyncio.create_task(server.hands.answer(made, "it"))


async def test_a_reply_tells_what_it_has_not(server: SlackServer, amina: Person, room: Channel) -> None:
    reply = Reply(Act("command", amina.user, amina.team, room), server.wait_for)
    for look in (lambda: reply.message, lambda: reply.modal, lambda: reply.text, lambda: reply.blocks):
        with pytest.raises(LookupError, match="not with a"):
            look()
    assert (reply.private, reply.updated, reply.closed, reply.messages) == (False, False, False, [])
    with pytest.raises(TimeoutError):
        await reply.until(lambda reply: reply.text, within=0.05)


@pytest.mark.usefixtures("app")
async def test_a_reply_gets_more_with_time(client: AsyncWebClient, amina: Person, room: Channel) -> None:
    reply = await amina.command(room, "ack")
    assert reply.seconds > 0
    await client.chat_postMessage(channel=room.id, text="later", blocks=[words("and more")])
    await reply.until(lambda reply: len(reply.messages) == 2)
    assert [message.text for message in reply.messages] == ["in the acknowledgement", "and more"]
    assert reply.blocks == []
    for _ in range(REMEMBERED):
        await amina.command(room, "ack")
    await client.chat_postMessage(channel=room.id, text="much later")
    assert len(reply.messages) == 2


async def test_what_may_be_meant_for_another_is_taken_when_nothing_surer_comes(
    client: AsyncWebClient, server: SlackServer, amina: Person, room: Channel
) -> None:
    omid = server.team.person("Omid")
    first, second = act(amina, room), act(omid, room)
    replies = waiting(server, first), waiting(server, second)
    await client.chat_postMessage(channel=room.id, text="for whom?")
    await client.chat_postEphemeral(channel=room.id, user=omid.id, text="for Omid")
    assert (await replies[1]).text == "for Omid"
    assert (await replies[0]).text == "for whom?"


async def test_what_stands_in_a_thread_answers_what_was_done_there(
    client: AsyncWebClient, server: SlackServer, amina: Person, room: Channel
) -> None:
    head = (await client.chat_postMessage(channel=room.id, text="head"))["ts"]
    await client.chat_postMessage(channel=room.id, thread_ts=head, **BOARD)
    pressed, delivery = amina.prepare_press(room.messages[1], token="count")
    assert delivery.payload["container"]["thread_ts"] == head
    elsewhere = act(server.team.person("Omid"), room)
    reply = waiting(server, pressed)
    await client.chat_postMessage(channel=room.id, thread_ts=head, text="there")
    assert (await reply).text == "there"
    assert elsewhere.given == []


async def test_the_direct_messages_may_answer_what_was_done_in_a_home(
    client: AsyncWebClient, server: SlackServer, amina: Person
) -> None:
    await client.views_publish(user_id=amina.id, view=HOME)
    done = Act("press", amina.user, amina.team, view=amina.home)
    server.world.begin(done)
    reply = waiting(server, done)
    await client.chat_postMessage(channel=amina.id, text="here")
    assert (await reply).text == "here"
    written = Act("write", amina.user, amina.team, amina.dm(), amina.say(amina.dm(), "x"))
    server.world.begin(written)
    await client.chat_postMessage(channel=amina.id, text="y", thread_ts=amina.dm().messages[0].ts)
    assert [given.direct for given in written.given] == [False]


async def test_a_view_that_changes_answers_what_was_done_in_it(
    client: AsyncWebClient, server: SlackServer, amina: Person, room: Channel
) -> None:
    opened = act(amina, room)
    await client.views_open(trigger_id=opened.trigger, view=modal(field("answer")))
    form = amina.modals[0]
    done = Act("press", amina.user, amina.team, room, view=form)
    server.world.begin(done)
    await client.views_update(view_id=form.id, view=modal(words("two")))
    assert [(given.how, given.direct) for given in done.given] == [("updated", True)]
    assert [given.how for given in opened.given] == ["opened", "updated"]


async def test_a_form_clears_all(app: SampleApp, amina: Person, room: Channel) -> None:
    form = (await amina.command(room, "form")).modal
    pushed = (await amina.submit(form, answer="more")).modal
    cleared = await amina.submit(pushed, answer="clear")
    assert (cleared.closed, amina.modals) == (True, [])
    assert len(app.told("form")) == 2


async def test_a_channel_keeps_only_so_much(client: AsyncWebClient, amina: Person, room: Channel) -> None:
    room.keep = 3
    for number in range(4):
        await client.chat_postMessage(channel=room.id, text=str(number))
    head = room.messages[-1].ts
    for number in range(2):
        await client.chat_postMessage(channel=room.id, thread_ts=head, text=f"reply {number}")
        await client.chat_postEphemeral(channel=room.id, user=amina.id, text=f"alone {number}")
    assert [message.text for message in room.messages] == ["3", "reply 0", "reply 1"]
    for number in range(2):
        await client.chat_postEphemeral(channel=room.id, user=amina.id, text=f"more {number}")
    assert [message.text for message in room.whispered] == ["alone 1", "more 0", "more 1"]
    await client.chat_postMessage(channel=room.id, text="last")
    assert [message.text for message in room.messages] == ["last"]


async def test_a_thread_outlives_its_head_in_part(client: AsyncWebClient, room: Channel) -> None:
    head = (await client.chat_postMessage(channel=room.id, text="head"))["ts"]
    reply = (await client.chat_postMessage(channel=room.id, thread_ts=head, text="reply"))["ts"]
    assert (await client.conversations_history(channel=room.id))["messages"][0]["latest_reply"] == reply
    await client.chat_delete(channel=room.id, ts=head)
    changed = await client.chat_update(channel=room.id, ts=reply, text="changed")
    assert changed["message"]["thread_ts"] == head
    assert await refused(client, "conversations.replies", channel=room.id, ts=reply) == "thread_not_found"
    await client.chat_delete(channel=room.id, ts=reply)
    assert room.messages == []


async def test_everything_is_forgotten_with_an_act(server: SlackServer, amina: Person, room: Channel) -> None:
    made = act(amina, room)
    assert (len(server.world.triggers), len(server.world.response_urls)) == (1, 1)
    server.world.drop(made)
    assert (server.world.triggers, server.world.response_urls, server.world.acts) == ({}, {}, {})


async def test_waiting_for_what_never_comes_true_ends(server: SlackServer) -> None:
    with pytest.raises(TimeoutError):
        await server.wait_for(lambda: False, within=0.05)
    assert server.add_team("Other school").domain == "other-school"
    with pytest.raises(LookupError):
        assert server.add_team("Third school").bot_token
