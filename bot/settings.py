"""Settings of a server or a conversation: to see, and for those who manage it to change."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.config import Calendar
from bot.message import GAP, MAX_LABEL, Choice, Line, Message, Select, Style, Text, line
from bot.preferences import MAX_CHANNELS, Sensitivity, Starters

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.app import App, Request
    from bot.preferences import Settings
    from bot.texts import Texts

CHANNELS = "channels"
_MAX_ID = 100  # characters of a channel's id; platforms' own have at most 20


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting with a few values.

    Attributes:
        name: What it is called in a command and in a token.
        field: What it is called in `Settings`.
        title: What it is called on the panel.
        about: What it is for.
        choices: Each value, and what it means.
        kind: What `Settings` holds its value as.
    """

    name: str
    field: str
    title: str
    about: str
    choices: tuple[tuple[str, str], ...]
    kind: type[str] = str

    def value(self, settings: Settings) -> str:
        """What holds now."""
        return str(getattr(settings, self.field))

    def meaning(self, settings: Settings, say: Texts) -> str:
        """What the value that holds now means."""
        value = self.value(settings)
        return say(dict(self.choices).get(value, value))


LANGUAGE = Setting(
    "language",
    "locale",
    "Language",
    "The bot's own words; what the history says is not translated.",
    (("en", "English"),),
)
CALENDAR = Setting(
    "calendar",
    "calendar",
    "Calendar",
    "Every date is given in both calendars; this one comes first.",
    ((Calendar.GREGORIAN, "Gregorian first"), (Calendar.SOLAR_HIJRI, "Solar Hijri first")),
    Calendar,
)
STARTERS = Setting(
    "starters",
    "starters",
    "Starting quizzes",
    "Who may start a quiz for all; practising alone is open to everyone.",
    ((Starters.EVERYONE, "Everyone"), (Starters.MODERATORS, "Moderators only")),
    Starters,
)
SENSITIVITY = Setting(
    "sensitivity",
    "sensitivity",
    "Atrocities",
    "This is for entries marked as reporting them; those on deaths are always told soberly.",
    (
        (Sensitivity.ASK, "Tell name and date; show the rest only to the one who asks for it"),
        (Sensitivity.NOTE, "Show them with a note; in /today only if asked for"),
        (Sensitivity.SHOW, "Show them with a note, in /today too"),
    ),
    Sensitivity,
)
SETTINGS = (LANGUAGE, CALENDAR, STARTERS, SENSITIVITY)


def answers_here(request: Request) -> bool:
    """Whether the bot answers openly at the place of a request; elsewhere only the one who asks sees it."""
    channels = request.settings.channels
    return not channels or any(place in channels for place in request.within)


async def settings(app: App, request: Request) -> tuple[Message, ...]:
    """Show what is settled; change what is given as `name:value`."""
    given = {each: request.text(each.name).strip() for each in SETTINGS}
    given = {each: value for each, value in given.items() if value}
    if not given:
        return (_panel(request.settings, request),)
    if not request.manager:
        return _note(_refusal(request))
    for each, value in given.items():
        if value.casefold() not in dict(each.choices):
            known = ", ".join(dict(each.choices))
            return _note(request.say("{name} is one of: {values}.", name=each.name, values=known))
    changed = {each.field: each.kind(value.casefold()) for each, value in given.items()}
    return await _changed(app, request, changed)


async def change(app: App, request: Request, name: str) -> tuple[Message, ...]:
    """Change what was chosen in a select of the panel: what the token `set:NAME` does."""
    if not request.manager:
        return _note(_refusal(request))
    setting = next((each for each in SETTINGS if each.name == name), None)
    chosen = tuple(dict.fromkeys(request.chosen))
    if setting is not None and len(chosen) == 1 and chosen[0] in dict(setting.choices):
        return await _changed(app, request, {setting.field: setting.kind(chosen[0])})
    whole = len(chosen) <= MAX_CHANNELS and all(0 < len(each) <= _MAX_ID for each in chosen)
    if name == CHANNELS and request.server and whole:
        return await _changed(app, request, {CHANNELS: chosen})
    return _note(request.say("That cannot be chosen here. /settings shows what can."))


async def _changed(app: App, request: Request, changed: Mapping[str, object]) -> tuple[Message, ...]:
    before = request.settings
    now = await app.preferences.change(request.scope, **changed)
    say = request.say
    told = [
        f"{say(each.title)}: {each.meaning(now, say)}"
        for each in SETTINGS
        if each.field in changed and each.value(now) != each.value(before)
    ]
    if now.channels != before.channels:
        told.append(f"{say('Channels')}: {_where(now, say)}")
    words = say("Changed. {changes}.", changes="; ".join(told)) if told else say("It was so already.")
    return (replace(_panel(now, request, words), replaces=True),)


def _panel(settled: Settings, request: Request, words: str = "") -> Message:
    """All settings with what they mean; for those who may change them, with what to choose from."""
    say = request.say
    title = say("Settings of this server") if request.server else say("Settings")
    lines = [line(title, Style.TITLE)]
    if words:
        lines.append(line(words))
    lines += [_told(say(each.title), each.meaning(settled, say), say(each.about)) for each in SETTINGS]
    if request.server:
        about = say("Where everybody sees an answer; elsewhere only the one who asks does.")
        lines.append(_told(say("Channels"), _where(settled, say), about))
    if not request.manager:
        return Message((*lines, GAP, line(_refusal(request), Style.NOTE)), private=True)
    open_ = [each for each in SETTINGS if len(each.choices) > 1]
    ways = " · ".join(f"{each.name}: {', '.join(dict(each.choices))}" for each in open_)
    lines += [
        GAP,
        line(say("They can be changed by typing, too; for example:"), Style.NOTE),
        line(f"/settings {CALENDAR.name}:{Calendar.SOLAR_HIJRI}", Style.NOTE),
        line(ways, Style.NOTE),
    ]
    selects = [_select(each, settled, say) for each in open_]
    if request.server:
        chosen = tuple(Choice(each[:MAX_LABEL], each, chosen=True) for each in settled.channels)
        hint = say("Channels where everybody sees an answer")
        selects.append(Select(f"set:{CHANNELS}", hint, chosen, least=0, most=MAX_CHANNELS, channels=True))
    return Message(tuple(lines), private=True, selects=tuple(selects))


def _told(title: str, meaning: str, about: str) -> Line:
    return Line((Text(f"{title}: {meaning}.", strong=True), Text(f" {about}")), Style.ITEM)


def _where(settled: Settings, say: Texts) -> str:
    count = len(settled.channels)
    return say.count("{count} channel", "{count} channels", count) if count else say("All")


def _select(setting: Setting, settled: Settings, say: Texts) -> Select:
    now = setting.value(settled)
    choices = tuple(Choice(say(meaning), value, chosen=value == now) for value, meaning in setting.choices)
    return Select(f"set:{setting.name}", say(setting.title), choices)


def _refusal(request: Request) -> str:
    if request.server:
        return request.say(
            "Changing these takes the permission to manage the server. Ask somebody who has it."
        )
    return request.say("These can be changed in a server, or in a conversation with the bot alone.")


def _note(sentence: str) -> tuple[Message, ...]:
    return (Message((line(sentence),), private=True),)
