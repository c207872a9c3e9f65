"""Answers with a picture: shown with it, and without where Slack cannot get it; never not at all."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from adapters.slack import viewing
from adapters.slack.heard import Heard
from adapters.slack.layout import MAX_ADDRESS, called
from adapters.slack.places import Spot
from adapters.slack.render import Renderer
from adapters.slack.replying import Replies
from bot.message import MAX_ADDRESS as MOST
from bot.message import MAX_DESCRIPTION, MAX_TEXT, Button, Message, Picture, line
from tests.adapters.slack.test_answering import FORM, SAY
from tests.adapters.slack.test_answering import script as _script
from tests.servers.slack.checks import all_faults, types

if TYPE_CHECKING:
    from tests.adapters.slack.test_answering import Script
    from tests.servers.slack import Channel, Person, SlackServer, View
    from tests.servers.slack import Message as Seen

script = _script
ADDRESS = "https://pictures.invalid/geneva.jpg"
PICTURED = Message(
    (line("Geneva"),), (Button("More", "more"),), private=True, picture=Picture(ADDRESS, "The Palais")
)
WITH, WITHOUT = "Geneva\nThe Palais", "Geneva"


@pytest.fixture(params=[True, False], ids=["there", "lost"])
def there(request: pytest.FixtureRequest, server: SlackServer) -> bool:
    """Whether Slack can get the picture."""
    if not request.param:
        server.judge.lost.add(ADDRESS)
    return bool(request.param)


def pictures(shown: Seen | View) -> list[str]:
    return [block["image_url"] for block in shown.blocks if block["type"] == "image"]


async def test_a_command(script: Script, room: Channel, amina: Person, there: bool) -> None:
    script.reply = (PICTURED,)
    reply = await amina.command(room, "today")
    assert reply.text == (WITH if there else WITHOUT)
    assert reply.message.labels == ["More"]
    assert reply.private
    assert pictures(reply.message) == [ADDRESS] * there
    assert not script.failures


async def test_a_press(script: Script, room: Channel, amina: Person, there: bool) -> None:
    shown = (await amina.command(room, "ask")).message
    script.reply = (replace(PICTURED, replaces=True),)
    await amina.press(shown, label="More")
    assert shown.text == (WITH if there else WITHOUT)
    assert not script.failures


async def test_a_message(script: Script, server: SlackServer, amina: Person, there: bool) -> None:
    replies = Replies(script.ways, Heard(Spot(server.team.id, amina.dm().id), amina.id, alone=True))
    await replies.show(PICTURED, SAY)
    assert [each.text for each in amina.dm().messages] == [WITH if there else WITHOUT]


async def test_app_home_and_what_opens_over_it(
    script: Script, server: SlackServer, amina: Person, there: bool
) -> None:
    heard = Heard(Spot(server.team.id, amina.id), amina.id, own=True, alone=True)
    await viewing.publish(script.ways, heard, (PICTURED,), SAY)
    assert amina.home is not None
    assert amina.home.text == (WITH if there else WITHOUT)
    script.reply = (PICTURED,)
    for deep in (1, 2):
        over = amina.modals[-1] if amina.modals else amina.home
        shown = await amina.press(over, label="More")
        assert len(amina.modals) == deep
        assert shown.modal.text == (WITH if there else WITHOUT)
    script.reply = (replace(PICTURED, replaces=True),)
    await amina.press(amina.modals[-1], label="More")
    assert [pictures(each) for each in amina.modals] == [[ADDRESS] * there] * 2
    assert not script.failures


async def test_what_a_form_turns_into_has_none(
    script: Script, server: SlackServer, amina: Person, there: bool
) -> None:
    """Slack would not tell the bot that it did not get it."""
    heard = Heard(Spot(server.team.id, amina.id), amina.id, own=True, alone=True)
    await viewing.publish(script.ways, heard, (replace(PICTURED, picture=None),), SAY)
    assert amina.home is not None
    script.reply = FORM
    form = (await amina.press(amina.home, label="More")).modal
    script.reply = (PICTURED,)
    assert (await amina.submit(form, year="1988")).modal.text == WITHOUT
    assert there or server.judge.lost


def test_it_is_as_slack_takes_it() -> None:
    longest = Picture("https://a.invalid/".ljust(MOST, "x"), "ب" * MAX_DESCRIPTION)
    lines = tuple(line("ب" * 900) for _ in range(MAX_TEXT // 900))
    payloads = {
        "short": Renderer(()).payload(PICTURED, SAY),
        "long": Renderer(()).payload(Message(lines, picture=longest), SAY),
        "called": called(Renderer(()).payload(PICTURED, SAY), "S0CLASS"),
    }
    for name, payload in payloads.items():
        assert all_faults(name, payload) == []
        assert "image" in [block["type"] for block in payload["blocks"]]
    assert types.faults(payloads) == []
    assert payloads["short"]["text"] == WITH


def test_an_address_that_grows_too_long_by_being_written_for_slack_is_left_out() -> None:
    picture = Picture("https://a.invalid/" + "^" * (MAX_ADDRESS // 3), "x")
    blocks = Renderer(()).payload(replace(PICTURED, picture=picture), SAY)["blocks"]
    assert [block["type"] for block in blocks] == ["rich_text", "actions"]


def test_the_same_lines_with_another_picture_are_another_message() -> None:
    renderer = Renderer(())
    bare = renderer.payload(replace(PICTURED, picture=None), SAY)
    assert renderer.payload(PICTURED, SAY) != bare
