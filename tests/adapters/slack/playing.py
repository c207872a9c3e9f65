"""Plays quizzes and answers questions on Slack, by what stands in a message."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapters.slack.controls import PICK
from adapters.slack.places import Spot
from bot.answers import FIELD
from quizzes.draw import draw
from quizzes.grading import solution
from quizzes.model import Choice, Order, Pairs, QuestionKind

if TYPE_CHECKING:
    from bot.sitting import Sitting
    from quizzes.banks import Bank
    from quizzes.model import Question
    from tests.adapters.slack.conftest import Tarikh
    from tests.servers.slack import Channel, Message, Person, Reply, SlackServer


def sitting_of(tarikh: Tarikh, room: Channel, thread: Message | None = None) -> Sitting:
    """The quiz that is played in a channel, or in a thread of it."""
    spot = Spot(room.team.id, room.id, thread.ts if thread is not None else "")
    sitting = tarikh.app.host.sitting(spot.place)
    assert sitting is not None
    return sitting


def open_question(tarikh: Tarikh, room: Channel, thread: Message | None = None) -> Message:
    """The message that shows the open question, found as a player finds it: the last one with its number."""
    number = sitting_of(tarikh, room, thread).session.number
    return next(each for each in reversed(room.messages) if f"Question {number + 1} of" in each.text)


async def answer(
    tarikh: Tarikh, room: Channel, person: Person, *, right: bool = True, thread: Message | None = None
) -> Reply:
    """Answer the open question by what stands under it, whatever its kind."""
    session = sitting_of(tarikh, room, thread).session
    drawn = session.setup.drawn[session.number]
    asked = tarikh.app.bank.questions[drawn.question]
    return await given(tarikh, open_question(tarikh, room, thread), person, asked, drawn.order, right=right)


async def given(
    tarikh: Tarikh,
    shown: Message,
    person: Person,
    asked: Question,
    order: tuple[int, ...],
    *,
    right: bool = True,
) -> Reply:
    """Answer a question that is shown in a message."""
    body, tokens = asked.body, [each.token for each in shown.elements]
    if isinstance(body, Order | Pairs):
        size = len(body.items if isinstance(body, Order) else body.pairs)
        reply = await person.press(shown, token=next(each for each in tokens if each.endswith(":s")))
        for number in range(size - 1) if right else range(size - 1, 0, -1):
            place = str(order.index(number))
            token = next(each.token for each in reply.message.elements if each.token.endswith(place))
            reply = await person.press(reply.message, token=token)
        return await person.press(reply.message, label="Send")
    if isinstance(body, Choice):
        wanted = [str(place) for place, number in enumerate(order) if body.options[number].right is right]
        if asked.kind is QuestionKind.MULTIPLE:
            sent = next(each for each in tokens if each.endswith(":m") and not each.startswith(PICK))
            return await person.choose(shown, sent, wanted)
        token = next(each for each in tokens if each.endswith(f":c{wanted[0]}"))
        return await person.press(shown, token=token)
    reply = await person.press(shown, label="Type your answer")
    words = solution(asked, tarikh.app.library)[0] if right else "1850"
    await person.submit(reply.modal, **{FIELD: words})
    return await reply.until(lambda pressed: pressed.messages)  # it comes where the form was opened


async def said(server: SlackServer, room: Channel, words: str) -> Message:
    """The message that says these words, once it is there."""
    found: list[Message] = []

    def there() -> bool:
        found[:] = [each for each in room.messages if words in each.text]
        return bool(found)

    await server.wait_for(there, 20.0)
    return found[-1]


def seed_of(bank: Bank, *kinds: QuestionKind) -> int:
    """A seed by which questions of these kinds are drawn, in this order."""
    for seed in range(2_000):
        drawn = draw(bank, seed=seed, count=len(kinds))
        if tuple(bank.questions[each.question].kind for each in drawn) == kinds:
            return seed
    raise AssertionError(kinds)
