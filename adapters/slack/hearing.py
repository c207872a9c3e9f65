"""Hears what people do on Slack: translates it to what the bot does, and the reply to an answer.

Nothing is held in memory between two of them: a button's, select's or form's token says all, so those of
yesterday work after a restart as those of now.
"""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING, Any

from adapters.slack import answering, typed, viewing
from adapters.slack import heard as told
from adapters.slack.answering import Acknowledgement
from adapters.slack.controls import PICK
from adapters.slack.failing import failed, private
from adapters.slack.heard import Heard, Origin
from adapters.slack.manifest import callback_id
from adapters.slack.places import Spot
from adapters.slack.replying import Replies
from adapters.slack.web import BarredError
from adapters.slack.wire import WireError
from bot.backend import DatabaseError
from bot.command import Takes
from bot.commands import COMMANDS, SHORTCUTS, Misread, dispatch, parse
from bot.commands import press as pressed
from bot.home import home
from bot.leaves import first
from bot.message import Form, Message, MessageGoneError, PlaceError, UnreachableError, line
from bot.preferences import Settings
from bot.sealing import SealError
from bot.texts import texts

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext

    from adapters.slack.asking import Asking
    from adapters.slack.busy import Busy
    from adapters.slack.once import Once
    from adapters.slack.replying import Ways
    from adapters.slack.telling import Telling
    from bot.app import App
    from bot.message import Reply
    from bot.texts import Texts

_ANY = re.compile("")
(_SHORTCUT,) = SHORTCUTS
LOOK_UP = callback_id(_SHORTCUT)
# Where App Home shows something else after a press.
_CHANGES = ("set:", "try:", "results")

# What keeps an answer from arriving. The last two: nobody can tell the token of its workspace.
_LOST = (WireError, PlaceError, MessageGoneError, UnreachableError, DatabaseError, SealError)

_LOG = logging.getLogger(__name__)


