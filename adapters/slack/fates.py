"""What became of posts: which were shown, and which may have been though nobody was told."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from bot.message import Message, Place

# Posts, about 400 bytes each. A class makes three a minute; daily posts come in thousands, and must not make
# a quiz forget within minutes what it has said.
KEPT = 20_000

# A post without a key of its own is known by what it says.
Name: TypeAlias = "tuple[Place, str | Message]"


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a post.

    Attributes:
        key: What it is known by on Slack.
        since: When it was first tried: seconds since the epoch.
        settled: When Slack is no longer busy with it, as far as can be expected, by the loop's clock.
        id: The message's id; empty as long as nobody knows whether there is one.
    """

    key: str
    since: float
    settled: float = 0.0
    id: str = ""


class Fates:
    """The newest posts' fates, as many as are kept."""

    def __init__(self) -> None:
        self._known: OrderedDict[Name, Fate] = OrderedDict()

    def of(self, name: Name) -> Fate | None:
        """What is known of a post."""
        return self._known.get(name)

    def note(self, name: Name, fate: Fate) -> None:
        """Remember what became of a post."""
        self._known[name] = fate
        self._known.move_to_end(name)
        if len(self._known) > KEPT:
            self._known.popitem(last=False)

    def forget(self, name: Name) -> None:
        """A post need not be found again."""
        self._known.pop(name, None)
