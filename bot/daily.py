"""Daily posts: setting them up, looking at them and changing them, by commands, buttons and forms.

Tokens, after `daily:`, where ID is a subscription's: `show[:PAGE]` lists all, `open:ID` shows one;
`preview[:ID]`, `history:ID[:PAGE]`, `pause:ID`, `resume:ID`, `post:ID`, `remove:ID[:yes]` do what they say;
`form[:ID]`, `form:DRAFT`, `extras:ID` and `move:ID` open a form, and do what it says when it is sent;
`move:ID:PLACE` moves it there. What a token names
is looked up anew, and so is who may change it: it may be stale, or forged.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import wraps
from typing import TYPE_CHECKING, TypeAlias

from bot import daily_form, daily_keep, daily_move, daily_posted, daily_preview, daily_shown
from bot.daily_found import (
    channel_named,
    channels_of,
    every,
    every_gone,
    may_manage,
    may_post,
    of_button,
    some_of,
    still,
    today_of,
)
from bot.daily_shown import Known, channel_text
from bot.daily_wish import CALENDARS, KINDS, WishError, given, kind_named
from bot.daily_words import spread
from bot.days_ahead import day_ahead
from bot.message import Button, Form, Message, PlaceError, Style, UnreachableError, line
from bot.schedules import Schedule
from bot.subscriptions import Kind, Pause, Why, Wish

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.app import App, Channel, Request
    from bot.message import Reply

    Handler: TypeAlias = Callable[[App, Request], Awaitable[Reply]]
    # What is done about a daily post that was found, with its channel, if that is still there, and a value.
    Act: TypeAlias = Callable[[App, Request, Known, Channel | None, str], Awaitable[Reply]]

__all__ = [
    "CALENDARS",
    "KINDS",
    "history",
    "pause",
    "post",
    "press",
    "preview",
    "remove",
    "resume",
    "set_up",
    "show",
]

_PAGE = re.compile(r"[0-9]{1,4}")


def _kindly(handler: Handler) -> Handler:
    """A handler that answers with the sentence of a `WishError` that it raises."""

    @wraps(handler)
    async def answered(app: App, request: Request) -> Reply:
        try:
            return await handler(app, request)
        except WishError as error:
            return _note(str(error))

    return answered


@_kindly
async def set_up(app: App, request: Request) -> Reply:
    """Set up a daily post in a channel; where there is one, change what is given of it."""
    channels_of(request)
    request = spread(request)
    try:
        channel = await channel_named(request, request.text("channel").strip())
    except WishError as error:
        return daily_keep.wrong(request, (("channel", str(error)),), None)
    return await _set_up(app, request, channel)


@_kindly
async def show(app: App, request: Request) -> Reply:
    """List what is posted daily on a server or in a conversation, with buttons that lead to changing it."""
    return (await _listed(app, request, 0, replaces=False),)


@_kindly
async def preview(app: App, request: Request) -> Reply:
    """Show what a daily post says on a day; where none is set up, what it would say."""
    kind, named = kind_named(request.text("kind"), request.say), request.text("channel").strip()
    if request.channels is None and not named:
        return _example(app, request, kind)
    channel = await channel_named(request, named)
    if not await app.daily.subscriptions.of_place(channel.place.platform, channel.place.id):
        return _example(app, request, kind)
    return await _meant(app, request, "preview", request.text("date"))


def _by_options(verb: str, option: str = "") -> Handler:
    """The handler of a command that does a thing about the daily post that its options name."""

    @_kindly
    async def handler(app: App, request: Request) -> Reply:
        reply = await _meant(app, request, verb, request.text(option) if option else "")
        # Nothing was pressed that an answer could take the place of.
        return reply if isinstance(reply, Form) else tuple(replace(each, replaces=False) for each in reply)

    return handler


async def _meant(app: App, request: Request, verb: str, value: str) -> Reply:
    """Do a thing about the daily post that the options name; where that may be two, let them choose."""
    found, channel = await some_of(app, request)
    if len(found) == 1:
        return await _act(app, request, verb, found[0], channel, value)
    if verb not in _OPEN:
        may_manage(request, found[0])
    say = request.say
    named = channel_text(channel.name, say)
    which = say("Two things are posted daily in {channel}. Which one is meant?", channel=named)
    typed = say("By typing, it is kind:day or kind:question.")
    argument = f":{value.strip()}" if value.strip() else ""
    buttons = tuple(
        Button(
            daily_shown.kind_text(each.subscription.wish, say),
            f"daily:{verb}:{each.subscription.id}{argument}",
        )
        for each in found
        if len(argument) <= _ARGUMENT
    )
    return (Message((line(which), line(typed, Style.NOTE)), buttons, private=True),)


pause = _by_options("pause", "until")
resume = _by_options("resume")
remove = _by_options("remove")
history = _by_options("history")
post = _by_options("post")


async def press(app: App, request: Request, value: str) -> Reply | None:
    """Answer a press of `daily:VALUE`, or a form that was sent.

    Returns:
        What is answered; None where the token is none of these.

    Raises:
        DatabaseError: It could not be read or kept.
    """
    try:
        return await _pressed(app, request, value)
    except WishError as error:
        # Of a form, a platform that can shows this in the form, which stays open.
        return _note(str(error), corrects=bool(request.values))


async def _pressed(app: App, request: Request, value: str) -> Reply | None:
    verb, _, rest = value.partition(":")
    if verb == "show":
        number = int(rest) if _PAGE.fullmatch(rest) else 0
        return (await _listed(app, request, number, replaces=True),)
    if verb == "preview" and not rest:
        return _example(app, request, None)
    draft = daily_form.Draft.of(rest) if verb == "form" else None
    if draft is not None:
        return await _drafted(app, request, draft)
    if verb not in _ACTS:
        return None
    name, _, argument = rest.partition(":")
    found = await of_button(app, request, name)
    if found is None:
        return _note(request.say("That daily post is no longer there. /daily show tells what is."))
    known, channel = found
    return await _act(app, request, verb, known, channel, argument)


async def _act(  # noqa: PLR0913, PLR0917 -- what to do, about what
    app: App, request: Request, verb: str, known: Known, channel: Channel | None, value: str
) -> Reply:
    if verb not in _OPEN:
        may_manage(request, known)
    if verb in _TELLING and not known.seen:
        raise WishError(request.say("What is posted there is shown to those who see that channel."))
    return await _ACTS[verb](app, request, known, channel, value.strip())


async def _set_up(app: App, request: Request, channel: Channel, *, form: bool = False) -> tuple[Message, ...]:
    may_manage(request, channel)
    may_post(request, channel)
    there = await app.daily.subscriptions.of_place(channel.place.platform, channel.place.id)
    if given(request):
        return await daily_keep.keep(app, request, channel, there, form=form)
    if there:
        return tuple(_card(app, request, Known.at(each, channel)) for each in there)
    return (daily_keep.beginning(request, channel, await every_gone(app, request)),)


async def _drafted(app: App, request: Request, draft: daily_form.Draft) -> Reply:
    """The form for a new daily post, with what is known of it; or what it was sent with, set up."""
    if not request.values:
        channels_of(request)
        return daily_form.opened(request, draft, (await daily_keep.zone(app, request)).name)
    entered = daily_form.entered(request, draft)
    channel = await channel_named(entered, entered.text("channel"))
    return await _set_up(app, entered, channel, form=True)


async def _listed(app: App, request: Request, number: int, *, replaces: bool) -> Message:
    shown = await every(app, request)
    if not shown:
        may = await _may_begin(request)
        return replace(daily_keep.beginning(request, None, may=may), replaces=replaces)
    if len(shown) == 1 and not replaces:  # who presses for all of them has just seen that one
        return daily_shown.card(shown[0], app.library, app.now(), request.say, single=True)
    return daily_shown.listing(shown, number, app.now(), request.say, replaces=replaces)


async def _may_begin(request: Request) -> bool:
    """Whether somebody may set a daily post up, as far as is known of where they are."""
    if request.manager or request.channels is None:
        return request.manager
    try:
        here = await request.channels.find("")
    except (PlaceError, UnreachableError):  # pressing the button tells
        return True
    return here is not None and here.manages


def _example(app: App, request: Request, kind: Kind | None) -> Reply:
    """What a daily post would say, for somebody who has not set one up."""
    today = datetime.fromtimestamp(app.now()).astimezone()
    wish = Wish(kind or Kind.DAY, Schedule(8, 0, "UTC"), question=True)
    return daily_preview.of_wish(app, request, wish, _day(request, request.text("date"), today.date()))


async def _preview(app: App, request: Request, known: Known, channel: Channel | None, value: str) -> Reply:
    """Show what a daily post says on a day; to those who manage it, for it may give a question away."""
    del channel
    return await daily_preview.of_post(app, request, known, _day(request, value, today_of(app, known)))


async def _opened(app: App, request: Request, known: Known, channel: Channel | None, value: str) -> Reply:
    del channel, value
    return (_card(app, request, known, replaces=True),)


async def _formed(app: App, request: Request, known: Known, channel: Channel | None, value: str) -> Reply:
    """The form of when it comes, and what; or what it was sent with, changed."""
    del value
    if not request.values:
        return daily_form.changing(request, known.subscription)
    return await _changed(app, daily_form.entered(request), known, channel)


async def _extras(app: App, request: Request, known: Known, channel: Channel | None, value: str) -> Reply:
    """The form of everything else; or what it was sent with, changed."""
    del value
    if not request.values:
        return daily_form.extras(app, request, known.subscription)
    return await _changed(app, daily_form.entered(request), known, channel)


async def _changed(app: App, entered: Request, known: Known, channel: Channel | None) -> Reply:
    there = still(entered, channel)
    may_post(entered, there)
    values = {**entered.values, "kind": known.subscription.wish.kind.value}
    return await daily_keep.keep(
        app, replace(entered, values=values), there, (known.subscription,), form=True
    )


async def _pause(app: App, request: Request, known: Known, channel: Channel | None, value: str) -> Reply:
    """Post nothing until a day, or until somebody resumes it."""
    if known.gone:  # nothing is posted, and who may move it is known by why
        return (_card(app, request, known, replaces=True),)
    del channel
    say, until = request.say, None
    if words := re.sub(r"(?i:until|till)\s+", "", value, count=1).strip():
        today = today_of(app, known)
        until = _day(request, words, today)
        if until <= today:
            sentence = "“{typed}” is not ahead. Say on which day it is to go on, like tomorrow or 5 January."
            raise WishError(say(sentence, typed=words[:40]))
        if until > today + _LONGEST:
            sentence = (
                "“{typed}” is more than two years ahead. Leave the day out, and it is paused until resumed."
            )
            raise WishError(say(sentence, typed=words[:40]))
    paused = Pause(Why.ASKED, until)
    return await _resting(app, request, known, paused, say("Paused"))


async def _resume(app: App, request: Request, known: Known, channel: Channel | None, value: str) -> Reply:
    """Go on posting."""
    del value
    may_post(request, still(request, channel))
    going = known.subscription.pause is None
    head = request.say("It was not paused") if going else request.say("It goes on")
    return await _resting(app, request, known, None, head)


async def _resting(app: App, request: Request, known: Known, paused: Pause | None, head: str) -> Reply:
    subscription = known.subscription
    planned = await daily_keep.plan(app, subscription.id, subscription.wish, paused)
    if not await app.daily.subscriptions.change(subscription.id, pause=paused, planned=planned):
        raise WishError(request.say("That daily post is no longer there. /daily show tells what is."))
    now = replace(known, subscription=replace(subscription, pause=paused, planned=planned))
    return (_card(app, request, now, head=head, replaces=True),)


async def _removed(app: App, request: Request, known: Known, channel: Channel | None, value: str) -> Reply:
    """Remove a daily post, which is asked once more before."""
    del channel
    say, name = request.say, known.subscription.id
    where = channel_text(known.channel, say)
    if value != "yes":
        what = daily_shown.kind_text(known.subscription.wish, say)
        sure = say(
            "Remove “{what}” from {channel}? It posts no more; what was posted stays there.",
            what=what,
            channel=where,
        )
        rather = line(say("To leave it out for a while only, pause it."), Style.NOTE)
        buttons = [Button(say("Remove it"), f"daily:remove:{name}:yes")]
        if known.subscription.pause is None:
            buttons.append(Button(say("Pause it"), f"daily:pause:{name}"))
        buttons.append(Button(say("Keep it"), f"daily:open:{name}"))
        return (Message((line(sure), rather), tuple(buttons), private=True, replaces=True),)
    await app.daily.subscriptions.remove(name)
    told = say("Removed. Nothing more is posted daily in {channel}.", channel=where)
    others = await app.daily.subscriptions.of_place(known.subscription.platform, known.subscription.place)
    if others:
        left = daily_shown.kind_text(others[0].wish, say)
        told = say("Removed. What goes on in {channel}: {left}.", channel=where, left=left)
    return (
        Message((line(told),), (Button(say("All daily posts"), "daily:show"),), private=True, replaces=True),
    )


_ACTS: dict[str, Act] = {
    "open": _opened,
    "preview": _preview,
    "form": _formed,
    "extras": _extras,
    "pause": _pause,
    "resume": _resume,
    "remove": _removed,
    "history": daily_posted.history,
    "move": daily_move.moved,
    "post": daily_posted.post,
}
_ARGUMENT = 60  # characters that go into a token beside what is meant
_LONGEST = timedelta(days=2 * 366)  # of a pause with an end: who means longer has mistyped a year
_OPEN = frozenset({"open", "history"})  # to everybody who sees the channel
_TELLING = frozenset({"preview", "history"})  # what is posted


def _day(request: Request, typed: str, today: date) -> date:
    """The day that is typed; today's date where nothing is.

    Raises:
        WishError: It is none.
    """
    day = day_ahead(typed, today, request.say) if typed.strip() else today
    if isinstance(day, str):
        raise WishError(day)
    return day


def _card(app: App, request: Request, known: Known, *, head: str = "", replaces: bool = False) -> Message:
    done = daily_shown.Done(head)
    return daily_shown.card(known, app.library, app.now(), request.say, done=done, replaces=replaces)


def _note(sentence: str, *, corrects: bool = False) -> tuple[Message, ...]:
    return (Message((line(sentence),), private=True, corrects=corrects),)
