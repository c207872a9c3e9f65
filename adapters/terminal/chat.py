"""The conversation at one keyboard: look-ups, commands, and a quiz for all who sit there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapters.terminal.keyboard import Interrupted
from bot import commands, quiz
from bot.app import Request
from bot.backend import DatabaseError
from bot.message import Message, Person, Place, Posted, Style, line
from quizzes.session import Phase

if TYPE_CHECKING:
    from adapters.terminal.keyboard import Keyboard
    from bot.app import App
    from bot.host import Sitting
    from bot.message import Button

PLACE = Place("terminal", "keyboard")
LEAVE = {"/quit", "/exit", "/q"}


class Screen:
    """The seam to the terminal: a post is printed, and so is an edit, below what was said before."""

    def __init__(self, keyboard: Keyboard) -> None:
        self._keyboard = keyboard
        self._posts = 0

    async def post(self, place: Place, message: Message) -> Posted:
        """See `bot.message.Platform.post`."""
        self._keyboard.show(message)
        self._posts += 1
        return Posted(place, str(self._posts))

    async def edit(self, posted: Posted, message: Message) -> None:
        """See `bot.message.Platform.edit`."""
        await self.post(posted.place, message)


class Chat:
    """One conversation. `run` reads lines until they end or the person leaves."""

    def __init__(self, app: App, keyboard: Keyboard, person: Person) -> None:
        self._app = app
        self._keyboard = keyboard
        self._person = person
        self._buttons: tuple[Button, ...] = ()
        app.host.serve(PLACE.platform, Screen(keyboard))

    async def run(self) -> None:
        """Greet, offer a quiz that was interrupted, and answer line after line."""
        if self._keyboard.interactive:
            self._show(self._greeting())
        self._show(*await quiz.offer(self._app, self._request()))
        while (typed := await self._read()) is not None:
            if typed.strip().casefold() in LEAVE:
                break
            try:
                await self._take(typed)
            except DatabaseError as error:
                self._show(
                    Message((line(str(error)), line(self._request().say("Nothing was changed by that."))))
                )
        self._show(self._farewell())
        await self._app.host.close()

    async def _read(self) -> str | None:
        while True:
            try:
                playing = self._app.host.sitting(PLACE) is not None
                return await self._keyboard.read(self._prompt, playing=playing, hidden=self._hidden)
            except Interrupted:
                say = self._request().say
                self._show(
                    Message(
                        (line(say("/quit or Ctrl-D leaves. A quiz is kept and can be resumed."), Style.NOTE),)
                    )
                )

    async def _take(self, typed: str) -> None:
        words = typed.strip()
        sitting = self._app.host.sitting(PLACE)
        if sitting is not None and not words.startswith("/"):
            await self._play(sitting, words)
        elif words.isdecimal() and 1 <= int(words) <= len(self._buttons):
            token = self._buttons[int(words) - 1].token
            self._present(await commands.press(self._app, self._request(), token))
        elif words:
            await self._command(words)
        else:
            self._keyboard.more()
        await self._go_on()

    async def _play(self, sitting: Sitting, words: str) -> None:
        if sitting.session.phase is Phase.REVEALED:
            await self._app.host.next(sitting)
        elif words:
            player = self._player(sitting)
            self._show(*await quiz.answer(self._app, self._request(), sitting, player, words))

    async def _command(self, words: str) -> None:
        understood = commands.parse(words)
        if isinstance(understood, commands.Misread):
            self._show(Message((line(understood.sentence),)))
            return
        request = self._request(understood.values)
        self._present(await commands.dispatch(self._app, request, understood.command))

    async def _go_on(self) -> None:
        """Where nobody is there to press Enter after a reveal, the next question comes at once."""
        if self._keyboard.interactive:
            return
        sitting = self._app.host.sitting(PLACE)
        if sitting is not None and sitting.session.phase is Phase.REVEALED:
            await self._app.host.next(sitting)

    def _request(self, values: dict[str, str | int] | None = None) -> Request:
        return Request(self._person, PLACE, self._app.config.locale, values or {})

    def _show(self, *messages: Message) -> None:
        for message in messages:
            self._keyboard.show(message)

    def _present(self, messages: tuple[Message, ...]) -> None:
        self._keyboard.present(messages)
        self._buttons = tuple(button for message in messages for button in message.buttons)

    @staticmethod
    def _player(sitting: Sitting) -> Person:
        session = sitting.session
        player = session.player(session.turn) if session.turn else session.players[0]
        return Person(player.id, player.name) if player else Person("", "")

    def _hidden(self) -> bool:
        """Whether what is typed must stay unseen: others at the keyboard answer the same question next."""
        sitting = self._app.host.sitting(PLACE)
        return sitting is not None and sitting.session.phase is Phase.OPEN and len(sitting.session.here()) > 1

    def _prompt(self) -> str:
        sitting = self._app.host.sitting(PLACE)
        if sitting is None and self._keyboard.left:
            return self._request().say(
                "Enter for more ({count} lines), or ask on> ", count=self._keyboard.left
            )
        if sitting is None:
            return "tarikh> "
        if sitting.session.phase is Phase.REVEALED:
            return self._request().say("Enter for the next question> ")
        return f"{self._player(sitting).name}> "

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
