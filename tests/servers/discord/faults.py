"""Faults on order: what the server does wrong, to which requests, how often."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import re

Scope = Literal["user", "global", "shared"]


@dataclass(slots=True)
class Fault:
    """One fault that was ordered. `hits` counts how often it struck, `left` how often it still will."""

    method: str
    path: re.Pattern[str]
    left: int
    status: int | None = None
    code: int | None = None
    message: str | None = None
    drop: bool = False
    lost_answer: bool = False
    delay: float = 0.0
    hang: bool = False
    retry_after: float | None = None
    scope: Scope = "user"
    via: bool = True
    hits: int = 0


class Faults:
    """The faults that were ordered, the first that fits strikes."""

    def __init__(self) -> None:
        self._ordered: list[Fault] = []

    def order(self, fault: Fault) -> None:
        """Take an order."""
        self._ordered.append(fault)

    def clear(self) -> None:
        """Be good again."""
        self._ordered.clear()

    def strike(self, method: str, path: str) -> Fault | None:
        """Give the fault for this request (path without /api/v10), and count it."""
        if not self._ordered:
            return None
        for fault in self._ordered:
            if fault.left and fault.method in {method, "*"} and fault.path.search(path):
                fault.left -= 1
                fault.hits += 1
                return fault
        return None
