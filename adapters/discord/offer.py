"""The bot's commands as Discord offers them, and back: what somebody chose there as a command of the bot's.

Pure. What is offered is made from `bot.commands` alone, and sent whole. A command of two words is offered as
a subcommand of its first word; Discord asks for the place and the permissions of that word only, so it gets
the loosest of its subcommands', and the handler of a stricter one still has to look.
"""

from __future__ import annotations

import hashlib
import json
import re
from typing import TYPE_CHECKING, Any, TypeAlias

from adapters.discord.render import POSTED_IN
from bot.commands import COMMANDS, SHORTCUTS, Command, Manages, Option, Shortcut, Takes, Where
from bot.texts import texts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from bot.texts import Texts

Payload: TypeAlias = dict[str, Any]
Values: TypeAlias = dict[str, str | int]

# Discord's numbers for what this file makes.
CHAT_COMMAND, MESSAGE_COMMAND = 1, 3
SUBCOMMAND, STRING, INTEGER, CHANNEL, ROLE = 1, 3, 4, 7, 8
SERVER, CONVERSATION, ELSEWHERE = 0, 1, 2  # contexts: a server, a conversation with the bot, any other
BY_SERVER, BY_PERSON = 0, 1  # who brought the bot along
MANAGE_CHANNELS, MANAGE_SERVER = 16, 32

MAX_NAME, MAX_ABOUT, MAX_OPTIONS, MAX_CHOICES = 32, 100, 25, 25
MAX_WORDS = 300  # of what is typed for an option; a longer question finds nothing more

# By how loose a place is: contexts and installations.
_PLACES: dict[Where, tuple[list[int], list[int]]] = {
    Where.ANYWHERE: ([SERVER, CONVERSATION, ELSEWHERE], [BY_SERVER, BY_PERSON]),
    Where.PLACES: ([SERVER, CONVERSATION], [BY_SERVER, BY_PERSON]),
    Where.SERVERS: ([SERVER], [BY_SERVER]),
}
_LOOSEST = tuple(_PLACES)

# Who is offered a command, until a server settles it otherwise. Of a group, the least that one of it takes.
_PERMISSIONS: dict[Manages, int | None] = {
    Manages.NOTHING: None,
    Manages.CHANNEL: MANAGE_CHANNELS,
    Manages.SERVER: MANAGE_SERVER,
}
_LEAST = tuple(_PERMISSIONS)

_COMPLETED = frozenset({Takes.ENTRY, Takes.DATE, Takes.TOPIC, Takes.COMMAND, Takes.ZONE})

# Discord's locales, but for English, which the commands are written in. There is none for Dari or Pashto.
LOCALES = (
    *("ar", "bg", "cs", "da", "de", "el", "es-ES", "es-419", "fi", "fr", "he", "hi", "hr", "hu", "id", "it"),
    *("ja", "ko", "lt", "nl", "no", "pl", "pt-BR", "ro", "ru", "sv-SE", "th", "tr", "uk", "vi"),
    *("zh-CN", "zh-TW"),
)

_NAME = re.compile(r"[-_'\w]{1,32}")
# What stands in a message for people, channels, emoji, times and commands.
_NO_WORDS = re.compile(r"<(?:[@#][!&]?|a?:\w+:|t:|id:|/[^:>]*:)[^\s>]*>")


class OfferError(ValueError):
    """A command is not as Discord takes it. The text names command, fault and remedy."""


def commands(
    offered: Sequence[Command] = COMMANDS,
    shortcuts: Sequence[Shortcut] = SHORTCUTS,
    locales: Mapping[str, Texts] | None = None,
) -> list[Payload]:
    """What replaces all of the application's global commands.

    Args:
        offered: The commands.
        shortcuts: Those that are offered on a message.
        locales: The bot's sentences by Discord's locales; those that have a catalogue where it is left out.

    Raises:
        OfferError: One is not as Discord takes it.
    """
    said = translated() if locales is None else locales
    groups: dict[str, list[Command]] = {}
    for command in offered:
        groups.setdefault(command.name.partition(" ")[0], []).append(command)
    made = [_command(name, members, said) for name, members in groups.items()]
    named = {command.name: command for command in offered}
    return made + [_shortcut(shortcut, named[shortcut.command], said) for shortcut in shortcuts]


