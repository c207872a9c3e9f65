"""How what a person does reaches the bot, and how the answer is waited for."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

from tests.servers.discord.conversation import Reply
from tests.servers.discord.options import NotOfferedError
from tests.servers.discord.permissions import Permission

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.servers.discord.calls import Times
    from tests.servers.discord.gateway import Gateway
    from tests.servers.discord.interactions import Interaction
    from tests.servers.discord.places import Channel
    from tests.servers.discord.users import User
    from tests.servers.discord.wire import Json
    from tests.servers.discord.world import World


class UnansweredError(Exception):
    """The bot did not answer in time, or nobody was there to tell."""


GRACE = 0.5
"""Seconds that a person waits on after the bot's time is up, so that a late answer is seen to be refused."""


class Hands:
    """Sends interactions to the shard that they belong to."""

    def __init__(self, world: World, gateway: Gateway, times: Times, violations: list[str]) -> None:
        self.world = world
        self._gateway = gateway
        self._times = times
        self._violations = violations

    async def wait_for(self, true: Callable[[], object], within: float = 5.0) -> object:
        """Wait until something is true of the server, and give what was true.

        Raises:
            TimeoutError: It did not become true within `within` seconds.
        """
        ends = time.monotonic() + within
        while not (found := true()):
            left = ends - time.monotonic()
            if left <= 0:
                raise TimeoutError(f"not within {within} s")
            try:
                # Much changes without a request (a message deleted by a test): look again every 20 ms anyhow.
                await asyncio.wait_for(self.world.pulse(), min(left, 0.02))
            except TimeoutError:
                continue
        return found

    def offered(self, place: Channel, name: str, kind: int, person: User) -> Json:
        """Find a command that this person is offered in this place.

        Raises:
            NotOfferedError: There is none.
        """
        guild = place.guild
        own = self.world.commands.get(guild.id, {}) if guild is not None else {}
        listed = [*own.values(), *self.world.commands[None].values()]
        command = next((each for each in listed if each["name"] == name and each["type"] == kind), None)
        if command is None:
            raise NotOfferedError(f"no command {name!r}; there are {sorted(each['name'] for each in listed)}")
        if guild is None:
            contexts = command.get("contexts")
            if not (command.get("dm_permission", True) if contexts is None else 1 in contexts):
                raise NotOfferedError(f"{name!r} is not offered in direct messages")
            return command
        if command.get("contexts") is not None and 0 not in command["contexts"]:
            raise NotOfferedError(f"{name!r} is not offered in guilds")
        held = place.permissions_of(person)
        wanted = int(command.get("default_member_permissions") or 0)
        if not held & Permission.USE_APPLICATION_COMMANDS or held & wanted != wanted:
            raise NotOfferedError(f"{name!r} is not offered to {person.name} in #{place.name}")
        if command.get("default_member_permissions") == "0" and not held & Permission.ADMINISTRATOR:
            raise NotOfferedError(f"{name!r} is offered to administrators only")
        return command

    async def do(self, interaction: Interaction) -> Reply:
        """Tell the bot what a person did, and wait for its first answer.

        Raises:
            UnansweredError: No answer came in time.
        """
        interaction.sent = time.monotonic()
        self.world.begin(interaction)
        guild = interaction.place.guild
        payload = interaction.payload(self.world.application)
        if not self._gateway.tell("INTERACTION_CREATE", payload, None if guild is None else guild.id):
            raise UnansweredError("no bot has a session for this shard")
        what = interaction.data.get("name") or interaction.data.get("custom_id")
        try:
            await asyncio.wait_for(asyncio.shield(interaction.waiting), self._times.answer_within + GRACE)
        except TimeoutError:
            raise UnansweredError(
                f"{interaction.doing.name} {what!r} of {interaction.person.name} was not answered within "
                f"{self._times.answer_within} s"
                + (f"; violations: {self._violations[-3:]}" if self._violations else "")
            ) from None
        self.world.changed()
        return Reply(interaction, self.wait_for)
