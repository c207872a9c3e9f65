"""Sets a daily post up, or changes what is given of it; what cannot be taken is told, and nothing is lost."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from bot import daily_shown, daily_wish
from bot.daily_form import Draft
from bot.daily_shown import Known, channel_text
from bot.message import Button, Line, Message, Style, Text, UnreachableError, line
from bot.schedules import Schedule, ScheduleError, first
from bot.subscriptions import Kind, Pause, Subscription, Why

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.app import App, Channel, Request
    from bot.schedules import Planned
    from bot.subscriptions import Wish

EXAMPLE = "/daily set time:08:00 zone:Asia/Kabul question:yes"

_ID = 8  # bytes
_ECHOED = 800  # characters of what was typed


async def keep(
    app: App,
    request: Request,
    channel: Channel,
    there: Sequence[Subscription],
    *,
    form: bool = False,
) -> tuple[Message, ...]:
    """Set a daily post up, or change the one that there is.

    Args:
        app: Where it is kept.
        request: What is wanted, by the names of the command's options.
        channel: Where; the one who asks may manage it, and the bot can post there.
        there: What is set up there already.
        form: Whether it was entered in a form, not typed.

    Raises:
        WishError: It is not clear which one is to be changed.
        DatabaseError: It could not be kept.
    """
    say = request.say
    kind = _kind(request, channel, there)
    before = next((each for each in there if each.wish.kind is kind), None)
    held = before.wish if before else None
    wish = await daily_wish.read(app, request, kind, held, "" if before else await zone(app, request))
    if isinstance(wish, tuple):
        return wrong(request, wish, channel, held, form=form)
    # What stopped it is mended, or the channel would have been refused; what somebody asked for stays.
    pause = before.pause if before and before.pause and before.pause.why is Why.ASKED else None
    if before and wish == before.wish and pause == before.pause:
        return (_card(app, request, before, channel, say("It was so already"), replaces=form),)
    planned = await plan(app, before.id if before else "", wish, pause)
    new = Subscription(
        secrets.token_hex(_ID) if before is None else before.id,
        channel.place.platform,
        request.server,
        channel.place.id,
        channel.name,
        wish,
        request.person.id,
        request.person.name,
        app.now() if before is None else before.created_at,
        pause,
        planned,
    )
    await app.daily.subscriptions.keep(new)
    # Where somebody else set the same up at that moment, it is theirs that was changed: under their id.
    kept = await app.daily.subscriptions.of_place(new.platform, new.place)
    now = next((each for each in kept if each.wish.kind is kind), new)
    named = channel_text(channel.name, say)
    head = (
        say("Changed: the daily post in {channel}", channel=named)
        if before
        else say("Set up: a daily post in {channel}", channel=named)
    )
    return (_card(app, request, now, channel, head, replaces=form),)


async def plan(app: App, subscription: str, wish: Wish, pause: Pause | None) -> Planned | None:
    """What comes next of a daily post, which has an id unless it is new; None while a pause has no end."""
    if pause is not None and pause.until is None:
        return None
    posts = await app.daily.outbox.history(subscription, 1) if subscription else ()
    after = posts[0].day if posts else None  # each date has one post, also where it comes at another time now
    if pause is not None and pause.until is not None:
        before = pause.until - timedelta(1)
        after = before if after is None else max(before, after)
    return first(wish.schedule, app.now(), after=after)


async def zone(app: App, request: Request) -> str:
    """The time zone of a new daily post: that of the server's last one; else the person's own, if told."""
    if request.channels is None:
        return ""
    others = (
        await app.daily.subscriptions.of_server(request.place.platform, request.server)
        if request.server
        else ()
    )
    try:
        known = others[-1].wish.schedule.zone if others else await request.channels.zone()
        return Schedule(0, 0, known).zone if known else ""
    except (ScheduleError, UnreachableError):  # it may be newer than what this machine knows of zones
        return ""


def wrong(
    request: Request,
    sentences: Sequence[str],
    channel: Channel | None,
    held: Wish | None = None,
    *,
    form: bool = False,
) -> tuple[Message, ...]:
    """What could not be taken, with a button to a form that has what could, and what was typed."""
    say = request.say
    lines = [line(each) for each in sentences]
    if not form:
        lines.append(line(say("Nothing was changed. This is what you typed:"), Style.NOTE))
        lines.append(line(_echo(request, channel), Style.NOTE))
    draft = Draft.typed(request, channel.place.id if channel else "", held)
    button = Button(say("Fill it in again") if form else say("Fill it in"), draft.token)
    return (Message(tuple(lines), (button,), private=True, corrects=form),)


def beginning(request: Request, channel: Channel | None) -> Message:
    """How a daily post is set up, for somebody who has said nothing of it yet."""
    say = request.say
    title = (
        say("A daily post for {channel}", channel=channel_text(channel.name, say))
        if channel
        else say("Nothing is posted daily here yet")
    )
    about = (
        "Every day at a time of yours, Tarikh posts what happened on this day, with its sources, and if you "
        "like a question of the day. You set it up once."
    )
    lines = (
        Line((Text(title, strong=True),), Style.TITLE),
        line(say(about)),
        line(say("Press the button, or type what you want; for example:"), Style.NOTE),
        line(EXAMPLE, Style.NOTE),
    )
    draft = Draft(channel.place.id if channel else "")
    buttons = Button(say("Set it up"), draft.token), Button(say("Preview"), "daily:preview")
    return Message(lines, buttons, private=True)


def _kind(request: Request, channel: Channel, there: Sequence[Subscription]) -> Kind:
    kind = daily_wish.kind_named(request.text("kind"), request.say)
    if kind is None and len(there) > 1:
        sentence = "Two things are posted daily in {channel}. Say which one: kind:day or kind:question."
        raise daily_wish.WishError(request.say(sentence, channel=channel_text(channel.name, request.say)))
    return kind or (there[0].wish.kind if there else Kind.DAY)


def _card(  # noqa: PLR0913 -- what is kept, and how its card is shown
    app: App, request: Request, subscription: Subscription, channel: Channel, head: str, *, replaces: bool
) -> Message:
    known = Known(subscription, channel.name, channel.manages)
    return daily_shown.card(known, app.library, app.now(), request.say, head=head, replaces=replaces)


def _echo(request: Request, channel: Channel | None) -> str:
    """What was typed, to be copied and mended."""
    typed = [(name, request.text(name).strip()) for name in daily_wish.given(request)]
    named = channel.name if channel else request.text("channel").strip()
    if named and request.text("channel").strip():
        typed.insert(0, ("channel", named))
    return " ".join(["/daily set", *(f"{name}:{value}" for name, value in typed)])[:_ECHOED]
