"""Finds the channel and the daily post that somebody means, and whether they may change it."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.daily_shown import STOPPED, Known, channel_text
from bot.daily_wish import KINDS, WishError, is_id, kind_named
from bot.message import PlaceError, UnreachableError
from bot.subscriptions import UnreadableError

if TYPE_CHECKING:
    from collections.abc import Sequence
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
    if is_id(named):
        sentence = "I find no such channel that you see, too. Choose another one."
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


async def some_of(app: App, request: Request) -> tuple[tuple[Known, ...], Channel]:
    """The daily posts that may be meant by the options `channel` and `kind`: one, or one of each kind.

    Raises:
        WishError: There is none such.
    """
    say = request.say
    kind = kind_named(request.text("kind"), say)
    channel = await channel_named(request, request.text("channel").strip())
    named = channel_text(channel.name, say)
    there = await app.daily.subscriptions.of_place(channel.place.platform, channel.place.id)
    if not there:
        sentence = "Nothing is posted daily in {channel}. /daily set sets that up; /daily show tells what is."
        if not channel.name:
            sentence = (
                "Nothing is posted daily in this conversation. Say which channel is meant, like "
                "channel:#history; /daily show tells what is posted where."
                if request.server
                else "Nothing is posted daily in this conversation. What concerns a server's channel is "
                "typed in that server."
            )
        raise WishError(say(sentence, channel=named))
    found = [each for each in there if kind in {None, each.wish.kind}]
    if not found:
        meant = say(dict(KINDS)[there[0].wish.kind])
        sentence = "That is not posted daily in {channel}. What is: {kind} (kind:{value})."
        raise WishError(say(sentence, channel=named, kind=meant, value=there[0].wish.kind))
    return tuple(Known.at(each, channel) for each in found), channel


async def of_button(app: App, request: Request, name: str) -> tuple[Known, Channel | None] | None:
    """The daily post that a button names by its id, and its channel, if that is still there.

    None where there is no such post, or the one who asks does not see it.
    """
    try:
        subscription = await app.daily.subscriptions.get(name)
    except UnreadableError:
        return None
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
    known, untold = await _all_known(request, subscriptions)
    if untold is not None and not known:  # else it would be said that there are none
        raise untold
    return known


async def every_gone(app: App, request: Request) -> tuple[Known, ...]:
    """Those whose channel is gone, which the one who asks may have go on in another one."""
    if not request.server:
        return ()
    subscriptions = await app.daily.subscriptions.of_server(request.place.platform, request.server)
    stopped = [each for each in subscriptions if each.pause is not None and each.pause.why in STOPPED]
    known, _ = await _all_known(request, stopped)
    return tuple(each for each in known if each.gone)


async def _all_known(
    request: Request, subscriptions: Sequence[Subscription]
) -> tuple[tuple[Known, ...], WishError | None]:
    """Those that the one who asks sees; and what is to be said where the platform does not tell of some.

    Nobody waits for all because of one channel: what is posted there is left out.
    """
    theirs = [each for each in subscriptions if _may_see(request, each)]
    found = await asyncio.gather(*(_look(request, each) for each in theirs))
    untold = next((each for each in found if isinstance(each, WishError)), None)
    return tuple(each for each in found if isinstance(each, Known)), untold


async def _look(request: Request, subscription: Subscription) -> Known | WishError | None:
    try:
        channel = await _find(request, subscription.place)
    except WishError as error:
        return error
    return _known(request, subscription, channel)


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


def still(request: Request, channel: Channel | None) -> Channel:
    """The channel of a daily post, which is still there.

    Raises:
        WishError: It is not.
    """
    if channel is None:
        sentence = (
            "I no longer find its channel, or you do not see it. "
            "A daily post of another channel is set up with /daily set."
        )
        raise WishError(request.say(sentence))
    return channel


def _here(request: Request, subscription: Subscription) -> bool:
    """Whether a daily post is one of the server, or of the conversation, where it is asked about."""
    if subscription.platform != request.place.platform or subscription.server != request.server:
        return False
    return bool(request.server) or subscription.place == request.place.id


def _may_see(request: Request, subscription: Subscription) -> bool:
    """Whether the one who asks may see a daily post, as far as is known without asking the platform.

    Platforms answer only so many questions at once, and a conversation of others, which has no name, need not
    be asked about.
    """
    own = subscription.creator == request.person.id or subscription.place == request.place.id
    return bool(subscription.name) or own


def _known(request: Request, subscription: Subscription, channel: Channel | None) -> Known | None:
    if channel is not None:
        return Known.at(subscription, channel)
    # A channel that is gone, or that they do not see, and whose name is none of theirs: whoever manages the
    # server clears up. A conversation of others, which has no name, is nobody else's.
    if not subscription.name:
        return None
    known = Known(subscription, request.say("a channel that you do not see"), manages=True, seen=False)
    # Who set it up knows what a channel was called that is gone.
    if known.gone and request.person.id == subscription.creator:
        return replace(known, channel=subscription.name)
    return known if request.manager else None
