"""Answers a command, a press or a message. Slack is told first that it was heard; the answer follows."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import orjson

from adapters.slack.heard import Origin
from adapters.slack.insisting import insist
from adapters.slack.limits import LimitedError
from adapters.slack.pictures import pictured
from adapters.slack.web import FailedError, RefusedError
from bot.message import Form, Message, line

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from adapters.slack.replying import Replies
    from bot.message import Reply
    from bot.texts import Texts

# Seconds that an answer may take to go with the acknowledgement, which spares a request; Slack waits for
# three, and the way there and back is to fit in, too.
PATIENCE = 1.5

# Slack's words for a view that was opened too late, or twice.
LATE = frozenset({"expired_trigger_id", "exchanged_trigger_id", "trigger_expired", "trigger_exchanged"})
OPENED = 2.0  # seconds in which a view is tried to be opened, where Slack waits three


class Acknowledgement:
    """Tells Slack that something was heard: with the answer where that comes in time, else without.

    Args:
        ack: Bolt's.
        patience: Seconds until it is told without an answer.
    """

    __slots__ = ("_ack", "_late", "_timer", "_told")

    def __init__(self, ack: Callable[..., Awaitable[Any]], patience: float = PATIENCE) -> None:
        self._ack = ack
        self._told = False
        self._late: asyncio.Task[None] | None = None
        self._timer = asyncio.get_running_loop().call_later(patience, self._pass)

    async def give(self, answer: Mapping[str, Any] | None = None) -> bool:
        """Tell Slack, with an answer or without; False where it was told already, without one."""
        if self._told:
            return False
        self._told = True
        self._timer.cancel()
        await self._tell(answer)
        return True

    def _pass(self) -> None:
        """Tell Slack without an answer, which takes too long."""
        if not self._told:
            self._told = True
            self._late = asyncio.ensure_future(
                self._tell(None)
            )  # kept, since a loop forgets what nobody keeps

    async def _tell(self, answer: Mapping[str, Any] | None) -> None:
        # Bolt takes words that begin with a brace for JSON that is written already; it writes slowly itself.
        await (self._ack() if answer is None else self._ack(orjson.dumps(answer).decode()))


async def command(
    told: Acknowledgement, replies: Replies, reply: Reply, say: Texts, *, private: bool = False
) -> None:
    """Answer a command.

    Args:
        told: How Slack is told that it was heard.
        replies: Where the answer is shown.
        reply: The answer.
        say: The reader's language.
        private: Whether all of it is for the one who asked.
    """
    if isinstance(reply, Form):
        await told.give()
        return await open_form(replies, reply, say)
    first, *others = reply or (Message((line(say("Done.")),), private=True),)
    # Several would race: Slack may show what follows before what went with the acknowledgement. And where it
    # does not get a picture, it does not say so there.
    apart = bool(others) or pictured((first,))
    if apart or not await told.give(replies.body(first, say, private=private)):
        await told.give()
        await replies.show(first, say, private=private)
    for message in others:
        await replies.show(message, say, private=private or first.private)
    return None


async def press(replies: Replies, reply: Reply, say: Texts) -> None:
    """Answer a press in a message, which Slack knows to have been heard.

    What only one person sees leads to nothing that all see, and a class that presses the buttons of one card
    fills no channel: openly it goes on only for the one whose answer it is, and where nobody else is.
    """
    if isinstance(reply, Form):
        return await open_form(replies, reply, say)
    if not reply:
        return None
    heard = replies.heard
    quiet = heard.ephemeral or not (heard.own or heard.alone)
    first, *others = reply
    if first.replaces and heard.own:
        await replies.replace(first, say)
    else:
        await replies.show(first, say, private=quiet or first.replaces)
    for message in others:
        await replies.show(message, say, private=quiet or first.private)
    return None


async def message(replies: Replies, reply: Reply, say: Texts, *, private: bool = False) -> None:
    """Answer a message: a mention, one in the conversation with the bot, or one that is to be looked up.

    Args:
        replies: Where the answer is shown.
        reply: The answer.
        say: The reader's language.
        private: Whether all of it is for the one who asked.
    """
    if isinstance(reply, Form):  # no command brings one, and no message can open it
        return
    for each in reply or (Message((line(say("Done.")),), private=True),):
        await replies.show(each, say, private=private or (bool(reply) and reply[0].private))


async def open_form(replies: Replies, form: Form, say: Texts) -> None:
    """Open a form; where it is too late for that, or Slack does not take it in time, say so."""
    heard = replies.heard
    view = replies.ways.renderer.form(form, say, Origin(heard, form.token).dump())
    try:
        arguments = {"trigger_id": heard.trigger, "view": view}
        await insist(replies.ways.web, heard.spot.team, "views.open", arguments, within=OPENED)
    except (RefusedError, FailedError, LimitedError) as error:
        if not late(error):
            raise
        await replies.show(too_late(say), say, private=True)


def late(error: RefusedError | FailedError | LimitedError) -> bool:
    """Whether a view was not opened because it was too late, or because Slack did not take it in time."""
    return not isinstance(error, RefusedError) or error.word in LATE


def too_late(say: Texts) -> Message:
    """That a view could not be opened in time."""
    return Message((line(say("That took too long. Please press the button again.")),), private=True)