def fingerprint(payload: Sequence[Payload]) -> str:
    """What tells one offer from another: the SHA-256 of its JSON, keys in order, as hexadecimal digits."""
    text = json.dumps(payload, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def translated(known: Iterable[str] = LOCALES) -> dict[str, Texts]:
    """The bot's sentences by those of Discord's locales that it has a catalogue for."""
    said = {locale: texts(locale.replace("-", "_")) for locale in known}
    return {locale: say for locale, say in said.items() if say.catalogue.info()}


def read(
    data: Mapping[str, Any],
    offered: Sequence[Command] = COMMANDS,
    shortcuts: Sequence[Shortcut] = SHORTCUTS,
) -> tuple[Command, Values] | None:
    """The command and its values that an interaction's `data` tells of, a command's or a completion's.

    Values that the command does not take (any more) are left out: Discord may hold older commands for a
    while. None where there is no such command.
    """
    if data.get("type") == MESSAGE_COMMAND:
        return _of_message(data, offered, shortcuts)
    found = _chosen(data, offered)
    if found is None:
        return None
    command, given = found
    options = {option.name: option for option in command.options if not option.keyboard}
    values: Values = {}
    for each in given:
        option = options.get(str(each.get("name")))
        value: Any = each.get("value")
        if option is not None and _takes(option, value):
            values[option.name] = value
    return command, values


def focused(
    data: Mapping[str, Any], offered: Sequence[Command] = COMMANDS
) -> tuple[Command, Option, str] | None:
    """The option that somebody is typing, and what is typed so far; None where there is none such."""
    found = _chosen(data, offered)
    if found is None:
        return None
    command, given = found
    options = {option.name: option for option in command.options}
    for each in given:
        if each.get("focused") and str(each.get("name")) in options:
            return command, options[str(each["name"])], str(each.get("value") or "")
    return None


def _command(name: str, members: list[Command], locales: Mapping[str, Texts]) -> Payload:
    first = members[0]
    if first.name == name and len(members) == 1:
        made = _named(name, first.about, locales) | {"options": _options(first, locales)}
    else:
        subs = [command.name.removeprefix(f"{name} ") for command in members]
        if name in subs or any(" " in sub for sub in subs):
            raise OfferError(f"/{name}: Discord takes a command alone or as a group of two words; rename one")
        if len(members) > MAX_OPTIONS:
            raise OfferError(f"/{name}: Discord takes {MAX_OPTIONS} subcommands, not {len(members)}")
        # Nobody sees a group's own words: its subcommands are listed instead.
        made = _named(name, f"{name}: {', '.join(subs)}"[:MAX_ABOUT], {}) | {
            "options": [
                _named(sub, command.about, locales)
                | {"type": SUBCOMMAND, "options": _options(command, locales)}
                for sub, command in zip(subs, members, strict=True)
            ]
        }
    return made | {"type": CHAT_COMMAND} | _usable(members)


def _shortcut(shortcut: Shortcut, command: Command, locales: Mapping[str, Texts]) -> Payload:
    made: Payload = {"type": MESSAGE_COMMAND, "name": shortcut.name} | _usable([command])
    if not 1 <= len(shortcut.name) <= MAX_NAME:
        raise OfferError(f"“{shortcut.name}”: Discord takes a name of 1 to {MAX_NAME} characters; shorten it")
    names = _said(shortcut.name, locales, MAX_NAME)
    return made | ({"name_localizations": names} if names else {})


def _usable(members: list[Command]) -> Payload:
    """Where, and by whom: the loosest of a group's."""
    where = min((command.where for command in members), key=_LOOSEST.index)
    contexts, installations = _PLACES[where]
    managed = min((command.manages for command in members), key=_LEAST.index)
    return {
        "contexts": contexts,
        "integration_types": installations,
        "default_member_permissions": _PERMISSIONS[managed],
    }


def _named(name: str, about: str, locales: Mapping[str, Texts]) -> Payload:
    if not _NAME.fullmatch(name) or name != name.lower():
        raise OfferError(f"/{name}: Discord takes {MAX_NAME} lower-case letters, digits, - and _; rename it")
    if not 1 <= len(about) <= MAX_ABOUT:
        raise OfferError(
            f"/{name}: Discord takes {MAX_ABOUT} characters about it, not {len(about)}; shorten it"
        )
    made: Payload = {"name": name, "description": about}
    names = {locale: said for locale, said in _said(name, locales, MAX_NAME).items() if _NAME.fullmatch(said)}
    abouts = _said(about, locales, MAX_ABOUT)
    if names:
        made["name_localizations"] = {locale: said.lower() for locale, said in names.items()}
    if abouts:
        made["description_localizations"] = abouts
    return made


def _said(words: str, locales: Mapping[str, Texts], most: int) -> dict[str, str]:
    """The words in each locale that has others for them which are not too long."""
    said = {locale: say(words) for locale, say in locales.items()}
    return {locale: each for locale, each in said.items() if each != words and 1 <= len(each) <= most}


def _options(command: Command, locales: Mapping[str, Texts]) -> list[Payload]:
    """A command's options, those that must be given first, as Discord wants them."""
    shown = [option for option in command.options if not option.keyboard]
    if len(shown) > MAX_OPTIONS:
        raise OfferError(f"/{command.name}: Discord takes {MAX_OPTIONS} options, not {len(shown)}")
    return [_option(option, locales) for option in sorted(shown, key=lambda option: not option.required)]


def _option(option: Option, locales: Mapping[str, Texts]) -> Payload:
    made = _named(option.name, option.about, locales) | {"required": option.required}
    if option.takes is Takes.NUMBER:
        bounds = {"min_value": option.least, "max_value": option.most} if option.least < option.most else {}
        return made | {"type": INTEGER} | bounds
    if option.takes is Takes.CHANNEL:
        return made | {"type": CHANNEL, "channel_types": [*POSTED_IN]}
    if option.takes is Takes.ROLE:
        return made | {"type": ROLE}
    made |= {"type": STRING}
    if option.takes is Takes.CHOICE:
        if not 1 <= len(option.choices) <= MAX_CHOICES:
            raise OfferError(
                f"{option.name}: Discord takes 1 to {MAX_CHOICES} choices; offer fewer, or words"
            )
        return made | {"choices": [_choice(value, called, locales) for value, called in option.choices]}
    return made | {"max_length": MAX_WORDS} | ({"autocomplete": True} if option.takes in _COMPLETED else {})


def _choice(value: str, called: str, locales: Mapping[str, Texts]) -> Payload:
    names = _said(called, locales, MAX_ABOUT)
    return {"name": called, "value": value} | ({"name_localizations": names} if names else {})


def _chosen(
    data: Mapping[str, Any], offered: Sequence[Command]
) -> tuple[Command, list[Mapping[str, Any]]] | None:
    """The command that is meant, and the options that were given to it."""
    name, given = str(data.get("name")), list(_each(data.get("options")))
    if given and given[0].get("type") == SUBCOMMAND:
        name, given = f"{name} {given[0].get('name')}", list(_each(given[0].get("options")))
    command = next((each for each in offered if each.name == name), None)
    return (command, given) if command else None


def _each(options: object) -> Iterator[Mapping[str, Any]]:
    if isinstance(options, list):
        yield from (each for each in options if isinstance(each, dict))


def _takes(option: Option, value: object) -> bool:
    """Whether an option takes a value; what is being typed may not be one yet."""
    if option.takes is Takes.NUMBER:
        bound = option.least < option.most
        return type(value) is int and (not bound or option.least <= value <= option.most)
    if option.takes is Takes.CHOICE:
        return any(value == choice for choice, _ in option.choices)
    return isinstance(value, str)


def _of_message(
    data: Mapping[str, Any], offered: Sequence[Command], shortcuts: Sequence[Shortcut]
) -> tuple[Command, Values] | None:
    """A command on a message: what the message says are its words."""
    shortcut = next((each for each in shortcuts if each.name == data.get("name")), None)
    command = next((each for each in offered if shortcut and each.name == shortcut.command), None)
    if shortcut is None or command is None:
        return None
    message: object = data
    for part in ("resolved", "messages", str(data.get("target_id"))):
        message = message.get(part) if isinstance(message, dict) else None
    words = _NO_WORDS.sub(" ", " ".join(_words(message)))
    return command, {shortcut.option: " ".join(words.split())}


def _words(message: object) -> Iterator[str]:
    """What a message says: what was typed, or else its embeds' and components' texts."""
    if not isinstance(message, dict):
        return
    if message.get("content"):
        yield str(message["content"])
        return
    for embed in _each(message.get("embeds")):
        yield from (str(embed[part]) for part in ("title", "description") if embed.get(part))
    for component in _each(message.get("components")):
        yield from _words(component)
