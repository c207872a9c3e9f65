"""Answers kept at hand: content is read-only, so what was said once can be said again as it is."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from bot.message import Message

_MOST = 2_048  # answers; about 10 KiB each at the most


class Kept:
    """The answers given last. The same key gives the very same messages, which a renderer can rely on."""

    def __init__(self, most: int = _MOST) -> None:
        self._most = most
        self._answers: OrderedDict[Hashable, tuple[Message, ...]] = OrderedDict()

    def get(self, key: Hashable, make: Callable[[], tuple[Message, ...]]) -> tuple[Message, ...]:
        """The answer under a key; where there is none, the one that `make` gives, which is kept."""
        found = self._answers.get(key)
        if found is None:
            found = self._answers[key] = make()
            if len(self._answers) > self._most:
                self._answers.popitem(last=False)
        else:
            self._answers.move_to_end(key)
        return found
