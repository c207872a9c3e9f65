"""Shows the answer to one thing that was heard: by the address that came with it, else as a post."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from adapters.slack.heard import owned
from adapters.slack.insisting import insist
from adapters.slack.limits import EDIT
from adapters.slack.pictures import fitting
from adapters.slack.posting import post
from adapters.slack.wire import TooLateError
from bot.message import MessageGoneError

if TYPE_CHECKING:
    from collections.abc import Callable

    from adapters.slack.heard import Heard
    from adapters.slack.places import Spot
    from adapters.slack.render import Renderer
    from adapters.slack.web import Web
    from adapters.slack.wire import Wire
    from bot.message import Message
    from bot.texts import Texts

_PRIVATELY = "chat.postEphemeral"
_LONGEST = 10.0  # seconds in which an answer is tried to be shown
_KEY = 12  # bytes


@dataclass(frozen=True, slots=True)
class Ways:
    """The ways to Slack, and how messages look there.

    Attributes:
        web: The Web API.
        wire: The way to addresses that take answers.
        renderer: How messages look.
        now: Seconds since the epoch.
    """

    web: Web
    wire: Wire
    renderer: Renderer
    now: Callable[[], float]


@dataclass(frozen=True, slots=True)
class Replies:
    """Where the answer to one thing is shown.

    What is private only the one who asked sees; in a conversation with the bot alone everything is shown as
    a message that stays.

    Attributes:
        ways: The ways to Slack.
        heard: What is answered.
    """

    ways: Ways
    heard: Heard

    def moved(self, spot: Spot) -> Replies:
        """The same at another spot."""
        return replace(self, heard=replace(self.heard, spot=spot))

    def body(self, message: Message, say: Texts, *, private: bool = False) -> dict[str, Any]:
        """A message as an address takes it, and the answer to a command.

        Args:
            message: The message.
            say: The reader's language.
            private: Whether only the one who asked sees it, whatever the message says of itself.
        """
        hidden = self._hidden(message, private=private)
        body = self._payload(message, say, hidden=hidden)
        thread = self.heard.spot.thread
        return {
            **body,
            "response_type": "ephemeral" if hidden else "in_channel",
            **({"thread_ts": thread} if thread else {}),
        }

    async def show(self, message: Message, say: Texts, *, private: bool = False) -> None:
        """Show a message. For the arguments see `body`.

        Raises:
            WireError: It did not arrive.
            PlaceError: Nothing can be posted there.
            UnreachableError: Slack took nothing.
        """
        await fitting((message,), lambda shown: self._show(shown[0], say, private=private))

    async def _show(self, message: Message, say: Texts, *, private: bool) -> None:
        if self.heard.url:
            body = {**self.body(message, say, private=private), "replace_original": False}
            try:
                return await self.ways.wire.send(self.heard.url, body)
            except TooLateError:
                pass  # 30 minutes or five answers later it can be posted as everything else
        return await self._post(message, say, hidden=self._hidden(message, private=private))

    async def replace(self, message: Message, say: Texts) -> None:
        """Show a message in the place of the one that was pressed, which is the presser's own.

        Raises:
            WireError: It did not arrive.
            PlaceError: Nothing can be posted there.
            UnreachableError: Slack took nothing.
        """
        await fitting((message,), lambda shown: self._replace(shown[0], say))

    async def _replace(self, message: Message, say: Texts) -> None:
        payload = self._payload(message, say, hidden=self.heard.ephemeral)
        if self.heard.url:
            try:
                return await self.ways.wire.send(
                    self.heard.url, {**payload, "replace_original": True}, repeatable=True
                )
            except TooLateError:
                pass
        if not self.heard.message:  # nobody can edit what only one person sees
            return await self._post(message, say, hidden=True)
        spot = self.heard.spot
        changed = {"channel": spot.channel, "ts": self.heard.message, **payload}
        try:
            await insist(self.ways.web, spot.team, EDIT, changed, within=_LONGEST)
        except MessageGoneError:
            await self._post(message, say, hidden=True)

    def _hidden(self, message: Message, *, private: bool) -> bool:
        return (message.private or private) and not self.heard.alone

    def _payload(self, message: Message, say: Texts, *, hidden: bool) -> dict[str, Any]:
        renderer = self.ways.renderer
        payload = (renderer.in_threads if self.heard.spot.thread else renderer).payload(message, say)
        return payload if hidden else owned(payload, self.heard.user)

    async def _post(self, message: Message, say: Texts, *, hidden: bool) -> None:
        spot, payload = self.heard.spot, self._payload(message, say, hidden=hidden)
        if hidden and not self.heard.alone:
            sent = {
                "channel": spot.channel,
                "user": self.heard.user,
                **({"thread_ts": spot.thread} if spot.thread else {}),
                **payload,
            }
            # Nobody can look whether it was shown, and it is not shown twice.
            await insist(self.ways.web, spot.team, _PRIVATELY, sent, within=_LONGEST, repeatable=False)
        else:
            await post(self.ways.web, spot, payload, secrets.token_hex(_KEY), self.ways.now())
