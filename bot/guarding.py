"""Sends something only as long as it is this process's to send, which is asked right before each request.

Between the moment at which something is given to a platform and its request may lie a minute, in which a
limit is waited for, and any time for which a machine sleeps. Whoever has taken it over meanwhile sends it.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

from bot.message import UnreachableError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# Of what runs at the moment, and of the tasks that it begins.
_STILL: ContextVar[Callable[[], bool] | None] = ContextVar("still", default=None)


class LostError(UnreachableError):
    """What was to be sent or written is not this process's any more: another one may be at it."""


@contextmanager
def only_while(still: Callable[[], bool]) -> Iterator[None]:
    """Have what is asked of platforms inside be asked only as long as something holds."""
    token = _STILL.set(still)
    try:
        yield
    finally:
        _STILL.reset(token)


def check() -> None:
    """Called by each platform right before each request that it makes.

    Raises:
        LostError: The request is not to be made.
    """
    still = _STILL.get()
    if still is not None and not still():
        raise LostError("it is not this process's to send any more")
