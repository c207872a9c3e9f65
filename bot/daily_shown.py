"""How what was set up is said: when a daily post comes, where, and what it tells."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.message import GAP, MAX_LABEL, Button, Line, Message, Moment, Style, Text, line
from bot.schedules import GRACE
from bot.subscriptions import Kind, Why
from bot.times import WEEKDAYS, days_text, time_text
from content.dates import GREGORIAN_MONTHS
from content.days import Calendar
from content.model import Sensitivity

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.app import Channel
    from bot.schedules import Planned
    from bot.subscriptions import Subscription, Wish
    from bot.texts import Texts
    from content.library import Library

LISTED = 8  # daily posts on a page of the list
_NAMED = 8  # topics; of more it is told how many they are
_LONG_NAME = 60  # characters of a channel's name in words of ours
_MINUTE, _HOUR, _DAY = 60, 3600, 86_400
_YEAR = 365  # days

_CALENDARS = {
    Calendar.GREGORIAN: "by the Gregorian day",
    Calendar.SOLAR_HIJRI: "by the Solar Hijri day",
    Calendar.BOTH: "by the days of both calendars",
}

STOPPED = frozenset({Why.GONE, Why.FORBIDDEN})  # by the bot, for what may have happened to its channel


@dataclass(frozen=True, slots=True)
class Known:
    """A daily post, as somebody sees it: what its channel is called, and whether they may change it.

    Whoever manages a server, and does not see a channel of it, may pause and remove what is posted there; and
    where that channel is gone, they and who set it up may have it go on in another one.

    Attributes:
        subscription: The daily post.
        channel: What its channel is called.
        manages: Whether they may change it.
        seen: Whether the channel is there, and they see it.
        lacking: What the bot lacks there for what goes with a post: see `bot.app.Channel.lacking_beside`.
    """

    subscription: Subscription
    channel: str
    manages: bool
    seen: bool = True
    lacking: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def at(cls, subscription: Subscription, channel: Channel) -> Known:
        """The daily post of a channel that they see."""
        return cls(subscription, channel.name, channel.manages, lacking=channel.lacking_beside)

    @property
    def gone(self) -> bool:
        """Whether it cannot be posted where they see no channel, so that it may go on in another one."""
        pause = self.subscription.pause
        return not self.seen and pause is not None and pause.why in STOPPED


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


@dataclass(frozen=True, slots=True)
class Done:
    """What has just been done about a daily post.

    Attributes:
        head: In a few words.
        new: Whether it was set up by that.
        notes: What else there is to say of it.
    """

    head: str = ""
    new: bool = False
    notes: tuple[str, ...] = ()


def card(  # noqa: PLR0913 -- a daily post, and how its card is to be shown
    known: Known,
    library: Library,
    now: float,
    say: Texts,
    *,
    done: Done | None = None,
    replaces: bool = False,
    single: bool = False,
) -> Message:
    """All about one daily post, with what can be done about it.

    `done`: what has just been. `single`: whether it is the only one that there is to show.
    """
    done = done or Done()
    subscription, channel = known.subscription, channel_text(known.channel, say)
    title = done.head or say("Daily post in {channel}", channel=channel)
    lines = [Line((Text(title, strong=True),), Style.TITLE), *_told(known, library, now, say, new=done.new)]
    notes = list(done.notes)
    if known.manages and known.seen and (few := _few(subscription.wish, library, say)):
        notes.append(few)
    if done.head and subscription.pause is None:
        notes.append(say("You need do nothing more: it comes by itself."))
    if done.new:
        late = "After an outage it comes up to {count} hours late; later than that, not on that day."
        notes.append(say(late, count=round(GRACE / _HOUR)))
    if notes:
        lines += [GAP, *(line(each, Style.NOTE) for each in notes)]
    made = say("Set up by {name}.", name=subscription.creator_name or "?")
    if subscription.changed_by:
        made += " " + say("Last changed by {name}.", name=subscription.changed_by)
    lines.append(line(made, Style.NOTE))
    return Message(tuple(lines), _buttons(known, say, single=single), private=True, replaces=replaces)


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
    if any(each.manages for each in shown):  # who manages none there can set none up
        buttons.append(Button(say("Set up another"), "daily:form"))
    if number > 0:
        buttons.append(Button(say("◀ Page {number}", number=number), f"daily:show:{number - 1}"))
    if number < last:
        buttons.append(Button(say("Page {number} ▶", number=number + 2), f"daily:show:{number + 1}"))
    return Message(tuple(lines), tuple(buttons), private=True, replaces=replaces)


def _few(wish: Wish, library: Library, say: Texts) -> str:
    """What is said where topics have less to tell than a year has posts, so that some days have none."""
    if not wish.topics or wish.question or wish.kind is Kind.QUESTION:
        return ""
    topics = {*wish.topics}
    entries = sum(
        1
        for each in library.entries.values()
        if (wish.graphic or each.sensitivity is not Sensitivity.GRAPHIC)
        and not topics.isdisjoint(each.topics)
    )
    days = _YEAR * len(wish.schedule.weekdays) // len(WEEKDAYS)
    if entries >= days:
        return ""
    return say(
        "There are {entries} entries about that for {days} days of a year: on days without anything new, "
        "nothing is posted. With question:yes each day has a question.",
        entries=entries,
        days=days,
    )


def _told(known: Known, library: Library, now: float, say: Texts, *, new: bool) -> list[Line]:
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
    lacking = [each for name, needed in known.lacking.items() if getattr(wish, name) for each in needed]
    if lacking:
        words = say("For what goes with a post, Tarikh lacks there: {lacking}.", lacking=", ".join(lacking))
        lines.append(line(words, Style.NOTE))
    if subscription.pause is not None:
        lines.append(Line((Text(_paused(subscription, say), strong=True),)))
    if subscription.planned is not None:
        lines.append(_next(subscription.planned, wish, now, say, Style.TEXT, new=new))
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


def _next(  # noqa: PLR0913 -- a post that comes, and how that is said
    planned: Planned, wish: Wish, now: float, say: Texts, style: Style, *, new: bool = False
) -> Line:
    """When the next post comes, by the channel's clocks and by everybody's own."""
    zone = wish.schedule.zone
    at = datetime.fromtimestamp(planned.at, ZoneInfo(zone))
    said = say(
        "The first one comes on {day} at {time} in {zone}, "
        if new
        else "The next one comes on {day} at {time} in {zone}, ",
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


def _buttons(known: Known, say: Texts, *, single: bool) -> tuple[Button, ...]:
    subscription, name = known.subscription, known.subscription.id
    history = Button(say("History"), f"daily:history:{name}")
    another = single and known.manages
    every = (
        Button(say("Set up another"), "daily:form")
        if another
        else Button(say("All daily posts"), "daily:show")
    )
    if not known.manages:
        return history, every
    going = subscription.pause is None
    pause, remove = (
        Button(say("Pause"), f"daily:pause:{name}"),
        Button(say("Remove"), f"daily:remove:{name}"),
    )
    if not known.seen:
        move = Button(say("Move to another channel"), f"daily:move:{name}")
        return (*((move,) if known.gone else ()), *((pause,) if going else ()), remove, every)
    return (
        Button(say("Preview"), f"daily:preview:{name}"),
        Button(say("Change time or days"), f"daily:form:{name}"),
        Button(say("Topics and more"), f"daily:extras:{name}"),
        pause if going else Button(say("Resume"), f"daily:resume:{name}"),
        Button(say("Post today's now"), f"daily:post:{name}"),
        history,
        remove,
        every,
    )
