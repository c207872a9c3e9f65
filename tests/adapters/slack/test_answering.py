"""How one thing is answered, quick and slow, and what happens when Slack is in trouble meanwhile."""

from __future__ import annotations

import asyncio
import logging
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import pytest
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack import answering, heard, viewing
from adapters.slack.answering import Acknowledgement
from adapters.slack.busy import Busy
from adapters.slack.heard import Origin
from adapters.slack.limits import Limits
from adapters.slack.places import Spot
from adapters.slack.render import Renderer
from adapters.slack.replying import Replies, Ways
from adapters.slack.sockets import Sockets
from adapters.slack.web import Web
from adapters.slack.wire import USES, Wire, WireError
from bot.address import Secret
from bot.message import Button, Field, Form, Message, PlaceError, UnreachableError, line
from bot.texts import texts
from tests.servers.slack import UnansweredError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.message import Reply
    from tests.servers.slack import Channel, Person, SlackServer

PUBLIC = Message((line("for all"),), (Button("More", "more"),))
PRIVATE = Message((line("for you"),), (Button("Again", "again"),), private=True)
INSTEAD = Message((line("turned"),), (Button("Back", "back"),), replaces=True)
WRONG = Message((line("A year is a number."),), private=True, corrects=True)
FORM = Form("Your answer", "answer", (Field("year", "Which year?"),))
LATE = "That took too long. Please press the button again."
SAY = texts("en")
PATIENCE = 0.1


@dataclass
class Script:
    """What the bot says next, how long it takes to find that out, and what came of it."""

    reply: Reply = (PUBLIC,)
    takes: float = 0.0
    private: bool = False
    failures: list[Exception] = field(default_factory=list)
    ways: Ways = field(init=False)

    async def found(self) -> Reply:
        reply = self.reply
        await asyncio.sleep(self.takes)
        return reply


