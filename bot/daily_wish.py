"""What somebody wants of a daily post: read from what they typed or chose, by the names of the options."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bot.message import UnreachableError
from bot.schedules import EVERY_DAY, Schedule
from bot.subscriptions import Kind, Wish
from bot.times import read_days, read_time
from bot.topics import TopicError, topics_named
from bot.zones import find
from content.days import Calendar

if TYPE_CHECKING:
    from bot.app import App, Request
    from bot.texts import Texts

KINDS = ((Kind.DAY.value, "On this day"), (Kind.QUESTION.value, "A question of the day"))
CALENDARS = (
    (Calendar.GREGORIAN.value, "Gregorian"),
    (Calendar.SOLAR_HIJRI.value, "Solar Hijri"),
    (Calendar.BOTH.value, "Both"),
)
SWITCHES = ("question", "thread", "pin", "graphic")  # of a wish, and what their options are called
OPTIONS = ("time", "zone", "days", "kind", "topics", "calendar", "ping", *SWITCHES)

_YES, _NO = {"yes", "y", "on", "true", "1"}, {"no", "n", "off", "false", "0"}
_NOBODY = {"none", "nobody", "no", "off", "-", "–", "—"}


# What was chosen of a list is an id, as platforms make them, which says nothing to anybody.
_ID = re.compile(r"[0-9]{15,}|(?:[TE][A-Z0-9]{6,}/)?[CDGS][A-Z0-9]{7,}")


class WishError(ValueError):
    """What was given cannot be meant. The text says what can, in a sentence of the reader's language."""


def kind_named(typed: str, say: Texts) -> Kind | None:
    """The kind that is meant; None where nothing is typed.

    Raises:
        WishError: There is no such kind.
    """
    value = _one_of("kind", KINDS, typed, say) if typed.strip() else ""
    return Kind(value) if value else None


def is_id(given: str) -> bool:
    """Whether what was given for a channel or a role was chosen, not typed: nobody is to read it."""
    return _ID.fullmatch(given.strip()) is not None


def given(request: Request) -> tuple[str, ...]:
    """The names of the options that something was given for."""
    return tuple(name for name in OPTIONS if request.text(name).strip())


async def read(
    app: App, request: Request, kind: Kind, before: Wish | None, zone: str
) -> Wish | tuple[tuple[str, str], ...]:
    """The wish that holds from now on; or what is wrong: the options' names, and a sentence for each.

    Args:
        app: Where topics are looked up.
        request: What was given.
        kind: What is wanted.
        before: What was wanted so far, of which all stays for which nothing is given; None for a new one.
        zone: The time zone of a new one for which none is given; empty where that is not known.
    """
    say = request.say
    wrong: list[tuple[str, str]] = []
    changed: dict[str, Any] = {}
    for name in given(request):
        try:
            if name == "ping":
                changed[name] = await _ping(request)
            elif name != "kind":
                changed[name] = _read(app, name, request.text(name).strip(), say)
        except WishError as error:
            wrong.append((name, str(error)))
    if kind is Kind.QUESTION and changed.pop("question", True) is False:
        sentence = say("A daily post of the kind question is a question: question:no is for kind:day.")
        wrong.append(("question", sentence))
    if before is None:
        wrong += _missing(request, zone)
    if wrong:
        return tuple(wrong)
    schedule = before.schedule if before else Schedule(0, 0, changed.get("zone", zone))
    hour, minute = changed.pop("time", (schedule.hour, schedule.minute))
    days = changed.pop("days", schedule.weekdays if before else EVERY_DAY)
    schedule = Schedule(hour, minute, changed.pop("zone", schedule.zone), days)
    return replace(before or Wish(kind, schedule), schedule=schedule, **changed)


def _missing(request: Request, zone: str) -> list[tuple[str, str]]:
    """What a new daily post lacks."""
    say, missing = request.say, []
    if not request.text("time").strip():
        when = say("When shall it come? Add the time, like time:08:00 or time:8:30 pm.")
        missing.append(("time", when))
    if not (zone or request.text("zone").strip()):
        clocks = say("By which clocks? Add the time zone, like zone:Asia/Kabul; a large city does, too.")
        missing.append(("zone", clocks))
    return missing


def _read(app: App, name: str, typed: str, say: Texts) -> object:
    match name:
        case "time":
            return _time(typed, say)
        case "zone":
            return zone_named(typed, say)
        case "days":
            return _days(typed, say)
        case "topics":
            return _topics(app, typed, say)
        case "calendar":
            words = typed.replace(" ", "_").replace("-", "_")
            return Calendar(_one_of(name, CALENDARS, words, say))
        case _:
            return _switch(name, typed, say)


def _time(typed: str, say: Texts) -> tuple[int, int]:
    time = read_time(typed)
    if time is None:
        raise WishError(say("“{typed}” is not a time. Type one like 08:00 or 8:30 pm.", typed=typed[:40]))
    return time


def zone_named(typed: str, say: Texts) -> str:
    """The time zone that is meant.

    Raises:
        WishError: There is none such, or several may be meant.
    """
    found = find(typed)
    if isinstance(found, str):
        return found
    if len(found) == 1:
        raise WishError(
            say(
                "“{typed}” is no time zone. Is {zone} meant? Then type that.", typed=typed[:40], zone=found[0]
            )
        )
    if found:
        known = ", ".join(found)
        raise WishError(
            say("“{typed}” may be one of: {known}. Type that one.", typed=typed[:40], known=known)
        )
    sentence = "I know no time zone “{typed}”. Type one like Asia/Kabul or Europe/Berlin, or a large city."
    raise WishError(say(sentence, typed=typed[:40]))


def _days(typed: str, say: Texts) -> frozenset[int]:
    days = read_days(typed)
    if days is None:
        sentence = "“{typed}” are not weekdays. Type them like every day, mon-fri, sat-thu, or mon, wed."
        raise WishError(say(sentence, typed=typed[:40]))
    return days


def _topics(app: App, typed: str, say: Texts) -> tuple[str, ...]:
    try:
        return topics_named(app.library, typed, say)
    except TopicError as error:
        raise WishError(str(error)) from None


def _switch(name: str, typed: str, say: Texts) -> bool:
    words = typed.casefold()
    if words not in _YES | _NO:
        raise WishError(say("{name} takes yes or no, not “{typed}”.", name=name, typed=typed[:40]))
    return words in _YES


async def _ping(request: Request) -> str:
    say, typed = request.say, request.text("ping").strip()
    if typed.casefold() in _NOBODY:
        return ""
    try:
        role = await request.channels.role(typed) if request.channels else None
    except UnreachableError:
        sentence = "I cannot look for “{typed}” just now. Please try again in a moment."
        if is_id(typed):
            sentence = "I cannot look for that role just now. Please try again in a moment."
        raise WishError(say(sentence, typed=typed[:40])) from None
    if role is None:
        found = say("I find no role or group “{typed}” that can be notified.", typed=typed[:40])
        chosen = say("That role cannot be notified.")
        remedy = say("Choose one that anyone may mention, or type none for nobody.")
        raise WishError(f"{chosen if is_id(typed) else found} {remedy}")
    return role


def _one_of(name: str, choices: tuple[tuple[str, str], ...], typed: str, say: Texts) -> str:
    words = typed.strip().casefold()
    if words not in dict(choices):
        raise WishError(say("{name} is one of: {values}.", name=name, values=", ".join(dict(choices))))
    return words
