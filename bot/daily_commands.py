"""The commands of daily posts: see `bot.commands`."""

from __future__ import annotations

from bot import daily
from bot.command import Command, Example, Manages, Option, Takes, Where

_CHANNEL = Option("channel", "which channel; this one if left out", Takes.CHANNEL)
_KIND = Option("kind", "which, where a channel has both", Takes.CHOICE, choices=daily.KINDS)
_YES_NO = (("yes", "Yes"), ("no", "No"))

DAILY: tuple[Command, ...] = (
    Command(
        "daily set",
        "Set up a daily post in a channel, or change what is given of it.",
        daily.set_up,
        (
            _CHANNEL,
            Option("time", "when, by the clocks of its time zone: 08:00, 8:30 pm", begins=True),
            Option("zone", "its time zone: Asia/Kabul, or a city", Takes.ZONE),
            Option("days", "on which days: every day, mon-fri, sat-thu, or mon, wed"),
            Option("kind", "On this day, or only a question of the day", Takes.CHOICE, choices=daily.KINDS),
            Option("question", "whether a question of the day comes with it", Takes.CHOICE, choices=_YES_NO),
            Option("topics", "only these, with commas between them; see /topics", Takes.TOPIC),
            Option("calendar", "by the days of which calendar", Takes.CHOICE, choices=daily.CALENDARS),
            Option("ping", "a role or group that is notified; none for nobody", Takes.ROLE),
            Option("thread", "whether each post gets a thread to talk in", Takes.CHOICE, choices=_YES_NO),
            Option("pin", "whether the newest post is pinned", Takes.CHOICE, choices=_YES_NO),
            Option(
                "graphic",
                "whether entries that report atrocities are told, too",
                Takes.CHOICE,
                choices=_YES_NO,
            ),
        ),
        (Example("/daily set time:08:00 zone:Asia/Kabul question:yes", "here are none"),),
        Where.PLACES,
        Manages.CHANNEL,
        also=("add", "change", "create", "edit", "new"),
        channels=True,
    ),
    Command(
        "daily show",
        "The daily posts of this server or workspace, and changing them.",
        daily.show,
        (),
        (Example("/daily", "here are none"),),
        Where.PLACES,
        Manages.CHANNEL,
        first=True,
        also=("list", "status"),
        channels=True,
    ),
    Command(
        "daily preview",
        "What a daily post says on a day; only you see it.",
        daily.preview,
        (Option("date", "another day than today", Takes.DATE, rest=True), _CHANNEL, _KIND),
        (Example("/daily preview", "Preview of"), Example("/daily preview 14 April", "Geneva Accords")),
        Where.PLACES,
        Manages.CHANNEL,
    ),
    Command(
        "daily pause",
        "Post nothing for a while; everything stays set up.",
        daily.pause,
        (
            Option("until", "the day on which it goes on: 5 January, or 2 weeks", Takes.DATE, rest=True),
            _CHANNEL,
            _KIND,
        ),
        (Example("/daily pause until 5 January", "here are none"),),
        Where.PLACES,
        Manages.CHANNEL,
        also=("disable", "off", "stop"),
        channels=True,
    ),
    Command(
        "daily resume",
        "Go on posting.",
        daily.resume,
        (_CHANNEL, _KIND),
        (),
        Where.PLACES,
        Manages.CHANNEL,
        also=("continue", "enable", "on", "start", "unpause"),
        channels=True,
    ),
    Command(
        "daily remove",
        "Post no more; what was posted stays.",
        daily.remove,
        (_CHANNEL, _KIND),
        (),
        Where.PLACES,
        Manages.CHANNEL,
        also=("cancel", "delete", "disable", "off", "stop"),
        channels=True,
    ),
    Command(
        "daily history",
        "What was posted, with links.",
        daily.history,
        (_CHANNEL, _KIND),
        (),
        Where.PLACES,
        Manages.CHANNEL,
        channels=True,
    ),
    Command(
        "daily post",
        "Post today's now, unless it was posted already.",
        daily.post,
        (_CHANNEL, _KIND),
        (),
        Where.PLACES,
        Manages.CHANNEL,
        channels=True,
    ),
)
