"""Settings of a server or a conversation: to see, and for those who manage it to change."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.config import Calendar
from bot.message import GAP, MAX_LABEL, Choice, Field, Form, Line, Message, Select, Style, Text, line
from bot.preferences import MAX_CHANNELS, Sensitivity, Starters

if TYPE_CHECKING:
    from collections.abc import Container, Mapping

    from bot.app import App, Request
    from bot.preferences import Settings
    from bot.texts import Texts

CHANNELS, FORM = "channels", "form"
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
    return request.alone or not channels or any(place in channels for place in request.within)


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


async def change(app: App, request: Request, name: str) -> tuple[Message, ...] | Form:
    """Change what was chosen in a select of the panel: what the token `set:NAME` does.

    `set:form` opens a form of all settings, and changes them together when it is sent.
    """
    if not request.manager:
        return _note(_refusal(request))
    if name == FORM:
        return await _entered(app, request) if request.values else _form(request)
    setting = next((each for each in SETTINGS if each.name == name), None)
    chosen = tuple(dict.fromkeys(request.chosen))
    if setting is not None and len(chosen) == 1 and chosen[0] in dict(setting.choices):
        return await _changed(app, request, {setting.field: setting.kind(chosen[0])})
    if name == CHANNELS and not request.alone and _whole(chosen):
        return await _changed(app, request, {CHANNELS: chosen})
    return _note(request.say("That cannot be chosen here. /settings shows what can."))


def _whole(channels: tuple[str, ...]) -> bool:
    """Whether these can be channels that a platform gave."""
    return len(channels) <= MAX_CHANNELS and all(0 < len(each) <= _MAX_ID for each in channels)


def _form(request: Request) -> Form:
    """A form of all that can be settled, with what holds now."""
    say, settled = request.say, request.settings
    fields = [
        Field(each.name, say(each.title), say(each.about), most=1, choices=_choices(each, settled, say))
        for each in _open()
    ]
    if request.server:
        hint = say("Where everybody sees an answer; all where none is chosen.")
        chosen = tuple(Choice(each[:MAX_LABEL], each, chosen=True) for each in settled.channels)
        channels = Field(
            CHANNELS, say("Channels"), hint, least=0, most=MAX_CHANNELS, choices=chosen, channels=True
        )
        fields.append(channels)
    return Form(say("Settings"), f"set:{FORM}", tuple(fields), submit=say("Save"))


async def _entered(app: App, request: Request) -> tuple[Message, ...]:
    """Change what the form of all settings was sent with."""
    say, changed = request.say, dict[str, object]()
    for each in SETTINGS:
        if value := request.text(each.name):
            if value not in dict(each.choices):
                known = ", ".join(say(meaning) for _, meaning in each.choices)
                sentence = say("{name} is one of: {values}.", name=say(each.title), values=known)
                return _note(sentence, corrects=True)
            changed[each.field] = each.kind(value)
    if request.server and CHANNELS in request.values:
        chosen = tuple(dict.fromkeys(each for each in request.text(CHANNELS).split(",") if each))
        if not _whole(chosen):
            return _note(say("At most {count} channels can be chosen.", count=MAX_CHANNELS), corrects=True)
        changed[CHANNELS] = chosen
    now = await app.preferences.change(request.scope, **changed)
    return _note(_difference(request.settings, now, changed, say))


async def _changed(app: App, request: Request, changed: Mapping[str, object]) -> tuple[Message, ...]:
    now = await app.preferences.change(request.scope, **changed)
    words = _difference(request.settings, now, changed, request.say)
    return (replace(_panel(now, request, words), replaces=True),)


def _difference(before: Settings, now: Settings, changed: Container[str], say: Texts) -> str:
    """What has changed, in a sentence."""
    told = [
        f"{say(each.title)}: {each.meaning(now, say)}"
        for each in SETTINGS
        if each.field in changed and each.value(now) != each.value(before)
    ]
    if now.channels != before.channels:
        told.append(f"{say('Channels')}: {_where(now, say)}")
    return say("Changed. {changes}.", changes="; ".join(told)) if told else say("It was so already.")


def _panel(settled: Settings, request: Request, words: str = "") -> Message:
    """All settings with what they mean; for those who may change them, with what to choose from."""
    say = request.say
    title = say("Settings") if request.alone else say("Settings for everybody here")
    lines = [line(title, Style.TITLE)]
    if words:
        lines.append(line(words))
    lines += [_told(say(each.title), each.meaning(settled, say), say(each.about)) for each in SETTINGS]
    if not request.alone:
        about = say("Where everybody sees an answer; elsewhere only the one who asks does.")
        lines.append(_told(say("Channels"), _where(settled, say), about))
    if not request.manager:
        return Message((*lines, GAP, line(_refusal(request), Style.NOTE)), private=True)
    ways = " · ".join(f"{each.name}: {', '.join(dict(each.choices))}" for each in _open())
    lines += [
        GAP,
        line(say("They can be changed by typing, too; for example:"), Style.NOTE),
        line(f"/settings {CALENDAR.name}:{Calendar.SOLAR_HIJRI}", Style.NOTE),
        line(ways, Style.NOTE),
    ]
    selects = [_select(each, settled, say) for each in _open()]
    if not request.alone:
        chosen = tuple(Choice(each[:MAX_LABEL], each, chosen=True) for each in settled.channels)
        hint = say("Channels where everybody sees an answer")
        selects.append(Select(f"set:{CHANNELS}", hint, chosen, least=0, most=MAX_CHANNELS, channels=True))
    return Message(tuple(lines), private=True, selects=tuple(selects))


def _told(title: str, meaning: str, about: str) -> Line:
    return Line((Text(f"{title}: {meaning}.", strong=True), Text(f" {about}")), Style.ITEM)


def _where(settled: Settings, say: Texts) -> str:
    count = len(settled.channels)
    return say.count("{count} channel", "{count} channels", count) if count else say("All")


def _open() -> list[Setting]:
    """The settings in which there is a choice."""
    return [each for each in SETTINGS if len(each.choices) > 1]


def _choices(setting: Setting, settled: Settings, say: Texts) -> tuple[Choice, ...]:
    now = setting.value(settled)
    return tuple(Choice(say(meaning), value, chosen=value == now) for value, meaning in setting.choices)


def _select(setting: Setting, settled: Settings, say: Texts) -> Select:
    return Select(f"set:{setting.name}", say(setting.title), _choices(setting, settled, say))


def _refusal(request: Request) -> str:
    if request.server:
        return request.say(
            "Changing these takes the permission to manage this server or workspace. Ask somebody who has it."
        )
    return request.say("These can be changed in a server, or in a conversation with the bot alone.")


def _note(sentence: str, *, corrects: bool = False) -> tuple[Message, ...]:
    return (Message((line(sentence),), private=True, corrects=corrects),)
