"""Every route that the server has: method and path as in Discord's description, and who serves it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.servers.discord.routes import commands, interactions, messages, places

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.servers.discord.answers import Answer
    from tests.servers.discord.calls import Call

    Route = Callable[[Call], Answer]

ROUTES: dict[tuple[str, str], Route] = {
    **places.ROUTES,
    **messages.ROUTES,
    **commands.ROUTES,
    **interactions.ROUTES,
}
