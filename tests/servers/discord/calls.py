"""One request as a route sees it, and the judging of what it brings."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.servers.discord.answers import MESSAGES, RefusedError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from tests.servers.discord.described import Description
    from tests.servers.discord.messages import Upload
    from tests.servers.discord.wire import Json
    from tests.servers.discord.world import World


@dataclass(slots=True)
class Request:
    """A request that came, as tests look at it. `at` is on time.monotonic()'s clock, `path` without /api/v10.

    `status` is what it was answered with; None while it is not, and when the answer was lost on purpose.
    """

    method: str
    path: str
    template: str | None
    query: Mapping[str, str]
    body: Any
    at: float
    status: int | None = None


@dataclass(slots=True)
class Times:
    """How long things last, in seconds, and what is tried how often."""

    answer_within: float = 3.0
    """From INTERACTION_CREATE to the first answer (reference, "Receiving and Responding")."""
    token_lasts: float = 900.0
    """From INTERACTION_CREATE until follow-ups are refused (the same)."""
    nonce_lasts: float = 300.0
    """How long a nonce is remembered: "the past few minutes" in the reference."""


class Judge:
    """Holds bodies against the description and our rules, and keeps what was found in `violations`.

    `every` says how many requests pass between two that are judged: 1 judges all, 0 none.
    """

    def __init__(self, description: Description | None) -> None:
        self.description = description
        self.violations: list[str] = []
        self.every = 1
        self.judged = 0
        self._seen = 0

    def turn(self) -> bool:
        """Tell whether this request is to be judged."""
        self._seen += 1
        if self.every and self._seen % self.every == 0:
            self.judged += 1
            return True
        return False

    def described(self, method: str, template: str, body: object) -> None:
        """Hold a body against the description; refuse it with 50035 when it does not fit."""
        if self.description is not None:
            self.refuse(f"{method} {template}", self.description.request_faults(method, template, body))

    def ruled(self, where: str, faults: Callable[[], Iterable[str]]) -> None:
        """Hold something against rules of ours; refuse it with 50035 when it breaks one."""
        try:
            found = list(faults())
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            found = [f"malformed: {error!r}"]
        self.refuse(where, found)

    def refuse(self, where: str, found: list[str]) -> None:
        """Write down what was found and refuse; do nothing when nothing was."""
        if not found:
            return
        self.violations.extend(f"{where}: {fault}" for fault in found)
        status, message = MESSAGES[50035]
        errors = {"_errors": [{"code": "INVALID", "message": fault} for fault in found]}
        raise RefusedError(status, 50035, message, errors=errors)


@dataclass(slots=True)
class Call:
    """One request on its way through a route."""

    world: World
    judge: Judge
    times: Times
    method: str
    template: str
    parameters: Mapping[str, str]
    query: Mapping[str, str]
    body: Any
    judged: bool
    uploads: Mapping[int, Upload] = field(default_factory=dict)

    @property
    def where(self) -> str:
        """Name the route, for violations."""
        return f"{self.method} {self.template}"

    def object(self) -> Json:
        """Give the body, which must be an object."""
        if not isinstance(self.body, dict):
            raise RefusedError(*_NO_OBJECT)
        return self.body

    def ruled(self, faults: Callable[[], Iterable[str]]) -> None:
        """Hold the call against rules of ours, when it is its turn."""
        if self.judged:
            self.judge.ruled(self.where, faults)


_NO_OBJECT = (400, 50109, "The request body contains invalid JSON.")
