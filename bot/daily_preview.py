"""What a daily post says on a day, for whoever sets it up. Nothing of it is kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bot import choosing
from bot.composing import compose
from bot.daily_result import chosen_for
from bot.daily_shown import channel_text, day_text
from bot.message import Line, Message, Place, Style, Text, line
from bot.posts import post_id
from bot.subscriptions import Kind
from bot.times import days_text

if TYPE_CHECKING:
    from datetime import date

    from bot.app import App, Request
    from bot.choosing import Chosen
    from bot.daily_shown import Known
    from bot.subscriptions import Subscription, Wish
    from bot.texts import Texts

_OF_A_POST = "daily:"  # tokens of buttons that lead to a post, which a preview is not


async def of_post(app: App, request: Request, known: Known, day: date) -> tuple[Message, ...]:
    """What a daily post says on a day; where it was posted, what it said.

    Raises:
        DatabaseError: What was told before could not be read.
    """
    subscription, say = known.subscription, request.say
    name = post_id(subscription.id, day)
    post = await app.daily.outbox.get(name)
    chosen = chosen_for(post) if post else None
    if chosen is None:
        since = day - timedelta(choosing.YEAR)
        shown = await app.daily.outbox.shown(subscription.platform, subscription.place, since)
        seen = await app.host.seen(Place(subscription.platform, subscription.place))
        chosen = choosing.choose(app.library, app.bank, subscription.wish, day, shown, seen, post_id=name)
    where = channel_text(known.channel, say)
    silent = "" if post else _silent(subscription, day, say)
    head = say("Preview of {day}, for {channel}", day=day_text(day, say), channel=where)
    return _told(app, request, subscription.wish, name, day, chosen, (head, silent))


def of_wish(app: App, request: Request, wish: Wish, day: date) -> tuple[Message, ...]:
    """What a daily post would say on a day where none is set up yet."""
    name = post_id(wish.kind, day)
    chosen = choosing.choose(app.library, app.bank, wish, day, {}, frozenset(), post_id=name)
    head = request.say("Preview of {day}", day=day_text(day, request.say))
    return _told(app, request, wish, name, day, chosen, (head, ""))


def _silent(subscription: Subscription, day: date, say: Texts) -> str:
    """Why no post comes on a day, as a sentence; empty where one does."""
    weekdays, pause = subscription.wish.schedule.weekdays, subscription.pause
    if day.isoweekday() not in weekdays:
        days = days_text(weekdays, say)
        return say("No post comes on that day: {days}. This is what one would say.", days=days)
    if pause is not None and (pause.until is None or day < pause.until):
        return say("No post comes on that day, since it is paused. This is what one would say.")
    return ""


def _told(  # noqa: PLR0913, PLR0917 -- a post that is none yet, and how it is headed
    app: App,
    request: Request,
    wish: Wish,
    name: str,
    day: date,
    chosen: Chosen | None,
    heads: tuple[str, str],
) -> tuple[Message, ...]:
    say = request.say
    head, silent = heads
    lines = [Line((Text(head, strong=True),), Style.TITLE)]
    if silent:
        lines.append(line(silent))
    parts: list[Message] = []
    if chosen is not None:
        composed = compose(app.library, app.bank, wish, name, day, chosen, None, say, preview=True)
        parts = [_inert(part) for part in (composed.day, composed.question) if part is not None]
        if wish.ping and not composed.sober:
            lines.append(line(say("A role or group is notified of it."), Style.NOTE))
    if not parts:
        lines.append(line(say("Nothing: what fits was told before, so nothing is posted on that day.")))
        return (Message(tuple(lines), private=True),)
    lines.append(line(say("Only you see this."), Style.NOTE))
    if wish.question or wish.kind is Kind.QUESTION:
        answered = "Answers can be given below the post itself; the next one names those who were right."
        lines.append(line(say(answered), Style.NOTE))
    return (Message(tuple(lines), private=True), *parts)


def _inert(part: Message) -> Message:
    """A part of a post that notifies nobody and takes no answers: there is no such post."""
    buttons = tuple(each for each in part.buttons if not each.token.startswith(_OF_A_POST))
    selects = tuple(each for each in part.selects if not each.token.startswith(_OF_A_POST))
    return replace(part, buttons=buttons, selects=selects, private=True, ping="")
