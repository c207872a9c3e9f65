"""The parts of the bot that speak by themselves, without those that listen."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from adapters.slack.limits import Limits
from adapters.slack.render import Renderer
from adapters.slack.saying import Saying
from adapters.slack.telling import Telling
from adapters.slack.web import Web
from bot import commands
from bot.message import PlaceGoneError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.adapters.slack.conftest import Tarikh
    from tests.servers.slack import SlackServer

PATIENCE, HASTE = 10.0, 0.4  # seconds for one try, and where one is to last longer than that
PAUSE, LONGEST = 0.02, 20.0  # seconds; less than in life
SPEED = 50.0  # the limits' seconds in a second: Slack never asks to wait for less than one


class Voices:
    """Several processes' voices at one Slack, one after the other.

    Attributes:
        saying: The first one.
        telling: What it tells by.
        installers: Who installed the bot, by workspace.
    """

    def __init__(self, server: SlackServer, tarikh: Tarikh) -> None:
        self._server = server
        self._tarikh = tarikh
        self._webs: list[Web] = []
        self._tellings: list[Telling] = []
        self.installers: dict[str, str] = {}
        self.saying = self.another()
        self.telling = self._tellings[0]

    def another(self, speed: float = SPEED, url: str = "", patience: float = PATIENCE) -> Saying:
        """What another process speaks by.

        Args:
            speed: How fast time goes for its limits.
            url: Where it takes Slack to be.
            patience: Seconds for one try.
        """
        loop = asyncio.get_running_loop()
        limits = Limits(lambda: speed * loop.time(), lambda seconds: asyncio.sleep(seconds / speed))
        web = Web(self._token, limits, base=url or self._server.api_url, patience=patience)
        renderer = Renderer(tuple(command.name for command in commands.COMMANDS))
        telling = Telling(self._tarikh.app, self._tarikh.store, web, renderer, self._installer)
        self._webs.append(web)
        self._tellings.append(telling)
        return Saying(self._tarikh.app, web, renderer, telling, pause=PAUSE, longest=LONGEST)

    def facing(self, fault: Mapping[str, object]) -> Saying:
        """The first one; where a fault is to outlast its patience, one that has little."""
        return self.another(patience=HASTE) if {"hang", "delay"} & {*fault} else self.saying

    async def close(self) -> None:
        """End what was begun."""
        for telling in self._tellings:
            await telling.close()
        for web in self._webs:
            await web.close()

    async def _token(self, team: str) -> str:
        found = self._server.world.teams[team].installation
        if found is None:
            raise PlaceGoneError("the app is not installed there")
        return found.token

    async def _installer(self, team: str) -> str | None:
        return self.installers.get(team)
