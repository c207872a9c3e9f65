"""What no honest client would send."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.servers.discord.interactions import Doing, Interaction

if TYPE_CHECKING:
    from tests.servers.discord import Channel, DiscordServer, Message, Person, Reply


async def sent(
    server: DiscordServer,
    person: Person,
    place: Channel,
    doing: Doing,
    data: dict[str, Any],
    source: Message | None = None,
) -> Reply:
    """What the bot answers to an interaction that no honest client would make."""
    return await server.hands.do(
        Interaction(server.world.ids, doing, person.user, place, data, source=source)
    )


async def typed(server: DiscordServer, person: Person, place: Channel, name: str, **values: Any) -> Reply:  # noqa: ANN401 -- forged on purpose
    first, _, second = name.partition(" ")
    options = [{"name": key, "type": 3, "value": value} for key, value in values.items()]
    if second:
        options = [{"name": second, "type": 1, "options": options}]
    data = {"id": "1", "name": first, "type": 1, "options": options}
    return await sent(server, person, place, Doing.COMMAND, data)
