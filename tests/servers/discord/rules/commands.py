"""Rules for application commands."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tests.servers.discord.wire import Json

LOCALES = frozenset(
    {
        "ar",
        "bg",
        "cs",
        "da",
        "de",
        "el",
        "en-GB",
        "en-US",
        "es-419",
        "es-ES",
        "fi",
        "fr",
        "he",
        "hi",
        "hr",
        "hu",
        "id",
        "it",
        "ja",
        "ko",
        "lt",
        "nl",
        "no",
        "pl",
        "pt-BR",
        "ro",
        "ru",
        "sv-SE",
        "th",
        "tr",
        "uk",
        "vi",
        "zh-CN",
        "zh-TW",
    }
)
"""The languages that Discord's client is offered in. There is no Persian, Dari, Pashto or Urdu."""
TEXT = 8_000
"""Letters of a command's names, descriptions and choices together, the longest language of each counted."""
MOST = {1: 100, 2: 15, 3: 15}
"""Commands of each type that an application may have in one place."""
OPTIONS = 25
_NAME = re.compile(r"^[-_'\w]{1,32}$")
SUBCOMMAND, GROUP = 1, 2


def command_faults(command: Json) -> Iterator[str]:
    """Tell every rule that one command breaks, as "name: what"."""
    name, kind = command["name"], command.get("type") or 1
    where = f"/{name}" if kind == 1 else repr(name)
    yield from (f"{where}: {what}" for what in _locales(command))
    if kind == 1:
        yield from _named(where, command)
        if not command.get("description"):
            yield f"{where}: no description"
        yield from _options(where, command.get("options") or [], depth=0)
        letters = _letters(command)
        if letters > TEXT:
            yield f"{where}: {letters} letters of text; at most {TEXT}"
        return
    if command.get("description"):
        yield f"{where}: only a slash command has a description"
    if command.get("options"):
        yield f"{where}: only a slash command has options"


def list_faults(commands: Iterable[Json]) -> Iterator[str]:
    """Tell every rule that a whole list of commands breaks, with those of each command."""
    listed = list(commands)
    for command in listed:
        yield from command_faults(command)
    for (kind, name), count in Counter((each.get("type") or 1, each["name"]) for each in listed).items():
        if count > 1:
            yield f"{name!r}: {count} commands of type {kind} have this name"
    for kind, count in Counter(each.get("type") or 1 for each in listed).items():
        if count > MOST.get(kind, 1):
            yield f"{count} commands of type {kind}; at most {MOST.get(kind, 1)}"


def _named(where: str, named: Json) -> Iterator[str]:
    for name in (named["name"], *(named.get("name_localizations") or {}).values()):
        if not _NAME.match(name):
            yield f"{where}: the name {name!r} may hold letters, digits, - _ and ' only"
        if name != name.lower():
            yield f"{where}: the name {name!r} must be in lower case"


def _locales(entry: Json) -> Iterator[str]:
    for key in ("name_localizations", "description_localizations"):
        for locale in sorted(set(entry.get(key) or {}) - LOCALES):
            yield f"{key} has {locale!r}, which is no language of Discord's"


def _options(where: str, options: list[Json], *, depth: int) -> Iterator[str]:
    if len(options) > OPTIONS:
        yield f"{where}: {len(options)} options; at most {OPTIONS}"
    kinds = {option["type"] in {SUBCOMMAND, GROUP} for option in options}
    if len(kinds) > 1:
        yield f"{where}: subcommands and options side by side"
    optional = False
    for option in options:
        here = f"{where} {option['name']}"
        yield from _named(here, option)
        yield from (f"{here}: {what}" for what in _locales(option))
        if not option.get("description"):
            yield f"{here}: no description"
        if option["type"] in {SUBCOMMAND, GROUP}:
            yield from _nested(here, option, depth)
            continue
        if option.get("required") and optional:
            yield f"{here}: required, but comes after an optional one"
        optional = optional or not option.get("required")
        yield from _values(here, option)
    for name, count in Counter(option["name"] for option in options).items():
        if count > 1:
            yield f"{where}: {count} options are named {name!r}"


def _nested(where: str, option: Json, depth: int) -> Iterator[str]:
    if depth > (0 if option["type"] == GROUP else 1):
        yield f"{where}: groups and subcommands are nested too deep"
    if option["type"] == GROUP and not option.get("options"):
        yield f"{where}: a group without subcommands"
    yield from _options(where, option.get("options") or [], depth=depth + 1)


def _values(where: str, option: Json) -> Iterator[str]:
    choices: list[Json] = option.get("choices") or []
    if choices and option.get("autocomplete"):
        yield f"{where}: choices and autocomplete exclude each other"
    if len(choices) > OPTIONS:
        yield f"{where}: {len(choices)} choices; at most {OPTIONS}"
    for choice in choices:
        yield from (f"{where}: {what}" for what in _locales(choice))
    for name, count in Counter(choice["name"] for choice in choices).items():
        if count > 1:
            yield f"{where}: {count} choices are named {name!r}"
    for least, most in (("min_length", "max_length"), ("min_value", "max_value")):
        low, high = option.get(least), option.get(most)
        if low is not None and high is not None and low > high:
            yield f"{where}: {least} {low} is over {most} {high}"


def _letters(entry: Json) -> int:
    total = 0
    for key in ("name", "description"):
        texts = [entry.get(key) or "", *(entry.get(f"{key}_localizations") or {}).values()]
        total += max(map(len, texts))
    total += len(entry["value"]) if isinstance(entry.get("value"), str) else 0
    inner = [*(entry.get("options") or ()), *(entry.get("choices") or ())]
    return total + sum(_letters(each) for each in inner)
