"""Counts what is being answered, so that a process can end when nothing is."""

from __future__ import annotations

import asyncio


class Busy:
    """What is being answered: enter it for as long as that takes."""

    def __init__(self) -> None:
        self._open = 0
        self._idle = asyncio.Event()
        self._idle.set()

    def __enter__(self) -> None:
        self._open += 1
        self._idle.clear()

    def __exit__(self, *_failure: object) -> None:
        self._open -= 1
        if not self._open:
            self._idle.set()

    async def idle(self) -> None:
        """Wait until nothing is being answered."""
        await self._idle.wait()
