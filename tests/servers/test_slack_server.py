"""Our Slack with the real slack_bolt: whole ways, from what a person does to what they see."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.servers.slack import NotOfferedError, SlackServer, UnansweredError
from tests.servers.slack.sample import BOARD, SampleApp, running, serving

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.servers.slack import Channel, Person


@pytest.fixture
async def server() -> AsyncIterator[SlackServer]:
    async with SlackServer() as server:
        yield server
        assert server.violations == []


@pytest.fixture
def room(server: SlackServer) -> Channel:
    return server.team.add_channel("history")


@pytest.fixture
def amina(room: Channel) -> Person:
    return room.team.person("Amina")


@pytest.fixture(params=["socket", "http"])
async def app(server: SlackServer, request: pytest.FixtureRequest) -> AsyncIterator[SampleApp]:
    app = SampleApp(server)
    if request.param == "socket":
        async with running(server, app.app):
            yield app
    else:
        async with serving(app.app) as url:
            server.http.use(url)
            yield app


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize(
    ("typed", "text", "private", "way"),
    [
        ("ack", "in the acknowledgement", True, "ack"),
        ("all", "for all", False, "ack"),
        ("later", "by the response address", True, "response_url"),
        ("board", "A board for all & one day", False, "posted"),
    ],
)
async def test_a_command_is_answered_in_every_way(
    amina: Person, room: Channel, typed: str, text: str, private: bool, way: str
) -> None:
    reply = await amina.command(room, typed)
    assert (reply.text, reply.private, reply.ways[0]) == (text, private, way)
    assert amina.seen(room) == [reply.message]
    assert room.messages == ([] if private else [reply.message])


async def test_a_command_tells_what_slack_tells(
    app: SampleApp, server: SlackServer, amina: Person, room: Channel
) -> None:
    await amina.command(room, "Panjshir & <Salang>")
    told = app.told("command")[0]
    assert told["text"] == "Panjshir &amp; &lt;Salang&gt;"
    assert (told["team_id"], told["channel_id"], told["user_id"]) == (server.team.id, room.id, amina.id)
    assert (told["command"], told["channel_name"], told["user_name"]) == ("/tarikh", "history", "amina")
    await amina.command(amina.dm(), "x")
    assert app.told("command")[1]["channel_name"] == "directmessage"


async def test_a_message_is_replaced_added_to_and_deleted(
    app: SampleApp, server: SlackServer, amina: Person, room: Channel
) -> None:
    board = (await amina.command(room, "board")).message
    whisper = await amina.press(board, label="Whisper")
    assert whisper.private
    assert not whisper.updated
    assert server.team.person("Omid").seen(room) == [board]
    chosen = await amina.choose(board, "one", ["b"])
    assert chosen.text == "chose b"
    ticked = await amina.choose(board, "some", ["x", "y"])
    assert ticked.text == "ticked ['x', 'y']"
    counted = await amina.press(board, label="Count")
    assert counted.updated
    assert counted.message is board
    assert (board.text, board.blocks) == ("counted", [])
    other = (await amina.command(room, "board")).message
    replaced = await amina.press(other, label="Replace")
    assert (replaced.updated, other.text, replaced.ways) == (True, "replaced", ["replaced"])
    last = (await amina.command(room, "board")).message
    assert (await amina.press(last, token="delete")).ways == ["deleted"]
    assert last.deleted
    assert room.messages == [board, other]
    assert app.told("action")[0]["message"]["ts"] == board.ts


async def test_an_ephemeral_message_tells_only_where_it_was(
    app: SampleApp, server: SlackServer, amina: Person, room: Channel
) -> None:
    reply = await amina.command(room, "ack")
    reply.message.put("x", BOARD["blocks"])
    await amina.press(reply.message, label="Replace")
    told = app.told("action")[0]
    assert "message" not in told
    assert told["container"]["is_ephemeral"]
    assert (reply.text, reply.private) == ("replaced", True)
    with pytest.raises(NotOfferedError):
        await server.team.person("Omid").press(reply.message, label="Replace")


@pytest.mark.usefixtures("app")
async def test_a_form_is_opened_refused_sent_and_followed(amina: Person, room: Channel) -> None:
    form = (await amina.command(room, "form")).modal
    assert (form.title, form.text) == ("Sample", "Answer")
    refused = await amina.submit(form, answer="wrong")
    assert refused.errors == {"field:answer": "not that"}
    assert (refused.closed, amina.modals) == (False, [form])
    pushed = await amina.submit(form, answer="more")
    assert amina.modals == [form, pushed.modal]
    with pytest.raises(NotOfferedError):
        await amina.submit(form, answer="x")
    sent = await amina.submit(pushed.modal, answer="1988")
    await sent.until(lambda reply: reply.text == "You sent 1988")
    assert sent.closed
    assert amina.modals == [form]
    changed = await amina.submit(form, answer="again")
    assert (changed.modal, form.text) == (form, "something else")
    await amina.close(form)
    assert amina.modals == []


async def test_the_closing_of_a_form_is_told_only_where_it_was_asked_for(
    app: SampleApp, amina: Person, room: Channel
) -> None:
    form = (await amina.command(room, "form")).modal
    await amina.close(form)
    assert app.told("closed") == []
    form = (await amina.command(room, "form")).modal
    form.raw["notify_on_close"] = True
    await amina.close(form, all_of_them=True)
    assert app.told("closed")[0]["is_cleared"]


async def test_mentions_direct_messages_and_the_home(
    app: SampleApp, server: SlackServer, amina: Person, room: Channel
) -> None:
    reply = await amina.mention(room, "who signed & <when>?")
    assert reply.text == "You said @Tarikh who signed & <when>?"
    head = room.messages[0]
    assert head.thread == [reply.message]
    deeper = await amina.mention(room, "and then?", thread=reply.message)
    assert head.thread[-1] is deeper.message
    told = app.told("app_mention")[0]
    assert told["event"]["text"] == f"<@{server.team.bot_user}> who signed &amp; &lt;when&gt;?"
    reply = await amina.write("hello")
    assert (reply.text, amina.dm().messages[-1]) == ("You wrote hello", reply.message)
    await server.settled()
    assert [told["event"].get("bot_id") for told in app.told("message")] == [None]
    home = await amina.open_home()
    assert home.text == "opened"
    await amina.press(home, label="Press")
    assert home.text == "pressed"
    assert amina.home is home
    amina.open_messages()
    await server.settled()
    assert [told["event"]["tab"] for told in app.told("app_home_opened")] == ["home", "messages"]


@pytest.mark.usefixtures("app")
async def test_a_messages_menu(server: SlackServer, amina: Person, room: Channel) -> None:
    said = server.team.person("Omid").say(room, "the Geneva Accords")
    reply = await amina.shortcut(said, "Look this up")
    assert (reply.text, reply.private) == ("You mean: the Geneva Accords", True)
    with pytest.raises(NotOfferedError):
        await amina.shortcut(said, "Something else")


@pytest.mark.usefixtures("app")
async def test_silence_is_told_from_an_answer(server: SlackServer, amina: Person, room: Channel) -> None:
    server.times.answer_within = 0.2
    with pytest.raises(UnansweredError, match="not answered"):
        await amina.command(room, "nothing")
    server.times.ack_within = 0.2
    with pytest.raises(UnansweredError, match="not acknowledged"):
        await amina.command(room, "silent")
    assert len(server.violations) == 1
    assert "/tarikh silent: not acknowledged within 0.2 s" in server.violations.pop()


async def test_both_transports_at_once_serve_several_workspaces(server: SlackServer, amina: Person) -> None:
    other = server.add_team("Other school")
    with pytest.raises(NotOfferedError):
        await other.person("Zahra").command(other.add_channel("general"), "ack")
    other.install()
    zahra, room = other.person("Zahra"), other.add_channel("history")
    app = SampleApp(server)
    async with running(server, app.app, sockets=3):
        for _ in range(6):
            assert (await zahra.command(room, "ack")).private
        assert {each["team_id"] for each in app.told("command")} == {other.id}
    async with serving(app.app) as url:
        server.http.use(url)
        assert (await amina.command(amina.dm(), "ack")).private
