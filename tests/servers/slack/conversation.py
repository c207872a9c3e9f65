"""The reply that a person gets from the bot, as a test looks at it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from typing import Self

    from tests.servers.slack.acts import Act
    from tests.servers.slack.messages import Message
    from tests.servers.slack.views import View
    from tests.servers.slack.wire import Json


class Reply:
    """What the bot answered to one thing that a person did. It lives on: more may come."""

    def __init__(
        self, act: Act, wait_for: Callable[[Callable[[], object], float], Awaitable[object]]
    ) -> None:
        self.act = act
        self._wait_for = wait_for

    @property
    def messages(self) -> list[Message]:
        """The messages that the person got or saw changed, surely meant ones first, in order."""
        found: list[Message] = []
        for direct in (True, False):
            for given in self.act.given:
                if given.direct is direct and given.message is not None and given.message not in found:
                    found.append(given.message)
        return found

    @property
    def message(self) -> Message:
        """The message that answers, or that was changed by the answer."""
        if not self.messages:
            raise LookupError(f"the bot answered {[each.how for each in self.act.given]}, not with a message")
        return self.messages[0]

    @property
    def text(self) -> str:
        """What the person reads: of the message, or else of the modal or home."""
        return self.message.text if self.messages else self.modal.text

    @property
    def blocks(self) -> list[Json]:
        """The blocks of that message."""
        return self.message.blocks

    @property
    def private(self) -> bool:
        """Tell whether only the person sees the answer."""
        return bool(self.messages) and self.message.ephemeral

    @property
    def updated(self) -> bool:
        """Tell whether the bot answered by changing the message that was pressed."""
        return bool(self.messages) and self.message is self.act.message

    @property
    def modal(self) -> View:
        """The modal (or home) that was opened, or that shows something else now; the last one."""
        views = [given.view for given in self.act.given if given.view is not None]
        if not views:
            raise LookupError(f"the bot answered {[each.how for each in self.act.given]}, not with a modal")
        return views[-1]

    @property
    def errors(self) -> dict[str, str]:
        """What the bot refused in a form, by block_id."""
        return self.act.errors

    @property
    def closed(self) -> bool:
        """Tell whether the form was closed."""
        return any(given.how == "closed" for given in self.act.given)

    @property
    def ways(self) -> list[str]:
        """How the bot answered: ack, response_url, replaced, deleted, posted, changed, opened, closed, …"""
        return [given.how for given in self.act.given]

    @property
    def seconds(self) -> float:
        """How long the bot took to acknowledge, in seconds."""
        return (self.act.acked or self.act.started) - self.act.started

    async def until(self, true: Callable[[Self], object], within: float = 5.0) -> Self:
        """Wait until something is true of the reply; TimeoutError when it is not."""

        def holds() -> object:
            try:
                return true(self)
            except LookupError:
                return False

        await self._wait_for(holds, within)
        return self
