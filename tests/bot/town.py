"""Channels, roles and clocks of a platform that is none, as people of it see them."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.app import Channel
from bot.message import Place, UnreachableError
from tests.bot.room import ROOM

HISTORY = Place(ROOM.platform, "history")
SECRET = Place(ROOM.platform, "secret")


@dataclass
class Town:
    """What somebody finds there, who may manage all of it or nothing."""

    manages: bool = True
    lacking: tuple[str, ...] = ()
    clock: str = ""
    here: Place | None = ROOM
    names: dict[Place, str] = field(default_factory=lambda: {ROOM: "#room", HISTORY: "#history"})
    roles: dict[str, str] = field(default_factory=lambda: {"@class": "4711"})
    bars: Exception | None = None  # raised where a channel is looked for
    beside: dict[str, tuple[str, ...]] = field(default_factory=dict)  # what is lacking beside posting
    shy: bool = False  # whether it tells of channels alone just now

    async def find(self, named: str) -> Channel | None:
        if self.bars is not None:
            raise self.bars
        place = self.here if not named else next((each for each in self.names if self._is(each, named)), None)
        if place not in self.names:
            return None
        return Channel(place, self.names[place], self.manages, self.lacking, self.beside)

    async def role(self, named: str) -> str | None:
        if self.shy:
            raise UnreachableError
        return self.roles.get(named)

    async def zone(self) -> str:
        if self.shy:
            raise UnreachableError
        return self.clock

    def _is(self, place: Place, named: str) -> bool:
        return named in {place.id, self.names[place]}
