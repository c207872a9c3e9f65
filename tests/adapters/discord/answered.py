"""Answers a question by what stands under it, whatever its kind, as a player does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.answers import FIELD
from quizzes.grading import solution
from quizzes.model import Choice, Order, Pairs, QuestionKind
from tests.servers.discord import Callback

if TYPE_CHECKING:
    from collections.abc import Sequence

    from content.library import Library
    from quizzes.model import Question
    from tests.servers.discord import Message, Person, Reply


async def answered(
    person: Person,
    shown: Message,
    asked: Question,
    order: Sequence[int],
    library: Library,
    *,
    right: bool = True,
) -> Reply:
    """Answer a question.

    Args:
        person: Who answers.
        shown: The message that shows it; its first button is one of the question's.
        asked: The question.
        order: The order in which its parts are shown.
        library: What it stands on.
        right: Whether the answer is to be right.
    """
    body = asked.body
    if isinstance(body, Order | Pairs):
        size = len(body.items if isinstance(body, Order) else body.pairs)
        begun = str(shown.buttons[0].custom_id)
        reply = await person.press(shown, custom_id=begun)
        if not any(str(b.custom_id).startswith(begun) for b in reply.message.buttons):
            return reply  # it was refused
        for number in range(size - 1) if right else range(size - 1, 0, -1):
            place = order.index(number)
            token = next(b.custom_id for b in reply.message.buttons if str(b.custom_id).endswith(str(place)))
            reply = await person.press(reply.message, custom_id=token)
        return await person.press(reply.message, label="Send")
    if isinstance(body, Choice):
        wanted = [str(place) for place, number in enumerate(order) if body.options[number].right is right]
        if asked.kind is QuestionKind.MULTIPLE:
            return await person.choose(shown, shown.selects[0].custom_id, wanted)
        token = next(b.custom_id for b in shown.buttons if str(b.custom_id).endswith(f":c{wanted[0]}"))
        return await person.press(shown, custom_id=token)
    reply = await person.press(shown, label="Type your answer")
    if reply.callback is not Callback.MODAL:
        return reply  # it was refused
    words = solution(asked, library)[0] if right else "1850"
    return await person.submit(reply.modal, {FIELD: words})
