"""What Tab completes: commands, their options, topics, and names of entries."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from prompt_toolkit.completion import Completer, Completion

from bot.commands import COMMANDS, Takes
from bot.completing import complete

if TYPE_CHECKING:
    from collections.abc import Iterable

    from prompt_toolkit.completion import CompleteEvent
    from prompt_toolkit.document import Document

    from bot.app import App
    from bot.commands import Command, Option

_LEAVE = "quit"
_SHOWN = 12


def _begins(spelling: str, typed: str) -> bool:
    return spelling.casefold().startswith(typed.casefold())


class Words(Completer):
    """Completes a line of the terminal."""

    def __init__(self, app: App) -> None:
        self._app = app

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterable[Completion]:
        """See `prompt_toolkit.completion.Completer`."""
        del complete_event
        typed = document.text_before_cursor
        if not typed.startswith("/"):
            yield from self._names(typed)
            return
        for name in (*(command.name for command in COMMANDS), _LEAVE):
            if f"/{name}".startswith(typed):
                yield Completion(f"/{name}", -len(typed))
        command = next((each for each in COMMANDS if typed.startswith(f"/{each.name} ")), None)
        if command is not None:
            yield from self._options(command, typed.removeprefix(f"/{command.name} ").lstrip())

    def _names(self, typed: str) -> Iterable[Completion]:
        if not typed.strip():
            return
        found = [match.entry.name for match in self._app.index.complete(typed, _SHOWN)]
        # Only spellings that go on as typed, where there are any: then Tab types what all of them share.
        begun = [
            (spelling, name)
            for name in found
            if (spelling := next((each for each in name.spellings if _begins(each, typed)), None))
        ]
        for spelling, name in begun or [(name.latin, name) for name in found]:
            meta = name.latin if spelling != name.latin else name.dari or ""
            yield Completion(spelling, -len(typed), display_meta=meta)

    def _options(self, command: Command, typed: str) -> Iterable[Completion]:
        rest = next((option for option in command.options if option.rest), None)
        if rest is None:
            yield from self._named(command, re.split(r"\s", typed)[-1])
        elif rest.takes is Takes.ENTRY:
            yield from self._names(typed)
        else:
            yield from self._values(rest, typed)

    def _named(self, command: Command, word: str) -> Iterable[Completion]:
        name, colon, value = word.partition(":")
        for option in command.options:
            if not colon and option.name.startswith(name):
                yield Completion(f"{option.name}:", -len(word), display_meta=option.about)
            elif colon and option.name == name and option.takes is not Takes.ENTRY:
                yield from self._values(option, value)

    def _values(self, option: Option, typed: str) -> Iterable[Completion]:
        for choice in complete(self._app, option, typed):
            meta = choice.label if choice.label != choice.value else ""
            yield Completion(choice.value, -len(typed), display_meta=meta)
