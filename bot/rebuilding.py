"""Builds quizzes again from what the store keeps of them: their set-up and their moves."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

from bot.message import Place
from quizzes import exchange
from quizzes.grading import grade
from quizzes.session import Phase, Session, replay, step

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.sitting import Sitting
    from bot.store import Store, StoredQuiz
    from content.library import Library
    from quizzes.banks import Bank
    from quizzes.effects import Effect
    from quizzes.grading import Grade
    from quizzes.model import Response
    from quizzes.moves import Move

_PAST = 64  # quizzes that are over, kept for those who look back


class UnreadableError(Exception):
    """A stored quiz stands on questions that are no longer there, or was written by a newer version."""


class Rebuilder:
    """Reads quizzes from the store.

    Args:
        store: Where they are.
        bank: The questions.
        library: What they stand on.
    """

    def __init__(self, store: Store, bank: Bank, library: Library) -> None:
        self._store = store
        self._bank = bank
        self._library = library
        self._past: OrderedDict[str, tuple[Place, Session]] = OrderedDict()

    def grade(self, question: str, response: Response) -> Grade:
        """Judge an answer to a question."""
        return grade(self._bank.questions[question], response, self._library)

    def begin(self, stored: StoredQuiz) -> Session:
        """A stored quiz before its first move.

        Raises:
            UnreadableError: This version cannot read it.
        """
        try:
            setup = exchange.read_setup(stored.setup)
        except exchange.ExchangeError as error:
            raise UnreadableError(str(error)) from None
        if not all(drawn.question in self._bank.questions for drawn in setup.drawn):
            raise UnreadableError("a question is no longer there")
        return Session(setup)

    async def rebuild(self, stored: StoredQuiz) -> tuple[Session, int]:
        """A stored quiz by its moves, and how many those are.

        Raises:
            UnreadableError: This version cannot read it.
        """
        setup = self.begin(stored).setup
        moves = _read(await self._store.moves(stored.id))
        return replay(setup, moves, self.grade), len(moves)

    def fold(
        self, sitting: Sitting, texts: Iterable[str]
    ) -> Iterator[tuple[Move, Session, tuple[Effect, ...]]]:
        """Make a quiz's next saved moves one by one: each, the quiz right after it, and its effects.

        Raises:
            UnreadableError: This version cannot read one; none of them is made then.
        """
        for move in _read(texts):
            session, effects = step(sitting.session, move, self.grade)
            sitting.advance(session)
            yield move, session, effects

    async def known(self, quiz_id: str, place: Place) -> bool:
        """Whether a quiz of this id was or is played at a place."""
        stored = await self._store.quiz(quiz_id)
        return stored is not None and place_of(stored) == place

    async def past(self, quiz_id: str, place: Place) -> Session | None:
        """A quiz that was or is played at a place, as it is kept; None where there is none of this id."""
        if quiz_id not in self._past:
            stored = await self._store.quiz(quiz_id)
            if stored is None:
                return None
            try:
                session, _ = await self.rebuild(stored)
            except UnreadableError:
                return None
            if session.phase is not Phase.FINISHED:
                return session if place_of(stored) == place else None  # it will have changed next time
            self._past[quiz_id] = place_of(stored), session
            if len(self._past) > _PAST:
                self._past.popitem(last=False)
        where, session = self._past[quiz_id]
        return session if where == place else None


def place_of(stored: StoredQuiz) -> Place:
    """Where a stored quiz is played."""
    return Place(stored.platform, stored.place)


def _read(texts: Iterable[str]) -> list[Move]:
    try:
        return [exchange.read_move(text) for text in texts]
    except exchange.ExchangeError as error:
        raise UnreadableError(str(error)) from None