@pytest.fixture
async def script(server: SlackServer) -> AsyncIterator[Script]:
    """A bot that answers everything by the script, by Socket Mode."""
    script, team = Script(), server.team

    async def token(_team: str) -> str:
        return team.bot_token

    async def authorize(team_id: str) -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=None, team_id=team_id, bot_user_id=team.bot_user)

    quiet = logging.getLogger("quiet")
    quiet.setLevel(logging.CRITICAL + 1)
    web, wire = Web(token, Limits(), base=server.api_url), Wire(patience=0.5)
    ways = script.ways = Ways(web, wire, Renderer(()), lambda: 0.0)
    bolt = AsyncApp(
        logger=quiet,
        client=AsyncWebClient(base_url=server.api_url, logger=quiet),
        request_verification_enabled=False,
        authorize=authorize,
    )

    @bolt.command(re.compile(""))
    async def command(ack: AsyncAck, body: dict[str, Any]) -> None:
        told = Acknowledgement(ack, PATIENCE)
        replies = Replies(ways, heard.of_command(body, team.id))
        with failing():
            await answering.command(told, replies, await script.found(), SAY, private=script.private)

    @bolt.action(re.compile(""))
    async def action(ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        with failing():
            if "view" in body:
                at = Origin.load(body, team.id).heard
                await viewing.press(ways, at, body["view"], await script.found(), SAY)
            else:
                await answering.press(Replies(ways, heard.of_press(body, team.id)), await script.found(), SAY)

    @bolt.view(re.compile(""))
    async def view(ack: AsyncAck, body: dict[str, Any]) -> None:
        told = Acknowledgement(ack, PATIENCE)
        replies = Replies(ways, Origin.load(body, team.id).heard)
        with failing():
            await viewing.submit(told, replies, body["view"], await script.found(), SAY)

    class Failing:
        def __enter__(self) -> None:
            pass

        def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> bool:
            if isinstance(error, WireError | PlaceError | UnreachableError):
                script.failures.append(error)
                return True
            return False

    failing = Failing
    sockets = Sockets(bolt, Busy(), Secret(server.app_token), quiet, base=server.api_url, ping=0.5, look=0.05)
    await sockets.connect()
    await server.connected()
    yield script
    await sockets.close()
    await wire.close()
    await web.close()


async def test_a_message_for_all(script: Script, amina: Person, room: Channel, server: SlackServer) -> None:
    reply = await amina.command(room, "ask")
    assert (reply.ways, reply.text, reply.private) == (["ack"], "for all", False)
    assert server.requested("response_url") == []
    assert not script.failures


async def test_what_is_said_privately_only_the_asker_sees(
    script: Script, amina: Person, omid: Person, room: Channel
) -> None:
    script.reply = (PRIVATE,)
    assert (await amina.command(room, "ask")).private
    assert omid.seen(room) == []


async def test_several_messages_come_in_order(
    script: Script, amina: Person, room: Channel, server: SlackServer
) -> None:
    script.reply = tuple(Message((line(f"page {number}"),)) for number in range(4))
    await amina.command(room, "ask")
    await server.wait_for(lambda: len(room.messages) == 4)
    assert [message.text for message in room.messages] == ["page 0", "page 1", "page 2", "page 3"]


async def test_what_follows_a_private_message_is_private(
    script: Script, amina: Person, omid: Person, room: Channel, server: SlackServer
) -> None:
    script.reply = (PRIVATE, PUBLIC)
    await amina.command(room, "ask")
    await server.wait_for(lambda: len(amina.seen(room)) == 2)
    assert omid.seen(room) == []


async def test_more_messages_than_an_address_takes(
    script: Script, amina: Person, room: Channel, server: SlackServer
) -> None:
    script.reply = tuple(Message((line(f"page {number}"),)) for number in range(7))
    await amina.command(room, "ask")
    await server.wait_for(lambda: len(room.messages) == 7)
    assert [message.text for message in room.messages] == [f"page {number}" for number in range(7)]
    assert len(server.requested("response_url")) == USES


async def test_a_command_without_a_reply_is_answered_all_the_same(
    script: Script, amina: Person, room: Channel
) -> None:
    script.reply = ()
    reply = await amina.command(room, "ask")
    assert (reply.text, reply.private) == ("Done.", True)


async def test_a_slow_answer_follows_the_acknowledgement(
    script: Script, amina: Person, omid: Person, room: Channel
) -> None:
    script.takes = 0.3
    reply = await amina.command(room, "ask")
    assert reply.ways == ["response_url"]
    assert reply.seconds < 0.3
    assert [message.text for message in omid.seen(room)] == ["for all"]


async def test_a_slow_private_answer_stays_private(
    script: Script, amina: Person, omid: Person, room: Channel
) -> None:
    script.takes, script.reply = 0.3, (PRIVATE,)
    assert (await amina.command(room, "ask")).private
    assert omid.seen(room) == []


async def test_a_press_turns_the_presser_s_own_message(script: Script, amina: Person, room: Channel) -> None:
    for first in (PUBLIC, PRIVATE):
        script.reply = (first,)
        asked = await amina.command(room, "ask")
        script.reply = (INSTEAD,)
        reply = await amina.press(asked.message, token=first.buttons[0].token)
        assert reply.updated
        assert asked.message.labels == ["Back"]
        again = await amina.press(asked.message, label="Back")
        assert again.updated


async def test_a_press_leaves_what_others_see_and_answers_beside_it(
    script: Script, amina: Person, omid: Person, room: Channel
) -> None:
    asked = await amina.command(room, "ask")
    script.reply = (INSTEAD,)
    reply = await omid.press(asked.message, label="More")
    assert (reply.updated, reply.private, reply.text) == (False, True, "turned")
    assert [message.text for message in amina.seen(room)] == ["for all"]


async def test_a_press_without_a_reply_changes_nothing(
    script: Script, amina: Person, room: Channel, server: SlackServer
) -> None:
    asked = await amina.command(room, "ask")
    script.reply, server.times.answer_within = (), 0.3
    with pytest.raises(UnansweredError):
        await amina.press(asked.message, label="More")
    assert [message.text for message in amina.seen(room)] == ["for all"]


async def test_what_a_press_on_a_private_message_brings_is_private(
    script: Script, amina: Person, omid: Person, room: Channel
) -> None:
    script.reply = (PRIVATE,)
    asked = await amina.command(room, "ask")
    script.reply = (PUBLIC,)
    assert (await amina.press(asked.message, label="Again")).private
    assert omid.seen(room) == []


async def test_the_asker_goes_on_openly(script: Script, amina: Person, room: Channel) -> None:
    script.reply = (PUBLIC,)
    asked = await amina.command(room, "ask")
    assert not (await amina.press(asked.message, label="More")).private


async def test_nothing_is_hidden_where_nobody_else_is(script: Script, amina: Person) -> None:
    script.reply = (PRIVATE,)
    asked = await amina.command(amina.dm(), "ask")
    assert asked.private  # it may be a conversation between two people
    web = heard.Heard(Spot("T1", "D1"), amina.id, alone=True)
    assert Replies(script.ways, web).body(PRIVATE, SAY)["response_type"] == "in_channel"


async def test_a_form_opens_and_what_it_brings_is_shown_where_it_was_opened(
    script: Script, amina: Person, room: Channel, server: SlackServer
) -> None:
    asked = await amina.command(room, "ask")
    script.reply = FORM
    opened = await amina.press(asked.message, label="More")
    assert opened.modal.title == "Your answer"
    script.reply = (PRIVATE,)
    sent = await amina.submit(opened.modal, year="1988")
    assert sent.closed
    await server.wait_for(lambda: amina.seen(room)[-1].text == "for you")
    assert amina.seen(room)[-1].ephemeral


async def test_what_cannot_be_taken_is_said_in_the_form(script: Script, amina: Person, room: Channel) -> None:
    asked = await amina.command(room, "ask")
    script.reply = FORM
    form = (await amina.press(asked.message, label="More")).modal
    script.reply = (WRONG,)
    refused = await amina.submit(form, year="soon")
    assert refused.errors == {"field:year": "A year is a number."}
    assert not form.closed
    script.reply = (INSTEAD,)
    await amina.submit(form, year="1988")
    await asked.until(lambda reply: reply.text == "turned")


async def test_what_is_wrong_with_a_field_is_said_at_that_field(
    script: Script, amina: Person, room: Channel
) -> None:
    asked = await amina.command(room, "ask")
    script.reply = replace(FORM, fields=(*FORM.fields, Field("month", "Month")))
    form = (await amina.press(asked.message, label="More")).modal
    script.reply = (replace(WRONG, faults=(("month", "There is none such."), ("month", "Try May."))),)
    refused = await amina.submit(form, year="1988", month="Mai")
    assert refused.errors == {"field:month": "There is none such. Try May."}
    script.reply = (replace(WRONG, faults=(("day", "Of no field here."),)),)
    refused = await amina.submit(form, year="1988", month="Mai")
    assert refused.errors == {"field:year": "A year is a number."}


async def test_a_slow_form_is_closed_and_answered_later(
    script: Script, amina: Person, room: Channel, server: SlackServer
) -> None:
    asked = await amina.command(room, "ask")
    script.reply = FORM
    form = (await amina.press(asked.message, label="More")).modal
    script.takes, script.reply = 0.3, (WRONG,)
    await amina.submit(form, year="soon")
    assert form.closed
    await server.wait_for(lambda: amina.seen(room)[-1].text == "A year is a number.")


async def test_a_form_that_comes_too_late_is_told_as_that(
    script: Script, amina: Person, room: Channel, server: SlackServer
) -> None:
    asked = await amina.command(room, "ask")
    server.times.trigger_lives = 0.1
    script.takes, script.reply = 0.2, FORM
    reply = await amina.press(asked.message, label="More")
    assert (reply.text, reply.private) == (LATE, True)
    assert all("expired_trigger_id" in each for each in server.violations)
    server.violations.clear()


async def test_used_up_addresses_are_replaced_by_posts(
    script: Script, amina: Person, omid: Person, room: Channel, server: SlackServer
) -> None:
    server.times.url_lives = 0.0
    script.takes = 0.2
    for reply, private in (((PUBLIC,), False), ((PRIVATE,), True)):
        script.reply = reply
        await amina.command(room, "ask")
        assert room.stored
        shown = amina.seen(room)[-1]
        assert shown.ephemeral is private
    assert [message.text for message in omid.seen(room)] == ["for all"]
    script.takes, script.reply = 0.0, (INSTEAD,)
    own = room.messages[0]
    reply_ = await amina.press(own, label="More")
    assert reply_.updated
    assert own.text == "turned"
    private_ = amina.seen(room)[1]
    await amina.press(private_, label="Again")
    assert [message.text for message in amina.seen(room)] == ["turned", "for you", "turned"]
    assert not script.failures
    server.violations.clear()  # nobody can tell an address's age by looking at it


@pytest.mark.parametrize(
    ("fault", "shown"),
    [
        ({"status": 503}, 1),
        ({"retry_after": 0.1}, 1),
        ({"retry_after": 0.1, "times": 3}, 1),
        ({"drop": True, "lost_answer": True}, 1),
        ({"status": 500}, 0),
        ({"drop": True}, 0),
        ({"hang": True}, 0),
        ({"status": 503, "times": 2}, 0),
        ({"retry_after": 60.0}, 0),
        ({"status": 400, "error": "invalid_blocks"}, 0),
    ],
    ids=str,
)
async def test_an_address_in_trouble_shows_nothing_twice(
    script: Script,
    server: SlackServer,
    amina: Person,
    room: Channel,
    fault: dict[str, float],
    shown: int,
) -> None:
    server.times.answer_within = 10.0 if shown else 2.0
    script.takes = 0.2
    server.fail("response_url", **fault)  # type: ignore[arg-type] # a table's columns
    if shown:
        await amina.command(room, "ask")
    else:
        with pytest.raises(UnansweredError):
            await amina.command(room, "ask")
    await server.settled()
    assert [message.text for message in room.messages] == ["for all"] * shown
    uncertain = "lost_answer" in fault or not shown
    assert [isinstance(each, WireError) for each in script.failures] == [True] * uncertain
    assert all("http" not in str(each) for each in script.failures)  # the address is a secret


@pytest.mark.parametrize(
    "fault",
    [{"status": 500}, {"status": 503}, {"drop": True}, {"drop": True, "lost_answer": True}, {"hang": True}],
    ids=str,
)
async def test_what_replaces_something_is_sent_again(
    script: Script, server: SlackServer, amina: Person, room: Channel, fault: dict[str, float]
) -> None:
    asked = await amina.command(room, "ask")
    script.reply = (INSTEAD,)
    server.fail("response_url", **fault)  # type: ignore[arg-type] # a table's columns
    assert (await amina.press(asked.message, label="More")).updated
    await server.settled()
    assert len(amina.seen(room)) == 1
    assert not script.failures
