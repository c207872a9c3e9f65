"""What a question of the day came to: told with the next post, and where it was asked once it is closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.chosen import Chosen, ChosenError, read
from bot.composing import Previous, outcome
from bot.matters import gravity
from bot.message import Button, Line, Message, Style, Text, pages
from content.model import Sensitivity

if TYPE_CHECKING:
    from bot.daily_answers import Tally
    from bot.outbox import Post
    from bot.texts import Texts
    from content.library import Library
    from quizzes.banks import Bank


def chosen_for(post: Post) -> Chosen | None:
    """What a post tells and asks; None while nothing is chosen, or where it cannot be understood any more."""
    try:
        return read(post.content) if post.content else None
    except ChosenError:
        return None


def sober(told: Chosen, library: Library, bank: Bank) -> bool:
    """Whether a post is about people who suffered or died, so that nothing is said of points on its day."""
    for each in told.told:
        entry = library.entries.get(each.entry)
        claims = [claim for claim in entry.statements() if claim.id in each.claims] if entry else []
        if entry is not None and gravity(library, entry, claims) is not Sensitivity.NONE:
            return True
    asked = bank.questions.get(told.question)
    entries = [library.claim(claim)[0] for claim in asked.claims] if asked else []
    return any(entry.sensitivity is not Sensitivity.NONE for entry in entries)


def previous(bank: Bank, post: Post, tally: Tally) -> Previous | None:
    """What the next post tells of a post's question.

    Args:
        bank: What can be asked.
        post: The post before; its question is closed.
        tally: What was answered to it.

    Returns:
        None where it asked nothing, or what is not in the bank any more.
    """
    told = chosen_for(post)
    if told is None or told.question not in bank.questions:
        return None
    return Previous(told.question, tally.answered, tally.right, tally.names)


def closed(library: Library, bank: Bank, post: Post, tally: Tally, say: Texts) -> Message | None:
    """What stands where a question was asked once it is closed, within one message; None as in `previous`."""
    told, came = chosen_for(post), previous(bank, post, tally)
    if told is None or came is None:
        return None
    head = Line((Text(say("Question of the day"), strong=True), Text(f" · {say('closed')}")), Style.TITLE)
    grave = sober(told, library, bank)
    buttons = () if grave else (Button(say("Table"), f"daily:table:{post.id}"),)
    return pages((head, *outcome(came, library, bank, say, named=not grave)), buttons)[0]
