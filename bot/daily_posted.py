"""What was posted of a daily post, with links; and having today's posted now."""

from __future__ import annotations

import asyncio
import logging
import re
from typing import TYPE_CHECKING

from bot import daily_past
from bot.daily_found import may_post, still, today_of
from bot.daily_shown import channel_text
from bot.daily_wish import WishError
from bot.message import Line, Link, Message, Place, PlaceError, Posted, Text, UnreachableError, line
from bot.posts import Reason, State, post_id
from bot.preparing import Preparer, UnsayableError
from bot.schedules import Planned
from bot.subscriptions import Kind

if TYPE_CHECKING:
    from bot.app import App, Channel, Request
    from bot.daily_shown import Known
    from bot.posts import Post
    from bot.subscriptions import Subscription, Wish
    from bot.texts import Texts

_HISTORY = 400  # posts; no older ones are kept
_PAGE = re.compile(r"[0-9]{1,3}")

_LOG = logging.getLogger(__name__)


async def history(
    app: App, request: Request, known: Known, channel: Channel | None, value: str
) -> tuple[Message, ...]:
    """Tell what was posted, with links: a page of it, by its number counted from 0."""
    del channel
    number = int(value) if _PAGE.fullmatch(value) else 0
    page = daily_past.page(await app.daily.outbox.history(known.subscription.id, _HISTORY), number)
    posts = [run[0] for run in page.runs]
    found = await asyncio.gather(*(_address(app, each) for each in posts))
    addresses = {each.id: address for each, address in zip(posts, found, strict=True)}
    return (daily_past.past(page, addresses, known, request.say),)


async def post(
    app: App, request: Request, known: Known, channel: Channel | None, value: str
) -> tuple[Message, ...]:
    """Have today's posted now, unless it was; then tell where."""
    del value
    say, subscription = request.say, known.subscription
    there = still(request, channel)
    may_post(request, there)
    now, today = app.now(), today_of(app, known)
    where = channel_text(there.name, say)
    earlier = await app.daily.outbox.get(post_id(subscription.id, today))
    if earlier is not None and await _nothing(app, earlier, subscription, say):
        return _note(_why_nothing(subscription.wish, where, say))
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


async def _nothing(app: App, earlier: Post, subscription: Subscription, say: Texts) -> bool:
    """Whether a post was left out since nothing was left to tell, and nothing is by what is wished now."""
    if earlier.state is not State.SKIPPED or earlier.reason != Reason.NOTHING:
        return False
    try:
        return await Preparer(app, earlier, subscription.wish, say).choice() is None
    except UnsayableError:  # whoever posts it tells that
        return False


def _why_nothing(wish: Wish, where: str, say: Texts) -> str:
    """That nothing is left to tell, and what can be done about it."""
    nothing = "There is nothing to tell in {channel} today: all that fits was told not long ago."
    said = [say(nothing, channel=where)]
    if wish.topics:
        said.append(say("With more topics there is more to tell."))
    if wish.kind is Kind.DAY and not wish.question:
        said.append(say("With question:yes each day has a question."))
    return " ".join(said)


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
