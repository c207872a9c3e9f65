"""People's hands: what a client does not let a person do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.servers.slack import NotOfferedError
from tests.servers.slack.elements import State, elements, is_empty, named, picked
from tests.servers.slack.sample import BOARD, actions, button, field, modal, option, words
from tests.servers.slack.test_views import act

if TYPE_CHECKING:
    from slack_sdk.web.async_client import AsyncWebClient

    from tests.servers.slack import Channel, Message, Person, SlackServer, View
    from tests.servers.slack.wire import Json


@pytest.fixture
async def board(client: AsyncWebClient, room: Channel) -> Message:
    await client.chat_postMessage(channel=room.id, **BOARD)
    return room.messages[0]


async def form(client: AsyncWebClient, person: Person, room: Channel, *blocks: Json) -> View:
    await client.views_open(trigger_id=act(person, room).trigger, view=modal(*blocks))
    return person.modals[-1]


async def test_only_what_is_shown_can_be_pressed(amina: Person, board: Message) -> None:
    with pytest.raises(NotOfferedError, match="0 buttons"):
        await amina.press(board, label="Sources")
    with pytest.raises(NotOfferedError, match="0 buttons"):
        await amina.press(board, token="one")
    with pytest.raises(TypeError):
        await amina.press(board)
    with pytest.raises(TypeError):
        await amina.press(board, label="Count", token="count")
    board.put("x", [actions(button("Twice", "a"), button("Twice", "b"))])
    with pytest.raises(NotOfferedError, match="2 buttons"):
        await amina.press(board, label="Twice")


async def test_a_button_that_opens_an_address_tells_the_bot_too(amina: Person, board: Message) -> None:
    act, delivery = amina.prepare_press(board, label="Abroad")
    assert act.message is board
    assert delivery.payload["actions"][0]["action_id"] == "abroad"


async def test_only_what_is_offered_can_be_chosen(amina: Person, board: Message) -> None:
    with pytest.raises(NotOfferedError, match="none of"):
        await amina.choose(board, "one", ["c"])
    with pytest.raises(NotOfferedError, match="takes 1"):
        await amina.choose(board, "one", ["a", "b"])
    with pytest.raises(NotOfferedError, match="0 lists"):
        await amina.tick(board, "other", ["a"])
    with pytest.raises(NotOfferedError, match="none of"):
        await amina.tick(board, "some", ["z"])


async def test_what_is_gone_or_elsewhere_cannot_be_touched(
    client: AsyncWebClient, server: SlackServer, amina: Person, board: Message, room: Channel
) -> None:
    stranger = server.add_team("Other school").person("Zahra")
    with pytest.raises(NotOfferedError):
        await stranger.press(board, label="Count")
    await client.chat_postEphemeral(channel=room.id, user=amina.id, **BOARD)
    whisper = amina.seen(room)[-1]
    with pytest.raises(NotOfferedError, match="shortcuts"):
        await amina.shortcut(whisper, "Look this up")
    with pytest.raises(NotOfferedError, match="alone"):
        await server.team.person("Omid").press(whisper, label="Count")
    await client.chat_delete(channel=room.id, ts=board.ts)
    with pytest.raises(NotOfferedError, match="gone"):
        await amina.press(board, label="Count")


async def test_commands_and_words_have_their_places(
    server: SlackServer, amina: Person, room: Channel
) -> None:
    server.subscribed.clear()
    with pytest.raises(NotOfferedError, match="no command"):
        await amina.command(room, "x", name="/other")
    with pytest.raises(NotOfferedError, match="in a thread"):
        await amina.command(room, "x", thread=amina.say(room, "x"))
    elsewhere = server.add_team("Other school").add_channel("general")
    with pytest.raises(NotOfferedError, match="is not in"):
        await amina.command(elsewhere, "x")
    with pytest.raises(NotOfferedError, match="is not in"):
        amina.say(elsewhere, "x")
    room.archive()
    with pytest.raises(NotOfferedError, match="typed"):
        await amina.command(room, "x")
    with pytest.raises(NotOfferedError, match="said"):
        amina.say(room, "x")


async def test_a_form_takes_what_its_fields_take(
    client: AsyncWebClient, server: SlackServer, amina: Person, room: Channel
) -> None:
    shown = await form(
        client,
        amina,
        room,
        field("answer", min_length=2, max_length=4, initial_value="1988"),
        field("note", optional=True),
        {
            "type": "input",
            "block_id": "field:kind",
            "label": {"type": "plain_text", "text": "Kind"},
            "element": {
                "type": "multi_static_select",
                "action_id": "field:kind",
                "options": [option("a"), option("b")],
                "max_selected_items": 1,
            },
        },
    )
    for values, why in (
        ({"answer": "1"}, "at least 2"),
        ({"answer": "12345"}, "at most 4"),
        ({"answer": ""}, "must be filled in"),
        ({"other": "x"}, "no fields"),
        ({"kind": []}, "must be filled in"),
        ({"kind": ["a", "b"]}, "at most 1"),
        ({"kind": "c"}, "none of"),
    ):
        with pytest.raises(NotOfferedError, match=why):
            await amina.submit(shown, **({"kind": "a", "answer": "1988"} | values))
    with pytest.raises(NotOfferedError, match="somebody else"):
        await server.team.person("Omid").submit(shown, answer="1988")
    await client.views_update(view_id=shown.id, view=modal(words("nothing to send")))
    with pytest.raises(NotOfferedError, match="nothing to send"):
        await amina.submit(shown)
    await amina.close(shown)
    with pytest.raises(NotOfferedError, match="closed"):
        await amina.close(shown)


def test_every_kind_of_list_tells_its_value(server: SlackServer, amina: Person, room: Channel) -> None:
    def lone(kind: str, **more: object) -> Json:
        return {"type": kind, "action_id": kind} | more

    raw = [
        lone("users_select", initial_user="U1"),
        lone("multi_users_select"),
        lone("conversations_select"),
        lone("multi_conversations_select", initial_conversations=["C1"]),
        lone("channels_select"),
        lone("radio_buttons", options=[option("a")]),
        lone("checkboxes", options=[option("a")], initial_options=[option("a")]),
        lone("datepicker", initial_date="1988-04-14"),
        lone("external_select"),
        lone("static_select", option_groups=[{"options": [option("a")]}]),
    ]
    blocks = named([actions(*raw)], "b")
    found = list(elements(blocks))
    values = State().values(blocks)["b0"]
    assert values["users_select"] == {"type": "users_select", "selected_user": "U1"}
    assert values["multi_users_select"]["selected_users"] == []
    assert values["multi_conversations_select"]["selected_conversations"] == ["C1"]
    assert values["checkboxes"]["selected_options"] == [option("a")]
    assert values["datepicker"]["selected_date"] == "1988-04-14"
    assert is_empty(values["channels_select"])
    assert picked(found[0], [amina])["selected_user"] == amina.id
    assert picked(found[3], [room])["selected_conversations"] == [room.id]
    assert picked(found[5], ["a"])["selected_option"] == option("a")
    assert picked(found[9], ["a"])["selected_option"] == option("a")
    assert server.violations == []
