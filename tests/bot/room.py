"""A room whose players press, each on a device of their own: the wall of its messages, and their hands."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from bot import commands, guarding
from bot.app import App, Request
from bot.message import Form, Message, MessageGoneError, Person, Place, Posted
from quizzes.grading import solution
from quizzes.model import Choice, Order, Pairs, QuestionKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.message import Reply
    from bot.sitting import Sitting

ROOM = Place("wall", "room")
AMINA, OMID, SARA = Person("a", "Zoya"), Person("o", "Nawid"), Person("s", "Parwin")


class Wall:
    """A platform whose players press: its messages as they stand now, and how often each was edited."""

    presses = True

    def __init__(self, *, threads: bool = False) -> None:
        self.threaded = threads
        self.wait = 0.0  # until an edit may be made that could be left out
        self.messages: dict[str, Message] = {}
        self.under: dict[str, str] = {}  # of those in a thread, whose
        self.doubted: list[str] = []  # keys under which something may have been posted before
        self.by_key: dict[str, str] = {}
        self.edits: dict[str, int] = {}
        self.places: dict[str, Place] = {}  # of the messages
        self.discussed: dict[
            str, tuple[str, Message]
        ] = {}  # messages with a conversation: its name and beginning
        self.pinned: list[str] = []
        self.written: list[tuple[str, str, Message]] = []  # to whom of which server, and what
        self.letters: set[str] = set()  # the keys of these
        self.fails: list[Exception] = []  # raised by the next calls, one each
        self.bars: dict[str, Exception] = {}  # raised by every call about a place, or a person, of this id
        self.changed = asyncio.Event()

    async def post(
        self, place: Place, message: Message, key: str = "", *, under: str = "", doubted: bool = False
    ) -> Posted:
        self._fail(place.id)
        if doubted:
            self.doubted.append(key)
        name = self.by_key.get(key) if key else None
        if name is None:
            name = str(len(self.messages) + 1)
            self.messages[name] = message
            self.places[name] = place
            if under:
                self.under[name] = under
            if key:
                self.by_key[key] = name
        self.changed.set()
        return Posted(place, name)

    async def edit(self, posted: Posted, message: Message) -> None:
        self._fail(posted.place.id)
        if posted.id not in self.messages:
            raise MessageGoneError
        self.messages[posted.id] = message
        self.edits[posted.id] = self.edits.get(posted.id, 0) + 1
        self.changed.set()

    async def discuss(self, posted: Posted, name: str, message: Message) -> None:
        self._fail(posted.place.id)
        self.discussed.setdefault(posted.id, (name, message))
        self.changed.set()

    async def pin(self, posted: Posted, *, instead_of: str = "") -> None:
        self._fail(posted.place.id)
        if instead_of in self.pinned:
            self.pinned.remove(instead_of)
        if posted.id not in self.pinned:
            self.pinned.append(posted.id)
        self.changed.set()

    async def address(self, posted: Posted, server: str) -> str:
        self._fail(posted.place.id)
        return f"https://wall.example/{server}/{posted.place.id}/{posted.id}"

    async def write_to(
        self, person: str, server: str, message: Message, key: str = "", *, doubted: bool = False
    ) -> None:
        self._fail(person)
        if key and doubted and key in self.letters:
            return
        self.letters.add(key)
        self.written.append((person, server, message))
        self.changed.set()

    def threads(self, place: Place) -> bool:
        del place
        return self.threaded

    def spare(self, place: Place) -> float:
        del place
        return self.wait

    def _fail(self, about: str) -> None:
        guarding.check()
        if about in self.bars:
            raise self.bars[about]
        if self.fails:
            raise self.fails.pop(0)

    @property
    def texts(self) -> list[str]:
        return [message.text for message in self.messages.values()]

    @property
    def last(self) -> Message:
        return list(self.messages.values())[-1]

    async def until(self, there: Callable[[], bool]) -> None:
        async with asyncio.timeout(20):
            while not there():
                self.changed.clear()
                await self.changed.wait()

    async def says(self, words: str) -> None:
        await self.until(lambda: any(words in text for text in self.texts))


class Class:
    """The bot with one room, and the hands of those in it."""

    def __init__(self, app: App, wall: Wall) -> None:
        self.app = app
        self.wall = wall

    def request(self, person: Person, **more: object) -> Request:
        values: dict[str, object] = {"server": "school", "within": ("room",)}
        return Request(person, ROOM, **(values | more))  # type: ignore[arg-type] # each case names its fields

    async def command(self, person: Person, line: str, **more: object) -> Reply:
        parsed = commands.parse(line)
        assert isinstance(parsed, commands.Parsed), parsed
        reply = await commands.dispatch(
            self.app, self.request(person, values=parsed.values, **more), parsed.command
        )
        await self.app.host.settle()
        return reply

    async def press(self, person: Person, token: str, **more: object) -> Reply:
        reply = await commands.press(self.app, self.request(person, **more), token)
        await self.app.host.settle()
        return reply

    async def label(self, person: Person, label: str, *, of: Message | None = None) -> Reply:
        message = of or self.wall.last
        token = next(button.token for button in message.buttons if label in button.label)
        return await self.press(person, token)

    @property
    def sitting(self) -> Sitting:
        sitting = self.app.host.sitting(ROOM)
        assert sitting is not None
        return sitting


def said(reply: Reply) -> str:
    assert not isinstance(reply, Form)
    assert all(message.private for message in reply)
    return "\n".join(message.text for message in reply)


async def answer(room: Class, person: Person, *, right: bool = True) -> Reply:
    """Answer the open question as a person would: by what stands under it, whatever its kind."""
    session = room.sitting.session
    asked = room.app.bank.questions[session.setup.drawn[session.number].question]
    token = f"quiz:{room.sitting.id}:{session.number}"
    body, order = asked.body, session.setup.drawn[session.number].order
    if isinstance(body, Order | Pairs):
        size = len(body.items if isinstance(body, Order) else body.pairs)
        reply = await room.press(person, f"{token}:s")
        for number in range(size - 1) if right else range(size - 1, 0, -1):
            place = order.index(number)
            assert not isinstance(reply, Form)
            assert f"{token}:s" in reply[0].buttons[0].token
            given = reply[0].buttons[0].token.removeprefix(f"{token}:s")[:-1]
            reply = await room.press(person, f"{token}:s{given}{place}")
        return await room.label(person, "Send", of=message(reply))
    if isinstance(body, Choice):
        wanted = [place for place, number in enumerate(order) if body.options[number].right is right]
        if asked.kind is QuestionKind.MULTIPLE:
            return await room.press(person, f"{token}:m", chosen=tuple(map(str, wanted)))
        return await room.press(person, f"{token}:c{wanted[0]}")
    form = await room.press(person, f"{token}:w")
    assert isinstance(form, Form)
    words = solution(asked, room.app.library)[0] if right else "1850"
    return await room.press(person, form.token, values={form.fields[0].name: words})


def message(reply: Reply) -> Message:
    assert not isinstance(reply, Form)
    (only,) = reply
    return only
