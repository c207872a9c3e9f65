"""All there is: workspaces, what people have open, and by what the bot may answer them."""

from __future__ import annotations

import asyncio
import secrets
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from tests.servers.slack.acts import Act
    from tests.servers.slack.messages import Message
    from tests.servers.slack.teams import Installation, Team
    from tests.servers.slack.views import View


@dataclass(slots=True)
class Times:
    """How long things last, in seconds. Tests change them.

    Attributes:
        ack_within: For acknowledging what is delivered.
        trigger_lives: From doing something to opening a modal for it.
        url_lives: Of a response address.
        code_lives: Of a code of the OAuth consent.
        ticket_lives: Of a Socket Mode address.
        retry_waits: Before an event is delivered again: at once, after a minute, after five. Here a
            minute is a second.
        answer_within: That a person waits for an answer after the acknowledgement.
        quiet: For which nothing else must come before what may be an answer is taken for it.
        ping: Between the server's pings to a socket.
    """

    ack_within: float = 3.0
    trigger_lives: float = 3.0
    url_lives: float = 1800.0
    code_lives: float = 600.0
    ticket_lives: float = 30.0
    retry_waits: tuple[float, ...] = (0.0, 1.0, 5.0)
    answer_within: float = 10.0
    quiet: float = 0.15
    ping: float = 5.0


@dataclass(slots=True, eq=False)
class Trigger:
    """What lets the bot open one modal for what a person did."""

    act: Act
    made: float
    used: bool = False


@dataclass(slots=True, eq=False)
class ResponseUrl:
    """An address by which the bot answers what a person did. `message` is what it may replace."""

    act: Act
    message: Message | None
    made: float
    uses: int = 0


@dataclass(slots=True)
class World:
    """The state of the server."""

    times: Times = field(default_factory=Times)
    violations: list[str] = field(default_factory=list)
    teams: dict[str, Team] = field(default_factory=dict)
    tokens: dict[str, tuple[Team, Installation]] = field(default_factory=dict)
    views: dict[str, View] = field(default_factory=dict)
    homes: dict[str, View] = field(default_factory=dict)
    stacks: dict[str, list[View]] = field(default_factory=dict)
    triggers: dict[str, Trigger] = field(default_factory=dict)
    response_urls: dict[str, ResponseUrl] = field(default_factory=dict)
    acts: dict[int, Act] = field(default_factory=dict)
    response_base: str = ""
    _pulse: asyncio.Event = field(default_factory=asyncio.Event)
    _tasks: set[asyncio.Task[object]] = field(default_factory=set)

    def changed(self) -> None:
        """Wake those who wait for something to become true."""
        self._pulse.set()

    async def pulse(self) -> None:
        """Wait until something changes."""
        self._pulse.clear()
        await self._pulse.wait()

    def spawn(self, work: Coroutine[object, object, object]) -> None:
        """Have something done beside, and keep it alive until it is."""
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """Stop all that is done beside."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def begin(self, act: Act) -> None:
        """Keep what a person did, so that its answer is known as such, and make its trigger."""
        act.started = time.monotonic()
        act.trigger = f"{secrets.randbelow(10**13)}.{secrets.randbelow(10**13)}.{secrets.token_hex(16)}"
        self.triggers[act.trigger] = Trigger(act, act.started)
        self.acts[id(act)] = act

    def forget(self, act: Act) -> None:
        """Let go of what got its answer: nothing that the bot says later is taken for one."""
        self.acts.pop(id(act), None)

    def drop(self, act: Act) -> None:
        """Forget an act with its trigger and response address, so that memory stays level in load runs."""
        self.forget(act)
        self.triggers.pop(act.trigger, None)
        self.response_urls.pop(act.url, None)

    def response_url(self, act: Act, message: Message | None) -> str:
        """Make a response address."""
        key = f"{act.team.id}/{secrets.randbelow(10**12)}/{secrets.token_hex(12)}"
        act.url = key
        self.response_urls[key] = ResponseUrl(act, message, time.monotonic())
        return self.response_base + key

    def said(self, message: Message, *, changed: bool = False) -> None:
        """Let those who wait see what the bot posted or changed."""
        for act in self.acts.values():
            direct = act.hears(message, changed=changed)
            if direct is not None:
                act.get("changed" if changed else "posted", direct=direct, message=message)
        self.changed()

    def published(self, view: View) -> None:
        """Let somebody see the home that the bot published for them."""
        for act in self.acts.values():
            if act.person is view.user:
                act.get("home", direct=act.doing == "home" or act.view is view, view=view)
        self.changed()

    def stack(self, person: str) -> list[View]:
        """Give the modals that somebody has open, the uppermost last."""
        return self.stacks.setdefault(person, [])
