"""The reply that a person gets from the bot, as a test looks at it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from tests.servers.discord.interactions import Callback, Choice, Interaction, Modal

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from tests.servers.discord.messages import Message


class Reply:
    """What the bot answered to one interaction. It lives on: a deferred reply gets its message later."""

    def __init__(
        self, interaction: Interaction, wait_for: Callable[[Callable[[], object], float], Awaitable[object]]
    ) -> None:
        self.interaction = interaction
        self._wait_for = wait_for

    @property
    def callback(self) -> Callback:
        """How the bot answered first."""
        if self.interaction.callback is None:
            raise LookupError("the bot has not answered")
        return self.interaction.callback

    @property
    def seconds(self) -> float:
        """How long the bot took for its first answer, in seconds."""
        return self.interaction.seconds or 0.0

    @property
    def deferred(self) -> bool:
        """Tell whether the bot put its answer off."""
        return self.callback in {Callback.DEFERRED_MESSAGE, Callback.DEFERRED_UPDATE}

    @property
    def updated(self) -> bool:
        """Tell whether the bot answered by changing the message that was pressed."""
        return self.callback in {Callback.UPDATE, Callback.DEFERRED_UPDATE}

    @property
    def private(self) -> bool:
        """Tell whether only the person sees the answer."""
        return self.interaction.private

    @property
    def message(self) -> Message:
        """The message that answers, or that was changed by the answer."""
        if self.interaction.original is None:
            raise LookupError(f"the bot answered with {self.callback.name}, not with a message")
        return self.interaction.original

    @property
    def text(self) -> str:
        """What that message says."""
        return self.message.text

    @property
    def modal(self) -> Modal:
        """The form that the bot opened."""
        if self.interaction.modal is None:
            raise LookupError(f"the bot answered with {self.callback.name}, not with a form")
        return self.interaction.modal

    @property
    def choices(self) -> list[Choice]:
        """The completions that the bot offered."""
        if self.callback is not Callback.CHOICES:
            raise LookupError(f"the bot answered with {self.callback.name}, not with completions")
        found = self.interaction.waiting.result()["data"].get("choices") or []
        return [Choice(each["name"], each["value"]) for each in found]

    @property
    def followups(self) -> list[Message]:
        """The messages that the bot added to its answer, in order."""
        return self.interaction.followups

    async def final(self, within: float = 5.0) -> Message:
        """Wait until a deferred answer has come, and give the message.

        Raises:
            TimeoutError: It did not come within `within` seconds.
        """
        await asyncio.wait_for(asyncio.shield(self.interaction.done), within)
        return self.message

    async def followup(self, number: int = 1, within: float = 5.0) -> Message:
        """Wait for the follow-up of this number (from 1), and give it."""
        await self._wait_for(lambda: len(self.followups) >= number, within)
        return self.followups[number - 1]
