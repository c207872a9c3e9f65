"""The methods of the Web API that this server has, by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.servers.slack.methods import auth, chat, conversations, pins, usergroups, users, views

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.servers.slack.calls import Call
    from tests.servers.slack.wire import Json

METHODS: dict[str, Callable[[Call], Json]] = {
    **auth.METHODS,
    **chat.METHODS,
    **conversations.METHODS,
    **pins.METHODS,
    **usergroups.METHODS,
    **users.METHODS,
    **views.METHODS,
}
"""What a method does with a call by the bot; it gives the properties of the answer beside `ok`."""
