"""Answers in views: App Home, and what opens over it."""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from adapters.slack.answering import LATE, OPENED, late, too_late
from adapters.slack.heard import Origin, faults, first_field
from adapters.slack.insisting import insist
from adapters.slack.limits import LimitedError
from adapters.slack.pictures import bare, fitting
from adapters.slack.places import Spot
from adapters.slack.posting import post
from adapters.slack.render import MAX_VIEW
from adapters.slack.web import FailedError, RefusedError
from bot.message import Form

if TYPE_CHECKING:
    from collections.abc import Mapping

    from adapters.slack.answering import Acknowledgement
    from adapters.slack.heard import Heard
    from adapters.slack.replying import Replies, Ways
    from bot.message import Message, Reply
    from bot.texts import Texts

_PUBLISHED = 15.0  # seconds in which App Home is tried to be shown
_DEEPEST = "push_limit_reached"
_KEY = 12  # bytes


async def press(ways: Ways, heard: Heard, view: Mapping[str, Any], reply: Reply, say: Texts) -> None:
    """Answer a press in App Home or in what opened over it, which Slack knows to have been heard.

    Args:
        ways: The ways to Slack.
        heard: The press.
        view: What it was pressed in.
        reply: The answer.
        say: The reader's language.
    """
    if not reply:
        return
    over = view.get("type") == "modal"
    instead = over and not isinstance(reply, Form) and reply[0].replaces

    async def show(reply: Reply) -> None:
        shown = _view(ways, heard, reply, say)
        if instead:
            await _update(ways, heard, view, shown)
        elif over:
            await _push(ways, heard, view, shown)
        else:
            arguments = {"trigger_id": heard.trigger, "view": shown}
            await insist(ways.web, heard.spot.team, "views.open", arguments, within=OPENED)

    try:
        if isinstance(reply, Form):
            await show(reply)
        else:
            await fitting(reply, show, LATE)
    except (RefusedError, FailedError, LimitedError) as error:
        if not late(error):
            raise
        await _write(ways, heard, (too_late(say),), say)


async def submit(
    told: Acknowledgement, replies: Replies, view: Mapping[str, Any], reply: Reply, say: Texts
) -> None:
    """Answer a form that was sent.

    What cannot be taken is said in the form, as long as Slack waits for that. Everything else closes it and
    is shown where the form was opened.

    Args:
        told: How Slack is told that it was heard.
        replies: Where the answer is shown, if it is not shown in the form's place.
        view: The form.
        reply: The answer.
        say: The reader's language.
    """
    heard = replies.heard
    block = first_field(view)
    if not isinstance(reply, Form) and reply and reply[0].corrects and block:
        wrong = faults(view, reply[0]) or {block: reply[0].text}
        if await told.give({"response_action": "errors", "errors": wrong}):
            return
    if reply and (heard.spot.person or isinstance(reply, Form)):
        # Slack would not say here that it did not get a picture.
        shown = _view(replies.ways, heard, reply if isinstance(reply, Form) else bare(reply), say)
        if await told.give({"response_action": "update", "view": shown}):
            return
    await told.give()
    if isinstance(reply, Form):
        await replies.show(too_late(say), say, private=True)
    elif heard.spot.person:
        await _write(replies.ways, heard, reply, say)
    else:
        await _shown(replies, reply, say)


async def publish(ways: Ways, heard: Heard, messages: tuple[Message, ...], say: Texts) -> None:
    """Show somebody their App Home."""

    async def show(shown: tuple[Message, ...]) -> None:
        arguments = {"user_id": heard.user, "view": ways.renderer.home(shown, say)}
        await insist(ways.web, heard.spot.team, "views.publish", arguments, within=_PUBLISHED)

    await fitting(messages, show)


async def _shown(replies: Replies, reply: tuple[Message, ...], say: Texts) -> None:
    """Show what a form brought in the channel where it was opened."""
    heard = replies.heard
    quiet = heard.ephemeral or not (heard.own or heard.alone)
    for number, message in enumerate(reply):
        if number == 0 and message.replaces and heard.own:
            await replies.replace(message, say)
        else:
            await replies.show(message, say, private=quiet or message.replaces or reply[0].private)


def _view(ways: Ways, heard: Heard, reply: Reply, say: Texts) -> dict[str, Any]:
    """A reply as a view; of several messages one below the other."""
    if isinstance(reply, Form):
        return ways.renderer.form(reply, say, Origin(heard, reply.token).dump())
    view, *others = (ways.renderer.modal(message, say, Origin(heard).dump()) for message in reply)
    blocks = [*view["blocks"]]
    for other in others:
        blocks += other["blocks"]
    return {**view, "blocks": blocks[:MAX_VIEW]}


async def _update(ways: Ways, heard: Heard, view: Mapping[str, Any], shown: dict[str, Any]) -> None:
    arguments = {"view_id": view.get("id", ""), "view": shown}
    await insist(ways.web, heard.spot.team, "views.update", arguments, within=OPENED)


async def _push(ways: Ways, heard: Heard, view: Mapping[str, Any], shown: dict[str, Any]) -> None:
    """Show a view over another; where Slack takes no more of them, in its place."""
    arguments = {"trigger_id": heard.trigger, "view": shown}
    try:
        await insist(ways.web, heard.spot.team, "views.push", arguments, within=OPENED)
    except RefusedError as error:
        if error.word != _DEEPEST:
            raise
        await _update(ways, heard, view, shown)


async def _write(ways: Ways, heard: Heard, messages: tuple[Message, ...], say: Texts) -> None:
    """Say it in the conversation with the person, where no view can be shown."""
    there = replace(heard, spot=Spot(heard.spot.team, heard.user))

    async def show(shown: tuple[Message, ...]) -> None:
        payload = ways.renderer.payload(shown[0], say)
        await post(ways.web, there.spot, payload, secrets.token_hex(_KEY), ways.now())

    for message in messages:
        await fitting((message,), show)
