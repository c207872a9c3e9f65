"""How what was set up is said: when a daily post comes, where, and what it tells; and what was posted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.message import GAP, MAX_LABEL, Button, Line, Link, Message, Moment, Style, Text, line
from bot.posts import State
from bot.subscriptions import Kind, Why
from bot.times import WEEKDAYS, days_text, time_text
from content.dates import GREGORIAN_MONTHS
from content.days import Calendar

if TYPE_CHECKING:
    from bot.posts import Post
    from bot.schedules import Planned
    from bot.subscriptions import Subscription, Wish
    from bot.texts import Texts
    from content.library import Library

LISTED = 8  # daily posts on a page of the list
_NAMED = 8  # topics; of more it is told how many they are
_LONG_NAME = 60  # characters of a channel's name in words of ours
_MINUTE, _HOUR, _DAY = 60, 3600, 86_400

_CALENDARS = {
    Calendar.GREGORIAN: "by the Gregorian day",
    Calendar.SOLAR_HIJRI: "by the Solar Hijri day",
    Calendar.BOTH: "by the days of both calendars",
}
_STATES = {
    State.WAITING: "about to be posted",
    State.POSTING: "just being posted",
    State.SKIPPED: "left out, since it would have come too late",
    State.FAILED: "could not be posted",
}


@dataclass(frozen=True, slots=True)
class Known:
    """A daily post, as somebody sees it: what its channel is called, and whether they may change it."""

    subscription: Subscription
    channel: str
    manages: bool


def channel_text(name: str, say: Texts) -> str:
    """A channel's name in a sentence; a conversation of two has none."""
    return name[:_LONG_NAME] or say("this conversation")


def day_text(day: date, say: Texts) -> str:
    """A date with its weekday: “Monday, 23 November 2026”."""
    said = f"{day.day} {GREGORIAN_MONTHS[day.month - 1]} {day.year}"
    return say("{weekday}, {date}", weekday=say(WEEKDAYS[day.isoweekday() - 1]), date=said)


def kind_text(wish: Wish, say: Texts) -> str:
    """What is posted, in a few words."""
    if wish.kind is Kind.QUESTION:
        return say("A question of the day")
    return say("On this day, with a question of the day") if wish.question else say("On this day")


def card(  # noqa: PLR0913 -- a daily post, and how its card is to be shown
    known: Known, library: Library, now: float, say: Texts, *, head: str = "", replaces: bool = False
) -> Message:
    """All about one daily post, with what can be done about it.

    `head`: what has just been done.
    """
    subscription, channel = known.subscription, channel_text(known.channel, say)
    title = head or say("Daily post in {channel}", channel=channel)
    lines = [Line((Text(title, strong=True),), Style.TITLE), *_told(known, library, now, say)]
    if head and subscription.pause is None:
        lines += [GAP, line(say("You need do nothing more: it comes by itself."), Style.NOTE)]
    lines.append(line(say("Set up by {name}.", name=subscription.creator_name or "?"), Style.NOTE))
    return Message(tuple(lines), _buttons(known, say), private=True, replaces=replaces)


def listing(shown: tuple[Known, ...], number: int, now: float, say: Texts, *, replaces: bool) -> Message:
    """One page of all daily posts of a server, counted from 0, with buttons that open each."""
    last = (len(shown) - 1) // LISTED
    number = max(0, min(number, last))
    lines: list[Line] = [Line((Text(say("Daily posts"), strong=True),), Style.TITLE)]
    buttons: list[Button] = []
    for each in shown[number * LISTED : (number + 1) * LISTED]:
        wish = each.subscription.wish
        what = f"{channel_text(each.channel, say)}: {kind_text(wish, say)}"
        lines.append(
            Line((Text(what, strong=True), Text(f", {_when(wish, say)}.")), Style.ITEM)
            if each.subscription.pause is None
            else Line((Text(what, strong=True), Text(f". {_paused(each.subscription, say)}")), Style.ITEM)
        )
        if each.subscription.pause is None and each.subscription.planned is not None:
            lines.append(_next(each.subscription.planned, wish, now, say, Style.NOTE))
        buttons.append(Button(what[:MAX_LABEL], f"daily:open:{each.subscription.id}"))
    buttons.append(Button(say("Set up another"), "daily:form"))
    if number > 0:
        buttons.append(Button(say("◀ Page {number}", number=number), f"daily:show:{number - 1}"))
    if number < last:
        buttons.append(Button(say("Page {number} ▶", number=number + 2), f"daily:show:{number + 1}"))
    return Message(tuple(lines), tuple(buttons), private=True, replaces=replaces)


