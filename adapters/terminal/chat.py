"""The conversation at one keyboard: look-ups, commands, and a quiz for all who sit there."""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING

from adapters.terminal.keyboard import Interrupted
from adapters.terminal.render import choices, numbered, pressable
from bot import commands, quiz
from bot.app import Request
from bot.backend import DatabaseError
from bot.message import Message, Person, Place, Posted, Style, line
from bot.preferences import Scope, Settings
from quizzes.session import Phase

if TYPE_CHECKING:
    from adapters.terminal.keyboard import Keyboard
    from bot.app import App
    from bot.host import Sitting
    from bot.message import Button

PLACE = Place("terminal", "keyboard")
_LOG = logging.getLogger(__name__)
LEAVE = {"/quit", "/exit", "/q", "quit", "exit"}
_LESS = "q"
_CHOICE = re.compile(r"(\d{1,2})\.?")


class Screen:
    """The seam to the terminal: a post is printed, and so is an edit, below what was said before."""

    presses = False

    def __init__(self, keyboard: Keyboard) -> None:
        self._keyboard = keyboard
        self._posts = 0

    async def post(
        self, place: Place, message: Message, key: str = "", *, under: str = "", doubted: bool = False
    ) -> Posted:
        """See `bot.message.Platform.post`; what is printed is printed once."""
        del key, under, doubted
        self._keyboard.show(message)
        self._posts += 1
        return Posted(place, str(self._posts))

    async def edit(self, posted: Posted, message: Message) -> None:
        """See `bot.message.Platform.edit`."""
        await self.post(posted.place, message)

    async def discuss(self, posted: Posted, name: str, message: Message) -> None:
        """See `bot.message.Platform.discuss`; there is one conversation, and it is open."""

    async def pin(self, posted: Posted, *, instead_of: str = "") -> None:
        """See `bot.message.Platform.pin`; what is printed scrolls on."""

    async def address(self, posted: Posted, server: str) -> str:
        """See `bot.message.Platform.address`; there is none."""
        del posted, server
        return ""

    async def write_to(
        self, person: str, server: str, message: Message, key: str = "", *, doubted: bool = False
    ) -> None:
        """See `bot.message.Platform.write_to`: who is written to sits at the keyboard."""
        del person, server, key, doubted
        self._keyboard.show(message)

    def threads(self, place: Place) -> bool:
        """See `Platform.threads`: everything stands on one screen."""
        del place
        return False

    def spare(self, place: Place) -> float:
        """See `bot.message.Platform.spare`; a terminal shows no counts."""
        del place
        return 0.0


