"""Finds the channel and the daily post that somebody means, and whether they may change it."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.daily_shown import Known, channel_text
from bot.daily_wish import KINDS, WishError, kind_named
from bot.message import PlaceError, UnreachableError

if TYPE_CHECKING:
    from datetime import date

    from bot.app import App, Channel, Channels, Request
    from bot.subscriptions import Subscription


def channels_of(request: Request) -> Channels:
    """What the platform knows of its channels.

    Raises:
        WishError: It has none, or the bot is no member there.
    """
    say = request.say
    if request.channels is not None:
        return request.channels
    if not request.present:
        invite = request.invite or say("Add it to this server, and ask again.")
        raise WishError(" ".join((say("Tarikh is not a member here, so it cannot post here."), invite)))
    sentence = (
        "Daily posts come in channels, on Discord and on Slack; here are none. "
        "/daily preview shows what such a post says."
    )
    raise WishError(say(sentence))


async def channel_named(request: Request, named: str) -> Channel:
    """The channel that is meant; that of the request where none is named.

    Raises:
        WishError: There is none such.
    """
    found = await _find(request, named)
    if found is not None:
        return found
    if not named:
        raise WishError(request.say("Which channel? Say it, like channel:#history."))
    sentence = "I find no channel “{named}” that you see, too. Choose one, or type it like channel:#history."
    raise WishError(request.say(sentence, named=named[:40]))


def may_manage(request: Request, meant: Channel | Known) -> None:
    """Pass whoever may manage a channel.

    Raises:
        WishError: The one who asks may not; the text says who can.
    """
    if not meant.manages:
        name = meant.channel if isinstance(meant, Known) else meant.name
        sentence = (
            "Daily posts in {channel} are set up and changed by those who may manage that channel. "
            "Ask one of them, or somebody who manages this server or workspace."
        )
        raise WishError(request.say(sentence, channel=channel_text(name, request.say)))


def may_post(request: Request, channel: Channel) -> None:
    """Pass a channel where the bot can post.

    Raises:
        WishError: It cannot; the text says what that takes.
    """
    if channel.lacking:
        sentence = (
            "Tarikh cannot post in {channel} yet. What that takes there: {lacking}. "
            "Nothing was changed; ask again when that is done."
        )
        named, lacking = channel_text(channel.name, request.say), ", ".join(channel.lacking)
        raise WishError(request.say(sentence, channel=named, lacking=lacking))


async def one_of(app: App, request: Request) -> tuple[Known, Channel]:
    """The daily post that is meant by the options `channel` and `kind`.

    Raises:
        WishError: There is none such, or there are two.
    """
    say = request.say
    kind = kind_named(request.text("kind"), say)
    channel = await channel_named(request, request.text("channel").strip())
    named = channel_text(channel.name, say)
    there = await app.daily.subscriptions.of_place(channel.place.platform, channel.place.id)
    if not there:
        sentence = "Nothing is posted daily in {channel}. /daily set sets that up; /daily show tells what is."
        raise WishError(say(sentence, channel=named))
    found = [each for each in there if kind in {None, each.wish.kind}]
    if not found:
        meant = say(dict(KINDS)[there[0].wish.kind])
        sentence = "That is not posted daily in {channel}. What is: {kind} (kind:{value})."
        raise WishError(say(sentence, channel=named, kind=meant, value=there[0].wish.kind))
    if len(found) > 1:
        sentence = "Two things are posted daily in {channel}. Say which one: kind:day or kind:question."
        raise WishError(say(sentence, channel=named))
    return Known(found[0], channel.name, channel.manages), channel


async def of_button(app: App, request: Request, name: str) -> tuple[Known, Channel | None] | None:
    """The daily post that a button names by its id, and its channel, if that is still there.

    None where there is no such post, or the one who asks does not see it.
    """
    subscription = await app.daily.subscriptions.get(name)
    if subscription is None or not _here(request, subscription):
        return None
    channel = await _find(request, subscription.place)
    known = _known(request, subscription, channel)
    return (known, channel) if known else None


async def every(app: App, request: Request) -> tuple[Known, ...]:
    """All daily posts of a server that the one who asks sees; of a conversation its own."""
    channels_of(request)
    platform = request.place.platform
    subscriptions = (
        await app.daily.subscriptions.of_server(platform, request.server)
        if request.server
        else await app.daily.subscriptions.of_place(platform, request.place.id)
    )
    found = await asyncio.gather(*(_find(request, each.place) for each in subscriptions))
    known = (_known(request, each, channel) for each, channel in zip(subscriptions, found, strict=True))
    return tuple(each for each in known if each is not None)


def today_of(app: App, known: Known) -> date:
    """Today's date by the clocks of a daily post."""
    return datetime.fromtimestamp(app.now(), ZoneInfo(known.subscription.wish.schedule.zone)).date()


async def _find(request: Request, named: str) -> Channel | None:
    """See `bot.app.Channels.find`; of a channel about which the bot may not ask there is nothing, either.

    Raises:
        WishError: The platform does not tell.
    """
    try:
        return await channels_of(request).find(named)
    except PlaceError:
        return None
    except UnreachableError:
        sentence = (
            "I cannot look at the channels just now. Nothing was changed; please try again in a moment."
        )
        raise WishError(request.say(sentence)) from None


def still(request: Request, known: Known, channel: Channel | None) -> Channel:
    """The channel of a daily post, which is still there.

    Raises:
        WishError: It is not.
    """
    if channel is None:
        sentence = "I no longer find {channel}. A daily post of another channel is set up with /daily set."
        raise WishError(request.say(sentence, channel=channel_text(known.channel, request.say)))
    return channel


def _here(request: Request, subscription: Subscription) -> bool:
    """Whether a daily post is one of the server, or of the conversation, where it is asked about."""
    if subscription.platform != request.place.platform or subscription.server != request.server:
        return False
    return bool(request.server) or subscription.place == request.place.id


def _known(request: Request, subscription: Subscription, channel: Channel | None) -> Known | None:
    if channel is not None:
        return Known(subscription, channel.name, channel.manages)
    # A channel that is gone: whoever manages the server clears up. A conversation of others has no name.
    shown = request.manager and bool(subscription.name)
    return Known(subscription, subscription.name, manages=True) if shown else None
