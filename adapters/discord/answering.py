"""Answers one interaction: at once, or, where that takes long, by holding the place and filling it later."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bot.message import Form, Message, line

if TYPE_CHECKING:
    from adapters.discord.render import Renderer
    from adapters.discord.wire import Wire
    from bot.message import Reply
    from bot.texts import Texts

PATIENCE = 1.5  # seconds that a handler may take before the place is held; Discord waits for three

# The types of a first answer, by Discord's numbers.
_SHOW, _HOLD, _HOLD_MESSAGE, _REPLACE, _OPEN = 4, 5, 6, 7, 9
_PRIVATE = 64  # the flag of a message that only the person who asked sees


class Answer:
    """The answer to one interaction. Give it exactly once.

    Whether a held place is private is fixed when it is held, and what the handler will say is not known then.
    So after a command it is held privately, and an answer that is for everybody follows as a second message;
    after a press nothing is shown while it is held, and whatever comes then is shown as it is meant.

    Args:
        wire: The way to Discord.
        renderer: How messages look there.
        interaction: The interaction's id.
        token: Its token.
        pressed: Whether it came from a message: a button, a select, or a form that one of these opened.
        own: Whether that message is the presser's own, so that it may be replaced.
        private: Whether everything said to it is for the person who asked only.
        patience: Seconds until the place is held.
    """

    __slots__ = (
        "_holding",
        "_interaction",
        "_own",
        "_pressed",
        "_private",
        "_renderer",
        "_timer",
        "_token",
        "_wire",
    )

    def __init__(  # noqa: PLR0913 -- what an interaction brings, and what answers it
        self,
        wire: Wire,
        renderer: Renderer,
        interaction: int,
        token: str,
        *,
        pressed: bool,
        own: bool = False,
        private: bool = False,
        patience: float = PATIENCE,
    ) -> None:
        self._wire = wire
        self._renderer = renderer
        self._interaction = interaction
        self._token = token
        self._pressed = pressed
        self._own = own
        self._private = private
        self._holding: asyncio.Task[None] | None = None
        self._timer = asyncio.get_running_loop().call_later(patience, self._hold)

    async def give(self, reply: Reply, say: Texts) -> None:
        """Say what a handler replied.

        Raises:
            TooLateError: Nobody waits for it any more.
            WireError: It did not arrive.
        """
        self._timer.cancel()
        if self._holding is not None:
            await self._holding
            await self._fill(reply, say)
        elif isinstance(reply, Form):
            await self._respond(_OPEN, self._renderer.form(reply))
        elif not reply:
            if self._pressed:
                await self._respond(_HOLD_MESSAGE)
            else:
                await self._respond(_SHOW, self._payload(_done(say), private=True))
        else:
            if not (self._pressed and reply[0].replaces):
                await self._respond(_SHOW, self._payload(reply[0]))
            elif self._own:
                await self._respond(_REPLACE, self._replacement(reply[0]))
            else:
                await self._respond(_SHOW, self._payload(reply[0], private=True))
            await self._others(reply)

    def _hold(self) -> None:
        self._holding = asyncio.create_task(self._held())

    async def _held(self) -> None:
        if self._pressed:
            await self._respond(_HOLD_MESSAGE)
        else:
            await self._respond(_HOLD, {"flags": _PRIVATE})

    async def _fill(self, reply: Reply, say: Texts) -> None:
        """Say it where a place is held."""
        if isinstance(reply, Form):
            late = line(say("That took too long. Please press the button again."))
            reply = (Message((late,), private=True),)
        if not self._pressed:
            await self._fill_private(reply or (_done(say),), say)
        elif reply:
            if reply[0].replaces and self._own:
                await self._wire.change(self._token, self._replacement(reply[0]))
            else:
                await self._wire.follow(self._token, self._payload(reply[0], private=reply[0].replaces))
            await self._others(reply)

    async def _fill_private(self, reply: tuple[Message, ...], say: Texts) -> None:
        if self._private or reply[0].private:
            await self._wire.change(self._token, self._replacement(reply[0]))
        else:
            came = Message((line(say("That took a moment; here it is.")),), private=True)
            await self._wire.change(self._token, self._replacement(came))
            await self._wire.follow(self._token, self._payload(reply[0]))
        await self._others(reply)

    async def _others(self, reply: tuple[Message, ...]) -> None:
        for message in reply[1:]:
            await self._wire.follow(self._token, self._payload(message, private=reply[0].private))

    async def _respond(self, kind: int, data: dict[str, Any] | None = None) -> None:
        body = {"type": kind} if data is None else {"type": kind, "data": data}
        await self._wire.respond(self._interaction, self._token, body)

    def _payload(self, message: Message, *, private: bool = False) -> dict[str, Any]:
        payload = self._renderer.payload(_quietly(message))
        if (private or self._private) and not message.private:
            return payload | {"flags": payload["flags"] | _PRIVATE}
        return payload

    def _replacement(self, message: Message) -> dict[str, Any]:
        """A message as an edit takes it: whether it is private cannot be changed, so it is not said."""
        payload = self._renderer.payload(_quietly(message))
        return payload | {"flags": payload["flags"] & ~_PRIVATE}


def _quietly(message: Message) -> Message:
    """A message as an answer: it notifies nobody, also where it shows what a post will look like."""
    return replace(message, ping="") if message.ping else message


def _done(say: Texts) -> Message:
    return Message((line(say("Done.")),), private=True)
