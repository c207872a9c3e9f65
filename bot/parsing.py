"""Understands a typed line as a command with its values: with a slash, or bare where the bot is addressed."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from bot.command import Manages, Takes
from bot.today import is_day

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.command import Command, Option

# What people say first to somebody new; a look-up would find people of such a name.
_GREETINGS = frozenset(
    {"hi", "hello", "hey", "hallo", "salam", "salaam", "thanks", "thank you", "سلام", "تشکر", "مننه"}
)
_MEANT = 4  # words that a line may have to be taken for a command nearly typed right

# An option's name before its value. What follows a scheme is an address's.
_NAMED = re.compile(r"(?<!\S)[a-z]+\s?[:=](?!/)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Parsed:
    """A typed line, understood: the command and its values."""

    command: Command
    values: dict[str, str | int]


@dataclass(frozen=True, slots=True)
class Misread:
    """A typed line that could not be understood, and what to do about it, as a sentence."""

    sentence: str


def parse(typed: str, commands: Sequence[Command], *, bare: bool = False) -> Parsed | Misread:
    """Understand a typed line.

    A line that does not begin with a slash is a look-up. What follows a command's name is its `rest` option
    where it has one; otherwise `name:value` for each option, where a value may hold spaces, and before them
    the value of the option that `begins`.

    Args:
        typed: The line.
        commands: What there is, with `lookup` and `help`.
        bare: Whether the line is said to the bot alone, so that a command needs no slash and an empty line
            asks for help. What only looks like a command, as a sentence may, is a look-up then.
    """
    words = typed.strip()
    if words.casefold() == "help" or (bare and not words.strip("/ ")):
        return Parsed(_named(commands, "help"), {})
    if words.startswith("/"):
        return _slashed(words[1:].strip(), commands)
    return (_bare(words, commands) if bare else None) or Parsed(_named(commands, "lookup"), {"query": words})


def _slashed(words: str, commands: Sequence[Command]) -> Parsed | Misread:
    if begun := _begun(words, commands):
        return _values(*begun)
    if meant := _first(words, commands):
        return Parsed(meant, {})
    first, _, after = words.partition(" ")
    unknown = f"There is no command “/{first[:40]}”. Type /help to see what there is."
    return _otherwise(words, commands) or _unfinished(first[:40], commands, after) or Misread(unknown)


def _bare(words: str, commands: Sequence[Command]) -> Parsed | Misread | None:
    """A line without a slash as the command that is meant; None where it is just asked something."""
    alone = words.rstrip("?!. ")
    begun = _begun(alone, commands)
    if begun is None:
        if meant := _first(alone, commands):
            return Parsed(meant, {})
        if alone.casefold().rstrip("!،, ") in _GREETINGS:
            return Parsed(_named(commands, "help"), {})
        first, _, after = alone.partition(" ")
        said = " ".join(after.split()[1:])  # beyond the second word
        if not said or _NAMED.search(said):  # “daily change in the bazaars” is a question
            if other := _otherwise(alone, commands):
                return other
            if _mistyped(first, after, commands):
                return _unfinished(first, commands, after)
        unfinished = _unfinished(first, commands, after) if not after or _NAMED.search(after) else None
        return unfinished or _nearly(alone, commands)
    command, left = begun
    if left:
        left += words[len(alone) :]  # a question mark is the look-up's
    return _values(command, left) if _meant(command, left, commands) else None


def _meant(command: Command, left: str, commands: Sequence[Command]) -> bool:
    """Whether a line that begins with a command's name means it: “topics of 1988” does not."""
    if not left or " " in command.name or _NAMED.search(left):
        return True
    rest = next((option for option in command.options if option.rest), None)
    if rest is None:
        return False
    if rest.takes is Takes.COMMAND:
        wanted = left.lstrip("/").casefold()
        return any(each.name.startswith(wanted) for each in commands)
    if rest.takes is Takes.CHOICE:
        return " " not in left
    return rest.takes is not Takes.DATE or is_day(left)


def _begun(words: str, commands: Sequence[Command]) -> tuple[Command, str] | None:
    """The command with whose name words begin, and what follows it."""
    first = (words.lower().split(maxsplit=1) or [""])[0]
    for command in commands:
        if not command.name.startswith(first):
            continue  # which is told much quicker
        if matched := _beginning(command.name).match(words):
            return command, words[matched.end() :].strip()
    return None


@cache
def _beginning(name: str) -> re.Pattern[str]:
    """What matches a line that begins with a command's name."""
    words = r"\s+".join(map(re.escape, name.split()))
    return re.compile(rf"(?i:{words})(?!\S)")


def _first(words: str, commands: Sequence[Command]) -> Command | None:
    """The command of two words of which the first is enough."""
    wanted = words.casefold()
    return next((each for each in commands if each.first and each.name.split()[0] == wanted), None)


