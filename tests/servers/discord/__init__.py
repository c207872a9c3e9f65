"""A Discord of our own, on loopback, to which the real discord.py connects.

    import discord
    from tests.servers.discord import DiscordServer, running

    async with DiscordServer() as server:
        room = server.add_guild("Class 9").add_channel("history")
        amina = server.person("Amina")
        async with running(server, client):         # a discord.Client of yours, from being ready until closed
            reply = await amina.command(room, "lookup", query="Geneva Accords")
            assert "1988" in reply.text and not reply.private
            reply = await amina.press(reply.message, label="Sources")
        assert server.violations == []

`pointed(server)` alone only points discord.py at the server, and back afterwards.

Whatever the bot does that Discord would refuse is refused and written down in `server.violations`.
What a person's client would not let them do raises `NotOfferedError`; a bot that stays silent raises
`UnansweredError`. `server.fail(…)` orders faults, `server.limits` sets rate limits, `server.gateway` drops,
reconnects and invalidates sessions, `room.permit_bot(…)`, `guild.remove_bot()` and `room.delete()` change
the world under the bot's feet. `load.Load` drives many interactions; `python -m tests.servers.discord` is
the server as a process of its own (see `control`).
"""

from tests.servers.discord.components import Button, Option, Part, Select
from tests.servers.discord.conversation import Reply
from tests.servers.discord.guilds import Guild, Role
from tests.servers.discord.hands import UnansweredError
from tests.servers.discord.interactions import Callback, Choice, Interaction, Modal
from tests.servers.discord.messages import Attachment, Message
from tests.servers.discord.options import NotOfferedError
from tests.servers.discord.people import Person
from tests.servers.discord.permissions import ALL, BOT, PEOPLE, Permission
from tests.servers.discord.places import Channel, Kind
from tests.servers.discord.pointing import pointed, running
from tests.servers.discord.server import DiscordServer

__all__ = [
    "ALL",
    "BOT",
    "PEOPLE",
    "Attachment",
    "Button",
    "Callback",
    "Channel",
    "Choice",
    "DiscordServer",
    "Guild",
    "Interaction",
    "Kind",
    "Message",
    "Modal",
    "NotOfferedError",
    "Option",
    "Part",
    "Permission",
    "Person",
    "Reply",
    "Role",
    "Select",
    "UnansweredError",
    "pointed",
    "running",
]
