"""Where typed lines come from: a person at a terminal, or a pipe."""

from __future__ import annotations

import asyncio
import shutil
import sys
from typing import TYPE_CHECKING, Protocol

from prompt_toolkit import PromptSession, print_formatted_text
from prompt_toolkit.application import get_app_or_none
from prompt_toolkit.auto_suggest import AutoSuggestFromHistory
from prompt_toolkit.filters import Condition
from prompt_toolkit.formatted_text import FormattedText
from prompt_toolkit.history import DummyHistory, FileHistory, InMemoryHistory
from prompt_toolkit.patch_stdout import patch_stdout
from prompt_toolkit.styles import Style as Looks

from adapters.terminal.completion import Words
from adapters.terminal.render import STYLES, Fragment, plain, rows

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import TextIO

    from prompt_toolkit.completion import Completer
    from prompt_toolkit.history import History

    from bot.address import DatabaseUrl
    from bot.app import App
    from bot.message import Message

_PROMPT_ROWS = 3  # what a screenful of an answer leaves free: the last gap and the prompt
_FEWEST_ROWS = 8
_EMPTY: list[Fragment] = [("", "\n")]
PIPE_WIDTH = 100  # columns of output that is not shown on a terminal, unless COLUMNS says otherwise
MAX_TYPED = 10_000  # characters of one line; what is longer is no question, and is cut


class Interrupted(Exception):  # noqa: N818 -- a person's Ctrl-C, which is no error
    """The person pressed Ctrl-C."""


class Keyboard(Protocol):
    """Reads lines and shows messages."""

    @property
    def interactive(self) -> bool:
        """Whether a person is there to answer questions about how to go on."""
        ...

    async def read(
        self, prompt: Callable[[], str], *, playing: bool, hidden: Callable[[], bool]
    ) -> str | None:
        """The next typed line without its end; None when there are no more.

        Args:
            prompt: What to show before the line; asked again when it may have changed.
            playing: Whether the line answers a quiz: then it is neither completed nor kept in the history.
            hidden: Whether what is typed must not be seen by others at the keyboard; asked again, too.

        Raises:
            Interrupted: Ctrl-C was pressed.
        """
        ...

    def show(self, *messages: Message) -> None:
        """Print messages, also while a line is being typed.

        A person sees as much at once as fits the screen; the rest waits for `more`.
        """
        ...

    def more(self) -> None:
        """Print what is left, as much as fits the screen."""
        ...

    @property
    def left(self) -> int:
        """How many rows are left to be seen."""
        ...


class Pipe:
    """Lines from a pipe or a file; plain output. A line that is not UTF-8 is read as well as it can be."""

    interactive = False

    def __init__(self, lines: TextIO, out: TextIO, width: int) -> None:
        self._lines = lines
        self._out = out
        self._width = width

    async def read(
        self, prompt: Callable[[], str], *, playing: bool, hidden: Callable[[], bool]
    ) -> str | None:
        """See `Keyboard.read`; nothing is prompted for."""
        del prompt, playing, hidden
        typed = await asyncio.to_thread(self._lines.readline, MAX_TYPED)
        return typed.rstrip("\r\n") if typed else None

    def show(self, *messages: Message) -> None:
        """See `Keyboard.show`; a pipe takes everything at once."""
        if messages:
            self._out.write(plain(messages, self._width) + "\n")
            self._out.flush()

    def more(self) -> None:
        """See `Keyboard.more`; nothing is ever left."""

    @property
    def left(self) -> int:
        """See `Keyboard.left`."""
        return 0


class Terminal:
    """A person at a terminal: editing, history, completion; messages appear above the line being typed."""

    interactive = True

    def __init__(self, completer: Completer, history: Path | None) -> None:
        kept: History = FileHistory(str(history)) if history else InMemoryHistory()
        self._looks = Looks.from_dict(STYLES)
        self._rest: list[list[Fragment]] = []
        self._room = _screenful()  # rows that may still be printed before the person has read them
        self._asking: PromptSession[str] = PromptSession(
            completer=completer,
            history=kept,
            auto_suggest=AutoSuggestFromHistory(),
            complete_while_typing=False,
            enable_suspend=True,
        )
        self._hidden: Callable[[], bool] = lambda: False
        self._playing: PromptSession[str] = PromptSession(
            history=DummyHistory(), is_password=Condition(self._is_hidden), enable_suspend=True
        )

    def _is_hidden(self) -> bool:
        # A command is no answer: who types it may see it.
        return self._hidden() and not self._playing.default_buffer.text.startswith("/")

    async def read(
        self, prompt: Callable[[], str], *, playing: bool, hidden: Callable[[], bool]
    ) -> str | None:
        """See `Keyboard.read`."""
        session = self._playing if playing else self._asking
        self._hidden = hidden
        try:
            with patch_stdout():
                typed = await session.prompt_async(prompt)
        except EOFError:
            self._go_on()
            return None
        except KeyboardInterrupt:
            self._go_on()
            raise Interrupted from None
        self._room = _screenful()
        if typed.strip():
            self._go_on()
        return typed[:MAX_TYPED]

    def _go_on(self) -> None:
        """Forget what is left: the person has gone on to something else."""
        self._rest, self._room = [], _screenful()

    def show(self, *messages: Message) -> None:
        """See `Keyboard.show`. What comes while a line is being typed is printed whole."""
        shown = rows(messages, shutil.get_terminal_size().columns)
        if app := get_app_or_none():
            # A quiz has gone on by its clock: what was half typed was for what was before.
            self._playing.default_buffer.reset()
            self._print(shown)
            app.invalidate()  # the prompt may say something else now
            return
        self._rest += [*shown, _EMPTY] if shown else []
        self.more()

    def more(self) -> None:
        """See `Keyboard.more`."""
        seen, self._rest = self._rest[: self._room], self._rest[self._room :]
        self._room -= len(seen)
        if seen:
            self._print(seen[:-1] if seen[-1] == _EMPTY else seen)

    @property
    def left(self) -> int:
        """See `Keyboard.left`."""
        return len(self._rest)

    def _print(self, shown: list[list[Fragment]]) -> None:
        fragments = [(f"class:{style}" if style else "", words) for row in shown for style, words in row]
        print_formatted_text(FormattedText([*fragments, ("", "\n")]), style=self._looks, end="")


def _screenful() -> int:
    return max(_FEWEST_ROWS, shutil.get_terminal_size().lines - _PROMPT_ROWS)


def keyboard(app: App, database: DatabaseUrl) -> Keyboard:
    """The keyboard of this process: a person's where input and output are a terminal, else a pipe."""
    if sys.stdin.isatty() and sys.stdout.isatty():
        # The history lies beside the embedded database, which is the user's own; with PostgreSQL nowhere.
        history = database.path.with_name("history") if database.path else None
        return Terminal(Words(app), history)
    sys.stdin.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr] # a text file
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr] # a text file
    return Pipe(sys.stdin, sys.stdout, shutil.get_terminal_size((PIPE_WIDTH, 24)).columns)
