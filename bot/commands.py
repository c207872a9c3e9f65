"""Every command, once: its name, options, handler and examples.

A command's examples are its help and its tests. Platforms with typed lines (the terminal, Slack) share
`parse`; a platform with forms of its own (Discord) builds them from `COMMANDS`.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from bot import (
    daily,
    daily_question,
    leaderboard,
    lookups,
    parsing,
    practice,
    quiz,
    results,
    settings,
    today,
    topics,
)
from bot.command import Command, Example, Manages, Option, Shortcut, Takes, Where
from bot.daily_commands import DAILY
from bot.leaves import leaf
from bot.message import GAP, MAX_TOKEN, Form, Line, Message, Style, Text, line, pages
from bot.parsing import Misread, Parsed

if TYPE_CHECKING:
    from bot.app import App, Request
    from bot.message import Reply
    from bot.texts import Texts

__all__ = [
    "COMMANDS",
    "SHORTCUTS",
    "Command",
    "Example",
    "Manages",
    "Misread",
    "Option",
    "Parsed",
    "Shortcut",
    "Takes",
    "Where",
    "dispatch",
    "parse",
    "press",
]


async def _help(app: App, request: Request) -> tuple[Message, ...]:
    """Tell what can be asked, from the commands themselves."""
    say, wanted = request.say, request.text("command").strip().lstrip("/")
    presses = app.host.presses(request.place.platform)
    keyboard = request.alone and not presses  # where there are no channels
    chosen = [each for each in COMMANDS if each.name.startswith(wanted) and not (keyboard and each.channels)]
    if not chosen and any(each.name.startswith(wanted) for each in COMMANDS):
        elsewhere = say("/{name} is for channels, on Discord and on Slack; here are none.", name=wanted[:40])
        return pages((line(elsewhere),))
    if not chosen:
        return pages(
            (line(say("There is no command “{name}”. Type /help to see them all.", name=wanted[:40])),)
        )
    lines: list[Line] = []
    if not wanted:
        how = "Type a name, a date or a question and press Enter, or one of these commands:"
        lines += [
            Line((Text("Tarikh", strong=True), Text(f": {app.library.pack.title}")), Style.TITLE),
            line(
                say(
                    "What the sources say, with every source named. These are the commands:"
                    if presses
                    else how
                )
            ),
            GAP,
        ]
    for command in chosen:
        if not (wanted or keyboard) and (group := _group(command)):
            lines += _folded(group, say) if command.first else []
            continue
        # What is for one keyboard only would puzzle those who each have their own.
        options = [
            option
            for option in command.options
            if not (presses and option.keyboard) and not (keyboard and option.takes is Takes.CHANNEL)
        ]
        lines.append(_usage(command, options, say))
        if wanted:
            lines.extend(line(_option(option, say), Style.ITEM) for option in options)
        for example in command.examples:
            if not (
                presses and any(f"{each.name}:" in example.line for each in command.options if each.keyboard)
            ):
                lines.append(line(example.line, Style.NOTE))
    return pages(tuple(lines), private=True, again=f"help:{wanted}" if presses else "")


def _group(command: Command) -> list[Command]:
    """The commands that begin with the same word, where that alone leads to one of them."""
    word = command.name.split()[0]
    group = [each for each in COMMANDS if each.name.split()[0] == word]
    return group if any(each.first for each in group) else []


def _folded(group: list[Command], say: Texts) -> list[Line]:
    """Several commands together, in the list of all: those who want them ask for more."""
    first = next(each for each in group if each.first)
    word = first.name.split()[0]
    names = ", ".join(each.name.removeprefix(f"{word} ") for each in group)
    more = line(say("/help {name} tells how.", name=word), Style.NOTE)
    return [Line((Text(f"/{word} {names}", strong=True), Text(f"  {say(first.about)}"))), more]


def _usage(command: Command, options: list[Option], say: Texts) -> Line:
    words = [f"/{command.name}"]
    for option in options:
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
            Option(
                "graphic",
                "whether entries that report atrocities are shown, too",
                Takes.CHOICE,
                choices=(("yes", "Yes"), ("no", "No")),
            ),
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
            Option("wait", "seconds to join before the first question", Takes.NUMBER, least=0, most=600),
            Option(
                "pause", "seconds after each answer; 0 waits for a press", Takes.NUMBER, least=0, most=600
            ),
            Option("players", "names, with commas between them", keyboard=True),
            Option(
                "seed", "the same number draws the same quiz again", Takes.NUMBER, least=0, most=2**31 - 1
            ),
        ),
        (
            Example("/quiz start questions:5", "Question 1 of 5"),
            Example("/quiz start topic:geneva players:Amina,Omid seconds:30", "Question 1"),
        ),
        Where.PLACES,
    ),
    Command("quiz resume", "Go on with a quiz that was interrupted.", quiz.resume, where=Where.PLACES),
    Command(
        "quiz skip", "Leave out the open question; nobody's points change.", quiz.skip, where=Where.PLACES
    ),
    Command(
        "quiz reveal", "Close the open question now and show its answer.", quiz.reveal, where=Where.PLACES
    ),
    Command(
        "quiz extend",
        "Give the open question more time.",
        quiz.extend,
        (Option("seconds", "how many seconds more", Takes.NUMBER, least=5, most=3600),),
        where=Where.PLACES,
    ),
    Command("quiz scores", "The points so far.", quiz.scores, where=Where.PLACES),
    Command("quiz stop", "End the quiz and show the final table.", quiz.stop, where=Where.PLACES),
    *DAILY,
    Command(
        "leaderboard",
        "Who answered most questions of the day right, in this channel.",
        leaderboard.leaderboard,
        (Option("window", "since when", Takes.CHOICE, rest=True, choices=leaderboard.WINDOWS),),
        (Example("/leaderboard", "Questions of the day"), Example("/leaderboard all", "all that is kept")),
        Where.PLACES,
    ),
    Command(
        "results",
        "Your results, and what to practise.",
        results.results,
        (),
        (Example("/results", "Your results"),),
    ),
    Command(
        "topics",
        "The topics, with how much there is on each.",
        topics.topics,
        (),
        (Example("/topics", "Geneva"),),
    ),
    Command(
        "settings",
        "What is settled here, and changing it.",
        settings.settings,
        tuple(
            Option(
                each.name,
                f"{each.title}: {each.about[0].lower()}{each.about[1:]}",
                Takes.CHOICE,
                choices=each.choices,
            )
            for each in settings.SETTINGS
        ),
        (Example("/settings", "Calendar"), Example("/settings calendar:gregorian", "Calendar")),
        Where.PLACES,
        manages=Manages.SERVER,
    ),
    Command(
        "help",
        "What can be asked, or all about one command.",
        _help,
        (Option("command", "a command's name", Takes.COMMAND, rest=True),),
        (Example("/help", "/lookup"), Example("/help quiz start", "questions")),
    ),
)


SHORTCUTS: tuple[Shortcut, ...] = (Shortcut("Look this up", "lookup", "query"),)


def parse(typed: str, *, bare: bool = False) -> Parsed | Misread:
    """Understand a typed line; see `bot.parsing.parse`."""
    return parsing.parse(typed, COMMANDS, bare=bare)


async def dispatch(app: App, request: Request, command: Command) -> Reply:
    """Let a command's handler answer a request; the pages of its answer."""
    return _quietly(request, await command.handler(app, request))


