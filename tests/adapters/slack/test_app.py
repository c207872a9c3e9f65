"""The whole bot in Slack: it joins, answers everything kindly, keeps secrets, and leaves."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

import pytest

from bot.running import JoinError
from tests.adapters.slack.playing import said
from tests.servers.slack import UnansweredError

if TYPE_CHECKING:
    from content.library import Library
    from tests.adapters.slack.conftest import Bots, Tarikh
    from tests.servers.slack import Channel, Message, Person, Reply, SlackServer

LONG = "Geneva " * 1_430  # over 10,000 characters


async def forged(server: SlackServer, person: Person, shown: Message, token: str, **chosen: object) -> Reply:
    """What the bot answers to a press that no honest client would make."""
    button = next(each for each in shown.elements if each.kind == "button")
    act, delivery = person.prepare_press(shown, token=button.token)
    delivery.payload["actions"][0] |= {"action_id": token, **chosen}
    return await server.hands.do(act, delivery)


async def test_it_says_that_it_has_joined(tarikh: Tarikh) -> None:
    await tarikh.start()
    assert tarikh.joined == [("tarikh", 1)]


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ({"error": "invalid_auth"}, "does not accept TARIKH_SLACK_BOT_TOKEN"),
        ({"error": "account_inactive"}, "does not accept TARIKH_SLACK_BOT_TOKEN"),
        ({"error": "not_allowed_token_type"}, "does not accept TARIKH_SLACK_BOT_TOKEN"),
        ({"error": "team_access_not_granted"}, "does not let the bot in"),
        ({"status": 503}, "it answered 503"),
        ({"drop": True}, "cannot be reached"),
    ],
    ids=str,
)
async def test_it_cannot_be_joined(
    tarikh: Tarikh, server: SlackServer, fault: dict[str, str], words: str
) -> None:
    server.fail("auth.test", **fault)  # type: ignore[arg-type] # a table's columns
    with pytest.raises(JoinError, match=words) as caught:
        await tarikh.start()
    assert server.bot_token not in str(caught.value)


@pytest.mark.parametrize(
    "token",
    [
        "x",
        "lookup:",
        "lookup:nobody-of-this-name",
        "sources:../../etc",
        "quiz:",
        "quiz:0:0:0",
        "quiz:0123456789abcdef:999:c9",
        "quiz:😀:1:c0",
        "leaf:99:leaf:1:lookup:x",
        "leaf:-1:lookup:geneva-accords",
        "set:",
        "set:nothing",
        "try:",
        "try:::::",
        "today:99:99",
        "results:nothing",
        "ask:\u202e\x00",
        "z" * 255,
    ],
)
async def test_a_forged_or_stale_button_is_answered_kindly(
    tarikh: Tarikh,
    server: SlackServer,
    room: Channel,
    amina: Person,
    token: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    await tarikh.start()
    shown = (await amina.mention(room, "Islamabad Accord")).message
    for message in (shown, (await amina.command(room, "lookup Islamabad Accord")).message):
        reply = await forged(server, amina, message, token)
        assert reply.text
        assert "went wrong" not in reply.text
    assert not [each for each in caplog.records if each.levelno >= logging.WARNING and each.name != "aiosql"]


@pytest.mark.parametrize(
    ("token", "chosen"),
    [
        ("set:calendar", {"selected_option": {"value": "mayan"}}),
        ("set:calendar", {}),
        ("set:channels", {"selected_conversations": ["x" * 200]}),
        ("quiz:0:1:w", {"selected_options": [{"value": "1"}, {}]}),
    ],
    ids=str,
)
async def test_forged_choices_are_answered_kindly(
    tarikh: Tarikh, server: SlackServer, room: Channel, token: str, chosen: dict[str, object]
) -> None:
    farah = server.team.person("Farah", admin=True)
    await tarikh.start()
    shown = (await farah.command(room, "lookup Islamabad Accord")).message
    reply = await forged(server, farah, shown, token, **chosen)
    assert reply.private
    assert "went wrong" not in reply.text


@pytest.mark.parametrize("before", ["", "lookup ", "today ", "help ", "quiz start topic:", "settings "])
async def test_ten_thousand_characters_are_answered(
    tarikh: Tarikh, room: Channel, amina: Person, before: str
) -> None:
    await tarikh.start()
    long = (LONG, "\u202e" * 9_000, "۸ ثور " * 2_000, "<@U1>`*_" * 900, "&" * 9_000, "<" * 9_000)
    for words in long:
        for reply in (await amina.command(room, before + words), await amina.write(before + words)):
            assert reply.text
            assert "went wrong" not in reply.text


async def test_a_database_that_does_not_answer_is_told_apart(
    tarikh: Tarikh, room: Channel, amina: Person, caplog: pytest.LogCaptureFixture
) -> None:
    await tarikh.start()
    await tarikh.database.close()
    for reply in (
        await amina.command(room, "lookup Islamabad Accord"),
        await amina.mention(room, "Islamabad Accord"),
        await amina.write("Islamabad Accord"),
    ):
        assert reply.text == "My memory does not answer just now. Please try again in a moment."
    failed = [each.getMessage() for each in caplog.records if each.levelno >= logging.ERROR]
    assert len(failed) == 3
    assert all("trouble=closed" in each for each in failed)
    assert "memory does not answer" in (await amina.open_home()).text


async def test_a_fault_of_ours_is_told_kindly_and_logged_without_words(
    bots: Bots, sample: Library, room: Channel, amina: Person, caplog: pytest.LogCaptureFixture
) -> None:
    tarikh = bots(sample)  # what its index finds is not in its library
    await tarikh.start()
    caplog.set_level(logging.INFO)
    reply = await amina.command(room, "lookup Islamabad Accord")
    assert reply.private
    assert reply.text == "Something went wrong on my side. Please try again in a moment."
    failed = [each.getMessage() for each in caplog.records if each.levelno >= logging.ERROR]
    assert failed == ["slack failed what=command error=KeyError"]
    assert "Islamabad" not in caplog.text
    assert "Traceback" not in caplog.text


async def test_no_log_holds_a_secret_or_what_people_type(
    tarikh: Tarikh, server: SlackServer, room: Channel, amina: Person, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    tarikh.by_requests()
    await tarikh.start()
    await amina.command(room, "lookup Shibboleth")
    await amina.mention(room, "Shibboleth")
    await amina.write("Shibboleth")
    shown = (await amina.command(room, "lookup Islamabad Accord")).message
    server.fail("response_url", status=500)
    server.fail("chat.postMessage", status=500)
    await amina.press(shown, label="Page 2 ▶")
    await amina.write("Shibboleth")
    await server.http.post_raw(b'{"text": "Shibboleth"}', secret="wrong")
    server.fail("response_url", drop=True, times=2)
    server.times.answer_within = 1.0
    with pytest.raises(UnansweredError):
        await amina.press(shown, label="Sources")
    await tarikh.stop()
    own = [each for each in caplog.records if each.name.startswith(("adapters", "bot", "slack", "aiohttp"))]
    logged = "\n".join(each.getMessage() + str(each.exc_info) for each in own)
    assert "slack answer lost" in logged
    secrets = [
        server.bot_token,
        server.signing_secret,
        server.app_token,
        "Shibboleth",
        "/respond",
        "Islamabad",
    ]
    assert [each for each in secrets if each in logged] == []


async def test_no_log_holds_the_address_of_a_connection(
    tarikh: Tarikh, server: SlackServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    await tarikh.start()
    server.socket.refuse_handshakes(1)
    server.fail("apps.connections.open", error="internal_error")
    server.socket.drop()
    await server.wait_for(lambda: server.socket.refused)
    await server.connected()
    own = [each.getMessage() for each in caplog.records if each.name.startswith(("adapters", "slack"))]
    assert "slack connection lost" in own
    assert not [each for each in own if "ticket" in each or "xapp" in each or "ws:" in each]


async def test_fifty_people_at_once(tarikh: Tarikh, server: SlackServer, room: Channel) -> None:
    await tarikh.start()
    people = [server.team.person(f"Pupil {number}") for number in range(50)]
    replies = await asyncio.gather(*(each.command(room, "lookup Islamabad Accord") for each in people))
    assert all("7 March 1993" in reply.text for reply in replies)


async def test_somebody_is_asked_for_once(
    tarikh: Tarikh, server: SlackServer, room: Channel, amina: Person
) -> None:
    await tarikh.start()
    server.fail("users.info", delay=0.1)
    await asyncio.gather(*(amina.command(room, "quiz scores") for _ in range(8)))
    assert len(server.requested("users.info")) == 1
    assert len(server.requested("conversations.info")) == 1


@pytest.mark.parametrize(
    "fault", [{"hang": True}, {"status": 500, "times": 2}, {"error": "missing_scope"}], ids=str
)
async def test_somebody_nobody_knows_manages_nothing(
    tarikh: Tarikh, server: SlackServer, room: Channel, fault: dict[str, bool]
) -> None:
    await tarikh.start()
    farah = server.team.person("Farah", admin=True)
    server.fail("users.info", **fault)  # type: ignore[arg-type] # a table's columns
    reply = await farah.command(room, "settings calendar:solar_hijri")
    assert "permission to manage" in reply.text


async def test_somebody_is_asked_for_again_where_slack_has_failed(
    tarikh: Tarikh, server: SlackServer, room: Channel
) -> None:
    await tarikh.start()
    farah = server.team.person("Farah", admin=True)
    server.fail("users.info", status=500)
    assert "Solar Hijri" in (await farah.command(room, "settings calendar:solar_hijri")).text


async def test_buttons_of_before_a_restart_work_after_it(
    tarikh: Tarikh, room: Channel, amina: Person
) -> None:
    await tarikh.start()
    shown = (await amina.command(room, "lookup Islamabad Accord")).message
    tokens = [each.token for each in shown.elements]
    await tarikh.kill()
    await tarikh.start()
    for token in tokens:
        reply = await amina.press(shown, token=token)
        assert "no longer" not in reply.text
        assert "went wrong" not in reply.text
        shown = (await amina.command(room, "lookup Islamabad Accord")).message


async def test_a_quiz_goes_on_after_a_crash(
    tarikh: Tarikh, server: SlackServer, room: Channel, amina: Person
) -> None:
    await tarikh.start()
    await amina.command(room, "quiz start questions:2 seed:4 seconds:600 wait:0 pause:0")
    await said(server, room, "Question 1 of 2")
    await tarikh.kill()
    await tarikh.start()
    await said(server, room, "Tarikh was restarted. The quiz goes on.")
    await amina.command(room, "quiz reveal")
    await server.wait_for(lambda: "Right answer" in "\n".join(each.text for each in room.messages))
    assert len([each for each in room.messages if each.text.startswith("Question 1")]) == 1


@pytest.mark.parametrize("way", ["sockets", "requests"])
async def test_what_is_being_answered_at_the_end_is_answered(
    tarikh: Tarikh, server: SlackServer, room: Channel, amina: Person, way: str
) -> None:
    if way == "requests":
        tarikh.by_requests()
    await tarikh.start()
    server.fail("conversations.info", delay=0.5)
    asking = asyncio.create_task(amina.command(room, "quiz start questions:1"))
    await server.wait_for(lambda: server.requested("conversations.info"))
    assert await tarikh.stop() < 4.0
    assert (await asking).text


async def test_it_ends_in_time_though_slack_hangs(
    tarikh: Tarikh, server: SlackServer, room: Channel, amina: Person
) -> None:
    await tarikh.start()
    server.fail("*", hang=True, times=-1)
    asking = asyncio.create_task(amina.mention(room, "Islamabad Accord"))
    await server.wait_for(lambda: server.requested("chat.postMessage"))
    assert await tarikh.stop() < 6.0
    asking.cancel()


async def test_people_are_not_taken_for_the_bot(
    tarikh: Tarikh, server: SlackServer, room: Channel, amina: Person
) -> None:
    await tarikh.start()
    await amina.mention(room, "Islamabad Accord")
    root = room.messages[0]
    changed = root.payload() | {
        "type": "app_mention",
        "channel": room.id,
        "event_ts": root.ts,
        "edited": {"user": amina.id, "ts": root.ts},
    }
    server.team.tell(changed)
    server.team.tell({**changed, "bot_id": "B1", "edited": None} | {"user": "U0BOT"})
    for event in ({"subtype": "message_changed"}, {"bot_id": "B2", "user": "U0BOT"}, {"hidden": True}):
        server.team.tell(
            {
                "type": "message",
                "channel_type": "im",
                "channel": amina.dm().id,
                "user": amina.id,
                "text": "Islamabad Accord",
                "ts": root.ts,
                **event,
            }
        )
    await server.settled()
    assert len(room.messages) == 2
    assert amina.dm().messages == []


async def test_a_place_the_bot_may_not_speak_in(
    tarikh: Tarikh, server: SlackServer, room: Channel, amina: Person, caplog: pytest.LogCaptureFixture
) -> None:
    await tarikh.start()
    server.team.remove_scope("chat:write")
    server.times.answer_within = 0.5
    with pytest.raises(UnansweredError):
        await amina.mention(room, "Islamabad Accord")
    await server.wait_for(lambda: "scope=chat:write" in caplog.text)
    assert not (await amina.command(room, "lookup Islamabad Accord")).private
    server.violations.clear()  # nobody can know of it before it is tried