def _otherwise(words: str, commands: Sequence[Command]) -> Parsed | Misread | None:
    """What is meant by another word for a command's second one: “daily list”."""
    first, second, *_ = (*words.split(maxsplit=2), "", "")
    begin, wanted = f"{first.casefold()} ", second.casefold()
    meant = [each for each in commands if each.name.startswith(begin) and wanted in each.also]
    if len(meant) > 1:
        names = " or ".join(f"/{each.name}" for each in meant)
        return Misread(f"Did you mean {names}? /help {first.casefold()} tells how.")
    after = words.split(maxsplit=2)[2:]
    return _values(meant[0], after[0] if after else "") if meant else None


def _mistyped(first: str, after: str, commands: Sequence[Command]) -> bool:
    """Whether a second word is nearly that of a command: “daily shwo”."""
    begin = f"{first.casefold()} "
    seconds = [each.name.removeprefix(begin) for each in commands if each.name.startswith(begin)]
    second = after.split(maxsplit=1)[0].casefold() if after else ""
    return bool(second and difflib.get_close_matches(second, seconds, n=1, cutoff=0.75))


def _nearly(words: str, commands: Sequence[Command]) -> Misread | None:
    """What to tell somebody who typed a command nearly right: “start a quiz”, “quiz begin”, “topic”."""
    typed = words.casefold().split()
    if len(typed) > _MEANT:
        return None
    # Few set the bot up, and many ask it things: “daily life in Kabul” is a question.
    asked = [each.name for each in commands if each.manages is Manages.NOTHING]
    near = [name for name in asked if " " in name and name.split()[0] in typed]
    if not near and len(typed) == 1:
        near = difflib.get_close_matches(typed[0], [each.name for each in commands], n=1, cutoff=0.85)
    return Misread(f"Did you mean /{near[0]}? /help tells what else there is.") if near else None


def _unfinished(first: str, commands: Sequence[Command], after: str = "") -> Misread | None:
    """What to tell somebody who gave only the first of a command's two words, or another second one."""
    word = first.casefold()
    begin = f"{word} "
    meant = [each.name for each in commands if each.name.startswith(begin)]
    if not meant:
        return None
    second = after.split(maxsplit=1)[0][:40] if after else ""
    if not second or _NAMED.match(second):
        return Misread(f"/{first} needs one word more: {', '.join(f'/{each}' for each in meant)}.")
    seconds = ", ".join(each.removeprefix(begin) for each in meant)
    return Misread(f"/{first} takes {seconds}, but not “{second}”. /help {word} tells how.")


def _named(commands: Sequence[Command], name: str) -> Command:
    return next(command for command in commands if command.name == name)


def _values(command: Command, left: str) -> Parsed | Misread:
    rest = next((option for option in command.options if option.rest), None)
    if rest is not None:
        return _free(command, rest, left)
    options = {option.name: option for option in command.options}
    names = "|".join(options) or "(?!)"
    # What stands before the first name, and after each name the value that runs to the next one.
    before, *named = re.split(rf"(?:^|(?<=\s))({names})\s*[:=]", left)
    wrong: list[str] = []
    values: dict[str, str | int] = {}
    loose = next((option.name for option in command.options if option.begins), "")
    if before.strip() and loose and loose not in named[::2]:
        named = [loose, before, *named]
    elif before.strip():
        known = ", ".join(f"{name}:…" for name in options)
        takes = f"It takes {known}." if known else "It takes nothing more."
        wrong.append(f"/{command.name} does not understand “{before.strip()[:40]}”. {takes}")
    for name, raw in zip(named[::2], named[1::2], strict=True):
        value = _value(options[name], raw.strip().strip('"“”').strip())
        if isinstance(value, Misread):
            wrong.append(value.sentence)
        else:
            values[name] = value
    return Misread(" ".join(wrong)) if wrong else Parsed(command, values)


def _free(command: Command, rest: Option, left: str) -> Parsed | Misread:
    """The values of a command that takes free words: those of named options are taken out of them."""
    values: dict[str, str | int] = {}
    for option in command.options:
        if not option.rest and (match := re.search(rf"(?:^|(?<=\s)){option.name}\s*[:=]\s*(\S*)", left)):
            values[option.name] = match[1]
            left = left[: match.start()] + left[match.end() :]
    # Who types the names of all options types that of the free words, too.
    left = re.sub(rf"^{rest.name}\s*[:=]", "", left.strip())
    words = " ".join(left.split())
    known = [value for value, _ in rest.choices]
    if words and known and words.casefold() not in known:
        return Misread(f"{rest.name} is one of: {', '.join(known)}; not “{words[:40]}”.")
    if words:
        values[rest.name] = words.casefold() if known else words
    elif rest.required:
        return Misread(f"/{command.name} needs {rest.about}.")
    return Parsed(command, values)


def _value(option: Option, raw: str) -> str | int | Misread:
    if option.takes is not Takes.NUMBER:
        return raw
    try:
        number = int(raw)
    except ValueError:
        return Misread(f"{option.name} takes a whole number, not “{raw[:20]}”.")
    if not option.least <= number <= option.most:
        return Misread(f"{option.name} is from {option.least} to {option.most}, not {number}.")
    return number
