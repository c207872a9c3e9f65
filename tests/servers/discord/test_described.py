"""Our own answers are as Discord describes them, and what is forgiven in requests is no more than needed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.servers.discord import BOT, DiscordServer, Permission, described, running
from tests.servers.discord.described import FILE, LENIENCIES, Description
from tests.servers.discord.payloads import V2, button, call, choosing, command, embed, option, row, text
from tests.servers.discord.rules.commands import LOCALES
from tests.servers.discord.sample import SampleClient

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.servers.discord import Channel
    from tests.servers.discord.wire import Json

pytestmark = pytest.mark.skipif(described.load() is None, reason="Discord's description is absent")


@pytest.fixture
async def server() -> AsyncIterator[DiscordServer]:
    async with DiscordServer() as server:
        yield server
        assert server.violations == []


@pytest.fixture
def room(server: DiscordServer) -> Channel:
    rights = BOT | Permission.CREATE_PUBLIC_THREADS | Permission.PIN_MESSAGES | Permission.MANAGE_CHANNELS
    room = server.add_guild("Class 9", bot_permissions=rights).add_channel("history")
    room.forbid_bot(Permission.MENTION_EVERYONE)
    return room


async def held(
    server: DiscordServer, method: str, template: str, body: object = None, **values: object
) -> Any:  # noqa: ANN401 - any JSON
    """Send a request, hold the answer against the description, and give it."""
    status, answer = await call(server, method, template.format(**values), body)
    assert status < 300, answer
    if status != 204:
        assert server.judge.description is not None
        assert server.judge.description.answer_faults(method, template, status, answer) == []
    return answer


async def test_answers_about_the_bot_and_its_places_are_as_described(
    server: DiscordServer, room: Channel
) -> None:
    amina = server.person("Amina")
    assert room.guild is not None
    forum = room.guild.add_forum("questions")
    room.guild.add_role("teachers")
    for template in (
        "/users/@me",
        "/applications/@me",
        "/oauth2/applications/@me",
        "/gateway",
        "/gateway/bot",
        "/users/{user_id}",
        "/guilds/{guild_id}",
        "/guilds/{guild_id}/channels",
        "/guilds/{guild_id}/threads/active",
        "/guilds/{guild_id}/members/{user_id}",
    ):
        await held(server, "GET", template, guild_id=room.guild.id, user_id=amina.id)
    await held(
        server,
        "GET",
        "/guilds/{guild_id}/members/{user_id}",
        guild_id=room.guild.id,
        user_id=server.world.bot.id,
    )
    await held(server, "POST", "/users/@me/channels", {"recipient_id": str(amina.id)})
    for place in (room, room.add_thread("quiz"), forum, amina.dm()):
        await held(server, "GET", "/channels/{channel_id}", channel_id=place.id)
    await held(server, "PATCH", "/channels/{channel_id}", {"name": "past"}, channel_id=room.id)
    threads = "/channels/{channel_id}/threads"
    await held(server, "POST", threads, {"name": "one", "type": 11}, channel_id=room.id)
    body = {"name": "two", "message": {"content": "x"}}
    await held(server, "POST", threads, body, channel_id=forum.id)
    sent = await held(server, "POST", "/channels/{channel_id}/messages", {"content": "x"}, channel_id=room.id)
    one = "/channels/{channel_id}/messages/{message_id}"
    await held(server, "POST", f"{one}/threads", {"name": "three"}, channel_id=room.id, message_id=sent["id"])
    await held(server, "GET", one, channel_id=room.id, message_id=sent["id"])


@pytest.mark.parametrize(
    "body",
    [
        {"content": "x", "nonce": "a", "enforce_nonce": True},
        {"embeds": [embed(title="t", footer={"text": "f"}, fields=[{"name": "n", "value": "v"}], color=1)]},
        {
            "content": "x",
            "components": [row(button(), button(custom_id="b", disabled=True)), row(choosing())],
        },
        {"content": "x", "components": [row({"type": 8, "custom_id": "c", "channel_types": [0]})]},
        {
            "flags": V2,
            "components": [
                {
                    "type": 17,
                    "components": [
                        text("x"),
                        {"type": 14},
                        {"type": 9, "components": [text("y")], "accessory": button()},
                        {
                            "type": 9,
                            "components": [text("z")],
                            "accessory": {"type": 11, "media": {"url": "https://a.invalid/b.png"}},
                        },
                        {"type": 12, "items": [{"media": {"url": "https://a.invalid/b.png"}}]},
                    ],
                }
            ],
        },
    ],
    ids=["nonce", "embed", "rows", "channels", "second version"],
)
async def test_messages_are_as_described(server: DiscordServer, room: Channel, body: Json) -> None:
    messages, one = "/channels/{channel_id}/messages", "/channels/{channel_id}/messages/{message_id}"
    sent = await held(server, "POST", messages, body, channel_id=room.id)
    await held(server, "GET", messages, channel_id=room.id)
    edit = {key: value for key, value in body.items() if key not in {"nonce", "enforce_nonce"}}
    await held(server, "PATCH", one, edit, channel_id=room.id, message_id=sent["id"])
    await held(
        server,
        "PUT",
        "/channels/{channel_id}/messages/pins/{message_id}",
        channel_id=room.id,
        message_id=sent["id"],
    )
    await held(server, "GET", "/channels/{channel_id}/messages/pins", channel_id=room.id)
    await held(server, "DELETE", one, channel_id=room.id, message_id=sent["id"])


async def test_commands_are_as_described(server: DiscordServer, room: Channel) -> None:
    assert room.guild is not None
    values = {"application_id": server.world.application, "guild_id": room.guild.id}
    body = command(options=[option(autocomplete=True)], default_member_permissions=32)
    for where in ("", "/guilds/{guild_id}"):
        path = f"/applications/{{application_id}}{where}/commands"
        await held(server, "PUT", path, [body, {"type": 3, "name": "Look this up"}], **values)
        made = await held(server, "POST", path, command(name="quiz"), **values)
        await held(server, "GET", path, **values)
        one = {"command_id": made["id"], **values}
        await held(server, "GET", f"{path}/{{command_id}}", **one)
        await held(server, "PATCH", f"{path}/{{command_id}}", {"description": "e"}, **one)
        await held(server, "DELETE", f"{path}/{{command_id}}", **one)
        assert len(await held(server, "GET", path, **values)) == 2


async def test_what_interactions_bring_is_as_described(server: DiscordServer, room: Channel) -> None:
    amina, description = server.person("Amina"), server.judge.description
    assert description is not None
    async with running(server, SampleClient()):
        card = (await amina.command(room, "lookup", query="x")).message
        private = (await amina.press(card, label="Sources")).message
        await amina.press(card, label="Next")
        picture = (await amina.command(room, "picture")).message
        modal = (await amina.command(room, "form")).modal
        thanks = (await amina.submit(modal, {"wrong": "x", "kind": ["date"]})).message
        slow = await (await amina.command(room, "slow", private=True)).final()
        for message in (card, private, picture, thanks, slow):
            assert description.schema_faults("MessageResponse", message.payload()) == []
            assert message.metadata is not None
    callback = "/interactions/{interaction_id}/{interaction_token}/callback"
    assert len(server.requested("POST", callback)) == 7
    interaction = amina.prepare_command(room, "lookup", query="x")
    server.world.begin(interaction)
    path = f"{callback}?with_response=1"
    for template in (callback, path):
        status, answer = await call(
            server,
            "POST",
            template.format(interaction_id=interaction.id, interaction_token=interaction.token),
            {"type": 4, "data": {"content": "x"}},
        )
        if template == path:
            assert (status, answer["code"]) == (400, 40060)
    again = amina.prepare_command(room, "lookup", query="x")
    server.world.begin(again)
    where = path.format(interaction_id=again.id, interaction_token=again.token)
    status, answer = await call(server, "POST", where, {"type": 4, "data": {"content": "x"}})
    assert status == 200
    assert description.answer_faults("POST", callback, 200, answer) == []


MESSAGE = ("POST", "/channels/{channel_id}/messages")
EDIT = ("PATCH", "/channels/{channel_id}/messages/{message_id}")
THREAD = ("POST", "/channels/{channel_id}/threads")
COMMANDS = ("PUT", "/applications/{application_id}/commands")
FORGIVEN: dict[str, tuple[tuple[str, str], object]] = {
    "message-reference-numbers": (MESSAGE, {"content": "x", "message_reference": {"message_id": 1}}),
    "attachment-number": (MESSAGE, {"attachments": [{"id": 0, "filename": "a"}]}),
    "recipient-number": (("POST", "/users/@me/channels"), {"recipient_id": 1}),
    "command-nsfw": (COMMANDS, [command(nsfw=False)]),
    "embed-flags": (MESSAGE, {"embeds": [embed(flags=0)]}),
    "edit-tts": (EDIT, {"content": "x", "tts": False}),
    "mention-numbers": (MESSAGE, {"allowed_mentions": {"parse": [], "users": [1]}}),
    "post-tts": (THREAD, {"name": "n", "message": {"content": "x", "tts": False}}),
    "post-type": (THREAD, {"name": "n", "type": 11, "message": {"content": "x"}}),
    "select-default-numbers": (
        MESSAGE,
        {
            "components": [
                row({"type": 8, "custom_id": "c", "default_values": [{"id": 1, "type": "channel"}]})
            ]
        },
    ),
}


@pytest.mark.parametrize("name", [leniency.name for leniency in LENIENCIES])
def test_each_thing_forgiven_is_needed(name: str) -> None:
    (method, template), body = FORGIVEN[name]
    lenient = described.load()
    assert lenient is not None
    assert lenient.request_faults(method, template, body) == []
    without = tuple(leniency for leniency in LENIENCIES if leniency.name != name)
    strict = Description(json.loads(FILE.read_text(encoding="utf-8")), without)
    assert strict.request_faults(method, template, body) != []


def test_the_languages_are_those_of_the_description() -> None:
    description = described.load()
    assert description is not None
    assert description.locales() == LOCALES
