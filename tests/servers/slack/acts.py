"""What people do, and what they get for it."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from tests.servers.slack.messages import Message
    from tests.servers.slack.places import Channel
    from tests.servers.slack.teams import Team
    from tests.servers.slack.users import User
    from tests.servers.slack.views import View
    from tests.servers.slack.wire import Json

Doing = Literal["command", "press", "submit", "close", "shortcut", "mention", "write", "home"]


@dataclass(frozen=True, slots=True)
class Given:
    """One thing that a person got to see after they did something.

    `direct` tells that it can only be the answer to that: it came in the acknowledgement, by the response
    address or the trigger, or to that person alone. A message in the same channel may be meant for another.
    """

    how: str
    at: float
    direct: bool
    message: Message | None = None
    view: View | None = None


@dataclass(slots=True, eq=False)
class Act:
    """One thing that a person did.

    Attributes:
        place: Where; None in a home or a modal that was opened there.
        message: What was pressed or written; in a modal, what was pressed to open it.
        view: The modal or home in which it was done.
        acked: When the bot acknowledged it, on the monotonic clock.
        ack: What the acknowledgement held.
        given: What the person got, in order.
        errors: What the bot refused in a form, by block_id.
    """

    doing: Doing
    person: User
    team: Team
    place: Channel | None = None
    message: Message | None = None
    view: View | None = None
    trigger: str = ""
    url: str = ""
    started: float = field(default_factory=time.monotonic)
    acked: float | None = None
    ack: Json | str | None = None
    given: list[Given] = field(default_factory=list)
    errors: dict[str, str] = field(default_factory=dict)
    stirred: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def direct(self) -> Given | None:
        """The first thing that can only be the answer to this."""
        return next((each for each in self.given if each.direct), None)

    def get(
        self, how: str, *, direct: bool, message: Message | None = None, view: View | None = None
    ) -> None:
        """Note what the person got."""
        self.given.append(Given(how, time.monotonic(), direct, message, view))
        self.stirred.set()

    def acknowledged(self, ack: Json | str | None) -> None:
        """Note the acknowledgement."""
        self.acked, self.ack = time.monotonic(), ack
        self.stirred.set()

    def hears(self, message: Message, *, changed: bool) -> bool | None:
        """Tell whether a message of the bot may be the answer: surely, perhaps, or not (None)."""
        if message.private_to is not None:
            return True if message.private_to == self.person.id else None
        alone = message.channel.with_person == self.person.id
        if message.channel is not self.place:
            # What was done elsewhere, in a home perhaps, may be answered in the direct messages.
            return False if alone and not changed and self.doing in {"submit", "press"} else None
        if changed:
            return alone if message is self.message else None
        if message.root is None:
            return alone
        if self.message is not None and message.root in {self.message.ts, self.message.root}:
            return alone or self.doing == "mention"
        return False if alone else None