class Chat:
    """One conversation. `run` reads lines until they end or the person leaves."""

    def __init__(self, app: App, keyboard: Keyboard, person: Person) -> None:
        self._app = app
        self._keyboard = keyboard
        self._person = person
        self._buttons: tuple[Button, ...] = ()
        self._settings = Settings(locale=app.config.locale, calendar=app.config.calendar)
        app.host.serve(PLACE.platform, Screen(keyboard))

    async def run(self) -> None:
        """Greet, offer a quiz that was interrupted, and answer line after line."""
        await self._settle()
        if self._keyboard.interactive:
            self._keyboard.show(self._greeting())
        self._keyboard.show(*await quiz.offer(self._app, self._request()))
        while (typed := await self._read()) is not None and typed.strip().casefold() not in LEAVE:
            try:
                await self._take(typed.strip())
                await self._app.host.settle()
            except DatabaseError as error:
                self._say(str(error), self._request().say("Nothing was changed by that."))
            except Exception:  # noqa: BLE001 -- a fault of ours must not end a class's quiz
                _LOG.debug("%r could not be answered", typed, exc_info=True)
                self._say(self._request().say("That could not be answered: a fault in Tarikh. Please go on."))
        self._keyboard.show(self._farewell())
        await self._app.host.close()

    async def _settle(self) -> None:
        """Take over the settings: a command may have changed them."""
        self._settings = await self._app.preferences.of(Scope(PLACE.platform, PLACE.id))

    async def _read(self) -> str | None:
        while True:
            playing = self._sitting is not None
            try:
                return await self._keyboard.read(self._prompt, playing=playing, hidden=self._hidden)
            except Interrupted:
                say = self._request().say
                kept = " " + say("The quiz is kept and can be resumed.") if playing else ""
                self._say(say("/quit or Ctrl-D leaves.") + kept)

    async def _take(self, words: str) -> None:
        sitting = self._sitting
        if not words and self._keyboard.left:
            self._keyboard.more()
        elif words.casefold() == _LESS and self._keyboard.interactive and sitting is None:
            pass  # what pagers take to leave; the rest is forgotten by typing anything
        elif sitting is not None and not words.startswith("/"):
            await self._play(sitting, words)
        elif self._buttons and (chosen := _CHOICE.fullmatch(words)):
            await self._choose(int(chosen[1]))
        elif words:
            await self._command(words)
        await self._go_on()

    async def _play(self, sitting: Sitting, words: str) -> None:
        if sitting.session.phase is Phase.OPEN:
            if words:
                player = self._player(sitting)
                self._keyboard.show(*await quiz.answer(self._app, self._request(), sitting, player, words))
            else:
                await self._app.host.remind(sitting)
        elif words:
            self._say(self._request().say("That question is closed. Enter alone goes on."))
        else:
            await self._app.host.next(sitting)

    async def _choose(self, number: int) -> None:
        if 1 <= number <= len(self._buttons):
            token = self._buttons[number - 1].token
            reply = await commands.press(self._app, self._request(), token)
            if isinstance(reply, tuple):  # a keyboard has no forms, and nothing numbered here opens one
                self._answer(reply)
        else:
            self._say(self._request().say("Choose a number from 1 to {last}.", last=len(self._buttons)))

    async def _command(self, words: str) -> None:
        understood = commands.parse(words)
        if isinstance(understood, commands.Misread):
            self._say(understood.sentence)
            return
        request = self._request(understood.values)
        reply = await commands.dispatch(self._app, request, understood.command)
        self._buttons = ()
        if isinstance(reply, tuple):
            self._answer(reply)
        await self._settle()
        sitting = self._sitting
        if sitting is not None and not understood.command.name.startswith("quiz"):
            await self._app.host.remind(sitting)

    def _answer(self, messages: tuple[Message, ...]) -> None:
        """Show an answer; numbers press its buttons from now on, or still those before if it has none."""
        buttons = pressable(messages)
        listed = numbered(messages, buttons)
        playing = self._sitting is not None
        hint = (choices(buttons, self._request().say),) if buttons and not listed and not playing else ()
        self._keyboard.show(*messages, *hint)
        if playing and buttons and listed:
            self._say(self._request().say("Numbers answer the quiz now: choose with /lookup and a name."))
        self._buttons = buttons or self._buttons

    async def _go_on(self) -> None:
        """Where nobody is there to press Enter after a reveal, the next question comes at once."""
        sitting = self._sitting
        if sitting is not None and not self._keyboard.interactive and sitting.session.phase is Phase.REVEALED:
            await self._app.host.next(sitting)

    @property
    def _sitting(self) -> Sitting | None:
        return self._app.host.sitting(PLACE)

    def _request(self, values: dict[str, str | int] | None = None) -> Request:
        return Request(
            self._person, PLACE, self._settings, values or {}, alone=True, moderator=True, manager=True
        )

    def _say(self, *sentences: str) -> None:
        self._keyboard.show(Message(tuple(line(sentence) for sentence in sentences)))

    @staticmethod
    def _player(sitting: Sitting) -> Person:
        session = sitting.session
        player = session.player(session.turn) if session.turn else session.players[0]
        return Person(player.id, player.name) if player else Person("", "")

    def _hidden(self) -> bool:
        """Whether what is typed must stay unseen: others at the keyboard answer the same question next."""
        session = self._sitting.session if self._sitting else None
        return session is not None and session.phase is Phase.OPEN and len(session.here()) > 1

    def _prompt(self) -> str:
        say, left, sitting = self._request().say, self._keyboard.left, self._sitting
        more = say("Enter for {count} more lines", count=left)
        if sitting is None:
            return f"{more}> " if left else "tarikh> "
        if sitting.session.phase is Phase.OPEN:
            name = self._player(sitting).name
            return f"{name} ({more})> " if left else f"{name}> "
        if left:
            return f"{more}> "
        last = sitting.session.number + 1 == len(sitting.session.setup.drawn)
        return say("Enter for the final table> ") if last else say("Enter for the next question> ")

    def _greeting(self) -> Message:
        say = self._request().say
        title = self._app.library.pack.title
        return Message(
            (
                line(f"Tarikh: {title}", Style.TITLE),
                line(say("Type a name, a date or a question. /help shows more, /quit leaves.")),
            )
        )

    def _farewell(self) -> Message:
        say = self._request().say
        if self._app.host.sitting(PLACE) is not None:
            return Message((line(say("The quiz is saved; it is offered again next time. Goodbye.")),))
        return Message((line(say("Goodbye.")),))
