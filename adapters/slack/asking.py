"""Makes of what was heard what a person asks the bot: who, where, with which settings and rights."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from adapters.slack.finding import Finding
from adapters.slack.places import PLATFORM, Spot
from bot.app import Request
from bot.command import Where
from bot.message import Person
from bot.preferences import Scope
from bot.texts import texts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from adapters.slack.channels import Channels
    from adapters.slack.directory import Directory
    from adapters.slack.heard import Heard
    from adapters.slack.people import People
    from bot.app import App
    from bot.command import Command
    from bot.preferences import Settings

INVITE = "Type /invite @Tarikh in the channel, or play in a direct message."

# A token, behind what turns the pages of its answer.
_TURNED = re.compile(r"leaf:\d{1,2}:")
_QUIZ = re.compile(r"(?:leaf:\d{1,2}:)?quiz:([^:]+):")


class Asking:
    """Makes requests.

    Args:
        app: For settings, and quizzes being played.
        people: Who somebody is.
        channels: What a channel is.
        directory: What channels and groups are called.
    """

    def __init__(self, app: App, people: People, channels: Channels, directory: Directory) -> None:
        self._app = app
        self._people = people
        self._channels = channels
        self._directory = directory

    async def settings(self, team: str) -> Settings:
        """What the workspace has settled; it holds in conversations of two as well.

        Raises:
            DatabaseError: It cannot be read, and is not at hand.
        """
        scope = Scope(PLATFORM, team)
        return self._app.preferences.known(scope) or await self._app.preferences.of(scope)

    async def placed(self, heard: Heard) -> Heard:
        """What was heard, with whether nobody else is there."""
        if heard.alone or not heard.spot.channel.startswith("D"):
            return heard
        return replace(heard, alone=(await self._channels.of(heard.spot.team, heard.spot.channel)).alone)

    async def command(
        self, heard: Heard, settings: Settings, command: Command, values: Mapping[str, str | int]
    ) -> Request:
        """What is asked with a command."""
        posts = command.where is not Where.ANYWHERE
        request = await self._request(heard, heard.spot, settings, values, rights=posts)
        if posts and not heard.spot.person:
            member = (await self._channels.of(heard.spot.team, heard.spot.channel)).member
            request = replace(request, present=member, invite="" if member else request.say(INVITE))
        return request

    async def press(
        self,
        heard: Heard,
        settings: Settings,
        token: str,
        values: Mapping[str, str | int],
        chosen: tuple[str, ...] = (),
    ) -> Request:
        """What is asked with a press, a choice, or a form that was sent."""
        # Nothing else asks who may do what, or shows a name to others.
        rights = _TURNED.sub("", token).startswith(("quiz:", "set:", "daily:"))
        spot = await self._played_at(heard.spot, token)
        return await self._request(heard, spot, settings, values, chosen, rights=rights)

    async def home(self, heard: Heard, settings: Settings) -> Request:
        """What is asked by opening App Home."""
        return await self._request(heard, heard.spot, settings, {}, rights=True)

    async def _request(  # noqa: PLR0913 -- who asks what, where, and by which settings
        self,
        heard: Heard,
        spot: Spot,
        settings: Settings,
        values: Mapping[str, str | int],
        chosen: tuple[str, ...] = (),
        *,
        rights: bool,
    ) -> Request:
        team, channel = spot.team, spot.channel
        name, manages = heard.name or heard.user, False
        if rights:
            known = await self._people.of(team, heard.user, heard.name)
            name, manages = known.name, known.manages
        place = spot.place
        return Request(
            person=Person(heard.user, name),
            place=place,
            settings=settings,
            values=values,
            chosen=chosen,
            server=team,
            alone=heard.alone,
            within=() if spot.person else (place.id, channel),
            moderator=manages or heard.alone,
            # What is settled in a conversation of two holds in the whole workspace, too.
            manager=manages,
            channels=Finding(self._directory, self._people, self._channels, heard, texts(settings.locale)),
        )

    async def _played_at(self, spot: Spot, token: str) -> Spot:
        """Where the quiz of a token is played: in the thread of the press, or in the channel above it."""
        quiz = _QUIZ.match(token)
        if quiz is None or not spot.thread:
            return spot
        above = replace(spot, thread="")
        for each in (spot, above):
            sitting = self._app.host.sitting(each.place)
            if sitting is not None and sitting.id == quiz[1]:
                return each
        return spot if await self._app.host.known(quiz[1], spot.place) else above
