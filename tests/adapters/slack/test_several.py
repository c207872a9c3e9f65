"""Several processes behind a load balancer: a class sees one bot, also when one of them is killed."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from adapters.slack.places import PLATFORM, Spot
from bot.host import Host
from bot.texts import texts
from quizzes import exchange
from quizzes.model import QuestionKind
from quizzes.moves import Answer
from tests.adapters.slack.conftest import Tarikh
from tests.adapters.slack.playing import given, said, seed_of
from tests.bot import conftest as databases

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from typing import TypeAlias

    from bot.address import DatabaseUrl
    from bot.message import Place
    from content.library import Library
    from content.search import Index
    from quizzes.banks import Bank
    from tests.servers.slack import Channel, Message, Person, SlackServer

    Parts: TypeAlias = tuple[Library, Index, Bank]

# Processes share PostgreSQL only.
psql, postgres_at, new_postgres = databases.psql, databases.postgres_at, databases.new_postgres

SHORT, LONG = 3.0, 60.0  # seconds until a process that was killed is replaced; one that no test waits for
CLASS = 12
SAY = texts("en")
RESTARTED = "Tarikh was restarted. The quiz goes on."


class School:
    """Bots on one database, to which what people do is given in turn."""

    def __init__(self, server: SlackServer, bots: list[Tarikh]) -> None:
        self._server = server
        self.bots = bots
        self._use()

    async def kill(self, bot: Tarikh) -> None:
        """Kill one, which leaves nothing to the others; the load balancer notices."""
        self.bots.remove(bot)
        self._use()
        await bot.database.close()
        await bot.kill()

    def speaker(self, place: Place) -> Tarikh:
        """The one that speaks for the quiz of a place."""
        sittings = [(bot, bot.app.host.sitting(place)) for bot in self.bots]
        (found,) = [bot for bot, sitting in sittings if sitting is not None and bot.app.host.speaks(sitting)]
        return found

    async def answer(self, place: Place, shown: Message, person: Person) -> str:
        """Answer the question that is shown; what the person is told."""
        bot = self.bots[0]
        sitting = await bot.app.host.recall(place, SAY)
        assert sitting is not None
        drawn = sitting.session.setup.drawn[int(shown.text.split()[1]) - 1]
        asked = bot.app.bank.questions[drawn.question]
        reply = await given(bot, shown, person, asked, drawn.order)
        return (await reply.until(lambda told: told.private)).text

    def _use(self) -> None:
        self._server.http.use(*(f"{bot.url}/slack/events" for bot in self.bots))


@asynccontextmanager
async def opened(server: SlackServer, url: DatabaseUrl, parts: Parts, lease: float) -> AsyncIterator[School]:
    """Two bots on a new database."""
    bots = [Tarikh(url.address.reveal(), server, *parts) for _ in range(2)]
    library, _, bank = parts
    try:
        for bot in bots:
            bot.by_requests()
            await bot.open()
            bot.app = replace(bot.app, host=Host(bot.store, bank, library, bot.now, lease))
            await bot.run()
            await bot.ready()
        school = School(server, bots)
        yield school
    finally:
        for bot in bots:
            await bot.stop()


@pytest.mark.parametrize("killed", [False, True], ids=["whole", "killed"])
async def test_a_class_sees_one_bot(
    server: SlackServer,
    new_postgres: Callable[[], DatabaseUrl],
    library: Library,
    index: Index,
    bank: Bank,
    room: Channel,
    killed: bool,
) -> None:
    pupils = [server.team.person(f"Pupil {number}") for number in range(CLASS)]
    first, place = pupils[0], Spot(server.team.id, room.id).place
    parts = library, index, bank
    async with opened(server, new_postgres(), parts, SHORT if killed else LONG) as school:
        seed = seed_of(bank, QuestionKind.SINGLE, QuestionKind.TRUE_FALSE)
        await first.command(room, f"quiz start questions:2 seed:{seed} seconds:600 wait:600 pause:0")
        lobby = await said(server, room, "Press Join to play.")
        joined = await asyncio.gather(*(each.press(lobby, label="Join") for each in pupils))
        told = [(await each.until(lambda reply: reply.private)).text for each in joined]
        assert told == ["You are in."] * CLASS
        await first.press(lobby, label="Begin now")
        stored = await school.bots[0].store.open_quiz(PLATFORM, place.id)
        assert stored is not None
        for number in (1, 2):
            question = await said(server, room, f"Question {number} of 2")
            some, rest = (pupils[:5], pupils[5:]) if killed and number == 1 else (pupils, [])
            told = await asyncio.gather(*(school.answer(place, question, each) for each in some))
            if rest:
                await school.kill(school.speaker(place))
                # Who had answered has; the others answer at the process that is left.
                assert "already" in await school.answer(place, question, some[0])
                told += await asyncio.gather(*(school.answer(place, question, each) for each in rest))
            assert all(each.startswith("Your answer counts:") for each in told)
            await server.wait_for(lambda shown=question: "Right answer" in shown.text, 30.0)  # type: ignore[misc] # mypy and defaults
            await first.press(question, label="Final table" if number == 2 else "Next question")
        table = await said(server, room, "Final table")
        assert table.text.count("200 points, 2 of 2 right") == CLASS
        await server.settled()
        texts = [each.text for each in room.messages]
        for beginning in ("Question 1 of 2", "Question 2 of 2", "Final table"):
            assert sum(each.startswith(beginning) for each in texts) == 1
        assert texts.count(RESTARTED) <= killed
        moves = [exchange.read_move(text) for text in await school.bots[0].store.moves(stored.id)]
        answers = [(each.player, each.number) for each in moves if isinstance(each, Answer)]
        assert sorted(answers) == sorted((each.id, number) for each in pupils for number in (0, 1))


async def test_what_is_told_again_to_another_process_is_done_once(
    server: SlackServer,
    new_postgres: Callable[[], DatabaseUrl],
    library: Library,
    index: Index,
    bank: Bank,
    room: Channel,
    amina: Person,
) -> None:
    async with opened(server, new_postgres(), (library, index, bank), LONG) as school:
        for number in range(2):
            await amina.mention(room, "quiz start questions:1 wait:0 seconds:600")
            await said(server, room, "Question 1 of 1")
            await server.redeliver_last()
            await amina.mention(room, "quiz stop")
            await server.redeliver_last()
            await server.wait_for(
                lambda games=number: sum("Final table" in each.text for each in room.messages) == games + 1  # type: ignore[misc] # mypy and defaults
            )
            await server.settled()
            assert sum("Question 1 of 1" in each.text for each in room.messages) == number + 1
        assert await school.bots[0].store.open_quizzes(PLATFORM) == ()
        assert len(amina.seen(room)) - len(room.messages) == 4  # that it is on, and that it is over
