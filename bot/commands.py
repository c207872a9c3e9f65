"""Every command, once: its name, options, handler and examples.

A command's examples are its help and its tests. Platforms with typed lines (the terminal, Slack) share
`parse`; a platform with forms of its own (Discord) builds them from `COMMANDS`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

from bot import lookups, quiz, today, topics
from bot.message import GAP, Line, Message, Style, Text, line, pages

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.app import App, Request
    from bot.texts import Texts

Handler: TypeAlias = "Callable[[App, Request], Awaitable[tuple[Message, ...]]]"


class Takes(StrEnum):
    """What an option takes; a platform completes and checks accordingly."""

    WORDS = "words"
    NUMBER = "number"
    ENTRY = "entry"  # words, completed with entries' names
    DATE = "date"  # words, completed with dates
    TOPIC = "topic"  # words, completed with topics
    COMMAND = "command"  # words, completed with commands' names


@dataclass(frozen=True, slots=True)
class Option:
    """One value of a command. `rest`: typed without its name, as what is left of the line."""

    name: str
    about: str
    takes: Takes = Takes.WORDS
    required: bool = False
    rest: bool = False
    least: int = 0
    most: int = 0


@dataclass(frozen=True, slots=True)
class Example:
    """A line that a person may type, and words that its answer then shows on the packed content."""

    line: str
    shows: str


@dataclass(frozen=True, slots=True)
class Command:
    """A thing that a person can ask the bot to do. A name of two words is a subcommand: `quiz start`."""

    name: str
    about: str
    handler: Handler
    options: tuple[Option, ...] = ()
    examples: tuple[Example, ...] = ()


@dataclass(frozen=True, slots=True)
class Parsed:
    """A typed line, understood: the command and its values."""

    command: Command
    values: dict[str, str | int]


@dataclass(frozen=True, slots=True)
class Misread:
    """A typed line that could not be understood, and what to do about it, as a sentence."""

    sentence: str


async def _help(app: App, request: Request) -> tuple[Message, ...]:
    """Tell what can be asked, from the commands themselves."""
    say, wanted = request.say, request.text("command").strip().lstrip("/")
    chosen = (
        [command for command in COMMANDS if command.name.startswith(wanted)] if wanted else list(COMMANDS)
    )
    if not chosen:
        return pages((line(say("There is no command “{name}”. Type /help to see them all.", name=wanted)),))
    lines: list[Line] = []
    if not wanted:
        lines += [
            Line((Text("Tarikh", strong=True), Text(f": {app.library.pack.title}")), Style.TITLE),
            line(say("Type a name, a date or a question and press Enter, or one of these commands:")),
            GAP,
        ]
    for command in chosen:
        lines.append(_usage(command, say))
        if wanted:
            lines.extend(line(_option(option, say), Style.ITEM) for option in command.options)
        lines.extend(line(example.line, Style.NOTE) for example in command.examples)
    return pages(tuple(lines), private=True)


def _usage(command: Command, say: Texts) -> Line:
    words = [f"/{command.name}"]
    for option in command.options:
        shown = option.name.upper() if option.rest else f"{option.name}:…"
        words.append(shown if option.required else f"[{shown}]")
    return Line((Text(" ".join(words), strong=True), Text(f"  {say(command.about)}")))


def _option(option: Option, say: Texts) -> str:
    bounds = f" ({option.least}–{option.most})" if option.takes is Takes.NUMBER else ""
    return f"{option.name}: {say(option.about)}{bounds}"


COMMANDS: tuple[Command, ...] = (
    Command(
        "lookup",
        "What the sources say about a name, a date or a question.",
        lookups.lookup,
        (Option("query", "a name, a date or a question", Takes.ENTRY, required=True, rest=True),),
        (
            Example("/lookup Islamabad Accord", "7 March 1993"),
            Example("/lookup who signed the Islamabad Accord?", "Islamabad Accord"),
            Example("/lookup ۸ ثور", "8 Sawr 1371"),
        ),
    ),
    Command(
        "today",
        "What happened on this day, in both calendars.",
        today.today,
        (
            Option("date", "another day than today", Takes.DATE, rest=True),
            Option("graphic", "yes shows entries that report atrocities, too"),
        ),
        (Example("/today", "On this day"), Example("/today 14 April", "Geneva Accords")),
    ),
    Command(
        "quiz start",
        "Start a quiz, alone or with others.",
        quiz.start,
        (
            Option("topic", "a topic; see /topics", Takes.TOPIC),
            Option("questions", "how many questions", Takes.NUMBER, least=1, most=50),
            Option("seconds", "seconds to answer; 0 for no limit", Takes.NUMBER, least=0, most=3600),
            Option("difficulty", "1 easy, 2 middle, 3 hard", Takes.NUMBER, least=1, most=3),
            Option("players", "names, with commas between them"),
            Option(
                "seed", "the same number draws the same quiz again", Takes.NUMBER, least=0, most=2**31 - 1
            ),
        ),
        (
            Example("/quiz start questions:5", "Question 1 of 5"),
            Example("/quiz start topic:geneva players:Amina,Omid seconds:30", "Question 1"),
        ),
    ),
    Command("quiz resume", "Go on with a quiz that was interrupted.", quiz.resume),
    Command("quiz skip", "Leave out the open question; nobody's points change.", quiz.skip),
    Command("quiz scores", "The points so far.", quiz.scores),
    Command("quiz stop", "End the quiz and show the final table.", quiz.stop),
    Command(
        "topics",
        "The topics, with how much there is on each.",
        topics.topics,
        (),
        (Example("/topics", "Geneva"),),
    ),
    Command(
        "help",
        "What can be asked, or all about one command.",
        _help,
        (Option("command", "a command's name", Takes.COMMAND, rest=True),),
        (Example("/help", "/lookup"), Example("/help quiz start", "questions")),
    ),
)


def parse(typed: str) -> Parsed | Misread:
    """Understand a typed line.

    A line that does not begin with a slash is a look-up. What follows a command's name is its `rest` option
    where it has one; otherwise `name:value` for each option, where a value may hold spaces.
    """
    words = typed.strip()
    if words.casefold() == "help":
        return Parsed(_named("help"), {})
    if not words.startswith("/"):
        return Parsed(_named("lookup"), {"query": words})
    words = words[1:].strip()
    for command in COMMANDS:
        name = r"\s+".join(map(re.escape, command.name.split()))
        if matched := re.match(rf"(?i:{name})(?!\S)", words):
            return _values(command, words[matched.end() :].strip())
    first = words.split(" ")[0][:40]
    meant = [f"/{command.name}" for command in COMMANDS if command.name.startswith(f"{first} ")]
    if meant:
        return Misread(f"/{first} needs one word more: {', '.join(meant)}.")
    return Misread(f"There is no command “/{first}”. Type /help to see what there is.")


def _named(name: str) -> Command:
    return next(command for command in COMMANDS if command.name == name)


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
    if before.strip():
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
    if words := " ".join(left.split()):
        values[rest.name] = words
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


async def dispatch(app: App, request: Request, command: Command) -> tuple[Message, ...]:
    """Let a command's handler answer a request; the pages of its answer."""
    return await command.handler(app, request)


async def press(app: App, request: Request, token: str) -> tuple[Message, ...]:
    """Answer a pressed button by its token: `lookup:ENTRY` or `quiz:WHAT`."""
    what, _, value = token.partition(":")
    if what == "lookup" and value in app.library.entries:
        return lookups.entry(app, request, value)
    if what == "quiz" and value in {"resume", "stop"}:
        return await (quiz.resume if value == "resume" else quiz.stop)(app, request)
    return pages(
        (line(request.say("That button no longer leads anywhere. Please ask again.")),), private=True
    )
