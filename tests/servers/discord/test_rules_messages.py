"""Every bad message is refused and written down; good ones are not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.servers.discord import DiscordServer
from tests.servers.discord.payloads import OFF, V2, button, call, choosing, embed, row, text

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.servers.discord import Channel
    from tests.servers.discord.wire import Json


@pytest.fixture
async def server() -> AsyncIterator[DiscordServer]:
    async with DiscordServer() as server:
        yield server


@pytest.fixture
def room(server: DiscordServer) -> Channel:
    return server.add_guild("Class 9").add_channel("history")


MESSAGES: list[tuple[str, Json, str]] = [
    ("empty", {}, "empty"),
    ("blank", {"content": "  \n"}, "empty"),
    ("long", {"content": "x" * 2001}, "2001 letters"),
    ("embeds too long together", {"embeds": [embed(description="x" * 3001)] * 2}, "6002 letters"),
    ("empty embed", {"embeds": [{}]}, "embeds.0: empty"),
    ("empty field", {"embeds": [embed(fields=[{"name": "n", "value": " "}])]}, "empty name or value"),
    ("eleven embeds", {"embeds": [embed()] * 11}, "more than 10"),
    ("title too long", {"embeds": [embed(title="x" * 257)]}, "longer than 256"),
    ("one custom_id twice", {"content": "x", "components": [row(button(), button())]}, "used 2 times"),
    ("text display without the flag", {"components": [text("x")]}, "needs the flag"),
    ("nested without the flag", {"components": [{"type": 17, "components": [text("x")]}]}, "needs the flag"),
    (
        "content with the flag",
        {"content": "x", "flags": V2, "components": [text("x")]},
        "content: not together",
    ),
    ("embeds with the flag", {"embeds": [embed()], "flags": V2, "components": [text("x")]}, "embeds: not"),
    ("the flag alone", {"flags": V2}, "none, though the flag"),
    ("4,001 letters", {"flags": V2, "components": [text("x" * 2001), text("y" * 2000)]}, "4001 letters"),
    ("41 components", {"flags": V2, "components": [text("x")] * 41}, "components: "),
    (
        "41 components, nested",
        {"flags": V2, "components": [{"type": 17, "components": [text("x")] * 10}] * 4},
        "44, nested ones counted",
    ),
    ("a blank text display", {"flags": V2, "components": [text(" ")]}, "says nothing"),
    ("two ids", {"flags": V2, "components": [text("x") | {"id": 7}, text("y") | {"id": 7}]}, "same id"),
    ("six rows", {"content": "x", "components": [row(button(custom_id=str(n))) for n in range(6)]}, "6 rows"),
    (
        "six buttons",
        {"content": "x", "components": [row(*[button(custom_id=str(n)) for n in range(6)])]},
        "more",
    ),
    ("an empty row", {"content": "x", "components": [row()]}, "components"),
    ("a list beside a button", {"content": "x", "components": [row(choosing(), button())]}, "alone"),
    (
        "two lists in a row",
        {"content": "x", "components": [row(choosing(), choosing(custom_id="t"))]},
        "alone",
    ),
    (
        "link without url",
        {"content": "x", "components": [row({"type": 2, "style": 5, "label": "l"})]},
        "no url",
    ),
    (
        "link with custom_id",
        {"content": "x", "components": [row(button(style=5, url="https://a.invalid"))]},
        "has a custom_id",
    ),
    (
        "button without custom_id",
        {"content": "x", "components": [row(button(custom_id=None))]},
        "no custom_id",
    ),
    ("button with url", {"content": "x", "components": [row(button(url="https://a.invalid"))]}, "no link"),
    ("button without words", {"content": "x", "components": [row(button(label=None))]}, "neither label"),
    ("unknown style", {"content": "x", "components": [row(button(style=9))]}, "style"),
    ("label too long", {"content": "x", "components": [row(button(label="x" * 81))]}, "longer than 80"),
    (
        "custom_id too long",
        {"content": "x", "components": [row(button(custom_id="x" * 101))]},
        "longer than 100",
    ),
    (
        "least over most",
        {"content": "x", "components": [row(choosing(min_values=2, max_values=1))]},
        "at most 1",
    ),
    ("most over options", {"content": "x", "components": [row(choosing(max_values=3))]}, "3 of 2"),
    (
        "one value twice",
        {"content": "x", "components": [row(choosing(options=[{"label": "a", "value": "a"}] * 2))]},
        "value 'a' 2 times",
    ),
    (
        "too many chosen beforehand",
        {
            "content": "x",
            "components": [row(choosing(options=[{"label": n, "value": n, "default": True} for n in "ab"]))],
        },
        "2 chosen beforehand",
    ),
    ("no options", {"content": "x", "components": [row(choosing(options=[]))]}, "s"),
    ("a missing file", {"embeds": [embed(image={"url": "attachment://a.png"})]}, "no file of this name"),
    ("an unlisted mention", {"content": "hello <@1>"}, "allowed_mentions"),
    (
        "everyone",
        {"content": "hello @everyone", "allowed_mentions": {"parse": ["everyone"]}},
        "allowed_mentions",
    ),
    ("here in a display", {"flags": V2, "components": [text("@here")]}, "allowed_mentions"),
    ("a role", {"content": "<@&1>", "allowed_mentions": OFF | {"roles": ["1"]}}, "allowed_mentions"),
    (
        "a role among words",
        {"flags": V2, "components": [text("to <@&1>")], "allowed_mentions": OFF | {"roles": ["1"]}},
        "allowed_mentions",
    ),
    (
        "another role",
        {"flags": V2, "components": [text("<@&2>")], "allowed_mentions": OFF | {"roles": ["1"]}},
        "allowed_mentions",
    ),
    ("a mention in an embed", {"embeds": [embed(description="<@1>")]}, "allowed_mentions"),
    ("private in a room", {"content": "x", "flags": 64}, "EPHEMERAL"),
    ("an unknown flag", {"content": "x", "flags": 2}, "flags: 2"),
    ("nonce too long", {"content": "x", "nonce": "x" * 26}, "nonce"),
    ("unknown property", {"content": "x", "colour": 1}, "colour"),
    ("a wrong type", {"content": 5}, "content"),
    ("a reply to nothing", {"content": "x", "message_reference": {"message_id": "1"}}, "Unknown message"),
]
NEEDS_DESCRIPTION = {
    "eleven embeds",
    "title too long",
    "six buttons",
    "unknown style",
    "label too long",
    "custom_id too long",
    "nonce too long",
    "unknown property",
    "a wrong type",
    "no options",
}


@pytest.mark.parametrize(("name", "body", "found"), MESSAGES, ids=[name for name, _, _ in MESSAGES])
async def test_a_bad_message_is_refused(
    server: DiscordServer, room: Channel, name: str, body: Json, found: str
) -> None:
    if name in NEEDS_DESCRIPTION and not server.described:
        pytest.skip("Discord's description is absent")
    status, answer = await call(server, "POST", f"/channels/{room.id}/messages", body)
    assert (status, answer["code"]) == (400, 50035)
    assert any(found in violation for violation in server.violations), server.violations
    assert room.messages == []


@pytest.mark.parametrize(
    "body",
    [body for name, body, _ in MESSAGES if name not in NEEDS_DESCRIPTION],
    ids=[name for name, *_ in MESSAGES if name not in NEEDS_DESCRIPTION],
)
async def test_our_own_rules_need_no_description(server: DiscordServer, room: Channel, body: Json) -> None:
    server.judge.description = None
    status, answer = await call(server, "POST", f"/channels/{room.id}/messages", body)
    assert (status, answer["code"]) == (400, 50035)
    assert server.violations
    assert room.messages == []


GOOD: list[Json] = [
    {"content": "x" * 2000, "tts": False},
    {"content": "<@1>", "allowed_mentions": OFF | {"users": [1]}},
    {"embeds": [embed(title="t", fields=[{"name": "n", "value": "v"}], flags=0)]},
    {"content": "x", "components": [row(button(), button(custom_id="b", label=None, emoji={"name": "★"}))]},
    {"content": "x", "components": [row({"type": 2, "style": 5, "label": "l", "url": "https://a.invalid"})]},
    {"content": "x", "components": [row(choosing(min_values=0, max_values=2))]},
    {"content": "x", "components": [row({"type": 8, "custom_id": "c", "channel_types": [0]})]},
    {"flags": V2, "components": [text("x" * 4000)]},
    {"flags": V2, "components": [text("<@&1>")], "allowed_mentions": OFF | {"roles": ["1"]}},
    {"flags": V2, "components": [{"type": 17, "components": [text("x"), {"type": 14}, row(button())]}]},
    {
        "flags": V2 | 4096,
        "components": [{"type": 9, "components": [text("x")], "accessory": button()}],
        "nonce": "x" * 25,
        "enforce_nonce": True,
    },
]


@pytest.mark.parametrize("body", GOOD, ids=range(len(GOOD)))
async def test_a_good_message_is_taken(server: DiscordServer, room: Channel, body: Json) -> None:
    status, _ = await call(server, "POST", f"/channels/{room.id}/messages", body)
    assert (status, server.violations) == (200, [])
    assert len(room.messages) == 1


EDITS: list[tuple[str, Json, Json, str]] = [
    ("emptied", {"content": "x"}, {"content": ""}, "empty"),
    ("made private", {"content": "x"}, {"content": "y", "flags": 64}, "EPHEMERAL"),
    (
        "second version beside content",
        {"content": "x"},
        {"components": [text("y")], "flags": V2},
        "content: not",
    ),
    (
        "content into the second version",
        {"components": [text("x")], "flags": V2},
        {"content": "y"},
        "content: not",
    ),
    ("second version without the flag", {"content": "x"}, {"components": [text("y")]}, "needs the flag"),
    ("a mention", {"content": "x"}, {"content": "<@1>"}, "allowed_mentions"),
]


@pytest.mark.parametrize(("name", "first", "edit", "found"), EDITS, ids=[name for name, *_ in EDITS])
async def test_a_bad_edit_is_refused(
    server: DiscordServer, room: Channel, name: str, first: Json, edit: Json, found: str
) -> None:
    _, made = await call(server, "POST", f"/channels/{room.id}/messages", first)
    before = room.messages[0].payload()
    status, _ = await call(server, "PATCH", f"/channels/{room.id}/messages/{made['id']}", edit)
    assert status == 400, name
    assert any(found in violation for violation in server.violations), server.violations
    assert room.messages[0].payload() == before


async def test_good_edits_are_taken(server: DiscordServer, room: Channel) -> None:
    path = f"/channels/{room.id}/messages"
    _, made = await call(server, "POST", path, {"content": "<@1>", "allowed_mentions": OFF})
    for edit in (
        {"components": [row(button())]},
        {"content": None, "embeds": [], "components": [text("y")], "flags": V2, "tts": False},
        {"components": [text("z")]},
    ):
        status, _ = await call(server, "PATCH", f"{path}/{made['id']}", edit)
        assert (status, server.violations) == (200, [])
    assert room.messages[0].text == "z"
    assert room.messages[0].flags == V2
