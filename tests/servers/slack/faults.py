"""Faults on order: what the server does wrong, to which requests, how often."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Fault:
    """One fault that was ordered. `hits` counts how often it struck, `left` how often it still will."""

    method: str
    left: int
    status: int | None = None
    error: str | None = None
    retry_after: float | None = None
    drop: bool = False
    lost_answer: bool = False
    delay: float = 0.0
    hang: bool = False
    hits: int = 0


class Faults:
    """The faults that were ordered; the first that fits strikes."""

    def __init__(self) -> None:
        self._ordered: list[Fault] = []

    def order(self, fault: Fault) -> None:
        """Take an order."""
        self._ordered.append(fault)

    def clear(self) -> None:
        """Be good again."""
        self._ordered.clear()

    def strike(self, method: str) -> Fault | None:
        """Give the fault for a request of this method, and count it."""
        for fault in self._ordered:
            if fault.left and fault.method in {method, "*"}:
                fault.left -= 1
                fault.hits += 1
                return fault
        return None
