"""A quiz as a state machine.

The rules of this module:

1. `step(session, move, grade)` is pure and total: it takes any move at any moment, returns a new session
   and the effects that the caller must carry out in order, and never raises. Players race and clocks run
   late, so a move that does not fit is not an error: it is answered with `Refused` and a reason, and the
   session is unchanged.
2. Every pair of a phase and a kind of move stands in exactly one of two tables: `TRANSITIONS` (what
   happens, and to which phases it may lead) or `REFUSALS` (why it cannot happen). There are no cases beside
   the tables.
3. A session is its set-up and its moves: `replay(setup, moves, grade)` gives the very session that stepping
   gave. Answers are kept as given and are graded when their question is revealed, never before. So nothing
   that is said before a reveal can tell who is right, and replaying with a corrected grader regrades the
   whole quiz.

How a quiz goes:

- All at once (`in_turn` false): a question closes at its deadline, by `Close`, or as soon as all who take
  part have answered. Anybody may join by answering. Where nobody had joined before a question was asked, and
  it has a deadline or players were invited (`wait`), it stays open for its whole time, without a deadline
  until `Close`: otherwise the quickest would shut out the rest.
- In turn (several players at one keyboard): the players answer the same question one after the other, in
  joining order. Each turn has its own deadline; when it passes, the turn passes on.
- One answer for each player and question. The first counts and cannot be changed. An answer at or after the
  deadline is late, even if the clock has not said so yet.
- After a reveal the session waits for `Next`. A skipped question earns nothing and does not count, nor does
  one that was open when the quiz was stopped.
- Who leaves keeps points and place in the table (before the start, a leaver is forgotten). When nobody
  takes part any more, `Next` finishes the quiz.

The host saves an accepted move before it carries out the effects. Saving a refused move too does no harm.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

from quizzes.effects import Accepted, Ask, Extended, Finish, Joined, Left, Reason, Refused, Reveal
from quizzes.moves import Answer, Close, Extend, Join, Leave, Next, Resume, Skip, Start, Stop, TimeUp
from quizzes.scoring import Result, points
from quizzes.state import Given, Phase, Player, Session, Setup

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from quizzes.effects import Effect
    from quizzes.model import Response
    from quizzes.moves import Move
    from quizzes.scoring import Grade

__all__ = ["Given", "Phase", "Player", "Session", "Setup", "replay", "step"]

MAX_EXTENSION = 7 * 24 * 3600.0  # seconds; the longest quiz that we foresee lasts a week

# From a question's id and an answer to its grade; it never raises.
Grader: TypeAlias = "Callable[[str, Response], Grade]"
Outcome: TypeAlias = "tuple[Session, tuple[Effect, ...]]"


def step(session: Session, move: Move, grade: Grader) -> Outcome:
    """Make a move.

    Args:
        session: The quiz before the move.
        move: What somebody, or a clock, wants to do.
        grade: Judges an answer to the question of this id. It is asked only when a question is revealed.

    Returns:
        The quiz after the move, and what the caller must do, in order. A refused move gives back the same
        session and one `Refused`.
    """
    if not math.isfinite(move.now):
        return _refuse(session, move, Reason.NONSENSE)
    key = (session.phase, type(move))
    if key in REFUSALS:
        return _refuse(session, move, REFUSALS[key])
    return TRANSITIONS[key].act(session, move, grade)


def replay(setup: Setup, moves: Iterable[Move], grade: Grader) -> Session:
    """Rebuild a session from its beginning by making its moves again."""
    session = Session(setup)
    for move in moves:
        session, _ = step(session, move, grade)
    return session


def _refuse(session: Session, move: Move, reason: Reason) -> Outcome:
    player = move.player if isinstance(move, Join | Leave | Answer) else None
    return session, (Refused(player, reason),)


def _ask(session: Session, number: int, turn: str | None, now: float) -> Outcome:
    """Ask a question, or the same one of the next player in turn."""
    deadline = None if session.setup.seconds is None else now + session.setup.seconds
    asked = replace(session, phase=Phase.OPEN, number=number, turn=turn, deadline=deadline)
    return asked, (Ask(number, deadline, turn),)


def _open(session: Session, number: int, now: float) -> Outcome:
    """Ask a question for the first time, or finish where none is left to ask."""
    if number >= len(session.setup.drawn):
        return _finish(session)
    here = session.here()
    fresh = replace(session, answers=(), expected=bool(here))
    return _ask(fresh, number, here[0] if session.setup.in_turn else None, now)


def _reveal(session: Session, grade: Grader, *, skipped: bool = False) -> Outcome:
    """Close the open question and grade what was answered."""
    question = session.setup.drawn[session.number].question
    responses = {given.player: given.response for given in session.answers}
    results = []
    for player in session.players:
        if player.id in responses:
            response = responses[player.id]
            judged = grade(question, response)
            earned = 0 if skipped else points(judged.credit)
            results.append(Result(player.id, response, judged, earned))
        elif player.here:
            results.append(Result(player.id, None, None, 0))
    reveal = Reveal(session.number, tuple(results), skipped)
    closed = replace(
        session,
        phase=Phase.REVEALED,
        turn=None,
        deadline=None,
        answers=(),
        reveals=(*session.reveals, reveal),
    )
    return closed, (reveal,)


def _finish(session: Session) -> Outcome:
    finished = replace(session, phase=Phase.FINISHED, turn=None, deadline=None)
    return finished, (Finish(finished.table),)


def _after(outcome: Outcome, *before: Effect) -> Outcome:
    """An outcome whose effects come after others."""
    session, effects = outcome
    return session, (*before, *effects)


def _pass_on(session: Session, now: float, grade: Grader) -> Outcome:
    """Give the turn to the next in joining order; reveal after the last."""
    order = [player.id for player in session.players]
    later = order[order.index(session.turn) + 1 :] if session.turn in order else []
    waiting = [player for player in later if player in session.here() and player not in session.answered()]
    if waiting:
        return _ask(session, session.number, waiting[0], now)
    return _reveal(session, grade)


def _all_answered(session: Session) -> bool:
    """Whether an open question for all at once can close before its deadline."""
    hurry = session.expected or (session.deadline is None and session.setup.wait is None)
    return hurry and session.answered().issuperset(session.here())


def _with(session: Session, player: Player) -> Session:
    """The session with this player in place of the one of the same id, or at the end."""
    if session.player(player.id) is None:
        return replace(session, players=(*session.players, player))
    return replace(session, players=tuple(player if old.id == player.id else old for old in session.players))


def _start(session: Session, move: Start, _grade: Grader) -> Outcome:
    if session.setup.drawn and session.setup.in_turn and not session.players:
        return _refuse(session, move, Reason.NO_PLAYERS)
    return _open(session, 0, move.now)


def _join(session: Session, move: Join, _grade: Grader) -> Outcome:
    known = session.player(move.player)
    if known is not None and known.here:
        return _refuse(session, move, Reason.ALREADY_JOINED)
    return _with(session, Player(move.player, move.name)), (Joined(move.player, move.name),)


def _forget(session: Session, move: Leave, _grade: Grader) -> Outcome:
    if session.player(move.player) is None:
        return _refuse(session, move, Reason.NOT_JOINED)
    left = tuple(player for player in session.players if player.id != move.player)
    return replace(session, players=left), (Left(move.player),)


def _leave(session: Session, move: Leave, grade: Grader) -> Outcome:
    known = session.player(move.player)
    if known is None or not known.here:
        return _refuse(session, move, Reason.NOT_JOINED)
    left = _with(session, replace(known, here=False))
    effect = Left(move.player)
    if session.phase is Phase.OPEN:
        if session.setup.in_turn:
            if session.turn == move.player:
                return _after(_pass_on(left, move.now, grade), effect)
        elif _all_answered(left):
            return _after(_reveal(left, grade), effect)
    return left, (effect,)


def _answer(session: Session, move: Answer, grade: Grader) -> Outcome:
    reason = _why_not(session, move)
    if reason is not None:
        return _refuse(session, move, reason)
    known = session.player(move.player)
    player = Player(move.player, move.name or move.player) if known is None else replace(known, here=True)
    given = Given(move.player, move.response, move.now)
    now = replace(_with(session, player), answers=(*session.answers, given))
    effects: tuple[Effect, ...] = (Accepted(move.player, move.number),)
    if known is None:
        effects = (Joined(player.id, player.name), *effects)
    if session.setup.in_turn:
        return _after(_pass_on(now, move.now, grade), *effects)
    if _all_answered(now):
        return _after(_reveal(now, grade), *effects)
    return now, effects


def _why_not(session: Session, move: Answer) -> Reason | None:
    """Why an answer to an open question does not count; None where it does."""
    if move.number != session.number:
        return Reason.LATE if move.number < session.number else Reason.WRONG_QUESTION
    if move.player in session.answered():
        return Reason.ALREADY_ANSWERED
    if session.setup.in_turn and move.player != session.turn:
        return Reason.NOT_YOUR_TURN
    if session.deadline is not None and move.now >= session.deadline:
        return Reason.LATE
    return None


def _time_up(session: Session, move: TimeUp, grade: Grader) -> Outcome:
    if move.number != session.number or move.turn != session.turn or session.deadline is None:
        return _refuse(session, move, Reason.STALE)
    if move.now < session.deadline:
        return _refuse(session, move, Reason.EARLY)
    if session.setup.in_turn:
        return _pass_on(session, move.now, grade)
    return _reveal(session, grade)


def _next(session: Session, move: Next, _grade: Grader) -> Outcome:
    if move.after is not None and move.after != session.number:
        return _refuse(session, move, Reason.STALE)
    if not session.here():
        return _finish(session)
    return _open(session, session.number + 1, move.now)


def _skip(session: Session, _move: Skip, grade: Grader) -> Outcome:
    return _reveal(session, grade, skipped=True)


def _close(session: Session, _move: Close, grade: Grader) -> Outcome:
    return _reveal(session, grade)


def _extend(session: Session, move: Extend, _grade: Grader) -> Outcome:
    if not 0 < move.seconds <= MAX_EXTENSION:
        return _refuse(session, move, Reason.NONSENSE)
    if session.deadline is None:
        return _refuse(session, move, Reason.NO_DEADLINE)
    deadline = max(session.deadline, move.now) + move.seconds  # whole seconds to use, even when just over
    return replace(session, deadline=deadline), (Extended(session.number, deadline, session.turn),)


def _ask_again(session: Session, move: Resume, _grade: Grader) -> Outcome:
    return _ask(session, session.number, session.turn, move.now)


def _reveal_again(session: Session, _move: Resume, _grade: Grader) -> Outcome:
    return session, (session.reveals[-1],)


def _finish_again(session: Session, _move: Resume, _grade: Grader) -> Outcome:
    return session, (Finish(session.table),)


def _stop(session: Session, _move: Stop, _grade: Grader) -> Outcome:
    return _finish(session)


@dataclass(frozen=True, slots=True)
class Transition:
    """What a move does in a phase, and the phases that it may lead to."""

    act: Callable[..., Outcome]  # (session, the move of this kind, grader)
    leads_to: tuple[Phase, ...]


TRANSITIONS: dict[tuple[Phase, type[Move]], Transition] = {
    (Phase.LOBBY, Join): Transition(_join, (Phase.LOBBY,)),
    (Phase.LOBBY, Leave): Transition(_forget, (Phase.LOBBY,)),
    (Phase.LOBBY, Start): Transition(_start, (Phase.OPEN, Phase.FINISHED)),
    (Phase.LOBBY, Stop): Transition(_stop, (Phase.FINISHED,)),
    (Phase.OPEN, Join): Transition(_join, (Phase.OPEN,)),
    (Phase.OPEN, Leave): Transition(_leave, (Phase.OPEN, Phase.REVEALED)),
    (Phase.OPEN, Answer): Transition(_answer, (Phase.OPEN, Phase.REVEALED)),
    (Phase.OPEN, TimeUp): Transition(_time_up, (Phase.OPEN, Phase.REVEALED)),
    (Phase.OPEN, Skip): Transition(_skip, (Phase.REVEALED,)),
    (Phase.OPEN, Close): Transition(_close, (Phase.REVEALED,)),
    (Phase.OPEN, Extend): Transition(_extend, (Phase.OPEN,)),
    (Phase.OPEN, Resume): Transition(_ask_again, (Phase.OPEN,)),
    (Phase.OPEN, Stop): Transition(_stop, (Phase.FINISHED,)),
    (Phase.REVEALED, Join): Transition(_join, (Phase.REVEALED,)),
    (Phase.REVEALED, Leave): Transition(_leave, (Phase.REVEALED,)),
    (Phase.REVEALED, Next): Transition(_next, (Phase.OPEN, Phase.FINISHED)),
    (Phase.REVEALED, Resume): Transition(_reveal_again, (Phase.REVEALED,)),
    (Phase.REVEALED, Stop): Transition(_stop, (Phase.FINISHED,)),
    (Phase.FINISHED, Resume): Transition(_finish_again, (Phase.FINISHED,)),
}

REFUSALS: dict[tuple[Phase, type[Move]], Reason] = {
    (Phase.LOBBY, Answer): Reason.NOT_STARTED,
    (Phase.LOBBY, TimeUp): Reason.STALE,
    (Phase.LOBBY, Next): Reason.NOT_STARTED,
    (Phase.LOBBY, Skip): Reason.NOT_STARTED,
    (Phase.LOBBY, Close): Reason.NOT_STARTED,
    (Phase.LOBBY, Extend): Reason.NOT_STARTED,
    (Phase.LOBBY, Resume): Reason.NOT_STARTED,
    (Phase.OPEN, Start): Reason.ALREADY_STARTED,
    (Phase.OPEN, Next): Reason.NOT_REVEALED,
    (Phase.REVEALED, Start): Reason.ALREADY_STARTED,
    (Phase.REVEALED, Answer): Reason.LATE,
    (Phase.REVEALED, TimeUp): Reason.STALE,
    (Phase.REVEALED, Skip): Reason.NO_OPEN_QUESTION,
    (Phase.REVEALED, Close): Reason.NO_OPEN_QUESTION,
    (Phase.REVEALED, Extend): Reason.NO_OPEN_QUESTION,
    (Phase.FINISHED, Start): Reason.FINISHED,
    (Phase.FINISHED, Join): Reason.FINISHED,
    (Phase.FINISHED, Leave): Reason.FINISHED,
    (Phase.FINISHED, Answer): Reason.FINISHED,
    (Phase.FINISHED, TimeUp): Reason.STALE,
    (Phase.FINISHED, Next): Reason.FINISHED,
    (Phase.FINISHED, Skip): Reason.FINISHED,
    (Phase.FINISHED, Close): Reason.FINISHED,
    (Phase.FINISHED, Extend): Reason.FINISHED,
    (Phase.FINISHED, Stop): Reason.FINISHED,
}