async def press(app: App, request: Request, token: str) -> Reply:
    """Answer a press of a button, a choice in a select, or a form that was sent, by its token.

    What stands in a token may be stale or forged; one that leads nowhere is answered kindly.
    """
    reply = await _pressed(app, request, token[:MAX_TOKEN])
    if reply is None:
        sentence = request.say("That button no longer leads anywhere. Please ask again.")
        return (Message((line(sentence),), private=True),)
    return _quietly(request, reply)


async def _pressed(app: App, request: Request, token: str) -> Reply | None:
    what, _, value = token.partition(":")
    if what in {"quiz", "try"}:
        pressed = quiz.press if what == "quiz" else practice.press
        return await pressed(app, request, token)
    if what == "results":
        return await results.press(app, request, value)
    if what == "set":
        return await settings.change(app, request, value)
    if what == "daily":
        return await _daily(app, request, value)
    if what == "leaf":
        return await _turned(app, request, value)
    return await _answered(app, request, what, value)


async def _daily(app: App, request: Request, value: str) -> Reply | None:
    """What daily posts answer to a press: one of them, or what they were set up by."""
    reply = await daily_question.press(app, request, value)
    return await daily.press(app, request, value) if reply is None else reply


async def _turned(app: App, request: Request, value: str) -> tuple[Message, ...] | None:
    """The page that `leaf:NUMBER:TOKEN` turns to, of the answer that the token brings."""
    number, _, again = value.partition(":")
    turned = None if again.startswith("leaf:") else await _pressed(app, request, again)
    if not turned or isinstance(turned, Form) or re.fullmatch(r"[0-9]{1,2}", number) is None:
        return None
    return (replace(leaf(turned, int(number), request.say), replaces=True),)


async def _answered(app: App, request: Request, what: str, value: str) -> Reply | None:
    """What look-ups and days answer to a press."""
    told = {
        "lookup": lookups.entry,
        "sources": lookups.sources,
        "show": lookups.shown,
        "sides": lookups.sides,
    }
    if what in told:
        return told[what](app, request, value) if value in app.library.entries else None
    if what == "help":
        return await _help(app, replace(request, values={"command": value}))
    if what == "ask":
        return await lookups.lookup(app, replace(request, values={"query": value}))
    return await today.again(app, request, value) if what == "today" else None


def _quietly(request: Request, reply: Reply) -> Reply:
    """The reply, private in a channel where the server does not want the bot to speak openly."""
    if isinstance(reply, Form) or settings.answers_here(request):
        return reply
    return tuple(each if each.private else replace(each, private=True) for each in reply)
