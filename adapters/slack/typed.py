"""What somebody has typed on Slack, as plain words: without its links, mentions, marks and escapes."""

from __future__ import annotations

import re

from adapters.slack.words import COMMAND

MOST = 300  # characters of what is looked up; a question is shorter

_NESTED = 3  # marks around marks; there are bold, italic and struck words
_LINE = 1_000  # characters of a typed line that are read at all; a message may have 40,000
# `<@U1|name>`, `<#C1|history>`, `<!here>`, `<!date^…|words>`, `<https://…|words>`.
_TAGGED = re.compile(r"<([@#!]?)([^<>|]+)(?:\|([^<>]*))?>")
_GROUP = "subteam^"  # before a group's id
# A word or more between two marks of the same kind, as clients write bold, italic, struck and code.
_MARKED = re.compile(r"(?<![\w*_~`])([*_~`]{1,3})(?=\S)([^*~`\n]{1,300}?)(?<=\S)\1(?![\w*_~`])")
_WORD = re.compile(r"\w")
# Where Slack takes no commands, in threads, people type after a mention what they type elsewhere.
_COMMAND = re.compile(rf"{re.escape(COMMAND)}(?!\S)\s*", re.IGNORECASE)


def plain(text: str) -> str:
    """A line or a message as plain words."""
    words = _TAGGED.sub(_shown, text[:_LINE])
    for _ in range(_NESTED):
        words = _MARKED.sub(r"\2", words)
    return _entities(words).strip()


def command(text: str) -> str:
    """What was typed after a slash command; Slack marks nothing there, but escapes."""
    return _begun(_entities(_TAGGED.sub(_shown, text[:_LINE])).strip())


def named(text: str) -> dict[str, str]:
    """The ids of the channels and groups in a line or a message, by what is read in their place."""
    ids: dict[str, str] = {}
    for found in _TAGGED.finditer(text[:_LINE]):
        kind, target = found.group(1), found.group(2)
        if kind == "#" or (kind == "!" and target.startswith(_GROUP)):
            ids[_entities(_shown(found))] = target.removeprefix(_GROUP)
    return ids


def addressed(text: str, bot: str) -> str:
    """What somebody says to the bot in a message that mentions it: what follows the mention, or precedes it.

    The slash command itself says nothing there.

    Args:
        text: The message, as Slack gives it.
        bot: The id of the bot's user.
    """
    mention = re.compile(rf"<@{re.escape(bot)}(?:\|[^<>]*)?>")
    before, *after = mention.split(text[:_LINE], maxsplit=1)
    rest = mention.sub("", after[0]) if after else ""
    said = rest if _WORD.search(rest) else before if _WORD.search(before) else rest
    return _begun(plain(said.lstrip(" ,:;–-")))


def _begun(words: str) -> str:
    """A line without the slash command that it begins with."""
    found = _COMMAND.match(words)
    return words[found.end() :] if found else words


def _shown(found: re.Match[str]) -> str:
    """What a tag shows."""
    kind, target, words = found.group(1), found.group(2), found.group(3)
    if kind == "#":
        return f"#{words or target}"
    if kind == "@":
        return f"@{words}" if words else ""  # an id says nothing to anybody
    if kind == "!":
        return words or f"@{target.removeprefix(_GROUP).partition('^')[0]}"
    return words or target.removeprefix("mailto:")


def _entities(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
