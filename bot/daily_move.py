"""Has a daily post go on in another channel, with all that was set up, and what was posted."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot import daily_form, daily_keep, daily_shown
from bot.daily_found import channel_named, may_manage, may_post, still
from bot.daily_shown import Known, channel_text
from bot.daily_wish import WishError
from bot.subscriptions import Why

if TYPE_CHECKING:
    from bot.app import App, Channel, Request
    from bot.message import Reply
    from bot.subscriptions import Subscription


async def moved(app: App, request: Request, known: Known, channel: Channel | None, value: str) -> Reply:
    """The form that asks where it is to go on; or with the channel of that form, or a button, move it."""
    if not known.gone:
        still(request, channel)
    if not (value or request.values):
        return daily_form.moving(request, known.subscription)
    there = await channel_named(request, value or request.text("channel").strip())
    may_manage(request, there)
    may_post(request, there)
    now = await _move(app, request, known.subscription, there)
    said = "It goes on in {channel}" if now.pause is None else "Moved to {channel}; it is paused still"
    head = request.say(said, channel=channel_text(there.name, request.say))
    done = daily_shown.Done(head)
    shown = Known.at(now, there)
    return (daily_shown.card(shown, app.library, app.now(), request.say, done=done, replaces=True),)


async def _move(app: App, request: Request, subscription: Subscription, to: Channel) -> Subscription:
    """Have a daily post go on in another channel, which the one who asks may manage, and the bot post in.

    Raises:
        WishError: That channel has one of its kind, or it was removed.
        DatabaseError: It could not be kept.
    """
    # What stopped it there does not stop it here; what somebody asked for stays.
    pause = subscription.pause if subscription.pause and subscription.pause.why is Why.ASKED else None
    planned = await daily_keep.plan(app, subscription.id, subscription.wish, pause)
    place, name = to.place.id, to.name
    if not await app.daily.subscriptions.move(subscription.id, place, name, pause=pause, planned=planned):
        sentence = (
            "{channel} has such a daily post already, or this one was removed. Nothing was changed; "
            "choose another channel, or remove the one there first."
        )
        raise WishError(request.say(sentence, channel=channel_text(name, request.say)))
    return replace(subscription, place=place, name=name, pause=pause, planned=planned)
