"""The forms by which a daily post is set up and changed, for those who would rather not type a command.

A form has few fields, so there are two: when and what; and topics, notifying and the like. A field to type
in cannot be filled in beforehand: left empty it leaves what holds, which its hint names. What somebody typed
that is right is carried in the token of the button that opens the form again (`Draft`): it is not lost.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.daily_wish import CALENDARS, SWITCHES
from bot.daily_words import some_time, spread
from bot.message import MAX_LABEL, MAX_OPTIONS, MAX_TOKEN, Choice, Field, Form
from bot.subscriptions import Kind
from bot.times import WEEKDAYS, read_days, read_time
from bot.zones import find

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.app import App, Request
    from bot.subscriptions import Subscription, Wish
    from bot.texts import Texts

FORM, EXTRAS = "daily:form", "daily:extras"  # tokens; see `bot.daily`
# The fields of options that are not called as these.
FIELDS = {"kind": "posted", "question": "posted"} | dict.fromkeys(("thread", "pin", "graphic"), "extras")
_BETWEEN = "~"  # parts of a draft; no id, time zone or number has one
_ALL_DAYS = "1234567"
_BOTH = "both"  # On this day, and a question
_POSTED = (
    (Kind.DAY.value, "On this day"),
    (_BOTH, "On this day, and a question of the day"),
    (Kind.QUESTION.value, "A question of the day"),
)
_SWITCHES = (
    ("thread", "A thread below each post, to talk in"),
    ("pin", "The newest post is pinned"),
    ("graphic", "Entries that report atrocities, too"),
)


@dataclass(frozen=True, slots=True)
class Draft:
    """What is known of a daily post that is still to be set up. What is not known is empty.

    Attributes:
        channel: The id of its place.
        time: As 08:00.
        zone: The name of its time zone.
        days: The numbers of its weekdays.
        posted: `day`, `both` or `question`.
    """

    channel: str = ""
    time: str = ""
    zone: str = ""
    days: str = ""
    posted: str = ""

    @property
    def token(self) -> str:
        """What opens the form with this, and what sending it brings back."""
        parts = [self.channel, self.time, self.zone, self.days, self.posted]
        # A place's id that is too long to go with the rest is chosen again.
        for known in (parts, ["", *parts[1:]]):
            token = f"{FORM}:{_BETWEEN.join(known)}"
            if any(known) and len(token) <= MAX_TOKEN:
                return token
        return FORM

    @classmethod
    def of(cls, value: str) -> Draft | None:
        """The draft that a token of the form carries; None for one that carries another thing."""
        if not value:
            return cls()
        parts = value.split(_BETWEEN)
        return cls(*parts) if len(parts) == len(cls.__slots__) else None

    @classmethod
    def typed(cls, request: Request, channel: str, before: Wish | None) -> Draft:
        """What is right of what somebody gave for the options of a command; else what holds already."""
        held = cls.held(before) if before else cls()
        time = read_time(request.text("time")) or read_time(some_time(request.text("time")))
        days = read_days(request.text("days"))
        found = find(request.text("zone")) if request.text("zone").strip() else ()
        zones = (found,) if isinstance(found, str) else found
        kind, question = request.text("kind").casefold(), request.text("question").casefold()
        posted = kind if kind == Kind.QUESTION else {"yes": _BOTH, "no": Kind.DAY.value}.get(question, "")
        return cls(
            channel,
            f"{time[0]:02}:{time[1]:02}" if time else held.time,
            zones[0] if len(zones) == 1 else held.zone,  # of one that was mistyped, what may be meant
            _numbers(days) if days else held.days,
            posted or held.posted,
        )

    @classmethod
    def held(cls, wish: Wish) -> Draft:
        """What holds of a daily post."""
        schedule = wish.schedule
        time = f"{schedule.hour:02}:{schedule.minute:02}"
        posted = _BOTH if wish.question and wish.kind is Kind.DAY else wish.kind.value
        return cls("", time, schedule.zone, _numbers(schedule.weekdays), posted)


def opened(request: Request, draft: Draft, zone: str) -> Form:
    """The form for a new daily post.

    Args:
        request: Whose press opens it.
        draft: What is known of it.
        zone: The time zone that it has where none is typed; empty where that is not known.
    """
    say, zone = request.say, draft.zone or zone
    fields = []
    if not draft.channel:
        fields.append(_channel(request))
    fields += [
        _time(draft.time, say),
        _zone(zone, say),
        _days(draft.days or _ALL_DAYS, say),
        _posted(_POSTED, draft.posted or _POSTED[0][0], say),
    ]
    return Form(say("Daily post"), draft.token, tuple(fields), submit=say("Set up"))


def changing(request: Request, subscription: Subscription) -> Form:
    """The form that changes when a daily post comes, and what."""
    say, held = request.say, Draft.held(subscription.wish)
    fields = [_time(held.time, say), _zone(held.zone, say), _days(held.days, say)]
    if subscription.wish.kind is Kind.DAY:
        fields.append(_posted(_POSTED[:2], held.posted, say))
    return Form(say("Daily post"), f"{FORM}:{subscription.id}", tuple(fields), submit=say("Save"))


def extras(app: App, request: Request, subscription: Subscription) -> Form:
    """The form that changes the rest: topics, calendar, who is notified, and what goes with each post."""
    say, wish = request.say, subscription.wish
    day = wish.kind is Kind.DAY
    # Of more topics than a list can have, some are chosen by typing: /daily set topics:…
    fields = [_topics(app, wish, say)] if len(app.library.topics) <= MAX_OPTIONS else []
    if day:
        calendars = _choices(CALENDARS, {wish.calendar.value}, say)
        fields.append(Field("calendar", say("By the days of which calendar"), most=1, choices=calendars))
    notified = say("A role or group is notified now.") if wish.ping else say("Nobody is notified now.")
    fields.append(
        Field(
            "ping",
            say("Notify a role or group"),
            " ".join((notified, say("Its name, or none; left empty, that stays."))),
            most=100,
            least=0,
        )
    )
    offered = _SWITCHES if day else _SWITCHES[:2]
    on = {name for name, _ in offered if getattr(wish, name)}
    switches = _choices(offered, on, say)
    fields.append(Field("extras", say("Beside it"), least=0, most=len(switches), choices=switches))
    return Form(say("Daily post"), f"{EXTRAS}:{subscription.id}", tuple(fields), submit=say("Save"))


def moving(request: Request, subscription: Subscription) -> Form:
    """The form that asks in which channel a daily post is to go on."""
    token = f"daily:move:{subscription.id}"
    return Form(request.say("Daily post"), token, (_channel(request),), submit=request.say("Move it"))


def entered(request: Request, draft: Draft | None = None) -> Request:
    """What a form was sent with, under the names of the command's options.

    Args:
        request: The form's, with its fields' values.
        draft: What was known before; it holds where a field was left empty.
    """
    known = draft or Draft()
    values: dict[str, str | int] = {
        "channel": request.text("channel").strip() or known.channel,
        "time": request.text("time").strip() or known.time,
        "zone": request.text("zone").strip() or known.zone,
        "days": _weekdays(request.text("days") or known.days),
        "ping": request.text("ping").strip(),
        "calendar": request.text("calendar"),
        **_kind(request.text("posted") or known.posted),
        **_rest(request.values),
    }
    return spread(replace(request, values={name: value for name, value in values.items() if value}))


def _kind(posted: str) -> dict[str, str]:
    if posted == Kind.QUESTION:
        return {"kind": posted}
    return {"kind": Kind.DAY.value, "question": "yes" if posted == _BOTH else "no"} if posted else {}


def _rest(values: Mapping[str, str | int]) -> dict[str, str]:
    """Of lists of which nothing may be chosen: nothing means all topics, and no extras."""
    rest = {"topics": str(values["topics"]).strip() or "all"} if "topics" in values else {}
    if "extras" in values:
        chosen = str(values["extras"]).split(",")
        rest |= {name: "yes" if name in chosen else "no" for name in SWITCHES if name != "question"}
    return rest


def _weekdays(numbers: str) -> str:
    """Numbers of weekdays as they are typed; what is no number stays, to be told of."""
    return re.sub(r"[1-7],?", lambda found: f"{WEEKDAYS[int(found[0][0]) - 1]}, ", numbers).strip(", ")


def _numbers(weekdays: frozenset[int]) -> str:
    return "".join(map(str, sorted(weekdays)))


def _channel(request: Request) -> Field:
    # On every platform the last is the channel's own id, by which its lists of channels know it.
    here = tuple(Choice(each[:MAX_LABEL], each, chosen=True) for each in request.within[-1:])
    return Field("channel", request.say("Channel"), most=1, choices=here, channels=True, posts=True)


def _time(time: str, say: Texts) -> Field:
    hint = say("Left empty: {value}", value=time) if time else say("Like 08:00 or 8:30 pm")
    return Field("time", say("Time"), hint, most=20, least=0 if time else 1)


def _zone(zone: str, say: Texts) -> Field:
    hint = say("Left empty: {value}", value=zone) if zone else say("Like Asia/Kabul, or a large city")
    return Field("zone", say("Time zone"), hint, most=60, least=0 if zone else 1)


def _days(chosen: str, say: Texts) -> Field:
    named = tuple((str(number), name) for number, name in enumerate(WEEKDAYS, 1))
    choices = _choices(named, {*chosen}, say)
    return Field("days", say("Days"), least=1, most=len(choices), choices=choices)


def _posted(offered: tuple[tuple[str, str], ...], chosen: str, say: Texts) -> Field:
    return Field("posted", say("What is posted"), most=1, choices=_choices(offered, {chosen}, say))


def _topics(app: App, wish: Wish, say: Texts) -> Field:
    known = app.library.topics.values()
    hint = say("All where none is chosen.")
    choices = tuple(Choice(each.name[:MAX_LABEL], each.id, chosen=each.id in wish.topics) for each in known)
    return Field("topics", say("Topics"), hint, least=0, most=len(choices), choices=choices)


def _choices(offered: tuple[tuple[str, str], ...], chosen: set[str], say: Texts) -> tuple[Choice, ...]:
    return tuple(Choice(say(label), value, chosen=value in chosen) for value, label in offered)
