"""What was posted of a daily post, with links; and having today's posted now."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from bot import daily_shown
from bot.daily_found import may_post, still, today_of
from bot.daily_shown import channel_text
from bot.daily_wish import WishError
from bot.message import Line, Link, Message, Place, PlaceError, Posted, Text, UnreachableError, line
from bot.posts import State, post_id
from bot.schedules import Planned

if TYPE_CHECKING:
    from bot.app import App, Channel, Request
    from bot.daily_shown import Known
    from bot.posts import Post

_HISTORY = 10  # posts; what is older stands above them in the channel

_LOG = logging.getLogger(__name__)


async def history(
    app: App, request: Request, known: Known, channel: Channel | None, value: str
) -> tuple[Message, ...]:
    """Tell what was posted, with links."""
    del channel, value
    posts = await app.daily.outbox.history(known.subscription.id, _HISTORY)
    addresses = await asyncio.gather(*(_address(app, each) for each in posts))
    told = tuple(zip(posts, addresses, strict=True))
    return (daily_shown.past(told, known, request.say, replaces=True),)


async def post(
    app: App, request: Request, known: Known, channel: Channel | None, value: str
) -> tuple[Message, ...]:
    """Have today's posted now, unless it was; then tell where."""
    del value
    say, subscription = request.say, known.subscription
    there = still(request, known, channel)
    may_post(request, there)
    now, today = app.now(), today_of(app, known)
    where = channel_text(there.name, say)
    posted = await app.daily.outbox.enqueue_one(subscription, Planned(today, now), now)
    if posted is not None:
        app.daily.wake()
        return _note(say("Today's post comes in {channel} in a moment.", channel=where))
    earlier = await app.daily.outbox.get(post_id(subscription.id, today))
    if earlier is None:  # removed at this moment
        raise WishError(say("That daily post is no longer there. /daily show tells what is."))
    if earlier.state in {State.WAITING, State.POSTING}:
        return _note(say("Today's post is on its way to {channel} already.", channel=where))
    if earlier.state is not State.POSTED:
        return _note(say("Today's post was begun and could not be finished; the next one comes as planned."))
    said = say("Today's was posted in {channel} already", channel=where)
    if address := await _address(app, earlier):
        link = Link(earlier.title or say("see it"), address)
        return (Message((Line((Text(f"{said}: "), link, Text("."))),), private=True),)
    return _note(f"{said}.")


async def _address(app: App, of: Post) -> str:
    """Where a post is on the web; empty where it is not, or its platform does not tell."""
    message, platform = of.day_message or of.question_message, app.host.platforms.get(of.platform)
    if not message or platform is None:
        return ""
    try:
        return await platform.address(Posted(Place(of.platform, of.place), message), of.server)
    except (PlaceError, UnreachableError) as error:
        _LOG.info("the address of a post is not known: %s", type(error).__name__)
        return ""


def _note(sentence: str) -> tuple[Message, ...]:
    return (Message((line(sentence),), private=True),)
