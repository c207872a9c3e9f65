"""Hears every interaction: translates it to what the bot does, and the reply to an answer.

Nothing about an interaction is held in memory between two of them: a button's, select's or form's token says
all, so those of yesterday work after a restart as those of now.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, cast

import discord
from discord import InteractionType

from adapters.discord import offer
from adapters.discord.answering import Answer
from adapters.discord.channels import Channels
from adapters.discord.client import PLATFORM
from adapters.discord.permissions import lacking, manages, moderates
from adapters.discord.wire import TooLateError, WireError
from bot.app import Request
from bot.backend import DatabaseError
from bot.commands import dispatch, press
from bot.completing import complete
from bot.leaves import first
from bot.message import Form, Message, Person, Place, line
from bot.preferences import Scope, Settings
from bot.texts import texts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from adapters.discord.render import Renderer
    from adapters.discord.wire import Wire
    from bot.app import App
    from bot.message import Reply

# Discord's numbers: a command that is given somebody's message, and an answer that offers choices.
_MESSAGE_COMMAND, _CHOICES = 3, 8

_LOG = logging.getLogger(__name__)


class Hearing:
    """Hears interactions.

    Args:
        app: What handlers are given.
        wire: The way to Discord for answers.
        renderer: How messages look there.
        member: Whether the bot is a member of the server with this id.
    """

    def __init__(self, app: App, wire: Wire, renderer: Renderer, member: Callable[[int], bool]) -> None:
        self._app = app
        self._wire = wire
        self._renderer = renderer
        self._member = member
        self._defaults = Settings(locale=app.config.locale, calendar=app.config.calendar)

    async def hear(self, interaction: discord.Interaction) -> None:
        """Answer an interaction. Whatever goes wrong is logged, and told to the person in a sentence."""
        # Every type but a ping, which a gateway never sends, has data.
        data = cast("Mapping[str, Any]", interaction.data or {})
        try:
            if interaction.type is InteractionType.autocomplete:
                await self._complete(interaction, data)
            elif interaction.type is InteractionType.application_command:
                await self._command(interaction, data)
            elif interaction.type in {InteractionType.component, InteractionType.modal_submit}:
                await self._press(interaction, data)
        except TooLateError as error:
            _LOG.info("discord answer too late type=%s: %s", interaction.type.name, error)
        except WireError as error:
            _LOG.warning("discord answer lost type=%s: %s", interaction.type.name, error)

    async def _complete(self, interaction: discord.Interaction, data: Mapping[str, Any]) -> None:
        choices: list[dict[str, str]] = []
        try:
            asked = offer.focused(data)
            if asked is not None:
                _, option, typed = asked
                found = complete(self._app, option, typed)
                choices = [{"name": choice.label, "value": choice.value} for choice in found]
        except Exception as error:  # noqa: BLE001 -- an empty list is all that can be said here
            _report("completion", error)
        answer = {"type": _CHOICES, "data": {"choices": choices}}
        await self._wire.respond(interaction.id, interaction.token, answer)

    async def _command(self, interaction: discord.Interaction, data: Mapping[str, Any]) -> None:
        answer = Answer(
            self._wire,
            self._renderer,
            interaction.id,
            interaction.token,
            pressed=False,
            private=data.get("type") == _MESSAGE_COMMAND,
        )
        settings = self._defaults
        what = "command"
        try:
            settings = await self._settings(interaction)
            found = offer.read(data)
            if found is None:
                reply = _private(
                    settings, "I no longer know this command. Please reload Discord and try again."
                )
            else:
                command, values = found
                what = command.name
                request = self._request(interaction, settings, values=_readable(values))
                reply = await dispatch(self._app, request, command)
        except Exception as error:  # noqa: BLE001 -- whatever it is, the person is told kindly
            reply = _failed(settings, what, error)
        await self._give(answer, reply, settings)

    async def _press(self, interaction: discord.Interaction, data: Mapping[str, Any]) -> None:
        message = interaction.message
        answer = Answer(
            self._wire,
            self._renderer,
            interaction.id,
            interaction.token,
            pressed=message is not None,
            own=message is not None and _own(message, interaction.user.id),
            private=message is not None and _quiet(message, interaction),
        )
        settings = self._defaults
        token = str(data.get("custom_id", ""))
        try:
            settings = await self._settings(interaction)
            request = self._request(
                interaction,
                settings,
                values=dict(_typed(data.get("components", ()))),
                chosen=tuple(map(str, data.get("values", ()))),
            )
            reply = await press(self._app, request, token)
        except Exception as error:  # noqa: BLE001 -- whatever it is, the person is told kindly
            reply = _failed(settings, f"press {token.partition(':')[0][:20]}", error)
        await self._give(answer, reply, settings)

    async def _give(self, answer: Answer, reply: Reply, settings: Settings) -> None:
        say = texts(settings.locale)
        if not isinstance(reply, Form):
            reply = first(reply, say)
        await answer.give(reply, say)

    async def _settings(self, interaction: discord.Interaction) -> Settings:
        server = interaction.guild_id
        scope = Scope(PLATFORM, str(interaction.channel_id if server is None else server))
        return self._app.preferences.known(scope) or await self._app.preferences.of(scope)

    def _request(
        self,
        interaction: discord.Interaction,
        settings: Settings,
        *,
        values: Mapping[str, str | int],
        chosen: tuple[str, ...] = (),
    ) -> Request:
        user, channel, server = interaction.user, interaction.channel, interaction.guild_id
        place = str(interaction.channel_id or "")
        if server is None:
            two = interaction.context.dm_channel  # with the bot; else between people who brought it along
            moderator = manager = present = two
            missing: tuple[str, ...] = ()
        else:
            granted = interaction.permissions.value
            thread = isinstance(channel, discord.Thread)
            moderator, manager = moderates(granted, thread=thread), manages(granted)
            present = self._member(server)
            missing = lacking(interaction.app_permissions.value, thread=thread) if present else ()
        within = (place, str(channel.parent_id)) if isinstance(channel, discord.Thread) else (place,)
        return Request(
            person=Person(str(user.id), user.display_name),
            place=Place(PLATFORM, place),
            settings=settings,
            values=values,
            chosen=chosen,
            server="" if server is None else str(server),
            alone=server is None,
            within=within,
            moderator=moderator,
            manager=manager,
            present=present,
            lacking=missing,
            channels=Channels(
                interaction,
                cast("Mapping[str, Any]", interaction.data or {}),
                present=server is not None and present,
            ),
        )


def _own(message: discord.Message, person: int) -> bool:
    """Whether a message is shown to one person only, or is the answer to what that person asked."""
    asked = message.interaction_metadata
    return message.flags.ephemeral or (asked is not None and asked.user.id == person)


def _quiet(message: discord.Message, interaction: discord.Interaction) -> bool:
    """Whether what a press on a message brings is for the presser alone.

    What only one person sees leads to nothing that all see, and a class that presses the buttons of one card
    fills no channel: openly it goes on only for the one whose answer it is, and where nobody else is.
    """
    if message.flags.ephemeral:
        return True
    return not (_own(message, interaction.user.id) or interaction.context.dm_channel)


def _readable(values: Mapping[str, str | int]) -> Mapping[str, str | int]:
    """The values as long as they can be typed: what is forged, or a whole message, may be longer."""
    return {
        name: value[: offer.MAX_WORDS] if isinstance(value, str) else value for name, value in values.items()
    }


def _typed(components: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    """A form's fields by name, with what was typed or chosen, in labels or in rows."""
    for each in components:
        if "component" in each:
            yield from _typed((each["component"],))
        elif "components" in each:
            yield from _typed(each["components"])
        elif "value" in each:
            yield str(each["custom_id"]), str(each["value"] or "")
        elif "values" in each:
            yield str(each["custom_id"]), ",".join(map(str, each["values"]))


def _failed(settings: Settings, what: str, error: Exception) -> Reply:
    _report(what, error)
    if isinstance(error, DatabaseError):
        return _private(settings, "My memory does not answer just now. Please try again in a moment.")
    return _private(settings, "Something went wrong on my side. Please try again in a moment.")


def _private(settings: Settings, sentence: str) -> Reply:
    return (Message((line(texts(settings.locale)(sentence)),), private=True),)


def _report(what: str, error: Exception) -> None:
    """One line for who runs the bot, without anything that a person typed."""
    if isinstance(error, DatabaseError):
        _LOG.error("discord failed what=%s trouble=%s: %s", what, error.trouble, error)
    else:
        _LOG.error("discord failed what=%s error=%s", what, type(error).__name__)
    _LOG.debug("discord failed what=%s", what, exc_info=error)
