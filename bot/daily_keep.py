"""Sets a daily post up, or changes what is given of it; what cannot be taken is told, and nothing is lost."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bot import daily_shown, daily_wish
from bot.daily_form import FIELDS, Draft
from bot.daily_shown import Known, channel_text
from bot.message import MAX_LABEL, MAX_TOKEN, Button, Line, Message, Style, Text, UnreachableError, line
from bot.schedules import Schedule, ScheduleError, first, renewed
from bot.subscriptions import Kind, Pause, Subscription, UnreadableError, Why

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.app import App, Channel, Request
    from bot.schedules import Planned
    from bot.subscriptions import Wish

EXAMPLE = "/daily set time:08:00 zone:Asia/Kabul question:yes"

_ID = 8  # bytes
_MOVED = 5  # that are offered to be moved to a channel; there will hardly be more, and /daily show has all
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
    known = None if before else await zone(app, request, channel)
    wish = await daily_wish.read(app, request, kind, held, known.name if known else "")
    if isinstance(wish, tuple):
        return wrong(request, wish, channel, held, form=form)
    # What stopped it is mended, or the channel would have been refused; what somebody asked for stays.
    pause = before.pause if before and before.pause and before.pause.why is Why.ASKED else None
    if before and wish == before.wish and pause == before.pause:
        done = daily_shown.Done(say("It was so already"))
        return (_card(app, request, before, channel, done, replaces=form),)
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
        app.now(),
        pause,
        planned,
    )
    if before is not None:  # it stays whose it was, who is written to when it cannot go on
        changed_by = "" if request.person.id == before.creator else request.person.name
        new = replace(
            new,
            creator=before.creator,
            creator_name=before.creator_name,
            created_at=before.created_at,
            changed_by=changed_by,
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
    notes: tuple[str, ...] = ()
    if before is None and known is not None and known.others and not request.text("zone").strip():
        notes = (say("Its time zone is that of your other daily posts: {zone}.", zone=known.name),)
    done = daily_shown.Done(head, new=before is None, notes=notes)
    return (_card(app, request, now, channel, done, replaces=form),)


async def plan(app: App, subscription: str, wish: Wish, pause: Pause | None) -> Planned | None:
    """What comes next of a daily post, which has an id unless it is new; None while a pause has no end."""
    if pause is not None and pause.until is None:
        return None
    now = app.now()
    overdue = await _overdue(app, subscription, now) if subscription else None
    if overdue is not None and (pause is None or pause.until is None or pause.until <= overdue.day):
        return renewed(wish.schedule, overdue)
    # Each date has one post, also where it comes at another time now.
    after = await app.daily.outbox.last_day(subscription, now) if subscription else None
    if pause is not None and pause.until is not None:
        before = pause.until - timedelta(1)
        after = before if after is None else max(before, after)
    return first(wish.schedule, now, after=after)


async def _overdue(app: App, subscription: str, now: float) -> Planned | None:
    """What has come due of a daily post, and no tick has come to yet."""
    try:
        kept = await app.daily.subscriptions.get(subscription)
    except UnreadableError:
        return None
    planned = kept.planned if kept is not None else None
    return planned if planned is not None and planned.at <= now else None


@dataclass(frozen=True, slots=True)
class Clock:
    """The time zone of a new daily post for which none is given.

    Attributes:
        name: Its name; empty where none is known.
        others: Whether it is that of other daily posts.
    """

    name: str = ""
    others: bool = False


async def zone(app: App, request: Request, channel: Channel | None = None) -> Clock:
    """The time zone of a new daily post: that of the last one before it; else the person's own, if told.

    In a channel it is the last one of the server's channels: conversations, which have no name, are their
    people's own, who may live elsewhere. In a conversation it is the last one that the person set up.

    Args:
        app: Where they are kept.
        request: Who asks, and where.
        channel: Where it is to be posted; None where that is not known, yet likely where it is asked for.
    """
    if request.channels is None:
        return Clock()
    alone = request.alone if channel is None else not channel.name
    every = (
        await app.daily.subscriptions.of_server(request.place.platform, request.server)
        if request.server
        else ()
    )
    others = [each for each in every if (each.creator == request.person.id if alone else each.name)]
    try:
        known = others[-1].wish.schedule.zone if others else await request.channels.zone()
        return Clock(Schedule(0, 0, known).zone, bool(others)) if known else Clock()
    except (ScheduleError, UnreachableError):  # it may be newer than what this machine knows of zones
        return Clock()


def wrong(
    request: Request,
    found: Sequence[tuple[str, str]],
    channel: Channel | None,
    held: Wish | None = None,
    *,
    form: bool = False,
) -> tuple[Message, ...]:
    """What could not be taken, with a button to a form that has what could, and what was typed.

    `found`: the names of options, and what is wrong with each.
    """
    say = request.say
    lines = [line(sentence) for _, sentence in found]
    if not form:
        lines.append(line(say("Nothing was changed. This is what you typed:"), Style.NOTE))
        lines.append(line(_echo(request, channel), Style.NOTE))
    draft = Draft.typed(request, channel.place.id if channel else "", held)
    button = Button(say("Fill it in again") if form else say("Fill it in"), draft.token)
    faults = tuple((FIELDS.get(name, name), sentence) for name, sentence in found) if form else ()
    return (Message(tuple(lines), (button,), private=True, corrects=form, faults=faults),)


def beginning(
    request: Request, channel: Channel | None, gone: Sequence[Known] = (), *, may: bool = True
) -> Message:
    """How a daily post is set up, for somebody who has said nothing of it yet.

    Args:
        request: What they asked.
        channel: For which channel; None for any.
        gone: Those of channels that are gone, which can go on in this one.
        may: Whether they may set one up, as far as is known.
    """
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
    head = Line((Text(title, strong=True),), Style.TITLE), line(say(about))
    preview = Button(say("Preview"), "daily:preview")
    if not may:
        who = line(say("Whoever manages a channel can set it up there, with /daily set."), Style.NOTE)
        return Message((*head, who), (preview,), private=True)
    lines = (
        *head,
        line(say("Press the button, or type what you want; for example:"), Style.NOTE),
        line(EXAMPLE, Style.NOTE),
    )
    draft = Draft(channel.place.id if channel else "")
    buttons = [Button(say("Set it up"), draft.token), preview]
    for each in gone[:_MOVED]:
        what = daily_shown.kind_text(each.subscription.wish, say)
        label = say("Move here: {what}, {channel}", what=what, channel=channel_text(each.channel, say))
        token = f"daily:move:{each.subscription.id}:{draft.channel}"
        if len(token) <= MAX_TOKEN:
            buttons.append(Button(label[:MAX_LABEL], token))
    return Message(lines, tuple(buttons), private=True)


def _kind(request: Request, channel: Channel, there: Sequence[Subscription]) -> Kind:
    kind = daily_wish.kind_named(request.text("kind"), request.say)
    if kind is None and len(there) > 1:
        sentence = "Two things are posted daily in {channel}. Say which one: kind:day or kind:question."
        raise daily_wish.WishError(request.say(sentence, channel=channel_text(channel.name, request.say)))
    return kind or (there[0].wish.kind if there else Kind.DAY)


def _card(  # noqa: PLR0913 -- what is kept, and how its card is shown
    app: App,
    request: Request,
    subscription: Subscription,
    channel: Channel,
    done: daily_shown.Done,
    *,
    replaces: bool,
) -> Message:
    known = Known.at(subscription, channel)
    return daily_shown.card(known, app.library, app.now(), request.say, done=done, replaces=replaces)


def _echo(request: Request, channel: Channel | None) -> str:
    """What was typed, to be copied and mended."""
    typed = [(name, request.text(name).strip()) for name in daily_wish.given(request)]
    typed = [(name, value) for name, value in typed if not daily_wish.is_id(value)]
    named = channel.name if channel else request.text("channel").strip()
    if named and request.text("channel").strip() and not daily_wish.is_id(named):
        typed.insert(0, ("channel", named))
    return " ".join(["/daily set", *(f"{name}:{value}" for name, value in typed)])[:_ECHOED]