def past(posts: tuple[tuple[Post, str], ...], known: Known, say: Texts, *, replaces: bool) -> Message:
    """What was posted, the newest first, each with its web address where it has one."""
    title = say("Posted in {channel}", channel=channel_text(known.channel, say))
    lines = [Line((Text(title, strong=True),), Style.TITLE)]
    if not posts:
        lines.append(line(say("Nothing yet.")))
    for post, address in posts:
        day, about = Text(f"{day_text(post.day, say)}: ", strong=True), post.title or say("a post")
        shown: Link | Text = Link(about, address) if address else Text(about)
        if post.state is State.POSTED:
            lines.append(Line((day, shown), Style.ITEM))
        elif address and post.state not in {State.WAITING, State.POSTING}:
            lines.append(Line((day, shown, Text(say(", not all of which could be posted"))), Style.ITEM))
        else:
            lines.append(Line((day, Text(say(_STATES[post.state]))), Style.ITEM))
    back = Button(say("◀ Back"), f"daily:open:{known.subscription.id}")
    return Message(tuple(lines), (back,), private=True, replaces=replaces)


def _told(known: Known, library: Library, now: float, say: Texts) -> list[Line]:
    subscription, wish = known.subscription, known.subscription.wish
    lines = [
        _part(say("Where"), channel_text(known.channel, say)),
        _part(say("When"), _when(wish, say)),
        _part(say("What"), _what(wish, library, say)),
    ]
    beside = [
        said
        for on, said in (
            (wish.ping, say("a role or group is notified")),
            (wish.thread, say("a thread to talk in")),
            (wish.pin, say("the newest post is pinned")),
            (wish.graphic, say("entries that report atrocities are told, too")),
        )
        if on
    ]
    if beside:
        lines.append(_part(say("Beside it"), "; ".join(beside)))
    if subscription.pause is not None:
        lines.append(Line((Text(_paused(subscription, say), strong=True),)))
    if subscription.planned is not None:
        lines.append(_next(subscription.planned, wish, now, say, Style.TEXT))
    return lines


def _part(title: str, words: str) -> Line:
    return Line((Text(f"{title}: ", strong=True), Text(f"{words}.")), Style.ITEM)


def _when(wish: Wish, say: Texts) -> str:
    days = days_text(wish.schedule.weekdays, say)
    return say("{days} at {time}", days=days, time=time_text(wish.schedule))


def _what(wish: Wish, library: Library, say: Texts) -> str:
    names = [library.topics[each].name for each in wish.topics if each in library.topics]
    about = say("about all topics")
    if len(names) > _NAMED:
        about = say.count("about {count} topic", "about {count} topics", len(names))
    elif names:
        about = say("about {topics}", topics=", ".join(names))
    told = [kind_text(wish, say), about]
    if wish.kind is Kind.DAY:
        told.append(say(_CALENDARS[wish.calendar]))
    return ", ".join(told)


def _paused(subscription: Subscription, say: Texts) -> str:
    pause = subscription.pause
    if pause is None:
        return ""
    if pause.until is not None:
        return say("Paused; it posts again from {day} on.", day=day_text(pause.until, say))
    if pause.why is Why.ASKED:
        return say("Paused until somebody resumes it.")
    if pause.why is Why.GONE:
        return say("Paused: I no longer find the channel. Everything is kept.")
    if pause.why is Why.BROKEN:
        return say("Paused: something of what was set up is no longer known. Set it up anew.")
    return say("Paused: I may no longer post there. Everything is kept; when that is mended, resume it.")


def _next(planned: Planned, wish: Wish, now: float, say: Texts, style: Style) -> Line:
    """When the next post comes, by the channel's clocks and by everybody's own."""
    zone = wish.schedule.zone
    at = datetime.fromtimestamp(planned.at, ZoneInfo(zone))
    said = say(
        "The next one comes on {day} at {time} in {zone}, ",
        day=day_text(at.date(), say),
        time=f"{at:%H:%M}",
        zone=zone,
    )
    return Line((Text(said), Moment(planned.at, _ahead(planned.at - now, say)), Text(".")), style)


def _ahead(seconds: float, say: Texts) -> str:
    """How far ahead a moment is, for platforms that do not count down themselves."""
    if seconds >= 2 * _DAY:
        return say.count("in {count} day", "in {count} days", round(seconds / _DAY))
    if seconds >= 2 * _HOUR:
        return say.count("in {count} hour", "in {count} hours", round(seconds / _HOUR))
    if seconds >= _MINUTE:
        return say.count("in {count} minute", "in {count} minutes", round(seconds / _MINUTE))
    return say("within a minute")


def _buttons(known: Known, say: Texts) -> tuple[Button, ...]:
    subscription, name = known.subscription, known.subscription.id
    history = Button(say("History"), f"daily:history:{name}")
    every = Button(say("All daily posts"), "daily:show")
    if not known.manages:
        return history, every
    going = subscription.pause is None
    return (
        Button(say("Preview"), f"daily:preview:{name}"),
        Button(say("Change time or days"), f"daily:form:{name}"),
        Button(say("Topics and more"), f"daily:extras:{name}"),
        Button(say("Pause"), f"daily:pause:{name}")
        if going
        else Button(say("Resume"), f"daily:resume:{name}"),
        Button(say("Post today's now"), f"daily:post:{name}"),
        history,
        Button(say("Remove"), f"daily:remove:{name}"),
        every,
    )