class Hearing:
    """Hears commands, presses, forms, shortcuts and messages.

    Args:
        app: What handlers are given.
        ways: The ways to Slack.
        asking: Makes requests of what is heard.
        once: What was heard before.
        telling: Who is told what the bot may not do.
        busy: What is being answered.
        met: Called with each workspace that something is heard from.
    """

    def __init__(  # noqa: PLR0913, PLR0917 -- what hears, understands and answers
        self,
        app: App,
        ways: Ways,
        asking: Asking,
        once: Once,
        telling: Telling,
        busy: Busy,
        met: Callable[[str], None],
    ) -> None:
        self._app = app
        self._ways = ways
        self._asking = asking
        self._once = once
        self._telling = telling
        self._busy = busy
        self._met = met
        self._defaults = Settings(locale=app.config.locale, calendar=app.config.calendar)

    def listen(self, bolt: AsyncApp) -> None:
        """Hear through Bolt. Few listeners, since Bolt asks them one after another."""
        bolt.command(_ANY)(self.on_command)
        bolt.action(_ANY)(self.on_action)
        bolt.view(_ANY)(self.on_view)
        bolt.shortcut(LOOK_UP)(self.on_shortcut)
        bolt.event("app_mention")(self.on_mention)
        bolt.event("message")(self.on_message)
        bolt.event("app_home_opened")(self.on_home)

    async def on_command(self, ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        """Answer what was typed after the slash command."""
        if not self._once.here("command", _trigger(body)):
            await ack()
            return
        told_ = Acknowledgement(ack)
        text = str(body.get("text") or "")
        await self._answer(
            "command",
            told.of_command(body, _team(context)),
            lambda heard, settings: self._typed(heard, settings, typed.command(text), typed.named(text)),
            lambda replies, reply, say: answering.command(told_, replies, reply, say),
        )

    async def on_shortcut(self, ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        """Look up somebody's message, for the one who asks only."""
        await ack()
        if not self._once.here("shortcut", _trigger(body)):
            return
        words = typed.plain(str(body.get("message", {}).get("text") or ""))[: typed.MOST]
        command = next(each for each in COMMANDS if each.name == _SHORTCUT.command)

        async def answer(heard: Heard, settings: Settings) -> Reply:
            if not words:
                return private(settings, "There are no words in this message that I could look up.")
            request = await self._asking.command(heard, settings, command, {_SHORTCUT.option: words})
            return await dispatch(self._app, request, command)

        await self._answer(
            "shortcut",
            told.of_shortcut(body, _team(context)),
            answer,
            lambda replies, reply, say: answering.message(replies, reply, say, private=True),
        )

    async def on_mention(self, body: dict[str, Any], context: AsyncBoltContext) -> None:
        """Answer a message that mentions the bot, in its thread."""
        event = body["event"]
        direct = str(event.get("channel", "")).startswith("D")  # it is heard as a message, too
        if direct or not _by_person(event) or not await self._new(body):
            return
        team = _team(context)
        text = str(event.get("text") or "")
        asked = told.of_message(event, team)
        thread = asked.spot.thread or str(event.get("ts", ""))

        async def answer(heard: Heard, settings: Settings) -> Reply:
            words = typed.addressed(text, context.bot_user_id or "")
            return await self._typed(heard, settings, words, typed.named(text))

        async def give(replies: Replies, reply: Reply, say: Texts) -> None:
            # What only one person sees would not be found below a message that has no thread yet.
            if not (isinstance(reply, Form) or not reply or reply[0].private):
                replies = replies.moved(Spot(team, asked.spot.channel, thread))
            await answering.message(replies, reply, say)

        await self._answer("mention", asked, answer, give)

    async def on_message(self, body: dict[str, Any], context: AsyncBoltContext) -> None:
        """Answer a message in the conversation with the bot."""
        event = body["event"]
        direct = event.get("channel_type") == "im" and "subtype" not in event
        if not direct or not _by_person(event) or not await self._new(body):
            return
        text = str(event.get("text") or "")
        words = typed.addressed(text, context.bot_user_id or "")
        asked = told.of_message(event, _team(context), alone=True)
        await self._answer(
            "message",
            asked,
            lambda heard, settings: self._typed(heard, settings, words, typed.named(text)),
            answering.message,
        )

    async def on_action(self, ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        """Answer what was pressed or chosen, in a message or in a view."""
        await ack()
        token, chosen = told.pressed(body)
        # What is ticked acts when it is sent.
        if token.startswith(PICK) or not self._once.here("action", _trigger(body)):
            return
        team, view = _team(context), body.get("view")
        heard = Origin.load(body, team).heard if view else told.of_press(body, team)

        async def answer(heard: Heard, settings: Settings) -> Reply:
            request = await self._asking.press(heard, settings, token, {}, chosen)
            return await pressed(self._app, request, token)

        async def give(replies: Replies, reply: Reply, say: Texts) -> None:
            if view:
                await viewing.press(self._ways, replies.heard, view, reply, say)
                await self._refresh(replies.heard, token, reply)
            else:
                await answering.press(replies, reply, say)

        await self._answer(f"press {token.partition(':')[0][:20]}", heard, answer, give)

    async def on_view(self, ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        """Answer a form that was sent."""
        if not self._once.here("view", _trigger(body)):
            await ack()
            return
        acknowledgement = Acknowledgement(ack)
        origin, view = Origin.load(body, _team(context)), body.get("view", {})

        async def answer(heard: Heard, settings: Settings) -> Reply:
            values = told.entered(view)
            request = await self._asking.press(heard, settings, origin.token, values)
            return await pressed(self._app, request, origin.token)

        async def give(replies: Replies, reply: Reply, say: Texts) -> None:
            await viewing.submit(acknowledgement, replies, view, reply, say)
            if replies.heard.spot.person:
                await self._refresh(replies.heard, origin.token, reply)

        await self._answer("form", origin.heard, answer, give)

    async def on_home(self, body: dict[str, Any], context: AsyncBoltContext) -> None:
        """Show somebody their App Home."""
        event = body["event"]
        if event.get("tab") == "home":
            user = str(event.get("user", ""))
            with self._busy:
                await self._publish(Heard(Spot(_team(context), user), user, own=True, alone=True))

    async def _typed(self, heard: Heard, settings: Settings, words: str, ids: Mapping[str, str]) -> Reply:
        """What is answered to a typed line, in which `ids` stand behind channels and groups."""
        parsed = parse(words, bare=True)
        if isinstance(parsed, Misread):
            return (Message((line(parsed.sentence),), private=True),)
        values = {
            name: value[: typed.MOST] if isinstance(value, str) else value
            for name, value in parsed.values.items()
        }
        for option in parsed.command.options:
            if option.takes in {Takes.CHANNEL, Takes.ROLE} and values.get(option.name) in ids:
                values[option.name] = ids[str(values[option.name])]
        request = await self._asking.command(heard, settings, parsed.command, values)
        return await dispatch(self._app, request, parsed.command)

    async def _answer(
        self,
        what: str,
        heard: Heard,
        answer: Callable[[Heard, Settings], Awaitable[Reply]],
        give: Callable[[Replies, Reply, Texts], Awaitable[None]],
    ) -> None:
        """Find the answer to what was heard, and give it. Whatever goes wrong is logged, and told kindly."""
        with self._busy:
            settings = self._defaults
            self._met(heard.spot.team)
            try:
                heard = await self._asking.placed(heard)
                settings = await self._asking.settings(heard.spot.team)
                reply = await answer(heard, settings)
            except Exception as error:  # noqa: BLE001 -- whatever it is, the person is told kindly
                reply = failed(settings, what, error)
            say = texts(settings.locale)
            if not isinstance(reply, Form):
                reply = first(reply, say)
            try:
                await give(Replies(self._ways, heard), reply, say)
            except BarredError as error:
                _LOG.warning("slack answer lost what=%s scope=%s: %s", what, error.needed or "-", error)
                self._telling.tell(heard.spot.place, error)
            except _LOST as error:
                _LOG.warning("slack answer lost what=%s: %s", what, error)

    async def _refresh(self, heard: Heard, token: str, reply: Reply) -> None:
        """Show App Home anew where a press may have changed what it tells."""
        if token.startswith(_CHANGES) and not isinstance(reply, Form):
            await self._publish(heard)

    async def _publish(self, heard: Heard) -> None:
        settings = self._defaults
        try:
            settings = await self._asking.settings(heard.spot.team)
            messages = await home(self._app, await self._asking.home(heard, settings))
        except Exception as error:  # noqa: BLE001 -- whatever it is, the person is told kindly
            messages = failed(settings, "home", error)
        try:
            await viewing.publish(self._ways, heard, messages, texts(settings.locale))
        except BarredError as error:
            _LOG.warning("slack home lost scope=%s: %s", error.needed or "-", error)
        except _LOST as error:
            _LOG.warning("slack home lost: %s", error)

    async def _new(self, body: Mapping[str, Any]) -> bool:
        """Whether an event is heard for the first time, by any process."""
        return await self._once.anywhere(str(body.get("event_id", "")))


def _team(context: AsyncBoltContext) -> str:
    """The workspace in which the bot was asked; in channels that organisations share, the bot's own."""
    found = context.authorize_result
    return (found.team_id if found is not None else context.team_id) or ""


def _trigger(body: Mapping[str, Any]) -> str:
    """What Slack knows one thing by that somebody did."""
    return str(body.get("trigger_id") or "")


def _by_person(event: Mapping[str, Any]) -> bool:
    """Whether somebody has just written it: not an app, and not by changing an older message."""
    return bool(event.get("user")) and not ("bot_id" in event or "edited" in event or event.get("hidden"))
